/* contoterzi client list, show, erase, nickname, check */
#include <jansson.h>
#include <stdio.h>

#include "client.h"
#include "client_as_of.h"
#include "command.h"
#include "paint.h"
#include "values.h"
#include "view.h"

static const struct column of_rows[] = {
    { "id", { "Cliente", "Client" }, 0 },
    { "vat_number", { "Partita IVA", "VAT number" }, 0 },
    { "tax_code", { "Codice fiscale", "Tax code" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_CLIENT_STATE },
    { "license_last_day", { "Licenza fino al", "License until" }, 0 },
    { "name", { "Denominazione", "Name" }, 0 },
    { "nickname", { "Soprannome", "Nickname" }, 0 },
};

static const struct column of_client[] = {
    { "id", { "Cliente", "Client" }, 0 },
    { "name", { "Denominazione", "Name" }, 0 },
    { "nickname", { "Soprannome", "Nickname" }, 0 },
    { "vat_number", { "Partita IVA", "VAT number" }, 0 },
    { "tax_code", { "Codice fiscale", "Tax code" }, 0 },
    { "tax_regime", { "Regime fiscale", "Tax regime" }, CT_ENUM_TAX_REGIME },
    { "is_on_ts_digital", { "Su TS Digital", "On TS Digital" }, 0 },
    { "emails", { "E-mail proposte", "Proposed e-mails" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_CLIENT_STATE },
    { "license_last_day", { "Licenza fino al", "License until" }, 0 },
    { "studio", { "Studio", "Studio" }, 0 },
    { "account.email", { "Account", "Account" }, 0 },
    { "account.created_on", { "Account creato il", "Account created on" }, 0 },
    { "account.need_password_change", { "Deve cambiare password", "Needs password change" }, 0 },
    { "account.need_setup", { "Deve configurare", "Needs setup" }, 0 },
};

/* Of the account, a call on the client says nothing. */
int
client_answer(const struct app *app, ct_status status, ct_client *client)
{
    enum { COLUMNS_OF_ACCOUNT = 4 };

    if (status)
        return failure_of(app, status);
    view_answer(app, value_client(client), of_client,
                sizeof of_client / sizeof *of_client - COLUMNS_OF_ACCOUNT);
    ct_client_free(client);
    return EXIT_DONE;
}

int
run_client_list(struct app *app)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    json_t *rows;
    const ct_client *client;
    ct_status status;
    int failed = app_studio(app, &query.studio);

    if (failed)
        return failed;
    query.search = app_text(app, OPTION_SEARCH);
    query.after = app_text(app, OPTION_AFTER);
    query.limit = (uint32_t)app_number(app, OPTION_LIMIT);
    if (app_text(app, OPTION_MIGRATABLE))
        query.flags |= CT_CLIENT_QUERY_MIGRATABLE;
    status = ct_client_list_get(app->context, &query, &list);
    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (client = ct_client_list_at(list, i)); i++)
        json_array_append_new(rows, value_client_row(client));
    view_page(app, "clients", rows, ct_client_list_next(list), COLUMNS(of_rows));
    ct_client_list_free(list);
    return EXIT_DONE;
}

/* --- Everything about one client -------------------------------------------------------------- */

static ct_status
add_account(const struct app *app, ct_id client, json_t *document)
{
    ct_account *account = NULL;
    ct_status status = ct_account_get(app->context, client, &account);

    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    json_object_set_new(document, "account", account ? value_account(account) : json_null());
    ct_account_free(account);
    return CT_OK;
}

static ct_status
add_licenses(const struct app *app, ct_id client, json_t *document)
{
    ct_license_list *list = NULL;
    json_t *rows;
    const ct_license *license;
    ct_status status = ct_license_list_get(app->context, client, &list);

    if (status)
        return status;
    rows = value_checked(json_array());
    for (size_t i = 0; (license = ct_license_list_at(list, i)); i++)
        json_array_append_new(rows, value_license(license));
    json_object_set_new(document, "licenses", rows);
    ct_license_list_free(list);
    return CT_OK;
}

static ct_status
add_migrations(const struct app *app, ct_id client, json_t *document)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    json_t *rows;
    const ct_migration *migration;
    ct_status status;

    query.client = client;
    status = ct_migration_list_get(app->context, &query, &list);
    if (status)
        return status;
    rows = value_checked(json_array());
    for (size_t i = 0; (migration = ct_migration_list_at(list, i)); i++)
        json_array_append_new(rows, value_migration(migration));
    json_object_set_new(document, "migrations", rows);
    ct_migration_list_free(list);
    return CT_OK;
}

/* R-MIG-08, for whoever the client is linked to; the reasons stand in the error detail. */
static ct_status
add_operation(const struct app *app, const ct_client *client, json_t *document)
{
    ct_status status = ct_migration_check_operation(app->context, ct_client_studio_id(client),
                                                    ct_client_id(client));
    json_t *operation;

    if (status && status != CT_ERR_REFUSED && status != CT_ERR_NOT_FOUND)
        return status;
    operation = json_pack("{s:b, s:o}", "allowed", status == CT_OK, "reasons",
                          value_reasons(status ? ct_error_reasons(app->context) : NULL,
                                        app->language, false));
    json_object_set_new(document, "operation", value_checked(operation));
    return CT_OK;
}

