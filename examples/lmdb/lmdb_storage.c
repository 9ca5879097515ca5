/* Transactions, rows with their indexes, scans, and sessions with their schema. That calls come in
 * order, and with values of their columns, the library sees to: CT_STORAGE_CHECKED. */
#include "lmdb_storage.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bytes.h"

/* A file has room for so much; what is not used takes addresses alone, scarce where they have 32 bits. */
#define MAP_SIZE ((size_t)1 << (sizeof(size_t) > 4 ? 30 : 26))
/* `open` and ensure_schema wait so long for others: nobody tells them. */
enum { SETUP_WAIT_MS = 5000, TABLES_MAX = 255, INDEXES_MAX = 255, COLUMNS_MAX = 128 };

struct session {
    const ct_schema *schema;
    int file; /* its locks are ours */
    MDB_env *env;
    MDB_txn *txn; /* NULL: none */
    MDB_dbi dbi;
    struct {
        uint32_t version; /* of the schema; 0: the file is empty */
        uint32_t index_counts[TABLES_MAX];
    } catalogue;          /* what the file has, as it is noted in it */
    uint32_t patience_ms; /* for others' locks, in one `begin` */
    /* Of the call in progress: where its failure is told, its table, and the row that it is at. */
    ct_diag *diag;
    ct_status status;
    uint32_t table;
    ct_table_info info;
    struct key key;
    ct_value row[COLUMNS_MAX]; /* in `copy`: a write moves what is in the map */
    void *copy;
};

/* --- Failures: a function answers whether it went well, and if not, `status` tells why --- */

static bool
fail(struct session *session, ct_status status, const char *message)
{
    session->status = status;
    ct_diag_set(session->diag, 0, message);
    return false;
}

/* Takes an answer of LMDB's. */
static bool
check(struct session *session, int code)
{
    static const struct {
        int code;
        ct_status status;
    } answers[] = {
        {MDB_SUCCESS, CT_OK},              {MDB_NOTFOUND, CT_ERR_NOT_FOUND},
        {ENOMEM, CT_ERR_NO_MEMORY},        {MDB_BAD_VALSIZE, CT_ERR_UNSUPPORTED},
        {MDB_CORRUPTED, CT_ERR_CORRUPT},   {MDB_PAGE_NOTFOUND, CT_ERR_CORRUPT},
        {MDB_INVALID, CT_ERR_NOT_A_STORE}, {MDB_VERSION_MISMATCH, CT_ERR_NOT_A_STORE},
    };
    session->status = CT_ERR_IO;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].code == code)
            session->status = answers[i].status;
    ct_diag_set(session->diag, code, mdb_strerror(code));
    return session->status == CT_OK;
}

/* --- Transactions --- */

/* LMDB's own locks know no time limit and belong to threads, so the file is opened without them
 * (MDB_NOLOCK), and its rule is kept by locks on bytes far behind the data: one writer at a time,
 * and none that overwrites what a reader sees. A writer leaves alone the last two states. So a
 * reader locks the byte of the last writer that may work beside it, and a writer waits until no
 * byte before its own is locked. */
enum { OPENING, WRITER, WRITERS };

/* A count of 0 reaches to the end. */
static bool
lock(struct session *session, short type, int64_t first, int64_t count)
{
    const struct timespec millisecond = {.tv_nsec = 1000000};
    struct flock region = {.l_type = type, .l_whence = SEEK_SET, .l_len = count,
                           .l_start = (INT64_C(1) << 60) + first};
    for (; fcntl(session->file, F_OFD_SETLK, &region); session->patience_ms--) {
        if (session->patience_ms == 0)
            return fail(session, CT_ERR_BUSY, "somebody else was at work for too long");
        nanosleep(&millisecond, NULL);
    }
    return true;
}

static void
rollback(void *session)
{
    struct session *own = session;
    if (own->txn)
        mdb_txn_abort(own->txn);
    own->txn = NULL;
    (void)lock(own, F_UNLCK, OPENING, 0);
}

/* The catalogue's key, behind those of all tables. Where it is, the file is ours. */
static char mark[] = "\xff contoterzi example 2";
static MDB_val catalogue_name = {sizeof mark, mark};

