/* What a storage refuses before it keeps anything: half a table of functions, and a schema that it can't
 * keep or that has changed otherwise than by growing. The library's own are none of these. */
#include "storage_fixture.h"

#include <string.h>

static void
test_a_table_of_functions_is_complete_or_refused(void **state)
{
    static const size_t members[] = {
        offsetof(ct_storage_ops, name),      offsetof(ct_storage_ops, open),
        offsetof(ct_storage_ops, close),     offsetof(ct_storage_ops, ensure_schema),
        offsetof(ct_storage_ops, begin),     offsetof(ct_storage_ops, commit),
        offsetof(ct_storage_ops, rollback),  offsetof(ct_storage_ops, get),
        offsetof(ct_storage_ops, insert),    offsetof(ct_storage_ops, update),
        offsetof(ct_storage_ops, erase),     offsetof(ct_storage_ops, scan_open),
        offsetof(ct_storage_ops, scan_next), offsetof(ct_storage_ops, scan_close),
    };
    struct world *world = *state;
    ct_storage_ops ops = world->storage->ops;
    ct_storage *storage = NULL;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        ct_storage_ops half = ops;
        memset((char *)&half + members[i], 0, sizeof(void (*)(void)));
        assert_status(CT_ERR_INVALID_ARGUMENT, ct_storage_new(NULL, &half, NULL, &storage));
    }
    ops.destroy = NULL; /* which is optional, as is what came later */
    ops.size = offsetof(ct_storage_ops, destroy);
    assert_status(CT_OK, ct_storage_new(NULL, &ops, NULL, &storage));
    ct_storage_unref(storage);
    ops.size--;
    assert_status(CT_ERR_INVALID_ARGUMENT, ct_storage_new(NULL, &ops, NULL, &storage));
    assert_status(CT_ERR_INVALID_ARGUMENT, ct_storage_new(NULL, &world->storage->ops, NULL, NULL));
    const ct_allocator half_allocator = {.size = sizeof half_allocator,
                                         .allocate = world->own_allocator.allocate};
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  ct_storage_new(&half_allocator, &world->storage->ops, NULL, &storage));
}

static const struct ct__field fields[] = {
    {"id", .kind = CT__FIELD_INTEGER},
    {"word", .kind = CT__FIELD_TEXT, .nullable = true},
    {"more", .kind = CT__FIELD_TEXT, .nullable = true},
};
static const struct ct__field of_other_types[] = {
    {"id", .kind = CT__FIELD_INTEGER},
    {"word", .kind = CT__FIELD_BLOB, .nullable = true},
};
static const struct ct__field never_null[] = {
    {"id", .kind = CT__FIELD_INTEGER},
    {"word", .kind = CT__FIELD_TEXT, .nullable = true},
    {"more", .kind = CT__FIELD_TEXT},
};

#define KEY {"key", {0}, 1, true}
static const struct ct__index indexes[] = {KEY, {"by_word", {1}, 1, false}};
static const struct ct__index beyond[] = {KEY, {"by_nothing", {2}, 1, false}};
static const struct ct__index by_many[] = {KEY, {"by_many", {1}, 64, false}}; /* and its key */
static const struct ct__index by_other_column[] = {KEY, {"by_id", {0}, 1, false}};
static const struct ct__index by_two[] = {KEY, {"by_word", {1, 0}, 2, false}};
static const struct ct__index by_three[] = {KEY, {"by_word", {1, 2}, 2, false}};
static const struct ct__index once[] = {KEY, {"by_word", {1}, 1, true}};
static const struct ct__table sound = {.name = "thing", .fields = fields, .field_count = 2,
                                       .key_count = 1, .indexes = indexes, .index_count = 2};

