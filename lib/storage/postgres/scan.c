#include <string.h>

#include "storage/postgres/postgres.h"

/* A cursor fetches its rows by batches, each of which goes on behind the last row of the one before:
 * within one transaction all are of one state. */

enum { BATCH_FIRST = 32, BATCH_GROWTH = 8, BATCH_MAX = 512, BATCH_BYTES = 1 << 20 };

struct cursor {
    struct ct__pg_session *session;
    const struct ct__sql_table *table;
    const struct ct__sql_index *index;
    struct ct__pg_range range;
    bool descending;
    bool is_done;     /* there are no rows behind this batch */
    int64_t remaining; /* rows to hand out, or -1 for no limit */
    int64_t batch;    /* rows to ask for next */
    PGresult *rows;
    int row; /* the next one to hand out */
    char *bytes; /* the bounds' own copy of their texts and blobs */
    struct ct__pg_cell *last; /* the last row's place in the index, of which a bound is made */
    struct ct__pg_cell cells[];
};

static void
free_cursor(struct cursor *cursor)
{
    PQclear(cursor->rows);
    ct__release(cursor->session->allocator, cursor->bytes);
    ct__release(cursor->session->allocator, cursor);
}

/* The caller's bounds may be gone when the rows are fetched. */
static ct_status
own_bytes(struct cursor *cursor, size_t count, ct_diag *diag)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        if (cursor->cells[i].data &&
            __builtin_add_overflow(size, (size_t)cursor->cells[i].size, &size))
            return ct__sql_no_memory(diag);
    char *bytes = cursor->bytes = ct__allocate(cursor->session->allocator, size, 1);
    if (!bytes)
        return ct__sql_no_memory(diag);
    for (size_t i = 0; i < count; i++) {
        struct ct__pg_cell *cell = &cursor->cells[i];
        if (cell->data) {
            cell->data = memcpy(bytes, cell->data, (size_t)cell->size);
            bytes += cell->size;
        }
    }
    return CT_OK;
}

static ct_status
encode_bound(const struct cursor *cursor, const ct_value *values, size_t count,
             struct ct__pg_cell *cells, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < count; i++) {
        uint32_t column = cursor->index->columns[i];
        status = ct__pg_encode(&cursor->table->columns[column], &values[i], &cells[i], diag);
    }
    return status;
}

static ct_status
encode_bounds(struct cursor *cursor, const ct_scan *scan, ct_diag *diag)
{
    struct ct__pg_cell *low = cursor->cells;
    struct ct__pg_cell *high = cursor->cells + scan->low_count;
    ct_status status = encode_bound(cursor, scan->low, scan->low_count, low, diag);
    if (!status)
        status = encode_bound(cursor, scan->high, scan->high_count, high, diag);
    if (!status)
        status = own_bytes(cursor, scan->low_count + scan->high_count, diag);
    cursor->last = high + scan->high_count;
    cursor->range = (struct ct__pg_range){
        .low = low,
        .high = high,
        .low_count = (uint32_t)scan->low_count,
        .high_count = (uint32_t)scan->high_count,
        .low_open = scan->low_count && (scan->flags & CT_SCAN_LOW_OPEN),
        .high_open = scan->high_count && (scan->flags & CT_SCAN_HIGH_OPEN),
    };
    return status;
}

static ct_status
new_cursor(struct ct__pg_session *session, const ct_scan *scan, struct cursor **ret_cursor,
           ct_diag *diag)
{
    const struct ct__sql_table *table = &session->common.tables[scan->table];
    const struct ct__sql_index *index = &table->indexes[scan->index];
    size_t cells = scan->low_count + scan->high_count + index->column_count;
    struct cursor *cursor = ct__allocate(session->allocator, 1,
                                         sizeof *cursor + cells * sizeof(struct ct__pg_cell));
    if (!cursor)
        return ct__sql_no_memory(diag);
    cursor->session = session;
    cursor->table = table;
    cursor->index = index;
    cursor->descending = scan->flags & CT_SCAN_DESCENDING;
    cursor->remaining = scan->limit && scan->limit <= INT64_MAX ? (int64_t)scan->limit : -1;
    cursor->batch = BATCH_FIRST;
    ct_status status = encode_bounds(cursor, scan, diag);
    if (status) {
        free_cursor(cursor);
        return status;
    }
    *ret_cursor = cursor;
    return CT_OK;
}

ct_status
ct__pg_scan_open(void *opaque, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    struct cursor *cursor = NULL;
    ct_status status = new_cursor(session, scan, &cursor, diag);
    if (!status)
        *ret_cursor = cursor;
    return ct__pg_leave(session, status);
}

/* The range shrinks to what lies behind the last row. */
static void
go_on_behind(struct cursor *cursor)
{
    const struct ct__sql_index *index = cursor->index;
    int row = PQntuples(cursor->rows) - 1;
    for (uint32_t i = 0; i < index->column_count; i++) {
        int field = (int)index->columns[i];
        bool is_null = PQgetisnull(cursor->rows, row, field);
        cursor->last[i] = (struct ct__pg_cell){
            .kind = cursor->table->columns[field].kind,
            .data = is_null ? NULL : PQgetvalue(cursor->rows, row, field),
            .size = PQgetlength(cursor->rows, row, field),
        };
    }
    struct ct__pg_range *range = &cursor->range;
    if (cursor->descending) {
        range->high = cursor->last;
        range->high_count = index->column_count;
        range->high_open = true;
    } else {
        range->low = cursor->last;
        range->low_count = index->column_count;
        range->low_open = true;
    }
}

