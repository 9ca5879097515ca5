/* Changing rows: all the indexes of a table in step, and back. Whoever calls has the turn to write, and
 * the lock. */
#pragma once

#include "storage/memory/store.h"

/* Adds the row of a new record, which is given away, to every index. CT_ERR_EXISTS: one has such a row; `diag` names it.
 * A failure leaves what `undo` takes away. */
ct_status ct__memory_change_insert(struct ct__memory_store *store,
                                   struct ct__memory_changes *changes, uint32_t table,
                                   struct ct__memory_row *row, ct_diag *diag);
/* Puts a row, which is given away, in the place of its record's newest, which has the same key.
 * `indexes` are those that have a column that differs, a bit each; or more. */
ct_status ct__memory_change_update(struct ct__memory_store *store,
                                   struct ct__memory_changes *changes, uint32_t table,
                                   struct ct__memory_row *row, uint64_t indexes, ct_diag *diag);
ct_status ct__memory_change_erase(struct ct__memory_store *store,
                                  struct ct__memory_changes *changes, uint32_t table,
                                  struct ct__memory_record *record);

/* Takes the last change back. */
void ct__memory_change_undo(struct ct__memory_store *store, const struct ct__memory_change *change);
/* Takes away what was there before a committed change; those before it are done. */
void ct__memory_change_clear(struct ct__memory_store *store,
                             const struct ct__memory_change *change);

/* Adds the newest rows of a table, from its primary key, to one more index, which nobody sees yet; without
 * the lock. */
ct_status ct__memory_change_fill(struct ct__memory_store *store,
                                 const struct ct__memory_entries *from,
                                 struct ct__memory_entries *to);

/* The row that a transaction finds at an entry of an index, if it sees one there. */
struct ct__memory_row *ct__memory_visible(const struct ct__memory_order *order,
                                          ct__memory_entry entry, uint64_t number);
