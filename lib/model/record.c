#include "model/record.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"

enum { INFO_SIZE_MAX = 4096 };

int32_t
ct__storage_type(enum ct__field_kind kind)
{
    switch (kind) {
    case CT__FIELD_ID:
    case CT__FIELD_BLOB:
        return CT_TYPE_BLOB;
    case CT__FIELD_TEXT:
        return CT_TYPE_TEXT;
    case CT__FIELD_DATE:
    case CT__FIELD_INSTANT:
    case CT__FIELD_ENUM:
    case CT__FIELD_BOOLEAN:
    case CT__FIELD_INTEGER:
        break;
    }
    return CT_TYPE_INT64;
}

static int32_t
storage_format(enum ct__field_kind kind)
{
    switch (kind) {
    case CT__FIELD_ID:
        return CT_FORMAT_ID;
    case CT__FIELD_DATE:
        return CT_FORMAT_DATE;
    case CT__FIELD_INSTANT:
        return CT_FORMAT_INSTANT;
    case CT__FIELD_ENUM:
        return CT_FORMAT_ENUM;
    case CT__FIELD_BOOLEAN:
        return CT_FORMAT_BOOLEAN;
    case CT__FIELD_INTEGER:
    case CT__FIELD_TEXT:
    case CT__FIELD_BLOB:
        break;
    }
    return CT_FORMAT_PLAIN;
}

static bool
is_no_id(const void *member)
{
    uint64_t words[sizeof(ct_id) / sizeof(uint64_t)];
    memcpy(words, member, sizeof words);
    return (words[0] | words[1]) == 0;
}

/* A number of 0 is none where there may be none; but 1970-01-01 is day 0, and false is a value. */
static inline void
set_number(ct_value *value, const struct ct__field *field, int64_t number)
{
    value->type = field->nullable && number == 0 ? CT_TYPE_NULL : CT_TYPE_INT64;
    value->i64 = number;
}

static inline void
set_bytes(ct_value *value, const struct ct__field *field, int32_t type, const void *data,
          size_t size)
{
    if (field->nullable && !data)
        return;
    value->type = type;
    value->data = data;
    value->len = size;
}

/* Into a value of zeros. */
static inline void
read_field(const struct ct__field *field, const void *record, ct_value *value)
{
    const void *member = (const unsigned char *)record + field->offset;
    switch (field->kind) {
    case CT__FIELD_ID:
        if (!field->nullable || !is_no_id(member))
            set_bytes(value, field, CT_TYPE_BLOB, member, sizeof(ct_id));
        break;
    case CT__FIELD_DATE: {
        const ct_date *date = member;
        if (!field->nullable || date->year) {
            value->type = CT_TYPE_INT64;
            value->i64 = ct__date_days(*date);
        }
        break;
    }
    case CT__FIELD_INSTANT:
    case CT__FIELD_INTEGER:
        set_number(value, field, *(const int64_t *)member);
        break;
    case CT__FIELD_ENUM:
        set_number(value, field, *(const int32_t *)member);
        break;
    case CT__FIELD_BOOLEAN:
        value->type = CT_TYPE_INT64;
        value->i64 = *(const bool *)member;
        break;
    case CT__FIELD_TEXT: {
        const char *text = *(const char *const *)member;
        set_bytes(value, field, CT_TYPE_TEXT, text, text ? strlen(text) : 0);
        break;
    }
    case CT__FIELD_BLOB: {
        const struct ct__blob *blob = member;
        set_bytes(value, field, CT_TYPE_BLOB, blob->data, blob->size);
        break;
    }
    }
}

ct_value
ct__field_value(const struct ct__field *field, const void *record)
{
    ct_value value = {.type = CT_TYPE_NULL};
    read_field(field, record, &value);
    return value;
}

static bool
is_same_member(enum ct__field_kind kind, const void *a, const void *b)
{
    switch (kind) {
    case CT__FIELD_ID:
        return memcmp(a, b, sizeof(ct_id)) == 0;
    case CT__FIELD_DATE:
        return memcmp(a, b, sizeof(ct_date)) == 0;
    case CT__FIELD_INSTANT:
    case CT__FIELD_INTEGER:
        return *(const int64_t *)a == *(const int64_t *)b;
    case CT__FIELD_ENUM:
        return *(const int32_t *)a == *(const int32_t *)b;
    case CT__FIELD_BOOLEAN:
        return *(const bool *)a == *(const bool *)b;
    case CT__FIELD_TEXT:
        return *(const char *const *)a == *(const char *const *)b;
    case CT__FIELD_BLOB:
        break;
    }
    return false;
}

