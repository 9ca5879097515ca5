/* Coupons assigned outside a migration: activation, renewal, upgrade (section 6). */
#include "service/assign.h"

#include "rules/migration.h"

enum { CODE_SIZE_MAX = 200 };

#define GETTER(name, type, member) \
    CT__GETTER(ct_assignment_##name, ct_assignment, ct__assignment, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_assignment_##name, ct_assignment, ct__assignment, type, member)

CT__FREE(ct_assignment_free, ct_assignment)
GETTER(status_of, ct_assignment_status, status)
GETTER_OF(client_id, ct_id, client_id)
GETTER(client_name, const char *, client_name)
GETTER(action, ct_eligible_action, action)
GETTER_OF(license_id, ct_id, license_id)
GETTER(plan, ct_plan, plan)
GETTER(access, ct_license_access, access)
GETTER_OF(first_day, ct_date, first_day)
GETTER_OF(last_day, ct_date, last_day)
GETTER(coupon_code, const char *, coupon_code)

const ct_reasons *
ct_assignment_reasons(const ct_assignment *assignment)
{
    return assignment ? &((const struct ct__handle *)assignment)->reasons : NULL;
}

ct_status
ct__check_assignment(ct_context *context, ct_assignment_request *request)
{
    ct_status status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = ct__check_enum(context, "kind", CT_ENUM_COUPON_KIND, request->kind, true);
    if (!status && request->license_year)
        status = ct__check_range(context, "license_year", request->license_year, 1996, 2100);
    if (!status)
        status = ct__check_optional_text(context, "coupon_code", request->coupon_code,
                                         CODE_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status && request->flags & ~(uint32_t)CT_ASSIGNMENT_SHARE_LOGIN)
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                                ct__number_argument(request->flags));
    if (!status)
        status = ct__check_range(context, "reserved", request->reserved, 0, 0);
    if (!request->kind)
        request->kind = CT_COUPON_CONTO_TERZI;
    return status;
}

void
ct__digest_assignment(struct ct__bytes *bytes, const ct_assignment_request *request)
{
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_number(bytes, request->kind);
    ct__bytes_add_number(bytes, request->license_year);
    ct__bytes_add_text(bytes, request->coupon_code);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_number(bytes, request->flags);
}

void
ct__assign_start(struct ct__run *run, struct ct__assign *assign)
{
    assign->answer = (struct ct__assignment){
        .status = CT_ASSIGNMENT_REFUSED,
        .client_id = assign->request.client,
    };
    ct__answer_shaped(run, &ct__assignment_table, &assign->answer);
}

static void
answer_license(struct ct__assignment *answer, const struct ct__license *license,
               const struct ct__coupon *coupon)
{
    answer->license_id = license->id;
    answer->plan = license->plan;
    answer->access = license->access;
    answer->first_day = license->first_day;
    answer->last_day = license->last_day;
    answer->coupon_code = coupon->code;
}

/* What was done before is answered with what there is. */
static ct_status
answer_already_done(struct ct__run *run, struct ct__assign *assign)
{
    ct_status status = ct__last_license(run, assign->client.id, &assign->license);
    assign->coupon = (struct ct__coupon){.id = assign->license.coupon_id};
    if (!status)
        status = ct__need(run, CT__COUPON, &assign->coupon, CT__REASON_COUPON_NOT_FOUND);
    assign->answer.status = CT_ASSIGNMENT_ALREADY_DONE;
    answer_license(&assign->answer, &assign->license, &assign->coupon);
    return status;
}

/* Nothing is told of a client that is another's; what the caller itself gave is looked at all the
 * same. */
static void
refuse_unlinked(struct ct__run *run, struct ct__assign *assign)
{
    ct_context *context = run->context;
    if (assign->studio.account_opened_on.year == 0)
        ct__refuse(&context->verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED);
    ct__refuse(&context->verdict, CT__REASON_CLIENT_NOT_LINKED);
    if (assign->request.email)
        ct__login_email_check(context->policy, assign->request.email, assign->login.email,
                              &context->verdict);
}

static struct ct__activation
activation_of(struct ct__run *run, const struct ct__assign *assign)
{
    return ct__coupon_activation(run, &assign->coupon, &assign->facts,
                                 assign->answer.action == CT_ELIGIBLE_UPGRADE);
}

/* What an eligible coupon does is looked at more closely. */
static void
check_action(struct ct__run *run, const struct ct__assign *assign)
{
    const struct ct__activation activation = activation_of(run, assign);
    struct ct__verdict *verdict = &run->context->verdict;
    if (assign->is_renewal)
        ct__renewal_check(&assign->facts, assign->answer.action, verdict);
    else
        ct__assignment_check(assign->answer.action, verdict);
    ct__check_activation(run, &activation, &assign->facts);
}

