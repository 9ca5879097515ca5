/* Records: what was when, whether the books are right, and what is held on a client (section 12).
 *
 *     ct_check_request request = CT_CHECK_REQUEST_INIT;
 *     ct_check_report *report = NULL;
 *     do {
 *         ct_check_report *last = report;
 *         ct_status status = ct_check_run(context, &request, &report);
 *         ct_check_report_free(last);
 *         if (status != CT_OK)
 *             return status;
 *         for (size_t i = 0; i < ct_check_report_count(report); i++)
 *             puts(ct_finding_text(ct_check_report_at(report, i), CT_LANGUAGE_ENGLISH));
 *         request.after = ct_check_report_next(report);
 *     } while (request.after);
 *     ct_check_report_free(report);
 */
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
/* 1 if its data were erased by then. */
CT_API int32_t ct_client_record_is_erased(const ct_client_record *record);
/* Its last migration until then; none if there was none. */
CT_API ct_id ct_client_record_migration_id(const ct_client_record *record);
/* How far that migration had got; 0 if there was none. */
CT_API ct_migration_state ct_client_record_migration_state(const ct_client_record *record);
/* The license in force on the day; this and the next six tell of it, and are none, 0 and no day if
 * there was none. */
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

/* One thing that is wrong in the books (R-AUD-07). Texts belong to it. */
typedef struct ct_finding ct_finding;
/* The name of what was proved and did not hold: one of ct_check_name. */
CT_API const char *ct_finding_check(const ct_finding *finding);
/* The rule that is broken. */
CT_API const char *ct_finding_rule(const ct_finding *finding);
/* The table of the row that is wrong. */
CT_API const char *ct_finding_table(const ct_finding *finding);
/* The row, and those that it is at odds with; none where that kind of row has no part. */
CT_API ct_id ct_finding_studio_id(const ct_finding *finding);
CT_API ct_id ct_finding_client_id(const ct_finding *finding);
CT_API ct_id ct_finding_pack_id(const ct_finding *finding);
CT_API ct_id ct_finding_coupon_id(const ct_finding *finding);
CT_API ct_id ct_finding_license_id(const ct_finding *finding);
CT_API ct_id ct_finding_migration_id(const ct_finding *finding);
CT_API ct_id ct_finding_message_id(const ct_finding *finding);
/* What is wrong and where.
 * @param language  0: the context's */
CT_API const char *ct_finding_text(const ct_finding *finding, ct_language language);
/* How to repair it.
 * @param language  0: the context's */
CT_API const char *ct_finding_repair(const ct_finding *finding, ct_language language);

/* Which piece of the store to look at. */
typedef struct ct_check_request {
    size_t size;
    const char *after; /* a cursor of ct_check_report_next, or NULL: from the beginning */
    uint32_t limit;    /* how many rows (studios, clients, packs, coupons, ...) to look at in this
                          call; 0 is 100, and 1000 the most */
    uint32_t reserved; /* 0 */
} ct_check_request;
#define CT_CHECK_REQUEST_INIT CT_SIZED(ct_check_request)

/* What was found in one piece of the store. */
typedef struct ct_check_report ct_check_report;
/* Proves the books (R-AUD-07): that values are such as they can be, that coupons add up and none is two
 * clients', that licenses have their sources and do not overlap, that what is stored twice agrees, that no
 * event is missing, and that the events tell the same as the tables. Where a row can't be read, what hangs
 * on it is not proved. Changes nothing. One piece is one read transaction; with
 * ct_check_report_next the walk goes on where it stopped, and what others change in the meantime does
 * it no harm.
 * @param request  may be NULL: the first piece */
CT_API ct_status ct_check_run(ct_context *context, const ct_check_request *request,
                              ct_check_report **ret_report);
CT_API void ct_check_report_free(ct_check_report *report);
CT_API size_t ct_check_report_count(const ct_check_report *report);
CT_API const ct_finding *ct_check_report_at(const ct_check_report *report, size_t index);
/* The cursor of the next piece; NULL: the whole store has been walked. */
CT_API const char *ct_check_report_next(const ct_check_report *report);
/* How many rows of a table were looked at; 0 for any but one of ct_check_table. */
CT_API uint64_t ct_check_report_rows(const ct_check_report *report, const char *table);
/* The names of everything that is proved; NULL beyond the last. Static storage. */
CT_API const char *ct_check_name(size_t index);
/* The names of the tables that are walked, likewise. */
CT_API const char *ct_check_table(size_t index);

