/* Single rows: what goes in comes out, and what must be refused is. */
#include "storage_fixture.h"

#include <string.h>

static void
assert_round_trip(struct world *world, const struct specimen *specimen)
{
    struct specimen found;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, specimen));
    assert_status(CT_OK, get(world, 0, specimen, &found));
    assert_same_record(&specimen_1, specimen, &found);
    assert_status(CT_OK, commit(world, 0));
    reopen(world);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_OK, get(world, 0, specimen, &found));
    assert_same_record(&specimen_1, specimen, &found);
    assert_status(CT_OK, commit(world, 0));
}

static void
test_greatest_values_come_back(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(INT64_MAX);
    memset(specimen.id.bytes, 0xff, sizeof specimen.id.bytes);
    specimen.date = specimen.maybe_date = (ct_date){9999, 12, 31};
    specimen.instant = specimen.maybe_instant = INT64_C(253402300799999);
    specimen.color = specimen.maybe_color = 7;
    specimen.flag = specimen.maybe_flag = true;
    specimen.amount = specimen.maybe_amount = INT64_MAX;
    specimen.text = specimen.maybe_text =
        "\x7f \xC2\x80 \xE2\x82\xAC \xF0\x9F\x8D\xBA \xF4\x8F\xBF\xBF";
    specimen.blob = specimen.maybe_blob = (struct ct__blob){"\0\xff\0", 3};
    specimen.maybe_id = specimen.id;
    assert_round_trip(world, &specimen);
}

static void
test_least_values_come_back(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(INT64_MIN);
    memset(specimen.id.bytes, 0, sizeof specimen.id.bytes);
    specimen.date = specimen.maybe_date = (ct_date){1, 1, 1};
    specimen.instant = specimen.maybe_instant = INT64_C(-62135596800000);
    specimen.amount = specimen.maybe_amount = INT64_MIN;
    specimen.text = specimen.maybe_text =
        "";
    specimen.blob = specimen.maybe_blob = (struct ct__blob){"", 0};
    assert_round_trip(world, &specimen);
}

static void
test_the_day_and_instant_numbered_zero_come_back(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(0);
    specimen.date = specimen.maybe_date = (ct_date){1970, 1, 1};
    specimen.instant = 0;
    specimen.amount = 0;
    assert_round_trip(world, &specimen);
}

static void
test_instants_before_1970_keep_their_milliseconds(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(-1);
    specimen.instant = -1;
    specimen.maybe_instant = -999;
    assert_round_trip(world, &specimen);
}

static void
test_a_mebibyte_comes_back(void **state)
{
    enum { MEBIBYTE = 1 << 20 };
    struct world *world = *state;
    char *text = ct__arena_take(&world->arena, MEBIBYTE + 1);
    unsigned char *bytes = ct__arena_take(&world->arena, MEBIBYTE);
    assert_non_null(text);
    assert_non_null(bytes);
    for (size_t i = 0; i < MEBIBYTE; i++) {
        text[i] = (char)('a' + i % 23);
        bytes[i] = (unsigned char)(i % 251);
    }
    text[MEBIBYTE] = '\0';
    struct specimen specimen = make_specimen(1);
    specimen.text = text;
    specimen.blob = (struct ct__blob){bytes, MEBIBYTE};
    assert_round_trip(world, &specimen);
}

static void
test_null_is_not_the_empty_value(void **state)
{
    struct world *world = *state;
    struct specimen empty = make_specimen(1);
    struct specimen null = make_specimen(2);
    struct specimen found;
    empty.maybe_text = "";
    empty.maybe_blob = (struct ct__blob){"", 0};
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &empty));
    assert_status(CT_OK, insert(world, 0, &null));
    assert_status(CT_OK, get(world, 0, &empty, &found));
    assert_non_null(found.maybe_text);
    assert_non_null(found.maybe_blob.data);
    assert_status(CT_OK, get(world, 0, &null, &found));
    assert_null(found.maybe_text);
    assert_null(found.maybe_blob.data);
}

