/* A client's history folded from its events alone (R-AUD-01): who had what when. */
#pragma once

#include "rules/eligibility.h"
#include "service/run.h"

struct ct__rebuilt_license {
    ct_id id;
    ct_id coupon_id;
    ct_coupon_kind coupon_kind;
    ct_license_source source;
    ct_plan plan;
    ct_license_access access;
    ct_date first_day;
    ct_date last_day;
    ct_date superseded_on;
    bool is_stored; /* for whoever compares: there is such a row */
};

struct ct__rebuilt_migration {
    ct_id id;
    ct_migration_state state;
    bool is_live; /* under way: neither over, nor given up, nor cut off by an erasure */
};

struct ct__rebuilt_usage {
    ct_category category;
    int64_t year;
    int64_t used;
    bool is_stored; /* likewise */
};

/* What the events so far say. It takes memory for each license, migration and counter that they tell
 * of, and none for an event. */
struct ct__rebuilt {
    ct_allocator allocator;
    bool is_added; /* there is such a client */
    bool is_erased;
    ct_id studio_id; /* whose it is, or none */
    int64_t events;
    int64_t gap; /* the first sequence that is missing, or 0 */
    struct ct__rebuilt_license *licenses; /* in the order in which they were activated */
    size_t license_count, license_room;
    struct ct__rebuilt_migration *migrations; /* in the order in which they began */
    size_t migration_count, migration_room;
    struct ct__rebuilt_usage *usage;
    size_t usage_count, usage_room;
};

/* Folds one more event, the next of its client's sequence. CT_ERR_NO_MEMORY. */
ct_status ct__rebuilt_add(struct ct__rebuilt *rebuilt, const struct ct__event *event);
void ct__rebuilt_free(struct ct__rebuilt *rebuilt);

/* The history of a client up to but not including the instant `before`; free it whatever is answered. */
ct_status ct__rebuild(struct ct__run *run, ct_id client, ct_instant before,
                      struct ct__rebuilt *ret_rebuilt);

/* By id; NULL if the events tell of no such one. */
struct ct__rebuilt_license *ct__rebuilt_license(const struct ct__rebuilt *rebuilt, ct_id id);
const struct ct__rebuilt_migration *ct__rebuilt_migration(const struct ct__rebuilt *rebuilt,
                                                          ct_id id);

struct ct__rebuilt_usage *ct__rebuilt_usage(const struct ct__rebuilt *rebuilt,
                                            ct_category category, int64_t year);

/* The license in force on `day`, or NULL. */
const struct ct__rebuilt_license *ct__rebuilt_in_force(const struct ct__rebuilt *rebuilt,
                                                       ct_date day);

/* The last day that any license covers; none if there never was one. */
ct_date ct__rebuilt_last_day(const struct ct__rebuilt *rebuilt);

/* Where the client stood on `day`; 0 where that hung on whether it was on TS Digital, which events do
 * not tell. */
ct_client_state ct__rebuilt_state(const struct ct__policy *policy,
                                  const struct ct__rebuilt *rebuilt, ct_date day);
