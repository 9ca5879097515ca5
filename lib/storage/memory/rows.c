/* Reading and writing single rows. */
#include <string.h>

#include "storage/memory/change.h"
#include "storage/memory/report.h"
#include "storage/memory/session.h"

/* All that is asked of a value in most cases. */
static bool
is_of_column(const struct ct__memory_column *column, const ct_value *value)
{
    if (value->type == CT_TYPE_NULL)
        return column->is_nullable;
    return value->type == column->type &&
           (value->type != CT_TYPE_TEXT || !value->len || !memchr(value->data, 0, value->len));
}

static ct_status
tell_what_is_wrong(const struct ct__memory_table *table, uint32_t number, const ct_value *value,
            ct_diag *diag)
{
    const struct ct__memory_column *column = &table->columns[number];
    if (value->type < CT_TYPE_NULL || value->type > CT_TYPE_BLOB)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "%s.%s was given the unknown type %d",
                                 table->name, column->name, (int)value->type);
    if (value->type != column->type)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s.%s was given %s", table->name,
                                 column->name,
                                 value->type == CT_TYPE_NULL ? "no value" : "the wrong type");
    return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s.%s was given text with U+0000",
                             table->name, column->name);
}

/* The first `expected` columns. */
static ct_status
check_values(const struct ct__memory_table *table, const ct_value *values, size_t count,
             uint32_t expected, ct_diag *diag)
{
    if (count != expected)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                 "table %s was given %zu values where it takes %u", table->name,
                                 count, (unsigned)expected);
    for (uint32_t i = 0; i < expected; i++)
        if (!is_of_column(&table->columns[i], &values[i]))
            return tell_what_is_wrong(table, i, &values[i], diag);
    return CT_OK;
}

static ct_status
check_changes(const struct ct__memory_table *table, const uint32_t *columns, const ct_value *values,
              size_t count, ct_diag *diag)
{
    for (size_t i = 0; i < count; i++) {
        if (columns[i] < table->key_count || columns[i] >= table->column_count)
            return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                     "table %s has no column %u outside the key", table->name,
                                     (unsigned)columns[i]);
        if (!is_of_column(&table->columns[columns[i]], &values[i]))
            return tell_what_is_wrong(table, columns[i], &values[i], diag);
    }
    return CT_OK;
}

/* The newest row with that key that the transaction sees. */
static ct_status
find(const struct ct__memory_session *session, uint32_t number,
     const struct ct__memory_access *access, const ct_value *key, size_t key_count,
     struct ct__memory_row **ret_row, ct_diag *diag)
{
    const struct ct__memory_table *table = access->stored;
    const struct ct__memory_tree *tree = access->trees[0];
    const struct ct__memory_probe probe = {key, table->key_count, false};
    ct_status status = check_values(table, key, key_count, table->key_count, diag);
    if (status)
        return status;
    const struct ct__memory_record *recent = ct__memory_session_recent(session, number);
    if (recent && ct__memory_probe_compare(tree->order, recent->newest, &probe) == 0) {
        *ret_row = recent->newest;
        return CT_OK;
    }
    struct ct__memory_place place = ct__memory_tree_seek(tree, &probe);
    for (ct__memory_entry entry; !ct__memory_place_is_other(place, &probe) &&
                                 (entry = ct__memory_tree_next(&place));) {
        struct ct__memory_row *row = ct__memory_entry_row(entry);
        if (ct__memory_probe_compare(tree->order, row, &probe) != 0)
            break;
        *ret_row = ct__memory_visible(tree->order, entry, session->number);
        if (*ret_row)
            return CT_OK;
    }
    return ct__memory_report(diag, CT_ERR_NOT_FOUND, "table %s had no such key", table->name);
}

ct_status
ct__memory_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
               ct_row_sink *sink, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_access access;
    struct ct__memory_row *row;
    ct__memory_session_look(own);
    ct_status status = ct__memory_session_read(own, table, &access, diag);
    if (!status)
        status = find(own, table, &access, key, key_count, &row, diag);
    if (!status)
        status = ct__memory_session_put(own, table, row, sink);
    ct__memory_session_look_away(own);
    return ct__memory_session_end(own, status, diag);
}

/* Says no before anything is asked for, without the lock. */
static ct_status
start_change(struct ct__memory_session *session, uint32_t table,
             struct ct__memory_access *ret_access, ct_diag *diag)
{
    if (session->is_writing)
        return ct__memory_session_write(session, table, ret_access, diag);
    ct__memory_session_look(session);
    ct_status status = ct__memory_session_write(session, table, ret_access, diag);
    ct__memory_session_look_away(session);
    return status;
}

ct_status
ct__memory_insert(void *session, uint32_t table, const ct_value *row, size_t column_count,
                  ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_store *store = own->store;
    struct ct__memory_access access;
    ct_status status = start_change(own, table, &access, diag);
    if (!status)
        status = check_values(access.known, row, column_count, access.known->column_count, diag);
    if (!status) {
        struct ct__memory_row *copy = ct__memory_row_new(&store->allocator, NULL, row, column_count);
        pthread_rwlock_wrlock(&store->lock);
        status = copy ? ct__memory_change_insert(store, own->changes, table, copy, diag)
                      : CT_ERR_NO_MEMORY;
        pthread_rwlock_unlock(&store->lock);
    }
    return ct__memory_session_end(own, status, diag);
}

/* A row with `values` in the numbered columns. NULL when memory ran out. */
static struct ct__memory_row *
change(struct ct__memory_session *session, const struct ct__memory_row *row, uint32_t count,
       const uint32_t *columns, const ct_value *values, size_t value_count)
{
    ct_value *merged = ct__memory_session_values(session, count);
    if (!merged)
        return NULL;
    ct__memory_row_values(row, count, merged);
    for (size_t i = 0; i < value_count; i++)
        merged[columns[i]] = values[i];
    return ct__memory_row_new(&session->store->allocator, row->record, merged, count);
}

static uint64_t
indexes_of(const struct ct__memory_table *table, const uint32_t *columns, size_t count)
{
    uint64_t indexes = 0;
    for (size_t i = 0; i < count; i++)
        indexes |= table->columns[columns[i]].indexes;
    return indexes;
}

ct_status
ct__memory_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
                  const uint32_t *columns, const ct_value *values, size_t value_count,
                  ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_store *store = own->store;
    struct ct__memory_access access;
    struct ct__memory_row *stored;
    ct_status status = start_change(own, table, &access, diag);
    if (!status)
        status = check_changes(access.known, columns, values, value_count, diag);
    if (!status)
        status = find(own, table, &access, key, key_count, &stored, diag);
    if (!status) {
        struct ct__memory_row *changed =
            change(own, stored, access.stored->column_count, columns, values, value_count);
        pthread_rwlock_wrlock(&store->lock);
        status = changed ? ct__memory_change_update(
                               store, own->changes, table, changed,
                               indexes_of(access.stored, columns, value_count), diag)
                         : CT_ERR_NO_MEMORY;
        pthread_rwlock_unlock(&store->lock);
    }
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_erase(void *session, uint32_t table, const ct_value *key, size_t key_count,
                 ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_store *store = own->store;
    struct ct__memory_access access;
    struct ct__memory_row *stored;
    ct_status status = start_change(own, table, &access, diag);
    if (!status)
        status = find(own, table, &access, key, key_count, &stored, diag);
    if (!status) {
        pthread_rwlock_wrlock(&store->lock);
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): find says CT_OK only with a row */
        status = ct__memory_change_erase(store, own->changes, table, stored->record);
        pthread_rwlock_unlock(&store->lock);
    }
    return ct__memory_session_end(own, status, diag);
}
