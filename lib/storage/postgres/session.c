#include <stdio.h>
#include <string.h>

#include "storage/postgres/postgres.h"

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    const struct ct__pg_backend *backend = impl;
    struct ct__pg_session *session = ct__allocate(&backend->allocator, 1, sizeof *session);
    if (!session)
        return ct__sql_no_memory(diag);
    session->allocator = &backend->allocator;
    session->backend = backend;
    ct__sql_open(&session->common, session->allocator, backend->schema, "$");
    *ret_session = session;
    return CT_OK;
}

static void
close_session(void *opaque)
{
    struct ct__pg_session *session = opaque;
    ct__pg_disconnect(session);
    ct__pg_drop_ahead(session);
    for (uint32_t i = 0; i < session->statement_count; i++)
        ct__release(session->allocator, session->statements[i].sql);
    ct__release(session->allocator, session->statements);
    ct__release(session->allocator, session->pending);
    ct__release(session->allocator, session->known);
    ct__sql_close(&session->common);
    ct__release(session->allocator, session);
}

static ct_status
describe_turns(struct ct__pg_session *session)
{
    static const char *const modes[] = {" IN ROW EXCLUSIVE MODE", " IN EXCLUSIVE MODE"};
    struct ct__sql_text *sql = &session->common.sql;
    for (int i = 0; i < 2; i++) {
        ct__sql_start(sql, "LOCK TABLE ");
        ct__sql_table(sql, CT__PG_STORE);
        ct__sql_add(sql, modes[i]);
        session->turn_sql[i] =
            sql->failed ? NULL
                        : ct__arena_text(&session->common.description, sql->text, sql->length);
    }
    return session->turn_sql[0] && session->turn_sql[1] ? CT_OK : CT_ERR_NO_MEMORY;
}

/* An update has a value and a key; a range has two bounds and a limit. */
static ct_status
prepare(struct ct__pg_session *session, ct_diag *diag)
{
    size_t size = (2 * (size_t)session->common.widest + 1) * sizeof *session->cells;
    session->cells = ct__arena_take(&session->common.description, size);
    if (!session->cells || describe_turns(session))
        return ct__sql_no_memory(diag);
    return CT_OK;
}

static ct_status
ensure_schema(void *opaque, const ct_schema *schema, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    ct_status status = ct__sql_describe(&session->common, schema, diag);
    if (!status)
        status = prepare(session, diag);
    if (!status)
        status = ct__pg_connect(session, diag);
    if (!status)
        status = ct__pg_upgrade(session, ct_schema_version(schema), diag);
    return status;
}

/* Nothing is sent yet: the BEGIN goes with the first statement. */
static ct_status
begin(void *opaque, const ct_transaction_options *options, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    ct_status status = ct__pg_reconnect(session, diag);
    session->lock_timeout_ms = options->lock_timeout_ms;
    session->common.is_writing = !(options->flags & CT_TRANSACTION_READ_ONLY);
    session->outcome = CT_OK;
    return status;
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
}

static void
rollback(void *opaque)
{
    struct ct__pg_session *session = opaque;
    if (session->common.is_writing)
        count_conflict(session, session->outcome);
    end_transaction(session);
}

static ct_status
commit(void *opaque, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    ct_status status = CT_OK;
    if (session->is_begun)
        status = ct__pg_send(session, "COMMIT", NULL, 0, CT__PG_EXPECT_COMMIT, diag);
    if (!status && session->is_begun)
        status = ct__pg_exchange(session, NULL, diag);
    if (session->common.is_writing)
        count_conflict(session, status);
    end_transaction(session); /* nothing is left of it after a COMMIT that succeeded */
    return status;
}

ct_status
ct__pg_leave(struct ct__pg_session *session, ct_status status)
{
    if (status < 0 && status != CT_ERR_NOT_FOUND)
        session->outcome = status;
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
    .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS | CT_STORAGE_CHECKED,
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
    .expect_none = ct__pg_expect_none,
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
    if (own.flags & ~(uint32_t)CT_POSTGRES_MUST_EXIST || own.reserved)
        return CT_ERR_INVALID_ARGUMENT;
    if (!ret_storage || !schema[0] || strlen(schema) > CT__PG_NAME_MAX ||
        !ct__pg_can_parse(connection) || ct__allocator_init(&own_allocator, allocator))
        return CT_ERR_INVALID_ARGUMENT;
    struct ct__pg_backend *backend = new_backend(&own_allocator, connection, schema);
    if (!backend)
        return CT_ERR_NO_MEMORY;
    backend->must_exist = own.flags & CT_POSTGRES_MUST_EXIST;
    status = ct_storage_new(&own_allocator, &ops, backend, ret_storage);
    if (status)
        destroy(backend);
    return status;
}
