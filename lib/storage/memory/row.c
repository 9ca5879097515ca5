#include "storage/memory/row.h"

static bool
has_bytes(const ct_value *value)
{
    return value->type == CT_TYPE_TEXT || value->type == CT_TYPE_BLOB;
}

/* The size of the block, or 0 when a slot could not tell where in it something is. */
static size_t
row_size(const ct_value *values, size_t count)
{
    size_t size = sizeof(struct ct__memory_row) + count * (sizeof(int64_t) + 1);
    for (size_t i = 0; i < count; i++)
        if (has_bytes(&values[i]) && __builtin_add_overflow(size, values[i].len, &size))
            return 0;
    return size <= UINT32_MAX ? size : 0;
}

static void
fill(struct ct__memory_row *row, const ct_value *values, size_t given)
{
    unsigned char *types = (unsigned char *)&row->slots[given];
    unsigned char *bytes = types + given;
    for (size_t i = 0; i < given; i++) {
        const ct_value *value = &values[i];
        types[i] = (unsigned char)value->type;
        row->slots[i] = value->i64;
        if (!has_bytes(value))
            continue;
        row->slots[i] =
            (int64_t)((uint64_t)value->len << 32 | (uint64_t)(bytes - (unsigned char *)row));
        if (value->len == sizeof(ct_id))
            memcpy(bytes, value->data, sizeof(ct_id));
        else if (value->len)
            memcpy(bytes, value->data, value->len);
        bytes += value->len;
    }
}

struct ct__memory_row *
ct__memory_row_new(const ct_allocator *allocator, struct ct__memory_record *record,
                   const ct_value *values, size_t given)
{
    size_t before = record ? 0 : sizeof *record;
    while (given && values[given - 1].type == CT_TYPE_NULL) /* as which a missing one is read */
        given--;
    size_t size = row_size(values, given);
    unsigned char *block = size ? ct__resize(allocator, NULL, before + size, 1) : NULL;
    if (!block)
        return NULL;
    struct ct__memory_row *row = (struct ct__memory_row *)(void *)(block + before);
    if (!record) {
        record = (struct ct__memory_record *)(void *)block;
        *record = (struct ct__memory_record){row, CT__MEMORY_NEVER};
    }
    *row = (struct ct__memory_row){.record = record, .count = (uint32_t)given};
    fill(row, values, given);
    return row;
}

void
ct__memory_row_free(const ct_allocator *allocator, struct ct__memory_row *row)
{
    if (row != (struct ct__memory_row *)(row->record + 1)) /* it goes with the record */
        ct__release(allocator, row);
}

void
ct__memory_record_free(const ct_allocator *allocator, struct ct__memory_record *record)
{
    ct__memory_row_free(allocator, record->newest);
    ct__release(allocator, record);
}

void
ct__memory_row_values(const struct ct__memory_row *row, uint32_t count, ct_value *values)
{
    for (uint32_t i = 0; i < count; i++)
        values[i] = ct__memory_row_value(row, i);
}
