/* E-mail addresses, and the lists of domains that a host sets: what was read is read again as
 * itself, in capitals too. */
#include "rules/email.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void
must_read_capitals(const char *address)
{
    char capitals[CT__EMAIL_SIZE], again[CT__EMAIL_SIZE];

    strcpy(capitals, address);
    for (char *c = capitals; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    MUST(ct__email_read(capitals, again) == CT__EMAIL_OK && strcmp(address, again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    char *text = take_line(&input), *more = take_line(&input), *not = take_rest(&input);
    char address[CT__EMAIL_SIZE] = "untouched", again[CT__EMAIL_SIZE];

    if (ct__email_read(text, address)) {
        MUST(strcmp(address, "untouched") == 0);
    } else {
        const char *domain = strchr(address, '@') + 1;

        MUST(ct__email_read(address, again) == CT__EMAIL_OK && strcmp(address, again) == 0);
        must_read_capitals(address);
        (void)ct__email_is_certified(address, more, not);
        MUST(ct__email_is_certified(address, domain, NULL));
        MUST(!ct__email_is_certified(address, more, domain));
    }
    free(not);
    free(more);
    free(text);
    return 0;
}
