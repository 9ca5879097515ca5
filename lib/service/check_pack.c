/* What the check proves of studios, packs, campaigns and coupons. */
#include "rules/labels.h"
#include "service/check.h"

static const struct ct__argument none;

/* A studio's events, and the packs that they tell of. */
struct studio_walk {
    struct ct__checking *checking;
    ct_id studio;
    int64_t events;
    int64_t gap;
    int64_t packs;   /* told, less those that are there */
    int64_t revoked; /* likewise */
};

static ct_status
wrong_pack(struct ct__checking *checking, ct_id studio, ct_id pack)
{
    return ct__find_wrong(checking, CT__CHECK_EVENT_PACK, CT__PACK,
                          &(struct ct__finding){.studio_id = studio, .pack_id = pack}, none, none);
}

static ct_status
compare_pack(struct ct__run *run, struct studio_walk *walk, const struct ct__event *event)
{
    struct ct__pack pack = {.id = event->pack_id};
    bool is_revocation = event->kind == CT_EVENT_PACK_REVOKED;
    ct_status status = ct__load(run, CT__PACK, &pack);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    if (is_revocation)
        walk->revoked++;
    else
        walk->packs++;
    bool is_same = is_revocation ? pack.revoked_on.year != 0
                                 : pack.quantity == event->number &&
                                       pack.kind == event->coupon_kind &&
                                       pack.license_year == event->year;
    return !status && is_same ? CT_OK : wrong_pack(walk->checking, walk->studio, event->pack_id);
}

static ct_status
follow_event(struct ct__run *run, void *record, void *state)
{
    struct studio_walk *walk = state;
    const struct ct__event *event = record;
    if (event->sequence != ++walk->events && !walk->gap)
        walk->gap = walk->events;
    bool is_of_pack = event->kind == CT_EVENT_PACK_BOUGHT || event->kind == CT_EVENT_PACK_RENEWED ||
                      event->kind == CT_EVENT_PACK_REVOKED;
    return is_of_pack ? compare_pack(run, walk, event) : CT_OK;
}

/* R-REN-02: a tacit renewal is one campaign's. */
static ct_status
check_renewal(struct ct__run *run, struct studio_walk *walk, const struct ct__pack *pack)
{
    struct ct__campaign_issue issue = {pack->studio_id, pack->kind, pack->license_year, 0, 0};
    ct_status status = ct__load(run, CT__CAMPAIGN_ISSUE, &issue);
    if (status != CT_ERR_NOT_FOUND)
        return status;
    return ct__find_wrong(walk->checking, CT__CHECK_CAMPAIGN_QUANTITY, CT__CAMPAIGN_ISSUE,
                          &(struct ct__finding){.studio_id = pack->studio_id, .pack_id = pack->id},
                          ct__number_argument(0), ct__number_argument(pack->quantity));
}

static ct_status
follow_pack(struct ct__run *run, void *record, void *state)
{
    struct studio_walk *walk = state;
    const struct ct__pack *pack = record;
    walk->packs--;
    walk->revoked -= pack->revoked_on.year != 0;
    return pack->source == CT_PACK_TACIT_RENEWAL ? check_renewal(run, walk, pack) : CT_OK;
}

static ct_status
each_pack(struct ct__run *run, ct_id studio, ct__visit visit, void *state)
{
    const struct ct__pack key = {.studio_id = studio};
    const struct ct__range range = ct__rows_like(CT__PACK, CT__PACK_BY_STUDIO, &key, 1);
    struct ct__pack pack;
    return ct__each(run, &range, &pack, visit, state);
}

/* R-AUD-01: its events are all there, and its packs are those that they tell of. */
ct_status
ct__check_studio(struct ct__checking *checking, const void *record)
{
    const struct ct__studio *studio = record;
    struct ct__run *run = checking->run;
    const struct ct__event key = {.subject_id = studio->id};
    const struct ct__range range = ct__rows_like(CT__EVENT, 0, &key, 1);
    struct studio_walk walk = {.checking = checking, .studio = studio->id};
    struct ct__event event;
    ct_status status = ct__each(run, &range, &event, follow_event, &walk);
    if (!status)
        status = each_pack(run, studio->id, follow_pack, &walk);
    if (!status && walk.gap)
        return ct__find_wrong(checking, CT__CHECK_EVENT_GAP, CT__EVENT,
                              &(struct ct__finding){.studio_id = studio->id},
                              ct__number_argument(walk.gap), none);
    if (!status && (walk.packs || walk.revoked))
        status = wrong_pack(checking, studio->id, (ct_id){{0}});
    return status;
}

struct issue_walk {
    const struct ct__campaign_issue *issue;
    int64_t quantity;
};

static ct_status
add_issued(struct ct__run *run, void *record, void *state)
{
    struct issue_walk *walk = state;
    const struct ct__pack *pack = record;
    (void)run;
    if (pack->source == CT_PACK_TACIT_RENEWAL && pack->kind == walk->issue->kind &&
        pack->license_year == walk->issue->license_year)
        walk->quantity += pack->quantity;
    return CT_OK;
}

/* R-REN-02 */
ct_status
ct__check_campaign_issue(struct ct__checking *checking, const void *record)
{
    const struct ct__campaign_issue *issue = record;
    struct issue_walk walk = {issue, 0};
    ct_status status = each_pack(checking->run, issue->studio_id, add_issued, &walk);
    if (status || walk.quantity == issue->quantity)
        return status;
    return ct__find_wrong(checking, CT__CHECK_CAMPAIGN_QUANTITY, CT__CAMPAIGN_ISSUE,
                          &(struct ct__finding){.studio_id = issue->studio_id},
                          ct__number_argument(issue->quantity),
                          ct__number_argument(walk.quantity));
}