static void
test_an_update_changes_the_named_column_alone(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    struct specimen other = make_specimen(2);
    struct specimen found;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, insert(world, 0, &other));
    assert_status(CT_OK, set(world, 0, &specimen, COLUMN_MAYBE_TEXT, text_value("changed")));
    specimen.maybe_text = "changed";
    assert_status(CT_OK, set(world, 0, &specimen, COLUMN_DATE, int_value(0)));
    specimen.date = (ct_date){1970, 1, 1};
    assert_status(CT_OK, set(world, 0, &specimen, COLUMN_MAYBE_AMOUNT, text_value(NULL)));
    specimen.maybe_amount = 0;
    assert_status(CT_OK, get(world, 0, &specimen, &found));
    assert_same_record(&specimen_1, &specimen, &found);
    assert_status(CT_OK, get(world, 0, &other, &found));
    assert_same_record(&specimen_1, &other, &found);
}

static void
test_every_index_leads_to_the_changed_row(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    struct specimen found[2];
    size_t count;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, set(world, 0, &specimen, COLUMN_MAYBE_TEXT, text_value("changed")));
    specimen.maybe_text = "changed";
    for (uint32_t index = 0; index < INDEX_ADDED; index++) {
        const ct_scan all = {.table = TABLE_SPECIMEN, .index = index};
        assert_status(CT_OK, scan(world, 0, &all, &specimen_1, found, 2, &count));
        assert_int_equal(count, 1);
        assert_same_record(&specimen_1, &specimen, &found[0]);
    }
}

static void
test_an_erased_row_is_gone_from_every_index(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    struct specimen kept = make_specimen(2);
    int64_t numbers[2];
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, insert(world, 0, &kept));
    assert_status(CT_OK, erase(world, 0, &specimen));
    for (uint32_t index = 0; index < INDEX_ADDED; index++) {
        const ct_scan all = {.table = TABLE_SPECIMEN, .index = index};
        assert_int_equal(scan_numbers(world, 0, &all, numbers, 2), 1);
        assert_int_equal(numbers[0], 2);
    }
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, commit(world, 0));
}

static void
test_not_found_keeps_the_transaction(void **state)
{
    struct world *world = *state;
    struct specimen absent = make_specimen(1);
    struct specimen present = make_specimen(2);
    struct specimen found;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_ERR_NOT_FOUND, get(world, 0, &absent, &found));
    assert_status(CT_ERR_NOT_FOUND, erase(world, 0, &absent));
    assert_status(CT_ERR_NOT_FOUND, set(world, 0, &absent, COLUMN_AMOUNT, int_value(1)));
    assert_status(CT_OK, insert(world, 0, &present));
    assert_status(CT_OK, commit(world, 0));
    assert_status(CT_OK, begin_reading(world, 1));
    assert_status(CT_OK, get(world, 1, &present, &found));
}

/* After a failure nothing but rollback is of use, and then everything is as it was. */
static void
assert_doomed(struct world *world, const struct specimen *present)
{
    struct specimen other = make_specimen(77);
    struct specimen found;
    assert_true(world->diag.message[0] != '\0');
    assert_true(get(world, 0, present, &found) < 0);
    assert_true(insert(world, 0, &other) < 0);
    roll_back(world, 0);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_int_equal(count_specimens(world, 0), 1);
    assert_status(CT_OK, get(world, 0, present, &found));
    assert_same_record(&specimen_1, present, &found);
    assert_status(CT_OK, commit(world, 0));
    world->diag.message[0] = '\0';
}

static struct specimen
store_one(struct world *world)
{
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, commit(world, 0));
    world->diag.message[0] = '\0';
    return specimen;
}

static void
test_a_taken_primary_key_dooms_the_transaction(void **state)
{
    struct world *world = *state;
    struct specimen first = store_one(world);
    struct specimen second = make_specimen(2);
    struct specimen clash = make_specimen(3);
    clash.number = first.number;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &second));
    assert_status(CT_ERR_EXISTS, insert(world, 0, &clash));
    assert_doomed(world, &first);
}

static void
test_a_taken_unique_index_dooms_the_transaction(void **state)
{
    struct world *world = *state;
    struct specimen first = store_one(world);
    struct specimen second = make_specimen(2);
    second.maybe_amount = first.maybe_amount;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_ERR_EXISTS, insert(world, 0, &second));
    assert_doomed(world, &first);
}

static void
test_an_update_into_a_taken_unique_index_dooms_the_transaction(void **state)
{
    struct world *world = *state;
    struct specimen first = store_one(world);
    struct specimen second = make_specimen(2);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &second));
    assert_status(CT_ERR_EXISTS, set(world, 0, &second, COLUMN_MAYBE_AMOUNT,
                                     int_value(first.maybe_amount)));
    assert_doomed(world, &first);
}

