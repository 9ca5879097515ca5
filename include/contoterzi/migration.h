/* Migrations: the passage of clients from TS Digital to Fatture in Cloud.
 *
 *     ct_signatory mario = CT_SIGNATORY_INIT;
 *     ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
 *     ct_migration_answer *answer = NULL;
 *     mario.name = "Mario";
 *     mario.surname = "Rossi";
 *     mario.tax_code = "RSSMRA85T10A562S";
 *     request.studio = studio;
 *     request.client = client;
 *     request.signatory = &mario;
 *     if (ct_migration_run(context, &request, NULL, &answer) == CT_OK)
 *         printf("%s: coupon %s\n", ct_migration_answer_client_name(answer),
 *                ct_migration_answer_coupon_code(answer));
 *     else
 *         fprintf(stderr, "%s (%s)\n", ct_error_text(context, 0), ct_error_rule(context));
 *     ct_migration_answer_free(answer);
 */
#ifndef CONTOTERZI_MIGRATION_H
#define CONTOTERZI_MIGRATION_H

#include "context.h"
#include "license.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far a migration has got (R-MIG-02). */
typedef int32_t ct_migration_state;
enum ct_migration_state_values {
    CT_MIGRATION_SELECTED = 1,
    CT_MIGRATION_AUTHORISED = 2,
    CT_MIGRATION_PROVISIONED = 3,
    CT_MIGRATION_CREDENTIALS_SENT = 4,
    CT_MIGRATION_FIRST_LOGIN = 5,
    CT_MIGRATION_OPERATIONAL = 6,
    CT_MIGRATION_CANCELLED = 7,
    CT_MIGRATION_FAILED = 8
};

/* Who authorises a migration on the client's behalf (R-MIG-04). */
typedef struct ct_signatory {
    size_t size;
    const char *name;     /* up to 100 bytes */
    const char *surname;  /* up to 100 bytes */
    const char *tax_code; /* a person's, which fits both */
} ct_signatory;
#define CT_SIGNATORY_INIT CT_SIZED(ct_signatory)

/* A client to migrate. */
typedef struct ct_migration_request {
    size_t size;
    ct_id studio;
    ct_id client;
    const ct_signatory *signatory; /* ct_migration_select: ignored, may be NULL */
    const char *email;       /* the account's login; NULL: the first proposed address that is no PEC */
    const char *coupon_code; /* NULL: any of the pool (R-COU-08) */
    int32_t license_year;    /* 0: the pool's latest */
    uint32_t flags;          /* CT_MIGRATION_* */
} ct_migration_request;
#define CT_MIGRATION_REQUEST_INIT CT_SIZED(ct_migration_request)
/* R-MIG-09: the e-mail may be the login of other clients' accounts too. */
enum ct_migration_flags { CT_MIGRATION_SHARE_LOGIN = 1 << 0 };

/* What became of a client in ct_migration_run. */
typedef int32_t ct_migration_status;
enum ct_migration_status_values {
    CT_MIGRATION_DONE = 1,
    CT_MIGRATION_REFUSED = 2,
    CT_MIGRATION_ALREADY_DONE = 3
};

/* The answer for one client. Getters of the license and coupon give zeros and NULL when refused, or
 * while a host has yet to provision. */
typedef struct ct_migration_answer ct_migration_answer;
CT_API void ct_migration_answer_free(ct_migration_answer *answer);
CT_API ct_migration_status ct_migration_answer_status(const ct_migration_answer *answer);
CT_API ct_id ct_migration_answer_client_id(const ct_migration_answer *answer);
CT_API const char *ct_migration_answer_client_name(const ct_migration_answer *answer);
CT_API ct_id ct_migration_answer_migration_id(const ct_migration_answer *answer);
CT_API ct_migration_state ct_migration_answer_state(const ct_migration_answer *answer);
CT_API ct_id ct_migration_answer_license_id(const ct_migration_answer *answer);
CT_API ct_plan ct_migration_answer_plan(const ct_migration_answer *answer);
CT_API ct_license_access ct_migration_answer_access(const ct_migration_answer *answer);
CT_API ct_date ct_migration_answer_first_day(const ct_migration_answer *answer);
CT_API ct_date ct_migration_answer_last_day(const ct_migration_answer *answer);
CT_API const char *ct_migration_answer_coupon_code(const ct_migration_answer *answer);
/* Why it was refused; when done, what is worth a warning (R-MIG-04). Never NULL. */
CT_API const ct_reasons *ct_migration_answer_reasons(const ct_migration_answer *answer);

