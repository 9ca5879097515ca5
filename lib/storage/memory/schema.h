/* What the storage keeps: a copy of the library's schema, because a storage may outlive it. */
#pragma once

#include <stdatomic.h>

#include "base/memory.h"
#include "storage/memory/tree.h"

struct ct__memory_column {
    const char *name;
    int32_t type;
    bool is_nullable;
    uint64_t indexes; /* that have it, a bit each */
};

/* That many fit in the bits. */
enum { CT__MEMORY_INDEXES_MAX = 64 };

struct ct__memory_index {
    const char *name;
    struct ct__memory_order order;
};

struct ct__memory_table {
    const char *name;
    struct ct__memory_column *columns;
    const struct ct__memory_index *indexes; /* [0] is the primary key */
    uint32_t column_count;
    uint32_t key_count;
    uint32_t index_count;
    uint32_t first_index; /* the number of indexes[0] in the store; those of the others follow */
};

/* Immutable, counted. */
struct ct__memory_schema {
    atomic_size_t refs;
    uint32_t version;
    uint32_t table_count;
    uint32_t index_count; /* of all tables */
    struct ct__memory_table *tables;
    struct ct__arena arena; /* everything above */
};

/* `source` NULL makes version 0, which has no tables. */
ct_status ct__memory_schema_new(const ct_allocator *allocator, const ct_schema *source,
                                ct_diag *diag, struct ct__memory_schema **ret_schema);
struct ct__memory_schema *ct__memory_schema_ref(struct ct__memory_schema *schema);
void ct__memory_schema_unref(struct ct__memory_schema *schema); /* NULL is ignored */

/* CT_ERR_INVALID_ARGUMENT unless `newer` has all of `older`, at the same places. */
ct_status ct__memory_schema_check_growth(const struct ct__memory_schema *older,
                                         const struct ct__memory_schema *newer, ct_diag *diag);
