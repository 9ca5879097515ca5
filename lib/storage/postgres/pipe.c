#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "storage/postgres/postgres.h"

enum { LOOK_MS = 20 };

static ct_status
expect(struct ct__pg_session *session, enum ct__pg_expected expected, uint32_t statement,
       ct_diag *diag)
{
    if (session->pending_count == session->pending_room) {
        size_t room = 2 * session->pending_room + 64;
        struct ct__pg_pending *pending =
            ct__resize(session->allocator, session->pending, room, sizeof *pending);
        if (!pending)
            return ct__sql_no_memory(diag);
        session->pending = pending;
        session->pending_room = room;
    }
    session->pending[session->pending_count++] = (struct ct__pg_pending){expected, statement};
    return CT_OK;
}

static void
expect_no_more(struct ct__pg_session *session)
{
    session->pending_count--;
}

/* What nobody sent can't be lost on its way. */
static ct_status
not_sent(struct ct__pg_session *session, ct_diag *diag)
{
    ct_status status = ct__pg_lost(session->connection, CT_ERR_IO, diag);
    expect_no_more(session);
    ct__pg_disconnect(session);
    return status;
}

static ct_status
sync_pipe(struct ct__pg_session *session, ct_diag *diag)
{
    ct_status status = expect(session, CT__PG_EXPECT_SYNC, 0, diag);
    if (status)
        return status;
    return PQpipelineSync(session->connection) ? CT_OK : not_sent(session, diag);
}

ct_status
ct__pg_send_text(struct ct__pg_session *session, const char *sql, enum ct__pg_expected expected,
                 ct_diag *diag)
{
    ct_status status = expect(session, expected, 0, diag);
    if (status)
        return status;
    if (!PQsendQueryParams(session->connection, sql, 0, NULL, NULL, NULL, NULL, 1))
        return not_sent(session, diag);
    return expected == CT__PG_EXPECT_NOTHING ? sync_pipe(session, diag) : CT_OK;
}

static ct_status
find_statement(struct ct__pg_session *session, const char *sql, uint32_t *ret_number,
               ct_diag *diag)
{
    size_t size = strlen(sql) + 1;
    uint64_t hash = ct__pg_hash(0, sql, size);
    for (uint32_t i = 0; i < session->statement_count; i++)
        if (session->statements[i].hash == hash && strcmp(session->statements[i].sql, sql) == 0) {
            *ret_number = i;
            return CT_OK;
        }
    if (session->statement_count == session->statement_room) {
        uint32_t room = 2 * session->statement_room + 64;
        struct ct__pg_statement *statements =
            ct__resize(session->allocator, session->statements, room, sizeof *statements);
        if (!statements)
            return ct__sql_no_memory(diag);
        session->statements = statements;
        session->statement_room = room;
    }
    char *copy = ct__allocate(session->allocator, size, 1);
    if (!copy)
        return ct__sql_no_memory(diag);
    memcpy(copy, sql, size);
    *ret_number = session->statement_count++;
    session->statements[*ret_number] = (struct ct__pg_statement){copy, hash, false};
    return CT_OK;
}

static ct_status
prepare(struct ct__pg_session *session, uint32_t number, const char *name,
        const struct ct__pg_cell *cells, uint32_t count, ct_diag *diag)
{
    Oid types[CT__PG_PARAMETERS_MAX];
    for (uint32_t i = 0; i < count; i++)
        types[i] = ct__pg_type_oid(cells[i].kind);
    ct_status status = expect(session, CT__PG_EXPECT_PREPARED, number, diag);
    if (status)
        return status;
    if (!PQsendPrepare(session->connection, name, session->statements[number].sql, (int)count,
                       types))
        return not_sent(session, diag);
    session->statements[number].is_prepared = true;
    return CT_OK;
}

static ct_status
execute(struct ct__pg_session *session, const char *name, const struct ct__pg_cell *cells,
        uint32_t count, ct_diag *diag)
{
    const char *values[CT__PG_PARAMETERS_MAX];
    int lengths[CT__PG_PARAMETERS_MAX];
    int formats[CT__PG_PARAMETERS_MAX];
    for (uint32_t i = 0; i < count; i++) {
        values[i] = ct__pg_data(&cells[i]);
        lengths[i] = cells[i].size;
        formats[i] = 1;
    }
    if (!PQsendQueryPrepared(session->connection, name, (int)count, values, lengths, formats, 1))
        return not_sent(session, diag);
    return CT_OK;
}

