#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "rules/action.h"
#include "service/context.h"
#include "verdict.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { ACTIONS = 9 };

static int
make_policy(void **state)
{
    return ct_policy_new(NULL, (ct_policy **)state);
}

static int
free_policy(void **state)
{
    ct_policy_free(*state);
    return 0;
}

#define LINKED .is_linked = true, .is_studio_account_open = true
#define NEW_CLIENT .access = {LINKED}, .client = {LINKED, .is_on_ts_digital = true}
#define LICENSE_OF_2026 {CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, {2026, 12, 31}}
#define MIGRATED                                                                         \
    .client = {LINKED, .is_on_ts_digital = true, .ever = CT__EVER_CONTO_TERZI,           \
               .license = LICENSE_OF_2026}
#define IN_FORCE                                                                         \
    .access = {LINKED, .access = CT_LICENSE_READ_ONLY, .last_day = {2026, 12, 31},       \
               .was_migrated = true},                                                    \
    MIGRATED, .best_access = CT_LICENSE_READ_ONLY, .best_plan = CT_PLAN_STANDARD
#define LAPSED .access = {LINKED, .last_day = {2026, 12, 31}, .was_migrated = true}, MIGRATED
#define BOUGHT                                                                           \
    .access = {LINKED, .access = CT_LICENSE_FULL, .last_day = {2026, 12, 31}},           \
    .client = {LINKED, .is_on_ts_digital = true, .ever = CT__EVER_BOUGHT_BY_CLIENT,      \
               .license = {CT_LICENSE_FROM_CLIENT_PURCHASE, 0, {2026, 12, 31}}},         \
    .best_access = CT_LICENSE_FULL
#define COUPON(name, year)                                                               \
    [CT_COUPON_##name - 1] = {.code = "K7MP-2QXR", .is_own = true, .kind = CT_COUPON_##name, \
                              .state = CT_COUPON_AVAILABLE, .license_year = (year),      \
                              .issued_on = {2025, 11, 15}}

static const ct_date in_march = {2026, 3, 2}, a_year_later = {2027, 3, 2};

/* In the order of the enumeration: "" is allowed, else the rules of all that stands against it. */
static const struct {
    const char *name;
    struct ct__action_facts facts;
    const ct_date *day;
    const char *rules[ACTIONS];
} rows[] = {
    {"on the migratable list", {NEW_CLIENT}, &in_march,
     {"R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "", "", "", "R-ELIG-11",
      "R-REN-03", "R-LIC-06"}},
    {"on the list, with a conto_terzi coupon",
     {NEW_CLIENT, .coupons = {COUPON(CONTO_TERZI, 2026)}}, &in_march,
     {"R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "", "", "", "R-ELIG-11",
      "R-REN-03", "R-LIC-06"}},
    {"on the list, with a renewable coupon",
     {NEW_CLIENT, .coupons = {COUPON(RENEWABLE, 2026)}}, &in_march,
     {"R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "", "", "", "", "R-REN-03",
      "R-LIC-06"}},
    {"selected for migration",
     {.access = {LINKED, .migration = CT_MIGRATION_SELECTED},
      .client = {LINKED, .is_on_ts_digital = true, .migration = CT_MIGRATION_SELECTED},
      .coupons = {COUPON(RENEWABLE, 2026)}}, &in_march,
     {"R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "", "R-ELIG-11",
      "R-ELIG-11", "R-ELIG-11", "R-REN-03", "R-LIC-06 R-ELIG-11"}},
    {"operational, this year's coupons", {IN_FORCE, .coupons = {COUPON(CONTO_TERZI, 2026)}},
     &in_march, {"", "", "", "", "", "R-CLI-03", "R-ELIG-11", "R-ELIG-06", ""}},
    {"operational, next year's coupons", {IN_FORCE, .coupons = {COUPON(CONTO_TERZI, 2027)}},
     &in_march, {"", "", "", "", "", "R-CLI-03", "R-ELIG-11", "", ""}},
    {"operational, a renewable coupon", {IN_FORCE, .coupons = {COUPON(RENEWABLE, 2026)}},
     &in_march, {"", "", "", "", "", "R-CLI-03", "", "R-ELIG-11", ""}},
    {"lapsed", {LAPSED, .coupons = {COUPON(CONTO_TERZI, 2027)}}, &a_year_later,
     {"R-ACC-04 R-LIC-06", "R-ACC-04 R-LIC-06", "", "", "", "R-CLI-03", "R-ELIG-11", "",
      "R-LIC-06"}},
    {"bought by itself, standard", {BOUGHT, .best_plan = CT_PLAN_STANDARD}, &in_march,
     {"R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "", "", "R-ELIG-02",
      "R-ELIG-10 R-ELIG-11", "R-ELIG-02 R-ELIG-11", ""}},
    {"bought by itself, the highest", {BOUGHT, .best_plan = CT_PLAN_COMPLETE}, &in_march,
     {"R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "R-ACC-02 R-MIG-08", "", "", "R-ELIG-02",
      "R-ELIG-10 R-ELIG-11", "R-ELIG-02 R-ELIG-11", "R-LIC-08"}},
    {"of a studio without account",
     {.access = {.is_linked = true}, .client = {.is_linked = true, .is_on_ts_digital = true}},
     &in_march,
     {"R-ACC-02 R-STU-01 R-MIG-08", "R-ACC-02 R-STU-01 R-MIG-08", "R-ACC-02 R-STU-01 R-MIG-08",
      "", "", "R-STU-01", "R-STU-01 R-ELIG-11", "R-REN-03", "R-LIC-06 R-STU-01"}},
};

