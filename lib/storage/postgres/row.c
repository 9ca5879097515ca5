#include "storage/postgres/postgres.h"

/* The table's key in a row of a result, as cells. */
static void
know_row(struct ct__pg_session *session, const struct ct__sql_table *table, const PGresult *result,
         int row)
{
    struct ct__pg_cell key[CT__PG_PARAMETERS_MAX];
    for (uint32_t i = 0; i < table->key_count; i++)
        key[i] = (struct ct__pg_cell){
            .data = PQgetvalue(result, row, (int)i),
            .size = PQgetlength(result, row, (int)i),
        };
    ct__pg_know(session, table, key);
}

ct_status
ct__pg_put_row(struct ct__pg_session *session, const struct ct__sql_table *table,
               const PGresult *result, int row, ct_row_sink *sink, ct_diag *diag)
{
    if (PQnfields(result) != (int)table->column_count)
        return ct__sql_fail(diag, CT_ERR_CORRUPT, "%s has other columns", table->name);
    for (uint32_t i = 0; i < table->column_count; i++)
        ct__pg_decode(&table->columns[i], result, row, (int)i, &session->common.values[i], diag);
    if (session->common.is_writing)
        know_row(session, table, result, row);
    return ct_row_put(sink, session->common.values, table->column_count);
}

/* Values of the table's first columns, from the cell `first` on. */
static ct_status
encode_columns(struct ct__pg_session *session, uint32_t first, const struct ct__sql_table *table,
               const ct_value *values, size_t count, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; !status && i < count; i++)
        status = ct__pg_encode(&table->columns[i], &values[i], &session->cells[first + i], diag);
    return status;
}

ct_status
ct__pg_get(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
           ct_row_sink *sink, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[number];
    PGresult *rows = NULL;
    ct_status status = encode_columns(session, 0, table, key, key_count, diag);
    if (!status)
        status = ct__pg_ask(session, table, table->get_sql, session->cells, table->key_count, &rows,
                            diag);
    if (!status)
        status = PQntuples(rows) ? ct__pg_put_row(session, table, rows, 0, sink, diag)
                                 : CT_ERR_NOT_FOUND;
    PQclear(rows);
    return ct__pg_leave(session, status);
}

/* Sends a write, and looks at the answers when many are due. */
static ct_status
send_change(struct ct__pg_session *session, const char *sql, uint32_t count, ct_diag *diag)
{
    ct_status status =
        ct__pg_send(session, sql, session->cells, count, CT__PG_EXPECT_CHANGE, diag);
    if (!status && session->pending_count >= CT__PG_UNANSWERED_MAX)
        status = ct__pg_exchange(session, NULL, diag);
    return status;
}

ct_status
ct__pg_insert(void *opaque, uint32_t number, const ct_value *row, size_t column_count,
              ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[number];
    ct_status status = encode_columns(session, 0, table, row, column_count, diag);
    if (!status)
        status = ct__pg_drop_written(session, table, session->cells, diag);
    if (!status)
        status = ct__pg_start(session, diag);
    if (!status)
        status = send_change(session, table->insert_sql, table->column_count, diag);
    if (!status)
        ct__pg_know(session, table, session->cells);
    return ct__pg_leave(session, status);
}

/* Of a row that may not be there one wants to know at once. `key` begins at that cell. */
static ct_status
change_row(struct ct__pg_session *session, const struct ct__sql_table *table, const char *sql,
           uint32_t key, uint32_t count, ct_diag *diag)
{
    ct_status status = ct__pg_drop_written(session, table, session->cells + key, diag);
    if (!status)
        status = ct__pg_start(session, diag);
    if (status)
        return status;
    if (ct__pg_is_known(session, table, session->cells + key))
        return send_change(session, sql, count, diag);
    status = ct__pg_send(session, sql, session->cells, count, CT__PG_EXPECT_MAYBE, diag);
    if (!status)
        status = ct__pg_exchange(session, NULL, diag);
    return !status && !session->change_count ? CT_ERR_NOT_FOUND : status;
}

ct_status
ct__pg_update(void *opaque, uint32_t number, const ct_value *key, size_t key_count,
              const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    struct ct__sql_text *sql = &session->common.sql;
    const struct ct__sql_table *table = &session->common.tables[number];
    uint32_t count = (uint32_t)value_count;
    ct_status status = CT_OK;
    for (uint32_t i = 0; !status && i < count; i++)
        status =
            ct__pg_encode(&table->columns[columns[i]], &values[i], &session->cells[i], diag);
    if (!status)
        status = encode_columns(session, count, table, key, key_count, diag);
    if (!status) {
        ct__sql_update(sql, table, columns, value_count);
        status = sql->failed ? ct__sql_no_memory(diag) : CT_OK;
    }
    if (!status)
        status = change_row(session, table, sql->text, count, count + table->key_count, diag);
    return ct__pg_leave(session, status);
}

ct_status
ct__pg_erase(void *opaque, uint32_t number, const ct_value *key, size_t key_count, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    const struct ct__sql_table *table = &session->common.tables[number];
    ct_status status = encode_columns(session, 0, table, key, key_count, diag);
    if (!status)
        status = change_row(session, table, table->erase_sql, 0, table->key_count, diag);
    if (!status)
        ct__pg_forget(session, table, session->cells);
    return ct__pg_leave(session, status);
}
