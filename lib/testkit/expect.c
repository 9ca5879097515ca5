/* Ranges that a transaction counts on being empty: where a back end has expect_none. */
#include "testkit/kit.h"

static const ct_scan any_sample = {.table = TABLE_SAMPLE};

/* The samples from `low` to `high`, which live as long as the range. */
static ct_scan
numbered(const ct_value *low, const ct_value *high)
{
    return (ct_scan){.table = TABLE_SAMPLE, .index = BY_NUMBER, .low = low, .low_count = 1,
                     .high = high, .high_count = 1};
}

static void
start(struct kit *kit, uint32_t flags)
{
    struct kit_session *session = &kit->sessions[0];
    EXPECT(CT_OK, session, kit_begin(session, flags, KIT_PATIENT_MS));
}

static void
expect_rows(struct kit *kit, int64_t expected)
{
    kit_expect_number(kit, expected, (int64_t)kit_committed_count(kit),
                      "rows after a transaction that counted on an empty range");
}

/* Nothing is called in between that could tell. */
static ct_status
commit_after(struct kit_session *session, ct_status expected)
{
    if (!expected)
        return kit_commit(session);
    kit_roll_back(session);
    return expected;
}

static void
check_conflict(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value one = kit_int(1);
    const ct_scan there = numbered(&one, &one);
    struct kit_row row = kit_sample(2);
    kit_store(kit, 1, 1);
    start(kit, 0);
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_ERR_CONFLICT, session, commit_after(session, kit_expect_none(session, &there)));
    if (!session->diag.message[0])
        kit_fail(kit, "expected a detail with the conflict, saw none");
    expect_rows(kit, 1);
    start(kit, 0);
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT_TOLD(CT_ERR_CONFLICT, session, kit_expect_none(session, &there));
    expect_rows(kit, 1);
    start(kit, 0);
    EXPECT(CT_ERR_CONFLICT, session, commit_after(session, kit_expect_none(session, &there)));
    start(kit, 0);
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    expect_rows(kit, 2);
}

/* With the samples 2 and 4. */
static void
check_ranges(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value three[] = {kit_id(5), kit_int(3)};
    const ct_value five[] = {kit_id(5), kit_int(5)};
    const ct_value two = kit_int(2), four = kit_int(4), null = kit_null();
    const uint32_t open = CT_SCAN_LOW_OPEN | CT_SCAN_HIGH_OPEN;
    const struct {
        ct_scan range;
        ct_status answer;
    } cases[] = {
        {any_sample, CT_ERR_CONFLICT},
        {{.index = BY_KEY, .low = three, .low_count = 2, .high = three, .high_count = 2}, CT_OK},
        {{.index = BY_KEY, .low = three, .low_count = 2, .high = five, .high_count = 2},
         CT_ERR_CONFLICT},
        {{.index = BY_KEY, .low = five, .low_count = 2}, CT_OK},
        {{.index = BY_KEY, .low = five, .low_count = 2, .high = three, .high_count = 2}, CT_OK},
        {{.index = BY_KEY, .high = three, .high_count = 1}, CT_ERR_CONFLICT},
        {{.index = BY_NUMBER, .low = &two, .low_count = 1, .high = &four, .high_count = 1,
          .flags = open}, CT_OK},
        {{.index = BY_NUMBER, .low = &two, .low_count = 1, .high = &four, .high_count = 1,
          .flags = CT_SCAN_LOW_OPEN | CT_SCAN_DESCENDING}, CT_ERR_CONFLICT},
        {{.index = BY_NUMBER, .high = &two, .high_count = 1, .limit = 1}, CT_ERR_CONFLICT},
        {{.index = BY_NUMBER, .low = &four, .low_count = 1, .limit = 1,
          .flags = CT_SCAN_LOW_OPEN}, CT_OK},
        {{.index = BY_MAYBE, .low = &null, .low_count = 1, .high = &null, .high_count = 1},
         CT_ERR_CONFLICT},
        {{.index = BY_MAYBE, .low = &null, .low_count = 1, .flags = CT_SCAN_LOW_OPEN}, CT_OK},
        {{.table = TABLE_NODE}, CT_OK},
    };
    kit_store(kit, 2, 1);
    kit_store(kit, 4, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        start(kit, 0);
        ct_status seen = commit_after(session, kit_expect_none(session, &cases[i].range));
        if (seen != cases[i].answer)
            kit_fail(kit, "expected %s from a transaction that counted on range %zu being empty, "
                          "saw %s: %s",
                     ct_status_name(cases[i].answer), i + 1, ct_status_name(seen),
                     session->diag.message);
    }
}

