/* contoterzi lifecycle run: what is due today (R-OUT-03) */
#include <jansson.h>
#include <stdlib.h>

#include "command.h"
#include "memory.h"
#include "values.h"
#include "view.h"

/* What the calls of a run did together. */
struct totals {
    int64_t expired_notices, erasure_notices, erasures, reminders, removed_answers,
        removed_messages;
};

static void
add(struct totals *totals, const ct_lifecycle_report *report)
{
    totals->expired_notices += ct_lifecycle_report_expired_notices(report);
    totals->erasure_notices += ct_lifecycle_report_erasure_notices(report);
    totals->erasures += ct_lifecycle_report_erasures(report);
    totals->reminders += ct_lifecycle_report_reminders(report);
    totals->removed_answers += ct_lifecycle_report_removed_answers(report);
    totals->removed_messages += ct_lifecycle_report_removed_messages(report);
}

/* Each call has a key of its own, so that the same command again finds what each of them did. */
static ct_status
run_once(const struct app *app, unsigned number, struct totals *totals, bool *ret_is_done)
{
    ct_call call = app_call(app);
    ct_lifecycle_report *report = NULL;
    char *key = NULL;
    ct_status status;

    if (call.idempotency_key)
        call.idempotency_key = key = memory_print("%s/%u", call.idempotency_key, number);
    status = ct_lifecycle_run(app->context, NULL, &call, &report);
    free(key);
    add(totals, report);
    *ret_is_done = ct_lifecycle_report_is_done(report);
    ct_lifecycle_report_free(report);
    return status;
}

int
run_lifecycle_run(struct app *app)
{
    static const struct column of_totals[] = {
        { "expired_notices", { "Licenze scadute", "Licenses expired" }, 0 },
        { "reminders", { "Promemoria di rinnovo", "Renewal reminders" }, 0 },
        { "erasure_notices", { "Preavvisi di cancellazione", "Erasures announced" }, 0 },
        { "erasures", { "Clienti cancellati", "Clients erased" }, 0 },
        { "removed_answers", { "Risposte eliminate", "Answers removed" }, 0 },
        { "removed_messages", { "Messaggi eliminati", "Messages removed" }, 0 },
        { "keys_kept_since", { "Chiavi conservate dal", "Keys kept since" }, 0 },
    };
    struct totals totals = { 0 };
    ct_instant since = 0;
    bool is_done = false;
    ct_status status = ct_context_keys_kept_since(app->context, &since);

    for (unsigned number = 1; !status && !is_done; number++)
        status = run_once(app, number, &totals, &is_done);
    if (status)
        return failure_of(app, status);
    return view_answer(
        app,
        value_checked(json_pack(
            "{s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "expired_notices",
            (json_int_t)totals.expired_notices, "reminders", (json_int_t)totals.reminders,
            "erasure_notices", (json_int_t)totals.erasure_notices, "erasures",
            (json_int_t)totals.erasures, "removed_answers", (json_int_t)totals.removed_answers,
            "removed_messages", (json_int_t)totals.removed_messages, "keys_kept_since",
            value_instant(since))),
        COLUMNS(of_totals));
}