static void
show_client(const struct app *app, json_t *document)
{
    static const struct column of_licenses[] = {
        { "first_day", { "Dal", "From" }, 0 },
        { "last_day", { "Al", "Until" }, 0 },
        { "plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
        { "access", { "Accesso", "Access" }, CT_ENUM_LICENSE_ACCESS },
        { "source", { "Origine", "Source" }, CT_ENUM_LICENSE_SOURCE },
    };
    static const struct column of_migrations[] = {
        { "id", { "Migrazione", "Migration" }, 0 },
        { "state", { "Stato", "State" }, CT_ENUM_MIGRATION_STATE },
        { "email", { "E-mail", "E-mail" }, 0 },
        { "created_at", { "Iniziata", "Begun" }, 0 },
    };
    const json_t *licenses = json_object_get(document, "licenses");
    const json_t *migrations = json_object_get(document, "migrations");
    bool is_allowed = json_is_true(json_object_get(json_object_get(document, "operation"),
                                                   "allowed"));

    if (view_json(app, document))
        return;
    view_record(app, document, COLUMNS(of_client));
    puts(is_allowed ? SAY(app, "Lo studio può operare sull'account.",
                          "The studio can operate on the account.")
                    : SAY(app, "Lo studio non può operare sull'account.",
                          "The studio can't operate on the account."));
    if (json_array_size(licenses)) {
        view_heading(app, "Licenze", "Licenses");
        view_table(app, licenses, COLUMNS(of_licenses));
    }
    if (json_array_size(migrations)) {
        view_heading(app, "Migrazioni", "Migrations");
        view_table(app, migrations, COLUMNS(of_migrations));
    }
}

int
run_client_show(struct app *app)
{
    ct_client *client = NULL;
    json_t *document = NULL;
    ct_status status;
    ct_id id;
    int failed = app_client(app, app->arguments.items[0], &id);

    if (failed)
        return failed;
    if (app_text(app, OPTION_AS_OF))
        return show_client_as_of(app, id);
    status = ct_client_get(app->context, id, &client);
    if (!status) {
        document = value_client(client);
        status = add_account(app, id, document);
    }
    if (!status)
        status = add_licenses(app, id, document);
    if (!status)
        status = add_migrations(app, id, document);
    if (!status)
        status = add_operation(app, client, document);
    if (status)
        failed = failure_of(app, status);
    else
        show_client(app, document);
    json_decref(document);
    ct_client_free(client);
    return failed;
}

/* --- Nickname and eligibility ----------------------------------------------------------------- */

int
run_client_erase(struct app *app)
{
    ct_call call = app_call(app);
    ct_client *client = NULL;
    ct_status status;
    ct_id id;
    int failed = app_client(app, app->arguments.items[0], &id);

    if (failed)
        return failed;
    status = ct_client_erase(app->context, id, &call, &client);
    return client_answer(app, status, client);
}

int
run_client_nickname(struct app *app)
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
    status =
        ct_client_set_nickname(app->context, studio, id, app->arguments.items[1], &call, &client);
    return client_answer(app, status, client);
}

static void
show_eligibility(const struct app *app, const ct_eligibility_request *request,
                 const ct_eligibility *eligibility)
{
    ct_eligible_action action = ct_eligibility_action(eligibility);
    bool is_eligible = action != CT_ELIGIBLE_NO;
    const ct_reasons *reasons = ct_eligibility_reasons(eligibility);
    enum paint paint = is_eligible ? PAINT_GREEN : PAINT_RED;
    json_t *document = value_checked(
        json_pack("{s:b, s:o, s:o, s:o, s:o}", "eligible", (int)is_eligible, "reasons",
                  value_reasons(reasons, app->language, false), "action",
                  value_enum(CT_ENUM_ELIGIBLE_ACTION, action), "client", value_id(request->client),
                  "kind", value_enum(CT_ENUM_COUPON_KIND, request->kind)));

    if (!view_json(app, document)) {
        paint_begin(stdout, paint);
        if (is_eligible)
            printf(SAY(app, "Può avere il coupon: %s", "It may get the coupon: %s"),
                   ct_enum_text(CT_ENUM_ELIGIBLE_ACTION, action, app->language));
        else
            fputs(SAY(app, "Non può avere il coupon:", "It may not get the coupon:"), stdout);
        paint_end(stdout, paint);
        fputc('\n', stdout);
        view_reasons(app, reasons, 2);
    }
    json_decref(document);
}

/* No, with its reasons, is an answer, and for scripts a status of its own. */
int
run_client_check(struct app *app)
{
    ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    ct_status status;
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (!failed)
        failed = app_studio_of(app, request.client, &request.studio);
    if (failed)
        return failed;
    request.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    if (!request.kind)
        request.kind = CT_COUPON_CONTO_TERZI;
    request.license_year = (int32_t)app_number(app, OPTION_YEAR);
    request.day = app->options.values[OPTION_DAY].date;
    request.coupon_code = app_text(app, OPTION_COUPON);
    status = ct_eligibility_check(app->context, &request, &eligibility);
    if (status)
        return failure_of(app, status);
    show_eligibility(app, &request, eligibility);
    failed = ct_eligibility_action(eligibility) == CT_ELIGIBLE_NO ? EXIT_REFUSED : EXIT_DONE;
    ct_eligibility_free(eligibility);
    return failed;
}
