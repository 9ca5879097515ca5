/* Renewal: coupons assigned outside a migration, the November campaign, its cancellation, and what a
 * studio can renew (sections 6 and 8).
 *
 *     ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
 *     ct_renewal_plan *plan = NULL;
 *     query.studio = studio;
 *     query.license_year = 2028;
 *     if (ct_renewal_plan_get(context, &query, &plan) == CT_OK)
 *         printf("%llu clients can be renewed, %llu coupons are missing\n",
 *                (unsigned long long)ct_renewal_plan_eligible(plan),
 *                (unsigned long long)ct_renewal_plan_missing(plan));
 *     ct_renewal_plan_free(plan);
 */
#ifndef CONTOTERZI_RENEWAL_H
#define CONTOTERZI_RENEWAL_H

#include "client.h"
#include "context.h"
#include "coupon.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a client that was to get a coupon. */
typedef int32_t ct_assignment_status;
enum ct_assignment_status_values {
    CT_ASSIGNMENT_DONE = 1,
    CT_ASSIGNMENT_REFUSED = 2,
    CT_ASSIGNMENT_ALREADY_DONE = 3 /* the year is covered already by a coupon of that kind */
};

/* A coupon for a client. */
typedef struct ct_assignment_request {
    size_t size;
    ct_id studio;
    ct_id client;
    ct_coupon_kind kind;     /* 0: conto_terzi */
    int32_t license_year;    /* 0: the pool's latest (R-COU-08) */
    const char *coupon_code; /* NULL: any of the pool */
    const char *email;       /* login, if the client has no account yet; NULL: the first proposed
                                address that is no PEC */
    uint32_t flags;          /* CT_ASSIGNMENT_* */
    uint32_t reserved;       /* 0 */
} ct_assignment_request;
#define CT_ASSIGNMENT_REQUEST_INIT CT_SIZED(ct_assignment_request)
/* R-MIG-09: the e-mail may be the login of other clients' accounts too. */
enum ct_assignment_flags { CT_ASSIGNMENT_SHARE_LOGIN = 1 << 0 };

/* The answer for one client. Getters of the license and coupon give zeros and NULL when refused. */
typedef struct ct_assignment ct_assignment;
CT_API void ct_assignment_free(ct_assignment *assignment);
CT_API ct_assignment_status ct_assignment_status_of(const ct_assignment *assignment);
CT_API ct_id ct_assignment_client_id(const ct_assignment *assignment);
CT_API const char *ct_assignment_client_name(const ct_assignment *assignment);
/* What the coupon did; CT_ELIGIBLE_NO or 0 unless done. */
CT_API ct_eligible_action ct_assignment_action(const ct_assignment *assignment);
CT_API ct_id ct_assignment_license_id(const ct_assignment *assignment);
CT_API ct_plan ct_assignment_plan(const ct_assignment *assignment);
CT_API ct_license_access ct_assignment_access(const ct_assignment *assignment);
CT_API ct_date ct_assignment_first_day(const ct_assignment *assignment);
CT_API ct_date ct_assignment_last_day(const ct_assignment *assignment);
CT_API const char *ct_assignment_coupon_code(const ct_assignment *assignment);
/* Why it was refused. Never NULL. */
CT_API const ct_reasons *ct_assignment_reasons(const ct_assignment *assignment);

/* Assigns a coupon outside a migration: renews, activates or upgrades, as ct_eligibility_check says
 * (section 6). An upgrade starts today and supersedes (R-LIC-08), a renewal starts after what there is
 * (R-LIC-05). It is final (R-COU-03). The account's e-mail is told; a client without an account gets
 * one that asks for nothing, for the company registers by itself. A client of the migratable list is
 * refused conto_terzi here: it goes through a migration (R-MIG-01). Errors: CT_ERR_NOT_FOUND (the
 * studio), CT_ERR_REFUSED (R-STU-01, R-STU-03, R-COU-06 to -09, R-ELIG-*, R-LIC-08, R-MIG-01,
 * R-MIG-09) with every reason. */
