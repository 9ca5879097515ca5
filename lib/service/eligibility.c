#include "base/date.h"
#include "service/facts.h"
#include "service/pool.h"

struct check {
    const ct_eligibility_request *source;
    ct_eligibility_request request;
    char code[CT__COUPON_CODE_SIZE];
    struct ct__studio studio;
    struct ct__client client;
    ct_eligible_action action;
    struct ct__handle *handle;
};

struct eligibility {
    ct_eligible_action action;
};

static const struct ct__table eligibility_table = {
    .name = "eligibility",
    .record_size = sizeof(struct eligibility),
};

CT__FREE(ct_eligibility_free, ct_eligibility)
CT__GETTER(ct_eligibility_action, ct_eligibility, eligibility, ct_eligible_action, action)

const ct_reasons *
ct_eligibility_reasons(const ct_eligibility *eligibility)
{
    return eligibility ? &((const struct ct__handle *)eligibility)->reasons : NULL;
}

static ct_status
read_request(ct_context *context, struct check *check)
{
    ct_eligibility_request *request = &check->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        check->source, "ct_eligibility_request");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = ct__check_enum(context, "kind", CT_ENUM_COUPON_KIND, request->kind, true);
    if (!status)
        status = ct__check_range(context, "reserved", request->reserved, 0, 0);
    if (!status && request->license_year)
        status = ct__check_range(context, "license_year", request->license_year, 1996, 2100);
    if (!status && request->day.year && !ct__date_is_valid(request->day))
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "day",
                                ct__number_argument(request->day.day));
    if (!status)
        status = ct__check_optional_text(context, "coupon_code", request->coupon_code, 200);
    if (!status && request->coupon_code && ct__coupon_code_read(request->coupon_code, check->code))
        status = ct__fail_with(context, CT__REASON_CODE_MISTYPED,
                               ct__text_argument(request->coupon_code), (struct ct__argument){0});
    return status;
}

/* The reasons are an answer here, and no failure. */
static ct_status
make_answer(struct ct__run *run, struct check *check)
{
    ct_context *context = run->context;
    const struct eligibility record = {check->action};
    for (size_t i = 0; i < context->verdict.count; i++)
        ct__render_reason(&context->verdict.reasons[i], &context->error_items[i]);
    const struct ct_reasons reasons = {context->verdict.count, context->language,
                                       context->error_items};
    context->verdict.count = 0;
    return ct__handle_new(context, &eligibility_table, &record, &reasons, &check->handle);
}

static ct_status
look(struct ct__run *run, void *state)
{
    struct check *check = state;
    const ct_eligibility_request *request = &check->request;
    struct ct__client_facts client;
    struct ct__coupon coupon;
    struct ct__coupon_facts coupon_facts;
    ct_status status = read_request(run->context, check);
    if (status)
        return status;
    check->studio = (struct ct__studio){.id = request->studio};
    check->client = (struct ct__client){.id = request->client};
    ct_coupon_kind kind = request->kind ? request->kind : CT_COUPON_CONTO_TERZI;
    ct_date day = request->day.year ? request->day : run->today;
    status = ct__need(run, CT__STUDIO, &check->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__need(run, CT__CLIENT, &check->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = ct__gather_facts(run, &check->studio, &check->client, (ct_id){{0}}, &client);
    if (!status)
        status = ct__choose_coupon(run, request->studio, kind, *check->code ? check->code : NULL,
                                   request->license_year, &coupon, &coupon_facts);
    if (status)
        return status;
    check->action = ct__eligible(run->context->policy, &client, kind, &coupon_facts,
                                 request->license_year, day, &run->context->verdict);
    return make_answer(run, check);
}

ct_status
ct_eligibility_check(ct_context *context, const ct_eligibility_request *request,
                     ct_eligibility **ret_eligibility)
{
    struct check state = {.source = request};
    ct_status status = ct__check_place(context, "ret_eligibility", ret_eligibility);
    if (status)
        return status;
    status = ct__read(context, look, &state, NULL);
    if (!status)
        *ret_eligibility = (ct_eligibility *)state.handle;
    else
        ct__handle_free(state.handle);
    return status;
}
