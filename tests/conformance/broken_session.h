/* What the parts of the wrapper share: the storage, its sessions and cursors. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "broken.h"

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
    atomic_int scripted; /* calls of the script's kind */
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
    ct_status due; /* of a write, to be told later */
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

/* Passes rows on, spoilt, to `outer`. */
struct sink {
    struct ct_row_sink base;
    struct session *session;
    ct_row_sink *outer;
    uint32_t table;
    ct_status refusal; /* that is kept from the back end inside */
};

static inline bool
has(const struct session *session, enum fault fault)
{
    return session->own->kind->what == fault;
}

static inline ct_status
fail(ct_diag *diag, ct_status status, const char *message)
{
    ct_diag_set(diag, 0, message);
    return status;
}

static inline ct_diag *
listener(const struct session *session, ct_diag *diag)
{
    return has(session, NO_WORDS) ? NULL : diag;
}

/* What the script has the call answer; CT_OK: go on. */
ct_status scripted(struct session *session, enum call call, ct_diag *diag);

unsigned char *room(struct session *session, size_t size); /* until the session is closed */
struct kit_row copied(struct session *session, const ct_value *values, size_t count);

/* The columns of values: from 0 on, or those listed. */
const ct_value *spoilt(struct session *session, uint32_t table, const uint32_t *columns,
                       const ct_value *values, size_t count);

struct sink make_sink(struct session *session, uint32_t table, ct_row_sink *outer);

/* What was kept of an insert is written when the next call comes. */
ct_status settle(struct session *session, ct_diag *diag);
struct later *add_later(struct session *session, uint32_t table, const ct_value *values,
                        size_t count);
void drop_later_writes(struct session *session);
void let_go(struct session *session); /* with the held commit, if there is one */
void show_half(struct broken *own);   /* of a transaction, until somebody has looked */

/* Before a read, where each sees what is the latest. */
void look_again(struct session *session);
void *read_from(const struct session *session); /* the session inside whose state is read */

ct_status broken_begin(void *opaque, const ct_transaction_options *options, ct_diag *diag);
ct_status broken_commit(void *opaque, ct_diag *diag);
void broken_rollback(void *opaque);
ct_status broken_get(void *opaque, uint32_t table, const ct_value *key, size_t key_count,
                     ct_row_sink *sink, ct_diag *diag);
ct_status broken_insert(void *opaque, uint32_t table, const ct_value *row, size_t count,
                        ct_diag *diag);
ct_status broken_update(void *opaque, uint32_t table, const ct_value *key, size_t key_count,
                        const uint32_t *columns, const ct_value *values, size_t count,
                        ct_diag *diag);
ct_status broken_erase(void *opaque, uint32_t table, const ct_value *key, size_t key_count,
                       ct_diag *diag);
ct_status broken_scan_open(void *opaque, const ct_scan *scan, void **ret_cursor, ct_diag *diag);
ct_status broken_scan_next(void *opaque, ct_row_sink *sink, ct_diag *diag);
void broken_scan_close(void *opaque);
ct_status broken_expect_none(void *opaque, const ct_scan *scan, ct_diag *diag);
ct_status broken_look_ahead(void *opaque, const ct_scan *const *scans, size_t count,
                            ct_diag *diag);
