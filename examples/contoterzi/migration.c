/* contoterzi migration ...: one migration in its steps */
#include <jansson.h>

#include "command.h"
#include "secret.h"
#include "values.h"
#include "view.h"

static const struct column of_one[] = {
    { "id", { "Migrazione", "Migration" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_MIGRATION_STATE },
    { "client", { "Cliente", "Client" }, 0 },
    { "email", { "E-mail", "E-mail" }, 0 },
    { "signatory.name", { "Autorizza: nome", "Signatory: name" }, 0 },
    { "signatory.surname", { "Autorizza: cognome", "Signatory: surname" }, 0 },
    { "signatory.tax_code", { "Autorizza: codice fiscale", "Signatory: tax code" }, 0 },
    { "coupon", { "Coupon", "Coupon" }, 0 },
    { "license", { "Licenza", "License" }, 0 },
    { "studio", { "Studio", "Studio" }, 0 },
    { "created_at", { "Iniziata", "Begun" }, 0 },
    { "changed_at", { "Cambiata", "Changed" }, 0 },
};

static const struct column of_rows[] = {
    { "id", { "Migrazione", "Migration" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_MIGRATION_STATE },
    { "client", { "Cliente", "Client" }, 0 },
    { "email", { "E-mail", "E-mail" }, 0 },
    { "changed_at", { "Cambiata", "Changed" }, 0 },
};

/* The answer of a call that gave a migration. */
static int
answer(const struct app *app, ct_status status, ct_migration *migration)
{
    if (status)
        return failure_of(app, status);
    view_answer(app, value_migration(migration), COLUMNS(of_one));
    ct_migration_free(migration);
    return EXIT_DONE;
}

int
run_migration_list(struct app *app)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    json_t *rows;
    const ct_migration *migration;
    ct_status status;
    int failed = EXIT_DONE;

    if (app_text(app, OPTION_STUDIO))
        failed = app_studio(app, &query.studio);
    if (!failed && app_text(app, OPTION_CLIENT))
        failed = app_client(app, app_text(app, OPTION_CLIENT), &query.client);
    if (failed)
        return failed;
    query.after = app_text(app, OPTION_AFTER);
    query.state = (ct_migration_state)app_number(app, OPTION_MIGRATION_STATE);
    query.limit = (uint32_t)app_number(app, OPTION_LIMIT);
    status = ct_migration_list_get(app->context, &query, &list);
    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (migration = ct_migration_list_at(list, i)); i++)
        json_array_append_new(rows, value_migration(migration));
    view_page(app, "migrations", rows, ct_migration_list_next(list), COLUMNS(of_rows));
    ct_migration_list_free(list);
    return EXIT_DONE;
}

/* The last of a client's migrations: the others are over. */
static int
show_latest(const struct app *app, ct_id client)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    ct_migration *migration = NULL;
    ct_id latest = { { 0 } };
    ct_status status;

    query.client = client;
    query.limit = 1000;
    status = ct_migration_list_get(app->context, &query, &list);
    if (!status && ct_migration_list_count(list))
        latest = ct_migration_id(ct_migration_list_at(list, ct_migration_list_count(list) - 1));
    ct_migration_list_free(list);
    if (!status)
        status = ct_migration_get(app->context, latest, &migration);
    return answer(app, status, migration);
}

int
run_migration_show(struct app *app)
{
    const char *text = app->arguments.items[0];
    ct_migration *migration = NULL;
    ct_status status;
    ct_id id;
    int failed;

    if (ct_id_parse(text, &id) == CT_OK) {
        status = ct_migration_get(app->context, id, &migration);
        if (status != CT_ERR_NOT_FOUND)
            return answer(app, status, migration);
    }
    failed = app_client(app, text, &id);
    return failed ? failed : show_latest(app, id);
}

/* --- Steps ------------------------------------------------------------------------------------ */

