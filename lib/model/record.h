/* How a struct is kept as a row: one table of fields gives the schema, the encoding and back. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/label.h"
#include "base/memory.h"
#include "contoterzi/storage.h"

/* The C type of the struct member follows from the kind. Where the field is nullable, the zero value
 * stands for NULL. */
enum ct__field_kind {
    CT__FIELD_ID = 1,  /* ct_id */
    CT__FIELD_DATE,    /* ct_date */
    CT__FIELD_INSTANT, /* ct_instant */
    CT__FIELD_ENUM,    /* int32_t */
    CT__FIELD_BOOLEAN, /* bool */
    CT__FIELD_INTEGER, /* int64_t */
    CT__FIELD_TEXT,    /* const char * */
    CT__FIELD_BLOB     /* struct ct__blob */
};

struct ct__blob {
    const void *data;
    size_t size;
};

struct ct__field {
    const char *name;
    enum ct__field_kind kind;
    bool nullable;
    uint32_t since; /* schema version; 0 is the first */
    size_t offset;
    const struct ct__labels *labels; /* of an enum */
    const char *references;          /* a table's name, or NULL */
    int32_t format;                  /* told to back ends instead of the kind's; 0: the kind's */
};

enum { CT__INDEX_COLUMNS_MAX = 5, CT__COLUMNS_MAX = 32 };

struct ct__index {
    const char *name;
    uint32_t columns[CT__INDEX_COLUMNS_MAX];
    uint32_t column_count;
    bool unique;
};

struct ct__table {
    const char *name;
    size_t record_size;
    const struct ct__field *fields;
    uint32_t field_count;        /* the columns of the store */
    uint32_t answer_field_count; /* further fields, computed for an answer and not stored */
    uint32_t key_count;
    const struct ct__index *indexes; /* [0] is the primary key */
    uint32_t index_count;
};

struct ct_schema {
    uint32_t version;
    uint32_t table_count;
    const struct ct__table *const *tables;
};

/* Receives one row of `table` as `record`, its texts in `arena`. With `take` set the rest is not used:
 * that is how the conformance kit sees a row as the back end gave it. */
struct ct_row_sink {
    ct_status (*take)(ct_row_sink *sink, const ct_value *columns, size_t column_count);
    const struct ct__table *table;
    void *record;
    struct ct__arena *arena;
    bool filled;
    bool is_lenient; /* a field whose value can't be stays zero, instead of an answer of CT_ERR_CORRUPT */
    const struct ct__field *damaged; /* the first field whose value can't be; NULL: none */
};

int32_t ct__storage_type(enum ct__field_kind kind); /* CT_TYPE_* */

/* One field of `record` as a value that borrows from the record. An ID is a blob. */
ct_value ct__field_value(const struct ct__field *field, const void *record);

/* All the columns, into values[table->field_count]. */
void ct__record_values(const struct ct__table *table, const void *record, ct_value *values);

bool ct__value_equal(const ct_value *a, const ct_value *b);
/* Are the values of a field in two records different? */
bool ct__field_differs(const struct ct__field *field, const void *a, const void *b);

/* Sets one field of a zeroed `record`, its text copied to `arena`. CT_ERR_CORRUPT if the value is not
 * of the field. */
ct_status ct__field_set(const struct ct__field *field, void *record, const ct_value *value,
                        struct ct__arena *arena);
