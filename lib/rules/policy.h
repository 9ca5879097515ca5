/* The policy as the rules read it. */
#pragma once

#include <stdbool.h>

#include "contoterzi/license.h"

enum { CT__REMINDERS_MAX = 8 };

struct ct__policy {
    int32_t license_end_month; /* R-COU-01 */
    int32_t license_end_day;
    ct_plan read_only_plan;   /* R-COU-04 */
    ct_plan read_only_limits; /* R-COU-04 */
    int64_t documents[CT_PLAN_COMPLETE + 1];        /* R-LIC-03, by plan */
    int64_t registry_entries[CT_PLAN_COMPLETE + 1]; /* R-LIC-03, by plan */
    int64_t one_time_password_days;                 /* R-MIG-06 */
    bool studio_purchase_bars_conto_terzi;          /* R-ELIG-04 */
    bool signatory_mismatch_warns;                  /* R-MIG-04 */
    bool provisioning_by_host;                      /* R-MIG-03 */
    const char *certified_email_domains;            /* R-STU-03; never NULL, like the texts below */
    const char *ordinary_email_domains;             /* R-STU-03 */
    int32_t campaign_month; /* R-REN-01 */
    int32_t campaign_day;
    int32_t deadline_month; /* R-REN-04 */
    int32_t deadline_day;
    const char *cancellation_address;            /* R-REN-04 */
    bool is_offered[CT_PLAN_COMPLETE + 1];       /* R-LIC-07, by plan */
    int64_t price_cents[CT_PLAN_COMPLETE + 1];   /* section 13, by plan */
    int64_t trial_days;
    int64_t backup_months;                       /* R-LIC-06 */
    int64_t erasure_notice_days;                 /* R-LIC-06 */
    int64_t reminder_days[CT__REMINDERS_MAX];    /* R-OUT-02; 0 ends them */
    bool records_refusals;                       /* R-AUD-06 */
    int64_t idempotency_days;                    /* R-AUD-10 */
    int64_t delivered_message_days;              /* R-AUD-10 */
    const char *coupon_link;                     /* R-COU-10 */
    const char *message_sender;
    int64_t message_retry_seconds;     /* R-OUT-01 */
    int64_t message_retry_seconds_max; /* R-OUT-01 */
};
