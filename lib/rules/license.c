#include "rules/license.h"

#include "base/date.h"
#include "rules/labels.h"

bool
ct__license_is_in_force(ct_date first_day, ct_date last_day, ct_date superseded_on, ct_date day)
{
    return ct__date_compare(first_day, day) <= 0 && ct__date_compare(day, last_day) <= 0 &&
           (superseded_on.year == 0 || ct__date_compare(day, superseded_on) < 0);
}

ct_date
ct__license_first_day(ct_date today, ct_date covered)
{
    if (ct__date_compare(covered, today) < 0)
        return today;
    return ct__date_add_days(covered, 1);
}

/* From 29 February to 28 February. */
ct_date
ct__license_year_from(ct_date first_day)
{
    ct_date next = first_day;
    next.year++;
    if (!ct__date_is_valid(next))
        return (ct_date){next.year, 2, 28};
    return ct__date_add_days(next, -1);
}

bool
ct__license_is_higher(ct_license_access access, ct_plan plan, ct_license_access than_access,
                      ct_plan than_plan)
{
    return access != than_access ? access > than_access : plan > than_plan;
}

void
ct__license_check_reach(ct_date first_day, ct_date last_day, ct_date covered,
                        struct ct__verdict *verdict)
{
    if (ct__date_compare(last_day, first_day) < 0)
        ct__refuse_with(verdict, CT__REASON_LICENSE_ENDS_EARLY, ct__date_argument(first_day),
                        ct__date_argument(last_day));
    else if (ct__date_compare(last_day, covered) < 0)
        ct__refuse_with(verdict, CT__REASON_LICENSE_SHORTENED, ct__date_argument(covered),
                        ct__date_argument(last_day));
}

ct_date
ct__license_last_day(const struct ct__policy *policy, int32_t license_year)
{
    return (ct_date){(int16_t)license_year, (uint8_t)policy->license_end_month,
                     (uint8_t)policy->license_end_day};
}

struct ct__license_limits
ct__license_limits(const struct ct__policy *policy, ct_plan plan)
{
    int64_t entries = policy->registry_entries[plan];
    return (struct ct__license_limits){entries, entries, entries, policy->documents[plan]};
}

void
ct__license_check_limit(int64_t limit, int64_t used, int64_t quantity, ct_category category,
                        struct ct__verdict *verdict)
{
    if (quantity > 0 && used > limit - quantity)
        ct__refuse_with(verdict, CT__REASON_LIMIT_REACHED, ct__label_argument(&ct__category_labels, category),
                        ct__number_argument(limit));
    else if (used < -quantity)
        ct__refuse_with(verdict, CT__REASON_USAGE_BELOW_ZERO, ct__number_argument(-quantity),
                        (struct ct__argument){0});
}
