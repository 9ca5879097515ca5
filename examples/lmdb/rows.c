/* Rows, the entries of their indexes, and scans over those. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

static ct_status
leave(struct session *session, ct_status status)
{
    if (status < 0 && status != CT_ERR_NOT_FOUND && session->state != IDLE)
        session->state = DOOMED;
    return status;
}

static ct_status
enter(struct session *session, bool writes, uint32_t table, ct_table_info *ret_info, ct_diag *diag)
{
    *ret_info = (ct_table_info){.size = sizeof *ret_info};
    if (session->state != WRITING && (writes || session->state != READING))
        return fail(diag, CT_ERR_INVALID_ARGUMENT,
                    "a call came outside a transaction, after a failure, or only to read");
    return ct_schema_table(session->schema, table, ret_info)
               ? fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no such table")
               : CT_OK;
}

/* --- What values may be --- */

static ct_status
check_type(const ct_value *value, ct_diag *diag)
{
    return value->type >= CT_TYPE_NULL && value->type <= CT_TYPE_BLOB
               ? CT_OK
               : fail(diag, CT_ERR_UNSUPPORTED, "a value had an unknown type");
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
               : fail(diag, CT_ERR_INVALID_ARGUMENT, "a column was given what is not of it");
}

/* A row or a key, of which it makes session->key. */
static ct_status
check_row(struct session *session, uint32_t table, uint32_t key_count, const ct_value *values,
          size_t count, uint32_t wanted, ct_diag *diag)
{
    ct_status status = CT_OK;
    if (count != wanted)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "there were too many values, or too few");
    tuple_start(&session->key, table, 0);
    for (uint32_t i = 0; i < wanted && !status; i++) {
        status = check_value(session, table, i, &values[i], diag);
        if (!status && i < key_count)
            tuple_put(&session->key, &values[i]);
    }
    return status;
}

/* The row named so as session->row, in bytes of ours, for a write moves what is in the map. */
static ct_status
find(struct session *session, MDB_val name, const ct_table_info *info, ct_diag *diag)
{
    MDB_val data;
    int code = mdb_get(session->txn, session->dbi, &name, &data);
    if (code)
        return code == MDB_NOTFOUND ? CT_ERR_NOT_FOUND : fail_lmdb(diag, code);
    session->data.size = 0;
    bytes_put(&session->data, data.mv_data, data.mv_size);
    return row_read(&session->data, session->row, info->column_count)
               ? CT_OK
               : fail(diag, CT_ERR_CORRUPT, "a row could not be read");
}

/* --- Indexes --- */

struct index {
    uint32_t columns[COLUMNS_MAX]; /* its own, and then those of the key that it lacks */
    uint32_t own_count, count;
    bool is_unique;
};

static ct_status
find_index(const struct session *session, uint32_t table, uint32_t number, uint32_t key_count,
           struct index *ret_index, ct_diag *diag)
{
    ct_index_info index = {.size = sizeof index};
    if (ct_schema_index(session->schema, table, number, &index))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no such index");
    memcpy(ret_index->columns, index.columns, index.column_count * sizeof *index.columns);
    ret_index->own_count = ret_index->count = index.column_count;
    ret_index->is_unique = index.flags & CT_INDEX_UNIQUE;
    for (uint32_t key = 0, i; key < key_count; key++) {
        for (i = 0; i < ret_index->own_count && ret_index->columns[i] != key; i++)
            ;
        if (i == ret_index->own_count)
            ret_index->columns[ret_index->count++] = key;
    }
    return CT_OK;
}

/* The first name that is not before `from`, or the last that is. */
static int
seek(struct session *session, const struct bytes *from, bool before, MDB_val *name, MDB_val *data)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(session->txn, session->dbi, &cursor);
    if (code)
        return code;
    *name = (MDB_val){from->size, from->data};
    code = mdb_cursor_get(cursor, name, data, MDB_SET_RANGE);
    if (before)
        code = mdb_cursor_get(cursor, name, data, code == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
    mdb_cursor_close(cursor);
    return code;
}

/* Whether nothing begins with what session->entry has. */
static ct_status
check_free(struct session *session, ct_diag *diag)
{
    MDB_val name, data;
    int code = seek(session, &session->entry, false, &name, &data);
    if (code)
        return code == MDB_NOTFOUND ? CT_OK : fail_lmdb(diag, code);
    return name.mv_size >= session->entry.size &&
                   memcmp(name.mv_data, session->entry.data, session->entry.size) == 0
               ? fail(diag, CT_ERR_EXISTS, "a unique index had such a row")
               : CT_OK;
}

/* Adds the entry of a row, which leads to session->key, or takes it away. */
static ct_status
set_entry(struct session *session, uint32_t table, uint32_t number, uint32_t key_count,
          const ct_value *row, bool adds, ct_diag *diag)
{
    struct index index;
    ct_status status = find_index(session, table, number, key_count, &index, diag);
    bool is_checked = adds && index.is_unique;
    tuple_start(&session->entry, table, number);
    for (uint32_t i = 0; i < index.count && !status; i++) {
        const ct_value *value = &row[index.columns[i]];
        tuple_put(&session->entry, value);
        is_checked = is_checked && (value->type != CT_TYPE_NULL || i >= index.own_count);
        if (is_checked && i == index.own_count - 1)
            status = check_free(session, diag);
    }
    return status ? status : change(session, &session->entry, adds ? &session->key : NULL, diag);
}