static void
check_own_rows(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value one = kit_int(1), two = kit_int(2);
    const ct_scan erased = numbered(&one, &one), added = numbered(&two, &two);
    struct kit_row old = kit_sample(1), new = kit_sample(2);
    kit_store(kit, 1, 1);
    start(kit, 0);
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &new));
    EXPECT(CT_ERR_CONFLICT, session, commit_after(session, kit_expect_none(session, &added)));
    expect_rows(kit, 1);
    start(kit, 0);
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &old));
    EXPECT(CT_OK, session, kit_expect_none(session, &erased));
    EXPECT(CT_OK, session, kit_commit(session));
    expect_rows(kit, 0);
}

/* Wherever in the transaction the one range is that is not empty. */
static void
check_several(struct kit *kit)
{
    enum { COUNT = 3 };
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(10);
    kit_store(kit, 1, 1);
    for (int64_t present = 0; present <= COUNT; present++) {
        ct_status status = CT_OK;
        start(kit, 0);
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
        for (int64_t i = 0; i < COUNT && !status; i++) {
            const ct_value number = kit_int(i == present ? 1 : 100 + i);
            const ct_scan range = numbered(&number, &number);
            status = kit_expect_none(session, &range);
        }
        EXPECT(present < COUNT ? CT_ERR_CONFLICT : CT_OK, session, commit_after(session, status));
    }
    expect_rows(kit, 2);
}

/* What the call was lent is overwritten by then. */
static void
check_arguments(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    const ct_value bounds[] = {kit_text("long enough to lie elsewhere: a"),
                               kit_text("long enough to lie elsewhere: c")};
    const ct_scan range = {.table = TABLE_SAMPLE, .index = BY_MAYBE, .low = &bounds[0],
                           .low_count = 1, .high = &bounds[1], .high_count = 1};
    row.values[SAMPLE_MAYBE_TEXT] = kit_text("long enough to lie elsewhere: b");
    start(kit, 0);
    EXPECT(CT_OK, session, kit_expect_none(session, &range));
    EXPECT(CT_OK, session, kit_commit(session));
    start(kit, 0);
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    start(kit, 0);
    EXPECT(CT_ERR_CONFLICT, session, commit_after(session, kit_expect_none(session, &range)));
}

static void
check_end(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    kit_store(kit, 1, 1);
    start(kit, 0);
    ct_status status = kit_expect_none(session, &any_sample);
    if (status && status != CT_ERR_CONFLICT)
        kit_expect(kit, CT_OK, status, session, "expect_none");
    kit_roll_back(session);
    start(kit, 0);
    EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &(struct kit_row){
                               .values = {kit_id(5), kit_int(1)}, .count = 2},
                               SAMPLE_AMOUNT, kit_int(7)));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 7, kit_committed_amount(kit, 1), "an amount");
}

static void
check_reading(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value two = kit_int(2);
    const ct_scan empty = numbered(&two, &two);
    kit_store(kit, 1, 1);
    start(kit, CT_TRANSACTION_READ_ONLY);
    EXPECT(CT_OK, session, kit_expect_none(session, &empty));
    EXPECT(CT_OK, session, kit_commit(session));
    start(kit, CT_TRANSACTION_READ_ONLY);
    EXPECT(CT_ERR_CONFLICT, session, commit_after(session, kit_expect_none(session, &any_sample)));
}

