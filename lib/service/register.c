/* Registering clients, singly and in batches (R-CLI-01, R-CLI-02, R-CLI-04). */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "rules/email.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"
#include "service/account.h"
#include "service/client.h"
#include "service/erase.h"
#include "service/facts.h"

enum { NAME_SIZE_MAX = 200, EMAILS_MAX = 20, BATCH_MAX = 1000 };

void
ct_client_answers_free(ct_client_answers *answers)
{
    ct__list_free((struct ct__list *)answers);
}

size_t
ct_client_answers_count(const ct_client_answers *answers)
{
    return answers ? ((const struct ct__list *)answers)->count : 0;
}

ct_client_status
ct_client_answers_status(const ct_client_answers *answers, size_t index)
{
    const struct ct__client_answer *answer = ct__handle_record(ct__list_at(answers, index));
    return answer ? answer->status : 0;
}

ct_id
ct_client_answers_client(const ct_client_answers *answers, size_t index)
{
    const struct ct__client_answer *answer = ct__handle_record(ct__list_at(answers, index));
    return answer ? answer->client_id : (ct_id){{0}};
}

const ct_reasons *
ct_client_answers_reasons(const ct_client_answers *answers, size_t index)
{
    const struct ct__handle *handle = ct__list_at(answers, index);
    return handle && handle->reasons.count ? &handle->reasons : NULL;
}

/* One request, with what was read from it. */
struct registration {
    const ct_client_request *source;
    ct_client_request request;
    char name_key[NAME_SIZE_MAX + 1];
    char tax_code[CT__TAX_CODE_SIZE];
    char vat_number[CT__VAT_NUMBER_SIZE];
    char emails[EMAILS_MAX * CT__EMAIL_SIZE];
    struct ct__studio studio;
    struct ct__client client;
    struct ct__client_answer answer;
};

static ct_status
check_request(ct_context *context, const ct_client_request *request)
{
    ct_status status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_text(context, "name", request->name, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "vat_number", request->vat_number, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "tax_code", request->tax_code, NAME_SIZE_MAX);
    if (!status)
        status = ct__check_enum(context, "tax_regime", CT_ENUM_TAX_REGIME, request->tax_regime,
                                true);
    if (!status)
        status = ct__check_range(context, "is_on_ts_digital", request->is_on_ts_digital,
                                 CT_CHOICE_DEFAULT, CT_CHOICE_NO);
    if (!status)
        status = ct__check_range(context, "email_count", (int64_t)request->email_count, 0,
                                 EMAILS_MAX);
    if (!status && request->email_count)
        status = ct__check_pointer(context, "emails", request->emails);
    for (size_t i = 0; !status && i < request->email_count; i++)
        status = ct__check_text(context, "emails", request->emails[i], NAME_SIZE_MAX + 54);
    return status;
}

/* R-CLI-04. A PEC may be proposed; it is refused where an account would get it. The same address
 * twice is once. */
static void
read_emails(ct_context *context, struct registration *registration)
{
    size_t used = 0;
    registration->emails[0] = '\0';
    for (size_t i = 0; i < registration->request.email_count; i++) {
        char address[CT__EMAIL_SIZE + 1];
        const char *text = registration->request.emails[i];
        if (ct__email_read(text, address)) {
            ct__refuse_with(&context->verdict, CT__REASON_PROPOSED_EMAIL_MALFORMED,
                            ct__text_argument(text), (struct ct__argument){0});
            continue;
        }
        bool is_there = false;
        for (const char *rest = registration->emails; *rest;) {
            size_t length = strcspn(rest, " ");
            is_there = is_there || (strlen(address) == length && !strncmp(rest, address, length));
            rest += length + strspn(rest + length, " ");
        }
        if (!is_there)
            used += (size_t)snprintf(registration->emails + used,
                                     sizeof registration->emails - used, "%s%s", used ? " " : "",
                                     address);
    }
}

static bool
is_given(const char *text)
{
    return text && text[strspn(text, " ")] != '\0';
}

void
ct__read_codes(ct_context *context, const char *tax_code, const char *vat_number,
               char ret_tax_code[CT__TAX_CODE_SIZE], char ret_vat_number[CT__VAT_NUMBER_SIZE])
{
    if (is_given(tax_code))
        ct__read_tax_code(context, tax_code, ret_tax_code);
    if (is_given(vat_number))
        ct__read_vat_number(context, vat_number, ret_vat_number);
    if (!is_given(tax_code) && !is_given(vat_number))
        ct__refuse(&context->verdict, CT__REASON_CLIENT_NO_CODE);
}

