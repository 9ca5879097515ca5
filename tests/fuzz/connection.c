/* The address of a server in --db, without connecting: it is taken or refused, and `schema` is
 * taken out of it and nothing else. */
#include "app.c" /* for what it keeps to itself */

#include "fuzz.h"

static void
try_schema(const char *text)
{
    char *address = memory_text(text, strlen(text));
    char *schema = take_schema(address);
    size_t kept = strlen(address);

    MUST(schema || strcmp(address, text) == 0);
    if (schema) {
        MUST(kept + strlen("?schema=") + strlen(schema) == strlen(text));
        MUST(strstr(text, schema) && !strchr(schema, '&'));
    }
    free(schema);
    free(address);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    char *text = take_rest(&input);
    ct_storage *storage = NULL;
    ct_status status;

    try_schema(text);
    status = open_server(text, size % 2, &storage);
    MUST(status == CT_OK || status == CT_ERR_INVALID_ARGUMENT);
    MUST((status == CT_OK) == (storage != NULL));
    ct_storage_unref(storage);
    free(text);
    return 0;
}
