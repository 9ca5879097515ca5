/* Licenses: what lets a client's account work, and how much of it is used.
 *
 *     ct_license *license = NULL;
 *     ct_date today;
 *     if (ct_context_today(context, &today) == CT_OK &&
 *         ct_license_in_force(context, client, today, &license) == CT_OK)
 *         printf("plan %s, %lld documents a year\n",
 *                ct_enum_name(CT_ENUM_PLAN, ct_license_plan(license)),
 *                (long long)ct_license_limit(license, CT_CATEGORY_DOCUMENTS));
 *     ct_license_free(license);
 */
#ifndef CONTOTERZI_LICENSE_H
#define CONTOTERZI_LICENSE_H

#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a license is for (R-LIC-01); a greater value is a higher plan. */
typedef int32_t ct_plan;
enum ct_plan_values {
    CT_PLAN_TRIAL = 1,
    CT_PLAN_STANDARD = 2,
    CT_PLAN_PREMIUM = 3,
    CT_PLAN_PREMIUM_PLUS = 4,
    CT_PLAN_COMPLETE = 5
};

/* What the client itself may do with it (R-LIC-01); a greater value is better. */
typedef int32_t ct_license_access;
enum ct_license_access_values { CT_LICENSE_READ_ONLY = 1, CT_LICENSE_FULL = 2 };

/* Where a license comes from (R-LIC-01). */
typedef int32_t ct_license_source;
enum ct_license_source_values {
    CT_LICENSE_FROM_COUPON = 1,
    CT_LICENSE_FROM_CLIENT_PURCHASE = 2,
    CT_LICENSE_FROM_STUDIO_PURCHASE = 3,
    CT_LICENSE_FROM_TRIAL = 4
};

/* What limits are kept for (R-LIC-03). */
typedef int32_t ct_category;
enum ct_category_values {
    CT_CATEGORY_CLIENTS = 1, /* the customers in the account's registry */
    CT_CATEGORY_SUPPLIERS = 2,
    CT_CATEGORY_PRODUCTS = 3,
    CT_CATEGORY_DOCUMENTS = 4 /* issued and received, by calendar year of their date */
};

/* A license as it was when the call answered. In force from its first to its last day, both included
 * (R-LIC-02), unless superseded earlier. */
typedef struct ct_license ct_license;

/* The license with that identifier. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_license_get(ct_context *context, ct_id license, ct_license **ret_license);
/* The client's license in force on `day`. Errors: CT_ERR_NOT_FOUND if there is none. */
CT_API ct_status ct_license_in_force(ct_context *context, ct_id client, ct_date day,
                                     ct_license **ret_license);
CT_API void ct_license_free(ct_license *license);
CT_API ct_id ct_license_id(const ct_license *license);
CT_API ct_id ct_license_client_id(const ct_license *license);
CT_API ct_id ct_license_coupon_id(const ct_license *license); /* none unless from a coupon */
CT_API ct_plan ct_license_plan(const ct_license *license);
CT_API ct_license_access ct_license_access_of(const ct_license *license);
CT_API ct_license_source ct_license_source_of(const ct_license *license);
CT_API ct_date ct_license_first_day(const ct_license *license);
CT_API ct_date ct_license_last_day(const ct_license *license);
CT_API ct_date ct_license_superseded_on(const ct_license *license); /* none: it is not */
/* Of a purchase, in cents of euro; 0 for what cost nothing and for other sources. */
CT_API int64_t ct_license_price_cents(const ct_license *license);
/* As at activation (R-LIC-03); 0 for an unknown category. */
CT_API int64_t ct_license_limit(const ct_license *license, ct_category category);

/* The licenses of a client. */
typedef struct ct_license_list ct_license_list;
/* All the licenses of a client, in order of their first days; none for an unknown client. */
CT_API ct_status ct_license_list_get(ct_context *context, ct_id client, ct_license_list **ret_list);
CT_API void ct_license_list_free(ct_license_list *list);
CT_API size_t ct_license_list_count(const ct_license_list *list);
CT_API const ct_license *ct_license_list_at(const ct_license_list *list, size_t index);

