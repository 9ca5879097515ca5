#include <stdio.h>

#include "storage/sqlite/sqlite.h"

/* Extended codes stand before the primary code that they refine. */
static const struct {
    int code;
    ct_status status;
} answers[] = {
    {SQLITE_BUSY_SNAPSHOT, CT_ERR_CONFLICT},
    {SQLITE_BUSY, CT_ERR_BUSY},
    {SQLITE_LOCKED, CT_ERR_BUSY},
    {SQLITE_PROTOCOL, CT_ERR_BUSY},
    {SQLITE_NOMEM, CT_ERR_NO_MEMORY},
    {SQLITE_IOERR_NOMEM, CT_ERR_NO_MEMORY},
    {SQLITE_IOERR_CORRUPTFS, CT_ERR_CORRUPT},
    {SQLITE_CONSTRAINT_PRIMARYKEY, CT_ERR_EXISTS},
    {SQLITE_CONSTRAINT_UNIQUE, CT_ERR_EXISTS},
    {SQLITE_CONSTRAINT_NOTNULL, CT_ERR_INVALID_ARGUMENT},
    {SQLITE_CONSTRAINT, CT_ERR_CORRUPT}, /* of somebody's own making: we declare no other */
    {SQLITE_TOOBIG, CT_ERR_INVALID_ARGUMENT},
    {SQLITE_CORRUPT, CT_ERR_CORRUPT},
    {SQLITE_NOTADB, CT_ERR_CORRUPT},
    {SQLITE_ERROR, CT_ERR_CORRUPT}, /* our SQL is right, so a table is not what it should be */
    {SQLITE_INTERRUPT, CT_ERR_CANCELLED},
    {SQLITE_FULL, CT_ERR_IO},
    {SQLITE_IOERR, CT_ERR_IO},
    {SQLITE_CANTOPEN, CT_ERR_IO},
    {SQLITE_READONLY, CT_ERR_IO},
    {SQLITE_PERM, CT_ERR_IO},
    {SQLITE_NOLFS, CT_ERR_IO},
};

static ct_status
answer_to(int code)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].code == code || answers[i].code == (code & 0xff))
            return answers[i].status;
    return CT_ERR;
}

/* COMMIT writes the pages to the log, last the one that makes them a transaction; it syncs the log, and
 * then tells the other connections through shared memory. When it fails, no connection sees the
 * transaction. But if that last page got into the log it stays there until another transaction is
 * written over it, and a crash before then brings this one back. It did not get there when these
 * were the failure: reads come before it, and a write that failed is its own or one before it. */
bool
ct__sqlite_may_be_committed(int code)
{
    static const int before[] = {SQLITE_BUSY, SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ,
                                 SQLITE_FULL, SQLITE_IOERR_WRITE};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (before[i] == code || before[i] == (code & 0xff))
            return false;
    return true;
}

ct_status
ct__sqlite_failure(const struct ct__sqlite_session *session, int code, ct_diag *diag)
{
    char message[CT__SQL_MESSAGE];
    /* Of what was not the connection's last call, the connection has no words. */
    const char *words = session->db && sqlite3_extended_errcode(session->db) == code
                            ? sqlite3_errmsg(session->db)
                            : sqlite3_errstr(code);
    (void)snprintf(message, sizeof message, "'%s': %s", session->path, words);
    ct_diag_set(diag, code, message);
    return answer_to(code);
}
