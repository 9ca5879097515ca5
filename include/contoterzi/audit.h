/* Records: what was when, whether the books are right, and what is held on a client (section 12). */
#ifndef CONTOTERZI_AUDIT_H
#define CONTOTERZI_AUDIT_H

#include "client.h"
#include "context.h"
#include "license.h"
#include "migration.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a client had at the end of a day, as its events tell it (R-AUD-01). */
typedef struct ct_client_record ct_client_record;

/* Rebuilds it from the events up to midnight in Rome after `day`.
 * @param day  today or earlier
 * Errors: CT_ERR_NOT_FOUND (there is no such client, or was none yet). */
CT_API ct_status ct_client_as_of(ct_context *context, ct_id client, ct_date day,
                                 ct_client_record **ret_record);
CT_API void ct_client_record_free(ct_client_record *record);
CT_API ct_id ct_client_record_client_id(const ct_client_record *record);
CT_API ct_date ct_client_record_day(const ct_client_record *record);
/* Whose client it was; none: it was linked to no studio. */
CT_API ct_id ct_client_record_studio_id(const ct_client_record *record);
/* Where it stood; 0 where that hung on whether the client was on TS Digital, which no event tells. */
CT_API ct_client_state ct_client_record_state(const ct_client_record *record);
CT_API int32_t ct_client_record_is_erased(const ct_client_record *record);
/* Its last migration until then, and how far that had got; none and 0 if there was none. */
CT_API ct_id ct_client_record_migration_id(const ct_client_record *record);
CT_API ct_migration_state ct_client_record_migration_state(const ct_client_record *record);
/* The license in force on the day; none, 0 and no day if there was none. */
CT_API ct_id ct_client_record_license_id(const ct_client_record *record);
CT_API ct_id ct_client_record_coupon_id(const ct_client_record *record);
CT_API ct_license_source ct_client_record_source(const ct_client_record *record);
CT_API ct_plan ct_client_record_plan(const ct_client_record *record);
CT_API ct_license_access ct_client_record_access_of(const ct_client_record *record);
CT_API ct_date ct_client_record_first_day(const ct_client_record *record);
CT_API ct_date ct_client_record_last_day(const ct_client_record *record);
/* How many licenses it had been given, in force or not. */
CT_API int64_t ct_client_record_license_count(const ct_client_record *record);
/* How much of a category was used: of documents in the day's year. 0 for an unknown category. */
CT_API int64_t ct_client_record_used(const ct_client_record *record, ct_category category);

#ifdef __cplusplus
}
#endif

#endif
