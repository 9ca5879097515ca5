/* contoterzi studio ... */
#include <jansson.h>
#include <stdio.h>

#include "command.h"
#include "paint.h"
#include "values.h"
#include "view.h"

static const struct column columns[] = {
    { "id", { "Studio", "Studio" }, 0 },
    { "name", { "Denominazione", "Name" }, 0 },
    { "vat_number", { "Partita IVA", "VAT number" }, 0 },
    { "tax_code", { "Codice fiscale", "Tax code" }, 0 },
    { "email", { "E-mail", "E-mail" }, 0 },
    { "certified_email", { "PEC", "PEC" }, 0 },
    { "account_opened_on", { "Account aperto il", "Account opened on" }, 0 },
};

static int
answer(const struct app *app, ct_status status, ct_studio *studio)
{
    if (status)
        return failure_of(app, status);
    view_answer(app, value_studio(studio), COLUMNS(columns));
    ct_studio_free(studio);
    return EXIT_DONE;
}

int
run_studio_add(struct app *app)
{
    ct_call call = app_call(app);
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_studio *studio = NULL;
    ct_status status;

    request.name = app_text(app, OPTION_NAME);
    request.vat_number = app_text(app, OPTION_VAT_NUMBER);
    request.tax_code = app_text(app, OPTION_TAX_CODE);
    request.email = app_text(app, OPTION_EMAIL);
    request.certified_email = app_text(app, OPTION_CERTIFIED_EMAIL);
    status = ct_studio_add(app->context, &request, &call, &studio);
    return answer(app, status, studio);
}

int
run_studio_open_account(struct app *app)
{
    ct_call call = app_call(app);
    ct_studio *studio = NULL;
    ct_status status;
    ct_id id;
    int failed = app_studio(app, &id);

    if (failed)
        return failed;
    status = ct_studio_open_account(app->context, id, &call, &studio);
    return answer(app, status, studio);
}

int
run_studio_list(struct app *app)
{
    ct_studio_list *list = NULL;
    json_t *rows = value_checked(json_array());
    const ct_studio *studio;
    ct_status status = ct_studio_list_get(app->context, app_text(app, OPTION_AFTER),
                                          (uint32_t)app_number(app, OPTION_LIMIT), &list);

    for (size_t i = 0; !status && (studio = ct_studio_list_at(list, i)); i++)
        json_array_append_new(rows, value_studio(studio));
    if (status) {
        json_decref(rows);
        return failure_of(app, status);
    }
    view_page(app, "studios", rows, ct_studio_list_next(list), columns, 3);
    ct_studio_list_free(list);
    return EXIT_DONE;
}

/* --- The overview ----------------------------------------------------------------------------- */

static json_t *
coupon_lines(const ct_studio_overview *overview)
{
    json_t *lines = value_checked(json_array());

    for (size_t i = 0; i < ct_studio_overview_coupon_lines(overview); i++) {
        int32_t year = 0;
        ct_coupon_kind kind = 0;
        ct_coupon_state state = 0;
        uint64_t count = 0;

        (void)ct_studio_overview_coupon_line(overview, i, &year, &kind, &state, &count);
        json_array_append_new(
            lines, value_checked(json_pack("{s:i, s:o, s:o, s:I}", "license_year", (int)year,
                                           "kind", value_enum(CT_ENUM_COUPON_KIND, kind), "state",
                                           value_enum(CT_ENUM_COUPON_STATE, state), "count",
                                           (json_int_t)count)));
    }
    return lines;
}

static json_t *
license_lines(const ct_studio_overview *overview)
{
    json_t *lines = value_checked(json_array());

    for (size_t i = 0; i < ct_studio_overview_license_lines(overview); i++) {
        ct_date last_day = { 0 };
        uint64_t count = 0;

        (void)ct_studio_overview_license_line(overview, i, &last_day, &count);
        json_array_append_new(
            lines, value_checked(json_pack("{s:o, s:I}", "last_day", value_date(last_day), "count",
                                           (json_int_t)count)));
    }
    return lines;
}

static void
show_banner(const struct app *app, uint64_t migratable, uint64_t clients)
{
    enum paint paint = migratable ? PAINT_BOLD : PAINT_NONE;

    fputc('\n', stdout);
    paint_begin(stdout, paint);
    if (migratable)
        printf(SAY(app, ">> Da migrare ancora: %llu (su %llu clienti)",
                   ">> Still to be migrated: %llu (of %llu clients)"),
               (unsigned long long)migratable, (unsigned long long)clients);
    else
        printf(
            SAY(app, "Nessun cliente da migrare (su %llu)", "No client to be migrated (of %llu)"),
            (unsigned long long)clients);
    paint_end(stdout, paint);
    fputc('\n', stdout);
}

static void
show_lines(const struct app *app, const json_t *document)
{
    static const struct column of_coupons[] = {
        { "license_year", { "Anno", "Year" }, 0 },
        { "kind", { "Tipo", "Kind" }, CT_ENUM_COUPON_KIND },
        { "state", { "Stato", "State" }, CT_ENUM_COUPON_STATE },
        { "count", { "Quanti", "Count" }, 0 },
    };
    static const struct column of_licenses[] = {
        { "last_day", { "Fino al", "Until" }, 0 },
        { "count", { "Quante", "Count" }, 0 },
    };
    const json_t *coupons = json_object_get(document, "coupons");
    const json_t *licenses = json_object_get(document, "licenses");

    if (json_array_size(coupons)) {
        view_heading(app, "Coupon", "Coupons");
        view_table(app, coupons, COLUMNS(of_coupons));
    }
    if (json_array_size(licenses)) {
        view_heading(app, "Licenze", "Licenses");
        view_table(app, licenses, COLUMNS(of_licenses));
    }
}

static void
show_overview(const struct app *app, const ct_studio *studio, const ct_studio_overview *overview)
{
    uint64_t migratable = ct_studio_overview_migratable(overview);
    uint64_t clients = ct_studio_overview_clients(overview);
    json_t *document = value_studio(studio);

    json_object_set_new(document, "clients", json_integer((json_int_t)clients));
    json_object_set_new(document, "migratable", json_integer((json_int_t)migratable));
    json_object_set_new(document, "banner", json_boolean(migratable > 0));
    json_object_set_new(document, "coupons", coupon_lines(overview));
    json_object_set_new(document, "licenses", license_lines(overview));
    if (!view_json(app, document)) {
        view_record(app, document, COLUMNS(columns));
        show_banner(app, migratable, clients);
        show_lines(app, document);
    }
    json_decref(document);
}

int
run_studio_show(struct app *app)
{
    ct_studio *studio = NULL;
    ct_studio_overview *overview = NULL;
    ct_status status;
    ct_id id;
    int failed = app_studio(app, &id);

    if (failed)
        return failed;
    status = ct_studio_get(app->context, id, &studio);
    if (!status)
        status = ct_studio_overview_get(app->context, id, &overview);
    if (status)
        failed = failure_of(app, status);
    else
        show_overview(app, studio, overview);
    ct_studio_overview_free(overview);
    ct_studio_free(studio);
    return failed;
}
