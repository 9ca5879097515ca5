/* Rows, the entries of their indexes, and scans over those. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static ct_status
enter(struct session *session, bool writes, uint32_t table, ct_table_info *ret_info, ct_diag *diag)
{
    *ret_info = (ct_table_info){.size = sizeof *ret_info};
    if (session->state != WRITING && (writes || session->state != READING))
        return fail(diag, CT_ERR_INVALID_ARGUMENT,
                    "a call came outside a transaction, after a failure, or only to read");
    return ct_schema_table(session->schema, table, ret_info)
               ? fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no table %u", (unsigned)table)
               : CT_OK;
}

/* --- What values may be --- */

static ct_status
check_type(const ct_value *value, ct_diag *diag)
{
    return value->type >= CT_TYPE_NULL && value->type <= CT_TYPE_BLOB
               ? CT_OK
               : fail(diag, CT_ERR_UNSUPPORTED, "a value had the unknown type %d", value->type);
}

static ct_status
check_value(const struct session *session, uint32_t table, uint32_t number, const ct_value *value,
            ct_diag *diag)
{
    ct_column_info column = {.size = sizeof column};
    ct_status status = check_type(value, diag);
    if (status || ct_schema_column(session->schema, table, number, &column))
        return status ? status : fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no such column");
    bool is_null = value->type == CT_TYPE_NULL && column.flags & CT_COLUMN_NULLABLE;
    bool has_nul = value->type == CT_TYPE_TEXT && value->len && memchr(value->data, 0, value->len);
    return is_null || (value->type == column.type && !has_nul)
               ? CT_OK
               : fail(diag, CT_ERR_INVALID_ARGUMENT, "'%s' was given what is not of it",
                      column.name);
}

/* A row or a key, of which it makes session->key. */
static ct_status
check_row(struct session *session, uint32_t table, const ct_table_info *info,
          const ct_value *values, size_t count, uint32_t wanted, ct_diag *diag)
{
    ct_status status = CT_OK;
    if (count != wanted)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "'%s' was given %zu values, not %u", info->name,
                    count, (unsigned)wanted);
    tuple_start(&session->key, table, 0);
    for (uint32_t i = 0; i < wanted && !status; i++) {
        status = check_value(session, table, i, &values[i], diag);
        if (!status && i < info->key_count)
            tuple_put(&session->key, &values[i]);
    }
    return status;
}

/* --- The map --- */

static MDB_val
val_of(const struct bytes *bytes)
{
    return (MDB_val){bytes->size, bytes->data};
}

static ct_status
put(struct session *session, const struct bytes *key, const struct bytes *bytes, ct_diag *diag)
{
    MDB_val name = val_of(key);
    MDB_val data = val_of(bytes);
    int code = key->failed || bytes->failed
                   ? ENOMEM
                   : mdb_put(session->txn, session->dbi, &name, &data, 0);
    return code ? fail_lmdb(diag, code) : CT_OK;
}

static ct_status
drop(struct session *session, const struct bytes *key, ct_diag *diag)
{
    MDB_val name = val_of(key);
    int code = mdb_del(session->txn, session->dbi, &name, NULL);
    return code ? fail_lmdb(diag, code == MDB_NOTFOUND ? MDB_CORRUPTED : code) : CT_OK;
}

/* The row named so as session->row, in bytes of ours, for a write moves what is in the map. What was
 * added to the table after the row was written is NULL. */
static ct_status
find(struct session *session, MDB_val name, const ct_table_info *info, ct_diag *diag)
{
    MDB_val data;
    int code = mdb_get(session->txn, session->dbi, &name, &data);
    if (code)
        return code == MDB_NOTFOUND ? CT_ERR_NOT_FOUND : fail_lmdb(diag, code);
    session->data.size = 0;
    bytes_put(&session->data, data.mv_data, data.mv_size);
    memset(session->row, 0, sizeof session->row);
    return tuple_read(val_of(&session->data), &session->scratch, session->row,
                      (int)info->column_count) < 0
               ? fail(diag, CT_ERR_CORRUPT, "a row of '%s' could not be read", info->name)
               : CT_OK;
}

/* --- Indexes --- */

struct index {
    uint32_t columns[COLUMNS_MAX]; /* its own, and then those of the key that it lacks */
    uint32_t own_count, count;
    bool is_unique;
};

static ct_status
find_index(const struct session *session, uint32_t table, uint32_t number,
           const ct_table_info *info, struct index *ret_index, ct_diag *diag)
{
    ct_index_info index = {.size = sizeof index};
    if (ct_schema_index(session->schema, table, number, &index))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "'%s' had no index %u", info->name,
                    (unsigned)number);
    memcpy(ret_index->columns, index.columns, index.column_count * sizeof *index.columns);
    ret_index->own_count = ret_index->count = index.column_count;
    ret_index->is_unique = index.flags & CT_INDEX_UNIQUE;
    for (uint32_t key = 0, i; key < info->key_count; key++) {
        for (i = 0; i < ret_index->own_count && ret_index->columns[i] != key; i++)
            ;
        if (i == ret_index->own_count)
            ret_index->columns[ret_index->count++] = key;
    }
    return CT_OK;
}