bool
ct__field_differs(const struct ct__field *field, const void *a, const void *b)
{
    if (is_same_member(field->kind, (const unsigned char *)a + field->offset,
                       (const unsigned char *)b + field->offset))
        return false;
    const ct_value left = ct__field_value(field, a);
    const ct_value right = ct__field_value(field, b);
    return !ct__value_equal(&left, &right);
}

bool
ct__value_equal(const ct_value *a, const ct_value *b)
{
    return a->type == b->type && a->i64 == b->i64 && a->len == b->len &&
           (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

void
ct__record_values(const struct ct__table *table, const void *record, ct_value *values)
{
    memset(values, 0, table->field_count * sizeof *values);
    for (uint32_t i = 0; i < table->field_count; i++)
        read_field(&table->fields[i], record, &values[i]);
}

/* Mostly they have numbers one after another. */
static bool
has_label(const struct ct__labels *labels, int64_t value)
{
    uint64_t place = (uint64_t)value - (uint64_t)labels->items[0].value;
    if (place < labels->count && labels->items[place].value == value)
        return true;
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].value == value)
            return true;
    return false;
}

static inline ct_status
set_field(const struct ct__field *field, void *record, const ct_value *value,
          struct ct__arena *arena)
{
    void *member = (unsigned char *)record + field->offset;
    if (value->type == CT_TYPE_NULL)
        return field->nullable ? CT_OK : CT_ERR_CORRUPT; /* the record was zeroed */
    if (value->type != ct__storage_type(field->kind))
        return CT_ERR_CORRUPT;
    switch (field->kind) {
    case CT__FIELD_ID:
        if (value->len != sizeof(ct_id))
            return CT_ERR_CORRUPT;
        memcpy(member, value->data, sizeof(ct_id));
        return CT_OK;
    case CT__FIELD_DATE:
        return ct__date_from_days(value->i64, member) ? CT_OK : CT_ERR_CORRUPT;
    case CT__FIELD_INSTANT:
    case CT__FIELD_INTEGER:
        *(int64_t *)member = value->i64;
        return CT_OK;
    case CT__FIELD_ENUM:
        if (!has_label(field->labels, value->i64))
            return CT_ERR_CORRUPT;
        *(int32_t *)member = (int32_t)value->i64;
        return CT_OK;
    case CT__FIELD_BOOLEAN:
        if (value->i64 != 0 && value->i64 != 1)
            return CT_ERR_CORRUPT;
        *(bool *)member = value->i64 != 0;
        return CT_OK;
    case CT__FIELD_TEXT:
        if (!ct__text_is_utf8(value->data, value->len)) /* a store may have been tampered with */
            return CT_ERR_CORRUPT;
        *(const char **)member = ct__arena_text(arena, value->data, value->len);
        return *(const char **)member ? CT_OK : CT_ERR_NO_MEMORY;
    case CT__FIELD_BLOB:
        *(struct ct__blob *)member =
            (struct ct__blob){ct__arena_text(arena, value->data, value->len), value->len};
        return ((struct ct__blob *)member)->data ? CT_OK : CT_ERR_NO_MEMORY;
    }
    return CT_ERR_CORRUPT;
}

ct_status
ct__field_set(const struct ct__field *field, void *record, const ct_value *value,
              struct ct__arena *arena)
{
    return set_field(field, record, value, arena);
}

ct_status
ct_row_put(ct_row_sink *sink, const ct_value *columns, size_t column_count)
{
    if (!sink || (!columns && column_count))
        return CT_ERR_INVALID_ARGUMENT;
    if (sink->take)
        return sink->take(sink, columns, column_count);
    if (column_count > sink->table->field_count)
        return CT_ERR_INVALID_ARGUMENT;
    memset(sink->record, 0, sink->table->record_size);
    for (uint32_t i = 0; i < sink->table->field_count; i++) {
        static const ct_value null = {.type = CT_TYPE_NULL};
        ct_status status = set_field(&sink->table->fields[i], sink->record,
                                     i < column_count ? &columns[i] : &null, sink->arena);
        if (status == CT_ERR_CORRUPT && !sink->damaged)
            sink->damaged = &sink->table->fields[i];
        if (status && (status != CT_ERR_CORRUPT || !sink->is_lenient))
            return status;
    }
    sink->filled = true;
    return CT_OK;
}

