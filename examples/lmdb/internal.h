/* What the files of the back end share. */
#pragma once

#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>

#include "lmdb_storage.h"

/* --- tuple.c --- */

struct bytes {
    unsigned char *data;
    size_t size, room;
    bool failed; /* there was no memory */
};

void bytes_put(struct bytes *bytes, const void *data, size_t size);
/* Begins anew with the place of an index, whose entries lie together. */
void tuple_start(struct bytes *bytes, uint32_t table, uint32_t index);
void tuple_put(struct bytes *bytes, const ct_value *value);
/* The last byte of a bound that is to lie behind all tuples that begin so. */
#define TUPLE_END "\xff"
/* Reads up to `count` values and answers how many there were; -1 if that is no tuple. Texts point into
 * `data`, blobs into `scratch`. */
int tuple_read(MDB_val data, struct bytes *scratch, ct_value *values, int count);

/* --- storage.c --- */

enum state { IDLE, READING, WRITING, DOOMED };
enum { COLUMNS_MAX = 128 };

struct session {
    const char *path;
    const ct_schema *schema;
    int file; /* -1: none. What lock.c locks */
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    enum state state;
    ct_value row[COLUMNS_MAX];
    struct bytes key, entry, data, scratch;
};

ct_status fail(ct_diag *diag, ct_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ct_status fail_lmdb(ct_diag *diag, int code);
/* Dooms the transaction where the status says so; answers it. */
ct_status leave(struct session *session, ct_status status);

/* --- lock.c: each waits for so long, and then answers CT_ERR_BUSY --- */

ct_status lock_opening(struct session *session, uint32_t timeout_ms, ct_diag *diag);
ct_status lock_begin(struct session *session, bool writes, uint32_t timeout_ms, ct_diag *diag);
void lock_end(struct session *session); /* gives back the transaction and all locks */

/* --- rows.c: slots of the table of functions --- */

ct_status rows_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
                   ct_row_sink *sink, ct_diag *diag);
ct_status rows_insert(void *session, uint32_t table, const ct_value *row, size_t column_count,
                      ct_diag *diag);
ct_status rows_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
                      const uint32_t *columns, const ct_value *values, size_t value_count,
                      ct_diag *diag);
ct_status rows_erase(void *session, uint32_t table, const ct_value *key, size_t key_count,
                     ct_diag *diag);
ct_status rows_scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag);
ct_status rows_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag);
void rows_scan_close(void *cursor);
/* Adds the entries of a new index for the rows that there are. */
ct_status rows_fill_index(struct session *session, uint32_t table, uint32_t index, ct_diag *diag);
