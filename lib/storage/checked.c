#include "storage/checked.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "storage/session.h"

enum state { BARE /* without a schema */, IDLE, DOOMED, READING, WRITING };

struct checked {
    ct_allocator allocator;
    ct_storage_ops ops; /* of the back end */
    void *impl;
};

struct checked_session {
    const struct checked *storage;
    void *handle;
    const ct_schema *schema;
    enum state state;
};

struct checked_cursor {
    struct checked_session *session;
    void *handle;
};

/* --- What is refused --- */

static ct_status
refuse(ct_diag *diag, ct_status status, const char *message)
{
    ct_diag_set(diag, 0, message);
    return status;
}

/* Every answer but CT_OK, CT_DONE and CT_ERR_NOT_FOUND dooms. */
static ct_status
doom(struct checked_session *session, ct_status status)
{
    if (status && status != CT_DONE && status != CT_ERR_NOT_FOUND && session->state > IDLE)
        session->state = DOOMED;
    return status;
}

static ct_status
check_call(const struct checked_session *session, enum state least, uint32_t table, ct_diag *diag)
{
    if (session->state < least)
        return refuse(diag, CT_ERR_INVALID_ARGUMENT,
                      "a call came outside a transaction, after a failure, or only to read");
    return table < session->schema->table_count
               ? CT_OK
               : refuse(diag, CT_ERR_INVALID_ARGUMENT, "there was no such table");
}

static ct_status
refuse_value(ct_diag *diag, ct_status status, const struct ct__table *table, uint32_t column,
             const char *what)
{
    char message[192];
    (void)snprintf(message, sizeof message, "'%s.%s' was given %s", table->name,
                   table->fields[column].name, what);
    return refuse(diag, status, message);
}

static ct_status
check_value(const struct ct__table *table, uint32_t column, const ct_value *value,
            bool may_be_null, ct_diag *diag)
{
    if (value->type < CT_TYPE_NULL || value->type > CT_TYPE_BLOB)
        return refuse_value(diag, CT_ERR_UNSUPPORTED, table, column, "an unknown type");
    if (value->type == CT_TYPE_NULL)
        return may_be_null ? CT_OK
                           : refuse_value(diag, CT_ERR_INVALID_ARGUMENT, table, column, "no value");
    if (value->type != ct__storage_type(table->fields[column].kind))
        return refuse_value(diag, CT_ERR_INVALID_ARGUMENT, table, column, "the wrong type");
    return value->type == CT_TYPE_TEXT && value->len && memchr(value->data, 0, value->len)
               ? refuse_value(diag, CT_ERR_INVALID_ARGUMENT, table, column, "text with U+0000")
               : CT_OK;
}

/* The first columns of a table, so many. */
static ct_status
check_values(const struct ct__table *table, uint32_t wanted, const ct_value *values, size_t count,
             ct_diag *diag)
{
    ct_status status = CT_OK;
    if (count != wanted)
        return refuse(diag, CT_ERR_INVALID_ARGUMENT, "there were too many values, or too few");
    for (uint32_t i = 0; i < wanted && !status; i++)
        status = check_value(table, i, &values[i], table->fields[i].nullable, diag);
    return status;
}

static ct_status
check_key(const struct checked_session *session, enum state least, uint32_t table,
          const ct_value *key, size_t count, ct_diag *diag)
{
    ct_status status = check_call(session, least, table, diag);
    if (status)
        return status;
    const struct ct__table *own = session->schema->tables[table];
    return check_values(own, own->key_count, key, count, diag);
}

static ct_status
check_changes(const struct ct__table *table, const uint32_t *columns, const ct_value *values,
              size_t count, ct_diag *diag)
{
    ct_status status = CT_OK;
    if (!count || count > table->field_count - table->key_count)
        return refuse(diag, CT_ERR_INVALID_ARGUMENT, "no column was to change, or one twice");
    for (size_t i = 0; i < count && !status; i++) {
        if (columns[i] < table->key_count || columns[i] >= table->field_count)
            return refuse(diag, CT_ERR_INVALID_ARGUMENT,
                          "a column was to change that was of the key, or not there");
        status = check_value(table, columns[i], &values[i], table->fields[columns[i]].nullable,
                             diag);
    }
    return status;
}

