/* contoterzi coupon assign: one coupon outside a migration. */
#include <jansson.h>

#include "assign.h"
#include "command.h"
#include "values.h"
#include "view.h"

static const struct column of_assignment[] = {
    { "name", { "Cliente", "Client" }, 0 },
    { "action", { "Esito", "Outcome" }, CT_ENUM_ELIGIBLE_ACTION },
    { "coupon", { "Coupon", "Coupon" }, 0 },
    { "license.plan", { "Piano", "Plan" }, CT_ENUM_PLAN },
    { "license.access", { "Accesso", "Access" }, CT_ENUM_LICENSE_ACCESS },
    { "license.first_day", { "Dal", "From" }, 0 },
    { "license.last_day", { "Al", "Until" }, 0 },
    { "license.id", { "Licenza", "License" }, 0 },
};

int
assignment_answer(const struct app *app, ct_status status, ct_assignment *assignment)
{
    if (status)
        return failure_of(app, status);
    view_answer(app, value_assignment(assignment, app->language), COLUMNS(of_assignment));
    ct_assignment_free(assignment);
    return EXIT_DONE;
}

int
run_coupon_assign(struct app *app)
{
    ct_call call = app_call(app);
    ct_assignment_request request = CT_ASSIGNMENT_REQUEST_INIT;
    ct_assignment *assignment = NULL;
    ct_status status;
    int failed = app_client(app, app->arguments.items[0], &request.client);

    if (!failed)
        failed = app_studio_of(app, request.client, &request.studio);
    if (failed)
        return failed;
    request.kind = (ct_coupon_kind)app_number(app, OPTION_KIND);
    request.license_year = (int32_t)app_number(app, OPTION_YEAR);
    request.coupon_code = app_text(app, OPTION_COUPON);
    request.email = app_text(app, OPTION_EMAIL);
    request.flags = app_text(app, OPTION_SHARE_LOGIN) ? CT_ASSIGNMENT_SHARE_LOGIN : 0;
    status = ct_coupon_assign(app->context, &request, &call, &assignment);
    return assignment_answer(app, status, assignment);
}
