#include "service/erase.h"

#include <string.h>

#include "rules/lifecycle.h"
#include "service/client.h"
#include "service/facts.h"
#include "service/idempotency.h"

/* Since its last license; the events tell it in order. */
static ct_status
note_announcement(struct ct__run *run, void *record, void *state)
{
    const struct ct__event *event = record;
    struct ct__erasing *erasing = state;
    (void)run;
    if (event->kind == CT_EVENT_ERASURE_ANNOUNCED)
        erasing->told = event->first_day;
    else if (event->kind == CT_EVENT_LICENSE_ACTIVATED)
        erasing->told = (ct_date){0, 0, 0};
    return CT_OK;
}

ct_status
ct__erasing_load(struct ct__run *run, struct ct__erasing *erasing)
{
    const ct_id id = erasing->client.id;
    const struct ct__event key = {.subject_id = id};
    const struct ct__range events = ct__rows_like(CT__EVENT, 0, &key, 1);
    struct ct__event event;
    *erasing = (struct ct__erasing){.client = {.id = id}, .account = {.client_id = id}};
    ct_status status = ct__load(run, CT__CLIENT, &erasing->client);
    if (!status)
        status = ct__load(run, CT__ACCOUNT, &erasing->account);
    if (status)
        return status;
    status = ct__find_live_migration(run, id, &erasing->migration);
    if (status == CT_ERR_NOT_FOUND)
        erasing->migration = (struct ct__migration){.state = 0};
    else if (status)
        return status;
    return ct__each(run, &events, &event, note_announcement, erasing);
}

void
ct__erasing_check(struct ct__run *run, const struct ct__erasing *erasing,
                  struct ct__verdict *verdict)
{
    ct__erasure_check(run->context->policy, erasing->client.license_last_day, erasing->told,
                      run->today, verdict);
    /* The host is about to create the account, with a license: the client is coming back. */
    if (erasing->migration.state == CT_MIGRATION_AUTHORISED)
        ct__refuse_with(verdict, CT__REASON_MIGRATION_UNDER_WAY,
                        ct__label_argument(&ct__migration_state_labels, erasing->migration.state),
                        (struct ct__argument){0});
}

/* Row by row, for nothing is written under an open scan. */
static ct_status
remove_rows_of(struct ct__run *run, enum ct__table_number table, const void *key)
{
    const struct ct__range range = ct__rows_like(table, 0, key, 1);
    void *record = ct__arena_take(&run->context->arena, ct__table_of(table)->record_size);
    ct_status status = CT_OK;
    if (!record)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    while (!status) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = ct__first(run, &range, record);
        if (!status)
            status = ct__remove(run, table, record);
        ct__arena_rewind(&run->context->arena, mark);
    }
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

/* Some of a client's messages, by the events that tell of them. */
struct messages {
    ct_id ids[64];
    size_t count;
    int64_t sequence; /* of the last event that was looked at */
    bool has_more;
};

static ct_status
collect_message(struct ct__run *run, void *record, void *state)
{
    const struct ct__event *event = record;
    struct messages *messages = state;
    (void)run;
    messages->sequence = event->sequence;
    if (event->kind == CT_EVENT_MESSAGE_QUEUED)
        messages->ids[messages->count++] = event->message_id;
    messages->has_more = messages->count == sizeof messages->ids / sizeof *messages->ids;
    return messages->has_more ? CT_DONE : CT_OK;
}

/* R-AUD-09: those that waited and those that were sent. */
static ct_status
remove_messages(struct ct__run *run, ct_id client)
{
    struct messages messages = {.has_more = true};
    ct_status status = CT_OK;
    while (!status && messages.has_more) {
        const struct ct__event low = {.subject_id = client, .sequence = messages.sequence};
        struct ct__range range = ct__rows_like(CT__EVENT, 0, &low, 1);
        struct ct__event event;
        range.low_count = 2;
        range.flags = CT_SCAN_LOW_OPEN;
        messages.count = 0;
        messages.has_more = false;
        status = ct__each(run, &range, &event, collect_message, &messages);
        for (size_t i = 0; !status && i < messages.count; i++)
            status = ct__remove(run, CT__MESSAGE, &(struct ct__message){.id = messages.ids[i]});
    }
    return status;
}

