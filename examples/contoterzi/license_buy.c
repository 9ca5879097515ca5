/* contoterzi license purchase, upgrade, trial */
#include <jansson.h>
#include <string.h>

#include "assign.h"
#include "command.h"
#include "values.h"
#include "view.h"

static const struct column of_license[] = {
    { "id", { "Licenza", "License" }, 0 },
    { "client", { "Cliente", "Client" }, 0 },
    { "plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
    { "access", { "Accesso", "Access" }, CT_ENUM_LICENSE_ACCESS },
    { "source", { "Origine", "Source" }, CT_ENUM_LICENSE_SOURCE },
    { "first_day", { "Dal", "From" }, 0 },
    { "last_day", { "Al", "Until" }, 0 },
    { "price", { "Prezzo in euro", "Price in euro" }, 0 },
};

static int
answer_license(const struct app *app, ct_status status, ct_license *license)
{
    if (status)
        return failure_of(app, status);
    view_answer(app, value_license(license), COLUMNS(of_license));
    ct_license_free(license);
    return EXIT_DONE;
}

static uint32_t
login_flags(const struct app *app)
{
    return app_text(app, OPTION_SHARE_LOGIN) ? CT_PURCHASE_SHARE_LOGIN : 0;
}

/* The purchase that the options tell. */
static int
purchase(struct app *app, ct_purchase_request *request)
{
    ct_call call = app_call(app);
    ct_license *license = NULL;
    ct_status status;
    int failed = EXIT_DONE;

    if (request->buyer == CT_LICENSE_FROM_STUDIO_PURCHASE)
        failed = app_studio_of(app, request->client, &request->studio);
    if (failed)
        return failed;
    request->plan = (ct_plan)app_number(app, OPTION_PLAN);
    request->email = app_text(app, OPTION_EMAIL);
    request->price_cents = app_number(app, OPTION_PRICE);
    request->last_day = app->options.values[OPTION_LAST_DAY].date;
    request->flags |= login_flags(app);
    if (app_text(app, OPTION_PRICE) && !request->price_cents)
        request->flags |= CT_PURCHASE_FREE;
    status = ct_license_buy(app->context, request, &call, &license);
    return answer_license(app, status, license);
}

int
run_license_purchase(struct app *app)
{
    ct_purchase_request request = CT_PURCHASE_REQUEST_INIT;
    const char *by = app_text(app, OPTION_BY);
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (failed)
        return failed;
    if (strcmp(by, "client") != 0 && strcmp(by, "studio") != 0)
        return failure_usage(app, "by",
                             SAY(app, "--by=%s: \"client\" oppure \"studio\"",
                                 "--by=%s: either \"client\" or \"studio\""),
                             by);
    request.buyer = strcmp(by, "client") == 0 ? CT_LICENSE_FROM_CLIENT_PURCHASE
                                              : CT_LICENSE_FROM_STUDIO_PURCHASE;
    return purchase(app, &request);
}

/* By a coupon of the year that is covered, so that it takes the present license's place. */
static int
upgrade_by_coupon(struct app *app, ct_id client_id)
{
    ct_call call = app_call(app);
    ct_assignment_request request = CT_ASSIGNMENT_REQUEST_INIT;
    ct_assignment *assignment = NULL;
    ct_client *client = NULL;
    ct_status status;
    int failed = app_studio_of(app, client_id, &request.studio);

    if (failed)
        return failed;
    status = ct_client_get(app->context, client_id, &client);
    if (status && status != CT_ERR_NOT_FOUND)
        return failure_of(app, status);
    request.client = client_id;
    request.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    request.coupon_code = app_text(app, OPTION_COUPON);
    request.license_year = ct_client_license_last_day(client).year;
    ct_client_free(client);
    status = ct_coupon_assign(app->context, &request, &call, &assignment);
    return assignment_answer(app, status, assignment);
}

int
run_license_upgrade(struct app *app)
{
    ct_purchase_request request = CT_PURCHASE_REQUEST_INIT;
    bool has_kind = app_text(app, OPTION_KIND) != NULL;
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (failed)
        return failed;
    if (has_kind == (app_text(app, OPTION_PLAN) != NULL))
        return failure_usage(app, "plan",
                             SAY(app, "serve --kind per usare un coupon, oppure --plan per acquistare",
                                 "either --kind is needed to use a coupon, or --plan to buy"));
    if (has_kind)
        return upgrade_by_coupon(app, request.client);
    request.buyer = CT_LICENSE_FROM_STUDIO_PURCHASE;
    request.flags = CT_PURCHASE_AS_UPGRADE;
    return purchase(app, &request);
}

int
run_license_trial(struct app *app)
{
    ct_call call = app_call(app);
    ct_trial_request request = CT_TRIAL_REQUEST_INIT;
    ct_license *license = NULL;
    ct_status status;
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (failed)
        return failed;
    request.email = app_text(app, OPTION_EMAIL);
    request.flags = login_flags(app);
    status = ct_license_start_trial(app->context, &request, &call, &license);
    return answer_license(app, status, license);
}
