#include <string.h>

#include "storage/sqlite/sqlite.h"

/* The statements not in use, oldest first: a statement leaves the list while somebody uses it and
 * comes back at the end, so the list is in the order of last use by itself. */

static sqlite3_stmt *
take_idle(struct ct__sqlite_session *session, const char *sql, size_t length)
{
    for (size_t i = session->idle_count; i-- > 0;) {
        struct ct__sqlite_idle *idle = &session->idle[i];
        if (idle->length != length || memcmp(sqlite3_sql(idle->handle), sql, length) != 0)
            continue;
        sqlite3_stmt *handle = idle->handle;
        memmove(idle, idle + 1, (--session->idle_count - i) * sizeof *idle);
        return handle;
    }
    return NULL;
}

ct_status
ct__sqlite_take(struct ct__sqlite_session *session, const char *sql, sqlite3_stmt **ret_statement,
                ct_diag *diag)
{
    sqlite3_stmt *statement = take_idle(session, sql, strlen(sql));
    if (!statement) {
        int code = sqlite3_prepare_v3(session->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                                      NULL);
        if (code != SQLITE_OK)
            return ct__sqlite_failure(session, code, diag);
    }
    *ret_statement = statement;
    return CT_OK;
}

ct_status
ct__sqlite_take_built(struct ct__sqlite_session *session, sqlite3_stmt **ret_statement,
                      ct_diag *diag)
{
    if (session->common.sql.failed)
        return ct__sqlite_failure(session, SQLITE_NOMEM, diag);
    return ct__sqlite_take(session, session->common.sql.text, ret_statement, diag);
}

void
ct__sqlite_give_back(struct ct__sqlite_session *session, sqlite3_stmt *statement)
{
    struct ct__sqlite_idle *idle = session->idle;
    if (!statement)
        return;
    sqlite3_reset(statement); /* its answer is the one that the last step gave */
    sqlite3_clear_bindings(statement);
    if (session->idle_count == CT__SQLITE_IDLE_MAX) {
        sqlite3_finalize(idle[0].handle);
        memmove(idle, idle + 1, --session->idle_count * sizeof *idle);
    }
    idle[session->idle_count++] =
        (struct ct__sqlite_idle){statement, strlen(sqlite3_sql(statement))};
}

void
ct__sqlite_drop_statements(struct ct__sqlite_session *session)
{
    session->idle_count = 0;
    /* Those of cursors that nobody closed too: they would keep the connection, and its locks. */
    for (sqlite3_stmt *each; (each = sqlite3_next_stmt(session->db, NULL));)
        sqlite3_finalize(each);
}

ct_status
ct__sqlite_bind(const struct ct__sqlite_session *session, sqlite3_stmt *statement, int number,
                const struct ct__sqlite_cell *cell, ct_diag *diag)
{
    /* STATIC: cells outlive the use of the statement, and giving it back forgets them. */
    int code = SQLITE_OK; /* a parameter that is not bound is NULL */
    if (cell->type == CT_TYPE_INT64)
        code = sqlite3_bind_int64(statement, number, cell->i64);
    else if (cell->type == CT_TYPE_TEXT)
        code = sqlite3_bind_text64(statement, number, cell->data, cell->size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    else if (cell->type == CT_TYPE_BLOB)
        code = sqlite3_bind_blob64(statement, number, cell->data, cell->size, SQLITE_STATIC);
    return code == SQLITE_OK ? CT_OK : ct__sqlite_failure(session, code, diag);
}

ct_status
ct__sqlite_step(const struct ct__sqlite_session *session, sqlite3_stmt *statement, ct_diag *diag)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return CT_OK;
    return code == SQLITE_DONE ? CT_DONE : ct__sqlite_failure(session, code, diag);
}

ct_status
ct__sqlite_run(struct ct__sqlite_session *session, const char *sql, ct_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_take(session, sql, &statement, diag);
    if (!status)
        status = ct__sqlite_step(session, statement, diag);
    ct__sqlite_give_back(session, statement);
    return status > 0 ? CT_OK : status;
}
