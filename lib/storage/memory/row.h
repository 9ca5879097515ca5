/* Rows: what is stored of a record from one transaction to the next, packed into one block. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "storage/value.h"

/* What has one primary key, from its insertion until it is erased. Its first row lies behind it. */
struct ct__memory_record {
    struct ct__memory_row *newest;
    uint64_t gone; /* the number of the transaction that erased it, or CT__MEMORY_NEVER */
};
#define CT__MEMORY_NEVER UINT64_MAX

/* Never changed but for `older`. A head a column is followed by the values of those that have one, packed:
 * most columns of most rows are NULL, small numbers, or identifiers. */
struct ct__memory_row {
    struct ct__memory_row *older; /* whose place it took, as long as somebody may see that */
    struct ct__memory_record *record;
    uint64_t number; /* of the transaction that wrote it */
    uint32_t count;  /* of columns */
    uint16_t heads[]; /* the column's form, and above it where its value begins behind the heads */
};

enum { CT__MEMORY_FORM_BITS = 4, CT__MEMORY_FAR = 0xFFF /* and beyond: no head can tell */ };

enum ct__memory_form {
    CT__MEMORY_NULL,
    CT__MEMORY_INT8,
    CT__MEMORY_INT16,
    CT__MEMORY_INT32,
    CT__MEMORY_INT64,
    CT__MEMORY_ID,   /* a blob of 16 bytes */
    CT__MEMORY_TEXT, /* with its length before it in one byte, as the next */
    CT__MEMORY_BLOB,
    CT__MEMORY_LONG_TEXT, /* in four */
    CT__MEMORY_LONG_BLOB
};

/* A row of the `given` values; of a new record, if `record` is NULL. NULL when memory ran out. */
struct ct__memory_row *ct__memory_row_new(const ct_allocator *allocator,
                                          struct ct__memory_record *record,
                                          const ct_value *values, size_t given);
void ct__memory_row_free(const ct_allocator *allocator, struct ct__memory_row *row);
/* With its newest row, which is its only one. */
void ct__memory_record_free(const ct_allocator *allocator, struct ct__memory_record *record);

static inline uint32_t
ct__memory_long_length(const unsigned char *packed)
{
    uint32_t length;
    memcpy(&length, packed, sizeof length);
    return length;
}

static inline size_t
ct__memory_packed_size(unsigned form, const unsigned char *packed)
{
    static const unsigned char sizes[] = {0, 1, 2, 4, 8, 16};
    if (form < CT__MEMORY_TEXT)
        return sizes[form];
    return form < CT__MEMORY_LONG_TEXT ? 1U + packed[0]
                                       : sizeof(uint32_t) + ct__memory_long_length(packed);
}

static inline int64_t
ct__memory_unpack_number(unsigned form, const unsigned char *packed)
{
    int64_t number;
    int32_t half;
    int16_t quarter;
    switch (form) {
    case CT__MEMORY_INT8:
        return (signed char)packed[0];
    case CT__MEMORY_INT16:
        memcpy(&quarter, packed, sizeof quarter);
        return quarter;
    case CT__MEMORY_INT32:
        memcpy(&half, packed, sizeof half);
        return half;
    default:
        memcpy(&number, packed, sizeof number);
        return number;
    }
}

static inline ct_value
ct__memory_unpack(unsigned form, const unsigned char *packed)
{
    if (form == CT__MEMORY_NULL)
        return (ct_value){.type = CT_TYPE_NULL};
    if (form < CT__MEMORY_ID)
        return (ct_value){.type = CT_TYPE_INT64, .i64 = ct__memory_unpack_number(form, packed)};
    if (form == CT__MEMORY_ID)
        return (ct_value){.type = CT_TYPE_BLOB, .data = packed, .len = sizeof(ct_id)};
    bool is_long = form >= CT__MEMORY_LONG_TEXT;
    return (ct_value){
        .type = form == CT__MEMORY_TEXT || form == CT__MEMORY_LONG_TEXT ? CT_TYPE_TEXT
                                                                        : CT_TYPE_BLOB,
        .data = packed + (is_long ? sizeof(uint32_t) : 1),
        .len = is_long ? ct__memory_long_length(packed) : packed[0],
    };
}

static inline unsigned
ct__memory_form_of(const struct ct__memory_row *row, uint32_t column)
{
    return row->heads[column] & ((1U << CT__MEMORY_FORM_BITS) - 1);
}

/* Columns behind the last that is stored are NULL: it had no more, or they were added later. */
static inline ct_value
ct__memory_row_value(const struct ct__memory_row *row, uint32_t column)
{
    const unsigned char *packed = (const unsigned char *)(row->heads + row->count);
    if (column >= row->count)
        return (ct_value){.type = CT_TYPE_NULL};
    unsigned at = row->heads[column] >> CT__MEMORY_FORM_BITS;
    if (at == CT__MEMORY_FAR)
        for (uint32_t i = 0; i < column; i++)
            packed += ct__memory_packed_size(ct__memory_form_of(row, i), packed);
    else
        packed += at;
    return ct__memory_unpack(ct__memory_form_of(row, column), packed);
}

/* The first `count` columns. */
void ct__memory_row_values(const struct ct__memory_row *row, uint32_t count, ct_value *values);
