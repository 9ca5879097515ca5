#include "service/facts.h"

#include <string.h>

#include "base/date.h"

static ct_status
add_license(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct ct__client_facts *facts = state;
    (void)run;
    switch (license->source) {
    case CT_LICENSE_FROM_COUPON:
        facts->ever |= 1U << license->coupon_kind;
        break;
    case CT_LICENSE_FROM_CLIENT_PURCHASE:
        facts->ever |= CT__EVER_BOUGHT_BY_CLIENT;
        break;
    case CT_LICENSE_FROM_STUDIO_PURCHASE:
        facts->ever |= CT__EVER_BOUGHT_BY_STUDIO;
        break;
    default: /* R-ELIG-05: a trial stands in nobody's way */
        return CT_OK;
    }
    facts->license = (struct ct__license_facts){license->source, license->coupon_kind,
                                                license->last_day};
    return CT_OK;
}

ct_status
ct__each_license(struct ct__run *run, ct_id client, ct__visit visit, void *state)
{
    const struct ct__license key = {.client_id = client};
    const struct ct__range range = {
        .table = CT__LICENSE,
        .index = CT__LICENSE_BY_CLIENT,
        .low = &key,
        .high = &key,
        .low_count = 1,
        .high_count = 1,
    };
    struct ct__license license;
    return ct__each(run, &range, &license, visit, state);
}

ct_status
ct__find_live_migration(struct ct__run *run, ct_id client, struct ct__migration *ret_migration)
{
    const struct ct__migration key = {.live_client_id = client};
    const struct ct__range range = {
        .table = CT__MIGRATION,
        .index = CT__MIGRATION_LIVE,
        .low = &key,
        .high = &key,
        .low_count = 1,
        .high_count = 1,
    };
    return ct__first(run, &range, ret_migration);
}

/* An account exists only where there is a license, or where a trial is: a client that never had one
 * is spared the looks. */
