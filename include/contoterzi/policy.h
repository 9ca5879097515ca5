/* The policy: what the programme leaves to the host, as named values.
 *
 *     ct_policy *policy = NULL;
 *     ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
 *     ct_context *context = NULL;
 *     options.now = ct_clock_system;
 *     if (ct_policy_new(NULL, &policy) == CT_OK &&
 *         ct_policy_set(policy, "reminder_days", "60 30 7") == CT_OK &&
 *         ct_policy_set(policy, "provisioning", "host") == CT_OK) {
 *         options.policy = policy;
 *         if (ct_context_new(&options, &context) != CT_OK)
 *             fputs("no context\n", stderr);
 *     }
 *     ct_policy_free(policy);
 *     ct_context_free(context);
 */
#ifndef CONTOTERZI_POLICY_H
#define CONTOTERZI_POLICY_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A set of named values, each with a default. Serial; a context copies it when it is made.
 *
 * name                                default          value
 * license_end                         12-31            MM-DD, but 02-29: the last day of a license
 *                                                      (R-COU-01)
 * read_only_plan                      standard         plan of conto_terzi licenses (R-COU-04)
 * read_only_limits                    complete         plan whose limits they have (R-COU-04)
 * PLAN.documents                      R-LIC-03         documents a calendar year; PLAN is one of
 *                                                      trial standard premium premium_plus complete
 * PLAN.registry_entries               R-LIC-03         customers, suppliers, products: each
 * one_time_password_days              7                1 to 365: a one-time password is good until the
 *                                                      end of the day so far away (R-MIG-06)
 * studio_purchase_bars_conto_terzi    yes              yes or no (R-ELIG-04)
 * signatory_name_mismatch             refuse           refuse or warn (R-MIG-04)
 * certified_email_domains             (empty)          more PEC domains, by spaces (R-STU-03)
 * ordinary_email_domains              (empty)          domains that are not PEC, whatever they look
 *                                                      like (R-STU-03)
 * provisioning                        library          library or host: who confirms (R-MIG-03)
 * campaign_day                        11-15            MM-DD, but 02-29: from when on next year's
 *                                                      coupons are issued (R-REN-01)
 * cancellation_deadline               06-30            MM-DD, but 02-29: the last day on which a
 *                                                      cancellation stops this year's campaign
 *                                                      (R-REN-04)
 * cancellation_address                teamsystemgroup@pecteamsystem.com
 *                                                      where cancellations are sent to (R-REN-04)
 * plans_offered                       standard premium complete
 *                                                      plans that can be bought, by spaces (R-LIC-07)
 * PLAN.price_cents                    section 13       list price a year before VAT, cents of euro
 * trial_days                          30               1 to 365: how long a trial lasts
 * backup_months                       12               0 to 120: how long an expired account is kept
 *                                                      (R-LIC-06)
 * erasure_notice_days                 30               1 to 365: how long before its erasure a client
 *                                                      is told (R-LIC-06)
 * reminder_days                       30 7             days before the year's end on which studios are
 *                                                      reminded, by spaces, up to 8 (R-OUT-02)
 * refusals_recorded                   yes              yes or no: refusals are events (R-AUD-06)
 * idempotency_days                    30               1 to 3650: how long answers are kept (R-AUD-10)
 * delivered_message_days              90               1 to 3650: how long messages are kept that were
 *                                                      delivered or withdrawn (R-AUD-10)
 * coupon_link                         https://contoterzi.example/attiva/
 *                                                      what a coupon's code is put after (R-COU-10)
 * message_sender                      no-reply@contoterzi.example
 *                                                      the address that messages come from
 * message_retry_seconds               60               1 to 86400: first wait after a failed delivery;
 *                                                      doubles with each further attempt (R-OUT-01)
 * message_retry_seconds_max           21600            1 to 864000: the longest wait */
typedef struct ct_policy ct_policy;

/* A policy of defaults. `allocator` may be NULL: the C library's. */
CT_API ct_status ct_policy_new(const ct_allocator *allocator, ct_policy **ret_policy);

/* Frees it; NULL is ignored. */
CT_API void ct_policy_free(ct_policy *policy);

/* Sets a value. Errors: CT_ERR_NOT_FOUND for an unknown name, CT_ERR_INVALID_ARGUMENT for a value
 * that is not of its form; the policy is then as before. */
CT_API ct_status ct_policy_set(ct_policy *policy, const char *name, const char *value);

/* The value as text, valid until the policy changes; NULL for an unknown name. */
CT_API const char *ct_policy_get(const ct_policy *policy, const char *name);

/* The name of value `index`, counting from 0; NULL beyond the last. Static storage. */
CT_API const char *ct_policy_name(size_t index);

#ifdef __cplusplus
}
#endif

#endif
