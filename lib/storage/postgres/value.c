#include <endian.h>
#include <inttypes.h>
#include <string.h>

#include "storage/postgres/postgres.h"

/* PostgreSQL counts days and microseconds from 2000-01-01. */
enum { DAYS_TO_2000 = 10957 };
static const int64_t us_to_2000 = INT64_C(946684800000000);
/* 0000-01-01 and 9999-12-31, in days since 1970; and the milliseconds between which they lie. */
static const int64_t first_day = -719528, last_day = 2932896, ms_per_day = 86400000;

/* Writers and readers are called with the type that their row of `kinds` says; they answer whether
 * the value has the form that its column asks for. */
struct kind {
    int32_t type;
    Oid oid;
    int size; /* 0: as long as it is */
    const char *sql;
    bool (*write)(const struct ct__sql_column *column, const ct_value *value,
                  struct ct__pg_cell *cell);
    bool (*read)(const struct ct__sql_column *column, const char *data, size_t size,
                 ct_value *value);
    const char *fault;
};

static void
put_int64(struct ct__pg_cell *cell, int64_t number)
{
    uint64_t bytes = htobe64((uint64_t)number);
    memcpy(cell->bytes, &bytes, sizeof bytes);
    cell->is_short = true;
}

static int64_t
take_int64(const char *data)
{
    uint64_t bytes;
    memcpy(&bytes, data, sizeof bytes);
    return (int64_t)be64toh(bytes);
}

static bool
write_integer(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    (void)column;
    put_int64(cell, value->i64);
    return true;
}

static bool
read_integer(const struct ct__sql_column *column, const char *data, size_t size, ct_value *value)
{
    (void)column;
    (void)size;
    value->i64 = take_int64(data);
    return true;
}

static bool
write_boolean(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    (void)column;
    cell->bytes[0] = (char)value->i64;
    cell->is_short = true;
    return value->i64 == 0 || value->i64 == 1;
}

static bool
read_boolean(const struct ct__sql_column *column, const char *data, size_t size, ct_value *value)
{
    (void)column;
    (void)size;
    value->i64 = data[0] != 0;
    return true;
}

/* To libpq a NULL pointer is a NULL. */
static bool
write_bytes(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    (void)column;
    cell->data = value->len ? value->data : "";
    cell->size = (int)value->len;
    return value->len <= INT32_MAX;
}

static bool
read_bytes(const struct ct__sql_column *column, const char *data, size_t size, ct_value *value)
{
    (void)column;
    value->data = data;
    value->len = size;
    return true;
}

static bool
write_id(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    (void)column;
    cell->data = value->data;
    return value->len == sizeof(ct_id);
}

static bool
write_date(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    (void)column;
    if (value->i64 < first_day || value->i64 > last_day)
        return false;
    uint32_t bytes = htobe32((uint32_t)(int32_t)(value->i64 - DAYS_TO_2000));
    memcpy(cell->bytes, &bytes, sizeof bytes);
    cell->is_short = true;
    return true;
}

static bool
read_date(const struct ct__sql_column *column, const char *data, size_t size, ct_value *value)
{
    uint32_t bytes;
    (void)column;
    memcpy(&bytes, data, size);
    value->i64 = (int64_t)(int32_t)be32toh(bytes) + DAYS_TO_2000;
    return value->i64 >= first_day && value->i64 <= last_day;
}

static bool
is_instant(int64_t instant)
{
    return instant >= first_day * ms_per_day && instant < (last_day + 1) * ms_per_day;
}

static bool
write_instant(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    (void)column;
    if (!is_instant(value->i64))
        return false;
    put_int64(cell, value->i64 * 1000 - us_to_2000);
    return true;
}

static bool
read_instant(const struct ct__sql_column *column, const char *data, size_t size, ct_value *value)
{
    int64_t us = take_int64(data);
    (void)column;
    (void)size;
    if (us % 1000 || us > INT64_MAX - us_to_2000) /* also what stands for infinity */
        return false;
    value->i64 = us / 1000 + us_to_2000 / 1000;
    return is_instant(value->i64);
}

