/* The smallest world in which a client may get a coupon; a test breaks one thing in it. */
#pragma once

#include "rules/eligibility.h"
#include "verdict.h"

struct world {
    struct ct__policy policy;
    struct ct__client_facts client;
    ct_coupon_kind kind; /* what is asked for */
    struct ct__coupon_facts coupon;
    int32_t wanted_year;
    ct_date today;
};

/* On 2 March 2026: a linked client of an open studio, on TS Digital, in the flat-rate regime, without
 * a history; and an available coupon of `kind` for 2026, issued on 15 November 2025. */
struct world world_of(ct_coupon_kind kind);

/* Gives the client a license of `source` and `kind` (0 for a purchase) until `last_day`. */
void world_license(struct world *world, ct_license_source source, ct_coupon_kind kind,
                   ct_date last_day);

ct_eligible_action world_ask(const struct world *world, struct ct__verdict *verdict);

/* How often the verdict gives this reason. */
size_t told(const struct ct__verdict *verdict, enum ct__reason_id id);

/* Nothing stands against it, and this is what would be done. */
#define assert_action(world, action) assert_action_at(world, action, __FILE__, __LINE__)
void assert_action_at(const struct world *world, ct_eligible_action action, const char *file,
                      int line);

/* Refused for this one reason, which names `rule`. */
#define assert_refused(world, id, rule) assert_refused_at(world, id, rule, __FILE__, __LINE__)
void assert_refused_at(const struct world *world, enum ct__reason_id id, const char *rule,
                       const char *file, int line);
