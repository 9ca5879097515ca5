/* Order and ranges: one promise a check, and all together against a model that sorts an array. */

#include "testkit/kit.h"

enum { ROWS = 300, ROUNDS = 1500, TUPLE_MAX = 5 };

/* --- One promise a check --- */

/* Rows numbered from 0 in the order of the contract, stored in another one, have to come back in
 * theirs by `index` of which `column` is the first, and backwards. */
static void
expect_order(struct kit *kit, uint32_t index, uint32_t column, const ct_value *values, size_t count)
{
    struct kit_session *session = &kit->sessions[0];
    int64_t expected[32];
    int64_t numbers[32];
    size_t seen;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (size_t i = 0; i < count; i++) {
        size_t at = i % 2 ? i / 2 : count - 1 - i / 2;
        struct kit_row row = kit_sample((int64_t)at);
        row.values[SAMPLE_MAYBE_COLOR] = kit_null(); /* out of the way of the unique index */
        row.values[SAMPLE_MAYBE_AMOUNT] = kit_null(); /* nothing else gives an order */
        row.values[column] = values[at];
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    ct_scan all = {.table = TABLE_SAMPLE, .index = index};
    for (size_t i = 0; i < count; i++)
        expected[i] = (int64_t)i;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &all, numbers, 32, &seen));
    kit_expect_numbers(kit, expected, count, numbers, seen, "in ascending order");
    for (size_t i = 0; i < count; i++)
        expected[i] = (int64_t)(count - 1 - i);
    all.flags = CT_SCAN_DESCENDING;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &all, numbers, 32, &seen));
    kit_expect_numbers(kit, expected, count, numbers, seen, "in descending order");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_text_order(struct kit *kit)
{
    static const char *const words[] = {
        "", " ", "1", "10", "2", "A", "AA", "B", "Z", "a", "a ", "a!", "aa", "ab", "b", "\xC3\x80",
        "\xC3\xA0", "\xC3\xA8", "\xE2\x82\xAC", "\xEF\xBF\xBD", "\xF0\x9F\x8D\xBA",
    };
    ct_value values[sizeof words / sizeof *words];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        values[i] = kit_text(words[i]);
    expect_order(kit, BY_MAYBE, SAMPLE_MAYBE_TEXT, values, sizeof words / sizeof *words);
}

static void
check_integer_order(struct kit *kit)
{
    static const int64_t amounts[] = {
        INT64_MIN, INT64_MIN + 1, -4294967296, -256, -2, -1, 0, 1, 9, 10, 255, 256, 2147483648,
        4294967295, INT64_MAX - 1, INT64_MAX,
    };
    ct_value values[sizeof amounts / sizeof *amounts];
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        values[i] = kit_int(amounts[i]);
    expect_order(kit, BY_PAIR, SAMPLE_MAYBE_AMOUNT, values, sizeof amounts / sizeof *amounts);
}

static void
check_blob_order(struct kit *kit)
{
    const ct_value values[] = {
        kit_null(), kit_blob("", 0), kit_blob("\0", 1), kit_blob("\0\0", 2), kit_blob("\0\1", 2),
        kit_blob("\1", 1), kit_blob("\1\0", 2), kit_blob("A", 1), kit_blob("a", 1),
        kit_blob("\x7f\xff", 2), kit_blob("\x80", 1), kit_blob("\xff", 1), kit_blob("\xff\0", 2),
        kit_blob("\xff\xff", 2),
    };
    expect_order(kit, BY_MAYBE, SAMPLE_MAYBE_BLOB, values, sizeof values / sizeof *values);
}

static void
check_null_order(struct kit *kit)
{
    const ct_value values[] = {kit_null(), kit_text(""), kit_text("\x01"), kit_text("a")};
    expect_order(kit, BY_MAYBE, SAMPLE_MAYBE_TEXT, values, sizeof values / sizeof *values);
}

