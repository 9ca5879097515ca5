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

#define CASE(function, build) cmocka_unit_test_setup_teardown(function, build, raze_world)

static const struct CMUnitTest cases[] = {
    CASE(test_an_update_has_columns_and_each_once, build_world),
    CASE(test_a_session_has_one_schema, build_empty_world),
};

const struct suite checked_suite = {"checked", cases, sizeof cases / sizeof *cases};
