/* Records as bytes and back, and the description of the schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "model/codec.h"
#include "model/tables.h"
#include "rules/labels.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { RECORD_SIZE_MAX = 512, TABLES = CT__ERASED_CODE + 1 + 2, ROUNDS = 60 };

/* Room for any record, aligned as any needs it. */
union record {
    unsigned char bytes[RECORD_SIZE_MAX];
    struct ct__message message;
    struct ct__studio studio;
};

static ct_allocator allocator;
static struct ct__arena arena;
static bool is_memory_over;

static void *
host_allocate(void *user, size_t bytes)
{
    (void)user;
    return is_memory_over ? NULL : malloc(bytes);
}

static void *
host_resize(void *user, void *block, size_t bytes)
{
    (void)user;
    return is_memory_over ? NULL : realloc(block, bytes);
}

static void
host_release(void *user, void *block)
{
    (void)user;
    free(block);
}

static int
set_up(void **state)
{
    static const ct_allocator host = {sizeof host, NULL, host_allocate, host_resize, host_release};
    (void)state;
    is_memory_over = false;
    arena.allocator = &allocator;
    return ct__allocator_init(&allocator, &host);
}

static int
tear_down(void **state)
{
    (void)state;
    ct__arena_free(&arena);
    return 0;
}

static const struct ct__table *
table_at(size_t index)
{
    if (index <= CT__IDEMPOTENCY)
        return ct__table_of((enum ct__table_number)index);
    return index == TABLES - 1 ? &ct__migration_answer_table : &ct__client_answer_table;
}

static uint32_t
fields_of(const struct ct__table *table)
{
    return table->field_count + table->answer_field_count;
}

