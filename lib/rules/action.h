/* What a studio can do on a client's row (R-CLI-07). */
#pragma once

#include "rules/access.h"
#include "rules/eligibility.h"

/* The kinds of coupons, from conto_terzi. */
enum { CT__COUPON_KINDS = CT_COUPON_FLAT_RATE };

struct ct__action_facts {
    struct ct__access_facts access;
    struct ct__client_facts client;
    struct ct__coupon_facts coupons[CT__COUPON_KINDS]; /* what each kind's pool would give */
    /* The best license that the client is covered by, today and later; 0: it is by none. */
    ct_license_access best_access;
    ct_plan best_plan;
};

/* Whether the studio can do it on `day`: what stands against it goes to the verdict. The client is the
 * studio's. */
void ct__action_check(const struct ct__policy *policy, const struct ct__action_facts *facts,
                      ct_quick_action action, ct_date day, struct ct__verdict *verdict);
