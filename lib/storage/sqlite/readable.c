#include "base/date.h"
#include "storage/sqlite/sqlite.h"

/* Every row has several of these, so they are written and read by hand: snprintf would cost more
 * than the insert. Reading is strict, because equality and order are those of the text. */

enum { MS_PER_SECOND = 1000, MS_PER_MINUTE = 60000, MS_PER_HOUR = 3600000, MS_PER_DAY = 86400000 };

static bool
has_dash_before(int byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void
ct__sqlite_id_write(const uint8_t *id, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        if (has_dash_before(i))
            *text++ = '-';
        *text++ = digits[id[i] >> 4];
        *text++ = digits[id[i] & 15];
    }
}

/* One more than the value of a digit; 0 for what is none. */
static const uint8_t hex_digits[256] = {
    ['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

bool
ct__sqlite_id_read(const char *text, uint8_t *id)
{
    static const uint8_t places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
    bool is_id = text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
    for (int i = 0; i < 16; i++) {
        unsigned high = hex_digits[(uint8_t)text[places[i]]];
        unsigned low = hex_digits[(uint8_t)text[places[i] + 1]];
        is_id = is_id && high && low;
        id[i] = (uint8_t)((high - 1) << 4 | (low - 1));
    }
    return is_id;
}

static char *
write_number(char *text, int32_t number, int width, char after)
{
    for (int i = width; i-- > 0; number /= 10)
        text[i] = (char)('0' + number % 10);
    text[width] = after;
    return text + width + 1;
}

/* Moves on behind the number and its separator; NULL, once and for all, if they are not there. */
static const char *
read_number(const char *text, int width, char after, int32_t *ret_number)
{
    int32_t number = 0;
    for (int i = 0; text && i < width; i++) {
        if (text[i] < '0' || text[i] > '9')
            return NULL;
        number = number * 10 + (text[i] - '0');
    }
    *ret_number = number;
    return text && (!after || text[width] == after) ? text + width + 1 : NULL;
}

bool
ct__sqlite_date_write(int64_t days, char *text)
{
    ct_date date;
    if (!ct__date_from_days(days, &date))
        return false;
    text = write_number(text, date.year, 4, '-');
    text = write_number(text, date.month, 2, '-');
    text[0] = (char)('0' + date.day / 10);
    text[1] = (char)('0' + date.day % 10);
    return true;
}

static bool
is_day(int32_t year, int32_t month, int32_t day)
{
    static const int8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && is_leap);
}

bool
ct__sqlite_date_read(const char *text, int64_t *ret_days)
{
    int32_t year = 0, month = 0, day = 0;
    text = read_number(text, 4, '-', &year);
    text = read_number(text, 2, '-', &month);
    text = read_number(text, 2, '\0', &day);
    if (!text || !is_day(year, month, day))
        return false;
    *ret_days = ct__date_days((ct_date){(int16_t)year, (uint8_t)month, (uint8_t)day});
    return true;
}

bool
ct__sqlite_instant_write(int64_t instant, char *text)
{
    int64_t days = instant / MS_PER_DAY;
    int32_t ms = (int32_t)(instant % MS_PER_DAY);
    if (ms < 0) {
        ms += MS_PER_DAY;
        days--;
    }
    if (!ct__sqlite_date_write(days, text))
        return false;
    text += CT__SQLITE_DATE_LENGTH;
    *text++ = 'T';
    text = write_number(text, ms / MS_PER_HOUR, 2, ':');
    text = write_number(text, ms % MS_PER_HOUR / MS_PER_MINUTE, 2, ':');
    text = write_number(text, ms % MS_PER_MINUTE / MS_PER_SECOND, 2, '.');
    write_number(text, ms % MS_PER_SECOND, 3, 'Z');
    return true;
}

bool
ct__sqlite_instant_read(const char *text, int64_t *ret_instant)
{
    int64_t days;
    int32_t hour, minute, second, ms;
    if (!ct__sqlite_date_read(text, &days) || text[CT__SQLITE_DATE_LENGTH] != 'T')
        return false;
    text = read_number(text + CT__SQLITE_DATE_LENGTH + 1, 2, ':', &hour);
    text = read_number(text, 2, ':', &minute);
    text = read_number(text, 2, '.', &second);
    text = read_number(text, 3, 'Z', &ms);
    if (!text || hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_instant = days * MS_PER_DAY + hour * MS_PER_HOUR + minute * MS_PER_MINUTE +
                   second * MS_PER_SECOND + ms;
    return true;
}
