#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "rules/outbox.h"
#include "service/credentials.h"
#include "service/letter.h"
#include "service/migration.h"
#include "service/page.h"

enum {
    LEASE_SECONDS_DEFAULT = 300,
    LEASE_SECONDS_MAX = 86400,
    REASON_SIZE_MAX = 500,
    CLAIM_ATTEMPTS_MAX = 100,
    MILLISECONDS = 1000
};

#define GETTER(name, type, member) \
    CT__GETTER(ct_message_##name, ct_message, ct__message, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_message_##name, ct_message, ct__message, type, member)

GETTER_OF(id, ct_id, id)
GETTER_OF(lease, ct_id, lease)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER_OF(client_id, ct_id, client_id)
GETTER(kind_of, ct_message_kind, kind)
GETTER(state_of, ct_message_state, state)
GETTER(attempts, uint32_t, attempts)
GETTER(created_at, ct_instant, created_at)
GETTER(due_at, ct_instant, due_at)
GETTER(last_failure, const char *, last_failure)
GETTER(recipient, const char *, recipient)
GETTER(sender, const char *, sender)
GETTER(message_id, const char *, message_id)
GETTER(subject, const char *, subject)
GETTER(text, const char *, text)
CT__PAGED_LIST(ct_message_list, ct_message)

/* The text may hold a password. */
void
ct_message_free(ct_message *message)
{
    const struct ct__message *record = ct__handle_record(message);
    if (record && record->text)
        explicit_bzero((void *)(uintptr_t)record->text, strlen(record->text));
    ct__handle_free(message);
}

struct claim {
    ct_claim_request request;
    struct ct__message message;
    struct ct__credentials credentials;
    struct ct__account account;
    bool is_due;     /* there is a message to claim */
    bool is_claimed; /* it was still there when it was taken */
    bool is_over;    /* it had nothing to say any more */
};

/* A queued message has an instant at which it is due, for the first time, again, or when its lease
 * ends; so the queue is one range of one index. */
static ct_status
look_for_due(struct ct__run *run, void *state)
{
    struct claim *claim = state;
    const struct ct__message low = {.due_at = 1};
    const struct ct__message high = {.due_at = run->now};
    const struct ct__range range = {
        .table = CT__MESSAGE,
        .index = CT__MESSAGE_DUE,
        .low = &low,
        .high = &high,
        .low_count = 1,
        .high_count = 1,
    };
    ct_status status = ct__first(run, &range, &claim->message);
    claim->is_due = status == CT_OK;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

/* R-CLI-05: an event is of the studio that the client is linked to now. */
static ct_status
log_message(struct ct__run *run, const struct ct__message *message, ct_event_kind kind)
{
    struct ct__client client = {.id = message->client_id, .studio_id = message->studio_id};
    ct_status status = CT_OK;
    if (!ct__id_is_none(client.id))
        status = ct__load(run, CT__CLIENT, &client);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    return ct__log(run, kind,
                   &(struct ct__event){.studio_id = client.studio_id,
                                       .client_id = message->client_id,
                                       .migration_id = message->migration_id,
                                       .message_id = message->id});
}

static ct_status
new_message_id(struct ct__run *run, struct ct__message *message)
{
    const char *domain = strchr(run->context->policy->message_sender, '@'); /* it is an address */
    char id_text[CT_ID_TEXT_LENGTH + 1];
    char text[CT_ID_TEXT_LENGTH + 260];
    ct_id id;
    ct_status status = ct__new_id(run->context, run->now, &id);
    if (status)
        return status;
    ct_id_format(id, id_text);
    (void)snprintf(text, sizeof text, "<%s%.250s>", id_text, domain);
    message->message_id = ct__run_text(run, text);
    return message->message_id ? CT_OK : CT_ERR_NO_MEMORY;
}

/* The client, and the studio that migrated it, whatever has become of the link since (R-CLI-05). */
static ct_status
load_parties(struct ct__run *run, const struct ct__message *message, struct ct__client *ret_client,
             struct ct__studio *ret_studio)
{
    struct ct__migration migration = {.id = message->migration_id};
    *ret_client = (struct ct__client){.id = message->client_id};
    ct_status status = ct__need(run, CT__MIGRATION, &migration, CT__REASON_MIGRATION_NOT_FOUND);
    *ret_studio = (struct ct__studio){.id = migration.studio_id};
    if (!status)
        status = ct__need(run, CT__STUDIO, ret_studio, CT__REASON_STUDIO_NOT_FOUND);
    return status ? status : ct__need(run, CT__CLIENT, ret_client, CT__REASON_CLIENT_NOT_FOUND);
}

/* R-MIG-06: the latest password counts, under a new Message-ID. */
static ct_status
renew_credentials(struct ct__run *run, struct claim *claim, const struct ct__account *before)
{
    struct ct__message *message = &claim->message;
    struct ct__studio studio;
    struct ct__client client;
    ct_date last = ct__date_add_days(run->today,
                                     (int32_t)run->context->policy->one_time_password_days);
    claim->account = *before;
    claim->account.password_hash = claim->credentials.hash;
    /* To the end of a day, like everything that people read as "until". */
    if (ct_instant_in_rome(ct__date_add_days(last, 1), 0, &claim->account.password_expires_at))
        return ct__fail(run->context, CT__REASON_BAD_CLOCK);
    ct_status status = load_parties(run, message, &client, &studio);
    if (!status)
        status = new_message_id(run, message);
    if (!status)
        status = ct__write_credentials_letter(run, &studio, &client, &claim->account,
                                              claim->credentials.password, last, message);
    return status ? status : ct__replace(run, CT__ACCOUNT, before, &claim->account);
}

/* The client is in already: the message has nothing to say any more. */
static ct_status
withdraw(struct ct__run *run, const struct ct__message *before)
{
    struct ct__message message = *before;
    message.state = CT_MESSAGE_WITHDRAWN;
    message.due_at = 0;
    message.delivered_at = run->now;
    ct_status status = ct__replace(run, CT__MESSAGE, before, &message);
    return status ? status : log_message(run, before, CT_EVENT_MESSAGE_WITHDRAWN);
}

/* After an attempt that came to nothing. */
static ct_status
put_off(struct ct__run *run, const struct ct__message *before, struct ct__message *message,
        const char *reason)
{
    message->due_at =
        run->now + ct__retry_seconds(run->context->policy, message->attempts) * MILLISECONDS;
    message->lease_id = (ct_id){{0}};
    message->last_failure = reason;
    ct_status status = ct__replace(run, CT__MESSAGE, before, message);
    return status ? status : log_message(run, message, CT_EVENT_MESSAGE_FAILED);
}

/* A message whose account or client is not there can't be written, and must not stand before the
 * others for ever (R-OUT-01). */
static ct_status
put_off_broken(struct ct__run *run, struct claim *claim, const struct ct__message *before)
{
    run->context->verdict.count = 0;
    claim->message = *before;
    claim->message.attempts++;
    return put_off(run, before, &claim->message, "there is no such account, client or studio");
}

static ct_status
take_message(struct ct__run *run, struct claim *claim, const struct ct__message *before)
{
    struct ct__message *message = &claim->message;
    message->attempts++;
    message->due_at = run->now + (ct_instant)claim->request.lease_seconds * MILLISECONDS;
    ct_status status = ct__new_id(run->context, run->now, &message->lease_id);
    message->lease = message->lease_id;
    claim->is_claimed = true;
    if (!status)
        status = ct__replace(run, CT__MESSAGE, before, message);
    return status ? status : log_message(run, message, CT_EVENT_MESSAGE_CLAIMED);
}

static ct_status
claim_credentials(struct ct__run *run, struct claim *claim, const struct ct__message *before)
{
    struct ct__account account = {.client_id = before->client_id};
    ct_status status = ct__need(run, CT__ACCOUNT, &account, CT__REASON_ACCOUNT_NOT_FOUND);
    if (status)
        return status;
    claim->is_over = !account.need_password_change;
    return claim->is_over ? withdraw(run, before) : renew_credentials(run, claim, &account);
}

/* R-OUT-01: sent again, it is the same message. */
static ct_status
claim_other(struct ct__run *run, struct ct__message *message)
{
    ct_status status = message->message_id ? CT_OK : new_message_id(run, message);
    return status ? status : ct__write_letter(run, message);
}

static ct_status
run_claim(struct ct__run *run, void *state)
{
    struct claim *claim = state;
    struct ct__message before = {.id = claim->message.id};
    claim->is_claimed = false;
    claim->is_over = false;
    ct__answer(run, CT__MESSAGE, &claim->message);
    ct_status status = ct__need(run, CT__MESSAGE, &before, CT__REASON_MESSAGE_NOT_FOUND);
    if (status || before.due_at == 0 || before.due_at > run->now)
        return status; /* another worker was quicker */
    claim->message = before;
    status = before.kind == CT_MESSAGE_CREDENTIALS ? claim_credentials(run, claim, &before)
                                                   : claim_other(run, &claim->message);
    if (claim->is_over)
        return status;
    if (status == CT_ERR_NOT_FOUND)
        return put_off_broken(run, claim, &before);
    return status ? status : take_message(run, claim, &before);
}

static ct_status
prepare_claim(ct_context *context, void *state)
{
    struct claim *claim = state;
    return ct__check_range(context, "lease_seconds", claim->request.lease_seconds, 1,
                           LEASE_SECONDS_MAX);
}

static ct_status
claim_once(ct_context *context, struct claim *claim, struct ct__handle **ret_handle)
{
    static const struct ct__operation operation = {"outbox_claim", prepare_claim, NULL, run_claim,
                                                   false, 0};
    ct_status status = ct__read(context, look_for_due, claim, NULL);
    if (status || !claim->is_due)
        return status ? status : CT_DONE;
    /* The hash is slow, so it is made before the transaction that needs it. */
    if (claim->message.kind == CT_MESSAGE_CREDENTIALS)
        status = ct__leave(context, ct__credentials_make(context, &claim->credentials));
    if (!status)
        status = ct__change(context, NULL, &operation, claim, (void **)ret_handle);
    explicit_bzero(&claim->credentials, sizeof claim->credentials);
    ct__arena_reset(&context->arena);
    return status;
}

ct_status
ct_outbox_claim(ct_context *context, const ct_claim_request *request, ct_message **ret_message)
{
    struct claim claim = {.request = {.size = sizeof claim.request}};
    ct_status status = ct__enter(context);
    if (!status && request)
        status = ct__copy_request(context, &claim.request, sizeof claim.request,
                                  sizeof claim.request, request, "ct_claim_request");
    if (!claim.request.lease_seconds)
        claim.request.lease_seconds = LEASE_SECONDS_DEFAULT;
    if (!status)
        status = ct__check_range(context, "reserved", claim.request.reserved, 0, 0);
    if (!status)
        status = prepare_claim(context, &claim);
    if (!status)
        status = ct__check_pointer(context, "ret_message", ret_message);
    if (status)
        return ct__leave(context, status);
    for (int i = 0; i < CLAIM_ATTEMPTS_MAX; i++) {
        struct ct__handle *handle = NULL;
        status = claim_once(context, &claim, &handle);
        if (status)
            return status;
        if (claim.is_claimed) {
            *ret_message = (ct_message *)handle;
            return CT_OK;
        }
        ct_message_free((ct_message *)handle);
    }
    return ct__leave(context, ct__fail(context, CT__REASON_STORAGE_CONFLICT));
}

struct settle {
    ct_id id;
    ct_id lease;
    const char *reason; /* of a failure */
    struct ct__message message;
};

static ct_status
prepare_acknowledge(ct_context *context, void *state)
{
    const struct settle *settle = state;
    ct_status status = ct__check_id(context, "message", settle->id);
    return status ? status : ct__check_id(context, "lease", settle->lease);
}

static ct_status
prepare_fail(ct_context *context, void *state)
{
    const struct settle *settle = state;
    ct_status status = prepare_acknowledge(context, state);
    return status ? status
                  : ct__check_text(context, "reason", settle->reason, REASON_SIZE_MAX);
}

static void
digest_settle(struct ct__bytes *bytes, const void *state)
{
    const struct settle *settle = state;
    ct__bytes_add_id(bytes, settle->id);
    ct__bytes_add_id(bytes, settle->lease);
    ct__bytes_add_text(bytes, settle->reason);
}

static ct_status
load_leased(struct ct__run *run, struct settle *settle)
{
    struct ct__message *message = &settle->message;
    *message = (struct ct__message){.id = settle->id};
    ct__answer(run, CT__MESSAGE, message);
    ct_status status = ct__need(run, CT__MESSAGE, message, CT__REASON_MESSAGE_NOT_FOUND);
    if (!status && !ct__id_equal(message->lease_id, settle->lease))
        status = ct__fail(run->context, CT__REASON_LEASE_LOST);
    return status;
}

/* R-MIG-02: what is acknowledged is known to be sent. */
static ct_status
note_credentials_sent(struct ct__run *run, const struct ct__message *message)
{
    struct ct__passage passage = {.migration = {.id = message->migration_id}};
    ct_status status =
        ct__need(run, CT__MIGRATION, &passage.migration, CT__REASON_MIGRATION_NOT_FOUND);
    if (status || passage.migration.state != CT_MIGRATION_PROVISIONED)
        return status;
    status = ct__passage_surroundings(run, &passage);
    if (!status)
        status = ct__passage_enter(run, &passage, CT_MIGRATION_CREDENTIALS_SENT,
                                   CT_EVENT_CREDENTIALS_SENT);
    return status ? status : ct__passage_store(run, &passage);
}

static ct_status
run_acknowledge(struct ct__run *run, void *state)
{
    struct settle *settle = state;
    struct ct__message *message = &settle->message;
    ct_status status = load_leased(run, settle);
    if (status || message->state != CT_MESSAGE_QUEUED)
        return status;
    const struct ct__message before = *message;
    message->state = CT_MESSAGE_DELIVERED;
    message->due_at = 0;
    message->delivered_at = run->now;
    status = ct__replace(run, CT__MESSAGE, &before, message);
    if (!status)
        status = log_message(run, message, CT_EVENT_MESSAGE_DELIVERED);
    if (!status && message->kind == CT_MESSAGE_CREDENTIALS)
        status = note_credentials_sent(run, message);
    return status;
}

ct_status
ct_outbox_acknowledge(ct_context *context, ct_id message, ct_id lease, const ct_call *call,
                      ct_message **ret_message)
{
    static const struct ct__operation operation = {"outbox_acknowledge", prepare_acknowledge,
                                                   digest_settle, run_acknowledge, false, 0};
    struct settle state = {.id = message, .lease = lease};
    return ct__change(context, call, &operation, &state, (void **)ret_message);
}

static ct_status
run_fail(struct ct__run *run, void *state)
{
    struct settle *settle = state;
    struct ct__message *message = &settle->message;
    ct_status status = load_leased(run, settle);
    if (!status && message->state != CT_MESSAGE_QUEUED)
        status = ct__fail(run->context, CT__REASON_LEASE_LOST);
    if (status)
        return status;
    const struct ct__message before = *message;
    return put_off(run, &before, message, settle->reason);
}

ct_status
ct_outbox_fail(ct_context *context, ct_id message, ct_id lease, const char *reason,
               const ct_call *call, ct_message **ret_message)
{
    static const struct ct__operation operation = {"outbox_fail", prepare_fail, digest_settle,
                                                   run_fail, false, 0};
    struct settle state = {.id = message, .lease = lease, .reason = reason};
    return ct__change(context, call, &operation, &state, (void **)ret_message);
}

static bool
accept(struct ct__run *run, void *record, const void *query)
{
    const struct ct__message *message = record;
    ct_message_state state = *(const ct_message_state *)query;
    (void)run;
    return !state || message->state == state;
}

static ct_status
check_query(struct ct__run *run, const void *query)
{
    return ct__check_enum(run->context, "state", CT_ENUM_MESSAGE_STATE,
                          *(const ct_message_state *)query, true);
}

ct_status
ct_message_list_get(ct_context *context, ct_message_state state, const char *after, uint32_t limit,
                    ct_message_list **ret_list)
{
    const struct ct__message prefix = {.attempts = 0};
    const struct ct__page page = {
        .table = CT__MESSAGE,
        .prefix = &prefix,
        .after = after,
        .limit = limit,
        .accept = accept,
        .query = &state,
        .check = check_query,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
