/* Who may do what at the same time, by locks on bytes far behind the data.
 *
 * LMDB's own locks know no time limit and belong to threads, so the file is opened without them
 * (MDB_NOLOCK), and its rule is kept here: one writer at a time, and no reader of a state that a writer
 * may overwrite. The writer of state N reuses what only the states up to N - 3 need. So a reader of
 * state S holds gate S % 4, and the writer of N first waits until gate (N - 3) % 4 is free; older
 * readers are gone, for the writers before waited for them. */
#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include "internal.h"

enum { OPENING, WRITER, GATES, GATE_COUNT = 4, LOCKS = GATES + GATE_COUNT };

/* A lock of this session's own, whatever thread it is in; it ends with the process. */
static bool
set_lock(const struct session *session, short type, int64_t byte, int64_t count)
{
    struct flock region = {.l_type = type, .l_whence = SEEK_SET,
                           .l_start = (INT64_C(1) << 60) + byte, .l_len = count};
    int code;
    do
        code = fcntl(session->file, F_OFD_SETLK, &region);
    while (code && errno == EINTR);
    return code == 0;
}

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static ct_status
take(const struct session *session, short type, int64_t byte, int64_t deadline, ct_diag *diag)
{
    const struct timespec pause = {.tv_nsec = 500000};
    while (!set_lock(session, type, byte, 1)) {
        if (now_ms() >= deadline)
            return fail(diag, CT_ERR_BUSY, "somebody else was at work for too long");
        nanosleep(&pause, NULL);
    }
    return CT_OK;
}

ct_status
lock_opening(struct session *session, uint32_t timeout_ms, ct_diag *diag)
{
    return take(session, F_WRLCK, OPENING, now_ms() + timeout_ms, diag);
}

static int64_t
gate_of(size_t state)
{
    return GATES + (int64_t)(state % GATE_COUNT);
}

/* The state may have moved on before its gate was taken: then once more. */
static ct_status
begin_reading(struct session *session, int64_t deadline, ct_diag *diag)
{
    ct_status status = CT_OK;
    int code = mdb_txn_begin(session->env, NULL, MDB_RDONLY, &session->txn);
    while (!code && !status) {
        size_t state = mdb_txn_id(session->txn);
        status = take(session, F_RDLCK, gate_of(state), deadline, diag);
        mdb_txn_reset(session->txn);
        code = mdb_txn_renew(session->txn);
        if (!code && mdb_txn_id(session->txn) == state)
            return status;
        (void)set_lock(session, F_UNLCK, gate_of(state), 1);
    }
    return code ? fail_lmdb(diag, code) : status;
}

static ct_status
begin_writing(struct session *session, int64_t deadline, ct_diag *diag)
{
    ct_status status = take(session, F_WRLCK, WRITER, deadline, diag);
    if (status)
        return status;
    int code = mdb_txn_begin(session->env, NULL, 0, &session->txn);
    if (code)
        return fail_lmdb(diag, code);
    int64_t gate = gate_of(mdb_txn_id(session->txn) + GATE_COUNT - 3);
    status = take(session, F_WRLCK, gate, deadline, diag);
    (void)set_lock(session, F_UNLCK, gate, 1);
    return status;
}

ct_status
lock_begin(struct session *session, bool writes, uint32_t timeout_ms, ct_diag *diag)
{
    int64_t deadline = now_ms() + timeout_ms;
    ct_status status = writes ? begin_writing(session, deadline, diag)
                              : begin_reading(session, deadline, diag);
    int code = status ? 0 : mdb_dbi_open(session->txn, NULL, 0, &session->dbi);
    return code ? fail_lmdb(diag, code) : status;
}

void
lock_end(struct session *session)
{
    if (session->txn)
        mdb_txn_abort(session->txn);
    session->txn = NULL;
    if (session->file >= 0)
        (void)set_lock(session, F_UNLCK, OPENING, LOCKS);
}