static ct_status
copy_request(ct_context *context, struct registration *registration)
{
    ct_client_request *request = &registration->request;
    return ct__copy_request(context, request, sizeof *request, sizeof *request,
                            registration->source, "ct_client_request");
}

static ct_status
read_request(ct_context *context, struct registration *registration)
{
    const ct_client_request *request = &registration->request;
    (void)ct__text_fold(request->name, registration->name_key, sizeof registration->name_key);
    ct__read_codes(context, request->tax_code, request->vat_number, registration->tax_code,
                   registration->vat_number);
    read_emails(context, registration);
    return ct__verdict_status(context);
}

static ct_status
prepare_one(ct_context *context, void *state)
{
    struct registration *registration = state;
    ct_status status = copy_request(context, registration);
    return status ? status : check_request(context, &registration->request);
}

static void
digest_one(struct ct__bytes *bytes, const void *state)
{
    const struct registration *registration = state;
    const ct_client_request *request = &registration->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_text(bytes, request->name);
    ct__bytes_add_text(bytes, request->vat_number);
    ct__bytes_add_text(bytes, request->tax_code);
    ct__bytes_add_number(bytes, request->tax_regime);
    ct__bytes_add_number(bytes, request->is_on_ts_digital);
    ct__bytes_add_number(bytes, (int64_t)request->email_count);
    if (!request->emails || request->email_count > EMAILS_MAX) /* a batch's item that is refused */
        return;
    for (size_t i = 0; i < request->email_count; i++)
        ct__bytes_add_text(bytes, request->emails[i]);
}

static bool
differ(const char *a, const char *b)
{
    return a && b && strcmp(a, b) != 0;
}

static ct_status
find_by_tax_code(struct ct__run *run, const char *tax_code, struct ct__client *ret_client)
{
    return ct__find(run, CT__CLIENT, CT__CLIENT_BY_TAX_CODE,
                    &(struct ct__client){.tax_code = tax_code}, ret_client);
}

static ct_status
find_by_vat_number(struct ct__run *run, const char *vat_number, struct ct__client *ret_client)
{
    return ct__find(run, CT__CLIENT, CT__CLIENT_BY_VAT_NUMBER,
                    &(struct ct__client){.vat_number = vat_number}, ret_client);
}

/* Both numbers of companies come from one registry, so a company known by one of them alone is found
 * by the other. */
static ct_status
find_either(struct ct__run *run, const char *tax_code, const char *vat_number,
            struct ct__client *ret_client)
{
    ct_status status = tax_code ? find_by_tax_code(run, tax_code, ret_client)
                                : find_by_vat_number(run, vat_number, ret_client);
    if (status != CT_ERR_NOT_FOUND || (tax_code && ct__tax_code_is_person(tax_code)))
        return status;
    status = tax_code ? find_by_vat_number(run, tax_code, ret_client)
                      : find_by_tax_code(run, vat_number, ret_client);
    if (!status && (tax_code ? ret_client->tax_code : ret_client->vat_number))
        status = CT_ERR_NOT_FOUND;
    return status;
}

ct_status
ct__find_same_client(struct ct__run *run, ct_id studio, const char *tax_code,
                     const char *vat_number, struct ct__client *ret_client)
{
    struct ct__client other;
    ct_status found = CT_ERR_NOT_FOUND;
    ct_status also = CT_ERR_NOT_FOUND;
    tax_code = *tax_code ? tax_code : NULL;
    vat_number = *vat_number ? vat_number : NULL;
    if (tax_code)
        found = find_either(run, tax_code, NULL, ret_client);
    if (found && found != CT_ERR_NOT_FOUND)
        return found;
    if (vat_number)
        also = find_either(run, NULL, vat_number, &other);
    if (also)
        return also == CT_ERR_NOT_FOUND ? found : also;
    if (found == CT_OK && ct__id_equal(other.id, ret_client->id))
        return CT_OK;
    if (found == CT_OK || differ(other.tax_code, tax_code))
        return ct__fail(run->context, ct__id_equal(other.studio_id, studio)
                                          ? CT__REASON_CLIENT_CODES_DISAGREE
                                          : CT__REASON_CLIENT_ELSEWHERE);
    *ret_client = other;
    return CT_OK;
}