/* The same numbers every time, so that a failure can be seen again. */
static uint64_t
random_number(void)
{
    static uint64_t state = 0x9E3779B97F4A7C15;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static size_t
random_below(size_t limit)
{
    return (size_t)(random_number() % limit);
}

static void
fill_randomly(const struct ct__field *field, void *record)
{
    void *member = (unsigned char *)record + field->offset;
    if (field->nullable && random_number() % 4 == 0)
        return;
    switch (field->kind) {
    case CT__FIELD_ID:
        for (size_t i = 0; i < sizeof(ct_id); i++)
            ((ct_id *)member)->bytes[i] = (uint8_t)random_number();
        break;
    case CT__FIELD_DATE:
        (void)ct__date_from_days((int64_t)(random_number() % 90000) - 20000, member);
        break;
    case CT__FIELD_INSTANT:
    case CT__FIELD_INTEGER:
        *(int64_t *)member = (int64_t)random_number();
        break;
    case CT__FIELD_ENUM:
        *(int32_t *)member = field->labels->items[random_number() % field->labels->count].value;
        break;
    case CT__FIELD_BOOLEAN:
        *(bool *)member = random_number() % 2;
        break;
    case CT__FIELD_TEXT: {
        size_t length = random_below(40);
        char *text = ct__arena_take(&arena, length + 1);
        for (size_t i = 0; i < length; i++)
            text[i] = (char)(1 + random_number() % 127);
        text[length] = '\0';
        *(const char **)member = text;
        break;
    }
    case CT__FIELD_BLOB: {
        struct ct__blob *blob = member;
        blob->size = 1 + random_below(40);
        blob->data = memset(ct__arena_take(&arena, blob->size), 1 + (int)(random_number() % 255),
                            blob->size);
        break;
    }
    }
}

static void
make_randomly(const struct ct__table *table, union record *record)
{
    memset(record, 0, sizeof *record);
    for (uint32_t i = 0; i < fields_of(table); i++)
        fill_randomly(&table->fields[i], record);
}

static struct ct__blob
encode(const struct ct__table *table, const union record *record)
{
    struct ct__bytes bytes = {.arena = &arena};
    ct__bytes_add_record(&bytes, table, record);
    assert_false(bytes.failed);
    return (struct ct__blob){bytes.data, bytes.size};
}

/* In memory of its own, so that a sanitizer sees a read beyond its end. */
static ct_status
decode_exactly(const struct ct__table *table, const void *data, size_t size, union record *record)
{
    unsigned char *exact = malloc(size ? size : 1);
    if (size)
        memcpy(exact, data, size);
    ct_status status =
        ct__record_read(table, (struct ct__blob){exact, size}, record, &arena);
    free(exact);
    return status;
}

static bool
is_same(const struct ct__field *field, const void *a, const void *b)
{
    const ct_value first = ct__field_value(field, a), second = ct__field_value(field, b);
    return first.type == second.type && first.i64 == second.i64 && first.len == second.len &&
           (first.len == 0 || memcmp(first.data, second.data, first.len) == 0);
}

static void
records_come_back_as_they_were(void **state)
{
    (void)state;
    for (size_t t = 0; t < TABLES; t++) {
        const struct ct__table *table = table_at(t);
        assert_true(table->record_size <= RECORD_SIZE_MAX);
        for (int round = 0; round < ROUNDS; round++) {
            union record record, back;
            make_randomly(table, &record);
            const struct ct__blob blob = encode(table, &record);
            assert_int_equal(decode_exactly(table, blob.data, blob.size, &back), CT_OK);
            for (uint32_t i = 0; i < fields_of(table); i++)
                if (!is_same(&table->fields[i], &record, &back))
                    fail_msg("%s.%s", table->name, table->fields[i].name);
            ct__arena_reset(&arena);
        }
    }
}

/* Members that the next version of a struct reads must hold what a record can hold. */
static void
assert_valid(const struct ct__table *table, const union record *record)
{
    for (uint32_t i = 0; i < fields_of(table); i++) {
        const struct ct__field *field = &table->fields[i];
        const void *member = record->bytes + field->offset;
        if (field->kind == CT__FIELD_ENUM && *(const int32_t *)member)
            assert_non_null(ct__label_of(field->labels, *(const int32_t *)member));
        if (field->kind == CT__FIELD_DATE && ((const ct_date *)member)->year >= 1900)
            assert_true(ct__date_is_valid(*(const ct_date *)member));
        if (field->kind == CT__FIELD_TEXT && *(const char *const *)member)
            assert_true(strlen(*(const char *const *)member) < 10000);
    }
}

static void
damaged_bytes_never_become_an_impossible_record(void **state)
{
    (void)state;
    size_t corrupt = 0, valid = 0;
    for (size_t t = 0; t < TABLES; t++) {
        const struct ct__table *table = table_at(t);
        union record record, back;
        make_randomly(table, &record);
        const struct ct__blob blob = encode(table, &record);
        unsigned char *damaged = malloc(blob.size);
        for (size_t bit = 0; bit < blob.size * 8; bit++) {
            memcpy(damaged, blob.data, blob.size);
            damaged[bit / 8] ^= (unsigned char)(1U << bit % 8);
            ct_status status = decode_exactly(table, damaged, blob.size, &back);
            if (status == CT_OK)
                assert_valid(table, &back);
            else
                assert_int_equal(status, CT_ERR_CORRUPT);
            valid += status == CT_OK;
            corrupt += status != CT_OK;
        }
        free(damaged);
    }
    assert_true(corrupt > 0 && valid > 0);
}

static void
noise_is_never_read_beyond_its_end(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        unsigned char noise[64];
        union record back;
        size_t size = random_below(sizeof noise);
        for (size_t i = 0; i < size; i++) /* bytes that types and lengths have, mostly */
            noise[i] = (unsigned char)(random_number() % (random_number() % 4 ? 4 : 256));
        ct_status status = decode_exactly(table_at(random_below(TABLES)), noise, size, &back);
        assert_true(status == CT_OK || status == CT_ERR_CORRUPT);
        if (round % 100 == 0)
            ct__arena_reset(&arena);
    }
}

/* The places where a field ends: up to there it is the record of an older library. */
static bool
is_between_fields(const struct ct__table *table, const union record *record, size_t size)
{
    struct ct__bytes bytes = {.arena = &arena};
    for (uint32_t i = 0; i < fields_of(table) && bytes.size < size; i++) {
        const ct_value value = ct__field_value(&table->fields[i], record);
        ct__bytes_add_text(&bytes, table->fields[i].name);
        ct__bytes_add_value(&bytes, &value);
    }
    return bytes.size == size;
}

