/* Scans that go wrong, and ranges that are announced. */
#include "broken_session.h"

#include <stdlib.h>

static bool
is_empty(const ct_scan *scan)
{
    return scan->low_count && scan->high_count && kit_compare(scan->low, scan->high) > 0;
}

static uint32_t
index_columns(const struct session *session, const ct_scan *scan)
{
    return session->schema->tables[scan->table]->indexes[scan->index].column_count;
}

static void
spoil_scan(struct session *session, ct_scan *scan)
{
    const struct ct__table *table = scan->table < session->schema->table_count
                                        ? session->schema->tables[scan->table]
                                        : NULL;
    if (has(session, IGNORES_LIMIT))
        scan->limit = 0;
    if (has(session, LOW_BOUND_TOO_LOW))
        scan->flags &= ~(uint32_t)CT_SCAN_LOW_OPEN;
    if (has(session, HIGH_BOUND_TOO_HIGH))
        scan->flags &= ~(uint32_t)CT_SCAN_HIGH_OPEN;
    if (has(session, IGNORES_DIRECTION))
        scan->flags &= ~(uint32_t)CT_SCAN_DESCENDING;
    if (has(session, TAKES_ANY_FLAG))
        scan->flags &= 7;
    if (table && has(session, IGNORES_PREFIX) && scan->high_count == 1 &&
        index_columns(session, scan) > 1)
        scan->flags |= CT_SCAN_HIGH_OPEN;
    if (table && has(session, TAKES_ANY_INDEX) && scan->index >= table->index_count)
        scan->index = 0;
    if (table && has(session, PAGE_REPEATS_ITS_START) && scan->low_count > 2)
        scan->flags &= ~(uint32_t)CT_SCAN_LOW_OPEN;
    /* Bounds are of the index's columns, the first of which is all that a spoiler looks at. */
    if (table && scan->index < table->index_count) {
        const uint32_t *columns = table->indexes[scan->index].columns;
        scan->low = spoilt(session, scan->table, columns, scan->low, scan->low_count ? 1 : 0);
        scan->high = spoilt(session, scan->table, columns, scan->high, scan->high_count ? 1 : 0);
        scan->low_count = session->own->kind->in && scan->low_count ? 1 : scan->low_count;
        scan->high_count = session->own->kind->in && scan->high_count ? 1 : scan->high_count;
    }
}

ct_status
broken_scan_open(void *opaque, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (status)
        return status;
    if (has(session, REFUSES_LONGER_STRUCTS) && scan->size > sizeof *scan)
        return fail(diag, CT_ERR_STRUCT_TOO_NEW, "the scan was longer than expected");
    if (has(session, EMPTY_RANGE_FAILS) && is_empty(scan))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "nothing can be in that range");
    struct cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        abort();
    cursor->session = session;
    cursor->table = scan->table;
    cursor->scan = session->is_ahead_kept ? session->ahead : *scan;
    cursor->scan.size = sizeof *scan;
    look_again(session);
    spoil_scan(session, &cursor->scan);
    if (!has(session, KEEPS_BOUNDS))
        status = session->ops->scan_open(read_from(session), &cursor->scan, &cursor->handle,
                                         words);
    if (status) {
        free(cursor);
        return status;
    }
    if (has(session, ONE_CURSOR_ONLY) && session->open_cursor)
        session->open_cursor->is_dead = true;
    session->open_cursor = cursor;
    *ret_cursor = cursor;
    return CT_OK;
}

ct_status
broken_expect_none(void *opaque, const ct_scan *scan, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    if (has(session, REFUSES_TO_EXPECT_WHEN_READING) && session->reads)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was read-only");
    if (has(session, CURSOR_BLOCKS_READS) && session->open_cursor)
        return fail(diag, CT_ERR_BUSY, "a cursor was open");
    ct_status status = scripted(session, EXPECT_NONE, words);
    if (status)
        return status;
    return broken_expect(&session->expected, session->own->kind->what, session->ops,
                         session->handle, scan, words);
}

static ct_status
ignore_row(ct_row_sink *base, const ct_value *columns, size_t count)
{
    (void)base, (void)columns, (void)count;
    return CT_OK;
}

/* Looks at once for what has a whole key. */
ct_status
broken_look_ahead(void *opaque, const ct_scan *const *scans, size_t count, ct_diag *diag)
{
    struct session *session = opaque;
    struct ct_row_sink nobody = {.take = ignore_row};
    for (size_t i = 0; i < count; i++) {
        const ct_scan *scan = scans[i];
        session->ahead = *scan;
        session->is_ahead_kept = has(session, KEEPS_AHEAD_BOUNDS);
        if (scan->index != 0 ||
            !(has(session, ANSWERS_FROM_AHEAD) || has(session, KEEPS_WHAT_WAS_AHEAD)))
            continue;
        ct_status status = session->ops->get(session->handle, scan->table, scan->low,
                                             scan->low_count, &nobody, diag);
        if (status && status != CT_ERR_NOT_FOUND)
            return status;
        if (status) {
            session->is_ahead_missing = true;
            session->missing_ahead = scan->low[scan->low_count - 1].i64;
        }
    }
    return CT_OK;
}

/* As if each row were looked for afresh, behind those that were given. */
static ct_status
start_over(struct cursor *cursor, ct_diag *diag)
{
    struct session *session = cursor->session;
    const ct_transaction_options options = {sizeof options, CT_TRANSACTION_READ_ONLY, 0};
    struct ct_row_sink nobody = {.take = ignore_row};
    session->ops->scan_close(cursor->handle);
    cursor->handle = NULL;
    session->ops->rollback(session->handle);
    ct_status status = session->ops->begin(session->handle, &options, diag);
    if (!status)
        status = session->ops->scan_open(session->handle, &cursor->scan, &cursor->handle, diag);
    for (int i = 0; i < cursor->given && !status; i++)
        status = session->ops->scan_next(cursor->handle, &nobody, diag);
    return status;
}

ct_status
broken_scan_next(void *opaque, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *cursor = opaque;
    struct session *session = cursor->session;
    ct_diag *words = listener(session, diag);
    struct sink own = make_sink(session, cursor->table, sink);
    ct_status status = CT_OK;
    if (cursor->is_done && has(session, DONE_FAILS_NEXT_TIME))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the cursor was at its end");
    if (cursor->is_dead)
        return CT_DONE;
    if (!cursor->handle)
        status = session->ops->scan_open(session->handle, &cursor->scan, &cursor->handle, words);
    else if (has(session, CURSOR_SEES_THE_LATEST) && session->reads)
        status = start_over(cursor, words);
    if (!status)
        status = session->ops->scan_next(cursor->handle, &own.base, words);
    if (!status && has(session, DONE_WITH_A_ROW))
        status = CT_DONE;
    cursor->given += status == CT_OK;
    cursor->is_done = status == CT_DONE;
    return status;
}

void
broken_scan_close(void *opaque)
{
    struct cursor *cursor = opaque;
    if (cursor->session->open_cursor == cursor)
        cursor->session->open_cursor = NULL;
    if (has(cursor->session, FORGETS_TO_CLOSE_CURSORS)) {
        cursor->next = cursor->session->forgotten;
        cursor->session->forgotten = cursor;
        return;
    }
    if (cursor->handle)
        cursor->session->ops->scan_close(cursor->handle);
    free(cursor);
}