static bool
read_catalogue(struct session *session)
{
    MDB_val data;
    MDB_stat all;
    memset(&session->catalogue, 0, sizeof session->catalogue);
    if (!check(session, mdb_stat(session->txn, session->dbi, &all)) || all.ms_entries == 0)
        return session->status == CT_OK;
    if (mdb_get(session->txn, session->dbi, &catalogue_name, &data) ||
        data.mv_size != sizeof session->catalogue)
        return fail(session, CT_ERR_NOT_A_STORE, "the file was somebody else's");
    memcpy(&session->catalogue, data.mv_data, sizeof session->catalogue);
    return session->catalogue.version <= ct_schema_version(session->schema) ||
           fail(session, CT_ERR_SCHEMA_NEWER, "the file had a newer schema");
}

/* A reader comes with all bytes locked, and keeps one when it knows what it sees. */
static bool
start(struct session *session, bool writes, uint32_t timeout_ms)
{
    session->patience_ms = timeout_ms;
    bool is_done = lock(session, writes ? F_WRLCK : F_RDLCK, writes ? WRITER : WRITERS, writes) &&
                   check(session, mdb_txn_begin(session->env, NULL, writes ? 0 : MDB_RDONLY,
                                                &session->txn)) &&
                   check(session, mdb_dbi_open(session->txn, NULL, 0, &session->dbi));
    const int64_t own = is_done ? (int64_t)mdb_txn_id(session->txn) + (writes ? 0 : 2) : 1;
    is_done = is_done && (!writes || lock(session, F_WRLCK, WRITERS, own));
    (void)lock(session, F_UNLCK, WRITERS, own);
    if (!writes)
        (void)lock(session, F_UNLCK, WRITERS + own + 1, 0);
    is_done = is_done && read_catalogue(session);
    if (!is_done)
        rollback(session);
    return is_done;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    struct session *own = session;
    bool writes = !(options->flags & CT_TRANSACTION_READ_ONLY);
    own->diag = diag;
    return start(own, writes, options->lock_timeout_ms) ? CT_OK : own->status;
}

static ct_status
commit(void *session, ct_diag *diag)
{
    struct session *own = session;
    MDB_txn *txn = own->txn;
    own->diag = diag;
    own->txn = NULL;
    bool is_done = check(own, mdb_txn_commit(txn));
    rollback(own);
    return is_done ? CT_OK : own->status;
}

/* --- Indexes: the primary key's has the rows, each other one leads from its columns there --- */

static void
enter(struct session *session, uint32_t table, ct_diag *diag)
{
    session->diag = diag;
    session->table = table;
    session->info = (ct_table_info){.size = sizeof session->info};
    (void)ct_schema_table(session->schema, table, &session->info); /* which there is */
}

/* The first of the entries from `from` on and before `to`, or the last. */
static bool
seek(struct session *session, struct key *from, struct key *to, bool is_last, MDB_val *ret_name,
     MDB_val *ret_data)
{
    MDB_val low = {from->size, from->data};
    MDB_val high = {to->size, to->data};
    MDB_cursor *cursor;
    if (!check(session, mdb_cursor_open(session->txn, session->dbi, &cursor)))
        return false;
    *ret_name = is_last ? high : low;
    int code = mdb_cursor_get(cursor, ret_name, ret_data, MDB_SET_RANGE);
    if (is_last)
        code = mdb_cursor_get(cursor, ret_name, ret_data, code ? MDB_LAST : MDB_PREV);
    if (!code && (mdb_cmp(session->txn, session->dbi, ret_name, &low) < 0 ||
                  mdb_cmp(session->txn, session->dbi, ret_name, &high) >= 0))
        code = MDB_NOTFOUND;
    mdb_cursor_close(cursor);
    return check(session, code);
}

/* Adds what an index has of a row, or removes it; that of the primary key comes first. */
static bool
set_entry(struct session *session, uint32_t number, const ct_value *row, bool adds)
{
    ct_index_info index = {.size = sizeof index};
    struct key entry;
    MDB_val name, data;
    (void)ct_schema_index(session->schema, session->table, number, &index);
    bool is_unique = adds && index.flags & CT_INDEX_UNIQUE;
    key_start(&entry, session->table, number);
    for (uint32_t i = 0; i < index.column_count; i++) {
        key_put(&entry, &row[index.columns[i]], 1);
        is_unique = is_unique && row[index.columns[i]].type != CT_TYPE_NULL;
    }
    struct key end = entry;
    key_append(&end, KEY_END, 1);
    if (is_unique && seek(session, &entry, &end, false, &name, &data)) /* something begins so */
        return fail(session, CT_ERR_EXISTS, index.name);
    for (uint32_t key = 0; key < session->info.key_count; key++) {
        bool is_there = false;
        for (uint32_t i = 0; i < index.column_count; i++)
            is_there = is_there || index.columns[i] == key;
        key_put(&entry, &row[key], !is_there);
    }
    name = (MDB_val){entry.size, entry.data};
    if (!adds)
        return check(session, mdb_del(session->txn, session->dbi, &name, NULL));
    if (number == 0)
        session->key = entry;
    data = number ? (MDB_val){session->key.size, session->key.data}
                  : (MDB_val){row_size(row, session->info.column_count), NULL};
    const unsigned flags = number ? 0 : MDB_RESERVE;
    if (!check(session, mdb_put(session->txn, session->dbi, &name, &data, flags)))
        return false;
    if (number == 0)
        row_write(data.mv_data, row, session->info.column_count);
    return true;
}

