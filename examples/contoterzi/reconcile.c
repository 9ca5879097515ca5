/* contoterzi reconcile */
#include <jansson.h>
#include <stdio.h>

#include "command.h"
#include "company_file.h"
#include "paint.h"
#include "utf8.h"
#include "values.h"
#include "view.h"

struct reconciling {
    const struct app *app;
    json_t *companies;
    json_int_t differences;
};

static json_t *
value_difference(const struct app *app, const ct_difference *difference)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o}", "field", value_text(ct_difference_field(difference)), "rule",
        value_text(ct_difference_rule(difference)), "ours",
        value_text(ct_difference_ours(difference)), "theirs",
        value_text(ct_difference_theirs(difference)), "text",
        value_text(ct_difference_text(difference, app->language))));
}

static void
add_company(struct reconciling *reconciling, const struct company *company,
            const ct_differences *differences)
{
    json_t *rows = value_checked(json_array());
    const ct_difference *difference;

    for (size_t i = 0; (difference = ct_differences_at(differences, i)); i++)
        json_array_append_new(rows, value_difference(reconciling->app, difference));
    reconciling->differences += (json_int_t)ct_differences_count(differences);
    difference = ct_differences_at(differences, 0);
    json_array_append_new(
        reconciling->companies,
        value_checked(json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", value_text(company->name),
                                "vat_number", value_text(company->snapshot.vat_number), "tax_code",
                                value_text(company->snapshot.tax_code), "client",
                                value_id(ct_difference_client_id(difference)), "differences",
                                rows)));
}

static void
print_company(const json_t *company)
{
    const json_t *rows = json_object_get(company, "differences"), *row;
    const char *name = json_string_value(json_object_get(company, "name"));
    const char *code = json_string_value(json_object_get(company, "vat_number"));
    size_t i;

    if (!json_array_size(rows))
        return;
    if (!code)
        code = json_string_value(json_object_get(company, "tax_code"));
    paint_begin(stdout, PAINT_BOLD);
    utf8_print(stdout, code);
    if (name) {
        fputs("  ", stdout);
        utf8_print(stdout, name);
    }
    paint_end(stdout, PAINT_BOLD);
    fputc('\n', stdout);
    json_array_foreach(rows, i, row)
    {
        fputs("  ", stdout);
        utf8_print(stdout, json_string_value(json_object_get(row, "text")));
        printf(" (%s)\n", json_string_value(json_object_get(row, "rule")));
    }
}

static void
show(const struct reconciling *reconciling)
{
    const struct app *app = reconciling->app;
    json_int_t count = (json_int_t)json_array_size(reconciling->companies);
    json_t *document = value_checked(json_pack("{s:O, s:I, s:I}", "companies",
                                               reconciling->companies, "compared", count,
                                               "differences", reconciling->differences));
    const json_t *company;
    size_t i;

    if (!view_json(app, document)) {
        json_array_foreach(reconciling->companies, i, company) {
            print_company(company);
        }
        printf(SAY(app,
                   "Aziende confrontate: %" JSON_INTEGER_FORMAT
                   ". Differenze: %" JSON_INTEGER_FORMAT ".\n",
                   "Companies compared: %" JSON_INTEGER_FORMAT
                   ". Differences: %" JSON_INTEGER_FORMAT ".\n"),
               count, reconciling->differences);
    }
    json_decref(document);
}

/* Exit status 1 says that something differs. */
int
run_reconcile(struct app *app)
{
    struct reconciling reconciling = { .app = app, .companies = value_checked(json_array()) };
    struct company_file file = { .document = NULL };
    ct_id studio = { { 0 } };
    int failed = app_text(app, OPTION_STUDIO) ? app_studio(app, &studio) : EXIT_DONE;

    if (!failed)
        failed = company_file_read(app, app->arguments.items[0], &file);
    for (size_t i = 0; !failed && i < file.count; i++) {
        ct_differences *differences = NULL;
        ct_status status;

        file.items[i].snapshot.studio = studio;
        status = ct_reconcile(app->context, &file.items[i].snapshot, &differences);
        if (status)
            failed = failure_of(app, status);
        else
            add_company(&reconciling, &file.items[i], differences);
        ct_differences_free(differences);
    }
    if (!failed) {
        show(&reconciling);
        failed = reconciling.differences ? EXIT_REFUSED : EXIT_DONE;
    }
    json_decref(reconciling.companies);
    company_file_free(&file);
    return failed;
}