static ct_status
cancel(struct ct__run *run, struct ct__migration *migration)
{
    migration->state = CT_MIGRATION_CANCELLED;
    migration->changed_at = run->now;
    return ct__log(run, CT_EVENT_MIGRATION_CANCELLED,
                   &(struct ct__event){.studio_id = migration->studio_id,
                                       .client_id = migration->client_id,
                                       .migration_id = migration->id});
}

/* One that was only selected is cancelled with it; one that never came to its end is none any more
 * that bars another. */
static ct_status
clear_migration(struct ct__run *run, const struct ct__migration *before)
{
    struct ct__migration migration = *before;
    ct_status status = CT_OK;
    migration.email = "";
    migration.signatory_name = NULL;
    migration.signatory_surname = NULL;
    migration.signatory_tax_code = NULL;
    migration.live_client_id = (ct_id){{0}};
    if (migration.state == CT_MIGRATION_SELECTED)
        status = cancel(run, &migration);
    return status ? status : ct__replace(run, CT__MIGRATION, before, &migration);
}

static ct_status
clear_migrations(struct ct__run *run, ct_id client)
{
    struct ct__migration migration = {.client_id = client};
    ct_status status = CT_OK;
    while (!status) {
        const struct ct__migration low = migration;
        struct ct__range range = ct__rows_like(CT__MIGRATION, CT__MIGRATION_BY_CLIENT, &low, 1);
        range.low_count = 2;
        range.flags = CT_SCAN_LOW_OPEN;
        status = ct__first(run, &range, &migration);
        if (!status)
            status = clear_migration(run, &migration);
    }
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

static ct_status
clear_account(struct ct__run *run, const struct ct__account *before)
{
    struct ct__account account = *before;
    account.email = "";
    account.need_password_change = false;
    account.need_setup = false;
    account.password_hash = NULL;
    account.password_expires_at = 0;
    account.erased_on = run->today;
    return ct__replace(run, CT__ACCOUNT, before, &account);
}

static ct_status
digest_code(struct ct__run *run, const char *code, ct_id *ret_digest)
{
    struct ct__bytes bytes = {.arena = &run->context->arena};
    ct__bytes_add_text(&bytes, code);
    return ct__digest_of(run, &bytes, ret_digest);
}

static ct_status
remember_code(struct ct__run *run, const char *code, ct_id client)
{
    struct ct__erased_code erased = {.client_id = client};
    struct ct__erased_code before;
    ct_status status = digest_code(run, code, &erased.digest);
    before = erased;
    if (!status)
        status = ct__load(run, CT__ERASED_CODE, &before);
    if (status == CT_ERR_NOT_FOUND)
        return ct__insert(run, CT__ERASED_CODE, &erased);
    return status ? status : ct__replace(run, CT__ERASED_CODE, &before, &erased);
}

/* The two codes of a company are often one. */
static ct_status
remember_codes(struct ct__run *run, const struct ct__client *client)
{
    ct_status status = CT_OK;
    if (client->tax_code)
        status = remember_code(run, client->tax_code, client->id);
    if (!status && client->vat_number &&
        !(client->tax_code && strcmp(client->tax_code, client->vat_number) == 0))
        status = remember_code(run, client->vat_number, client->id);
    return status;
}

static ct_status
find_by_code(struct ct__run *run, const char *code, struct ct__client *ret_client)
{
    struct ct__erased_code erased;
    if (!*code)
        return CT_ERR_NOT_FOUND;
    ct_status status = digest_code(run, code, &erased.digest);
    if (!status)
        status = ct__load(run, CT__ERASED_CODE, &erased);
    if (status)
        return status;
    *ret_client = (struct ct__client){.id = erased.client_id};
    return ct__need(run, CT__CLIENT, ret_client, CT__REASON_CLIENT_NOT_FOUND);
}

ct_status
ct__find_erased(struct ct__run *run, const char *tax_code, const char *vat_number,
                struct ct__client *ret_client)
{
    ct_status status = find_by_code(run, tax_code, ret_client);
    return status == CT_ERR_NOT_FOUND ? find_by_code(run, vat_number, ret_client) : status;
}

/* Without its codes it is nobody's to look up. Registered again it is known by their digests, so that
 * what bars it for ever still does, and can be migrated anew if it is on TS Digital (R-ELIG-07). */
static ct_status
clear_client(struct ct__run *run, struct ct__client *client)
{
    const struct ct__client before = *client;
    struct ct__studio studio = {.id = client->studio_id};
    struct ct__client_facts facts;
    client->name = "";
    client->name_key = "";
    client->nickname = NULL;
    client->vat_number = NULL;
    client->tax_code = NULL;
    client->tax_regime = 0;
    client->emails = NULL;
    client->is_on_ts_digital = false;
    ct_status status = ct__gather_facts(run, &studio, client, (ct_id){{0}}, &facts);
    return status ? status : ct__store_client(run, &before, client, &facts);
}

ct_status
ct__erase_client(struct ct__run *run, struct ct__erasing *erasing)
{
    struct ct__client *client = &erasing->client;
    const ct_id id = client->id;
    ct_status status = remove_messages(run, id);
    if (!status)
        status = clear_migrations(run, id);
    if (!status)
        status = remove_rows_of(run, CT__DOCUMENT, &(struct ct__document){.client_id = id});
    if (!status)
        status = remove_rows_of(run, CT__COUNTERPARTY, &(struct ct__counterparty){.client_id = id});
    if (!status)
        status = remove_rows_of(run, CT__NUMBERING, &(struct ct__numbering){.client_id = id});
    if (!status)
        status = remove_rows_of(run, CT__USAGE, &(struct ct__usage){.client_id = id});
    if (!status)
        status = remember_codes(run, client);
    if (!status)
        status = clear_account(run, &erasing->account);
    if (!status)
        status = clear_client(run, client);
    if (!status)
        status = ct__remove(run, CT__ERASURE,
                            &(struct ct__erasure){.erase_on = erasing->told, .client_id = id});
    if (status)
        return status;
    return ct__log(run, CT_EVENT_CLIENT_ERASED,
                   &(struct ct__event){.studio_id = client->studio_id, .client_id = id});
}

static ct_status
prepare(ct_context *context, void *state)
{
    return ct__check_id(context, "client", ((struct ct__erasing *)state)->client.id);
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct ct__erasing *)state)->client.id);
}

static ct_status
run_erase(struct ct__run *run, void *state)
{
    struct ct__erasing *erasing = state;
    ct_status status = ct__erasing_load(run, erasing);
    ct__answer(run, CT__CLIENT, &erasing->client);
    if (status == CT_ERR_NOT_FOUND)
        return ct__fail(run->context, erasing->client.created_at ? CT__REASON_ACCOUNT_NOT_FOUND
                                                                 : CT__REASON_CLIENT_NOT_FOUND);
    if (!status && !erasing->account.erased_on.year) {
        ct__erasing_check(run, erasing, &run->context->verdict);
        status = ct__verdict_status(run->context);
        if (!status)
            status = ct__erase_client(run, erasing);
    }
    ct__complete_client(run, &erasing->client);
    return status;
}

ct_status
ct_client_erase(ct_context *context, ct_id client, const ct_call *call, ct_client **ret_client)
{
    static const struct ct__operation operation = {"client_erase", prepare, digest, run_erase,
                                                   false, 0};
    struct ct__erasing state = {.client = {.id = client}};
    return ct__change(context, call, &operation, &state, (void **)ret_client);
}
