/* Every call that changes something, so that what holds for all of them is tested on all of them. */
#pragma once

#include "fixture.h"

/* Which request a change makes. */
enum request { REQUEST, OTHER_REQUEST, BAD_REQUEST };

/* What a change works on. */
struct scene {
    ct_id client;
    ct_id other_client;
    ct_id pack;
    ct_id migration;
    ct_id cancellation;
    ct_id other_cancellation;
    ct_cancellation_request notice;
    ct_id message;
    ct_id lease;
    const char *vat_number;
    const char *password;
    const char *email; /* of an unlinked client's account */
};

struct change {
    const char *name;
    void (*set_up)(struct world *world, struct scene *scene); /* for a fresh world */
    /* Answers what was told: how it went, a '|', and identifiers; kept. NULL if it failed. */
    ct_status (*run)(struct world *world, const struct scene *scene, enum request request,
                     const ct_call *call, const char **ret_answer);
};
extern const struct change changes[];
extern const size_t change_count;

/* Under a key, always the same. */
ct_status run_with_key(struct world *world, const struct change *change, const struct scene *scene);

/* A case for each change, which is world->parameter, on each back end. */
int run_on_changes(char **arguments, const char *name, void (*function)(void **state));
