/* All days of 1900 to 2199, beside the C library's calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/date.h"

/* The C library's calendar, which shares nothing with ours; `month` may be out of 1 to 12, and
 * `day` out of the month. */
static struct tm
system_day(int year, int month, int day)
{
    struct tm asked = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day}, got;
    time_t seconds = timegm(&asked);
    assert_non_null(gmtime_r(&seconds, &got));
    return got;
}

static ct_date
date_of(struct tm day)
{
    return (ct_date){(int16_t)(day.tm_year + 1900), (uint8_t)(day.tm_mon + 1),
                     (uint8_t)day.tm_mday};
}

/* So many months on the C library counts into the next month where ours takes the last day. */
static ct_date
system_add_months(ct_date date, int months)
{
    struct tm sum = system_day(date.year, date.month + months, date.day);
    if (sum.tm_mday != date.day)
        sum = system_day(date.year, date.month + months + 1, 0);
    return date_of(sum);
}

/* Every day from 1900-01-01 to 2199-12-31. */
static void
agrees_with_the_system_on_every_day_of_three_centuries(void **state)
{
    (void)state;
    const time_t first = timegm(&(struct tm){.tm_year = 0, .tm_mday = 1});
    const time_t end = timegm(&(struct tm){.tm_year = 300, .tm_mday = 1});
    int count = 0;
    for (time_t at = first; at < end; at += 24 * 3600, count++) {
        const int64_t days = at / (24 * 3600);
        struct tm clock;
        char expected[64], text[CT_DATE_TEXT_LENGTH + 1];
        assert_non_null(gmtime_r(&at, &clock));
        ct_date date = date_of(clock), back, read;
        snprintf(expected, sizeof expected, "%d-%02d-%02d", clock.tm_year + 1900, clock.tm_mon + 1,
                 clock.tm_mday);
        bool agrees = ct__date_is_valid(date) && ct__date_days(date) == days &&
                      ct__date_from_days(days, &back) && ct__date_compare(back, date) == 0;
        /* The day of the week, as the change of Rome's clocks takes it: day 0 was a Thursday. */
        agrees = agrees && ((days + 4) % 7 + 7) % 7 == clock.tm_wday;
        agrees = agrees &&
                 ct__date_days(date) - ct__date_days((ct_date){date.year, 1, 1}) == clock.tm_yday;
        ct_date_format(date, text);
        agrees = agrees && strcmp(text, expected) == 0 && ct_date_parse(text, &read) == CT_OK &&
                 ct__date_compare(read, date) == 0;
        if (!agrees)
            fail_msg("%s differs", expected);
    }
    assert_int_equal(count, 109573);
}

static void
adds_months_and_years_to_every_day_as_the_system_does(void **state)
{
    (void)state;
    static const int months[] = {-12, -1, 1, 12};
    static const int days[] = {-365, -1, 1, 365};
    for (ct_date date = {1901, 1, 1}; date.year < 2200; date = ct__date_add_days(date, 1)) {
        for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
            ct_date month = ct__date_add_months(date, months[i]);
            ct_date day = ct__date_add_days(date, days[i]);
            if (ct__date_compare(month, system_add_months(date, months[i])) != 0)
                fail_msg("%d-%d-%d and %d months", date.year, date.month, date.day, months[i]);
            if (ct__date_compare(day, date_of(system_day(date.year, date.month,
                                                         date.day + days[i]))) != 0)
                fail_msg("%d-%d-%d and %d days", date.year, date.month, date.day, days[i]);
        }
    }
}

/* The month ends of every distance: from each day that a month may lack, to 30 years either way. */
static void
ends_every_month_as_the_system_does(void **state)
{
    (void)state;
    for (int day = 28; day <= 31; day++) {
        for (int months = -360; months <= 360; months++) {
            ct_date date = {2024, 1, (uint8_t)day};
            if (ct__date_compare(ct__date_add_months(date, months),
                                 system_add_months(date, months)) != 0)
                fail_msg("%d January and %d months", day, months);
        }
    }
}

/* Months 0 to 13 and days 0 to 32 of 300 years, and every two digits of one year: the days that do
 * not exist are refused, 30 February among them, and all others are read. */
static void
reads_the_texts_of_days_that_exist_and_no_other(void **state)
{
    (void)state;
    int count = 0;
    for (int year = 1900; year <= 2199; year++) {
        const int last_month = year == 2024 ? 99 : 13, last_day = year == 2024 ? 99 : 32;
        for (int month = 0; month <= last_month; month++) {
            int days = 0;
            if (month >= 1 && month <= 12)
                days = system_day(year, month + 1, 0).tm_mday;
            for (int day = 0; day <= last_day; day++) {
                char text[64];
                ct_date date = {1, 2, 3}, expected = {1, 2, 3};
                bool exists = day >= 1 && day <= days;
                if (exists)
                    expected = (ct_date){(int16_t)year, (uint8_t)month, (uint8_t)day};
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                ct_status status = ct_date_parse(text, &date);
                if (status != (exists ? CT_OK : CT_ERR_INVALID_ARGUMENT) ||
                    ct__date_compare(date, expected) != 0)
                    fail_msg("%s", text);
                count += exists;
            }
        }
    }
    assert_int_equal(count, 109573);
}

/* Every byte in every place of a date that stays a day whatever digit is in that place. */
static void
reads_no_other_byte_in_any_place_of_a_date(void **state)
{
    (void)state;
    static const struct {
        size_t place;
        const char *text, *digits;
    } rows[] = {
        {0, "2011-11-11", "23456789"},   {1, "2011-11-11", "0123456789"},
        {2, "2011-11-11", "0123456789"}, {3, "2011-11-11", "0123456789"},
        {4, "2011-11-11", "-"},          {5, "2011-11-11", "01"},
        {5, "2011-01-11", "01"},         {6, "2011-01-11", "123456789"},
        {6, "2011-11-11", "012"},        {7, "2011-11-11", "-"},
        {8, "2011-11-11", "012"},        {8, "2011-11-10", "123"},
        {9, "2011-11-11", "0123456789"}, {9, "2011-11-01", "123456789"},
        {9, "2011-11-31", "0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[CT_DATE_TEXT_LENGTH + 1];
            ct_date date;
            strcpy(text, rows[i].text);
            text[rows[i].place] = (char)byte;
            bool fits = byte && strchr(rows[i].digits, byte);
            if ((ct_date_parse(text, &date) == CT_OK) != fits)
                fail_msg("byte %d in place %zu of %s", byte, rows[i].place, rows[i].text);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_system_on_every_day_of_three_centuries),
        cmocka_unit_test(adds_months_and_years_to_every_day_as_the_system_does),
        cmocka_unit_test(ends_every_month_as_the_system_does),
        cmocka_unit_test(reads_the_texts_of_days_that_exist_and_no_other),
        cmocka_unit_test(reads_no_other_byte_in_any_place_of_a_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
