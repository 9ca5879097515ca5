/* What the sessions share: the committed state, and the turn to write. */
#pragma once

#include <pthread.h>

#include "storage/memory/state.h"

struct ct__memory_store {
    ct_allocator allocator;
    pthread_mutex_t mutex; /* of the members below; held for a few instructions only */
    pthread_cond_t turn_is_free;
    /* A flag, not a mutex: a session may begin in one thread and commit in another. */
    bool has_writer;
    struct ct__memory_state *committed;
};

ct_status ct__memory_store_new(const ct_allocator *allocator, struct ct__memory_store **ret_store);
void ct__memory_store_free(struct ct__memory_store *store);

/* A reference to the committed state. */
struct ct__memory_state *ct__memory_store_snapshot(struct ct__memory_store *store);

/* The turn to write. CT_ERR_BUSY: somebody else had it all the time. */
ct_status ct__memory_store_enter(struct ct__memory_store *store, uint32_t timeout_ms,
                                 ct_diag *diag);
void ct__memory_store_leave(struct ct__memory_store *store);

/* Makes `state` the committed one and takes the caller's reference; the caller has the turn. */
void ct__memory_store_publish(struct ct__memory_store *store, struct ct__memory_state *state);
