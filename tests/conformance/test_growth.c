/* The domain's own schema, grown by a column and an index of every table and by a table, on each back
 * end: nothing in a back end knows the tables of today, and nothing in it changes for those of tomorrow.
 * A store is filled in the schema of today, upgraded, and used. */
#include <stdio.h>
#include <stdlib.h>

#include "model/tables.h"
#include "runner.h"
#include "testkit/kit.h"
#ifdef HAVE_LMDB
#include "lmdb_storage.h"
#endif
#ifdef HAVE_POSTGRES
#include "contoterzi/postgres.h"
#endif

enum { ROWS = 3, TABLES_MAX = 64, INDEXES_MAX = 12 };

/* --- Tomorrow's schema --- */

static struct ct__table grown_tables[TABLES_MAX];
static struct ct__field grown_fields[TABLES_MAX][CT__COLUMNS_MAX];
static struct ct__index grown_indexes[TABLES_MAX][INDEXES_MAX];
static const struct ct__table *grown_list[TABLES_MAX];

static const struct ct__field novelty_fields[] = {
    {"id", .kind = CT__FIELD_ID},
    {"words", .kind = CT__FIELD_TEXT, .nullable = true},
};
static const struct ct__index novelty_indexes[] = {
    {"primary key", {0}, 1, true},
    {"novelty_by_words", {1}, 1, true},
};
static const struct ct__table novelty = {
    .name = "novelty",
    .fields = novelty_fields,
    .field_count = 2,
    .key_count = 1,
    .indexes = novelty_indexes,
    .index_count = 2,
};

/* A column and an index, of it and the table's last column, behind what there is. */
static void
grow_table(uint32_t number, const struct ct__table *table)
{
    static char names[TABLES_MAX][64];
    struct ct__table *grown = &grown_tables[number];
    uint32_t columns = table->field_count;
    snprintf(names[number], sizeof names[number], "%.40s_by_growth", table->name);
    memcpy(grown_fields[number], table->fields, columns * sizeof *table->fields);
    memcpy(grown_indexes[number], table->indexes, table->index_count * sizeof *table->indexes);
    grown_fields[number][columns] = (struct ct__field){"growth", .kind = CT__FIELD_TEXT,
                                                       .nullable = true,
                                                       .since = ct__schema.version + 1};
    grown_indexes[number][table->index_count] =
        (struct ct__index){names[number], {columns, 0}, 2, false};
    *grown = *table;
    grown->fields = grown_fields[number];
    grown->indexes = grown_indexes[number];
    grown->field_count = columns + 1;
    grown->index_count = table->index_count + 1;
    grown_list[number] = grown;
}

static struct ct_schema
grown_schema(void)
{
    for (uint32_t i = 0; i < ct__schema.table_count; i++)
        grow_table(i, ct__schema.tables[i]);
    grown_list[ct__schema.table_count] = &novelty;
    return (struct ct_schema){ct__schema.version + 1, ct__schema.table_count + 1, grown_list};
}

/* --- Rows of any table --- */

static ct_value
value_of(const struct ct__field *field, int number)
{
    static const char *const words[ROWS + 1] = {"alfa", "beta", "gamma", "delta"};
    switch (field->kind) {
    case CT__FIELD_ID:
        return kit_id(number);
    case CT__FIELD_TEXT:
        return kit_text(words[number]);
    case CT__FIELD_BLOB:
        return kit_blob(words[number], 4);
    case CT__FIELD_ENUM:
        return kit_int(field->labels->items[0].value);
    case CT__FIELD_BOOLEAN:
        return kit_int(number % 2);
    case CT__FIELD_DATE:
    case CT__FIELD_INSTANT:
    case CT__FIELD_INTEGER:
        break;
    }
    return kit_int(20000 + number);
}

/* As a session of that schema has it; the added column is NULL. */
static struct kit_row
row_of(const struct ct__table *today, const struct ct__table *table, int number)
{
    struct kit_row row = {.count = table->field_count};
    for (uint32_t i = 0; i < today->field_count; i++)
        row.values[i] = value_of(&today->fields[i], number);
    return row;
}

static bool
is_same_row(const struct kit_row *a, const struct kit_row *b)
{
    bool is_same = a->count == b->count;
    for (uint32_t i = 0; is_same && i < a->count; i++)
        is_same = kit_same(&a->values[i], &b->values[i]);
    return is_same;
}

/* --- What is done on each back end --- */

static struct kit world;
static struct kit *const kit = &world;
static const struct ct__table *table; /* the one at work, for what is printed */

static void
print(void *user, const char *text)
{
    (void)user;
    printf("  %s: %s\n", table ? table->name : "schema", text);
}