/* Equal in the index's own columns, they follow the key: bytes first, then the number. */
static void
check_completion(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    int64_t numbers[2 * KIT_IDS];
    int64_t expected[2 * KIT_IDS];
    size_t seen;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int i = 2 * KIT_IDS - 1; i >= 0; i--) {
        struct kit_row row = kit_sample(i);
        row.values[SAMPLE_ID] = kit_id(i / 2);
        row.values[SAMPLE_MAYBE_TEXT] = kit_text("same");
        row.values[SAMPLE_MAYBE_AMOUNT] = kit_null();
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
        expected[i] = i;
    }
    ct_scan all = {.table = TABLE_SAMPLE, .index = BY_MAYBE};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &all, numbers, 2 * KIT_IDS, &seen));
    kit_expect_numbers(kit, expected, 2 * KIT_IDS, numbers, seen, "equal but for the key");
    all.index = BY_PAIR;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &all, numbers, 2 * KIT_IDS, &seen));
    kit_expect_numbers(kit, expected, 2 * KIT_IDS, numbers, seen,
                       "NULL in a unique index, and equal but for the key");
    /* A bound may use the completing columns. */
    const ct_value low[] = {kit_text("same"), kit_null(), kit_null(), kit_id(3), kit_int(7)};
    const ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE, .low = low, .low_count = 5,
                           .high = low, .high_count = 4};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 2 * KIT_IDS, &seen));
    kit_expect_numbers(kit, &expected[7], 1, numbers, seen, "bounded in the completing columns");
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Samples with the numbers 0 to 9 and that index; the bounds are numbers. */
static void
expect_between(struct kit *kit, int64_t low, int64_t high, uint32_t flags, uint64_t limit,
               int64_t first, int64_t last)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value bounds[] = {kit_int(low), kit_int(high)};
    int64_t expected[10];
    int64_t numbers[11];
    size_t count = 0;
    size_t seen;
    int64_t step = flags & CT_SCAN_DESCENDING ? -1 : 1;
    for (int64_t i = first; i * step <= last * step; i += step)
        expected[count++] = i;
    const ct_scan range = {.table = TABLE_SAMPLE, .index = BY_NUMBER, .flags = flags,
                           .limit = limit, .low = &bounds[0], .low_count = low >= 0,
                           .high = &bounds[1], .high_count = high >= 0};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 11, &seen));
    kit_expect_numbers(kit, expected, count, numbers, seen, "between two bounds");
}

static void
check_bounds(struct kit *kit)
{
    const uint32_t both = CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    kit_store(kit, 0, 10);
    EXPECT(CT_OK, &kit->sessions[0], kit_begin_reading(&kit->sessions[0]));
    expect_between(kit, 3, 6, 0, 0, 3, 6);
    expect_between(kit, 3, 6, CT_SCAN_LOW_OPEN, 0, 4, 6);
    expect_between(kit, 3, 6, CT_SCAN_HIGH_OPEN, 0, 3, 5);
    expect_between(kit, 3, 6, both, 0, 4, 5);
    expect_between(kit, 3, 6, CT_SCAN_DESCENDING, 0, 6, 3);
    expect_between(kit, 3, 6, CT_SCAN_DESCENDING | both, 0, 5, 4);
    expect_between(kit, 3, -1, 0, 0, 3, 9);
    expect_between(kit, 3, -1, CT_SCAN_LOW_OPEN, 0, 4, 9);
    expect_between(kit, -1, 6, 0, 0, 0, 6);
    expect_between(kit, -1, 6, CT_SCAN_HIGH_OPEN, 0, 0, 5);
    expect_between(kit, 4, 4, 0, 0, 4, 4);
    expect_between(kit, 0, 9, 0, 0, 0, 9);
    expect_between(kit, 9, 20, CT_SCAN_LOW_OPEN, 0, 1, 0);
}

static void
check_limit(struct kit *kit)
{
    kit_store(kit, 0, 10);
    EXPECT(CT_OK, &kit->sessions[0], kit_begin_reading(&kit->sessions[0]));
    expect_between(kit, -1, -1, 0, 1, 0, 0);
    expect_between(kit, -1, -1, 0, 4, 0, 3);
    expect_between(kit, 5, -1, CT_SCAN_LOW_OPEN, 2, 6, 7);
    expect_between(kit, -1, -1, CT_SCAN_DESCENDING, 3, 9, 7);
    expect_between(kit, -1, 6, CT_SCAN_DESCENDING | CT_SCAN_HIGH_OPEN, 2, 5, 4);
    expect_between(kit, -1, -1, 0, 10, 0, 9);
    expect_between(kit, -1, -1, 0, 100, 0, 9);
    expect_between(kit, -1, -1, 0, UINT64_MAX, 0, 9);
    expect_between(kit, -1, -1, 0, 0, 0, 9);
}

