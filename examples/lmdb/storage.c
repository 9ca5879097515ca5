/* Sessions, transactions and schemas. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

/* A file has room for so much; what is not used takes none. */
#define MAP_SIZE ((size_t)1 << 30)
/* ensure_schema waits so long for others: nobody tells it. Behind all tables it is noted whose the
 * file is, and which indexes are filled. */
enum { SETUP_WAIT_MS = 5000, NOTES_TABLE = 0xffff, NOTE_OF_FILE = 0, NOTE_OF_INDEX = 1 };

ct_status
fail(ct_diag *diag, ct_status status, const char *message)
{
    ct_diag_set(diag, 0, message);
    return status;
}

ct_status
fail_lmdb(ct_diag *diag, int code)
{
    static const struct {
        int code;
        ct_status status;
    } answers[] = {
        {0, CT_OK},                          {ENOMEM, CT_ERR_NO_MEMORY},
        {MDB_CORRUPTED, CT_ERR_CORRUPT},     {MDB_PAGE_NOTFOUND, CT_ERR_CORRUPT},
        {MDB_BAD_VALSIZE, CT_ERR_UNSUPPORTED}, /* a key that is too long */
        {MDB_INVALID, CT_ERR_NOT_A_STORE},   {MDB_VERSION_MISMATCH, CT_ERR_NOT_A_STORE},
    };
    if (code)
        ct_diag_set(diag, code, mdb_strerror(code));
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].code == code)
            return answers[i].status;
    return CT_ERR_IO;
}

ct_status
change(struct session *session, const struct bytes *key, const struct bytes *bytes, ct_diag *diag)
{
    MDB_val name = {key->size, key->data};
    MDB_val data = {bytes ? bytes->size : 0, bytes ? bytes->data : NULL};
    if (key->failed || (bytes && bytes->failed))
        return fail_lmdb(diag, ENOMEM);
    return fail_lmdb(diag, bytes ? mdb_put(session->txn, session->dbi, &name, &data, 0)
                                 : mdb_del(session->txn, session->dbi, &name, NULL));
}

/* --- Locks --- */

/* LMDB's own know no time limit and belong to threads, so the file is opened without them
 * (MDB_NOLOCK), and its rule is kept by locks on bytes far behind the data, each of a session's own:
 * one writer at a time, and no reader of a state that it may overwrite. It leaves alone what the
 * last two states need, so it waits until all are gone who read before it came. */
enum lock { OPENING, WRITER, READERS, LOCKS };

static bool
set_lock(const struct session *session, short type, int64_t lock, int64_t count)
{
    struct flock region = {.l_type = type, .l_whence = SEEK_SET, .l_len = count,
                           .l_start = (INT64_C(1) << 60) + lock};
    int code;
    do
        code = fcntl(session->file, F_OFD_SETLK, &region);
    while (code && errno == EINTR);
    return code == 0;
}

static ct_status
take(const struct session *session, short type, enum lock lock, uint32_t timeout_ms, ct_diag *diag)
{
    const struct timespec pause = {.tv_nsec = 500000};
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (int64_t start = now.tv_sec * 1000 + now.tv_nsec / 1000000;
         !set_lock(session, type, lock, 1);) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec * 1000 + now.tv_nsec / 1000000 - start >= timeout_ms)
            return fail(diag, CT_ERR_BUSY, "somebody else was at work for too long");
        nanosleep(&pause, NULL);
    }
    return CT_OK;
}

static void
rollback(void *session)
{
    struct session *own = session;
    if (own->txn)
        mdb_txn_abort(own->txn);
    own->txn = NULL;
    own->state = IDLE;
    if (own->file >= 0)
        (void)set_lock(own, F_UNLCK, OPENING, LOCKS);
}

/* --- Transactions --- */

/* Where the version of the file's schema is noted; by its name the file is known to be ours. */
static void
name_version(struct bytes *key)
{
    static const char mark[] = "contoterzi example";
    tuple_start(key, NOTES_TABLE, NOTE_OF_FILE);
    bytes_put(key, mark, sizeof mark);
}

/* 0 of an empty file. */
static ct_status
read_version(struct session *session, uint32_t *ret_version, ct_diag *diag)
{
    MDB_stat all;
    MDB_val data;
    name_version(&session->key);
    MDB_val name = {session->key.size, session->key.data};
    int code = mdb_get(session->txn, session->dbi, &name, &data);
    *ret_version = 0;
    if (code == MDB_NOTFOUND && !mdb_stat(session->txn, session->dbi, &all) && !all.ms_entries)
        return CT_OK;
    if (code || data.mv_size != sizeof *ret_version)
        return fail(diag, CT_ERR_NOT_A_STORE, "the file was somebody else's");
    memcpy(ret_version, data.mv_data, sizeof *ret_version);
    return *ret_version > ct_schema_version(session->schema)
               ? fail(diag, CT_ERR_SCHEMA_NEWER, "the file had a newer schema")
               : CT_OK;
}