static bool
set_entries(struct session *session, uint32_t first, const ct_value *row, bool adds)
{
    for (uint32_t i = first; i < session->info.index_count; i++)
        if (!set_entry(session, i, row, adds))
            return false;
    return true;
}

/* --- Scans: the entries from `from` on and before `to` --- */

struct cursor {
    struct session *session;
    ct_scan scan;
    struct key from, to;
};

static bool
start_scan(struct session *session, const ct_scan *scan, struct cursor *cursor)
{
    memcpy(&cursor->scan, scan, sizeof cursor->scan); /* a newer library's is longer */
    cursor->session = session;
    cursor->scan.limit = scan->limit ? scan->limit : UINT64_MAX;
    key_start(&cursor->from, scan->table, scan->index);
    key_start(&cursor->to, scan->table, scan->index);
    key_put(&cursor->from, scan->low, scan->low_count);
    key_put(&cursor->to, scan->high, scan->high_count);
    key_append(&cursor->from, KEY_END, scan->low_count && scan->flags & CT_SCAN_LOW_OPEN);
    key_append(&cursor->to, KEY_END, !scan->high_count || !(scan->flags & CT_SCAN_HIGH_OPEN));
    return (cursor->from.size && cursor->to.size) ||
           fail(session, CT_ERR_UNSUPPORTED, "a bound was too long");
}

static ct_status
scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct session *own = session;
    struct cursor *cursor = malloc(sizeof *cursor);
    enter(own, scan->table, diag);
    bool is_done = (cursor || fail(own, CT_ERR_NO_MEMORY, "memory ran out")) &&
                   start_scan(own, scan, cursor);
    if (is_done)
        *ret_cursor = cursor;
    else
        free(cursor);
    return is_done ? CT_OK : own->status;
}

/* Finds its place anew: nothing of LMDB's outlives a call, so that free can close a cursor. */
static bool
next_row(struct cursor *cursor)
{
    struct session *own = cursor->session;
    bool is_descending = cursor->scan.flags & CT_SCAN_DESCENDING;
    struct key *bound = is_descending ? &cursor->to : &cursor->from;
    MDB_val name, data;
    own->status = CT_ERR_NOT_FOUND;
    if (!cursor->scan.limit || !seek(own, &cursor->from, &cursor->to, is_descending, &name, &data))
        return false;
    cursor->scan.limit--;
    bound->size = 0;
    key_append(bound, name.mv_data, name.mv_size);
    key_append(bound, KEY_END, !is_descending);
    if (cursor->scan.index)
        name = data;
    own->key.size = 0;
    key_append(&own->key, name.mv_data, name.mv_size);
    if (!check(own, mdb_get(own->txn, own->dbi, &name, &data)))
        return fail(own, CT_ERR_CORRUPT, "an entry led nowhere");
    void *copy = realloc(own->copy, data.mv_size);
    if (!copy)
        return fail(own, CT_ERR_NO_MEMORY, "memory ran out");
    own->copy = memcpy(copy, data.mv_data, data.mv_size);
    return row_read(copy, data.mv_size, own->row, own->info.column_count) ||
           fail(own, CT_ERR_CORRUPT, "a row could not be read");
}

static ct_status
scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *own = cursor;
    enter(own->session, own->scan.table, diag);
    if (next_row(own))
        return ct_row_put(sink, own->session->row, own->session->info.column_count);
    return own->session->status == CT_ERR_NOT_FOUND ? CT_DONE : own->session->status;
}

/* --- Single rows --- */

static bool
find(struct session *session, uint32_t table, const ct_value *key, size_t count, ct_diag *diag)
{
    const ct_scan scan = {.table = table, .low = key, .low_count = count, .high = key,
                          .high_count = count};
    struct cursor cursor;
    enter(session, table, diag);
    return start_scan(session, &scan, &cursor) && next_row(&cursor);
}

