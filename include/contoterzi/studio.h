/* Studios: the accounting firms that own coupons and serve clients.
 *
 *     ct_studio_request request = CT_STUDIO_REQUEST_INIT;
 *     ct_studio *studio = NULL;
 *     request.name = "Studio Bianchi";
 *     request.vat_number = "00743110157";
 *     request.email = "info@studiobianchi.it";
 *     request.certified_email = "studio@pec.bianchi.it";
 *     if (ct_studio_add(context, &request, NULL, &studio) == CT_OK)
 *         ct_studio_open_account(context, ct_studio_id(studio), NULL, NULL);
 *     ct_studio_free(studio);
 */
#ifndef CONTOTERZI_STUDIO_H
#define CONTOTERZI_STUDIO_H

#include "context.h"
#include "coupon.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A studio as it was when the call answered. Its VAT number is unique in a store. */
typedef struct ct_studio ct_studio;

/* A studio to register. */
typedef struct ct_studio_request {
    size_t size;
    const char *name;            /* up to 200 bytes */
    const char *vat_number;      /* 11 digits; spaces and a leading IT are dropped */
    const char *tax_code;        /* may be NULL: unknown */
    const char *email;           /* the account's login; no PEC (R-STU-03) */
    const char *certified_email; /* the studio's PEC address: cancellations come from it */
} ct_studio_request;
#define CT_STUDIO_REQUEST_INIT CT_SIZED(ct_studio_request)

/* Registers a studio, without an accountant account. `call` may be NULL here and in every call below
 * and in the other headers. Errors: CT_ERR_REFUSED (R-CLI-02, R-STU-03; or the VAT number is
 * registered already). */
CT_API ct_status ct_studio_add(ct_context *context, const ct_studio_request *request,
                               const ct_call *call, ct_studio **ret_studio);

/* Opens the accountant account that R-STU-01 asks for; does nothing if it is open. Errors:
 * CT_ERR_NOT_FOUND. */
CT_API ct_status ct_studio_open_account(ct_context *context, ct_id studio, const ct_call *call,
                                        ct_studio **ret_studio);

/* The studio with that identifier. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_studio_get(ct_context *context, ct_id studio, ct_studio **ret_studio);
/* The studio with that VAT number. Errors: CT_ERR_NOT_FOUND, CT_ERR_REFUSED (R-CLI-02) for what is no
 * VAT number. */
CT_API ct_status ct_studio_find(ct_context *context, const char *vat_number,
                                ct_studio **ret_studio);

/* Frees it; NULL is ignored, here and by every ..._free. Getters give NULL or zeros for what is not there. */
CT_API void ct_studio_free(ct_studio *studio);
CT_API ct_id ct_studio_id(const ct_studio *studio);
CT_API const char *ct_studio_name(const ct_studio *studio);
CT_API const char *ct_studio_vat_number(const ct_studio *studio);
CT_API const char *ct_studio_tax_code(const ct_studio *studio);
CT_API const char *ct_studio_email(const ct_studio *studio);
CT_API const char *ct_studio_certified_email(const ct_studio *studio);
/* The day on which its accountant account was opened; none: it is not. */
CT_API ct_date ct_studio_account_opened_on(const ct_studio *studio);

/* A page of studios. */
typedef struct ct_studio_list ct_studio_list;
/* A page of studios in the order of registration.
 * @param after  a cursor from ct_studio_list_next, or NULL for the first page
 * @param limit  the most entries; 0 is 100, and 1000 the most
 * Errors: CT_ERR_INVALID_ARGUMENT if the cursor is not of this list. */
CT_API ct_status ct_studio_list_get(ct_context *context, const char *after, uint32_t limit,
                                    ct_studio_list **ret_list);
CT_API void ct_studio_list_free(ct_studio_list *list);
CT_API size_t ct_studio_list_count(const ct_studio_list *list);
/* Entry `index`, borrowed from the list; NULL beyond the end. The same for every list. */
CT_API const ct_studio *ct_studio_list_at(const ct_studio_list *list, size_t index);
/* The cursor of the next page, borrowed from the list; NULL if this was the last. The same for every
 * list. */
CT_API const char *ct_studio_list_next(const ct_studio_list *list);

/* What a studio sees of its account. */
typedef struct ct_studio_overview ct_studio_overview;
/* R-STU-02: the account overview. Takes a time proportional to the studio's clients, coupons and
 * licenses. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_studio_overview_get(ct_context *context, ct_id studio,
                                        ct_studio_overview **ret_overview);
CT_API void ct_studio_overview_free(ct_studio_overview *overview);
/* How many clients can still be migrated (R-CLI-03). More than none: a banner is shown. */
CT_API uint64_t ct_studio_overview_migratable(const ct_studio_overview *overview);
/* How many clients are linked to the studio. */
CT_API uint64_t ct_studio_overview_clients(const ct_studio_overview *overview);
/* The studio's coupons by year, kind and state: so many lines, latest year first. */
CT_API size_t ct_studio_overview_coupon_lines(const ct_studio_overview *overview);
/* Line `index`: each `ret_` may be NULL. Errors: CT_ERR_INVALID_ARGUMENT beyond the end. */
CT_API ct_status ct_studio_overview_coupon_line(const ct_studio_overview *overview, size_t index,
                                                int32_t *ret_license_year,
                                                ct_coupon_kind *ret_kind,
                                                ct_coupon_state *ret_state, uint64_t *ret_count);
/* Licenses of the studio's clients by last day, superseded ones left out, earliest day first. */
CT_API size_t ct_studio_overview_license_lines(const ct_studio_overview *overview);
/* Line `index`, likewise. */
CT_API ct_status ct_studio_overview_license_line(const ct_studio_overview *overview, size_t index,
                                                 ct_date *ret_last_day, uint64_t *ret_count);

#ifdef __cplusplus
}
#endif

#endif