static void
r_cli_07_what_can_be_done_and_why_not(void **state)
{
    const struct ct__policy *policy = ct__policy_values(*state);
    for (size_t i = 0; i < COUNT(rows); i++)
        for (ct_quick_action action = 1; action <= ACTIONS; action++) {
            struct ct__action_facts facts = rows[i].facts;
            struct ct__verdict verdict = {.count = 0};
            char text[256];
            facts.access.day = *rows[i].day;
            ct__action_check(policy, &facts, action, *rows[i].day, &verdict);
            if (strcmp(rules_of(&verdict, text), rows[i].rules[action - 1]) != 0)
                fail_msg("%s: %s: \"%s\" instead of \"%s\"", rows[i].name,
                         ct_enum_name(CT_ENUM_QUICK_ACTION, action), text,
                         rows[i].rules[action - 1]);
        }
}

static void
r_lic_08_the_higher_license_to_buy_is_the_highest_on_sale(void **state)
{
    static const struct {
        const char *offered;
        ct_plan best_plan;
        const char *rules;
    } plans[] = {
        {"standard premium", CT_PLAN_STANDARD, ""},
        {"standard premium", CT_PLAN_PREMIUM, "R-LIC-08"},
        {"standard", CT_PLAN_STANDARD, "R-LIC-08"},
        {"premium_plus", CT_PLAN_PREMIUM, ""},
        {"", CT_PLAN_STANDARD, "R-LIC-07 R-LIC-08"},
    };
    for (size_t i = 0; i < COUNT(plans); i++) {
        struct ct__action_facts facts = {BOUGHT, .best_plan = plans[i].best_plan};
        struct ct__verdict verdict = {.count = 0};
        char text[256];
        assert_int_equal(ct_policy_set(*state, "plans_offered", plans[i].offered), CT_OK);
        ct__action_check(ct__policy_values(*state), &facts, CT_ACTION_UPGRADE, in_march, &verdict);
        if (strcmp(rules_of(&verdict, text), plans[i].rules) != 0)
            fail_msg("row %zu: \"%s\"", i, text);
    }
}

static void
r_acc_06_an_unknown_action_is_not_allowed(void **state)
{
    static const ct_quick_action wild[] = {INT32_MIN, -1, 0, ACTIONS + 1, INT32_MAX};
    for (size_t i = 0; i < COUNT(wild); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__action_check(ct__policy_values(*state), &rows[4].facts, wild[i], in_march, &verdict);
        assert_told(&verdict, "ACCESS_UNKNOWN");
    }
}