static ct_status
get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
    ct_diag *diag)
{
    struct session *own = session;
    bool is_found = find(own, table, key, key_count, diag);
    return is_found ? ct_row_put(sink, own->row, own->info.column_count) : own->status;
}

static ct_status
insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    struct session *own = session;
    (void)column_count;
    enter(own, table, diag);
    return set_entries(own, 0, row, true) ? CT_OK : own->status;
}

static ct_status
update(void *session, uint32_t table, const ct_value *key, size_t key_count,
       const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    struct session *own = session;
    bool is_done = find(own, table, key, key_count, diag) && set_entries(own, 0, own->row, false);
    for (size_t i = 0; i < value_count && is_done; i++)
        own->row[columns[i]] = values[i];
    return is_done && set_entries(own, 0, own->row, true) ? CT_OK : own->status;
}

static ct_status
erase(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    struct session *own = session;
    bool is_done = find(own, table, key, key_count, diag) && set_entries(own, 0, own->row, false);
    return is_done ? CT_OK : own->status;
}

/* --- Sessions and their schema --- */

/* Fills new indexes from the rows there are. Columns need nothing: older rows have NULL there. */
static bool
upgrade(struct session *session)
{
    MDB_val data = {sizeof session->catalogue, &session->catalogue};
    struct cursor cursor;
    for (uint32_t i = 0; i < ct_schema_table_count(session->schema); i++) {
        enter(session, i, session->diag);
        if (i >= TABLES_MAX || session->info.index_count > INDEXES_MAX ||
            session->info.column_count > COLUMNS_MAX)
            return fail(session, CT_ERR_UNSUPPORTED, "the schema was too large");
        bool is_done = start_scan(session, &(ct_scan){.table = i}, &cursor);
        while (is_done && next_row(&cursor))
            is_done = set_entries(session, session->catalogue.index_counts[i], session->row, true);
        if (!is_done || session->status != CT_ERR_NOT_FOUND)
            return false;
        session->catalogue.index_counts[i] = session->info.index_count;
    }
    session->catalogue.version = ct_schema_version(session->schema);
    return check(session, mdb_put(session->txn, session->dbi, &catalogue_name, &data, 0));
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct session *own = session;
    own->diag = diag;
    own->schema = schema;
    bool is_done = start(own, false, SETUP_WAIT_MS);
    rollback(own);
    if (is_done && own->catalogue.version < ct_schema_version(schema))
        is_done = start(own, true, SETUP_WAIT_MS) && upgrade(own) && commit(own, diag) == CT_OK;
    rollback(own);
    return is_done ? CT_OK : own->status;
}

static void
close_session(void *session)
{
    struct session *own = session;
    rollback(own);
    if (own->env)
        mdb_env_close(own->env);
    (void)close(own->file);
    free(own->copy);
    free(own);
}

/* One at a time, for LMDB writes the first pages of a new file without asking anybody. */
static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    const unsigned flags = MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS;
    struct session *own = calloc(1, sizeof *own);
    if (!own) {
        ct_diag_set(diag, 0, "memory ran out");
        return CT_ERR_NO_MEMORY;
    }
    own->diag = diag;
    own->patience_ms = SETUP_WAIT_MS;
    own->file = open(impl, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    bool is_done = (own->file >= 0 || fail(own, CT_ERR_IO, strerror(errno))) &&
                   lock(own, F_WRLCK, OPENING, 1) &&
                   check(own, mdb_env_create(&own->env)) &&
                   check(own, mdb_env_set_mapsize(own->env, MAP_SIZE)) &&
                   check(own, mdb_env_open(own->env, impl, flags, 0666));
    ct_status status = is_done ? CT_OK : own->status;
    rollback(own);
    if (is_done)
        *ret_session = own;
    else
        close_session(own);
    return status;
}

ct_status
lmdb_storage_new(const char *path, ct_storage **ret_storage)
{
    const ct_storage_ops ops = {
        .size = sizeof ops, .name = "lmdb",
        .promises = CT_STORAGE_DURABLE | CT_STORAGE_MULTIPROCESS | CT_STORAGE_CHECKED,
        .open = open_session, .close = close_session, .ensure_schema = ensure_schema,
        .begin = begin, .commit = commit, .rollback = rollback,
        .get = get, .insert = insert, .update = update, .erase = erase,
        .scan_open = scan_open, .scan_next = scan_next, .scan_close = free, .destroy = free,
    };
    char *own = strdup(path);
    ct_status status = own ? ct_storage_new(NULL, &ops, own, ret_storage) : CT_ERR_NO_MEMORY;
    if (status)
        free(own);
    return status;
}
