/* What is unknown, out of place, or taken away too early: refused in words, or no matter. */
#include "testkit/kit.h"

static void
check_unknown_flags(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const uint32_t strange = UINT32_C(1) << 30;
    int cursor;
    EXPECT(CT_ERR_UNSUPPORTED, session, kit_begin(session, strange, KIT_PATIENT_MS));
    EXPECT(CT_ERR_UNSUPPORTED, session,
           kit_begin(session, strange | CT_TRANSACTION_READ_ONLY, KIT_PATIENT_MS));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    const ct_scan range = {.table = TABLE_SAMPLE, .flags = strange};
    EXPECT(CT_ERR_UNSUPPORTED, session, kit_scan_open(session, &range, &cursor));
    kit_roll_back(session);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_commit(session));
}

/* A newer library's structs are longer; what is behind the known part is none of the back end's. */
static void
check_longer_structs(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct {
        ct_transaction_options known;
        unsigned char more[64];
    } options;
    struct {
        ct_scan known;
        unsigned char more[64];
    } range;
    const ct_value one = kit_int(1);
    struct kit_row row;
    int cursor;
    kit_store(kit, 0, 3);
    memset(&options, 0xa5, sizeof options);
    options.known = (ct_transaction_options){sizeof options, CT_TRANSACTION_READ_ONLY, 1000};
    memset(&range, 0xa5, sizeof range);
    range.known = (ct_scan){.size = sizeof range, .table = TABLE_SAMPLE, .index = BY_NUMBER,
                            .limit = 1, .low = &one, .low_count = 1};
    EXPECT(CT_OK, session, session->ops->begin(session->handle, &options.known, &session->diag));
    EXPECT(CT_OK, session, session->ops->scan_open(session->handle, &range.known,
                                                   &session->cursors[0], &session->diag));
    cursor = 0;
    EXPECT(CT_OK, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
    kit_expect_number(kit, 1, row.values[SAMPLE_NUMBER].i64, "the row of a scan");
    EXPECT(CT_DONE, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
    kit_scan_close(session, cursor);
    if (session->ops->expect_none) {
        const ct_value nine = kit_int(9);
        range.known.low = &nine;
        EXPECT(CT_OK, session,
               session->ops->expect_none(session->handle, &range.known, &session->diag));
    }
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
expect_scan_refused(struct kit *kit, ct_status answer, const ct_scan *range)
{
    struct kit_session *session = &kit->sessions[0];
    int cursor;
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(answer, session, kit_scan_open(session, range, &cursor));
    kit_roll_back(session);
}

static void
check_bad_ranges(struct kit *kit)
{
    const ct_value strange = {.type = 99};
    ct_value bounds[CT__COLUMNS_MAX] = {kit_id(1), kit_int(1), kit_int(1)};
    expect_scan_refused(kit, CT_ERR_INVALID_ARGUMENT, &(ct_scan){.table = 9});
    expect_scan_refused(kit, CT_ERR_INVALID_ARGUMENT, &(ct_scan){.index = BY_ADDED});
    expect_scan_refused(kit, CT_ERR_INVALID_ARGUMENT,
                        &(ct_scan){.low = bounds, .low_count = 3}); /* the key has two columns */
    expect_scan_refused(kit, CT_ERR_INVALID_ARGUMENT,
                        &(ct_scan){.high = bounds, .high_count = 3});
    expect_scan_refused(kit, CT_ERR_INVALID_ARGUMENT,
                        &(ct_scan){.low = &bounds[1], .low_count = 1}); /* begins with a blob */
    expect_scan_refused(kit, CT_ERR_INVALID_ARGUMENT,
                        &(ct_scan){.high = &bounds[1], .high_count = 1});
    expect_scan_refused(kit, CT_ERR_UNSUPPORTED, &(ct_scan){.low = &strange, .low_count = 1});
    expect_scan_refused(kit, CT_ERR_UNSUPPORTED, &(ct_scan){.high = &strange, .high_count = 1});
}

static void
check_wrong_counts(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const struct kit_row row = kit_sample(2);
    kit_store(kit, 1, 1);
    for (int more = -1; more <= 1; more += 2) {
        struct kit_row other = row;
        other.count = more < 0 ? row.count - 1 : row.count + 1;
        EXPECT(CT_OK, session, kit_begin_writing(session));
        EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session, kit_insert(session, TABLE_SAMPLE, &other));
    }
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows");
}

static void
check_unknown_numbers(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const struct kit_row row = kit_sample(1);
    const struct kit_row one = {.values = {kit_int(1)}, .count = 1};
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session, kit_insert(session, TABLE_TALLY, &one));
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session,
                kit_set(session, TABLE_SAMPLE, &row, SAMPLE_ADDED_TEXT, kit_text("no column")));
    EXPECT(CT_OK, session, kit_begin_writing(session)); /* a key never changes */
    EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session,
                kit_set(session, TABLE_SAMPLE, &row, SAMPLE_NUMBER, kit_int(9)));
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows");
}

