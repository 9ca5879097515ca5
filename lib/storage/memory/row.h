/* Rows: what is stored of a record from one transaction to the next, packed into one block. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "contoterzi/storage.h"

/* What has one primary key, from its insertion until it is erased. Its first row lies behind it. */
struct ct__memory_record {
    struct ct__memory_row *newest;
    uint64_t gone; /* the number of the transaction that erased it, or CT__MEMORY_NEVER */
};
#define CT__MEMORY_NEVER UINT64_MAX

/* Never changed but for `older`. The types of its columns follow the slots, and then come the bytes of
 * texts and blobs. */
struct ct__memory_row {
    struct ct__memory_row *older; /* whose place it took, as long as somebody may see that */
    struct ct__memory_record *record;
    uint64_t number; /* of the transaction that wrote it */
    uint32_t count;
    uint32_t reserved;
    int64_t slots[]; /* an integer; else where the bytes begin in the row, and above bit 32 how many */
};

/* A row of the `given` values; of a new record, if `record` is NULL. NULL when memory ran out. */
struct ct__memory_row *ct__memory_row_new(const ct_allocator *allocator,
                                          struct ct__memory_record *record,
                                          const ct_value *values, size_t given);
void ct__memory_row_free(const ct_allocator *allocator, struct ct__memory_row *row);
/* With its newest row, which is its only one. */
void ct__memory_record_free(const ct_allocator *allocator, struct ct__memory_record *record);

/* Columns behind the last that is stored are NULL: it had no more, or they were added later. */
static inline ct_value
ct__memory_row_value(const struct ct__memory_row *row, uint32_t column)
{
    ct_value value = {.type = CT_TYPE_NULL};
    if (column >= row->count)
        return value;
    value.type = ((const unsigned char *)&row->slots[row->count])[column];
    if (value.type == CT_TYPE_INT64) {
        value.i64 = row->slots[column];
    } else if (value.type != CT_TYPE_NULL) {
        value.data = (const unsigned char *)row + (uint32_t)row->slots[column];
        value.len = (size_t)((uint64_t)row->slots[column] >> 32);
    }
    return value;
}

/* Eight bytes as a number of the same order. */
static inline uint64_t
ct__memory_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Most are identifiers, of two words each. */
static inline int
ct__memory_bytes_compare(const ct_value *a, const ct_value *b)
{
    if (a->len == 16 && b->len == 16) {
        uint64_t left = ct__memory_word(a->data);
        uint64_t right = ct__memory_word(b->data);
        if (left == right) {
            left = ct__memory_word((const unsigned char *)a->data + 8);
            right = ct__memory_word((const unsigned char *)b->data + 8);
        }
        return (left > right) - (left < right);
    }
    size_t common = a->len < b->len ? a->len : b->len;
    int order = common ? memcmp(a->data, b->data, common) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* The order of storage.h: NULL, integers, texts, blobs. Negative, 0 or positive. */
static inline int
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
        return ct__memory_bytes_compare(a, b);
    default:
        return 0;
    }
}

/* The first `count` columns. */
void ct__memory_row_values(const struct ct__memory_row *row, uint32_t count, ct_value *values);
