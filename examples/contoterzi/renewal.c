/* contoterzi campaign ... and cancellation ...: tacit renewal (R-REN-01, R-REN-02, R-REN-04). */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "memory.h"
#include "progress.h"
#include "rfc3339.h"
#include "values.h"
#include "view.h"

/* --- The campaign ----------------------------------------------------------------------------- */

enum { PAGE = 250 };

struct campaign {
    const struct app *app;
    char *after; /* the cursor of the next page; NULL at first, and after the last */
    uint64_t studios, issued_to, stopped, already_done, coupons;
    struct progress progress;
};

static const struct column of_campaigns[] = {
    { "license_year", { "Coupon per il", "Coupons for" }, 0 },
    { "studios", { "Studi", "Studios" }, 0 },
    { "issued_to", { "Con coupon emessi ora", "Given coupons now" }, 0 },
    { "stopped", { "Fermati da una disdetta", "Stopped by a cancellation" }, 0 },
    { "already_done", { "Già serviti", "Served before" }, 0 },
    { "coupons", { "Coupon emessi", "Coupons issued" }, 0 },
};

/* Each page has a key of its own, so that the same command again answers the same. */
static ct_status
call_page(const struct campaign *campaign, ct_campaign_report **ret_report)
{
    const struct app *app = campaign->app;
    ct_call call = app_call(app);
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    char *key = NULL;
    ct_status status;

    request.license_year = (int32_t)app_number(app, OPTION_YEAR);
    request.after = campaign->after;
    request.limit = PAGE;
    if (call.idempotency_key && campaign->after)
        call.idempotency_key = key = memory_print("%s/%s", call.idempotency_key, campaign->after);
    status = ct_campaign_run(app->context, &request, &call, ret_report);
    free(key);
    return status;
}

static ct_status
run_page(struct campaign *campaign)
{
    ct_campaign_report *report = NULL;
    ct_status status = call_page(campaign, &report);
    const char *next;

    if (status)
        return status;
    campaign->studios += ct_campaign_report_studios(report);
    campaign->issued_to += ct_campaign_report_issued_to(report);
    campaign->stopped += ct_campaign_report_stopped(report);
    campaign->already_done += ct_campaign_report_already_done(report);
    campaign->coupons += ct_campaign_report_coupons(report);
    next = ct_campaign_report_next(report);
    free(campaign->after);
    campaign->after = next ? memory_text(next, strlen(next)) : NULL;
    ct_campaign_report_free(report);
    progress_update(&campaign->progress, campaign->studios, campaign->studios);
    return CT_OK;
}

/* Done only for somebody who looks at a bar. */
static uint64_t
count_studios(const struct app *app)
{
    uint64_t count = 0;
    char *after = NULL;
    const char *next = "";

    while (progress_is_wanted() && next) {
        ct_studio_list *list = NULL;

        if (ct_studio_list_get(app->context, after, 1000, &list))
            break;
        count += ct_studio_list_count(list);
        next = ct_studio_list_next(list);
        free(after);
        after = next ? memory_text(next, strlen(next)) : NULL;
        ct_studio_list_free(list);
    }
    free(after);
    return count;
}

/* What is done stays done after a failure midway: the same command again does the rest. */
int
run_campaign_run(struct app *app)
{
    struct campaign campaign = { .app = app };
    ct_status status;

    progress_start(&campaign.progress, app, count_studios(app));
    do
        status = run_page(&campaign);
    while (!status && campaign.after);
    progress_clear(&campaign.progress);
    free(campaign.after);
    if (status)
        return failure_of(app, status);
    return view_answer(
        app,
        value_checked(json_pack(
            "{s:I, s:I, s:I, s:I, s:I, s:I}", "license_year",
            (json_int_t)app_number(app, OPTION_YEAR), "studios", (json_int_t)campaign.studios,
            "issued_to", (json_int_t)campaign.issued_to, "stopped", (json_int_t)campaign.stopped,
            "already_done", (json_int_t)campaign.already_done, "coupons",
            (json_int_t)campaign.coupons)),
        COLUMNS(of_campaigns));
}

/* --- Cancellations ---------------------------------------------------------------------------- */

static const struct column of_one[] = {
    { "id", { "Disdetta", "Cancellation" }, 0 },
    { "studio", { "Studio", "Studio" }, 0 },
    { "pack", { "Pacchetto", "Pack" }, 0 },
    { "sender", { "Da", "From" }, 0 },
    { "message_id", { "Messaggio", "Message" }, 0 },
    { "sent_at", { "Inviata", "Sent" }, 0 },
    { "recorded_at", { "Registrata", "Recorded" }, 0 },
    { "withdrawn_at", { "Ritirata", "Withdrawn" }, 0 },
};

static const struct column of_list[] = {
    { "id", { "Disdetta", "Cancellation" }, 0 },
    { "pack", { "Pacchetto", "Pack" }, 0 },
    { "sent_at", { "Inviata", "Sent" }, 0 },
    { "campaign_year", { "Ferma dal novembre", "Stops from November" }, 0 },
    { "withdrawn_at", { "Ritirata", "Withdrawn" }, 0 },
};

