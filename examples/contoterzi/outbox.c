/* contoterzi outbox ... */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "mail.h"
#include "maildir.h"
#include "memory.h"
#include "progress.h"
#include "values.h"
#include "view.h"

static const struct column columns[] = {
    { "created_at", { "Creato", "Created" }, 0 },
    { "kind", { "Tipo", "Kind" }, CT_ENUM_MESSAGE_KIND },
    { "state", { "Stato", "State" }, CT_ENUM_MESSAGE_STATE },
    { "attempts", { "Tentativi", "Attempts" }, 0 },
    { "due_at", { "Da spedire", "Due" }, 0 },
    { "to", { "A", "To" }, 0 },
    { "last_failure", { "Ultimo errore", "Last failure" }, 0 },
};

int
run_outbox_list(struct app *app)
{
    ct_message_list *list = NULL;
    json_t *rows;
    const ct_message *message;
    ct_status status = ct_message_list_get(
        app->context, (ct_message_state)app_number(app, OPTION_MESSAGE_STATE),
        app_text(app, OPTION_AFTER), (uint32_t)app_number(app, OPTION_LIMIT), &list);

    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (message = ct_message_list_at(list, i)); i++)
        json_array_append_new(rows, value_message(message));
    view_page(app, "messages", rows, ct_message_list_next(list), COLUMNS(columns));
    ct_message_list_free(list);
    return EXIT_DONE;
}

/* --- Delivery --------------------------------------------------------------------------------- */

struct delivery {
    const struct app *app;
    struct maildir *maildir;
    uint64_t delivered, failed;
    struct progress progress;
};

/* Only for somebody who looks at a bar; those that are not due yet count too. */
static uint64_t
count_queued(const struct app *app)
{
    ct_message_list *list = NULL;
    char *after = NULL;
    uint64_t count = 0;

    if (!progress_is_wanted())
        return 0;
    do {
        const char *next;

        if (ct_message_list_get(app->context, CT_MESSAGE_QUEUED, after, 1000, &list))
            break;
        free(after);
        count += ct_message_list_count(list);
        next = ct_message_list_next(list);
        after = next ? memory_text(next, strlen(next)) : NULL;
        ct_message_list_free(list);
    } while (after);
    free(after);
    return count;
}

/* Writes one message as a file. NULL when done, otherwise what went wrong. */
static const char *
write_message(struct delivery *delivery, const ct_message *message)
{
    struct mail mail = {
        .from = ct_message_sender(message),
        .to = ct_message_recipient(message),
        .subject = ct_message_subject(message),
        .message_id = ct_message_message_id(message),
        .text = ct_message_text(message),
        .line_end = "\n",
    };
    const char *problem = NULL;
    size_t length = 0;
    char *text;

    mail.date = ct_message_created_at(message);
    text = mail_build(&mail, &length, &problem);
    if (text && maildir_deliver(delivery->maildir, text, length))
        problem = strerror(errno);
    if (text)
        explicit_bzero(text, length); /* it may hold a password */
    free(text);
    return problem;
}

/* Writes a claimed message and reports it to the library, whose answer it is. */
static ct_status
deliver(struct delivery *delivery, const ct_message *message)
{
    ct_context *context = delivery->app->context;
    const char *problem = write_message(delivery, message);
    ct_id id = ct_message_id(message), lease = ct_message_lease(message);
    ct_message *after = NULL;
    ct_status status;

    if (problem) {
        delivery->failed++;
        (void)failure_output(delivery->app, "maildir", "%s: %s", ct_message_recipient(message),
                             problem);
        status = ct_outbox_fail(context, id, lease, problem, NULL, &after);
    } else {
        delivery->delivered++;
        status = ct_outbox_acknowledge(context, id, lease, NULL, &after);
    }
    ct_message_free(after);
    return status;
}

/* Until nothing is due, or the library fails. A lease that ran out is another worker's luck: the
 * message is sent twice, which R-OUT-01 allows. */
static int
deliver_all(struct delivery *delivery)
{
    ct_message *message = NULL;
    ct_status status;
    int failed = EXIT_DONE;

    while ((status = ct_outbox_claim(delivery->app->context, NULL, &message)) == CT_OK) {
        uint64_t seen = delivery->delivered + delivery->failed;

        status = deliver(delivery, message);
        ct_message_free(message);
        message = NULL;
        progress_update(&delivery->progress, seen + 1, seen + 1);
        if (status == CT_ERR_REFUSED)
            (void)failure_of(delivery->app, status);
        else if (status)
            break;
    }
    progress_clear(&delivery->progress);
    if (status < 0)
        failed = failure_of(delivery->app, status);
    return failed || !delivery->failed ? failed : EXIT_STORAGE;
}

int
run_outbox_deliver(struct app *app)
{
    static const struct column of_result[] = {
        { "delivered", { "Consegnati", "Delivered" }, 0 },
        { "failed", { "Non riusciti", "Failed" }, 0 },
    };
    struct delivery delivery = { .app = app };
    const char *path = app_text(app, OPTION_MAILDIR);
    int outcome;

    if (maildir_open(path, &delivery.maildir))
        return failure_output(app, "maildir", "%s: %s", path, strerror(errno));
    progress_start(&delivery.progress, app, count_queued(app));
    outcome = deliver_all(&delivery);
    maildir_close(delivery.maildir);
    view_answer(app,
                value_checked(json_pack("{s:I, s:I}", "delivered", (json_int_t)delivery.delivered,
                                        "failed", (json_int_t)delivery.failed)),
                COLUMNS(of_result));
    return outcome;
}
