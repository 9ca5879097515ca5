/* Clients: the companies for which a studio does the invoicing.
 *
 *     const char *emails[] = {"bar@example.com"};
 *     ct_client_request request = CT_CLIENT_REQUEST_INIT;
 *     ct_client *client = NULL;
 *     request.studio = studio;
 *     request.name = "Bar Sport";
 *     request.vat_number = "00488410010";
 *     request.emails = emails;
 *     request.email_count = 1;
 *     if (ct_client_register(context, &request, NULL, &client) != CT_OK)
 *         for (size_t i = 0; i < ct_reasons_count(ct_error_reasons(context)); i++)
 *             puts(ct_reasons_text(ct_error_reasons(context), i, 0));
 *     else if (ct_client_state_today(client) == CT_CLIENT_MIGRATABLE)
 *         printf("%s can be migrated\n", ct_client_name(client));
 *     ct_client_free(client);
 */
#ifndef CONTOTERZI_CLIENT_H
#define CONTOTERZI_CLIENT_H

#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A client as it was when the call answered. Identified by its tax code, else by its VAT number,
 * each unique in a store (R-CLI-01). */
typedef struct ct_client ct_client;

/* How a client pays its taxes: as everybody does, or flat-rate (regime forfettario). */
typedef int32_t ct_tax_regime;
enum ct_tax_regime_values { CT_TAX_REGIME_ORDINARY = 1, CT_TAX_REGIME_FLAT_RATE = 2 };

/* Where a client stands today. */
typedef int32_t ct_client_state;
enum ct_client_state_values {
    CT_CLIENT_MIGRATABLE = 1,     /* on its studio's migratable list (R-CLI-03), if it has a studio */
    CT_CLIENT_NOT_MIGRATABLE = 2, /* never migrated, and barred or not on TS Digital */
    CT_CLIENT_IN_MIGRATION = 3,   /* from selected to first_login */
    CT_CLIENT_ACTIVE = 4,         /* a license is in force and no migration is under way */
    CT_CLIENT_EXPIRED = 5,        /* the last license is over (R-LIC-06) */
    CT_CLIENT_ERASED = 6          /* its data are gone, and it can't be migrated anew */
};

/* What a studio can do on a client's row (R-CLI-07). */
typedef int32_t ct_quick_action;
enum ct_quick_action_values {
    CT_ACTION_OPEN_ACCOUNT = 1,
    CT_ACTION_CREATE_INVOICE = 2, /* on the client's behalf; lands on issued documents */
    CT_ACTION_EXPORT_REPORT = 3,  /* a backup */
    CT_ACTION_SET_NICKNAME = 4,
    CT_ACTION_UNLINK = 5,
    CT_ACTION_MIGRATE = 6,
    CT_ACTION_ASSIGN_COUPON = 7, /* of another kind, outside a migration */
    CT_ACTION_RENEW = 8,
    CT_ACTION_UPGRADE = 9
};

/* A field that is yes or no, or left to its default. */
typedef int32_t ct_choice;
enum ct_choice_values { CT_CHOICE_DEFAULT = 0, CT_CHOICE_YES = 1, CT_CHOICE_NO = 2 };

/* What is told of a client. When it updates a client, what is left out stays as it is. */
typedef struct ct_client_request {
    size_t size;
    ct_id studio;
    const char *name;           /* up to 200 bytes */
    const char *vat_number;     /* may be NULL if there is a tax code */
    const char *tax_code;       /* may be NULL if there is a VAT number */
    const char *const *emails;  /* addresses proposed for its account (R-CLI-04); NULL if count is 0 */
    size_t email_count;         /* up to 20 */
    ct_tax_regime tax_regime;   /* 0: unknown */
    ct_choice is_on_ts_digital; /* held under Conto Terzi on TS Digital; default for a new one: yes */
} ct_client_request;
#define CT_CLIENT_REQUEST_INIT CT_SIZED(ct_client_request)

/* What became of a request. */
typedef int32_t ct_client_status;
enum ct_client_status_values {
    CT_CLIENT_ADDED = 1,
    CT_CLIENT_UPDATED = 2,
    CT_CLIENT_UNCHANGED = 3,
    CT_CLIENT_REFUSED = 4
};

