/* What the check proves of clients: their licenses and migrations, and that the events tell the same. */
#include "base/date.h"
#include "rules/labels.h"
#include "rules/migration.h"
#include "service/check.h"
#include "service/facts.h"
#include "service/rebuild.h"

static const struct ct__argument none;

struct client_walk {
    struct ct__checking *checking;
    const struct ct__client *client;
    struct ct__account account;
    bool has_account;
    struct ct__rebuilt rebuilt;
    struct ct__license before; /* the license walked last that is not superseded from its start */
    ct_date last_day;          /* that any license covers */
    ct_migration_state live;   /* of the migration under way, or 0 */
};

static struct ct__finding
where_of(const struct client_walk *walk)
{
    return (struct ct__finding){.studio_id = walk->client->studio_id,
                                .client_id = walk->client->id};
}

static ct_status
wrong_license(struct client_walk *walk, enum ct__check_id check, const struct ct__license *license,
              struct ct__argument first, struct ct__argument second)
{
    struct ct__finding where = where_of(walk);
    where.license_id = license->id;
    where.coupon_id = license->coupon_id;
    return ct__find_wrong(walk->checking, check, CT__LICENSE, &where, first, second);
}

/* R-LIC-01. What the license's coupon is to the coupon's own check. */
static ct_status
check_source(struct ct__run *run, struct client_walk *walk, const struct ct__license *license)
{
    struct ct__coupon coupon = {.id = license->coupon_id};
    bool is_right = license->coupon_kind == 0 && ct__id_is_none(license->coupon_id);
    if (license->source == CT_LICENSE_FROM_COUPON) {
        ct_status status = ct__load(run, CT__COUPON, &coupon);
        if (status && status != CT_ERR_NOT_FOUND)
            return status;
        is_right = !status && coupon.kind == license->coupon_kind &&
                   coupon.plan == license->plan &&
                   coupon.license_year == license->last_day.year;
    }
    if (is_right)
        return CT_OK;
    return wrong_license(walk, CT__CHECK_LICENSE_SOURCE, license,
                         ct__label_argument(&ct__license_source_labels, license->source), none);
}

/* The last day on which it works, superseded or not. */
static ct_date
end_of(const struct ct__license *license)
{
    if (!license->superseded_on.year)
        return license->last_day;
    return ct__date_add_days(license->superseded_on, -1);
}

/* R-LIC-08: they come in the order of their first days. */
static ct_status
check_overlap(struct client_walk *walk, const struct ct__license *license)
{
    const ct_date end = end_of(license);
    if (ct__date_compare(end, license->first_day) < 0)
        return CT_OK; /* superseded before or as it began */
    const ct_date end_before = walk->before.first_day.year ? end_of(&walk->before) : (ct_date){0};
    bool overlaps = ct__date_compare(end_before, license->first_day) >= 0;
    if (ct__date_compare(end, end_before) > 0)
        walk->before = *license;
    if (!overlaps)
        return CT_OK;
    return wrong_license(walk, CT__CHECK_LICENSE_OVERLAP, license,
                         ct__date_argument(license->first_day), ct__date_argument(end_before));
}

static bool
is_same_day(ct_date a, ct_date b)
{
    return ct__date_compare(a, b) == 0;
}

/* R-AUD-01 */
static ct_status
compare_license(struct client_walk *walk, const struct ct__license *license)
{
    struct ct__rebuilt_license *told = ct__rebuilt_license(&walk->rebuilt, license->id);
    if (told)
        told->is_stored = true;
    if (told && ct__id_equal(told->coupon_id, license->coupon_id) &&
        told->coupon_kind == license->coupon_kind && told->source == license->source &&
        told->plan == license->plan && told->access == license->access &&
        is_same_day(told->first_day, license->first_day) &&
        is_same_day(told->last_day, license->last_day) &&
        is_same_day(told->superseded_on, license->superseded_on))
        return CT_OK;
    return wrong_license(walk, CT__CHECK_EVENT_LICENSE, license, none, none);
}

static ct_status
follow_license(struct ct__run *run, void *record, void *state)
{
    struct client_walk *walk = state;
    const struct ct__license *license = record;
    if (!license->superseded_on.year && ct__date_compare(license->last_day, walk->last_day) > 0)
        walk->last_day = license->last_day;
    ct_status status = check_source(run, walk, license);
    if (!status)
        status = check_overlap(walk, license);
    if (!status && !ct__id_equal(license->studio_id, walk->client->studio_id)) /* R-CLI-05 */
        status = wrong_license(walk, CT__CHECK_LICENSE_STUDIO, license, none, none);
    return status ? status : compare_license(walk, license);
}