static void
r_cli_07_says_what_stands_against_it(void **state)
{
    static const struct {
        struct ct__action_facts facts;
        ct_quick_action action;
        const char *plans, *told;
    } cases[] = {
        {{NEW_CLIENT}, CT_ACTION_UPGRADE, "standard premium", "NO_LICENSE_IN_FORCE(2026-03-02)"},
        {{NEW_CLIENT}, CT_ACTION_RENEW, "standard", "NOTHING_TO_RENEW"},
        {{NEW_CLIENT}, CT_ACTION_ASSIGN_COUPON, "standard", "NO_COUPON_LEFT(renewable)"},
        {{NEW_CLIENT, .coupons = {COUPON(FLAT_RATE, 2026)}}, CT_ACTION_ASSIGN_COUPON, "standard",
         "NO_COUPON_LEFT(renewable)"}, /* it is in another regime */
        {{IN_FORCE}, CT_ACTION_MIGRATE, "standard", "ALREADY_MIGRATED"},
        {{BOUGHT, .best_plan = CT_PLAN_STANDARD}, CT_ACTION_UPGRADE, "",
         "PLAN_NOT_OFFERED(trial) NOTHING_HIGHER"},
        /* Where nothing is on sale, a coupon that supersedes will do, */
        {{IN_FORCE, .coupons = {COUPON(RENEWABLE, 2026)}}, CT_ACTION_UPGRADE, "", ""},
        /* but no other, */
        {{IN_FORCE, .coupons = {COUPON(RENEWABLE, 2027)}}, CT_ACTION_UPGRADE, "",
         "PLAN_NOT_OFFERED(trial)"},
        {{IN_FORCE, .coupons = {COUPON(FLAT_RATE, 2026)}}, CT_ACTION_UPGRADE, "",
         "PLAN_NOT_OFFERED(trial)"},
        /* and none that may not be assigned. */
        {{IN_FORCE, .coupons = {[CT_COUPON_RENEWABLE - 1] = {
                                    .code = "K7MP-2QXR", .is_own = true,
                                    .kind = CT_COUPON_RENEWABLE, .state = CT_COUPON_REVOKED,
                                    .license_year = 2026, .issued_on = {2025, 11, 15}}}},
         CT_ACTION_UPGRADE, "", "PLAN_NOT_OFFERED(trial)"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ct__action_facts facts = cases[i].facts;
        struct ct__verdict verdict = {.count = 0};
        facts.access.day = in_march;
        assert_int_equal(ct_policy_set(*state, "plans_offered", cases[i].plans), CT_OK);
        ct__action_check(ct__policy_values(*state), &facts, cases[i].action, in_march, &verdict);
        assert_told(&verdict, cases[i].told);
    }
}

static void
r_cli_07_any_kind_of_coupon_will_do(void **state)
{
    struct ct__action_facts facts = {NEW_CLIENT, .coupons = {COUPON(FLAT_RATE, 2026)}};
    struct ct__verdict verdict = {.count = 0};
    facts.client.tax_regime = CT_TAX_REGIME_FLAT_RATE;
    ct__action_check(ct__policy_values(*state), &facts, CT_ACTION_ASSIGN_COUPON, in_march,
                     &verdict);
    assert_told(&verdict, "");
}

/* By policy, what the studio bought bars no migration; but that is no renewal. */
static void
r_ren_03_what_would_migrate_is_not_renewed(void **state)
{
    struct ct__action_facts facts = {LAPSED, .coupons = {COUPON(CONTO_TERZI, 2027)}};
    struct ct__verdict verdict = {.count = 0};
    facts.client.ever = CT__EVER_BOUGHT_BY_STUDIO;
    facts.client.license = (struct ct__license_facts){CT_LICENSE_FROM_STUDIO_PURCHASE, 0,
                                                      {2026, 12, 31}};
    assert_int_equal(ct_policy_set(*state, "studio_purchase_bars_conto_terzi", "no"), CT_OK);
    ct__action_check(ct__policy_values(*state), &facts, CT_ACTION_RENEW, a_year_later, &verdict);
    assert_told(&verdict, "ONLY_BY_MIGRATION");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r_cli_07_what_can_be_done_and_why_not, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_lic_08_the_higher_license_to_buy_is_the_highest_on_sale,
                                        make_policy, free_policy),
        cmocka_unit_test_setup_teardown(r_cli_07_says_what_stands_against_it, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_cli_07_any_kind_of_coupon_will_do, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_ren_03_what_would_migrate_is_not_renewed, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_acc_06_an_unknown_action_is_not_allowed, make_policy,
                                        free_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
