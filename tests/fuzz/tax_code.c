/* Tax codes: what was read is read again as itself, and fits what names it may. */
#include "rules/tax_code.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    char *text = take_line(&input), *name = take_rest(&input);
    char code[CT__TAX_CODE_SIZE] = "untouched", again[CT__TAX_CODE_SIZE];

    if (ct__tax_code_read(text, code)) {
        MUST(strcmp(code, "untouched") == 0);
    } else {
        MUST(ct__tax_code_read(code, again) == CT__TAX_CODE_OK && strcmp(code, again) == 0);
        MUST(strlen(code) == (ct__tax_code_is_person(code) ? 16 : 11));
        if (ct__tax_code_is_person(code)) {
            (void)ct__tax_code_fits_surname(code, name);
            (void)ct__tax_code_fits_name(code, name);
        }
    }
    free(name);
    free(text);
    return 0;
}