static void
test_nulls_are_distinct_in_a_unique_index(void **state)
{
    struct world *world = *state;
    assert_status(CT_OK, begin_writing(world, 0));
    for (int64_t number = 1; number <= 6; number++) {
        struct specimen specimen = make_specimen(number);
        specimen.maybe_color = number % 2 ? 2 : 0;
        specimen.maybe_amount = number % 3 ? 0 : 5;
        assert_status(CT_OK, insert(world, 0, &specimen));
    }
    /* (2, 5), from number 3, has no NULL in it. */
    struct specimen seventh = make_specimen(7);
    seventh.maybe_amount = 0;
    assert_status(CT_OK, insert(world, 0, &seventh));
    assert_status(CT_ERR_EXISTS, set(world, 0, &seventh, COLUMN_MAYBE_AMOUNT, int_value(5)));
}

static void
test_a_unique_value_is_free_again_after_its_row(void **state)
{
    struct world *world = *state;
    struct specimen first = store_one(world);
    struct specimen second = make_specimen(2);
    second.maybe_amount = first.maybe_amount;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, erase(world, 0, &first));
    assert_status(CT_OK, insert(world, 0, &second));
    assert_status(CT_OK, set(world, 0, &second, COLUMN_MAYBE_AMOUNT, int_value(3)));
    assert_status(CT_OK, set(world, 0, &second, COLUMN_MAYBE_AMOUNT, int_value(3)));
    assert_status(CT_OK, insert(world, 0, &first));
    assert_status(CT_OK, commit(world, 0));
}

/* One value that a column must refuse. */
struct bad_value {
    const char *what;
    uint32_t column;
    ct_value value;
    ct_status answer;
};

static const struct bad_value bad_values[] = {
    {"text with U+0000", COLUMN_TEXT, {CT_TYPE_TEXT, 0, 0, "a\0b", 3}, CT_ERR_INVALID_ARGUMENT},
    {"text that is U+0000", COLUMN_TEXT, {CT_TYPE_TEXT, 0, 0, "", 1}, CT_ERR_INVALID_ARGUMENT},
    {"NULL where there must be text", COLUMN_TEXT, {0}, CT_ERR_INVALID_ARGUMENT},
    {"NULL where there must be a number", COLUMN_AMOUNT, {0}, CT_ERR_INVALID_ARGUMENT},
    {"a number for text", COLUMN_TEXT, {CT_TYPE_INT64, 0, 1, NULL, 0}, CT_ERR_INVALID_ARGUMENT},
    {"text for a number", COLUMN_AMOUNT, {CT_TYPE_TEXT, 0, 0, "1", 1}, CT_ERR_INVALID_ARGUMENT},
    {"a blob for text", COLUMN_TEXT, {CT_TYPE_BLOB, 0, 0, "a", 1}, CT_ERR_INVALID_ARGUMENT},
    {"text for a blob", COLUMN_BLOB, {CT_TYPE_TEXT, 0, 0, "a", 1}, CT_ERR_INVALID_ARGUMENT},
    {"an unknown type", COLUMN_MAYBE_AMOUNT, {99, 0, 0, NULL, 0}, CT_ERR_UNSUPPORTED},
    {"a negative type", COLUMN_MAYBE_AMOUNT, {-1, 0, 0, NULL, 0}, CT_ERR_UNSUPPORTED},
};

static void
test_bad_values_are_refused(void **state)
{
    struct world *world = *state;
    struct specimen present = store_one(world);
    for (size_t i = 0; i < sizeof bad_values / sizeof *bad_values; i++) {
        const struct bad_value *bad = &bad_values[i];
        struct specimen specimen = make_specimen(2);
        ct_value values[CT__COLUMNS_MAX];
        ct__record_values(&specimen_1, &specimen, values);
        values[bad->column] = bad->value;
        assert_status(CT_OK, begin_writing(world, 0));
        ct_status inserted =
            insert_values(world, 0, TABLE_SPECIMEN, values, specimen_1.field_count);
        if (inserted != bad->answer)
            print_error("insert of %s\n", bad->what);
        assert_status(bad->answer, inserted);
        assert_doomed(world, &present);
        assert_status(CT_OK, begin_writing(world, 0));
        ct_status updated = set(world, 0, &present, bad->column, bad->value);
        if (updated != bad->answer)
            print_error("update to %s\n", bad->what);
        assert_status(bad->answer, updated);
        assert_doomed(world, &present);
    }
}

