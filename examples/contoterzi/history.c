/* contoterzi history list, history numbers */
#include "command.h"
#include "history_report.h"
#include "values.h"
#include "view.h"

static json_t *
value_document(const ct_document *document)
{
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:o, s:b, s:b, s:o, s:o}", "direction",
        value_enum(CT_ENUM_DOCUMENT_DIRECTION, ct_document_direction_of(document)), "type",
        value_enum(CT_ENUM_DOCUMENT_TYPE, ct_document_type_of(document)), "number",
        value_text(ct_document_number(document)), "series",
        value_text(ct_document_series(document)), "date", value_date(ct_document_date(document)),
        "counterparty", "name", value_text(ct_document_counterparty_name(document)), "code",
        value_text(ct_document_counterparty_code(document)), "total",
        value_cents(ct_document_total_cents(document)), "currency",
        value_text(ct_document_currency(document)), "is_sendable",
        ct_document_is_sendable(document), "is_deletable", ct_document_is_deletable(document),
        "imported_at", value_instant(ct_document_imported_at(document)), "id",
        value_id(ct_document_id(document))));
}

static int
show_page(const struct app *app, const ct_document_list *list)
{
    static const struct column columns[] = {
        { "date", { "Data", "Date" }, 0 },
        { "number", { "Numero", "Number" }, 0 },
        { "direction", { "Verso", "Direction" }, CT_ENUM_DOCUMENT_DIRECTION },
        { "type", { "Tipo", "Type" }, CT_ENUM_DOCUMENT_TYPE },
        { "total", { "Totale", "Total" }, 0 },
        { "currency", { "Valuta", "Currency" }, 0 },
        { "counterparty.name", { "Controparte", "Other party" }, 0 },
    };
    json_t *rows = value_checked(json_array());
    const ct_document *document;

    for (size_t i = 0; (document = ct_document_list_at(list, i)); i++)
        json_array_append_new(rows, value_document(document));
    return view_page(app, "documents", rows, ct_document_list_next(list), COLUMNS(columns));
}

int
run_history_list(struct app *app)
{
    ct_document_query query = CT_DOCUMENT_QUERY_INIT;
    ct_document_list *list = NULL;
    ct_status status;
    int failed = app_client(app, app_text(app, OPTION_CLIENT), &query.client);

    if (failed)
        return failed;
    query.after = app_text(app, OPTION_AFTER);
    query.limit = (uint32_t)app_number(app, OPTION_LIMIT);
    status = ct_document_list_get(app->context, &query, &list);
    if (status)
        return failure_of(app, status);
    failed = show_page(app, list);
    ct_document_list_free(list);
    return failed;
}

int
run_history_numbers(struct app *app)
{
    json_t *numbers = NULL, *document;
    ct_id client;
    int failed = app_client(app, app_text(app, OPTION_CLIENT), &client);

    if (!failed)
        failed = history_numbers(app, client, &numbers);
    if (failed)
        return failed;
    document = value_checked(json_pack("{s:o}", "numbers", numbers));
    if (!view_json(app, document)) {
        if (json_array_size(numbers))
            history_show_numbers(app, numbers);
        else
            puts(SAY(app, "(nessuno)", "(none)"));
    }
    json_decref(document);
    return EXIT_DONE;
}
