/* JSON written piece by piece, in memory that does not grow with it. */
#pragma once

#include <stdbool.h>

#include "base/label.h"
#include "contoterzi/base.h"

/* What goes where, and how far it has got. After a failure of `write` nothing more is written. */
struct ct__json {
    ct_status (*write)(void *user, const char *bytes, size_t count);
    void *user;
    ct_status status; /* what `write` answered when it failed */
    bool has_sibling; /* a comma goes before the next value */
    size_t used;
    char buffer[16384];
};

/* Objects and arrays; `key` is NULL in an array and for the document itself. */
void ct__json_begin(struct ct__json *json, const char *key, char bracket);
void ct__json_end(struct ct__json *json, char bracket);

/* Values. Absent ones are null: NULL, no id, no date, no instant, a label of 0. */
void ct__json_text(struct ct__json *json, const char *key, const char *text);
void ct__json_number(struct ct__json *json, const char *key, int64_t number);
void ct__json_boolean(struct ct__json *json, const char *key, bool value);
void ct__json_null(struct ct__json *json, const char *key);
void ct__json_id(struct ct__json *json, const char *key, ct_id id);
void ct__json_date(struct ct__json *json, const char *key, ct_date date);
void ct__json_instant(struct ct__json *json, const char *key, ct_instant instant);
void ct__json_label(struct ct__json *json, const char *key, const struct ct__labels *labels,
                    int32_t value);
/* Cents as "12.50". */
void ct__json_cents(struct ct__json *json, const char *key, int64_t cents);
/* Words parted by single spaces as an array of texts. */
void ct__json_words(struct ct__json *json, const char *key, const char *words);

/* Writes what is still in the buffer. Answers the first failure of `write`. */
ct_status ct__json_finish(struct ct__json *json);