static void
test_an_update_of_the_key_is_refused(void **state)
{
    struct world *world = *state;
    struct specimen present = store_one(world);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT, set(world, 0, &present, COLUMN_NUMBER, int_value(1)));
    assert_doomed(world, &present);
}

static void
test_a_wrong_number_of_columns_is_refused(void **state)
{
    struct world *world = *state;
    struct specimen present = store_one(world);
    struct specimen specimen = make_specimen(2);
    ct_value values[CT__COLUMNS_MAX];
    ct__record_values(&specimen_2, &specimen, values);
    const size_t right = specimen_1.field_count;
    for (size_t count = right - 1; count <= right + 1; count += 2) {
        assert_status(CT_OK, begin_writing(world, 0));
        assert_status(CT_ERR_INVALID_ARGUMENT,
                      insert_values(world, 0, TABLE_SPECIMEN, values, count));
        assert_doomed(world, &present);
    }
}

static void
test_an_unknown_table_is_refused(void **state)
{
    struct world *world = *state;
    struct specimen present = store_one(world);
    ct_value key = int_value(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT, insert_values(world, 0, TABLE_REMARK, &key, 1));
    assert_doomed(world, &present);
}

static void
test_a_read_only_transaction_refuses_writes(void **state)
{
    struct world *world = *state;
    struct specimen present = store_one(world);
    struct specimen specimen = make_specimen(2);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT, insert(world, 0, &specimen));
    assert_doomed(world, &present);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT, erase(world, 0, &present));
    assert_doomed(world, &present);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT, set(world, 0, &present, COLUMN_AMOUNT, int_value(9)));
    assert_doomed(world, &present);
}

/* A sink for rows of another shape stands for one that has no room. */
static void
test_a_row_that_the_library_refuses_dooms_the_transaction(void **state)
{
    struct world *world = *state;
    struct specimen present = store_one(world);
    struct remark remark;
    ct_row_sink sink = {.table = &remark_table, .record = &remark, .arena = &world->arena};
    ct_value key[CT__COLUMNS_MAX];
    ct__record_values(&specimen_1, &present, key);
    assert_status(CT_OK, begin_reading(world, 0));
    assert_status(CT_ERR_INVALID_ARGUMENT,
                  world->storage->ops.get(world->sessions[0], TABLE_SPECIMEN, key,
                                          specimen_1.key_count, &sink, &world->diag));
    struct specimen found;
    assert_true(get(world, 0, &present, &found) < 0);
    roll_back(world, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, build_world, raze_world)
static const struct CMUnitTest cases[] = {
    CASE(test_greatest_values_come_back),
    CASE(test_least_values_come_back),
    CASE(test_the_day_and_instant_numbered_zero_come_back),
    CASE(test_instants_before_1970_keep_their_milliseconds),
    CASE(test_a_mebibyte_comes_back),
    CASE(test_null_is_not_the_empty_value),
    CASE(test_an_update_changes_the_named_column_alone),
    CASE(test_every_index_leads_to_the_changed_row),
    CASE(test_an_erased_row_is_gone_from_every_index),
    CASE(test_not_found_keeps_the_transaction),
    CASE(test_a_taken_primary_key_dooms_the_transaction),
    CASE(test_a_taken_unique_index_dooms_the_transaction),
    CASE(test_an_update_into_a_taken_unique_index_dooms_the_transaction),
    CASE(test_nulls_are_distinct_in_a_unique_index),
    CASE(test_a_unique_value_is_free_again_after_its_row),
    CASE(test_bad_values_are_refused),
    CASE(test_an_update_of_the_key_is_refused),
    CASE(test_a_wrong_number_of_columns_is_refused),
    CASE(test_an_unknown_table_is_refused),
    CASE(test_a_read_only_transaction_refuses_writes),
    CASE(test_a_row_that_the_library_refuses_dooms_the_transaction),
};
const struct suite row_suite = {"rows", cases, sizeof cases / sizeof *cases};
