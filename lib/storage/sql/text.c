#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "storage/sql/sql.h"

enum { ROOM_MIN = 1024 };

static void
add_bytes(struct ct__sql_text *sql, const char *bytes, size_t count)
{
    if (!sql->failed && sql->room - sql->length <= count) {
        size_t room = 2 * (sql->length + count) + ROOM_MIN;
        char *text = ct__resize(sql->allocator, sql->text, room, 1);
        sql->failed = !text;
        if (text) {
            sql->text = text;
            sql->room = room;
        }
    }
    if (sql->failed)
        return;
    memcpy(sql->text + sql->length, bytes, count);
    sql->length += count;
    sql->text[sql->length] = '\0';
}

void
ct__sql_start(struct ct__sql_text *sql, const char *text)
{
    sql->length = 0;
    sql->failed = false;
    ct__sql_add(sql, text);
}

void
ct__sql_add(struct ct__sql_text *sql, const char *text)
{
    add_bytes(sql, text, strlen(text));
}

static void
add_doubling_quotes(struct ct__sql_text *sql, const char *name)
{
    for (const char *quote; (quote = strchr(name, '"')); name = quote + 1) {
        add_bytes(sql, name, (size_t)(quote - name));
        add_bytes(sql, "\"\"", 2);
    }
    ct__sql_add(sql, name);
}

void
ct__sql_name(struct ct__sql_text *sql, const char *name)
{
    add_bytes(sql, "\"", 1);
    add_doubling_quotes(sql, name);
    add_bytes(sql, "\"", 1);
}

void
ct__sql_number(struct ct__sql_text *sql, uint32_t number)
{
    char digits[12];
    (void)snprintf(digits, sizeof digits, "%" PRIu32, number);
    ct__sql_add(sql, digits);
}

void
ct__sql_table(struct ct__sql_text *sql, const char *name)
{
    if (sql->schema) {
        ct__sql_name(sql, sql->schema);
        ct__sql_add(sql, ".");
    }
    ct__sql_name(sql, name);
}

/* The names of indexes and tables are one set, so the table's name is part of it, behind a dot because
 * no name of ours has one. */
void
ct__sql_index_name(struct ct__sql_text *sql, const struct ct__sql_table *table,
                   const struct ct__sql_index *index)
{
    add_bytes(sql, "\"", 1);
    add_doubling_quotes(sql, table->name);
    add_bytes(sql, ".", 1);
    add_doubling_quotes(sql, index->name);
    add_bytes(sql, "\"", 1);
}

void
ct__sql_parameter(struct ct__sql_text *sql, uint32_t number)
{
    ct__sql_add(sql, sql->mark);
    ct__sql_number(sql, number);
}

static void
add_equal(struct ct__sql_text *sql, const struct ct__sql_column *column, uint32_t number)
{
    ct__sql_name(sql, column->name);
    ct__sql_add(sql, " = ");
    ct__sql_parameter(sql, number);
}

void
ct__sql_where_key(struct ct__sql_text *sql, const struct ct__sql_table *table, uint32_t first)
{
    for (uint32_t i = 0; i < table->key_count; i++) {
        ct__sql_add(sql, i ? " AND " : " WHERE ");
        add_equal(sql, &table->columns[i], first + i);
    }
}

void
ct__sql_update(struct ct__sql_text *sql, const struct ct__sql_table *table,
               const uint32_t *columns, size_t count)
{
    ct__sql_start(sql, "UPDATE ");
    ct__sql_table(sql, table->name);
    for (uint32_t i = 0; i < count; i++) {
        ct__sql_add(sql, i ? ", " : " SET ");
        add_equal(sql, &table->columns[columns[i]], i + 1);
    }
    ct__sql_where_key(sql, table, (uint32_t)count + 1);
}
