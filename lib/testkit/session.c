/* The calls of a back end, each with borrowed arguments that are spoilt right after it. What was
 * lent stays allocated for a while, so that who reads it later reads nonsense, and always does. */
#include <stdio.h>
#include <stdlib.h>

#include "testkit/kit.h"

struct kit_block {
    struct kit_block *next;
    _Alignas(max_align_t) unsigned char bytes[];
};

/* The kit's own memory running out is not the back end's affair. */
static void *
take_memory(size_t size)
{
    void *memory = malloc(size);
    if (!memory)
        abort();
    return memory;
}

static struct kit_block *
take_block(struct kit_session *session, size_t size)
{
    struct kit_block *block = take_memory(sizeof *block + size);
    block->next = session->blocks;
    session->blocks = block;
    return block;
}

void *
kit_room(struct kit_session *session, size_t size)
{
    return take_block(session, size)->bytes;
}

static const void *
keep(struct kit_session *session, const void *data, size_t size)
{
    void *bytes = kit_room(session, size);
    return size ? memcpy(bytes, data, size) : bytes;
}

void
kit_forget(struct kit_session *session)
{
    while (session->blocks) {
        struct kit_block *block = session->blocks;
        session->blocks = block->next;
        free(block);
    }
}

/* What is lent for one call, in a block of its own. */
struct loan {
    struct kit_block *block;
    size_t size;
};

static struct loan
lend_bytes(struct kit_session *session, const void *data, size_t size)
{
    struct loan loan = {take_block(session, size + 1), size};
    if (size)
        memcpy(loan.block->bytes, data, size);
    return loan;
}

static struct loan
lend(struct kit_session *session, const ct_value *values, size_t count)
{
    struct loan loan = {.size = count * sizeof *values};
    for (size_t i = 0; i < count; i++)
        loan.size += values[i].len;
    loan.block = take_block(session, loan.size + 1);
    ct_value *lent = (ct_value *)(void *)loan.block->bytes;
    unsigned char *bytes = (unsigned char *)(lent + count);
    for (size_t i = 0; i < count; i++) {
        lent[i] = values[i];
        if (!values[i].len)
            continue;
        lent[i].data = memcpy(bytes, values[i].data, values[i].len);
        bytes += values[i].len;
    }
    return loan;
}

static const void *
lent(struct loan loan)
{
    return loan.block->bytes;
}

/* Values of no type, with pointers to nowhere. */
static void
scribble(struct loan loan)
{
    memset(loan.block->bytes, 0xa5, loan.size);
}

static struct ct_diag *
fresh_diag(struct kit_session *session)
{
    session->diag.native_code = 0;
    session->diag.message[0] = '\0';
    return &session->diag;
}

const struct ct__table *
kit_table_of(const struct kit_session *session, uint32_t table)
{
    return session->schema->tables[table];
}

ct_status
kit_open(struct kit_session *session, ct_storage *storage, const ct_schema *schema)
{
    void *handle = NULL;
    session->ops = &storage->ops;
    session->schema = schema;
    ct_status status = session->ops->open(storage->impl, &handle, fresh_diag(session));
    if (status)
        return status;
    status = session->ops->ensure_schema(handle, schema, fresh_diag(session));
    if (status)
        session->ops->close(handle);
    else
        session->handle = handle;
    return status;
}

void
kit_close(struct kit_session *session)
{
    for (int i = 0; i < KIT_CURSORS; i++)
        kit_scan_close(session, i);
    if (session->handle)
        session->ops->close(session->handle);
    session->handle = NULL;
}

ct_status
kit_begin(struct kit_session *session, uint32_t flags, uint32_t timeout_ms)
{
    const ct_transaction_options options = {sizeof options, flags, timeout_ms};
    struct loan loan = lend_bytes(session, &options, sizeof options);
    ct_status status = session->ops->begin(session->handle, lent(loan), fresh_diag(session));
    scribble(loan);
    return status;
}

ct_status
kit_begin_writing(struct kit_session *session)
{
    return kit_begin(session, 0, KIT_PATIENT_MS);
}

ct_status
kit_begin_reading(struct kit_session *session)
{
    return kit_begin(session, CT_TRANSACTION_READ_ONLY, KIT_PATIENT_MS);
}

ct_status
kit_commit(struct kit_session *session)
{
    return session->ops->commit(session->handle, fresh_diag(session));
}

void
kit_roll_back(struct kit_session *session)
{
    session->ops->rollback(session->handle);
}

/* --- What comes back --- */

struct sink {
    struct ct_row_sink base;
    struct kit_session *session;
    const struct ct__table *table;
    struct kit_row *row;
    unsigned rows; /* how many it was given in one call */
    ct_status answer;
    char fault[160];
};

static int32_t
type_of(const struct ct__field *field)
{
    if (field->kind == CT__FIELD_TEXT)
        return CT_TYPE_TEXT;
    return field->kind == CT__FIELD_ID || field->kind == CT__FIELD_BLOB ? CT_TYPE_BLOB
                                                                       : CT_TYPE_INT64;
}

