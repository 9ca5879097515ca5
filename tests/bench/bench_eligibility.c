/* How long the pure rule takes: nanoseconds a decision. Exits with 1 if any takes more than 200.
 *
 * cc -std=c11 -D_GNU_SOURCE -O2 -Iinclude -Ilib tests/bench/bench_eligibility.c \
 *    BUILD/lib/libcontoterzi.a -lsqlite3 -luuid -lcrypt -lpthread */
#include <stdio.h>
#include <time.h>

#include "rules/eligibility.h"

enum { DECISIONS = 2000000, ROUNDS = 5, LIMIT_NS = 200 };

#define IN_FORCE {CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, {2026, 12, 31}}
#define LAPSED {CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, {2025, 12, 31}}
#define LINKED .is_linked = true, .is_studio_account_open = true, .is_on_ts_digital = true
#define GOOD(kind_, year)                                                             \
    {.code = "K7MP-2QXR", .is_own = true, .kind = (kind_), .state = CT_COUPON_AVAILABLE, \
     .license_year = (year), .issued_on = {2025, 11, 15}}

static const struct {
    const char *name;
    struct ct__client_facts client;
    ct_coupon_kind kind;
    struct ct__coupon_facts coupon;
    int32_t wanted_year;
} cases[] = {
    {"migrate a new client", {LINKED}, CT_COUPON_CONTO_TERZI, GOOD(CT_COUPON_CONTO_TERZI, 2026), 0},
    {"renew for next year", {LINKED, .ever = CT__EVER_CONTO_TERZI, .license = IN_FORCE},
     CT_COUPON_CONTO_TERZI, GOOD(CT_COUPON_CONTO_TERZI, 2027), 2027},
    {"renew what has lapsed", {LINKED, .ever = CT__EVER_CONTO_TERZI, .license = LAPSED},
     CT_COUPON_CONTO_TERZI, GOOD(CT_COUPON_CONTO_TERZI, 2026), 0},
    {"upgrade with renewable", {LINKED, .ever = CT__EVER_CONTO_TERZI, .license = IN_FORCE},
     CT_COUPON_RENEWABLE, GOOD(CT_COUPON_RENEWABLE, 2026), 0},
    {"renew with flat_rate",
     {LINKED, .tax_regime = CT_TAX_REGIME_FLAT_RATE, .ever = CT__EVER_CONTO_TERZI,
      .license = IN_FORCE}, CT_COUPON_FLAT_RATE, GOOD(CT_COUPON_FLAT_RATE, 2027), 0},
    {"refuse a year already covered",
     {LINKED, .ever = CT__EVER_CONTO_TERZI, .license = IN_FORCE}, CT_COUPON_CONTO_TERZI,
     GOOD(CT_COUPON_CONTO_TERZI, 2026), 0},
    {"refuse with ten reasons",
     {.is_linked = true, .migration = CT_MIGRATION_SELECTED,
      .ever = CT__EVER_RENEWABLE | CT__EVER_FLAT_RATE | CT__EVER_BOUGHT_BY_CLIENT |
              CT__EVER_BOUGHT_BY_STUDIO}, CT_COUPON_CONTO_TERZI,
     {.code = "K7MP-2QXR", .is_own = true, .kind = CT_COUPON_RENEWABLE,
      .state = CT_COUPON_ASSIGNED, .license_year = 2025, .issued_on = {2025, 11, 15}}, 2026},
};

static int64_t
now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* What it decides goes into the sum, so that no decision can be left out. */
static double
ns_of(size_t which, uint64_t *sum)
{
    const struct ct__policy policy = {.studio_purchase_bars_conto_terzi = true};
    int64_t start = now_ns();
    for (int i = 0; i < DECISIONS; i++) {
        struct ct__verdict verdict;
        verdict.count = 0;
        ct_date day = {2026, (uint8_t)(i % 12 + 1), (uint8_t)(i % 28 + 1)};
        ct_eligible_action action =
            ct__eligible(&policy, &cases[which].client, cases[which].kind, &cases[which].coupon,
                         cases[which].wanted_year, day, &verdict);
        *sum += (uint64_t)action + verdict.count;
        if (verdict.count)
            *sum += verdict.reasons[verdict.count - 1].id;
    }
    return (double)(now_ns() - start) / DECISIONS;
}

int
main(void)
{
    int is_slow = 0;
    uint64_t sum = 0;
    for (size_t which = 0; which < sizeof cases / sizeof *cases; which++) {
        double best = ns_of(which, &sum);
        for (int round = 1; round < ROUNDS; round++) {
            double ns = ns_of(which, &sum);
            best = ns < best ? ns : best;
        }
        printf("%-32s %7.1f ns\n", cases[which].name, best);
        is_slow |= best > LIMIT_NS;
    }
    printf("(checksum %llu)\n", (unsigned long long)sum);
    return is_slow;
}
