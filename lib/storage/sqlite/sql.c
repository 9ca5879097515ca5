#include <string.h>

#include "storage/sqlite/sqlite.h"

enum { ROOM_MIN = 1024 };

static void
add_bytes(struct ct__sqlite_sql *sql, const char *bytes, size_t count)
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
ct__sqlite_sql_start(struct ct__sqlite_sql *sql, const char *text)
{
    sql->length = 0;
    sql->failed = false;
    ct__sqlite_sql_add(sql, text);
}

void
ct__sqlite_sql_add(struct ct__sqlite_sql *sql, const char *text)
{
    add_bytes(sql, text, strlen(text));
}

static void
add_doubling_quotes(struct ct__sqlite_sql *sql, const char *name)
{
    for (const char *quote; (quote = strchr(name, '"')); name = quote + 1) {
        add_bytes(sql, name, (size_t)(quote - name));
        add_bytes(sql, "\"\"", 2);
    }
    ct__sqlite_sql_add(sql, name);
}

void
ct__sqlite_sql_name(struct ct__sqlite_sql *sql, const char *name)
{
    add_bytes(sql, "\"", 1);
    add_doubling_quotes(sql, name);
    add_bytes(sql, "\"", 1);
}

/* SQLite keeps the names of all indexes and tables in one set, so the table's name is part of it,
 * behind a dot because no name of ours has one. */
void
ct__sqlite_sql_index_name(struct ct__sqlite_sql *sql, const struct ct__sqlite_table *table,
                          const struct ct__sqlite_index *index)
{
    add_bytes(sql, "\"", 1);
    add_doubling_quotes(sql, table->name);
    add_bytes(sql, ".", 1);
    add_doubling_quotes(sql, index->name);
    add_bytes(sql, "\"", 1);
}

void
ct__sqlite_sql_where(struct ct__sqlite_sql *sql, bool *is_first)
{
    ct__sqlite_sql_add(sql, *is_first ? " WHERE " : " AND ");
    *is_first = false;
}

void
ct__sqlite_sql_where_key(struct ct__sqlite_sql *sql, const struct ct__sqlite_table *table)
{
    bool is_first = true;
    for (uint32_t i = 0; i < table->key_count; i++) {
        ct__sqlite_sql_where(sql, &is_first);
        ct__sqlite_sql_name(sql, table->columns[i].name);
        ct__sqlite_sql_add(sql, " = ?");
    }
}
