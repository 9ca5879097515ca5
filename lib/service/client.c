#include "service/client.h"

#include <string.h>

#include "base/text.h"
#include "rules/eligibility.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"
#include "service/page.h"

enum { NICKNAME_SIZE_MAX = 100, SEARCH_SIZE_MAX = 200 };

#define GETTER(name, type, member) \
    CT__GETTER(ct_client_##name, ct_client, ct__client, type, member)

CT__FREE(ct_client_free, ct_client)
CT__GETTER_OF(ct_client_id, ct_client, ct__client, ct_id, id)
CT__GETTER_OF(ct_client_studio_id, ct_client, ct__client, ct_id, studio_id)
GETTER(name, const char *, name)
GETTER(nickname, const char *, nickname)
GETTER(vat_number, const char *, vat_number)
GETTER(tax_code, const char *, tax_code)
GETTER(tax_regime, ct_tax_regime, tax_regime)
GETTER(is_on_ts_digital, int32_t, is_on_ts_digital)
GETTER(state_today, ct_client_state, state_today)
CT__GETTER_OF(ct_client_license_last_day, ct_client, ct__client, ct_date, license_last_day)
GETTER(emails, const char *, emails)
CT__PAGED_LIST(ct_client_list, ct_client)

CT__FREE(ct_account_free, ct_account)
CT__GETTER(ct_account_email, ct_account, ct__account, const char *, email)
CT__GETTER_OF(ct_account_created_on, ct_account, ct__account, ct_date, created_on)
CT__GETTER(ct_account_need_password_change, ct_account, ct__account, int32_t, need_password_change)
CT__GETTER(ct_account_need_setup, ct_account, ct__account, int32_t, need_setup)

void
ct__complete_client(struct ct__run *run, struct ct__client *client)
{
    client->state_today =
        ct__client_state_on((enum ct__stage)client->stage, client->license_last_day, run->today);
}

struct one_client {
    ct_id studio;
    ct_id id;
    const char *code;
    const char *nickname;
    struct ct__client client;
    struct ct__account account;
};

static ct_status
load_one(struct ct__run *run, struct one_client *one)
{
    one->client = (struct ct__client){.id = one->id};
    ct__answer(run, CT__CLIENT, &one->client);
    return ct__need(run, CT__CLIENT, &one->client, CT__REASON_CLIENT_NOT_FOUND);
}

static ct_status
look_at_one(struct ct__run *run, void *state)
{
    struct one_client *one = state;
    ct_status status = load_one(run, one);
    ct__complete_client(run, &one->client);
    return status;
}

ct_status
ct_client_get(ct_context *context, ct_id client, ct_client **ret_client)
{
    struct one_client state = {.id = client};
    return ct__read(context, look_at_one, &state, (void **)ret_client);
}

static ct_status
look_up(struct ct__run *run, uint32_t index, const struct ct__client *key, ct_id studio,
        struct ct__client *ret_client)
{
    ct_status status = ct__find(run, CT__CLIENT, index, key, ret_client);
    bool is_other = !ct__id_is_none(studio) && !ct__id_equal(ret_client->studio_id, studio);
    return !status && is_other ? CT_ERR_NOT_FOUND : status;
}

/* Eleven digits may be either; each is looked up as what it can be. */
static ct_status
look_for_code(struct ct__run *run, void *state)
{
    struct one_client *one = state;
    char tax_code[CT__TAX_CODE_SIZE];
    char vat_number[CT__VAT_NUMBER_SIZE];
    ct_status status = ct__check_text(run->context, "code", one->code, SEARCH_SIZE_MAX);
    if (status)
        return status;
    status = CT_ERR_NOT_FOUND;
    if (ct__tax_code_read(one->code, tax_code) == CT__TAX_CODE_OK)
        status = look_up(run, CT__CLIENT_BY_TAX_CODE, &(struct ct__client){.tax_code = tax_code},
                         one->studio, &one->client);
    if (status == CT_ERR_NOT_FOUND &&
        ct__vat_number_read(one->code, vat_number) == CT__VAT_NUMBER_OK)
        status = look_up(run, CT__CLIENT_BY_VAT_NUMBER,
                         &(struct ct__client){.vat_number = vat_number}, one->studio,
                         &one->client);
    ct__answer(run, CT__CLIENT, &one->client);
    if (status)
        return status == CT_ERR_NOT_FOUND ? ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND)
                                          : status;
    ct__complete_client(run, &one->client);
    return CT_OK;
}

ct_status
ct_client_find(ct_context *context, ct_id studio, const char *code, ct_client **ret_client)
{
    struct one_client state = {.studio = studio, .code = code};
    return ct__read(context, look_for_code, &state, (void **)ret_client);
}

