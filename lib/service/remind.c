/* Renewal reminders to the studios before the license year ends (R-OUT-02). */
#include <stdio.h>

#include "base/date.h"
#include "rules/lifecycle.h"
#include "service/letter.h"
#include "service/lifecycle.h"

enum { BATCH = 64 };

struct studios {
    ct_id ids[BATCH];
    size_t count;
};

static ct_status
collect(struct ct__run *run, void *record, void *state)
{
    struct studios *studios = state;
    (void)run;
    studios->ids[studios->count++] = ((const struct ct__studio *)record)->id;
    return CT_OK;
}

static ct_status
next_studios(struct ct__run *run, ct_id after, struct studios *ret_studios)
{
    const struct ct__studio low = {.id = after};
    const struct ct__range range = {
        .table = CT__STUDIO,
        .low = &low,
        .low_count = 1,
        .flags = CT_SCAN_LOW_OPEN,
        .limit = BATCH,
    };
    struct ct__studio studio;
    ret_studios->count = 0;
    return ct__each(run, &range, &studio, collect, ret_studios);
}

/* Of one studio. */
struct count {
    ct_id studio;
    int64_t looked_at;
    int64_t not_renewed;
};

static ct_status
count_client(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct count *count = state;
    struct ct__client client = {.id = license->client_id};
    count->looked_at++;
    if (license->superseded_on.year || license->source != CT_LICENSE_FROM_COUPON ||
        license->coupon_kind != CT_COUPON_CONTO_TERZI)
        return CT_OK;
    ct_status status = ct__load(run, CT__CLIENT, &client);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    if (ct__id_equal(client.studio_id, count->studio) &&
        ct__date_compare(client.license_last_day, license->last_day) == 0)
        count->not_renewed++;
    return CT_OK;
}

static ct_status
count_clients(struct ct__run *run, ct_date end, struct count *count)
{
    const struct ct__license key = {.studio_id = count->studio, .last_day = end};
    const struct ct__range range = ct__rows_like(CT__LICENSE, CT__LICENSE_BY_LAST_DAY, &key, 2);
    struct ct__license license;
    return ct__each(run, &range, &license, count_client, count);
}

static ct_status
remind(struct ct__run *run, const struct count *count, ct_date end)
{
    struct ct__studio studio = {.id = count->studio};
    ct_status status = ct__load(run, CT__STUDIO, &studio);
    if (!status)
        status = ct__log(run, CT_EVENT_RENEWAL_REMINDED,
                         &(struct ct__event){.studio_id = studio.id,
                                             .number = count->not_renewed,
                                             .year = end.year});
    return status ? status
                  : ct__queue_message(run, &(struct ct__message){
                                               .kind = CT_MESSAGE_RENEWAL_REMINDER,
                                               .studio_id = studio.id,
                                               .recipient = studio.email,
                                               .number = count->not_renewed,
                                               .day = end,
                                           });
}

static ct_status
look_at_studio(struct ct__run *run, struct ct__lifecycle_work *work, ct_id studio, ct_date end)
{
    const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
    struct count count = {.studio = studio};
    ct_status status = count_clients(run, end, &count);
    if (!status && count.not_renewed) {
        status = remind(run, &count, end);
        work->report.reminders++;
    }
    work->left -= 1 + count.looked_at;
    ct__arena_rewind(&run->context->arena, mark);
    return status;
}

/* One reminder of one year: studio by studio, from where the last run stopped. The row tells the year
 * that it is about; without a position, all studios were looked at. */
static ct_status
remind_all(struct ct__run *run, struct ct__lifecycle_work *work, int64_t days, ct_date end)
{
    char task[32], position[CT_ID_TEXT_LENGTH + 1];
    struct ct__lifecycle row;
    struct studios studios;
    ct_id after = {{0}};
    (void)snprintf(task, sizeof task, "renewal_reminder %lld", (long long)days);
    ct_status status = ct__lifecycle_load(run, task, &row);
    bool is_begun = ct__date_compare(row.done_through, end) == 0;
    if (status || (is_begun && !row.position))
        return status;
    if (is_begun && ct_id_parse(row.position, &after))
        return ct__fail_with(run->context, CT__REASON_STORAGE_CORRUPT,
                             ct__text_argument("lifecycle.position"), (struct ct__argument){0});
    do {
        status = next_studios(run, after, &studios);
        for (size_t i = 0; !status && work->left > 0 && i < studios.count; i++) {
            after = studios.ids[i];
            status = look_at_studio(run, work, after, end);
        }
    } while (!status && work->left > 0 && studios.count == BATCH);
    ct_id_format(after, position);
    return status ? status
                  : ct__lifecycle_store(run, &row, end, work->left > 0 ? NULL : position);
}

ct_status
ct__remind_studios(struct ct__run *run, struct ct__lifecycle_work *work)
{
    const int64_t *days = run->context->policy->reminder_days;
    ct_date end = ct__license_year_end(run->context->policy, run->today);
    ct_status status = CT_OK;
    for (size_t i = 0; !status && work->left > 0 && i < CT__REMINDERS_MAX && days[i]; i++)
        if (ct__reminder_is_due(end, days[i], run->today))
            status = remind_all(run, work, days[i], end);
    return status;
}
