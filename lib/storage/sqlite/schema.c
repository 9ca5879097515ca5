#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "storage/sqlite/sqlite.h"

static ct_status
execute_built(struct ct__sqlite_session *session, ct_diag *diag)
{
    int code = SQLITE_NOMEM;
    if (!session->common.sql.failed)
        code = sqlite3_exec(session->db, session->common.sql.text, NULL, NULL, NULL);
    return code == SQLITE_OK ? CT_OK : ct__sqlite_failure(session, code, diag);
}

static void
add_column_definition(struct ct__sql_text *sql, const struct ct__sql_column *column)
{
    ct__sql_name(sql, column->name);
    ct__sql_add(sql, " ");
    ct__sql_add(sql, ct__sqlite_column_type(column));
    if (!column->nullable)
        ct__sql_add(sql, " NOT NULL");
    if (column->references) {
        ct__sql_add(sql, " REFERENCES ");
        ct__sql_name(sql, column->references);
    }
}

/* Laid out for people: they read it with .schema. */
static ct_status
create_table(struct ct__sqlite_session *session, const struct ct__sql_table *table,
             ct_diag *diag)
{
    struct ct__sql_text *sql = &session->common.sql;
    ct__sql_start(sql, "CREATE TABLE ");
    ct__sql_name(sql, table->name);
    ct__sql_add(sql, " (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        ct__sql_add(sql, "\n    ");
        add_column_definition(sql, &table->columns[i]);
        ct__sql_add(sql, ",");
    }
    ct__sql_add(sql, "\n    PRIMARY KEY (");
    for (uint32_t i = 0; i < table->key_count; i++) {
        ct__sql_add(sql, i ? ", " : "");
        ct__sql_name(sql, table->columns[i].name);
    }
    ct__sql_add(sql, ")\n) STRICT, WITHOUT ROWID");
    return execute_built(session, diag);
}

static ct_status
add_column(struct ct__sqlite_session *session, const struct ct__sql_table *table,
           const struct ct__sql_column *column, ct_diag *diag)
{
    ct__sql_start(&session->common.sql, "ALTER TABLE ");
    ct__sql_name(&session->common.sql, table->name);
    ct__sql_add(&session->common.sql, " ADD COLUMN ");
    add_column_definition(&session->common.sql, column);
    return execute_built(session, diag);
}

/* Only the declared columns are named: the index of a WITHOUT ROWID table ends with the key columns
 * that it lacks by itself, and a unique one has to be unique without them. */
static ct_status
create_index(struct ct__sqlite_session *session, const struct ct__sql_table *table,
             const struct ct__sql_index *index, ct_diag *diag)
{
    struct ct__sql_text *sql = &session->common.sql;
    ct__sql_start(sql, index->unique ? "CREATE UNIQUE INDEX IF NOT EXISTS "
                                            : "CREATE INDEX IF NOT EXISTS ");
    ct__sql_index_name(sql, table, index);
    ct__sql_add(sql, " ON ");
    ct__sql_name(sql, table->name);
    for (uint32_t i = 0; i < index->declared_count; i++) {
        ct__sql_add(sql, i ? ", " : " (");
        ct__sql_name(sql, table->columns[index->columns[i]].name);
    }
    ct__sql_add(sql, ")");
    return execute_built(session, diag);
}

static ct_status
find_column(struct ct__sqlite_session *session, const struct ct__sql_column *column,
            bool *ret_is_there, ct_diag *diag)
{
    const struct ct__sqlite_cell names[] = {
        {.type = CT_TYPE_TEXT, .data = column->table, .size = strlen(column->table)},
        {.type = CT_TYPE_TEXT, .data = column->name, .size = strlen(column->name)},
    };
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_take(
        session, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?", &statement, diag);
    for (int i = 0; !status && i < 2; i++)
        status = ct__sqlite_bind(session, statement, i + 1, &names[i], diag);
    if (!status)
        status = ct__sqlite_step(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    *ret_is_there = status == CT_OK;
    return status > 0 ? CT_OK : status;
}

/* A table without its first column is not there at all. */
static ct_status
complete_table(struct ct__sqlite_session *session, const struct ct__sql_table *table,
               ct_diag *diag)
{
    bool is_there = false;
    ct_status status = find_column(session, &table->columns[0], &is_there, diag);
    if (!status && !is_there)
        status = create_table(session, table, diag);
    for (uint32_t i = 1; !status && i < table->column_count; i++) {
        status = find_column(session, &table->columns[i], &is_there, diag);
        if (!status && !is_there)
            status = add_column(session, table, &table->columns[i], diag);
    }
    for (uint32_t i = 1; !status && i < table->index_count; i++)
        status = create_index(session, table, &table->indexes[i], diag);
    return status;
}

static ct_status
set_marks(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    char text[100];
    (void)snprintf(text, sizeof text, "PRAGMA application_id = %d; PRAGMA user_version = %" PRIu32,
             CT__SQLITE_APPLICATION_ID, version);
    ct__sql_start(&session->common.sql, text);
    return execute_built(session, diag);
}

/* Under the write lock; somebody else may have been faster. */
static ct_status
complete_tables(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    bool is_current = false;
    ct_status status = ct__sqlite_check_version(session, version, &is_current, diag);
    if (status || is_current)
        return status;
    for (uint32_t i = 0; !status && i < session->common.table_count; i++)
        status = complete_table(session, &session->common.tables[i], diag);
    return status ? status : set_marks(session, version, diag);
}

/* A failure leaves the transaction open for the caller, who closes the connection. */
ct_status
ct__sqlite_upgrade(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    bool is_current = false;
    ct_status status = ct__sqlite_check_version(session, version, &is_current, diag);
    if (status || is_current)
        return status;
    status = ct__sqlite_run(session, "BEGIN IMMEDIATE", diag);
    if (!status)
        status = complete_tables(session, version, diag);
    return status ? status : ct__sqlite_run(session, "COMMIT", diag);
}
