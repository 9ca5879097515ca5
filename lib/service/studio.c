#include <string.h>

#include "rules/eligibility.h"
#include "rules/email.h"
#include "rules/migration.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"
#include "service/page.h"

enum { NAME_SIZE_MAX = 200, EMAIL_SIZE_MAX = 254 };

#define GETTER(name, type, member) \
    CT__GETTER(ct_studio_##name, ct_studio, ct__studio, type, member)

CT__FREE(ct_studio_free, ct_studio)
CT__GETTER_OF(ct_studio_id, ct_studio, ct__studio, ct_id, id)
GETTER(name, const char *, name)
GETTER(vat_number, const char *, vat_number)
GETTER(tax_code, const char *, tax_code)
GETTER(email, const char *, email)
GETTER(certified_email, const char *, certified_email)
CT__GETTER_OF(ct_studio_account_opened_on, ct_studio, ct__studio, ct_date, account_opened_on)
CT__PAGED_LIST(ct_studio_list, ct_studio)

struct add_studio {
    const ct_studio_request *source;
    ct_studio_request request;
    char vat_number[CT__VAT_NUMBER_SIZE];
    char tax_code[CT__TAX_CODE_SIZE];
    char email[CT__EMAIL_SIZE];
    char certified_email[CT__EMAIL_SIZE];
    struct ct__studio studio;
};

static ct_status
check_texts(ct_context *context, const ct_studio_request *request)
{
    ct_status status = ct__check_text(context, "name", request->name, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_text(context, "vat_number", request->vat_number, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "tax_code", request->tax_code, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_text(context, "email", request->email, EMAIL_SIZE_MAX);
    if (!status)
        status = ct__check_text(context, "certified_email", request->certified_email,
                                EMAIL_SIZE_MAX);
    return status;
}

/* R-STU-03. That the other address is a PEC can't be told from its text. */
static void
check_emails(ct_context *context, struct add_studio *add)
{
    const ct_studio_request *request = &add->request;
    if (ct__email_read(request->email, add->email))
        ct__refuse_with(&context->verdict, CT__REASON_CONTACT_EMAIL_MALFORMED,
                        ct__text_argument(request->email), (struct ct__argument){0});
    else
        ct__login_email_check(context->policy, request->email, add->email, &context->verdict);
    if (ct__email_read(request->certified_email, add->certified_email))
        ct__refuse_field(&context->verdict, CT__REASON_CONTACT_EMAIL_MALFORMED, "certified_email",
                         ct__text_argument(request->certified_email));
}

static ct_status
prepare_add(ct_context *context, void *state)
{
    struct add_studio *add = state;
    ct_status status = ct__copy_request(context, &add->request, sizeof add->request,
                                        sizeof add->request, add->source, "ct_studio_request");
    return status ? status : check_texts(context, &add->request);
}

static ct_status
ask_add_rules(ct_context *context, struct add_studio *add)
{
    ct__read_vat_number(context, add->request.vat_number, add->vat_number);
    if (add->request.tax_code && *add->request.tax_code)
        ct__read_tax_code(context, add->request.tax_code, add->tax_code);
    check_emails(context, add);
    return ct__verdict_status(context);
}

static void
digest_add(struct ct__bytes *bytes, const void *state)
{
    const struct add_studio *add = state;
    ct__bytes_add_text(bytes, add->request.name);
    ct__bytes_add_text(bytes, add->request.vat_number);
    ct__bytes_add_text(bytes, add->request.tax_code);
    ct__bytes_add_text(bytes, add->request.email);
    ct__bytes_add_text(bytes, add->request.certified_email);
}

static ct_status
find_by_vat_number(struct ct__run *run, const char *vat_number, struct ct__studio *ret_studio)
{
    const struct ct__studio key = {.vat_number = vat_number};
    return ct__find(run, CT__STUDIO, CT__STUDIO_BY_VAT_NUMBER, &key, ret_studio);
}

static ct_status
run_add(struct ct__run *run, void *state)
{
    struct add_studio *add = state;
    struct ct__studio *studio = &add->studio;
    ct_status status = ask_add_rules(run->context, add);
    if (status)
        return status;
    status = find_by_vat_number(run, add->vat_number, studio);
    if (status == CT_OK)
        return ct__fail_with(run->context, CT__REASON_STUDIO_EXISTS,
                             ct__text_argument(add->vat_number), (struct ct__argument){0});
    if (status != CT_ERR_NOT_FOUND)
        return status;
    *studio = (struct ct__studio){
        .name = add->request.name,
        .vat_number = add->vat_number,
        .tax_code = *add->tax_code ? add->tax_code : NULL,
        .email = add->email,
        .certified_email = add->certified_email,
        .created_at = run->now,
    };
    status = ct__new_id(run->context, run->now, &studio->id);
    if (!status)
        status = ct__insert(run, CT__STUDIO, studio);
    if (!status)
        status = ct__log(run, CT_EVENT_STUDIO_ADDED, &(struct ct__event){.studio_id = studio->id});
    ct__answer(run, CT__STUDIO, studio);
    return status;
}

ct_status
ct_studio_add(ct_context *context, const ct_studio_request *request, const ct_call *call,
              ct_studio **ret_studio)
{
    static const struct ct__operation operation = {"studio_add", prepare_add, digest_add, run_add,
                                                   false, 0};
    struct add_studio state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_studio);
}

struct one_studio {
    ct_id id;
    const char *code;
    struct ct__studio studio;
};

static ct_status
prepare_one(ct_context *context, void *state)
{
    return ct__check_id(context, "studio", ((struct one_studio *)state)->id);
}

static void
digest_one(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct one_studio *)state)->id);
}

