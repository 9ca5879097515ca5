/* Schemas for back ends to store: every type and format, names that need quoting in SQL, and a
 * growth in three versions. */
#include "testkit/kit.h"

static const struct ct__label color_items[] = {
    {1, "red", "rosso", "red"},
    {2, "amber", "ambra", "amber"},
    {3, "green", "verde", "green"},
    {7, "blue", "blu", "blue"},
};
static const struct ct__labels colors = {color_items, sizeof color_items / sizeof *color_items};

/* Rows never become records here: there are no offsets. */
static const struct ct__field sample_fields[] = {
    [SAMPLE_ID] = {"id", .kind = CT__FIELD_ID},
    [SAMPLE_NUMBER] = {"number", .kind = CT__FIELD_INTEGER},
    [SAMPLE_DATE] = {"date", .kind = CT__FIELD_DATE},
    [SAMPLE_INSTANT] = {"instant", .kind = CT__FIELD_INSTANT},
    [SAMPLE_COLOR] = {"color", .kind = CT__FIELD_ENUM, .labels = &colors},
    [SAMPLE_FLAG] = {"flag", .kind = CT__FIELD_BOOLEAN},
    [SAMPLE_AMOUNT] = {"amount", .kind = CT__FIELD_INTEGER},
    [SAMPLE_TEXT] = {"text", .kind = CT__FIELD_TEXT},
    [SAMPLE_BLOB] = {"blob", .kind = CT__FIELD_BLOB},
    [SAMPLE_MAYBE_ID] = {"maybe_id", .kind = CT__FIELD_ID, .nullable = true},
    [SAMPLE_MAYBE_DATE] = {"maybe_date", .kind = CT__FIELD_DATE, .nullable = true},
    [SAMPLE_MAYBE_INSTANT] = {"maybe_instant", .kind = CT__FIELD_INSTANT, .nullable = true},
    [SAMPLE_MAYBE_COLOR] = {"maybe_color", .kind = CT__FIELD_ENUM, .nullable = true,
                            .labels = &colors},
    [SAMPLE_MAYBE_FLAG] = {"maybe_flag", .kind = CT__FIELD_BOOLEAN, .nullable = true},
    [SAMPLE_MAYBE_AMOUNT] = {"maybe_amount", .kind = CT__FIELD_INTEGER, .nullable = true},
    [SAMPLE_MAYBE_TEXT] = {"maybe_text", .kind = CT__FIELD_TEXT, .nullable = true},
    [SAMPLE_MAYBE_BLOB] = {"maybe_blob", .kind = CT__FIELD_BLOB, .nullable = true},
    [SAMPLE_ADDED_TEXT] = {"added_text", .kind = CT__FIELD_TEXT, .nullable = true, .since = 2},
    [SAMPLE_ADDED_AMOUNT] = {"added_amount", .kind = CT__FIELD_INTEGER, .nullable = true,
                             .since = 2},
    [SAMPLE_LATE_BLOB] = {"late_blob", .kind = CT__FIELD_BLOB, .nullable = true, .since = 3},
};

#define INDEX_KEY {"sample_key", {SAMPLE_ID, SAMPLE_NUMBER}, 2, true}
#define INDEX_PAIR {"sample_pair", {SAMPLE_MAYBE_COLOR, SAMPLE_MAYBE_AMOUNT}, 2, true}
#define INDEX_MAYBE \
    {"sample_maybe", {SAMPLE_MAYBE_TEXT, SAMPLE_MAYBE_AMOUNT, SAMPLE_MAYBE_BLOB}, 3, false}
#define INDEX_NUMBER {"sample_number", {SAMPLE_NUMBER}, 1, false}

static const struct ct__index sample_indexes[] = {
    [BY_KEY] = INDEX_KEY,
    [BY_PAIR] = INDEX_PAIR,
    [BY_MAYBE] = INDEX_MAYBE,
    [BY_NUMBER] = INDEX_NUMBER,
    [BY_ADDED] = {"sample_added", {SAMPLE_ADDED_TEXT, SAMPLE_AMOUNT}, 2, false},
    [BY_ADDED_AMOUNT] = {"sample_added_amount", {SAMPLE_ADDED_AMOUNT}, 1, true},
    [BY_DATE] = {"sample_date", {SAMPLE_DATE, SAMPLE_LATE_BLOB}, 2, false},
};

static const struct ct__index clash_indexes[] = {
    INDEX_KEY, INDEX_PAIR, INDEX_MAYBE, INDEX_NUMBER, {"sample_text", {SAMPLE_TEXT}, 1, true},
};

static const struct ct__field node_fields[] = {
    [NODE_ID] = {"id", .kind = CT__FIELD_ID},
    [NODE_PARENT] = {"parent", .kind = CT__FIELD_ID, .nullable = true, .references = "group"},
    [NODE_ORDER] = {"order", .kind = CT__FIELD_TEXT, .nullable = true},
};
static const struct ct__index node_indexes[] = {
    [NODE_BY_KEY] = {"group_key", {NODE_ID}, 1, true},
    [NODE_BY_PARENT] = {"group_parent", {NODE_PARENT}, 1, false},
};

static const struct ct__field tally_fields[] = {
    [TALLY_WORD] = {"word", .kind = CT__FIELD_TEXT, .since = 2},
    [TALLY_NUMBER] = {"number", .kind = CT__FIELD_INTEGER, .since = 2},
    [TALLY_COUNT] = {"count", .kind = CT__FIELD_INTEGER, .since = 2},
};
static const struct ct__index tally_indexes[] = {
    {"tally_key", {TALLY_WORD, TALLY_NUMBER}, 2, true},
};

