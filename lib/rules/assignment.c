#include "rules/assignment.h"

#include "rules/purchase.h"

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
    return license->coupon_kind == kind && license->last_day.year >= year;
}

ct_eligible_action
ct__renewal_action(const struct ct__policy *policy, const struct ct__client_facts *client,
                   ct_coupon_kind kind, int32_t license_year, ct_date day,
                   struct ct__verdict *verdict)
{
    size_t before = verdict->count;
    ct_eligible_action action =
        ct__eligible_in_year(policy, client, kind, license_year, day, verdict);
    if (verdict->count == before)
        ct__renewal_check(client, action, verdict);
    return verdict->count > before ? CT_ELIGIBLE_NO : action;
}

/* Its own purchase is the client's business, and no studio's but the one that it is linked to hears
 * of it. */
static void
check_own_purchase(const struct ct__policy *policy, const struct ct__client_facts *client,
                   struct ct__verdict *verdict)
{
    ct_plan any = CT_PLAN_COMPLETE;
    while (any > CT_PLAN_STANDARD && !policy->is_offered[any])
        any--;
    if (!client->is_linked)
        ct__refuse(verdict, CT__REASON_CLIENT_NOT_LINKED);
    else
        ct__purchase_check(policy, client, CT_LICENSE_FROM_CLIENT_PURCHASE, any, verdict);
}

void
ct__renewal_way_check(const struct ct__policy *policy, const struct ct__client_facts *client,
                      ct_renewal_way way, ct_date day, struct ct__verdict *verdict)
{
    static const ct_coupon_kind kinds[] = {
        [CT_RENEWAL_CONTO_TERZI] = CT_COUPON_CONTO_TERZI,
        [CT_RENEWAL_RENEWABLE] = CT_COUPON_RENEWABLE,
        [CT_RENEWAL_FLAT_RATE] = CT_COUPON_FLAT_RATE,
    };
    int32_t next = client->license.last_day.year + 1;
    if (way == CT_RENEWAL_OWN_PURCHASE)
        check_own_purchase(policy, client, verdict);
    else
        (void)ct__renewal_action(policy, client, kinds[way], next > day.year ? next : day.year, day,
                                 verdict);
}
