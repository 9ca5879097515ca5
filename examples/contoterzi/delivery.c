#include "delivery.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "progress.h"
#include "values.h"
#include "view.h"

struct delivery {
    const struct app *app;
    const struct transport *transport;
    uint64_t delivered, failed;
    bool is_over; /* nothing can be reached any more */
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

/* Hands one message over; otherwise `ret_problem` tells what went wrong. */
static enum handed
hand_over(const struct transport *transport, const ct_message *message, const char **ret_problem)
{
    const struct mail mail = {
        .from = ct_message_sender(message),
        .to = ct_message_recipient(message),
        .subject = ct_message_subject(message),
        .message_id = ct_message_message_id(message),
        .text = ct_message_text(message),
        .date = ct_message_created_at(message),
        .line_end = transport->line_end,
        .is_seven_bit = transport->is_seven_bit,
    };
    enum handed handed = HANDED_BACK;
    size_t length = 0;
    char *text = mail_build(&mail, &length, ret_problem);

    if (text) {
        handed = transport->deliver(transport->state, &mail, text, length, ret_problem);
        explicit_bzero(text, length); /* it may hold a password */
    }
    free(text);
    return handed;
}

/* Delivers a claimed message and reports it to the library, whose answer it is. */
static ct_status
deliver(struct delivery *delivery, const ct_message *message)
{
    ct_context *context = delivery->app->context;
    const char *problem = NULL;
    enum handed handed = hand_over(delivery->transport, message, &problem);
    ct_id id = ct_message_id(message), lease = ct_message_lease(message);
    ct_message *after = NULL;
    ct_status status;

    if (handed == HANDED_OVER) {
        delivery->delivered++;
        status = ct_outbox_acknowledge(context, id, lease, NULL, &after);
    } else {
        delivery->failed++;
        delivery->is_over = handed == OUT_OF_REACH;
        (void)failure_output(delivery->app, delivery->transport->name, "%s: %s",
                             ct_message_recipient(message), problem);
        status = ct_outbox_fail(context, id, lease, problem, NULL, &after);
    }
    ct_message_free(after);
    return status;
}

/* A lease that ran out is another worker's luck: the message is sent twice, which R-OUT-01 allows. */
static int
deliver_all(struct delivery *delivery)
{
    ct_message *message = NULL;
    ct_status status = CT_OK;
    int failed = EXIT_DONE;

    while (!delivery->is_over &&
           (status = ct_outbox_claim(delivery->app->context, NULL, &message)) == CT_OK) {
        uint64_t seen = delivery->delivered + delivery->failed;

        status = deliver(delivery, message);
        ct_message_free(message);
        message = NULL;
        progress_update(&delivery->progress, seen + 1, seen + 1);
        /* Another worker has it, or its client was erased meanwhile. */
        if (status == CT_ERR_REFUSED || status == CT_ERR_NOT_FOUND)
            (void)failure_of(delivery->app, status);
        else if (status)
            break;
    }
    progress_clear(&delivery->progress);
    if (status < 0 && status != CT_ERR_REFUSED && status != CT_ERR_NOT_FOUND)
        failed = failure_of(delivery->app, status);
    return failed || !delivery->failed ? failed : EXIT_STORAGE;
}

int
delivery_run(const struct app *app, const struct transport *transport)
{
    static const struct column of_result[] = {
        { "delivered", { "Consegnati", "Delivered" }, 0 },
        { "failed", { "Non riusciti", "Failed" }, 0 },
    };
    struct delivery delivery = { .app = app, .transport = transport };
    int outcome;

    progress_start(&delivery.progress, app, count_queued(app));
    outcome = deliver_all(&delivery);
    view_answer(app,
                value_checked(json_pack("{s:I, s:I}", "delivered", (json_int_t)delivery.delivered,
                                        "failed", (json_int_t)delivery.failed)),
                COLUMNS(of_result));
    return outcome;
}
