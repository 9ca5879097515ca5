/* Which values, keys and ranges the back end takes, and that it reads right what it was asked for ahead. */
#include "backend.h"

static void
values_that_no_column_takes_change_nothing(void **state)
{
    static const struct {
        uint32_t column;
        int64_t value;
    } bad[] = {
        {SAMPLE_DATE, -719529}, {SAMPLE_DATE, 2932897}, {SAMPLE_COLOR, 99}, {SAMPLE_FLAG, 2},
        {SAMPLE_INSTANT, INT64_MAX}, {SAMPLE_INSTANT, INT64_MIN},
    };
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row sample = kit_sample(1);
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const uint32_t columns[] = {bad[i].column, SAMPLE_AMOUNT};
        const ct_value values[] = {kit_int(bad[i].value), kit_int(5)};
        struct kit_row row = kit_sample(2);
        row.values[bad[i].column] = values[0];
        assert_answer(CT_OK, kit_begin_writing(session));
        assert_answer(CT_ERR_INVALID_ARGUMENT, kit_insert(session, TABLE_SAMPLE, &row));
        kit_roll_back(session);
        assert_answer(CT_OK, kit_begin_writing(session));
        assert_answer(CT_ERR_INVALID_ARGUMENT,
                      kit_update(session, TABLE_SAMPLE, &sample, columns, values, 2));
        kit_roll_back(session);
    }
    assert_int_equal(count(world), 1);
}

static void
keys_that_no_row_can_have_are_refused(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const ct_value good[] = {kit_id(5), kit_int(1)}, bad[] = {kit_blob("short", 5), kit_int(1)};
    const struct kit_row key = {.values = {bad[0], bad[1]}, .count = 2};
    const ct_scan ranges[] = {
        {.low = bad, .low_count = 2, .high = good, .high_count = 2},
        {.low = good, .low_count = 2, .high = bad, .high_count = 2},
        {.low = good, .low_count = 1, .high = bad, .high_count = 1},
        {.low = bad, .low_count = 1, .high = good, .high_count = 1},
    };
    struct kit_row found;
    int cursor;
    open_session(world);
    for (int deed = 0; deed < 3; deed++) {
        assert_answer(CT_OK, kit_begin_writing(session));
        assert_answer(CT_ERR_INVALID_ARGUMENT,
                      deed == 0   ? kit_get(session, TABLE_SAMPLE, &key, &found)
                      : deed == 1 ? kit_erase(session, TABLE_SAMPLE, &key)
                                  : kit_set(session, TABLE_SAMPLE, &key, SAMPLE_AMOUNT, kit_int(1)));
        kit_roll_back(session);
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (int deed = 0; deed < 3; deed++) {
            assert_answer(CT_OK, kit_begin_writing(session));
            assert_answer(CT_ERR_INVALID_ARGUMENT,
                          deed == 0   ? kit_scan_open(session, &ranges[i], &cursor)
                          : deed == 1 ? kit_expect_none(session, &ranges[i])
                                      : kit_look_ahead(session, &ranges[i], 1));
            kit_roll_back(session);
        }
}

/* More than it keeps, by keys and by bounds of which some are NULL: each is read as it is. */
static void
many_ranges_asked_for_ahead_are_read_right(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const ct_value null = kit_null();
    const ct_scan maybe = {.index = BY_MAYBE, .low = &null, .low_count = 1, .high = &null,
                           .high_count = 1};
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    assert_answer(CT_OK, store(world, 3));
    assert_answer(CT_OK, kit_begin_writing(session));
    assert_answer(CT_OK, kit_look_ahead(session, NULL, 0));
    for (int64_t i = 0; i < 40; i++) {
        const struct kit_row keys[] = {kit_sample(2 * i), kit_sample(2 * i + 1)};
        const ct_scan ranges[] = {
            {.low = keys[0].values, .low_count = 2, .high = keys[0].values, .high_count = 2},
            {.low = keys[1].values, .low_count = 2, .high = keys[1].values, .high_count = 2},
            maybe,
        };
        int64_t numbers[3];
        size_t found = 0;
        struct kit_row row;
        assert_answer(CT_OK, kit_look_ahead(session, ranges, 3));
        assert_answer(CT_ERR_NOT_FOUND, kit_get(session, TABLE_SAMPLE, &keys[0], &row));
        assert_answer(i < 2 ? CT_OK : CT_ERR_NOT_FOUND,
                      kit_get(session, TABLE_SAMPLE, &keys[1], &row));
        assert_answer(CT_OK, kit_scan_numbers(session, &maybe, numbers, 3, &found));
        assert_int_equal(found, 2);
    }
    assert_answer(CT_OK, kit_commit(session));
}

/* More in one call than it keeps. */
static void
some_of_very_many_ranges_are_asked_for_ahead(void **state)
{
    enum { RANGES = 100 };
    struct world *world = *state;
    struct kit_session *session = &world->session;
    struct kit_row keys[RANGES], found;
    ct_scan ranges[RANGES];
    const ct_scan *list[RANGES];
    open_session(world);
    assert_answer(CT_OK, store(world, 3));
    for (int i = 0; i < RANGES; i++) {
        keys[i] = kit_sample(i);
        ranges[i] = (ct_scan){.size = sizeof ranges[i], .low = keys[i].values, .low_count = 2,
                              .high = keys[i].values, .high_count = 2};
        list[i] = &ranges[i];
    }
    assert_answer(CT_OK, kit_begin_reading(session));
    assert_answer(CT_OK, session->ops->look_ahead(session->handle, list, RANGES, &session->diag));
    for (int i = 0; i < RANGES; i++)
        assert_answer(i == 3 ? CT_OK : CT_ERR_NOT_FOUND,
                      kit_get(session, TABLE_SAMPLE, &keys[i], &found));
    assert_answer(CT_OK, kit_commit(session));
}

/* A whole key may be an open bound, too. */
static void
a_row_beside_an_open_bound_is_not_expected_away(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(1);
    const ct_scan range = {.low = row.values, .low_count = 2, .high = row.values, .high_count = 2,
                           .flags = CT_SCAN_LOW_OPEN};
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    assert_answer(CT_OK, kit_begin_writing(session));
    assert_answer(CT_OK, kit_expect_none(session, &range));
    assert_answer(CT_OK, kit_commit(session));
}

static void
a_row_that_is_erased_unseen_is_gone(void **state)
{
    struct world *world = *state;
    const struct kit_row row = kit_sample(1);
    open_session(world);
    RUN(world, "INSERT INTO %s.sample (id, number, date, instant, color, flag, amount, text, blob) VALUES"
               " ('41ff0000-0000-0000-0000-000000000000', 1, '2024-02-29', now(), 'red', false, 0, '', '')",
        world->schema);
    assert_answer(CT_OK, kit_begin_writing(&world->session));
    assert_answer(CT_OK, kit_erase(&world->session, TABLE_SAMPLE, &row));
    assert_answer(CT_OK, kit_commit(&world->session));
    assert_int_equal(count(world), 0);
}

int
main(void)
{
    static const struct CMUnitTest cases[] = {
        CASE(values_that_no_column_takes_change_nothing),
        CASE(keys_that_no_row_can_have_are_refused),
        CASE(many_ranges_asked_for_ahead_are_read_right),
        CASE(some_of_very_many_ranges_are_asked_for_ahead),
        CASE(a_row_beside_an_open_bound_is_not_expected_away),
        CASE(a_row_that_is_erased_unseen_is_gone),
    };
    return RUN_CASES(cases);
}
