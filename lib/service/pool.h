/* The pool of a studio's coupons: choosing one, and making codes for new ones. */
#pragma once

#include "rules/coupon_code.h"
#include "rules/eligibility.h"
#include "service/run.h"

/* The coupon that a request would get: the one with this code, or one of the pool (R-COU-08). None is
 * told by a NULL code in the facts.
 * @param code  canonical, or NULL
 * @param year  0: the pool's latest */
ct_status ct__choose_coupon(struct ct__run *run, ct_id studio, ct_coupon_kind kind,
                            const char *code, int32_t year, struct ct__coupon *ret_coupon,
                            struct ct__coupon_facts *ret_facts);

/* The same for a code as it was typed, or NULL. A mistyped one goes to the verdict (R-COU-09).
 * @param code  room for the canonical code, for as long as the facts */
ct_status ct__choose_typed_coupon(struct ct__run *run, ct_id studio, ct_coupon_kind kind,
                                  const char *typed, int32_t year, char code[CT__COUPON_CODE_SIZE],
                                  struct ct__coupon *ret_coupon,
                                  struct ct__coupon_facts *ret_facts);

/* The latest license year of the studio's coupons that are available or were assigned; 0: there are
 * none. */
ct_status ct__pool_year(struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t *ret_year);

/* Where a choice from the pool will look, to look ahead: first for the latest year; then, with that at
 * hand, from a code that is drawn here. CT_ERR_NOT_FOUND: there are none. `key` has room for the range. */
struct ct__range ct__pool_latest(const struct ct__run *run, ct_id studio, ct_coupon_kind kind,
                                 struct ct__coupon *key);
ct_status ct__pool_next(struct ct__run *run, ct_id studio, ct_coupon_kind kind, int32_t year,
                        struct ct__coupon *key, struct ct__range *ret_range);

/* What the rules need to know of a coupon. */
struct ct__coupon_facts ct__coupon_facts(const struct ct__coupon *coupon, ct_id studio);

/* By canonical code; CT_ERR_NOT_FOUND. */
ct_status ct__find_coupon(struct ct__run *run, const char *code, struct ct__coupon *ret_coupon);

/* A code that nobody can guess (R-COU-09). */
ct_status ct__random_coupon_code(struct ct__run *run, char code[CT__COUPON_CODE_SIZE]);
