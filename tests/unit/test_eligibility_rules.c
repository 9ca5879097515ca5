/* The rules about a coupon, one by one: what refuses, and the nearest case that does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "eligibility_fixture.h"
#include "verdict.h"

static void
r_elig_01_migrates_only_from_ts_digital(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    assert_action(&world, CT_ELIGIBLE_MIGRATE);
    world.client.is_on_ts_digital = false;
    assert_refused(&world, CT__REASON_NOT_ON_TS_DIGITAL, "R-ELIG-01");
}

static void
r_elig_01_renews_after_a_conto_terzi_coupon(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.client.is_on_ts_digital = false;
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2025, 12, 31});
    assert_action(&world, CT_ELIGIBLE_RENEW);
}

static void
r_elig_02_refuses_who_ever_bought_by_itself(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2025, 12, 31});
    assert_action(&world, CT_ELIGIBLE_RENEW);
    world.client.ever |= CT__EVER_BOUGHT_BY_CLIENT; /* long ago, and not the last license */
    assert_refused(&world, CT__REASON_BOUGHT_BY_CLIENT, "R-ELIG-02");
}

static void
r_elig_03_refuses_after_a_coupon_of_another_kind_and_names_it(void **state)
{
    (void)state;
    static const struct {
        unsigned ever;
        const char *kind;
    } rows[] = {{CT__EVER_RENEWABLE, "renewable"}, {CT__EVER_FLAT_RATE, "flat_rate"}};
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.client.ever = CT__EVER_CONTO_TERZI; /* the same kind is no bar */
    assert_action(&world, CT_ELIGIBLE_MIGRATE);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ct__verdict verdict;
        world.client.ever = CT__EVER_CONTO_TERZI | rows[i].ever;
        assert_refused(&world, CT__REASON_OTHER_COUPON_KIND, "R-ELIG-03");
        world_ask(&world, &verdict);
        assert_string_equal(verdict.reasons[0].arguments[0].label->name, rows[i].kind);
    }
}

static void
r_elig_04_refuses_after_a_purchase_by_the_studio(void **state)
{
    (void)state;
    static const ct_date last_days[] = {{2026, 12, 31}, {2025, 12, 31}};
    for (size_t i = 0; i < sizeof last_days / sizeof *last_days; i++) {
        struct world world = world_of(CT_COUPON_CONTO_TERZI);
        world.coupon.license_year = 2027;
        world_license(&world, CT_LICENSE_FROM_STUDIO_PURCHASE, 0, last_days[i]);
        assert_refused(&world, CT__REASON_BOUGHT_BY_STUDIO, "R-ELIG-04");
    }
}

static void
r_elig_04_is_a_matter_of_policy(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.client.ever = CT__EVER_BOUGHT_BY_STUDIO;
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2025, 12, 31});
    assert_refused(&world, CT__REASON_BOUGHT_BY_STUDIO, "R-ELIG-04");
    world.policy.studio_purchase_bars_conto_terzi = false;
    assert_action(&world, CT_ELIGIBLE_RENEW);
}

static void
r_elig_05_a_trial_stands_in_no_way(void **state)
{
    (void)state;
    /* In the facts, a trial is no license and nothing that ever happened. */
    static const struct {
        ct_coupon_kind kind;
        ct_eligible_action action;
    } rows[] = {
        {CT_COUPON_CONTO_TERZI, CT_ELIGIBLE_MIGRATE},
        {CT_COUPON_RENEWABLE, CT_ELIGIBLE_ACTIVATE},
        {CT_COUPON_FLAT_RATE, CT_ELIGIBLE_ACTIVATE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(rows[i].kind);
        assert_action(&world, rows[i].action);
    }
}

static void
r_elig_06_refuses_a_year_already_covered(void **state)
{
    (void)state;
    static const ct_coupon_kind kinds[] = {CT_COUPON_CONTO_TERZI, CT_COUPON_FLAT_RATE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct world world = world_of(kinds[i]);
        world_license(&world, CT_LICENSE_FROM_COUPON, kinds[i], (ct_date){2027, 12, 31});
        for (int32_t year = 2026; year <= 2027; year++) {
            world.coupon.license_year = year;
            assert_refused(&world, CT__REASON_YEAR_COVERED, "R-ELIG-06");
        }
        world.coupon.license_year = 2028;
        assert_action(&world, CT_ELIGIBLE_RENEW);
    }
}

static void
r_elig_06_says_until_when_the_client_is_covered(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict;
    char text[CT__REASON_TEXT_SIZE];
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2026, 12, 31});
    world_ask(&world, &verdict);
    assert_int_equal(verdict.count, 1);
    ct__reason_text(&verdict.reasons[0], CT_LANGUAGE_ITALIAN, text);
    assert_string_equal(text, "Il cliente è già coperto fino al 31/12/2026: "
                              "serve un coupon di un anno successivo al 2026");
}

