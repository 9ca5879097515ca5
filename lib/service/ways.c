/* The ways to renew a client (R-REN-05). */
#include "base/date.h"
#include "rules/assignment.h"
#include "service/facts.h"

struct way {
    ct_renewal_way way;
    int32_t is_open;
};

static const struct ct__table way_table = {
    .name = "renewal_way",
    .record_size = sizeof(struct way),
};

enum { WAY_COUNT = CT_RENEWAL_OWN_PURCHASE };

void
ct_renewal_ways_free(ct_renewal_ways *ways)
{
    ct__list_free((struct ct__list *)ways);
}

static const struct ct__handle *
way_of(const ct_renewal_ways *ways, ct_renewal_way way)
{
    return way > 0 ? ct__list_at(ways, (size_t)way - 1) : NULL;
}

int32_t
ct_renewal_ways_is_open(const ct_renewal_ways *ways, ct_renewal_way way)
{
    const struct way *record = ct__handle_record(way_of(ways, way));
    return record ? record->is_open : 0;
}

const ct_reasons *
ct_renewal_ways_reasons(const ct_renewal_ways *ways, ct_renewal_way way)
{
    const struct ct__handle *handle = way_of(ways, way);
    return handle ? &handle->reasons : NULL;
}

struct look {
    ct_id studio_id;
    ct_id client_id;
    ct_date day;
    struct ct__studio studio;
    struct ct__client client;
    struct ct__client_facts facts;
    struct ct__list *list;
};

static ct_status
check(ct_context *context, struct look *look)
{
    ct_status status = ct__check_id(context, "studio", look->studio_id);
    if (!status)
        status = ct__check_id(context, "client", look->client_id);
    if (!status && look->day.year && !ct__date_is_valid(look->day))
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "day",
                                ct__number_argument(look->day.day));
    return status;
}

/* A client that is not there is told like one of another studio: no way is open. */
static ct_status
load(struct ct__run *run, struct look *look)
{
    look->studio = (struct ct__studio){.id = look->studio_id};
    look->client = (struct ct__client){.id = look->client_id};
    ct_status status = ct__need(run, CT__STUDIO, &look->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (status)
        return status;
    status = ct__load(run, CT__CLIENT, &look->client);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    return ct__gather_facts(run, &look->studio, &look->client, (ct_id){{0}}, &look->facts);
}

static ct_status
add_way(struct ct__run *run, struct look *look, ct_renewal_way way)
{
    ct_context *context = run->context;
    struct ct__handle *handle = NULL;
    context->verdict.count = 0;
    ct__renewal_way_check(context->policy, &look->facts, way,
                          look->day.year ? look->day : run->today, &context->verdict);
    const struct way record = {way, context->verdict.count == 0};
    for (size_t i = 0; i < context->verdict.count; i++)
        ct__render_reason(&context->verdict.reasons[i], &context->error_items[i]);
    const struct ct_reasons reasons = {context->verdict.count, context->language,
                                       context->error_items};
    context->verdict.count = 0;
    ct_status status = ct__handle_new(context, &way_table, &record, &reasons, &handle);
    return status ? status : ct__list_add(look->list, handle);
}

static ct_status
look_at_ways(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = check(run->context, look);
    if (!status)
        status = load(run, look);
    if (!status)
        status = ct__begin_answers(run, &look->list);
    for (ct_renewal_way way = 1; !status && way <= WAY_COUNT; way++)
        status = add_way(run, look, way);
    return status;
}

ct_status
ct_renewal_ways_get(ct_context *context, ct_id studio, ct_id client, ct_date day,
                    ct_renewal_ways **ret_ways)
{
    struct look state = {.studio_id = studio, .client_id = client, .day = day};
    ct_status status = ct__check_place(context, "ret_ways", ret_ways);
    if (status)
        return status;
    status = ct__read(context, look_at_ways, &state, NULL);
    if (status)
        ct__list_free(state.list);
    else
        *ret_ways = (ct_renewal_ways *)state.list;
    return status;
}