static void
bytes_cut_within_a_value_are_corrupt(void **state)
{
    (void)state;
    for (size_t t = 0; t < TABLES; t++) {
        const struct ct__table *table = table_at(t);
        union record record, back;
        make_randomly(table, &record);
        const struct ct__blob blob = encode(table, &record);
        for (size_t size = 0; size <= blob.size; size++) {
            ct_status status = decode_exactly(table, blob.data, size, &back);
            bool is_whole = is_between_fields(table, &record, size);
            if (is_whole ? status != CT_OK : status != CT_ERR_CORRUPT)
                fail_msg("%s: %zu of %zu bytes: %s", table->name, size, blob.size,
                         ct_status_name(status));
        }
        ct__arena_reset(&arena);
    }
}

static void
fields_of_a_newer_library_are_skipped(void **state)
{
    (void)state;
    const struct ct__table *table = ct__table_of(CT__USAGE);
    struct ct__bytes bytes = {.arena = &arena};
    union record back;
    ct__bytes_add_text(&bytes, "colour");
    ct__bytes_add_text(&bytes, "blue");
    ct__bytes_add_text(&bytes, "use"); /* the beginning of "used" */
    ct__bytes_add_number(&bytes, 8);
    ct__bytes_add_text(&bytes, "used");
    ct__bytes_add_number(&bytes, 7);
    ct__bytes_add_text(&bytes, "shade");
    ct__bytes_add_text(&bytes, NULL);
    assert_int_equal(decode_exactly(table, bytes.data, bytes.size, &back), CT_OK);
    assert_int_equal(((struct ct__usage *)&back)->used, 7);
}

static void
fields_that_an_older_library_lacked_read_as_none(void **state)
{
    (void)state;
    static const unsigned char zeros[RECORD_SIZE_MAX];
    for (size_t t = 0; t < TABLES; t++) {
        union record back;
        memset(&back, 0xFF, sizeof back);
        assert_int_equal(decode_exactly(table_at(t), "", 0, &back), CT_OK);
        assert_memory_equal(&back, zeros, table_at(t)->record_size);
    }
}