static bool
write_label(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell)
{
    const struct ct__sql_label *label = ct__sql_label_of(column, value->i64);
    if (!label)
        return false;
    cell->data = label->name;
    cell->size = (int)label->length;
    return true;
}

static bool
read_label(const struct ct__sql_column *column, const char *data, size_t size, ct_value *value)
{
    const struct ct__sql_label *label = ct__sql_label_named(column, data, size);
    if (label)
        value->i64 = label->number;
    return label;
}

/* Oids of types that PostgreSQL has from birth on: they never change. Text is in the order of bytes. */
static const struct kind kinds[] = {
    [CT__SQL_INTEGER] = {CT_TYPE_INT64, 20, 8, "bigint", write_integer, read_integer,
                        "is no integer"},
    [CT__SQL_TEXT] = {CT_TYPE_TEXT, 25, 0, "text COLLATE \"C\"", write_bytes, read_bytes,
                     "is no text without U+0000"},
    [CT__SQL_BLOB] = {CT_TYPE_BLOB, 17, 0, "bytea", write_bytes, read_bytes, "is no blob"},
    [CT__SQL_ID] = {CT_TYPE_BLOB, 2950, 16, "uuid", write_id, read_bytes, "is no identifier"},
    [CT__SQL_DATE] = {CT_TYPE_INT64, 1082, 4, "date", write_date, read_date,
                     "is no date of the years 0000 to 9999"},
    [CT__SQL_INSTANT] = {CT_TYPE_INT64, 1184, 8, "timestamptz", write_instant, read_instant,
                        "is no instant of the years 0000 to 9999, to the millisecond"},
    [CT__SQL_ENUM] = {CT_TYPE_INT64, 25, 0, "text COLLATE \"C\"", write_label, read_label,
                     "is none of the column's labels"},
    [CT__SQL_BOOLEAN] = {CT_TYPE_INT64, 16, 1, "boolean", write_boolean, read_boolean,
                        "is neither 0 nor 1"},
};

const char *
ct__pg_column_type(const struct ct__sql_column *column)
{
    return kinds[column->kind].sql;
}

Oid
ct__pg_type_oid(enum ct__sql_kind kind)
{
    return kinds[kind].oid;
}

const void *
ct__pg_data(const struct ct__pg_cell *cell)
{
    return cell->is_short ? cell->bytes : cell->data;
}

bool
ct__pg_same(const struct ct__pg_cell *a, const struct ct__pg_cell *b)
{
    const void *data_a = ct__pg_data(a);
    const void *data_b = ct__pg_data(b);
    if (!data_a || !data_b)
        return !data_a && !data_b;
    return a->size == b->size && memcmp(data_a, data_b, (size_t)a->size) == 0;
}

ct_status
ct__pg_encode(const struct ct__sql_column *column, const ct_value *value, struct ct__pg_cell *cell,
              ct_diag *diag)
{
    const struct kind *kind = &kinds[column->kind];
    cell->kind = column->kind;
    cell->data = NULL;
    cell->is_short = false;
    cell->size = kind->size;
    if (value->type == CT_TYPE_NULL)
        return CT_OK;
    return kind->write(column, value, cell) ? CT_OK
                                            : ct__sql_refuse(column, value, kind->fault, diag);
}

void
ct__pg_decode(const struct ct__sql_column *column, const PGresult *result, int row, int field,
              ct_value *ret_value, ct_diag *diag)
{
    const struct kind *kind = &kinds[column->kind];
    *ret_value = (ct_value){.type = CT_TYPE_NULL};
    if (PQgetisnull(result, row, field)) {
        if (column->nullable)
            return;
    } else {
        size_t size = (size_t)PQgetlength(result, row, field);
        ret_value->type = kind->type;
        if (PQftype(result, field) == kind->oid && (!kind->size || size == (size_t)kind->size) &&
            kind->read(column, PQgetvalue(result, row, field), size, ret_value))
            return;
    }
    ct__sql_damaged(column, kind->fault, ret_value, diag);
}
