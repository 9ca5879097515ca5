/* Who had what at the end of a past day (R-AUD-01). */
#include "base/date.h"
#include "service/rebuild.h"

#define GETTER(name, type, member) \
    CT__GETTER(ct_client_record_##name, ct_client_record, ct__client_record, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_client_record_##name, ct_client_record, ct__client_record, type, member)

CT__FREE(ct_client_record_free, ct_client_record)
GETTER_OF(client_id, ct_id, client_id)
GETTER_OF(day, ct_date, day)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER(state, ct_client_state, state)
GETTER(is_erased, int32_t, is_erased)
GETTER_OF(migration_id, ct_id, migration_id)
GETTER(migration_state, ct_migration_state, migration_state)
GETTER_OF(license_id, ct_id, license_id)
GETTER_OF(coupon_id, ct_id, coupon_id)
GETTER(source, ct_license_source, source)
GETTER(plan, ct_plan, plan)
GETTER(access_of, ct_license_access, access)
GETTER_OF(first_day, ct_date, first_day)
GETTER_OF(last_day, ct_date, last_day)
GETTER(license_count, int64_t, license_count)

int64_t
ct_client_record_used(const ct_client_record *record, ct_category category)
{
    const struct ct__client_record *own = ct__handle_record(record);
    if (!own || category < CT_CATEGORY_CLIENTS || category > CT_CATEGORY_DOCUMENTS)
        return 0;
    const int64_t used[] = {own->used_clients, own->used_suppliers, own->used_products,
                            own->used_documents};
    return used[category - CT_CATEGORY_CLIENTS];
}

struct look {
    struct ct__client client;
    struct ct__rebuilt rebuilt;
    struct ct__client_record record;
};

static void
fill_license(struct ct__client_record *record, const struct ct__rebuilt_license *license)
{
    if (!license)
        return;
    record->license_id = license->id;
    record->coupon_id = license->coupon_id;
    record->source = license->source;
    record->plan = license->plan;
    record->access = license->access;
    record->first_day = license->first_day;
    record->last_day = license->last_day;
}

static int64_t
used(const struct ct__rebuilt *rebuilt, ct_category category, int64_t year)
{
    const struct ct__rebuilt_usage *counter = ct__rebuilt_usage(rebuilt, category, year);
    return counter ? counter->used : 0;
}

static void
fill_record(const struct ct__policy *policy, const struct ct__rebuilt *rebuilt,
            struct ct__client_record *record)
{
    if (rebuilt->migration_count) {
        record->migration_id = rebuilt->migrations[rebuilt->migration_count - 1].id;
        record->migration_state = rebuilt->migrations[rebuilt->migration_count - 1].state;
    }
    record->studio_id = rebuilt->studio_id;
    record->state = ct__rebuilt_state(policy, rebuilt, record->day);
    record->is_erased = rebuilt->is_erased;
    record->license_count = (int64_t)rebuilt->license_count;
    record->used_clients = used(rebuilt, CT_CATEGORY_CLIENTS, 0);
    record->used_suppliers = used(rebuilt, CT_CATEGORY_SUPPLIERS, 0);
    record->used_products = used(rebuilt, CT_CATEGORY_PRODUCTS, 0);
    record->used_documents = used(rebuilt, CT_CATEGORY_DOCUMENTS, record->day.year);
    fill_license(record, ct__rebuilt_in_force(rebuilt, record->day));
}

/* The day ends at midnight in Rome. */
static ct_status
end_of_day(struct ct__run *run, ct_date day, ct_instant *ret_end)
{
    if (!ct__date_is_valid(day))
        return ct__fail_field(run->context, CT__REASON_REQUIRED, "day", (struct ct__argument){0});
    ct_date next = ct__date_add_days(day, 1);
    if (ct__date_compare(day, run->today) > 0 || ct_instant_in_rome(next, 0, ret_end))
        return ct__fail_field(run->context, CT__REASON_DAY_NOT_PAST, "day",
                              ct__date_argument(run->today));
    return CT_OK;
}

static ct_status
look_at_day(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_instant end = 0;
    ct__rebuilt_free(&look->rebuilt);
    ct__answer_shaped(run, &ct__client_record_table, &look->record);
    ct_status status = end_of_day(run, look->record.day, &end);
    if (!status)
        status = ct__need(run, CT__CLIENT, &look->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = ct__rebuild(run, look->client.id, end, &look->rebuilt);
    if (!status && !look->rebuilt.is_added)
        status = ct__fail_with(run->context, CT__REASON_CLIENT_NOT_YET,
                               ct__date_argument(look->record.day), (struct ct__argument){0});
    if (!status)
        fill_record(run->context->policy, &look->rebuilt, &look->record);
    return status;
}

ct_status
ct_client_as_of(ct_context *context, ct_id client, ct_date day, ct_client_record **ret_record)
{
    struct look state = {
        .client = {.id = client},
        .record = {.client_id = client, .day = day},
    };
    ct_status status = ct__read(context, look_at_day, &state, (void **)ret_record);
    ct__rebuilt_free(&state.rebuilt);
    return status;
}
