/* The work of a process that is killed, in steps that each are one call. */
#pragma once

#include "fixture.h"

enum { BULKS = 4, BULK = 8, RENEWALS = 2, CODE_SIZE = 32, STEPS = 14 };

enum kind { MIGRATIONS, RENEWAL, CAMPAIGN, LIFECYCLE };

struct step {
    enum kind kind;
    size_t number; /* among those of its kind */
};

struct scene {
    ct_id migrating[BULKS * BULK];
    ct_id renewing[RENEWALS * BULK];
    struct step steps[STEPS];
    char next_page[CT_ID_TEXT_LENGTH + 1];
};

/* What a step answered. */
struct answer {
    ct_status status;
    int32_t statuses[BULK]; /* CT_MIGRATION_* or CT_ASSIGNMENT_*, which are the same numbers */
    char codes[BULK][CODE_SIZE];
    int64_t done;  /* notices, studios served */
    int64_t other; /* whatever else must come again under the key */
};

/* In December 2027: clients to migrate and to renew, others whose licenses are over, and studios with
 * coupons that the campaign renews. */
void set_up_chores(struct world *world, struct scene *scene);
/* The steps in an order of the seed's; in that of the table for NULL. */
void shuffle(struct scene *scene, uint64_t *seed);
/* One step, under a key of its own or under none. */
void take(struct world *world, struct scene *scene, size_t step, bool has_key,
          struct answer *ret_answer);
uint64_t draw(uint64_t *seed, uint64_t below);