static ct_status
gather_history(struct ct__run *run, const struct ct__client *client,
               struct ct__client_facts *facts)
{
    struct ct__account account = {.client_id = client->id};
    if (client->license_last_day.year == 0)
        return CT_OK;
    ct_status status = ct__each_license(run, client->id, add_license, facts);
    if (!status)
        status = ct__load(run, CT__ACCOUNT, &account);
    facts->is_erased = status == CT_OK && account.erased_on.year != 0;
    if (facts->is_erased)
        facts->license = (struct ct__license_facts){0};
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

static ct_status
gather_migration(struct ct__run *run, const struct ct__client *client, ct_id own,
                 struct ct__client_facts *facts)
{
    struct ct__migration migration;
    if (client->stage != CT__STAGE_IN_MIGRATION)
        return CT_OK;
    ct_status status = ct__find_live_migration(run, client->id, &migration);
    if (!status && !ct__id_equal(migration.id, own))
        facts->migration = migration.state;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

ct_status
ct__gather_facts(struct ct__run *run, const struct ct__studio *studio,
                 const struct ct__client *client, ct_id own, struct ct__client_facts *ret_facts)
{
    *ret_facts = (struct ct__client_facts){
        .is_linked = ct__id_equal(client->studio_id, studio->id),
        .is_studio_account_open = studio->account_opened_on.year != 0,
        .is_on_ts_digital = client->is_on_ts_digital,
        .tax_regime = client->tax_regime,
    };
    ct_status status = gather_history(run, client, ret_facts);
    return status ? status : gather_migration(run, client, own, ret_facts);
}

ct_status
ct__store_client(struct ct__run *run, const struct ct__client *before, struct ct__client *client,
                 const struct ct__client_facts *facts)
{
    client->stage = ct__client_stage(run->context->policy, facts);
    return ct__replace(run, CT__CLIENT, before, client);
}

static void
fill_facts(const struct ct__coupon *coupon, ct_id studio, struct ct__coupon_facts *facts)
{
    *facts = (struct ct__coupon_facts){
        .code = coupon->code,
        .is_own = ct__id_equal(coupon->studio_id, studio),
        .kind = coupon->kind,
        .state = coupon->state,
        .license_year = (int32_t)coupon->license_year,
        .issued_on = coupon->issued_on,
    };
}

ct_status
ct__find_coupon(struct ct__run *run, const char *code, struct ct__coupon *ret_coupon)
{
    const struct ct__coupon key = {.code = code};
    const struct ct__range range = {
        .table = CT__COUPON,
        .index = CT__COUPON_BY_CODE,
        .low = &key,
        .high = &key,
        .low_count = 1,
        .high_count = 1,
    };
    return ct__first(run, &range, ret_coupon);
}

struct pick {
    ct_date today;
    bool is_found;
};

static ct_status
take_issued(struct ct__run *run, void *record, void *state)
{
    struct pick *pick = state;
    (void)run;
    pick->is_found =
        ct__date_compare(((const struct ct__coupon *)record)->issued_on, pick->today) <= 0;
    return pick->is_found ? CT_DONE : CT_OK;
}

static ct_status
pick_in_range(struct ct__run *run, const struct ct__range *range, struct ct__coupon *ret_coupon)
{
    struct pick pick = {.today = run->today};
    ct_status status = ct__each(run, range, ret_coupon, take_issued, &pick);
    return status || pick.is_found ? status : CT_ERR_NOT_FOUND;
}

/* Any available coupon of a year. Codes are random, so a random code points anywhere in the pool,
 * where no other caller is likely to be: from there onwards, and then from the beginning. */
static ct_status
pick_of_year(struct ct__run *run, const struct ct__coupon *pool, struct ct__coupon *ret_coupon)
{
    char code[CT__COUPON_CODE_SIZE];
    struct ct__coupon from = *pool;
    ct_status status = ct__random_coupon_code(run, code);
    if (status)
        return status;
    from.code = code;
    struct ct__range range = {
        .table = CT__COUPON,
        .index = CT__COUPON_POOL,
        .low = &from,
        .high = pool,
        .low_count = 5,
        .high_count = 4,
    };
    status = pick_in_range(run, &range, ret_coupon);
    if (status != CT_ERR_NOT_FOUND)
        return status;
    range.low = pool;
    range.low_count = 4;
    return pick_in_range(run, &range, ret_coupon);
}

/* R-COU-08. A first look finds the latest year; with more than one coupon left in it, the second
 * spreads concurrent callers over them. */
static ct_status
pick_from_pool(struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t year,
               struct ct__coupon *ret_coupon)
{
    struct ct__coupon pool = {
        .studio_id = studio,
        .kind = kind,
        .state = CT_COUPON_AVAILABLE,
        .license_year = year ? year : run->today.year,
    };
    if (year)
        return pick_of_year(run, &pool, ret_coupon);
    const struct ct__range from_this_year = {
        .table = CT__COUPON,
        .index = CT__COUPON_POOL,
        .low = &pool,
        .high = &pool,
        .low_count = 4,
        .high_count = 3,
        .flags = CT_SCAN_DESCENDING,
    };
    struct ct__coupon latest;
    ct_status status = pick_in_range(run, &from_this_year, &latest);
    if (status)
        return status;
    pool.license_year = latest.license_year;
    return pick_of_year(run, &pool, ret_coupon);
}

ct_status
ct__random_coupon_code(struct ct__run *run, char code[CT__COUPON_CODE_SIZE])
{
    uint8_t values[CT__COUPON_CODE_VALUES];
    for (size_t filled = 0; filled < CT__COUPON_CODE_VALUES;) {
        uint8_t bytes[2 * CT__COUPON_CODE_VALUES];
        ct_status status = ct__random(run->context, bytes, sizeof bytes);
        if (status)
            return status;
        filled = ct__coupon_code_values(bytes, sizeof bytes, values, filled);
    }
    ct__coupon_code_make(values, code);
    return CT_OK;
}

ct_status
ct__choose_coupon(struct ct__run *run, ct_id studio, ct_coupon_kind kind, const char *code,
                  int32_t year, struct ct__coupon *ret_coupon, struct ct__coupon_facts *ret_facts)
{
    ct_status status = code ? ct__find_coupon(run, code, ret_coupon)
                            : pick_from_pool(run, studio, kind, year, ret_coupon);
    if (status == CT_OK)
        fill_facts(ret_coupon, studio, ret_facts);
    else /* a code that does not exist is answered like one of another studio */
        *ret_facts = (struct ct__coupon_facts){.code = code, .kind = kind};
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}
