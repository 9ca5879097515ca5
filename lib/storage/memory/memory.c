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

/* Forgets the transaction. */
static void
end_transaction(struct ct__memory_session *session)
{
    if (session->is_writing)
        ct__memory_store_leave(session->store);
    else if (session->is_open)
        ct__memory_store_stop_reading(session->store, &session->reader);
    session->is_open = false;
    session->is_writing = false;
    session->is_doomed = false;
}

static void
roll_back(void *session)
{
    struct ct__memory_session *own = session;
    if (own->is_writing)
        ct__memory_store_undo(own->store, own->changes);
    end_transaction(own);
}

static void
close_session(void *session)
{
    struct ct__memory_session *own = session;
    const ct_allocator *allocator = &own->store->allocator;
    roll_back(own);
    ct__memory_changes_free(allocator, own->changes);
    ct__memory_schema_unref(own->schema);
    ct__release(allocator, own->values);
    ct__release(allocator, own->spare_cursor);
    ct__release(allocator, own);
}

/* Has the turn. */
static ct_status
upgrade(struct ct__memory_store *store, const ct_schema *source, ct_diag *diag)
{
    struct ct__memory_schema *schema = NULL;
    ct_status status = ct__memory_schema_new(&store->allocator, source, diag, &schema);
    if (!status)
        status = ct__memory_schema_check_growth(store->schema, schema, diag);
    if (!status)
        status = ct__memory_store_upgrade(store, schema, diag);
    ct__memory_schema_unref(schema);
    return status;
}

/* Compares versions with what is stored, and gives the session that. */
static ct_status
adopt(struct ct__memory_session *session, const ct_schema *source, bool *ret_is_older,
      ct_diag *diag)
{
    struct ct__memory_store *store = session->store;
    uint32_t asked = ct_schema_version(source);
    pthread_rwlock_rdlock(&store->lock);
    uint32_t stored = store->schema->version;
    if (stored == asked) {
        ct__memory_schema_unref(session->schema);
        session->schema = ct__memory_schema_ref(store->schema);
    }
    pthread_rwlock_unlock(&store->lock);
    *ret_is_older = stored < asked;
    if (stored > asked)
        return ct__memory_report(diag, CT_ERR_SCHEMA_NEWER,
                                 "the store had schema %u, newer than %u", (unsigned)stored,
                                 (unsigned)asked);
    return CT_OK;
}

static ct_status
upgrade_in_turn(struct ct__memory_session *session, const ct_schema *source, ct_diag *diag)
{
    struct ct__memory_store *store = session->store;
    uint64_t number;
    ct_status status = ct__memory_store_enter(store, SCHEMA_TIMEOUT_MS, &number, diag);
    if (status)
        return status;
    /* Somebody else may have been faster. */
    if (store->schema->version < ct_schema_version(source))
        status = upgrade(store, source, diag);
    ct__memory_store_leave(store);
    return status;
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    if (own->is_open)
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
    if (!session->changes)
        session->changes = ct__allocate(&store->allocator, 1, sizeof *session->changes);
    if (!session->changes)
        return ct__memory_report(diag, CT_ERR_NO_MEMORY, "memory ran out");
    ct_status status = ct__memory_store_enter(store, timeout_ms, &session->number, diag);
    if (status)
        return status;
    session->changes->number = session->number;
    session->is_writing = true;
    memset(session->recent, 0, sizeof session->recent);
    return CT_OK;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    ct_transaction_options known = {0};
    ct_status status = CT_OK;
    memcpy(&known, options, options->size < sizeof known ? options->size : sizeof known);
    if (own->is_open || !own->schema) {
        own->is_doomed = own->is_open;
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s",
                                 own->is_open ? "a transaction was open"
                                              : "no schema was ensured");
    }
    if (known.flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED,
                                 "a transaction had the unknown flags 0x%x", (unsigned)known.flags);
    if (!(known.flags & CT_TRANSACTION_READ_ONLY)) {
        status = begin_writing(own, known.lock_timeout_ms, diag);
    } else {
        ct__memory_store_start_reading(own->store, &own->reader);
        own->number = own->reader.number;
    }
    own->is_open = status == CT_OK;
    return status;
}

static ct_status
commit(void *session, ct_diag *diag)
{
    struct ct__memory_session *own = session;
    if (!own->is_open || own->is_doomed) {
        /* Not CT_ERR_CONFLICT: another try would not help a caller that overlooked a failure. */
        bool was_open = own->is_open;
        roll_back(own);
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "%s",
                                 was_open ? "the transaction had failed before"
                                          : "no transaction was open");
    }
    if (own->is_writing)
        own->changes = ct__memory_store_commit(own->store, own->changes);
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
    .promises = CT_STORAGE_COMMIT_KNOWN,
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