CT_API ct_status ct_coupon_assign(ct_context *context, const ct_assignment_request *request,
                                  const ct_call *call, ct_assignment **ret_assignment);

/* Many clients to renew. */
typedef struct ct_renewal_bulk {
    size_t size;
    ct_id studio;
    const ct_id *clients;
    size_t client_count;  /* 1 to 1000 */
    ct_coupon_kind kind;  /* 0: conto_terzi */
    int32_t license_year; /* 0: the pool's latest */
    uint32_t flags;       /* CT_ASSIGNMENT_* */
    uint32_t reserved;    /* 0 */
} ct_renewal_bulk;
#define CT_RENEWAL_BULK_INIT CT_SIZED(ct_renewal_bulk)

/* The answers to a bulk, in the order of its clients. */
typedef struct ct_assignments ct_assignments;

/* Renews each client with a coupon, and answers for each (R-REN-03): a refused client stops no other
 * and leaves no trace. A client whose last license is from a coupon of the kind and covers the year,
 * or with no year the latest that the studio has or gave coupons for, is answered as already done, so
 * that a bulk run again does nothing twice. What is no renewal is refused: an upgrade (R-ELIG-06), a
 * migration (R-MIG-01), a client without a license to go on from (R-REN-03). An idempotency key counts
 * for each client on its own. A failure of another kind than refusal changes nothing: run it again.
 * Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_renewal_run_many(ct_context *context, const ct_renewal_bulk *bulk,
                                     const ct_call *call, ct_assignments **ret_answers);
CT_API void ct_assignments_free(ct_assignments *answers);
CT_API size_t ct_assignments_count(const ct_assignments *answers);
CT_API const ct_assignment *ct_assignments_at(const ct_assignments *answers, size_t index);

/* How a client can go on after its license (R-REN-05). */
typedef int32_t ct_renewal_way;
enum ct_renewal_way_values {
    CT_RENEWAL_CONTO_TERZI = 1, /* the same kind for a later year */
    CT_RENEWAL_RENEWABLE = 2,
    CT_RENEWAL_FLAT_RATE = 3,
    CT_RENEWAL_OWN_PURCHASE = 4
};

/* How a client can go on, way by way. */
typedef struct ct_renewal_ways ct_renewal_ways;
/* The ways that are open to a client on a day (R-REN-05), as far as the rules go: whether a coupon is
 * there is for ct_eligibility_check and the plan below to say. A client that had no license, or whose
 * data were erased, has nothing to renew. Changes nothing.
 * @param day  none: today
 * Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_renewal_ways_get(ct_context *context, ct_id studio, ct_id client, ct_date day,
                                     ct_renewal_ways **ret_ways);
CT_API void ct_renewal_ways_free(ct_renewal_ways *ways);
/* 1 if the way is open, otherwise 0. */
CT_API int32_t ct_renewal_ways_is_open(const ct_renewal_ways *ways, ct_renewal_way way);
/* Why a way is not open: empty if it is; NULL for an unknown way. */
CT_API const ct_reasons *ct_renewal_ways_reasons(const ct_renewal_ways *ways, ct_renewal_way way);

/* What to plan. */
typedef struct ct_renewal_plan_query {
    size_t size;
    ct_id studio;
    ct_coupon_kind kind;  /* 0: conto_terzi */
    int32_t license_year; /* 0: the latest that the studio has or gave coupons for, else next year */
    const char *after;    /* a cursor of ct_renewal_plan_next, or NULL */
    uint32_t limit;       /* the most entries; 0 is 100, and 1000 the most */
    uint32_t reserved;    /* 0 */
} ct_renewal_plan_query;
#define CT_RENEWAL_PLAN_QUERY_INIT CT_SIZED(ct_renewal_plan_query)