static void
check_begin_twice(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, kit_begin(session, 0, KIT_IMPATIENT_MS));
    kit_roll_back(session);
    kit_expect_number(kit, 0, (int64_t)kit_committed_count(kit), "rows");
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_commit(session));
}

/* All calls of the kit scribble over what they lent; here it is looked for on purpose: several rows
 * before the first is read, keys and columns of updates, bounds of cursors that go on. */
static void
check_kept_arguments(struct kit *kit)
{
    enum { COUNT = 5 };
    struct kit_session *session = &kit->sessions[0];
    struct kit_row rows[COUNT];
    struct kit_row found;
    int cursor;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = 0; i < COUNT; i++) {
        rows[i] = kit_sample(i);
        rows[i].values[SAMPLE_MAYBE_TEXT] = kit_text(i % 2 ? "odd" : "even");
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &rows[i]));
    }
    for (int64_t i = 0; i < COUNT; i++) {
        const uint32_t columns[] = {SAMPLE_TEXT, SAMPLE_BLOB};
        const ct_value values[] = {kit_text(i % 2 ? "new" : "changed"), kit_blob("\1\2\3", 3)};
        rows[i].values[SAMPLE_TEXT] = values[0];
        rows[i].values[SAMPLE_BLOB] = values[1];
        EXPECT(CT_OK, session,
               kit_update(session, TABLE_SAMPLE, &rows[i], columns, values, 2));
    }
    const ct_value bounds[] = {kit_text("even"), kit_text("odd")};
    const ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE, .low = &bounds[0],
                           .low_count = 1, .high = &bounds[1], .high_count = 1,
                           .flags = CT_SCAN_HIGH_OPEN};
    EXPECT(CT_OK, session, kit_scan_open(session, &range, &cursor));
    for (int64_t i = 0; i < COUNT; i += 2) {
        EXPECT(CT_OK, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &found));
        EXPECT_ROW(TABLE_SAMPLE, &rows[i], &found, "from a scan whose bounds were overwritten");
    }
    EXPECT(CT_DONE, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &found));
    kit_scan_close(session, cursor);
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    for (int64_t i = 0; i < COUNT; i++) {
        EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &rows[i], &found));
        EXPECT_ROW(TABLE_SAMPLE, &rows[i], &found, "whose arguments were overwritten");
    }
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
expect_detail(struct kit *kit, const struct kit_session *session, ct_status status,
              const char *call)
{
    if (status == CT_OK)
        kit_fail(kit, "expected a failure of %s, saw CT_OK", call);
    if (!session->diag.message[0])
        kit_fail(kit, "expected a detail with %s from %s, saw none", ct_status_name(status), call);
}

