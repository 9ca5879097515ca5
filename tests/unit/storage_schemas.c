/* ensure_schema: creates, does nothing, grows, or refuses. */
#include "storage_fixture.h"

#include <pthread.h>
#include <string.h>

static void
open_all(struct world *world, const ct_schema *schema)
{
    for (int i = 0; i < SESSIONS; i++) {
        close_session(world, i);
        assert_status(CT_OK, open_session(world, i, schema));
    }
}

static void
store(struct world *world, int session, int64_t count)
{
    assert_status(CT_OK, begin_writing(world, session));
    for (int64_t i = 0; i < count; i++) {
        struct specimen specimen = make_specimen(i);
        specimen.amount = count - i;
        assert_status(CT_OK, insert(world, session, &specimen));
    }
    assert_status(CT_OK, commit(world, session));
}

static void
assert_stored(struct world *world, int session, size_t count)
{
    assert_status(CT_OK, begin_reading(world, session));
    assert_int_equal(count_specimens(world, session), count);
    assert_status(CT_OK, commit(world, session));
}

static void
test_the_same_schema_changes_nothing(void **state)
{
    struct world *world = *state;
    store(world, 0, 3);
    open_all(world, &schema_1);
    assert_stored(world, 0, 3);
}

static void
test_data_survive_the_last_session(void **state)
{
    struct world *world = *state;
    store(world, 0, 3);
    reopen(world);
    assert_stored(world, 0, 3);
}

static void
test_added_columns_of_old_rows_are_null(void **state)
{
    struct world *world = *state;
    struct specimen found[4];
    size_t count;
    store(world, 0, 3);
    open_all(world, &schema_2);
    const ct_scan all = {.table = TABLE_SPECIMEN};
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_OK, scan(world, 0, &all, &specimen_2, found, 4, &count));
    assert_int_equal(count, 3);
    for (int64_t i = 0; i < 3; i++) {
        struct specimen expected = make_specimen(i);
        expected.amount = 3 - i;
        assert_same_record(&specimen_2, &expected, &found[i]);
    }
}

static void
test_an_added_index_has_the_old_rows(void **state)
{
    struct world *world = *state;
    int64_t numbers[8];
    store(world, 0, 3);
    open_all(world, &schema_2);
    struct specimen specimen = make_specimen(7);
    specimen.added_text = "new";
    ct_value values[CT__COLUMNS_MAX];
    ct__record_values(&specimen_2, &specimen, values);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert_values(world, 0, TABLE_SPECIMEN, values, specimen_2.field_count));
    assert_status(CT_OK, set(world, 0, &(struct specimen){.id = specimen.id, .number = 0},
                             COLUMN_ADDED_TEXT, text_value("old")));
    const ct_scan by_added = {.table = TABLE_SPECIMEN, .index = INDEX_ADDED};
    assert_int_equal(scan_numbers_2(world, 0, &by_added, numbers, 8), 4);
    const int64_t expected[] = {2, 1, 7, 0}; /* NULL by amount, "new", "old" */
    assert_memory_equal(numbers, expected, sizeof expected);
    assert_status(CT_OK, commit(world, 0));
}

static void
test_an_added_table_can_be_used(void **state)
{
    struct world *world = *state;
    struct remark found[2];
    size_t count;
    store(world, 0, 1);
    open_all(world, &schema_2);
    const struct remark remark = {.id = {{1}}, .text = "something"};
    ct_value values[2];
    ct__record_values(&remark_table, &remark, values);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert_values(world, 0, TABLE_REMARK, values, 2));
    assert_status(CT_OK, commit(world, 0));
    const ct_scan all = {.table = TABLE_REMARK};
    assert_status(CT_OK, begin_reading(world, 1));
    assert_status(CT_OK, scan(world, 1, &all, &remark_table, found, 2, &count));
    assert_int_equal(count, 1);
    assert_same_record(&remark_table, &remark, &found[0]);
}