static void
apply(const struct registration *registration, struct ct__client *client)
{
    const ct_client_request *request = &registration->request;
    bool is_erased = client->name && !*client->name; /* and knows no more than a new one */
    client->name = request->name;
    client->name_key = registration->name_key;
    if (*registration->vat_number)
        client->vat_number = registration->vat_number;
    if (*registration->tax_code)
        client->tax_code = registration->tax_code;
    if (request->tax_regime)
        client->tax_regime = request->tax_regime;
    if (*registration->emails)
        client->emails = registration->emails;
    if (request->is_on_ts_digital || is_erased)
        client->is_on_ts_digital = request->is_on_ts_digital != CT_CHOICE_NO;
}

ct_status
ct__insert_client(struct ct__run *run, const struct ct__client *client)
{
    ct_status status = ct__insert(run, CT__CLIENT, client);
    /* Nobody has logged anything on an identifier that is a moment old. */
    run->subject = client->id;
    run->sequence = 0;
    if (status)
        return status;
    return ct__log(run, CT_EVENT_CLIENT_ADDED,
                   &(struct ct__event){.studio_id = client->studio_id, .client_id = client->id});
}

static ct_status
add_client(struct ct__run *run, struct registration *registration)
{
    struct ct__client *client = &registration->client;
    const struct ct__client_facts facts = {
        .is_on_ts_digital = registration->request.is_on_ts_digital != CT_CHOICE_NO,
    };
    *client = (struct ct__client){
        .studio_id = registration->request.studio,
        .is_on_ts_digital = facts.is_on_ts_digital,
        .stage = (int32_t)ct__client_stage(run->context->policy, &facts),
        .created_at = run->now,
    };
    apply(registration, client);
    ct_status status = ct__new_id(run->context, run->now, &client->id);
    if (!status)
        status = ct__insert_client(run, client);
    registration->answer.status = CT_CLIENT_ADDED;
    return status;
}

static ct_status
update_client(struct ct__run *run, struct registration *registration, ct_event_kind kind)
{
    struct ct__client *client = &registration->client;
    const struct ct__client before = *client;
    struct ct__client_facts facts;
    bool wrote = run->wrote;
    client->studio_id = registration->request.studio;
    apply(registration, client);
    ct_status status = ct__gather_facts(run, &registration->studio, client, (ct_id){{0}}, &facts);
    run->wrote = false;
    if (!status)
        status = ct__store_client(run, &before, client, &facts);
    bool is_changed = run->wrote;
    run->wrote = run->wrote || wrote;
    registration->answer.status = is_changed ? CT_CLIENT_UPDATED : CT_CLIENT_UNCHANGED;
    if (status || !is_changed)
        return status;
    return ct__log(run, kind,
                   &(struct ct__event){.studio_id = client->studio_id, .client_id = client->id});
}

/* R-CLI-05: a company that no studio has becomes the studio's by being registered, as long as there is
 * no account to link it by. */
static ct_status
take_over(struct ct__run *run, struct registration *registration)
{
    struct ct__client *client = &registration->client;
    struct ct__account account;
    ct_status status = ct__find_account(run, client, &account);
    if (!status)
        return ct__fail(run->context, CT__REASON_CLIENT_HAS_ACCOUNT);
    if (status != CT_ERR_NOT_FOUND)
        return status;
    status = update_client(run, registration, CT_EVENT_CLIENT_LINKED);
    registration->answer.status = CT_CLIENT_ADDED;
    return status;
}

/* R-ELIG-07: an erased company is registered anew by whoever serves it now, with the history that bars it
 * from what it must not have. */
static ct_status
revive(struct ct__run *run, struct registration *registration)
{
    ct_status status =
        ct__move_licenses(run, &registration->client, registration->request.studio);
    if (!status)
        status = update_client(run, registration, CT_EVENT_CLIENT_LINKED);
    registration->answer.status = CT_CLIENT_ADDED;
    return status;
}

static ct_status
add_or_revive(struct ct__run *run, struct registration *registration)
{
    ct_status status = ct__find_erased(run, registration->tax_code, registration->vat_number,
                                       &registration->client);
    if (status == CT_ERR_NOT_FOUND)
        return add_client(run, registration);
    return status ? status : revive(run, registration);
}