/* What a renewal of a studio's clients would need. */
typedef struct ct_renewal_plan ct_renewal_plan;
/* R-REN-06: what renewing a studio's clients for a year would need, and what is there. The clients are
 * those that are linked, have had a license other than a trial, and are not erased. The numbers are of
 * all of them, the entries a page by name. Changes nothing, and takes a time proportional to the
 * studio's clients. Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_renewal_plan_get(ct_context *context, const ct_renewal_plan_query *query,
                                     ct_renewal_plan **ret_plan);
CT_API void ct_renewal_plan_free(ct_renewal_plan *plan);
CT_API ct_coupon_kind ct_renewal_plan_kind(const ct_renewal_plan *plan);
CT_API int32_t ct_renewal_plan_license_year(const ct_renewal_plan *plan);
/* How many clients there are: those below together. */
CT_API uint64_t ct_renewal_plan_clients(const ct_renewal_plan *plan);
/* How many can be renewed. */
CT_API uint64_t ct_renewal_plan_eligible(const ct_renewal_plan *plan);
/* How many can't. */
CT_API uint64_t ct_renewal_plan_not_eligible(const ct_renewal_plan *plan);
/* Covered for the year already by a coupon of the kind. */
CT_API uint64_t ct_renewal_plan_already_done(const ct_renewal_plan *plan);
/* Coupons of the kind and year that are available today. */
CT_API uint64_t ct_renewal_plan_coupons(const ct_renewal_plan *plan);
/* How many more the eligible clients need. */
CT_API uint64_t ct_renewal_plan_missing(const ct_renewal_plan *plan);
/* How many the eligible clients would leave. */
CT_API uint64_t ct_renewal_plan_left_over(const ct_renewal_plan *plan);
/* One client of the page. */
typedef struct ct_renewal_entry ct_renewal_entry;
CT_API size_t ct_renewal_plan_count(const ct_renewal_plan *plan);
CT_API const ct_renewal_entry *ct_renewal_plan_at(const ct_renewal_plan *plan, size_t index);
CT_API const char *ct_renewal_plan_next(const ct_renewal_plan *plan);
CT_API ct_id ct_renewal_entry_client_id(const ct_renewal_entry *entry);
CT_API const char *ct_renewal_entry_client_name(const ct_renewal_entry *entry);
/* The last day of its last license. */
CT_API ct_date ct_renewal_entry_last_day(const ct_renewal_entry *entry);
/* What would become of it; CT_ASSIGNMENT_DONE: it is eligible. */
CT_API ct_assignment_status ct_renewal_entry_status_of(const ct_renewal_entry *entry);
/* What a coupon would do; CT_ELIGIBLE_NO if it is not eligible. */
CT_API ct_eligible_action ct_renewal_entry_action(const ct_renewal_entry *entry);
/* Why it is not eligible. */
CT_API const ct_reasons *ct_renewal_entry_reasons(const ct_renewal_entry *entry);

/* A link that can be sent to a company, so that it registers by itself (R-COU-10). */
typedef struct ct_coupon_link ct_coupon_link;
/* The link of the coupon with this code: the policy's coupon_link and the code. Errors:
 * CT_ERR_NOT_FOUND, CT_ERR_REFUSED (R-COU-10: a conto_terzi coupon has none; R-COU-06, R-COU-09,
 * R-ELIG-11: it can't be assigned any more). */
CT_API ct_status ct_coupon_link_get(ct_context *context, const char *code,
                                    ct_coupon_link **ret_link);
CT_API void ct_coupon_link_free(ct_coupon_link *link);
CT_API const char *ct_coupon_link_code(const ct_coupon_link *link);
/* The link itself. */
CT_API const char *ct_coupon_link_text(const ct_coupon_link *link);

/* What a company tells of itself. */
typedef struct ct_registration_request {
    size_t size;
    const char *link_or_code;
    const char *name;         /* up to 200 bytes */
    const char *vat_number;   /* may be NULL if there is a tax code */
    const char *tax_code;     /* may be NULL if there is a VAT number */
    const char *email;        /* login, if it has no account yet */
    ct_tax_regime tax_regime; /* 0: unknown */
    uint32_t flags;           /* CT_ASSIGNMENT_* */
} ct_registration_request;
#define CT_REGISTRATION_REQUEST_INIT CT_SIZED(ct_registration_request)

