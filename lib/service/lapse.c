/* Licenses that ended: told to their clients, then that their data will be erased, then erased. */
#include "base/date.h"
#include "rules/lifecycle.h"
#include "service/erase.h"
#include "service/letter.h"
#include "service/lifecycle.h"

enum { BATCH = 64 };

static const char erasure_notice_task[] = "erasure_notice";

/* A client whose license ended for good, and its account. */
struct lapsed {
    const struct ct__license *license;
    struct ct__client client;
    struct ct__account account;
};

/* What a task does for a lapsed client. */
typedef ct_status (*tell_client)(struct ct__run *run, struct ct__lifecycle_work *work,
                                 const struct lapsed *lapsed);

/* Licenses that ended, in the order of their end; they hold no texts. */
struct batch {
    struct ct__license licenses[BATCH];
    size_t count;
};

static ct_status
collect(struct ct__run *run, void *record, void *state)
{
    struct batch *batch = state;
    (void)run;
    batch->licenses[batch->count++] = *(const struct ct__license *)record;
    return CT_OK;
}

/* Nobody is told of a license that another took the place of, in time or late, nor after an erasure. */
static ct_status
look_at(struct ct__run *run, struct ct__lifecycle_work *work, const struct ct__license *license,
        tell_client tell)
{
    struct lapsed lapsed = {
        .license = license,
        .client = {.id = license->client_id},
        .account = {.client_id = license->client_id},
    };
    if (license->superseded_on.year)
        return CT_OK;
    ct_status status = ct__load(run, CT__CLIENT, &lapsed.client);
    if (!status && ct__date_compare(lapsed.client.license_last_day, license->last_day) != 0)
        return CT_OK;
    if (!status)
        status = ct__load(run, CT__ACCOUNT, &lapsed.account);
    if (status || lapsed.account.erased_on.year)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    return tell(run, work, &lapsed);
}

static ct_status
look_at_batch(struct ct__run *run, struct ct__lifecycle_work *work, const struct batch *batch,
              tell_client tell)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < batch->count; i++) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = look_at(run, work, &batch->licenses[i], tell);
        ct__arena_rewind(&run->context->arena, mark);
    }
    work->left -= (int64_t)batch->count;
    return status;
}

/* The next licenses in order after `*after`, which moves on; none: the beginning. */
static ct_status
next_batch(struct ct__run *run, const struct ct__lifecycle_work *work,
           const struct ct__license *after, ct_date through, struct batch *ret_batch)
{
    const struct ct__license high = {.last_day = through};
    const struct ct__range range = {
        .table = CT__LICENSE,
        .index = CT__LICENSE_ENDING,
        .low = after,
        .high = &high,
        .low_count = after->last_day.year ? 2 : 0,
        .high_count = 1,
        .flags = after->last_day.year ? CT_SCAN_LOW_OPEN : 0,
        .limit = work->left < BATCH ? (uint64_t)work->left : BATCH,
    };
    struct ct__license license;
    ret_batch->count = 0;
    return ct__each(run, &range, &license, collect, ret_batch);
}

/* From where the task has got to, up to licenses that ended on the day `through`. A clock that went back
 * finds nothing. */
static ct_status
walk_endings(struct ct__run *run, struct ct__lifecycle_work *work, const char *task,
             ct_date through, tell_client tell)
{
    struct ct__lifecycle row;
    struct ct__license after = {.plan = 0};
    struct batch batch = {.count = 0};
    char position[CT_ID_TEXT_LENGTH + 1];
    ct_status status = ct__lifecycle_load(run, task, &row);
    if (status)
        return status;
    after.last_day = row.done_through;
    if (row.position && ct_id_parse(row.position, &after.id))
        return ct__fail_with(run->context, CT__REASON_STORAGE_CORRUPT,
                             ct__text_argument("lifecycle.position"), (struct ct__argument){0});
    if (ct__date_compare(through, after.last_day) < 0)
        return CT_OK;
    do {
        status = next_batch(run, work, &after, through, &batch);
        if (!status)
            status = look_at_batch(run, work, &batch, tell);
        if (batch.count)
            after = batch.licenses[batch.count - 1];
    } while (!status && batch.count == BATCH && work->left > 0);
    if (status || ct__id_is_none(after.id))
        return status;
    ct_id_format(after.id, position);
    return ct__lifecycle_store(run, &row, after.last_day, position);
}

