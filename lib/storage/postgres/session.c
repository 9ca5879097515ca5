#include <stdio.h>
#include <string.h>

#include "storage/postgres/postgres.h"

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    const struct ct__pg_backend *backend = impl;
    struct ct__pg_session *session = ct__allocate(&backend->allocator, 1, sizeof *session);
    if (!session)
        return ct__pg_no_memory(diag);
    session->allocator = &backend->allocator;
    session->backend = backend;
    session->description.allocator = session->allocator;
    session->sql.allocator = session->allocator;
    *ret_session = session;
    return CT_OK;
}

/* Back to what open_session made. */
static void
start_afresh(struct ct__pg_session *session)
{
    ct__pg_disconnect(session);
    session->state = CT__PG_UNUSED;
    session->is_ensured = false;
    session->is_begun = false;
    ct__pg_drop_ahead(session);
    ct__pg_forget_all(session);
    ct__arena_free(&session->description);
    session->tables = NULL;
    session->table_count = 0;
}

static void
close_session(void *opaque)
{
    struct ct__pg_session *session = opaque;
    start_afresh(session);
    for (uint32_t i = 0; i < session->statement_count; i++)
        ct__release(session->allocator, session->statements[i].sql);
    ct__release(session->allocator, session->statements);
    ct__release(session->allocator, session->pending);
    ct__release(session->allocator, session->known);
    ct__release(session->allocator, session->sql.text);
    ct__release(session->allocator, session);
}

static ct_status
ensure_schema(void *opaque, const ct_schema *schema, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    start_afresh(session); /* a second call does */
    ct_status status = ct__pg_describe(session, schema, diag);
    if (!status)
        status = ct__pg_connect(session, diag);
    if (!status)
        status = ct__pg_upgrade(session, ct_schema_version(schema), diag);
    if (status)
        start_afresh(session);
    session->is_ensured = status == CT_OK;
    return status;
}

/* What the caller's struct is too short for keeps its default. */
static ct_transaction_options
read_options(const ct_transaction_options *options)
{
    ct_transaction_options known = {.lock_timeout_ms = CT__PG_SETUP_WAIT_MS};
    memcpy(&known, options, options->size < sizeof known ? options->size : sizeof known);
    return known;
}

/* Nothing is sent yet: the BEGIN goes with the first statement. */
static ct_status
begin(void *opaque, const ct_transaction_options *options, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    const ct_transaction_options known = read_options(options);
    if (known.flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return ct__pg_fail(diag, CT_ERR_UNSUPPORTED, "a transaction had the unknown flags '%u'",
                           (unsigned)known.flags);
    if (!session->is_ensured || session->state != CT__PG_UNUSED)
        return ct__pg_fail(diag, CT_ERR_INVALID_ARGUMENT,
                           "a transaction was begun without a schema or in another one");
    if (session->connection && !ct__pg_is_connected(session))
        ct__pg_disconnect(session);
    if (!session->connection) {
        ct_status status = ct__pg_connect(session, diag);
        if (status)
            return status;
    }
    session->state =
        known.flags & CT_TRANSACTION_READ_ONLY ? CT__PG_READING : CT__PG_WRITING;
    session->lock_timeout_ms = known.lock_timeout_ms;
    session->transaction++;
    return CT_OK;
}

static void
count_conflict(struct ct__pg_session *session, ct_status status)
{
    if (status == CT_ERR_CONFLICT || status == CT_ERR_EXISTS)
        session->conflicts++;
    else
        session->conflicts = 0;
}

static void
end_transaction(struct ct__pg_session *session)
{
    ct__pg_abandon(session);
    ct__pg_drop_ahead(session);
    ct__pg_forget_all(session);
    session->state = CT__PG_UNUSED;
}

static void
rollback(void *opaque)
{
    struct ct__pg_session *session = opaque;
    if (session->state == CT__PG_WRITING) /* and nothing went wrong in it */
        session->conflicts = 0;
    end_transaction(session);
}

static ct_status
commit(void *opaque, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    ct_status status = CT_OK;
    if (session->state != CT__PG_READING && session->state != CT__PG_WRITING)
        status = ct__pg_fail(diag, CT_ERR_INVALID_ARGUMENT,
                             "a commit came without a transaction or after a failure in it");
    else if (session->is_begun)
        status = ct__pg_send(session, "COMMIT", NULL, 0, CT__PG_EXPECT_COMMIT, diag);
    if (!status && session->is_begun)
        status = ct__pg_exchange(session, NULL, diag);
    if (session->state == CT__PG_WRITING)
        count_conflict(session, status);
    end_transaction(session); /* nothing is left of it after a COMMIT that succeeded */
    return status;
}

ct_status
ct__pg_enter(const struct ct__pg_session *session, bool writes, uint32_t number,
             const struct ct__pg_table **ret_table, ct_diag *diag)
{
    bool is_fit =
        session->state == CT__PG_WRITING || (session->state == CT__PG_READING && !writes);
    if (!is_fit)
        return ct__pg_fail(diag, CT_ERR_INVALID_ARGUMENT,
                           "a call came outside a transaction, after a failure in it, or to write "
                           "in one that only reads");
    if (number >= session->table_count)
        return ct__pg_fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no table '%u'",
                           (unsigned)number);
    *ret_table = &session->tables[number];
    return CT_OK;
}

