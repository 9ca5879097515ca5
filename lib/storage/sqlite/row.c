#include "storage/sqlite/sqlite.h"

ct_status
ct__sqlite_put_row(const struct ct__sqlite_session *session, const struct ct__sqlite_table *table,
                   sqlite3_stmt *statement, ct_row_sink *sink, ct_diag *diag)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        ct_status status = ct__sqlite_decode(&table->columns[i], statement, (int)i,
                                             &session->cells[i], &session->values[i], diag);
        if (status)
            return status;
    }
    return ct_row_put(sink, session->values, table->column_count);
}

/* Binds one value to the parameter behind the `used` ones, each of which has its own cell. */
static ct_status
bind_value(const struct ct__sqlite_session *session, sqlite3_stmt *statement, uint32_t used,
           const struct ct__sqlite_column *column, const ct_value *value, ct_diag *diag)
{
    struct ct__sqlite_cell *cell = &session->cells[used];
    ct_status status = ct__sqlite_encode(column, value, cell, diag);
    return status ? status : ct__sqlite_bind(session, statement, (int)used + 1, cell, diag);
}

/* Binds values of the table's first columns. */
static ct_status
bind_columns(const struct ct__sqlite_session *session, sqlite3_stmt *statement, uint32_t used,
             const struct ct__sqlite_table *table, const ct_value *values, size_t count,
             ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; !status && i < count; i++)
        status = bind_value(session, statement, used + i, &table->columns[i], &values[i], diag);
    return status;
}

static ct_status
check_count(const struct ct__sqlite_table *table, const char *what, size_t count, uint32_t wanted,
            ct_diag *diag)
{
    if (count == wanted)
        return CT_OK;
    return ct__sqlite_fail(diag, CT_ERR_INVALID_ARGUMENT, "%s was given '%zu' %s instead of %u",
                           table->name, count, what, (unsigned)wanted);
}

static ct_status
take_for_key(struct ct__sqlite_session *session, const struct ct__sqlite_table *table,
             const char *sql, const ct_value *key, size_t key_count, sqlite3_stmt **ret_statement,
             ct_diag *diag)
{
    ct_status status = check_count(table, "key columns", key_count, table->key_count, diag);
    if (!status)
        status = ct__sqlite_take(session, sql, ret_statement, diag);
    if (!status)
        status = bind_columns(session, *ret_statement, 0, table, key, key_count, diag);
    return status;
}

/* Of a statement that writes. */
static ct_status
step_change(const struct ct__sqlite_session *session, sqlite3_stmt *statement, ct_diag *diag)
{
    ct_status status = ct__sqlite_step(session, statement, diag);
    if (status < 0)
        return status;
    return sqlite3_changes(session->db) ? CT_OK : CT_ERR_NOT_FOUND;
}

ct_status
ct__sqlite_get(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
               ct_row_sink *sink, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sqlite_table *table;
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_enter(session, false, number, &table, diag);
    if (!status)
        status = take_for_key(session, table, table->get_sql, key, key_count, &statement, diag);
    if (!status)
        status = ct__sqlite_step(session, statement, diag);
    if (!status)
        status = ct__sqlite_put_row(session, table, statement, sink, diag);
    else if (status == CT_DONE)
        status = CT_ERR_NOT_FOUND;
    ct__sqlite_give_back(session, statement);
    return ct__sqlite_leave(session, status);
}

ct_status
ct__sqlite_insert(void *opaque, uint32_t number, const ct_value *row, size_t column_count,
                  ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sqlite_table *table;
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_enter(session, true, number, &table, diag);
    if (!status)
        status = check_count(table, "columns", column_count, table->column_count, diag);
    if (!status)
        status = ct__sqlite_take(session, table->insert_sql, &statement, diag);
    if (!status)
        status = bind_columns(session, statement, 0, table, row, column_count, diag);
    if (!status)
        status = step_change(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return ct__sqlite_leave(session, status);
}

static ct_status
check_update(const struct ct__sqlite_table *table, size_t key_count, const uint32_t *columns,
             size_t count, ct_diag *diag)
{
    ct_status status = check_count(table, "key columns", key_count, table->key_count, diag);
    bool is_fit = count > 0 && count <= table->column_count - table->key_count;
    for (size_t i = 0; is_fit && i < count; i++)
        is_fit = columns[i] >= table->key_count && columns[i] < table->column_count;
    if (!status && !is_fit)
        status = ct__sqlite_fail(diag, CT_ERR_INVALID_ARGUMENT,
                                 "%s was to change '%zu' columns, not all of which it has outside "
                                 "its key",
                                 table->name, count);
    return status;
}

static ct_status
take_update(struct ct__sqlite_session *session, const struct ct__sqlite_table *table,
            const uint32_t *columns, size_t count, sqlite3_stmt **ret_statement, ct_diag *diag)
{
    struct ct__sqlite_sql *sql = &session->sql;
    ct__sqlite_sql_start(sql, "UPDATE ");
    ct__sqlite_sql_name(sql, table->name);
    for (size_t i = 0; i < count; i++) {
        ct__sqlite_sql_add(sql, i ? ", " : " SET ");
        ct__sqlite_sql_name(sql, table->columns[columns[i]].name);
        ct__sqlite_sql_add(sql, " = ?");
    }
    ct__sqlite_sql_where_key(sql, table);
    return ct__sqlite_take_built(session, ret_statement, diag);
}

ct_status
ct__sqlite_update(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
                  const uint32_t *columns, const ct_value *values, size_t value_count,
                  ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sqlite_table *table;
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_enter(session, true, number, &table, diag);
    if (!status)
        status = check_update(table, key_count, columns, value_count, diag);
    if (!status)
        status = take_update(session, table, columns, value_count, &statement, diag);
    for (uint32_t i = 0; !status && i < value_count; i++)
        status = bind_value(session, statement, i, &table->columns[columns[i]], &values[i], diag);
    if (!status)
        status = bind_columns(session, statement, (uint32_t)value_count, table, key, key_count,
                              diag);
    if (!status)
        status = step_change(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return ct__sqlite_leave(session, status);
}

ct_status
ct__sqlite_erase(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
                 ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sqlite_table *table;
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_enter(session, true, number, &table, diag);
    if (!status)
        status = take_for_key(session, table, table->erase_sql, key, key_count, &statement, diag);
    if (!status)
        status = step_change(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return ct__sqlite_leave(session, status);
}
