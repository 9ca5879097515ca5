#include "rules/action.h"

#include "rules/assignment.h"
#include "rules/link.h"
#include "rules/purchase.h"

/* What is done within the account is decided like every access to it. */
static void
check_access(const struct ct__policy *policy, const struct ct__action_facts *facts,
             ct_quick_action action, struct ct__verdict *verdict)
{
    static const struct {
        ct_quick_action action;
        ct_access_area area;
        ct_access_level level;
    } needs[] = {
        {CT_ACTION_OPEN_ACCOUNT, CT_AREA_LOGIN, CT_LEVEL_READ},
        {CT_ACTION_CREATE_INVOICE, CT_AREA_INVOICES, CT_LEVEL_WRITE},
        {CT_ACTION_EXPORT_REPORT, CT_AREA_EXPORT, CT_LEVEL_WRITE},
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].action == action)
            (void)ct__access_decide(policy, &facts->access, CT_ACCESS_STUDIO, needs[i].area,
                                    needs[i].level, verdict);
}

static void
check_migrate(const struct ct__policy *policy, const struct ct__action_facts *facts, ct_date day,
              struct ct__verdict *verdict)
{
    if (ct__eligible_client(policy, &facts->client, CT_COUPON_CONTO_TERZI, 0, day, verdict) ==
        CT_ELIGIBLE_RENEW)
        ct__refuse(verdict, CT__REASON_ALREADY_MIGRATED);
}

/* What a coupon of the pool would do, as ct_coupon_assign and ct_renewal_run_many ask. */
static void
check_coupon(const struct ct__policy *policy, const struct ct__action_facts *facts,
             ct_coupon_kind kind, bool is_renewal, ct_date day, struct ct__verdict *verdict)
{
    ct_eligible_action does = ct__eligible(policy, &facts->client, kind,
                                           &facts->coupons[kind - 1], 0, day, verdict);
    if (is_renewal) /* and of the kinds that are assigned, none would migrate */
        ct__renewal_check(&facts->client, does, verdict);
}

/* Any kind will do, from `first` on. If none does, the one with the least against it speaks. */
static void
check_coupons(const struct ct__policy *policy, const struct ct__action_facts *facts,
              ct_coupon_kind first, bool is_renewal, ct_date day, struct ct__verdict *verdict)
{
    struct ct__verdict least = {.count = 0};
    if (is_renewal && !facts->client.license.source) { /* whatever coupons there are */
        ct__refuse(verdict, CT__REASON_NOTHING_TO_RENEW);
        return;
    }
    check_coupon(policy, facts, first, is_renewal, day, &least);
    for (ct_coupon_kind kind = first + 1; kind <= CT__COUPON_KINDS; kind++) {
        struct ct__verdict own = {.count = 0};
        check_coupon(policy, facts, kind, is_renewal, day, &own);
        if (own.count < least.count)
            least = own;
    }
    *verdict = least;
}

/* R-LIC-08, by direct purchase: the highest plan on sale, if the client has not got it. */
static void
check_purchase(const struct ct__policy *policy, const struct ct__action_facts *facts,
               struct ct__verdict *verdict)
{
    ct_plan highest = CT_PLAN_COMPLETE;
    while (highest > CT_PLAN_TRIAL && !policy->is_offered[highest])
        highest--;
    ct__purchase_check(policy, &facts->client, CT_LICENSE_FROM_STUDIO_PURCHASE, highest, verdict);
    if (!ct__license_is_higher(CT_LICENSE_FULL, highest, facts->best_access, facts->best_plan))
        ct__refuse(verdict, CT__REASON_NOTHING_HIGHER);
}

/* R-LIC-08: by a coupon that supersedes, or by a direct purchase. */
static void
check_upgrade(const struct ct__policy *policy, const struct ct__action_facts *facts, ct_date day,
              struct ct__verdict *verdict)
{
    struct ct__verdict by_coupon = {.count = 0};
    if (!facts->access.access)
        ct__refuse_with(verdict, CT__REASON_NO_LICENSE_IN_FORCE, ct__date_argument(day),
                        (struct ct__argument){0});
    check_purchase(policy, facts, verdict);
    if (ct__eligible(policy, &facts->client, CT_COUPON_RENEWABLE,
                     &facts->coupons[CT_COUPON_RENEWABLE - 1], 0, day,
                     &by_coupon) == CT_ELIGIBLE_UPGRADE)
        verdict->count = 0;
}

void
ct__action_check(const struct ct__policy *policy, const struct ct__action_facts *facts,
                 ct_quick_action action, ct_date day, struct ct__verdict *verdict)
{
    switch (action) {
    case CT_ACTION_OPEN_ACCOUNT:
    case CT_ACTION_CREATE_INVOICE:
    case CT_ACTION_EXPORT_REPORT:
        check_access(policy, facts, action, verdict);
        break;
    case CT_ACTION_SET_NICKNAME: /* R-CLI-06: its own affair */
        break;
    case CT_ACTION_UNLINK:
        ct__unlink_check(facts->client.migration, verdict);
        break;
    case CT_ACTION_MIGRATE:
        check_migrate(policy, facts, day, verdict);
        break;
    case CT_ACTION_ASSIGN_COUPON:
        check_coupons(policy, facts, CT_COUPON_RENEWABLE, false, day, verdict);
        break;
    case CT_ACTION_RENEW:
        check_coupons(policy, facts, CT_COUPON_CONTO_TERZI, true, day, verdict);
        break;
    case CT_ACTION_UPGRADE:
        check_upgrade(policy, facts, day, verdict);
        break;
    default: /* R-ACC-06: what is not known is not granted */
        ct__refuse(verdict, CT__REASON_ACCESS_UNKNOWN);
    }
}
