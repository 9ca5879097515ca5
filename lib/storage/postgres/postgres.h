/* The PostgreSQL back end: what its files share. One session is one connection, in pipeline mode from
 * the beginning: whatever needs no answer waits in libpq's buffer for the next thing that does. */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contoterzi/postgres.h"
#include "storage/sql/sql.h"

enum {
    CT__PG_SHORT = 16,        /* bytes of the longest value of fixed size */
    CT__PG_PARAMETERS_MAX = 256,
    CT__PG_NAME_MAX = 63,     /* bytes of a name in PostgreSQL */
    CT__PG_UNANSWERED_MAX = 512 /* writes on their way before somebody looks at the answers */
};

/* ---- value.c: values of a column in PostgreSQL's binary form ---- */

struct ct__pg_cell {
    enum ct__sql_kind kind;
    const void *data; /* NULL: NULL. Borrowed, static, or `bytes` of this cell */
    int size;
    bool is_short; /* the value is in `bytes` */
    char bytes[CT__PG_SHORT];
};

const char *ct__pg_column_type(const struct ct__sql_column *column);
Oid ct__pg_type_oid(enum ct__sql_kind kind);

/* The cell may borrow from `value`. */
ct_status ct__pg_encode(const struct ct__sql_column *column, const ct_value *value,
                        struct ct__pg_cell *cell, ct_diag *diag);
/* The value may borrow from the result. */
void ct__pg_decode(const struct ct__sql_column *column, const PGresult *result, int row, int field,
                   ct_value *ret_value, ct_diag *diag);
bool ct__pg_same(const struct ct__pg_cell *a, const struct ct__pg_cell *b);
const void *ct__pg_data(const struct ct__pg_cell *cell);

/* ---- session.c ---- */

/* What an answer of the server will be about. */
enum ct__pg_expected {
    CT__PG_EXPECT_NOTHING, /* whatever it is: a rollback, a setting */
    CT__PG_EXPECT_BEGIN,
    CT__PG_EXPECT_TURN,
    CT__PG_EXPECT_PREPARED,
    CT__PG_EXPECT_DONE,    /* DDL, or a look whose failure tells everything */
    CT__PG_EXPECT_CHANGE,  /* of one row */
    CT__PG_EXPECT_MAYBE,   /* of one row, or of none */
    CT__PG_EXPECT_ROWS,
    CT__PG_EXPECT_COMMIT,
    CT__PG_EXPECT_SYNC
};

struct ct__pg_pending {
    enum ct__pg_expected expected;
    uint32_t statement; /* which was prepared */
};

struct ct__pg_statement {
    char *sql;
    uint64_t hash;
    bool is_prepared; /* in this connection; or on its way to be */
};

struct ct__pg_backend {
    ct_allocator allocator;
    const char *connection;
    const char *schema;
    bool must_exist;
    char text[];
};

struct ct__pg_session {
    struct ct__sql_session common;
    const ct_allocator *allocator;
    const struct ct__pg_backend *backend;
    PGconn *connection; /* NULL: not connected */
    bool is_begun;       /* a BEGIN was sent in this transaction */
    bool has_no_turns;   /* of a server that locks no tables */
    ct_status outcome;   /* of the transaction's calls so far */
    uint32_t conflicts;  /* in a row; see start.c */
    uint32_t lock_timeout_ms; /* of the transaction */
    int64_t set_timeout_ms;   /* of the connection; -1: not set yet */
    struct ct__pg_pending *pending; /* a queue: from `pending_first` on */
    size_t pending_first;           /* 0, unless answers are being taken */
    size_t pending_count;
    size_t pending_room;
    struct ct__pg_statement *statements;
    uint32_t statement_count;
    uint32_t statement_room;
    int change_count; /* rows that the last CT__PG_EXPECT_MAYBE changed */
    const char *turn_sql[2]; /* with others, and alone */
    struct ct__pg_cell *cells; /* for one call */
    uint64_t *known; /* hashes of the keys of rows that are there; see known.c */
    size_t known_count;
    struct ct__pg_ahead *ahead; /* see ahead.c */
    size_t ahead_count;
};

/* The last of every call on rows: a failure is the transaction's outcome. Answers `status`. */
ct_status ct__pg_leave(struct ct__pg_session *session, ct_status status);

/* ---- error.c ---- */

/* The status of a result that failed, its words in `diag`. */
ct_status ct__pg_failure(const PGresult *result, ct_diag *diag);
/* Did the connection end with this? */
bool ct__pg_is_end(const PGresult *result);
/* The connection's own last words. */
ct_status ct__pg_lost(PGconn *connection, ct_status status, ct_diag *diag);

/* ---- connect.c ---- */

bool ct__pg_can_parse(const char *connection);
ct_status ct__pg_connect(struct ct__pg_session *session, ct_diag *diag);
void ct__pg_disconnect(struct ct__pg_session *session);
/* Unless the connection is there and well. */
ct_status ct__pg_reconnect(struct ct__pg_session *session, ct_diag *diag);

/* ---- pipe.c: statements on their way, and their answers ---- */

