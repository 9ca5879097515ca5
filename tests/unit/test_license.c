#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "rules/license.h"
#include "service/context.h"
#include "verdict.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

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

static void
assert_date(ct_date got, ct_date expected, size_t row)
{
    if (got.year != expected.year || got.month != expected.month || got.day != expected.day)
        fail_msg("row %zu: %d-%d-%d instead of %d-%d-%d", row, got.year, got.month, got.day,
                 expected.year, expected.month, expected.day);
}

static void
r_lic_02_is_in_force_from_its_first_to_its_last_day(void **state)
{
    (void)state;
    static const struct {
        ct_date superseded_on, day;
        bool is_in_force;
    } rows[] = {
        {{0, 0, 0}, {2026, 3, 1}, false},
        {{0, 0, 0}, {2026, 3, 2}, true},
        {{0, 0, 0}, {2026, 9, 9}, true},
        {{0, 0, 0}, {2026, 12, 31}, true},
        {{0, 0, 0}, {2027, 1, 1}, false},
        {{0, 0, 0}, {2025, 6, 15}, false},
        /* R-LIC-08: the new one starts on the day that supersedes. */
        {{2026, 7, 10}, {2026, 7, 9}, true},
        {{2026, 7, 10}, {2026, 7, 10}, false},
        {{2026, 7, 10}, {2026, 12, 31}, false},
        {{2026, 3, 2}, {2026, 3, 2}, false}, /* on its first day */
        {{2027, 5, 1}, {2027, 1, 1}, false}, /* lapsed before */
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__license_is_in_force((ct_date){2026, 3, 2}, (ct_date){2026, 12, 31},
                                    rows[i].superseded_on, rows[i].day) != rows[i].is_in_force)
            fail_msg("row %zu", i);
}

static void
r_lic_02_can_be_of_one_day(void **state)
{
    (void)state;
    const ct_date none = {0, 0, 0}, day = {2026, 12, 31};
    assert_true(ct__license_is_in_force(day, day, none, day));
    assert_false(ct__license_is_in_force(day, day, none, (ct_date){2026, 12, 30}));
    assert_false(ct__license_is_in_force(day, day, none, (ct_date){2027, 1, 1}));
}

static void
r_lic_03_has_the_limits_of_its_plan(void **state)
{
    static const struct {
        const char *name;
        ct_plan plan;
        int64_t documents, entries;
    } rows[] = {
        {"trial", CT_PLAN_TRIAL, 100, 500},
        {"standard", CT_PLAN_STANDARD, 100, 500},
        {"premium", CT_PLAN_PREMIUM, 400, 1000},
        {"premium plus", CT_PLAN_PREMIUM_PLUS, 800, 2500},
        {"complete", CT_PLAN_COMPLETE, 3000, 5000},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct ct__license_limits limits =
            ct__license_limits(ct__policy_values(*state), rows[i].plan);
        if (limits.documents != rows[i].documents || limits.clients != rows[i].entries ||
            limits.suppliers != rows[i].entries || limits.products != rows[i].entries)
            fail_msg("%s", rows[i].name);
    }
}

static void
r_lic_03_follows_the_catalogue_of_the_host(void **state)
{
    assert_int_equal(ct_policy_set(*state, "premium.documents", "450"), CT_OK);
    assert_int_equal(ct_policy_set(*state, "premium.registry_entries", "0"), CT_OK);
    const struct ct__policy *policy = ct__policy_values(*state);
    assert_int_equal(ct__license_limits(policy, CT_PLAN_PREMIUM).documents, 450);
    assert_int_equal(ct__license_limits(policy, CT_PLAN_PREMIUM).suppliers, 0);
    assert_int_equal(ct__license_limits(policy, CT_PLAN_STANDARD).documents, 100);
}

static void
r_cou_04_gives_plan_standard_with_the_limits_of_complete(void **state)
{
    const struct ct__policy *policy = ct__policy_values(*state);
    assert_int_equal(policy->read_only_plan, CT_PLAN_STANDARD);
    assert_int_equal(ct__license_limits(policy, policy->read_only_limits).documents, 3000);
    assert_int_equal(ct__license_limits(policy, policy->read_only_limits).clients, 5000);
}

