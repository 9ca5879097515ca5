#include "rules/coupon_code.h"

#include <string.h>

#include "base/text.h"

enum { LENGTH = CT__COUPON_CODE_VALUES + 1, GROUP = 4, BASE = CT__COUPON_CODE_BASE };

static const char alphabet[] = "34679ACDEFGHJKMNPQRTWXY";
static const char folded_alphabet[] = "34679acdefghjkmnpqrtwxy";

size_t
ct__coupon_code_values(const uint8_t *random, size_t size, uint8_t values[CT__COUPON_CODE_VALUES],
                       size_t filled)
{
    const uint8_t limit = 10 * BASE; /* below it each value comes up equally often */
    for (size_t i = 0; i < size && filled < CT__COUPON_CODE_VALUES; i++) {
        if (random[i] < limit)
            values[filled++] = random[i] % BASE;
    }
    return filled;
}

/* The place times the value, summed up to `count` places. With a prime base and fewer places than
 * it, no change of one value and no exchange of two different ones leaves the sum as it was. */
static unsigned
weigh(const uint8_t *values, unsigned count)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += (i + 1) * values[i];
    return sum % BASE;
}

static void
write_code(const uint8_t values[LENGTH], char code[CT__COUPON_CODE_SIZE])
{
    for (int i = 0; i < LENGTH; i++) {
        if (i && i % GROUP == 0)
            *code++ = '-';
        *code++ = alphabet[values[i]];
    }
    *code = '\0';
}

void
ct__coupon_code_make(const uint8_t values[CT__COUPON_CODE_VALUES],
                     char ret_code[CT__COUPON_CODE_SIZE])
{
    const unsigned inverse = 13; /* of the last weight: 16 * 13 = 9 * 23 + 1 */
    uint8_t all[LENGTH];
    memcpy(all, values, CT__COUPON_CODE_VALUES);
    all[LENGTH - 1] = (uint8_t)((BASE - weigh(values, LENGTH - 1)) * inverse % BASE);
    write_code(all, ret_code);
}

/* The values of the characters in a folded `text`, BASE where it is no character of ours; answers how many,
 * at most one more than a code has. */
static size_t
take_values(const char *text, uint8_t values[LENGTH + 1])
{
    size_t count = 0;
    for (; *text && count <= LENGTH; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        const char *found = strchr(folded_alphabet, *text);
        values[count++] = (uint8_t)(found ? found - folded_alphabet : BASE);
    }
    return count;
}

enum ct__coupon_code_problem
ct__coupon_code_read(const char *text, char ret_code[CT__COUPON_CODE_SIZE])
{
    char folded[64]; /* because word processors put other dashes and spaces into it */
    uint8_t values[LENGTH + 1];
    if (ct__text_fold(text, folded, sizeof folded) == sizeof folded ||
        take_values(folded, values) != LENGTH)
        return CT__COUPON_CODE_LENGTH;
    if (memchr(values, BASE, LENGTH))
        return CT__COUPON_CODE_ALPHABET;
    if (weigh(values, LENGTH) != 0)
        return CT__COUPON_CODE_CHECK;
    write_code(values, ret_code);
    return CT__COUPON_CODE_OK;
}

const char *
ct__coupon_code_in_link(const char *prefix, const char *text)
{
    size_t length = strlen(prefix);
    if (length && strncmp(text, prefix, length) == 0)
        return text + length;
    const char *slash = strrchr(text, '/');
    return slash ? slash + 1 : text;
}
