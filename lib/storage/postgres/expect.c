#include <stdio.h>
#include <string.h>

#include "storage/postgres/postgres.h"

/* A row where there must be none ends the transaction on the server: by a division by zero, for want of
 * a statement of its own. So the answer needs no round trip before the commit. Transactions that look
 * after they wrote, and end at once, are hardly ever each other's conflict: who looked first wrote
 * first. */
static char *
make_sql(const struct ct__pg_session *session, const char *query)
{
    static const char pattern[] = "SELECT 1 / (1 - count(*)) FROM (%s) AS found";
    size_t size = sizeof pattern + strlen(query);
    char *sql = ct__allocate(session->allocator, 1, size);
    if (sql)
        (void)snprintf(sql, size, pattern, query);
    return sql;
}

static ct_status
send_look(struct ct__pg_session *session, const char *query, uint32_t count, ct_diag *diag)
{
    char *sql = make_sql(session, query);
    if (!sql)
        return ct__sql_no_memory(diag);
    ct_status status = ct__pg_start(session, diag);
    if (!status)
        status = ct__pg_send(session, sql, session->cells, count, CT__PG_EXPECT_DONE, diag);
    ct__release(session->allocator, sql);
    return status;
}

ct_status
ct__pg_expect_none(void *opaque, const ct_scan *scan, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    uint32_t count = 0;
    const char *query = NULL;
    void *cursor = NULL;
    ct_scan first = *scan;
    first.limit = 1;
    ct_status status = ct__pg_first_query(session, &first, &query, &count, &cursor, diag);
    if (!status)
        status = send_look(session, query, count, diag);
    if (cursor)
        ct__pg_scan_close(cursor);
    return ct__pg_leave(session, status);
}
