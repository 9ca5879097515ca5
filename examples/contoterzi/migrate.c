/* contoterzi migrate: some clients of a studio, or all of them, each on its own terms (R-MIG-05).
 *
 * Clients go page by page, and what became of a page is printed before the next one is read, so
 * that memory doesn't grow with their number. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "logins.h"
#include "memory.h"
#include "migrate_report.h"
#include "progress.h"
#include "values.h"

enum { PAGE = 500 };

struct migrate {
    const struct app *app;
    ct_id studio;
    ct_signatory signatory;
    struct logins logins;
    ct_id *named; /* the clients of the command line; NULL with --all */
    size_t named_count, named_done;
    char *after; /* with --all: the cursor of the next page; NULL at first */
    bool is_last;
    ct_id page[PAGE];
    size_t page_count;
    struct migrate_report report;
    struct progress progress;
};

/* --- What is asked ---------------------------------------------------------------------------- */

static int
read_clients(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    const struct text_list *texts = &app->arguments;
    bool is_all = app_text(app, OPTION_ALL) != NULL;

    if (is_all == (texts->count > 0))
        return failure_usage(
            app, "client",
            SAY(app, "servono i clienti, oppure --all", "either clients are needed, or --all"));
    if (app_text(app, OPTION_COUPON) && texts->count != 1)
        return failure_usage(
            app, "coupon",
            SAY(app, "--coupon vale per un solo cliente", "--coupon is for one client alone"));
    if (is_all)
        return EXIT_DONE;
    migrate->named = memory_resize(NULL, texts->count * sizeof *migrate->named);
    for (; migrate->named_count < texts->count; migrate->named_count++) {
        int failed = app_client(app, texts->items[migrate->named_count],
                                &migrate->named[migrate->named_count]);

        if (failed)
            return failed;
    }
    return EXIT_DONE;
}

static int
read_request(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    const ct_id *stranger;
    int failed = app_studio(app, &migrate->studio);

    migrate->signatory = app_signatory(app);
    if (!failed)
        failed = read_clients(migrate);
    if (!failed)
        failed = logins_read(app, migrate->studio, &migrate->logins);
    if (failed || !migrate->named)
        return failed;
    stranger = logins_stranger(&migrate->logins, migrate->named, migrate->named_count);
    if (stranger) {
        char text[CT_ID_TEXT_LENGTH + 1];

        ct_id_format(*stranger, text);
        return failure_usage(app, "email",
                             SAY(app, "--email: il cliente %s non è fra quelli da migrare",
                                 "--email: client %s is not among those to be migrated"),
                             text);
    }
    return EXIT_DONE;
}

/* --- Pages ------------------------------------------------------------------------------------ */

static void
next_named(struct migrate *migrate)
{
    size_t left = migrate->named_count - migrate->named_done;

    migrate->page_count = left < PAGE ? left : PAGE;
    memcpy(migrate->page, migrate->named + migrate->named_done,
           migrate->page_count * sizeof *migrate->page);
    migrate->named_done += migrate->page_count;
    migrate->is_last = migrate->named_done == migrate->named_count;
}

/* The next page of all clients, with its cursor taken before anything changes. */
static ct_status
next_listed(struct migrate *migrate)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    const char *next;
    ct_status status;

    query.studio = migrate->studio;
    query.after = migrate->after;
    query.limit = PAGE;
    status = ct_client_list_get(migrate->app->context, &query, &list);
    if (status)
        return status;
    migrate->page_count = ct_client_list_count(list);
    for (size_t i = 0; i < migrate->page_count; i++)
        migrate->page[i] = ct_client_id(ct_client_list_at(list, i));
    next = ct_client_list_next(list);
    free(migrate->after);
    migrate->after = next ? memory_text(next, strlen(next)) : NULL;
    migrate->is_last = !next;
    ct_client_list_free(list);
    return CT_OK;
}

/* --- Migrating -------------------------------------------------------------------------------- */

static uint32_t
flags_of(const struct app *app)
{
    return app_text(app, OPTION_SHARE_LOGIN) ? CT_MIGRATION_SHARE_LOGIN : 0;
}

