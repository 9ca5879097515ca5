/* contoterzi renew --plan (R-REN-06) */
#include "renew_plan.h"

#include <jansson.h>
#include <stdio.h>

#include "values.h"
#include "view.h"

static json_t *
clients_of(const struct app *app, const ct_renewal_plan *plan)
{
    json_t *rows = value_checked(json_array());
    const ct_renewal_entry *entry;

    for (size_t i = 0; (entry = ct_renewal_plan_at(plan, i)); i++) {
        ct_assignment_status status = ct_renewal_entry_status_of(entry);
        ct_eligible_action action = ct_renewal_entry_action(entry);
        bool is_eligible = status == CT_ASSIGNMENT_DONE;

        json_array_append_new(
            rows,
            value_checked(json_pack(
                "{s:o, s:o, s:o, s:b, s:b, s:o, s:o}", "client",
                value_id(ct_renewal_entry_client_id(entry)), "name",
                value_text(ct_renewal_entry_client_name(entry)), "last_day",
                value_date(ct_renewal_entry_last_day(entry)), "eligible", (int)is_eligible,
                "already_done", (int)(status == CT_ASSIGNMENT_ALREADY_DONE), "action",
                value_enum(CT_ENUM_ELIGIBLE_ACTION, is_eligible ? action : 0), "reasons",
                value_reasons(ct_renewal_entry_reasons(entry), app->language, false))));
    }
    return rows;
}

static json_t *
document_of(const struct app *app, const ct_renewal_plan *plan)
{
    return value_checked(json_pack(
        "{s:o, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "kind",
        value_enum(CT_ENUM_COUPON_KIND, ct_renewal_plan_kind(plan)), "license_year",
        (int)ct_renewal_plan_license_year(plan), "to_renew",
        (json_int_t)ct_renewal_plan_clients(plan), "eligible",
        (json_int_t)ct_renewal_plan_eligible(plan), "not_eligible",
        (json_int_t)ct_renewal_plan_not_eligible(plan), "already_done",
        (json_int_t)ct_renewal_plan_already_done(plan), "coupons",
        (json_int_t)ct_renewal_plan_coupons(plan), "missing",
        (json_int_t)ct_renewal_plan_missing(plan), "left_over",
        (json_int_t)ct_renewal_plan_left_over(plan), "clients", clients_of(app, plan), "next",
        value_text(ct_renewal_plan_next(plan))));
}

/* Those that stand out: who can't be renewed, and why. */
static void
show_refused(const struct app *app, const ct_renewal_plan *plan)
{
    const ct_renewal_entry *entry;

    for (size_t i = 0; (entry = ct_renewal_plan_at(plan, i)); i++)
        if (ct_renewal_entry_status_of(entry) == CT_ASSIGNMENT_REFUSED) {
            view_heading(app, ct_renewal_entry_client_name(entry),
                         ct_renewal_entry_client_name(entry));
            view_reasons(app, ct_renewal_entry_reasons(entry), 2);
        }
    if (ct_renewal_plan_next(plan))
        printf(SAY(app, "\nContinua con --after=%s\n", "\nMore with --after=%s\n"),
               ct_renewal_plan_next(plan));
}

int
renew_plan_show(const struct app *app, ct_id studio)
{
    static const struct column columns[] = {
        { "kind", { "Tipo", "Kind" }, CT_ENUM_COUPON_KIND },
        { "license_year", { "Anno di licenza", "License year" }, 0 },
        { "to_renew", { "Clienti", "Clients" }, 0 },
        { "already_done", { "Già rinnovati", "Renewed already" }, 0 },
        { "eligible", { "Rinnovabili", "Eligible" }, 0 },
        { "not_eligible", { "Non rinnovabili", "Not eligible" }, 0 },
        { "coupons", { "Coupon disponibili", "Coupons available" }, 0 },
        { "missing", { "Coupon che mancano", "Coupons missing" }, 0 },
        { "left_over", { "Coupon che avanzano", "Coupons left over" }, 0 },
    };
    ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
    ct_renewal_plan *plan = NULL;
    json_t *document;
    ct_status status;

    query.studio = studio;
    query.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    query.license_year = (int32_t)app_number(app, OPTION_YEAR);
    query.after = app_text(app, OPTION_AFTER);
    query.limit = (uint32_t)app_number(app, OPTION_LIMIT);
    status = ct_renewal_plan_get(app->context, &query, &plan);
    if (status)
        return failure_of(app, status);
    document = document_of(app, plan);
    if (!view_json(app, document)) {
        view_record(app, document, COLUMNS(columns));
        show_refused(app, plan);
    }
    json_decref(document);
    ct_renewal_plan_free(plan);
    return EXIT_DONE;
}
