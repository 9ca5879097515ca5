#include <string.h>

#include "storage/postgres/postgres.h"

/* What was fetched because somebody said that it would be asked for, until it is asked for, its table is
 * written to, or the transaction ends. */

enum { AHEAD_MAX = 64 };

struct ct__pg_ahead {
    struct ct__pg_ahead *next;
    uint32_t table;
    PGresult *rows; /* NULL: under way */
    size_t size;
    char question[]; /* the statement and its parameters */
};

static size_t
size_of(const char *sql, const struct ct__pg_cell *cells, uint32_t count)
{
    size_t size = strlen(sql) + 1;
    for (uint32_t i = 0; i < count; i++)
        size += sizeof cells[i].size + (ct__pg_data(&cells[i]) ? (size_t)cells[i].size : 0);
    return size;
}

static void
write_question(char *text, const char *sql, const struct ct__pg_cell *cells, uint32_t count)
{
    text = stpcpy(text, sql) + 1;
    for (uint32_t i = 0; i < count; i++) {
        const void *data = ct__pg_data(&cells[i]);
        int size = data ? cells[i].size : -1;
        memcpy(text, &size, sizeof size);
        text += sizeof size;
        if (data)
            memcpy(text, data, (size_t)size);
        text += data ? size : 0;
    }
}

static struct ct__pg_ahead *
new_question(struct ct__pg_session *session, uint32_t table, const char *sql,
             const struct ct__pg_cell *cells, uint32_t count)
{
    size_t size = size_of(sql, cells, count);
    struct ct__pg_ahead *ahead = ct__allocate(session->allocator, 1, sizeof *ahead + size);
    if (!ahead)
        return NULL;
    ahead->table = table;
    ahead->size = size;
    write_question(ahead->question, sql, cells, count);
    return ahead;
}

static void
drop(struct ct__pg_session *session, struct ct__pg_ahead **place)
{
    struct ct__pg_ahead *ahead = *place;
    *place = ahead->next;
    session->ahead_count--;
    PQclear(ahead->rows);
    ct__release(session->allocator, ahead);
}

void
ct__pg_drop_ahead(struct ct__pg_session *session)
{
    while (session->ahead)
        drop(session, &session->ahead);
}

/* Of another row by its key, a write says nothing. */
static bool
is_of_other(const struct ct__pg_ahead *ahead, const struct ct__sql_table *table,
            const struct ct__pg_ahead *written)
{
    if (ahead->table != table->number)
        return true;
    bool is_by_key = strcmp(ahead->question, table->get_sql) == 0;
    return is_by_key && (ahead->size != written->size ||
                         memcmp(ahead->question, written->question, written->size) != 0);
}

ct_status
ct__pg_drop_written(struct ct__pg_session *session, const struct ct__sql_table *table,
                    const struct ct__pg_cell *key, ct_diag *diag)
{
    if (!session->ahead)
        return CT_OK;
    struct ct__pg_ahead *written =
        new_question(session, table->number, table->get_sql, key, table->key_count);
    if (!written)
        return ct__sql_no_memory(diag);
    for (struct ct__pg_ahead **place = &session->ahead; *place;)
        if (is_of_other(*place, table, written))
            place = &(*place)->next;
        else
            drop(session, place);
    ct__release(session->allocator, written);
    return CT_OK;
}

/* A copy of the rows of the question that is like this one. */
static PGresult *
find_rows(const struct ct__pg_session *session, const struct ct__pg_ahead *wanted)
{
    for (const struct ct__pg_ahead *ahead = session->ahead; ahead; ahead = ahead->next)
        if (ahead->size == wanted->size &&
            memcmp(ahead->question, wanted->question, wanted->size) == 0)
            return PQcopyResult(ahead->rows, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
    return NULL;
}

ct_status
ct__pg_ask(struct ct__pg_session *session, const struct ct__sql_table *table, const char *sql,
           const struct ct__pg_cell *cells, uint32_t count, PGresult **ret_rows, ct_diag *diag)
{
    if (session->ahead) {
        struct ct__pg_ahead *wanted = new_question(session, table->number, sql, cells, count);
        if (!wanted)
            return ct__sql_no_memory(diag);
        *ret_rows = find_rows(session, wanted);
        ct__release(session->allocator, wanted);
        if (*ret_rows)
            return CT_OK;
    }
    ct_status status = ct__pg_start(session, diag);
    if (!status)
        status = ct__pg_send(session, sql, cells, count, CT__PG_EXPECT_ROWS, diag);
    return status ? status : ct__pg_exchange(session, ret_rows, diag);
}

static ct_status
keep_question(struct ct__pg_session *session, uint32_t table, const char *sql, uint32_t count,
              ct_diag *diag)
{
    struct ct__pg_ahead *ahead = new_question(session, table, sql, session->cells, count);
    if (!ahead)
        return ct__sql_no_memory(diag);
    ahead->next = session->ahead;
    session->ahead = ahead;
    session->ahead_count++;
    return CT_OK;
}

static ct_status
send_question(struct ct__pg_session *session, const ct_scan *scan, ct_diag *diag)
{
    uint32_t count = 0;
    const char *sql = NULL;
    void *cursor = NULL;
    ct_status status = ct__pg_first_query(session, scan, &sql, &count, &cursor, diag);
    if (!status)
        status = ct__pg_start(session, diag);
    if (!status)
        status = keep_question(session, scan->table, sql, count, diag);
    if (!status)
        status = ct__pg_send(session, sql, session->cells, count, CT__PG_EXPECT_ROWS, diag);
    if (cursor)
        ct__pg_scan_close(cursor);
    return status;
}

/* The results come in the order of the questions, the latest of which is the first in the list. */
static void
hand_out(struct ct__pg_session *session, PGresult **results, size_t count)
{
    for (struct ct__pg_ahead *ahead = session->ahead; count--; ahead = ahead->next)
        ahead->rows = results[count];
}

ct_status
ct__pg_look_ahead(void *opaque, const ct_scan *const *scans, size_t count, ct_diag *diag)
{
    struct ct__pg_session *session = opaque;
    PGresult *results[AHEAD_MAX] = {NULL};
    ct_status status = CT_OK;
    if (count > AHEAD_MAX)
        count = AHEAD_MAX;
    if (session->ahead_count + count > AHEAD_MAX)
        ct__pg_drop_ahead(session);
    for (size_t i = 0; !status && i < count; i++)
        status = send_question(session, scans[i], diag);
    if (!status && count)
        status = ct__pg_exchange_many(session, results, count, diag);
    if (status)
        ct__pg_drop_ahead(session);
    else
        hand_out(session, results, count);
    return ct__pg_leave(session, status);
}
