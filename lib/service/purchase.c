/* Licenses without a coupon: bought by the client or its studio, or on trial. */
#include "base/date.h"
#include "rules/license.h"
#include "rules/migration.h"
#include "rules/purchase.h"
#include "service/account.h"
#include "service/license.h"

enum { YEARS_AHEAD_MAX = 20, PRICE_CENTS_MAX = 100000000 };

/* A license that is to be, and all around it. */
struct purchase {
    const ct_purchase_request *source;
    const ct_trial_request *trial_source;
    ct_purchase_request request; /* of a trial, too */
    struct ct__studio studio;
    struct ct__client client;
    struct ct__client_facts facts;
    struct ct__login login;
    struct ct__license license;
};

static ct_status
check_flags(ct_context *context, const ct_purchase_request *request, uint32_t known)
{
    if (request->flags & ~known)
        return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                              ct__number_argument(request->flags));
    return ct__check_range(context, "price_cents", request->price_cents, 0,
                           request->flags & CT_PURCHASE_FREE ? 0 : PRICE_CENTS_MAX);
}

/* The studio is told exactly if it is the studio that buys. */
static ct_status
check_buyer(ct_context *context, const ct_purchase_request *request)
{
    if (request->buyer == CT_LICENSE_FROM_STUDIO_PURCHASE)
        return ct__check_id(context, "studio", request->studio);
    if (request->buyer != CT_LICENSE_FROM_CLIENT_PURCHASE)
        return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "buyer",
                              ct__number_argument(request->buyer));
    return ct__id_is_none(request->studio)
               ? CT_OK
               : ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "studio",
                                ct__label_argument(&ct__license_source_labels, request->buyer));
}

static ct_status
prepare_buy(ct_context *context, void *state)
{
    struct purchase *purchase = state;
    ct_purchase_request *request = &purchase->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        purchase->source, "ct_purchase_request");
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = check_buyer(context, request);
    if (!status)
        status = ct__check_enum(context, "plan", CT_ENUM_PLAN, request->plan, false);
    if (!status)
        status = ct__check_optional_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = check_flags(context, request, CT_PURCHASE_AS_RENEWAL | CT_PURCHASE_FREE |
                                                   CT_PURCHASE_SHARE_LOGIN |
                                                   CT_PURCHASE_AS_UPGRADE);
    if (!status && request->last_day.year && !ct__date_is_valid(request->last_day))
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "last_day",
                                ct__number_argument(request->last_day.day));
    return status;
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    const ct_purchase_request *request = &((const struct purchase *)state)->request;
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_number(bytes, request->buyer);
    ct__bytes_add_number(bytes, request->plan);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_number(bytes, request->price_cents);
    ct__bytes_add_date(bytes, request->last_day);
    ct__bytes_add_number(bytes, request->flags);
}

/* A studio learns no more of a client that is not there than of another studio's. */
static ct_status
load(struct ct__run *run, struct purchase *purchase)
{
    const ct_purchase_request *request = &purchase->request;
    bool is_studio = request->buyer == CT_LICENSE_FROM_STUDIO_PURCHASE;
    ct_status status = CT_OK;
    purchase->studio = (struct ct__studio){.id = request->studio};
    purchase->client = (struct ct__client){.id = request->client};
    ct__answer(run, CT__LICENSE, &purchase->license);
    if (is_studio)
        status = ct__need(run, CT__STUDIO, &purchase->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__load(run, CT__CLIENT, &purchase->client);
    if (status == CT_ERR_NOT_FOUND && is_studio && purchase->studio.created_at)
        status = CT_OK;
    else if (status == CT_ERR_NOT_FOUND && !is_studio)
        status = ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND);
    return status ? status
                  : ct__gather_facts(run, &purchase->studio, &purchase->client, (ct_id){{0}},
                                     &purchase->facts);
}

/* The best that a client is covered by, today and later. */
struct best {
    ct_license_access access;
    ct_plan plan;
};

static ct_status
take_better(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct best *best = state;
    if (license->source != CT_LICENSE_FROM_TRIAL && license->superseded_on.year == 0 &&
        ct__date_compare(run->today, license->last_day) <= 0 &&
        ct__license_is_higher(license->access, license->plan, best->access, best->plan))
        *best = (struct best){license->access, license->plan};
    return CT_OK;
}

