/* Who may get which coupon (section 6), and what follows for where a client stands. */
#pragma once

#include <stdbool.h>

#include "contoterzi/client.h"
#include "contoterzi/coupon.h"
#include "contoterzi/migration.h"
#include "rules/labels.h"
#include "rules/license.h"
#include "rules/policy.h"
#include "rules/reason.h"

/* What ever happened to a client. */
enum {
    CT__EVER_CONTO_TERZI = 1 << CT_COUPON_CONTO_TERZI,
    CT__EVER_RENEWABLE = 1 << CT_COUPON_RENEWABLE,
    CT__EVER_FLAT_RATE = 1 << CT_COUPON_FLAT_RATE,
    CT__EVER_BOUGHT_BY_CLIENT = 1 << 4,
    CT__EVER_BOUGHT_BY_STUDIO = 1 << 5
};

struct ct__client_facts {
    bool is_linked;             /* to the studio that asks */
    bool is_studio_account_open;
    bool is_on_ts_digital;
    bool is_erased;
    ct_tax_regime tax_regime;
    ct_migration_state migration; /* of another migration under way, or 0 */
    unsigned ever;                /* CT__EVER_*, erased or not */
    struct ct__license_facts license; /* the last one that is no trial; none once erased */
};

struct ct__coupon_facts {
    const char *code; /* NULL: the pool has none */
    bool is_own;
    ct_coupon_kind kind;
    ct_coupon_state state; /* as stored: never expired */
    int32_t license_year;
    ct_date issued_on;
};

/* R-ELIG-01: is it to be renewed, and not to be migrated? Where what a studio buys is no bar (R-ELIG-04),
 * who was migrated and then bought for stays in the programme. */
bool ct__renews_conto_terzi(const struct ct__policy *policy, const struct ct__client_facts *client);

/* All of section 6 that is about the client and the studio, whatever coupon of `kind` it is: R-ELIG-01
 * to -05, -07 to -11, R-STU-01. `license_year` tells an upgrade from a renewal; 0 if not known. */
ct_eligible_action ct__eligible_client(const struct ct__policy *policy,
                                       const struct ct__client_facts *client, ct_coupon_kind kind,
                                       int32_t license_year, ct_date day,
                                       struct ct__verdict *verdict);

/* R-COU-06: is `day` within the coupon's time? */
void ct__coupon_check_day(const struct ct__policy *policy, const struct ct__coupon_facts *coupon,
                          ct_date day, struct ct__verdict *verdict);

/* All of section 6 that can be told of a coupon of `kind` and `license_year` before there is one. */
ct_eligible_action ct__eligible_in_year(const struct ct__policy *policy,
                                        const struct ct__client_facts *client,
                                        ct_coupon_kind kind, int32_t license_year, ct_date day,
                                        struct ct__verdict *verdict);

/* R-COU-10: what stands against sending a coupon's link to a company. */
void ct__coupon_link_check(const struct ct__policy *policy, const struct ct__coupon_facts *coupon,
                           ct_date day, struct ct__verdict *verdict);

/* The whole of section 6 for one coupon.
 * @param wanted_year  what the caller asked for, or 0
 * @return CT_ELIGIBLE_NO exactly if the verdict has a reason */
ct_eligible_action ct__eligible(const struct ct__policy *policy,
                                const struct ct__client_facts *client, ct_coupon_kind kind,
                                const struct ct__coupon_facts *coupon, int32_t wanted_year,
                                ct_date day, struct ct__verdict *verdict);

/* R-CLI-03: where the client stands, by facts that no passing day changes. */
enum ct__stage ct__client_stage(const struct ct__policy *policy,
                                const struct ct__client_facts *client);

/* Where that leaves it on `day`. */
ct_client_state ct__client_state_on(enum ct__stage stage, ct_date license_last_day, ct_date day);

/* The coupon's state on `day`: R-COU-06, R-COU-07. */
ct_coupon_state ct__coupon_state_on(const struct ct__policy *policy, ct_coupon_state stored,
                                    int32_t license_year, ct_date day);
