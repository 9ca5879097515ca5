#include "rules/reason.h"

#include <stdio.h>
#include <string.h>

#include "rules/labels.h"

static const struct {
    ct_status status;
    const char *rule;
    const char *field;
    const char *text[2]; /* Italian, English */
} catalogue[] = {
#define CT__REASON(id, status, rule, field, italian, english) \
    [CT__REASON_##id] = {status, rule, field, {italian, english}},
#include "rules/reasons.def"
#undef CT__REASON
};

struct ct__argument
ct__text_argument(const char *text)
{
    return (struct ct__argument){.kind = CT__ARGUMENT_TEXT, .text = text ? text : ""};
}

struct ct__argument
ct__number_argument(int64_t number)
{
    return (struct ct__argument){.kind = CT__ARGUMENT_NUMBER, .number = number};
}

struct ct__argument
ct__date_argument(ct_date date)
{
    return (struct ct__argument){.kind = CT__ARGUMENT_DATE, .date = date};
}

struct ct__argument
ct__label_argument(const struct ct__labels *labels, int32_t value)
{
    const struct ct__label *label = ct__label_of(labels, value);
    return label ? (struct ct__argument){.kind = CT__ARGUMENT_LABEL, .label = label}
                 : ct__number_argument(value);
}

static void
add(struct ct__verdict *verdict, const struct ct__reason *reason)
{
    if (verdict->count < CT__REASONS_MAX)
        verdict->reasons[verdict->count++] = *reason;
}

void
ct__refuse(struct ct__verdict *verdict, enum ct__reason_id id)
{
    add(verdict, &(struct ct__reason){.id = id});
}

void
ct__refuse_with(struct ct__verdict *verdict, enum ct__reason_id id, struct ct__argument first,
                struct ct__argument second)
{
    add(verdict, &(struct ct__reason){.id = id, .arguments = {first, second}});
}

void
ct__refuse_field(struct ct__verdict *verdict, enum ct__reason_id id, const char *field,
                 struct ct__argument first)
{
    add(verdict, &(struct ct__reason){.id = id, .field = field, .arguments = {first}});
}

ct_status
ct__reason_status(enum ct__reason_id id)
{
    return catalogue[id].status;
}

const char *
ct__reason_rule(enum ct__reason_id id)
{
    return catalogue[id].rule;
}

const char *
ct__reason_sentence(enum ct__reason_id id, ct_language language)
{
    return catalogue[id].text[language == CT_LANGUAGE_ENGLISH];
}

const char *
ct__reason_field(const struct ct__reason *reason)
{
    return reason->field ? reason->field : catalogue[reason->id].field;
}

/* Appends what fits, and never half a character. */
static void
append(char *text, size_t *used, const char *piece)
{
    size_t room = CT__REASON_TEXT_SIZE - 1 - *used;
    size_t length = strlen(piece);
    if (length > room)
        for (length = room; length && ((unsigned char)piece[length] & 0xC0) == 0x80;)
            length--;
    memcpy(text + *used, piece, length);
    *used += length;
    text[*used] = '\0';
}

static void
append_argument(char *text, size_t *used, const struct ct__argument *argument, ct_language language)
{
    char buffer[32] = "";
    const char *piece = buffer;
    switch (argument->kind) {
    case CT__NO_ARGUMENT:
        break;
    case CT__ARGUMENT_TEXT:
        piece = argument->text;
        break;
    case CT__ARGUMENT_NUMBER:
        (void)snprintf(buffer, sizeof buffer, "%lld", (long long)argument->number);
        break;
    case CT__ARGUMENT_DATE:
        if (language == CT_LANGUAGE_ENGLISH)
            ct_date_format(argument->date, buffer);
        else
            (void)snprintf(buffer, sizeof buffer, "%02d/%02d/%04d", argument->date.day,
                           argument->date.month, argument->date.year);
        break;
    case CT__ARGUMENT_LABEL:
        piece = language == CT_LANGUAGE_ENGLISH ? argument->label->english
                                                : argument->label->italian;
        break;
    }
    append(text, used, piece);
}

void
ct__write_sentence(const char *pattern, const char *field,
                   const struct ct__argument arguments[CT__ARGUMENTS_MAX], ct_language language,
                   char text[CT__REASON_TEXT_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    while (*pattern) {
        if (strncmp(pattern, "{0}", 3) == 0 || strncmp(pattern, "{1}", 3) == 0) {
            append_argument(text, &used, &arguments[pattern[1] - '0'], language);
            pattern += 3;
        } else if (strncmp(pattern, "{field}", 7) == 0) {
            append(text, &used, field);
            pattern += 7;
        } else {
            size_t length = 1 + strcspn(pattern + 1, "{");
            char piece[CT__REASON_TEXT_SIZE];
            (void)snprintf(piece, sizeof piece, "%.*s", (int)length, pattern);
            append(text, &used, piece);
            pattern += length;
        }
    }
}

void
ct__reason_text(const struct ct__reason *reason, ct_language language,
                char text[CT__REASON_TEXT_SIZE])
{
    ct__write_sentence(ct__reason_sentence(reason->id, language),
                       ct__reason_field(reason), reason->arguments, language, text);
}
