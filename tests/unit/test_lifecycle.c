#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "rules/lifecycle.h"
#include "verdict.h"
#include "service/context.h"

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

static const struct ct__policy *
policy_with(void *state, const char *name, const char *value)
{
    assert_int_equal(ct_policy_set(state, name, value), CT_OK);
    return ct__policy_values(state);
}

static void
assert_date(ct_date got, ct_date expected, size_t row)
{
    if (ct__date_compare(got, expected) != 0)
        fail_msg("row %zu: %d-%d-%d instead of %d-%d-%d", row, got.year, got.month, got.day,
                 expected.year, expected.month, expected.day);
}

static void
months_end_with_the_month(void **state)
{
    static const struct {
        ct_date from;
        int32_t months;
        ct_date to;
    } rows[] = {
        {{2026, 12, 31}, 12, {2027, 12, 31}}, {{2026, 1, 31}, 1, {2026, 2, 28}},
        {{2028, 2, 29}, 12, {2029, 2, 28}},   {{2027, 2, 28}, 12, {2028, 2, 28}},
        {{2027, 12, 31}, 2, {2028, 2, 29}},   {{2026, 3, 31}, -1, {2026, 2, 28}},
        {{2026, 1, 15}, -13, {2024, 12, 15}}, {{2026, 5, 5}, 0, {2026, 5, 5}},
        {{9999, 12, 1}, 1, {0, 0, 0}},        {{1900, 1, 1}, -1, {0, 0, 0}},
        {{2026, 5, 5}, INT32_MAX, {0, 0, 0}}, {{2026, 5, 5}, INT32_MIN, {0, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_date(ct__date_add_months(rows[i].from, rows[i].months), rows[i].to, i);
}

static void
r_lic_02_the_end_is_told_on_the_day_after_the_last(void **state)
{
    (void)state;
    assert_date(ct__expired_through((ct_date){2027, 1, 1}), (ct_date){2026, 12, 31}, 0);
    assert_date(ct__expired_through((ct_date){2026, 12, 31}), (ct_date){2026, 12, 30}, 1);
}

static void
r_lic_06_data_are_erased_the_day_after_the_backup_months(void **state)
{
    static const struct {
        const char *months;
        ct_date last_day, erased, notice;
    } rows[] = {
        {"12", {2026, 12, 31}, {2028, 1, 1}, {2027, 12, 2}},
        {"12", {2027, 2, 28}, {2028, 2, 29}, {2028, 1, 30}},
        {"12", {2028, 2, 29}, {2029, 3, 1}, {2029, 1, 30}},
        {"1", {2027, 1, 31}, {2027, 3, 1}, {2027, 2, 1}}, /* never before the license is over */
        {"1", {2027, 1, 30}, {2027, 3, 1}, {2027, 1, 31}},
        {"0", {2027, 1, 31}, {2027, 2, 1}, {2027, 2, 1}},
        {"120", {2026, 6, 30}, {2036, 7, 1}, {2036, 6, 1}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct ct__policy *policy = policy_with(*state, "backup_months", rows[i].months);
        assert_date(ct__erasure_day(policy, rows[i].last_day), rows[i].erased, i);
        assert_date(ct__erasure_notice_day(policy, rows[i].last_day), rows[i].notice, i);
    }
}

/* Against the definition, over leap years, ends of months and policies. */
static void
r_lic_06_the_range_of_due_notices_ends_with_the_last_one_due(void **state)
{
    static const char *const months[] = {"0", "1", "2", "12", "13"};
    static const char *const days[] = {"1", "30", "31", "365"};
    for (size_t i = 0; i < COUNT(months) * COUNT(days); i++) {
        (void)policy_with(*state, "backup_months", months[i / COUNT(days)]);
        const struct ct__policy *policy =
            policy_with(*state, "erasure_notice_days", days[i % COUNT(days)]);
        ct_date today = {2027, 12, 1};
        for (int day = 0; day < 500; day++, today = ct__date_add_days(today, 1)) {
            ct_date through = ct__erasure_notice_through(policy, today);
            ct_date next = ct__date_add_days(through, 1);
            assert_true(ct__date_compare(ct__erasure_notice_day(policy, through), today) <= 0);
            assert_true(ct__date_compare(ct__erasure_notice_day(policy, next), today) > 0);
            assert_true(ct__date_compare(through, today) < 0);
        }
    }
}

static void
r_lic_06_a_late_notice_puts_the_erasure_off(void **state)
{
    const struct ct__policy *policy = ct__policy_values(*state);
    const ct_date last_day = {2026, 12, 31};
    assert_date(ct__erasure_day_told(policy, last_day, (ct_date){2027, 12, 2}),
                (ct_date){2028, 1, 1}, 0);
    assert_date(ct__erasure_day_told(policy, last_day, (ct_date){2027, 12, 3}),
                (ct_date){2028, 1, 2}, 1);
    assert_date(ct__erasure_day_told(policy, last_day, (ct_date){2029, 5, 1}),
                (ct_date){2029, 5, 31}, 2);
}

static void
r_lic_06_an_erasure_that_is_not_due_is_refused(void **state)
{
    static const struct {
        ct_date announced, today;
        const char *told;
    } rows[] = {
        {{0, 0, 0}, {2026, 12, 31}, "LICENSE_WORKS(2026-12-31)"},
        {{0, 0, 0}, {2027, 1, 1}, "ERASURE_TOO_EARLY(2028-01-01)"},
        {{2028, 1, 1}, {2027, 12, 31}, "ERASURE_TOO_EARLY(2028-01-01)"},
        {{2028, 1, 1}, {2028, 1, 1}, ""},
        {{0, 0, 0}, {2028, 1, 1}, "ERASURE_NOT_ANNOUNCED(30)"},
        {{2028, 1, 9}, {2028, 1, 8}, "ERASURE_TOO_EARLY(2028-01-09)"},
        {{2028, 1, 9}, {2028, 1, 9}, ""},
        {{2027, 6, 1}, {2027, 6, 2}, "ERASURE_TOO_EARLY(2028-01-01)"}, /* of an earlier license */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__erasure_check(ct__policy_values(*state), (ct_date){2026, 12, 31}, rows[i].announced,
                          rows[i].today, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_out_02_reminders_are_due_from_their_day_to_the_end_of_the_year(void **state)
{
    static const struct {
        ct_date today;
        bool is_due[2]; /* 30 and 7 days before */
    } rows[] = {
        {{2026, 11, 30}, {false, false}}, {{2026, 12, 1}, {true, false}},
        {{2026, 12, 23}, {true, false}},  {{2026, 12, 24}, {true, true}},
        {{2026, 12, 31}, {true, true}},   {{2027, 1, 1}, {false, false}},
    };
    const struct ct__policy *policy = ct__policy_values(*state);
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t k = 0; k < 2; k++)
            assert_int_equal(ct__reminder_is_due(ct__license_year_end(policy, rows[i].today),
                                                 policy->reminder_days[k], rows[i].today),
                             rows[i].is_due[k]);
    assert_false(ct__reminder_is_due((ct_date){2026, 12, 31}, 30, (ct_date){2027, 1, 1}));
}

static void
a_license_year_ends_where_the_policy_says(void **state)
{
    const struct ct__policy *policy = policy_with(*state, "license_end", "06-30");
    assert_date(ct__license_year_end(policy, (ct_date){2026, 6, 30}), (ct_date){2026, 6, 30}, 0);
    assert_date(ct__license_year_end(policy, (ct_date){2026, 7, 1}), (ct_date){2027, 6, 30}, 1);
}

static void
r_aud_10_what_is_kept_is_counted_from_now(void **state)
{
    (void)state;
    assert_int_equal(ct__kept_since(INT64_C(1790000000000), 30), INT64_C(1787408000000));
}

int
main(void)
{
#define POLICY_CASE(function) cmocka_unit_test_setup_teardown(function, make_policy, free_policy)
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(months_end_with_the_month),
        cmocka_unit_test(r_lic_02_the_end_is_told_on_the_day_after_the_last),
        POLICY_CASE(r_lic_06_data_are_erased_the_day_after_the_backup_months),
        POLICY_CASE(r_lic_06_the_range_of_due_notices_ends_with_the_last_one_due),
        POLICY_CASE(r_lic_06_a_late_notice_puts_the_erasure_off),
        POLICY_CASE(r_lic_06_an_erasure_that_is_not_due_is_refused),
        POLICY_CASE(r_out_02_reminders_are_due_from_their_day_to_the_end_of_the_year),
        POLICY_CASE(a_license_year_ends_where_the_policy_says),
        cmocka_unit_test(r_aud_10_what_is_kept_is_counted_from_now),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
