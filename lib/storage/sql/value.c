#include <inttypes.h>
#include <string.h>

#include "storage/sql/sql.h"

ct_status
ct__sql_refuse(const struct ct__sql_column *column, const ct_value *value, const char *fault,
               ct_diag *diag)
{
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
