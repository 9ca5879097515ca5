#include <string.h>

#include "storage/sql/sql.h"

/* Everything here lives in the session's arena until the session ends or has another
 * schema. */

/* Counts and sizes are those of columns and names: no product of theirs is too large. */
static void *
take_zeroed(struct ct__arena *arena, size_t count, size_t size)
{
    void *taken = ct__arena_take(arena, count * size);
    return taken ? memset(taken, 0, count * size) : NULL;
}

static enum ct__sql_kind
column_kind(const ct_column_info *info)
{
    static const struct {
        int32_t type;
        int32_t format;
        enum ct__sql_kind kind;
    } formats[] = {
        {CT_TYPE_BLOB, CT_FORMAT_ID, CT__SQL_ID},
        {CT_TYPE_INT64, CT_FORMAT_DATE, CT__SQL_DATE},
        {CT_TYPE_INT64, CT_FORMAT_INSTANT, CT__SQL_INSTANT},
        {CT_TYPE_INT64, CT_FORMAT_ENUM, CT__SQL_ENUM},
        {CT_TYPE_INT64, CT_FORMAT_BOOLEAN, CT__SQL_BOOLEAN},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i].type == info->type && formats[i].format == info->format)
            return formats[i].kind;
    if (info->type == CT_TYPE_INT64)
        return CT__SQL_INTEGER;
    return info->type == CT_TYPE_TEXT ? CT__SQL_TEXT : CT__SQL_BLOB;
}

static ct_status
describe_labels(struct ct__arena *arena, const ct_schema *schema, uint32_t table, uint32_t number,
                uint32_t count, struct ct__sql_column *column)
{
    struct ct__sql_label *labels = take_zeroed(arena, count, sizeof *labels);
    if (!labels)
        return CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) { /* there are so many; the same holds for all below */
        (void)ct_schema_label(schema, table, number, i, &labels[i].number, &labels[i].name);
        labels[i].length = strlen(labels[i].name);
    }
    column->labels = labels;
    column->label_count = count;
    return CT_OK;
}

/* A reference to a key of several columns can't be declared at one column. */
static const char *
referenced_table(const ct_schema *schema, const ct_column_info *info)
{
    ct_table_info table = {.size = sizeof table};
    if (info->references < 0)
        return NULL;
    (void)ct_schema_table(schema, (uint32_t)info->references, &table);
    return table.key_count == 1 ? table.name : NULL;
}

static ct_status
describe_column(struct ct__arena *arena, const ct_schema *schema, uint32_t table, uint32_t number,
                struct ct__sql_column *column, ct_diag *diag)
{
    ct_column_info info = {.size = sizeof info};
    (void)ct_schema_column(schema, table, number, &info);
    /* GCOVR_EXCL_BR_START: only a newer libcontoterzi has a type that an older back end doesn't know */
    if (info.type < CT_TYPE_INT64 || info.type > CT_TYPE_BLOB)
        return ct__sql_fail(diag, CT_ERR_UNSUPPORTED, "%s.%s has the unknown type '%d'",
                            column->table, info.name, (int)info.type);
    /* GCOVR_EXCL_BR_STOP */
    column->name = info.name;
    column->kind = column_kind(&info);
    column->nullable = info.flags & CT_COLUMN_NULLABLE;
    column->references = referenced_table(schema, &info);
    if (column->kind == CT__SQL_ENUM)
        return describe_labels(arena, schema, table, number, info.label_count, column);
    return CT_OK;
}

static ct_status
describe_columns(struct ct__arena *arena, const ct_schema *schema, uint32_t number,
                 struct ct__sql_table *table, ct_diag *diag)
{
    struct ct__sql_column *columns = take_zeroed(arena, table->column_count, sizeof *columns);
    ct_status status = columns ? CT_OK : CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; !status && i < table->column_count; i++) {
        columns[i].table = table->name;
        status = describe_column(arena, schema, number, i, &columns[i], diag);
    }
    table->columns = columns;
    return status;
}

static bool
has_number(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

static ct_status
describe_index(struct ct__arena *arena, const ct_schema *schema, uint32_t table_number,
               uint32_t number, const struct ct__sql_table *table,
               struct ct__sql_index *index)
{
    ct_index_info info = {.size = sizeof info};
    (void)ct_schema_index(schema, table_number, number, &info);
    uint32_t *columns =
        take_zeroed(arena, (size_t)info.column_count + table->key_count, sizeof *columns);
    if (!columns)
        return CT_ERR_NO_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < info.column_count; i++)
        columns[count++] = info.columns[i];
    for (uint32_t i = 0; i < table->key_count; i++)
        if (!has_number(info.columns, info.column_count, i))
            columns[count++] = i;
    *index = (struct ct__sql_index){info.name, columns, count, info.column_count,
                                   info.flags & CT_INDEX_UNIQUE, info.flags & CT_INDEX_UNIQUE};
    for (uint32_t i = 0; i < info.column_count; i++)
        index->is_total = index->is_total && !table->columns[columns[i]].nullable;
    return CT_OK;
}

