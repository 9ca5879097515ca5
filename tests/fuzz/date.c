/* Days, instants and identifiers: what was read is written, and read again as itself. */
#include "base/date.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "rfc3339.h"

static void
try_day(const char *text)
{
    ct_date date, again;
    char written[CT_DATE_TEXT_LENGTH + 1];

    if (ct_date_parse(text, &date))
        return;
    MUST(ct__date_is_valid(date));
    ct_date_format(date, written);
    MUST(strcmp(written, text) == 0);
    MUST(ct__date_from_days(ct__date_days(date), &again) && ct__date_compare(date, again) == 0);
}

static void
try_instant(const char *text)
{
    ct_instant instant, again;
    char written[CT_INSTANT_TEXT_LENGTH + 1];
    ct_date day;

    if (!rfc3339_read(text, &instant))
        return;
    ct_instant_format(instant, written);
    MUST(!instant || (rfc3339_read(written, &again) && instant == again));
    MUST(ct_date_in_rome(instant, &day) || (day.year >= 1996 && day.year <= 2100));
}

static void
try_id(const char *text)
{
    ct_id id, again;
    char written[CT_ID_TEXT_LENGTH + 1];

    if (ct_id_parse(text, &id))
        return;
    ct_id_format(id, written);
    MUST(ct_id_parse(written, &again) == CT_OK && memcmp(&id, &again, sizeof id) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    char *text = take_rest(&input);

    try_day(text);
    try_instant(text);
    try_id(text);
    free(text);
    return 0;
}