static ct_status
check_bound(const struct ct__table *table, uint32_t index, const ct_value *values, size_t count,
            ct_diag *diag)
{
    uint32_t columns[CT__COLUMNS_MAX];
    ct_status status = CT_OK;
    if (count > ct__index_columns(table, index, columns))
        return refuse(diag, CT_ERR_INVALID_ARGUMENT, "a bound had too many values");
    for (size_t i = 0; i < count && !status; i++)
        status = check_value(table, columns[i], &values[i], true, diag);
    return status;
}

static ct_status
check_scan(const struct checked_session *session, const ct_scan *scan, ct_diag *diag)
{
    const uint32_t known = CT_SCAN_DESCENDING | CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    ct_status status = check_call(session, READING, scan->table, diag);
    if (status)
        return status;
    const struct ct__table *table = session->schema->tables[scan->table];
    if (scan->flags & ~known)
        return refuse(diag, CT_ERR_UNSUPPORTED, "a scan had unknown flags");
    if (scan->index >= table->index_count)
        return refuse(diag, CT_ERR_INVALID_ARGUMENT, "there was no such index");
    status = check_bound(table, scan->index, scan->low, scan->low_count, diag);
    return status ? status
                  : check_bound(table, scan->index, scan->high, scan->high_count, diag);
}

/* --- Sessions and transactions --- */

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    const struct checked *storage = impl;
    struct checked_session *session = ct__allocate(&storage->allocator, 1, sizeof *session);
    if (!session)
        return refuse(diag, CT_ERR_NO_MEMORY, "memory ran out");
    session->storage = storage;
    ct_status status = storage->ops.open(storage->impl, &session->handle, diag);
    if (status)
        ct__release(&storage->allocator, session);
    else
        *ret_session = session;
    return status;
}

static void
close_session(void *session)
{
    struct checked_session *own = session;
    own->storage->ops.close(own->handle);
    ct__release(&own->storage->allocator, own);
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct checked_session *own = session;
    if (own->schema)
        return doom(own, refuse(diag, CT_ERR_INVALID_ARGUMENT, "there was a schema already"));
    own->schema = schema;
    ct_status status = own->storage->ops.ensure_schema(own->handle, schema, diag);
    if (!status)
        own->state = IDLE;
    return status;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    struct checked_session *own = session;
    if (own->state != IDLE)
        return doom(own, refuse(diag, CT_ERR_INVALID_ARGUMENT,
                                "there was a transaction already, or no schema"));
    if (options->flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return refuse(diag, CT_ERR_UNSUPPORTED, "a transaction had unknown flags");
    ct_status status = own->storage->ops.begin(own->handle, options, diag);
    if (!status)
        own->state = options->flags & CT_TRANSACTION_READ_ONLY ? READING : WRITING;
    return status;
}

static void
rollback(void *session)
{
    struct checked_session *own = session;
    if (own->state <= IDLE)
        return;
    own->storage->ops.rollback(own->handle);
    own->state = IDLE;
}

static ct_status
commit(void *session, ct_diag *diag)
{
    struct checked_session *own = session;
    if (own->state < READING) {
        rollback(own);
        return refuse(diag, CT_ERR_INVALID_ARGUMENT,
                      "there was no transaction to commit, or it had failed");
    }
    own->state = IDLE;
    return own->storage->ops.commit(own->handle, diag);
}

/* --- Rows --- */

static ct_status
get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
    ct_diag *diag)
{
    struct checked_session *own = session;
    ct_status status = check_key(own, READING, table, key, key_count, diag);
    if (!status)
        status = own->storage->ops.get(own->handle, table, key, key_count, sink, diag);
    return doom(own, status);
}

