/* Order and ranges, against a model that sorts and filters an array. */
#include "storage_fixture.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 300, ROUNDS = 1500, TUPLE_MAX = 5 };

/* A generator of our own: the same rows on every machine. */
static uint32_t
draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* Few different values, so that they meet; in order, by bytes. */
static const char *const words[] = {NULL, "", "A", "Z", "a", "aa", "ab", "b",
                                    "\xC3\x80", "\xC3\xA0", "\xC3\xA8", "\xE2\x82\xAC",
                                    "\xF0\x9F\x8D\xBA"};
static const int64_t amounts[] = {0, INT64_MIN, -1000, -1, 1, 2, 1000, INT64_MAX};
static const struct ct__blob blobs[] = {{NULL, 0}, {"", 0}, {"\0", 1}, {"\0\0", 2},
                                        {"\x7f", 1}, {"\x80", 1}, {"\xff\0", 2}};

/* NULL stands for itself, and 0 for NULL. */
#define PICK(seed, array) array[draw(seed, sizeof(array) / sizeof *(array))]

static struct specimen
draw_specimen(uint32_t *seed, int64_t number)
{
    struct specimen specimen = make_specimen(number);
    specimen.id.bytes[0] = (uint8_t)draw(seed, 8);
    specimen.maybe_text = PICK(seed, words);
    specimen.maybe_amount = PICK(seed, amounts);
    specimen.maybe_blob = PICK(seed, blobs);
    specimen.maybe_color = 0; /* out of the way of the unique index */
    return specimen;
}

/* The full tuples of the indexes, as the contract completes them. */
static const struct {
    uint32_t columns[TUPLE_MAX];
    size_t count;
} tuples[] = {
    [INDEX_KEY] = {{COLUMN_ID, COLUMN_NUMBER}, 2},
    [INDEX_PAIR] = {{COLUMN_MAYBE_COLOR, COLUMN_MAYBE_AMOUNT, COLUMN_ID, COLUMN_NUMBER}, 4},
    [INDEX_MAYBE] = {{COLUMN_MAYBE_TEXT, COLUMN_MAYBE_AMOUNT, COLUMN_MAYBE_BLOB, COLUMN_ID,
                      COLUMN_NUMBER}, 5},
    [INDEX_NUMBER] = {{COLUMN_NUMBER, COLUMN_ID}, 2},
};

static void
make_tuple(const struct specimen *specimen, uint32_t index, ct_value *tuple)
{
    for (size_t i = 0; i < tuples[index].count; i++)
        tuple[i] = ct__field_value(&specimen_1.fields[tuples[index].columns[i]],
                                   specimen);
}

static int
compare_tuples(const ct_value *a, const ct_value *b, size_t count)
{
    int order = 0;
    for (size_t i = 0; i < count && !order; i++)
        order = compare_values(&a[i], &b[i]);
    return order;
}

static uint32_t sorted_index; /* qsort has no room for it */

static int
compare_specimens(const void *a, const void *b)
{
    ct_value left[TUPLE_MAX];
    ct_value right[TUPLE_MAX];
    make_tuple(a, sorted_index, left);
    make_tuple(b, sorted_index, right);
    return compare_tuples(left, right, tuples[sorted_index].count);
}

static bool
is_in_range(const struct specimen *specimen, const ct_scan *range)
{
    ct_value tuple[TUPLE_MAX];
    make_tuple(specimen, range->index, tuple);
    int low = compare_tuples(tuple, range->low, range->low_count);
    int high = compare_tuples(tuple, range->high, range->high_count);
    if (range->low_count && (low < 0 || (low == 0 && range->flags & CT_SCAN_LOW_OPEN)))
        return false;
    return !range->high_count ||
           !(high > 0 || (high == 0 && range->flags & CT_SCAN_HIGH_OPEN));
}

static size_t
expect(struct specimen *model, const ct_scan *range, int64_t *numbers)
{
    size_t count = 0;
    sorted_index = range->index;
    qsort(model, ROWS, sizeof *model, compare_specimens);
    for (size_t i = 0; i < ROWS; i++) {
        size_t at = range->flags & CT_SCAN_DESCENDING ? ROWS - 1 - i : i;
        if (is_in_range(&model[at], range) && (!range->limit || count < range->limit))
            numbers[count++] = model[at].number;
    }
    return count;
}

