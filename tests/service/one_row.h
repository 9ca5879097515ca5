/* A back end whose every row is the same, with long texts, and which asks the schema all that there is to
 * ask: for what a back end calls. */
#pragma once

#include "fixture.h"

/* What it asks while a context opens it; each once, and more often where there is more of it. */
#define SCHEMA_CALLS(X)                                        \
    X(ct_schema_version, (schema))                             \
    X(ct_schema_table_count, (schema))                         \
    X(ct_schema_table, (schema, 0, &table))                    \
    X(ct_schema_column, (schema, 0, 0, &column))               \
    X(ct_schema_index, (schema, 0, 0, &index))                 \
    X(ct_schema_label, (schema, 0, 0, 0, &number, &name))      \
    X(ct_diag_set, (diag, 1, "a message"))

/* Of the world's memory. The world outlives it. */
ct_status new_one_row(struct world *world, ct_storage **ret_storage);

/* How often ct_row_put told a lack of memory so far. */
extern long rows_without_memory;
