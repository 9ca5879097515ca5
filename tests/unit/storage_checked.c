/* What the library refuses in place of a back end that asks for it, and the conformance kit does not
 * ask of every back end. */
#include "storage_fixture.h"

static void
assert_update_refused(struct world *world, size_t count)
{
    const ct_storage_ops *ops = &world->storage->ops;
    const ct_id id = {{1}};
    const ct_value key[] = {{.type = CT_TYPE_BLOB, .data = &id, .len = sizeof id},
                            {.type = CT_TYPE_INT64, .i64 = 1}};
    uint32_t columns[CT__COLUMNS_MAX];
    ct_value values[CT__COLUMNS_MAX];
    for (size_t i = 0; i < count; i++) {
        columns[i] = COLUMN_AMOUNT;
        values[i] = (ct_value){.type = CT_TYPE_INT64, .i64 = 5};
    }
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  ops->update(world->sessions[0], TABLE_SPECIMEN, key, 2, columns, values, count,
                              &world->diag));
    assert_status(CT_ERR_INVALID_ARGUMENT, commit(world, 0));
}

static void
test_an_update_has_columns_and_each_once(void **state)
{
    struct world *world = *state;
    assert_update_refused(world, 0);
    assert_update_refused(world, specimen_1.field_count - specimen_1.key_count + 1);
}

static void
test_a_session_has_one_schema(void **state)
{
    struct world *world = *state;
    const ct_storage_ops *ops = &world->storage->ops;
    assert_status(CT_OK, ops->open(world->storage->impl, &world->sessions[0], &world->diag));
    assert_status(CT_ERR_INVALID_ARGUMENT, begin_writing(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT, commit(world, 0));
    roll_back(world, 0);
    assert_status(CT_ERR_INVALID_ARGUMENT, begin_writing(world, 0));
    assert_status(CT_OK, ops->ensure_schema(world->sessions[0], &schema_1, &world->diag));
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  ops->ensure_schema(world->sessions[0], &schema_2, &world->diag));
    const struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, commit(world, 0));
}

/* A mistake ends the look at what comes after it, and the transaction. */
static void
test_the_first_of_several_values_may_be_the_wrong_one(void **state)
{
    struct world *world = *state;
    const ct_storage_ops *ops = &world->storage->ops;
    const struct specimen specimen = make_specimen(1);
    const uint32_t columns[] = {COLUMN_AMOUNT, COLUMN_TEXT};
    const ct_value values[] = {text_value("no number"), text_value("a text")};
    ct_value key[CT__COLUMNS_MAX];
    const ct_scan range = {.size = sizeof range, .index = INDEX_PAIR, .low = values, .low_count = 2};
    void *cursor = NULL;
    ct__record_values(&specimen_1, &specimen, key);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  ops->update(world->sessions[0], TABLE_SPECIMEN, key, 2, columns, values, 2, &world->diag));
    assert_string_equal(world->diag.message, "'specimen.amount' was given the wrong type");
    roll_back(world, 0);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  ops->scan_open(world->sessions[0], &range, &cursor, &world->diag));
    assert_string_equal(world->diag.message, "'specimen.maybe_color' was given the wrong type");
    assert_status(CT_ERR_INVALID_ARGUMENT, commit(world, 0));
    assert_status(CT_OK, begin_reading(world, 0));
    assert_int_equal(count_specimens(world, 0), 0);
}

static void
test_a_cursor_does_not_outlive_a_failure(void **state)
{
    struct world *world = *state;
    const ct_storage_ops *ops = &world->storage->ops;
    const ct_scan all = {.size = sizeof all}, wrong = {.size = sizeof wrong, .table = 99};
    struct ct_row_sink sink = {.table = &specimen_1};
    void *other = NULL;
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_OK, ops->scan_open(world->sessions[0], &all, &world->cursor, &world->diag));
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  ops->scan_open(world->sessions[0], &wrong, &other, &world->diag));
    assert_status(CT_ERR_INVALID_ARGUMENT, ops->scan_next(world->cursor, &sink, &world->diag));
}

static void
test_a_checked_back_end_needs_no_end_of_its_own(void **state)
{
    struct world *world = *state;
    ct_storage *storage = NULL;
    ct_storage_ops ops = world->storage->ops;
    ops.promises |= CT_STORAGE_CHECKED;
    ops.destroy = NULL;
    assert_status(CT_OK, ct_storage_new(NULL, &ops, NULL, &storage));
    ct_storage_unref(storage);
}

static void
test_a_diagnostic_may_have_no_message(void **state)
{
    ct_diag diag = {.native_code = 1, .message = "from before"};
    (void)state;
    ct_diag_set(&diag, 7, NULL);
    assert_int_equal(diag.native_code, 7);
    assert_string_equal(diag.message, "");
}

#define CASE(function, build) cmocka_unit_test_setup_teardown(function, build, raze_world)

static const struct CMUnitTest cases[] = {
    CASE(test_an_update_has_columns_and_each_once, build_world),
    CASE(test_a_session_has_one_schema, build_empty_world),
    CASE(test_the_first_of_several_values_may_be_the_wrong_one, build_world),
    CASE(test_a_cursor_does_not_outlive_a_failure, build_world),
    CASE(test_a_checked_back_end_needs_no_end_of_its_own, build_world),
    cmocka_unit_test(test_a_diagnostic_may_have_no_message),
};

const struct suite checked_suite = {"checked", cases, sizeof cases / sizeof *cases};