static void
r_elig_06_counts_the_wanted_year_where_the_pool_is_empty(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict;
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2026, 12, 31});
    world.coupon.code = NULL;
    world.wanted_year = 2026;
    assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_NO);
    assert_int_equal(verdict.count, 2);
    assert_int_equal(told(&verdict, CT__REASON_YEAR_COVERED), 1);
    assert_int_equal(told(&verdict, CT__REASON_NO_COUPON_LEFT_FOR_YEAR), 1);
    world.wanted_year = 2027;
    assert_refused(&world, CT__REASON_NO_COUPON_LEFT_FOR_YEAR, "R-ELIG-11");
}

/* A reason is not lost because another one stands there too. */
static void
r_elig_06_is_told_beside_every_other_reason(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        ct_coupon_kind kind;
        bool is_closed;
        ct_tax_regime tax_regime;
        ct_migration_state migration;
        unsigned ever;
        enum ct__reason_id other;
    } rows[] = {
        {"closed", CT_COUPON_CONTO_TERZI, .is_closed = true, .tax_regime = CT_TAX_REGIME_FLAT_RATE,
         .other = CT__REASON_STUDIO_ACCOUNT_CLOSED},
        {"migrating", CT_COUPON_CONTO_TERZI, .migration = CT_MIGRATION_AUTHORISED,
         .tax_regime = CT_TAX_REGIME_FLAT_RATE, .other = CT__REASON_MIGRATION_UNDER_WAY},
        {"bought before", CT_COUPON_CONTO_TERZI, .ever = CT__EVER_BOUGHT_BY_STUDIO,
         .tax_regime = CT_TAX_REGIME_FLAT_RATE, .other = CT__REASON_BOUGHT_BY_STUDIO},
        {"regime", CT_COUPON_FLAT_RATE, .tax_regime = CT_TAX_REGIME_ORDINARY,
         .other = CT__REASON_NOT_FLAT_RATE_REGIME},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(rows[i].kind);
        struct ct__verdict verdict;
        world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI,
                      (ct_date){2026, 12, 31});
        world.client.is_studio_account_open = !rows[i].is_closed;
        world.client.tax_regime = rows[i].tax_regime;
        world.client.migration = rows[i].migration;
        world.client.ever |= rows[i].ever;
        assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_NO);
        if (verdict.count != 2 || told(&verdict, rows[i].other) != 1 ||
            told(&verdict, CT__REASON_YEAR_COVERED) != 1)
            fail_msg("%s: %zu reasons", rows[i].name, verdict.count);
    }
}

static void
r_elig_07_refuses_an_erased_account_that_left_ts_digital(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.client.is_erased = true;
    world.client.ever = CT__EVER_CONTO_TERZI;
    assert_action(&world, CT_ELIGIBLE_MIGRATE);
    world.client.is_on_ts_digital = false;
    assert_refused(&world, CT__REASON_ERASED, "R-ELIG-07");
}

