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
        return ct__sql_fail(diag, CT_ERR_NO_MEMORY, "there was no memory for a session");
    session->allocator = &backend->allocator;
    session->path = backend->path;
    ct__sql_open(&session->common, session->allocator, NULL, "?");
    *ret_session = session;
    return CT_OK;
}

static void
close_session(void *opaque)
{
    struct ct__sqlite_session *session = opaque;
    if (session->db)
        ct__sqlite_drop_statements(session);
    sqlite3_close(session->db); /* rolls back */
    ct__sql_close(&session->common);
    ct__release(session->allocator, session);
}

static ct_status
describe(struct ct__sqlite_session *session, const ct_schema *schema, ct_diag *diag)
{
    ct_status status = ct__sql_describe(&session->common, schema, diag);
    if (status)
        return status;
    size_t size = session->common.widest * sizeof *session->cells;
    session->cells = ct__arena_take(&session->common.description, size);
    return session->cells ? CT_OK : ct__sql_no_memory(diag);
}

static ct_status
ensure_schema(void *opaque, const ct_schema *schema, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    uint32_t version = ct_schema_version(schema);
    ct_status status = describe(session, schema, diag);
    if (!status)
        status = ct__sqlite_connect(session, version, diag);
    if (!status)
        status = ct__sqlite_upgrade(session, version, diag);
    if (!status)
        status = ct__sqlite_start_log(session, diag);
    return status;
}

static ct_status
begin(void *opaque, const ct_transaction_options *options, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    uint32_t wait_ms = options->lock_timeout_ms;
    sqlite3_busy_timeout(session->db, wait_ms < INT_MAX ? (int)wait_ms : INT_MAX);
    session->common.is_writing = !(options->flags & CT_TRANSACTION_READ_ONLY);
    return ct__sqlite_run(session, session->common.is_writing ? "BEGIN IMMEDIATE" : "BEGIN", diag);
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
    stop_statements(session->db);
    /* After some failures SQLite has rolled back already. If it can't, nothing is committed all the
     * same, and the next begin tells. */
    if (!sqlite3_get_autocommit(session->db))
        (void)ct__sqlite_run(session, "ROLLBACK", NULL);
}

static ct_status
commit(void *opaque, ct_diag *diag)
{
    struct ct__sqlite_session *session = opaque;
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_take(session, "COMMIT", &statement, diag);
    int code = status ? SQLITE_DONE : sqlite3_step(statement);
    if (code != SQLITE_DONE)
        status = ct__sqlite_failure(session, code, diag);
    if (code != SQLITE_DONE && session->common.is_writing && ct__sqlite_may_be_committed(code))
        status = CT_ERR_COMMIT_UNKNOWN;
    ct__sqlite_give_back(session, statement);
    rollback(session); /* nothing is left of it after a COMMIT that succeeded */
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
    .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS | CT_STORAGE_CHECKED,
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
    (void)snprintf(backend->path, size, "%s%s", prefix, path);
    return backend;
}

ct_status
ct_storage_new_sqlite(const ct_allocator *allocator, const char *path, ct_storage **ret_storage)
{
    ct_allocator own;
    if (!path || !path[0] || !ret_storage)
        return CT_ERR_INVALID_ARGUMENT;
    if (!sqlite3_threadsafe()) /* GCOVR_EXCL_BR_LINE: no SQLite to test with was built without threads */
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
