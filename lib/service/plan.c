/* The renewal plan of a studio (R-REN-06): what a year's renewals would need, and what is there. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "rules/assignment.h"
#include "service/facts.h"
#include "service/page.h"
#include "service/pool.h"

enum { NAME_KEY_SIZE = 512, BATCH = 64 };

/* One client of the plan. */
struct entry {
    ct_id client_id;
    const char *client_name;
    ct_date last_day;
    ct_assignment_status status;
    ct_eligible_action action;
};

static const struct ct__field entry_fields[] = {
    {.name = "client_name", .kind = CT__FIELD_TEXT, .offset = offsetof(struct entry, client_name)},
};
static const struct ct__table entry_table = {
    .name = "renewal_entry",
    .record_size = sizeof(struct entry),
    .fields = entry_fields,
    .answer_field_count = 1,
};

#define GETTER(name, type, member) \
    CT__GETTER(ct_renewal_entry_##name, ct_renewal_entry, entry, type, member)
CT__GETTER_OF(ct_renewal_entry_client_id, ct_renewal_entry, entry, ct_id, client_id)
GETTER(client_name, const char *, client_name)
CT__GETTER_OF(ct_renewal_entry_last_day, ct_renewal_entry, entry, ct_date, last_day)
GETTER(status_of, ct_assignment_status, status)
GETTER(action, ct_eligible_action, action)

const ct_reasons *
ct_renewal_entry_reasons(const ct_renewal_entry *entry)
{
    return entry ? &((const struct ct__handle *)entry)->reasons : NULL;
}

struct ct_renewal_plan {
    ct_allocator allocator;
    ct_coupon_kind kind;
    int32_t license_year;
    uint64_t counts[CT_ASSIGNMENT_ALREADY_DONE + 1]; /* clients by what would become of them */
    uint64_t coupons;
    struct ct__list *entries;
};

void
ct_renewal_plan_free(ct_renewal_plan *plan)
{
    if (!plan)
        return;
    ct_allocator allocator = plan->allocator;
    ct__list_free(plan->entries);
    ct__release(&allocator, plan);
}

ct_coupon_kind
ct_renewal_plan_kind(const ct_renewal_plan *plan)
{
    return plan ? plan->kind : 0;
}

int32_t
ct_renewal_plan_license_year(const ct_renewal_plan *plan)
{
    return plan ? plan->license_year : 0;
}

uint64_t
ct_renewal_plan_eligible(const ct_renewal_plan *plan)
{
    return plan ? plan->counts[CT_ASSIGNMENT_DONE] : 0;
}

uint64_t
ct_renewal_plan_not_eligible(const ct_renewal_plan *plan)
{
    return plan ? plan->counts[CT_ASSIGNMENT_REFUSED] : 0;
}

uint64_t
ct_renewal_plan_already_done(const ct_renewal_plan *plan)
{
    return plan ? plan->counts[CT_ASSIGNMENT_ALREADY_DONE] : 0;
}

uint64_t
ct_renewal_plan_clients(const ct_renewal_plan *plan)
{
    return ct_renewal_plan_eligible(plan) + ct_renewal_plan_not_eligible(plan) +
           ct_renewal_plan_already_done(plan);
}

uint64_t
ct_renewal_plan_coupons(const ct_renewal_plan *plan)
{
    return plan ? plan->coupons : 0;
}

uint64_t
ct_renewal_plan_missing(const ct_renewal_plan *plan)
{
    uint64_t needed = ct_renewal_plan_eligible(plan);
    return plan && needed > plan->coupons ? needed - plan->coupons : 0;
}

uint64_t
ct_renewal_plan_left_over(const ct_renewal_plan *plan)
{
    uint64_t needed = ct_renewal_plan_eligible(plan);
    return plan && plan->coupons > needed ? plan->coupons - needed : 0;
}

size_t
ct_renewal_plan_count(const ct_renewal_plan *plan)
{
    return plan && plan->entries ? plan->entries->count : 0;
}

const ct_renewal_entry *
ct_renewal_plan_at(const ct_renewal_plan *plan, size_t index)
{
    return plan ? ct__list_at(plan->entries, index) : NULL;
}

const char *
ct_renewal_plan_next(const ct_renewal_plan *plan)
{
    return plan && plan->entries ? plan->entries->next : NULL;
}

/* How far the walk through the clients has got: behind this one. */
struct position {
    char name_key[NAME_KEY_SIZE];
    ct_id id;
};

struct look {
    const ct_renewal_plan_query *source;
    ct_renewal_plan_query query;
    struct ct__studio studio;
    struct position after; /* the caller's cursor; no id: from the beginning */
    struct position walked;
    ct_id batch[BATCH];
    size_t count;
    ct_renewal_plan *plan;
};

static ct_status
read_query(ct_context *context, struct look *look)
{
    ct_renewal_plan_query *query = &look->query;
    ct_status status = ct__copy_request(context, query, sizeof *query, sizeof *query,
                                        look->source, "ct_renewal_plan_query");
    if (!status)
        status = ct__check_id(context, "studio", query->studio);
    if (!status)
        status = ct__check_enum(context, "kind", CT_ENUM_COUPON_KIND, query->kind, true);
    if (!status && query->license_year)
        status = ct__check_range(context, "license_year", query->license_year, 1996, 2100);
    if (!status)
        status = ct__check_range(context, "limit", query->limit, 0, CT__PAGE_LIMIT_MAX);
    if (!status)
        status = ct__check_range(context, "reserved", query->reserved, 0, 0);
    if (!query->kind)
        query->kind = CT_COUPON_CONTO_TERZI;
    if (!query->limit)
        query->limit = CT__PAGE_LIMIT_DEFAULT;
    return status;
}

/* The cursor is the last client of the page before. */
static ct_status
read_cursor(struct ct__run *run, struct look *look)
{
    struct ct__client client = {.studio_id = {{0}}};
    if (!look->query.after)
        return CT_OK;
    ct_status status = ct_id_parse(look->query.after, &client.id) ? CT_ERR_NOT_FOUND : CT_OK;
    if (!status)
        status = ct__load(run, CT__CLIENT, &client);
    if (status == CT_ERR_NOT_FOUND ||
        (!status && !ct__id_equal(client.studio_id, look->studio.id)))
        return ct__fail(run->context, CT__REASON_BAD_CURSOR);
    if (status)
        return status;
    look->after.id = client.id;
    (void)snprintf(look->after.name_key, NAME_KEY_SIZE, "%s", client.name_key);
    return CT_OK;
}

static ct_status
count_coupon(struct ct__run *run, void *record, void *state)
{
    const struct ct__coupon *coupon = record;
    bool is_available = ct__coupon_state_on(run->context->policy, coupon->state,
                                            (int32_t)coupon->license_year,
                                            run->today) == CT_COUPON_AVAILABLE;
    *(uint64_t *)state += is_available && ct__date_compare(coupon->issued_on, run->today) <= 0;
    return CT_OK;
}

/* The year that was asked for, else the latest of the pool, else next year. */
static ct_status
start_plan(struct ct__run *run, struct look *look)
{
    ct_renewal_plan_free(look->plan);
    look->walked.id = (ct_id){{0}};
    look->plan = ct__allocate(&run->context->allocator, 1, sizeof *look->plan);
    ct_renewal_plan *plan = look->plan;
    if (!plan)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    plan->allocator = run->context->allocator;
    plan->kind = look->query.kind;
    plan->license_year = look->query.license_year;
    ct_status status = ct__list_new(run->context, &plan->entries);
    if (!status && !plan->license_year)
        status = ct__pool_year(run, look->studio.id, plan->kind, &plan->license_year);
    if (!plan->license_year)
        plan->license_year = run->today.year + 1;
    const struct ct__coupon key = {
        .studio_id = look->studio.id,
        .kind = plan->kind,
        .state = CT_COUPON_AVAILABLE,
        .license_year = plan->license_year,
    };
    const struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_POOL, &key, 4);
    struct ct__coupon coupon;
    return status ? status : ct__each(run, &range, &coupon, count_coupon, &plan->coupons);
}