static ct_status
tell_expired(struct ct__run *run, struct ct__lifecycle_work *work, const struct lapsed *lapsed)
{
    const struct ct__client *client = &lapsed->client;
    const struct ct__event event = {
        .studio_id = client->studio_id,
        .client_id = client->id,
        .license_id = lapsed->license->id,
        .last_day = lapsed->license->last_day,
    };
    const struct ct__message message = {
        .kind = CT_MESSAGE_LICENSE_EXPIRED,
        .studio_id = client->studio_id,
        .client_id = client->id,
        .recipient = lapsed->account.email,
        .day = lapsed->license->last_day,
    };
    ct_status status = ct__log(run, CT_EVENT_LICENSE_EXPIRED, &event);
    work->report.expired_notices++;
    return status ? status : ct__queue_message(run, &message);
}

ct_status
ct__tell_expired(struct ct__run *run, struct ct__lifecycle_work *work)
{
    return walk_endings(run, work, "license_expired", ct__expired_through(run->today),
                        tell_expired);
}

static ct_status
expect_erasure(struct ct__run *run, ct_id client, ct_date day)
{
    struct ct__erasure erasure = {day, client};
    ct_status status = ct__load(run, CT__ERASURE, &erasure);
    return status == CT_ERR_NOT_FOUND ? ct__keep(run, CT__ERASURE, &erasure) : status;
}

static ct_status
announce(struct ct__run *run, struct ct__lifecycle_work *work, const struct ct__client *client,
         const struct ct__account *account)
{
    ct_date day = ct__erasure_day_told(run->context->policy, client->license_last_day, run->today);
    const struct ct__event event = {
        .studio_id = client->studio_id,
        .client_id = client->id,
        .first_day = day,
    };
    const struct ct__message message = {
        .kind = CT_MESSAGE_ERASURE_NOTICE,
        .studio_id = client->studio_id,
        .client_id = client->id,
        .recipient = account->email,
        .day = day,
    };
    ct_status status = expect_erasure(run, client->id, day);
    if (!status)
        status = ct__log(run, CT_EVENT_ERASURE_ANNOUNCED, &event);
    work->report.erasure_notices++;
    return status ? status : ct__queue_message(run, &message);
}

static ct_status
announce_lapsed(struct ct__run *run, struct ct__lifecycle_work *work, const struct lapsed *lapsed)
{
    return announce(run, work, &lapsed->client, &lapsed->account);
}

ct_status
ct__announce_erasures(struct ct__run *run, struct ct__lifecycle_work *work)
{
    return walk_endings(run, work, erasure_notice_task,
                        ct__erasure_notice_through(run->context->policy, run->today),
                        announce_lapsed);
}

/* A client that came back is left alone, and so is one that lapsed again and was told of a later day,
 * which has a row of its own. One that did not come back, but has more time by a policy that was changed
 * since it was told, is told again: the walk has passed it. */
static ct_status
let_be(struct ct__run *run, struct ct__lifecycle_work *work, const struct ct__erasing *erasing)
{
    struct ct__lifecycle row;
    ct_date last_day = erasing->client.license_last_day;
    ct_status status = ct__lifecycle_load(run, erasure_notice_task, &row);
    bool is_passed = row.done_through.year && ct__date_compare(last_day, row.done_through) <= 0;
    bool is_told = ct__date_compare(erasing->told, run->today) > 0;
    if (status || !is_passed || is_told)
        return status;
    return announce(run, work, &erasing->client, &erasing->account);
}

/* What is due for one client; its row is gone already. */
static ct_status
carry_out(struct ct__run *run, struct ct__lifecycle_work *work, ct_id client)
{
    struct ct__erasing erasing = {.client = {.id = client}};
    struct ct__verdict verdict = {.count = 0};
    ct_status status = ct__erasing_load(run, &erasing);
    if (status || erasing.account.erased_on.year)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    ct__erasing_check(run, &erasing, &verdict);
    if (verdict.count == 0) {
        work->report.erasures++;
        return ct__erase_client(run, &erasing);
    }
    if (verdict.reasons[0].id == CT__REASON_MIGRATION_UNDER_WAY) /* to be looked at tomorrow */
        return expect_erasure(run, client, ct__date_add_days(run->today, 1));
    return let_be(run, work, &erasing);
}

ct_status
ct__carry_out_erasures(struct ct__run *run, struct ct__lifecycle_work *work)
{
    const struct ct__erasure high = {.erase_on = run->today};
    const struct ct__range range = {.table = CT__ERASURE, .high = &high, .high_count = 1};
    struct ct__erasure erasure;
    ct_status status = CT_OK;
    while (!status && work->left > 0) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = ct__first(run, &range, &erasure);
        if (!status)
            status = ct__keep_remove(run, CT__ERASURE, &erasure);
        if (!status)
            status = carry_out(run, work, erasure.client_id);
        if (!status)
            work->left--;
        ct__arena_rewind(&run->context->arena, mark);
    }
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}