static ct_status
prepare_nickname(ct_context *context, void *state)
{
    struct one_client *one = state;
    ct_status status =
        ct__check_optional_text(context, "nickname", one->nickname, NICKNAME_SIZE_MAX);
    if (!status)
        status = ct__check_id(context, "studio", one->studio);
    if (!status)
        status = ct__check_id(context, "client", one->id);
    if (one->nickname && !*one->nickname)
        one->nickname = NULL;
    return status;
}

static void
digest_nickname(struct ct__bytes *bytes, const void *state)
{
    const struct one_client *one = state;
    ct__bytes_add_id(bytes, one->studio);
    ct__bytes_add_id(bytes, one->id);
    ct__bytes_add_text(bytes, one->nickname);
}

static ct_status
run_nickname(struct ct__run *run, void *state)
{
    struct one_client *one = state;
    ct_status status = look_at_one(run, one);
    if (!status && !ct__id_equal(one->client.studio_id, one->studio)) /* R-CLI-06 */
        status = ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND);
    if (status)
        return status;
    const struct ct__client before = one->client;
    one->client.nickname = one->nickname;
    status = ct__replace(run, CT__CLIENT, &before, &one->client);
    if (status || !run->wrote)
        return status;
    return ct__log(run, CT_EVENT_NICKNAME_SET,
                   &(struct ct__event){.studio_id = one->studio, .client_id = one->id});
}

ct_status
ct_client_set_nickname(ct_context *context, ct_id studio, ct_id client, const char *nickname,
                       const ct_call *call, ct_client **ret_client)
{
    static const struct ct__operation operation = {"client_set_nickname", prepare_nickname,
                                                   digest_nickname, run_nickname, false, 0};
    struct one_client state = {.studio = studio, .id = client, .nickname = nickname};
    return ct__change(context, call, &operation, &state, (void **)ret_client);
}

static ct_status
look_at_account(struct ct__run *run, void *state)
{
    struct one_client *one = state;
    one->account = (struct ct__account){.client_id = one->id};
    ct__answer(run, CT__ACCOUNT, &one->account);
    return ct__need(run, CT__ACCOUNT, &one->account, CT__REASON_ACCOUNT_NOT_FOUND);
}

ct_status
ct_account_get(ct_context *context, ct_id client, ct_account **ret_account)
{
    struct one_client state = {.id = client};
    return ct__read(context, look_at_account, &state, (void **)ret_account);
}

/* What a search looks for, folded once. */
struct search {
    const ct_client_query *query;
    char text[SEARCH_SIZE_MAX + 1];
};

static bool
contains(const char *text, const char *folded)
{
    char key[SEARCH_SIZE_MAX + 1];
    return text && ct__text_fold(text, key, sizeof key) < sizeof key && strstr(key, folded);
}

static bool
accept(struct ct__run *run, void *record, const void *query)
{
    struct ct__client *client = record;
    const struct search *search = query;
    if (search->query->flags & CT_CLIENT_QUERY_MIGRATABLE && client->stage != CT__STAGE_MIGRATABLE)
        return false;
    ct__complete_client(run, client);
    return !*search->text || strstr(client->name_key, search->text) ||
           contains(client->nickname, search->text) ||
           contains(client->vat_number, search->text) || contains(client->tax_code, search->text);
}

static ct_status
check_query(struct ct__run *run, const void *query)
{
    const struct search *search = query;
    struct ct__studio studio = {.id = search->query->studio};
    return ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
}

static ct_status
read_query(ct_context *context, const ct_client_query *source, ct_client_query *own,
           struct search *search)
{
    ct_status status =
        ct__copy_request(context, own, sizeof *own, sizeof *own, source, "ct_client_query");
    if (!status && own->flags & ~(uint32_t)CT_CLIENT_QUERY_MIGRATABLE)
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                                ct__number_argument(own->flags));
    if (!status)
        status = ct__check_optional_text(context, "search", own->search, SEARCH_SIZE_MAX);
    if (status)
        return status;
    search->query = own;
    search->text[0] = '\0';
    if (own->search)
        (void)ct__text_fold(own->search, search->text, sizeof search->text);
    return CT_OK;
}

ct_status
ct_client_list_get(ct_context *context, const ct_client_query *query, ct_client_list **ret_list)
{
    ct_client_query own;
    struct search search;
    ct_status status = ct__enter(context);
    if (!status)
        status = read_query(context, query, &own, &search);
    if (status)
        return ct__leave(context, status);
    const struct ct__client prefix = {.studio_id = own.studio};
    const struct ct__page page = {
        .table = CT__CLIENT,
        .index = CT__CLIENT_BY_NAME,
        .prefix = &prefix,
        .prefix_count = 1,
        .is_part = own.flags & CT_CLIENT_QUERY_MIGRATABLE,
        .after = own.after,
        .limit = own.limit,
        .accept = accept,
        .query = &search,
        .check = check_query,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
