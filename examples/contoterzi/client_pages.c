#include "client_pages.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "progress.h"

int
client_pages_read(struct client_pages *pages, const struct app *app, ct_id studio)
{
    const struct text_list *texts = &app->arguments;
    bool is_all = app_text(app, OPTION_ALL) != NULL;

    pages->app = app;
    pages->studio = studio;
    if (is_all == (texts->count > 0))
        return failure_usage(
            app, "client",
            SAY(app, "servono i clienti, oppure --all", "either clients are needed, or --all"));
    if (is_all)
        return EXIT_DONE;
    pages->named = memory_resize(NULL, texts->count * sizeof *pages->named);
    for (; pages->named_count < texts->count; pages->named_count++) {
        int failed = app_client(app, texts->items[pages->named_count],
                                &pages->named[pages->named_count]);

        if (failed)
            return failed;
    }
    return EXIT_DONE;
}

static void
next_named(struct client_pages *pages)
{
    size_t left = pages->named_count - pages->named_done;

    pages->page_count = left < CLIENT_PAGE ? left : CLIENT_PAGE;
    memcpy(pages->page, pages->named + pages->named_done,
           pages->page_count * sizeof *pages->page);
    pages->named_done += pages->page_count;
    pages->is_last = pages->named_done == pages->named_count;
}

/* The next page of all clients, with its cursor taken before anything changes. */
static ct_status
next_listed(struct client_pages *pages)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    const ct_client *client;
    const char *next;
    ct_status status;

    query.studio = pages->studio;
    query.after = pages->after;
    query.limit = CLIENT_PAGE;
    status = ct_client_list_get(pages->app->context, &query, &list);
    if (status)
        return status;
    pages->page_count = 0;
    for (size_t i = 0; (client = ct_client_list_at(list, i)); i++)
        if (!pages->wants || pages->wants(client))
            pages->page[pages->page_count++] = ct_client_id(client);
    next = ct_client_list_next(list);
    free(pages->after);
    pages->after = next ? memory_text(next, strlen(next)) : NULL;
    pages->is_last = !next;
    ct_client_list_free(list);
    return CT_OK;
}

ct_status
client_pages_next(struct client_pages *pages)
{
    if (!pages->named)
        return next_listed(pages);
    next_named(pages);
    return CT_OK;
}

/* Counting all the clients takes time, so it is done only for somebody who looks at a bar. */
uint64_t
client_pages_total(const struct client_pages *pages)
{
    ct_studio_overview *overview = NULL;
    uint64_t count = 0;

    if (pages->named)
        return pages->named_count;
    if (!progress_is_wanted() ||
        ct_studio_overview_get(pages->app->context, pages->studio, &overview))
        return 0;
    count = ct_studio_overview_clients(overview);
    ct_studio_overview_free(overview);
    return count;
}

void
client_pages_free(struct client_pages *pages)
{
    free(pages->named);
    free(pages->after);
}
