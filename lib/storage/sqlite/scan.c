#include <string.h>

#include "storage/sqlite/sqlite.h"

/* A cursor runs through the pieces of its range one after the other, each a statement of its own
 * within the one transaction. */
struct cursor {
    struct ct__sqlite_session *session;
    const struct ct__sql_table *table;
    const struct ct__sql_index *index;
    struct ct__sqlite_range range;
    uint32_t place;
    uint32_t places;
    bool descending;
    int64_t remaining; /* rows to hand out, or -1 for no limit */
    sqlite3_stmt *statement; /* of the piece in progress, or NULL */
    char *bytes;             /* the bounds' own copy of their texts and blobs */
    struct ct__sqlite_cell cells[];
};

static void
free_cursor(struct cursor *cursor)
{
    ct__release(cursor->session->allocator, cursor->bytes);
    ct__release(cursor->session->allocator, cursor);
}

static bool
is_borrowed(const struct ct__sqlite_cell *cell)
{
    return cell->type != CT_TYPE_NULL && cell->type != CT_TYPE_INT64 && cell->data != cell->text;
}

/* The caller's bounds may be gone when the next piece needs them. */
static ct_status
own_bytes(struct cursor *cursor, uint32_t count)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++)
        if (is_borrowed(&cursor->cells[i]))
            size += cursor->cells[i].size;
    char *bytes = cursor->bytes = ct__allocate(cursor->session->allocator, size, 1);
    if (!bytes)
        return CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        struct ct__sqlite_cell *cell = &cursor->cells[i];
        if (is_borrowed(cell)) {
            cell->data = memcpy(bytes, cell->data, cell->size);
            bytes += cell->size;
        }
    }
    return CT_OK;
}

static ct_status
encode_bound(const struct cursor *cursor, const ct_value *values, size_t count,
             struct ct__sqlite_cell *cells, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < count; i++) {
        uint32_t column = cursor->index->columns[i];
        status = ct__sqlite_encode(&cursor->table->columns[column], &values[i], &cells[i], diag);
    }
    return status;
}

static ct_status
encode_bounds(struct cursor *cursor, const ct_scan *scan, ct_diag *diag)
{
    struct ct__sqlite_cell *low = cursor->cells;
    struct ct__sqlite_cell *high = cursor->cells + scan->low_count;
    ct_status status = encode_bound(cursor, scan->low, scan->low_count, low, diag);
    if (!status)
        status = encode_bound(cursor, scan->high, scan->high_count, high, diag);
    if (!status && own_bytes(cursor, (uint32_t)(scan->low_count + scan->high_count)))
        status = ct__sqlite_failure(cursor->session, SQLITE_NOMEM, diag);
    cursor->range = (struct ct__sqlite_range){
        .low = low,
        .high = high,
        .low_count = (uint32_t)scan->low_count,
        .high_count = (uint32_t)scan->high_count,
        .low_open = scan->low_count && (scan->flags & CT_SCAN_LOW_OPEN),
        .high_open = scan->high_count && (scan->flags & CT_SCAN_HIGH_OPEN),
    };
    return status;
}

ct_status
ct__sqlite_scan_open(void *opaque, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[scan->table];
    size_t cells_size = (scan->low_count + scan->high_count) * sizeof(struct ct__sqlite_cell);
    struct cursor *cursor = ct__allocate(session->allocator, 1, sizeof *cursor + cells_size);
    if (!cursor)
        return ct__sqlite_failure(session, SQLITE_NOMEM, diag);
    cursor->session = session;
    cursor->table = table;
    cursor->index = &table->indexes[scan->index];
    cursor->descending = scan->flags & CT_SCAN_DESCENDING;
    cursor->remaining = scan->limit && scan->limit <= INT64_MAX ? (int64_t)scan->limit : -1;
    ct_status status = encode_bounds(cursor, scan, diag);
    if (status) {
        free_cursor(cursor);
        return status;
    }
    cursor->places = ct__sqlite_range_places(&cursor->range);
    *ret_cursor = cursor;
    return CT_OK;
}

static const char *
column_name(const struct cursor *cursor, uint32_t number)
{
    return cursor->table->columns[cursor->index->columns[number]].name;
}

