/* Sessions, transactions and schemas. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* A file has room for so much; what is not used takes none. */
#define MAP_SIZE ((size_t)1 << 30)
/* ensure_schema waits so long for others: nobody tells it. What is noted of the file lies behind all
 * tables: whose it is, the version of its schema, and how many indexes each table has. */
enum { SETUP_WAIT_MS = 5000, NOTES_TABLE = 0xffff, NOTES_HEAD = 2 };
static const char mark[] = "contoterzi example";

ct_status
fail(ct_diag *diag, ct_status status, const char *format, ...)
{
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    ct_diag_set(diag, 0, message);
    return status;
}

ct_status
fail_lmdb(ct_diag *diag, int code)
{
    ct_diag_set(diag, code, mdb_strerror(code));
    switch (code) {
    case ENOMEM:
        return CT_ERR_NO_MEMORY;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
        return CT_ERR_CORRUPT;
    case MDB_BAD_VALSIZE: /* of a key */
        return CT_ERR_UNSUPPORTED;
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
        return CT_ERR_NOT_A_STORE;
    default:
        return CT_ERR_IO;
    }
}

ct_status
leave(struct session *session, ct_status status)
{
    if (status < 0 && status != CT_ERR_NOT_FOUND && session->state != IDLE)
        session->state = DOOMED;
    return status;
}

/* --- Transactions --- */

static void
rollback(void *session)
{
    struct session *own = session;
    lock_end(own);
    own->state = IDLE;
}

static ct_status
commit(void *session, ct_diag *diag)
{
    struct session *own = session;
    ct_status status = CT_OK;
    if (own->state == WRITING) {
        int code = mdb_txn_commit(own->txn);
        own->txn = NULL;
        status = code ? fail_lmdb(diag, code) : CT_OK;
    } else if (own->state != READING) {
        status = fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no transaction, or it had failed");
    }
    rollback(own); /* what is left of it */
    return status;
}

/* What is noted, as session->row: `ret_count` values, 0 of an empty file. */
static ct_status
read_notes(struct session *session, int *ret_count, ct_diag *diag)
{
    MDB_stat all;
    MDB_val data;
    tuple_start(&session->key, NOTES_TABLE, 0);
    MDB_val name = {session->key.size, session->key.data};
    int code = mdb_get(session->txn, session->dbi, &name, &data);
    *ret_count = 0;
    if (code == MDB_NOTFOUND && !mdb_stat(session->txn, session->dbi, &all) && !all.ms_entries)
        return CT_OK;
    if (!code)
        *ret_count = tuple_read(data, &session->scratch, session->row, COLUMNS_MAX);
    if (*ret_count < NOTES_HEAD || session->row[0].len != sizeof mark ||
        memcmp(session->row[0].data, mark, sizeof mark) != 0)
        return fail(diag, CT_ERR_NOT_A_STORE, "the file was somebody else's");
    return session->row[1].i64 > (int64_t)ct_schema_version(session->schema)
               ? fail(diag, CT_ERR_SCHEMA_NEWER, "the file had a newer schema")
               : CT_OK;
}

