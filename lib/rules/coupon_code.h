/* Coupon codes for people (R-COU-09): XXXX-XXXX-XXXX-XXXX, without look-alike characters. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum ct__coupon_code_problem {
    CT__COUPON_CODE_OK = 0,
    CT__COUPON_CODE_LENGTH,
    CT__COUPON_CODE_ALPHABET,
    CT__COUPON_CODE_CHECK
};
enum {
    CT__COUPON_CODE_SIZE = 20,
    CT__COUPON_CODE_VALUES = 15, /* what is random in a code: 67 bits */
    CT__COUPON_CODE_BASE = 23
};

/* Turns random bytes into random values without bias, for which it passes over some of the bytes.
 * `filled` of the values are there already; answers how many are now. When that is less than
 * CT__COUPON_CODE_VALUES, call again with other bytes. */
size_t ct__coupon_code_values(const uint8_t *random, size_t size,
                              uint8_t values[CT__COUPON_CODE_VALUES], size_t filled);

/* Writes the code of values that are each less than CT__COUPON_CODE_BASE. */
void ct__coupon_code_make(const uint8_t values[CT__COUPON_CODE_VALUES],
                          char ret_code[CT__COUPON_CODE_SIZE]);

/* Reads a code in either case, with or without hyphens and spaces, into the form that is made. Its
 * check character tells any single wrong character and any swap of neighbours. On failure
 * `ret_code` is untouched. */
enum ct__coupon_code_problem ct__coupon_code_read(const char *text,
                                                  char ret_code[CT__COUPON_CODE_SIZE]);

/* R-COU-10: where the code begins in a link, made with `prefix` or of another form with the code last;
 * in what is no link, the whole text. */
const char *ct__coupon_code_in_link(const char *prefix, const char *text);
