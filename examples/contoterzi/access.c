/* contoterzi access check, client actions, open, unlink, link: who may do what, and for which studio */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "command.h"
#include "paint.h"
#include "values.h"
#include "view.h"

/* --- A decision ------------------------------------------------------------------------------- */

/* The value with that name, or 0, which no rule knows (R-ACC-06). */
static int32_t
value_named(ct_enum enumeration, const char *name)
{
    int32_t value = 0;

    if (ct_enum_value(enumeration, name, &value))
        return 0;
    return value;
}

/* The official API writes "fic_" before the names of its areas. */
static ct_access_area
area_named(const char *name)
{
    return value_named(CT_ENUM_ACCESS_AREA, strncmp(name, "fic_", 4) == 0 ? name + 4 : name);
}

static void
show_decision(const struct app *app, const ct_access_request *request,
              const ct_access_decision *decision)
{
    bool is_allowed = ct_access_decision_is_allowed(decision);
    const char *rule = ct_access_decision_rule(decision);
    const char *text = ct_access_decision_text(decision, app->language);
    const ct_reasons *reasons = ct_access_decision_reasons(decision);
    enum paint paint = is_allowed ? PAINT_GREEN : PAINT_RED;
    json_t *document = value_checked(json_pack(
        "{s:b, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "allowed", (int)is_allowed, "rule", rule,
        "text", text, "reasons", value_reasons(reasons, app->language, false), "granted",
        value_enum(CT_ENUM_ACCESS_LEVEL, ct_access_decision_level(decision)), "client",
        value_id(request->client), "actor", value_enum(CT_ENUM_ACCESS_ACTOR, request->actor),
        "area", value_enum(CT_ENUM_ACCESS_AREA, request->area)));

    if (!view_json(app, document)) {
        paint_begin(stdout, paint);
        fputs(is_allowed ? SAY(app, "Consentito", "Allowed") : SAY(app, "Negato", "Refused"), stdout);
        paint_end(stdout, paint);
        puts(is_allowed ? "" : ":");
        if (is_allowed)
            printf("  %s: %s\n", rule, text);
        view_reasons(app, reasons, 2);
    }
    json_decref(document);
}

/* No, with its rule, is an answer, and for scripts a status of its own. */
int
run_access_check(struct app *app)
{
    ct_access_request request = CT_ACCESS_REQUEST_INIT;
    ct_access_decision *decision = NULL;
    ct_status status;
    int failed = app_client(app, app_text(app, OPTION_CLIENT), &request.client);

    request.actor = value_named(CT_ENUM_ACCESS_ACTOR, app_text(app, OPTION_ACCESS_ACTOR));
    request.area = area_named(app_text(app, OPTION_AREA));
    request.level = value_named(CT_ENUM_ACCESS_LEVEL, app_text(app, OPTION_LEVEL));
    request.day = app->options.values[OPTION_DAY].date;
    if (!failed && request.actor == CT_ACCESS_STUDIO)
        failed = app_studio_of(app, request.client, &request.studio);
    if (failed)
        return failed;
    status = ct_access_check(app->context, &request, &decision);
    if (status)
        return failure_of(app, status);
    show_decision(app, &request, decision);
    failed = ct_access_decision_is_allowed(decision) ? EXIT_DONE : EXIT_REFUSED;
    ct_access_decision_free(decision);
    return failed;
}

/* --- Quick actions ---------------------------------------------------------------------------- */

static void
show_action(const struct app *app, const ct_client_action *action)
{
    bool is_allowed = ct_client_action_is_allowed(action);
    enum paint paint = is_allowed ? PAINT_GREEN : PAINT_RED;

    paint_begin(stdout, paint);
    fputs(is_allowed ? SAY(app, "sì", "yes") : "no", stdout);
    paint_end(stdout, paint);
    printf("%s  %s\n", is_allowed && app->language == CT_LANGUAGE_ENGLISH ? "" : " ",
           ct_enum_text(CT_ENUM_QUICK_ACTION, ct_client_action_of(action), app->language));
    view_reasons(app, ct_client_action_reasons(action), 5);
}

static void
show_actions(const struct app *app, ct_id client, const ct_client_actions *actions)
{
    json_t *rows = value_checked(json_array());
    json_t *document =
        value_checked(json_pack("{s:o, s:o}", "client", value_id(client), "actions", rows));
    const ct_client_action *action;
    size_t i;

    for (i = 0; (action = ct_client_actions_at(actions, i)); i++)
        json_array_append_new(
            rows, value_checked(json_pack(
                      "{s:o, s:b, s:o}", "action",
                      value_enum(CT_ENUM_QUICK_ACTION, ct_client_action_of(action)), "allowed",
                      (int)ct_client_action_is_allowed(action), "reasons",
                      value_reasons(ct_client_action_reasons(action), app->language, false))));
    if (!view_json(app, document))
        for (i = 0; (action = ct_client_actions_at(actions, i)); i++)
            show_action(app, action);
    json_decref(document);
}

int
run_client_actions(struct app *app)
{
    ct_client_actions *actions = NULL;
    ct_status status;
    ct_id id, studio;
    int failed = app_client(app, app->arguments.items[0], &id);

    if (!failed)
        failed = app_studio_of(app, id, &studio);
    if (failed)
        return failed;
    status = ct_client_actions_get(app->context, studio, id, &actions);
    if (status)
        return failure_of(app, status);
    show_actions(app, id, actions);
    ct_client_actions_free(actions);
    return EXIT_DONE;
}

/* --- Whose a client is ------------------------------------------------------------------------ */

int
run_client_open(struct app *app)
{
    ct_call call = app_call(app);
    ct_client *client = NULL;
    ct_status status;
    ct_id id, studio;
    int failed = app_client(app, app->arguments.items[0], &id);

    if (!failed)
        failed = app_studio_of(app, id, &studio);
    if (failed)
        return failed;
    status = ct_client_open(app->context, studio, id, &call, &client);
    return client_answer(app, status, client);
}

int
run_client_unlink(struct app *app)
{
    ct_call call = app_call(app);
    ct_client *client = NULL;
    ct_status status;
    ct_id id, studio;
    int failed = app_client(app, app->arguments.items[0], &id);

    if (!failed)
        failed = app_studio(app, &studio);
    if (failed)
        return failed;
    status = ct_client_unlink(app->context, studio, id, &call, &client);
    return client_answer(app, status, client);
}

int
run_client_link(struct app *app)
{
    ct_call call = app_call(app);
    ct_link_request request = CT_LINK_REQUEST_INIT;
    ct_client *client = NULL;
    ct_status status;
    int failed = app_studio(app, &request.studio);

    if (failed)
        return failed;
    request.email = app_text(app, OPTION_EMAIL);
    request.code = app_text(app, OPTION_TAX_CODE);
    if (!request.code)
        request.code = app_text(app, OPTION_VAT_NUMBER);
    status = ct_client_link(app->context, &request, &call, &client);
    return client_answer(app, status, client);
}