uint32_t
ct_schema_version(const ct_schema *schema)
{
    return schema ? schema->version : 0;
}

uint32_t
ct_schema_table_count(const ct_schema *schema)
{
    return schema ? schema->table_count : 0;
}

/* The caller's struct may be older or newer than ours: fill what fits, zero what we don't know. */
static ct_status
fill_info(void *ret_info, const void *own, size_t own_size)
{
    size_t size;
    memcpy(&size, ret_info, sizeof size);
    if (size < sizeof size || size > INFO_SIZE_MAX)
        return CT_ERR_INVALID_ARGUMENT;
    size_t known = size < own_size ? size : own_size;
    memcpy((unsigned char *)ret_info + sizeof size, (const unsigned char *)own + sizeof size,
           known - sizeof size);
    memset((unsigned char *)ret_info + known, 0, size - known);
    return CT_OK;
}

static const struct ct__table *
table_at(const ct_schema *schema, uint32_t table)
{
    return schema && table < schema->table_count ? schema->tables[table] : NULL;
}

static int32_t
table_number(const ct_schema *schema, const char *name)
{
    for (uint32_t i = 0; name && i < schema->table_count; i++)
        if (strcmp(schema->tables[i]->name, name) == 0)
            return (int32_t)i;
    return -1;
}

ct_status
ct_schema_table(const ct_schema *schema, uint32_t table, ct_table_info *ret_info)
{
    const struct ct__table *own = table_at(schema, table);
    if (!own || !ret_info)
        return CT_ERR_INVALID_ARGUMENT;
    const ct_table_info info = {
        .name = own->name,
        .column_count = own->field_count,
        .key_count = own->key_count,
        .index_count = own->index_count,
    };
    return fill_info(ret_info, &info, sizeof info);
}

ct_status
ct_schema_column(const ct_schema *schema, uint32_t table, uint32_t column, ct_column_info *ret_info)
{
    const struct ct__table *own = table_at(schema, table);
    if (!own || column >= own->field_count || !ret_info)
        return CT_ERR_INVALID_ARGUMENT;
    const struct ct__field *field = &own->fields[column];
    const ct_column_info info = {
        .name = field->name,
        .type = ct__storage_type(field->kind),
        .flags = field->nullable ? CT_COLUMN_NULLABLE : 0,
        .format = field->format ? field->format : storage_format(field->kind),
        .since = field->since ? field->since : 1,
        .label_count = field->labels ? (uint32_t)field->labels->count : 0,
        .references = table_number(schema, field->references),
    };
    return fill_info(ret_info, &info, sizeof info);
}

ct_status
ct_schema_label(const ct_schema *schema, uint32_t table, uint32_t column, uint32_t label,
                int64_t *ret_number, const char **ret_name)
{
    const struct ct__table *own = table_at(schema, table);
    if (!own || column >= own->field_count || !ret_number || !ret_name)
        return CT_ERR_INVALID_ARGUMENT;
    const struct ct__labels *labels = own->fields[column].labels;
    if (!labels || label >= labels->count)
        return CT_ERR_INVALID_ARGUMENT;
    *ret_number = labels->items[label].value;
    *ret_name = labels->items[label].name;
    return CT_OK;
}

ct_status
ct_schema_index(const ct_schema *schema, uint32_t table, uint32_t index, ct_index_info *ret_info)
{
    const struct ct__table *own = table_at(schema, table);
    if (!own || index >= own->index_count || !ret_info)
        return CT_ERR_INVALID_ARGUMENT;
    const ct_index_info info = {
        .name = own->indexes[index].name,
        .columns = own->indexes[index].columns,
        .column_count = own->indexes[index].column_count,
        .flags = own->indexes[index].unique ? CT_INDEX_UNIQUE : 0,
    };
    return fill_info(ret_info, &info, sizeof info);
}
