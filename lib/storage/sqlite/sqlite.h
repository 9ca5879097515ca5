/* The SQLite back end: what its files share. One session is one connection. */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/sql/sql.h"

/* "CtTz": stands in the header of every file of ours, from its first page on, and never changes. */
enum { CT__SQLITE_APPLICATION_ID = 0x4374547A };

enum { CT__SQLITE_IDLE_MAX = 96, CT__SQLITE_CELL_TEXT = 40 };

/* ---- value.c: values of a column in the form that SQLite stores ---- */

struct ct__sqlite_cell {
    int32_t type; /* CT_TYPE_* */
    int64_t i64;
    const void *data; /* borrowed, static, or `text` */
    size_t size;
    char text[CT__SQLITE_CELL_TEXT]; /* a date, instant or identifier in its other form */
};

const char *ct__sqlite_column_type(const struct ct__sql_column *column);

/* The smallest value but NULL. */
const struct ct__sqlite_cell *ct__sqlite_smallest(const struct ct__sql_column *column);
int ct__sqlite_compare(const struct ct__sqlite_cell *a, const struct ct__sqlite_cell *b);

/* The cell may borrow from `value`. */
ct_status ct__sqlite_encode(const struct ct__sql_column *column, const ct_value *value,
                            struct ct__sqlite_cell *cell, ct_diag *diag);

/* The value may borrow from the statement and from `cell`. */
void ct__sqlite_decode(const struct ct__sql_column *column, sqlite3_stmt *statement, int number,
                       struct ct__sqlite_cell *cell, ct_value *ret_value, ct_diag *diag);

/* ---- readable.c: identifiers, dates and instants as text of one length, in order ---- */

enum { CT__SQLITE_ID_LENGTH = 36, CT__SQLITE_DATE_LENGTH = 10, CT__SQLITE_INSTANT_LENGTH = 24 };

void ct__sqlite_id_write(const uint8_t *id, char *text);
bool ct__sqlite_id_read(const char *text, uint8_t *id);
bool ct__sqlite_date_write(int64_t days, char *text); /* false outside the years 0000 to 9999 */
bool ct__sqlite_date_read(const char *text, int64_t *ret_days);
bool ct__sqlite_instant_write(int64_t instant, char *text); /* likewise */
bool ct__sqlite_instant_read(const char *text, int64_t *ret_instant);

/* ---- session.c ---- */

struct ct__sqlite_idle {
    sqlite3_stmt *handle;
    size_t length; /* of its text */
};

/* The file object's functions, first, with one of ours: see short_read.c. */
struct ct__sqlite_reading {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *real;
};

struct ct__sqlite_session {
    struct ct__sql_session common;
    const ct_allocator *allocator;
    const char *path;
    sqlite3 *db; /* NULL before ensure_schema */
    struct ct__sqlite_reading reading; /* of the connection; outlives it */
    struct ct__sqlite_cell *cells; /* as many as the widest table has columns; for one call */
    struct ct__sqlite_idle idle[CT__SQLITE_IDLE_MAX];
    size_t idle_count;
};

/* What stands before a path: SQLite gives a meaning to ":memory:" and to "file:…"; to us they are
 * names like any other. */
const char *ct__sqlite_path_prefix(const char *path);

/* ---- error.c ---- */

/* The status of an SQLite result code, its words in `diag`. */
ct_status ct__sqlite_failure(const struct ct__sqlite_session *session, int code, ct_diag *diag);

/* Whether a COMMIT that failed so may still turn out to have been made. */
bool ct__sqlite_may_be_committed(int code);

/* ---- file.c: whose file it is, and how it is opened ---- */

/* Opens the file with every setting but the journal mode, or refuses it without changing it. */
ct_status ct__sqlite_connect(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag);

/* The same for the store of others, of this version or older: it is not made, and may be one that can
 * only be read. Once it is known to be ours, it has a log. */
ct_status ct__sqlite_connect_to_store(struct ct__sqlite_session *session, uint32_t version,
                                      ct_diag *diag);

/* Refuses an empty file too. */
ct_status ct__sqlite_check_store(struct ct__sqlite_session *session, uint32_t version,
                                 ct_diag *diag);

