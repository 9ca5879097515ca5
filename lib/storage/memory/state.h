/* All that is stored at one moment: a schema and a tree for each index. */
#pragma once

#include "storage/memory/schema.h"

/* Counted. Immutable as soon as a second one may hold it. */
struct ct__memory_state {
    atomic_size_t refs;
    struct ct__memory_schema *schema;
    struct ct__memory_node *roots[]; /* schema->root_count; see table->first_root */
};

/* A state of its own for a writer, which shares the trees until it changes them. NULL when memory
 * ran out. */
struct ct__memory_state *ct__memory_state_copy(const ct_allocator *allocator,
                                               const struct ct__memory_state *state);

/* An empty one. Takes its own reference to `schema`. NULL when memory ran out. */
struct ct__memory_state *ct__memory_state_new(const ct_allocator *allocator,
                                              struct ct__memory_schema *schema);

/* The rows of `older` under the newer `schema`: added columns are NULL, added indexes filled.
 * CT_ERR_EXISTS: the rows break an added unique index. */
ct_status ct__memory_state_upgrade(const ct_allocator *allocator,
                                   const struct ct__memory_state *older,
                                   struct ct__memory_schema *schema, ct_diag *diag,
                                   struct ct__memory_state **ret_state);

struct ct__memory_state *ct__memory_state_ref(struct ct__memory_state *state);
void ct__memory_state_unref(const ct_allocator *allocator, struct ct__memory_state *state);

/* Adds `row` to every index of its table. CT_ERR_EXISTS: one has such a row; `diag` names it. */
ct_status ct__memory_state_insert(const ct_allocator *allocator, struct ct__memory_state *state,
                                  const struct ct__memory_table *table, struct ct__memory_row *row,
                                  ct_diag *diag);

/* Takes out a stored row, to which the caller holds a reference. */
ct_status ct__memory_state_erase(const ct_allocator *allocator, struct ct__memory_state *state,
                                 const struct ct__memory_table *table, struct ct__memory_row *row);

/* Puts `row` in the place of the stored one with the same key, to which the caller holds a
 * reference. CT_ERR_EXISTS as above. */
ct_status ct__memory_state_replace(const ct_allocator *allocator, struct ct__memory_state *state,
                                   const struct ct__memory_table *table,
                                   struct ct__memory_row *stored, struct ct__memory_row *row,
                                   ct_diag *diag);
