#include "storage/memory/change.h"

#include "storage/memory/report.h"

enum { CHANGES_AT_FIRST = 32 };

/* Before anything is changed, so that it can always be undone. */
static ct_status
note(struct ct__memory_store *store, struct ct__memory_changes *changes,
     struct ct__memory_change change)
{
    if (changes->count == changes->room) {
        size_t room = changes->room ? 2 * changes->room : CHANGES_AT_FIRST;
        struct ct__memory_change *items =
            ct__resize(&store->allocator, changes->items, room, sizeof *items);
        if (!items)
            return CT_ERR_NO_MEMORY;
        changes->items = items;
        changes->room = room;
    }
    changes->items[changes->count++] = change;
    return CT_OK;
}

/* What is exchanged, or removed long after it was added, must not wait. */
static ct_status
end_waiting(struct ct__memory_store *store, uint32_t table, uint64_t indexes,
            const struct ct__memory_record *record)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; i < store->schema->tables[table].index_count && !status; i++)
        if (indexes >> i & 1)
            status = ct__memory_entries_end_waiting(
                &store->allocator, ct__memory_store_index(store, table, i), record);
    return status;
}

static ct_status
add_to_index(struct ct__memory_store *store, uint32_t table, uint32_t index,
             const struct ct__memory_record *record, ct_diag *diag)
{
    const struct ct__memory_table *own = &store->schema->tables[table];
    ct_status status =
        ct__memory_entries_add(&store->allocator, ct__memory_store_index(store, table, index), record);
    if (status == CT_ERR_EXISTS)
        return ct__memory_report(diag, status, "index '%s' of table '%s' had such a row",
                                 own->indexes[index].name, own->name);
    return status;
}

ct_status
ct__memory_change_insert(struct ct__memory_store *store, struct ct__memory_changes *changes,
                         uint32_t table, struct ct__memory_row *row, ct_diag *diag)
{
    struct ct__memory_record *record = row->record;
    ct_status status =
        note(store, changes, (struct ct__memory_change){table, CT__MEMORY_INSERTED, row, 0});
    if (status) {
        ct__memory_record_free(&store->allocator, record);
        return status;
    }
    row->number = changes->number;
    for (uint32_t i = 0; i < store->schema->tables[table].index_count && !status; i++)
        status = add_to_index(store, table, i, record, diag);
    return status;
}

static void
take_from_all(struct ct__memory_store *store, uint32_t table, struct ct__memory_record *record)
{
    for (uint32_t i = 0; i < store->schema->tables[table].index_count; i++)
        ct__memory_entries_remove(&store->allocator, ct__memory_store_index(store, table, i), record->newest,
                                  ct__memory_entry_of(record));
    ct__memory_record_free(&store->allocator, record);
}

/* The indexes, a bit each, in which the two rows have different places: of those that have a column
 * that was changed. */
static uint64_t
moved_in(const struct ct__memory_store *store, uint32_t table, const struct ct__memory_row *before,
         const struct ct__memory_row *row, uint64_t indexes)
{
    uint64_t moved = 0;
    for (uint32_t i = 1; i < store->schema->tables[table].index_count; i++)
        if (indexes >> i & 1 && ct__memory_row_compare(ct__memory_store_index(store, table, i)->tree.order, before, row))
            moved |= UINT64_C(1) << i;
    return moved;
}

ct_status
ct__memory_change_update(struct ct__memory_store *store, struct ct__memory_changes *changes,
                         uint32_t table, struct ct__memory_row *row, uint64_t indexes,
                         ct_diag *diag)
{
    struct ct__memory_record *record = row->record;
    struct ct__memory_row *before = record->newest;
    const uint32_t index_count = store->schema->tables[table].index_count;
    uint64_t moved = moved_in(store, table, before, row, indexes);
    ct_status status = end_waiting(store, table, moved, record);
    if (!status)
        status = note(store, changes,
                      (struct ct__memory_change){table, CT__MEMORY_UPDATED, row, moved});
    if (status) {
        ct__release(&store->allocator, row);
        return status;
    }
    /* Where its place is another one, the entry is the older one's from now on. */
    for (uint32_t i = 1; i < index_count; i++)
        if (moved >> i & 1)
            ct__memory_entries_exchange(ct__memory_store_index(store, table, i), before,
                                        ct__memory_entry_of(record),
                                        ct__memory_entry_of_old(before));
    row->number = changes->number;
    row->older = before;
    record->newest = row;
    for (uint32_t i = 1; i < index_count && !status; i++)
        if (moved >> i & 1)
            status = add_to_index(store, table, i, record, diag);
    return status;
}