/* Sends a statement without parameters, unprepared. */
ct_status ct__pg_send_text(struct ct__pg_session *session, const char *sql,
                           enum ct__pg_expected expected, ct_diag *diag);
/* Sends a prepared statement, with its preparation if this is its first use. */
ct_status ct__pg_send(struct ct__pg_session *session, const char *sql,
                      const struct ct__pg_cell *cells, uint32_t count,
                      enum ct__pg_expected expected, ct_diag *diag);
/* One round trip: everything so far is sent, and answered. The first failure is the answer; without
 * one, *ret_rows receives the rows of the last statement that has some (`ret_rows` may be NULL). */
ct_status ct__pg_exchange(struct ct__pg_session *session, PGresult **ret_rows, ct_diag *diag);
/* The same for several statements with rows, in their order; the caller clears them. */
ct_status ct__pg_exchange_many(struct ct__pg_session *session, PGresult **results, size_t room,
                               ct_diag *diag);
/* Ends what is under way without waiting for the answers. */
void ct__pg_abandon(struct ct__pg_session *session);

/* ---- start.c: the connection, and the transaction on it: made when the first statement needs them ---- */

ct_status ct__pg_start(struct ct__pg_session *session, ct_diag *diag);

/* ---- ahead.c: what will be asked for, fetched before ---- */

/* The rows of a statement, at hand or from the server. */
ct_status ct__pg_ask(struct ct__pg_session *session, const struct ct__sql_table *table,
                     const char *sql, const struct ct__pg_cell *cells, uint32_t count,
                     PGresult **ret_rows, ct_diag *diag);
void ct__pg_drop_ahead(struct ct__pg_session *session);
/* Forgets what a write to the row with this key may change. */
ct_status ct__pg_drop_written(struct ct__pg_session *session, const struct ct__sql_table *table,
                              const struct ct__pg_cell *key, ct_diag *diag);
ct_status ct__pg_look_ahead(void *session, const ct_scan *const *scans, size_t count,
                            ct_diag *diag);

/* ---- expect.c: what must not be there ---- */

ct_status ct__pg_expect_none(void *session, const ct_scan *scan, ct_diag *diag);

/* ---- known.c: which rows are there for sure ---- */

void ct__pg_know(struct ct__pg_session *session, const struct ct__sql_table *table,
                 const struct ct__pg_cell *key);
void ct__pg_forget(struct ct__pg_session *session, const struct ct__sql_table *table,
                   const struct ct__pg_cell *key);
bool ct__pg_is_known(const struct ct__pg_session *session, const struct ct__sql_table *table,
                     const struct ct__pg_cell *key);
void ct__pg_forget_all(struct ct__pg_session *session);
uint64_t ct__pg_hash(uint64_t hash, const void *bytes, size_t count);

/* ---- schema.c, row.c, scan.c ---- */

/* The table of one row that tells whose the others are. */
#define CT__PG_STORE "contoterzi_store"

ct_status ct__pg_upgrade(struct ct__pg_session *session, uint32_t version, ct_diag *diag);

ct_status ct__pg_put_row(struct ct__pg_session *session, const struct ct__sql_table *table,
                         const PGresult *result, int row, ct_row_sink *sink, ct_diag *diag);
ct_status ct__pg_get(void *session, uint32_t table, const ct_value *key, size_t key_count,
                     ct_row_sink *sink, ct_diag *diag);
ct_status ct__pg_insert(void *session, uint32_t table, const ct_value *row, size_t column_count,
                        ct_diag *diag);
ct_status ct__pg_update(void *session, uint32_t table, const ct_value *key, size_t key_count,
                        const uint32_t *columns, const ct_value *values, size_t value_count,
                        ct_diag *diag);
ct_status ct__pg_erase(void *session, uint32_t table, const ct_value *key, size_t key_count,
                       ct_diag *diag);
ct_status ct__pg_scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag);
ct_status ct__pg_scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag);
void ct__pg_scan_close(void *cursor);
/* The statement that a scan begins with, or `get` for a whole primary key; its parameters are in
 * session->cells. *ret_cursor, unless it stays NULL, has their bytes, and is closed by the caller, after
 * a failure too. */
ct_status ct__pg_first_query(struct ct__pg_session *session, const ct_scan *scan,
                             const char **ret_sql, uint32_t *ret_count, void **ret_cursor,
                             ct_diag *diag);

/* ---- range.c: the bounds of a scan as conditions that an index answers ---- */

struct ct__pg_range {
    const struct ct__pg_cell *low;
    const struct ct__pg_cell *high;
    uint32_t low_count;
    uint32_t high_count;
    bool low_open;
    bool high_open;
};

/* Adds WHERE and ORDER BY to the session's SQL, and the parameters to `cells`: pointers into the
 * bounds. Answers their number. */
uint32_t ct__pg_range_conditions(struct ct__sql_text *sql, const struct ct__pg_range *range,
                                 const struct ct__sql_table *table,
                                 const struct ct__sql_index *index, bool descending,
                                 struct ct__pg_cell *cells);
