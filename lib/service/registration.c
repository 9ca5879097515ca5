/* Links of coupons, and companies that register through one (R-COU-10). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "service/assign.h"
#include "service/client.h"
#include "service/erase.h"

enum { NAME_SIZE_MAX = 200, LINK_SIZE_MAX = 4200 };

struct link {
    const char *code;
    const char *text;
};

static const struct ct__field link_fields[] = {
    {.name = "code", .kind = CT__FIELD_TEXT, .offset = offsetof(struct link, code)},
    {.name = "text", .kind = CT__FIELD_TEXT, .offset = offsetof(struct link, text)},
};
static const struct ct__table link_table = {
    .name = "coupon_link",
    .record_size = sizeof(struct link),
    .fields = link_fields,
    .answer_field_count = 2,
};

CT__FREE(ct_coupon_link_free, ct_coupon_link)
CT__GETTER(ct_coupon_link_code, ct_coupon_link, link, const char *, code)
CT__GETTER(ct_coupon_link_text, ct_coupon_link, link, const char *, text)

/* The coupon that a code or a link names. */
static ct_status
find_coupon(struct ct__run *run, const char *text, char code[CT__COUPON_CODE_SIZE],
            struct ct__coupon *ret_coupon)
{
    const char *typed = ct__coupon_code_in_link(run->context->policy->coupon_link, text);
    if (ct__coupon_code_read(typed, code))
        return ct__fail_with(run->context, CT__REASON_CODE_MISTYPED, ct__text_argument(typed),
                             (struct ct__argument){0});
    ct_status status = ct__find_coupon(run, code, ret_coupon);
    return status == CT_ERR_NOT_FOUND ? ct__fail(run->context, CT__REASON_COUPON_NOT_FOUND)
                                      : status;
}

struct asking {
    const char *code_text;
    char code[CT__COUPON_CODE_SIZE];
    struct ct__coupon coupon;
    struct link link;
};

static ct_status
look_at_link(struct ct__run *run, void *state)
{
    struct asking *asking = state;
    ct_context *context = run->context;
    char text[LINK_SIZE_MAX];
    ct_status status = ct__check_text(context, "code", asking->code_text, LINK_SIZE_MAX - 1);
    if (!status)
        status = find_coupon(run, asking->code_text, asking->code, &asking->coupon);
    if (status)
        return status;
    const struct ct__coupon_facts facts =
        ct__coupon_facts(&asking->coupon, asking->coupon.studio_id);
    ct__coupon_link_check(context->policy, &facts, run->today, &context->verdict);
    status = ct__verdict_status(context);
    if (status)
        return status;
    (void)snprintf(text, sizeof text, "%s%s", context->policy->coupon_link, asking->code);
    asking->link = (struct link){asking->code, ct__run_text(run, text)};
    ct__answer_shaped(run, &link_table, &asking->link);
    return asking->link.text ? CT_OK : CT_ERR_NO_MEMORY;
}

ct_status
ct_coupon_link_get(ct_context *context, const char *code, ct_coupon_link **ret_link)
{
    struct asking state = {.code_text = code};
    return ct__read(context, look_at_link, &state, (void **)ret_link);
}

struct registering {
    const ct_registration_request *source;
    ct_registration_request request;
    char code[CT__COUPON_CODE_SIZE];
    char name_key[NAME_SIZE_MAX + 1];
    char tax_code[17];
    char vat_number[12];
    struct ct__coupon coupon;
    bool is_new;      /* the client is not in the store yet */
    bool is_unlinked; /* it was no studio's */
    bool is_erased;   /* nothing but its licenses is known */
    struct ct__assign assign;
};

static ct_status
prepare(ct_context *context, void *state)
{
    struct registering *registering = state;
    ct_registration_request *request = &registering->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        registering->source, "ct_registration_request");
    if (!status)
        status = ct__check_text(context, "link_or_code", request->link_or_code,
                                LINK_SIZE_MAX - 1);
    if (!status)
        status = ct__check_text(context, "name", request->name, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "vat_number", request->vat_number,
                                         NAME_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "tax_code", request->tax_code, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_enum(context, "tax_regime", CT_ENUM_TAX_REGIME, request->tax_regime,
                                true);
    if (!status && request->flags & ~(uint32_t)CT_ASSIGNMENT_SHARE_LOGIN)
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                                ct__number_argument(request->flags));
    return status;
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    const ct_registration_request *request = &((const struct registering *)state)->request;
    ct__bytes_add_text(bytes, request->link_or_code);
    ct__bytes_add_text(bytes, request->name);
    ct__bytes_add_text(bytes, request->vat_number);
    ct__bytes_add_text(bytes, request->tax_code);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_number(bytes, request->tax_regime);
    ct__bytes_add_number(bytes, request->flags);
}

/* A new company, or one of which an erasure left nothing but what bars it for ever: not on TS Digital, as
 * far as anybody has said. */
static void
describe(struct registering *registering, struct ct__client *client)
{
    client->name = registering->request.name;
    client->name_key = registering->name_key;
    client->vat_number = *registering->vat_number ? registering->vat_number : NULL;
    client->tax_code = *registering->tax_code ? registering->tax_code : NULL;
    (void)ct__text_fold(client->name, registering->name_key, sizeof registering->name_key);
}