static ct_status
set_entries(struct session *session, uint32_t table, const ct_table_info *info,
            const ct_value *row, bool adds, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 1; i < info->index_count && !status; i++)
        status = set_entry(session, table, i, info->key_count, row, adds, diag);
    return status;
}

/* --- Single rows --- */

static ct_status
find_for(struct session *session, bool writes, uint32_t table, const ct_value *key, size_t count,
         ct_table_info *ret_info, ct_diag *diag)
{
    ct_status status = enter(session, writes, table, ret_info, diag);
    if (!status)
        status = check_row(session, table, ret_info->key_count, key, count, ret_info->key_count,
                           diag);
    const MDB_val name = {session->key.size, session->key.data};
    return status ? status : find(session, name, ret_info, diag);
}

static ct_status
get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
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
    row_put(&session->entry, row, info->column_count);
    return status ? status : change(session, &session->key, &session->entry, diag);
}

static ct_status
insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    struct session *own = session;
    ct_table_info info;
    ct_status status = enter(own, true, table, &info, diag);
    if (!status)
        status = check_row(own, table, info.key_count, row, column_count, info.column_count, diag);
    if (!status)
        status = find(own, (MDB_val){own->key.size, own->key.data}, &info, diag);
    if (!status)
        status = fail(diag, CT_ERR_EXISTS, "the primary key had such a row");
    else if (status == CT_ERR_NOT_FOUND)
        status = put_row(own, table, &info, row, diag);
    return leave(own, status);
}

static ct_status
update(void *session, uint32_t table, const ct_value *key, size_t key_count,
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

static ct_status
erase(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    struct session *own = session;
    ct_table_info info;
    ct_status status = find_for(own, true, table, key, key_count, &info, diag);
    if (!status)
        status = set_entries(own, table, &info, own->row, false, diag);
    return leave(own, status ? status : change(own, &own->key, NULL, diag));
}

/* --- Scans: what lies from `from` on and before `to` --- */

struct cursor {
    struct session *session;
    ct_table_info info;
    ct_scan scan;
    uint64_t left;
    struct bytes from, to;
};

static void
scan_close(void *cursor)
{
    struct cursor *own = cursor;
    free(own->from.data);
    free(own->to.data);
    free(own);
}

static ct_status
put_bound(struct bytes *bytes, const ct_scan *scan, const struct index *index,
          const ct_value *values, size_t count, bool is_behind, ct_diag *diag)
{
    ct_status status = CT_OK;
    if (count > index->count)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "a bound had too many values");
    tuple_start(bytes, scan->table, scan->index);
    for (size_t i = 0; i < count && !status; i++) {
        status = check_type(&values[i], diag);
        if (!status)
            tuple_put(bytes, &values[i]);
    }
    bytes_put(bytes, TUPLE_END, is_behind);
    return status;
}

static ct_status
scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
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
        status = find_index(own, scan->table, scan->index, cursor->info.key_count, &index, diag);
    if (!status)
        status = put_bound(&cursor->from, scan, &index, scan->low, scan->low_count,
                           scan->low_count && scan->flags & CT_SCAN_LOW_OPEN, diag);
    if (!status)
        status = put_bound(&cursor->to, scan, &index, scan->high, scan->high_count,
                           !scan->high_count || !(scan->flags & CT_SCAN_HIGH_OPEN), diag);
    if (status)
        scan_close(cursor);
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

/* The next row as session->row. Its place is looked for anew: nothing of LMDB's outlives a call. */
static ct_status
next_row(struct cursor *cursor, ct_diag *diag)
{
    bool is_descending = cursor->scan.flags & CT_SCAN_DESCENDING;
    struct bytes *bound = is_descending ? &cursor->to : &cursor->from;
    MDB_val name, data;
    if (cursor->left == 0)
        return CT_DONE;
    int code = bound->failed ? ENOMEM : seek(cursor->session, bound, is_descending, &name, &data);
    if (code)
        return code == MDB_NOTFOUND ? CT_DONE : fail_lmdb(diag, code);
    if (compare(name, &cursor->from) < 0 || compare(name, &cursor->to) >= 0)
        return CT_DONE;
    bound->size = 0;
    bytes_put(bound, name.mv_data, name.mv_size); /* on, next time, from before or behind it */
    bytes_put(bound, "", !is_descending);
    cursor->left--;
    ct_status status = find(cursor->session, cursor->scan.index ? data : name, &cursor->info, diag);
    return status == CT_ERR_NOT_FOUND ? fail(diag, CT_ERR_CORRUPT, "an entry led nowhere") : status;
}

static ct_status
scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
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

ct_status
fill_index(struct session *session, uint32_t table, uint32_t index, ct_diag *diag)
{
    const ct_scan all = {.size = sizeof all, .table = table};
    void *cursor;
    ct_status status = scan_open(session, &all, &cursor, diag);
    if (status)
        return status;
    const uint32_t keys = ((struct cursor *)cursor)->info.key_count;
    while (!(status = next_row(cursor, diag))) {
        status = check_row(session, table, keys, session->row, keys, keys, diag);
        if (!status)
            status = set_entry(session, table, index, keys, session->row, true, diag);
        if (status)
            break;
    }
    scan_close(cursor);
    return status == CT_DONE ? CT_OK : status;
}

void
set_row_slots(ct_storage_ops *ops)
{
    ops->get = get;
    ops->insert = insert;
    ops->update = update;
    ops->erase = erase;
    ops->scan_open = scan_open;
    ops->scan_next = scan_next;
    ops->scan_close = scan_close;
}
