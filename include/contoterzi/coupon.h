/* Coupons, the packs that they come in, and who may get one.
 *
 *     ct_pack_request purchase = CT_PACK_REQUEST_INIT;
 *     ct_call call = CT_CALL_INIT;
 *     purchase.studio = studio;
 *     purchase.kind = CT_COUPON_CONTO_TERZI;
 *     purchase.license_year = 2027;
 *     purchase.quantity = 30;
 *     purchase.unit_price_cents = 2990;
 *     call.idempotency_key = "order 4711";
 *     if (ct_pack_buy(context, &purchase, &call, NULL) != CT_OK)
 *         fprintf(stderr, "%s\n", ct_error_text(context, 0));
 */
#ifndef CONTOTERZI_COUPON_H
#define CONTOTERZI_COUPON_H

#include "context.h"
#include "license.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a coupon is for (R-COU-01). */
typedef int32_t ct_coupon_kind;
enum ct_coupon_kind_values {
    CT_COUPON_CONTO_TERZI = 1,
    CT_COUPON_RENEWABLE = 2,
    CT_COUPON_FLAT_RATE = 3
};

/* How far a coupon has got (R-COU-07). */
typedef int32_t ct_coupon_state;
enum ct_coupon_state_values {
    CT_COUPON_AVAILABLE = 1,
    CT_COUPON_RESERVED = 2,
    CT_COUPON_ASSIGNED = 3,
    CT_COUPON_EXPIRED = 4,
    CT_COUPON_REVOKED = 5
};

/* Where a pack comes from (R-COU-05). */
typedef int32_t ct_pack_source;
enum ct_pack_source_values { CT_PACK_PURCHASE = 1, CT_PACK_TACIT_RENEWAL = 2 };

/* One purchase, or one tacit renewal, of coupons of one kind, plan and year. */
typedef struct ct_pack ct_pack;

/* A purchase of coupons. */
typedef struct ct_pack_request {
    size_t size;
    ct_id studio;
    ct_coupon_kind kind;
    int32_t license_year;     /* this year, or up to ten years ahead */
    uint32_t quantity;        /* 1 to 1,000,000 */
    ct_plan plan;             /* 0: standard; conto_terzi has the policy's (R-COU-04) */
    int64_t unit_price_cents; /* of euro, 0 to 100,000,000 */
} ct_pack_request;
#define CT_PACK_REQUEST_INIT CT_SIZED(ct_pack_request)

/* Records a purchase and issues its coupons today (R-COU-01, -05, -06, -09), in one transaction: a large
 * pack takes seconds, and other writers wait. Errors:
 * CT_ERR_NOT_FOUND (the studio), CT_ERR_REFUSED (R-COU-06: the year is over). */
CT_API ct_status ct_pack_buy(ct_context *context, const ct_pack_request *request,
                             const ct_call *call, ct_pack **ret_pack);

/* Revokes a pack: its available coupons at once; a reserved one if its migration gives it back;
 * assigned ones stay (R-COU-07). Does nothing if it is revoked. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_pack_revoke(ct_context *context, ct_id pack, const ct_call *call,
                                ct_pack **ret_pack);

/* The pack with that identifier. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_pack_get(ct_context *context, ct_id pack, ct_pack **ret_pack);
CT_API void ct_pack_free(ct_pack *pack);
CT_API ct_id ct_pack_id(const ct_pack *pack);
CT_API ct_id ct_pack_studio_id(const ct_pack *pack);
CT_API ct_coupon_kind ct_pack_kind(const ct_pack *pack);
CT_API ct_plan ct_pack_plan(const ct_pack *pack);
CT_API int32_t ct_pack_license_year(const ct_pack *pack);
CT_API uint32_t ct_pack_quantity(const ct_pack *pack);
CT_API int64_t ct_pack_unit_price_cents(const ct_pack *pack);
CT_API ct_pack_source ct_pack_source_of(const ct_pack *pack);
CT_API ct_date ct_pack_issued_on(const ct_pack *pack);
CT_API ct_date ct_pack_revoked_on(const ct_pack *pack); /* none: not revoked */
/* The pack that it renews tacitly; none: it renews none. */
CT_API ct_id ct_pack_renews_id(const ct_pack *pack);

/* A page of packs. */
typedef struct ct_pack_list ct_pack_list;
/* A page of a studio's packs in the order in which they were issued.
 * @param after  a cursor of ct_pack_list_next, or NULL
 * @param limit  the most entries; 0 is 100, and 1000 the most
 * Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_pack_list_get(ct_context *context, ct_id studio, const char *after,
                                  uint32_t limit, ct_pack_list **ret_list);
CT_API void ct_pack_list_free(ct_pack_list *list);
CT_API size_t ct_pack_list_count(const ct_pack_list *list);
CT_API const ct_pack *ct_pack_list_at(const ct_pack_list *list, size_t index);
CT_API const char *ct_pack_list_next(const ct_pack_list *list);

/* A coupon as it was when the call answered; `expired` by that day. */
typedef struct ct_coupon ct_coupon;