static ct_status
run_page(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    ct_call call = app_call(app);
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers = NULL;
    const char *emails[PAGE];
    ct_status status;

    if (!migrate->page_count)
        return CT_OK;
    for (size_t i = 0; i < migrate->page_count; i++)
        emails[i] = logins_find(&migrate->logins, migrate->page[i]);
    bulk.studio = migrate->studio;
    bulk.signatory = &migrate->signatory;
    bulk.clients = migrate->page;
    bulk.client_count = migrate->page_count;
    bulk.emails = migrate->logins.count ? emails : NULL;
    bulk.license_year = (int32_t)app_number(app, OPTION_YEAR);
    bulk.flags = flags_of(app);
    status = ct_migration_run_many(app->context, &bulk, &call, &answers);
    if (status)
        return status;
    progress_clear(&migrate->progress);
    for (size_t i = 0; i < ct_migration_answers_count(answers); i++)
        migrate_report_add(&migrate->report, ct_migration_answers_at(answers, i));
    ct_migration_answers_free(answers);
    return CT_OK;
}

/* One client with a coupon of the caller's choice. */
static ct_status
run_one(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    ct_call call = app_call(app);
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
    ct_migration_answer *answer = NULL;
    ct_client *client = NULL;
    ct_status status = ct_client_get(app->context, migrate->named[0], &client);
    ct_id own = ct_client_studio_id(client);

    if (status)
        return status;
    if (memcmp(&own, &migrate->studio, sizeof own) != 0) { /* another studio's: not even its name */
        ct_client_free(client);
        client = NULL;
    }
    request.studio = migrate->studio;
    request.client = migrate->named[0];
    request.signatory = &migrate->signatory;
    request.email = logins_find(&migrate->logins, request.client);
    request.coupon_code = app_text(app, OPTION_COUPON);
    request.license_year = (int32_t)app_number(app, OPTION_YEAR);
    request.flags = flags_of(app);
    status = ct_migration_run(app->context, &request, &call, &answer);
    if (status == CT_ERR_REFUSED)
        migrate_report_add_refusal(&migrate->report, request.client, ct_client_name(client));
    else if (!status)
        migrate_report_add(&migrate->report, answer);
    ct_migration_answer_free(answer);
    ct_client_free(client);
    return status == CT_ERR_REFUSED ? CT_OK : status;
}

static ct_status
run_pages(struct migrate *migrate)
{
    ct_status status = CT_OK;
    uint64_t seen = 0;

    while (!status && !migrate->is_last && !ferror(stdout)) {
        if (migrate->named)
            next_named(migrate);
        else
            status = next_listed(migrate);
        if (!status)
            status = run_page(migrate);
        seen += migrate->page_count;
        progress_update(&migrate->progress, seen, seen);
    }
    progress_clear(&migrate->progress);
    return status;
}

/* Counting all the clients takes time, so it is done only for somebody who looks at a bar. */
static uint64_t
count_clients(const struct migrate *migrate)
{
    ct_studio_overview *overview = NULL;
    uint64_t count = 0;

    if (migrate->named)
        return migrate->named_count;
    if (!progress_is_wanted() ||
        ct_studio_overview_get(migrate->app->context, migrate->studio, &overview))
        return 0;
    count = ct_studio_overview_clients(overview);
    ct_studio_overview_free(overview);
    return count;
}

/* A failure midway leaves a report of what is done, and can be taken up again by the same command.
 */
static int
migrate_clients(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    ct_status status;
    int failed = EXIT_DONE;

    migrate_report_start(&migrate->report, app);
    progress_start(&migrate->progress, app, count_clients(migrate));
    status = app_text(app, OPTION_COUPON) ? run_one(migrate) : run_pages(migrate);
    if (status)
        failed = failure_of(app, status);
    if (!failed || migrate->report.is_begun)
        migrate_report_end(&migrate->report);
    if (failed)
        return failed;
    return migrate->report.counts[CT_MIGRATION_REFUSED] ? EXIT_REFUSED : EXIT_DONE;
}

int
run_migrate(struct app *app)
{
    struct migrate migrate = { .app = app };
    int outcome = read_request(&migrate);

    if (!outcome)
        outcome = migrate_clients(&migrate);
    logins_free(&migrate.logins);
    free(migrate.named);
    free(migrate.after);
    return outcome;
}