static void
check_detail(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_session *other = &kit->sessions[1];
    struct kit_row row = kit_sample(1);
    struct kit_row bad = kit_sample(2);
    bool is_over;
    int cursor;
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    expect_detail(kit, session, kit_told(session, kit_insert(session, TABLE_SAMPLE, &row), &is_over),
                  "an insert of a taken key");
    kit_roll_back(session);
    bad.values[SAMPLE_MAYBE_AMOUNT] = kit_int(1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    expect_detail(kit, session, kit_told(session, kit_insert(session, TABLE_SAMPLE, &bad), &is_over),
                  "an insert of a taken unique value");
    if (!is_over)
        expect_detail(kit, session, kit_commit(session), "the commit of a doomed transaction");
    kit_roll_back(session);
    bad.values[SAMPLE_TEXT] = kit_null();
    EXPECT(CT_OK, session, kit_begin_writing(session));
    expect_detail(kit, session, kit_told(session, kit_insert(session, TABLE_SAMPLE, &bad), &is_over),
                  "an insert of NULL where there must be a value");
    kit_roll_back(session);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    expect_detail(kit, session, kit_scan_open(session, &(ct_scan){.table = 9}, &cursor),
                  "a scan of a table that is not there");
    kit_roll_back(session);
    expect_detail(kit, session, kit_begin(session, UINT32_C(1) << 30, 0),
                  "a begin with an unknown flag");
    expect_detail(kit, session, kit_commit(session), "a commit without a transaction");
    EXPECT(CT_OK, other, kit_begin_writing(other));
    EXPECT(CT_OK, other, kit_set(other, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(5)));
    ct_status status = kit_begin(session, 0, KIT_IMPATIENT_MS);
    if (!status)
        status = kit_told(session, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(6)),
                          &is_over);
    expect_detail(kit, session, status, "a writer that meets another");
    kit_roll_back(session);
    kit_roll_back(other);
}

static void
check_detail_of_schemas(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    kit_open_all(kit, &kit_schema_2);
    kit_close(session);
    expect_detail(kit, session, kit_open(session, kit->storage, &kit_schema_1),
                  "ensure_schema of an older schema");
}

/* Nobody listens: a diagnostic may be NULL. */
static void
check_no_listener(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_transaction_options options = {sizeof options, UINT32_C(1) << 30, 0};
    const ct_transaction_options reading = {sizeof reading, CT_TRANSACTION_READ_ONLY, 1000};
    const ct_value one = kit_int(1);
    EXPECT(CT_ERR_UNSUPPORTED, session, session->ops->begin(session->handle, &options, NULL));
    EXPECT(CT_OK, session, session->ops->begin(session->handle, &reading, NULL));
    EXPECT(CT_ERR_INVALID_ARGUMENT, session,
           session->ops->insert(session->handle, TABLE_SAMPLE, &one, 1, NULL));
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, session->ops->commit(session->handle, NULL));
}

static const struct kit_check checks[] = {
    {"unknown-flags", "An unknown flag is not supported, and changes nothing.", check_unknown_flags,
     0},
    {"longer-structs", "Of a longer struct the known part is read, and the rest is left alone.",
     check_longer_structs, 0},
    {"bad-ranges", "A table, an index or a bound that is not there is an invalid argument.",
     check_bad_ranges, 0},
    {"wrong-counts", "A row of too few or too many columns is an invalid argument, and dooms.",
     check_wrong_counts, 0},
    {"unknown-numbers", "A table or column that is not there, or a key's, is an invalid argument.",
     check_unknown_numbers, 0},
    {"begin-twice", "Transactions are not nested.", check_begin_twice, 0},
    {"arguments-not-kept", "Arguments may be overwritten right after the call.",
     check_kept_arguments, 0},
    {"error-detail", "Every failure comes with words.", check_detail, 0},
    {"error-detail-of-schemas", "So does the refusal of a schema.", check_detail_of_schemas, 0},
    {"no-listener", "A diagnostic may be NULL.", check_no_listener, 0},
};
const struct kit_checks kit_misuse_checks = KIT_CHECKS(checks);
