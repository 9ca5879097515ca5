/* Tacit renewal and its cancellation (section 8): which November is meant, and what it leaves out. */
#pragma once

#include <stdbool.h>

#include "contoterzi/coupon.h"
#include "rules/policy.h"
#include "rules/reason.h"

/* R-REN-01, R-COU-06: may the campaign for the coupons of `license_year` run on `today`? */
void ct__campaign_check_day(const struct ct__policy *policy, int32_t license_year, ct_date today,
                            struct ct__verdict *verdict);

/* R-REN-04: the year of the first November whose campaign is stopped by a cancellation that was sent
 * at `sent_at`; 0 for an instant outside 1996 to 2100. */
int32_t ct__cancellation_campaign_year(const struct ct__policy *policy, ct_instant sent_at);

/* R-REN-04: from the studio's registered address, to the programme's.
 * @param recipient  NULL: not looked at */
void ct__cancellation_check_mail(const struct ct__policy *policy, const char *registered,
                                 const char *sender, const char *recipient,
                                 struct ct__verdict *verdict);

/* What makes a pack one whose renewal can be cancelled. */
struct ct__cancelled_pack_facts {
    ct_coupon_kind kind;
    bool is_revoked;
    bool has_coupons; /* that are not revoked: those would be renewed */
};

/* R-REN-01, R-REN-04: is there anything of this pack that a campaign would renew? */
void ct__cancellation_check_pack(const struct ct__cancelled_pack_facts *pack,
                                 struct ct__verdict *verdict);

/* R-REN-04: a cancellation can be withdrawn until its campaign has run for the studio. */
void ct__cancellation_check_withdrawal(int32_t campaign_year, bool has_run,
                                       struct ct__verdict *verdict);

struct ct__cancellation_facts {
    int32_t campaign_year; /* of the first November that it stops */
    bool is_withdrawn;
    bool is_of_all; /* packs */
    ct_instant recorded_at;
};

/* A pack that a campaign is about to renew, as the cancellation sees it. */
struct ct__renewed_pack_facts {
    bool is_named; /* itself, or one that it renews, directly or not */
    /* When the campaign that the cancellation should have stopped issued the pack, or one that it renews;
     * 0: it did not. */
    ct_instant issued_at;
};

/* R-REN-04: does the cancellation keep the campaign of November `november` from renewing the pack? One
 * of a pack: from its first November on. One of all: in its November; and later what that November had
 * issued before the cancellation was recorded. */
bool ct__cancellation_stops(const struct ct__cancellation_facts *cancellation, int32_t november,
                            const struct ct__renewed_pack_facts *pack);