int
run_migration_select(struct app *app)
{
    ct_call call = app_call(app);
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
    ct_migration *migration = NULL;
    ct_status status;
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (!failed)
        failed = app_studio_of(app, request.client, &request.studio);
    if (failed)
        return failed;
    request.email = app_text(app, OPTION_EMAIL);
    if (app_text(app, OPTION_SHARE_LOGIN))
        request.flags |= CT_MIGRATION_SHARE_LOGIN;
    status = ct_migration_select(app->context, &request, &call, &migration);
    return answer(app, status, migration);
}

int
run_migration_authorise(struct app *app)
{
    ct_call call = app_call(app);
    ct_signatory signatory = app_signatory(app);
    ct_authorisation authorisation = CT_AUTHORISATION_INIT;
    ct_migration *migration = NULL;
    ct_status status;
    int failed = app_id(app, "migration", app->arguments.items[0], &authorisation.migration);

    if (failed)
        return failed;
    authorisation.signatory = &signatory;
    authorisation.coupon_code = app_text(app, OPTION_COUPON);
    authorisation.license_year = (int32_t)app_number(app, OPTION_YEAR);
    if (app_text(app, OPTION_SHARE_LOGIN))
        authorisation.flags |= CT_MIGRATION_SHARE_LOGIN;
    status = ct_migration_authorise(app->context, &authorisation, &call, &migration);
    return answer(app, status, migration);
}

/* Steps that need to know nothing but whose they are. */
typedef ct_status step(ct_context *context, ct_id id, const ct_call *call,
                       ct_migration **ret_migration);

static int
run_step_of_migration(struct app *app, step *take)
{
    ct_call call = app_call(app);
    ct_migration *migration = NULL;
    ct_status status;
    ct_id id;
    int failed = app_id(app, "migration", app->arguments.items[0], &id);

    if (failed)
        return failed;
    status = take(app->context, id, &call, &migration);
    return answer(app, status, migration);
}

static int
run_step_of_client(struct app *app, step *take)
{
    ct_call call = app_call(app);
    ct_migration *migration = NULL;
    ct_status status;
    ct_id id;
    int failed = app_client(app, app->arguments.items[0], &id);

    if (failed)
        return failed;
    status = take(app->context, id, &call, &migration);
    return answer(app, status, migration);
}

int
run_migration_provision(struct app *app)
{
    return run_step_of_migration(app, ct_migration_provision);
}

int
run_migration_fail(struct app *app)
{
    return run_step_of_migration(app, ct_migration_fail);
}

int
run_migration_cancel(struct app *app)
{
    return run_step_of_migration(app, ct_migration_cancel);
}

int
run_migration_resend(struct app *app)
{
    return run_step_of_client(app, ct_migration_resend_credentials);
}

int
run_migration_complete(struct app *app)
{
    return run_step_of_client(app, ct_migration_complete);
}

/* --- The first login -------------------------------------------------------------------------- */

/* Reads one password; NULL after telling why not. */
static char *
read_password(const struct app *app, const char *field, const char *prompt)
{
    char *password = secret_read(prompt);

    if (!password)
        (void)failure_usage(app, field,
                            SAY(app, "servono due righe: la password provvisoria e la nuova",
                                "two lines are needed: the one-time password and the new one"));
    return password;
}

int
run_migration_first_login(struct app *app)
{
    ct_call call = app_call(app);
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    ct_migration *migration = NULL;
    ct_status status;
    char *old, *new = NULL;
    int outcome = app_client(app, app->arguments.items[0], &login.client);

    if (outcome)
        return outcome;
    outcome = EXIT_USAGE;
    old = read_password(app, "one_time_password",
                        SAY(app, "Password provvisoria: ", "One-time password: "));
    if (old)
        new = read_password(app, "new_password", SAY(app, "Nuova password: ", "New password: "));
    if (new) {
        login.one_time_password = old;
        login.new_password = new;
        status = ct_migration_first_login(app->context, &login, &call, &migration);
        outcome = answer(app, status, migration);
    }
    secret_free(new);
    secret_free(old);
    return outcome;
}
