/* R-AUD-10: what grows and is no record of the domain goes after its time, in bounded steps. */
#include "rules/lifecycle.h"
#include "service/lifecycle.h"

/* Removes the rows of a range, from its beginning; `remove` takes one away for good. */
typedef ct_status (*remove_row)(struct ct__run *run, const void *record);

static ct_status
remove_range(struct ct__run *run, struct ct__lifecycle_work *work, const struct ct__range *range,
             void *record, remove_row remove, int64_t *counter)
{
    ct_status status = CT_OK;
    while (!status && work->left > 0) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = ct__first(run, range, record);
        if (!status)
            status = remove(run, record);
        if (!status) {
            work->left--;
            ++*counter;
        }
        ct__arena_rewind(&run->context->arena, mark);
    }
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

static ct_status
remove_answer(struct ct__run *run, const void *record)
{
    const struct ct__idempotency_age *age = record;
    ct_status status =
        ct__keep_remove(run, CT__IDEMPOTENCY, &(struct ct__idempotency){.key = age->key});
    return status ? status : ct__keep_remove(run, CT__IDEMPOTENCY_AGE, age);
}

static ct_status
remove_mark(struct ct__run *run, const void *record)
{
    return ct__keep_remove(run, CT__COMMITTED, record);
}

static ct_status
remove_message(struct ct__run *run, const void *record)
{
    return ct__keep_remove(run, CT__MESSAGE, record);
}

/* The first identifier that an instant could have had: those of version 7 begin with theirs. */
static ct_id
first_id_of(ct_instant instant)
{
    ct_id id = {{0}};
    for (int i = 0; i < 6; i++)
        id.bytes[i] = (uint8_t)((uint64_t)instant >> (40 - 8 * i));
    return id;
}

/* The answers under keys, and the marks of calls without one. */
ct_status
ct__remove_old_answers(struct ct__run *run, struct ct__lifecycle_work *work)
{
    ct_instant since = ct__kept_since(run->now, run->context->policy->idempotency_days);
    const struct ct__idempotency_age age_high = {.created_at = since};
    const struct ct__committed mark_high = {.id = first_id_of(since)};
    struct ct__range range = {
        .table = CT__IDEMPOTENCY_AGE,
        .high = &age_high,
        .high_count = 1,
        .flags = CT_SCAN_HIGH_OPEN,
    };
    struct ct__idempotency_age age;
    struct ct__committed mark;
    int64_t marks = 0;
    ct_status status =
        remove_range(run, work, &range, &age, remove_answer, &work->report.removed_answers);
    range.table = CT__COMMITTED;
    range.high = &mark_high;
    return status ? status : remove_range(run, work, &range, &mark, remove_mark, &marks);
}

ct_status
ct__remove_old_messages(struct ct__run *run, struct ct__lifecycle_work *work)
{
    const struct ct__message low = {.delivered_at = 1}; /* those that wait have none */
    const struct ct__message high = {
        .delivered_at = ct__kept_since(run->now, run->context->policy->delivered_message_days),
    };
    const struct ct__range range = {
        .table = CT__MESSAGE,
        .index = CT__MESSAGE_SETTLED,
        .low = &low,
        .high = &high,
        .low_count = 1,
        .high_count = 1,
        .flags = CT_SCAN_HIGH_OPEN,
    };
    struct ct__message message;
    return remove_range(run, work, &range, &message, remove_message,
                        &work->report.removed_messages);
}