/* A full license that was bought. */
typedef struct ct_purchase_request {
    size_t size;
    ct_id client;
    ct_id studio;            /* if it is the studio that buys; otherwise none */
    ct_license_source buyer; /* CT_LICENSE_FROM_CLIENT_PURCHASE or ..._STUDIO_PURCHASE */
    ct_plan plan;            /* one that the policy offers (R-LIC-07) */
    const char *email;       /* login, if the client has no account yet; NULL: the first proposed
                                address that is no PEC */
    int64_t price_cents;     /* of euro, before VAT, up to 100,000,000; 0: the list price of a year */
    ct_date last_day;        /* up to 20 years ahead; none: a year from the first day, but not before
                                the end of what it supersedes */
    uint32_t flags;          /* CT_PURCHASE_* */
} ct_purchase_request;
#define CT_PURCHASE_REQUEST_INIT CT_SIZED(ct_purchase_request)
/* How to take a purchase. */
enum ct_purchase_flags {
    CT_PURCHASE_AS_RENEWAL = 1 << 0,  /* start after what there is, even if this one is higher */
    CT_PURCHASE_FREE = 1 << 1,        /* it costs nothing; price_cents is 0 */
    CT_PURCHASE_SHARE_LOGIN = 1 << 2, /* R-MIG-09: as CT_MIGRATION_SHARE_LOGIN */
    CT_PURCHASE_AS_UPGRADE = 1 << 3   /* refused unless it starts today (R-LIC-08) */
};

/* Records that a full license was bought and activates it, with the plan's limits of today (R-LIC-03).
 * One that is higher than all that the client is covered by, now and later on, starts today and
 * supersedes it (R-LIC-08); any other starts the day after (R-LIC-05). The account's e-mail is told. A
 * studio buys for its own clients only. Afterwards conto_terzi coupons are barred (R-ELIG-02,
 * R-ELIG-04). Errors: CT_ERR_NOT_FOUND (the studio; the client that buys by itself), CT_ERR_REFUSED
 * (R-LIC-05, R-LIC-07, R-LIC-08, R-ELIG-11, R-STU-01, R-STU-03, R-MIG-09). */
CT_API ct_status ct_license_buy(ct_context *context, const ct_purchase_request *request,
                                const ct_call *call, ct_license **ret_license);

/* A trial to start. */
typedef struct ct_trial_request {
    size_t size;
    ct_id client;
    const char *email; /* as in ct_purchase_request */
    uint32_t flags;    /* CT_PURCHASE_SHARE_LOGIN */
    uint32_t reserved; /* 0 */
} ct_trial_request;
#define CT_TRIAL_REQUEST_INIT CT_SIZED(ct_trial_request)

/* Starts a trial today, for as many days as the policy says. Later licenses take its account on
 * (R-ELIG-05). Errors: CT_ERR_NOT_FOUND (the client), CT_ERR_REFUSED (R-LIC-01: it had a license
 * before; R-ELIG-11, R-STU-03, R-MIG-09). */
CT_API ct_status ct_license_start_trial(ct_context *context, const ct_trial_request *request,
                                        const ct_call *call, ct_license **ret_license);

/* What was used. */
typedef struct ct_usage_request {
    size_t size;
    ct_id client;
    ct_category category;
    ct_date date;     /* of a document: its own date; otherwise left out */
    int32_t quantity; /* how many more, up to 1,000,000; negative for registry entries taken away */
    uint32_t reserved; /* 0 */
} ct_usage_request;
#define CT_USAGE_REQUEST_INIT CT_SIZED(ct_usage_request)

/* How much of one category is used. */
typedef struct ct_usage ct_usage;

/* Counts documents or registry entries against the license in force today. Errors: CT_ERR_NOT_FOUND
 * (the client), CT_ERR_REFUSED (R-LIC-04: the limit is reached; R-LIC-06: no license in force). */
CT_API ct_status ct_usage_add(ct_context *context, const ct_usage_request *request,
                              const ct_call *call, ct_usage **ret_usage);
/* How much of a category the client has used.
 * @param year  of documents; 0 for the other categories
 * Errors: CT_ERR_NOT_FOUND (the client). */
CT_API ct_status ct_usage_get(ct_context *context, ct_id client, ct_category category, int32_t year,
                              ct_usage **ret_usage);
CT_API void ct_usage_free(ct_usage *usage);
/* How much is used. */
CT_API int64_t ct_usage_used(const ct_usage *usage);

#ifdef __cplusplus
}
#endif

#endif