static void
r_elig_08_renews_conto_terzi_with_other_kinds_next_year(void **state)
{
    (void)state;
    static const ct_coupon_kind kinds[] = {CT_COUPON_RENEWABLE, CT_COUPON_FLAT_RATE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct world world = world_of(kinds[i]);
        world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI,
                      (ct_date){2026, 12, 31});
        world.coupon.license_year = 2027;
        assert_action(&world, CT_ELIGIBLE_RENEW);

        world_license(&world, CT_LICENSE_FROM_COUPON, kinds[i], (ct_date){2027, 12, 31});
        world.kind = world.coupon.kind = CT_COUPON_CONTO_TERZI; /* and never back */
        world.coupon.license_year = 2028;
        assert_refused(&world, CT__REASON_OTHER_COUPON_KIND, "R-ELIG-03");
    }
}

static void
r_elig_09_flat_rate_is_for_the_flat_rate_regime(void **state)
{
    (void)state;
    static const ct_tax_regime others[] = {CT_TAX_REGIME_ORDINARY, 0}; /* 0: unknown */
    struct world world = world_of(CT_COUPON_FLAT_RATE);
    assert_action(&world, CT_ELIGIBLE_ACTIVATE);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        world.client.tax_regime = others[i];
        assert_refused(&world, CT__REASON_NOT_FLAT_RATE_REGIME, "R-ELIG-09");
    }
}

static void
r_elig_09_the_regime_matters_to_flat_rate_only(void **state)
{
    (void)state;
    struct world terzi = world_of(CT_COUPON_CONTO_TERZI);
    struct world renewable = world_of(CT_COUPON_RENEWABLE);
    terzi.client.tax_regime = renewable.client.tax_regime = CT_TAX_REGIME_ORDINARY;
    assert_action(&terzi, CT_ELIGIBLE_MIGRATE);
    assert_action(&renewable, CT_ELIGIBLE_ACTIVATE);
}

static void
r_elig_09_flat_rate_is_not_for_these_histories(void **state)
{
    (void)state;
    static const struct {
        unsigned ever;
        enum ct__reason_id reason;
    } rows[] = {
        {CT__EVER_BOUGHT_BY_CLIENT, CT__REASON_FLAT_RATE_AFTER_CLIENT_PURCHASE},
        {CT__EVER_BOUGHT_BY_STUDIO, CT__REASON_FLAT_RATE_AFTER_STUDIO_PURCHASE},
        {CT__EVER_RENEWABLE, CT__REASON_FLAT_RATE_AFTER_RENEWABLE},
    };
    struct world world = world_of(CT_COUPON_FLAT_RATE);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world.client.ever = rows[i].ever;
        assert_refused(&world, rows[i].reason, "R-ELIG-09");
    }
    world.client.ever = CT__EVER_CONTO_TERZI | CT__EVER_FLAT_RATE;
    assert_action(&world, CT_ELIGIBLE_ACTIVATE);
}

static void
r_elig_10_renewable_is_not_for_who_bought_by_itself(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_RENEWABLE);
    world.client.ever = CT__EVER_CONTO_TERZI | CT__EVER_RENEWABLE | CT__EVER_FLAT_RATE |
                        CT__EVER_BOUGHT_BY_STUDIO;
    assert_action(&world, CT_ELIGIBLE_ACTIVATE);
    world.client.ever |= CT__EVER_BOUGHT_BY_CLIENT;
    assert_refused(&world, CT__REASON_RENEWABLE_AFTER_CLIENT_PURCHASE, "R-ELIG-10");
}

static void
r_elig_10_upgrades_until_the_last_day_of_conto_terzi(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_RENEWABLE);
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2026, 12, 31});
    world.today = (ct_date){2026, 12, 31};
    assert_action(&world, CT_ELIGIBLE_UPGRADE);
    world.coupon.license_year = 2027;
    assert_action(&world, CT_ELIGIBLE_RENEW);
    world.today = (ct_date){2027, 1, 1};
    assert_action(&world, CT_ELIGIBLE_ACTIVATE);
}

static void
r_elig_11_a_client_that_never_logged_in_can_be_renewed(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    char rules[256];
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2025, 12, 31});
    world.client.migration = CT_MIGRATION_CREDENTIALS_SENT;
    assert_action(&world, CT_ELIGIBLE_RENEW);
    world.client.migration = CT_MIGRATION_PROVISIONED;
    assert_action(&world, CT_ELIGIBLE_RENEW);
    world.client.migration = CT_MIGRATION_AUTHORISED;
    struct ct__verdict verdict = {.count = 0};
    assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_NO);
    assert_string_equal(rules_of(&verdict, rules), "R-ELIG-11");
}