static void
a_value_that_is_not_of_its_field_is_corrupt(void **state)
{
    (void)state;
    static const uint8_t id[17];
    const struct {
        enum ct__table_number table;
        const char *field;
        ct_value value;
    } rows[] = {
        {CT__STUDIO, "id", {.type = CT_TYPE_BLOB, .data = id, .len = 15}},
        {CT__STUDIO, "id", {.type = CT_TYPE_BLOB, .data = id, .len = 17}},
        {CT__STUDIO, "id", {.type = CT_TYPE_INT64, .i64 = 1}},
        {CT__STUDIO, "id", {.type = CT_TYPE_NULL}},
        {CT__STUDIO, "name", {.type = CT_TYPE_NULL}},
        {CT__STUDIO, "name", {.type = CT_TYPE_BLOB, .data = id, .len = 3}},
        {CT__STUDIO, "account_opened_on", {.type = CT_TYPE_INT64, .i64 = 2932897}}, /* 10000 */
        {CT__STUDIO, "account_opened_on", {.type = CT_TYPE_INT64, .i64 = INT64_MIN}},
        {CT__STUDIO, "created_at", {.type = CT_TYPE_TEXT, .data = "1", .len = 1}},
        {CT__STUDIO, "name", {.type = CT_TYPE_TEXT, .data = "\xFFx", .len = 2}},
        {CT__STUDIO, "name", {.type = CT_TYPE_TEXT, .data = "a\0b", .len = 3}},
        {CT__CLIENT, "is_on_ts_digital", {.type = CT_TYPE_INT64, .i64 = 2}},
        {CT__PACK, "kind", {.type = CT_TYPE_INT64, .i64 = 0}},
        {CT__PACK, "kind", {.type = CT_TYPE_INT64, .i64 = 99}},
        {CT__PACK, "kind", {.type = CT_TYPE_INT64, .i64 = INT64_C(0x100000001)}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__bytes bytes = {.arena = &arena};
        union record back;
        ct__bytes_add_text(&bytes, rows[i].field);
        ct__bytes_add_value(&bytes, &rows[i].value);
        if (decode_exactly(ct__table_of(rows[i].table), bytes.data, bytes.size, &back) !=
            CT_ERR_CORRUPT)
            fail_msg("row %zu: %s", i, rows[i].field);
    }
}

static void
a_name_that_is_no_text_or_has_no_value_is_corrupt(void **state)
{
    (void)state;
    struct ct__bytes bytes = {.arena = &arena};
    union record back;
    ct__bytes_add_text(&bytes, "used");
    assert_int_equal(decode_exactly(ct__table_of(CT__USAGE), bytes.data, bytes.size, &back),
                     CT_ERR_CORRUPT);
    bytes.size = 0;
    ct__bytes_add_number(&bytes, 1);
    ct__bytes_add_number(&bytes, 2);
    assert_int_equal(decode_exactly(ct__table_of(CT__USAGE), bytes.data, bytes.size, &back),
                     CT_ERR_CORRUPT);
}

static void
a_day_of_1970_is_not_taken_for_none(void **state)
{
    (void)state;
    struct ct__studio studio = {.name = "", .account_opened_on = {1970, 1, 1}};
    union record record = {.studio = studio}, back;
    const struct ct__blob blob = encode(ct__table_of(CT__STUDIO), &record);
    assert_int_equal(decode_exactly(ct__table_of(CT__STUDIO), blob.data, blob.size, &back), CT_OK);
    assert_int_equal(back.studio.account_opened_on.year, 1970);
    assert_string_equal(back.studio.name, "");
    assert_null(back.studio.tax_code);
}

static void
digests_tell_neighbours_apart(void **state)
{
    (void)state;
    struct ct__bytes one = {.arena = &arena}, other = {.arena = &arena};
    ct__bytes_add_text(&one, "ab");
    ct__bytes_add_text(&one, "c");
    ct__bytes_add_text(&other, "a");
    ct__bytes_add_text(&other, "bc");
    assert_int_equal(one.size, other.size);
    assert_memory_not_equal(one.data, other.data, one.size);
    one.size = other.size = 0;
    ct__bytes_add_text(&one, NULL);
    ct__bytes_add_text(&other, "");
    assert_int_not_equal(one.size, other.size);
}

static void
values_are_kept_in_an_order_of_bytes_that_any_machine_reads(void **state)
{
    (void)state;
    static const unsigned char expected[] = {
        1, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, /* -2 */
        2, 2, 0, 0, 0, 0, 0, 0, 0, 'h', 'i', /* "hi" */
        0, /* NULL */
        1, 0x5D, 0x26, 0x35, 1, 0, 0, 0, 0, /* 0x0135265D */
    };
    struct ct__bytes bytes = {.arena = &arena};
    ct__bytes_add_number(&bytes, -2);
    ct__bytes_add_text(&bytes, "hi");
    ct__bytes_add_text(&bytes, NULL);
    ct__bytes_add_number(&bytes, 0x0135265D);
    assert_int_equal(bytes.size, sizeof expected);
    assert_memory_equal(bytes.data, expected, sizeof expected);

    size_t position = 0;
    ct_value value;
    bytes.size = 0;
    ct__bytes_add_date(&bytes, (ct_date){2026, 3, 2});
    ct__bytes_add_id(&bytes, (ct_id){{1, 2, 3}});
    assert_true(ct__bytes_read_value(bytes.data, bytes.size, &position, &value));
    assert_int_equal(value.i64, 20260302);
    assert_true(ct__bytes_read_value(bytes.data, bytes.size, &position, &value));
    assert_int_equal(value.type, CT_TYPE_BLOB);
    assert_int_equal(value.len, 16);
    assert_false(ct__bytes_read_value(bytes.data, bytes.size, &position, &value));
}

static void
bytes_grow_as_far_as_memory_goes(void **state)
{
    (void)state;
    static const char piece[1000];
    struct ct__bytes bytes = {.arena = &arena};
    for (int i = 0; i < 100; i++)
        ct__bytes_add(&bytes, piece, sizeof piece);
    ct__bytes_add(&bytes, NULL, 0);
    assert_false(bytes.failed);
    assert_int_equal(bytes.size, 100000);

    ct__bytes_add(&bytes, piece, SIZE_MAX / 2); /* more than there can be */
    assert_true(bytes.failed);
    bytes = (struct ct__bytes){.arena = &arena};
    ct__bytes_add(&bytes, "a", 1);
    is_memory_over = true;
    for (int i = 0; i < 100; i++)
        ct__bytes_add(&bytes, piece, sizeof piece);
    assert_true(bytes.failed);
    size_t size = bytes.size;
    is_memory_over = false;
    ct__bytes_add(&bytes, "b", 1); /* what failed once stays failed: a hole would go unseen */
    assert_true(bytes.failed);
    assert_int_equal(bytes.size, size);
}

static void
reading_says_when_memory_is_over(void **state)
{
    (void)state;
    static const char *const fields[] = {"key", "answer"};
    static char long_text[20000];
    memset(long_text, 'x', sizeof long_text - 1);
    for (size_t i = 0; i < COUNT(fields); i++) {
        const ct_value value = {.type = i ? CT_TYPE_BLOB : CT_TYPE_TEXT, .data = long_text,
                                .len = sizeof long_text - 1};
        struct ct__bytes bytes = {.arena = &arena};
        union record back;
        ct__bytes_add_text(&bytes, fields[i]);
        ct__bytes_add_value(&bytes, &value);
        is_memory_over = true;
        assert_int_equal(decode_exactly(ct__table_of(CT__IDEMPOTENCY), bytes.data, bytes.size,
                                        &back),
                         CT_ERR_NO_MEMORY);
        is_memory_over = false;
    }
}

static void
a_row_may_lack_columns_that_can_be_null(void **state)
{
    (void)state;
    const struct ct__table *table = ct__table_of(CT__IDEMPOTENCY);
    const struct ct__idempotency kept = {.key = "k", .status = -7, .created_at = 5};
    struct ct__idempotency back;
    struct ct_row_sink sink = {.table = table, .record = &back, .arena = &arena};
    ct_value values[CT__COLUMNS_MAX];
    ct__record_values(table, &kept, values);
    assert_int_equal(ct_row_put(&sink, values, table->field_count), CT_OK);
    assert_true(sink.filled);
    assert_string_equal(back.key, "k");
    assert_int_equal(back.status, -7);
    assert_null(back.answer.data);

    assert_int_equal(ct_row_put(NULL, values, 1), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_row_put(&sink, NULL, 1), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_row_put(&sink, values, table->field_count + 1), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_row_put(&sink, NULL, 0), CT_ERR_CORRUPT); /* the key is never NULL */
    assert_int_equal(ct_row_put(&sink, values, 5), CT_ERR_CORRUPT); /* nor is created_at */
}

static void
the_schema_describes_every_column(void **state)
{
    (void)state;
    assert_int_equal(ct_schema_version(&ct__schema), ct__schema.version);
    assert_int_equal(ct_schema_table_count(&ct__schema), CT__ERASED_CODE + 1);
    assert_int_equal(ct_schema_version(NULL), 0);
    assert_int_equal(ct_schema_table_count(NULL), 0);
    for (uint32_t t = 0; t < ct_schema_table_count(&ct__schema); t++) {
        ct_table_info table = {.size = sizeof table};
        assert_int_equal(ct_schema_table(&ct__schema, t, &table), CT_OK);
        assert_true(table.column_count <= CT__COLUMNS_MAX && table.key_count >= 1);
        for (uint32_t c = 0; c < table.column_count; c++) {
            ct_column_info column = {.size = sizeof column};
            int64_t number;
            const char *name;
            assert_int_equal(ct_schema_column(&ct__schema, t, c, &column), CT_OK);
            assert_true(column.since >= 1 && column.since <= ct__schema.version);
            assert_true(column.references < (int32_t)ct__schema.table_count);
            assert_true(c >= table.key_count || !(column.flags & CT_COLUMN_NULLABLE));
            assert_int_equal(column.format == CT_FORMAT_ENUM, column.label_count > 0);
            for (uint32_t label = 0; label < column.label_count; label++)
                assert_int_equal(ct_schema_label(&ct__schema, t, c, label, &number, &name), CT_OK);
            assert_int_equal(ct_schema_label(&ct__schema, t, c, column.label_count, &number, &name),
                             CT_ERR_INVALID_ARGUMENT);
        }
        for (uint32_t i = 0; i < table.index_count; i++) {
            ct_index_info index = {.size = sizeof index};
            assert_int_equal(ct_schema_index(&ct__schema, t, i, &index), CT_OK);
            assert_true(i > 0 || (index.flags & CT_INDEX_UNIQUE));
            for (uint32_t c = 0; c < index.column_count; c++)
                assert_true(index.columns[c] < table.column_count);
        }
    }
}

static void
the_schema_says_what_a_column_is(void **state)
{
    (void)state;
    static const struct {
        uint32_t table;
        const char *column;
        int32_t type, format, references;
        uint32_t flags;
    } rows[] = {
        {CT__CLIENT, "id", CT_TYPE_BLOB, CT_FORMAT_ID, -1, 0},
        {CT__CLIENT, "studio_id", CT_TYPE_BLOB, CT_FORMAT_ID, CT__STUDIO, CT_COLUMN_NULLABLE},
        {CT__CLIENT, "name", CT_TYPE_TEXT, CT_FORMAT_PLAIN, -1, 0},
        {CT__CLIENT, "stage", CT_TYPE_INT64, CT_FORMAT_ENUM, -1, 0},
        {CT__CLIENT, "is_on_ts_digital", CT_TYPE_INT64, CT_FORMAT_BOOLEAN, -1, 0},
        {CT__CLIENT, "license_last_day", CT_TYPE_INT64, CT_FORMAT_DATE, -1, CT_COLUMN_NULLABLE},
        {CT__CLIENT, "created_at", CT_TYPE_INT64, CT_FORMAT_INSTANT, -1, 0},
        {CT__PACK, "quantity", CT_TYPE_INT64, CT_FORMAT_PLAIN, -1, 0},
        {CT__IDEMPOTENCY, "answer", CT_TYPE_BLOB, CT_FORMAT_PLAIN, -1, CT_COLUMN_NULLABLE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_column_info column = {.size = sizeof column, .name = ""};
        for (uint32_t c = 0; strcmp(column.name, rows[i].column) != 0; c++)
            assert_int_equal(ct_schema_column(&ct__schema, rows[i].table, c, &column), CT_OK);
        if (column.type != rows[i].type || column.format != rows[i].format ||
            column.references != rows[i].references || column.flags != rows[i].flags)
            fail_msg("%s", rows[i].column);
    }
}

static void
a_reference_out_of_the_schema_is_none(void **state)
{
    (void)state;
    const struct ct__table *const tables[] = {ct__table_of(CT__CLIENT)};
    const ct_schema schema = {.version = 1, .table_count = 1, .tables = tables};
    ct_column_info column = {.size = sizeof column};
    assert_int_equal(ct_schema_column(&schema, 0, 1, &column), CT_OK);
    assert_string_equal(column.name, "studio_id");
    assert_int_equal(column.references, -1);
}

static void
numbers_that_are_not_in_the_schema_are_refused(void **state)
{
    (void)state;
    const uint32_t end = ct_schema_table_count(&ct__schema);
    ct_table_info table = {.size = sizeof table};
    ct_column_info column = {.size = sizeof column};
    ct_index_info index = {.size = sizeof index};
    int64_t number;
    const char *name;
    assert_int_equal(ct_schema_table(&ct__schema, 0, &table), CT_OK);
    const ct_status answers[] = {
        ct_schema_table(&ct__schema, end, &table),
        ct_schema_table(&ct__schema, UINT32_MAX, &table),
        ct_schema_table(NULL, 0, &table),
        ct_schema_table(&ct__schema, 0, NULL),
        ct_schema_column(&ct__schema, end, 0, &column),
        ct_schema_column(&ct__schema, 0, table.column_count, &column),
        ct_schema_column(NULL, 0, 0, &column),
        ct_schema_column(&ct__schema, 0, 0, NULL),
        ct_schema_index(&ct__schema, end, 0, &index),
        ct_schema_index(&ct__schema, 0, table.index_count, &index),
        ct_schema_index(NULL, 0, 0, &index),
        ct_schema_index(&ct__schema, 0, 0, NULL),
        ct_schema_label(&ct__schema, end, 0, 0, &number, &name),
        ct_schema_label(&ct__schema, 0, table.column_count, 0, &number, &name),
        ct_schema_label(&ct__schema, 0, 0, 0, &number, &name), /* no labels */
        ct_schema_label(&ct__schema, CT__PACK, 2, 3, &number, &name),
        ct_schema_label(&ct__schema, CT__PACK, 2, 0, NULL, &name),
        ct_schema_label(&ct__schema, CT__PACK, 2, 0, &number, NULL),
    };
    for (size_t i = 0; i < COUNT(answers); i++)
        if (answers[i] != CT_ERR_INVALID_ARGUMENT)
            fail_msg("row %zu", i);
    assert_int_equal(ct_schema_label(&ct__schema, CT__PACK, 2, 0, &number, &name), CT_OK);
    assert_string_equal(name, "conto_terzi");
}

/* A back end compiled against an older or newer header than this library's. */
static void
info_structs_may_be_older_or_newer(void **state)
{
    (void)state;
    struct {
        ct_column_info info;
        unsigned char more[16];
    } newer;
    memset(&newer, 0xEE, sizeof newer);
    newer.info.size = sizeof newer;
    assert_int_equal(ct_schema_column(&ct__schema, CT__PACK, 2, &newer.info), CT_OK);
    assert_string_equal(newer.info.name, "kind");
    assert_int_equal(newer.info.label_count, 3);
    assert_int_equal(newer.info.size, sizeof newer);
    for (size_t i = 0; i < sizeof newer.more; i++)
        assert_int_equal(newer.more[i], 0); /* what this library does not know */

    ct_column_info older;
    memset(&older, 0xEE, sizeof older);
    older.size = offsetof(ct_column_info, flags);
    assert_int_equal(ct_schema_column(&ct__schema, CT__PACK, 2, &older), CT_OK);
    assert_string_equal(older.name, "kind");
    assert_int_equal(older.type, CT_TYPE_INT64);
    assert_int_equal(older.flags, 0xEEEEEEEE); /* beyond its end */

    older.size = sizeof older.size;
    assert_int_equal(ct_schema_column(&ct__schema, CT__PACK, 2, &older), CT_OK);
    older.size = sizeof older.size - 1;
    assert_int_equal(ct_schema_column(&ct__schema, CT__PACK, 2, &older), CT_ERR_INVALID_ARGUMENT);
    older.size = 0;
    assert_int_equal(ct_schema_column(&ct__schema, CT__PACK, 2, &older), CT_ERR_INVALID_ARGUMENT);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(records_come_back_as_they_were),
        CASE(damaged_bytes_never_become_an_impossible_record),
        CASE(noise_is_never_read_beyond_its_end),
        CASE(bytes_cut_within_a_value_are_corrupt),
        CASE(fields_of_a_newer_library_are_skipped),
        CASE(fields_that_an_older_library_lacked_read_as_none),
        CASE(a_value_that_is_not_of_its_field_is_corrupt),
        CASE(a_name_that_is_no_text_or_has_no_value_is_corrupt),
        CASE(a_day_of_1970_is_not_taken_for_none),
        CASE(digests_tell_neighbours_apart),
        CASE(values_are_kept_in_an_order_of_bytes_that_any_machine_reads),
        CASE(bytes_grow_as_far_as_memory_goes),
        CASE(reading_says_when_memory_is_over),
        CASE(a_row_may_lack_columns_that_can_be_null),
        CASE(the_schema_describes_every_column),
        CASE(the_schema_says_what_a_column_is),
        CASE(a_reference_out_of_the_schema_is_none),
        CASE(numbers_that_are_not_in_the_schema_are_refused),
        CASE(info_structs_may_be_older_or_newer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
