#include "service/rebuild.h"

#include "base/date.h"
#include "rules/migration.h"

/* Room for one more item. */
static void *
grown(struct ct__rebuilt *rebuilt, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room ? 2 * *room : 4;
    void *resized = ct__resize(&rebuilt->allocator, items, more, size);
    if (resized)
        *room = more;
    return resized;
}

struct ct__rebuilt_license *
ct__rebuilt_license(const struct ct__rebuilt *rebuilt, ct_id id)
{
    for (size_t i = 0; i < rebuilt->license_count; i++)
        if (ct__id_equal(rebuilt->licenses[i].id, id))
            return &rebuilt->licenses[i];
    return NULL;
}

const struct ct__rebuilt_migration *
ct__rebuilt_migration(const struct ct__rebuilt *rebuilt, ct_id id)
{
    for (size_t i = rebuilt->migration_count; i > 0; i--) /* the last are asked for most */
        if (ct__id_equal(rebuilt->migrations[i - 1].id, id))
            return &rebuilt->migrations[i - 1];
    return NULL;
}

struct ct__rebuilt_usage *
ct__rebuilt_usage(const struct ct__rebuilt *rebuilt, ct_category category, int64_t year)
{
    for (size_t i = 0; i < rebuilt->usage_count; i++)
        if (rebuilt->usage[i].category == category && rebuilt->usage[i].year == year)
            return &rebuilt->usage[i];
    return NULL;
}

static ct_status
add_license(struct ct__rebuilt *rebuilt, const struct ct__event *event)
{
    struct ct__rebuilt_license *licenses =
        grown(rebuilt, rebuilt->licenses, rebuilt->license_count, &rebuilt->license_room,
              sizeof *licenses);
    if (!licenses)
        return CT_ERR_NO_MEMORY;
    rebuilt->licenses = licenses;
    licenses[rebuilt->license_count++] = (struct ct__rebuilt_license){
        .id = event->license_id,
        .coupon_id = event->coupon_id,
        .coupon_kind = event->coupon_kind,
        .source = event->license_source,
        .plan = event->plan,
        .access = event->license_access,
        .first_day = event->first_day,
        .last_day = event->last_day,
    };
    return CT_OK;
}

static void
supersede(struct ct__rebuilt *rebuilt, const struct ct__event *event)
{
    struct ct__rebuilt_license *license = ct__rebuilt_license(rebuilt, event->license_id);
    if (license)
        license->superseded_on = event->last_day;
}

static ct_status
enter_state(struct ct__rebuilt *rebuilt, const struct ct__event *event, ct_migration_state state)
{
    const struct ct__rebuilt_migration *known =
        ct__rebuilt_migration(rebuilt, event->migration_id);
    size_t i = known ? (size_t)(known - rebuilt->migrations) : rebuilt->migration_count;
    if (!known) {
        struct ct__rebuilt_migration *migrations =
            grown(rebuilt, rebuilt->migrations, rebuilt->migration_count,
                  &rebuilt->migration_room, sizeof *migrations);
        if (!migrations)
            return CT_ERR_NO_MEMORY;
        rebuilt->migrations = migrations;
        rebuilt->migration_count++;
    }
    rebuilt->migrations[i] = (struct ct__rebuilt_migration){event->migration_id, state,
                                                            ct__migration_is_live(state)};
    return CT_OK;
}

/* R-AUD-04: what is left are the licenses; a migration that never came to its end bars no other. */
static void
erase(struct ct__rebuilt *rebuilt)
{
    rebuilt->is_erased = true;
    rebuilt->usage_count = 0;
    for (size_t i = 0; i < rebuilt->migration_count; i++)
        rebuilt->migrations[i].is_live = false;
}

