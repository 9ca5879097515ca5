/* One session, as transactions (storage.c) and rows (rows.c) share it. */
#pragma once

#include <lmdb.h>

#include "lmdb_storage.h"
#include "tuple.h"

enum state { IDLE, READING, WRITING, DOOMED };
enum { COLUMNS_MAX = 128 };

struct session {
    const char *path;
    const ct_schema *schema;
    int file; /* -1: none. Its locks are ours */
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    enum state state;
    ct_value row[COLUMNS_MAX]; /* what was found last */
    struct bytes key, entry, data;
};

ct_status fail(ct_diag *diag, ct_status status, const char *message);
ct_status fail_lmdb(ct_diag *diag, int code); /* CT_OK for 0 */
/* Sets or takes away (`bytes` NULL) what is kept under a key. */
ct_status change(struct session *session, const struct bytes *key, const struct bytes *bytes,
                 ct_diag *diag);
/* The slots of these calls. */
void set_row_slots(ct_storage_ops *ops);
/* Adds the entries of a new index for the rows that there are. */
ct_status fill_index(struct session *session, uint32_t table, uint32_t index, ct_diag *diag);
