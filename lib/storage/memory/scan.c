/* Cursors: a few rows at a time, from a group or on a walk over the tree, passing over what the transaction
 * doesn't see. What it sees stays until it ends, so that rows are handed out without a look at the store. */
#include <string.h>

#include "storage/memory/change.h"
#include "storage/memory/report.h"
#include "storage/memory/session.h"

/* The rows of a small group are found all at once. */
enum { ROWS_AHEAD = CT__MEMORY_GROUP_MAX };

struct ct__memory_cursor {
    struct ct__memory_session *session;
    uint32_t table;
    uint32_t index;
    const struct ct__memory_row *rows[ROWS_AHEAD]; /* found */
    uint32_t found;
    uint32_t handed_out; /* of those */
    uint64_t left;       /* how many rows may still be found */
    bool is_descending;
    bool is_end_open;
    bool is_prefix; /* both ends are the same values: what is other is beyond */
    struct ct__memory_probe start;
    struct ct__memory_probe end;
    ct_value *bounds; /* of both, and their bytes; NULL: the caller's, which are there for one call */

    /* A walk over the tree. */
    struct ct__memory_place place;
    uint64_t changes; /* of the tree when the place was found */
    bool has_place;
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
check_scan(const struct ct__memory_table *table, const ct_scan *scan, ct_diag *diag)
{
    const uint32_t flags = CT_SCAN_DESCENDING | CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    if (scan->flags & ~flags)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "a scan had the unknown flags 0x%x",
                                 (unsigned)(scan->flags & ~flags));
    if (scan->index >= table->index_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "table %s had no index %u",
                                 table->name, (unsigned)scan->index);
    const struct ct__memory_order *order = &table->indexes[scan->index].order;
    ct_status status = check_bound(table, order, scan->low, scan->low_count, diag);
    return status ? status : check_bound(table, order, scan->high, scan->high_count, diag);
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
        if (ct__value_compare(&scan->low[i], &scan->high[i]) != 0)
            return false;
    return scan->low_count == scan->high_count;
}

/* The one that was closed last, or a new one. */
static struct ct__memory_cursor *
take_cursor(struct ct__memory_session *session)
{
    struct ct__memory_cursor *cursor = session->spare_cursor;
    session->spare_cursor = NULL;
    return cursor ? cursor : ct__resize(&session->store->allocator, NULL, 1, sizeof *cursor);
}

static void
start_scan(struct ct__memory_cursor *cursor, struct ct__memory_session *session,
           const ct_scan *scan)
{
    bool is_low_open = scan->low_count && scan->flags & CT_SCAN_LOW_OPEN;
    bool is_high_open = scan->high_count && scan->flags & CT_SCAN_HIGH_OPEN;
    bool is_descending = (scan->flags & CT_SCAN_DESCENDING) != 0;
    const struct ct__memory_probe low = {scan->low, (uint32_t)scan->low_count, is_low_open};
    const struct ct__memory_probe high = {scan->high, (uint32_t)scan->high_count, !is_high_open};
    cursor->session = session;
    cursor->table = scan->table;
    cursor->index = scan->index;
    cursor->found = cursor->handed_out = 0;
    cursor->left = scan->limit ? scan->limit : UINT64_MAX;
    cursor->is_descending = is_descending;
    cursor->is_end_open = is_descending ? is_low_open : is_high_open;
    cursor->is_prefix = is_prefix(scan);
    cursor->start = is_descending ? high : low;
    cursor->end = is_descending ? low : high;
    cursor->bounds = NULL;
    cursor->has_place = false;
}

/* For the calls that follow. */
static ct_status
keep_bounds(struct ct__memory_cursor *cursor)
{
    const struct ct__memory_probe start = cursor->start, end = cursor->end;
    size_t size = 0;
    if (!add_sizes(start.values, start.count, &size) || !add_sizes(end.values, end.count, &size))
        return CT_ERR_NO_MEMORY;
    cursor->bounds = ct__resize(&cursor->session->store->allocator, NULL, size, 1);
    if (!cursor->bounds)
        return CT_ERR_NO_MEMORY;
    unsigned char *bytes = (unsigned char *)(cursor->bounds + start.count + end.count);
    bytes = copy_values(start.values, start.count, cursor->bounds, bytes);
    (void)copy_values(end.values, end.count, cursor->bounds + start.count, bytes);
    cursor->start.values = cursor->bounds;
    cursor->end.values = cursor->bounds + start.count;
    return CT_OK;
}

static void
find_place(struct ct__memory_cursor *cursor, const struct ct__memory_tree *tree)
{
    ct_value values[CT__MEMORY_KEY_MAX];
    struct ct__memory_probe probe = cursor->start;
    if (cursor->found) { /* behind the last */
        probe = ct__memory_probe_row(tree->order, cursor->rows[cursor->found - 1], values);
        probe.is_after = !cursor->is_descending;
    }
    cursor->place = ct__memory_tree_seek(tree, &probe);
    cursor->changes = tree->changes;
    cursor->has_place = true;
}

static bool
is_before_start(const struct ct__memory_cursor *cursor, const struct ct__memory_order *order,
                const struct ct__memory_row *row)
{
    int place = ct__memory_probe_compare(order, row, &cursor->start);
    bool is_below = place < 0 || (place == 0 && cursor->start.is_after);
    return is_below != cursor->is_descending;
}

static bool
is_beyond(const struct ct__memory_cursor *cursor, const struct ct__memory_order *order,
          const struct ct__memory_row *row)
{
    int place = ct__memory_probe_compare(order, row, &cursor->end);
    return place == 0 ? cursor->is_end_open : (place > 0) != cursor->is_descending;
}