static ct_status
start(struct session *session, bool writes, uint32_t timeout_ms, uint32_t *ret_version,
      ct_diag *diag)
{
    ct_status status = writes ? take(session, F_WRLCK, WRITER, timeout_ms, diag) : CT_OK;
    if (!status)
        status = take(session, writes ? F_WRLCK : F_RDLCK, READERS, timeout_ms, diag);
    if (!status && writes)
        (void)set_lock(session, F_UNLCK, READERS, 1);
    if (!status)
        status = fail_lmdb(diag, mdb_txn_begin(session->env, NULL, writes ? 0 : MDB_RDONLY,
                                               &session->txn));
    if (!status)
        status = fail_lmdb(diag, mdb_dbi_open(session->txn, NULL, 0, &session->dbi));
    if (!status)
        status = read_version(session, ret_version, diag);
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
    uint32_t version;
    if (options->flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return fail(diag, CT_ERR_UNSUPPORTED, "a transaction had unknown flags");
    if (!own->env || own->state != IDLE)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no schema, or a transaction");
    return start(own, !(options->flags & CT_TRANSACTION_READ_ONLY), options->lock_timeout_ms,
                 &version, diag);
}

static ct_status
commit(void *session, ct_diag *diag)
{
    struct session *own = session;
    ct_status status = CT_OK;
    if (own->state == WRITING) {
        status = fail_lmdb(diag, mdb_txn_commit(own->txn));
        own->txn = NULL;
    } else if (own->state != READING) {
        status = fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no transaction, or it had failed");
    }
    rollback(own); /* what is left of it */
    return status;
}

/* --- Schemas --- */

static ct_status
add_index(struct session *session, uint32_t table, uint32_t index, ct_diag *diag)
{
    MDB_val data;
    struct bytes name = {.data = NULL};
    tuple_start(&name, NOTES_TABLE, NOTE_OF_INDEX);
    tuple_put(&name, &(ct_value){.type = CT_TYPE_INT64, .i64 = table});
    tuple_put(&name, &(ct_value){.type = CT_TYPE_INT64, .i64 = index});
    MDB_val key = {name.size, name.data};
    int code = mdb_get(session->txn, session->dbi, &key, &data);
    ct_status status = code == MDB_NOTFOUND ? fill_index(session, table, index, diag)
                                            : fail_lmdb(diag, code);
    if (!status)
        status = change(session, &name, &(struct bytes){.size = 0}, diag);
    free(name.data);
    return status;
}

/* Columns need nothing: a row that ends before them has NULL there. */
static ct_status
upgrade(struct session *session, ct_diag *diag)
{
    uint32_t version = ct_schema_version(session->schema);
    const struct bytes bytes = {.data = (unsigned char *)&version, .size = sizeof version};
    ct_table_info info = {.size = sizeof info};
    ct_status status = CT_OK;
    for (uint32_t i = 0; !status && !ct_schema_table(session->schema, i, &info); i++) {
        if (info.column_count > COLUMNS_MAX || info.index_count > 255 || i >= NOTES_TABLE)
            return fail(diag, CT_ERR_UNSUPPORTED, "the schema was too large");
        for (uint32_t at = 1; at < info.index_count && !status; at++)
            status = add_index(session, i, at, diag);
    }
    name_version(&session->key);
    return status ? status : change(session, &session->key, &bytes, diag);
}

/* LMDB writes the first pages of a new file without asking anybody. */
static ct_status
open_file(struct session *session, ct_diag *diag)
{
    session->file = open(session->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (session->file < 0)
        return fail(diag, CT_ERR_IO, strerror(errno));
    ct_status status = take(session, F_WRLCK, OPENING, SETUP_WAIT_MS, diag);
    if (!status)
        status = fail_lmdb(diag, mdb_env_create(&session->env));
    if (!status)
        status = fail_lmdb(diag, mdb_env_set_mapsize(session->env, MAP_SIZE));
    if (!status)
        status = fail_lmdb(diag, mdb_env_open(session->env, session->path,
                                              MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS, 0666));
    rollback(session);
    return status;
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct session *own = session;
    uint32_t version = 0;
    own->schema = schema;
    ct_status status = own->env ? CT_OK : open_file(own, diag);
    if (!status)
        status = start(own, false, SETUP_WAIT_MS, &version, diag);
    rollback(own);
    if (status || version == ct_schema_version(schema))
        return status;
    status = start(own, true, SETUP_WAIT_MS, &version, diag);
    if (!status && version < ct_schema_version(schema)) /* nobody was faster */
        status = upgrade(own, diag);
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
    free(own);
}

ct_status
lmdb_storage_new(const char *path, ct_storage **ret_storage)
{
    ct_storage_ops ops = {
        .size = sizeof ops,
        .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS,
        .name = "lmdb",
        .open = open_session,
        .close = close_session,
        .ensure_schema = ensure_schema,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .destroy = free,
    };
    set_row_slots(&ops);
    char *own = strdup(path);
    ct_status status = own ? ct_storage_new(NULL, &ops, own, ret_storage) : CT_ERR_NO_MEMORY;
    if (status)
        free(own);
    return status;
}
