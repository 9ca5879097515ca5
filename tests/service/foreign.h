/* Every call that names a studio and something that could be another's, aimed at that. */
#pragma once

#include <stdio.h>

#include "fixture.h"

/* What a call is aimed at: the other studio's, or nobody's at all. */
struct target {
    ct_id client, pack;
    const char *vat_number, *email, *coupon_code, *message_id;
};

struct attempt {
    struct world *world;
    ct_context *context;
    ct_id studio; /* the one that tries */
    ct_id own_client, own_migration;
    const char *own_coupon_code;
    const struct target *target;
    const char *after; /* of a list: a cursor of the other studio's, or NULL */
    uint32_t limit;    /* likewise */
    FILE *told;        /* whatever the call let its caller know */
    const char **ret_next;
};

enum {
    IS_LIST = 1 << 0, /* of a studio's own; aimed at nothing */
    /* That it is another studio's is told, and nothing else (R-CLI-01, R-CLI-05, R-ELIG-11). */
    IS_KNOWN = 1 << 1,
    IS_PAST = 1 << 2, /* what the studio did while the client was its own stays told (R-AUD-01) */
};

struct row {
    const char *name; /* of the function without "ct_", and what else is tried of it */
    ct_status (*run)(const struct attempt *attempt);
    ct_status expected;
    unsigned flags;
};
extern const struct row rows[];
extern const size_t row_count;

/* Answers what was told: what the call handed out, or its error. */
const char *run_row(const struct row *row, const struct attempt *attempt, ct_status *ret_status,
                    const char **ret_next);
/* The row of that name. */
const struct row *row_of(const char *name);