/* Sets *ret_is_current where nothing is to be done. CT_ERR_NOT_A_STORE, CT_ERR_SCHEMA_NEWER. */
ct_status ct__sqlite_check_version(struct ct__sqlite_session *session, uint32_t version,
                                   bool *ret_is_current, ct_diag *diag);

/* Once the file is known to be ours and up to date: switches to the write-ahead log. */
ct_status ct__sqlite_start_log(struct ct__sqlite_session *session, ct_diag *diag);

/* ---- short_read.c ---- */

/* From now on no page of the connection's file is made up. Answers SQLite's code. */
int ct__sqlite_refuse_short_reads(struct ct__sqlite_session *session);

/* ---- statement.c: prepared statements, kept for the next use ---- */

/* The caller owns the statement until it gives it back, so two cursors of one shape never meet. */
ct_status ct__sqlite_take(struct ct__sqlite_session *session, const char *sql,
                          sqlite3_stmt **ret_statement, ct_diag *diag);
/* Takes what session->common.sql says. */
ct_status ct__sqlite_take_built(struct ct__sqlite_session *session, sqlite3_stmt **ret_statement,
                                ct_diag *diag);
/* Forgets the bound values. NULL is ignored. */
void ct__sqlite_give_back(struct ct__sqlite_session *session, sqlite3_stmt *statement);
void ct__sqlite_drop_statements(struct ct__sqlite_session *session);

ct_status ct__sqlite_bind(const struct ct__sqlite_session *session, sqlite3_stmt *statement,
                          int number, const struct ct__sqlite_cell *cell, ct_diag *diag);
/* CT_OK for a row, CT_DONE for none. */
ct_status ct__sqlite_step(const struct ct__sqlite_session *session, sqlite3_stmt *statement,
                          ct_diag *diag);
/* Takes, steps through and gives back a statement without parameters and rows. */
ct_status ct__sqlite_run(struct ct__sqlite_session *session, const char *sql, ct_diag *diag);

/* ---- schema.c, row.c, scan.c ---- */

ct_status ct__sqlite_put_row(const struct ct__sqlite_session *session,
                             const struct ct__sql_table *table, sqlite3_stmt *statement,
                             ct_row_sink *sink, ct_diag *diag);

ct_status ct__sqlite_upgrade(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag);
ct_status ct__sqlite_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
                         ct_row_sink *sink, ct_diag *diag);
ct_status ct__sqlite_insert(void *session, uint32_t table, const ct_value *row,
                            size_t column_count, ct_diag *diag);
ct_status ct__sqlite_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
                            const uint32_t *columns, const ct_value *values, size_t value_count,
                            ct_diag *diag);
ct_status ct__sqlite_erase(void *session, uint32_t table, const ct_value *key, size_t key_count,
                           ct_diag *diag);
ct_status ct__sqlite_scan_open(void *session, const ct_scan *scan, void **ret_cursor,
                               ct_diag *diag);
ct_status ct__sqlite_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag);
void ct__sqlite_scan_close(void *cursor);

/* ---- range.c: the bounds of a scan as pieces that an index answers directly ---- */

struct ct__sqlite_range {
    const struct ct__sqlite_cell *low;
    const struct ct__sqlite_cell *high;
    uint32_t low_count;
    uint32_t high_count;
    bool low_open;
    bool high_open;
};

/* Rows whose first `equal_count` columns of the index are `equal`, and whose next column is NULL,
 * or between `low` and `high`, each of which may be absent. */
struct ct__sqlite_piece {
    const struct ct__sqlite_cell *equal;
    uint32_t equal_count;
    bool is_null;
    const struct ct__sqlite_cell *low;
    const struct ct__sqlite_cell *high;
    bool low_open;
    bool high_open;
};

/* How many places for pieces, in ascending order, the range has; 0 if nothing can be in it. */
uint32_t ct__sqlite_range_places(const struct ct__sqlite_range *range);
/* False if there is no piece at that place. */
bool ct__sqlite_range_piece(const struct ct__sqlite_range *range,
                            const struct ct__sql_table *table,
                            const struct ct__sql_index *index, uint32_t place,
                            struct ct__sqlite_piece *ret_piece);