static void
r_elig_10_takes_an_unknown_year_for_a_renewal(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_RENEWABLE);
    struct ct__verdict verdict = {.count = 0};
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2026, 12, 31});
    assert_int_equal(ct__eligible_client(&world.policy, &world.client, world.kind, 0, world.today,
                                         &verdict),
                     CT_ELIGIBLE_RENEW);
    assert_int_equal(verdict.count, 0);
}

static void
r_elig_11_refuses_during_another_migration_and_names_its_state(void **state)
{
    (void)state;
    static const ct_migration_state live[] = {
        CT_MIGRATION_SELECTED,         CT_MIGRATION_AUTHORISED,  CT_MIGRATION_PROVISIONED,
        CT_MIGRATION_CREDENTIALS_SENT, CT_MIGRATION_FIRST_LOGIN,
    };
    for (ct_coupon_kind kind = CT_COUPON_CONTO_TERZI; kind <= CT_COUPON_FLAT_RATE; kind++) {
        for (size_t i = 0; i < sizeof live / sizeof *live; i++) {
            struct world world = world_of(kind);
            struct ct__verdict verdict;
            world.client.migration = live[i];
            assert_refused(&world, CT__REASON_MIGRATION_UNDER_WAY, "R-ELIG-11");
            world_ask(&world, &verdict);
            assert_int_equal(verdict.reasons[0].arguments[0].label->value, live[i]);
        }
    }
}

static void
r_elig_11_an_unlinked_client_tells_nothing_of_its_history(void **state)
{
    (void)state;
    for (ct_coupon_kind kind = CT_COUPON_CONTO_TERZI; kind <= CT_COUPON_FLAT_RATE; kind++) {
        struct world world = world_of(kind);
        world.client.is_linked = false;
        assert_refused(&world, CT__REASON_CLIENT_NOT_LINKED, "R-ELIG-11");
        world.client.is_on_ts_digital = false;
        world.client.is_erased = true;
        world.client.tax_regime = CT_TAX_REGIME_ORDINARY;
        world.client.ever = CT__EVER_RENEWABLE | CT__EVER_FLAT_RATE | CT__EVER_BOUGHT_BY_CLIENT |
                            CT__EVER_BOUGHT_BY_STUDIO;
        world.client.migration = CT_MIGRATION_SELECTED;
        world.client.license = (struct ct__license_facts){
            CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, {2027, 12, 31}};
        assert_refused(&world, CT__REASON_CLIENT_NOT_LINKED, "R-ELIG-11");
    }
}

static void
r_elig_11_refuses_a_coupon_of_another_kind_and_names_it(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict;
    world.coupon.kind = CT_COUPON_FLAT_RATE;
    assert_refused(&world, CT__REASON_COUPON_OTHER_KIND, "R-ELIG-11");
    world_ask(&world, &verdict);
    assert_string_equal(verdict.reasons[0].arguments[1].label->name, "flat_rate");
}

static void
r_elig_11_refuses_a_coupon_of_another_year_than_wanted(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.wanted_year = 2026;
    assert_action(&world, CT_ELIGIBLE_MIGRATE);
    world.wanted_year = 2027;
    assert_refused(&world, CT__REASON_COUPON_OTHER_YEAR, "R-ELIG-11");
}

static void
r_elig_11_tells_nothing_of_a_coupon_of_another_studio(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.coupon.is_own = false;
    assert_refused(&world, CT__REASON_COUPON_NOT_OWN, "R-ELIG-11");
    world.coupon.kind = CT_COUPON_RENEWABLE;
    world.coupon.state = CT_COUPON_ASSIGNED;
    world.coupon.license_year = 2020;
    world.coupon.issued_on = (ct_date){2030, 1, 1};
    world.wanted_year = 2026;
    assert_refused(&world, CT__REASON_COUPON_NOT_OWN, "R-ELIG-11");
    /* Not even whether it would be of a year that the client is covered for. */
    world.wanted_year = 0;
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, (ct_date){2026, 12, 31});
    assert_refused(&world, CT__REASON_COUPON_NOT_OWN, "R-ELIG-11");
}

