/* contoterzi event list */
#include <jansson.h>

#include "command.h"
#include "values.h"
#include "view.h"

static const struct column columns[] = {
    { "instant", { "Istante", "Instant" }, 0 },
    { "kind", { "Evento", "Event" }, CT_ENUM_EVENT_KIND },
    { "subject", { "Di chi", "Subject" }, 0 },
    { "sequence", { "N.", "No." }, 0 },
    { "number", { "Quanti", "Number" }, 0 },
    { "rules", { "Regole", "Rules" }, 0 },
    { "actor", { "Chi", "Actor" }, 0 },
};

int
run_event_list(struct app *app)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    json_t *rows;
    const ct_event *event;
    ct_status status;
    int failed = EXIT_DONE;

    if (app_text(app, OPTION_STUDIO))
        failed = app_studio(app, &query.studio);
    if (!failed && app_text(app, OPTION_CLIENT))
        failed = app_client(app, app_text(app, OPTION_CLIENT), &query.client);
    if (failed)
        return failed;
    query.after = app_text(app, OPTION_AFTER);
    query.limit = (uint32_t)app_number(app, OPTION_LIMIT);
    status = ct_event_list_get(app->context, &query, &list);
    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (event = ct_event_list_at(list, i)); i++)
        json_array_append_new(rows, value_event(event));
    view_page(app, "events", rows, ct_event_list_next(list), COLUMNS(columns));
    ct_event_list_free(list);
    return EXIT_DONE;
}
