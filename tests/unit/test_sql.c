/* What the back ends on SQL share: statements as they are built, and a schema that is described, with
 * memory or without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/tables.h"
#include "storage/sql/sql.h"
#include "storage/storage.h"

static long left; /* allocations until there is no memory */

static void *
resize(void *user, void *block, size_t bytes)
{
    (void)user;
    return left-- > 0 ? realloc(block, bytes) : NULL;
}

static void *
allocate(void *user, size_t bytes)
{
    return resize(user, NULL, bytes);
}

static void
release(void *user, void *block)
{
    (void)user;
    free(block);
}

static const ct_allocator allocator = {sizeof allocator, NULL, allocate, resize, release};

static void
test_names_are_quoted(void **state)
{
    const struct ct__sql_table table = {.name = "a \"table\""};
    const struct ct__sql_index index = {.name = "by\"name"};
    struct ct__sql_text sql = {.allocator = &allocator, .schema = "my \"schema"};
    (void)state;
    left = 1000;
    ct__sql_start(&sql, "DROP TABLE ");
    ct__sql_table(&sql, table.name);
    assert_string_equal(sql.text, "DROP TABLE \"my \"\"schema\".\"a \"\"table\"\"\"");
    sql.schema = NULL;
    ct__sql_start(&sql, "");
    ct__sql_table(&sql, table.name);
    assert_string_equal(sql.text, "\"a \"\"table\"\"\"");
    ct__sql_start(&sql, "DROP INDEX ");
    ct__sql_index_name(&sql, &table, &index);
    assert_string_equal(sql.text, "DROP INDEX \"a \"\"table\"\".by\"\"name\"");
    free(sql.text);
}

static void
test_a_statement_that_memory_ran_out_for_is_known(void **state)
{
    struct ct__sql_text sql = {.allocator = &allocator};
    (void)state;
    left = 1;
    ct__sql_start(&sql, "SELECT ");
    for (int i = 0; i < 10000; i++)
        ct__sql_number(&sql, 12345);
    assert_true(sql.failed);
    left = 1000;
    ct__sql_start(&sql, "SELECT ");
    assert_false(sql.failed);
    assert_string_equal(sql.text, "SELECT ");
    free(sql.text);
}

/* Describes with no memory, then a little, then more. */
static void
describe_in_the_end(const ct_schema *schema)
{
    ct_status status = CT_ERR_NO_MEMORY;
    for (long until = 0; status; until++) {
        struct ct__sql_session session = {.is_writing = false};
        ct_diag diag = {.native_code = 0};
        left = until;
        ct__sql_open(&session, &allocator, NULL, "?");
        status = ct__sql_describe(&session, schema, &diag);
        if (status) {
            assert_int_equal(status, CT_ERR_NO_MEMORY);
            assert_true(diag.message[0] != '\0');
        } else {
            assert_int_equal(session.table_count, schema->table_count);
            assert_string_equal(session.tables[0].name, schema->tables[0]->name);
        }
        ct__sql_close(&session);
    }
}

static void
test_our_schema_is_described_or_memory_ran_out(void **state)
{
    (void)state;
    describe_in_the_end(&ct__schema);
}

enum { MANY = 200 };

/* So large that memory is asked for at each of its parts. */
static void
test_a_large_schema_is_described_or_memory_ran_out(void **state)
{
    static struct ct__label items[MANY];
    static struct ct__index indexes[MANY];
    static const struct ct__labels labels = {items, MANY};
    static const struct ct__field fields[] = {{"id", .kind = CT__FIELD_ID},
                                              {"kind", .kind = CT__FIELD_ENUM, .labels = &labels}};
    static const struct ct__table table = {.name = "thing", .fields = fields, .field_count = 2,
                                           .key_count = 1, .indexes = indexes, .index_count = MANY};
    static const struct ct__table *const tables[] = {&table};
    static const struct ct_schema schema = {1, 1, tables};
    (void)state;
    for (int i = 0; i < MANY; i++) {
        items[i] = (struct ct__label){i + 1, "a label", "un'etichetta", "a label"};
        indexes[i] = (struct ct__index){"an index", {i > 0}, 1, i == 0};
    }
    describe_in_the_end(&schema);
}

/* SQL declares a reference at one column. */
static void
test_a_reference_is_to_a_key_of_one_column(void **state)
{
    static const struct ct__field fields[] = {
        {"id", .kind = CT__FIELD_ID},
        {"number", .kind = CT__FIELD_INTEGER},
        {"pair", .kind = CT__FIELD_ID, .references = "pair"},
        {"single", .kind = CT__FIELD_ID, .references = "single"},
    };
    static const struct ct__index pair_key[] = {{"pair_key", {0, 1}, 2, true}};
    static const struct ct__index single_key[] = {{"single_key", {0}, 1, true}};
    static const struct ct__table pair = {.name = "pair", .fields = fields, .field_count = 4,
                                          .key_count = 2, .indexes = pair_key, .index_count = 1};
    static const struct ct__table single = {.name = "single", .fields = fields, .field_count = 4,
                                            .key_count = 1, .indexes = single_key, .index_count = 1};
    static const struct ct__table *const tables[] = {&pair, &single};
    static const struct ct_schema schema = {1, 2, tables};
    struct ct__sql_session session = {.is_writing = false};
    ct_diag diag;
    (void)state;
    left = 1000;
    ct__sql_open(&session, &allocator, NULL, "?");
    assert_int_equal(ct__sql_describe(&session, &schema, &diag), CT_OK);
    assert_null(session.tables[0].columns[0].references);
    assert_null(session.tables[0].columns[2].references);
    assert_string_equal(session.tables[0].columns[3].references, "single");
    ct__sql_close(&session);
}

static void
test_a_value_that_is_refused_is_told_by_its_kind(void **state)
{
    const struct ct__sql_column column = {.table = "thing", .name = "part"};
    static const struct {
        ct_value value;
        const char *told;
    } rows[] = {
        {{.type = CT_TYPE_INT64, .i64 = -7}, "thing.part was given '-7', which is wrong"},
        {{.type = CT_TYPE_TEXT, .data = "abc", .len = 3}, "thing.part was given '3' bytes of text: is wrong"},
        {{.type = CT_TYPE_BLOB, .data = "ab", .len = 2}, "thing.part was given '2' bytes of a blob: is wrong"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ct_diag diag = {.native_code = 0};
        assert_int_equal(ct__sql_refuse(&column, &rows[i].value, "is wrong", &diag),
                         CT_ERR_INVALID_ARGUMENT);
        assert_string_equal(diag.message, rows[i].told);
    }
}

int
main(void)
{
    static const struct CMUnitTest cases[] = {
        cmocka_unit_test(test_names_are_quoted),
        cmocka_unit_test(test_a_statement_that_memory_ran_out_for_is_known),
        cmocka_unit_test(test_our_schema_is_described_or_memory_ran_out),
        cmocka_unit_test(test_a_large_schema_is_described_or_memory_ran_out),
        cmocka_unit_test(test_a_reference_is_to_a_key_of_one_column),
        cmocka_unit_test(test_a_value_that_is_refused_is_told_by_its_kind),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
