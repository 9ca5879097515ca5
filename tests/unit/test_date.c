#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"

static const int64_t HOUR = 3600 * INT64_C(1000);
static const int64_t DAY = 24 * 3600 * INT64_C(1000);

static void
assert_date(ct_date got, int year, int month, int day)
{
    if (got.year != year || got.month != month || got.day != day)
        fail_msg("got %d-%d-%d, expected %d-%d-%d", got.year, got.month, got.day, year, month, day);
}

static void
knows_the_days_that_exist(void **state)
{
    (void)state;
    static const struct {
        ct_date date;
        bool is_valid;
    } rows[] = {
        {{1900, 1, 1}, true},    {{9999, 12, 31}, true}, {{2024, 2, 29}, true},
        {{2000, 2, 29}, true},   {{2023, 2, 29}, false}, {{1900, 2, 29}, false},
        {{2100, 2, 29}, false},  {{1899, 12, 31}, false}, {{10000, 1, 1}, false},
        {{2024, 0, 1}, false},   {{2024, 13, 1}, false}, {{2024, 4, 0}, false},
        {{2024, 4, 31}, false},  {{2024, 4, 30}, true},  {{2024, 12, 32}, false},
        {{0, 0, 0}, false},      {{-1, 1, 1}, false},    {{2024, 255, 255}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (ct__date_is_valid(rows[i].date) != rows[i].is_valid)
            fail_msg("row %zu", i);
    }
}

/* Walks the calendar with nothing but month lengths, and so checks every day of it. */
static void
counts_every_day_of_ten_thousand_years(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = -719528;
    for (int year = 0; year <= 9999; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (leap && month == 2 ? 1 : 0);
            for (int day = 1; day <= length; day++, days++) {
                ct_date date = {(int16_t)year, (uint8_t)month, (uint8_t)day}, back;
                assert_int_equal(ct__date_days(date), days);
                assert_true(ct__date_from_days(days, &back));
                assert_date(back, year, month, day);
                assert_int_equal(ct__date_is_valid(date), year >= 1900);
            }
            ct_date none = {(int16_t)year, (uint8_t)month, (uint8_t)(length + 1)};
            assert_false(ct__date_is_valid(none));
        }
    }
    assert_int_equal(days, 2932897);
}

static void
day_zero_is_the_epoch(void **state)
{
    (void)state;
    assert_int_equal(ct__date_days((ct_date){1970, 1, 1}), 0);
}

static void
has_no_days_outside_the_years_0_to_9999(void **state)
{
    (void)state;
    static const int64_t outside[] = {-719529, 2932897, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        ct_date date = {1, 2, 3};
        assert_false(ct__date_from_days(outside[i], &date));
        assert_date(date, 1, 2, 3);
    }
}

static void
orders_dates_by_year_month_and_day(void **state)
{
    (void)state;
    static const ct_date order[] = {{0, 0, 0},     {1999, 12, 31}, {2024, 1, 31},
                                    {2024, 2, 28}, {2024, 2, 29},  {2025, 1, 1}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        for (size_t j = 0; j < sizeof order / sizeof *order; j++) {
            int got = ct__date_compare(order[i], order[j]);
            assert_int_equal((got > 0) - (got < 0), (i > j) - (i < j));
        }
    }
}

static void
adds_days(void **state)
{
    (void)state;
    assert_date(ct__date_add_days((ct_date){2024, 2, 28}, 1), 2024, 2, 29);
    assert_date(ct__date_add_days((ct_date){2024, 12, 31}, 1), 2025, 1, 1);
    assert_date(ct__date_add_days((ct_date){2024, 3, 1}, -1), 2024, 2, 29);
    assert_date(ct__date_add_days((ct_date){2024, 1, 1}, 0), 2024, 1, 1);
    assert_date(ct__date_add_days((ct_date){2024, 1, 1}, INT32_MAX), 0, 0, 0);
    assert_date(ct__date_add_days((ct_date){2024, 1, 1}, INT32_MIN), 0, 0, 0);
}

