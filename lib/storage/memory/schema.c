#include "storage/memory/schema.h"

#include <string.h>

#include "storage/memory/report.h"

static const char *
copy_name(struct ct__arena *arena, const char *name)
{
    return ct__arena_text(arena, name, strlen(name));
}

static void *
take_array(struct ct__arena *arena, size_t count, size_t size)
{
    return ct__arena_take(arena, count * size); /* of columns and the like: not too large */
}

static ct_status
copy_columns(struct ct__arena *arena, const ct_schema *source, uint32_t number,
             struct ct__memory_table *table)
{
    struct ct__memory_column *columns = take_array(arena, table->column_count, sizeof *columns);
    if (!columns)
        return CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < table->column_count; i++) {
        ct_column_info info = {.size = sizeof info};
        (void)ct_schema_column(source, number, i, &info); /* there is one, as below */
        columns[i].name = copy_name(arena, info.name);
        columns[i].type = info.type;
        columns[i].indexes = 0;
        columns[i].is_nullable = (info.flags & CT_COLUMN_NULLABLE) != 0;
        if (!columns[i].name)
            return CT_ERR_NO_MEMORY;
    }
    table->columns = columns;
    return CT_OK;
}

static bool
has_column(const struct ct__memory_order *order, uint32_t column)
{
    for (uint32_t i = 0; i < order->column_count; i++)
        if (order->columns[i] == column)
            return true;
    return false;
}

static ct_status
make_order(struct ct__arena *arena, const ct_index_info *info, bool is_unique,
           const struct ct__memory_table *table, struct ct__memory_order *order)
{
    size_t room = (size_t)info->column_count + table->key_count;
    if (room > CT__MEMORY_KEY_MAX)
        return CT_ERR_UNSUPPORTED;
    order->columns = take_array(arena, room, sizeof *order->columns);
    if (!order->columns)
        return CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < info->column_count; i++) {
        if (info->columns[i] >= table->column_count)
            return CT_ERR_INVALID_ARGUMENT;
        order->columns[i] = info->columns[i];
    }
    order->column_count = info->column_count;
    for (uint32_t i = 0; i < table->key_count; i++)
        if (!has_column(order, i))
            order->columns[order->column_count++] = i;
    order->unique_count = info->column_count;
    order->is_unique = is_unique;
    return CT_OK;
}

static ct_status
copy_indexes(struct ct__arena *arena, const ct_schema *source, uint32_t number,
             struct ct__memory_table *table)
{
    struct ct__memory_index *indexes = take_array(arena, table->index_count, sizeof *indexes);
    if (!indexes)
        return CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < table->index_count; i++) {
        ct_index_info info = {.size = sizeof info};
        (void)ct_schema_index(source, number, i, &info);
        bool is_unique = i == 0 || (info.flags & CT_INDEX_UNIQUE);
        ct_status status = make_order(arena, &info, is_unique, table, &indexes[i].order);
        if (status)
            return status;
        for (uint32_t j = 0; j < indexes[i].order.column_count; j++)
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): copy_columns went well before */
            table->columns[indexes[i].order.columns[j]].indexes |= UINT64_C(1) << i;
        indexes[i].name = copy_name(arena, info.name);
        if (!indexes[i].name)
            return CT_ERR_NO_MEMORY;
    }
    table->indexes = indexes;
    return CT_OK;
}

static ct_status
copy_table(struct ct__arena *arena, const ct_schema *source, uint32_t number,
           struct ct__memory_table *table, ct_diag *diag)
{
    ct_table_info info = {.size = sizeof info};
    (void)ct_schema_table(source, number, &info);
    if (!info.key_count || info.key_count > info.column_count || !info.index_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "table %s had no primary key",
                                 info.name);
    if (info.index_count > CT__MEMORY_INDEXES_MAX)
        return ct__memory_report(diag, CT_ERR_UNSUPPORTED, "table %s had more than %d indexes",
                                 info.name, CT__MEMORY_INDEXES_MAX);
    *table = (struct ct__memory_table){
        .name = copy_name(arena, info.name),
        .column_count = info.column_count,
        .key_count = info.key_count,
        .index_count = info.index_count,
    };
    if (!table->name)
        return CT_ERR_NO_MEMORY;
    ct_status status = copy_columns(arena, source, number, table);
    return status ? status : copy_indexes(arena, source, number, table);
}

static ct_status
copy_tables(struct ct__memory_schema *schema, const ct_schema *source, ct_diag *diag)
{
    uint32_t count = ct_schema_table_count(source);
    schema->tables = take_array(&schema->arena, count, sizeof *schema->tables);
    if (!schema->tables)
        return CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        ct_status status = copy_table(&schema->arena, source, i, &schema->tables[i], diag);
        if (status)
            return status;
        schema->tables[i].first_index = schema->index_count;
        schema->index_count += schema->tables[i].index_count;
    }
    schema->table_count = count;
    return CT_OK;
}

ct_status
ct__memory_schema_new(const ct_allocator *allocator, const ct_schema *source, ct_diag *diag,
                      struct ct__memory_schema **ret_schema)
{
    struct ct__memory_schema *schema = ct__allocate(allocator, 1, sizeof *schema);
    if (!schema)
        return CT_ERR_NO_MEMORY;
    atomic_init(&schema->refs, 1);
    schema->arena.allocator = allocator;
    if (source) {
        schema->version = ct_schema_version(source);
        ct_status status = copy_tables(schema, source, diag);
        if (status) {
            ct__memory_schema_unref(schema);
            return status;
        }
    }
    *ret_schema = schema;
    return CT_OK;
}

struct ct__memory_schema *
ct__memory_schema_ref(struct ct__memory_schema *schema)
{
    atomic_fetch_add_explicit(&schema->refs, 1, memory_order_relaxed);
    return schema;
}

void
ct__memory_schema_unref(struct ct__memory_schema *schema)
{
    if (!schema || atomic_fetch_sub_explicit(&schema->refs, 1, memory_order_acq_rel) != 1)
        return;
    const ct_allocator *allocator = schema->arena.allocator;
    ct__arena_free(&schema->arena);
    ct__release(allocator, schema);
}

static bool
is_same_order(const struct ct__memory_order *a, const struct ct__memory_order *b)
{
    return a->column_count == b->column_count && a->is_unique == b->is_unique && a->unique_count == b->unique_count &&
           memcmp(a->columns, b->columns, a->column_count * sizeof *a->columns) == 0;
}

static bool
has_grown(const struct ct__memory_table *older, const struct ct__memory_table *newer)
{
    if (strcmp(older->name, newer->name) != 0 || older->key_count != newer->key_count ||
        older->column_count > newer->column_count || older->index_count > newer->index_count)
        return false;
    for (uint32_t i = 0; i < newer->column_count; i++) {
        const struct ct__memory_column *column = &newer->columns[i];
        if (i < older->column_count ? column->type != older->columns[i].type : !column->is_nullable)
            return false;
    }
    for (uint32_t i = 0; i < older->index_count; i++)
        if (!is_same_order(&older->indexes[i].order, &newer->indexes[i].order))
            return false;
    return true;
}

ct_status
ct__memory_schema_check_growth(const struct ct__memory_schema *older,
                               const struct ct__memory_schema *newer, ct_diag *diag)
{
    if (newer->table_count < older->table_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "the newer schema lacked a table");
    for (uint32_t i = 0; i < older->table_count; i++)
        if (!has_grown(&older->tables[i], &newer->tables[i]))
            return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                     "table %s changed otherwise than by growing",
                                     older->tables[i].name);
    return CT_OK;
}
