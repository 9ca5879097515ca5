/* Passwords: what a chosen one lacks (R-MIG-07), and one-time ones (R-MIG-06). */
#pragma once

#include <stdint.h>

enum {
    CT__PASSWORD_SHORT = 1, /* fewer than 8 characters */
    CT__PASSWORD_NO_UPPER = 2,
    CT__PASSWORD_NO_LOWER = 4,
    CT__PASSWORD_NO_DIGIT = 8,
    CT__PASSWORD_NO_SPECIAL = 16,
    CT__PASSWORD_LONG = 32, /* more than 512 bytes: hashing it would cost too much */
    CT__PASSWORD_NOT_UTF8 = 64
};

/* What is wrong with `password`, 0 if nothing; "long" and "not UTF-8" come alone. Upper case, lower
 * case and digits are the ASCII ones; special are the other visible ASCII characters, the signs of
 * U+00A1 to U+00BF and the euro. Everything else counts for the length only. */
unsigned ct__password_problems(const char *password);

enum { CT__ONE_TIME_PASSWORD_LENGTH = 12, CT__ONE_TIME_PASSWORD_SIZE = 13 };

/* Makes a password of 60 bits, without look-alike characters, from as many random bytes as it is
 * long; no byte is refused, and none favours a character. */
void ct__one_time_password_make(const uint8_t random[CT__ONE_TIME_PASSWORD_LENGTH],
                                char ret_password[CT__ONE_TIME_PASSWORD_SIZE]);