/* Mostly it is sure without a look at the next row, which may be far away, that there is none. */
static bool
is_over(const struct ct__memory_cursor *cursor)
{
    struct ct__memory_place next = cursor->place;
    if (cursor->is_descending && next.at)
        next.at--;
    else if (cursor->is_descending)
        return false;
    return cursor->is_prefix && ct__memory_place_is_other(next, &cursor->end);
}

/* The next row of the tree that the transaction sees; NULL at the end. */
static const struct ct__memory_row *
next_row(struct ct__memory_cursor *cursor, const struct ct__memory_order *order)
{
    ct__memory_entry entry;
    while (!is_over(cursor) &&
           (entry = cursor->is_descending ? ct__memory_tree_previous(&cursor->place)
                                          : ct__memory_tree_next(&cursor->place))) {
        if (is_beyond(cursor, order, ct__memory_entry_row(entry)))
            return NULL;
        const struct ct__memory_row *row =
            ct__memory_visible(order, entry, cursor->session->number);
        if (row)
            return row;
    }
    return NULL;
}

static bool
take_row(struct ct__memory_cursor *cursor, const struct ct__memory_row *row)
{
    cursor->rows[cursor->found++] = row;
    cursor->left--;
    return cursor->left && cursor->found < ROWS_AHEAD;
}

static void
take_from_tree(struct ct__memory_cursor *cursor, struct ct__memory_tree *tree)
{
    const struct ct__memory_row *row;
    if (!cursor->has_place || cursor->changes != tree->changes)
        find_place(cursor, tree);
    cursor->found = cursor->handed_out = 0;
    do {
        row = next_row(cursor, tree->order);
        if (!row)
            cursor->left = 0;
    } while (row && take_row(cursor, row));
    if (row && cursor->session->is_writing) /* what is read is often changed next */
        ct__memory_tree_remember(tree, (struct ct__memory_place){
                                           cursor->place.leaf,
                                           cursor->place.at - !cursor->is_descending});
}

static void
take_from_group(struct ct__memory_cursor *cursor, const struct ct__memory_order *order,
                const struct ct__memory_group *group)
{
    const ct__memory_entry *entries = group ? ct__memory_group_entries(group) : NULL;
    bool is_whole = cursor->is_prefix && cursor->start.count == 1 && !cursor->is_end_open &&
                    cursor->start.is_after == cursor->is_descending;
    bool goes_on = true;
    for (uint32_t i = 0; entries && i < group->count && goes_on; i++) {
        ct__memory_entry entry = entries[cursor->is_descending ? group->count - 1U - i : i];
        if (!is_whole && is_before_start(cursor, order, ct__memory_entry_row(entry)))
            continue;
        if (!is_whole && is_beyond(cursor, order, ct__memory_entry_row(entry)))
            break;
        const struct ct__memory_row *row =
            ct__memory_visible(order, entry, cursor->session->number);
        goes_on = !row || take_row(cursor, row);
    }
    cursor->left = 0;
}

static struct ct__memory_range
range_of(const struct ct__memory_cursor *cursor)
{
    const struct ct__memory_probe *low = cursor->is_descending ? &cursor->end : &cursor->start;
    const struct ct__memory_probe *high = cursor->is_descending ? &cursor->start : &cursor->end;
    bool is_one = low->count && high->count &&
                  ct__value_compare(low->values, high->values) == 0;
    return (struct ct__memory_range){is_one ? low->values : NULL, *low, *high};
}

static ct_status
find_rows(struct ct__memory_cursor *cursor)
{
    const struct ct__memory_range range = range_of(cursor);
    struct ct__memory_entries *entries;
    struct ct__memory_sight sight;
    ct_status status = ct__memory_session_look(cursor->session, cursor->table, cursor->index, &range,
                                               &entries, &sight);
    if (status)
        return status;
    if (cursor->has_place || sight.is_tree)
        take_from_tree(cursor, &entries->tree);
    else
        take_from_group(cursor, entries->tree.order, sight.group);
    ct__memory_session_look_away(cursor->session);
    return CT_OK;
}

void
ct__memory_scan_close(void *cursor)
{
    struct ct__memory_cursor *own = cursor;
    struct ct__memory_session *session = own->session;
    session->cursor_count--;
    ct__release(&session->store->allocator, own->bounds);
    ct__release(&session->store->allocator, session->spare_cursor);
    session->spare_cursor = own;
}

ct_status
ct__memory_scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    ct_scan known = {0};
    memcpy(&known, scan, scan->size < sizeof known ? scan->size : sizeof known);
    ct_status status = ct__memory_session_check_read(own, known.table, diag);
    if (!status)
        status = check_scan(&own->schema->tables[known.table], &known, diag);
    struct ct__memory_cursor *cursor = status ? NULL : take_cursor(own);
    if (cursor) {
        start_scan(cursor, own, &known);
        own->cursor_count++;
        status = find_rows(cursor);
        if (!status && cursor->left)
            status = keep_bounds(cursor);
        if (status)
            ct__memory_scan_close(cursor);
        else
            *ret_cursor = cursor;
    } else if (!status) {
        status = CT_ERR_NO_MEMORY;
    }
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    struct ct__memory_cursor *own = cursor;
    struct ct__memory_session *session = own->session;
    ct_status status = CT_OK;
    if (!session->is_open || session->is_doomed)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was over");
    if (own->handed_out == own->found && own->left)
        status = find_rows(own);
    if (!status && own->handed_out == own->found)
        return CT_DONE;
    if (!status)
        status = ct__memory_session_put(session, own->table, own->rows[own->handed_out++], sink);
    return ct__memory_session_end(session, status, diag);
}
