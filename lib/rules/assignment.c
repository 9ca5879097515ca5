#include "rules/assignment.h"

void
ct__assignment_check(ct_eligible_action action, struct ct__verdict *verdict)
{
    if (action == CT_ELIGIBLE_MIGRATE)
        ct__refuse(verdict, CT__REASON_ONLY_BY_MIGRATION);
}

void
ct__renewal_check(const struct ct__client_facts *client, ct_eligible_action action,
                  struct ct__verdict *verdict)
{
    const ct_date covered = client->license.last_day;
    if (action == CT_ELIGIBLE_UPGRADE)
        ct__refuse_with(verdict, CT__REASON_YEAR_COVERED, ct__date_argument(covered),
                        ct__number_argument(covered.year));
    else if (action == CT_ELIGIBLE_ACTIVATE && !client->license.source)
        ct__refuse(verdict, CT__REASON_NOTHING_TO_RENEW);
    else
        ct__assignment_check(action, verdict);
}

bool
ct__is_renewed(const struct ct__client_facts *client, ct_coupon_kind kind, int32_t year)
{
    const struct ct__license_facts *license = &client->license;
    return license->source == CT_LICENSE_FROM_COUPON && license->coupon_kind == kind &&
           license->last_day.year >= year;
}
