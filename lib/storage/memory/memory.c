/* The in-memory back end: sessions and transactions. */
#include <string.h>

#include "storage/memory/report.h"
#include "storage/memory/session.h"

/* How long ensure_schema waits for a writer; nobody can tell it. */
enum { SCHEMA_TIMEOUT_MS = 5000 };

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    struct ct__memory_store *store = impl;
    struct ct__memory_session *session = ct__allocate(&store->allocator, 1, sizeof *session);
    if (!session)
        return ct__memory_report(diag, CT_ERR_NO_MEMORY, "memory ran out");
    session->store = store;
    *ret_session = session;
    return CT_OK;
}

/* Forgets the transaction; `state` has been given away or not, the turn is still ours. */
static void
end_transaction(struct ct__memory_session *session)
{
    if (session->is_writing)
        ct__memory_store_leave(session->store);
    session->state = NULL;
    session->is_writing = false;
    session->is_doomed = false;
}

static void
roll_back(void *session)
{
    struct ct__memory_session *own = session;
    ct__memory_state_unref(&own->store->allocator, own->state);
    end_transaction(own);
}

static void
close_session(void *session)
{
    struct ct__memory_session *own = session;
    roll_back(own);
    ct__memory_schema_unref(own->schema);
    ct__release(&own->store->allocator, own);
}

/* Has the turn. `committed` cannot change meanwhile. */
static ct_status
upgrade(struct ct__memory_store *store, const struct ct__memory_state *committed,
        const ct_schema *source, ct_diag *diag)
{
    struct ct__memory_schema *schema = NULL;
    struct ct__memory_state *state = NULL;
    ct_status status = ct__memory_schema_new(&store->allocator, source, diag, &schema);
    if (!status)
        status = ct__memory_schema_check_growth(committed->schema, schema, diag);
    if (!status)
        status = ct__memory_state_upgrade(&store->allocator, committed, schema, diag, &state);
    if (!status)
        ct__memory_store_publish(store, state);
    ct__memory_schema_unref(schema);
    return status;
}

/* Compares versions with what is committed, and gives the session what is then stored. */
static ct_status
adopt(struct ct__memory_session *session, const ct_schema *source, bool *ret_is_older,
      ct_diag *diag)
{
    struct ct__memory_state *committed = ct__memory_store_snapshot(session->store);
    uint32_t stored = committed->schema->version;
    uint32_t asked = ct_schema_version(source);
    ct_status status = CT_OK;
    if (stored > asked) {
        status = ct__memory_report(diag, CT_ERR_SCHEMA_NEWER,
                                   "the store had schema %u, newer than %u", (unsigned)stored,
                                   (unsigned)asked);
    } else if (stored == asked) {
        ct__memory_schema_unref(session->schema);
        session->schema = ct__memory_schema_ref(committed->schema);
    }
    *ret_is_older = stored < asked;
    ct__memory_state_unref(&session->store->allocator, committed);
    return status;
}

static ct_status
upgrade_in_turn(struct ct__memory_session *session, const ct_schema *source, ct_diag *diag)
{
    struct ct__memory_store *store = session->store;
    ct_status status = ct__memory_store_enter(store, SCHEMA_TIMEOUT_MS, diag);
    if (status)
        return status;
    struct ct__memory_state *committed = ct__memory_store_snapshot(store);
    /* Somebody else may have been faster. */
    if (committed->schema->version < ct_schema_version(source))
        status = upgrade(store, committed, source, diag);
    ct__memory_state_unref(&store->allocator, committed);
    ct__memory_store_leave(store);
    return status;
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    if (own->state)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "a transaction was open");
    bool is_older;
    ct_status status = adopt(own, schema, &is_older, diag);
    if (!status && is_older) {
        status = upgrade_in_turn(own, schema, diag);
        if (!status)
            status = adopt(own, schema, &is_older, diag);
    }
    if (status == CT_ERR_NO_MEMORY)
        ct_diag_set(diag, 0, "memory ran out");
    return status;
}

static ct_status
begin_writing(struct ct__memory_session *session, uint32_t timeout_ms, ct_diag *diag)
{
    struct ct__memory_store *store = session->store;
    ct_status status = ct__memory_store_enter(store, timeout_ms, diag);
    if (status)
        return status;
    struct ct__memory_state *committed = ct__memory_store_snapshot(store);
    session->state = ct__memory_state_copy(&store->allocator, committed);
    ct__memory_state_unref(&store->allocator, committed);
    if (!session->state) {
        ct__memory_store_leave(store);
        return ct__memory_report(diag, CT_ERR_NO_MEMORY, "memory ran out");
    }
    session->is_writing = true;
    return CT_OK;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    ct_transaction_options known = {0};
    memcpy(&known, options, options->size < sizeof known ? options->size : sizeof known);
    if (own->state || !own->schema) {
        own->is_doomed = own->state != NULL;
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s",
                                 own->state ? "a transaction was open" : "no schema was ensured");
    }
    if (known.flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED,
                                 "a transaction had the unknown flags 0x%x", (unsigned)known.flags);
    if (!(known.flags & CT_TRANSACTION_READ_ONLY))
        return begin_writing(own, known.lock_timeout_ms, diag);
    own->state = ct__memory_store_snapshot(own->store);
    return CT_OK;
}

static ct_status
commit(void *session, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    if (!own->state || own->is_doomed) {
        /* Not CT_ERR_CONFLICT: another try would not help a caller that overlooked a failure. */
        bool was_open = own->state != NULL;
        roll_back(own);
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s",
                                 was_open ? "the transaction had failed before"
                                          : "no transaction was open");
    }
    if (!own->is_writing) {
        roll_back(own);
        return CT_OK;
    }
    ct__memory_store_publish(own->store, own->state);
    end_transaction(own);
    return CT_OK;
}

static void
destroy(void *impl)
{
    ct__memory_store_free(impl);
}

static const ct_storage_ops memory_ops = {
    .size = sizeof memory_ops,
    .name = "memory",
    .open = open_session,
    .close = close_session,
    .ensure_schema = ensure_schema,
    .begin = begin,
    .commit = commit,
    .rollback = roll_back,
    .get = ct__memory_get,
    .insert = ct__memory_insert,
    .update = ct__memory_update,
    .erase = ct__memory_erase,
    .scan_open = ct__memory_scan_open,
    .scan_next = ct__memory_scan_next,
    .scan_close = ct__memory_scan_close,
    .destroy = destroy,
};

ct_status
ct_storage_new_memory(const ct_allocator *allocator, ct_storage **ret_storage)
{
    ct_allocator own;
    struct ct__memory_store *store = NULL;
    if (!ret_storage)
        return CT_ERR_INVALID_ARGUMENT;
    ct_status status = ct__allocator_init(&own, allocator);
    if (!status)
        status = ct__memory_store_new(&own, &store);
    if (!status) {
        status = ct_storage_new(allocator, &memory_ops, store, ret_storage);
        if (status)
            ct__memory_store_free(store);
    }
    return status;
}