/* A number that no real client reaches stays where it is: a damaged store is for the check to find. */
static ct_status
add_usage(struct ct__rebuilt *rebuilt, const struct ct__event *event)
{
    struct ct__rebuilt_usage *counter =
        ct__rebuilt_usage(rebuilt, event->category, event->year);
    if (!counter) {
        struct ct__rebuilt_usage *usage = grown(rebuilt, rebuilt->usage, rebuilt->usage_count,
                                                &rebuilt->usage_room, sizeof *usage);
        if (!usage)
            return CT_ERR_NO_MEMORY;
        rebuilt->usage = usage;
        counter = &usage[rebuilt->usage_count++];
        *counter = (struct ct__rebuilt_usage){event->category, event->year, 0, false};
    }
    int64_t sum;
    if (!__builtin_add_overflow(counter->used, event->number, &sum))
        counter->used = sum;
    return CT_OK;
}

/* The state that an event of a migration leads to, or 0 for any other event. */
static ct_migration_state
state_entered(ct_event_kind kind)
{
    static const struct {
        ct_event_kind kind;
        ct_migration_state state;
    } steps[] = {
        {CT_EVENT_MIGRATION_SELECTED, CT_MIGRATION_SELECTED},
        {CT_EVENT_MIGRATION_AUTHORISED, CT_MIGRATION_AUTHORISED},
        {CT_EVENT_MIGRATION_PROVISIONED, CT_MIGRATION_PROVISIONED},
        {CT_EVENT_CREDENTIALS_SENT, CT_MIGRATION_CREDENTIALS_SENT},
        {CT_EVENT_FIRST_LOGIN, CT_MIGRATION_FIRST_LOGIN},
        {CT_EVENT_MIGRATION_OPERATIONAL, CT_MIGRATION_OPERATIONAL},
        {CT_EVENT_MIGRATION_CANCELLED, CT_MIGRATION_CANCELLED},
        {CT_EVENT_MIGRATION_FAILED, CT_MIGRATION_FAILED},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].kind == kind)
            return steps[i].state;
    return 0;
}

ct_status
ct__rebuilt_add(struct ct__rebuilt *rebuilt, const struct ct__event *event)
{
    ct_migration_state state = state_entered(event->kind);
    rebuilt->events++;
    if (event->sequence != rebuilt->events && !rebuilt->gap)
        rebuilt->gap = rebuilt->events;
    if (state)
        return enter_state(rebuilt, event, state);
    switch (event->kind) {
    case CT_EVENT_CLIENT_ADDED:
    case CT_EVENT_CLIENT_LINKED:
        rebuilt->is_added = true;
        rebuilt->studio_id = event->studio_id;
        break;
    case CT_EVENT_CLIENT_UNLINKED:
        rebuilt->studio_id = (ct_id){{0}};
        break;
    case CT_EVENT_LICENSE_ACTIVATED:
        rebuilt->is_erased = false; /* migrated anew */
        return add_license(rebuilt, event);
    case CT_EVENT_LICENSE_SUPERSEDED:
        supersede(rebuilt, event);
        break;
    case CT_EVENT_USAGE_COUNTED:
        return add_usage(rebuilt, event);
    case CT_EVENT_CLIENT_ERASED:
        erase(rebuilt);
        break;
    default: /* tells nothing of what the client has */
        break;
    }
    return CT_OK;
}

void
ct__rebuilt_free(struct ct__rebuilt *rebuilt)
{
    if (!rebuilt->allocator.release) /* it was never begun */
        return;
    ct__release(&rebuilt->allocator, rebuilt->licenses);
    ct__release(&rebuilt->allocator, rebuilt->migrations);
    ct__release(&rebuilt->allocator, rebuilt->usage);
    *rebuilt = (struct ct__rebuilt){.is_added = false};
}

struct fold {
    struct ct__rebuilt *rebuilt;
    ct_instant before;
};

/* Each by its own instant: the sequence is what is sure, and clocks of machines may differ. */
static ct_status
fold_event(struct ct__run *run, void *record, void *state)
{
    struct fold *fold = state;
    const struct ct__event *event = record;
    if (event->instant >= fold->before)
        return CT_OK;
    ct_status status = ct__rebuilt_add(fold->rebuilt, event);
    return status ? ct__fail(run->context, CT__REASON_NO_MEMORY) : CT_OK;
}

/* Events of the first version tell neither source nor plan: their licenses were all of conto_terzi
 * coupons (R-COU-04). */