static bool
is_of(const struct ct__field *field, const ct_value *value)
{
    if (value->type == CT_TYPE_NULL)
        return field->nullable;
    return value->type == type_of(field) && (value->data || value->len == 0);
}

static ct_status
take_row(ct_row_sink *base, const ct_value *columns, size_t column_count)
{
    struct sink *sink = (struct sink *)(void *)base;
    sink->rows++;
    if (sink->answer)
        return sink->answer;
    if (column_count != sink->table->field_count) {
        (void)snprintf(sink->fault, sizeof sink->fault, "a row of '%s' had %zu columns, not %u",
                       sink->table->name, column_count, (unsigned)sink->table->field_count);
        return CT_ERR_INVALID_ARGUMENT;
    }
    *sink->row = (struct kit_row){.count = (uint32_t)column_count};
    for (size_t i = 0; i < column_count; i++) {
        ct_value *own = &sink->row->values[i];
        if (!is_of(&sink->table->fields[i], &columns[i])) {
            (void)snprintf(sink->fault, sizeof sink->fault,
                           "a row gave '%s.%s' a value of type %d", sink->table->name,
                           sink->table->fields[i].name, (int)columns[i].type);
            return CT_ERR_CORRUPT;
        }
        *own = columns[i];
        if (own->type == CT_TYPE_TEXT || own->type == CT_TYPE_BLOB)
            own->data = keep(sink->session, columns[i].data, columns[i].len);
    }
    return CT_OK;
}

static struct sink
make_sink(struct kit_session *session, uint32_t table, struct kit_row *row)
{
    return (struct sink){.base = {.take = take_row}, .session = session,
                         .table = kit_table_of(session, table), .row = row};
}

/* What the call answered, unless the row was wrong. */
static ct_status
received(const struct sink *sink, ct_status status)
{
    if (sink->fault[0]) {
        ct_diag_set(&sink->session->diag, 0, sink->fault);
        return CT_ERR_CORRUPT;
    }
    if (status != CT_OK || sink->rows == 1)
        return status;
    ct_diag_set(&sink->session->diag, 0,
                sink->rows ? "one call gave two rows" : "a call that answered CT_OK gave no row");
    return CT_ERR_CORRUPT;
}

static ct_status
get(struct kit_session *session, uint32_t table, const struct kit_row *key, struct sink *sink)
{
    uint32_t key_count = kit_table_of(session, table)->key_count;
    struct loan loan = lend(session, key->values, key_count);
    ct_status status = session->ops->get(session->handle, table, lent(loan), key_count,
                                         &sink->base, fresh_diag(session));
    scribble(loan);
    return status;
}

ct_status
kit_get(struct kit_session *session, uint32_t table, const struct kit_row *key,
        struct kit_row *ret_row)
{
    struct sink sink = make_sink(session, table, ret_row);
    return received(&sink, get(session, table, key, &sink));
}

ct_status
kit_get_refused(struct kit_session *session, uint32_t table, const struct kit_row *key,
                ct_status answer)
{
    struct sink sink = make_sink(session, table, NULL);
    sink.answer = answer;
    return get(session, table, key, &sink);
}

ct_status
kit_insert(struct kit_session *session, uint32_t table, const struct kit_row *row)
{
    struct loan loan = lend(session, row->values, row->count);
    ct_status status = session->ops->insert(session->handle, table, lent(loan), row->count,
                                            fresh_diag(session));
    scribble(loan);
    return status;
}

ct_status
kit_update(struct kit_session *session, uint32_t table, const struct kit_row *key,
           const uint32_t *columns, const ct_value *values, size_t count)
{
    uint32_t key_count = kit_table_of(session, table)->key_count;
    struct loan loan = lend(session, key->values, key_count);
    struct loan changes = lend(session, values, count);
    struct loan numbers = lend_bytes(session, columns, count * sizeof *columns);
    ct_status status = session->ops->update(session->handle, table, lent(loan), key_count,
                                            lent(numbers), lent(changes), count,
                                            fresh_diag(session));
    scribble(numbers);
    scribble(changes);
    scribble(loan);
    return status;
}

ct_status
kit_set(struct kit_session *session, uint32_t table, const struct kit_row *key, uint32_t column,
        ct_value value)
{
    return kit_update(session, table, key, &column, &value, 1);
}

ct_status
kit_erase(struct kit_session *session, uint32_t table, const struct kit_row *key)
{
    uint32_t key_count = kit_table_of(session, table)->key_count;
    struct loan loan = lend(session, key->values, key_count);
    ct_status status = session->ops->erase(session->handle, table, lent(loan), key_count,
                                           fresh_diag(session));
    scribble(loan);
    return status;
}

static int
free_cursor(const struct kit_session *session)
{
    int i = 0;
    while (session->cursors[i])
        i++;
    return i;
}

/* A range with its bounds, lent for one call. */
struct lent_range {
    struct loan scan;
    struct loan low;
    struct loan high;
};

