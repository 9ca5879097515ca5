/* Cursors: a walk over one tree as it was when the cursor was opened. */
#include <string.h>

#include "storage/memory/report.h"
#include "storage/memory/session.h"

struct cursor {
    struct ct__memory_session *session;
    const struct ct__memory_table *known;
    struct ct__memory_node *root;
    struct ct__memory_row *low; /* no rows, but the same kind of copy */
    struct ct__memory_row *high;
    uint64_t left; /* how many rows may still be handed out */
    struct ct__memory_walk walk;
};

static ct_status
check_bound(const struct ct__memory_table *table, const struct ct__memory_order *order,
            const ct_value *values, size_t count, ct_diag *diag)
{
    if (count > order->column_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                 "a bound had %zu values in an index of %u of table %s", count,
                                 (unsigned)order->column_count, table->name);
    for (size_t i = 0; i < count; i++)
        if (values[i].type < CT_TYPE_NULL || values[i].type > CT_TYPE_BLOB)
            return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "a bound had the unknown type %d",
                                     (int)values[i].type);
    return CT_OK;
}

static ct_status
check_scan(const struct ct__memory_access *access, const ct_scan *scan, ct_diag *diag)
{
    const uint32_t flags = CT_SCAN_DESCENDING | CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    if (scan->flags & ~flags)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "a scan had the unknown flags 0x%x",
                                 (unsigned)(scan->flags & ~flags));
    if (scan->index >= access->known->index_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "table %s had no index %u",
                                 access->known->name, (unsigned)scan->index);
    const struct ct__memory_order *order = &access->stored->indexes[scan->index].order;
    ct_status status = check_bound(access->stored, order, scan->low, scan->low_count, diag);
    return status ? status
                  : check_bound(access->stored, order, scan->high, scan->high_count, diag);
}

static bool
copy_bounds(const ct_allocator *allocator, const ct_scan *scan, struct cursor *cursor)
{
    cursor->low = ct__memory_row_new(allocator, scan->low, scan->low_count, scan->low_count);
    cursor->high = ct__memory_row_new(allocator, scan->high, scan->high_count, scan->high_count);
    return cursor->low && cursor->high;
}

static void
start(struct cursor *cursor, const struct ct__memory_table *table, const ct_scan *scan)
{
    const struct ct__memory_bound low = {
        cursor->low->values, cursor->low->count, (scan->flags & CT_SCAN_LOW_OPEN) != 0};
    const struct ct__memory_bound high = {
        cursor->high->values, cursor->high->count, (scan->flags & CT_SCAN_HIGH_OPEN) != 0};
    bool is_descending = (scan->flags & CT_SCAN_DESCENDING) != 0;
    const struct ct__memory_state *state = cursor->session->state;
    cursor->left = scan->limit ? scan->limit : UINT64_MAX;
    cursor->root = ct__memory_tree_ref(state->roots[table->first_root + scan->index]);
    ct__memory_walk_start(&cursor->walk, &table->indexes[scan->index].order, cursor->root,
                          is_descending, is_descending ? high : low, is_descending ? low : high);
}

static ct_status
new_cursor(struct ct__memory_session *session, const struct ct__memory_access *access,
           const ct_scan *scan, void **ret_cursor)
{
    const ct_allocator *allocator = &session->store->allocator;
    struct cursor *cursor = ct__allocate(allocator, 1, sizeof *cursor);
    if (!cursor)
        return CT_ERR_NO_MEMORY;
    cursor->session = session;
    cursor->known = access->known;
    session->cursor_count++;
    if (!copy_bounds(allocator, scan, cursor)) {
        ct__memory_scan_close(cursor);
        return CT_ERR_NO_MEMORY;
    }
    start(cursor, access->stored, scan);
    *ret_cursor = cursor;
    return CT_OK;
}

ct_status
ct__memory_scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_access access;
    ct_scan known = {0};
    memcpy(&known, scan, scan->size < sizeof known ? scan->size : sizeof known);
    ct_status status = ct__memory_session_read(own, known.table, &access, diag);
    if (!status)
        status = check_scan(&access, &known, diag);
    if (!status)
        status = new_cursor(own, &access, &known, ret_cursor);
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *own = cursor;
    if (!own->session->state || own->session->is_doomed)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was over");
    struct ct__memory_row *row = own->left ? ct__memory_walk_next(&own->walk) : NULL;
    if (!row)
        return CT_DONE;
    own->left--;
    ct_status status = ct_row_put(sink, row->values, own->known->column_count);
    return ct__memory_session_end(own->session, status, diag);
}

void
ct__memory_scan_close(void *cursor)
{
    struct cursor *own = cursor;
    const ct_allocator *allocator = &own->session->store->allocator;
    own->session->cursor_count--;
    ct__memory_tree_unref(allocator, own->root);
    ct__memory_row_unref(allocator, own->high);
    ct__memory_row_unref(allocator, own->low);
    ct__release(allocator, own);
}
