#include "client_as_of.h"

#include <jansson.h>

#include "values.h"
#include "view.h"

static const struct column columns[] = {
    { "client", { "Cliente", "Client" }, 0 },
    { "day", { "Alla fine del", "At the end of" }, 0 },
    { "studio", { "Studio", "Studio" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_CLIENT_STATE },
    { "is_erased", { "Dati cancellati", "Data erased" }, 0 },
    { "migration.id", { "Migrazione", "Migration" }, 0 },
    { "migration.state", { "Stato della migrazione", "State of the migration" },
      CT_ENUM_MIGRATION_STATE },
    { "license_count", { "Licenze avute", "Licenses so far" }, 0 },
    { "license.id", { "Licenza in vigore", "License in force" }, 0 },
    { "license.first_day", { "Dal", "From" }, 0 },
    { "license.last_day", { "Al", "Until" }, 0 },
    { "license.plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
    { "license.access", { "Accesso", "Access" }, CT_ENUM_LICENSE_ACCESS },
    { "license.source", { "Origine", "Source" }, CT_ENUM_LICENSE_SOURCE },
    { "license.coupon", { "Coupon", "Coupon" }, 0 },
    { "used.clients", { "Clienti in anagrafica", "Customers in the registry" }, 0 },
    { "used.suppliers", { "Fornitori", "Suppliers" }, 0 },
    { "used.products", { "Prodotti", "Products" }, 0 },
    { "used.documents", { "Documenti dell'anno", "Documents of the year" }, 0 },
};

/* The license in force on the day, or null. */
static json_t *
license_of(const ct_client_record *record)
{
    if (app_is_none(ct_client_record_license_id(record)))
        return json_null();
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_id(ct_client_record_license_id(record)),
        "first_day", value_date(ct_client_record_first_day(record)), "last_day",
        value_date(ct_client_record_last_day(record)), "plan",
        value_enum(CT_ENUM_PLAN, ct_client_record_plan(record)), "access",
        value_enum(CT_ENUM_LICENSE_ACCESS, ct_client_record_access_of(record)), "source",
        value_enum(CT_ENUM_LICENSE_SOURCE, ct_client_record_source(record)), "coupon",
        value_id(ct_client_record_coupon_id(record))));
}

static json_t *
migration_of(const ct_client_record *record)
{
    if (app_is_none(ct_client_record_migration_id(record)))
        return json_null();
    return value_checked(
        json_pack("{s:o, s:o}", "id", value_id(ct_client_record_migration_id(record)), "state",
                  value_enum(CT_ENUM_MIGRATION_STATE, ct_client_record_migration_state(record))));
}

static json_t *
used_of(const ct_client_record *record)
{
    return value_checked(json_pack(
        "{s:I, s:I, s:I, s:I}", "clients",
        (json_int_t)ct_client_record_used(record, CT_CATEGORY_CLIENTS), "suppliers",
        (json_int_t)ct_client_record_used(record, CT_CATEGORY_SUPPLIERS), "products",
        (json_int_t)ct_client_record_used(record, CT_CATEGORY_PRODUCTS), "documents",
        (json_int_t)ct_client_record_used(record, CT_CATEGORY_DOCUMENTS)));
}

int
show_client_as_of(struct app *app, ct_id client)
{
    ct_client_record *record = NULL;
    json_t *document;
    ct_status status = ct_client_as_of(app->context, client,
                                       app->options.values[OPTION_AS_OF].date, &record);

    if (status)
        return failure_of(app, status);
    document = value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:b, s:o, s:I, s:o, s:o}", "client",
        value_id(ct_client_record_client_id(record)), "day",
        value_date(ct_client_record_day(record)), "studio",
        value_id(ct_client_record_studio_id(record)), "state",
        value_enum(CT_ENUM_CLIENT_STATE, ct_client_record_state(record)), "is_erased",
        ct_client_record_is_erased(record), "migration", migration_of(record), "license_count",
        (json_int_t)ct_client_record_license_count(record), "license", license_of(record), "used",
        used_of(record)));
    ct_client_record_free(record);
    if (!view_json(app, document))
        view_record(app, document, COLUMNS(columns));
    json_decref(document);
    return EXIT_DONE;
}