/* Selects, authorises and, unless the policy leaves it to the host (R-MIG-03), provisions one client
 * in one transaction: coupon assigned, account created, license activated, credentials queued
 * (R-MIG-01). A client that was migrated before is answered as already done. Errors:
 * CT_ERR_NOT_FOUND (the studio), CT_ERR_REFUSED (R-STU-01, R-STU-03, R-COU-06 to -09, R-ELIG-*,
 * R-MIG-04, R-MIG-09) with every reason. */
CT_API ct_status ct_migration_run(ct_context *context, const ct_migration_request *request,
                                  const ct_call *call, ct_migration_answer **ret_answer);

/* Many clients to migrate. */
typedef struct ct_migration_bulk {
    size_t size;
    ct_id studio;
    const ct_signatory *signatory; /* one for all */
    const ct_id *clients;
    size_t client_count;       /* 1 to 1000 */
    const char *const *emails; /* one a client, each may be NULL as above; NULL: all of them are */
    int32_t license_year;      /* 0: the pool's latest */
    uint32_t flags;            /* CT_MIGRATION_*, for every client */
} ct_migration_bulk;
#define CT_MIGRATION_BULK_INIT CT_SIZED(ct_migration_bulk)

/* The answers to a bulk, in the order of its clients. */
typedef struct ct_migration_answers ct_migration_answers;

/* Does for each client what ct_migration_run does, and answers for each (R-MIG-05): a refused client
 * stops no other, none is half done, and a bulk run again does nothing twice. An idempotency key
 * counts for each client on its own. A failure of another kind than refusal changes nothing: run it
 * again. Errors: CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_migration_run_many(ct_context *context, const ct_migration_bulk *bulk,
                                       const ct_call *call, ct_migration_answers **ret_answers);
CT_API void ct_migration_answers_free(ct_migration_answers *answers);
CT_API size_t ct_migration_answers_count(const ct_migration_answers *answers);
CT_API const ct_migration_answer *ct_migration_answers_at(const ct_migration_answers *answers,
                                                          size_t index);

/* A migration as it was when the call answered. A client has at most one under way. The calls from
 * ct_migration_select on take one further in steps: each refuses a migration that is in another state
 * than it starts from, naming both (R-MIG-02). Errors of all: CT_ERR_NOT_FOUND, CT_ERR_REFUSED. */
typedef struct ct_migration ct_migration;

/* Starts a migration: `selected` (R-MIG-01, R-MIG-09). The request's coupon, year and signatory are
 * left to the next step. */
CT_API ct_status ct_migration_select(ct_context *context, const ct_migration_request *request,
                                     const ct_call *call, ct_migration **ret_migration);

/* What a migration is authorised with. */
typedef struct ct_authorisation {
    size_t size;
    ct_id migration;
    const ct_signatory *signatory;
    const char *coupon_code; /* as in ct_migration_request */
    int32_t license_year;
    uint32_t flags; /* CT_MIGRATION_* */
} ct_authorisation;
#define CT_AUTHORISATION_INIT CT_SIZED(ct_authorisation)

/* Confirms: `selected` to `authorised`, the coupon reserved; on to `provisioned` unless the policy
 * leaves that to the host. */
CT_API ct_status ct_migration_authorise(ct_context *context, const ct_authorisation *authorisation,
                                        const ct_call *call, ct_migration **ret_migration);
/* The host has created the account: `authorised` to `provisioned` (R-MIG-03). Refused as well if
 * another client's account has taken the login meanwhile (R-MIG-09). */
CT_API ct_status ct_migration_provision(ct_context *context, ct_id migration, const ct_call *call,
                                        ct_migration **ret_migration);
/* The host could not: `authorised` to `failed`, the coupon given back; the client can be migrated
 * again (R-MIG-02, R-COU-07). */
CT_API ct_status ct_migration_fail(ct_context *context, ct_id migration, const ct_call *call,
                                   ct_migration **ret_migration);