ct_status
ct__assign_ask(struct ct__run *run, struct ct__assign *assign)
{
    ct_context *context = run->context;
    const ct_assignment_request *request = &assign->request;
    struct ct__coupon_facts coupon;
    ct_status status = ct__settle_login(run, &assign->client, request->email,
                                        request->flags & CT_ASSIGNMENT_SHARE_LOGIN,
                                        &assign->login);
    if (!status)
        status = ct__choose_typed_coupon(run, assign->studio.id, request->kind,
                                         request->coupon_code, request->license_year,
                                         assign->code, &assign->coupon, &coupon);
    if (status)
        return status;
    assign->answer.action = ct__eligible(context->policy, &assign->facts, request->kind, &coupon,
                                         request->license_year, run->today, &context->verdict);
    if (assign->answer.action != CT_ELIGIBLE_NO)
        check_action(run, assign);
    if (context->verdict.count)
        assign->answer.action = CT_ELIGIBLE_NO;
    return CT_OK;
}

static ct_status
log_assigned(struct ct__run *run, const struct ct__assign *assign)
{
    return ct__log(run, CT_EVENT_COUPON_ASSIGNED,
                   &(struct ct__event){.studio_id = assign->studio.id,
                                       .client_id = assign->client.id,
                                       .coupon_id = assign->coupon.id,
                                       .license_id = assign->license.id,
                                       .coupon_kind = assign->coupon.kind,
                                       .year = assign->coupon.license_year});
}

/* R-COU-03: no step leads back from here. */
static ct_status
take_coupon(struct ct__run *run, struct ct__assign *assign)
{
    const struct ct__coupon before = assign->coupon;
    assign->coupon.state = CT_COUPON_ASSIGNED;
    assign->coupon.client_id = assign->client.id;
    return ct__replace(run, CT__COUPON, &before, &assign->coupon);
}

ct_status
ct__assign_carry_out(struct ct__run *run, struct ct__assign *assign)
{
    const struct ct__activation activation = activation_of(run, assign);
    ct_status status = ct__open_account(run, &assign->client_before, &assign->login);
    assign->facts.is_erased = false;
    if (!status)
        status = take_coupon(run, assign);
    if (!status)
        status = ct__activate_license(run, &activation, &assign->client, &assign->facts,
                                      &assign->license);
    if (!status)
        status = log_assigned(run, assign);
    if (!status)
        status = ct__store_client(run, &assign->client_before, &assign->client, &assign->facts);
    assign->answer.status = CT_ASSIGNMENT_DONE;
    answer_license(&assign->answer, &assign->license, &assign->coupon);
    return status ? status : ct__tell_activation(run, &assign->login, &assign->license);
}

/* A client that is not there is answered like one of another studio: not linked. */
static ct_status
load(struct ct__run *run, struct ct__assign *assign)
{
    assign->studio = (struct ct__studio){.id = assign->request.studio};
    assign->client = (struct ct__client){.id = assign->request.client};
    assign->coupon = (struct ct__coupon){.code = NULL};
    ct_status status = ct__need(run, CT__STUDIO, &assign->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (status)
        return status;
    status = ct__load(run, CT__CLIENT, &assign->client);
    assign->client_before = assign->client;
    ct__set_about(run, assign->studio.id, &assign->client);
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

ct_status
ct__assign_coupon(struct ct__run *run, struct ct__assign *assign)
{
    ct__assign_start(run, assign);
    ct_status status = load(run, assign);
    if (status)
        return status;
    if (!ct__id_equal(assign->client.studio_id, assign->studio.id)) {
        refuse_unlinked(run, assign);
        return CT_OK;
    }
    assign->answer.client_name = assign->client.name;
    status = ct__gather_facts(run, &assign->studio, &assign->client, (ct_id){{0}}, &assign->facts);
    if (!status && assign->renewed_year &&
        ct__is_renewed(&assign->facts, assign->request.kind, assign->renewed_year))
        return answer_already_done(run, assign);
    if (!status)
        status = ct__assign_ask(run, assign);
    return status || run->context->verdict.count ? status : ct__assign_carry_out(run, assign);
}

struct one {
    const ct_assignment_request *source;
    struct ct__assign assign;
};

static ct_status
prepare(ct_context *context, void *state)
{
    struct one *one = state;
    ct_assignment_request *request = &one->assign.request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        one->source, "ct_assignment_request");
    return status ? status : ct__check_assignment(context, request);
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    ct__digest_assignment(bytes, &((const struct one *)state)->assign.request);
}

static ct_status
run_one(struct ct__run *run, void *state)
{
    ct_status status = ct__assign_coupon(run, &((struct one *)state)->assign);
    return status ? status : ct__verdict_status(run->context);
}

ct_status
ct_coupon_assign(ct_context *context, const ct_assignment_request *request, const ct_call *call,
                 ct_assignment **ret_assignment)
{
    static const struct ct__operation operation = {"coupon_assign", prepare, digest, run_one,
                                                   false, CT_EVENT_ASSIGNMENT_REFUSED};
    struct one state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_assignment);
}
