#include <inttypes.h>
#include <string.h>

#include "storage/sqlite/sqlite.h"

/* Writers and readers are called with the type that their row of `kinds` says; they answer whether
 * the value has the form that its column asks for. */
struct kind {
    int32_t type;   /* outside */
    int32_t stored; /* in SQLite */
    const char *sql;
    bool (*write)(const struct ct__sql_column *column, const ct_value *value,
                  struct ct__sqlite_cell *cell);
    bool (*read)(const struct ct__sql_column *column, struct ct__sqlite_cell *cell,
                 ct_value *value);
    const char *fault;
};

static bool
write_integer(const struct ct__sql_column *column, const ct_value *value,
              struct ct__sqlite_cell *cell)
{
    cell->i64 = value->i64;
    return column->kind != CT__SQL_BOOLEAN || value->i64 == 0 || value->i64 == 1;
}

static bool
read_integer(const struct ct__sql_column *column, struct ct__sqlite_cell *cell, ct_value *value)
{
    value->i64 = cell->i64;
    return column->kind != CT__SQL_BOOLEAN || cell->i64 == 0 || cell->i64 == 1;
}

/* To SQLite a NULL pointer is a NULL. */
static bool
write_bytes(const struct ct__sql_column *column, const ct_value *value,
            struct ct__sqlite_cell *cell)
{
    (void)column;
    cell->data = value->len ? value->data : "";
    cell->size = value->len;
    return true;
}

static bool
read_bytes(const struct ct__sql_column *column, struct ct__sqlite_cell *cell, ct_value *value)
{
    value->data = cell->data;
    value->len = cell->size;
    return column->kind == CT__SQL_BLOB || !cell->size || !memchr(cell->data, '\0', cell->size);
}

static void
set_text(struct ct__sqlite_cell *cell, const char *text, size_t length)
{
    cell->data = text;
    cell->size = length;
}

static bool
write_id(const struct ct__sql_column *column, const ct_value *value,
         struct ct__sqlite_cell *cell)
{
    (void)column;
    set_text(cell, cell->text, CT__SQLITE_ID_LENGTH);
    if (value->len != sizeof(ct_id))
        return false;
    ct__sqlite_id_write(value->data, cell->text);
    return true;
}

static bool
read_id(const struct ct__sql_column *column, struct ct__sqlite_cell *cell, ct_value *value)
{
    (void)column;
    value->data = cell->text;
    value->len = sizeof(ct_id);
    return cell->size == CT__SQLITE_ID_LENGTH &&
           ct__sqlite_id_read(cell->data, (uint8_t *)cell->text);
}

static bool
write_date(const struct ct__sql_column *column, const ct_value *value,
           struct ct__sqlite_cell *cell)
{
    (void)column;
    set_text(cell, cell->text, CT__SQLITE_DATE_LENGTH);
    return ct__sqlite_date_write(value->i64, cell->text);
}

static bool
read_date(const struct ct__sql_column *column, struct ct__sqlite_cell *cell, ct_value *value)
{
    (void)column;
    return cell->size == CT__SQLITE_DATE_LENGTH && ct__sqlite_date_read(cell->data, &value->i64);
}

static bool
write_instant(const struct ct__sql_column *column, const ct_value *value,
              struct ct__sqlite_cell *cell)
{
    (void)column;
    set_text(cell, cell->text, CT__SQLITE_INSTANT_LENGTH);
    return ct__sqlite_instant_write(value->i64, cell->text);
}

static bool
read_instant(const struct ct__sql_column *column, struct ct__sqlite_cell *cell, ct_value *value)
{
    (void)column;
    return cell->size == CT__SQLITE_INSTANT_LENGTH &&
           ct__sqlite_instant_read(cell->data, &value->i64);
}

static bool
write_label(const struct ct__sql_column *column, const ct_value *value,
            struct ct__sqlite_cell *cell)
{
    const struct ct__sql_label *label = ct__sql_label_of(column, value->i64);
    if (label)
        set_text(cell, label->name, label->length);
    return label;
}

static bool
read_label(const struct ct__sql_column *column, struct ct__sqlite_cell *cell, ct_value *value)
{
    const struct ct__sql_label *label = ct__sql_label_named(column, cell->data, cell->size);
    if (label)
        value->i64 = label->number;
    return label;
}