/* Whether anything begins with what session->entry has, which is no NULL. */
static ct_status
check_free(struct session *session, ct_diag *diag)
{
    MDB_cursor *cursor;
    MDB_val name = val_of(&session->entry);
    MDB_val data;
    int code = mdb_cursor_open(session->txn, session->dbi, &cursor);
    if (code)
        return fail_lmdb(diag, code);
    code = mdb_cursor_get(cursor, &name, &data, MDB_SET_RANGE);
    mdb_cursor_close(cursor);
    if (code)
        return code == MDB_NOTFOUND ? CT_OK : fail_lmdb(diag, code);
    return name.mv_size >= session->entry.size &&
                   memcmp(name.mv_data, session->entry.data, session->entry.size) == 0
               ? fail(diag, CT_ERR_EXISTS, "a unique index had such a row")
               : CT_OK;
}

/* Adds the entry of a row, which leads to session->key, or takes it away. */
static ct_status
set_entry(struct session *session, uint32_t table, uint32_t number, const ct_table_info *info,
          const ct_value *row, bool adds, ct_diag *diag)
{
    struct index index;
    ct_status status = find_index(session, table, number, info, &index, diag);
    bool is_checked = adds && index.is_unique;
    tuple_start(&session->entry, table, number);
    for (uint32_t i = 0; i < index.count && !status; i++) {
        const ct_value *value = &row[index.columns[i]];
        tuple_put(&session->entry, value);
        is_checked = is_checked && (value->type != CT_TYPE_NULL || i >= index.own_count);
        if (is_checked && i == index.own_count - 1)
            status = check_free(session, diag);
    }
    if (status)
        return status;
    return adds ? put(session, &session->entry, &session->key, diag)
                : drop(session, &session->entry, diag);
}

static ct_status
set_entries(struct session *session, uint32_t table, const ct_table_info *info,
            const ct_value *row, bool adds, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 1; i < info->index_count && !status; i++)
        status = set_entry(session, table, i, info, row, adds, diag);
    return status;
}

/* --- Single rows --- */

static ct_status
find_for(struct session *session, bool writes, uint32_t table, const ct_value *key, size_t count,
         ct_table_info *ret_info, ct_diag *diag)
{
    ct_status status = enter(session, writes, table, ret_info, diag);
    if (!status)
        status = check_row(session, table, ret_info, key, count, ret_info->key_count, diag);
    return status ? status : find(session, val_of(&session->key), ret_info, diag);
}

ct_status
rows_get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
         ct_diag *diag)
{
    struct session *own = session;
    ct_table_info info;
    ct_status status = find_for(own, false, table, key, key_count, &info, diag);
    return leave(own, status ? status : ct_row_put(sink, own->row, info.column_count));
}

static ct_status
put_row(struct session *session, uint32_t table, const ct_table_info *info, const ct_value *row,
        ct_diag *diag)
{
    ct_status status = set_entries(session, table, info, row, true, diag);
    session->entry.size = 0;
    for (uint32_t i = 0; i < info->column_count; i++)
        tuple_put(&session->entry, &row[i]);
    return status ? status : put(session, &session->key, &session->entry, diag);
}

ct_status
rows_insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    struct session *own = session;
    ct_table_info info;
    ct_status status = enter(own, true, table, &info, diag);
    if (!status)
        status = check_row(own, table, &info, row, column_count, info.column_count, diag);
    if (!status)
        status = find(own, val_of(&own->key), &info, diag);
    if (!status)
        status = fail(diag, CT_ERR_EXISTS, "'%s' had a row with that key", info.name);
    else if (status == CT_ERR_NOT_FOUND)
        status = put_row(own, table, &info, row, diag);
    return leave(own, status);
}

ct_status
rows_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
            const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    struct session *own = session;
    ct_table_info info;
    ct_status status = find_for(own, true, table, key, key_count, &info, diag);
    if (!status)
        status = set_entries(own, table, &info, own->row, false, diag);
    for (size_t i = 0; i < value_count && !status; i++) {
        status = columns[i] < info.key_count
                     ? fail(diag, CT_ERR_INVALID_ARGUMENT, "a key was to change")
                     : check_value(own, table, columns[i], &values[i], diag);
        if (!status)
            own->row[columns[i]] = values[i];
    }
    return leave(own, status ? status : put_row(own, table, &info, own->row, diag));
}

ct_status
rows_erase(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    struct session *own = session;
    ct_table_info info;
    ct_status status = find_for(own, true, table, key, key_count, &info, diag);
    if (!status)
        status = set_entries(own, table, &info, own->row, false, diag);
    return leave(own, status ? status : drop(own, &own->key, diag));
}

/* --- Scans: what lies from `from` on and before `to` --- */

struct cursor {
    struct session *session;
    ct_table_info info;
    ct_scan scan;
    uint64_t left;
    struct bytes from, to;
};

