#include <stdio.h>

#include "storage/postgres/postgres.h"

static ct_status
set_timeout(struct ct__pg_session *session, ct_diag *diag)
{
    char sql[64];
    uint32_t ms = session->lock_timeout_ms ? session->lock_timeout_ms : 1; /* 0 would be for ever */
    if (ms > INT32_MAX)
        ms = INT32_MAX;
    if (session->set_timeout_ms == ms)
        return CT_OK;
    session->set_timeout_ms = ms;
    (void)snprintf(sql, sizeof sql, "SET lock_timeout = %u", (unsigned)ms);
    return ct__pg_send_text(session, sql, CT__PG_EXPECT_NOTHING, diag);
}

/* Transactions that only a page of an index connects can be in each other's way again and again. One
 * that had to be repeated therefore has the store for itself: it waits for the others to end, who wait
 * for it to begin. The lock comes before the transaction sees anything, or it would see the past. */
static ct_status
take_turn(struct ct__pg_session *session, ct_diag *diag)
{
    if (session->has_no_turns)
        return CT_OK;
    return ct__pg_send(session, session->turn_sql[session->conflicts > 0], NULL, 0,
                       CT__PG_EXPECT_TURN, diag);
}

ct_status
ct__pg_start(struct ct__pg_session *session, ct_diag *diag)
{
    const char *sql = session->common.is_writing
                          ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
                          : "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY";
    if (session->is_begun)
        return CT_OK;
    ct_status status = ct__pg_reconnect(session, diag);
    if (!status)
        status = set_timeout(session, diag);
    if (!status)
        status = ct__pg_send(session, sql, NULL, 0, CT__PG_EXPECT_BEGIN, diag);
    session->is_begun = status == CT_OK;
    if (!status && session->common.is_writing)
        status = take_turn(session, diag);
    return status;
}
