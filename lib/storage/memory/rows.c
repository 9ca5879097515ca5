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

static struct ct__memory_row *
find_in_tree(const struct ct__memory_tree *tree, const struct ct__memory_probe *key,
             uint64_t number)
{
    struct ct__memory_place place = ct__memory_tree_seek(tree, key);
    for (ct__memory_entry entry; !ct__memory_place_is_other(place, key) &&
                                 (entry = ct__memory_tree_next(&place));) {
        if (ct__memory_probe_compare(tree->order, ct__memory_entry_row(entry), key) != 0)
            break;
        struct ct__memory_row *row = ct__memory_visible(tree->order, entry, number);
        if (row)
            return row;
    }
    return NULL;
}

/* The newest row with that key that a transaction sees. `sight` is of the first of its values. */
static struct ct__memory_row *
find(const struct ct__memory_entries *primary, const struct ct__memory_sight *sight,
     const struct ct__memory_probe *key, uint64_t number)
{
    const struct ct__memory_order *order = primary->tree.order;
    const struct ct__memory_group *group = sight->group;
    if (sight->is_tree)
        return find_in_tree(&primary->tree, key, number);
    for (uint32_t i = group ? group->count : 0; i; i--) {
        ct__memory_entry entry = ct__memory_group_entries(group)[i - 1];
        struct ct__memory_row *row = ct__memory_visible(order, entry, number);
        if (row && ct__memory_probe_compare(order, row, key) == 0)
            return row;
    }
    return NULL;
}

static struct ct__memory_range
range_of(const struct ct__memory_probe *key)
{
    return (struct ct__memory_range){key->values, *key, *key};
}

static ct_status
tell_missing(const struct ct__memory_table *table, ct_diag *diag)
{
    (void)ct__memory_report(diag, CT_ERR_NOT_FOUND, "table %s had no such key", table->name);
    return CT_ERR_NOT_FOUND; /* which the analyser knows for sure */
}

ct_status
ct__memory_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
               ct_row_sink *sink, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_entries *primary;
    struct ct__memory_sight sight;
    ct_status status = ct__memory_session_check_read(own, table, diag);
    const struct ct__memory_table *known = status ? NULL : &own->schema->tables[table];
    if (!status)
        status = check_values(known, key, key_count, known->key_count, diag);
    const struct ct__memory_probe probe = {key, status ? 0 : known->key_count, false};
    const struct ct__memory_range range = range_of(&probe);
    if (!status)
        status = ct__memory_session_look(own, table, 0, &range, &primary, &sight);
    if (!status) {
        const struct ct__memory_row *row = find(primary, &sight, &probe, own->number);
        ct__memory_session_look_away(own);
        status = row ? ct__memory_session_put(own, table, row, sink) : tell_missing(known, diag);
    }
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_insert(void *session, uint32_t table, const ct_value *row, size_t column_count,
                  ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_store *store = own->store;
    ct_status status = ct__memory_session_check_write(own, table, diag);
    if (!status)
        status = check_values(&own->schema->tables[table], row, column_count,
                              own->schema->tables[table].column_count, diag);
    if (!status) {
        struct ct__memory_row *copy = ct__memory_row_new(&store->allocator, NULL, row, column_count);
        pthread_rwlock_wrlock(&store->lock);
        status = copy ? ct__memory_change_insert(store, own->changes, table, copy, diag)
                      : CT_ERR_NO_MEMORY;
        pthread_rwlock_unlock(&store->lock);
    }
    return ct__memory_session_end(own, status, diag);
}

/* The newest row with that key, if it was just read. Nobody else changes it. */
static struct ct__memory_row *
find_recent(const struct ct__memory_session *session, uint32_t table,
            const struct ct__memory_order *order, const struct ct__memory_probe *key)
{
    for (int i = 0; i < CT__MEMORY_RECENT; i++) {
        const struct ct__memory_record *record = session->recent[i].record;
        if (record && session->recent[i].table == table && record->gone == CT__MEMORY_NEVER &&
            ct__memory_probe_compare(order, record->newest, key) == 0)
            return record->newest;
    }
    return NULL;
}

/* To change the row with that key: takes the lock. After a failure nobody has it. */
static ct_status
lock_row(struct ct__memory_session *session, uint32_t table, const ct_value *key, size_t key_count,
         struct ct__memory_row **ret_row, ct_diag *diag)
{
    struct ct__memory_store *store = session->store;
    const struct ct__memory_table *known = &session->schema->tables[table];
    ct_status status = check_values(known, key, key_count, known->key_count, diag);
    if (status)
        return status;
    const struct ct__memory_probe probe = {key, known->key_count, false};
    const struct ct__memory_range range = range_of(&probe);
    struct ct__memory_entries *primary = ct__memory_store_index(store, table, 0);
    struct ct__memory_sight sight;
    pthread_rwlock_wrlock(&store->lock);
    struct ct__memory_row *row = find_recent(session, table, primary->tree.order, &probe);
    if (!row)
        status = ct__memory_entries_make_ready(&store->allocator, primary, &range, &sight);
    if (!row && !status)
        row = find(primary, &sight, &probe, session->number);
    if (!row) {
        pthread_rwlock_unlock(&store->lock);
        return status ? status : tell_missing(known, diag);
    }
    *ret_row = row;
    return CT_OK;
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
    struct ct__memory_row *stored;
    ct_status status = ct__memory_session_check_write(own, table, diag);
    if (!status)
        status = check_changes(&own->schema->tables[table], columns, values, value_count, diag);
    if (!status)
        status = lock_row(own, table, key, key_count, &stored, diag);
    if (!status) {
        /* It may have grown since the session's user knows it. */
        const struct ct__memory_table *grown = &store->schema->tables[table];
        struct ct__memory_row *changed =
            change(own, stored, grown->column_count, columns, values, value_count);
        status = changed ? ct__memory_change_update(store, own->changes, table, changed,
                                                    indexes_of(grown, columns, value_count), diag)
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
    struct ct__memory_row *stored;
    ct_status status = ct__memory_session_check_write(own, table, diag);
    if (!status)
        status = lock_row(own, table, key, key_count, &stored, diag);
    if (!status) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): found, as the answer says */
        status = ct__memory_change_erase(own->store, own->changes, table, stored->record);
        pthread_rwlock_unlock(&own->store->lock);
    }
    return ct__memory_session_end(own, status, diag);
}