/* A company registers through a coupon's link and is activated with it, under the same rules as in
 * ct_coupon_assign. It is found by its codes or added to the coupon's studio, not on TS Digital; one
 * that is no studio's is linked to it (R-CLI-05), and so is an erased one, whatever bars it included
 * (R-ELIG-07). What the studio recorded of it stays, and only an unknown tax regime is taken from the
 * company. Errors: CT_ERR_NOT_FOUND (the coupon), CT_ERR_REFUSED (R-COU-10, R-CLI-01, R-CLI-02 and as in
 * ct_coupon_assign). */
CT_API ct_status ct_coupon_register(ct_context *context, const ct_registration_request *request,
                                    const ct_call *call, ct_assignment **ret_assignment);

/* One page of a campaign (R-REN-01, R-REN-02). */
typedef struct ct_campaign_request {
    size_t size;
    int32_t license_year; /* of the coupons that it issues: the year after its November */
    ct_coupon_kind kind;  /* 0 or CT_COUPON_CONTO_TERZI: no other kind is renewed tacitly */
    const char *after;    /* a cursor of ct_campaign_report_next, or NULL: from the first studio */
    uint32_t limit;       /* the most studios; 0 is 100, and 1000 the most */
    uint32_t reserved;    /* 0 */
} ct_campaign_request;
#define CT_CAMPAIGN_REQUEST_INIT CT_SIZED(ct_campaign_request)

/* What became of a page of studios. */
typedef struct ct_campaign_report ct_campaign_report;

/* Runs the campaign for the next page of studios, in one transaction: each studio gets as many coupons
 * as its conto_terzi packs of the year before have that are not revoked, used or not, in one new pack a
 * pack, unless a cancellation stops it; and one message that tells so (R-OUT-02). Call again with
 * ct_campaign_report_next until that is NULL. A page takes fewer studios than `limit` where those have
 * very many coupons.
 *
 * A studio is served once a license year, however often a campaign runs and from however many machines;
 * one that was broken off is run again from the beginning (R-REN-02). A pack that a served studio buys
 * later is not renewed in that campaign. `call` may have a key, of this page alone.
 *
 * Errors: CT_ERR_REFUSED (R-REN-01: before the policy's campaign day; R-COU-06: the license year is
 * over), CT_ERR_INVALID_ARGUMENT if `after` is no cursor. */
CT_API ct_status ct_campaign_run(ct_context *context, const ct_campaign_request *request,
                                 const ct_call *call, ct_campaign_report **ret_report);
CT_API void ct_campaign_report_free(ct_campaign_report *report);
CT_API int32_t ct_campaign_report_license_year(const ct_campaign_report *report);
/* How many studios the page had; those without anything to renew are in none of the next three. */
CT_API uint32_t ct_campaign_report_studios(const ct_campaign_report *report);
/* How many got coupons now. */
CT_API uint32_t ct_campaign_report_issued_to(const ct_campaign_report *report);
/* How many a cancellation stopped. */
CT_API uint32_t ct_campaign_report_stopped(const ct_campaign_report *report);
/* How many had been served before. */
CT_API uint32_t ct_campaign_report_already_done(const ct_campaign_report *report);
/* How many coupons were issued now. */
CT_API uint64_t ct_campaign_report_coupons(const ct_campaign_report *report);
/* The cursor of the next page, borrowed from the report; NULL if this was the last. */
CT_API const char *ct_campaign_report_next(const ct_campaign_report *report);

/* A studio's notice that ends tacit renewal (R-REN-04). */
typedef struct ct_cancellation ct_cancellation;

/* A notice that came in. */
typedef struct ct_cancellation_request {
    size_t size;
    ct_id studio;
    ct_id pack;             /* none: all the studio's packs */
    const char *sender;     /* the address that it came from */
    const char *recipient;  /* the address that it went to; NULL: not looked at */
    const char *message_id; /* of the PEC message, up to 200 bytes */
    ct_instant sent_at;     /* when the PEC provider took it in charge; not in the future */
} ct_cancellation_request;
#define CT_CANCELLATION_REQUEST_INIT CT_SIZED(ct_cancellation_request)

