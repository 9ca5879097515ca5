/* Text: UTF-8 checks and the form in which names are compared, sorted and searched. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Strict: no overlong forms, no surrogates, nothing above U+10FFFF, no U+0000 within `length`. */
bool ct__text_is_utf8(const char *text, size_t length);

/* The folded form of `text`: lower case, Latin letters without their marks (U+00C0 to U+017F, the
 * Romanian U+0218 to U+021B and the combining marks U+0300 to U+036F), typographic quotes and dashes
 * as ASCII, runs of white space as one space, none at the ends. It is a key in stores, so it depends
 * on nothing but its input and never changes. Never longer than the input. Writes at most `size`
 * bytes with the NUL.
 * @return the length without the NUL, or `size` if it did not fit */
size_t ct__text_fold(const char *text, char *folded, size_t size);

/* ASCII letters and digits of the folded form, in upper case: what a tax code is made from. */
size_t ct__text_plain_letters(const char *text, char *letters, size_t size);