static void
check_empty_range(struct kit *kit)
{
    kit_store(kit, 0, 10);
    EXPECT(CT_OK, &kit->sessions[0], kit_begin_reading(&kit->sessions[0]));
    expect_between(kit, 6, 3, 0, 0, 1, 0);
    expect_between(kit, 6, 3, CT_SCAN_DESCENDING, 0, 0, 1);
    expect_between(kit, 4, 4, CT_SCAN_LOW_OPEN, 0, 1, 0);
    expect_between(kit, 4, 4, CT_SCAN_HIGH_OPEN, 0, 1, 0);
    expect_between(kit, 10, -1, 0, 0, 1, 0);
}

static void
check_prefix(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    static const char *const words[] = {"a", "a", "a", "aa", "aa", "b"};
    static const int64_t of_a[] = {0, 1, 2};
    static const int64_t behind_a[] = {3, 4, 5};
    int64_t numbers[7];
    size_t seen;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = 5; i >= 0; i--) {
        struct kit_row row = kit_sample(i);
        row.values[SAMPLE_MAYBE_TEXT] = kit_text(words[i]);
        row.values[SAMPLE_MAYBE_BLOB] = kit_blob("\xff\xff", (size_t)i % 3);
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    const ct_value a = kit_text("a");
    ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE, .low = &a, .low_count = 1,
                     .high = &a, .high_count = 1};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 7, &seen));
    kit_expect_numbers(kit, of_a, 3, numbers, seen, "all that begin with 'a'");
    range.flags = CT_SCAN_LOW_OPEN;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 7, &seen));
    kit_expect_numbers(kit, NULL, 0, numbers, seen, "from behind 'a' to 'a'");
    range.high_count = 0;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 7, &seen));
    kit_expect_numbers(kit, behind_a, 3, numbers, seen, "all behind those that begin with 'a'");
    range = (ct_scan){.table = TABLE_SAMPLE, .index = BY_MAYBE, .flags = CT_SCAN_HIGH_OPEN,
                      .high = &(ct_value){.type = CT_TYPE_TEXT, .data = "aa", .len = 2},
                      .high_count = 1};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 7, &seen));
    kit_expect_numbers(kit, of_a, 3, numbers, seen, "all before those that begin with 'aa'");
    EXPECT(CT_OK, session, kit_commit(session));
}

/* As long as an index has to take it, with the key and all. */
static void
check_long_text(struct kit *kit)
{
    enum { LENGTH = 368, COUNT = 5 }; /* 400 with an amount and the key */
    struct kit_session *session = &kit->sessions[0];
    static const int64_t expected[COUNT] = {0, 1, 2, 3, 4};
    int64_t numbers[COUNT + 1];
    char text[LENGTH + 1];
    size_t seen;
    memset(text, 'x', LENGTH);
    text[LENGTH] = '\0';
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = COUNT - 1; i >= 0; i--) {
        struct kit_row row = kit_sample(i);
        text[LENGTH - 1] = (char)('a' + i);
        row.values[SAMPLE_MAYBE_TEXT] = kit_text(text);
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    const ct_value first = kit_text(text);
    ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, COUNT + 1, &seen));
    kit_expect_numbers(kit, expected, COUNT, numbers, seen, "by text that differs at its end");
    range.low = range.high = &first;
    range.low_count = range.high_count = 1;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, COUNT + 1, &seen));
    kit_expect_numbers(kit, expected, 1, numbers, seen, "with one long text");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_null_bounds(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    static const int64_t with_null[] = {0, 1};
    static const int64_t with_text[] = {2, 3};
    int64_t numbers[5];
    size_t seen;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = 3; i >= 0; i--) {
        struct kit_row row = kit_sample(i);
        row.values[SAMPLE_MAYBE_TEXT] = i < 2 ? kit_null() : kit_text("x");
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    const ct_value null = kit_null();
    ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE, .low = &null, .low_count = 1,
                     .high = &null, .high_count = 1};
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 5, &seen));
    kit_expect_numbers(kit, with_null, 2, numbers, seen, "all with NULL");
    range.flags = CT_SCAN_LOW_OPEN;
    range.high_count = 0;
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, numbers, 5, &seen));
    kit_expect_numbers(kit, with_text, 2, numbers, seen, "all behind NULL");
    EXPECT(CT_OK, session, kit_commit(session));
}

