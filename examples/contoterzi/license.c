/* contoterzi license show */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "license.h"
#include "values.h"
#include "view.h"

const struct license_category license_categories[LICENSE_CATEGORIES] = {
    { CT_CATEGORY_CLIENTS, "clients", { "Clienti in anagrafica", "Customers in the registry" } },
    { CT_CATEGORY_SUPPLIERS, "suppliers", { "Fornitori", "Suppliers" } },
    { CT_CATEGORY_PRODUCTS, "products", { "Prodotti", "Products" } },
    { CT_CATEGORY_DOCUMENTS, "documents", { "Documenti dell'anno", "Documents of the year" } },
};

/* {"year", "clients", ...}: what is used today. */
static ct_status
add_usage(const struct app *app, ct_id client, json_t *document)
{
    json_t *used = value_checked(json_object());
    ct_date today;
    ct_status status = ct_context_today(app->context, &today);

    json_object_set_new(document, "used", used);
    if (status)
        return status;
    json_object_set_new(used, "year", json_integer(today.year));
    for (size_t i = 0; i < LICENSE_CATEGORIES; i++) {
        ct_usage *usage = NULL;
        int32_t year = license_categories[i].category == CT_CATEGORY_DOCUMENTS ? today.year : 0;

        status = ct_usage_get(app->context, client, license_categories[i].category, year, &usage);
        if (status)
            return status;
        json_object_set_new(used, license_categories[i].key, json_integer(ct_usage_used(usage)));
        ct_usage_free(usage);
    }
    return CT_OK;
}

/* {"licenses": [...], "in_force": id} */
static ct_status
add_licenses(const struct app *app, ct_id client, json_t *document)
{
    ct_license_list *list = NULL;
    ct_license *current = NULL;
    json_t *rows = value_checked(json_array());
    const ct_license *license;
    ct_date today;
    ct_status status;

    json_object_set_new(document, "licenses", rows);
    status = ct_context_today(app->context, &today);
    if (!status)
        status = ct_license_list_get(app->context, client, &list);
    if (!status)
        status = ct_license_in_force(app->context, client, today, &current);
    if (status == CT_ERR_NOT_FOUND && list)
        status = CT_OK;
    for (size_t i = 0; !status && (license = ct_license_list_at(list, i)); i++)
        json_array_append_new(rows, value_license(license));
    json_object_set_new(document, "in_force",
                        current ? value_id(ct_license_id(current)) : json_null());
    ct_license_free(current);
    ct_license_list_free(list);
    return status;
}

/* The limits of the license in force beside what is used. */
static void
show_usage(const struct app *app, const json_t *document)
{
    static const struct column columns[] = {
        { "name", { "In vigore oggi", "In force today" }, 0 },
        { "used", { "Usati", "Used" }, 0 },
        { "limit", { "Limite", "Limit" }, 0 },
    };
    const char *current = json_string_value(json_object_get(document, "in_force"));
    const json_t *limits = NULL, *license, *used = json_object_get(document, "used");
    json_t *rows = value_checked(json_array());
    size_t i;

    json_array_foreach(
        json_object_get(document, "licenses"), i,
        license) if (current &&
                     strcmp(current, json_string_value(json_object_get(license, "id"))) == 0)
        limits = json_object_get(license, "limits");
    for (i = 0; limits && i < LICENSE_CATEGORIES; i++) {
        const struct license_category *category = &license_categories[i];

        json_array_append_new(
            rows, value_checked(json_pack("{s:s, s:O, s:O}", "name",
                                          words_in(category->name, app->language), "used",
                                          json_object_get(used, category->key), "limit",
                                          json_object_get(limits, category->key))));
    }
    fputc('\n', stdout);
    if (limits)
        view_table(app, rows, COLUMNS(columns));
    else
        puts(SAY(app, "(nessuna licenza in vigore oggi)", "(no license in force today)"));
    json_decref(rows);
}

static void
show(const struct app *app, json_t *document)
{
    static const struct column columns[] = {
        { "id", { "Licenza", "License" }, 0 },
        { "first_day", { "Dal", "From" }, 0 },
        { "last_day", { "Al", "Until" }, 0 },
        { "plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
        { "access", { "Accesso", "Access" }, CT_ENUM_LICENSE_ACCESS },
        { "source", { "Origine", "Source" }, CT_ENUM_LICENSE_SOURCE },
        { "superseded_on", { "Sostituita il", "Superseded on" }, 0 },
    };
    const json_t *licenses = json_object_get(document, "licenses");

    if (view_json(app, document))
        return;
    if (json_array_size(licenses))
        view_table(app, licenses, COLUMNS(columns));
    show_usage(app, document);
}

int
run_license_show(struct app *app)
{
    json_t *document;
    ct_status status;
    ct_id client;
    int failed = app_client(app, app->arguments.items[0], &client);

    if (failed)
        return failed;
    document = value_checked(json_pack("{s:o}", "client", value_id(client)));
    status = add_licenses(app, client, document);
    if (!status)
        status = add_usage(app, client, document);
    if (status)
        failed = failure_of(app, status);
    else
        show(app, document);
    json_decref(document);
    return failed;
}
