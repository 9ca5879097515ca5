/* Templates of messages: words in braces that a message fills in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "contoterzi/outbox.h"

/* What can stand in braces. */
enum ct__word {
    CT__WORD_CLIENT,
    CT__WORD_STUDIO,
    CT__WORD_LOGIN,
    CT__WORD_PASSWORD,
    CT__WORD_NUMBER,
    CT__WORD_YEAR,
    CT__WORD_DAY,
    CT__WORD_GIORNO, /* the day as Italians write it */
    CT__WORD_COUNT
};

struct ct__words {
    const char *values[CT__WORD_COUNT]; /* NULL: the message has none */
};

struct ct__template {
    const char *subject;
    const char *text;
};

enum { CT__TEMPLATE_KINDS = CT_MESSAGE_CANCELLATION_RECORDED + 1, CT__TEMPLATE_SUBJECT_MAX = 200,
       CT__TEMPLATE_TEXT_MAX = 20000 };

/* The library's own; NULL for an unknown kind. */
const struct ct__template *ct__template_built_in(ct_message_kind kind);

/* Whether a message of this kind can be written by it: UTF-8 of bounded length, no control characters but
 * the line ends of the text, no braces but around words that the kind has; and, of credentials, the
 * password once and alone on its line, so that people can copy it and programs can find it (R-MIG-06). */
bool ct__template_is_good(ct_message_kind kind, const char *subject, const char *text);

/* Writes what fits into `room` bytes, without a NUL, and answers the length of all. */
size_t ct__template_fill(const char *pattern, const struct ct__words *words, char *text, size_t room);