static ct_status
insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    struct checked_session *own = session;
    ct_status status = check_call(own, WRITING, table, diag);
    if (!status) {
        const struct ct__table *wanted = own->schema->tables[table];
        status = check_values(wanted, wanted->field_count, row, column_count, diag);
    }
    if (!status)
        status = own->storage->ops.insert(own->handle, table, row, column_count, diag);
    return doom(own, status);
}

static ct_status
update(void *session, uint32_t table, const ct_value *key, size_t key_count,
       const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    struct checked_session *own = session;
    ct_status status = check_key(own, WRITING, table, key, key_count, diag);
    if (!status)
        status = check_changes(own->schema->tables[table], columns, values, value_count, diag);
    if (!status)
        status = own->storage->ops.update(own->handle, table, key, key_count, columns, values,
                                          value_count, diag);
    return doom(own, status);
}

static ct_status
erase(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    struct checked_session *own = session;
    ct_status status = check_key(own, WRITING, table, key, key_count, diag);
    if (!status)
        status = own->storage->ops.erase(own->handle, table, key, key_count, diag);
    return doom(own, status);
}

static void
scan_close(void *cursor)
{
    struct checked_cursor *own = cursor;
    const struct checked *storage = own->session->storage;
    if (own->handle)
        storage->ops.scan_close(own->handle);
    ct__release(&storage->allocator, own);
}

static ct_status
scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    struct checked_session *own = session;
    struct checked_cursor *cursor =
        ct__allocate(&own->storage->allocator, 1, sizeof *cursor);
    if (!cursor)
        return doom(own, refuse(diag, CT_ERR_NO_MEMORY, "memory ran out"));
    cursor->session = own;
    ct_status status = check_scan(own, scan, diag);
    if (!status)
        status = own->storage->ops.scan_open(own->handle, scan, &cursor->handle, diag);
    if (status)
        scan_close(cursor);
    else
        *ret_cursor = cursor;
    return doom(own, status);
}

static ct_status
scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    struct checked_cursor *own = cursor;
    ct_status status = check_call(own->session, READING, 0, diag);
    if (!status)
        status = own->session->storage->ops.scan_next(own->handle, sink, diag);
    return doom(own->session, status);
}

static ct_status
look_ahead(void *session, const ct_scan *const *scans, size_t count, ct_diag *diag)
{
    struct checked_session *own = session;
    ct_status status = CT_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = check_scan(own, scans[i], diag);
    if (!status)
        status = own->storage->ops.look_ahead(own->handle, scans, count, diag);
    return doom(own, status);
}

static ct_status
expect_none(void *session, const ct_scan *scan, ct_diag *diag)
{
    struct checked_session *own = session;
    ct_status status = check_scan(own, scan, diag);
    if (!status)
        status = own->storage->ops.expect_none(own->handle, scan, diag);
    return doom(own, status);
}

static void
destroy(void *impl)
{
    struct checked *own = impl;
    ct_allocator allocator = own->allocator;
    if (own->ops.destroy)
        own->ops.destroy(own->impl);
    ct__release(&allocator, own);
}

ct_status
ct__storage_check(ct_storage *storage)
{
    struct checked *checked = ct__allocate(&storage->allocator, 1, sizeof *checked);
    if (!checked)
        return CT_ERR_NO_MEMORY;
    *checked = (struct checked){storage->allocator, storage->ops, storage->impl};
    storage->impl = checked;
    storage->ops = (ct_storage_ops){
        .size = sizeof storage->ops,
        .promises = checked->ops.promises & ~CT_STORAGE_CHECKED, /* the wish is granted */
        .name = checked->ops.name,
        .open = open_session,
        .close = close_session,
        .ensure_schema = ensure_schema,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .get = get,
        .insert = insert,
        .update = update,
        .erase = erase,
        .scan_open = scan_open,
        .scan_next = scan_next,
        .scan_close = scan_close,
        .destroy = destroy,
        .look_ahead = checked->ops.look_ahead ? look_ahead : NULL,
        .expect_none = checked->ops.expect_none ? expect_none : NULL,
    };
    return CT_OK;
}
