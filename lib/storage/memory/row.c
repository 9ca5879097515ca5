#include "storage/memory/row.h"

#include <stdbool.h>
#include <string.h>

static int
compare_bytes(const ct_value *a, const ct_value *b)
{
    size_t common = a->len < b->len ? a->len : b->len;
    int order = common ? memcmp(a->data, b->data, common) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

int
ct__memory_value_compare(const ct_value *a, const ct_value *b)
{
    /* The type numbers happen to be in the order that the contract asks for. */
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    switch (a->type) {
    case CT_TYPE_INT64:
        return (a->i64 > b->i64) - (a->i64 < b->i64);
    case CT_TYPE_TEXT:
    case CT_TYPE_BLOB:
        return compare_bytes(a, b);
    default:
        return 0;
    }
}

static bool
has_bytes(const ct_value *value)
{
    return value->type == CT_TYPE_TEXT || value->type == CT_TYPE_BLOB;
}

/* The size of the block, or 0 when it would overflow. */
static size_t
row_size(const ct_value *values, size_t given, size_t count)
{
    size_t size;
    if (__builtin_mul_overflow(count, sizeof *values, &size) ||
        __builtin_add_overflow(size, sizeof(struct ct__memory_row), &size))
        return 0;
    for (size_t i = 0; i < given; i++)
        if (has_bytes(&values[i]) && __builtin_add_overflow(size, values[i].len, &size))
            return 0;
    return size;
}

struct ct__memory_row *
ct__memory_row_new(const ct_allocator *allocator, const ct_value *values, size_t given,
                   size_t count)
{
    size_t size = row_size(values, given, count);
    struct ct__memory_row *row = size ? ct__allocate(allocator, 1, size) : NULL;
    if (!row)
        return NULL;
    atomic_init(&row->refs, 1);
    row->count = count;
    unsigned char *bytes = (unsigned char *)&row->values[count];
    for (size_t i = 0; i < given; i++) {
        row->values[i] = (ct_value){.type = values[i].type, .i64 = values[i].i64};
        if (!has_bytes(&values[i]) || !values[i].len)
            continue;
        row->values[i].data = memcpy(bytes, values[i].data, values[i].len);
        row->values[i].len = values[i].len;
        bytes += values[i].len;
    }
    return row;
}

struct ct__memory_row *
ct__memory_row_change(const ct_allocator *allocator, const struct ct__memory_row *row,
                      const uint32_t *columns, const ct_value *values, size_t value_count)
{
    ct_value *merged = ct__allocate(allocator, row->count, sizeof *merged);
    if (!merged)
        return NULL;
    memcpy(merged, row->values, row->count * sizeof *merged);
    for (size_t i = 0; i < value_count; i++)
        merged[columns[i]] = values[i];
    struct ct__memory_row *changed = ct__memory_row_new(allocator, merged, row->count, row->count);
    ct__release(allocator, merged);
    return changed;
}

struct ct__memory_row *
ct__memory_row_ref(struct ct__memory_row *row)
{
    atomic_fetch_add_explicit(&row->refs, 1, memory_order_relaxed);
    return row;
}

void
ct__memory_row_unref(const ct_allocator *allocator, struct ct__memory_row *row)
{
    if (row && atomic_fetch_sub_explicit(&row->refs, 1, memory_order_acq_rel) == 1)
        ct__release(allocator, row);
}