static const struct kind kinds[] = {
    [CT__SQL_INTEGER] = {CT_TYPE_INT64, CT_TYPE_INT64, "INTEGER", write_integer, read_integer,
                            "is no integer"},
    [CT__SQL_TEXT] = {CT_TYPE_TEXT, CT_TYPE_TEXT, "TEXT", write_bytes, read_bytes,
                         "is no text without U+0000"},
    [CT__SQL_BLOB] = {CT_TYPE_BLOB, CT_TYPE_BLOB, "BLOB", write_bytes, read_bytes,
                         "is no blob"},
    [CT__SQL_ID] = {CT_TYPE_BLOB, CT_TYPE_TEXT, "TEXT", write_id, read_id,
                       "is no identifier"},
    [CT__SQL_DATE] = {CT_TYPE_INT64, CT_TYPE_TEXT, "TEXT", write_date, read_date,
                         "is no date of the years 0000 to 9999"},
    [CT__SQL_INSTANT] = {CT_TYPE_INT64, CT_TYPE_TEXT, "TEXT", write_instant, read_instant,
                            "is no instant of the years 0000 to 9999"},
    [CT__SQL_ENUM] = {CT_TYPE_INT64, CT_TYPE_TEXT, "TEXT", write_label, read_label,
                         "is none of the column's labels"},
    [CT__SQL_BOOLEAN] = {CT_TYPE_INT64, CT_TYPE_INT64, "INTEGER", write_integer, read_integer,
                            "is neither 0 nor 1"},
};

const char *
ct__sqlite_column_type(const struct ct__sql_column *column)
{
    return kinds[column->kind].sql;
}

const struct ct__sqlite_cell *
ct__sqlite_smallest(const struct ct__sql_column *column)
{
    static const struct ct__sqlite_cell smallest[] = {
        [CT_TYPE_INT64] = {.type = CT_TYPE_INT64, .i64 = INT64_MIN},
        [CT_TYPE_TEXT] = {.type = CT_TYPE_TEXT, .data = ""},
        [CT_TYPE_BLOB] = {.type = CT_TYPE_BLOB, .data = ""},
    };
    return &smallest[kinds[column->kind].stored];
}

int
ct__sqlite_compare(const struct ct__sqlite_cell *a, const struct ct__sqlite_cell *b)
{
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->type == CT_TYPE_NULL)
        return 0;
    if (a->type == CT_TYPE_INT64)
        return (a->i64 > b->i64) - (a->i64 < b->i64);
    size_t shorter = a->size < b->size ? a->size : b->size;
    int order = shorter ? memcmp(a->data, b->data, shorter) : 0;
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

ct_status
ct__sqlite_encode(const struct ct__sql_column *column, const ct_value *value,
                  struct ct__sqlite_cell *cell, ct_diag *diag)
{
    const struct kind *kind = &kinds[column->kind];
    cell->type = value->type;
    if (value->type == CT_TYPE_NULL)
        return CT_OK;
    cell->type = kind->stored;
    return kind->write(column, value, cell) ? CT_OK
                                            : ct__sql_refuse(column, value, kind->fault, diag);
}

/* Text is fetched as a blob too: its bytes are the same, and SQLite need not add a NUL to them. The
 * value is looked up once; on a connection without a mutex, an unprotected one is as good as any. */
static void
fetch(sqlite3_stmt *statement, int number, struct ct__sqlite_cell *cell)
{
    sqlite3_value *value = sqlite3_column_value(statement, number);
    int type = sqlite3_value_type(value);
    switch (type) {
    case SQLITE_INTEGER:
        cell->type = CT_TYPE_INT64;
        cell->i64 = sqlite3_value_int64(value);
        return;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        cell->type = type == SQLITE_TEXT ? CT_TYPE_TEXT : CT_TYPE_BLOB;
        cell->data = sqlite3_value_blob(value);
        cell->size = (size_t)sqlite3_value_bytes(value);
        return;
    case SQLITE_NULL:
        cell->type = CT_TYPE_NULL;
        return;
    default:
        cell->type = -1; /* a floating number is never ours */
    }
}

void
ct__sqlite_decode(const struct ct__sql_column *column, sqlite3_stmt *statement, int number,
                  struct ct__sqlite_cell *cell, ct_value *ret_value, ct_diag *diag)
{
    const struct kind *kind = &kinds[column->kind];
    fetch(statement, number, cell);
    *ret_value = (ct_value){.type = CT_TYPE_NULL};
    if (cell->type == CT_TYPE_NULL && column->nullable)
        return;
    ret_value->type = kind->type;
    if (cell->type != kind->stored || !kind->read(column, cell, ret_value))
        ct__sql_damaged(column, kind->fault, ret_value, diag);
}
