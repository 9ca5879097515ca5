/* What a coupon may do outside a migration, what is a renewal, and who may buy (R-LIC-01, R-LIC-07,
 * R-REN-03, R-REN-05, R-REN-06). */
#include "eligibility_fixture.h"
#include "verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/assignment.h"
#include "rules/coupon_code.h"
#include "rules/purchase.h"

#define IN_FORCE {2026, 12, 31}
#define LAPSED {2025, 12, 31}
static const ct_date in_force = IN_FORCE;

#define assert_rules(expected, verdict)                                 \
    do {                                                                \
        char rules_[256];                                               \
        assert_string_equal(rules_of(verdict, rules_), expected);       \
    } while (0)

static void
r_mig_01_only_a_migration_migrates(void **state)
{
    (void)state;
    for (ct_eligible_action action = CT_ELIGIBLE_NO; action <= CT_ELIGIBLE_UPGRADE; action++) {
        struct ct__verdict verdict = {.count = 0};
        ct__assignment_check(action, &verdict);
        assert_rules(action == CT_ELIGIBLE_MIGRATE ? "R-MIG-01" : "", &verdict);
    }
}

static void
r_ren_03_a_renewal_goes_on_after_a_license(void **state)
{
    (void)state;
    static const struct {
        bool has_license;
        ct_eligible_action action;
        const char *rules;
    } rows[] = {
        {true, CT_ELIGIBLE_RENEW, ""},       {true, CT_ELIGIBLE_ACTIVATE, ""},
        {false, CT_ELIGIBLE_ACTIVATE, "R-REN-03"}, {true, CT_ELIGIBLE_UPGRADE, "R-ELIG-06"},
        {true, CT_ELIGIBLE_MIGRATE, "R-MIG-01"},   {false, CT_ELIGIBLE_MIGRATE, "R-MIG-01"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(CT_COUPON_RENEWABLE);
        struct ct__verdict verdict = {.count = 0};
        if (rows[i].has_license)
            world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, in_force);
        ct__renewal_check(&world.client, rows[i].action, &verdict);
        assert_rules(rows[i].rules, &verdict);
    }
}

static void
r_ren_03_renewed_is_who_a_coupon_of_the_kind_covers_for_the_year(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    assert_false(ct__is_renewed(&world.client, CT_COUPON_CONTO_TERZI, 2026));
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, in_force);
    assert_true(ct__is_renewed(&world.client, CT_COUPON_CONTO_TERZI, 2025));
    assert_true(ct__is_renewed(&world.client, CT_COUPON_CONTO_TERZI, 2026));
    assert_false(ct__is_renewed(&world.client, CT_COUPON_CONTO_TERZI, 2027));
    assert_false(ct__is_renewed(&world.client, CT_COUPON_RENEWABLE, 2026));
    world_license(&world, CT_LICENSE_FROM_STUDIO_PURCHASE, 0, in_force);
    assert_false(ct__is_renewed(&world.client, CT_COUPON_CONTO_TERZI, 2026));
}

static void
r_ren_06_a_year_s_renewal_is_asked_without_a_coupon(void **state)
{
    (void)state;
    static const struct {
        ct_date last_day;
        ct_coupon_kind kind;
        int32_t year;
        ct_eligible_action action;
        const char *rules;
    } rows[] = {
        {IN_FORCE, CT_COUPON_CONTO_TERZI, 2027, CT_ELIGIBLE_RENEW, ""},
        {IN_FORCE, CT_COUPON_CONTO_TERZI, 2026, CT_ELIGIBLE_NO, "R-ELIG-06"},
        {IN_FORCE, CT_COUPON_RENEWABLE, 2026, CT_ELIGIBLE_NO, "R-ELIG-06"},
        {IN_FORCE, CT_COUPON_FLAT_RATE, 2027, CT_ELIGIBLE_RENEW, ""},
        {LAPSED, CT_COUPON_CONTO_TERZI, 2026, CT_ELIGIBLE_RENEW, ""},
        {LAPSED, CT_COUPON_RENEWABLE, 2026, CT_ELIGIBLE_ACTIVATE, ""},
        {LAPSED, CT_COUPON_RENEWABLE, 2025, CT_ELIGIBLE_NO, "R-COU-06"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(rows[i].kind);
        struct ct__verdict verdict = {.count = 0};
        world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, rows[i].last_day);
        assert_int_equal(ct__renewal_action(&world.policy, &world.client, rows[i].kind,
                                            rows[i].year, world.today, &verdict),
                         rows[i].action);
        assert_rules(rows[i].rules, &verdict);
    }
}

