/* Transactions that go wrong: at their begin, at their end, with writes that come too late. */
#include "broken_session.h"

#include <signal.h>
#include <stdlib.h>

void
show_half(struct broken *own)
{
    (void)pthread_mutex_lock(&own->lock);
    if (own->half == HALF_TO_COME)
        own->half = HALF_COMMITTED;
    while (own->half != HALF_SEEN)
        (void)pthread_cond_wait(&own->looked, &own->lock);
    (void)pthread_mutex_unlock(&own->lock);
}

static void
look(struct session *session)
{
    (void)pthread_mutex_lock(&session->own->lock);
    session->sees_half = session->own->half == HALF_COMMITTED;
    (void)pthread_mutex_unlock(&session->own->lock);
}

static void
look_away(struct session *session)
{
    (void)pthread_mutex_lock(&session->own->lock);
    if (session->sees_half)
        session->own->half = HALF_SEEN;
    session->sees_half = false;
    (void)pthread_cond_broadcast(&session->own->looked);
    (void)pthread_mutex_unlock(&session->own->lock);
}

void
let_go(struct session *session)
{
    if (session->holds_commit)
        (void)session->ops->commit(session->handle, NULL);
    session->holds_commit = false;
}

ct_status
broken_begin(void *opaque, const ct_transaction_options *options, ct_diag *diag)
{
    struct session *session = opaque;
    ct_transaction_options own = *options;
    own.size = sizeof own;
    session->is_ahead_kept = false;
    session->is_ahead_missing = session->is_ahead_missing && has(session, KEEPS_WHAT_WAS_AHEAD);
    if (has(session, DIES_IN_A_PROCESS) && broken_is_away())
        (void)raise(SIGKILL);
    if (session->is_spent)
        return fail(diag, CT_ERR_IO, "the session was spent");
    if (has(session, OUTGROWN_IS_IO) && session->schema->version < session->own->version)
        return fail(diag, CT_ERR_IO, "the schema was outgrown");
    if (has(session, REFUSES_LONGER_STRUCTS) && options->size > sizeof own)
        return fail(diag, CT_ERR_STRUCT_TOO_NEW, "the options were longer than expected");
    if (has(session, NESTS_TRANSACTIONS) && session->is_open)
        return CT_OK;
    if (has(session, NEEDS_A_LISTENER) && !diag)
        return CT_ERR_IO;
    session->reads = own.flags & CT_TRANSACTION_READ_ONLY;
    if (has(session, COMMITS_WITHOUT_LOOKING))
        own.flags |= CT_TRANSACTION_READ_ONLY;
    if (has(session, WRITES_IN_READ_ONLY))
        own.flags &= ~(uint32_t)CT_TRANSACTION_READ_ONLY;
    if (has(session, TAKES_ANY_FLAG))
        own.flags &= CT_TRANSACTION_READ_ONLY;
    let_go(session);
    ct_status status = scripted(session, BEGIN, diag);
    if (!status)
        status = session->ops->begin(session->handle, &own, listener(session, diag));
    if (status == CT_ERR_BUSY && has(session, BUSY_IS_IO))
        return CT_ERR_IO;
    session->is_open = !status;
    session->is_doomed = false;
    session->due = CT_OK;
    session->thread = pthread_self();
    if (has(session, SHOWS_UNCOMMITTED) && !status && !session->reads)
        session->own->writer = session;
    if (session->reads)
        look(session);
    return status;
}

struct kit_row
copied(struct session *session, const ct_value *values, size_t count)
{
    struct kit_row row = {.count = (uint32_t)count};
    for (size_t i = 0; i < count; i++) {
        row.values[i] = values[i];
        if (values[i].len)
            row.values[i].data = memcpy(room(session, values[i].len), values[i].data,
                                        values[i].len);
    }
    return row;
}

struct later *
add_later(struct session *session, uint32_t table, const ct_value *values, size_t count)
{
    struct later *write = calloc(1, sizeof *write);
    if (!write)
        abort();
    write->table = table;
    write->row = copied(session, values, count);
    *session->last_write = write;
    session->last_write = &write->next;
    return write;
}

void
drop_later_writes(struct session *session)
{
    while (session->writes) {
        struct later *write = session->writes;
        session->writes = write->next;
        free(write);
    }
    session->last_write = &session->writes;
}

