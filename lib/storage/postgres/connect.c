#include <stdlib.h>
#include <string.h>

#include "storage/postgres/postgres.h"

bool
ct__pg_can_parse(const char *connection)
{
    char *words = NULL;
    PQconninfoOption *options = PQconninfoParse(connection, &words);
    bool can = options;
    PQconninfoFree(options);
    PQfreemem(words);
    return can;
}

static void
hear_nothing(void *user, const PGresult *result)
{
    (void)user;
    (void)result;
}

/* Each alone, because another server that speaks the protocol may not know it; none changes what a
 * statement answers. Scans walk the index of their order: the planner would rather read a small table
 * as a whole, and a serialisable transaction then gets in the way of all that write to it. Plans are
 * made once. And less than the disk's own word is no commit. */
static const char *const settings[] = {
    "SET plan_cache_mode = force_generic_plan",
    "SET enable_seqscan = off",
    "SET enable_bitmapscan = off",
    "SET enable_sort = off",
    "SET enable_incremental_sort = off",
    "SET max_parallel_workers_per_gather = 0",
    "SET jit = off",
    ("SELECT set_config('synchronous_commit', 'on', false)"
     " WHERE current_setting('synchronous_commit') = 'off'"),
};

static ct_status
configure(struct ct__pg_session *session, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < sizeof settings / sizeof *settings; i++)
        status = ct__pg_send_text(session, settings[i], CT__PG_EXPECT_NOTHING, diag);
    return status;
}

/* What is said before "dbname" is a default, which the caller's string may change: nobody waits for a
 * server that has vanished. */
static PGconn *
connect_by(const char *string)
{
    static const char *const keywords[] = {
        "connect_timeout", "tcp_user_timeout",          "keepalives_idle", "keepalives_interval",
        "dbname",          "fallback_application_name", "client_encoding", NULL,
    };
    const char *const values[] = {"10", "30000", "30", "10", string, "contoterzi", "UTF8", NULL};
    return PQconnectdbParams(keywords, values, 1);
}

ct_status
ct__pg_connect(struct ct__pg_session *session, ct_diag *diag)
{
    session->connection = connect_by(session->backend->connection);
    if (!session->connection || PQstatus(session->connection) != CONNECTION_OK) {
        ct_status status = ct__pg_lost(session->connection, CT_ERR_IO, diag);
        ct__pg_disconnect(session);
        return status;
    }
    PQsetNoticeReceiver(session->connection, hear_nothing, NULL);
    session->set_timeout_ms = -1;
    if (!PQenterPipelineMode(session->connection)) {
        ct__pg_disconnect(session);
        return ct__sql_fail(diag, CT_ERR_IO, "the connection has no pipeline mode");
    }
    return configure(session, diag);
}

void
ct__pg_disconnect(struct ct__pg_session *session)
{
    PQfinish(session->connection);
    session->connection = NULL;
    session->pending_first = 0;
    session->pending_count = 0;
    for (uint32_t i = 0; i < session->statement_count; i++)
        session->statements[i].is_prepared = false;
}

/* A server that went away while nothing was asked of it has said so by now. */
ct_status
ct__pg_reconnect(struct ct__pg_session *session, ct_diag *diag)
{
    if (session->connection && !PQconsumeInput(session->connection))
        ct__pg_disconnect(session);
    return session->connection ? CT_OK : ct__pg_connect(session, diag);
}