static void
r_ren_05_each_way_on_its_own(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, in_force);
    world.client.tax_regime = CT_TAX_REGIME_ORDINARY;
    static const char *const rules[] = {"", "", "", "R-ELIG-09", ""};
    for (ct_renewal_way way = 1; way <= CT_RENEWAL_OWN_PURCHASE; way++) {
        struct ct__verdict verdict = {.count = 0};
        ct__renewal_way_check(&world.policy, &world.client, way, world.today, &verdict);
        assert_rules(rules[way], &verdict);
        /* What a client bought by itself is told for each way in its own words. */
        static const char *const bought[] = {
            "", "BOUGHT_BY_CLIENT", "RENEWABLE_AFTER_CLIENT_PURCHASE",
            "NOT_FLAT_RATE_REGIME FLAT_RATE_AFTER_CLIENT_PURCHASE", "",
        };
        struct world buyer = world;
        buyer.client.ever |= CT__EVER_BOUGHT_BY_CLIENT;
        verdict.count = 0;
        ct__renewal_way_check(&buyer.policy, &buyer.client, way, buyer.today, &verdict);
        assert_told(&verdict, bought[way]);
        /* The studio's account is no business of the client's purchase. */
        world.client.is_studio_account_open = false;
        verdict.count = 0;
        ct__renewal_way_check(&world.policy, &world.client, way, world.today, &verdict);
        assert_int_equal(told(&verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED),
                         way != CT_RENEWAL_OWN_PURCHASE);
        world.client.is_studio_account_open = true;
    }
}

/* By policy the licenses of a year may be over before it is: then there is none until the next. */
static void
r_ren_05_goes_on_with_the_year_after_the_last(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict = {.count = 0};
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2025, 6, 30});
    world.policy.license_end_month = 6;
    world.policy.license_end_day = 30;
    ct__renewal_way_check(&world.policy, &world.client, CT_RENEWAL_CONTO_TERZI,
                          (ct_date){2026, 6, 30}, &verdict);
    assert_told(&verdict, "");
    ct__renewal_way_check(&world.policy, &world.client, CT_RENEWAL_CONTO_TERZI,
                          (ct_date){2026, 7, 1}, &verdict);
    assert_told(&verdict, "PACK_YEAR_OVER(2026)");
}

static void
r_ren_05_its_own_purchase_is_no_business_of_a_studio_that_it_left(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict = {.count = 0};
    world.client.is_linked = false;
    ct__renewal_way_check(&world.policy, &world.client, CT_RENEWAL_OWN_PURCHASE, world.today,
                          &verdict);
    assert_rules("R-ELIG-11", &verdict);
    assert_int_equal(told(&verdict, CT__REASON_CLIENT_NOT_LINKED), 1);
}

static void
r_ren_05_its_own_purchase_is_of_any_plan_that_is_offered(void **state)
{
    (void)state;
    for (ct_plan offered = 0; offered <= CT_PLAN_COMPLETE; offered++) {
        struct world world = world_of(CT_COUPON_CONTO_TERZI);
        struct ct__verdict verdict = {.count = 0};
        for (ct_plan plan = 0; plan <= CT_PLAN_COMPLETE; plan++)
            world.policy.is_offered[plan] = plan == offered;
        ct__renewal_way_check(&world.policy, &world.client, CT_RENEWAL_OWN_PURCHASE, world.today,
                              &verdict);
        assert_told(&verdict, offered >= CT_PLAN_STANDARD ? "" : "PLAN_NOT_OFFERED(standard)");
    }
}

static void
r_lic_07_a_purchase_is_of_a_plan_that_is_offered(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    for (ct_plan plan = CT_PLAN_TRIAL; plan <= CT_PLAN_COMPLETE; plan++) {
        struct ct__verdict verdict = {.count = 0};
        ct__purchase_check(&world.policy, &world.client, CT_LICENSE_FROM_CLIENT_PURCHASE, plan,
                           &verdict);
        assert_rules(world.policy.is_offered[plan] ? "" : "R-LIC-07", &verdict);
    }
}