/* Those that the events tell of and the store does not have. */
static ct_status
check_missing_licenses(struct client_walk *walk)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < walk->rebuilt.license_count; i++) {
        const struct ct__rebuilt_license *license = &walk->rebuilt.licenses[i];
        if (!license->is_stored)
            status = wrong_license(walk, CT__CHECK_EVENT_LICENSE,
                                   &(struct ct__license){.id = license->id,
                                                         .coupon_id = license->coupon_id},
                                   none, none);
    }
    return status;
}

static ct_status
wrong_migration(struct client_walk *walk, enum ct__check_id check,
                const struct ct__migration *migration, struct ct__argument second)
{
    struct ct__finding where = where_of(walk);
    where.migration_id = migration->id;
    where.coupon_id = migration->coupon_id;
    where.license_id = migration->license_id;
    return ct__find_wrong(walk->checking, check, CT__MIGRATION, &where,
                          ct__label_argument(&ct__migration_state_labels, migration->state),
                          second);
}

/* R-MIG-02; an erasure cuts one off that never came to its end (R-AUD-04). */
static ct_status
check_live(struct client_walk *walk, const struct ct__migration *migration)
{
    const struct ct__rebuilt_migration *told =
        ct__rebuilt_migration(&walk->rebuilt, migration->id);
    bool is_cut_off = told && told->state == migration->state && !told->is_live;
    bool is_live = ct__migration_is_live(migration->state) && !is_cut_off;
    const ct_id expected = is_live ? walk->client->id : (ct_id){{0}};
    bool is_second = is_live && walk->live;
    if (is_live)
        walk->live = migration->state;
    return !is_second && ct__id_equal(migration->live_client_id, expected)
               ? CT_OK
               : wrong_migration(walk, CT__CHECK_MIGRATION_LIVE, migration, none);
}

static bool
has_license(ct_migration_state state)
{
    return state >= CT_MIGRATION_PROVISIONED && state <= CT_MIGRATION_OPERATIONAL;
}

/* R-MIG-02: reserved while authorised; afterwards the license comes from it. */
static ct_status
check_held(struct ct__run *run, struct client_walk *walk, const struct ct__migration *migration,
           const struct ct__license *license)
{
    struct ct__coupon coupon = {.id = migration->coupon_id};
    bool is_authorised = migration->state == CT_MIGRATION_AUTHORISED;
    if (!is_authorised && !has_license(migration->state))
        return CT_OK;
    ct_status status = ct__load(run, CT__COUPON, &coupon);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    bool is_held = is_authorised ? coupon.state == CT_COUPON_RESERVED &&
                                       ct__id_equal(coupon.client_id, walk->client->id)
                                 : ct__id_equal(license->coupon_id, migration->coupon_id);
    return !status && is_held ? CT_OK
                              : wrong_migration(walk, CT__CHECK_MIGRATION_COUPON, migration, none);
}

/* R-AUD-01 */
static ct_status
compare_migration(struct client_walk *walk, const struct ct__migration *migration)
{
    const struct ct__rebuilt_migration *told =
        ct__rebuilt_migration(&walk->rebuilt, migration->id);
    ct_migration_state state = told ? told->state : 0;
    return state == migration->state
               ? CT_OK
               : wrong_migration(walk, CT__CHECK_EVENT_MIGRATION, migration,
                                 ct__label_argument(&ct__migration_state_labels, state));
}

static ct_status
follow_migration(struct ct__run *run, void *record, void *state)
{
    struct client_walk *walk = state;
    const struct ct__migration *migration = record;
    struct ct__license license = {.id = migration->license_id};
    ct_status found = CT_ERR_NOT_FOUND;
    if (has_license(migration->state))
        found = ct__load(run, CT__LICENSE, &license);
    if (found && found != CT_ERR_NOT_FOUND)
        return found;
    bool is_whole = !has_license(migration->state) ||
                    (!found && walk->has_account &&
                     ct__id_equal(license.client_id, walk->client->id));
    ct_status status = check_live(walk, migration);
    if (!status && !is_whole)
        status = wrong_migration(walk, CT__CHECK_MIGRATION_LICENSE, migration, none);
    else if (!status)
        status = check_held(run, walk, migration, &license);
    return status ? status : compare_migration(walk, migration);
}

static ct_status
wrong_usage(struct client_walk *walk, int64_t used, int64_t told)
{
    const struct ct__finding where = where_of(walk);
    return ct__find_wrong(walk->checking, CT__CHECK_EVENT_USAGE, CT__USAGE, &where,
                          ct__number_argument(used), ct__number_argument(told));
}

/* R-LIC-04 */
static ct_status
follow_usage(struct ct__run *run, void *record, void *state)
{
    struct client_walk *walk = state;
    const struct ct__usage *usage = record;
    struct ct__rebuilt_usage *told =
        ct__rebuilt_usage(&walk->rebuilt, usage->category, usage->year);
    int64_t sum = told ? told->used : 0;
    (void)run;
    if (told)
        told->is_stored = true;
    return usage->used == sum ? CT_OK : wrong_usage(walk, usage->used, sum);
}

