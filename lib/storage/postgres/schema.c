#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/postgres/postgres.h"

/* A table of one row tells whose the tables are, and of which version. */
static const char application[] = "contoterzi";

enum { PAUSE_MS = 20 };

enum standing { STANDING_NEW, STANDING_OLDER, STANDING_CURRENT };

static ct_status
ask(struct ct__pg_session *session, const struct ct__pg_cell *cells, uint32_t count,
    PGresult **ret_rows, ct_diag *diag)
{
    if (session->common.sql.failed)
        return ct__sql_no_memory(diag);
    ct_status status =
        ct__pg_send(session, session->common.sql.text, cells, count, CT__PG_EXPECT_ROWS, diag);
    return status ? status : ct__pg_exchange(session, ret_rows, diag);
}

/* Every statement of an upgrade, on its way without an answer. */
static ct_status
order(struct ct__pg_session *session, ct_diag *diag)
{
    if (session->common.sql.failed)
        return ct__sql_no_memory(diag);
    return ct__pg_send_text(session, session->common.sql.text, CT__PG_EXPECT_DONE, diag);
}

static struct ct__pg_cell
text_cell(const char *text)
{
    return (struct ct__pg_cell){.kind = CT__SQL_TEXT, .data = text, .size = (int)strlen(text)};
}

static ct_status
refuse_stranger(const struct ct__pg_session *session, const char *table, ct_diag *diag)
{
    return ct__sql_fail(diag, CT_ERR_NOT_A_STORE, "schema '%s' had a table '%s' that is not ours",
                        session->backend->schema, table);
}

static bool
is_our_table(const struct ct__pg_session *session, const char *name)
{
    for (uint32_t i = 0; i < session->common.table_count; i++)
        if (strcmp(session->common.tables[i].name, name) == 0)
            return true;
    return strcmp(name, CT__PG_STORE) == 0;
}

/* What the schema has: ours, nothing of those names, or somebody's. One statement, so that it is of one
 * moment. */
static ct_status
look_at_tables(struct ct__pg_session *session, bool *ret_has_schema, bool *ret_is_ours,
               ct_diag *diag)
{
    const struct ct__pg_cell schema = text_cell(session->backend->schema);
    const char *stranger = NULL;
    PGresult *rows = NULL;
    *ret_is_ours = false;
    ct__sql_start(&session->common.sql,
                  "SELECT c.relname::text FROM pg_catalog.pg_namespace n"
                  " LEFT JOIN pg_catalog.pg_class c"
                  " ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
                  " WHERE n.nspname = $1");
    ct_status status = ask(session, &schema, 1, &rows, diag);
    if (status)
        return status;
    *ret_has_schema = PQntuples(rows) > 0;
    for (int i = 0; i < PQntuples(rows); i++) {
        const char *name = PQgetvalue(rows, i, 0);
        if (strcmp(name, CT__PG_STORE) == 0)
            *ret_is_ours = true;
        else if (!PQgetisnull(rows, i, 0) && is_our_table(session, name))
            stranger = name;
    }
    if (stranger && !*ret_is_ours)
        status = refuse_stranger(session, stranger, diag);
    PQclear(rows);
    return status;
}

static ct_status
judge(const struct ct__pg_session *session, int64_t stored, uint32_t version,
      enum standing *ret_standing, ct_diag *diag)
{
    if (stored > version)
        return ct__sql_fail(diag, CT_ERR_SCHEMA_NEWER,
                            "schema '%s' had version '%" PRId64 "', newer than '%" PRIu32 "'",
                            session->backend->schema, stored, version);
    *ret_standing = stored == version ? STANDING_CURRENT : STANDING_OLDER;
    return CT_OK;
}

static void
start_mark_query(struct ct__pg_session *session)
{
    ct__sql_start(&session->common.sql, "SELECT version::text FROM ");
    ct__sql_table(&session->common.sql, CT__PG_STORE);
    ct__sql_add(&session->common.sql, " WHERE application = $1");
}

/* `rows` are the store's mark. */
static ct_status
read_mark(const struct ct__pg_session *session, const PGresult *rows, uint32_t version,
          enum standing *ret_standing, ct_diag *diag)
{
    int64_t stored = PQntuples(rows) == 1 ? strtoll(PQgetvalue(rows, 0, 0), NULL, 10) : 0;
    return stored > 0 ? judge(session, stored, version, ret_standing, diag)
                      : refuse_stranger(session, CT__PG_STORE, diag);
}