static void
store_model(struct world *world, struct specimen *model, uint32_t *seed)
{
    assert_status(CT_OK, begin_writing(world, 0));
    for (int64_t i = 0; i < ROWS; i++) {
        model[i] = draw_specimen(seed, i / 2 - ROWS / 4); /* each number twice, some below 0 */
        model[i].id.bytes[1] = (uint8_t)(i % 2);
        assert_status(CT_OK, insert(world, 0, &model[i]));
    }
    /* Trees and pages change their shape by losing rows, too. */
    for (int64_t i = 0; i < ROWS; i += 3) {
        assert_status(CT_OK, erase(world, 0, &model[i]));
        model[i].maybe_text = PICK(seed, words);
        assert_status(CT_OK, insert(world, 0, &model[i]));
    }
    assert_status(CT_OK, commit(world, 0));
}

static void
draw_range(uint32_t *seed, ct_scan *range, ct_value *low, ct_value *high)
{
    static struct specimen ends[2]; /* the tuples borrow from them */
    *range = (ct_scan){.table = TABLE_SPECIMEN, .index = draw(seed, INDEX_ADDED), .low = low,
                       .high = high};
    range->flags = draw(seed, 8);
    range->limit = draw(seed, 4) ? 0 : 1 + draw(seed, 20);
    range->low_count = draw(seed, (uint32_t)tuples[range->index].count + 1);
    range->high_count = draw(seed, (uint32_t)tuples[range->index].count + 1);
    for (int i = 0; i < 2; i++)
        ends[i] = draw_specimen(seed, (int64_t)draw(seed, ROWS / 2) - ROWS / 4);
    if (draw(seed, 3) == 0)
        ends[1] = ends[0];
    make_tuple(&ends[0], range->index, low);
    make_tuple(&ends[1], range->index, high);
}

static void
test_scans_agree_with_a_sorted_array(void **state)
{
    struct world *world = *state;
    struct specimen *model = ct__arena_take(&world->arena, ROWS * sizeof *model);
    uint32_t seed = 20240229;
    assert_non_null(model);
    store_model(world, model, &seed);
    assert_status(CT_OK, begin_reading(world, 1));
    for (int round = 0; round < ROUNDS; round++) {
        int64_t expected[ROWS];
        int64_t found[ROWS + 1];
        ct_value low[TUPLE_MAX];
        ct_value high[TUPLE_MAX];
        ct_scan range;
        draw_range(&seed, &range, low, high);
        size_t count = expect(model, &range, expected);
        if (scan_numbers(world, 1, &range, found, ROWS + 1) != count ||
            memcmp(found, expected, count * sizeof *found) != 0)
            fail_msg("round %d: index %u, flags %u, bounds of %zu and %zu", round,
                     (unsigned)range.index, (unsigned)range.flags, range.low_count,
                     range.high_count);
    }
    assert_status(CT_OK, commit(world, 1));
}

static void
test_scans_page_in_total_order(void **state)
{
    struct world *world = *state;
    struct specimen *model = ct__arena_take(&world->arena, ROWS * sizeof *model);
    struct specimen page[7];
    int64_t expected[ROWS];
    ct_value last[TUPLE_MAX];
    uint32_t seed = 7;
    size_t seen = 0;
    size_t count;
    assert_non_null(model);
    store_model(world, model, &seed);
    ct_scan range = {.table = TABLE_SPECIMEN, .index = INDEX_MAYBE, .limit = 7};
    assert_int_equal(expect(model, &(ct_scan){.index = INDEX_MAYBE}, expected), ROWS);
    do {
        assert_status(CT_OK, begin_reading(world, 1));
        assert_status(CT_OK, scan(world, 1, &range, &specimen_1, page, 8, &count));
        assert_status(CT_OK, commit(world, 1));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(page[i].number, expected[seen++]);
        if (count)
            make_tuple(&page[count - 1], INDEX_MAYBE, last);
        range.low = last;
        range.low_count = tuples[INDEX_MAYBE].count;
        range.flags = CT_SCAN_LOW_OPEN;
    } while (count);
    assert_int_equal(seen, ROWS);
}