/* R-CLI-01: the same company, or a new one. R-CLI-05: one that is no studio's comes to the coupon's, and
 * so does an erased one, whosever it was (R-ELIG-07). The company speaks for itself, so that what is not
 * known of it yet is taken from it. */
static ct_status
find_client(struct ct__run *run, struct registering *registering)
{
    struct ct__client *client = &registering->assign.client;
    ct_id studio = registering->coupon.studio_id;
    ct_status status = ct__find_same_client(run, studio, registering->tax_code,
                                            registering->vat_number, client);
    bool is_known = status == CT_OK;
    if (status == CT_ERR_NOT_FOUND)
        status = ct__find_erased(run, registering->tax_code, registering->vat_number, client);
    registering->is_erased = !is_known && status == CT_OK;
    registering->is_new = status == CT_ERR_NOT_FOUND;
    registering->is_unlinked = is_known && ct__id_is_none(client->studio_id);
    if (registering->is_new) {
        *client = (struct ct__client){.created_at = run->now};
        status = ct__new_id(run->context, run->now, &client->id);
    }
    if (is_known && !registering->is_unlinked && !ct__id_equal(client->studio_id, studio))
        status = ct__fail(run->context, CT__REASON_CLIENT_ELSEWHERE);
    if (status)
        return status;
    registering->assign.client_before = *client;
    client->studio_id = studio;
    if (!is_known)
        describe(registering, client);
    if (!client->tax_regime)
        client->tax_regime = registering->request.tax_regime;
    return CT_OK;
}

static ct_status
load(struct ct__run *run, struct registering *registering)
{
    struct ct__assign *assign = &registering->assign;
    ct_context *context = run->context;
    ct__assign_start(run, assign);
    ct_status status = find_coupon(run, registering->request.link_or_code, registering->code,
                                   &registering->coupon);
    if (status)
        return status;
    assign->studio = (struct ct__studio){.id = registering->coupon.studio_id};
    status = ct__need(run, CT__STUDIO, &assign->studio, CT__REASON_STUDIO_NOT_FOUND);
    run->about = (struct ct__event){.studio_id = assign->studio.id};
    const struct ct__coupon_facts facts = ct__coupon_facts(&registering->coupon, assign->studio.id);
    ct__coupon_link_check(context->policy, &facts, run->today, &context->verdict);
    if (!status)
        ct__read_codes(context, registering->request.tax_code, registering->request.vat_number,
                       registering->tax_code, registering->vat_number);
    return status ? status : ct__verdict_status(context);
}

static ct_status
ask(struct ct__run *run, struct registering *registering)
{
    struct ct__assign *assign = &registering->assign;
    const ct_registration_request *request = &registering->request;
    assign->request = (ct_assignment_request){
        .studio = assign->studio.id,
        .client = assign->client.id,
        .kind = registering->coupon.kind,
        .coupon_code = registering->code,
        .email = request->email,
        .flags = request->flags,
    };
    assign->answer.client_id = assign->client.id;
    assign->answer.client_name = assign->client.name;
    if (!registering->is_new)
        ct__set_about(run, assign->studio.id, &assign->client_before);
    ct_status status = ct__gather_facts(run, &assign->studio, &assign->client, (ct_id){{0}},
                                        &assign->facts);
    if (!status)
        status = ct__assign_ask(run, assign);
    return status ? status : ct__verdict_status(run->context);
}

static ct_status
log_linked(struct ct__run *run, const struct ct__assign *assign)
{
    return ct__log(run, CT_EVENT_CLIENT_LINKED,
                   &(struct ct__event){.studio_id = assign->studio.id,
                                       .client_id = assign->client.id});
}

/* The client as it is to be, before its license. */
static ct_status
store_client(struct ct__run *run, struct registering *registering)
{
    struct ct__assign *assign = &registering->assign;
    ct_status status = CT_OK;
    if (registering->is_new) {
        assign->client.emails = assign->login.email;
        assign->client.stage = (int32_t)ct__client_stage(run->context->policy, &assign->facts);
        status = ct__insert_client(run, &assign->client);
        assign->client_before = assign->client;
    } else if (registering->is_unlinked) {
        const ct_tax_regime regime = assign->client.tax_regime;
        assign->client = assign->client_before;
        status = ct__hand_over_client(run, &assign->client, assign->studio.id);
        assign->client_before = assign->client;
        assign->client.tax_regime = regime;
        if (!status)
            status = log_linked(run, assign);
    } else if (registering->is_erased) {
        assign->client.emails = assign->login.email;
        status = ct__move_licenses(run, &assign->client, assign->studio.id);
        if (!status)
            status = log_linked(run, assign);
    }
    return status;
}

static ct_status
run_registration(struct ct__run *run, void *state)
{
    struct registering *registering = state;
    ct_status status = load(run, registering);
    if (!status)
        status = find_client(run, registering);
    if (!status)
        status = ask(run, registering);
    if (!status)
        status = store_client(run, registering);
    return status ? status : ct__assign_carry_out(run, &registering->assign);
}

ct_status
ct_coupon_register(ct_context *context, const ct_registration_request *request,
                   const ct_call *call, ct_assignment **ret_assignment)
{
    static const struct ct__operation operation = {"coupon_register", prepare, digest,
                                                   run_registration, false,
                                                   CT_EVENT_ASSIGNMENT_REFUSED};
    struct registering state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_assignment);
}