static void
r_lic_04_refuses_what_goes_over_the_limit(void **state)
{
    (void)state;
    static const struct {
        int64_t limit, used, quantity;
        bool is_refused;
    } rows[] = {
        {3000, 0, 1, false},
        {3000, 0, 3000, false},
        {3000, 0, 3001, true},
        {3000, 2999, 1, false}, /* exactly at the limit */
        {3000, 2999, 2, true},
        {3000, 3000, 1, true}, /* one over */
        {3000, 3000, 0, false},
        {3000, 4000, 1, true}, /* imported history may lie above it */
        {3000, 4000, 0, false},
        {0, 0, 1, true},
        {0, 0, 0, false},
        {3000, 2999, INT32_MAX, true},
        {INT64_MAX, INT64_MAX, 1, true},
        {INT64_MAX, INT64_MAX - 1, 1, false},
        {INT64_MAX, 0, INT64_MAX, false},
        {0, INT64_MAX, INT64_MAX, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__license_check_limit(rows[i].limit, rows[i].used, rows[i].quantity,
                                CT_CATEGORY_DOCUMENTS, &verdict);
        char told[64];
        snprintf(told, sizeof told, "LIMIT_REACHED(documents, %lld)", (long long)rows[i].limit);
        assert_told(&verdict, rows[i].is_refused ? told : "");
    }
}

static void
r_lic_04_names_the_limit_and_the_category(void **state)
{
    (void)state;
    struct ct__verdict verdict = {.count = 0};
    char text[CT__REASON_TEXT_SIZE];
    ct__license_check_limit(500, 500, 1, CT_CATEGORY_SUPPLIERS, &verdict);
    assert_int_equal(verdict.count, 1);
    assert_string_equal(ct__reason_rule(verdict.reasons[0].id), "R-LIC-04");
    ct__reason_text(&verdict.reasons[0], CT_LANGUAGE_ENGLISH, text);
    assert_string_equal(text, "The license's limit is reached: 500 suppliers");
    ct__reason_text(&verdict.reasons[0], CT_LANGUAGE_ITALIAN, text);
    assert_string_equal(text, "Il limite della licenza è raggiunto: 500 fornitori");
}

static void
r_lic_04_takes_no_more_away_than_there_is(void **state)
{
    (void)state;
    static const struct {
        int64_t used, quantity;
        bool is_refused;
    } rows[] = {
        {3, -1, false},  {3, -3, false},         {3, -4, true},
        {0, -1, true},   {9000, -1, false},      {INT64_MAX, -INT64_MAX, false},
        {3, INT32_MIN, true}, {0, -INT64_MAX, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__license_check_limit(500, rows[i].used, rows[i].quantity, CT_CATEGORY_CLIENTS,
                                &verdict);
        char told[64];
        snprintf(told, sizeof told, "USAGE_BELOW_ZERO(%lld)", (long long)-rows[i].quantity);
        assert_told(&verdict, rows[i].is_refused ? told : "");
    }
}

static void
r_lic_05_starts_after_the_license_in_force_else_today(void **state)
{
    (void)state;
    static const struct {
        ct_date today, covered, first_day;
    } rows[] = {
        {{2026, 3, 2}, {0, 0, 0}, {2026, 3, 2}},
        {{2026, 3, 2}, {2026, 12, 31}, {2027, 1, 1}},
        {{2026, 12, 31}, {2026, 12, 31}, {2027, 1, 1}}, /* the last day is today */
        {{2027, 1, 1}, {2026, 12, 31}, {2027, 1, 1}},   /* lapsed yesterday */
        {{2027, 5, 20}, {2026, 12, 31}, {2027, 5, 20}},
        {{2026, 3, 2}, {2027, 12, 31}, {2028, 1, 1}},
        {{2028, 2, 10}, {2028, 2, 28}, {2028, 2, 29}}, /* a leap year */
        {{2028, 2, 10}, {2028, 2, 29}, {2028, 3, 1}},
        {{2027, 2, 10}, {2027, 2, 28}, {2027, 3, 1}},
        {{2028, 2, 29}, {2028, 2, 28}, {2028, 2, 29}},
        {{2026, 4, 30}, {2026, 4, 30}, {2026, 5, 1}},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_date(ct__license_first_day(rows[i].today, rows[i].covered), rows[i].first_day, i);
}

static void
r_lic_05_leaves_no_gap_and_no_overlap(void **state)
{
    const ct_date last_day = ct__license_last_day(ct__policy_values(*state), 2026);
    const ct_date first_day = ct__license_first_day((ct_date){2026, 11, 20}, last_day);
    const ct_date none = {0, 0, 0};
    assert_true(ct__license_is_in_force((ct_date){2026, 1, 1}, last_day, none, last_day));
    assert_false(ct__license_is_in_force((ct_date){2026, 1, 1}, last_day, none, first_day));
    assert_date(first_day, (ct_date){2027, 1, 1}, 0);
}

static void
r_lic_05_a_purchase_lasts_a_year_less_a_day(void **state)
{
    (void)state;
    static const struct {
        ct_date first_day, last_day;
    } rows[] = {
        {{2026, 9, 1}, {2027, 8, 31}},  {{2027, 1, 1}, {2027, 12, 31}},
        {{2027, 3, 1}, {2028, 2, 29}},  {{2028, 2, 28}, {2029, 2, 27}},
        {{2028, 2, 29}, {2029, 2, 28}}, {{2028, 3, 1}, {2029, 2, 28}},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_date(ct__license_year_from(rows[i].first_day), rows[i].last_day, i);
}

static void
r_lic_08_higher_is_better_access_first_then_a_higher_plan(void **state)
{
    (void)state;
    for (ct_license_access access = CT_LICENSE_READ_ONLY; access <= CT_LICENSE_FULL; access++)
        for (ct_license_access than = CT_LICENSE_READ_ONLY; than <= CT_LICENSE_FULL; than++)
            for (ct_plan plan = CT_PLAN_TRIAL; plan <= CT_PLAN_COMPLETE; plan++)
                for (ct_plan other = CT_PLAN_TRIAL; other <= CT_PLAN_COMPLETE; other++) {
                    bool expected = 10 * access + plan > 10 * than + other;
                    if (ct__license_is_higher(access, plan, than, other) != expected)
                        fail_msg("%d %d over %d %d", access, plan, than, other);
                }
}

static void
r_lic_08_nobody_loses_a_day(void **state)
{
    (void)state;
    static const struct {
        ct_date first_day, last_day, covered;
        const char *told;
    } rows[] = {
        {{2026, 3, 2}, {2026, 12, 31}, {2026, 12, 31}, ""},
        {{2026, 3, 2}, {2027, 12, 31}, {2026, 12, 31}, ""},
        {{2026, 3, 2}, {2026, 12, 30}, {2026, 12, 31},
         "LICENSE_SHORTENED(2026-12-31, 2026-12-30)"},
        {{2026, 3, 2}, {2026, 12, 31}, {2027, 12, 31},
         "LICENSE_SHORTENED(2027-12-31, 2026-12-31)"},
        {{2026, 3, 2}, {2026, 3, 2}, {0, 0, 0}, ""}, /* of one day */
        {{2026, 3, 2}, {2026, 3, 1}, {0, 0, 0}, "LICENSE_ENDS_EARLY(2026-03-02, 2026-03-01)"},
        {{2027, 1, 1}, {2026, 12, 31}, {2026, 12, 31},
         "LICENSE_ENDS_EARLY(2027-01-01, 2026-12-31)"},
        {{2026, 3, 2}, {2026, 3, 2}, {2025, 12, 31}, ""}, /* lapsed */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__license_check_reach(rows[i].first_day, rows[i].last_day, rows[i].covered, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_cou_01_ends_on_31_december_or_where_the_policy_says(void **state)
{
    assert_date(ct__license_last_day(ct__policy_values(*state), 2026), (ct_date){2026, 12, 31}, 0);
    assert_date(ct__license_last_day(ct__policy_values(*state), 2028), (ct_date){2028, 12, 31}, 1);
    assert_int_equal(ct_policy_set(*state, "license_end", "06-30"), CT_OK);
    assert_date(ct__license_last_day(ct__policy_values(*state), 2026), (ct_date){2026, 6, 30}, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_lic_02_is_in_force_from_its_first_to_its_last_day),
        cmocka_unit_test(r_lic_02_can_be_of_one_day),
        cmocka_unit_test_setup_teardown(r_lic_03_has_the_limits_of_its_plan, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_lic_03_follows_the_catalogue_of_the_host, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_cou_04_gives_plan_standard_with_the_limits_of_complete,
                                        make_policy, free_policy),
        cmocka_unit_test(r_lic_04_refuses_what_goes_over_the_limit),
        cmocka_unit_test(r_lic_04_names_the_limit_and_the_category),
        cmocka_unit_test(r_lic_04_takes_no_more_away_than_there_is),
        cmocka_unit_test(r_lic_05_starts_after_the_license_in_force_else_today),
        cmocka_unit_test(r_lic_05_a_purchase_lasts_a_year_less_a_day),
        cmocka_unit_test(r_lic_08_higher_is_better_access_first_then_a_higher_plan),
        cmocka_unit_test(r_lic_08_nobody_loses_a_day),
        cmocka_unit_test_setup_teardown(r_lic_05_leaves_no_gap_and_no_overlap, make_policy,
                                        free_policy),
        cmocka_unit_test_setup_teardown(r_cou_01_ends_on_31_december_or_where_the_policy_says,
                                        make_policy, free_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
