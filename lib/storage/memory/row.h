/* Rows: immutable, counted, shared by every index and snapshot that holds them. */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "contoterzi/storage.h"

struct ct__memory_row {
    atomic_size_t refs;
    size_t count;
    ct_value values[]; /* their bytes follow in the same block */
};

/* The order of storage.h: NULL, integers, texts, blobs. Negative, 0 or positive. */
int ct__memory_value_compare(const ct_value *a, const ct_value *b);

/* A row of `count` columns: the `given` values and NULL for the rest. NULL when memory ran out. */
struct ct__memory_row *ct__memory_row_new(const ct_allocator *allocator, const ct_value *values,
                                          size_t given, size_t count);

/* `row` with `values` in the numbered columns. NULL when memory ran out. */
struct ct__memory_row *ct__memory_row_change(const ct_allocator *allocator,
                                             const struct ct__memory_row *row,
                                             const uint32_t *columns, const ct_value *values,
                                             size_t value_count);

struct ct__memory_row *ct__memory_row_ref(struct ct__memory_row *row);
void ct__memory_row_unref(const ct_allocator *allocator, struct ct__memory_row *row); /* or NULL */