static bool
is_on_page(const struct look *look, const struct ct__client *client)
{
    int order = ct__id_is_none(look->after.id) ? 1
                                               : strcmp(client->name_key, look->after.name_key);
    if (order == 0)
        order = memcmp(client->id.bytes, look->after.id.bytes, sizeof client->id.bytes);
    return order > 0;
}

static ct_status
set_next(struct look *look)
{
    const struct ct__list *entries = look->plan->entries;
    const struct entry *last = ct__handle_record(entries->items[entries->count - 1]);
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(last->client_id, text);
    return ct__list_set_next(look->plan->entries, text);
}

static ct_status
add_entry(struct ct__run *run, struct look *look, const struct entry *entry)
{
    ct_context *context = run->context;
    struct ct__list *entries = look->plan->entries;
    struct ct__handle *handle = NULL;
    if (entries->count == look->query.limit)
        return entries->next ? CT_OK : set_next(look);
    for (size_t i = 0; i < context->verdict.count; i++)
        ct__render_reason(&context->verdict.reasons[i], &context->error_items[i]);
    const struct ct_reasons reasons = {context->verdict.count, context->language,
                                       context->error_items};
    ct_status status = ct__handle_new(context, &entry_table, entry, &reasons, &handle);
    return status ? status : ct__list_add(entries, handle);
}

