/* Licenses: their days and limits (section 5). */
#pragma once

#include <stdbool.h>

#include "contoterzi/coupon.h"
#include "rules/policy.h"
#include "rules/reason.h"

/* The present or last license of a client, as the rules need it. */
struct ct__license_facts {
    ct_license_source source; /* 0: there is none; a trial counts as none */
    ct_coupon_kind coupon_kind;
    ct_date last_day;
};

struct ct__license_limits {
    int64_t clients;
    int64_t suppliers;
    int64_t products;
    int64_t documents;
};

/* R-LIC-02: both days included, until the day it is superseded. */
bool ct__license_is_in_force(ct_date first_day, ct_date last_day, ct_date superseded_on, ct_date day);

/* R-LIC-05: `covered` is the last day of the license before it, or none. */
ct_date ct__license_first_day(ct_date today, ct_date covered);

/* A year from the first day, both days included: what a purchase lasts by default. */
ct_date ct__license_year_from(ct_date first_day);

/* R-LIC-08: better access first, then a higher plan. */
bool ct__license_is_higher(ct_license_access access, ct_plan plan, ct_license_access than_access,
                           ct_plan than_plan);

/* R-LIC-08: a license never ends before it begins, nor before the end of what it supersedes: nobody
 * loses a day.
 * @param covered  the last day that is covered already, or none */
void ct__license_check_reach(ct_date first_day, ct_date last_day, ct_date covered,
                             struct ct__verdict *verdict);

/* R-COU-01: the end of the license year. */
ct_date ct__license_last_day(const struct ct__policy *policy, int32_t license_year);

/* R-LIC-03: what the catalogue says of a plan now. */
struct ct__license_limits ct__license_limits(const struct ct__policy *policy, ct_plan plan);

/* R-LIC-04: may `quantity` more be added to what is `used`? */
void ct__license_check_limit(int64_t limit, int64_t used, int64_t quantity, ct_category category,
                             struct ct__verdict *verdict);