static void
test_text_is_ordered_by_bytes(void **state)
{
    struct world *world = *state;
    const size_t count = sizeof words / sizeof *words;
    int64_t numbers[16];
    assert_status(CT_OK, begin_writing(world, 0));
    for (size_t i = count; i-- > 0;) {
        struct specimen specimen = make_specimen((int64_t)i);
        specimen.maybe_text = words[i];
        assert_status(CT_OK, insert(world, 0, &specimen));
    }
    const ct_scan all = {.table = TABLE_SPECIMEN, .index = INDEX_MAYBE};
    assert_int_equal(scan_numbers(world, 0, &all, numbers, 16), count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(numbers[i], i);
}

static void
test_a_prefix_finds_exactly_its_rows(void **state)
{
    struct world *world = *state;
    int64_t numbers[8];
    assert_status(CT_OK, begin_writing(world, 0));
    for (int64_t i = 0; i < 6; i++) {
        struct specimen specimen = make_specimen(i);
        specimen.maybe_text = i < 3 ? "a" : "aa";
        assert_status(CT_OK, insert(world, 0, &specimen));
    }
    const ct_value prefix = text_value("a");
    ct_scan range = {.table = TABLE_SPECIMEN, .index = INDEX_MAYBE, .low = &prefix, .low_count = 1,
                     .high = &prefix, .high_count = 1};
    assert_int_equal(scan_numbers(world, 0, &range, numbers, 8), 3);
    range.flags = CT_SCAN_LOW_OPEN;
    assert_int_equal(scan_numbers(world, 0, &range, numbers, 8), 0);
    range.high_count = 0;
    assert_int_equal(scan_numbers(world, 0, &range, numbers, 8), 3);
    assert_int_equal(numbers[0], 3);
}

static void
test_an_empty_range_is_done_at_once(void **state)
{
    struct world *world = *state;
    int64_t numbers[1];
    const ct_value low = int_value(5);
    const ct_value high = int_value(3);
    const ct_scan range = {.table = TABLE_SPECIMEN, .index = INDEX_NUMBER, .low = &low,
                           .low_count = 1, .high = &high, .high_count = 1};
    assert_status(CT_OK, begin_reading(world, 0));
    assert_int_equal(scan_numbers(world, 0, &range, numbers, 1), 0);
}

static void
test_a_limit_above_32_bits_is_no_limit(void **state)
{
    struct world *world = *state;
    int64_t numbers[4];
    const ct_scan range = {.table = TABLE_SPECIMEN, .limit = UINT64_MAX};
    assert_status(CT_OK, begin_writing(world, 0));
    for (int64_t i = 0; i < 3; i++) {
        struct specimen specimen = make_specimen(i);
        assert_status(CT_OK, insert(world, 0, &specimen));
    }
    assert_int_equal(scan_numbers(world, 0, &range, numbers, 4), 3);
}

static void
test_bad_ranges_are_refused(void **state)
{
    struct world *world = *state;
    const ct_value bounds[3] = {int_value(1), int_value(1), int_value(1)};
    const ct_value strange = {.type = 99};
    const struct {
        ct_status answer;
        ct_scan range;
    } rows[] = {
        {CT_ERR_INVALID_ARGUMENT, {.table = 9}},
        {CT_ERR_INVALID_ARGUMENT, {.index = INDEX_ADDED}},
        {CT_ERR_INVALID_ARGUMENT, {.low = bounds, .low_count = 3}},
        {CT_ERR_INVALID_ARGUMENT, {.high = bounds, .high_count = 3}},
        {CT_ERR_UNSUPPORTED, {.low = &strange, .low_count = 1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct specimen found;
        size_t count;
        assert_status(CT_OK, begin_reading(world, 0));
        assert_status(rows[i].answer,
                      scan(world, 0, &rows[i].range, &specimen_1, &found, 1, &count));
        roll_back(world, 0);
    }
}

/* An older library passes a shorter struct; behind it there may be anything. */
static void
test_only_the_given_size_of_a_range_is_read(void **state)
{
    struct world *world = *state;
    const ct_storage_ops *ops = &world->storage->ops;
    struct specimen specimen = make_specimen(1);
    ct_row_sink sink = {.table = &specimen_1, .record = &specimen, .arena = &world->arena};
    ct_scan range;
    memset(&range, 0xa5, sizeof range);
    range.size = offsetof(ct_scan, low);
    range.table = TABLE_SPECIMEN;
    range.index = INDEX_KEY;
    range.flags = 0;
    range.reserved = 0;
    range.limit = 0;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, ops->scan_open(world->sessions[0], &range, &world->cursor, &world->diag));
    assert_status(CT_OK, ops->scan_next(world->cursor, &sink, &world->diag));
    assert_status(CT_DONE, ops->scan_next(world->cursor, &sink, &world->diag));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, build_world, raze_world)
static const struct CMUnitTest cases[] = {
    CASE(test_scans_agree_with_a_sorted_array),
    CASE(test_scans_page_in_total_order),
    CASE(test_text_is_ordered_by_bytes),
    CASE(test_a_prefix_finds_exactly_its_rows),
    CASE(test_an_empty_range_is_done_at_once),
    CASE(test_a_limit_above_32_bits_is_no_limit),
    CASE(test_bad_ranges_are_refused),
    CASE(test_only_the_given_size_of_a_range_is_read),
};
const struct suite scan_suite = {"scans", cases, sizeof cases / sizeof *cases};