/* R-LIC-05, R-LIC-08: when it starts, and until when it lasts. */
static ct_status
plan_activation(struct ct__run *run, const struct purchase *purchase,
                struct ct__activation *activation)
{
    const ct_purchase_request *request = &purchase->request;
    const ct_date none = {0};
    const ct_date covered = purchase->facts.license.last_day;
    struct best best = {0, 0};
    ct_status status = ct__each_license(run, request->client, take_better, &best);
    bool is_at_once =
        !(request->flags & CT_PURCHASE_AS_RENEWAL) &&
        ct__license_is_higher(CT_LICENSE_FULL, request->plan, best.access, best.plan);
    if (request->flags & CT_PURCHASE_AS_UPGRADE && !is_at_once)
        ct__refuse_with(&run->context->verdict, CT__REASON_NOT_HIGHER,
                        ct__label_argument(&ct__plan_labels, request->plan),
                        ct__label_argument(&ct__plan_labels, best.plan));
    int64_t list_price = run->context->policy->price_cents[request->plan];
    *activation = (struct ct__activation){
        .source = request->buyer,
        .plan = request->plan,
        .access = CT_LICENSE_FULL,
        .first_day = ct__license_first_day(run->today, is_at_once ? none : covered),
        .last_day = request->last_day,
        .price_cents = request->price_cents ? request->price_cents : list_price,
    };
    if (request->flags & CT_PURCHASE_FREE)
        activation->price_cents = 0;
    if (activation->last_day.year == 0)
        activation->last_day = ct__license_year_from(activation->first_day);
    if (request->last_day.year == 0 && ct__date_compare(activation->last_day, covered) < 0)
        activation->last_day = covered;
    return status;
}

static ct_status
carry_out(struct ct__run *run, struct purchase *purchase, const struct ct__activation *activation)
{
    const struct ct__client before = purchase->client;
    ct_status status = ct__open_account(run, &before, &purchase->login);
    purchase->facts.is_erased = false;
    if (!status)
        status = ct__activate_license(run, activation, &purchase->client, &purchase->facts,
                                      &purchase->license);
    if (!status)
        status = ct__store_client(run, &before, &purchase->client, &purchase->facts);
    return status ? status : ct__tell_activation(run, &purchase->login, &purchase->license);
}

static ct_status
settle_login(struct ct__run *run, struct purchase *purchase)
{
    return ct__settle_login(run, &purchase->client, purchase->request.email,
                            purchase->request.flags & CT_PURCHASE_SHARE_LOGIN, &purchase->login);
}

static ct_status
run_buy(struct ct__run *run, void *state)
{
    struct purchase *purchase = state;
    ct_context *context = run->context;
    struct ct__activation activation;
    ct_status status = load(run, purchase);
    if (status)
        return status;
    ct__purchase_check(context->policy, &purchase->facts, purchase->request.buyer,
                       purchase->request.plan, &context->verdict);
    if (purchase->request.buyer == CT_LICENSE_FROM_STUDIO_PURCHASE && !purchase->facts.is_linked) {
        /* What else stands against it is not its business; what it gave itself is. */
        if (purchase->request.email)
            ct__login_email_check(context->policy, purchase->request.email, purchase->login.email,
                                  &context->verdict);
        return ct__verdict_status(context);
    }
    status = settle_login(run, purchase);
    if (!status)
        status = plan_activation(run, purchase, &activation);
    if (!status) {
        ct__check_activation(run, &activation, &purchase->facts);
        status = ct__verdict_status(context);
    }
    if (!status)
        status = ct__check_range(context, "last_day", activation.last_day.year, run->today.year,
                                 run->today.year + YEARS_AHEAD_MAX);
    return status ? status : carry_out(run, purchase, &activation);
}

ct_status
ct_license_buy(ct_context *context, const ct_purchase_request *request, const ct_call *call,
               ct_license **ret_license)
{
    static const struct ct__operation operation = {"license_buy", prepare_buy, digest, run_buy,
                                                   false, 0};
    struct purchase state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_license);
}

static ct_status
prepare_trial(ct_context *context, void *state)
{
    struct purchase *purchase = state;
    ct_trial_request trial;
    ct_status status = ct__copy_request(context, &trial, sizeof trial, sizeof trial,
                                        purchase->trial_source, "ct_trial_request");
    if (status)
        return status;
    purchase->request = (ct_purchase_request){
        .client = trial.client,
        .email = trial.email,
        .plan = CT_PLAN_TRIAL,
        .flags = trial.flags,
    };
    status = ct__check_id(context, "client", trial.client);
    if (!status)
        status = ct__check_optional_text(context, "email", trial.email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_range(context, "reserved", trial.reserved, 0, 0);
    return status ? status : check_flags(context, &purchase->request, CT_PURCHASE_SHARE_LOGIN);
}

static ct_status
run_trial(struct ct__run *run, void *state)
{
    struct purchase *purchase = state;
    ct_context *context = run->context;
    const struct ct__activation activation = {
        .source = CT_LICENSE_FROM_TRIAL,
        .plan = CT_PLAN_TRIAL,
        .access = CT_LICENSE_FULL,
        .first_day = run->today,
        .last_day = ct__date_add_days(run->today, (int32_t)context->policy->trial_days - 1),
    };
    ct_status status = load(run, purchase);
    if (status)
        return status;
    ct__trial_check(&purchase->facts, purchase->client.license_last_day.year != 0,
                    &context->verdict);
    status = settle_login(run, purchase);
    if (!status)
        status = ct__verdict_status(context);
    return status ? status : carry_out(run, purchase, &activation);
}

ct_status
ct_license_start_trial(ct_context *context, const ct_trial_request *request, const ct_call *call,
                       ct_license **ret_license)
{
    static const struct ct__operation operation = {"license_start_trial", prepare_trial, digest,
                                                   run_trial, false, 0};
    struct purchase state = {.trial_source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_license);
}
