/* What goes in comes out: every type and format at its ends. */

#include "testkit/kit.h"

/* Of CT_FORMAT_DATE and CT_FORMAT_INSTANT. */
#define FIRST_DAY INT64_C(-719528)
#define LAST_DAY INT64_C(2932896)
#define FIRST_INSTANT INT64_C(-62167219200000)
#define LAST_INSTANT INT64_C(253402300799999)

static void
expect_back(struct kit *kit, struct kit_session *session, const struct kit_row *row,
            const char *where)
{
    struct kit_row found;
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, row, &found));
    EXPECT_ROW(TABLE_SAMPLE, row, &found, where);
}

static void
expect_in_indexes(struct kit *kit, struct kit_session *session, const struct kit_row *row)
{
    for (uint32_t index = BY_KEY; index <= BY_NUMBER; index++) {
        const ct_scan all = {.table = TABLE_SAMPLE, .index = index};
        struct kit_row found[2];
        size_t count;
        EXPECT(CT_OK, session, kit_scan(session, &all, found, 2, &count));
        kit_expect_number(kit, 1, (int64_t)count, "rows in an index after one was inserted");
        EXPECT_ROW(TABLE_SAMPLE, row, &found[0], "from a scan");
    }
}

/* The row comes back within its transaction, to another session, and to another storage. */
static void
expect_round_trip(struct kit *kit, const struct kit_row *row)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_session *other = &kit->sessions[1];
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, row));
    expect_back(kit, session, row, "in the transaction that inserted it");
    expect_in_indexes(kit, session, row);
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_OK, other, kit_begin_reading(other));
    expect_back(kit, other, row, "in another session");
    EXPECT(CT_OK, other, kit_commit(other));
    kit_restart(kit);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    expect_back(kit, session, row, "after reopening");
    EXPECT(CT_OK, session, kit_commit(session));
}

/* The columns from `amount` on, as such and as what may be NULL. */
static void
set_both(struct kit_row *row, uint32_t column, ct_value value)
{
    row->values[column] = value;
    row->values[column + (SAMPLE_MAYBE_DATE - SAMPLE_DATE)] = value;
}

static void
check_greatest(struct kit *kit)
{
    struct kit_row row = kit_sample(INT64_MAX);
    row.values[SAMPLE_ID] = row.values[SAMPLE_MAYBE_ID] = kit_id(KIT_IDS - 1);
    set_both(&row, SAMPLE_DATE, kit_int(LAST_DAY));
    set_both(&row, SAMPLE_INSTANT, kit_int(LAST_INSTANT));
    set_both(&row, SAMPLE_COLOR, kit_int(7));
    set_both(&row, SAMPLE_FLAG, kit_int(1));
    set_both(&row, SAMPLE_AMOUNT, kit_int(INT64_MAX));
    set_both(&row, SAMPLE_TEXT, kit_text("\xF4\x8F\xBF\xBF"));
    set_both(&row, SAMPLE_BLOB, kit_blob("\xff\xff\xff", 3));
    expect_round_trip(kit, &row);
}

static void
check_least(struct kit *kit)
{
    struct kit_row row = kit_sample(INT64_MIN);
    row.values[SAMPLE_ID] = row.values[SAMPLE_MAYBE_ID] = kit_id(0);
    set_both(&row, SAMPLE_DATE, kit_int(FIRST_DAY));
    set_both(&row, SAMPLE_INSTANT, kit_int(FIRST_INSTANT));
    set_both(&row, SAMPLE_FLAG, kit_int(0));
    set_both(&row, SAMPLE_AMOUNT, kit_int(INT64_MIN));
    set_both(&row, SAMPLE_TEXT, kit_text(""));
    set_both(&row, SAMPLE_BLOB, kit_blob("", 0));
    expect_round_trip(kit, &row);
}

static void
check_empty_without_pointer(struct kit *kit)
{
    struct kit_row row = kit_sample(1);
    set_both(&row, SAMPLE_TEXT, (ct_value){.type = CT_TYPE_TEXT});
    set_both(&row, SAMPLE_BLOB, (ct_value){.type = CT_TYPE_BLOB});
    expect_round_trip(kit, &row);
}