/* Whose data to write out, for whom, and where to. */
typedef struct ct_export_request {
    size_t size;
    ct_id client;
    ct_id studio; /* that asks, whose client it must be; none: the client itself */
    /* Gets the document piece by piece. Whatever it answers but CT_OK ends the export. It calls nothing
     * on the context. */
    ct_status (*write)(void *user, const char *bytes, size_t count);
    void *user; /* for `write`; may be NULL */
} ct_export_request;
#define CT_EXPORT_REQUEST_INIT CT_SIZED(ct_export_request)

/* Writes out everything that is held on a client as one JSON document in UTF-8 (R-AUD-03): company,
 * account without passwords, licenses, usage, migrations with who authorised them, imported documents,
 * messages without their texts, events; the nickname only for its studio (R-CLI-06). It is one state of
 * the store, in memory that does not grow with it. A client whose license is over has a right to it
 * (R-LIC-06); once its data are erased there is nothing left. An event tells that it was handed out;
 * none if `write` failed. Errors: CT_ERR_NOT_FOUND (the client, or it is not the studio's),
 * CT_ERR_REFUSED (R-ACC-04: erased), CT_ERR_CALLBACK (`write`). */
CT_API ct_status ct_client_export(ct_context *context, const ct_export_request *request,
                                  const ct_call *call);

/* What the product's official API says of a company. What it does not say is left out: NULL, no day, 0,
 * CT_CHOICE_DEFAULT. */
typedef struct ct_company_snapshot {
    size_t size;
    ct_id studio;             /* only its clients are known; none: everybody's */
    const char *tax_code;     /* one of the two is needed */
    const char *vat_number;   /* the other */
    const char *plan;         /* as the API spells it, "Premium Plus" or "premium_plus" */
    const char *license_type; /* stands for the plan where that is left out */
    ct_date license_expire;   /* the last day on which it works */
    int64_t limit_clients;    /* of the plan, as the three below */
    int64_t limit_suppliers;
    int64_t limit_products;
    int64_t limit_documents;
    ct_choice through_accountant; /* the studio operates on the account */
    ct_choice use_fic;            /* there is an account, and it is used */
    ct_choice need_setup;         /* the account is not configured yet */
    uint32_t reserved; /* 0 */
} ct_company_snapshot;
#define CT_COMPANY_SNAPSHOT_INIT CT_SIZED(ct_company_snapshot)

/* What the product and the records say differently of one company. */
typedef struct ct_differences ct_differences;
/* Compares a snapshot with the records of today (R-AUD-08): whether the company is known, its license's
 * end and plan and limits, a license that was bought outside (R-ELIG-02), the studio's right to operate,
 * the account. Changes nothing; an empty list means that they agree. A trial is not compared with what
 * was never bought (R-ELIG-05). */
CT_API ct_status ct_reconcile(ct_context *context, const ct_company_snapshot *snapshot,
                              ct_differences **ret_differences);
CT_API void ct_differences_free(ct_differences *differences);
CT_API size_t ct_differences_count(const ct_differences *differences);

/* One difference. Texts belong to its list. */
typedef struct ct_difference ct_difference;
CT_API const ct_difference *ct_differences_at(const ct_differences *differences, size_t index);
/* The client; none: the company is not known. */
CT_API ct_id ct_difference_client_id(const ct_difference *difference);
/* "company", "license", "license_expire", "plan", "limits.clients" and its like, "through_accountant",
 * "use_fic", "need_setup". */
CT_API const char *ct_difference_field(const ct_difference *difference);
/* The rule that it touches. */
CT_API const char *ct_difference_rule(const ct_difference *difference);
/* What the records say, as programs write it; "-" for no license, NULL for an unknown company. */
CT_API const char *ct_difference_ours(const ct_difference *difference);
/* What the product says, likewise. */
CT_API const char *ct_difference_theirs(const ct_difference *difference);
/* The difference as a sentence.
 * @param language  0: the context's */
CT_API const char *ct_difference_text(const ct_difference *difference, ct_language language);

#ifdef __cplusplus
}
#endif

#endif
