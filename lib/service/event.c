#include "service/page.h"

#define GETTER(name, type, member) CT__GETTER(ct_event_##name, ct_event, ct__event, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_event_##name, ct_event, ct__event, type, member)

GETTER_OF(subject_id, ct_id, subject_id)
GETTER(sequence, int64_t, sequence)
GETTER(instant, ct_instant, instant)
GETTER(actor, const char *, actor)
GETTER(kind_of, ct_event_kind, kind)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER_OF(client_id, ct_id, client_id)
GETTER_OF(pack_id, ct_id, pack_id)
GETTER_OF(coupon_id, ct_id, coupon_id)
GETTER_OF(license_id, ct_id, license_id)
GETTER_OF(migration_id, ct_id, migration_id)
GETTER_OF(message_id, ct_id, message_id)
GETTER(number, int64_t, number)
GETTER(coupon_kind, ct_coupon_kind, coupon_kind)
GETTER(year, int32_t, year)
GETTER(category, ct_category, category)
GETTER_OF(first_day, ct_date, first_day)
GETTER_OF(last_day, ct_date, last_day)
GETTER(license_source, ct_license_source, license_source)
GETTER(plan, ct_plan, plan)
GETTER(license_access, ct_license_access, license_access)
GETTER(area, ct_access_area, area)
GETTER(level, ct_access_level, level)
GETTER(rules, const char *, rules)
CT__PAGED_LIST(ct_event_list, ct_event)

static bool
is_of_studio(struct ct__run *run, void *record, const void *query)
{
    const ct_event_query *own = query;
    (void)run;
    return ct__id_is_none(own->studio) ||
           ct__id_equal(((struct ct__event *)record)->studio_id, own->studio);
}

ct_status
ct_event_list_get(ct_context *context, const ct_event_query *query, ct_event_list **ret_list)
{
    ct_event_query own = {.size = sizeof own};
    ct_status status = ct__enter(context);
    if (!status && query)
        status = ct__copy_request(context, &own, sizeof own, sizeof own, query, "ct_event_query");
    if (!status)
        status = ct__check_range(context, "reserved", own.reserved, 0, 0);
    if (status)
        return ct__leave(context, status);
    const struct ct__event prefix = {.subject_id = own.client, .studio_id = own.studio};
    struct ct__page page = {
        .table = CT__EVENT,
        .index = CT__EVENT_BY_INSTANT,
        .prefix = &prefix,
        .after = own.after,
        .limit = own.limit,
        .query = &own,
    };
    if (!ct__id_is_none(own.client)) {
        page.index = 0;
        page.prefix_count = 1;
        page.accept = is_of_studio;
    } else if (!ct__id_is_none(own.studio)) {
        page.index = CT__EVENT_BY_STUDIO;
        page.prefix_count = 1;
    }
    return ct__page_get(context, &page, (void **)ret_list);
}