static void
r_elig_11_says_when_the_pool_is_empty(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict;
    char text[CT__REASON_TEXT_SIZE];
    world.coupon = (struct ct__coupon_facts){.kind = CT_COUPON_CONTO_TERZI};
    assert_refused(&world, CT__REASON_NO_COUPON_LEFT, "R-ELIG-11");
    world.wanted_year = 2027;
    assert_refused(&world, CT__REASON_NO_COUPON_LEFT_FOR_YEAR, "R-ELIG-11");
    world_ask(&world, &verdict);
    ct__reason_text(&verdict.reasons[0], CT_LANGUAGE_ENGLISH, text);
    assert_string_equal(text, "No conto terzi coupon is available for 2027");
}

static void
r_stu_01_refuses_a_studio_without_an_open_account(void **state)
{
    (void)state;
    for (ct_coupon_kind kind = CT_COUPON_CONTO_TERZI; kind <= CT_COUPON_FLAT_RATE; kind++) {
        struct world world = world_of(kind);
        world.client.is_studio_account_open = false;
        assert_refused(&world, CT__REASON_STUDIO_ACCOUNT_CLOSED, "R-STU-01");
    }
}

static void
r_cou_06_can_be_assigned_from_its_issue_to_the_end_of_its_year(void **state)
{
    (void)state;
    static const struct {
        ct_date today;
        enum ct__reason_id reason; /* 0: none */
    } rows[] = {
        {{2025, 11, 14}, CT__REASON_COUPON_NOT_ISSUED_YET},
        {{2025, 11, 15}, 0},
        {{2025, 12, 31}, 0},
        {{2026, 1, 1}, 0},
        {{2026, 12, 31}, 0},
        {{2027, 1, 1}, CT__REASON_COUPON_YEAR_OVER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(CT_COUPON_CONTO_TERZI);
        world.today = rows[i].today;
        if (rows[i].reason)
            assert_refused(&world, rows[i].reason, "R-COU-06");
        else
            assert_action(&world, CT_ELIGIBLE_MIGRATE);
    }
}

static void
r_cou_07_only_an_available_coupon_can_be_assigned(void **state)
{
    (void)state;
    for (ct_coupon_state stored = CT_COUPON_AVAILABLE; stored <= CT_COUPON_REVOKED; stored++) {
        struct world world = world_of(CT_COUPON_RENEWABLE);
        struct ct__verdict verdict;
        world.coupon.state = stored;
        if (stored == CT_COUPON_AVAILABLE) {
            assert_action(&world, CT_ELIGIBLE_ACTIVATE);
            continue;
        }
        assert_refused(&world, CT__REASON_COUPON_NOT_AVAILABLE, "R-ELIG-11");
        world_ask(&world, &verdict);
        assert_int_equal(verdict.reasons[0].arguments[1].label->value, stored);
    }
}

static void
r_cou_07_a_coupon_expires_only_while_it_is_available(void **state)
{
    (void)state;
    static const struct {
        ct_coupon_state stored;
        ct_date day;
        ct_coupon_state state;
    } rows[] = {
        {CT_COUPON_AVAILABLE, {2025, 11, 15}, CT_COUPON_AVAILABLE},
        {CT_COUPON_AVAILABLE, {2026, 12, 31}, CT_COUPON_AVAILABLE},
        {CT_COUPON_AVAILABLE, {2027, 1, 1}, CT_COUPON_EXPIRED},
        {CT_COUPON_AVAILABLE, {2030, 6, 15}, CT_COUPON_EXPIRED},
        {CT_COUPON_RESERVED, {2027, 1, 1}, CT_COUPON_RESERVED},
        {CT_COUPON_ASSIGNED, {2026, 12, 31}, CT_COUPON_ASSIGNED},
        {CT_COUPON_ASSIGNED, {2027, 1, 1}, CT_COUPON_ASSIGNED},
        {CT_COUPON_REVOKED, {2027, 1, 1}, CT_COUPON_REVOKED},
    };
    const struct world world = world_of(CT_COUPON_CONTO_TERZI);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ct__coupon_state_on(&world.policy, rows[i].stored, 2026, rows[i].day) != rows[i].state)
            fail_msg("row %zu", i);
}

