#include "service/pool.h"

#include <string.h>

#include "base/date.h"

struct ct__coupon_facts
ct__coupon_facts(const struct ct__coupon *coupon, ct_id studio)
{
    return (struct ct__coupon_facts){
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
    return ct__find(run, CT__COUPON, CT__COUPON_BY_CODE, &key, ret_coupon);
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

/* One row is enough but where it is not issued yet. */
static ct_status
pick_in_range(struct ct__run *run, const struct ct__range *range, struct ct__coupon *ret_coupon)
{
    struct pick pick = {.today = run->today};
    struct ct__range all = *range;
    all.limit = 0;
    ct_status status = ct__first(run, range, ret_coupon);
    if (status || take_issued(run, ret_coupon, &pick) == CT_DONE)
        return status;
    status = ct__each(run, &all, ret_coupon, take_issued, &pick);
    return status || pick.is_found ? status : CT_ERR_NOT_FOUND;
}

/* The coupons of the latest year that are left, from the last on. */
static struct ct__range
latest_of_pool(const struct ct__coupon *from_this_year)
{
    struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_POOL, from_this_year, 3);
    range.low_count = 4;
    range.flags = CT_SCAN_DESCENDING;
    range.limit = 1;
    return range;
}

/* Any available coupon of a year. Codes are random, so a random code points anywhere in the pool,
 * where no other caller is likely to be: from there onwards, and then from the beginning. */
static struct ct__range
pool_from(const struct ct__coupon *from)
{
    struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_POOL, from, 4);
    range.low_count = 5;
    range.limit = 1;
    return range;
}

static ct_status
random_code(struct ct__run *run,
            ct_status (*random)(ct_context *context, void *bytes, size_t count),
            char code[CT__COUPON_CODE_SIZE])
{
    uint8_t values[CT__COUPON_CODE_VALUES];
    for (size_t filled = 0; filled < CT__COUPON_CODE_VALUES;) {
        uint8_t bytes[2 * CT__COUPON_CODE_VALUES];
        ct_status status = random(run->context, bytes, sizeof bytes);
        if (status)
            return status;
        filled = ct__coupon_code_values(bytes, sizeof bytes, values, filled);
    }
    ct__coupon_code_make(values, code);
    return CT_OK;
}

static ct_status
draw_code(struct ct__run *run)
{
    return run->pool_code[0] ? CT_OK : random_code(run, ct__random_spare, run->pool_code);
}

static ct_status
pick_of_year(struct ct__run *run, const struct ct__coupon *pool, struct ct__coupon *ret_coupon)
{
    char code[CT__COUPON_CODE_SIZE];
    struct ct__coupon from = *pool;
    ct_status status = draw_code(run);
    if (status)
        return status;
    memcpy(code, run->pool_code, sizeof code);
    run->pool_code[0] = '\0';
    from.code = code;
    struct ct__range range = pool_from(&from);
    status = pick_in_range(run, &range, ret_coupon);
    if (status != CT_ERR_NOT_FOUND)
        return status;
    range.low = pool;
    range.low_count = 4;
    return pick_in_range(run, &range, ret_coupon);
}

static struct ct__coupon
pool_of(const struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t year)
{
    return (struct ct__coupon){
        .studio_id = studio,
        .kind = kind,
        .state = CT_COUPON_AVAILABLE,
        .license_year = year ? year : run->today.year,
    };
}

/* Where others may be after the same coupons at the same time. */
static bool
spreads(const struct ct__run *run)
{
    return run->is_repeated || ct__session_is_far(&run->context->session);
}

/* R-COU-08. A first look finds the latest year; with more than one coupon left in it, the second
 * spreads concurrent callers over them. Where writers take turns the last of them does as well. */
static ct_status
pick_from_pool(struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t year,
               struct ct__coupon *ret_coupon)
{
    struct ct__coupon pool = pool_of(run, studio, kind, year);
    if (year && spreads(run))
        return pick_of_year(run, &pool, ret_coupon);
    struct ct__range range = latest_of_pool(&pool);
    if (year)
        range.high_count = 4;
    ct_status status = pick_in_range(run, &range, ret_coupon);
    if (status || !spreads(run))
        return status;
    pool.license_year = ret_coupon->license_year;
    return pick_of_year(run, &pool, ret_coupon);
}

struct ct__range
ct__pool_latest(const struct ct__run *run, ct_id studio, ct_coupon_kind kind,
                struct ct__coupon *key)
{
    *key = pool_of(run, studio, kind, 0);
    return latest_of_pool(key);
}

ct_status
ct__pool_next(struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t year,
              struct ct__coupon *key, struct ct__range *ret_range)
{
    struct ct__coupon pool = pool_of(run, studio, kind, year);
    const struct ct__range range = latest_of_pool(&pool);
    struct ct__coupon latest = {.license_year = year};
    ct_status status = year ? CT_OK : ct__first(run, &range, &latest);
    if (!status)
        status = draw_code(run);
    if (status)
        return status;
    *key = pool_of(run, studio, kind, (int32_t)latest.license_year);
    key->code = run->pool_code;
    *ret_range = pool_from(key);
    return CT_OK;
}

ct_status
ct__random_coupon_code(struct ct__run *run, char code[CT__COUPON_CODE_SIZE])
{
    return random_code(run, ct__random, code);
}

ct_status
ct__choose_coupon(struct ct__run *run, ct_id studio, ct_coupon_kind kind, const char *code,
                  int32_t year, struct ct__coupon *ret_coupon, struct ct__coupon_facts *ret_facts)
{
    ct_status status = code ? ct__find_coupon(run, code, ret_coupon)
                            : pick_from_pool(run, studio, kind, year, ret_coupon);
    if (status == CT_OK)
        *ret_facts = ct__coupon_facts(ret_coupon, studio);
    else /* a code that does not exist is answered like one of another studio */
        *ret_facts = (struct ct__coupon_facts){.code = code, .kind = kind};
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

ct_status
ct__choose_typed_coupon(struct ct__run *run, ct_id studio, ct_coupon_kind kind, const char *typed,
                        int32_t year, char code[CT__COUPON_CODE_SIZE],
                        struct ct__coupon *ret_coupon, struct ct__coupon_facts *ret_facts)
{
    code[0] = '\0';
    if (typed && ct__coupon_code_read(typed, code)) {
        ct__refuse_with(&run->context->verdict, CT__REASON_CODE_MISTYPED, ct__text_argument(typed),
                        (struct ct__argument){0});
        typed = NULL; /* what the pool has is then beside the point, and does no harm */
    }
    return ct__choose_coupon(run, studio, kind, typed ? code : NULL, year, ret_coupon, ret_facts);
}

ct_status
ct__pool_year(struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t *ret_year)
{
    static const ct_coupon_state states[] = {CT_COUPON_AVAILABLE, CT_COUPON_ASSIGNED};
    *ret_year = 0;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        const struct ct__coupon key = {.studio_id = studio, .kind = kind, .state = states[i]};
        struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_POOL, &key, 3);
        struct ct__coupon coupon;
        range.flags = CT_SCAN_DESCENDING;
        ct_status status = ct__first(run, &range, &coupon);
        if (status && status != CT_ERR_NOT_FOUND)
            return status;
        if (!status && coupon.license_year > *ret_year)
            *ret_year = (int32_t)coupon.license_year;
    }
    return CT_OK;
}
