/* Access: who may do what on a client's account (section 9).
 *
 *     ct_access_request question = CT_ACCESS_REQUEST_INIT;
 *     ct_access_decision *decision = NULL;
 *     question.studio = studio;
 *     question.client = client;
 *     question.actor = CT_ACCESS_STUDIO;
 *     question.area = CT_AREA_INVOICES;
 *     question.level = CT_LEVEL_WRITE;
 *     if (ct_access_check(context, &question, &decision) == CT_OK &&
 *         !ct_access_decision_is_allowed(decision))
 *         printf("%s: %s\n", ct_access_decision_rule(decision), ct_access_decision_text(decision, 0));
 *     ct_access_decision_free(decision);
 */
#ifndef CONTOTERZI_ACCESS_H
#define CONTOTERZI_ACCESS_H

#include "client.h"
#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Who wants to act on a client's account. */
typedef int32_t ct_access_actor;
enum ct_access_actor_values {
    CT_ACCESS_CLIENT = 1, /* the company itself */
    CT_ACCESS_STUDIO = 2  /* with its own account, never with the client's credentials (R-ACC-05) */
};

/* What of an account: the permission areas of the product's official API, by its names without
 * "fic_". From CT_AREA_QUOTES on they are the kinds of issued documents, which the API grants one by one
 * at level `detailed`; the last two are ours: what the API has no area for. */
typedef int32_t ct_access_area;
enum ct_access_area_values {
    CT_AREA_SITUATION = 1,
    CT_AREA_CLIENTS = 2, /* the customers in the account's registry */
    CT_AREA_SUPPLIERS = 3,
    CT_AREA_PRODUCTS = 4,
    CT_AREA_ISSUED_DOCUMENTS = 5, /* all of the kinds from CT_AREA_QUOTES on */
    CT_AREA_RECEIVED_DOCUMENTS = 6,
    CT_AREA_RECEIPTS = 7,
    CT_AREA_CALENDAR = 8,
    CT_AREA_ARCHIVE = 9,
    CT_AREA_TAXES = 10,
    CT_AREA_STOCK = 11,
    CT_AREA_CASHBOOK = 12,
    CT_AREA_SETTINGS = 13,
    CT_AREA_EMAILS = 14,
    CT_AREA_EXPORT = 15,
    CT_AREA_IMPORT_BANKSTATEMENTS = 16,
    CT_AREA_IMPORT_CLIENTS_SUPPLIERS = 17,
    CT_AREA_IMPORT_ISSUED_DOCUMENTS = 18,
    CT_AREA_IMPORT_PRODUCTS = 19,
    CT_AREA_RECURRING = 20,
    CT_AREA_RIBA = 21,
    CT_AREA_EMPLOYEES = 22,
    CT_AREA_TIMESHEET = 23,
    CT_AREA_EMPLOYEES_SETTINGS = 24,
    CT_AREA_QUOTES = 25,
    CT_AREA_PROFORMAS = 26,
    CT_AREA_INVOICES = 27,
    CT_AREA_ISSUED_RECEIPTS = 28,
    CT_AREA_DELIVERY_NOTES = 29,
    CT_AREA_CREDIT_NOTES = 30,
    CT_AREA_ORDERS = 31,
    CT_AREA_WORK_REPORTS = 32,
    CT_AREA_SUPPLIER_ORDERS = 33,
    CT_AREA_SELF_INVOICES = 34,
    CT_AREA_LOGIN = 35,           /* to get in at all (R-ACC-01, R-ACC-07) */
    CT_AREA_LICENSE_PURCHASE = 36 /* to buy a license (R-LIC-06, R-LIC-07) */
};

/* How much: the permission levels of the official API; a greater one includes those before it, but
 * for the last. */
typedef int32_t ct_access_level;
enum ct_access_level_values {
    CT_LEVEL_NONE = 1,
    CT_LEVEL_READ = 2,
    CT_LEVEL_WRITE = 3,
    CT_LEVEL_DETAILED = 4 /* each kind of issued document has a level of its own */
};

