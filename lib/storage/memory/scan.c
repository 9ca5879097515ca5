/* Cursors: a walk over one tree, from place to place, passing over what the transaction doesn't see. */
#include <string.h>

#include "storage/memory/change.h"
#include "storage/memory/report.h"
#include "storage/memory/session.h"

struct cursor {
    struct ct__memory_session *session;
    uint32_t table;
    const struct ct__memory_tree *tree;
    struct ct__memory_place place;
    uint64_t changes;                  /* of the tree when the place was found */
    const struct ct__memory_row *last; /* handed out; NULL at first */
    uint64_t left;                     /* how many rows may still be */
    bool is_descending;
    bool is_end_open;
    bool is_prefix; /* both ends are the same values: what is other is beyond */
    struct ct__memory_probe start;
    struct ct__memory_probe end;
    ct_value values[]; /* of both, and their bytes */
};

static ct_status
check_bound(const struct ct__memory_table *table, const struct ct__memory_order *order,
            const ct_value *values, size_t count, ct_diag *diag)
{
    if (count > order->column_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                 "a bound had %zu values in an index of %u of table %s", count,
                                 (unsigned)order->column_count, table->name);
    for (size_t i = 0; i < count; i++) {
        const struct ct__memory_column *column = &table->columns[order->columns[i]];
        if (values[i].type < CT_TYPE_NULL || values[i].type > CT_TYPE_BLOB)
            return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "a bound had the unknown type %d",
                                     (int)values[i].type);
        if (values[i].type != CT_TYPE_NULL && values[i].type != column->type)
            return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                     "a bound gave %s.%s the wrong type", table->name,
                                     column->name);
    }
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
add_sizes(const ct_value *values, size_t count, size_t *size)
{
    for (size_t i = 0; i < count; i++)
        if (__builtin_add_overflow(*size, sizeof *values, size) ||
            __builtin_add_overflow(*size, values[i].len, size))
            return false;
    return true;
}

static unsigned char *
copy_values(const ct_value *values, size_t count, ct_value *copies, unsigned char *bytes)
{
    for (size_t i = 0; i < count; i++) {
        copies[i] = values[i];
        copies[i].data = bytes;
        if (values[i].len)
            memcpy(bytes, values[i].data, values[i].len);
        bytes += values[i].len;
    }
    return bytes;
}

static bool
is_prefix(const ct_scan *scan)
{
    for (size_t i = 0; i < scan->low_count && i < scan->high_count; i++)
        if (ct__memory_value_compare(&scan->low[i], &scan->high[i]) != 0)
            return false;
    return scan->low_count == scan->high_count;
}

static struct cursor *
new_cursor(const ct_allocator *allocator, const ct_scan *scan)
{
    size_t size = sizeof(struct cursor);
    if (!add_sizes(scan->low, scan->low_count, &size) ||
        !add_sizes(scan->high, scan->high_count, &size))
        return NULL;
    struct cursor *cursor = ct__resize(allocator, NULL, size, 1);
    if (!cursor)
        return NULL;
    ct_value *low = cursor->values;
    ct_value *high = low + scan->low_count;
    unsigned char *bytes = (unsigned char *)(high + scan->high_count);
    bytes = copy_values(scan->low, scan->low_count, low, bytes);
    (void)copy_values(scan->high, scan->high_count, high, bytes);
    bool is_low_open = scan->low_count && scan->flags & CT_SCAN_LOW_OPEN;
    bool is_high_open = scan->high_count && scan->flags & CT_SCAN_HIGH_OPEN;
    const struct ct__memory_probe lowest = {low, (uint32_t)scan->low_count, is_low_open};
    const struct ct__memory_probe highest = {high, (uint32_t)scan->high_count, !is_high_open};
    bool is_descending = (scan->flags & CT_SCAN_DESCENDING) != 0;
    *cursor = (struct cursor){
        .left = scan->limit ? scan->limit : UINT64_MAX,
        .is_descending = is_descending,
        .is_end_open = is_descending ? is_low_open : is_high_open,
        .is_prefix = is_prefix(scan),
        .start = is_descending ? highest : lowest,
        .end = is_descending ? lowest : highest,
    };
    return cursor;
}

static void
find_place(struct cursor *cursor)
{
    ct_value values[CT__MEMORY_KEY_MAX];
    struct ct__memory_probe probe = cursor->start;
    if (cursor->last) {
        probe = ct__memory_probe_row(cursor->tree->order, cursor->last, values);
        probe.is_after = !cursor->is_descending;
    }
    cursor->place = ct__memory_tree_seek(cursor->tree, &probe);
    cursor->changes = cursor->tree->changes;
}

ct_status
ct__memory_scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_access access;
    ct_scan known = {0};
    memcpy(&known, scan, scan->size < sizeof known ? scan->size : sizeof known);
    ct__memory_session_look(own);
    ct_status status = ct__memory_session_read(own, known.table, &access, diag);
    if (!status)
        status = check_scan(&access, &known, diag);
    if (!status) {
        struct cursor *cursor = new_cursor(&own->store->allocator, &known);
        status = cursor ? CT_OK : CT_ERR_NO_MEMORY;
        if (cursor) {
            cursor->session = own;
            cursor->table = known.table;
            cursor->tree = access.trees[known.index];
            find_place(cursor);
            own->cursor_count++;
            *ret_cursor = cursor;
        }
    }
    ct__memory_session_look_away(own);
    return ct__memory_session_end(own, status, diag);
}

static bool
is_beyond(const struct cursor *cursor, const struct ct__memory_row *row)
{
    int place = ct__memory_probe_compare(cursor->tree->order, row, &cursor->end);
    return place == 0 ? cursor->is_end_open : (place > 0) != cursor->is_descending;
}

/* Mostly it is sure without a look at the next row, which may be far away, that there is none. */
static bool
is_over(const struct cursor *cursor)
{
    struct ct__memory_place next = cursor->place;
    if (cursor->is_descending && next.at)
        next.at--;
    else if (cursor->is_descending)
        return false;
    return cursor->is_prefix && ct__memory_place_is_other(next, &cursor->end);
}

/* The next row that the transaction sees; NULL at the end. */
static const struct ct__memory_row *
next_row(struct cursor *cursor)
{
    ct__memory_entry entry;
    if (cursor->changes != cursor->tree->changes)
        find_place(cursor);
    while (!is_over(cursor) &&
           (entry = cursor->is_descending ? ct__memory_tree_previous(&cursor->place)
                                          : ct__memory_tree_next(&cursor->place))) {
        if (is_beyond(cursor, ct__memory_entry_row(entry)))
            return NULL;
        const struct ct__memory_row *row =
            ct__memory_visible(cursor->tree->order, entry, cursor->session->number);
        if (row)
            return row;
    }
    return NULL;
}

ct_status
ct__memory_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *own = cursor;
    struct ct__memory_session *session = own->session;
    ct_status status = CT_DONE;
    if (!session->is_open || session->is_doomed)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was over");
    if (!own->left)
        return CT_DONE;
    ct__memory_session_look(session);
    own->last = next_row(own);
    own->left = own->last ? own->left - 1 : 0;
    if (own->last)
        status = ct__memory_session_put(session, own->table, own->last, sink);
    ct__memory_session_look_away(session);
    return ct__memory_session_end(session, status, diag);
}

void
ct__memory_scan_close(void *cursor)
{
    struct cursor *own = cursor;
    own->session->cursor_count--;
    ct__release(&own->session->store->allocator, own);
}
