/* contoterzi coupon link, register (R-COU-10) */
#include <jansson.h>

#include "assign.h"
#include "command.h"
#include "values.h"
#include "view.h"

int
run_coupon_link(struct app *app)
{
    static const struct column columns[] = {
        { "code", { "Codice", "Code" }, 0 },
        { "link", { "Link", "Link" }, 0 },
    };
    ct_coupon_link *link = NULL;
    ct_status status = ct_coupon_link_get(app->context, app->arguments.items[0], &link);

    if (status)
        return failure_of(app, status);
    view_answer(app,
                value_checked(json_pack("{s:o, s:o}", "code",
                                        value_text(ct_coupon_link_code(link)), "link",
                                        value_text(ct_coupon_link_text(link)))),
                COLUMNS(columns));
    ct_coupon_link_free(link);
    return EXIT_DONE;
}

int
run_coupon_register(struct app *app)
{
    ct_call call = app_call(app);
    ct_registration_request request = CT_REGISTRATION_REQUEST_INIT;
    ct_assignment *assignment = NULL;
    ct_status status;

    request.link_or_code = app->arguments.items[0];
    request.name = app_text(app, OPTION_NAME);
    request.vat_number = app_text(app, OPTION_VAT_NUMBER);
    request.tax_code = app_text(app, OPTION_TAX_CODE);
    request.email = app_text(app, OPTION_EMAIL);
    request.tax_regime = app_text(app, OPTION_FLAT_RATE) ? CT_TAX_REGIME_FLAT_RATE : 0;
    request.flags = app_text(app, OPTION_SHARE_LOGIN) ? CT_ASSIGNMENT_SHARE_LOGIN : 0;
    status = ct_coupon_register(app->context, &request, &call, &assignment);
    return assignment_answer(app, status, assignment);
}