/* Registers a client with a studio or updates it (R-CLI-01). One that is linked to no studio becomes the
 * studio's, unless it has an account: then it is linked by that (R-CLI-05). Errors: CT_ERR_NOT_FOUND (the
 * studio), CT_ERR_REFUSED (R-CLI-01, R-CLI-02, R-CLI-04, R-CLI-05). */
CT_API ct_status ct_client_register(ct_context *context, const ct_client_request *request,
                                    const ct_call *call, ct_client **ret_client);

/* The answers to a batch, in the order of its requests. */
typedef struct ct_client_answers ct_client_answers;

/* Registers `count` clients, 1 to 1000, each on its own terms as above (R-CLI-01): a refused one does
 * not stop the others. A failure of another kind than refusal changes nothing at all. Errors: CT_ERR_NOT_FOUND (the
 * studio).
 * @param requests  pointers, none of them NULL; all of one studio */
CT_API ct_status ct_client_register_many(ct_context *context,
                                         const ct_client_request *const *requests, size_t count,
                                         const ct_call *call, ct_client_answers **ret_answers);
CT_API void ct_client_answers_free(ct_client_answers *answers);
CT_API size_t ct_client_answers_count(const ct_client_answers *answers);
/* What became of request `index`; 0 beyond the end. */
CT_API ct_client_status ct_client_answers_status(const ct_client_answers *answers, size_t index);
/* The client of request `index`; none if it was refused. */
CT_API ct_id ct_client_answers_client(const ct_client_answers *answers, size_t index);
/* Why request `index` was refused; NULL if it wasn't. */
CT_API const ct_reasons *ct_client_answers_reasons(const ct_client_answers *answers, size_t index);

/* Gives a client the studio's private name for it, up to 100 bytes; NULL or "" takes it away
 * (R-CLI-06). Errors: CT_ERR_NOT_FOUND (the client, or not linked to this studio). */
CT_API ct_status ct_client_set_nickname(ct_context *context, ct_id studio, ct_id client,
                                        const char *nickname, const ct_call *call,
                                        ct_client **ret_client);

/* Erases the personal data of a client whose backup months are over: names, addresses, e-mails, codes,
 * signatories, documents, counters and messages. The licenses, the coupon and the events stay, under
 * its identifier (R-AUD-04); its name is then "". Of the codes a digest stays, so that the same company,
 * registered again by this studio or another, is the same client: what bars it for ever still does
 * (R-ELIG-07, R-ELIG-08). The daily lifecycle does it by itself: see ct_lifecycle_run. A second time
 * changes nothing. What was answered under idempotency keys goes with their time (R-AUD-10). Errors: CT_ERR_NOT_FOUND (the client,
 * or its account); CT_ERR_REFUSED (R-LIC-06: a license that works, too early, not told in time;
 * R-ELIG-11: an authorised migration). */
CT_API ct_status ct_client_erase(ct_context *context, ct_id client, const ct_call *call,
                                 ct_client **ret_client);

/* The studio gives the client up (R-CLI-05): it loses every right on the account at once, and its nickname
 * for it; the license goes on until its last day, and the coupon is not given back. Errors:
 * CT_ERR_NOT_FOUND (the studio; the client, or not linked to this studio), CT_ERR_REFUSED (R-ELIG-11: a
 * migration is selected or authorised; cancel it first). */
CT_API ct_status ct_client_unlink(ct_context *context, ct_id studio, ct_id client,
                                  const ct_call *call, ct_client **ret_client);

/* Which client to link, by its account. */
typedef struct ct_link_request {
    size_t size;
    ct_id studio;
    const char *email; /* the login of the client's account */
    const char *code;  /* its tax code or VAT number, where several accounts have that login; or NULL */
} ct_link_request;
#define CT_LINK_REQUEST_INIT CT_SIZED(ct_link_request)

/* Links a client that is linked to no studio, by its account (R-CLI-05). Answers the client as it is if
 * it is linked to this studio already. Which studio another one is linked to is not told. Errors:
 * CT_ERR_NOT_FOUND (the studio), CT_ERR_REFUSED (R-STU-01; R-CLI-05: no such account, linked, or more
 * than one). */
