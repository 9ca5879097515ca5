#include "verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const char *const names[] = {
#define CT__REASON(id, status, rule, field, italian, english) #id,
#include "rules/reasons.def"
#undef CT__REASON
};

static void
write_argument(FILE *stream, const struct ct__argument *argument)
{
    char date[CT_DATE_TEXT_LENGTH + 1];
    switch (argument->kind) {
    case CT__NO_ARGUMENT:
        break;
    case CT__ARGUMENT_TEXT:
        fprintf(stream, "\"%s\"", argument->text);
        break;
    case CT__ARGUMENT_NUMBER:
        fprintf(stream, "%lld", (long long)argument->number);
        break;
    case CT__ARGUMENT_DATE:
        ct_date_format(argument->date, date);
        fputs(date, stream);
        break;
    case CT__ARGUMENT_LABEL:
        fputs(argument->label->name, stream);
        break;
    }
}

static void
write_reason(FILE *stream, const struct ct__reason *reason)
{
    const struct ct__argument *first = &reason->arguments[0], *second = &reason->arguments[1];
    fputs(names[reason->id], stream);
    if (reason->field)
        fprintf(stream, ":%s", reason->field);
    if (first->kind || second->kind) {
        fputs("(", stream);
        write_argument(stream, first);
        if (second->kind) {
            fputs(", ", stream);
            write_argument(stream, second);
        }
        fputs(")", stream);
    }
}

void
assert_told_at(const struct ct__verdict *verdict, const char *expected, const char *file, int line)
{
    char told[2048] = "";
    FILE *stream = fmemopen(told, sizeof told, "w");
    assert_non_null(stream);
    for (size_t i = 0; i < verdict->count; i++) {
        fputs(i ? " " : "", stream);
        write_reason(stream, &verdict->reasons[i]);
    }
    fclose(stream);
    if (strcmp(told, expected) == 0)
        return;
    print_error("\"%s\" instead of \"%s\"\n", told, expected);
    _fail(file, line);
}

const char *
rules_of(const struct ct__verdict *verdict, char text[256])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < verdict->count && used < 240; i++)
        used += (size_t)snprintf(text + used, 256 - used, "%s%s", i ? " " : "",
                                 ct__reason_rule(verdict->reasons[i].id));
    return text;
}
