/* Reading and writing single rows. */
#include <string.h>

#include "storage/memory/report.h"
#include "storage/memory/session.h"

static ct_status
check_value(const struct ct__memory_table *table, uint32_t number, const ct_value *value,
            ct_diag *diag)
{
    const struct ct__memory_column *column = &table->columns[number];
    if (value->type < CT_TYPE_NULL || value->type > CT_TYPE_BLOB)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "%s.%s was given the unknown type %d",
                                 table->name, column->name, (int)value->type);
    if (value->type == CT_TYPE_NULL && column->is_nullable)
        return CT_OK;
    if (value->type != column->type)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s.%s was given %s", table->name,
                                 column->name,
                                 value->type == CT_TYPE_NULL ? "no value" : "the wrong type");
    if (value->type == CT_TYPE_TEXT && value->len && memchr(value->data, 0, value->len))
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s.%s was given text with U+0000",
                                 table->name, column->name);
    return CT_OK;
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
    ct_status status = CT_OK;
    for (uint32_t i = 0; i < expected && !status; i++)
        status = check_value(table, i, &values[i], diag);
    return status;
}

static ct_status
check_changes(const struct ct__memory_table *table, const uint32_t *columns, const ct_value *values,
              size_t count, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (columns[i] < table->key_count || columns[i] >= table->column_count)
            return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                     "table %s has no column %u outside the key", table->name,
                                     (unsigned)columns[i]);
        status = check_value(table, columns[i], &values[i], diag);
    }
    return status;
}

/* The row with that key, borrowed from the state. */
static ct_status
find(const struct ct__memory_state *state, const struct ct__memory_access *access,
     const ct_value *key, size_t key_count, struct ct__memory_row **ret_row, ct_diag *diag)
{
    const struct ct__memory_table *table = access->stored;
    ct_status status = check_values(table, key, key_count, table->key_count, diag);
    if (status)
        return status;
    struct ct__memory_row *row = ct__memory_tree_find(&table->indexes[0].order,
                                                      state->roots[table->first_root], key,
                                                      key_count);
    if (!row)
        return ct__memory_report(diag, CT_ERR_NOT_FOUND, "table %s had no such key", table->name);
    *ret_row = row;
    return CT_OK;
}

ct_status
ct__memory_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
               ct_row_sink *sink, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    struct ct__memory_access access;
    struct ct__memory_row *row;
    ct_status status = ct__memory_session_read(own, table, &access, diag);
    if (!status)
        status = find(own->state, &access, key, key_count, &row, diag);
    if (!status)
        status = ct_row_put(sink, row->values, access.known->column_count);
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_insert(void *session, uint32_t table, const ct_value *row, size_t column_count,
                  ct_diag *diag)
{
    struct ct__memory_session *own = session;
    const ct_allocator *allocator = &own->store->allocator;
    struct ct__memory_access access;
    ct_status status = ct__memory_session_write(own, table, &access, diag);
    if (!status)
        status = check_values(access.known, row, column_count, access.known->column_count, diag);
    if (!status) {
        struct ct__memory_row *copy =
            ct__memory_row_new(allocator, row, column_count, access.stored->column_count);
        status = copy ? ct__memory_state_insert(allocator, own->state, access.stored, copy, diag)
                      : CT_ERR_NO_MEMORY;
        ct__memory_row_unref(allocator, copy);
    }
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
                  const uint32_t *columns, const ct_value *values, size_t value_count,
                  ct_diag *diag)
{
    struct ct__memory_session *own = session;
    const ct_allocator *allocator = &own->store->allocator;
    struct ct__memory_access access;
    struct ct__memory_row *stored;
    ct_status status = ct__memory_session_write(own, table, &access, diag);
    if (!status)
        status = check_changes(access.known, columns, values, value_count, diag);
    if (!status)
        status = find(own->state, &access, key, key_count, &stored, diag);
    if (!status) {
        ct__memory_row_ref(stored);
        struct ct__memory_row *changed =
            ct__memory_row_change(allocator, stored, columns, values, value_count);
        status = changed ? ct__memory_state_replace(allocator, own->state, access.stored, stored,
                                                    changed, diag)
                         : CT_ERR_NO_MEMORY;
        ct__memory_row_unref(allocator, changed);
        ct__memory_row_unref(allocator, stored);
    }
    return ct__memory_session_end(own, status, diag);
}

ct_status
ct__memory_erase(void *session, uint32_t table, const ct_value *key, size_t key_count,
                 ct_diag *diag)
{
    struct ct__memory_session *own = session;
    const ct_allocator *allocator = &own->store->allocator;
    struct ct__memory_access access;
    struct ct__memory_row *stored;
    ct_status status = ct__memory_session_write(own, table, &access, diag);
    if (!status)
        status = find(own->state, &access, key, key_count, &stored, diag);
    if (!status) {
        ct__memory_row_ref(stored);
        status = ct__memory_state_erase(allocator, own->state, access.stored, stored);
        ct__memory_row_unref(allocator, stored);
    }
    return ct__memory_session_end(own, status, diag);
}