/* The coupon with that identifier. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_coupon_get(ct_context *context, ct_id coupon, ct_coupon **ret_coupon);
/* The coupon with that code, in any case and with or without hyphens. Errors: CT_ERR_NOT_FOUND,
 * CT_ERR_REFUSED (R-COU-09: mistyped). */
CT_API ct_status ct_coupon_find(ct_context *context, const char *code, ct_coupon **ret_coupon);
CT_API void ct_coupon_free(ct_coupon *coupon);
CT_API ct_id ct_coupon_id(const ct_coupon *coupon);
CT_API ct_id ct_coupon_pack_id(const ct_coupon *coupon);
CT_API ct_id ct_coupon_studio_id(const ct_coupon *coupon);
CT_API ct_id ct_coupon_client_id(const ct_coupon *coupon); /* none until reserved (R-COU-02) */
CT_API const char *ct_coupon_code(const ct_coupon *coupon);
CT_API ct_coupon_kind ct_coupon_kind_of(const ct_coupon *coupon);
CT_API ct_plan ct_coupon_plan(const ct_coupon *coupon);
CT_API int32_t ct_coupon_license_year(const ct_coupon *coupon);
CT_API ct_date ct_coupon_issued_on(const ct_coupon *coupon);
CT_API ct_coupon_state ct_coupon_state_today(const ct_coupon *coupon);

/* Which coupons to list. */
typedef struct ct_coupon_query {
    size_t size;
    ct_id studio;
    const char *after;     /* a cursor of ct_coupon_list_next, or NULL */
    ct_coupon_kind kind;   /* 0: any */
    ct_coupon_state state; /* 0: any */
    int32_t license_year;  /* 0: any */
    uint32_t limit;        /* the most entries; 0 is 100, and 1000 the most */
} ct_coupon_query;
#define CT_COUPON_QUERY_INIT CT_SIZED(ct_coupon_query)

/* A page of coupons. */
typedef struct ct_coupon_list ct_coupon_list;
/* A page of a studio's coupons by license year and code. Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_coupon_list_get(ct_context *context, const ct_coupon_query *query,
                                    ct_coupon_list **ret_list);
CT_API void ct_coupon_list_free(ct_coupon_list *list);
CT_API size_t ct_coupon_list_count(const ct_coupon_list *list);
CT_API const ct_coupon *ct_coupon_list_at(const ct_coupon_list *list, size_t index);
CT_API const char *ct_coupon_list_next(const ct_coupon_list *list);

/* What a coupon would do for a client. */
typedef int32_t ct_eligible_action;
enum ct_eligible_action_values {
    CT_ELIGIBLE_NO = 1,       /* nothing: it may not get one */
    CT_ELIGIBLE_MIGRATE = 2,  /* R-ELIG-01: create the account and activate it */
    CT_ELIGIBLE_RENEW = 3,    /* go on after the present license, or today if it has lapsed */
    CT_ELIGIBLE_ACTIVATE = 4, /* R-ELIG-09, -10: activate outside the programme */
    CT_ELIGIBLE_UPGRADE = 5   /* R-LIC-08: supersede the present license at once */
};

/* A question of whether a client may get a coupon. */
typedef struct ct_eligibility_request {
    size_t size;
    ct_id studio;
    ct_id client;
    ct_coupon_kind kind;     /* 0: conto_terzi */
    int32_t license_year;    /* 1996 to 2100; 0: the pool's latest (R-COU-08) */
    ct_date day;             /* none: today; the pool is taken as it is now */
    uint32_t reserved;       /* 0 */
    const char *coupon_code; /* one coupon instead of the pool's; NULL: any */
} ct_eligibility_request;
#define CT_ELIGIBILITY_REQUEST_INIT CT_SIZED(ct_eligibility_request)

/* Whether a client may get a coupon (section 6), with all that stands against it. */
typedef struct ct_eligibility ct_eligibility;

/* What a coupon would do for a client today or on a day. Changes nothing. Errors: CT_ERR_NOT_FOUND
 * (the studio, or the client), CT_ERR_REFUSED (R-COU-09: the code is mistyped). */
CT_API ct_status ct_eligibility_check(ct_context *context, const ct_eligibility_request *request,
                                      ct_eligibility **ret_eligibility);
CT_API void ct_eligibility_free(ct_eligibility *eligibility);
/* What a coupon would do; CT_ELIGIBLE_NO: it may get none. */
CT_API ct_eligible_action ct_eligibility_action(const ct_eligibility *eligibility);
/* Why none: empty exactly if the action is not CT_ELIGIBLE_NO. */
CT_API const ct_reasons *ct_eligibility_reasons(const ct_eligibility *eligibility);

#ifdef __cplusplus
}
#endif

#endif