ct_status
ct__pg_leave(struct ct__pg_session *session, ct_status status)
{
    if (status >= 0 || status == CT_ERR_NOT_FOUND || session->state == CT__PG_UNUSED)
        return status;
    if (session->state == CT__PG_WRITING)
        count_conflict(session, status);
    session->state = CT__PG_DOOMED;
    return status;
}

static void
destroy(void *impl)
{
    struct ct__pg_backend *backend = impl;
    ct_allocator allocator = backend->allocator;
    ct__release(&allocator, backend);
}

static const ct_storage_ops ops = {
    .size = sizeof ops,
    .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS,
    .name = "postgres",
    .open = open_session,
    .close = close_session,
    .ensure_schema = ensure_schema,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .get = ct__pg_get,
    .insert = ct__pg_insert,
    .update = ct__pg_update,
    .erase = ct__pg_erase,
    .scan_open = ct__pg_scan_open,
    .scan_next = ct__pg_scan_next,
    .scan_close = ct__pg_scan_close,
    .destroy = destroy,
    .look_ahead = ct__pg_look_ahead,
};

static struct ct__pg_backend *
new_backend(const ct_allocator *allocator, const char *connection, const char *schema)
{
    size_t connection_size = strlen(connection) + 1;
    size_t schema_size = strlen(schema) + 1;
    struct ct__pg_backend *backend =
        ct__allocate(allocator, 1, sizeof *backend + connection_size + schema_size);
    if (!backend)
        return NULL;
    backend->allocator = *allocator;
    backend->connection = memcpy(backend->text, connection, connection_size);
    backend->schema = memcpy(backend->text + connection_size, schema, schema_size);
    return backend;
}

/* What the caller's struct is too short for keeps its default; what it asks for beyond ours, we can't
 * do. */
static ct_status
copy_options(const ct_postgres_options *options, ct_postgres_options *own)
{
    *own = (ct_postgres_options)CT_POSTGRES_OPTIONS_INIT;
    if (!options)
        return CT_OK;
    if (options->size < sizeof *own)
        return CT_ERR_INVALID_ARGUMENT;
    for (size_t i = sizeof *own; i < options->size; i++)
        if (((const unsigned char *)options)[i])
            return CT_ERR_STRUCT_TOO_NEW;
    *own = *options;
    return CT_OK;
}

ct_status
ct_storage_new_postgres(const ct_allocator *allocator, const ct_postgres_options *options,
                        ct_storage **ret_storage)
{
    ct_allocator own_allocator;
    ct_postgres_options own;
    ct_status status = copy_options(options, &own);
    if (status)
        return status;
    const char *connection = own.connection ? own.connection : "";
    const char *schema = own.schema ? own.schema : "contoterzi";
    if (!ret_storage || !schema[0] || strlen(schema) > CT__PG_NAME_MAX ||
        !ct__pg_can_parse(connection) || ct__allocator_init(&own_allocator, allocator))
        return CT_ERR_INVALID_ARGUMENT;
    struct ct__pg_backend *backend = new_backend(&own_allocator, connection, schema);
    if (!backend)
        return CT_ERR_NO_MEMORY;
    status = ct_storage_new(&own_allocator, &ops, backend, ret_storage);
    if (status)
        destroy(backend);
    return status;
}
