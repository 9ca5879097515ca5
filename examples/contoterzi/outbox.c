/* contoterzi outbox ... */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "command.h"
#include "delivery.h"
#include "maildir.h"
#include "smtp.h"
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

static enum handed
deliver_to_maildir(void *state, const struct mail *mail, const char *text, size_t length,
                   const char **ret_problem)
{
    (void)mail;
    if (maildir_deliver(state, text, length) == 0)
        return HANDED_OVER;
    *ret_problem = strerror(errno);
    return HANDED_BACK;
}

int
run_outbox_deliver(struct app *app)
{
    const char *path = app_text(app, OPTION_MAILDIR);
    struct maildir *maildir = NULL;
    int outcome;

    if (maildir_open(path, &maildir))
        return failure_output(app, "maildir", "%s: %s", path, strerror(errno));
    outcome = delivery_run(app, &(struct transport){
                                    .name = "maildir",
                                    .line_end = "\n",
                                    .state = maildir,
                                    .deliver = deliver_to_maildir,
                                });
    maildir_close(maildir);
    return outcome;
}

int
run_outbox_send(struct app *app)
{
    struct transport transport;
    struct smtp *smtp = NULL;
    int outcome = smtp_open(app, &smtp, &transport);

    if (!outcome)
        outcome = delivery_run(app, &transport);
    smtp_close(smtp);
    return outcome;
}