/* Records a cancellation, and queues a message to the studio that says what it stops (R-OUT-02). Sent on
 * or before the policy's deadline, by the clocks of Rome, it stops the campaign of that November; later,
 * that of the next. One of all packs stops the whole campaign of its November; one of a pack, the renewal
 * of that pack and of those that renew it, from its November on.
 *
 * The same message about the same pack again answers the record that is there, withdrawn or not. Where
 * the campaign had already issued coupons, the cancellation is recorded all the same and has a reason
 * (R-REN-04) that says which; what it came too late for is not renewed again.
 *
 * Errors: CT_ERR_NOT_FOUND (the studio; the pack, or it is another studio's), CT_ERR_REFUSED (R-REN-04:
 * the sender is not the studio's registered certified e-mail, the recipient not the policy's
 * cancellation_address, or all of the pack was revoked; R-REN-01: its coupons are not conto_terzi). */
CT_API ct_status ct_cancellation_record(ct_context *context,
                                        const ct_cancellation_request *request,
                                        const ct_call *call, ct_cancellation **ret_cancellation);

/* Takes a cancellation back; does nothing if that was done before. Errors: CT_ERR_NOT_FOUND,
 * CT_ERR_REFUSED (R-REN-04: its campaign has run for the studio). */
CT_API ct_status ct_cancellation_withdraw(ct_context *context, ct_id cancellation,
                                          const ct_call *call,
                                          ct_cancellation **ret_cancellation);

/* The cancellation with that identifier. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_cancellation_get(ct_context *context, ct_id cancellation,
                                     ct_cancellation **ret_cancellation);
CT_API void ct_cancellation_free(ct_cancellation *cancellation);
CT_API ct_id ct_cancellation_id(const ct_cancellation *cancellation);
CT_API ct_id ct_cancellation_studio_id(const ct_cancellation *cancellation);
CT_API ct_id ct_cancellation_pack_id(const ct_cancellation *cancellation); /* none: all packs */
CT_API const char *ct_cancellation_sender(const ct_cancellation *cancellation); /* in lower case */
CT_API const char *ct_cancellation_message_id(const ct_cancellation *cancellation);
CT_API ct_instant ct_cancellation_sent_at(const ct_cancellation *cancellation);
/* The year of the first November whose campaign it stops. */
CT_API int32_t ct_cancellation_campaign_year(const ct_cancellation *cancellation);
/* The license year of the first coupons that it keeps from being issued: the year after. */
CT_API int32_t ct_cancellation_license_year(const ct_cancellation *cancellation);
CT_API ct_instant ct_cancellation_recorded_at(const ct_cancellation *cancellation);
CT_API ct_instant ct_cancellation_withdrawn_at(const ct_cancellation *cancellation); /* 0: it is not */
/* What to mind, from ct_cancellation_record: that its campaign had issued coupons before. Borrowed. */
CT_API const ct_reasons *ct_cancellation_reasons(const ct_cancellation *cancellation);

/* A page of cancellations. */
typedef struct ct_cancellation_list ct_cancellation_list;
/* A page of a studio's cancellations in the order in which they were recorded, withdrawn ones too.
 * @param after  a cursor of ct_cancellation_list_next, or NULL
 * @param limit  the most entries; 0 is 100, and 1000 the most
 * Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_cancellation_list_get(ct_context *context, ct_id studio, const char *after,
                                          uint32_t limit, ct_cancellation_list **ret_list);
CT_API void ct_cancellation_list_free(ct_cancellation_list *list);
CT_API size_t ct_cancellation_list_count(const ct_cancellation_list *list);
CT_API const ct_cancellation *ct_cancellation_list_at(const ct_cancellation_list *list,
                                                      size_t index);
CT_API const char *ct_cancellation_list_next(const ct_cancellation_list *list);

#ifdef __cplusplus
}
#endif

#endif