static void
fill(struct kit_session *session)
{
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (uint32_t at = 0; at < ct__schema.table_count; at++) {
        table = ct__schema.tables[at];
        for (int i = 0; i < ROWS; i++) {
            const struct kit_row row = row_of(table, table, i);
            EXPECT(CT_OK, session, kit_insert(session, at, &row));
        }
    }
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Every old row is there, by its key and in every index, the new one among them. */
static void
expect_old_rows(struct kit_session *session, uint32_t at)
{
    const struct ct__table *today = ct__schema.tables[at];
    for (int i = 0; i < ROWS; i++) {
        const struct kit_row expected = row_of(today, table, i);
        struct kit_row found;
        EXPECT(CT_OK, session, kit_get(session, at, &expected, &found));
        if (!is_same_row(&expected, &found))
            kit_fail(kit, "expected row %d as it was, saw it changed", i);
    }
    for (uint32_t index = 0; index < table->index_count; index++) {
        const ct_scan all = {.table = at, .index = index};
        struct kit_row rows[ROWS + 1];
        size_t count;
        EXPECT(CT_OK, session, kit_scan(session, &all, rows, ROWS + 1, &count));
        kit_expect_number(kit, ROWS, (int64_t)count, table->indexes[index].name);
    }
}

/* One old row gets a value, one new row comes with one; both are found by it. */
static void
use_growth(struct kit_session *session, uint32_t at)
{
    const struct ct__table *today = ct__schema.tables[at];
    const uint32_t column = today->field_count;
    const ct_value grown = kit_text("grown");
    const struct kit_row old = row_of(today, table, 1);
    struct kit_row added = row_of(today, table, ROWS);
    const ct_scan by_growth = {.table = at, .index = today->index_count, .low = &grown,
                               .low_count = 1, .high = &grown, .high_count = 1};
    struct kit_row rows[3];
    size_t count;
    added.values[column] = grown;
    EXPECT(CT_OK, session, kit_set(session, at, &old, column, grown));
    EXPECT(CT_OK, session, kit_insert(session, at, &added));
    EXPECT(CT_OK, session, kit_scan(session, &by_growth, rows, 3, &count));
    kit_expect_number(kit, 2, (int64_t)count, "rows with a value in the added column");
    EXPECT(CT_OK, session, kit_erase(session, at, &added));
}

static void
use_novelty(struct kit_session *session)
{
    const uint32_t at = ct__schema.table_count;
    const struct kit_row row = row_of(&novelty, &novelty, 1);
    struct kit_row found;
    table = &novelty;
    EXPECT(CT_OK, session, kit_insert(session, at, &row));
    EXPECT(CT_OK, session, kit_get(session, at, &row, &found));
    if (!is_same_row(&row, &found))
        kit_fail(kit, "expected the row of the added table as it was, saw it changed");
}

static void
grow(ct_storage *storage, const ct_schema *schema)
{
    struct kit_session *session = &kit->sessions[0];
    table = NULL;
    EXPECT(CT_OK, session, kit_open(session, storage, &ct__schema));
    fill(session);
    kit_close(session);
    table = NULL;
    EXPECT(CT_OK, session, kit_open(session, storage, schema));
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (uint32_t at = 0; at < ct__schema.table_count; at++) {
        table = schema->tables[at];
        expect_old_rows(session, at);
        use_growth(session, at);
    }
    use_novelty(session);
    EXPECT(CT_OK, session, kit_commit(session));
    kit_close(session);
    table = NULL;
    EXPECT(CT_ERR_SCHEMA_NEWER, session, kit_open(session, storage, &ct__schema));
}

/* --- The back ends --- */

static ct_status
make_memory(const char *path, ct_storage **ret_storage)
{
    (void)path;
    return ct_storage_new_memory(NULL, ret_storage);
}

static ct_status
make_sqlite(const char *path, ct_storage **ret_storage)
{
    return ct_storage_new_sqlite(NULL, path, ret_storage);
}

/* In the database that CONTOTERZI_TEST_POSTGRES names, which tests/postgres/server makes for a test. */
#ifdef HAVE_POSTGRES
static ct_status
make_postgres(const char *path, ct_storage **ret_storage)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    (void)path;
    options.connection = getenv("CONTOTERZI_TEST_POSTGRES");
    options.schema = "growth";
    return options.connection ? ct_storage_new_postgres(NULL, &options, ret_storage)
                              : CT_ERR_NOT_FOUND;
}
#endif

static const struct {
    const char *name;
    ct_status (*make)(const char *path, ct_storage **ret_storage);
} back_ends[] = {
    {"memory", make_memory},
    {"sqlite", make_sqlite},
#ifdef HAVE_LMDB
    {"lmdb", lmdb_storage_new},
#endif
#ifdef HAVE_POSTGRES
    {"postgres", make_postgres},
#endif
};

static bool
grows(ct_status (*make)(const char *path, ct_storage **ret_storage), const ct_schema *schema)
{
    struct place place;
    ct_storage *storage = NULL;
    if (make_place(&place) || make(place.path, &storage))
        return false;
    world = (struct kit){.subject = {.note = print}};
    if (setjmp(world.end) == 0)
        grow(storage, schema);
    kit_close(&world.sessions[0]);
    kit_forget(&world.sessions[0]);
    ct_storage_unref(storage);
    remove_place(&place);
    return world.outcome == CT_TESTKIT_PASS;
}

static bool
is_named(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return false;
}

/* On the back ends that are named. */
int
main(int argc, char **argv)
{
    const struct ct_schema schema = grown_schema();
    int failures = 0;
    int named = 0;
    for (size_t i = 0; i < sizeof back_ends / sizeof *back_ends; i++) {
        if (!is_named(back_ends[i].name, argc, argv))
            continue;
        named++;
        printf("[ RUN      ] the domain grows on %s\n", back_ends[i].name);
        bool is_right = grows(back_ends[i].make, &schema);
        printf(is_right ? "[       OK ] the domain grows on %s\n"
                        : "[  FAILED  ] the domain grows on %s\n",
               back_ends[i].name);
        failures += !is_right;
    }
    return failures != 0 || named != argc - 1;
}