static ct_status
load_one(struct ct__run *run, void *state)
{
    struct one_studio *one = state;
    one->studio = (struct ct__studio){.id = one->id};
    ct__answer(run, CT__STUDIO, &one->studio);
    return ct__need(run, CT__STUDIO, &one->studio, CT__REASON_STUDIO_NOT_FOUND);
}

static ct_status
run_open_account(struct ct__run *run, void *state)
{
    struct one_studio *one = state;
    ct_status status = load_one(run, one);
    if (status || one->studio.account_opened_on.year)
        return status;
    const struct ct__studio before = one->studio;
    one->studio.account_opened_on = run->today;
    status = ct__replace(run, CT__STUDIO, &before, &one->studio);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_ACCOUNT_OPENED, &(struct ct__event){.studio_id = one->id});
}

ct_status
ct_studio_open_account(ct_context *context, ct_id studio, const ct_call *call,
                       ct_studio **ret_studio)
{
    static const struct ct__operation operation = {"studio_open_account", prepare_one, digest_one,
                                                   run_open_account, false, 0};
    struct one_studio state = {.id = studio};
    return ct__change(context, call, &operation, &state, (void **)ret_studio);
}

ct_status
ct_studio_get(ct_context *context, ct_id studio, ct_studio **ret_studio)
{
    struct one_studio state = {.id = studio};
    return ct__read(context, load_one, &state, (void **)ret_studio);
}

static ct_status
find_one(struct ct__run *run, void *state)
{
    struct one_studio *one = state;
    char vat_number[CT__VAT_NUMBER_SIZE];
    ct_status status = ct__check_text(run->context, "vat_number", one->code, NAME_SIZE_MAX);
    if (status)
        return status;
    ct__read_vat_number(run->context, one->code, vat_number);
    status = ct__verdict_status(run->context);
    if (!status)
        status = find_by_vat_number(run, vat_number, &one->studio);
    ct__answer(run, CT__STUDIO, &one->studio);
    return status == CT_ERR_NOT_FOUND ? ct__fail(run->context, CT__REASON_STUDIO_NOT_FOUND)
                                      : status;
}

ct_status
ct_studio_find(ct_context *context, const char *vat_number, ct_studio **ret_studio)
{
    struct one_studio state = {.code = vat_number};
    return ct__read(context, find_one, &state, (void **)ret_studio);
}

ct_status
ct_studio_list_get(ct_context *context, const char *after, uint32_t limit,
                   ct_studio_list **ret_list)
{
    const struct ct__studio prefix = {.name = NULL};
    const struct ct__page page = {
        .table = CT__STUDIO,
        .prefix = &prefix,
        .after = after,
        .limit = limit,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
