#include <inttypes.h>
#include <string.h>

#include "storage/sql/sql.h"

ct_status
ct__sql_check_count(const struct ct__sql_table *table, const char *what, size_t count,
                    uint32_t wanted, ct_diag *diag)
{
    if (count == wanted)
        return CT_OK;
    return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT, "%s was given '%zu' %s instead of %u",
                        table->name, count, what, (unsigned)wanted);
}

ct_status
ct__sql_check_row(const struct ct__sql_table *table, const ct_value *row, size_t count,
                  ct_diag *diag)
{
    ct_status status = ct__sql_check_count(table, "columns", count, table->column_count, diag);
    for (uint32_t i = 0; !status && i < count; i++)
        if (!table->columns[i].nullable && row[i].type == CT_TYPE_NULL)
            status = ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT, "%s.%s was given no value",
                                  table->name, table->columns[i].name);
    return status;
}

ct_status
ct__sql_check_update(const struct ct__sql_table *table, const uint32_t *columns,
                     const ct_value *values, size_t count, ct_diag *diag)
{
    bool is_fit = count > 0 && count <= table->column_count - table->key_count;
    for (size_t i = 0; is_fit && i < count; i++)
        is_fit = columns[i] >= table->key_count && columns[i] < table->column_count &&
                 (table->columns[columns[i]].nullable || values[i].type != CT_TYPE_NULL);
    if (is_fit)
        return CT_OK;
    return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                        "%s was to change '%zu' columns, not all of which it has outside its key, "
                        "or to a value that they can't have",
                        table->name, count);
}

ct_status
ct__sql_check_scan(const struct ct__sql_table *table, const ct_scan *scan, ct_diag *diag)
{
    const uint32_t known = CT_SCAN_DESCENDING | CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    if (scan->flags & ~known)
        return ct__sql_fail(diag, CT_ERR_UNSUPPORTED, "a scan of %s had the unknown flags '%u'",
                            table->name, (unsigned)(scan->flags & ~known));
    if (scan->index >= table->index_count)
        return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT, "%s had no index '%u'", table->name,
                            (unsigned)scan->index);
    const struct ct__sql_index *index = &table->indexes[scan->index];
    if (scan->low_count > index->column_count || scan->high_count > index->column_count)
        return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                            "a bound of %s.%s was longer than its '%u' columns", table->name,
                            index->name, (unsigned)index->column_count);
    return CT_OK;
}

ct_status
ct__sql_refuse(const struct ct__sql_column *column, const ct_value *value, const char *fault,
               ct_diag *diag)
{
    if (value->type < CT_TYPE_NULL || value->type > CT_TYPE_BLOB)
        return ct__sql_fail(diag, CT_ERR_UNSUPPORTED,
                            "%s.%s was given a value of the unknown type '%" PRId32 "'",
                            column->table, column->name, value->type);
    if (value->type == CT_TYPE_INT64)
        return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                            "%s.%s was given '%" PRId64 "', which %s", column->table, column->name,
                            value->i64, fault);
    return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT, "%s.%s was given '%zu' bytes of %s: %s",
                        column->table, column->name, value->len,
                        value->type == CT_TYPE_TEXT ? "text" : "a blob", fault);
}

const struct ct__sql_label *
ct__sql_label_of(const struct ct__sql_column *column, int64_t number)
{
    for (uint32_t i = 0; i < column->label_count; i++)
        if (column->labels[i].number == number)
            return &column->labels[i];
    return NULL;
}

const struct ct__sql_label *
ct__sql_label_named(const struct ct__sql_column *column, const char *name, size_t length)
{
    for (uint32_t i = 0; i < column->label_count; i++)
        if (column->labels[i].length == length &&
            memcmp(column->labels[i].name, name, length) == 0)
            return &column->labels[i];
    return NULL;
}

void
ct__sql_damaged(const struct ct__sql_column *column, const char *fault, ct_value *ret_value,
                ct_diag *diag)
{
    bool is_bytes = column->kind == CT__SQL_TEXT || column->kind == CT__SQL_BLOB ||
                    column->kind == CT__SQL_ID;
    *ret_value = (ct_value){.type = is_bytes ? CT_TYPE_INT64 : CT_TYPE_TEXT};
    (void)ct__sql_fail(diag, CT_ERR_CORRUPT, "what is stored in %s.%s %s", column->table,
                       column->name, fault);
}
