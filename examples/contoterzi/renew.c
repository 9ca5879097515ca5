/* contoterzi renew: some clients of a studio, or all of them, each with a coupon (R-REN-03); or what
 * that would need (R-REN-06). */
#include <stdio.h>

#include "client_pages.h"
#include "command.h"
#include "progress.h"
#include "renew_plan.h"
#include "report.h"

struct renew {
    const struct app *app;
    struct client_pages pages;
    struct report report;
    struct progress progress;
};

/* With --all: who has had a license, and not what is still to be migrated. */
static bool
had_license(const ct_client *client)
{
    ct_client_state state = ct_client_state_today(client);

    return ct_client_license_last_day(client).year &&
           (state == CT_CLIENT_ACTIVE || state == CT_CLIENT_EXPIRED ||
            state == CT_CLIENT_IN_MIGRATION);
}

static ct_status
run_page(struct renew *renew)
{
    const struct app *app = renew->app;
    ct_call call = app_call(app);
    ct_renewal_bulk bulk = CT_RENEWAL_BULK_INIT;
    ct_assignments *answers = NULL;
    ct_status status;

    if (!renew->pages.page_count)
        return CT_OK;
    bulk.studio = renew->pages.studio;
    bulk.clients = renew->pages.page;
    bulk.client_count = renew->pages.page_count;
    bulk.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    bulk.license_year = (int32_t)app_number(app, OPTION_YEAR);
    bulk.flags = app_text(app, OPTION_SHARE_LOGIN) ? CT_ASSIGNMENT_SHARE_LOGIN : 0;
    status = ct_renewal_run_many(app->context, &bulk, &call, &answers);
    if (status)
        return status;
    progress_clear(&renew->progress);
    for (size_t i = 0; i < ct_assignments_count(answers); i++)
        report_add_assignment(&renew->report, ct_assignments_at(answers, i));
    ct_assignments_free(answers);
    return CT_OK;
}

static ct_status
run_pages(struct renew *renew)
{
    ct_status status = CT_OK;
    uint64_t seen = 0;

    while (!status && !renew->pages.is_last && !ferror(stdout)) {
        status = client_pages_next(&renew->pages);
        if (!status)
            status = run_page(renew);
        seen += renew->pages.page_count;
        progress_update(&renew->progress, seen, seen);
    }
    progress_clear(&renew->progress);
    return status;
}

/* A failure midway leaves a report of what is done, and can be taken up again by the same command.
 */
static int
renew_clients(struct renew *renew)
{
    ct_status status;
    int failed = EXIT_DONE;

    report_start(&renew->report, renew->app, REPORT_RENEWALS);
    progress_start(&renew->progress, renew->app, client_pages_total(&renew->pages));
    status = run_pages(renew);
    if (status)
        failed = failure_of(renew->app, status);
    if (!failed || renew->report.is_begun)
        report_end(&renew->report);
    return failed ? failed : report_outcome(&renew->report);
}

static int
show_plan(const struct app *app, ct_id studio)
{
    if (app->arguments.count || app_text(app, OPTION_ALL))
        return failure_usage(app, "plan",
                             SAY(app, "--plan è di tutti i clienti: senza nomi né --all",
                                 "--plan is of all clients: without names and --all"));
    return renew_plan_show(app, studio);
}

int
run_renew(struct app *app)
{
    struct renew renew = { .app = app, .pages = { .wants = had_license } };
    ct_id studio;
    int outcome = app_studio(app, &studio);

    if (!outcome && app_text(app, OPTION_PLAN_ONLY))
        return show_plan(app, studio);
    if (!outcome)
        outcome = client_pages_read(&renew.pages, app, studio);
    if (!outcome)
        outcome = renew_clients(&renew);
    client_pages_free(&renew.pages);
    return outcome;
}