/* A question of who may do what. */
typedef struct ct_access_request {
    size_t size;
    ct_id studio; /* the one that asks; a client's own question needs none */
    ct_id client;
    ct_access_actor actor;
    ct_access_area area;
    ct_access_level level; /* read or write; `detailed` areas are asked for one by one */
    ct_date day;           /* for which the licenses are looked at; none: today */
} ct_access_request;
#define CT_ACCESS_REQUEST_INIT CT_SIZED(ct_access_request)

/* May the actor do that, and by which rule. */
typedef struct ct_access_decision ct_access_decision;

/* Decides (R-ACC-01 to -07). No, with its reasons, is an answer as good as yes: the status of both
 * is CT_OK. An actor, area or level that is none of its enumeration is refused (R-ACC-06), and no
 * error. An unknown client is refused like one of another studio. A refusal for today is recorded as an
 * event, if the policy says so (R-AUD-06) and no preview is open; nothing else changes. Errors:
 * CT_ERR_NOT_FOUND (the studio). */
CT_API ct_status ct_access_check(ct_context *context, const ct_access_request *request,
                                 ct_access_decision **ret_decision);
CT_API void ct_access_decision_free(ct_access_decision *decision);
CT_API int32_t ct_access_decision_is_allowed(const ct_access_decision *decision); /* 0 or 1 */
/* The most that the actor may do in the area, whatever was asked for. */
CT_API ct_access_level ct_access_decision_level(const ct_access_decision *decision);
/* The rule that decided, for example "R-ACC-01", whether it allowed or refused. Static storage. */
CT_API const char *ct_access_decision_rule(const ct_access_decision *decision);
/* The sentence of that rule; `language` 0 is that of the context at the time. Static storage. */
CT_API const char *ct_access_decision_text(const ct_access_decision *decision,
                                           ct_language language);
/* Why not: empty exactly if it is allowed. Otherwise the deciding rule, and after it what stands behind it, for
 * example the state of the migration. */
CT_API const ct_reasons *ct_access_decision_reasons(const ct_access_decision *decision);

/* One action of a studio on a client's row, and why it can't do it today (R-CLI-07). */
typedef struct ct_client_action ct_client_action;
/* All of them, in the order of ct_quick_action. */
typedef struct ct_client_actions ct_client_actions;

/* What a studio can do on a client's row today (R-CLI-07). Changes nothing, and is no refusal. An action with coupons is allowed if what the pool has now would do;
 * one that several kinds could do is refused for the reasons of the kind with the fewest. Errors:
 * CT_ERR_NOT_FOUND (the studio; the client, or not linked to this studio). */
CT_API ct_status ct_client_actions_get(ct_context *context, ct_id studio, ct_id client,
                                       ct_client_actions **ret_actions);
CT_API void ct_client_actions_free(ct_client_actions *actions);
CT_API size_t ct_client_actions_count(const ct_client_actions *actions);
CT_API const ct_client_action *ct_client_actions_at(const ct_client_actions *actions, size_t index);
/* Which action it is. */
CT_API ct_quick_action ct_client_action_of(const ct_client_action *action);
CT_API int32_t ct_client_action_is_allowed(const ct_client_action *action); /* 0 or 1 */
/* Why not: empty exactly if it is allowed. */
CT_API const ct_reasons *ct_client_action_reasons(const ct_client_action *action);

/* The studio enters the client's account with its own (R-ACC-05): decides whether it may, and records
 * that it did. Errors: CT_ERR_NOT_FOUND (the studio), CT_ERR_REFUSED (R-ACC-02, R-ACC-04). */
CT_API ct_status ct_client_open(ct_context *context, ct_id studio, ct_id client,
                                const ct_call *call, ct_client **ret_client);

#ifdef __cplusplus
}
#endif

#endif