/* Most stores are there and of our version: one look. What fails is looked at more closely. */
static ct_status
look(struct ct__pg_session *session, uint32_t version, enum standing *ret_standing,
     bool *ret_has_schema, ct_diag *diag)
{
    const struct ct__pg_cell mark = text_cell(application);
    bool is_ours = true;
    PGresult *rows = NULL;
    *ret_has_schema = true;
    *ret_standing = STANDING_NEW;
    start_mark_query(session);
    ct_status status = ct__pg_reconnect(session, diag); /* the attempt before may have lost it */
    if (!status)
        status = ask(session, &mark, 1, &rows, diag);
    if (status == CT_ERR_CORRUPT) { /* there is no such table, or not with those columns */
        status = look_at_tables(session, ret_has_schema, &is_ours, diag);
        if (!status && is_ours)
            status = refuse_stranger(session, CT__PG_STORE, diag);
        return status;
    }
    if (!status)
        status = read_mark(session, rows, version, ret_standing, diag);
    PQclear(rows);
    return status;
}

static void
add_column_definition(struct ct__sql_text *sql, const struct ct__sql_column *column)
{
    ct__sql_name(sql, column->name);
    ct__sql_add(sql, " ");
    ct__sql_add(sql, ct__pg_column_type(column));
    if (!column->nullable)
        ct__sql_add(sql, " NOT NULL");
}

/* A page of a table keeps some room: a row whose indexed columns stay as they were is then changed within
 * it, and no index hears of that, so that nobody who looks there is in the way. */
static ct_status
create_table(struct ct__pg_session *session, const struct ct__sql_table *table, ct_diag *diag)
{
    struct ct__sql_text *sql = &session->common.sql;
    ct__sql_start(sql, "CREATE TABLE IF NOT EXISTS ");
    ct__sql_table(sql, table->name);
    ct__sql_add(sql, " (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        add_column_definition(sql, &table->columns[i]);
        ct__sql_add(sql, ", ");
    }
    ct__sql_add(sql, "PRIMARY KEY (");
    for (uint32_t i = 0; i < table->key_count; i++) {
        ct__sql_add(sql, i ? ", " : "");
        ct__sql_name(sql, table->columns[i].name);
    }
    ct__sql_add(sql, ")) WITH (fillfactor = 90)");
    return order(session, diag);
}

static ct_status
add_column(struct ct__pg_session *session, const struct ct__sql_table *table,
           const struct ct__sql_column *column, ct_diag *diag)
{
    ct__sql_start(&session->common.sql, "ALTER TABLE ");
    ct__sql_table(&session->common.sql, table->name);
    ct__sql_add(&session->common.sql, " ADD COLUMN IF NOT EXISTS ");
    add_column_definition(&session->common.sql, column);
    return order(session, diag);
}

/* A foreign key would be enforced, by triggers and locks; a reader is told all the same. */
static ct_status
tell_reference(struct ct__pg_session *session, const struct ct__sql_table *table,
               const struct ct__sql_column *column, ct_diag *diag)
{
    ct__sql_start(&session->common.sql, "COMMENT ON COLUMN ");
    ct__sql_table(&session->common.sql, table->name);
    ct__sql_add(&session->common.sql, ".");
    ct__sql_name(&session->common.sql, column->name);
    ct__sql_add(&session->common.sql, " IS 'references ");
    ct__sql_add(&session->common.sql, column->references);
    ct__sql_add(&session->common.sql, "'");
    return order(session, diag);
}

/* A unique index has to be unique without the key columns that it lacks. */
static ct_status
create_index(struct ct__pg_session *session, const struct ct__sql_table *table,
             const struct ct__sql_index *index, ct_diag *diag)
{
    struct ct__sql_text *sql = &session->common.sql;
    uint32_t count = index->unique ? index->declared_count : index->column_count;
    ct__sql_start(sql, index->unique ? "CREATE UNIQUE INDEX IF NOT EXISTS "
                                        : "CREATE INDEX IF NOT EXISTS ");
    ct__sql_index_name(sql, table, index);
    ct__sql_add(sql, " ON ");
    ct__sql_table(sql, table->name);
    for (uint32_t i = 0; i < count; i++) {
        const struct ct__sql_column *column = &table->columns[index->columns[i]];
        ct__sql_add(sql, i ? ", " : " (");
        ct__sql_name(sql, column->name);
        ct__sql_add(sql, column->nullable ? " NULLS FIRST" : "");
    }
    ct__sql_add(sql, ")");
    return order(session, diag);
}

static ct_status
complete_table(struct ct__pg_session *session, const struct ct__sql_table *table, bool is_new,
               ct_diag *diag)
{
    ct_status status = create_table(session, table, diag);
    for (uint32_t i = table->key_count; !status && !is_new && i < table->column_count; i++)
        status = add_column(session, table, &table->columns[i], diag);
    for (uint32_t i = 0; !status && i < table->column_count; i++)
        if (table->columns[i].references)
            status = tell_reference(session, table, &table->columns[i], diag);
    for (uint32_t i = 1; !status && i < table->index_count; i++)
        status = create_index(session, table, &table->indexes[i], diag);
    return status;
}

