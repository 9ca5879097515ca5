/* A session and its transaction, and the operations that other files of the back end give to it. */
#pragma once

#include "storage/memory/store.h"

struct ct__memory_cursor;

enum { CT__MEMORY_RECENT = 4 };

/* A record that was read, in a transaction that writes: what is read is often changed next. */
struct ct__memory_recent {
    uint32_t table;
    struct ct__memory_record *record; /* NULL: none */
};

struct ct__memory_session {
    struct ct__memory_store *store;
    struct ct__memory_schema *schema; /* the one that the session's user knows; NULL at first */
    bool is_open;                     /* has a transaction */
    bool is_writing;                  /* and the turn */
    bool is_doomed;
    size_t cursor_count;
    uint64_t number;                    /* the last transaction that this one sees: itself, to write */
    struct ct__memory_reader reader;    /* not to write */
    struct ct__memory_changes *changes; /* NULL: none are at hand */
    ct_value *values;                   /* room for a row */
    uint32_t value_count;
    struct ct__memory_recent recent[CT__MEMORY_RECENT]; /* those read last, in turn */
    uint32_t read_count;
    struct ct__memory_cursor *spare_cursor; /* closed, and kept for the next scan; or NULL */
};

/* CT_ERR_INVALID_ARGUMENT: no transaction that could go on, or no such table. */
ct_status ct__memory_session_check_read(const struct ct__memory_session *session, uint32_t table,
                                        ct_diag *diag);
/* Also when the transaction may not write, or not now. */
ct_status ct__memory_session_check_write(const struct ct__memory_session *session, uint32_t table,
                                         ct_diag *diag);

/* Between these two what is stored stays as it is. Says where in the index a range is. After a failure
 * nothing was begun. The table and the index are there. */
ct_status ct__memory_session_look(struct ct__memory_session *session, uint32_t table,
                                  uint32_t index, const struct ct__memory_range *range,
                                  struct ct__memory_entries **ret_entries,
                                  struct ct__memory_sight *ret_sight);
void ct__memory_session_look_away(struct ct__memory_session *session);

/* Room for so many values, good until the next call; NULL when memory ran out. */
ct_value *ct__memory_session_values(struct ct__memory_session *session, uint32_t count);
/* Hands out a row of a table. */
ct_status ct__memory_session_put(struct ct__memory_session *session, uint32_t table,
                                 const struct ct__memory_row *row, ct_row_sink *sink);
/* Dooms the transaction if it must be; answers `status`. Each call ends with it. */
ct_status ct__memory_session_end(struct ct__memory_session *session, ct_status status,
                                 ct_diag *diag);

/* Slots of ct_storage_ops. */
ct_status ct__memory_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
                         ct_row_sink *sink, ct_diag *diag);
ct_status ct__memory_insert(void *session, uint32_t table, const ct_value *row, size_t column_count,
                            ct_diag *diag);
ct_status ct__memory_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
                            const uint32_t *columns, const ct_value *values, size_t value_count,
                            ct_diag *diag);
ct_status ct__memory_erase(void *session, uint32_t table, const ct_value *key, size_t key_count,
                           ct_diag *diag);
ct_status ct__memory_scan_open(void *session, const ct_scan *scan, void **ret_cursor,
                               ct_diag *diag);
ct_status ct__memory_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag);
void ct__memory_scan_close(void *cursor);
