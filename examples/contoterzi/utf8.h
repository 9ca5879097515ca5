/* UTF-8: validity, and how wide a text is on a terminal. */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The character that begins at *text, which moves behind it; -1 if the bytes are no UTF-8, and then
 * *text moves one byte. `*text` is before `end`. */
int32_t utf8_next(const char **text, const char *end);

bool utf8_is_valid(const char *text, size_t length);

/* Columns that `text` takes on a terminal. */
size_t utf8_width(const char *text);

/* Prints `text` with control characters as "?", so that no name can steer a terminal. */
void utf8_print(FILE *stream, const char *text);

#endif