static ct_status
create_store(struct ct__pg_session *session, bool has_schema, ct_diag *diag)
{
    ct_status status = CT_OK;
    if (!has_schema) {
        ct__sql_start(&session->common.sql, "CREATE SCHEMA ");
        ct__sql_name(&session->common.sql, session->backend->schema);
        status = order(session, diag);
    }
    ct__sql_start(&session->common.sql, "CREATE TABLE ");
    ct__sql_table(&session->common.sql, CT__PG_STORE);
    ct__sql_add(&session->common.sql, " (application text PRIMARY KEY, version bigint NOT NULL)");
    return status ? status : order(session, diag);
}

static ct_status
set_mark(struct ct__pg_session *session, bool is_new, uint32_t version, ct_diag *diag)
{
    struct ct__sql_text *sql = &session->common.sql;
    ct__sql_start(sql, is_new ? "INSERT INTO " : "UPDATE ");
    ct__sql_table(sql, CT__PG_STORE);
    ct__sql_add(sql, is_new ? " (version, application) VALUES (" : " SET version = ");
    ct__sql_number(sql, version);
    ct__sql_add(sql, is_new ? ", 'contoterzi')" : " WHERE application = 'contoterzi'");
    return order(session, diag);
}

/* Those who upgrade at once wait for each other at the mark's row, and then find it newer than they
 * thought; those who create, at the names. Either is told as a failure, after which one looks again. */
static ct_status
lock_mark(struct ct__pg_session *session, uint32_t version, bool *ret_is_older, ct_diag *diag)
{
    const struct ct__pg_cell mark = text_cell(application);
    enum standing standing = STANDING_NEW;
    PGresult *rows = NULL;
    start_mark_query(session);
    ct__sql_add(&session->common.sql, " FOR UPDATE");
    ct_status status = ask(session, &mark, 1, &rows, diag);
    if (!status)
        status = read_mark(session, rows, version, &standing, diag);
    PQclear(rows);
    *ret_is_older = standing == STANDING_OLDER;
    return status;
}

/* In one transaction, which is left open for the caller to end after a failure. */
static ct_status
complete_tables(struct ct__pg_session *session, bool is_new, bool has_schema, uint32_t version,
                ct_diag *diag)
{
    bool is_older = is_new;
    session->is_begun = true;
    ct_status status =
        ct__pg_send_text(session, "BEGIN ISOLATION LEVEL READ COMMITTED", CT__PG_EXPECT_DONE, diag);
    if (!status)
        status = is_new ? create_store(session, has_schema, diag)
                        : lock_mark(session, version, &is_older, diag);
    for (uint32_t i = 0; !status && is_older && i < session->common.table_count; i++)
        status = complete_table(session, &session->common.tables[i], is_new, diag);
    if (!status && is_older)
        status = set_mark(session, is_new, version, diag);
    if (!status)
        status = ct__pg_send_text(session, "COMMIT", CT__PG_EXPECT_COMMIT, diag);
    return status ? status : ct__pg_exchange(session, NULL, diag);
}

/* Somebody was faster, or is about to be: the names are taken, or something is in the middle of a change
 * (which PostgreSQL tells without a code of its own). A unique index that the data do not allow is also
 * told as taken, and stays so. */
static bool
may_pass(ct_status status)
{
    return status == CT_ERR_EXISTS || status == CT_ERR_CONFLICT || status == CT_ERR_BUSY ||
           status == CT_ERR_CORRUPT || status == CT_ERR || status == CT_ERR_COMMIT_UNKNOWN;
}

static ct_status
attempt(struct ct__pg_session *session, uint32_t version, ct_diag *diag)
{
    enum standing standing = STANDING_NEW;
    bool has_schema = true;
    ct_status status = look(session, version, &standing, &has_schema, diag);
    if (status || standing == STANDING_CURRENT)
        return status;
    if (standing == STANDING_NEW && session->backend->must_exist)
        return ct__sql_fail(diag, CT_ERR_NOT_FOUND, "schema '%s' had no tables of it",
                            session->backend->schema);
    status = complete_tables(session, standing == STANDING_NEW, has_schema, version, diag);
    ct__pg_abandon(session);
    return status;
}

ct_status
ct__pg_upgrade(struct ct__pg_session *session, uint32_t version, ct_diag *diag)
{
    enum { TRIES_OF_MINE = 5 };
    ct_status status = CT_ERR_BUSY;
    for (int i = 0; i < TRIES_OF_MINE && may_pass(status); i++) {
        if (i)
            (void)poll(NULL, 0, PAUSE_MS << i);
        status = attempt(session, version, diag);
    }
    return status == CT_ERR_COMMIT_UNKNOWN ? CT_ERR_IO : status; /* whoever opens it next will see */
}