enum { STRANGE = 1000000 };
static const struct ct__field strange_fields[] = {
    [STRANGE_NUMBER] = {"number", .kind = CT__FIELD_INTEGER, .format = STRANGE},
    [STRANGE_TEXT] = {"text", .kind = CT__FIELD_TEXT, .nullable = true, .format = STRANGE},
    [STRANGE_BLOB] = {"blob", .kind = CT__FIELD_BLOB, .format = STRANGE},
};
static const struct ct__index strange_indexes[] = {
    {"strange_key", {STRANGE_NUMBER}, 1, true},
    {"strange_text", {STRANGE_TEXT, STRANGE_BLOB}, 2, false},
};

#define SAMPLE(columns, own_indexes, index_total) \
    {.name = "sample", .fields = sample_fields, .field_count = (columns), .key_count = 2, \
     .indexes = (own_indexes), .index_count = (index_total)}
static const struct ct__table sample_1 = SAMPLE(SAMPLE_ADDED_TEXT, sample_indexes, BY_ADDED);
static const struct ct__table sample_2 = SAMPLE(SAMPLE_LATE_BLOB, sample_indexes, BY_DATE);
static const struct ct__table sample_3 = SAMPLE(SAMPLE_LATE_BLOB + 1, sample_indexes, BY_DATE + 1);
static const struct ct__table sample_clash =
    SAMPLE(SAMPLE_ADDED_TEXT, clash_indexes, sizeof clash_indexes / sizeof *clash_indexes);

static const struct ct__table node = {
    .name = "group",
    .fields = node_fields,
    .field_count = NODE_ORDER + 1,
    .key_count = 1,
    .indexes = node_indexes,
    .index_count = NODE_BY_PARENT + 1,
};
static const struct ct__table tally = {
    .name = "tally",
    .fields = tally_fields,
    .field_count = TALLY_COUNT + 1,
    .key_count = 2,
    .indexes = tally_indexes,
    .index_count = 1,
};

static const struct ct__table strange = {
    .name = "strange",
    .fields = strange_fields,
    .field_count = STRANGE_BLOB + 1,
    .key_count = 1,
    .indexes = strange_indexes,
    .index_count = 2,
};

static const struct ct__table *const tables_1[] = {&sample_1, &node};
static const struct ct__table *const tables_2[] = {&sample_2, &node, &tally};
static const struct ct__table *const tables_3[] = {&sample_3, &node, &tally};
static const struct ct__table *const tables_clash[] = {&sample_clash, &node, &tally};
static const struct ct__table *const tables_strange[] = {&strange};
const struct ct_schema kit_schema_1 = {1, 2, tables_1};
const struct ct_schema kit_schema_2 = {2, 3, tables_2};
const struct ct_schema kit_schema_3 = {3, 3, tables_3};
const struct ct_schema kit_schema_clash = {2, 3, tables_clash};
const struct ct_schema kit_schema_strange = {1, 1, tables_strange};

/* Two bytes that tell them apart, so that prefixes of bytes are met too. */
static const uint8_t ids[KIT_IDS][16] = {
    {0x00, 0x00}, {0x00, 0xff}, {0x01, 0x00}, {0x01, 0xff}, {0x41, 0x00}, {0x41, 0xff},
    {0x61, 0x00}, {0x61, 0xff}, {0x7f, 0x00}, {0x7f, 0xff}, {0x80, 0x00}, {0x80, 0xff},
    {0xfe, 0x00}, {0xfe, 0xff}, {0xff, 0x00}, {0xff, 0xff},
};

ct_value
kit_null(void)
{
    return (ct_value){.type = CT_TYPE_NULL};
}

ct_value
kit_int(int64_t i64)
{
    return (ct_value){.type = CT_TYPE_INT64, .i64 = i64};
}

ct_value
kit_text(const char *text)
{
    if (!text)
        return kit_null();
    return (ct_value){.type = CT_TYPE_TEXT, .data = text, .len = strlen(text)};
}

ct_value
kit_blob(const void *data, size_t size)
{
    return (ct_value){.type = CT_TYPE_BLOB, .data = data, .len = size};
}

ct_value
kit_id(int number)
{
    return kit_blob(ids[number], sizeof ids[number]);
}

struct kit_row
kit_sample(int64_t number)
{
    return kit_sample_of(&kit_schema_1, number);
}

struct kit_row
kit_sample_of(const ct_schema *schema, int64_t number)
{
    struct kit_row row = {.count = schema->tables[TABLE_SAMPLE]->field_count};
    row.values[SAMPLE_ID] = kit_id(5);
    row.values[SAMPLE_NUMBER] = kit_int(number);
    row.values[SAMPLE_DATE] = kit_int(19782);
    row.values[SAMPLE_INSTANT] = kit_int(INT64_C(1700000000000));
    row.values[SAMPLE_COLOR] = kit_int(1);
    row.values[SAMPLE_FLAG] = kit_int(0);
    row.values[SAMPLE_AMOUNT] = kit_int(0);
    row.values[SAMPLE_TEXT] = kit_text("text");
    row.values[SAMPLE_BLOB] = kit_blob("blob", 4);
    row.values[SAMPLE_MAYBE_COLOR] = kit_int(2);
    row.values[SAMPLE_MAYBE_AMOUNT] = kit_int(number);
    return row; /* the rest is NULL */
}

bool
kit_same(const ct_value *a, const ct_value *b)
{
    return a->type == b->type && kit_compare(a, b) == 0;
}

int
kit_compare(const ct_value *a, const ct_value *b)
{
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->type == CT_TYPE_NULL)
        return 0;
    if (a->type == CT_TYPE_INT64)
        return (a->i64 > b->i64) - (a->i64 < b->i64);
    size_t common = a->len < b->len ? a->len : b->len;
    int order = common ? memcmp(a->data, b->data, common) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}