static void
check_zero(struct kit *kit)
{
    struct kit_row row = kit_sample(0);
    set_both(&row, SAMPLE_DATE, kit_int(0));
    set_both(&row, SAMPLE_INSTANT, kit_int(0));
    set_both(&row, SAMPLE_AMOUNT, kit_int(0));
    expect_round_trip(kit, &row);
}

static void
check_before_1970(struct kit *kit)
{
    struct kit_row row = kit_sample(-1);
    row.values[SAMPLE_DATE] = kit_int(-1);
    row.values[SAMPLE_MAYBE_DATE] = kit_int(-719468); /* 0000-03-01, after a leap day */
    row.values[SAMPLE_INSTANT] = kit_int(-1);
    row.values[SAMPLE_MAYBE_INSTANT] = kit_int(-999);
    row.values[SAMPLE_AMOUNT] = kit_int(-1);
    expect_round_trip(kit, &row);
}

static void
check_utf8(struct kit *kit)
{
    struct kit_row row = kit_sample(1);
    set_both(&row, SAMPLE_TEXT, kit_text("\x01 \x7f \xC2\x80 e\xCC\x80 \xC3\xA8 \xE2\x82\xAC "
                                         "\xEF\xBB\xBF \xEF\xBF\xBF \xF0\x9F\x8D\xBA '\"\\;%_\r\n"));
    set_both(&row, SAMPLE_BLOB, kit_blob("\0'\\\xff\xC3(\0", 7));
    expect_round_trip(kit, &row);
}

static void
check_mebibyte(struct kit *kit)
{
    enum { MEBIBYTE = 1 << 20 };
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    char *text = kit_room(session, MEBIBYTE);
    unsigned char *bytes = kit_room(session, MEBIBYTE);
    for (size_t i = 0; i < MEBIBYTE; i++) {
        text[i] = (char)('a' + i % 23);
        bytes[i] = (unsigned char)(i % 251);
    }
    row.values[SAMPLE_TEXT] = (ct_value){.type = CT_TYPE_TEXT, .data = text, .len = MEBIBYTE};
    row.values[SAMPLE_BLOB] = kit_blob(bytes, MEBIBYTE);
    expect_round_trip(kit, &row);
}

static void
check_null(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row empty = kit_sample(1);
    struct kit_row null = kit_sample(2);
    struct kit_row found;
    empty.values[SAMPLE_MAYBE_TEXT] = kit_text("");
    empty.values[SAMPLE_MAYBE_BLOB] = kit_blob("", 0);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &empty));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &null));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &empty, &found));
    EXPECT_ROW(TABLE_SAMPLE, &empty, &found, "with empty text and blob");
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &null, &found));
    EXPECT_ROW(TABLE_SAMPLE, &null, &found, "with NULL for text and blob");
    /* From one to the other, and back. */
    EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &empty, SAMPLE_MAYBE_TEXT, kit_null()));
    EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &null, SAMPLE_MAYBE_TEXT, kit_text("")));
    empty.values[SAMPLE_MAYBE_TEXT] = kit_null();
    null.values[SAMPLE_MAYBE_TEXT] = kit_text("");
    expect_back(kit, session, &empty, "after an update to NULL");
    expect_back(kit, session, &null, "after an update from NULL to the empty text");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_labels(struct kit *kit)
{
    static const int64_t colors[] = {1, 2, 3, 7};
    struct kit_session *session = &kit->sessions[0];
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = 0; i < 8; i++) {
        struct kit_row row = kit_sample(i);
        set_both(&row, SAMPLE_COLOR, kit_int(colors[i / 2]));
        set_both(&row, SAMPLE_FLAG, kit_int(i % 2));
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
        expect_back(kit, session, &row, "after an insert");
        row.values[SAMPLE_COLOR] = kit_int(colors[3 - i / 2]);
        EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_COLOR,
                                       row.values[SAMPLE_COLOR]));
        expect_back(kit, session, &row, "after an update");
    }
    EXPECT(CT_OK, session, kit_commit(session));
}

/* One value that a column must refuse. */
struct bad_value {
    uint32_t column;
    ct_value value;
    ct_status answer;
};