static void
r_elig_11_a_studio_buys_for_its_own(void **state)
{
    (void)state;
    static const struct {
        ct_license_source buyer;
        bool is_linked, is_open;
        ct_migration_state migration;
        const char *told;
    } rows[] = {
        {CT_LICENSE_FROM_STUDIO_PURCHASE, true, true, 0, ""},
        {CT_LICENSE_FROM_STUDIO_PURCHASE, false, true, CT_MIGRATION_SELECTED, "CLIENT_NOT_LINKED"},
        {CT_LICENSE_FROM_STUDIO_PURCHASE, true, false, 0, "STUDIO_ACCOUNT_CLOSED"},
        {CT_LICENSE_FROM_STUDIO_PURCHASE, false, false, 0,
         "STUDIO_ACCOUNT_CLOSED CLIENT_NOT_LINKED"},
        {CT_LICENSE_FROM_STUDIO_PURCHASE, true, true, CT_MIGRATION_AUTHORISED,
         "MIGRATION_UNDER_WAY(authorised)"},
        {CT_LICENSE_FROM_STUDIO_PURCHASE, true, true, CT_MIGRATION_PROVISIONED, ""},
        {CT_LICENSE_FROM_CLIENT_PURCHASE, false, false, 0, ""},
        {CT_LICENSE_FROM_CLIENT_PURCHASE, false, false, CT_MIGRATION_SELECTED,
         "MIGRATION_UNDER_WAY(selected)"},
        {CT_LICENSE_FROM_CLIENT_PURCHASE, true, true, CT_MIGRATION_FIRST_LOGIN, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(CT_COUPON_CONTO_TERZI);
        struct ct__verdict verdict = {.count = 0};
        world.client.is_linked = rows[i].is_linked;
        world.client.is_studio_account_open = rows[i].is_open;
        world.client.migration = rows[i].migration;
        ct__purchase_check(&world.policy, &world.client, rows[i].buyer, CT_PLAN_STANDARD,
                           &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_lic_01_a_trial_comes_first(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict = {.count = 0};
    ct__trial_check(&world.client, false, &verdict);
    assert_rules("", &verdict);
    world.client.migration = CT_MIGRATION_SELECTED;
    ct__trial_check(&world.client, true, &verdict);
    assert_rules("R-LIC-01 R-ELIG-11", &verdict);
}

static void
r_cou_10_only_what_can_still_be_assigned_has_a_link(void **state)
{
    (void)state;
    static const struct {
        ct_coupon_kind kind;
        ct_coupon_state state;
        int32_t year;
        const char *rules;
    } rows[] = {
        {CT_COUPON_RENEWABLE, CT_COUPON_AVAILABLE, 2026, ""},
        {CT_COUPON_FLAT_RATE, CT_COUPON_AVAILABLE, 2027, ""},
        {CT_COUPON_CONTO_TERZI, CT_COUPON_AVAILABLE, 2026, "R-COU-10"},
        {CT_COUPON_CONTO_TERZI, CT_COUPON_ASSIGNED, 2026, "R-COU-10"},
        {CT_COUPON_RENEWABLE, CT_COUPON_ASSIGNED, 2026, "R-ELIG-11"},
        {CT_COUPON_RENEWABLE, CT_COUPON_REVOKED, 2026, "R-ELIG-11"},
        {CT_COUPON_FLAT_RATE, CT_COUPON_AVAILABLE, 2025, "R-COU-06"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(rows[i].kind);
        struct ct__verdict verdict = {.count = 0};
        world.coupon.state = rows[i].state;
        world.coupon.license_year = rows[i].year;
        ct__coupon_link_check(&world.policy, &world.coupon, world.today, &verdict);
        assert_rules(rows[i].rules, &verdict);
    }
}

static void
r_cou_10_a_code_is_found_in_any_link(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"https://a.example/attiva/", "https://a.example/attiva/K7MP", "K7MP"},
        {"https://a.example/?c=", "https://a.example/?c=K7MP", "K7MP"},
        {"https://a.example/?c=", "https://old.example/attiva/K7MP", "K7MP"},
        {"https://a.example/", "K7MP", "K7MP"},
        {"", "K7MP", "K7MP"},
        {"", "https://a.example/K7MP", "K7MP"},
        {"https://a.example/", "https://a.example/", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(ct__coupon_code_in_link(rows[i][0], rows[i][1]), rows[i][2]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_mig_01_only_a_migration_migrates),
        cmocka_unit_test(r_ren_03_a_renewal_goes_on_after_a_license),
        cmocka_unit_test(r_ren_03_renewed_is_who_a_coupon_of_the_kind_covers_for_the_year),
        cmocka_unit_test(r_ren_06_a_year_s_renewal_is_asked_without_a_coupon),
        cmocka_unit_test(r_ren_05_each_way_on_its_own),
        cmocka_unit_test(r_ren_05_goes_on_with_the_year_after_the_last),
        cmocka_unit_test(r_ren_05_its_own_purchase_is_no_business_of_a_studio_that_it_left),
        cmocka_unit_test(r_ren_05_its_own_purchase_is_of_any_plan_that_is_offered),
        cmocka_unit_test(r_lic_07_a_purchase_is_of_a_plan_that_is_offered),
        cmocka_unit_test(r_elig_11_a_studio_buys_for_its_own),
        cmocka_unit_test(r_lic_01_a_trial_comes_first),
        cmocka_unit_test(r_cou_10_only_what_can_still_be_assigned_has_a_link),
        cmocka_unit_test(r_cou_10_a_code_is_found_in_any_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