ct_status
ct__pg_send(struct ct__pg_session *session, const char *sql, const struct ct__pg_cell *cells,
            uint32_t count, enum ct__pg_expected expected, ct_diag *diag)
{
    char name[16];
    uint32_t number = 0;
    if (count > CT__PG_PARAMETERS_MAX)
        return ct__sql_fail(diag, CT_ERR_UNSUPPORTED, "a statement had '%u' parameters",
                            (unsigned)count);
    ct_status status = find_statement(session, sql, &number, diag);
    if (status)
        return status;
    (void)snprintf(name, sizeof name, "ct%u", (unsigned)number);
    if (!session->statements[number].is_prepared)
        status = prepare(session, number, name, cells, count, diag);
    if (!status)
        status = expect(session, expected, 0, diag);
    return status ? status : execute(session, name, cells, count, diag);
}

/* What came of the answers so far. */
struct outcome {
    ct_status status;
    PGresult **results;
    size_t count;
    size_t room;
    bool is_over; /* the server ends the connection */
    bool is_committed;
};

static void
fail(struct outcome *outcome, ct_status status)
{
    if (!outcome->status)
        outcome->status = status;
}

static void
keep_rows(struct outcome *outcome, PGresult **result)
{
    if (outcome->count == outcome->room)
        return;
    outcome->results[outcome->count++] = *result;
    *result = NULL;
}

/* COMMIT of a transaction that had failed is a success, and its tag is ROLLBACK. */
static void
check_commit(const PGresult *result, struct outcome *outcome, ct_diag *diag)
{
    outcome->is_committed = strcmp(PQcmdStatus((PGresult *)(uintptr_t)result), "COMMIT") == 0;
    if (!outcome->is_committed)
        fail(outcome, ct__sql_fail(diag, CT_ERR_CONFLICT, "the server rolled back on COMMIT"));
}

/* A row that was there in this transaction, and is not there now. */
static void
check_change(const PGresult *result, struct outcome *outcome, ct_diag *diag)
{
    if (strcmp(PQcmdTuples((PGresult *)(uintptr_t)result), "1") != 0)
        fail(outcome, ct__sql_fail(diag, CT_ERR_CONFLICT, "a row was gone when it was changed"));
}

static void
take_success(struct ct__pg_session *session, enum ct__pg_expected expected, PGresult **result,
             struct outcome *outcome, ct_diag *diag)
{
    switch (expected) {
    case CT__PG_EXPECT_CHANGE:
        check_change(*result, outcome, diag);
        break;
    case CT__PG_EXPECT_MAYBE:
        session->change_count = PQcmdTuples(*result)[0] == '1';
        break;
    case CT__PG_EXPECT_ROWS:
        keep_rows(outcome, result);
        break;
    case CT__PG_EXPECT_COMMIT:
        check_commit(*result, outcome, diag);
        break;
    case CT__PG_EXPECT_NOTHING:
    case CT__PG_EXPECT_BEGIN:
    case CT__PG_EXPECT_TURN:
    case CT__PG_EXPECT_PREPARED:
    case CT__PG_EXPECT_DONE:
    case CT__PG_EXPECT_SYNC:
        break;
    }
}

static void
take_failure(struct ct__pg_session *session, const struct ct__pg_pending *pending,
             const PGresult *result, struct outcome *outcome, ct_diag *diag)
{
    bool is_skipped = PQresultStatus(result) == PGRES_PIPELINE_ABORTED;
    if (pending->expected == CT__PG_EXPECT_PREPARED)
        session->statements[pending->statement].is_prepared = false;
    if (is_skipped) {
        if (pending->expected == CT__PG_EXPECT_COMMIT)
            fail(outcome, CT_ERR);
        return;
    }
    if (ct__pg_is_end(result))
        outcome->is_over = true;
    if (pending->expected == CT__PG_EXPECT_NOTHING)
        return;
    ct_status status = ct__pg_failure(result, diag);
    if (pending->expected == CT__PG_EXPECT_TURN && status != CT_ERR_BUSY && !outcome->is_over) {
        session->has_no_turns = true;
        status = CT_ERR_CONFLICT; /* so that the transaction is tried again, without */
    }
    /* A server that ends in the middle of a commit has not said whether it got there. */
    if (pending->expected == CT__PG_EXPECT_COMMIT && outcome->is_over)
        status = CT_ERR_COMMIT_UNKNOWN;
    fail(outcome, status);
}

static bool
is_success(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
           status == PGRES_PIPELINE_SYNC;
}

/* Without memory libpq loses an answer that it has read, the end of a part of the pipeline, and PQgetResult
 * would wait for it for ever: only the connection's words tell. What TLS has read ahead, the socket
 * doesn't tell, so one looks after a while anyway. */