/* --- All together --- */

/* A generator of our own: the same rows on every machine. */
static uint32_t
draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* Few different values, so that they meet. */
static ct_value
draw_text(uint32_t *seed)
{
    static const char *const words[] = {
        NULL, "", "A", "Z", "a", "aa", "ab", "b", "\xC3\x80", "\xC3\xA0", "\xC3\xA8",
        "\xE2\x82\xAC", "\xF0\x9F\x8D\xBA",
    };
    return kit_text(words[draw(seed, sizeof words / sizeof *words)]);
}

static ct_value
draw_amount(uint32_t *seed)
{
    static const int64_t amounts[] = {INT64_MIN, -1000, -1, 0, 1, 2, 1000, INT64_MAX};
    uint32_t at = draw(seed, 1 + sizeof amounts / sizeof *amounts);
    return at ? kit_int(amounts[at - 1]) : kit_null();
}

static ct_value
draw_blob(uint32_t *seed)
{
    static const struct {
        const char *bytes;
        size_t size;
    } blobs[] = {{"", 0}, {"\0", 1}, {"\0\0", 2}, {"\x7f", 1}, {"\x80", 1}, {"\xff\0", 2}};
    uint32_t at = draw(seed, 1 + sizeof blobs / sizeof *blobs);
    return at ? kit_blob(blobs[at - 1].bytes, blobs[at - 1].size) : kit_null();
}

static struct kit_row
draw_sample(uint32_t *seed, int64_t number)
{
    struct kit_row row = kit_sample(number);
    row.values[SAMPLE_ID] = kit_id((int)draw(seed, KIT_IDS));
    row.values[SAMPLE_MAYBE_TEXT] = draw_text(seed);
    row.values[SAMPLE_MAYBE_AMOUNT] = draw_amount(seed);
    row.values[SAMPLE_MAYBE_BLOB] = draw_blob(seed);
    row.values[SAMPLE_MAYBE_COLOR] = kit_null(); /* out of the way of the unique index */
    return row;
}

/* The full tuples of the indexes, as the contract completes them. */
static const struct {
    uint32_t columns[TUPLE_MAX];
    size_t count;
} tuples[] = {
    [BY_KEY] = {{SAMPLE_ID, SAMPLE_NUMBER}, 2},
    [BY_PAIR] = {{SAMPLE_MAYBE_COLOR, SAMPLE_MAYBE_AMOUNT, SAMPLE_ID, SAMPLE_NUMBER}, 4},
    [BY_MAYBE] = {{SAMPLE_MAYBE_TEXT, SAMPLE_MAYBE_AMOUNT, SAMPLE_MAYBE_BLOB, SAMPLE_ID,
                   SAMPLE_NUMBER}, 5},
    [BY_NUMBER] = {{SAMPLE_NUMBER, SAMPLE_ID}, 2},
};

struct model {
    struct kit_row rows[ROWS];
    size_t orders[BY_NUMBER + 1][ROWS]; /* the rows' places, by each index */
};

static int
compare_tuples(const struct kit_row *row, uint32_t index, const ct_value *tuple, size_t count)
{
    int order = 0;
    for (size_t i = 0; i < count && !order; i++)
        order = kit_compare(&row->values[tuples[index].columns[i]], &tuple[i]);
    return order;
}

static void
make_tuple(const struct kit_row *row, uint32_t index, ct_value *tuple)
{
    for (size_t i = 0; i < tuples[index].count; i++)
        tuple[i] = row->values[tuples[index].columns[i]];
}