ct_status
ct__memory_change_erase(struct ct__memory_store *store, struct ct__memory_changes *changes,
                        uint32_t table, struct ct__memory_record *record)
{
    ct_status status = end_waiting(store, table, UINT64_MAX, record);
    if (!status)
        status = note(store, changes,
                      (struct ct__memory_change){table, CT__MEMORY_ERASED, record->newest, 0});
    if (!status)
        record->gone = changes->number;
    return status;
}

static void
undo_update(struct ct__memory_store *store, const struct ct__memory_change *change)
{
    struct ct__memory_row *row = change->row;
    struct ct__memory_row *before = row->older;
    struct ct__memory_record *record = row->record;
    const uint32_t index_count = store->schema->tables[change->table].index_count;
    for (uint32_t i = 1; i < index_count; i++)
        if (change->moved >> i & 1)
            ct__memory_entries_remove(&store->allocator, ct__memory_store_index(store, change->table, i), row,
                                      ct__memory_entry_of(record));
    record->newest = before;
    for (uint32_t i = 1; i < index_count; i++)
        if (change->moved >> i & 1)
            ct__memory_entries_exchange(ct__memory_store_index(store, change->table, i), before,
                                        ct__memory_entry_of_old(before),
                                        ct__memory_entry_of(record));
    ct__memory_row_free(&store->allocator, row);
}

void
ct__memory_change_undo(struct ct__memory_store *store, const struct ct__memory_change *change)
{
    switch (change->kind) {
    case CT__MEMORY_INSERTED:
        take_from_all(store, change->table, change->row->record);
        break;
    case CT__MEMORY_UPDATED:
        undo_update(store, change);
        break;
    case CT__MEMORY_ERASED:
        change->row->record->gone = CT__MEMORY_NEVER;
        break;
    }
}

/* The row before is the oldest that the record has. */
static void
clear_update(struct ct__memory_store *store, const struct ct__memory_change *change)
{
    struct ct__memory_row *before = change->row->older;
    for (uint32_t i = 1; i < store->schema->tables[change->table].index_count; i++)
        if (change->moved >> i & 1)
            ct__memory_entries_remove(&store->allocator, ct__memory_store_index(store, change->table, i), before,
                                      ct__memory_entry_of_old(before));
    change->row->older = NULL;
    ct__memory_row_free(&store->allocator, before);
}

void
ct__memory_change_clear(struct ct__memory_store *store, const struct ct__memory_change *change)
{
    switch (change->kind) {
    case CT__MEMORY_INSERTED:
        break;
    case CT__MEMORY_UPDATED:
        clear_update(store, change);
        break;
    case CT__MEMORY_ERASED:
        take_from_all(store, change->table, change->row->record);
        break;
    }
}

ct_status
ct__memory_change_fill(struct ct__memory_store *store, const struct ct__memory_entries *from,
                       struct ct__memory_entries *to)
{
    struct ct__memory_walk walk = {.has_begun = false};
    ct_status status = CT_OK;
    pthread_rwlock_rdlock(&store->lock);
    for (ct__memory_entry entry; !status && (entry = ct__memory_entries_walk(from, &walk));)
        if (ct__memory_entry_is_alive(entry))
            status = ct__memory_entries_add(&store->allocator, to,
                                            ct__memory_entry_row(entry)->record);
    pthread_rwlock_unlock(&store->lock);
    return status;
}

/* A reader that began before the last change. The entry is that of `start` and of those before it that
 * have the same place, one after another. */
static struct ct__memory_row *
find_older(const struct ct__memory_order *order, struct ct__memory_row *start, uint64_t number)
{
    struct ct__memory_row *seen = start->record->newest;
    while (seen && seen->number > number)
        seen = seen->older;
    for (struct ct__memory_row *row = start; seen && row != seen;) {
        row = row->older;
        if (!row || ct__memory_row_compare(order, start, row))
            return NULL;
    }
    return seen;
}

struct ct__memory_row *
ct__memory_visible(const struct ct__memory_order *order, ct__memory_entry entry, uint64_t number)
{
    struct ct__memory_row *row = ct__memory_entry_row(entry);
    if (row->record->gone <= number)
        return NULL;
    return !ct__memory_entry_is_old(entry) && row->number <= number
               ? row
               : find_older(order, row, number);
}
