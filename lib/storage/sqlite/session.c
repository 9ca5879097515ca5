#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "storage/sqlite/sqlite.h"

struct backend {
    ct_allocator allocator;
    char path[];
};

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    const struct backend *backend = impl;
    struct ct__sqlite_session *session = ct__allocate(&backend->allocator, 1, sizeof *session);
    if (!session)
        return ct__sqlite_fail(diag, CT_ERR_NO_MEMORY, "there was no memory for a session");
    session->allocator = &backend->allocator;
    session->path = backend->path;
    session->description.allocator = session->allocator;
    session->sql.allocator = session->allocator;
    *ret_session = session;
    return CT_OK;
}

/* Back to what open_session made. */
static void
disconnect(struct ct__sqlite_session *session)
{
    if (session->db)
        ct__sqlite_drop_statements(session);
    sqlite3_close(session->db); /* rolls back */
    session->db = NULL;
    session->state = CT__SQLITE_UNUSED;
    ct__arena_free(&session->description);
    session->tables = NULL;
    session->table_count = 0;
}

static void
close_session(void *opaque)
{
    struct ct__sqlite_session *session = opaque;
    disconnect(session);
    ct__release(session->allocator, session->sql.text);
    ct__release(session->allocator, session);
}

static ct_status
ensure_schema(void *opaque, const ct_schema *schema, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    uint32_t version = ct_schema_version(schema);
    disconnect(session); /* a second call starts afresh */
    ct_status status = ct__sqlite_describe(session, schema, diag);
    if (!status)
        status = ct__sqlite_connect(session, version, diag);
    if (!status)
        status = ct__sqlite_upgrade(session, version, diag);
    if (!status)
        status = ct__sqlite_start_log(session, diag);
    if (status)
        disconnect(session);
    return status;
}

/* What the caller's struct is too short for keeps its default. */
static ct_transaction_options
read_options(const ct_transaction_options *options)
{
    ct_transaction_options known = {.lock_timeout_ms = CT__SQLITE_SETUP_WAIT_MS};
    memcpy(&known, options, options->size < sizeof known ? options->size : sizeof known);
    return known;
}

static ct_status
begin(void *opaque, const ct_transaction_options *options, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    const ct_transaction_options known = read_options(options);
    bool reads = known.flags & CT_TRANSACTION_READ_ONLY;
    if (known.flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return ct__sqlite_fail(diag, CT_ERR_UNSUPPORTED, "a transaction had the unknown flags '%u'",
                               (unsigned)known.flags);
    if (!session->db || session->state != CT__SQLITE_UNUSED)
        return ct__sqlite_fail(diag, CT_ERR_INVALID_ARGUMENT,
                               "a transaction was begun without a schema or in another one");
    sqlite3_busy_timeout(session->db,
                         known.lock_timeout_ms < INT_MAX ? (int)known.lock_timeout_ms : INT_MAX);
    ct_status status = ct__sqlite_run(session, reads ? "BEGIN" : "BEGIN IMMEDIATE", diag);
    if (status)
        return status;
    session->state = reads ? CT__SQLITE_READING : CT__SQLITE_WRITING;
    session->transaction++;
    return CT_OK;
}

/* A cursor left open would keep the snapshot that the next transaction must not see. */
static void
stop_statements(sqlite3 *db)
{
    for (sqlite3_stmt *each = sqlite3_next_stmt(db, NULL); each; each = sqlite3_next_stmt(db, each))
        if (sqlite3_stmt_busy(each))
            sqlite3_reset(each);
}

static void
rollback(void *opaque)
{
    struct ct__sqlite_session *session = opaque;
    if (session->state == CT__SQLITE_UNUSED)
        return;
    stop_statements(session->db);
    /* After some failures SQLite has rolled back already. If it can't, nothing is committed all the
     * same, and the next begin tells. */
    if (!sqlite3_get_autocommit(session->db))
        (void)ct__sqlite_run(session, "ROLLBACK", NULL);
    session->state = CT__SQLITE_UNUSED;
}

static ct_status
commit(void *opaque, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    ct_status status;
    if (session->state == CT__SQLITE_READING || session->state == CT__SQLITE_WRITING)
        status = ct__sqlite_run(session, "COMMIT", diag);
    else
        status = ct__sqlite_fail(diag, CT_ERR_INVALID_ARGUMENT,
                                 "a commit came without a transaction or after a failure in it");
    rollback(session); /* nothing is left of it after a COMMIT that succeeded */
    return status;
}

ct_status
ct__sqlite_enter(const struct ct__sqlite_session *session, bool writes, uint32_t number,
                 const struct ct__sqlite_table **ret_table, ct_diag *diag)
{
    bool is_fit = session->state == CT__SQLITE_WRITING ||
                  (session->state == CT__SQLITE_READING && !writes);
    if (!is_fit)
        return ct__sqlite_fail(diag, CT_ERR_INVALID_ARGUMENT,
                               "a call came outside a transaction, after a failure in it, or to "
                               "write in one that only reads");
    if (number >= session->table_count)
        return ct__sqlite_fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no table '%u'",
                               (unsigned)number);
    *ret_table = &session->tables[number];
    return CT_OK;
}

ct_status
ct__sqlite_leave(struct ct__sqlite_session *session, ct_status status)
{
    if (status < 0 && status != CT_ERR_NOT_FOUND && session->state != CT__SQLITE_UNUSED)
        session->state = CT__SQLITE_DOOMED;
    return status;
}

static void
destroy(void *impl)
{
    struct backend *backend = impl;
    ct_allocator allocator = backend->allocator;
    ct__release(&allocator, backend);
}

static const ct_storage_ops ops = {
    .size = sizeof ops,
    .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS,
    .name = "sqlite",
    .open = open_session,
    .close = close_session,
    .ensure_schema = ensure_schema,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .get = ct__sqlite_get,
    .insert = ct__sqlite_insert,
    .update = ct__sqlite_update,
    .erase = ct__sqlite_erase,
    .scan_open = ct__sqlite_scan_open,
    .scan_next = ct__sqlite_scan_next,
    .scan_close = ct__sqlite_scan_close,
    .destroy = destroy,
};

const char *
ct__sqlite_path_prefix(const char *path)
{
    return path[0] == '/' ? "" : "./";
}

static struct backend *
new_backend(const ct_allocator *allocator, const char *path)
{
    const char *prefix = ct__sqlite_path_prefix(path);
    size_t size = strlen(prefix) + strlen(path) + 1;
    struct backend *backend = ct__allocate(allocator, 1, sizeof *backend + size);
    if (!backend)
        return NULL;
    backend->allocator = *allocator;
    snprintf(backend->path, size, "%s%s", prefix, path);
    return backend;
}

ct_status
ct_storage_new_sqlite(const ct_allocator *allocator, const char *path, ct_storage **ret_storage)
{
    ct_allocator own;
    if (!path || !path[0] || !ret_storage)
        return CT_ERR_INVALID_ARGUMENT;
    if (!sqlite3_threadsafe())
        return CT_ERR_UNSUPPORTED;
    ct_status status = ct__allocator_init(&own, allocator);
    if (status)
        return status;
    struct backend *backend = new_backend(&own, path);
    if (!backend)
        return CT_ERR_NO_MEMORY;
    status = ct_storage_new(&own, &ops, backend, ret_storage);
    if (status)
        destroy(backend);
    return status;
}