/* What would become of the client. One that never had a license, or was erased, is none to renew. */
static ct_status
plan_client(struct ct__run *run, struct look *look, const struct ct__client *client)
{
    ct_context *context = run->context;
    ct_renewal_plan *plan = look->plan;
    struct ct__client_facts facts;
    struct entry entry = {.client_id = client->id, .client_name = client->name};
    ct_status status = ct__gather_facts(run, &look->studio, client, (ct_id){{0}}, &facts);
    if (status || !facts.license.source || facts.is_erased)
        return status;
    context->verdict.count = 0;
    entry.last_day = facts.license.last_day;
    entry.status = CT_ASSIGNMENT_ALREADY_DONE;
    if (!ct__is_renewed(&facts, plan->kind, plan->license_year)) {
        entry.action = ct__renewal_action(context->policy, &facts, plan->kind, plan->license_year,
                                          run->today, &context->verdict);
        entry.status = context->verdict.count ? CT_ASSIGNMENT_REFUSED : CT_ASSIGNMENT_DONE;
    }
    plan->counts[entry.status]++;
    if (is_on_page(look, client))
        status = add_entry(run, look, &entry);
    context->verdict.count = 0;
    return status;
}

/* Only those that ever had a license are looked at more closely. */
static ct_status
collect(struct ct__run *run, void *record, void *state)
{
    const struct ct__client *client = record;
    struct look *look = state;
    (void)run;
    look->walked.id = client->id;
    (void)snprintf(look->walked.name_key, NAME_KEY_SIZE, "%s", client->name_key);
    if (client->license_last_day.year)
        look->batch[look->count++] = client->id;
    return look->count == BATCH ? CT_DONE : CT_OK;
}

static ct_status
next_batch(struct ct__run *run, struct look *look)
{
    const struct ct__client prefix = {.studio_id = look->studio.id};
    const struct position walked = look->walked;
    const struct ct__client low = {
        .studio_id = look->studio.id,
        .name_key = walked.name_key,
        .id = walked.id,
    };
    struct ct__range range = ct__rows_like(CT__CLIENT, CT__CLIENT_BY_NAME, &prefix, 1);
    struct ct__client client;
    if (!ct__id_is_none(walked.id)) {
        range.low = &low;
        range.low_count = 3;
        range.flags = CT_SCAN_LOW_OPEN;
    }
    look->count = 0;
    return ct__each(run, &range, &client, collect, look);
}

static ct_status
plan_clients(struct ct__run *run, struct look *look)
{
    ct_status status = CT_OK;
    do {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = next_batch(run, look);
        for (size_t i = 0; !status && i < look->count; i++) {
            struct ct__client client = {.id = look->batch[i]};
            status = ct__load(run, CT__CLIENT, &client);
            if (!status)
                status = plan_client(run, look, &client);
        }
        ct__arena_rewind(&run->context->arena, mark);
    } while (!status && look->count == BATCH);
    return status;
}

static ct_status
look_at_plan(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = read_query(run->context, look);
    look->studio = (struct ct__studio){.id = look->query.studio};
    if (!status)
        status = ct__need(run, CT__STUDIO, &look->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = read_cursor(run, look);
    if (!status)
        status = start_plan(run, look);
    return status ? status : plan_clients(run, look);
}

ct_status
ct_renewal_plan_get(ct_context *context, const ct_renewal_plan_query *query,
                    ct_renewal_plan **ret_plan)
{
    struct look state = {.source = query};
    ct_status status = ct__check_place(context, "ret_plan", ret_plan);
    if (status)
        return status;
    status = ct__read(context, look_at_plan, &state, NULL);
    if (status)
        ct_renewal_plan_free(state.plan);
    else
        *ret_plan = state.plan;
    return status;
}