static ct_status
register_client(struct ct__run *run, struct registration *registration)
{
    struct ct__client *client = &registration->client;
    ct_status status = ct__find_same_client(run, registration->request.studio,
                                            registration->tax_code, registration->vat_number,
                                            client);
    if (status == CT_ERR_NOT_FOUND)
        status = add_or_revive(run, registration);
    else if (!status && ct__id_is_none(client->studio_id))
        status = take_over(run, registration);
    else if (!status && !ct__id_equal(client->studio_id, registration->request.studio))
        status = ct__fail(run->context, CT__REASON_CLIENT_ELSEWHERE);
    else if (!status)
        status = update_client(run, registration, CT_EVENT_CLIENT_UPDATED);
    registration->answer.client_id = client->id;
    return status;
}

static ct_status
run_one(struct ct__run *run, void *state)
{
    struct registration *registration = state;
    registration->studio = (struct ct__studio){.id = registration->request.studio};
    ct_status status =
        ct__need(run, CT__STUDIO, &registration->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = read_request(run->context, registration);
    if (!status)
        status = register_client(run, registration);
    ct__complete_client(run, &registration->client);
    ct__answer(run, CT__CLIENT, &registration->client);
    return status;
}

ct_status
ct_client_register(ct_context *context, const ct_client_request *request, const ct_call *call,
                   ct_client **ret_client)
{
    static const struct ct__operation operation = {"client_register", prepare_one, digest_one,
                                                   run_one, false, 0};
    struct registration state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_client);
}

struct batch {
    const ct_client_request *const *requests;
    size_t count;
    ct_id studio;
    struct ct__list *answers;
};

/* Every request is looked at before the first is carried out, so that a mistake of the caller's
 * changes nothing. */
static ct_status
prepare_batch(ct_context *context, void *state)
{
    struct batch *batch = state;
    ct_status status = ct__check_pointer(context, "requests", batch->requests);
    if (!status)
        status = ct__check_range(context, "count", (int64_t)batch->count, 1, BATCH_MAX);
    for (size_t i = 0; !status && i < batch->count; i++) {
        ct_client_request request;
        status = ct__copy_request(context, &request, sizeof request, sizeof request,
                                  batch->requests[i], "ct_client_request");
        if (!status && i == 0)
            batch->studio = request.studio;
        if (!status && !ct__id_equal(request.studio, batch->studio))
            status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "studio",
                                    ct__number_argument((int64_t)i));
    }
    return status ? status : ct__check_id(context, "studio", batch->studio);
}

/* A refusal of an item is an answer; so is a malformed text in it, which came from a file. */
static ct_status
run_item(struct ct__run *run, void *state)
{
    struct registration *registration = state;
    ct_status status = check_request(run->context, &registration->request);
    if (!status)
        status = read_request(run->context, registration);
    if (!status)
        status = register_client(run, registration);
    if (status == CT_ERR_REFUSED || status == CT_ERR_INVALID_ARGUMENT) {
        registration->answer = (struct ct__client_answer){.status = CT_CLIENT_REFUSED};
        status = CT_OK;
    }
    ct__answer_shaped(run, &ct__client_answer_table, &registration->answer);
    return status;
}

static ct_status
run_batch(struct ct__run *run, void *state)
{
    static const struct ct__operation item = {"client_register", NULL, digest_one, run_item,
                                              false, 0};
    struct batch *batch = state;
    struct ct__studio studio = {.id = batch->studio};
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__begin_answers(run, &batch->answers);
    for (size_t i = 0; !status && i < batch->count; i++) {
        struct registration registration = {.source = batch->requests[i], .studio = studio};
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        char suffix[24];
        (void)snprintf(suffix, sizeof suffix, "%zu", i);
        status = copy_request(run->context, &registration);
        if (!status)
            status = ct__run_item(run, &item, &registration, suffix, batch->answers);
        if (!status)
            ct__arena_rewind(&run->context->arena, mark);
    }
    return status;
}

ct_status
ct_client_register_many(ct_context *context, const ct_client_request *const *requests,
                        size_t count, const ct_call *call, ct_client_answers **ret_answers)
{
    static const struct ct__operation operation = {"client_register_many", prepare_batch, NULL,
                                                   run_batch, true, 0};
    struct batch state = {.requests = requests, .count = count};
    return ct__change_many(context, call, &operation, &state, &state.answers,
                           (void **)ret_answers);
}