static ct_status
replay(struct session *session, const struct later *write, ct_diag *diag)
{
    const ct_value *key = write->row.values;
    uint32_t key_count = session->schema->tables[write->table]->key_count;
    if (write->kind == LATER_INSERT)
        return session->ops->insert(session->handle, write->table, key, write->row.count, diag);
    if (write->kind == LATER_ERASE)
        return session->ops->erase(session->handle, write->table, key, key_count, diag);
    return session->ops->update(session->handle, write->table, key, key_count, write->columns,
                                write->changes.values, write->changes.count, diag);
}

static ct_status
commit_later_writes(struct session *session, ct_diag *diag)
{
    const ct_transaction_options options = {sizeof options, 0, KIT_PATIENT_MS};
    ct_status status = session->ops->commit(session->handle, diag);
    if (!session->writes)
        return status;
    if (!status)
        status = session->ops->begin(session->handle, &options, diag);
    for (struct later *write = session->writes; write && !status; write = write->next)
        status = replay(session, write, diag);
    if (!status)
        status = session->ops->commit(session->handle, diag);
    session->ops->rollback(session->handle);
    drop_later_writes(session);
    return status;
}

ct_status
settle(struct session *session, ct_diag *diag)
{
    const ct_value *kept = session->kept;
    session->kept = NULL;
    return kept ? session->ops->insert(session->handle, session->kept_table, kept,
                                       session->kept_count, diag)
                : CT_OK;
}

/* What others have committed, and none of its own. */
static ct_status
look_beside(struct session *session, ct_diag *diag)
{
    const ct_transaction_options options = {sizeof options, CT_TRANSACTION_READ_ONLY,
                                            KIT_PATIENT_MS};
    void *other = NULL;
    ct_status status = session->ops->open(session->own->inner->impl, &other, diag);
    if (status)
        return status;
    status = session->ops->ensure_schema(other, session->schema, diag);
    if (!status)
        status = session->ops->begin(other, &options, diag);
    if (!status)
        status = broken_look_at_expected(session->expected, session->ops, other, diag);
    session->ops->close(other);
    return status;
}

static ct_status
look_at_expected(struct session *session, ct_diag *diag)
{
    ct_status status = has(session, EXPECTS_OF_OTHERS_ONLY) && session->expected
                           ? look_beside(session, diag)
                           : broken_look_at_expected(session->expected, session->ops,
                                                     session->handle, diag);
    broken_forget_expected(&session->expected);
    if (status && has(session, COMMITS_A_CONFLICT))
        (void)session->ops->commit(session->handle, NULL);
    return status;
}

ct_status
broken_commit(void *opaque, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (!status)
        status = scripted(session, COMMIT, words);
    if (!status)
        status = look_at_expected(session, words);
    if (!status && session->due)
        status = fail(words, session->due, "a write had failed");
    session->due = CT_OK;
    bool was_open = session->is_open;
    session->is_open = false;
    if (has(session, KEEPS_TO_ITS_THREAD) && !pthread_equal(session->thread, pthread_self())) {
        session->ops->rollback(session->handle);
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was another thread's");
    }
    if (has(session, COMMITS_WITHOUT_LOOKING) && !status)
        return commit_later_writes(session, words);
    if (has(session, COMMITS_AT_CLOSE) && was_open) {
        session->holds_commit = true;
        return CT_OK;
    }
    bool is_lost = has(session, COMMITS_NOTHING) ||
                   (has(session, LOSES_A_COMMIT_NOW_AND_THEN) &&
                    atomic_fetch_add(&session->own->commits, 1) % 40 == 39);
    if (is_lost && was_open && !session->reads) {
        session->ops->rollback(session->handle);
        return CT_OK;
    }
    if (!status)
        status = session->ops->commit(session->handle, words);
    else
        session->ops->rollback(session->handle);
    return has(session, SWALLOWS_COMMIT_ERROR) ? CT_OK : status;
}

void
broken_rollback(void *opaque)
{
    struct session *session = opaque;
    if (has(session, IDLE_ROLLBACK_BREAKS) && !session->is_open)
        session->is_spent = true;
    if (has(session, FORGETS_ROLLBACK) && session->is_open)
        (void)session->ops->commit(session->handle, NULL);
    let_go(session);
    if (!has(session, KEEPS_EXPECTATIONS))
        broken_forget_expected(&session->expected);
    session->kept = NULL;
    session->is_open = false;
    session->ops->rollback(session->handle);
    look_away(session);
}
