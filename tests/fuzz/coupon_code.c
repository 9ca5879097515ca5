/* Coupon codes and links: what was read is read again as itself, and no two neighbours' characters
 * stand for each other. */
#include "rules/coupon_code.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* The code with the character at `place` replaced is none. */
static void
must_tell(const char *code, size_t place, char other)
{
    char wrong[CT__COUPON_CODE_SIZE], read[CT__COUPON_CODE_SIZE];

    strcpy(wrong, code);
    wrong[place] = other;
    MUST(ct__coupon_code_read(wrong, read) != CT__COUPON_CODE_OK);
}

static void
try_made(const uint8_t *data, size_t size)
{
    uint8_t values[CT__COUPON_CODE_VALUES];
    char code[CT__COUPON_CODE_SIZE], again[CT__COUPON_CODE_SIZE];

    if (ct__coupon_code_values(data, size, values, 0) < CT__COUPON_CODE_VALUES)
        return;
    ct__coupon_code_make(values, code);
    MUST(ct__coupon_code_read(code, again) == CT__COUPON_CODE_OK && strcmp(code, again) == 0);
    for (size_t i = 0; i + 1 < strlen(code); i++)
        if (code[i] != '-' && code[i + 1] != '-' && code[i] != code[i + 1])
            must_tell(code, i, code[i + 1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    char *text = take_line(&input), *prefix = take_rest(&input);
    char code[CT__COUPON_CODE_SIZE] = "untouched", again[CT__COUPON_CODE_SIZE];
    const char *in_link = ct__coupon_code_in_link(prefix, text);

    MUST(in_link >= text && in_link <= text + strlen(text));
    if (ct__coupon_code_read(in_link, code)) {
        MUST(strcmp(code, "untouched") == 0);
    } else {
        MUST(ct__coupon_code_read(code, again) == CT__COUPON_CODE_OK && strcmp(code, again) == 0);
        MUST(strcmp(ct__coupon_code_in_link(prefix, code), code) == 0 || strstr(code, prefix));
    }
    try_made(data, size);
    free(prefix);
    free(text);
    return 0;
}