/* By insertion: a few hundred rows, and no state outside. */
static void
sort_model(struct model *model)
{
    for (uint32_t index = BY_KEY; index <= BY_NUMBER; index++)
        for (size_t i = 0; i < ROWS; i++) {
            size_t *order = model->orders[index];
            ct_value tuple[TUPLE_MAX];
            size_t at = i;
            make_tuple(&model->rows[i], index, tuple);
            for (; at > 0 && compare_tuples(&model->rows[order[at - 1]], index, tuple,
                                            tuples[index].count) > 0; at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
}

static bool
is_in_range(const struct kit_row *row, const ct_scan *range)
{
    int low = compare_tuples(row, range->index, range->low, range->low_count);
    int high = compare_tuples(row, range->index, range->high, range->high_count);
    if (range->low_count && (low < 0 || (low == 0 && range->flags & CT_SCAN_LOW_OPEN)))
        return false;
    return !range->high_count ||
           !(high > 0 || (high == 0 && range->flags & CT_SCAN_HIGH_OPEN));
}

static size_t
expected_of(const struct model *model, const ct_scan *range, int64_t *numbers)
{
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        size_t at = range->flags & CT_SCAN_DESCENDING ? ROWS - 1 - i : i;
        const struct kit_row *row = &model->rows[model->orders[range->index][at]];
        if (is_in_range(row, range) && (!range->limit || count < range->limit))
            numbers[count++] = row->values[SAMPLE_NUMBER].i64;
    }
    return count;
}

/* Trees and pages change their shape by losing rows, too. */
static ct_status
store_model(struct kit_session *session, struct model *model, uint32_t *seed)
{
    ct_status status = kit_begin_writing(session);
    for (int64_t i = 0; i < ROWS && !status; i++) {
        struct kit_row *row = &model->rows[i];
        *row = draw_sample(seed, i / 2 - ROWS / 4); /* each number twice, some below 0 */
        row->values[SAMPLE_ID] = kit_id((int)draw(seed, KIT_IDS / 2) * 2 + (int)(i % 2));
        status = kit_insert(session, TABLE_SAMPLE, row);
    }
    for (int64_t i = 0; i < ROWS && !status; i += 3) {
        struct kit_row *row = &model->rows[i];
        status = kit_erase(session, TABLE_SAMPLE, row);
        row->values[SAMPLE_MAYBE_TEXT] = draw_text(seed);
        if (!status)
            status = kit_insert(session, TABLE_SAMPLE, row);
    }
    for (int64_t i = 1; i < ROWS && !status; i += 5) {
        struct kit_row *row = &model->rows[i];
        row->values[SAMPLE_MAYBE_AMOUNT] = draw_amount(seed);
        status = kit_set(session, TABLE_SAMPLE, row, SAMPLE_MAYBE_AMOUNT,
                         row->values[SAMPLE_MAYBE_AMOUNT]);
    }
    if (status)
        return status;
    sort_model(model);
    return kit_commit(session);
}

static void
draw_range(uint32_t *seed, ct_scan *range, ct_value *low, ct_value *high)
{
    struct kit_row ends[2];
    *range = (ct_scan){.table = TABLE_SAMPLE, .index = draw(seed, BY_NUMBER + 1), .low = low,
                       .high = high};
    range->flags = draw(seed, 8);
    range->limit = draw(seed, 4) ? 0 : 1 + draw(seed, 20);
    range->low_count = draw(seed, (uint32_t)tuples[range->index].count + 1);
    range->high_count = draw(seed, (uint32_t)tuples[range->index].count + 1);
    for (int i = 0; i < 2; i++)
        ends[i] = draw_sample(seed, (int64_t)draw(seed, ROWS / 2) - ROWS / 4);
    if (draw(seed, 3) == 0)
        ends[1] = ends[0];
    make_tuple(&ends[0], range->index, low);
    make_tuple(&ends[1], range->index, high);
}

static void
expect_agreement(struct kit *kit, struct kit_session *session, const struct model *model,
                 uint32_t *seed)
{
    int64_t expected[ROWS];
    int64_t found[ROWS + 1];
    ct_value low[TUPLE_MAX];
    ct_value high[TUPLE_MAX];
    ct_scan range;
    size_t seen;
    draw_range(seed, &range, low, high);
    size_t count = expected_of(model, &range, expected);
    EXPECT(CT_OK, session, kit_scan_numbers(session, &range, found, ROWS + 1, &seen));
    kit_forget(session);
    if (seen != count || memcmp(found, expected, count * sizeof *found) != 0)
        kit_fail(kit, "expected %zu rows in order from index %u, flags %u, limit %llu, with bounds of "
                      "%zu and %zu columns; saw %zu rows or others",
                 count, (unsigned)range.index, (unsigned)range.flags,
                 (unsigned long long)range.limit, range.low_count, range.high_count, seen);
}

static void
check_model(struct kit *kit)
{
    struct kit_session *writer = &kit->sessions[0];
    struct kit_session *session = &kit->sessions[1];
    struct model *model = kit_room(writer, sizeof *model);
    uint32_t seed = 20240229;
    EXPECT(CT_OK, writer, store_model(writer, model, &seed));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    for (int round = 0; round < ROUNDS; round++)
        expect_agreement(kit, session, model, &seed);
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Page by page, each in a transaction of its own, from behind the last row of the page before. */
static void
check_paging(struct kit *kit)
{
    enum { PAGE = 7, COUNT = 60 };
    struct kit_session *session = &kit->sessions[0];
    struct kit_row page[PAGE + 1];
    ct_value last[TUPLE_MAX];
    int64_t numbers[COUNT + 1];
    size_t total = 0;
    size_t count;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = COUNT - 1; i >= 0; i--) {
        struct kit_row row = kit_sample(i);
        row.values[SAMPLE_MAYBE_TEXT] = i < 20 ? kit_null() : kit_text(i < 40 ? "a" : "b");
        row.values[SAMPLE_MAYBE_AMOUNT] = kit_int(i / 5);
        row.values[SAMPLE_MAYBE_COLOR] = kit_null();
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    EXPECT(CT_OK, session, kit_commit(session));
    ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE, .limit = PAGE, .low = last};
    do {
        EXPECT(CT_OK, session, kit_begin_reading(session));
        EXPECT(CT_OK, session, kit_scan(session, &range, page, PAGE + 1, &count));
        EXPECT(CT_OK, session, kit_commit(session));
        for (size_t i = 0; i < count && total <= COUNT; i++)
            numbers[total++] = page[i].values[SAMPLE_NUMBER].i64;
        if (count)
            make_tuple(&page[count - 1], BY_MAYBE, last);
        range.low_count = tuples[BY_MAYBE].count;
        range.flags = CT_SCAN_LOW_OPEN;
    } while (count && total <= COUNT);
    kit_expect_number(kit, COUNT, (int64_t)total, "rows on all pages");
    for (int64_t i = 0; i < COUNT; i++)
        kit_expect_number(kit, i, numbers[i], "the next row on a page");
}

static const struct kit_check checks[] = {
    {"order-of-text", "Text is ordered by bytes: neither by language nor by case.",
     check_text_order, 0},
    {"order-of-integers", "Integers are ordered by value, negative ones first.",
     check_integer_order, 0},
    {"order-of-blobs", "Blobs are ordered by unsigned bytes, the shorter first.", check_blob_order,
     0},
    {"order-of-null", "NULL comes before every value.", check_null_order, 0},
    {"index-completed-by-key", "Every index is completed by the key columns that it lacks.",
     check_completion, 0},
    {"bounds", "Bounds are closed or open on either side, in both directions.", check_bounds, 0},
    {"prefix-bounds", "A bound of fewer columns bounds its prefix.", check_prefix, 0},
    {"null-bounds", "NULL in a bound is a value like others.", check_null_bounds, 0},
    {"long-index-text", "An index orders text of hundreds of bytes to its last one.",
     check_long_text, 0},
    {"limit", "A limit is kept from either end; 0 is none.", check_limit, 0},
    {"empty-range", "A range with nothing in it is done at once.", check_empty_range, 0},
    {"paging", "Pages that go on behind the last row miss none and repeat none.", check_paging, 0},
    {"scans-agree-with-model", "1,500 ranges over 300 rows give what a sorted array gives.",
     check_model, 0},
};
const struct kit_checks kit_order_checks = KIT_CHECKS(checks);