/* Everything at once, and each thing once. */
static void
tells_every_reason_exactly_once(void **state)
{
    (void)state;
    static const struct {
        ct_coupon_kind kind;
        bool is_erased;
        enum ct__reason_id reasons[12];
    } rows[] = {
        {CT_COUPON_CONTO_TERZI, false,
         {CT__REASON_STUDIO_ACCOUNT_CLOSED, CT__REASON_BOUGHT_BY_CLIENT,
          CT__REASON_OTHER_COUPON_KIND, CT__REASON_BOUGHT_BY_STUDIO, CT__REASON_NOT_ON_TS_DIGITAL,
          CT__REASON_MIGRATION_UNDER_WAY, CT__REASON_COUPON_OTHER_KIND,
          CT__REASON_COUPON_OTHER_YEAR, CT__REASON_COUPON_NOT_AVAILABLE,
          CT__REASON_COUPON_NOT_ISSUED_YET}},
        {CT_COUPON_CONTO_TERZI, true,
         {CT__REASON_STUDIO_ACCOUNT_CLOSED, CT__REASON_BOUGHT_BY_CLIENT,
          CT__REASON_OTHER_COUPON_KIND, CT__REASON_BOUGHT_BY_STUDIO, CT__REASON_ERASED,
          CT__REASON_MIGRATION_UNDER_WAY, CT__REASON_COUPON_OTHER_KIND,
          CT__REASON_COUPON_OTHER_YEAR, CT__REASON_COUPON_NOT_AVAILABLE,
          CT__REASON_COUPON_NOT_ISSUED_YET}},
        {CT_COUPON_RENEWABLE, false,
         {CT__REASON_STUDIO_ACCOUNT_CLOSED, CT__REASON_RENEWABLE_AFTER_CLIENT_PURCHASE,
          CT__REASON_MIGRATION_UNDER_WAY, CT__REASON_COUPON_OTHER_KIND,
          CT__REASON_COUPON_OTHER_YEAR, CT__REASON_COUPON_NOT_AVAILABLE,
          CT__REASON_COUPON_NOT_ISSUED_YET}},
        {CT_COUPON_FLAT_RATE, false,
         {CT__REASON_STUDIO_ACCOUNT_CLOSED, CT__REASON_NOT_FLAT_RATE_REGIME,
          CT__REASON_FLAT_RATE_AFTER_CLIENT_PURCHASE, CT__REASON_FLAT_RATE_AFTER_STUDIO_PURCHASE,
          CT__REASON_FLAT_RATE_AFTER_RENEWABLE, CT__REASON_MIGRATION_UNDER_WAY,
          CT__REASON_COUPON_OTHER_KIND, CT__REASON_COUPON_OTHER_YEAR,
          CT__REASON_COUPON_NOT_AVAILABLE, CT__REASON_COUPON_NOT_ISSUED_YET}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world = world_of(rows[i].kind);
        struct ct__verdict verdict;
        size_t expected = 0;
        world.client.is_studio_account_open = false;
        world.client.is_on_ts_digital = false;
        world.client.is_erased = rows[i].is_erased;
        world.client.tax_regime = CT_TAX_REGIME_ORDINARY;
        world.client.ever =
            CT__EVER_RENEWABLE | CT__EVER_BOUGHT_BY_CLIENT | CT__EVER_BOUGHT_BY_STUDIO;
        world.client.migration = CT_MIGRATION_SELECTED;
        world.coupon.kind = rows[i].kind % 3 + 1;
        world.coupon.state = CT_COUPON_RESERVED;
        world.coupon.issued_on = (ct_date){2026, 5, 1};
        world.wanted_year = 2027;
        assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_NO);
        for (; rows[i].reasons[expected]; expected++)
            if (told(&verdict, rows[i].reasons[expected]) != 1)
                fail_msg("row %zu: reason %zu", i, expected);
        assert_int_equal(verdict.count, expected);
    }
}