static ct_status
start(struct session *session, bool writes, uint32_t timeout_ms, int *ret_notes, ct_diag *diag)
{
    ct_status status = lock_begin(session, writes, timeout_ms, diag);
    if (!status)
        status = read_notes(session, ret_notes, diag);
    if (status)
        rollback(session);
    else
        session->state = writes ? WRITING : READING;
    return status;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    struct session *own = session;
    int notes;
    if (options->flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return fail(diag, CT_ERR_UNSUPPORTED, "a transaction had unknown flags");
    if (!own->env || own->state != IDLE)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no schema, or a transaction");
    return start(own, !(options->flags & CT_TRANSACTION_READ_ONLY), options->lock_timeout_ms,
                 &notes, diag);
}

/* --- Schemas --- */

static ct_status
write_notes(struct session *session, ct_diag *diag)
{
    const ct_value head[] = {
        {.type = CT_TYPE_BLOB, .data = mark, .len = sizeof mark},
        {.type = CT_TYPE_INT64, .i64 = ct_schema_version(session->schema)},
    };
    struct bytes *notes = &session->data;
    tuple_start(&session->key, NOTES_TABLE, 0);
    notes->size = 0;
    for (int i = 0; i < NOTES_HEAD; i++)
        tuple_put(notes, &head[i]);
    for (uint32_t i = 0; i < ct_schema_table_count(session->schema); i++) {
        ct_table_info info = {.size = sizeof info};
        (void)ct_schema_table(session->schema, i, &info);
        tuple_put(notes, &(ct_value){.type = CT_TYPE_INT64, .i64 = info.index_count});
    }
    MDB_val name = {session->key.size, session->key.data};
    MDB_val data = {notes->size, notes->data};
    int code = notes->failed ? ENOMEM : mdb_put(session->txn, session->dbi, &name, &data, 0);
    return code ? fail_lmdb(diag, code) : CT_OK;
}

/* Columns need nothing: a row that ends before them has NULL there. */
static ct_status
upgrade(struct session *session, int notes, ct_diag *diag)
{
    uint32_t old_counts[COLUMNS_MAX];
    ct_status status = CT_OK;
    for (int i = NOTES_HEAD; i < notes; i++)
        old_counts[i - NOTES_HEAD] = (uint32_t)session->row[i].i64;
    for (uint32_t i = 0; (int)i < notes - NOTES_HEAD; i++) {
        ct_table_info info = {.size = sizeof info};
        (void)ct_schema_table(session->schema, i, &info);
        for (uint32_t at = old_counts[i]; at < info.index_count && !status; at++)
            status = rows_fill_index(session, i, at, diag);
    }
    return status ? status : write_notes(session, diag);
}

/* LMDB writes the first pages of a new file without asking anybody. */
static ct_status
open_file(struct session *session, ct_diag *diag)
{
    session->file = open(session->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (session->file < 0)
        return fail(diag, CT_ERR_IO, "%s: %s", session->path, strerror(errno));
    ct_status status = lock_opening(session, SETUP_WAIT_MS, diag);
    if (status)
        return status;
    int code = mdb_env_create(&session->env);
    if (!code)
        code = mdb_env_set_mapsize(session->env, MAP_SIZE);
    if (!code)
        code = mdb_env_open(session->env, session->path, MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS,
                            0666);
    lock_end(session);
    return code ? fail_lmdb(diag, code) : CT_OK;
}

static ct_status
check_limits(const ct_schema *schema, ct_diag *diag)
{
    uint32_t tables = ct_schema_table_count(schema);
    bool is_fit = tables <= COLUMNS_MAX - NOTES_HEAD;
    for (uint32_t i = 0; i < tables && is_fit; i++) {
        ct_table_info info = {.size = sizeof info};
        is_fit = ct_schema_table(schema, i, &info) == CT_OK && info.index_count < 256 &&
                 info.column_count <= COLUMNS_MAX;
    }
    return is_fit ? CT_OK : fail(diag, CT_ERR_UNSUPPORTED, "the schema was too large");
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct session *own = session;
    int notes = 0;
    own->schema = schema;
    ct_status status = check_limits(schema, diag);
    if (!status && !own->env)
        status = open_file(own, diag);
    if (!status)
        status = start(own, false, SETUP_WAIT_MS, &notes, diag);
    bool is_there = notes && own->row[1].i64 == ct_schema_version(schema);
    rollback(own);
    if (status || is_there)
        return status;
    status = start(own, true, SETUP_WAIT_MS, &notes, diag); /* somebody may have been faster */
    if (!status)
        status = upgrade(own, notes, diag);
    if (!status)
        status = commit(own, diag);
    rollback(own);
    return status;
}

/* --- Sessions --- */

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    struct session *own = calloc(1, sizeof *own);
    if (!own)
        return fail(diag, CT_ERR_NO_MEMORY, "memory ran out");
    own->path = impl;
    own->file = -1;
    *ret_session = own;
    return CT_OK;
}

static void
close_session(void *session)
{
    struct session *own = session;
    rollback(own);
    if (own->env)
        mdb_env_close(own->env);
    if (own->file >= 0)
        (void)close(own->file);
    free(own->key.data);
    free(own->entry.data);
    free(own->data.data);
    free(own->scratch.data);
    free(own);
}

static const ct_storage_ops ops = {
    .size = sizeof ops,
    .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS,
    .name = "lmdb",
    .open = open_session,
    .close = close_session,
    .ensure_schema = ensure_schema,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .get = rows_get,
    .insert = rows_insert,
    .update = rows_update,
    .erase = rows_erase,
    .scan_open = rows_scan_open,
    .scan_next = rows_scan_next,
    .scan_close = rows_scan_close,
    .destroy = free,
};

ct_status
lmdb_storage_new(const char *path, ct_storage **ret_storage)
{
    char *own = strdup(path);
    ct_status status = own ? ct_storage_new(NULL, &ops, own, ret_storage) : CT_ERR_NO_MEMORY;
    if (status)
        free(own);
    return status;
}
