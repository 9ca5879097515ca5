#include "base/date.h"

enum {
    FIRST_YEAR = 1900,
    LAST_YEAR = 9999,
    ROME_FIRST_YEAR = 1996, /* summer time has had its present rule since then */
    ROME_LAST_YEAR = 2100,
    DAYS_IN_400_YEARS = 146097,
    EPOCH_FROM_MARCH = 719468 + DAYS_IN_400_YEARS, /* 1970-01-01 since 1 March of the year -400 */
    HOUR_MS = 3600 * 1000,
    DAY_MS = 24 * HOUR_MS
};

static bool
is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool
ct__date_is_valid(ct_date date)
{
    return date.year >= FIRST_YEAR && date.year <= LAST_YEAR && date.month >= 1 &&
           date.month <= 12 && date.day >= 1 && date.day <= days_in_month(date.year, date.month);
}

/* Years are counted from March, so that the leap day comes last and moves no month of its year,
 * and 400 years early, so that nothing is negative. */
static int64_t
days_before_year(int64_t year)
{
    return year * 365 + year / 4 - year / 100 + year / 400;
}

int64_t
ct__date_days(ct_date date)
{
    int64_t year = date.year + 400 - (date.month < 3);
    int month = (date.month + 9) % 12;
    /* From March on, every five months together have 153 days. */
    return days_before_year(year) + (month * 153 + 2) / 5 + date.day - 1 - EPOCH_FROM_MARCH;
}

bool
ct__date_from_days(int64_t days, ct_date *ret_date)
{
    const int64_t first = ct__date_days((ct_date){0, 1, 1});
    const int64_t last = ct__date_days((ct_date){LAST_YEAR, 12, 31});
    if (days < first || days > last)
        return false;
    days += EPOCH_FROM_MARCH;
    /* The mean year is never ahead of the calendar, and less than a year behind it. */
    int64_t year = days * 400 / DAYS_IN_400_YEARS;
    if (days_before_year(year + 1) <= days)
        year++;
    int day = (int)(days - days_before_year(year));
    int month = (day * 5 + 2) / 153;
    ret_date->year = (int16_t)(year - 400 + (month >= 10));
    ret_date->month = (uint8_t)((month + 2) % 12 + 1);
    ret_date->day = (uint8_t)(day - (month * 153 + 2) / 5 + 1);
    return true;
}

int
ct__date_compare(ct_date a, ct_date b)
{
    if (a.year != b.year)
        return a.year - b.year;
    return a.month != b.month ? a.month - b.month : a.day - b.day;
}

ct_date
ct__date_add_days(ct_date date, int32_t days)
{
    ct_date sum = {0, 0, 0};
    (void)ct__date_from_days(ct__date_days(date) + days, &sum); /* "none" when out of range */
    return sum;
}

ct_date
ct__date_add_months(ct_date date, int32_t months)
{
    int64_t month = (int64_t)date.year * 12 + date.month - 1 + months;
    if (month < 12 * FIRST_YEAR || month >= 12 * (LAST_YEAR + 1))
        return (ct_date){0, 0, 0};
    int days = days_in_month((int)(month / 12), (int)(month % 12) + 1);
    return (ct_date){(int16_t)(month / 12), (uint8_t)(month % 12 + 1),
                     (uint8_t)(date.day < days ? date.day : days)};
}

