#include "rules/history.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"

/* Between two runs is a character at least. */
enum { RUNS_MAX = CT__DOCUMENT_NUMBER_SIZE / 2, DIGITS_MAX = 18 };

void
ct__history_check_date(ct_date date, ct_date today, struct ct__verdict *verdict)
{
    const struct ct__argument day = ct__date_argument(date);
    if (ct__date_compare(date, today) > 0)
        ct__refuse_with(verdict, CT__REASON_DOCUMENT_IN_FUTURE, day, (struct ct__argument){0});
    else if (date.year < today.year - 1)
        ct__refuse_with(verdict, CT__REASON_DOCUMENT_TOO_OLD, day,
                        ct__number_argument(today.year - 1));
}

/* A run of digits within a text. */
struct run {
    const char *start;
    size_t length;
};

static size_t
find_runs(const char *text, struct run runs[RUNS_MAX])
{
    size_t count = 0;
    while (*(text += strcspn(text, "0123456789"))) {
        runs[count] = (struct run){text, strspn(text, "0123456789")};
        text += runs[count++].length;
    }
    return count;
}

/* Takes the last run that is written like `year` off the list, if another is left. */
static bool
set_aside(struct run *runs, size_t *count, const char *year)
{
    for (size_t i = *count; *count > 1 && i-- > 0;) {
        if (runs[i].length != strlen(year) || strncmp(runs[i].start, year, runs[i].length) != 0)
            continue;
        (*count)--;
        memmove(&runs[i], &runs[i + 1], (*count - i) * sizeof *runs);
        return true;
    }
    return false;
}

static int64_t
value_of(const struct run *run)
{
    int64_t value = 0;
    for (size_t i = 0; i < run->length; i++)
        value = 10 * value + (run->start[i] - '0');
    return value;
}

static void
copy_trimmed(char *series, size_t size, const char *text, const struct run *without)
{
    size_t head = without ? (size_t)(without->start - text) : strlen(text);
    const char *tail = without ? without->start + without->length : "";
    (void)snprintf(series, size, "%.*s%s", (int)head, text, tail);
    const char *start = series + strspn(series, " ");
    size_t length = 0;
    for (size_t i = 0; start[i]; i++)
        if (start[i] != ' ')
            length = i + 1;
    memmove(series, start, length);
    series[length] = '\0';
}

void
ct__document_number_read(const char *text, int32_t year, struct ct__document_number *ret_number)
{
    struct run runs[RUNS_MAX];
    size_t count = find_runs(text, runs);
    char digits[12];
    (void)snprintf(digits, sizeof digits, "%04d", year);
    if (!set_aside(runs, &count, digits))
        (void)set_aside(runs, &count, digits + strlen(digits) - 2);
    const struct run *counting = count ? &runs[count - 1] : NULL;
    if (counting && counting->length > DIGITS_MAX)
        counting = NULL;
    ret_number->value = counting ? value_of(counting) : 0;
    copy_trimmed(ret_number->series, sizeof ret_number->series, text, counting);
}

ct_document_type
ct__document_type_of(const char *code)
{
    static const struct {
        const char code[5];
        ct_document_type type;
    } table[] = {
        {"TD01", CT_DOCUMENT_INVOICE},      {"TD02", CT_DOCUMENT_INVOICE},
        {"TD03", CT_DOCUMENT_INVOICE},      {"TD04", CT_DOCUMENT_CREDIT_NOTE},
        {"TD05", CT_DOCUMENT_DEBIT_NOTE},   {"TD06", CT_DOCUMENT_INVOICE},
        {"TD07", CT_DOCUMENT_SIMPLIFIED},   {"TD08", CT_DOCUMENT_SIMPLIFIED},
        {"TD09", CT_DOCUMENT_SIMPLIFIED},   {"TD16", CT_DOCUMENT_SELF_INVOICE},
        {"TD17", CT_DOCUMENT_SELF_INVOICE}, {"TD18", CT_DOCUMENT_SELF_INVOICE},
        {"TD19", CT_DOCUMENT_SELF_INVOICE}, {"TD20", CT_DOCUMENT_SELF_INVOICE},
        {"TD21", CT_DOCUMENT_SELF_INVOICE}, {"TD22", CT_DOCUMENT_SELF_INVOICE},
        {"TD23", CT_DOCUMENT_SELF_INVOICE}, {"TD24", CT_DOCUMENT_INVOICE},
        {"TD25", CT_DOCUMENT_INVOICE},      {"TD26", CT_DOCUMENT_INVOICE},
        {"TD27", CT_DOCUMENT_INVOICE},      {"TD28", CT_DOCUMENT_SELF_INVOICE},
        {"TD29", CT_DOCUMENT_SELF_INVOICE},
    };
    for (size_t i = 0; code && i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].code, code) == 0)
            return table[i].type;
    return 0;
}

ct_category
ct__document_registry(ct_document_direction direction, ct_document_type type)
{
    bool is_sale = direction == CT_DOCUMENT_ISSUED && type != CT_DOCUMENT_SELF_INVOICE;
    return is_sale ? CT_CATEGORY_CLIENTS : CT_CATEGORY_SUPPLIERS;
}