static void
expect_refused(struct kit *kit, const struct bad_value *bad, const char *what)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(2);
    struct kit_row present = kit_sample(1);
    bool is_over;
    row.values[bad->column] = bad->value;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    ct_status status = kit_insert(session, TABLE_SAMPLE, &row);
    kit_expect(kit, bad->answer, kit_told(session, status, &is_over), session, what);
    kit_roll_back(session);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    status = kit_set(session, TABLE_SAMPLE, &present, bad->column, bad->value);
    kit_expect(kit, bad->answer, kit_told(session, status, &is_over), session, what);
    kit_roll_back(session);
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows after a refusal");
}

static void
check_nul(struct kit *kit)
{
    static const struct bad_value bad[] = {
        {SAMPLE_TEXT, {CT_TYPE_TEXT, 0, 0, "a\0b", 3}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_TEXT, {CT_TYPE_TEXT, 0, 0, "", 1}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_MAYBE_TEXT, {CT_TYPE_TEXT, 0, 0, "ab\0", 3}, CT_ERR_INVALID_ARGUMENT},
    };
    kit_store(kit, 1, 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_refused(kit, &bad[i], "a write of text with U+0000 in it");
}

static void
check_bad_values(struct kit *kit)
{
    static const struct bad_value bad[] = {
        {SAMPLE_TEXT, {0}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_AMOUNT, {0}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_BLOB, {0}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_DATE, {0}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_TEXT, {CT_TYPE_INT64, 0, 1, NULL, 0}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_AMOUNT, {CT_TYPE_TEXT, 0, 0, "1", 1}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_TEXT, {CT_TYPE_BLOB, 0, 0, "a", 1}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_BLOB, {CT_TYPE_TEXT, 0, 0, "a", 1}, CT_ERR_INVALID_ARGUMENT},
        {SAMPLE_DATE, {CT_TYPE_TEXT, 0, 0, "2024-02-29", 10}, CT_ERR_INVALID_ARGUMENT},
    };
    kit_store(kit, 1, 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_refused(kit, &bad[i], "a write of a value that is not of its column");
}

static void
check_unknown_types(struct kit *kit)
{
    static const struct bad_value bad[] = {
        {SAMPLE_MAYBE_AMOUNT, {99, 0, 0, NULL, 0}, CT_ERR_UNSUPPORTED},
        {SAMPLE_MAYBE_TEXT, {4, 0, 0, NULL, 0}, CT_ERR_UNSUPPORTED},
        {SAMPLE_MAYBE_AMOUNT, {-1, 0, 0, NULL, 0}, CT_ERR_UNSUPPORTED},
    };
    kit_store(kit, 1, 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_refused(kit, &bad[i], "a write of a value of an unknown type");
}

static const struct kit_check checks[] = {
    {"greatest-values", "The greatest value of every type comes back as it went in.",
     check_greatest, 0},
    {"least-values", "The least value of every type comes back as it went in.", check_least, 0},
    {"zero-values", "Numbers, days and instants of zero come back as they went in.", check_zero, 0},
    {"before-1970", "Days and instants before 1970 come back with their milliseconds.",
     check_before_1970, 0},
    {"utf-8", "Text of one to four bytes a character, and blobs of any bytes, come back exactly.",
     check_utf8, 0},
    {"mebibyte", "Text and blobs of 1 MiB come back whole.", check_mebibyte, 0},
    {"null-is-not-empty", "NULL is told from empty text and from an empty blob.", check_null, 0},
    {"empty-without-pointer", "Empty text and blobs may come with a NULL pointer.",
     check_empty_without_pointer, 0},
    {"labels", "Every label of an enumeration and both booleans come back as numbers.",
     check_labels, 0},
    {"nul-refused", "Text with U+0000 is an invalid argument.", check_nul, 0},
    {"bad-values-refused", "A value that is not of its column is an invalid argument.",
     check_bad_values, 0},
    {"unknown-types-refused", "A value of an unknown type is not supported.", check_unknown_types,
     0},
};
const struct kit_checks kit_value_checks = KIT_CHECKS(checks);