static void
test_a_schema_that_cannot_be_kept_is_refused(void **state)
{
    static const struct {
        const char *what;
        struct ct__table table;
        ct_status status;
    } rows[] = {
        {"no key", {.name = "thing", .fields = fields, .field_count = 2, .key_count = 0,
                    .indexes = indexes, .index_count = 2}, CT_ERR_INVALID_ARGUMENT},
        {"a key of more than all columns", {.name = "thing", .fields = fields, .field_count = 2,
                    .key_count = 3, .indexes = indexes, .index_count = 2}, CT_ERR_INVALID_ARGUMENT},
        {"no index", {.name = "thing", .fields = fields, .field_count = 2, .key_count = 1,
                    .indexes = indexes, .index_count = 0}, CT_ERR_INVALID_ARGUMENT},
        {"too many indexes", {.name = "thing", .fields = fields, .field_count = 2, .key_count = 1,
                    .indexes = indexes, .index_count = 65}, CT_ERR_UNSUPPORTED},
        {"an index of too many columns", {.name = "thing", .fields = fields, .field_count = 2,
                    .key_count = 1, .indexes = by_many, .index_count = 2}, CT_ERR_UNSUPPORTED},
        {"an index of no column", {.name = "thing", .fields = fields, .field_count = 2,
                    .key_count = 1, .indexes = beyond, .index_count = 2}, CT_ERR_INVALID_ARGUMENT},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct ct__table *const tables[] = {&rows[i].table};
        const struct ct_schema schema = {1, 1, tables};
        if (open_session(world, 0, &schema) != rows[i].status)
            fail_msg("%s: %s", rows[i].what, world->diag.message);
    }
    assert_status(CT_OK, open_session(world, 0, &schema_1));
}

static void
test_a_schema_changes_by_growing_alone(void **state)
{
    static const struct {
        const char *what;
        struct ct__table table;
    } rows[] = {
        {"another name", {.name = "thong", .fields = fields, .field_count = 2, .key_count = 1,
                          .indexes = indexes, .index_count = 2}},
        {"another key", {.name = "thing", .fields = fields, .field_count = 2, .key_count = 2,
                         .indexes = indexes, .index_count = 2}},
        {"fewer columns", {.name = "thing", .fields = fields, .field_count = 1, .key_count = 1,
                           .indexes = indexes, .index_count = 1}},
        {"fewer indexes", {.name = "thing", .fields = fields, .field_count = 2, .key_count = 1,
                           .indexes = indexes, .index_count = 1}},
        {"another type", {.name = "thing", .fields = of_other_types, .field_count = 2,
                          .key_count = 1, .indexes = indexes, .index_count = 2}},
        {"a column that is never NULL", {.name = "thing", .fields = never_null, .field_count = 3,
                                         .key_count = 1, .indexes = indexes, .index_count = 2}},
        {"another column in an index", {.name = "thing", .fields = fields, .field_count = 2,
                                        .key_count = 1, .indexes = by_other_column,
                                        .index_count = 2}},
        {"two columns in an index", {.name = "thing", .fields = fields, .field_count = 2,
                                     .key_count = 1, .indexes = by_two, .index_count = 2}},
        {"a new column in an index", {.name = "thing", .fields = fields, .field_count = 3,
                                      .key_count = 1, .indexes = by_three, .index_count = 2}},
        {"an index that became unique", {.name = "thing", .fields = fields, .field_count = 2,
                                         .key_count = 1, .indexes = once, .index_count = 2}},
    };
    struct world *world = *state;
    const struct ct__table *const first[] = {&sound};
    const struct ct_schema none = {2, 0, first};
    assert_status(CT_OK, open_session(world, 0, &(const struct ct_schema){1, 1, first}));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct ct__table *const tables[] = {&rows[i].table};
        const struct ct_schema schema = {2, 1, tables};
        if (open_session(world, 1, &schema) != CT_ERR_INVALID_ARGUMENT)
            fail_msg("%s", rows[i].what);
    }
    assert_status(CT_ERR_INVALID_ARGUMENT, open_session(world, 1, &none));
    assert_status(CT_OK, open_session(world, 1, &(const struct ct_schema){2, 1, first}));
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, build_empty_world, raze_world)

static const struct CMUnitTest cases[] = {
    CASE(test_a_table_of_functions_is_complete_or_refused),
    CASE(test_a_schema_that_cannot_be_kept_is_refused),
    CASE(test_a_schema_changes_by_growing_alone),
};

const struct suite contract_suite = {"contract", cases, sizeof cases / sizeof *cases};
