/* What the sessions share: the indexes, the turn to write, and who reads what.
 *
 * A writer changes rows and indexes in place, call by call, under `lock`; readers look between its calls.
 * A row carries the number of the transaction that wrote it, and a reader passes over those after the
 * number that was the last committed when it began. What a later row has taken the place of stays until
 * nobody can see it. Whoever reads in order may have to sort an index first, under `lock` too: so a writer
 * who looks at a tree takes the lock like any other reader. */
#pragma once

#include <pthread.h>

#include "storage/memory/entries.h"
#include "storage/memory/schema.h"

/* A change, so that it can be undone, and so that what nobody sees any more is cleared away. */
struct ct__memory_change {
    uint32_t table;
    enum { CT__MEMORY_INSERTED, CT__MEMORY_UPDATED, CT__MEMORY_ERASED } kind;
    struct ct__memory_row *row; /* that was written, or the last one of what was erased */
    uint64_t moved;             /* the indexes in which an update gave it another place, a bit each */
};

/* Those of one transaction, in order. */
struct ct__memory_changes {
    struct ct__memory_changes *next; /* committed later */
    uint64_t number;
    struct ct__memory_change *items;
    size_t count;
    size_t room;
};

/* A reader, from its `begin` to its end. */
struct ct__memory_reader {
    struct ct__memory_reader *previous, *next; /* began earlier, later */
    uint64_t number;                           /* the last transaction that it sees */
};

struct ct__memory_store {
    ct_allocator allocator;
    uint64_t seed; /* of the indexes' groups */
    /* Of the rows and indexes and of the schema: taken to read for a look, and to write for a change, by
     * whoever has the turn, or to make an index ready, by anybody. */
    pthread_rwlock_t lock;
    struct ct__memory_schema *schema;
    struct ct__memory_entries **indexes; /* schema->index_count; see table->first_index */

    pthread_mutex_t mutex; /* of the members below; held for a few instructions only */
    pthread_cond_t turn_is_free;
    /* A flag, not a mutex: a session may begin in one thread and commit in another. */
    bool has_writer;
    uint64_t committed; /* the number of the last transaction */
    struct ct__memory_reader *earliest, *latest;

    /* Of whoever has the turn: transactions whose leavings some reader may still see. */
    struct ct__memory_changes *oldest, *newest;
};

/* Of the stored schema. */
static inline struct ct__memory_entries *
ct__memory_store_index(const struct ct__memory_store *store, uint32_t table, uint32_t index)
{
    return store->indexes[store->schema->tables[table].first_index + index];
}

ct_status ct__memory_store_new(const ct_allocator *allocator, struct ct__memory_store **ret_store);
void ct__memory_store_free(struct ct__memory_store *store);

/* The turn to write, and the number to write with. CT_ERR_BUSY: somebody else had it all the time. */
ct_status ct__memory_store_enter(struct ct__memory_store *store, uint32_t timeout_ms,
                                 uint64_t *ret_number, ct_diag *diag);
void ct__memory_store_leave(struct ct__memory_store *store);

void ct__memory_store_start_reading(struct ct__memory_store *store,
                                    struct ct__memory_reader *reader);
void ct__memory_store_stop_reading(struct ct__memory_store *store,
                                   struct ct__memory_reader *reader);

/* With the turn. Commits the changes, which are given away, and clears away what nobody sees any more;
 * answers changes to be filled anew, or NULL. Can't fail. */
struct ct__memory_changes *ct__memory_store_commit(struct ct__memory_store *store,
                                                   struct ct__memory_changes *changes);
/* The same: takes the changes back, and empties them. */
void ct__memory_store_undo(struct ct__memory_store *store, struct ct__memory_changes *changes);
void ct__memory_changes_free(const ct_allocator *allocator, struct ct__memory_changes *changes);

/* With the turn: the tables of a newer schema from now on. CT_ERR_EXISTS: the rows break an added
 * unique index. */
ct_status ct__memory_store_upgrade(struct ct__memory_store *store,
                                   struct ct__memory_schema *schema, ct_diag *diag);