static json_t *
value_cancellation(const ct_cancellation *cancellation)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:i, s:o, s:o}", "id",
        value_id(ct_cancellation_id(cancellation)), "studio",
        value_id(ct_cancellation_studio_id(cancellation)), "pack",
        value_id(ct_cancellation_pack_id(cancellation)), "sender",
        value_text(ct_cancellation_sender(cancellation)), "message_id",
        value_text(ct_cancellation_message_id(cancellation)), "sent_at",
        value_instant(ct_cancellation_sent_at(cancellation)), "campaign_year",
        (int)ct_cancellation_campaign_year(cancellation), "license_year",
        (int)ct_cancellation_license_year(cancellation), "recorded_at",
        value_instant(ct_cancellation_recorded_at(cancellation)), "withdrawn_at",
        value_instant(ct_cancellation_withdrawn_at(cancellation))));
}

/* In words, for whoever has to answer the studio. */
static void
explain(const struct app *app, const ct_cancellation *cancellation)
{
    bool is_of_all = app_is_none(ct_cancellation_pack_id(cancellation));
    int november = (int)ct_cancellation_campaign_year(cancellation);

    if (ct_cancellation_withdrawn_at(cancellation))
        puts(SAY(app, "È ritirata: non ferma nulla.", "It is withdrawn: it stops nothing."));
    else if (is_of_all)
        printf(SAY(app,
                   "Ferma la campagna di novembre %d: allo studio non si emettono i coupon per il "
                   "%d.\n",
                   "It stops the campaign of November %d: the studio gets no coupons for %d.\n"),
               november, november + 1);
    else
        printf(SAY(app,
                   "Ferma da novembre %d il rinnovo del pacchetto: i suoi coupon per il %d non si "
                   "emettono.\n",
                   "From November %d on it stops the renewal of the pack: its coupons for %d are "
                   "not issued.\n"),
               november, november + 1);
    view_reasons(app, ct_cancellation_reasons(cancellation), 0);
}

/* The answer of a call that gave a cancellation. */
static int
answer_cancellation(const struct app *app, ct_status status, ct_cancellation *cancellation)
{
    json_t *document;

    if (status)
        return failure_of(app, status);
    document = value_cancellation(cancellation);
    json_object_set_new(
        document, "reasons",
        value_reasons(ct_cancellation_reasons(cancellation), app->language, false));
    if (!app->is_json)
        explain(app, cancellation);
    view_answer(app, document, COLUMNS(of_one));
    ct_cancellation_free(cancellation);
    return EXIT_DONE;
}

static int
read_sent_at(const struct app *app, ct_instant *ret_sent_at)
{
    const char *text = app_text(app, OPTION_SENT_AT);

    if (rfc3339_read(text, ret_sent_at))
        return EXIT_DONE;
    return failure_usage(app, "sent-at",
                         SAY(app,
                             "--sent-at: \"%s\" non è un istante come 2026-06-30T23:59:59+02:00",
                             "--sent-at: \"%s\" is no instant such as 2026-06-30T23:59:59+02:00"),
                         text);
}

int
run_cancellation_record(struct app *app)
{
    ct_call call = app_call(app);
    ct_cancellation_request request = CT_CANCELLATION_REQUEST_INIT;
    ct_cancellation *cancellation = NULL;
    const char *pack = app_text(app, OPTION_PACK);
    ct_status status;
    int failed = read_sent_at(app, &request.sent_at);

    if (!failed && pack)
        failed = app_id(app, "pack", pack, &request.pack);
    if (!failed)
        failed = app_studio(app, &request.studio);
    if (failed)
        return failed;
    request.sender = app_text(app, OPTION_SENDER);
    request.message_id = app_text(app, OPTION_MESSAGE_ID);
    status = ct_cancellation_record(app->context, &request, &call, &cancellation);
    return answer_cancellation(app, status, cancellation);
}

int
run_cancellation_withdraw(struct app *app)
{
    ct_call call = app_call(app);
    ct_cancellation *cancellation = NULL;
    ct_status status;
    ct_id id;
    int failed = app_id(app, "cancellation", app->arguments.items[0], &id);

    if (failed)
        return failed;
    status = ct_cancellation_withdraw(app->context, id, &call, &cancellation);
    return answer_cancellation(app, status, cancellation);
}

int
run_cancellation_show(struct app *app)
{
    ct_cancellation_list *list = NULL;
    const ct_cancellation *cancellation;
    json_t *rows;
    ct_status status;
    ct_id studio;
    int failed = app_studio(app, &studio);

    if (failed)
        return failed;
    status = ct_cancellation_list_get(app->context, studio, app_text(app, OPTION_AFTER),
                                      (uint32_t)app_number(app, OPTION_LIMIT), &list);
    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (cancellation = ct_cancellation_list_at(list, i)); i++)
        json_array_append_new(rows, value_cancellation(cancellation));
    view_page(app, "cancellations", rows, ct_cancellation_list_next(list), COLUMNS(of_list));
    ct_cancellation_list_free(list);
    return EXIT_DONE;
}
