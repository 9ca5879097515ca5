#include "rules/password.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

enum { LEAST_CHARACTERS = 8, MOST_BYTES = 512 };

/* Is there one of the signs beyond ASCII that Italian keyboards have, such as pound, section,
 * degree and euro? Letters with marks are none. */
static bool
is_foreign_sign(const char *at)
{
    return (at[0] == '\xC2' && (uint8_t)at[1] > 0xA0) || strncmp(at, "\xE2\x82\xAC", 3) == 0;
}

/* The requirement that the character at `at` meets, as the bit of its absence. */
static unsigned
met_by(const char *at)
{
    char c = *at;
    if (c >= 'A' && c <= 'Z')
        return CT__PASSWORD_NO_UPPER;
    if (c >= 'a' && c <= 'z')
        return CT__PASSWORD_NO_LOWER;
    if (c >= '0' && c <= '9')
        return CT__PASSWORD_NO_DIGIT;
    if ((c > ' ' && c <= '~') || is_foreign_sign(at))
        return CT__PASSWORD_NO_SPECIAL;
    return 0;
}

unsigned
ct__password_problems(const char *password)
{
    size_t bytes = strnlen(password, MOST_BYTES + 1), characters = 0;
    if (bytes > MOST_BYTES)
        return CT__PASSWORD_LONG;
    if (!ct__text_is_utf8(password, bytes))
        return CT__PASSWORD_NOT_UTF8;
    unsigned missing = CT__PASSWORD_NO_UPPER | CT__PASSWORD_NO_LOWER | CT__PASSWORD_NO_DIGIT |
                       CT__PASSWORD_NO_SPECIAL;
    for (const char *at = password; *at; at++) {
        characters += ((uint8_t)*at & 0xC0) != 0x80; /* a character's first byte */
        missing &= ~met_by(at);
    }
    return missing | (characters < LEAST_CHARACTERS ? CT__PASSWORD_SHORT : 0);
}

void
ct__one_time_password_make(const uint8_t random[CT__ONE_TIME_PASSWORD_LENGTH],
                           char ret_password[CT__ONE_TIME_PASSWORD_SIZE])
{
    /* No O and 0, no I, l and 1, no letter in both cases that differ in size only. A byte's values
     * divide by 32 evenly. */
    static const char alphabet[32] = {'3', '4', '6', '7', '9', 'A', 'C', 'D', 'E', 'F', 'G',
                                      'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'T', 'W',
                                      'X', 'Y', 'a', 'd', 'e', 'f', 'h', 'n', 'r', 't'};
    for (int i = 0; i < CT__ONE_TIME_PASSWORD_LENGTH; i++)
        ret_password[i] = alphabet[random[i] % sizeof alphabet];
    ret_password[CT__ONE_TIME_PASSWORD_LENGTH] = '\0';
}