static bool
await_answer(PGconn *connection)
{
    while (PQisBusy(connection)) {
        struct pollfd line = {.fd = PQsocket(connection), .events = POLLIN};
        if (PQerrorMessage(connection)[0])
            return false;
        (void)poll(&line, 1, LOOK_MS);
        if (!PQconsumeInput(connection))
            return false;
    }
    return true;
}

/* A failure that the server has not told is libpq's own, as is no result at all: what the server did,
 * nobody knows. */
static bool
is_answer(const PGresult *result)
{
    return PQresultStatus(result) != PGRES_FATAL_ERROR ||
           PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

/* The answer to what is first in the queue. False if the connection is gone, or no longer of use. */
static bool
take_answer(struct ct__pg_session *session, struct outcome *outcome, ct_diag *diag)
{
    const struct ct__pg_pending pending = session->pending[session->pending_first];
    if (!await_answer(session->connection))
        return false;
    PGresult *result = PQgetResult(session->connection);
    if (!is_answer(result)) {
        PQclear(result);
        return false;
    }
    if (is_success(result))
        take_success(session, pending.expected, &result, outcome, diag);
    else
        take_failure(session, &pending, result, outcome, diag);
    PQclear(result);
    session->pending_first++;
    session->pending_count--;
    if (pending.expected != CT__PG_EXPECT_SYNC)
        PQclear(PQgetResult(session->connection)); /* which is NULL: the answer was whole */
    return true;
}

static bool
is_commit_pending(const struct ct__pg_session *session)
{
    for (size_t i = 0; i < session->pending_count; i++)
        if (session->pending[session->pending_first + i].expected == CT__PG_EXPECT_COMMIT)
            return true;
    return false;
}

/* What failed before has doomed what was on its way; only without that is a commit in doubt, until its
 * answer is there. */
static void
lose(struct ct__pg_session *session, struct outcome *outcome, ct_diag *diag)
{
    if (!outcome->status && !outcome->is_committed)
        outcome->status =
            ct__pg_lost(session->connection,
                        is_commit_pending(session) ? CT_ERR_COMMIT_UNKNOWN : CT_ERR_IO, diag);
    ct__pg_disconnect(session);
}

static void
take_answers(struct ct__pg_session *session, struct outcome *outcome, ct_diag *diag)
{
    while (session->pending_count)
        if (!take_answer(session, outcome, diag)) {
            lose(session, outcome, diag);
            return;
        }
    session->pending_first = 0;
    if (outcome->is_over)
        ct__pg_disconnect(session);
}

ct_status
ct__pg_exchange_many(struct ct__pg_session *session, PGresult **results, size_t room,
                     ct_diag *diag)
{
    struct outcome outcome = {.results = results, .room = room};
    outcome.status = sync_pipe(session, diag);
    if (!outcome.status)
        take_answers(session, &outcome, diag);
    while (outcome.status && outcome.count) {
        PQclear(results[--outcome.count]);
        results[outcome.count] = NULL;
    }
    return outcome.status;
}

ct_status
ct__pg_exchange(struct ct__pg_session *session, PGresult **ret_rows, ct_diag *diag)
{
    PGresult *rows = NULL;
    ct_status status = ct__pg_exchange_many(session, &rows, 1, diag);
    if (!status && ret_rows)
        *ret_rows = rows;
    else
        PQclear(rows);
    return status;
}

/* Statements that are still to come are ended by a sync of their own: a failure among them would skip
 * the ROLLBACK too. */
void
ct__pg_abandon(struct ct__pg_session *session)
{
    bool is_begun = session->is_begun;
    session->is_begun = false;
    if (!session->connection || !is_begun)
        return;
    if (!session->pending_count && PQtransactionStatus(session->connection) == PQTRANS_IDLE)
        return;
    ct_status status = CT_OK;
    if (session->pending_count &&
        session->pending[session->pending_count - 1].expected != CT__PG_EXPECT_SYNC)
        status = sync_pipe(session, NULL);
    for (size_t i = 0; i < session->pending_count; i++)
        if (session->pending[i].expected != CT__PG_EXPECT_SYNC &&
            session->pending[i].expected != CT__PG_EXPECT_PREPARED)
            session->pending[i].expected = CT__PG_EXPECT_NOTHING;
    if (!status)
        status = ct__pg_send_text(session, "ROLLBACK", CT__PG_EXPECT_NOTHING, NULL);
    if (status)
        ct__pg_disconnect(session);
}
