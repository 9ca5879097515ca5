/* VAT numbers: what was read is read again as itself, and no single digit of it may change. */
#include "rules/vat_number.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    char *text = take_rest(&input);
    char number[CT__VAT_NUMBER_SIZE] = "untouched", again[CT__VAT_NUMBER_SIZE];

    if (ct__vat_number_read(text, number)) {
        MUST(strcmp(number, "untouched") == 0);
    } else {
        MUST(strlen(number) == 11 && ct__vat_number_is_checked(number));
        MUST(ct__vat_number_read(number, again) == CT__VAT_NUMBER_OK);
        MUST(strcmp(number, again) == 0);
        for (size_t i = 0; i < 11; i++) {
            for (char other = '0'; other <= '9'; other++) {
                number[i] = other;
                MUST(other == again[i] || !ct__vat_number_is_checked(number));
            }
            number[i] = again[i];
        }
    }
    free(text);
    return 0;
}