static void
adds_months_and_stays_within_the_month(void **state)
{
    (void)state;
    static const struct {
        ct_date date;
        int32_t months;
        ct_date sum;
    } rows[] = {
        {{2026, 12, 31}, 12, {2027, 12, 31}}, {{2024, 2, 29}, 12, {2025, 2, 28}},
        {{2023, 2, 28}, 12, {2024, 2, 28}},   {{2026, 8, 31}, 1, {2026, 9, 30}},
        {{2026, 1, 31}, 1, {2026, 2, 28}},    {{2024, 1, 31}, 1, {2024, 2, 29}},
        {{2026, 1, 31}, -2, {2025, 11, 30}},  {{2026, 3, 15}, 0, {2026, 3, 15}},
        {{2026, 12, 1}, 1, {2027, 1, 1}},     {{2026, 1, 1}, -1, {2025, 12, 1}},
        {{9999, 12, 31}, 1, {0, 0, 0}},       {{1900, 1, 1}, -1, {0, 0, 0}},
        {{2026, 1, 1}, INT32_MAX, {0, 0, 0}}, {{2026, 1, 1}, INT32_MIN, {0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_date(ct__date_add_months(rows[i].date, rows[i].months), rows[i].sum.year,
                    rows[i].sum.month, rows[i].sum.day);
}

static void
writes_and_reads_dates(void **state)
{
    (void)state;
    static const char *const texts[] = {"1900-01-01", "2024-02-29", "9999-12-31"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ct_date date;
        char text[CT_DATE_TEXT_LENGTH + 1];
        assert_int_equal(ct_date_parse(texts[i], &date), CT_OK);
        ct_date_format(date, text);
        assert_string_equal(text, texts[i]);
    }
}

static void
writes_no_text_for_what_is_not_a_day(void **state)
{
    (void)state;
    static const ct_date none[] = {{0, 0, 0}, {2023, 2, 29}, {32767, 255, 255}, {-32768, 1, 1}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char text[CT_DATE_TEXT_LENGTH + 1] = "x";
        ct_date_format(none[i], text);
        assert_string_equal(text, "");
    }
    ct_date_format((ct_date){2024, 1, 1}, NULL);
}

static void
refuses_texts_that_are_not_dates(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "2024",       "2024-1-1",    "2024-02-30", "2024-00-10", "2024-13-01",
        "2024/01/01", "2024-01-01 ", " 2024-01-01", "2O24-01-01", "1899-12-31", "2024-01-1:",
        ":024-01-01", "-024-01-01", "20240101",   "2024-01-011", "2024-01-",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ct_date date = {1, 2, 3};
        if (ct_date_parse(texts[i], &date) != CT_ERR_INVALID_ARGUMENT)
            fail_msg("\"%s\"", texts[i]);
        assert_date(date, 1, 2, 3);
    }
    ct_date date;
    assert_int_equal(ct_date_parse(NULL, &date), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_date_parse("2024-01-01", NULL), CT_ERR_INVALID_ARGUMENT);
}

static void
writes_instants(void **state)
{
    (void)state;
    static const struct {
        ct_instant instant;
        const char *text;
    } rows[] = {
        {0, ""},
        {1, "1970-01-01T00:00:00.001Z"},
        {86340000, "1970-01-01T23:59:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {-86400000, "1969-12-31T00:00:00.000Z"},
        {1000000000000, "2001-09-09T01:46:40.000Z"},
        {1709210096789, "2024-02-29T12:34:56.789Z"},
        {-62167219200000, "0000-01-01T00:00:00.000Z"},
        {253402300799999, "9999-12-31T23:59:59.999Z"},
        {-62167219200001, ""},
        {253402300800000, ""},
        {INT64_MIN, ""},
        {INT64_MAX, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[CT_INSTANT_TEXT_LENGTH + 1] = "x";
        ct_instant_format(rows[i].instant, text);
        assert_string_equal(text, rows[i].text);
    }
    ct_instant_format(1, NULL);
}

static void
rome_at_known_instants(void **state)
{
    (void)state;
    static const struct {
        ct_instant instant;
        ct_date date;
        int32_t minutes; /* on Rome's clock face */
    } rows[] = {
        {820450800000, {1996, 1, 1}, 0},          /* 1995-12-31T23:00Z, the first one */
        {1704063600000, {2024, 1, 1}, 0},         /* 2023-12-31T23:00Z */
        {1711846740000, {2024, 3, 31}, 119},      /* 2024-03-31T00:59Z, the last winter minute */
        {1711846800000, {2024, 3, 31}, 180},      /* 2024-03-31T01:00Z */
        {1711749600000, {2024, 3, 29}, 23 * 60},  /* 2024-03-29T22:00Z, winter */
        {1719784800000, {2024, 7, 1}, 0},         /* 2024-06-30T22:00Z, summer */
        {1729987200000, {2024, 10, 27}, 120},     /* 2024-10-27T00:00Z, 02:00 for the first time */
        {1729990740000, {2024, 10, 27}, 179},     /* 2024-10-27T00:59Z */
        {1729994400000, {2024, 10, 27}, 180},     /* 2024-10-27T02:00Z */
        {4133977140000, {2100, 12, 31}, 1439},    /* 2100-12-31T22:59Z, the last minute */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ct_date date;
        ct_instant instant;
        assert_int_equal(ct_date_in_rome(rows[i].instant, &date), CT_OK);
        assert_date(date, rows[i].date.year, rows[i].date.month, rows[i].date.day);
        assert_int_equal(ct_instant_in_rome(date, rows[i].minutes * 60000, &instant), CT_OK);
        assert_int_equal(instant, rows[i].instant);
    }
}

static void
rome_counts_a_skipped_hour_on_from_the_skip(void **state)
{
    (void)state;
    ct_instant instant;
    assert_int_equal(ct_instant_in_rome((ct_date){2024, 3, 31}, 150 * 60000, &instant), CT_OK);
    assert_int_equal(instant, INT64_C(1711846800000) + 30 * 60000); /* 03:30 on the clock */
}

static void
rome_takes_a_repeated_hour_for_the_first(void **state)
{
    (void)state;
    ct_instant instant;
    assert_int_equal(ct_instant_in_rome((ct_date){2024, 10, 27}, 150 * 60000, &instant), CT_OK);
    assert_int_equal(instant, INT64_C(1729987200000) + 30 * 60000);
}

static void
rome_is_known_from_1996_to_2100(void **state)
{
    (void)state;
    static const ct_instant unknown[] = {INT64_MIN,     -1,        0, 820450799999,
                                         4133977200000, INT64_MAX, INT64_MAX - 7200000};
    ct_date date = {1, 2, 3};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_int_equal(ct_date_in_rome(unknown[i], &date), CT_ERR_INVALID_ARGUMENT);
        assert_date(date, 1, 2, 3);
    }
    assert_int_equal(ct_date_in_rome(820450800000, NULL), CT_ERR_INVALID_ARGUMENT);
}

static void
rome_refuses_days_and_times_that_do_not_exist(void **state)
{
    (void)state;
    static const struct {
        ct_date date;
        int32_t milliseconds;
    } rows[] = {
        {{1995, 12, 31}, 0}, {{2101, 1, 1}, 0},         {{2023, 2, 29}, 0},
        {{2024, 1, 1}, -1},  {{2024, 1, 1}, 86400000}, {{0, 0, 0}, 0},
    };
    ct_instant instant = 42;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(ct_instant_in_rome(rows[i].date, rows[i].milliseconds, &instant),
                         CT_ERR_INVALID_ARGUMENT);
        assert_int_equal(instant, 42);
    }
    assert_int_equal(ct_instant_in_rome((ct_date){2024, 1, 1}, 0, NULL), CT_ERR_INVALID_ARGUMENT);
}

static struct tm
system_clock(ct_instant instant)
{
    time_t seconds = (time_t)(instant / 1000);
    struct tm clock;
    assert_non_null(localtime_r(&seconds, &clock));
    return clock;
}

static void
compare_with_system(ct_instant instant)
{
    struct tm now = system_clock(instant), hour_ago = system_clock(instant - HOUR);
    ct_date date;
    ct_instant back;
    int32_t face = ((now.tm_hour * 60 + now.tm_min) * 60 + now.tm_sec) * 1000;
    bool is_second_time = now.tm_hour == hour_ago.tm_hour;

    assert_int_equal(ct_date_in_rome(instant, &date), CT_OK);
    assert_date(date, now.tm_year + 1900, now.tm_mon + 1, now.tm_mday);
    assert_int_equal(ct_instant_in_rome(date, face, &back), CT_OK);
    if (back != instant - (is_second_time ? HOUR : 0))
        fail_msg("%lld came back as %lld", (long long)instant, (long long)back);
}

static int
use_rome(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Rome", 1);
    tzset();
    /* Without the package tzdata the C library would quietly answer UTC. */
    struct tm summer = system_clock(INT64_C(1719784800000));
    if (summer.tm_gmtoff != 7200) {
        fprintf(stderr, "Europe/Rome is missing: install tzdata\n");
        return -1;
    }
    return 0;
}

static void
rome_agrees_with_the_system_in_every_hour_of_transition_weeks(void **state)
{
    (void)state;
    static const uint8_t months[] = {3, 10};
    for (int16_t year = 1996; year <= 2100; year++) {
        for (size_t i = 0; i < sizeof months; i++) {
            ct_instant first = ct__date_days((ct_date){year, months[i], 22}) * DAY;
            for (ct_instant at = first; at < first + 13 * DAY; at += HOUR)
                compare_with_system(at);
        }
    }
}

static void
rome_agrees_with_the_system_in_samples_of_each_week(void **state)
{
    (void)state;
    const int64_t step = 13 * HOUR + 37 * 60000 + 11000;
    for (ct_instant at = 820450800000; at < 4133977200000; at += step)
        compare_with_system(at);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_days_that_exist),
        cmocka_unit_test(counts_every_day_of_ten_thousand_years),
        cmocka_unit_test(day_zero_is_the_epoch),
        cmocka_unit_test(has_no_days_outside_the_years_0_to_9999),
        cmocka_unit_test(orders_dates_by_year_month_and_day),
        cmocka_unit_test(adds_days),
        cmocka_unit_test(adds_months_and_stays_within_the_month),
        cmocka_unit_test(writes_and_reads_dates),
        cmocka_unit_test(writes_no_text_for_what_is_not_a_day),
        cmocka_unit_test(refuses_texts_that_are_not_dates),
        cmocka_unit_test(writes_instants),
        cmocka_unit_test(rome_at_known_instants),
        cmocka_unit_test(rome_counts_a_skipped_hour_on_from_the_skip),
        cmocka_unit_test(rome_takes_a_repeated_hour_for_the_first),
        cmocka_unit_test(rome_is_known_from_1996_to_2100),
        cmocka_unit_test(rome_refuses_days_and_times_that_do_not_exist),
        cmocka_unit_test_setup(rome_agrees_with_the_system_in_every_hour_of_transition_weeks,
                               use_rome),
        cmocka_unit_test_setup(rome_agrees_with_the_system_in_samples_of_each_week, use_rome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