static ct_status
describe_indexes(struct ct__arena *arena, const ct_schema *schema, uint32_t number,
                 struct ct__sql_table *table)
{
    struct ct__sql_index *indexes = take_zeroed(arena, table->index_count, sizeof *indexes);
    ct_status status = indexes ? CT_OK : CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; !status && i < table->index_count; i++)
        status = describe_index(arena, schema, number, i, table, &indexes[i]);
    table->indexes = indexes;
    return status;
}

static void
add_column_list(struct ct__sql_text *sql, const struct ct__sql_table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        ct__sql_add(sql, i ? ", " : "");
        ct__sql_name(sql, table->columns[i].name);
    }
}

static void
build_select(struct ct__sql_text *sql, const struct ct__sql_table *table)
{
    ct__sql_start(sql, "SELECT ");
    add_column_list(sql, table);
    ct__sql_add(sql, " FROM ");
    ct__sql_table(sql, table->name);
}

static void
build_get(struct ct__sql_text *sql, const struct ct__sql_table *table)
{
    build_select(sql, table);
    ct__sql_where_key(sql, table, 1);
}

/* The columns are named because a newer library may have added some. */
static void
build_insert(struct ct__sql_text *sql, const struct ct__sql_table *table)
{
    ct__sql_start(sql, "INSERT INTO ");
    ct__sql_table(sql, table->name);
    ct__sql_add(sql, " (");
    add_column_list(sql, table);
    ct__sql_add(sql, ") VALUES (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        ct__sql_add(sql, i ? ", " : "");
        ct__sql_parameter(sql, i + 1);
    }
    ct__sql_add(sql, ")");
}

static void
build_erase(struct ct__sql_text *sql, const struct ct__sql_table *table)
{
    ct__sql_start(sql, "DELETE FROM ");
    ct__sql_table(sql, table->name);
    ct__sql_where_key(sql, table, 1);
}

static const char *
keep(struct ct__sql_session *session,
     void (*build)(struct ct__sql_text *sql, const struct ct__sql_table *table),
     const struct ct__sql_table *table)
{
    build(&session->sql, table);
    if (session->sql.failed)
        return NULL;
    return ct__arena_text(&session->description, session->sql.text, session->sql.length);
}

static ct_status
describe_statements(struct ct__sql_session *session, struct ct__sql_table *table)
{
    table->select_sql = keep(session, build_select, table);
    table->get_sql = keep(session, build_get, table);
    table->insert_sql = keep(session, build_insert, table);
    table->erase_sql = keep(session, build_erase, table);
    bool is_complete =
        table->select_sql && table->get_sql && table->insert_sql && table->erase_sql;
    return is_complete ? CT_OK : CT_ERR_NO_MEMORY;
}

static ct_status
describe_table(struct ct__sql_session *session, const ct_schema *schema, uint32_t number,
               struct ct__sql_table *table, ct_diag *diag)
{
    ct_table_info info = {.size = sizeof info};
    (void)ct_schema_table(schema, number, &info);
    table->name = info.name;
    table->number = number;
    table->column_count = info.column_count;
    table->key_count = info.key_count;
    table->index_count = info.index_count;
    ct_status status = describe_columns(&session->description, schema, number, table, diag);
    if (!status)
        status = describe_indexes(&session->description, schema, number, table);
    if (!status)
        status = describe_statements(session, table);
    return status;
}

ct_status
ct__sql_describe(struct ct__sql_session *session, const ct_schema *schema, ct_diag *diag)
{
    uint32_t count = ct_schema_table_count(schema);
    struct ct__sql_table *tables = take_zeroed(&session->description, count, sizeof *tables);
    ct_status status = tables ? CT_OK : CT_ERR_NO_MEMORY;
    session->widest = 0;
    for (uint32_t i = 0; !status && i < count; i++) {
        status = describe_table(session, schema, i, &tables[i], diag);
        if (session->widest < tables[i].column_count)
            session->widest = tables[i].column_count;
    }
    session->tables = tables;
    session->table_count = count;
    session->values =
        take_zeroed(&session->description, session->widest, sizeof *session->values);
    if (!session->values)
        status = CT_ERR_NO_MEMORY;
    return status == CT_ERR_NO_MEMORY ? ct__sql_no_memory(diag) : status;
}