static void
add_condition(struct cursor *cursor, uint32_t column, const char *condition, bool *is_first)
{
    struct ct__sql_text *sql = &cursor->session->common.sql;
    ct__sql_add(sql, *is_first ? " WHERE " : " AND ");
    *is_first = false;
    ct__sql_name(sql, column_name(cursor, column));
    ct__sql_add(sql, condition);
}

static void
add_conditions(struct cursor *cursor, const struct ct__sqlite_piece *piece)
{
    bool is_first = true;
    uint32_t next = piece->equal_count;
    for (uint32_t i = 0; i < next; i++)
        add_condition(cursor, i, " IS ?", &is_first);
    if (piece->is_null)
        add_condition(cursor, next, " IS NULL", &is_first);
    if (piece->low && !piece->is_null)
        add_condition(cursor, next, piece->low_open ? " > ?" : " >= ?", &is_first);
    if (piece->high && !piece->is_null)
        add_condition(cursor, next, piece->high_open ? " < ?" : " <= ?", &is_first);
}

static void
build_statement(struct cursor *cursor, const struct ct__sqlite_piece *piece)
{
    struct ct__sql_text *sql = &cursor->session->common.sql;
    ct__sql_start(sql, cursor->table->select_sql);
    add_conditions(cursor, piece);
    for (uint32_t i = 0; i < cursor->index->column_count; i++) {
        ct__sql_add(sql, i ? ", " : " ORDER BY ");
        ct__sql_name(sql, column_name(cursor, i));
        ct__sql_add(sql, cursor->descending ? " DESC" : "");
    }
    ct__sql_add(sql, " LIMIT ?");
}

static ct_status
bind_statement(const struct cursor *cursor, const struct ct__sqlite_piece *piece, ct_diag *diag)
{
    const struct ct__sqlite_session *session = cursor->session;
    const struct ct__sqlite_cell limit = {.type = CT_TYPE_INT64, .i64 = cursor->remaining};
    const struct ct__sqlite_cell *ends[] = {piece->is_null ? NULL : piece->low,
                                            piece->is_null ? NULL : piece->high, &limit};
    ct_status status = CT_OK;
    int number = 1;
    for (uint32_t i = 0; !status && i < piece->equal_count; i++)
        status = ct__sqlite_bind(session, cursor->statement, number++, &piece->equal[i], diag);
    for (int i = 0; !status && i < 3; i++)
        if (ends[i])
            status = ct__sqlite_bind(session, cursor->statement, number++, ends[i], diag);
    return status;
}

static ct_status
start_piece(struct cursor *cursor, const struct ct__sqlite_piece *piece, ct_diag *diag)
{
    build_statement(cursor, piece);
    ct_status status = ct__sqlite_take_built(cursor->session, &cursor->statement, diag);
    return status ? status : bind_statement(cursor, piece, diag);
}

/* CT_DONE behind the last piece. */
static ct_status
start_next_piece(struct cursor *cursor, ct_diag *diag)
{
    while (cursor->place < cursor->places) {
        struct ct__sqlite_piece piece;
        uint32_t done = cursor->place++;
        uint32_t place = cursor->descending ? cursor->places - 1 - done : done;
        if (ct__sqlite_range_piece(&cursor->range, cursor->table, cursor->index, place, &piece))
            return start_piece(cursor, &piece, diag);
    }
    return CT_DONE;
}

static void
end_piece(struct cursor *cursor)
{
    ct__sqlite_give_back(cursor->session, cursor->statement);
    cursor->statement = NULL;
}

/* CT_OK when the statement stands on a row. */
static ct_status
advance(struct cursor *cursor, ct_diag *diag)
{
    for (;;) {
        ct_status status = cursor->statement ? CT_OK : start_next_piece(cursor, diag);
        if (status)
            return status;
        status = ct__sqlite_step(cursor->session, cursor->statement, diag);
        if (status != CT_DONE)
            return status;
        end_piece(cursor);
    }
}

ct_status
ct__sqlite_scan_next(void *opaque, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *cursor = opaque;
    ct_status status = cursor->remaining ? advance(cursor, diag) : CT_DONE;
    if (!status)
        status = ct__sqlite_put_row(cursor->session, cursor->table, cursor->statement, sink, diag);
    if (!status && cursor->remaining > 0)
        cursor->remaining--;
    return status;
}

void
ct__sqlite_scan_close(void *opaque)
{
    struct cursor *cursor = opaque;
    end_piece(cursor);
    free_cursor(cursor);
}