static ct_status
count_row(struct ct__run *run, void *record, void *state)
{
    (void)run;
    (void)record;
    ++*(int64_t *)state;
    return CT_OK;
}

/* R-COU-07: every coupon is in one state, so that they are as many as were issued. */
ct_status
ct__check_pack(struct ct__checking *checking, const void *record)
{
    const struct ct__pack *pack = record;
    const struct ct__coupon key = {.pack_id = pack->id};
    const struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_BY_PACK, &key, 1);
    struct ct__coupon coupon;
    int64_t count = 0;
    ct_status status = ct__each(checking->run, &range, &coupon, count_row, &count);
    if (status || count == pack->quantity)
        return status;
    return ct__find_wrong(
        checking, CT__CHECK_PACK_COUNT, CT__PACK,
        &(struct ct__finding){.studio_id = pack->studio_id, .pack_id = pack->id},
        ct__number_argument(pack->quantity), ct__number_argument(count));
}

/* A coupon with what hangs on it. */
struct coupon_walk {
    const struct ct__coupon *coupon;
    struct ct__pack pack;
    struct ct__license license; /* the first that it gave, or none */
    int64_t licenses;
    int64_t holders; /* authorised migrations of its client that hold it */
};

static ct_status
take_license(struct ct__run *run, void *record, void *state)
{
    struct coupon_walk *walk = state;
    (void)run;
    if (walk->licenses++ == 0)
        walk->license = *(const struct ct__license *)record;
    return CT_OK;
}

static ct_status
take_holder(struct ct__run *run, void *record, void *state)
{
    struct coupon_walk *walk = state;
    const struct ct__migration *migration = record;
    (void)run;
    walk->holders += migration->state == CT_MIGRATION_AUTHORISED &&
                     ct__id_equal(migration->coupon_id, walk->coupon->id);
    return CT_OK;
}

static ct_status
load_coupon_walk(struct ct__run *run, struct coupon_walk *walk)
{
    const struct ct__coupon *coupon = walk->coupon;
    const struct ct__license by_coupon = {.coupon_id = coupon->id};
    const struct ct__migration by_client = {.client_id = coupon->client_id};
    const struct ct__range licenses =
        ct__rows_like(CT__LICENSE, CT__LICENSE_BY_COUPON, &by_coupon, 1);
    const struct ct__range migrations =
        ct__rows_like(CT__MIGRATION, CT__MIGRATION_BY_CLIENT, &by_client, 1);
    struct ct__license license;
    struct ct__migration migration;
    walk->pack = (struct ct__pack){.id = coupon->pack_id};
    ct_status status = ct__load(run, CT__PACK, &walk->pack);
    if (!status)
        status = ct__each(run, &licenses, &license, take_license, walk);
    if (!status && coupon->state == CT_COUPON_RESERVED)
        status = ct__each(run, &migrations, &migration, take_holder, walk);
    return status;
}

/* What is wrong with the coupon's state, or CT__CHECK_COUNT. */
static enum ct__check_id
wrong_of_state(const struct coupon_walk *walk)
{
    const struct ct__coupon *coupon = walk->coupon;
    bool has_client = !ct__id_is_none(coupon->client_id);
    switch (coupon->state) {
    case CT_COUPON_ASSIGNED:
        if (!has_client || walk->licenses == 0)
            return CT__CHECK_COUPON_ASSIGNED;
        return walk->licenses > 1 || !ct__id_equal(coupon->client_id, walk->license.client_id)
                   ? CT__CHECK_COUPON_TWICE
                   : CT__CHECK_COUNT;
    case CT_COUPON_RESERVED:
        return walk->holders != 1 || walk->licenses ? CT__CHECK_COUPON_RESERVED : CT__CHECK_COUNT;
    default:
        if (has_client || walk->licenses)
            return CT__CHECK_COUPON_FREE;
        return (coupon->state == CT_COUPON_REVOKED) != (walk->pack.revoked_on.year != 0)
                   ? CT__CHECK_COUPON_REVOKED
                   : CT__CHECK_COUNT;
    }
}

static bool
is_of_pack(const struct ct__coupon *coupon, const struct ct__pack *pack)
{
    return ct__id_equal(coupon->studio_id, pack->studio_id) && coupon->kind == pack->kind &&
           coupon->plan == pack->plan && coupon->license_year == pack->license_year;
}

/* R-COU-01, R-COU-02, R-COU-07, R-COU-08 */
ct_status
ct__check_coupon(struct ct__checking *checking, const void *record)
{
    struct coupon_walk walk = {.coupon = record};
    const struct ct__coupon *coupon = walk.coupon;
    ct_status status = load_coupon_walk(checking->run, &walk);
    if (status)
        return status;
    const struct ct__finding where = {
        .studio_id = coupon->studio_id,
        .client_id = coupon->client_id,
        .pack_id = coupon->pack_id,
        .coupon_id = coupon->id,
        .license_id = walk.license.id,
    };
    enum ct__check_id wrong = wrong_of_state(&walk);
    const struct ct__argument label =
        ct__label_argument(&ct__coupon_state_labels, coupon->state);
    if (wrong != CT__CHECK_COUNT)
        status = ct__find_wrong(checking, wrong, CT__COUPON, &where, label, none);
    if (!status && !is_of_pack(coupon, &walk.pack))
        status = ct__find_wrong(checking, CT__CHECK_COUPON_OF_PACK, CT__COUPON, &where, none, none);
    return status;
}
