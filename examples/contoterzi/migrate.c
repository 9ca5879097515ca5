/* contoterzi migrate: some clients of a studio, or all of them, each on its own terms (R-MIG-05).
 *
 * Clients go page by page, and what became of a page is printed before the next one is read, so
 * that memory doesn't grow with their number. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "client_pages.h"
#include "command.h"
#include "logins.h"
#include "progress.h"
#include "report.h"
#include "values.h"

struct migrate {
    const struct app *app;
    ct_id studio;
    ct_signatory signatory;
    struct logins logins;
    struct client_pages pages;
    struct report report;
    struct progress progress;
};

/* --- What is asked ---------------------------------------------------------------------------- */

static int
read_request(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    const ct_id *stranger;
    int failed = app_studio(app, &migrate->studio);

    migrate->signatory = app_signatory(app);
    if (!failed)
        failed = client_pages_read(&migrate->pages, app, migrate->studio);
    if (!failed && app_text(app, OPTION_COUPON) && app->arguments.count != 1)
        failed = failure_usage(
            app, "coupon",
            SAY(app, "--coupon vale per un solo cliente", "--coupon is for one client alone"));
    if (!failed)
        failed = logins_read(app, migrate->studio, &migrate->logins);
    if (failed || !migrate->pages.named)
        return failed;
    stranger = logins_stranger(&migrate->logins, migrate->pages.named, migrate->pages.named_count);
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
    const char *emails[CLIENT_PAGE];
    ct_status status;

    if (!migrate->pages.page_count)
        return CT_OK;
    for (size_t i = 0; i < migrate->pages.page_count; i++)
        emails[i] = logins_find(&migrate->logins, migrate->pages.page[i]);
    bulk.studio = migrate->studio;
    bulk.signatory = &migrate->signatory;
    bulk.clients = migrate->pages.page;
    bulk.client_count = migrate->pages.page_count;
    bulk.emails = migrate->logins.count ? emails : NULL;
    bulk.license_year = (int32_t)app_number(app, OPTION_YEAR);
    bulk.flags = flags_of(app);
    status = ct_migration_run_many(app->context, &bulk, &call, &answers);
    if (status)
        return status;
    progress_clear(&migrate->progress);
    for (size_t i = 0; i < ct_migration_answers_count(answers); i++)
        report_add_migration(&migrate->report, ct_migration_answers_at(answers, i));
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
    ct_status status = ct_client_get(app->context, migrate->pages.named[0], &client);
    ct_id own = ct_client_studio_id(client);

    if (status)
        return status;
    if (memcmp(&own, &migrate->studio, sizeof own) != 0) { /* another studio's: not even its name */
        ct_client_free(client);
        client = NULL;
    }
    request.studio = migrate->studio;
    request.client = migrate->pages.named[0];
    request.signatory = &migrate->signatory;
    request.email = logins_find(&migrate->logins, request.client);
    request.coupon_code = app_text(app, OPTION_COUPON);
    request.license_year = (int32_t)app_number(app, OPTION_YEAR);
    request.flags = flags_of(app);
    status = ct_migration_run(app->context, &request, &call, &answer);
    if (status == CT_ERR_REFUSED)
        report_add_refusal(&migrate->report, request.client, ct_client_name(client));
    else if (!status)
        report_add_migration(&migrate->report, answer);
    ct_migration_answer_free(answer);
    ct_client_free(client);
    return status == CT_ERR_REFUSED ? CT_OK : status;
}

static ct_status
run_pages(struct migrate *migrate)
{
    ct_status status = CT_OK;
    uint64_t seen = 0;

    while (!status && !migrate->pages.is_last && !ferror(stdout)) {
        status = client_pages_next(&migrate->pages);
        if (!status)
            status = run_page(migrate);
        seen += migrate->pages.page_count;
        progress_update(&migrate->progress, seen, seen);
    }
    progress_clear(&migrate->progress);
    return status;
}

/* A failure midway leaves a report of what is done, and can be taken up again by the same command.
 */
static int
migrate_clients(struct migrate *migrate)
{
    const struct app *app = migrate->app;
    ct_status status;
    int failed = EXIT_DONE;

    report_start(&migrate->report, app, REPORT_MIGRATIONS);
    progress_start(&migrate->progress, app, client_pages_total(&migrate->pages));
    status = app_text(app, OPTION_COUPON) ? run_one(migrate) : run_pages(migrate);
    if (status)
        failed = failure_of(app, status);
    if (!failed || migrate->report.is_begun)
        report_end(&migrate->report);
    if (failed)
        return failed;
    return report_outcome(&migrate->report);
}

int
run_migrate(struct app *app)
{
    struct migrate migrate = { .app = app };
    int outcome = read_request(&migrate);

    if (!outcome)
        outcome = migrate_clients(&migrate);
    logins_free(&migrate.logins);
    client_pages_free(&migrate.pages);
    return outcome;
}
