#include "storage/sqlite/sqlite.h"

ct_status
ct__sqlite_put_row(const struct ct__sqlite_session *session, const struct ct__sql_table *table,
                   sqlite3_stmt *statement, ct_row_sink *sink, ct_diag *diag)
{
    for (uint32_t i = 0; i < table->column_count; i++)
        ct__sqlite_decode(&table->columns[i], statement, (int)i, &session->cells[i],
                          &session->common.values[i], diag);
    return ct_row_put(sink, session->common.values, table->column_count);
}

/* Binds one value to the parameter behind the `used` ones, each of which has its own cell. */
static ct_status
bind_value(const struct ct__sqlite_session *session, sqlite3_stmt *statement, uint32_t used,
           const struct ct__sql_column *column, const ct_value *value, ct_diag *diag)
{
    struct ct__sqlite_cell *cell = &session->cells[used];
    ct_status status = ct__sqlite_encode(column, value, cell, diag);
    return status ? status : ct__sqlite_bind(session, statement, (int)used + 1, cell, diag);
}

/* Binds values of the table's first columns. */
static ct_status
bind_columns(const struct ct__sqlite_session *session, sqlite3_stmt *statement, uint32_t used,
             const struct ct__sql_table *table, const ct_value *values, size_t count,
             ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; !status && i < count; i++)
        status = bind_value(session, statement, used + i, &table->columns[i], &values[i], diag);
    return status;
}

static ct_status
take_for_key(struct ct__sqlite_session *session, const struct ct__sql_table *table,
             const char *sql, const ct_value *key, size_t key_count, sqlite3_stmt **ret_statement,
             ct_diag *diag)
{
    ct_status status = ct__sqlite_take(session, sql, ret_statement, diag);
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
    const struct ct__sql_table *table = &session->common.tables[number];
    sqlite3_stmt *statement = NULL;
    ct_status status =
        take_for_key(session, table, table->get_sql, key, key_count, &statement, diag);
    if (!status)
        status = ct__sqlite_step(session, statement, diag);
    if (!status)
        status = ct__sqlite_put_row(session, table, statement, sink, diag);
    else if (status == CT_DONE)
        status = CT_ERR_NOT_FOUND;
    ct__sqlite_give_back(session, statement);
    return status;
}

ct_status
ct__sqlite_insert(void *opaque, uint32_t number, const ct_value *row, size_t column_count,
                  ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[number];
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_take(session, table->insert_sql, &statement, diag);
    if (!status)
        status = bind_columns(session, statement, 0, table, row, column_count, diag);
    if (!status)
        status = step_change(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return status;
}

ct_status
ct__sqlite_update(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
                  const uint32_t *columns, const ct_value *values, size_t value_count,
                  ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[number];
    sqlite3_stmt *statement = NULL;
    ct__sql_update(&session->common.sql, table, columns, value_count);
    ct_status status = ct__sqlite_take_built(session, &statement, diag);
    for (uint32_t i = 0; !status && i < value_count; i++)
        status = bind_value(session, statement, i, &table->columns[columns[i]], &values[i], diag);
    if (!status)
        status = bind_columns(session, statement, (uint32_t)value_count, table, key, key_count,
                              diag);
    if (!status)
        status = step_change(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return status;
}

ct_status
ct__sqlite_erase(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
                 ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[number];
    sqlite3_stmt *statement = NULL;
    ct_status status =
        take_for_key(session, table, table->erase_sql, key, key_count, &statement, diag);
    if (!status)
        status = step_change(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return status;
}