/* More rows at a time the further it goes, but never many bytes. */
static void
choose_batch(struct cursor *cursor)
{
    int64_t next = cursor->batch * BATCH_GROWTH;
    size_t bytes = PQresultMemorySize(cursor->rows);
    if (bytes > BATCH_BYTES / BATCH_GROWTH)
        next = (int64_t)((size_t)cursor->batch * BATCH_BYTES / bytes);
    cursor->batch = next < 1 ? 1 : next > BATCH_MAX ? BATCH_MAX : next;
}

static bool
is_last_batch(const struct cursor *cursor)
{
    return cursor->remaining >= 0 && cursor->remaining <= cursor->batch;
}

/* The statement for the next batch; its parameters are in session->cells. */
static ct_status
build_query(const struct cursor *cursor, uint32_t *ret_count, ct_diag *diag)
{
    struct ct__pg_session *session = cursor->session;
    static const struct ct__sql_column number = {.kind = CT__SQL_INTEGER};
    const ct_value limit = {.type = CT_TYPE_INT64,
                            .i64 = is_last_batch(cursor) ? cursor->remaining : cursor->batch};
    ct__sql_start(&session->common.sql, cursor->table->select_sql);
    uint32_t count =
        ct__pg_range_conditions(&session->common.sql, &cursor->range, cursor->table, cursor->index,
                                cursor->descending, session->cells);
    ct__sql_add(&session->common.sql, " LIMIT ");
    ct__sql_parameter(&session->common.sql, count + 1);
    *ret_count = count + 1;
    if (session->common.sql.failed)
        return ct__sql_no_memory(diag);
    return ct__pg_encode(&number, &limit, &session->cells[count], diag);
}

static ct_status
fetch(struct cursor *cursor, ct_diag *diag)
{
    struct ct__pg_session *session = cursor->session;
    int64_t wanted = is_last_batch(cursor) ? cursor->remaining : cursor->batch;
    PGresult *rows = NULL;
    uint32_t count = 0;
    ct_status status = build_query(cursor, &count, diag);
    if (!status)
        status = ct__pg_ask(session, cursor->table, session->common.sql.text, session->cells, count,
                            &rows, diag);
    if (status)
        return status;
    cursor->is_done = is_last_batch(cursor) || PQntuples(rows) < wanted;
    PQclear(cursor->rows);
    cursor->rows = rows;
    cursor->row = 0;
    return CT_OK;
}

static bool
are_whole_keys(const struct ct__sql_table *table, const ct_scan *scan)
{
    return scan->index == 0 && scan->low_count == table->key_count &&
           scan->high_count == table->key_count &&
           !(scan->flags & (CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN));
}

/* Puts the one key that both bounds name into session->cells, if they do. */
static ct_status
read_key(struct ct__pg_session *session, const struct ct__sql_table *table, const ct_scan *scan,
         bool *ret_is_one, ct_diag *diag)
{
    struct ct__pg_cell *low = session->cells, *high = low + table->key_count;
    ct_status status = CT_OK;
    *ret_is_one = are_whole_keys(table, scan);
    for (uint32_t i = 0; *ret_is_one && !status && i < table->key_count; i++) {
        status = ct__pg_encode(&table->columns[i], &scan->low[i], &low[i], diag);
        if (!status)
            status = ct__pg_encode(&table->columns[i], &scan->high[i], &high[i], diag);
        *ret_is_one = !status && ct__pg_same(&low[i], &high[i]);
    }
    return status;
}

ct_status
ct__pg_first_query(struct ct__pg_session *session, const ct_scan *scan, const char **ret_sql,
                   uint32_t *ret_count, void **ret_cursor, ct_diag *diag)
{
    const struct ct__sql_table *table = &session->common.tables[scan->table];
    struct cursor *cursor = NULL;
    bool is_one = false;
    ct_status status = read_key(session, table, scan, &is_one, diag);
    *ret_sql = table->get_sql;
    *ret_count = table->key_count;
    if (status || is_one)
        return status;
    status = new_cursor(session, scan, &cursor, diag);
    if (cursor)
        status = build_query(cursor, ret_count, diag);
    *ret_sql = session->common.sql.text;
    *ret_cursor = cursor;
    return status;
}

/* CT_OK if there is a row to hand out. */
static ct_status
advance(struct cursor *cursor, ct_diag *diag)
{
    if (cursor->remaining == 0)
        return CT_DONE;
    if (!cursor->rows) {
        ct_status status = fetch(cursor, diag);
        if (status)
            return status;
    }
    while (cursor->row == PQntuples(cursor->rows)) {
        if (cursor->is_done)
            return CT_DONE;
        go_on_behind(cursor);
        choose_batch(cursor);
        ct_status status = fetch(cursor, diag);
        if (status)
            return status;
    }
    return CT_OK;
}

ct_status
ct__pg_scan_next(void *opaque, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *cursor = opaque;
    struct ct__pg_session *session = cursor->session;
    ct_status status = advance(cursor, diag);
    if (!status)
        status = ct__pg_put_row(session, cursor->table, cursor->rows, cursor->row++, sink, diag);
    if (!status && cursor->remaining > 0)
        cursor->remaining--;
    return ct__pg_leave(session, status);
}

void
ct__pg_scan_close(void *opaque)
{
    free_cursor(opaque);
}