static struct lent_range
lend_range(struct kit_session *session, const ct_scan *range)
{
    struct lent_range all = {.low = lend(session, range->low, range->low_count),
                             .high = lend(session, range->high, range->high_count)};
    ct_scan own = *range;
    own.size = sizeof own;
    own.low = range->low_count ? lent(all.low) : NULL;
    own.high = range->high_count ? lent(all.high) : NULL;
    all.scan = lend_bytes(session, &own, sizeof own);
    return all;
}

static void
scribble_range(const struct lent_range *range)
{
    scribble(range->scan);
    scribble(range->high);
    scribble(range->low);
}

ct_status
kit_scan_open(struct kit_session *session, const ct_scan *range, int *ret_cursor)
{
    const struct lent_range all = lend_range(session, range);
    *ret_cursor = free_cursor(session);
    void **cursor = &session->cursors[*ret_cursor];
    ct_status status =
        session->ops->scan_open(session->handle, lent(all.scan), cursor, fresh_diag(session));
    scribble_range(&all);
    if (status)
        *cursor = NULL;
    return status;
}

ct_status
kit_expect_none(struct kit_session *session, const ct_scan *range)
{
    const struct lent_range all = lend_range(session, range);
    ct_status status =
        session->ops->expect_none(session->handle, lent(all.scan), fresh_diag(session));
    scribble_range(&all);
    return status;
}

ct_status
kit_look_ahead(struct kit_session *session, const ct_scan *ranges, size_t count)
{
    struct lent_range all[4];
    const ct_scan *list[4] = {NULL};
    for (size_t i = 0; i < count; i++) {
        all[i] = lend_range(session, &ranges[i]);
        list[i] = lent(all[i].scan);
    }
    struct loan pointers = lend_bytes(session, list, sizeof list);
    ct_status status = session->ops->look_ahead(session->handle, lent(pointers), count,
                                                fresh_diag(session));
    scribble(pointers);
    while (count)
        scribble_range(&all[--count]);
    return status;
}

ct_status
kit_scan_next(struct kit_session *session, int cursor, uint32_t table, struct kit_row *ret_row)
{
    struct sink sink = make_sink(session, table, ret_row);
    ct_status status =
        session->ops->scan_next(session->cursors[cursor], &sink.base, fresh_diag(session));
    if (status == CT_DONE && sink.rows) {
        ct_diag_set(&session->diag, 0, "scan_next answered CT_DONE and gave a row");
        return CT_ERR_CORRUPT;
    }
    return received(&sink, status);
}

void
kit_scan_close(struct kit_session *session, int cursor)
{
    if (session->cursors[cursor])
        session->ops->scan_close(session->cursors[cursor]);
    session->cursors[cursor] = NULL;
}

ct_status
kit_scan(struct kit_session *session, const ct_scan *range, struct kit_row *rows, size_t room,
         size_t *ret_count)
{
    int cursor;
    *ret_count = 0;
    ct_status status = kit_scan_open(session, range, &cursor);
    if (status)
        return status;
    while (!status && *ret_count < room) {
        status = kit_scan_next(session, cursor, range->table, &rows[*ret_count]);
        *ret_count += status == CT_OK;
    }
    kit_scan_close(session, cursor);
    return status == CT_DONE ? CT_OK : status;
}

ct_status
kit_scan_numbers(struct kit_session *session, const ct_scan *range, int64_t *numbers, size_t room,
                 size_t *ret_count)
{
    struct kit_row row;
    int cursor;
    *ret_count = 0;
    ct_status status = kit_scan_open(session, range, &cursor);
    if (status)
        return status;
    while (!status && *ret_count < room) {
        status = kit_scan_next(session, cursor, range->table, &row);
        if (!status)
            numbers[(*ret_count)++] = row.values[SAMPLE_NUMBER].i64;
    }
    kit_scan_close(session, cursor);
    return status == CT_DONE ? CT_OK : status;
}

ct_status
kit_count(struct kit_session *session, size_t *ret_count)
{
    const ct_scan all = {.table = TABLE_SAMPLE};
    struct kit_row row;
    int cursor;
    *ret_count = 0;
    ct_status status = kit_scan_open(session, &all, &cursor);
    if (status)
        return status;
    while (!(status = kit_scan_next(session, cursor, TABLE_SAMPLE, &row)))
        ++*ret_count;
    kit_scan_close(session, cursor);
    return status == CT_DONE ? CT_OK : status;
}

ct_status
kit_told(struct kit_session *session, ct_status written, bool *ret_is_over)
{
    struct kit_row nobody = kit_sample(INT64_C(-777777777));
    struct kit_row row;
    *ret_is_over = false;
    if (written != CT_OK)
        return written;
    ct_status status = kit_get(session, TABLE_SAMPLE, &nobody, &row);
    if (status != CT_OK && status != CT_ERR_NOT_FOUND)
        return status;
    *ret_is_over = true;
    return kit_commit(session);
}