static ct_status
complete_licenses(struct ct__run *run, struct ct__rebuilt *rebuilt)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < rebuilt->license_count; i++) {
        struct ct__rebuilt_license *license = &rebuilt->licenses[i];
        struct ct__coupon coupon = {.id = license->coupon_id};
        if (license->source)
            continue;
        status = ct__load(run, CT__COUPON, &coupon);
        license->source = CT_LICENSE_FROM_COUPON;
        license->access = CT_LICENSE_READ_ONLY;
        license->plan = coupon.plan;
        if (status == CT_ERR_NOT_FOUND) /* for the check to tell */
            status = CT_OK;
    }
    return status;
}

ct_status
ct__rebuild(struct ct__run *run, ct_id client, ct_instant before, struct ct__rebuilt *ret_rebuilt)
{
    const struct ct__event key = {.subject_id = client};
    const struct ct__range range = ct__rows_like(CT__EVENT, 0, &key, 1);
    struct fold fold = {ret_rebuilt, before};
    struct ct__event event;
    *ret_rebuilt = (struct ct__rebuilt){.allocator = run->context->allocator};
    ct_status status = ct__each(run, &range, &event, fold_event, &fold);
    return status ? status : complete_licenses(run, ret_rebuilt);
}

const struct ct__rebuilt_license *
ct__rebuilt_in_force(const struct ct__rebuilt *rebuilt, ct_date day)
{
    for (size_t i = 0; i < rebuilt->license_count; i++) {
        const struct ct__rebuilt_license *license = &rebuilt->licenses[i];
        if (ct__license_is_in_force(license->first_day, license->last_day, license->superseded_on,
                                    day))
            return license;
    }
    return NULL;
}

ct_date
ct__rebuilt_last_day(const struct ct__rebuilt *rebuilt)
{
    ct_date last_day = {0};
    for (size_t i = 0; i < rebuilt->license_count; i++) {
        const struct ct__rebuilt_license *license = &rebuilt->licenses[i];
        if (!license->superseded_on.year && ct__date_compare(license->last_day, last_day) > 0)
            last_day = license->last_day;
    }
    return last_day;
}

/* As ct__gather_facts takes those of the store. */
static void
take_license(const struct ct__rebuilt_license *license, ct_date *first_day,
             struct ct__client_facts *facts)
{
    if (license->source == CT_LICENSE_FROM_COUPON)
        facts->ever |= 1U << license->coupon_kind;
    else if (license->source == CT_LICENSE_FROM_CLIENT_PURCHASE)
        facts->ever |= CT__EVER_BOUGHT_BY_CLIENT;
    else if (license->source == CT_LICENSE_FROM_STUDIO_PURCHASE)
        facts->ever |= CT__EVER_BOUGHT_BY_STUDIO;
    if (license->source == CT_LICENSE_FROM_TRIAL || license->superseded_on.year ||
        ct__date_compare(license->first_day, *first_day) < 0)
        return;
    *first_day = license->first_day;
    facts->license = (struct ct__license_facts){license->source, license->coupon_kind,
                                                license->last_day};
}

ct_client_state
ct__rebuilt_state(const struct ct__policy *policy, const struct ct__rebuilt *rebuilt, ct_date day)
{
    struct ct__client_facts facts = {.is_erased = rebuilt->is_erased};
    const ct_date last_day = ct__rebuilt_last_day(rebuilt);
    ct_date first_day = {0};
    for (size_t i = 0; i < rebuilt->license_count; i++)
        take_license(&rebuilt->licenses[i], &first_day, &facts);
    if (facts.is_erased)
        facts.license = (struct ct__license_facts){0};
    for (size_t i = 0; i < rebuilt->migration_count; i++)
        if (rebuilt->migrations[i].is_live)
            facts.migration = rebuilt->migrations[i].state;
    enum ct__stage elsewhere = ct__client_stage(policy, &facts);
    facts.is_on_ts_digital = true;
    return ct__client_stage(policy, &facts) == elsewhere
               ? ct__client_state_on(elsewhere, last_day, day)
               : 0;
}
