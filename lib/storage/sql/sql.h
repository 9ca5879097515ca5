/* What the back ends on SQL share, so that each has only its own database to speak of. Compiled once
 * and linked into the libraries of both; nothing of it is exported. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "contoterzi/storage.h"

enum { CT__SQL_MESSAGE = 512 };

/* ---- describe.c: the schema as these back ends use it ---- */

enum ct__sql_kind {
    CT__SQL_INTEGER,
    CT__SQL_TEXT,
    CT__SQL_BLOB,
    CT__SQL_ID,
    CT__SQL_DATE,
    CT__SQL_INSTANT,
    CT__SQL_ENUM,
    CT__SQL_BOOLEAN
};

struct ct__sql_label {
    int64_t number;
    const char *name;
    size_t length;
};

struct ct__sql_column {
    const char *table;
    const char *name;
    enum ct__sql_kind kind;
    bool nullable;
    const char *references; /* a table with a key of one column, or NULL */
    const struct ct__sql_label *labels;
    uint32_t label_count;
};

struct ct__sql_index {
    const char *name;
    const uint32_t *columns; /* the declared ones, then the key columns that they lack */
    uint32_t column_count;
    uint32_t declared_count;
    bool unique;
    bool is_total; /* unique without NULLs: the declared columns alone order all rows */
};

struct ct__sql_table {
    const char *name;
    uint32_t number;
    const struct ct__sql_column *columns;
    const struct ct__sql_index *indexes; /* [0] is the primary key */
    uint32_t column_count;
    uint32_t key_count;
    uint32_t index_count;
    const char *select_sql; /* without a WHERE */
    const char *get_sql;    /* the parameters of this one and the others, from 1 on: the key */
    const char *insert_sql; /* all columns */
    const char *erase_sql;
};

struct ct__sql_session;

/* Fills `description`, `tables`, `table_count`, `widest` and `values`. Names stay the schema's. */
ct_status ct__sql_describe(struct ct__sql_session *session, const ct_schema *schema,
                           ct_diag *diag);

/* ---- text.c: SQL under construction ---- */

/* A failure to grow sticks, so that it need be tested only once, when the text is done. */
struct ct__sql_text {
    const ct_allocator *allocator;
    const char *schema; /* before the names of tables; NULL: none */
    const char *mark;   /* before the numbers of parameters */
    char *text;         /* NUL-terminated */
    size_t length;
    size_t room;
    bool failed;
};

void ct__sql_start(struct ct__sql_text *sql, const char *text);
void ct__sql_add(struct ct__sql_text *sql, const char *text);
void ct__sql_number(struct ct__sql_text *sql, uint32_t number);
void ct__sql_name(struct ct__sql_text *sql, const char *name); /* quoted */
void ct__sql_table(struct ct__sql_text *sql, const char *name);
/* Unqualified: an index is in its table's schema. */
void ct__sql_index_name(struct ct__sql_text *sql, const struct ct__sql_table *table,
                        const struct ct__sql_index *index);
/* A parameter; the first is 1. */
void ct__sql_parameter(struct ct__sql_text *sql, uint32_t number);
/* " WHERE key = parameter `first` AND ..." */
void ct__sql_where_key(struct ct__sql_text *sql, const struct ct__sql_table *table, uint32_t first);
/* A whole statement: its parameters are the new values, then the key. */
void ct__sql_update(struct ct__sql_text *sql, const struct ct__sql_table *table,
                    const uint32_t *columns, size_t count);

/* ---- session.c: what every session has ---- */

/* How long the first sessions may wait for each other while they create or upgrade the tables. */
enum { CT__SQL_SETUP_WAIT_MS = 10000 };

struct ct__sql_session {
    bool is_writing; /* the transaction may; meaningless without one */
    struct ct__arena description;
    const struct ct__sql_table *tables;
    uint32_t table_count;
    uint32_t widest;         /* columns of the widest table */
    ct_value *values;        /* as many; for one call */
    struct ct__sql_text sql; /* likewise */
};

/* `schema` and `mark` as in struct ct__sql_text; they and the allocator outlive the session. */
void ct__sql_open(struct ct__sql_session *session, const ct_allocator *allocator,
                  const char *schema, const char *mark);
void ct__sql_close(struct ct__sql_session *session);

/* ---- error.c ---- */

/* Sets `diag` from a printf format and answers `status`. */
__attribute__((format(printf, 3, 4))) ct_status ct__sql_fail(ct_diag *diag, ct_status status,
                                                             const char *format, ...);
ct_status ct__sql_no_memory(ct_diag *diag);

/* ---- value.c: values that have not the form of their column ---- */

/* Of a value that has not the column's form: `fault` tells which. */
ct_status ct__sql_refuse(const struct ct__sql_column *column, const ct_value *value,
                         const char *fault, ct_diag *diag);

/* The same of one that is stored: the detail is told, and `ret_value` is set to one that the column can't
 * have either, which ct_row_put answers. */
void ct__sql_damaged(const struct ct__sql_column *column, const char *fault, ct_value *ret_value,
                     ct_diag *diag);

/* NULL: there is no such label. */
const struct ct__sql_label *ct__sql_label_of(const struct ct__sql_column *column, int64_t number);
const struct ct__sql_label *ct__sql_label_named(const struct ct__sql_column *column,
                                                const char *name, size_t length);
