#include "eligibility_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "service/context.h"

struct world
world_of(ct_coupon_kind kind)
{
    ct_policy *defaults;
    assert_int_equal(ct_policy_new(NULL, &defaults), CT_OK);
    const struct world world = {
        .policy = *ct__policy_values(defaults),
        .client = {.is_linked = true, .is_studio_account_open = true, .is_on_ts_digital = true,
                   .tax_regime = CT_TAX_REGIME_FLAT_RATE},
        .kind = kind,
        .coupon = {.code = "K7MP-2QXR", .is_own = true, .kind = kind,
                   .state = CT_COUPON_AVAILABLE, .license_year = 2026,
                   .issued_on = {2025, 11, 15}},
        .today = {2026, 3, 2},
    };
    ct_policy_free(defaults); /* the texts of defaults are static */
    return world;
}

void
world_license(struct world *world, ct_license_source source, ct_coupon_kind kind, ct_date last_day)
{
    world->client.license = (struct ct__license_facts){source, kind, last_day};
    if (source == CT_LICENSE_FROM_COUPON)
        world->client.ever |= 1U << kind;
    else if (source == CT_LICENSE_FROM_CLIENT_PURCHASE)
        world->client.ever |= CT__EVER_BOUGHT_BY_CLIENT;
    else
        world->client.ever |= CT__EVER_BOUGHT_BY_STUDIO;
}

ct_eligible_action
world_ask(const struct world *world, struct ct__verdict *verdict)
{
    verdict->count = 0;
    return ct__eligible(&world->policy, &world->client, world->kind, &world->coupon,
                        world->wanted_year, world->today, verdict);
}

size_t
told(const struct ct__verdict *verdict, enum ct__reason_id id)
{
    size_t count = 0;
    for (size_t i = 0; i < verdict->count; i++)
        count += verdict->reasons[i].id == id;
    return count;
}

void
assert_action_at(const struct world *world, ct_eligible_action action, const char *file, int line)
{
    struct ct__verdict verdict;
    char rules[256];
    ct_eligible_action got = world_ask(world, &verdict);
    if (got == action && verdict.count == 0)
        return;
    print_error("%s instead of %s (%s)\n", ct_enum_name(CT_ENUM_ELIGIBLE_ACTION, got),
                ct_enum_name(CT_ENUM_ELIGIBLE_ACTION, action), rules_of(&verdict, rules));
    _fail(file, line);
}

void
assert_refused_at(const struct world *world, enum ct__reason_id id, const char *rule,
                  const char *file, int line)
{
    struct ct__verdict verdict;
    char rules[256];
    ct_eligible_action got = world_ask(world, &verdict);
    if (got == CT_ELIGIBLE_NO && verdict.count == 1 && verdict.reasons[0].id == id &&
        strcmp(ct__reason_rule(id), rule) == 0)
        return;
    print_error("%s (%s) instead of a refusal by %s\n", ct_enum_name(CT_ENUM_ELIGIBLE_ACTION, got),
                rules_of(&verdict, rules), rule);
    _fail(file, line);
}