/* `selected` or `authorised` to `cancelled`, a reserved coupon given back. */
CT_API ct_status ct_migration_cancel(ct_context *context, ct_id migration, const ct_call *call,
                                     ct_migration **ret_migration);

/* What a client logs in with for the first time. */
typedef struct ct_first_login {
    size_t size;
    ct_id client;
    const char *one_time_password; /* from the credentials message; not stored in clear */
    const char *new_password;      /* checked against R-MIG-07 and forgotten: the host keeps it */
} ct_first_login;
#define CT_FIRST_LOGIN_INIT CT_SIZED(ct_first_login)

/* The client's first login, to `first_login` (R-MIG-06, R-MIG-07). A right one-time password proves
 * that the credentials arrived, so `provisioned` passes through `credentials_sent` on the way. An
 * idempotency key stands for the client's login whatever the passwords: not even a digest of them is
 * kept. */
CT_API ct_status ct_migration_first_login(ct_context *context, const ct_first_login *login,
                                          const ct_call *call, ct_migration **ret_migration);
/* The account's configuration is complete: `first_login` to `operational` (R-MIG-07, R-MIG-08). */
CT_API ct_status ct_migration_complete(ct_context *context, ct_id client, const ct_call *call,
                                       ct_migration **ret_migration);
/* Queues the credentials message anew, for a one-time password that was lost or is over (R-MIG-06).
 * From `provisioned` and `credentials_sent`. */
CT_API ct_status ct_migration_resend_credentials(ct_context *context, ct_id client,
                                                 const ct_call *call, ct_migration **ret_migration);

/* May the studio operate on the client's account today (R-MIG-08)? CT_OK: yes. Changes nothing. Errors:
 * CT_ERR_NOT_FOUND (the studio), CT_ERR_REFUSED (R-STU-01, R-ELIG-11: not linked, R-MIG-08, R-LIC-06). */
CT_API ct_status ct_migration_check_operation(ct_context *context, ct_id studio, ct_id client);

/* The migration with that identifier. Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_migration_get(ct_context *context, ct_id migration,
                                  ct_migration **ret_migration);
CT_API void ct_migration_free(ct_migration *migration);
CT_API ct_id ct_migration_id(const ct_migration *migration);
CT_API ct_id ct_migration_studio_id(const ct_migration *migration);
CT_API ct_id ct_migration_client_id(const ct_migration *migration);
CT_API ct_id ct_migration_coupon_id(const ct_migration *migration);  /* none before `authorised` */
CT_API ct_id ct_migration_license_id(const ct_migration *migration); /* none before `provisioned` */
CT_API ct_migration_state ct_migration_state_of(const ct_migration *migration);
CT_API const char *ct_migration_email(const ct_migration *migration);
CT_API const char *ct_migration_signatory_name(const ct_migration *migration);
CT_API const char *ct_migration_signatory_surname(const ct_migration *migration);
CT_API const char *ct_migration_signatory_tax_code(const ct_migration *migration);
CT_API ct_instant ct_migration_created_at(const ct_migration *migration);
CT_API ct_instant ct_migration_changed_at(const ct_migration *migration);

/* Which migrations to list. */
typedef struct ct_migration_query {
    size_t size;
    ct_id studio;             /* only this studio's, of clients linked to it; none: of all */
    ct_id client;             /* only this client's; none: of all */
    const char *after;        /* a cursor of ct_migration_list_next, or NULL */
    ct_migration_state state; /* 0: any */
    uint32_t limit;           /* the most entries; 0 is 100, and 1000 the most */
} ct_migration_query;
#define CT_MIGRATION_QUERY_INIT CT_SIZED(ct_migration_query)

/* A page of migrations. */
typedef struct ct_migration_list ct_migration_list;
/* A page of migrations, the oldest first; none for an unknown studio or client. */
CT_API ct_status ct_migration_list_get(ct_context *context, const ct_migration_query *query,
                                       ct_migration_list **ret_list);
CT_API void ct_migration_list_free(ct_migration_list *list);
CT_API size_t ct_migration_list_count(const ct_migration_list *list);
CT_API const ct_migration *ct_migration_list_at(const ct_migration_list *list, size_t index);
CT_API const char *ct_migration_list_next(const ct_migration_list *list);

#ifdef __cplusplus
}
#endif

#endif
