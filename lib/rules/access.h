/* Who may do what on a client's account (section 9). */
#pragma once

#include <stdbool.h>

#include "contoterzi/access.h"
#include "contoterzi/coupon.h"
#include "contoterzi/migration.h"
#include "rules/policy.h"
#include "rules/reason.h"

/* What is known of a client's account on a day, and of the studio that asks. */
struct ct__access_facts {
    ct_date day;
    ct_license_access access; /* of the license in force on the day; 0: there is none */
    ct_date last_day;         /* of all licenses that have begun by then; none: there is none */
    bool has_gap;             /* between them: the account may have been erased in it, and made anew */
    ct_date account_since;    /* licenses before it were of another account; none: not looked at */
    bool was_migrated;        /* by one of those licenses, and since then */
    bool is_erased;
    bool needs_first_login;       /* R-ACC-07 */
    ct_migration_state migration; /* under way, or 0 */
    bool is_linked;               /* to the studio */
    bool is_studio_account_open;
};

/* A license as far as access goes. */
struct ct__access_license {
    ct_coupon_kind coupon_kind; /* 0: no coupon gave it */
    ct_license_access access;
    ct_date first_day;
    ct_date last_day;
    ct_date superseded_on;
};

/* Takes one license of the client into the facts; all of them, in the order of their first days. */
void ct__access_add_license(struct ct__access_facts *facts,
                            const struct ct__access_license *license);

struct ct__access_decision {
    bool is_allowed;
    ct_access_level level;    /* what is granted on the area, whatever was asked for */
    enum ct__reason_id rule; /* the one that decided, whose sentence has no arguments */
};

/* Decides. When it refuses, the verdict gets the deciding rule, and after it all that stands behind
 * it. Values that are none of their enumeration are refused (R-ACC-06). */
struct ct__access_decision ct__access_decide(const struct ct__policy *policy,
                                             const struct ct__access_facts *facts,
                                             ct_access_actor actor, ct_access_area area,
                                             ct_access_level level, struct ct__verdict *verdict);

/* R-MIG-08: may the studio operate on the client's account? */
void ct__operation_check(const struct ct__access_facts *facts, struct ct__verdict *verdict);