static ct_status
put_bound(struct bytes *bytes, const ct_scan *scan, const struct index *index,
          const ct_value *values, size_t count, bool is_behind, ct_diag *diag)
{
    ct_status status = CT_OK;
    if (count > index->count)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "a bound had %zu values", count);
    tuple_start(bytes, scan->table, scan->index);
    for (size_t i = 0; i < count && !status; i++) {
        status = check_type(&values[i], diag);
        if (!status)
            tuple_put(bytes, &values[i]);
    }
    bytes_put(bytes, TUPLE_END, is_behind);
    return status;
}

ct_status
rows_scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    const uint32_t flags = CT_SCAN_DESCENDING | CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    struct session *own = session;
    struct index index;
    struct cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        return leave(own, fail(diag, CT_ERR_NO_MEMORY, "memory ran out"));
    memcpy(&cursor->scan, scan, sizeof cursor->scan);
    cursor->session = own;
    cursor->left = scan->limit ? scan->limit : UINT64_MAX;
    ct_status status = enter(own, false, scan->table, &cursor->info, diag);
    if (!status && scan->flags & ~flags)
        status = fail(diag, CT_ERR_UNSUPPORTED, "a scan had unknown flags");
    if (!status)
        status = find_index(own, scan->table, scan->index, &cursor->info, &index, diag);
    if (!status)
        status = put_bound(&cursor->from, scan, &index, scan->low, scan->low_count,
                           scan->low_count && scan->flags & CT_SCAN_LOW_OPEN, diag);
    if (!status)
        status = put_bound(&cursor->to, scan, &index, scan->high, scan->high_count,
                           !scan->high_count || !(scan->flags & CT_SCAN_HIGH_OPEN), diag);
    if (status)
        rows_scan_close(cursor);
    else
        *ret_cursor = cursor;
    return leave(own, status);
}

static int
compare(MDB_val a, const struct bytes *b)
{
    int order = memcmp(a.mv_data, b->data, a.mv_size < b->size ? a.mv_size : b->size);
    return order ? order : (a.mv_size > b->size) - (a.mv_size < b->size);
}

/* Its place is looked for anew for each row: nothing of LMDB's outlives a call. */
static int
step(struct cursor *cursor, MDB_cursor *place, MDB_val *name, MDB_val *data)
{
    bool is_descending = cursor->scan.flags & CT_SCAN_DESCENDING;
    struct bytes *bound = is_descending ? &cursor->to : &cursor->from;
    *name = val_of(bound);
    int code = mdb_cursor_get(place, name, data, MDB_SET_RANGE);
    if (is_descending)
        code = mdb_cursor_get(place, name, data, code == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
    if (code || compare(*name, &cursor->from) < 0 || compare(*name, &cursor->to) >= 0)
        return code ? code : MDB_NOTFOUND;
    bound->size = 0;
    bytes_put(bound, name->mv_data, name->mv_size); /* on, next time, from before or behind it */
    bytes_put(bound, "", !is_descending);
    return bound->failed ? ENOMEM : 0;
}

/* The next row as session->row. */
static ct_status
next_row(struct cursor *cursor, ct_diag *diag)
{
    struct session *session = cursor->session;
    MDB_cursor *place;
    MDB_val name, data;
    if (cursor->left == 0)
        return CT_DONE;
    int code = mdb_cursor_open(session->txn, session->dbi, &place);
    if (code)
        return fail_lmdb(diag, code);
    code = step(cursor, place, &name, &data);
    mdb_cursor_close(place);
    if (code)
        return code == MDB_NOTFOUND ? CT_DONE : fail_lmdb(diag, code);
    cursor->left--;
    ct_status status = find(session, cursor->scan.index ? data : name, &cursor->info, diag);
    return status == CT_ERR_NOT_FOUND ? fail(diag, CT_ERR_CORRUPT, "an entry led nowhere") : status;
}

ct_status
rows_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *own = cursor;
    ct_table_info info;
    ct_status status = enter(own->session, false, own->scan.table, &info, diag);
    if (!status)
        status = next_row(own, diag);
    if (!status)
        status = ct_row_put(sink, own->session->row, info.column_count);
    return leave(own->session, status);
}

void
rows_scan_close(void *cursor)
{
    struct cursor *own = cursor;
    free(own->from.data);
    free(own->to.data);
    free(own);
}

ct_status
rows_fill_index(struct session *session, uint32_t table, uint32_t index, ct_diag *diag)
{
    const ct_scan all = {.size = sizeof all, .table = table};
    void *cursor;
    ct_status status = rows_scan_open(session, &all, &cursor, diag);
    if (status)
        return status;
    const ct_table_info *info = &((struct cursor *)cursor)->info;
    while (!(status = next_row(cursor, diag))) {
        status = check_row(session, table, info, session->row, info->key_count, info->key_count,
                           diag);
        if (!status)
            status = set_entry(session, table, index, info, session->row, true, diag);
        if (status)
            break;
    }
    rows_scan_close(cursor);
    return status == CT_DONE ? CT_OK : status;
}
