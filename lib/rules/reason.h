/* Reasons: why something is refused. A rule answers with reasons; only here they become sentences. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/label.h"
#include "contoterzi/base.h"

enum ct__reason_id {
#define CT__REASON(id, status, rule, field, italian, english) CT__REASON_##id,
#include "rules/reasons.def"
#undef CT__REASON
};

/* What fills a "{0}" of a sentence. Borrowed: a verdict does not outlive what it speaks of. */
struct ct__argument {
    enum { CT__NO_ARGUMENT, CT__ARGUMENT_TEXT, CT__ARGUMENT_NUMBER, CT__ARGUMENT_DATE,
           CT__ARGUMENT_LABEL } kind;
    const char *text;
    int64_t number;
    ct_date date;
    const struct ct__label *label;
};

struct ct__argument ct__text_argument(const char *text);
struct ct__argument ct__number_argument(int64_t number);
struct ct__argument ct__date_argument(ct_date date);
struct ct__argument ct__label_argument(const struct ct__labels *labels, int32_t value);

enum { CT__ARGUMENTS_MAX = 2, CT__REASONS_MAX = 24, CT__REASON_TEXT_SIZE = 384 };

struct ct__reason {
    enum ct__reason_id id;
    const char *field; /* instead of the catalogue's; static storage, or NULL */
    struct ct__argument arguments[CT__ARGUMENTS_MAX];
};

/* All that stands against something; none means that nothing does. */
struct ct__verdict {
    size_t count;
    struct ct__reason reasons[CT__REASONS_MAX];
};

/* Adds a reason; a verdict that is full keeps those that it has. */
void ct__refuse(struct ct__verdict *verdict, enum ct__reason_id id);
void ct__refuse_with(struct ct__verdict *verdict, enum ct__reason_id id, struct ct__argument first,
                     struct ct__argument second);
void ct__refuse_field(struct ct__verdict *verdict, enum ct__reason_id id, const char *field,
                      struct ct__argument first);

ct_status ct__reason_status(enum ct__reason_id id);
const char *ct__reason_rule(enum ct__reason_id id); /* "" if none applies */
/* The sentence of a reason without arguments; static storage. */
const char *ct__reason_sentence(enum ct__reason_id id, ct_language language);
const char *ct__reason_field(const struct ct__reason *reason);
/* Writes one sentence, cut at a whole character if it does not fit. */
void ct__reason_text(const struct ct__reason *reason, ct_language language,
                     char text[CT__REASON_TEXT_SIZE]);

/* The same for any other sentence with {0}, {1} and {field}. */
void ct__write_sentence(const char *pattern, const char *field,
                        const struct ct__argument arguments[CT__ARGUMENTS_MAX],
                        ct_language language, char text[CT__REASON_TEXT_SIZE]);