CT_API ct_status ct_client_link(ct_context *context, const ct_link_request *request,
                                const ct_call *call, ct_client **ret_client);

/* Any client of the store: a host that serves several studios compares ct_client_studio_id before it
 * shows one (R-CLI-06). Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_client_get(ct_context *context, ct_id client, ct_client **ret_client);
/* The client with that tax code or VAT number. What is no such code finds nothing.
 * @param studio  only its clients; none: anybody's
 * Errors: CT_ERR_NOT_FOUND. */
CT_API ct_status ct_client_find(ct_context *context, ct_id studio, const char *code,
                                ct_client **ret_client);

/* Frees it; NULL is ignored. The getters give NULL and zeros for what is not there. */
CT_API void ct_client_free(ct_client *client);
CT_API ct_id ct_client_id(const ct_client *client);
CT_API ct_id ct_client_studio_id(const ct_client *client); /* none: not linked to any */
CT_API const char *ct_client_name(const ct_client *client); /* "" once erased */
CT_API const char *ct_client_nickname(const ct_client *client);
CT_API const char *ct_client_vat_number(const ct_client *client);
CT_API const char *ct_client_tax_code(const ct_client *client);
CT_API ct_tax_regime ct_client_tax_regime(const ct_client *client); /* 0: unknown */
CT_API int32_t ct_client_is_on_ts_digital(const ct_client *client); /* 0 or 1 */
/* On the day of the call that gave the handle. */
CT_API ct_client_state ct_client_state_today(const ct_client *client);
/* The last day of its last license; none if it never had one. */
CT_API ct_date ct_client_license_last_day(const ct_client *client);
/* The proposed addresses, parted by single spaces, in their order; NULL if there are none. */
CT_API const char *ct_client_emails(const ct_client *client);

/* Which clients to list. */
typedef struct ct_client_query {
    size_t size;
    ct_id studio;
    const char *search; /* part of the name, nickname, VAT number or tax code, in any case and with
                           or without accents; NULL: everything */
    const char *after;  /* a cursor of ct_client_list_next, or NULL */
    uint32_t limit;     /* the most entries; 0 is 100, and 1000 the most */
    uint32_t flags;     /* CT_CLIENT_QUERY_* */
} ct_client_query;
#define CT_CLIENT_QUERY_INIT CT_SIZED(ct_client_query)
/* R-CLI-03: only those of the migratable list. */
enum ct_client_query_flags { CT_CLIENT_QUERY_MIGRATABLE = 1 << 0 };

/* A page of clients. */
typedef struct ct_client_list ct_client_list;
/* A page of a studio's clients by name. A page costs the same wherever it lies, but for the clients
 * that it passes over: with `search` or CT_CLIENT_QUERY_MIGRATABLE all of the studio's in between are
 * read that do not match, and where few do, so is the whole studio for one page. Errors:
 * CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_client_list_get(ct_context *context, const ct_client_query *query,
                                    ct_client_list **ret_list);
CT_API void ct_client_list_free(ct_client_list *list);
CT_API size_t ct_client_list_count(const ct_client_list *list);
CT_API const ct_client *ct_client_list_at(const ct_client_list *list, size_t index);
CT_API const char *ct_client_list_next(const ct_client_list *list);

/* A client's own account on Fatture in Cloud. */
typedef struct ct_account ct_account;
/* The account of a client. Errors: CT_ERR_NOT_FOUND if it has none. */
CT_API ct_status ct_account_get(ct_context *context, ct_id client, ct_account **ret_account);
CT_API void ct_account_free(ct_account *account);
CT_API const char *ct_account_email(const ct_account *account); /* the login */
CT_API ct_date ct_account_created_on(const ct_account *account);
/* 1 until the first password was changed (R-MIG-07), then 0. */
CT_API int32_t ct_account_need_password_change(const ct_account *account);
/* 1 until the account is configured (R-MIG-07), then 0. */
CT_API int32_t ct_account_need_setup(const ct_account *account);

#ifdef __cplusplus
}
#endif

#endif