static ct_status
check_missing_usage(struct client_walk *walk)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < walk->rebuilt.usage_count; i++) {
        const struct ct__rebuilt_usage *usage = &walk->rebuilt.usage[i];
        if (!usage->is_stored && usage->used)
            status = wrong_usage(walk, 0, usage->used);
    }
    return status;
}

/* R-CLI-03. The shortcuts of ct__gather_facts trust what is to be proved here, so they are kept from
 * being taken. */
static ct_status
check_stage(struct ct__run *run, struct client_walk *walk)
{
    const struct ct__client *client = walk->client;
    const struct ct__studio studio = {.id = client->studio_id};
    const struct ct__finding where = where_of(walk);
    struct ct__client probe = *client;
    struct ct__client_facts facts;
    probe.license_last_day = walk->last_day;
    probe.stage = CT__STAGE_LICENSED;
    ct_status status = ct__gather_facts(run, &studio, &probe, (ct_id){{0}}, &facts);
    if (status)
        return status;
    facts.migration = walk->live;
    enum ct__stage stage = ct__client_stage(run->context->policy, &facts);
    if (client->stage == (int32_t)stage)
        return CT_OK;
    return ct__find_wrong(walk->checking, CT__CHECK_CLIENT_STAGE, CT__CLIENT, &where,
                          ct__label_argument(&ct__stage_labels, client->stage),
                          ct__label_argument(&ct__stage_labels, (int32_t)stage));
}

/* What the client's own row says, against all the others. */
static ct_status
check_own_row(struct ct__run *run, struct client_walk *walk)
{
    const struct ct__client *client = walk->client;
    const struct ct__finding where = where_of(walk);
    ct_status status = check_stage(run, walk);
    if (!status && !is_same_day(client->license_last_day, walk->last_day))
        status = ct__find_wrong(walk->checking, CT__CHECK_CLIENT_LAST_DAY, CT__CLIENT, &where,
                                ct__date_argument(client->license_last_day),
                                ct__date_argument(walk->last_day));
    if (!status && !ct__id_equal(client->studio_id, walk->rebuilt.studio_id))
        status = ct__find_wrong(walk->checking, CT__CHECK_EVENT_STUDIO, CT__CLIENT, &where, none,
                                none);
    if (!status && (walk->account.erased_on.year != 0) != walk->rebuilt.is_erased)
        status = ct__find_wrong(walk->checking, CT__CHECK_EVENT_ERASURE, CT__ACCOUNT, &where, none,
                                none);
    return status;
}

static ct_status
load_account(struct ct__run *run, struct client_walk *walk)
{
    ct_status status = ct__load(run, CT__ACCOUNT, &walk->account);
    walk->has_account = status == CT_OK;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

static ct_status
follow_client(struct ct__run *run, struct client_walk *walk)
{
    const ct_id id = walk->client->id;
    const struct ct__migration by_client = {.client_id = id};
    const struct ct__usage usage_key = {.client_id = id};
    const struct ct__range migrations =
        ct__rows_like(CT__MIGRATION, CT__MIGRATION_BY_CLIENT, &by_client, 1);
    const struct ct__range counters = ct__rows_like(CT__USAGE, 0, &usage_key, 1);
    struct ct__migration migration;
    struct ct__usage usage;
    ct_status status = load_account(run, walk);
    if (!status)
        status = ct__each_license(run, id, follow_license, walk);
    if (!status)
        status = check_missing_licenses(walk);
    if (!status)
        status = ct__each(run, &migrations, &migration, follow_migration, walk);
    if (!status)
        status = ct__each(run, &counters, &usage, follow_usage, walk);
    if (!status)
        status = check_missing_usage(walk);
    return status ? status : check_own_row(run, walk);
}

/* Where events are missing, what they would tell proves nothing: the gap is the finding. */
ct_status
ct__check_client(struct ct__checking *checking, const void *record)
{
    struct client_walk walk = {
        .checking = checking,
        .client = record,
        .account = {.client_id = ((const struct ct__client *)record)->id},
    };
    const struct ct__finding where = where_of(&walk);
    ct_status status = ct__rebuild(checking->run, walk.client->id, INT64_MAX, &walk.rebuilt);
    if (!status && walk.rebuilt.gap)
        status = ct__find_wrong(checking, CT__CHECK_EVENT_GAP, CT__EVENT, &where,
                                ct__number_argument(walk.rebuilt.gap), none);
    else if (!status)
        status = follow_client(checking->run, &walk);
    ct__rebuilt_free(&walk.rebuilt);
    return status;
}