static void
r_elig_04_by_policy_a_studio_purchase_leaves_the_client_on_the_list(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    char rules[256];
    world.policy.studio_purchase_bars_conto_terzi = false;
    world.client.ever = CT__EVER_BOUGHT_BY_STUDIO;
    world.client.license = (struct ct__license_facts){
        CT_LICENSE_FROM_STUDIO_PURCHASE, 0, {(int16_t)world.coupon.license_year, 12, 31}};
    assert_int_equal(ct__client_stage(&world.policy, &world.client), CT__STAGE_MIGRATABLE);
    struct ct__verdict verdict = {.count = 0};
    assert_int_equal(ct__eligible(&world.policy, &world.client, world.kind, &world.coupon, 0,
                                  world.today, &verdict),
                     CT_ELIGIBLE_NO);
    assert_string_equal(rules_of(&verdict, rules), "R-ELIG-06");
    world.coupon.license_year++;
    verdict.count = 0;
    assert_int_equal(ct__eligible(&world.policy, &world.client, world.kind, &world.coupon, 0,
                                  world.today, &verdict),
                     CT_ELIGIBLE_MIGRATE);
}

static void
r_elig_10_an_upgrade_never_shortens_the_license(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_RENEWABLE);
    char rules[256];
    world.client.ever = CT__EVER_CONTO_TERZI;
    world.client.license = (struct ct__license_facts){
        CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI,
        {(int16_t)(world.coupon.license_year + 1), 12, 31}};
    struct ct__verdict verdict = {.count = 0};
    assert_int_equal(ct__eligible(&world.policy, &world.client, world.kind, &world.coupon, 0,
                                  world.today, &verdict),
                     CT_ELIGIBLE_NO);
    assert_string_equal(rules_of(&verdict, rules), "R-ELIG-06");
}

static void
r_cou_06_by_policy_a_coupon_ends_with_the_licenses_of_its_year(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    char rules[256];
    world.policy.license_end_month = 6;
    world.policy.license_end_day = 30;
    world.today = (ct_date){(int16_t)world.coupon.license_year, 6, 30};
    struct ct__verdict verdict = {.count = 0};
    assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_MIGRATE);
    world.today = (ct_date){(int16_t)world.coupon.license_year, 7, 1};
    verdict.count = 0;
    assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_NO);
    assert_string_equal(rules_of(&verdict, rules), "R-COU-06");
}

static void
r_ren_06_a_year_can_be_asked_for_to_its_last_day(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict = {.count = 0};
    const ct_date last = {2026, 12, 31}, next = {2027, 1, 1};
    assert_int_equal(ct__eligible_in_year(&world.policy, &world.client, world.kind, 2026, last,
                                          &verdict),
                     CT_ELIGIBLE_MIGRATE);
    assert_told(&verdict, "");
    assert_int_equal(ct__eligible_in_year(&world.policy, &world.client, world.kind, 2026, next,
                                          &verdict),
                     CT_ELIGIBLE_NO);
    assert_told(&verdict, "PACK_YEAR_OVER(2026)");
}

static void
r_elig_02_the_refused_get_nothing(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict = {.count = 0};
    world.client.ever = CT__EVER_BOUGHT_BY_CLIENT;
    assert_int_equal(ct__eligible_client(&world.policy, &world.client, world.kind, 0, world.today,
                                         &verdict),
                     CT_ELIGIBLE_NO);
    assert_told(&verdict, "BOUGHT_BY_CLIENT");
}

static void
r_elig_07_09_an_erased_account_starts_anew_with_flat_rate(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_FLAT_RATE);
    world_license(&world, CT_LICENSE_FROM_COUPON, CT_COUPON_FLAT_RATE, (ct_date){2025, 12, 31});
    world.client.is_erased = true;
    assert_action(&world, CT_ELIGIBLE_ACTIVATE);
}

