#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "storage/postgres/postgres.h"

enum { ROOM_MIN = 1024 };

static void
add_bytes(struct ct__pg_sql *sql, const char *bytes, size_t count)
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
ct__pg_sql_start(struct ct__pg_sql *sql, const char *text)
{
    sql->length = 0;
    sql->failed = false;
    ct__pg_sql_add(sql, text);
}

void
ct__pg_sql_add(struct ct__pg_sql *sql, const char *text)
{
    add_bytes(sql, text, strlen(text));
}

static void
add_doubling_quotes(struct ct__pg_sql *sql, const char *name)
{
    for (const char *quote; (quote = strchr(name, '"')); name = quote + 1) {
        add_bytes(sql, name, (size_t)(quote - name));
        add_bytes(sql, "\"\"", 2);
    }
    ct__pg_sql_add(sql, name);
}

void
ct__pg_sql_name(struct ct__pg_sql *sql, const char *name)
{
    add_bytes(sql, "\"", 1);
    add_doubling_quotes(sql, name);
    add_bytes(sql, "\"", 1);
}

void
ct__pg_sql_number(struct ct__pg_sql *sql, const char *before, uint32_t number)
{
    char digits[12];
    (void)snprintf(digits, sizeof digits, "%" PRIu32, number);
    ct__pg_sql_add(sql, before);
    ct__pg_sql_add(sql, digits);
}

void
ct__pg_sql_table(struct ct__pg_sql *sql, const char *schema, const char *name)
{
    ct__pg_sql_name(sql, schema);
    ct__pg_sql_add(sql, ".");
    ct__pg_sql_name(sql, name);
}

/* The names of indexes and tables are one set, so the table's name is part of it, behind a dot because
 * no name of ours has one. */
void
ct__pg_sql_index_name(struct ct__pg_sql *sql, const struct ct__pg_table *table,
                      const struct ct__pg_index *index)
{
    add_bytes(sql, "\"", 1);
    add_doubling_quotes(sql, table->name);
    add_bytes(sql, ".", 1);
    add_doubling_quotes(sql, index->name);
    add_bytes(sql, "\"", 1);
}

void
ct__pg_sql_where_key(struct ct__pg_sql *sql, const struct ct__pg_table *table, uint32_t first)
{
    for (uint32_t i = 0; i < table->key_count; i++) {
        ct__pg_sql_add(sql, i ? " AND " : " WHERE ");
        ct__pg_sql_name(sql, table->columns[i].name);
        ct__pg_sql_number(sql, " = $", first + i);
    }
}
