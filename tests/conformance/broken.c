/* The wrapper: every call goes on to the back end inside, and some go wrong. */
#include "broken.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A write that waits for the commit. */
struct later {
    struct later *next;
    enum { LATER_INSERT, LATER_UPDATE, LATER_ERASE } kind;
    uint32_t table;
    struct kit_row row; /* or the key */
    uint32_t columns[CT__COLUMNS_MAX];
    struct kit_row changes;
};

struct block {
    struct block *next;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct broken {
    ct_storage *inner;
    const struct broken_kind *kind;
    struct session *writer;
    int sessions;
    atomic_int commits;
    pthread_mutex_t lock; /* of `half` */
    pthread_cond_t looked;
    enum { HALF_TO_COME, HALF_COMMITTED, HALF_SEEN } half;
    bool is_ended;
    bool has_schema;
    uint32_t version; /* the greatest that was ensured */
    struct ct_schema schema; /* the one given, with its unique indexes opened */
    struct ct__table tables[4];
    const struct ct__table *table_list[4];
    struct ct__index indexes[4][8];
};

struct session {
    struct broken *own;
    const ct_storage_ops *ops;
    void *handle;
    const ct_schema *schema;
    struct block *blocks;
    struct later *writes;
    struct later **last_write;
    struct expectation *expected;
    const ct_value *kept;
    size_t kept_count;
    uint32_t kept_table;
    bool is_open;
    bool reads;
    bool holds_commit;
    bool is_doomed;
    bool is_spent; /* idle rollback */
    bool sees_half;
    ct_scan ahead; /* the last range that was announced; its bounds are the caller's */
    bool is_ahead_kept;
    bool is_ahead_missing;
    int64_t missing_ahead;
    pthread_t thread;
    struct cursor *open_cursor;
    struct cursor *forgotten;
};

struct cursor {
    struct cursor *next; /* that was forgotten */
    struct session *session;
    void *handle;
    ct_scan scan;
    uint32_t table;
    int given;
    bool is_done;
    bool is_dead;
};

static bool
has(const struct session *session, enum fault fault)
{
    return session->own->kind->what == fault;
}

static unsigned char *
room(struct session *session, size_t size)
{
    struct block *block = calloc(1, sizeof *block + size + 1);
    if (!block)
        abort();
    block->next = session->blocks;
    session->blocks = block;
    return block->bytes;
}

static ct_status
fail(ct_diag *diag, ct_status status, const char *message)
{
    ct_diag_set(diag, 0, message);
    return status;
}

static ct_diag *
listener(const struct session *session, ct_diag *diag)
{
    return has(session, NO_WORDS) ? NULL : diag;
}

/* --- Values --- */

enum { SPARE_BYTES = 16 };

/* The columns of values: from 0 on, or those listed. */
static const ct_value *
spoilt(struct session *session, uint32_t table, const uint32_t *columns, const ct_value *values,
       size_t count)
{
    spoil *in = session->own->kind->in;
    if (!in || count == 0)
        return values;
    ct_value *own = (ct_value *)(void *)room(session, count * sizeof *own);
    for (size_t i = 0; i < count; i++) {
        own[i] = values[i];
        in(table, columns ? columns[i] : (uint32_t)i, &own[i],
           room(session, 2 * values[i].len + SPARE_BYTES));
    }
    return own;
}

struct sink {
    struct ct_row_sink base;
    struct session *session;
    ct_row_sink *outer;
    uint32_t table;
};

static ct_status
pass_row(ct_row_sink *base, const ct_value *columns, size_t count)
{
    struct sink *sink = (struct sink *)(void *)base;
    struct session *session = sink->session;
    spoil *out = session->own->kind->out;
    ct_value own[CT__COLUMNS_MAX];
    memcpy(own, columns, count * sizeof *own);
    for (uint32_t i = 0; i < count && out; i++)
        out(sink->table, i, &own[i], room(session, columns[i].len + SPARE_BYTES));
    ct_status status = ct_row_put(sink->outer, own, count);
    if (has(session, GIVES_A_ROW_TWICE) && !status)
        status = ct_row_put(sink->outer, own, count);
    return has(session, IGNORES_A_REFUSED_ROW) ? CT_OK : status;
}

static struct sink
make_sink(struct session *session, uint32_t table, ct_row_sink *outer)
{
    return (struct sink){{.take = pass_row}, session, outer, table};
}

static struct kit_row
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

/* --- Sessions --- */

static ct_status
broken_open(void *impl, void **ret_session, ct_diag *diag)
{
    struct broken *own = impl;
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        abort();
    session->own = own;
    session->ops = &own->inner->ops;
    session->last_write = &session->writes;
    if ((has(session, FEW_SESSIONS) && own->sessions >= 8) || own->is_ended) {
        free(session);
        return fail(diag, CT_ERR_BUSY, "there were sessions enough");
    }
    ct_status status = session->ops->open(own->inner->impl, &session->handle, diag);
    if (status) {
        free(session);
        return status;
    }
    own->sessions++;
    *ret_session = session;
    return CT_OK;
}

/* With the held commit, if there is one. */
static void
let_go(struct session *session)
{
    if (session->holds_commit)
        (void)session->ops->commit(session->handle, NULL);
    session->holds_commit = false;
}

static void
broken_close(void *opaque)
{
    struct session *session = opaque;
    let_go(session);
    if (has(session, ENDS_WITH_AN_UNUSED_SESSION) && !session->schema)
        session->own->is_ended = true;
    while (session->forgotten) {
        struct cursor *cursor = session->forgotten;
        session->forgotten = cursor->next;
        session->ops->scan_close(cursor->handle);
        free(cursor);
    }
    if (has(session, CLOSE_COMMITS) && session->is_open)
        (void)session->ops->commit(session->handle, NULL);
    session->ops->close(session->handle);
    if (session->own->writer == session)
        session->own->writer = NULL;
    session->own->sessions--;
    broken_forget_expected(&session->expected);
    while (session->writes) {
        struct later *write = session->writes;
        session->writes = write->next;
        free(write);
    }
    while (session->blocks) {
        struct block *block = session->blocks;
        session->blocks = block->next;
        free(block);
    }
    free(session);
}

/* The schema, all of whose indexes but the primary keys are not unique. */
static const ct_schema *
opened(struct broken *own, const ct_schema *schema)
{
    own->schema = *schema;
    own->schema.tables = own->table_list;
    for (uint32_t i = 0; i < schema->table_count; i++) {
        own->tables[i] = *schema->tables[i];
        memcpy(own->indexes[i], own->tables[i].indexes,
               own->tables[i].index_count * sizeof(struct ct__index));
        for (uint32_t at = 1; at < own->tables[i].index_count; at++)
            own->indexes[i][at].unique = false;
        own->tables[i].indexes = own->indexes[i];
        own->table_list[i] = &own->tables[i];
    }
    return &own->schema;
}

static ct_status
broken_ensure_schema(void *opaque, const ct_schema *schema, ct_diag *diag)
{
    struct session *session = opaque;
    struct broken *own = session->own;
    session->schema = schema;
    if (has(session, REFUSES_UNKNOWN_FORMATS) && schema->tables[0]->fields[0].format)
        return fail(diag, CT_ERR_UNSUPPORTED, "a column had an unknown format");
    if (has(session, REFUSES_A_SECOND_MAKER) && own->version)
        return fail(diag, CT_ERR_EXISTS, "somebody had made the tables");
    own->version = schema->version > own->version ? schema->version : own->version;
    if (has(session, UNIQUE_NOT_ENFORCED))
        schema = opened(own, schema);
    if (has(session, NEVER_GROWS) && schema->version > 1)
        schema = &kit_schema_1;
    ct_status status =
        session->ops->ensure_schema(session->handle, schema, listener(session, diag));
    if (status == CT_ERR_SCHEMA_NEWER && has(session, TAKES_A_NEWER_SCHEMA))
        return session->ops->ensure_schema(session->handle, &kit_schema_2, diag);
    if (status == CT_ERR_EXISTS && has(session, TAKES_A_FAILED_UPGRADE))
        return CT_OK;
    if (status == CT_ERR_NOT_A_STORE && has(session, FOREIGN_IS_IO))
        return CT_ERR_IO;
    if (has(session, REFUSES_THE_SAME_SCHEMA) && own->has_schema)
        return fail(diag, CT_ERR_EXISTS, "the tables were there");
    own->has_schema = own->has_schema || (!status && own->sessions == KIT_SESSIONS);
    return status;
}

/* --- Half a transaction --- */

static void
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

/* --- Transactions --- */

static ct_status
broken_begin(void *opaque, const ct_transaction_options *options, ct_diag *diag)
{
    struct session *session = opaque;
    ct_transaction_options own = *options;
    own.size = sizeof own;
    session->is_ahead_kept = false;
    session->is_ahead_missing = session->is_ahead_missing && has(session, KEEPS_WHAT_WAS_AHEAD);
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
    ct_status status = session->ops->begin(session->handle, &own, listener(session, diag));
    if (status == CT_ERR_BUSY && has(session, BUSY_IS_IO))
        return CT_ERR_IO;
    session->is_open = !status;
    session->is_doomed = false;
    session->thread = pthread_self();
    if (has(session, SHOWS_UNCOMMITTED) && !status && !session->reads)
        session->own->writer = session;
    if (session->reads)
        look(session);
    return status;
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
    while (session->writes) {
        struct later *write = session->writes;
        session->writes = write->next;
        free(write);
    }
    session->last_write = &session->writes;
    return status;
}

/* What was kept of an insert is written when the next call comes. */
static ct_status
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

static ct_status
broken_commit(void *opaque, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (!status)
        status = look_at_expected(session, words);
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

static void
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

/* --- Rows --- */

/* Before a read, where each sees what is the latest. */
static void
look_again(struct session *session)
{
    const ct_transaction_options options = {sizeof options, CT_TRANSACTION_READ_ONLY, 0};
    if (!has(session, READS_THE_LATEST) || !session->is_open || !session->reads)
        return;
    session->ops->rollback(session->handle);
    (void)session->ops->begin(session->handle, &options, NULL);
}

/* The session inside whose state is read. */
static void *
read_from(const struct session *session)
{
    const struct session *writer = session->own->writer;
    bool is_dirty = has(session, SHOWS_UNCOMMITTED) && session->reads && session->is_open;
    return is_dirty && writer && writer->is_open ? writer->handle : session->handle;
}

static ct_status
broken_get(void *opaque, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
           ct_diag *diag)
{
    struct session *session = opaque;
    struct sink own = make_sink(session, table, sink);
    ct_diag *words = listener(session, diag);
    if (session->is_doomed && has(session, DOOMS_WHEN_NOT_FOUND))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was doomed");
    if (has(session, CURSOR_BLOCKS_READS) && session->open_cursor)
        return fail(diag, CT_ERR_BUSY, "a cursor was open");
    if (session->is_ahead_missing && key[key_count - 1].i64 == session->missing_ahead)
        return CT_ERR_NOT_FOUND;
    ct_status status = settle(session, words);
    look_again(session);
    if (!status)
        status = session->ops->get(read_from(session), table,
                                   spoilt(session, table, NULL, key, key_count), key_count,
                                   &own.base, words);
    session->is_doomed = session->is_doomed || status == CT_ERR_NOT_FOUND;
    return status;
}

static struct later *
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

static bool
is_there(struct session *session, uint32_t table, const ct_value *key, ct_diag *diag)
{
    struct kit_row row;
    struct kit_session probe = {.ops = session->ops, .handle = session->handle,
                                .schema = session->schema};
    struct kit_row own = {.count = session->schema->tables[table]->key_count};
    memcpy(own.values, key, own.count * sizeof *key);
    bool found = kit_get(&probe, table, &own, &row) == CT_OK;
    kit_forget(&probe);
    if (found)
        ct_diag_set(diag, 0, "there was one");
    return found;
}

static ct_status
each_write(struct session *session, ct_status status, ct_diag *diag)
{
    const ct_transaction_options options = {sizeof options, 0, KIT_PATIENT_MS};
    if (status || !(has(session, COMMITS_EACH_WRITE) || has(session, COMMITS_IN_HALVES)))
        return status;
    status = session->ops->commit(session->handle, diag);
    if (has(session, COMMITS_IN_HALVES))
        show_half(session->own);
    return status ? status : session->ops->begin(session->handle, &options, diag);
}

static ct_status
broken_insert(void *opaque, uint32_t table, const ct_value *row, size_t count, ct_diag *diag)
{
    struct session *session = opaque;
    const ct_transaction_options options = {sizeof options, 0, KIT_PATIENT_MS};
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (status)
        return status;
    if (session->is_doomed && has(session, DOOMS_WHEN_NOT_FOUND))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was doomed");
    if (has(session, TAKES_ANY_TABLE) && table >= session->schema->table_count)
        return CT_OK;
    if (has(session, TAKES_ANY_COUNT) && count > session->schema->tables[table]->field_count)
        count--;
    if (has(session, COMMITS_WITHOUT_LOOKING) && session->is_open && !session->reads) {
        add_later(session, table, row, count)->kind = LATER_INSERT;
        return CT_OK;
    }
    if (has(session, KEEPS_A_ROW)) {
        session->kept = row;
        session->kept_count = count;
        session->kept_table = table;
        return CT_OK;
    }
    if (has(session, GOES_ON_WHEN_DOOMED) && session->is_open &&
        is_there(session, table, row, diag))
        return CT_ERR_EXISTS;
    if (has(session, ENFORCES_REFERENCES) && table == TABLE_NODE &&
        row[NODE_PARENT].type == CT_TYPE_BLOB && !is_there(session, table, &row[NODE_PARENT], diag))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no such parent");
    bool is_alone = has(session, WRITES_WITHOUT_TRANSACTION) && !session->is_open;
    if (is_alone)
        status = session->ops->begin(session->handle, &options, words);
    if (!status)
        status = session->ops->insert(session->handle, table,
                                      spoilt(session, table, NULL, row, count), count, words);
    if (is_alone && !status)
        status = session->ops->commit(session->handle, words);
    return has(session, COMMITS_IN_HALVES) ? status : each_write(session, status, words);
}

static ct_status
broken_update(void *opaque, uint32_t table, const ct_value *key, size_t key_count,
              const uint32_t *columns, const ct_value *values, size_t count, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (status)
        return status;
    if (has(session, COMMITS_WITHOUT_LOOKING) && session->is_open && !session->reads) {
        struct later *write = add_later(session, table, key, key_count);
        write->kind = LATER_UPDATE;
        memcpy(write->columns, columns, count * sizeof *columns);
        write->changes = copied(session, values, count);
        return CT_OK;
    }
    if (has(session, UPDATES_ALL_BUT_ONE) && count > 1)
        count--;
    status = session->ops->update(session->handle, table,
                                  spoilt(session, table, NULL, key, key_count), key_count, columns,
                                  spoilt(session, table, columns, values, count), count, words);
    return each_write(session, status, words);
}

static ct_status
broken_erase(void *opaque, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (status || has(session, ERASES_NOTHING))
        return status;
    if (has(session, COMMITS_WITHOUT_LOOKING) && session->is_open && !session->reads) {
        add_later(session, table, key, key_count)->kind = LATER_ERASE;
        return CT_OK;
    }
    status = session->ops->erase(session->handle, table,
                                 spoilt(session, table, NULL, key, key_count), key_count, words);
    return each_write(session, status, words);
}

/* --- Scans --- */

static bool
is_empty(const ct_scan *scan)
{
    return scan->low_count && scan->high_count && kit_compare(scan->low, scan->high) > 0;
}

static uint32_t
index_columns(const struct session *session, const ct_scan *scan)
{
    return session->schema->tables[scan->table]->indexes[scan->index].column_count;
}

static void
spoil_scan(struct session *session, ct_scan *scan)
{
    const struct ct__table *table = scan->table < session->schema->table_count
                                        ? session->schema->tables[scan->table]
                                        : NULL;
    if (has(session, IGNORES_LIMIT))
        scan->limit = 0;
    if (has(session, LOW_BOUND_TOO_LOW))
        scan->flags &= ~(uint32_t)CT_SCAN_LOW_OPEN;
    if (has(session, HIGH_BOUND_TOO_HIGH))
        scan->flags &= ~(uint32_t)CT_SCAN_HIGH_OPEN;
    if (has(session, IGNORES_DIRECTION))
        scan->flags &= ~(uint32_t)CT_SCAN_DESCENDING;
    if (has(session, TAKES_ANY_FLAG))
        scan->flags &= 7;
    if (table && has(session, IGNORES_PREFIX) && scan->high_count == 1 &&
        index_columns(session, scan) > 1)
        scan->flags |= CT_SCAN_HIGH_OPEN;
    if (table && has(session, TAKES_ANY_INDEX) && scan->index >= table->index_count)
        scan->index = 0;
    if (table && has(session, PAGE_REPEATS_ITS_START) && scan->low_count > 2)
        scan->flags &= ~(uint32_t)CT_SCAN_LOW_OPEN;
    /* Bounds are of the index's columns, the first of which is all that a spoiler looks at. */
    if (table && scan->index < table->index_count) {
        const uint32_t *columns = table->indexes[scan->index].columns;
        scan->low = spoilt(session, scan->table, columns, scan->low, scan->low_count ? 1 : 0);
        scan->high = spoilt(session, scan->table, columns, scan->high, scan->high_count ? 1 : 0);
        scan->low_count = session->own->kind->in && scan->low_count ? 1 : scan->low_count;
        scan->high_count = session->own->kind->in && scan->high_count ? 1 : scan->high_count;
    }
}

static ct_status
broken_scan_open(void *opaque, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (status)
        return status;
    if (has(session, REFUSES_LONGER_STRUCTS) && scan->size > sizeof *scan)
        return fail(diag, CT_ERR_STRUCT_TOO_NEW, "the scan was longer than expected");
    if (has(session, EMPTY_RANGE_FAILS) && is_empty(scan))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "nothing can be in that range");
    struct cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        abort();
    cursor->session = session;
    cursor->table = scan->table;
    cursor->scan = session->is_ahead_kept ? session->ahead : *scan;
    cursor->scan.size = sizeof *scan;
    look_again(session);
    spoil_scan(session, &cursor->scan);
    if (!has(session, KEEPS_BOUNDS))
        status = session->ops->scan_open(read_from(session), &cursor->scan, &cursor->handle,
                                         words);
    if (status) {
        free(cursor);
        return status;
    }
    if (has(session, ONE_CURSOR_ONLY) && session->open_cursor)
        session->open_cursor->is_dead = true;
    session->open_cursor = cursor;
    *ret_cursor = cursor;
    return CT_OK;
}

static ct_status
broken_expect_none(void *opaque, const ct_scan *scan, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    if (has(session, REFUSES_TO_EXPECT_WHEN_READING) && session->reads)
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was read-only");
    if (has(session, CURSOR_BLOCKS_READS) && session->open_cursor)
        return fail(diag, CT_ERR_BUSY, "a cursor was open");
    return broken_expect(&session->expected, session->own->kind->what, session->ops,
                         session->handle, scan, words);
}

static ct_status
ignore_row(ct_row_sink *base, const ct_value *columns, size_t count)
{
    (void)base, (void)columns, (void)count;
    return CT_OK;
}

/* Looks at once for what has a whole key. */
static ct_status
broken_look_ahead(void *opaque, const ct_scan *const *scans, size_t count, ct_diag *diag)
{
    struct session *session = opaque;
    struct ct_row_sink nobody = {.take = ignore_row};
    for (size_t i = 0; i < count; i++) {
        const ct_scan *scan = scans[i];
        session->ahead = *scan;
        session->is_ahead_kept = has(session, KEEPS_AHEAD_BOUNDS);
        if (scan->index != 0 ||
            !(has(session, ANSWERS_FROM_AHEAD) || has(session, KEEPS_WHAT_WAS_AHEAD)))
            continue;
        ct_status status = session->ops->get(session->handle, scan->table, scan->low,
                                             scan->low_count, &nobody, diag);
        if (status && status != CT_ERR_NOT_FOUND)
            return status;
        if (status) {
            session->is_ahead_missing = true;
            session->missing_ahead = scan->low[scan->low_count - 1].i64;
        }
    }
    return CT_OK;
}

/* As if each row were looked for afresh, behind those that were given. */
static ct_status
start_over(struct cursor *cursor, ct_diag *diag)
{
    struct session *session = cursor->session;
    const ct_transaction_options options = {sizeof options, CT_TRANSACTION_READ_ONLY, 0};
    struct ct_row_sink nobody = {.take = ignore_row};
    session->ops->scan_close(cursor->handle);
    cursor->handle = NULL;
    session->ops->rollback(session->handle);
    ct_status status = session->ops->begin(session->handle, &options, diag);
    if (!status)
        status = session->ops->scan_open(session->handle, &cursor->scan, &cursor->handle, diag);
    for (int i = 0; i < cursor->given && !status; i++)
        status = session->ops->scan_next(cursor->handle, &nobody, diag);
    return status;
}

static ct_status
broken_scan_next(void *opaque, ct_row_sink *sink, ct_diag *diag)
{
    struct cursor *cursor = opaque;
    struct session *session = cursor->session;
    ct_diag *words = listener(session, diag);
    struct sink own = make_sink(session, cursor->table, sink);
    ct_status status = CT_OK;
    if (cursor->is_done && has(session, DONE_FAILS_NEXT_TIME))
        return fail(diag, CT_ERR_INVALID_ARGUMENT, "the cursor was at its end");
    if (cursor->is_dead)
        return CT_DONE;
    if (!cursor->handle)
        status = session->ops->scan_open(session->handle, &cursor->scan, &cursor->handle, words);
    else if (has(session, CURSOR_SEES_THE_LATEST) && session->reads)
        status = start_over(cursor, words);
    if (!status)
        status = session->ops->scan_next(cursor->handle, &own.base, words);
    cursor->given += status == CT_OK;
    cursor->is_done = status == CT_DONE;
    return status;
}

static void
broken_scan_close(void *opaque)
{
    struct cursor *cursor = opaque;
    if (cursor->session->open_cursor == cursor)
        cursor->session->open_cursor = NULL;
    if (has(cursor->session, FORGETS_TO_CLOSE_CURSORS)) {
        cursor->next = cursor->session->forgotten;
        cursor->session->forgotten = cursor;
        return;
    }
    if (cursor->handle)
        cursor->session->ops->scan_close(cursor->handle);
    free(cursor);
}

static void
broken_destroy(void *impl)
{
    struct broken *own = impl;
    ct_storage_unref(own->inner);
    (void)pthread_cond_destroy(&own->looked);
    (void)pthread_mutex_destroy(&own->lock);
    free(own);
}

ct_status
broken_new(ct_storage *inner, const struct broken_kind *kind, ct_storage **ret_storage)
{
    const ct_storage_ops ops = {
        .size = sizeof ops,
        .promises = inner->ops.promises,
        .name = "broken",
        .open = broken_open,
        .close = broken_close,
        .ensure_schema = broken_ensure_schema,
        .begin = broken_begin,
        .commit = broken_commit,
        .rollback = broken_rollback,
        .get = broken_get,
        .insert = broken_insert,
        .update = broken_update,
        .erase = broken_erase,
        .scan_open = broken_scan_open,
        .scan_next = broken_scan_next,
        .scan_close = broken_scan_close,
        .destroy = broken_destroy,
        .look_ahead = broken_look_ahead,
        .expect_none = broken_expect_none,
    };
    struct broken *own = calloc(1, sizeof *own);
    if (!own)
        abort();
    own->inner = inner;
    own->kind = kind;
    (void)pthread_mutex_init(&own->lock, NULL);
    (void)pthread_cond_init(&own->looked, NULL);
    return ct_storage_new(NULL, &ops, own, ret_storage);
}
