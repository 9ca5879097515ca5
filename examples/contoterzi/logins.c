#include "logins.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct login {
    ct_id client; /* first, so that one comparison serves for both */
    const char *address;
};

static int
compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(ct_id));
}

/* Whether the client is the studio's; otherwise tells that it is not. */
static int
check_studio(const struct app *app, ct_id client, ct_id studio, const char *text)
{
    ct_client *found = NULL;
    ct_status status = ct_client_get(app->context, client, &found);
    ct_id own;

    if (status)
        return failure_of(app, status);
    own = ct_client_studio_id(found);
    ct_client_free(found);
    if (memcmp(&own, &studio, sizeof own) == 0)
        return EXIT_DONE;
    return failure_usage(app, "email",
                         SAY(app, "--email=%s: il cliente non è di questo studio",
                             "--email=%s: the client is not this studio's"),
                         text);
}

static int
read_one(const struct app *app, ct_id studio, const char *text, struct login *ret_login)
{
    const char *address = strchr(text, '=') + 1; /* its presence was checked with the options */
    char *client = memory_text(text, (size_t)(address - text) - 1);
    int failed = app_client(app, client, &ret_login->client);

    free(client);
    if (!failed)
        failed = check_studio(app, ret_login->client, studio, text);
    ret_login->address = address;
    return failed;
}

/* They are sorted, so two addresses for one client lie side by side. */
static int
check_once_each(const struct app *app, const struct logins *logins)
{
    for (size_t i = 1; i < logins->count; i++)
        if (compare(&logins->items[i - 1], &logins->items[i]) == 0)
            return failure_usage(app, "email",
                                 SAY(app, "--email: un cliente ha due indirizzi, %s e %s",
                                     "--email: one client has two addresses, %s and %s"),
                                 logins->items[i - 1].address, logins->items[i].address);
    return EXIT_DONE;
}

int
logins_read(const struct app *app, ct_id studio, struct logins *ret_logins)
{
    const struct text_list *list = &app->options.client_emails;
    struct logins logins = { 0 };

    if (list->count)
        logins.items = memory_resize(NULL, list->count * sizeof *logins.items);
    for (; logins.count < list->count; logins.count++) {
        int failed = read_one(app, studio, list->items[logins.count], &logins.items[logins.count]);

        if (failed) {
            logins_free(&logins);
            return failed;
        }
    }
    if (logins.count)
        qsort(logins.items, logins.count, sizeof *logins.items, compare);
    if (check_once_each(app, &logins)) {
        logins_free(&logins);
        return EXIT_USAGE;
    }
    *ret_logins = logins;
    return EXIT_DONE;
}

void
logins_free(struct logins *logins)
{
    free(logins->items);
    *logins = (struct logins){ 0 };
}

const char *
logins_find(const struct logins *logins, ct_id client)
{
    const struct login *login = NULL;

    if (logins->count)
        login = bsearch(&client, logins->items, logins->count, sizeof *logins->items, compare);
    return login ? login->address : NULL;
}

const ct_id *
logins_stranger(const struct logins *logins, const ct_id *clients, size_t count)
{
    for (size_t i = 0; i < logins->count; i++) {
        size_t c = 0;

        while (c < count && compare(&clients[c], &logins->items[i].client) != 0)
            c++;
        if (c == count)
            return &logins->items[i].client;
    }
    return NULL;
}
