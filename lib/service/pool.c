#include "service/pool.h"

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
    struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_POOL, pool, 4);
    range.low = &from;
    range.low_count = 5;
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
    struct ct__range from_this_year = ct__rows_like(CT__COUPON, CT__COUPON_POOL, &pool, 3);
    from_this_year.low_count = 4;
    from_this_year.flags = CT_SCAN_DESCENDING;
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