static void
check_beside_cursor(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value nine = kit_int(9);
    const ct_scan empty = numbered(&nine, &nine);
    struct kit_row row;
    int cursor;
    kit_store(kit, 1, 2);
    start(kit, 0);
    EXPECT(CT_OK, session, kit_scan_open(session, &any_sample, &cursor));
    for (int64_t i = 1; i <= 2; i++) {
        EXPECT(CT_OK, session, kit_expect_none(session, &empty));
        EXPECT(CT_OK, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
        kit_expect_number(kit, i, row.values[SAMPLE_NUMBER].i64, "a row of the cursor");
    }
    EXPECT(CT_DONE, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
    kit_scan_close(session, cursor);
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Each counts on there being no row where the other adds one. `early`: the first commits before the
 * second adds. */
static bool
get_through(struct kit *kit, struct kit_session *session, ct_status status)
{
    status = commit_after(session, status);
    if (status && status != CT_ERR_CONFLICT && status != CT_ERR_BUSY)
        kit_expect(kit, CT_OK, status, session, "one of two transactions that exclude each other");
    return !status;
}

static ct_status
add(struct kit_session *session, ct_status status, int64_t number)
{
    const struct kit_row row = kit_sample(number);
    return status ? status : kit_insert(session, TABLE_SAMPLE, &row);
}

static void
exclude(struct kit *kit, int64_t number, bool early)
{
    struct kit_session *a = &kit->sessions[0], *b = &kit->sessions[1];
    const ct_value own = kit_int(number), other = kit_int(number + 1);
    const ct_scan of_a = numbered(&own, &own), of_b = numbered(&other, &other);
    ct_status of_second = CT_OK;
    EXPECT(CT_OK, a, kit_begin(a, 0, KIT_IMPATIENT_MS));
    ct_status of_first = kit_expect_none(a, &of_b);
    ct_status begun = kit_begin(b, 0, KIT_IMPATIENT_MS);
    of_second = begun ? begun : kit_expect_none(b, &of_a);
    of_first = add(a, of_first, number);
    bool a_did = early && get_through(kit, a, of_first);
    of_second = add(b, of_second, number + 1);
    a_did = early ? a_did : get_through(kit, a, of_first);
    bool b_did = get_through(kit, b, of_second);
    if (a_did == b_did)
        kit_fail(kit, "expected one of two transactions to get through that count on there being "
                      "no row where the other adds one, saw %s",
                 a_did ? "both" : "none");
    EXPECT(CT_OK, b, kit_begin_writing(b));
    EXPECT(CT_ERR_CONFLICT, b, commit_after(b, kit_expect_none(b, a_did ? &of_a : &of_b)));
}

static void
check_two(struct kit *kit)
{
    exclude(kit, 1, false);
    exclude(kit, 3, true);
    expect_rows(kit, 2);
}

static void
expect_refused(struct kit *kit, ct_status answer, const ct_scan *range)
{
    struct kit_session *session = &kit->sessions[0];
    start(kit, 0);
    EXPECT(answer, session, kit_expect_none(session, range));
    if (!session->diag.message[0])
        kit_fail(kit, "expected a detail with %s, saw none", ct_status_name(answer));
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, kit_commit(session));
}

static void
check_refused(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const struct kit_row row = kit_sample(1);
    const ct_value strange = {.type = 99};
    const ct_value bounds[] = {kit_id(1), kit_int(1), kit_int(1)};
    bool is_over;
    kit_store(kit, 1, 1);
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, kit_expect_none(session, &any_sample));
    expect_refused(kit, CT_ERR_UNSUPPORTED, &(ct_scan){.flags = UINT32_C(1) << 30});
    expect_refused(kit, CT_ERR_INVALID_ARGUMENT, &(ct_scan){.table = 9});
    expect_refused(kit, CT_ERR_INVALID_ARGUMENT, &(ct_scan){.index = BY_ADDED});
    expect_refused(kit, CT_ERR_INVALID_ARGUMENT, &(ct_scan){.low = bounds, .low_count = 3});
    expect_refused(kit, CT_ERR_INVALID_ARGUMENT, &(ct_scan){.high = &bounds[1], .high_count = 1});
    expect_refused(kit, CT_ERR_UNSUPPORTED, &(ct_scan){.low = &strange, .low_count = 1});
    start(kit, 0);
    EXPECT(CT_ERR_EXISTS, session,
           kit_told(session, kit_insert(session, TABLE_SAMPLE, &row), &is_over));
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, kit_expect_none(session, &any_sample));
    kit_roll_back(session);
}

static const struct kit_check checks[] = {
    {"expect-none", "A row in a range that was to be empty is a conflict, of which nothing stays.",
     check_conflict, NEEDS_EXPECT_NONE},
    {"expect-none-ranges", "It is asked of bounds as a scan is; direction and limit are no matter.",
     check_ranges, NEEDS_EXPECT_NONE},
    {"expect-none-own", "What the transaction itself wrote and erased before counts too.",
     check_own_rows, NEEDS_EXPECT_NONE},
    {"expect-none-several", "Each of several ranges of a transaction is to be empty.",
     check_several, NEEDS_EXPECT_NONE},
    {"expect-none-arguments", "The range and its bounds may be overwritten right after the call.",
     check_arguments, NEEDS_EXPECT_NONE},
    {"expect-none-ends", "After a roll-back nothing is left of it.", check_end, NEEDS_EXPECT_NONE},
    {"expect-none-read-only", "A read-only transaction may count on an empty range.",
     check_reading, NEEDS_EXPECT_NONE},
    {"expect-none-beside-cursor", "It may be asked for while a cursor goes on.",
     check_beside_cursor, NEEDS_EXPECT_NONE},
    {"expect-none-two", "Of two who each add what the other counts on not being there, one gets "
                        "through.",
     check_two, NEEDS_EXPECT_NONE},
    {"expect-none-refused", "An unknown flag, a range that is not there, and a call out of place "
                            "are refused.",
     check_refused, NEEDS_EXPECT_NONE},
};
const struct kit_checks kit_expect_checks = KIT_CHECKS(checks);
