#include "storage/session.h"

#include <stdio.h>
#include <string.h>

#include "storage/value.h"

/* What a back end answers that we do not know counts as a failure; a ctypes callback that raises
 * answers -1. */
static ct_status
known(ct_status status)
{
    return status <= CT_DONE && status >= CT_ERR_NOT_A_STORE ? status : CT_ERR;
}

/* What a read or a commit tells as taken is an earlier write that was under way until now: rules looked
 * before it, so another was faster. */
static ct_status
late(ct_status status)
{
    status = known(status);
    return status == CT_ERR_EXISTS ? CT_ERR_CONFLICT : status;
}

static const ct_storage_ops *
ops_of(const struct ct__session *session)
{
    return &session->storage->ops;
}

static void
forget_diag(struct ct__session *session)
{
    session->diag.native_code = 0;
    session->diag.message[0] = '\0';
}

ct_status
ct__session_open(struct ct__session *session, ct_storage *storage, const ct_schema *schema)
{
    void *handle = NULL;
    forget_diag(session);
    ct_status status = known(storage->ops.open(storage->impl, &handle, &session->diag));
    if (status)
        return status;
    status = known(storage->ops.ensure_schema(handle, schema, &session->diag));
    if (status) {
        storage->ops.close(handle);
        return status;
    }
    session->storage = ct_storage_ref(storage);
    session->handle = handle;
    session->schema = schema;
    session->in_transaction = false;
    return CT_OK;
}

void
ct__session_close(struct ct__session *session)
{
    if (!session->storage)
        return;
    ct__session_rollback(session);
    ops_of(session)->close(session->handle);
    ct_storage_unref(session->storage);
    session->storage = NULL;
}

ct_status
ct__session_begin(struct ct__session *session, bool read_only, uint32_t lock_timeout_ms)
{
    const ct_transaction_options options = {
        .size = sizeof options,
        .flags = read_only ? CT_TRANSACTION_READ_ONLY : 0,
        .lock_timeout_ms = lock_timeout_ms,
    };
    forget_diag(session);
    ct_status status = known(ops_of(session)->begin(session->handle, &options, &session->diag));
    session->in_transaction = status == CT_OK;
    return status;
}

bool
ct__session_knows_commits(const struct ct__session *session)
{
    return (ops_of(session)->promises & CT_STORAGE_COMMIT_KNOWN) != 0;
}

ct_status
ct__session_commit(struct ct__session *session)
{
    session->in_transaction = false;
    ct_status status = late(ops_of(session)->commit(session->handle, &session->diag));
    /* A promise was broken, and nothing was kept to find out by. */
    return status == CT_ERR_COMMIT_UNKNOWN && ct__session_knows_commits(session) ? CT_ERR : status;
}

void
ct__session_rollback(struct ct__session *session)
{
    if (session->in_transaction)
        ops_of(session)->rollback(session->handle);
    session->in_transaction = false;
}

static const struct ct__table *
table_of(const struct ct__session *session, uint32_t table)
{
    return session->schema->tables[table];
}

static void
key_values(const struct ct__table *table, const void *record, ct_value *values)
{
    for (uint32_t i = 0; i < table->key_count; i++)
        values[i] = ct__field_value(&table->fields[i], record);
}

static struct ct_row_sink
new_sink(struct ct__session *session, const struct ct__table *table, void *record,
         struct ct__arena *arena)
{
    forget_diag(session);
    session->damage = (struct ct__damage){.table = table};
    return (struct ct_row_sink){
        .table = table, .record = record, .arena = arena, .is_lenient = session->is_lenient};
}

/* What a row's reader found wrong is told here, where there is a diagnostic to tell it in; where the back
 * end has not told it better. */
static ct_status
read_status(struct ct__session *session, ct_status status, const struct ct_row_sink *sink)
{
    char message[128];
    if (status == CT_OK && !sink->filled)
        return CT_ERR;
    if (status == CT_OK && sink->damaged) {
        session->damage.field = sink->damaged;
        return CT_ERR_CORRUPT;
    }
    if (status == CT_ERR_CORRUPT && sink->damaged && !session->diag.message[0]) {
        (void)snprintf(message, sizeof message, "'%s.%s' held a value that it can't have",
                       sink->table->name, sink->damaged->name);
        ct_diag_set(&session->diag, 0, message);
    }
    return status;
}

ct_status
ct__session_get(struct ct__session *session, uint32_t table, void *record, struct ct__arena *arena)
{
    const struct ct__table *own = table_of(session, table);
    ct_value key[CT__INDEX_COLUMNS_MAX];
    struct ct_row_sink sink = new_sink(session, own, record, arena);
    key_values(own, record, key);
    ct_status status = late(ops_of(session)->get(session->handle, table, key, own->key_count, &sink,
                                                 &session->diag));
    return read_status(session, status, &sink);
}

ct_status
ct__session_insert(struct ct__session *session, uint32_t table, const void *record)
{
    const struct ct__table *own = table_of(session, table);
    ct_value values[CT__COLUMNS_MAX];
    ct__record_values(own, record, values);
    return known(ops_of(session)->insert(session->handle, table, values, own->field_count,
                                         &session->diag));
}

ct_status
ct__session_update(struct ct__session *session, uint32_t table, const void *before,
                   const void *after, bool *ret_differs)
{
    const struct ct__table *own = table_of(session, table);
    ct_value key[CT__INDEX_COLUMNS_MAX];
    ct_value values[CT__COLUMNS_MAX];
    uint32_t columns[CT__COLUMNS_MAX];
    size_t count = 0;
    for (uint32_t i = own->key_count; i < own->field_count; i++) {
        if (!ct__field_differs(&own->fields[i], before, after))
            continue;
        values[count] = ct__field_value(&own->fields[i], after);
        columns[count++] = i;
    }
    *ret_differs = count > 0;
    if (count == 0)
        return CT_OK;
    key_values(own, before, key);
    return known(ops_of(session)->update(session->handle, table, key, own->key_count, columns,
                                         values, count, &session->diag));
}

