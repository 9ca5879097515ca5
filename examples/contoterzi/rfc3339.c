#include "rfc3339.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

/* Two digits up to `most`, and the character behind them, if any is wanted. */
static bool
take_two(const char **rest, int most, char behind, int *ret_number)
{
    const char *text = *rest;

    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]) ||
        (behind && text[2] != behind))
        return false;
    *ret_number = (text[0] - '0') * 10 + (text[1] - '0');
    *rest += behind ? 3 : 2;
    return *ret_number <= most;
}

static bool
take_date(const char **rest, ct_date *ret_date)
{
    char date[CT_DATE_TEXT_LENGTH + 1] = "";

    strncpy(date, *rest, CT_DATE_TEXT_LENGTH);
    if (ct_date_parse(date, ret_date))
        return false;
    *rest += CT_DATE_TEXT_LENGTH;
    return **rest && strchr("Tt ", *(*rest)++);
}

/* ".25" as 250; nothing is 0. */
static bool
take_fraction(const char **rest, int *ret_milliseconds)
{
    int unit = 100;

    *ret_milliseconds = 0;
    if (**rest != '.')
        return true;
    if (!isdigit((unsigned char)*++*rest))
        return false;
    for (; isdigit((unsigned char)**rest); (*rest)++, unit /= 10)
        *ret_milliseconds += (**rest - '0') * unit;
    return true;
}

/* How many minutes the clock is ahead of UTC. */
static bool
take_offset(const char **rest, int *ret_minutes)
{
    char sign = *(*rest)++;
    int hours, minutes;

    *ret_minutes = 0;
    if (sign == 'Z' || sign == 'z')
        return true;
    if ((sign != '+' && sign != '-') || !take_two(rest, 23, ':', &hours) ||
        !take_two(rest, 59, '\0', &minutes))
        return false;
    *ret_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool
rfc3339_read(const char *text, ct_instant *ret_instant)
{
    struct tm clock = { 0 };
    ct_date date;
    int milliseconds, offset;

    if (!take_date(&text, &date) || !take_two(&text, 23, ':', &clock.tm_hour) ||
        !take_two(&text, 59, ':', &clock.tm_min) || !take_two(&text, 59, '\0', &clock.tm_sec) ||
        !take_fraction(&text, &milliseconds) || !*text || !take_offset(&text, &offset) || *text)
        return false;
    clock.tm_year = date.year - 1900;
    clock.tm_mon = date.month - 1;
    clock.tm_mday = date.day;
    *ret_instant = ((ct_instant)timegm(&clock) - offset * 60) * 1000 + milliseconds;
    return true;
}