static char *
put_number(char *at, int64_t number, int digits, char after)
{
    for (int i = digits; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    at[digits] = after;
    return at + digits + 1;
}

static char *
put_date(char *at, ct_date date, char after)
{
    at = put_number(at, date.year, 4, '-');
    at = put_number(at, date.month, 2, '-');
    return put_number(at, date.day, 2, after);
}

void
ct_date_format(ct_date date, char ret_text[CT_DATE_TEXT_LENGTH + 1])
{
    if (!ret_text)
        return;
    ret_text[0] = '\0';
    if (ct__date_is_valid(date))
        put_date(ret_text, date, '\0');
}

static bool
is_shaped_like_a_date(const char *text)
{
    static const char shape[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool fits = shape[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
        if (!fits)
            return false;
    }
    return text[sizeof shape - 1] == '\0';
}

static int
take_number(const char *digits, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

ct_status
ct_date_parse(const char *text, ct_date *ret_date)
{
    if (!text || !ret_date || !is_shaped_like_a_date(text))
        return CT_ERR_INVALID_ARGUMENT;
    ct_date date = {.year = (int16_t)take_number(text, 4),
                    .month = (uint8_t)take_number(text + 5, 2),
                    .day = (uint8_t)take_number(text + 8, 2)};
    if (!ct__date_is_valid(date))
        return CT_ERR_INVALID_ARGUMENT;
    *ret_date = date;
    return CT_OK;
}

/* The day of `instant` as if its clock were UTC; what is left of it goes to `ret_rest_ms`. */
static int64_t
split_instant(ct_instant instant, int64_t *ret_rest_ms)
{
    int64_t day = instant / DAY_MS - (instant % DAY_MS < 0);
    *ret_rest_ms = instant % DAY_MS + (instant % DAY_MS < 0 ? DAY_MS : 0);
    return day;
}

void
ct_instant_format(ct_instant instant, char ret_text[CT_INSTANT_TEXT_LENGTH + 1])
{
    if (!ret_text)
        return;
    ret_text[0] = '\0';
    ct_date date;
    int64_t rest;
    if (!instant || !ct__date_from_days(split_instant(instant, &rest), &date))
        return;
    char *at = put_date(ret_text, date, 'T');
    at = put_number(at, rest / HOUR_MS, 2, ':');
    at = put_number(at, rest / 60000 % 60, 2, ':');
    at = put_number(at, rest / 1000 % 60, 2, '.');
    at = put_number(at, rest % 1000, 3, 'Z');
    *at = '\0';
}

/* 01:00 UTC of the last Sunday of a month with 31 days. */
static ct_instant
last_sunday_at_one(int year, int month)
{
    int64_t days = ct__date_days((ct_date){(int16_t)year, (uint8_t)month, 31});
    int64_t since_sunday = (days + 4) % 7; /* day 0 was a Thursday */
    return (days - since_sunday) * DAY_MS + HOUR_MS;
}

static bool
is_summer(ct_instant instant, int year)
{
    return instant >= last_sunday_at_one(year, 3) && instant < last_sunday_at_one(year, 10);
}

ct_status
ct_date_in_rome(ct_instant instant, ct_date *ret_date)
{
    if (!ret_date || instant < 0 || instant > INT64_MAX - 2 * HOUR_MS)
        return CT_ERR_INVALID_ARGUMENT;
    /* Summer time is far from the turn of the year, so winter's year serves for both. */
    ct_date date;
    if (!ct__date_from_days((instant + HOUR_MS) / DAY_MS, &date) || date.year < ROME_FIRST_YEAR ||
        date.year > ROME_LAST_YEAR)
        return CT_ERR_INVALID_ARGUMENT;
    if (is_summer(instant, date.year))
        (void)ct__date_from_days((instant + 2 * HOUR_MS) / DAY_MS, &date); /* the same year */
    *ret_date = date;
    return CT_OK;
}

ct_status
ct_instant_in_rome(ct_date date, int32_t milliseconds, ct_instant *ret_instant)
{
    if (!ret_instant || !ct__date_is_valid(date) || date.year < ROME_FIRST_YEAR ||
        date.year > ROME_LAST_YEAR || milliseconds < 0 || milliseconds >= DAY_MS)
        return CT_ERR_INVALID_ARGUMENT;
    ct_instant winter = ct__date_days(date) * DAY_MS + milliseconds - HOUR_MS;
    ct_instant summer = winter - HOUR_MS;
    *ret_instant = is_summer(summer, date.year) ? summer : winter;
    return CT_OK;
}
