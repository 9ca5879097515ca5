#include "one_row.h"

#include <string.h>

long rows_without_memory;

enum { TEXT_SIZE = 100000, COLUMNS_MAX = 64 };

struct one_row {
    struct world *world;
    const ct_schema *schema;
};

static ct_status
open_session(void *impl, void **ret_session, ct_diag *diag)
{
    static struct one_row session;
    (void)diag;
    session.world = impl;
    *ret_session = &session;
    return CT_OK;
}

static void
close_session(void *session)
{
    (void)session;
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    struct one_row *own = session;
    ct_table_info table = {.size = sizeof table};
    ct_column_info column = {.size = sizeof column};
    ct_index_info index = {.size = sizeof index};
    int64_t number;
    const char *name;
    own->schema = schema;
    long asked = atomic_load(&own->world->heap.asked);
#define X(function, arguments) (void)function arguments;
    SCHEMA_CALLS(X)
#undef X
    assert_int_equal(atomic_load(&own->world->heap.asked), asked);
    return CT_OK;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    (void)session;
    (void)options;
    (void)diag;
    return CT_OK;
}

static ct_status
commit(void *session, ct_diag *diag)
{
    (void)session;
    (void)diag;
    return CT_OK;
}

static void
rollback(void *session)
{
    (void)session;
}

static ct_status
get(void *session, uint32_t number, const ct_value *key, size_t key_count, ct_row_sink *sink,
    ct_diag *diag)
{
    static char text[TEXT_SIZE];
    const struct one_row *own = session;
    ct_table_info table = {.size = sizeof table};
    ct_value row[COLUMNS_MAX] = {{.type = CT_TYPE_NULL}};
    (void)diag;
    memset(text, 'x', sizeof text);
    assert_int_equal(ct_schema_table(own->schema, number, &table), CT_OK);
    assert_in_range(table.column_count, key_count, COLUMNS_MAX);
    memcpy(row, key, key_count * sizeof *row);
    for (uint32_t i = (uint32_t)key_count; i < table.column_count; i++) {
        ct_column_info column = {.size = sizeof column};
        assert_int_equal(ct_schema_column(own->schema, number, i, &column), CT_OK);
        if (column.type == CT_TYPE_TEXT)
            row[i] = (ct_value){.type = CT_TYPE_TEXT, .data = text, .len = sizeof text};
        else if (!(column.flags & CT_COLUMN_NULLABLE))
            row[i] = (ct_value){.type = CT_TYPE_INT64};
    }
    ct_status status = ct_row_put(sink, row, table.column_count);
    rows_without_memory += status == CT_ERR_NO_MEMORY;
    return status;
}

static ct_status
insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    (void)session;
    (void)table;
    (void)row;
    (void)column_count;
    (void)diag;
    return CT_ERR_UNSUPPORTED;
}

static ct_status
update(void *session, uint32_t table, const ct_value *key, size_t key_count,
       const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    (void)columns;
    (void)values;
    (void)value_count;
    return insert(session, table, key, key_count, diag);
}

static ct_status
scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    (void)ret_cursor;
    return insert(session, scan->table, scan->low, scan->low_count, diag);
}

static ct_status
scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    (void)cursor;
    (void)sink;
    (void)diag;
    return CT_DONE;
}

ct_status
new_one_row(struct world *world, ct_storage **ret_storage)
{
    const ct_storage_ops ops = {
        .size = sizeof ops,
        .name = "one row",
        .open = open_session,
        .close = close_session,
        .ensure_schema = ensure_schema,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .get = get,
        .insert = insert,
        .update = update,
        .erase = insert,
        .scan_open = scan_open,
        .scan_next = scan_next,
        .scan_close = close_session,
    };
    return ct_storage_new(&world->allocator, &ops, world, ret_storage);
}