static void
test_a_newer_store_is_refused_and_stays_usable(void **state)
{
    struct world *world = *state;
    store(world, 0, 2);
    open_all(world, &schema_2);
    close_session(world, 1);
    world->diag.message[0] = '\0';
    assert_status(CT_ERR_SCHEMA_NEWER, open_session(world, 1, &schema_1));
    assert_true(world->diag.message[0] != '\0');
    assert_status(CT_OK, open_session(world, 1, &schema_2));
    assert_status(CT_OK, begin_reading(world, 1));
    int64_t numbers[4];
    const ct_scan all = {.table = TABLE_SPECIMEN};
    assert_int_equal(scan_numbers_2(world, 1, &all, numbers, 4), 2);
}

static void
test_an_older_session_goes_on_beside_a_newer_one(void **state)
{
    struct world *world = *state;
    struct specimen found;
    store(world, 0, 2);
    close_session(world, 1);
    assert_status(CT_OK, open_session(world, 1, &schema_2));
    struct specimen specimen = make_specimen(5);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, set(world, 0, &specimen, COLUMN_AMOUNT, int_value(6)));
    assert_status(CT_OK, get(world, 0, &specimen, &found));
    assert_int_equal(found.amount, 6);
    assert_int_equal(count_specimens(world, 0), 3);
    assert_status(CT_OK, commit(world, 0));
    int64_t numbers[4];
    const ct_scan by_added = {.table = TABLE_SPECIMEN, .index = INDEX_ADDED};
    assert_status(CT_OK, begin_reading(world, 1));
    assert_int_equal(scan_numbers_2(world, 1, &by_added, numbers, 4), 3);
    assert_int_equal(numbers[2], 5);
}

static void
test_an_upgrade_that_fails_leaves_the_older_store(void **state)
{
    struct world *world = *state;
    store(world, 0, 2); /* two rows of the same text */
    close_session(world, 1);
    assert_status(CT_ERR_EXISTS, open_session(world, 1, &schema_clash));
    assert_status(CT_OK, open_session(world, 1, &schema_1));
    assert_stored(world, 1, 2);
    close_session(world, 2);
    assert_status(CT_OK, open_session(world, 2, &schema_2));
}

struct opener {
    struct world world;
    pthread_t thread;
    bool is_running;
    int session;
    ct_status status;
};

static void *
open_in_thread(void *argument)
{
    struct opener *own = argument;
    own->status = open_session(&own->world, own->session, &schema_1);
    return NULL;
}

static void
test_many_may_create_the_tables_at_once(void **state)
{
    struct world *world = *state;
    struct opener openers[SESSIONS];
    for (int i = 0; i < SESSIONS; i++) {
        openers[i] = (struct opener){.world = *world, .session = i};
        openers[i].is_running =
            pthread_create(&openers[i].thread, NULL, open_in_thread, &openers[i]) == 0;
    }
    for (int i = 0; i < SESSIONS; i++) {
        if (openers[i].is_running)
            pthread_join(openers[i].thread, NULL);
        world->sessions[i] = openers[i].world.sessions[i];
    }
    for (int i = 0; i < SESSIONS; i++)
        check_status(&openers[i].world, CT_OK, openers[i].status, "a thread", __FILE__, __LINE__);
    store(world, 0, 2);
    for (int i = 0; i < SESSIONS; i++)
        assert_stored(world, i, 2);
}

static void
test_a_storage_that_nobody_opened_can_be_dropped(void **state)
{
    struct world *world = *state;
    assert_non_null(world->storage);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, build_world, raze_world)
#define EMPTY_CASE(test) cmocka_unit_test_setup_teardown(test, build_empty_world, raze_world)
static const struct CMUnitTest cases[] = {
    CASE(test_the_same_schema_changes_nothing),
    CASE(test_data_survive_the_last_session),
    CASE(test_added_columns_of_old_rows_are_null),
    CASE(test_an_added_index_has_the_old_rows),
    CASE(test_an_added_table_can_be_used),
    CASE(test_a_newer_store_is_refused_and_stays_usable),
    CASE(test_an_older_session_goes_on_beside_a_newer_one),
    CASE(test_an_upgrade_that_fails_leaves_the_older_store),
    EMPTY_CASE(test_many_may_create_the_tables_at_once),
    EMPTY_CASE(test_a_storage_that_nobody_opened_can_be_dropped),
};
const struct suite schema_suite = {"schemas", cases, sizeof cases / sizeof *cases};