static void
adds_to_what_stands_against_it_already(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict = {.count = 0};
    ct__refuse(&verdict, CT__REASON_EMAIL_MISSING);
    assert_int_equal(ct__eligible(&world.policy, &world.client, world.kind, &world.coupon, 0,
                                  world.today, &verdict),
                     CT_ELIGIBLE_MIGRATE);
    assert_int_equal(verdict.count, 1);
    world.client.is_on_ts_digital = false;
    assert_int_equal(ct__eligible(&world.policy, &world.client, world.kind, &world.coupon, 0,
                                  world.today, &verdict),
                     CT_ELIGIBLE_NO);
    assert_int_equal(verdict.count, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_elig_01_migrates_only_from_ts_digital),
        cmocka_unit_test(r_elig_01_renews_after_a_conto_terzi_coupon),
        cmocka_unit_test(r_elig_02_refuses_who_ever_bought_by_itself),
        cmocka_unit_test(r_elig_03_refuses_after_a_coupon_of_another_kind_and_names_it),
        cmocka_unit_test(r_elig_04_refuses_after_a_purchase_by_the_studio),
        cmocka_unit_test(r_elig_04_is_a_matter_of_policy),
        cmocka_unit_test(r_elig_05_a_trial_stands_in_no_way),
        cmocka_unit_test(r_elig_06_refuses_a_year_already_covered),
        cmocka_unit_test(r_elig_06_says_until_when_the_client_is_covered),
        cmocka_unit_test(r_elig_06_counts_the_wanted_year_where_the_pool_is_empty),
        cmocka_unit_test(r_elig_06_is_told_beside_every_other_reason),
        cmocka_unit_test(r_elig_07_refuses_an_erased_account_that_left_ts_digital),
        cmocka_unit_test(r_elig_08_renews_conto_terzi_with_other_kinds_next_year),
        cmocka_unit_test(r_elig_09_flat_rate_is_for_the_flat_rate_regime),
        cmocka_unit_test(r_elig_09_the_regime_matters_to_flat_rate_only),
        cmocka_unit_test(r_elig_09_flat_rate_is_not_for_these_histories),
        cmocka_unit_test(r_elig_10_renewable_is_not_for_who_bought_by_itself),
        cmocka_unit_test(r_elig_10_upgrades_until_the_last_day_of_conto_terzi),
        cmocka_unit_test(r_elig_11_a_client_that_never_logged_in_can_be_renewed),
        cmocka_unit_test(r_elig_10_takes_an_unknown_year_for_a_renewal),
        cmocka_unit_test(r_elig_11_refuses_during_another_migration_and_names_its_state),
        cmocka_unit_test(r_elig_11_an_unlinked_client_tells_nothing_of_its_history),
        cmocka_unit_test(r_elig_11_refuses_a_coupon_of_another_kind_and_names_it),
        cmocka_unit_test(r_elig_11_refuses_a_coupon_of_another_year_than_wanted),
        cmocka_unit_test(r_elig_11_tells_nothing_of_a_coupon_of_another_studio),
        cmocka_unit_test(r_elig_11_says_when_the_pool_is_empty),
        cmocka_unit_test(r_stu_01_refuses_a_studio_without_an_open_account),
        cmocka_unit_test(r_cou_06_can_be_assigned_from_its_issue_to_the_end_of_its_year),
        cmocka_unit_test(r_cou_07_only_an_available_coupon_can_be_assigned),
        cmocka_unit_test(r_cou_07_a_coupon_expires_only_while_it_is_available),
        cmocka_unit_test(tells_every_reason_exactly_once),
        cmocka_unit_test(r_elig_04_by_policy_a_studio_purchase_leaves_the_client_on_the_list),
        cmocka_unit_test(r_elig_10_an_upgrade_never_shortens_the_license),
        cmocka_unit_test(r_cou_06_by_policy_a_coupon_ends_with_the_licenses_of_its_year),
        cmocka_unit_test(r_ren_06_a_year_can_be_asked_for_to_its_last_day),
        cmocka_unit_test(r_elig_02_the_refused_get_nothing),
        cmocka_unit_test(r_elig_07_09_an_erased_account_starts_anew_with_flat_rate),
        cmocka_unit_test(adds_to_what_stands_against_it_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