ct_status
ct__session_erase(struct ct__session *session, uint32_t table, const void *record)
{
    const struct ct__table *own = table_of(session, table);
    ct_value key[CT__INDEX_COLUMNS_MAX];
    key_values(own, record, key);
    return known(ops_of(session)->erase(session->handle, table, key, own->key_count,
                                        &session->diag));
}

uint32_t
ct__index_columns(const struct ct__table *table, uint32_t index, uint32_t columns[CT__COLUMNS_MAX])
{
    const struct ct__index *own = &table->indexes[index];
    uint32_t count = own->column_count;
    memcpy(columns, own->columns, count * sizeof *columns);
    for (uint32_t key = 0; key < table->key_count; key++) {
        bool is_there = false;
        for (uint32_t i = 0; i < own->column_count; i++)
            is_there = is_there || own->columns[i] == key;
        if (!is_there)
            columns[count++] = key;
    }
    return count;
}

static void
bound_values(const struct ct__table *table, const uint32_t *columns, const void *record,
             uint32_t count, ct_value *values)
{
    for (uint32_t i = 0; i < count; i++)
        values[i] = ct__field_value(&table->fields[columns[i]], record);
}

/* A range as the back end is asked for it, with room for its bounds. */
struct request {
    ct_scan scan;
    ct_value low[CT__COLUMNS_MAX];
    ct_value high[CT__COLUMNS_MAX];
};

static void
make_request(const struct ct__session *session, const struct ct__range *range,
             struct request *request)
{
    const struct ct__table *table = table_of(session, range->table);
    uint32_t columns[CT__COLUMNS_MAX];
    (void)ct__index_columns(table, range->index, columns);
    bound_values(table, columns, range->low, range->low_count, request->low);
    bound_values(table, columns, range->high, range->high_count, request->high);
    request->scan = (ct_scan){
        .size = sizeof request->scan,
        .limit = range->limit,
        .table = range->table,
        .index = range->index,
        .flags = range->flags,
        .low = range->low_count ? request->low : NULL,
        .high = range->high_count ? request->high : NULL,
        .low_count = range->low_count,
        .high_count = range->high_count,
    };
}

bool
ct__session_is_far(const struct ct__session *session)
{
    return ops_of(session)->look_ahead != NULL;
}

ct_status
ct__session_look_ahead(struct ct__session *session, const struct ct__range *ranges, size_t count)
{
    struct request requests[CT__LOOK_AHEAD_MAX];
    const ct_scan *scans[CT__LOOK_AHEAD_MAX];
    if (!ops_of(session)->look_ahead)
        return CT_OK;
    for (size_t i = 0; i < count; i++) {
        make_request(session, &ranges[i], &requests[i]);
        scans[i] = &requests[i].scan;
    }
    return late(ops_of(session)->look_ahead(session->handle, scans, count, &session->diag));
}

bool
ct__session_can_expect(const struct ct__session *session)
{
    return ops_of(session)->expect_none != NULL;
}

ct_status
ct__session_expect_none(struct ct__session *session, const struct ct__range *range)
{
    struct request request;
    make_request(session, range, &request);
    return known(ops_of(session)->expect_none(session->handle, &request.scan, &session->diag));
}

ct_status
ct__scan_open(struct ct__scan *scan, struct ct__session *session, const struct ct__range *range)
{
    struct request request;
    make_request(session, range, &request);
    scan->session = session;
    scan->range = range;
    scan->table = table_of(session, range->table);
    scan->cursor = NULL;
    return late(ops_of(session)->scan_open(session->handle, &request.scan, &scan->cursor,
                                           &session->diag));
}

/* A row that the range leaves out comes of a damaged index: whoever goes on behind it, page by page,
 * would go round for ever. A field that couldn't be read tells nothing, nor do labels, which are in
 * an order of the back end's. */
static bool
is_beyond_low(const struct ct__scan *scan, const void *record)
{
    const struct ct__range *range = scan->range;
    const struct ct__field *damaged = scan->session->damage.field;
    uint32_t columns[CT__COLUMNS_MAX];
    (void)ct__index_columns(scan->table, range->index, columns);
    for (uint32_t i = 0; i < range->low_count; i++) {
        const struct ct__field *field = &scan->table->fields[columns[i]];
        const ct_value low = ct__field_value(field, range->low);
        const ct_value own = ct__field_value(field, record);
        int order = ct__value_compare(&own, &low);
        if (field == damaged || order)
            return field == damaged || order > 0 || field->kind == CT__FIELD_ENUM;
    }
    return false;
}

ct_status
ct__scan_next(struct ct__scan *scan, void *record, struct ct__arena *arena)
{
    struct ct_row_sink sink = new_sink(scan->session, scan->table, record, arena);
    ct_status status =
        late(ops_of(scan->session)->scan_next(scan->cursor, &sink, &scan->session->diag));
    status = read_status(scan->session, status, &sink);
    bool is_read = status == CT_OK || scan->session->damage.field;
    if (!is_read || !(scan->range->flags & CT_SCAN_LOW_OPEN) || is_beyond_low(scan, record))
        return status;
    char message[128];
    scan->session->damage.field = NULL;
    (void)snprintf(message, sizeof message, "rows of '%s' were out of order", scan->table->name);
    ct_diag_set(&scan->session->diag, 0, message);
    return CT_ERR_CORRUPT;
}

void
ct__scan_close(struct ct__scan *scan)
{
    ops_of(scan->session)->scan_close(scan->cursor);
}
