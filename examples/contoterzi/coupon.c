/* contoterzi coupon ... */
#include <jansson.h>

#include "command.h"
#include "values.h"
#include "view.h"

static const struct column of_packs[] = {
    { "id", { "Pacchetto", "Pack" }, 0 },
    { "kind", { "Tipo", "Kind" }, CT_ENUM_COUPON_KIND },
    { "plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
    { "license_year", { "Anno di licenza", "License year" }, 0 },
    { "quantity", { "Coupon", "Coupons" }, 0 },
    { "unit_price", { "Prezzo in euro", "Price in euro" }, 0 },
    { "source", { "Origine", "Source" }, CT_ENUM_PACK_SOURCE },
    { "issued_on", { "Emesso il", "Issued on" }, 0 },
    { "revoked_on", { "Revocato il", "Revoked on" }, 0 },
    { "renews", { "Rinnova", "Renews" }, 0 },
};

static const struct column of_pack_list[] = {
    { "id", { "Pacchetto", "Pack" }, 0 },
    { "kind", { "Tipo", "Kind" }, CT_ENUM_COUPON_KIND },
    { "license_year", { "Anno", "Year" }, 0 },
    { "quantity", { "Coupon", "Coupons" }, 0 },
    { "source", { "Origine", "Source" }, CT_ENUM_PACK_SOURCE },
    { "issued_on", { "Emesso il", "Issued on" }, 0 },
    { "revoked_on", { "Revocato il", "Revoked on" }, 0 },
    { "renews", { "Rinnova", "Renews" }, 0 },
};

static const struct column of_coupons[] = {
    { "code", { "Codice", "Code" }, 0 },
    { "kind", { "Tipo", "Kind" }, CT_ENUM_COUPON_KIND },
    { "license_year", { "Anno", "Year" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_COUPON_STATE },
    { "client", { "Cliente", "Client" }, 0 },
};

static const struct column of_one[] = {
    { "code", { "Codice", "Code" }, 0 },
    { "kind", { "Tipo", "Kind" }, CT_ENUM_COUPON_KIND },
    { "plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
    { "license_year", { "Anno di licenza", "License year" }, 0 },
    { "state", { "Stato", "State" }, CT_ENUM_COUPON_STATE },
    { "issued_on", { "Emesso il", "Issued on" }, 0 },
    { "client", { "Cliente", "Client" }, 0 },
    { "id", { "Coupon", "Coupon" }, 0 },
    { "pack", { "Pacchetto", "Pack" }, 0 },
    { "studio", { "Studio", "Studio" }, 0 },
};

/* The answer of a call that gave a pack. */
static int
answer_pack(const struct app *app, ct_status status, ct_pack *pack)
{
    if (status)
        return failure_of(app, status);
    view_answer(app, value_pack(pack), COLUMNS(of_packs));
    ct_pack_free(pack);
    return EXIT_DONE;
}

int
run_coupon_buy(struct app *app)
{
    ct_call call = app_call(app);
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    ct_pack *pack = NULL;
    ct_status status;
    int failed = app_studio(app, &request.studio);

    if (failed)
        return failed;
    request.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    request.license_year = (int32_t)app_number(app, OPTION_YEAR);
    request.plan = (ct_plan)app_number(app, OPTION_PLAN);
    request.quantity = (uint32_t)app_number(app, OPTION_QUANTITY);
    request.unit_price_cents = app_number(app, OPTION_UNIT_PRICE);
    status = ct_pack_buy(app->context, &request, &call, &pack);
    return answer_pack(app, status, pack);
}

int
run_coupon_revoke(struct app *app)
{
    ct_call call = app_call(app);
    ct_pack *pack = NULL;
    ct_status status;
    ct_id id;
    int failed = app_id(app, "pack", app->arguments.items[0], &id);

    if (failed)
        return failed;
    status = ct_pack_revoke(app->context, id, &call, &pack);
    return answer_pack(app, status, pack);
}

int
run_coupon_packs(struct app *app)
{
    ct_pack_list *list = NULL;
    json_t *rows;
    const ct_pack *pack;
    ct_status status;
    ct_id studio;
    int failed = app_studio(app, &studio);

    if (failed)
        return failed;
    status = ct_pack_list_get(app->context, studio, app_text(app, OPTION_AFTER),
                              (uint32_t)app_number(app, OPTION_LIMIT), &list);
    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (pack = ct_pack_list_at(list, i)); i++)
        json_array_append_new(rows, value_pack(pack));
    view_page(app, "packs", rows, ct_pack_list_next(list), COLUMNS(of_pack_list));
    ct_pack_list_free(list);
    return EXIT_DONE;
}

int
run_coupon_list(struct app *app)
{
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *list = NULL;
    json_t *rows;
    const ct_coupon *coupon;
    ct_status status;
    int failed = app_studio(app, &query.studio);

    if (failed)
        return failed;
    query.after = app_text(app, OPTION_AFTER);
    query.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    query.state = (ct_coupon_state)app_number(app, OPTION_COUPON_STATE);
    query.license_year = (int32_t)app_number(app, OPTION_YEAR);
    query.limit = (uint32_t)app_number(app, OPTION_LIMIT);
    status = ct_coupon_list_get(app->context, &query, &list);
    if (status)
        return failure_of(app, status);
    rows = value_checked(json_array());
    for (size_t i = 0; (coupon = ct_coupon_list_at(list, i)); i++)
        json_array_append_new(rows, value_coupon(coupon));
    view_page(app, "coupons", rows, ct_coupon_list_next(list), COLUMNS(of_coupons));
    ct_coupon_list_free(list);
    return EXIT_DONE;
}

int
run_coupon_show(struct app *app)
{
    const char *text = app->arguments.items[0];
    ct_coupon *coupon = NULL;
    ct_status status;
    ct_id id;

    if (ct_id_parse(text, &id) == CT_OK)
        status = ct_coupon_get(app->context, id, &coupon);
    else
        status = ct_coupon_find(app->context, text, &coupon);
    if (status)
        return failure_of(app, status);
    view_answer(app, value_coupon(coupon), COLUMNS(of_one));
    ct_coupon_free(coupon);
    return EXIT_DONE;
}
