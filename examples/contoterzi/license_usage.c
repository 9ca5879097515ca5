/* contoterzi license usage: what is used of each category, and what is left (R-LIC-03, R-LIC-04). */
#include <jansson.h>
#include <stdio.h>

#include "command.h"
#include "license.h"
#include "values.h"
#include "view.h"

/* {"used", "limit", "left"}; without a license in force there is no limit to tell. */
static ct_status
add_category(const struct app *app, ct_id client, int32_t year, const ct_license *license,
             size_t index, json_t *usage)
{
    ct_category category = license_categories[index].category;
    ct_usage *used = NULL;
    ct_status status = ct_usage_get(app->context, client, category,
                                    category == CT_CATEGORY_DOCUMENTS ? year : 0, &used);
    int64_t count = ct_usage_used(used), limit = ct_license_limit(license, category);

    ct_usage_free(used);
    if (status)
        return status;
    json_object_set_new(
        usage, license_categories[index].key,
        value_checked(json_pack("{s:s, s:I, s:o, s:o}", "name",
                                words_in(license_categories[index].name, app->language), "used",
                                (json_int_t)count, "limit",
                                license ? json_integer(limit) : json_null(), "left",
                                license ? json_integer(limit > count ? limit - count : 0)
                                        : json_null())));
    return CT_OK;
}

static ct_status
fill(const struct app *app, ct_id client, json_t *document)
{
    json_t *usage = value_checked(json_object());
    int32_t year = (int32_t)app_number(app, OPTION_YEAR);
    ct_license *license = NULL;
    ct_date today;
    ct_status status = ct_context_today(app->context, &today);

    json_object_set_new(document, "usage", usage);
    if (!status)
        status = ct_license_in_force(app->context, client, today, &license);
    if (status == CT_ERR_NOT_FOUND)
        status = CT_OK;
    year = year ? year : today.year;
    json_object_set_new(document, "license", value_id(ct_license_id(license)));
    json_object_set_new(document, "year", json_integer(year));
    for (size_t i = 0; !status && i < LICENSE_CATEGORIES; i++)
        status = add_category(app, client, year, license, i, usage);
    ct_license_free(license);
    return status;
}

static void
show(const struct app *app, json_t *document)
{
    static const struct column columns[] = {
        { "name", { "Oggi", "Today" }, 0 },
        { "used", { "Usati", "Used" }, 0 },
        { "limit", { "Limite", "Limit" }, 0 },
        { "left", { "Restano", "Left" }, 0 },
    };
    json_t *rows;

    if (view_json(app, document))
        return;
    rows = value_checked(json_array());
    for (size_t i = 0; i < LICENSE_CATEGORIES; i++)
        json_array_append(rows, json_object_get(json_object_get(document, "usage"),
                                                license_categories[i].key));
    view_table(app, rows, COLUMNS(columns));
    if (json_is_null(json_object_get(document, "license")))
        puts(SAY(app, "(nessuna licenza in vigore oggi)", "(no license in force today)"));
    json_decref(rows);
}

int
run_license_usage(struct app *app)
{
    const char *text = app->arguments.count ? app->arguments.items[0] : app_text(app, OPTION_CLIENT);
    json_t *document;
    ct_status status;
    ct_id client;
    int failed;

    if (!text || (app->arguments.count && app_text(app, OPTION_CLIENT)))
        return failure_usage(app, "client",
                             SAY(app, "serve un cliente, come argomento o con --client",
                                 "one client is needed, as an argument or with --client"));
    failed = app_client(app, text, &client);
    if (failed)
        return failed;
    document = value_checked(json_pack("{s:o}", "client", value_id(client)));
    status = fill(app, client, document);
    if (status)
        failed = failure_of(app, status);
    else
        show(app, document);
    json_decref(document);
    return failed;
}
