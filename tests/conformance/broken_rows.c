/* Rows that go wrong on their way in or out. */
#include "broken_session.h"

enum { SPARE_BYTES = 16 };

const ct_value *
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
    if (has(session, GIVES_NO_ROW))
        return CT_OK;
    ct_status status = ct_row_put(sink->outer, own, count);
    if (has(session, GOES_ON_WHEN_REFUSED)) {
        sink->refusal = status;
        return CT_OK;
    }
    if (has(session, GIVES_A_ROW_TWICE) && !status)
        status = ct_row_put(sink->outer, own, count);
    return has(session, IGNORES_A_REFUSED_ROW) ? CT_OK : status;
}

struct sink
make_sink(struct session *session, uint32_t table, ct_row_sink *outer)
{
    return (struct sink){{.take = pass_row}, session, outer, table, CT_OK};
}

void
look_again(struct session *session)
{
    const ct_transaction_options options = {sizeof options, CT_TRANSACTION_READ_ONLY, 0};
    if (!has(session, READS_THE_LATEST) || !session->is_open || !session->reads)
        return;
    session->ops->rollback(session->handle);
    (void)session->ops->begin(session->handle, &options, NULL);
}

void *
read_from(const struct session *session)
{
    const struct session *writer = session->own->writer;
    bool is_dirty = has(session, SHOWS_UNCOMMITTED) && session->reads && session->is_open;
    return is_dirty && writer && writer->is_open ? writer->handle : session->handle;
}

ct_status
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
    if (session->due && has(session, TELLS_WRITES_AT_COMMIT))
        return CT_ERR_NOT_FOUND;
    ct_status status = settle(session, words);
    if (!status && session->due)
        status = fail(words, session->due, "a write had failed");
    session->due = CT_OK;
    if (!status)
        status = scripted(session, GET, words);
    look_again(session);
    if (!status)
        status = session->ops->get(read_from(session), table,
                                   spoilt(session, table, NULL, key, key_count), key_count,
                                   &own.base, words);
    session->is_doomed = session->is_doomed || status == CT_ERR_NOT_FOUND;
    return status ? status : own.refusal;
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

/* What a write answers that is told later on; a row that is not there is then a conflict. */
static ct_status
put_off(struct session *session, ct_status status)
{
    bool is_late = has(session, TELLS_WRITES_AT_READS) || has(session, TELLS_WRITES_AT_COMMIT);
    if (!status || status == CT_ERR_INVALID_ARGUMENT || !is_late)
        return status;
    session->due = status == CT_ERR_NOT_FOUND ? CT_ERR_CONFLICT : status;
    return CT_OK;
}

static ct_status
each_write(struct session *session, ct_status status, ct_diag *diag)
{
    const ct_transaction_options options = {sizeof options, 0, KIT_PATIENT_MS};
    if (status || !(has(session, COMMITS_EACH_WRITE) || has(session, COMMITS_IN_HALVES)))
        return put_off(session, status);
    status = session->ops->commit(session->handle, diag);
    if (has(session, COMMITS_IN_HALVES))
        show_half(session->own);
    return status ? status : session->ops->begin(session->handle, &options, diag);
}

ct_status
broken_insert(void *opaque, uint32_t table, const ct_value *row, size_t count, ct_diag *diag)
{
    struct session *session = opaque;
    const ct_transaction_options options = {sizeof options, 0, KIT_PATIENT_MS};
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (!status)
        status = scripted(session, INSERT, words);
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

ct_status
broken_update(void *opaque, uint32_t table, const ct_value *key, size_t key_count,
              const uint32_t *columns, const ct_value *values, size_t count, ct_diag *diag)
{
    struct session *session = opaque;
    ct_diag *words = listener(session, diag);
    ct_status status = settle(session, words);
    if (!status)
        status = scripted(session, UPDATE, words);
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

ct_status
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
