/* Single rows: keys, unique indexes, updates, and what is not there. */
#include "testkit/kit.h"

static void
check_update(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    struct kit_row other = kit_sample(2);
    struct kit_row found;
    kit_store(kit, 1, 2);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session,
           kit_set(session, TABLE_SAMPLE, &row, SAMPLE_MAYBE_TEXT, kit_text("changed")));
    row.values[SAMPLE_MAYBE_TEXT] = kit_text("changed");
    const uint32_t columns[] = {SAMPLE_MAYBE_AMOUNT, SAMPLE_DATE, SAMPLE_TEXT};
    const ct_value values[] = {kit_null(), kit_int(0), kit_text("other")};
    EXPECT(CT_OK, session, kit_update(session, TABLE_SAMPLE, &row, columns, values, 3));
    for (size_t i = 0; i < 3; i++)
        row.values[columns[i]] = values[i];
    for (uint32_t index = BY_KEY; index <= BY_NUMBER; index++) {
        const ct_value one = kit_int(1);
        const ct_scan all = {.table = TABLE_SAMPLE, .index = index};
        const ct_scan by_number = {.table = TABLE_SAMPLE, .index = index, .low = &one,
                                   .low_count = 1, .high = &one, .high_count = 1};
        struct kit_row rows[3];
        size_t count;
        EXPECT(CT_OK, session,
               kit_scan(session, index == BY_NUMBER ? &by_number : &all, rows, 3, &count));
        kit_expect_number(kit, index == BY_NUMBER ? 1 : 2, (int64_t)count, "rows in an index");
        size_t at = count > 1 && rows[1].values[SAMPLE_NUMBER].i64 == 1;
        EXPECT_ROW(TABLE_SAMPLE, &row, &rows[at], "the changed row, by an index");
    }
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &row, &found));
    EXPECT_ROW(TABLE_SAMPLE, &row, &found, "the changed row, after its commit");
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &other, &found));
    EXPECT_ROW(TABLE_SAMPLE, &other, &found, "the row beside the changed one");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_erase(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    struct kit_row found;
    kit_store(kit, 1, 2);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &row));
    EXPECT(CT_ERR_NOT_FOUND, session, kit_get(session, TABLE_SAMPLE, &row, &found));
    for (uint32_t index = BY_KEY; index <= BY_NUMBER; index++) {
        const ct_scan all = {.table = TABLE_SAMPLE, .index = index};
        const int64_t left = 2;
        int64_t numbers[3];
        size_t count;
        EXPECT(CT_OK, session, kit_scan_numbers(session, &all, numbers, 3, &count));
        kit_expect_numbers(kit, &left, 1, numbers, count, "in an index after an erase");
    }
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 2, (int64_t)kit_committed_count(kit), "rows after the next insert");
}

/* A back end that buffers may have nothing to say yet, and then tells with the commit. */
static void
expect_not_found(struct kit *kit, struct kit_session *session, ct_status status, const char *call)
{
    if (status == CT_OK) {
        kit_expect(kit, CT_ERR_CONFLICT, kit_commit(session), session, "the commit after it");
        EXPECT(CT_OK, session, kit_begin_writing(session));
        return;
    }
    kit_expect(kit, CT_ERR_NOT_FOUND, status, session, call);
}

static void
check_not_found(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row absent = kit_sample(1);
    struct kit_row present = kit_sample(2);
    struct kit_row found;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_ERR_NOT_FOUND, session, kit_get(session, TABLE_SAMPLE, &absent, &found));
    expect_not_found(kit, session, kit_erase(session, TABLE_SAMPLE, &absent),
                     "kit_erase of a row that is not there");
    expect_not_found(kit, session,
                     kit_set(session, TABLE_SAMPLE, &absent, SAMPLE_AMOUNT, kit_int(1)),
                     "kit_set of a row that is not there");
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &present));
    EXPECT(CT_ERR_NOT_FOUND, session, kit_get(session, TABLE_SAMPLE, &absent, &found));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit),
                      "rows after a transaction that did not find one");
}

static void
check_key_taken(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row taken = kit_sample(1);
    struct kit_row other = kit_sample(2);
    kit_store(kit, 1, 1);
    taken.values[SAMPLE_MAYBE_AMOUNT] = kit_int(99); /* out of the way of the unique index */
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &other));
    EXPECT_TOLD(CT_ERR_EXISTS, session, kit_insert(session, TABLE_SAMPLE, &taken));
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows after a taken key");
}

static void
check_unique(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row taken = kit_sample(3);
    struct kit_row second = kit_sample(2);
    taken.values[SAMPLE_MAYBE_AMOUNT] = kit_int(1);
    kit_store(kit, 1, 2);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT_TOLD(CT_ERR_EXISTS, session, kit_insert(session, TABLE_SAMPLE, &taken));
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT_TOLD(CT_ERR_EXISTS, session,
                kit_set(session, TABLE_SAMPLE, &second, SAMPLE_MAYBE_AMOUNT, kit_int(1)));
    kit_expect_number(kit, 2, (int64_t)kit_committed_count(kit), "rows after a taken unique value");
}

/* Two that write the same: one at most is in the end. */
static void
check_unique_in_two_sessions(struct kit *kit)
{
    struct kit_session *a = &kit->sessions[0];
    struct kit_session *b = &kit->sessions[1];
    struct kit_row first = kit_sample(1);
    struct kit_row second = kit_sample(2);
    second.values[SAMPLE_MAYBE_AMOUNT] = kit_int(1);
    EXPECT(CT_OK, a, kit_begin(a, 0, KIT_IMPATIENT_MS));
    EXPECT(CT_OK, a, kit_insert(a, TABLE_SAMPLE, &first));
    ct_status status = kit_begin(b, 0, KIT_IMPATIENT_MS);
    if (!status)
        status = kit_insert(b, TABLE_SAMPLE, &second);
    EXPECT(CT_OK, a, kit_commit(a));
    if (!status)
        status = kit_commit(b);
    kit_roll_back(b);
    if (status != CT_ERR_BUSY && status != CT_ERR_CONFLICT && status != CT_ERR_EXISTS)
        kit_fail(kit, "expected CT_ERR_BUSY, _CONFLICT or _EXISTS for the second of two equal "
                      "unique values, saw %s: %s",
                 ct_status_name(status), b->diag.message);
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows with one unique value");
    EXPECT(CT_OK, b, kit_begin_writing(b));
    EXPECT_TOLD(CT_ERR_EXISTS, b, kit_insert(b, TABLE_SAMPLE, &second));
}

static void
check_nulls_distinct(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t number = 1; number <= 6; number++) {
        struct kit_row row = kit_sample(number);
        row.values[SAMPLE_MAYBE_COLOR] = number % 2 ? kit_int(2) : kit_null();
        row.values[SAMPLE_MAYBE_AMOUNT] = number % 3 ? kit_null() : kit_int(5);
        EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    }
    /* (2, 5), from number 3, has no NULL in it. */
    struct kit_row seventh = kit_sample(7);
    seventh.values[SAMPLE_MAYBE_AMOUNT] = kit_null();
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &seventh));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 7, (int64_t)kit_committed_count(kit), "rows with NULLs in an index");
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT_TOLD(CT_ERR_EXISTS, session,
                kit_set(session, TABLE_SAMPLE, &seventh, SAMPLE_MAYBE_AMOUNT, kit_int(5)));
}

static void
check_unique_is_free_again(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row first = kit_sample(1);
    struct kit_row second = kit_sample(2);
    second.values[SAMPLE_MAYBE_AMOUNT] = kit_int(1);
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &first));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &second));
    EXPECT(CT_OK, session,
           kit_set(session, TABLE_SAMPLE, &second, SAMPLE_MAYBE_AMOUNT, kit_int(3)));
    EXPECT(CT_OK, session, /* to what it is */
           kit_set(session, TABLE_SAMPLE, &second, SAMPLE_MAYBE_AMOUNT, kit_int(3)));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &first));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 2, (int64_t)kit_committed_count(kit),
                      "rows after a unique value changed hands");
}

static void
check_references(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = {.count = NODE_ORDER + 1};
    struct kit_row found;
    row.values[NODE_ID] = kit_id(1);
    row.values[NODE_PARENT] = kit_id(2); /* nobody */
    row.values[NODE_ORDER] = kit_text("select");
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_NODE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_get(session, TABLE_NODE, &row, &found));
    EXPECT_ROW(TABLE_NODE, &row, &found, "a row that references nobody");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_many_rows(struct kit *kit)
{
    enum { ROWS = 2000 };
    struct kit_session *session = &kit->sessions[0];
    kit_store(kit, 0, ROWS);
    kit_expect_number(kit, ROWS, (int64_t)kit_committed_count(kit), "rows");
    EXPECT(CT_OK, session, kit_begin_writing(session));
    for (int64_t i = 0; i < ROWS; i++) {
        struct kit_row row = kit_sample(i * 7 % ROWS);
        if (i % 2)
            EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &row));
        else
            EXPECT(CT_OK, session,
                   kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(i)));
    }
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, ROWS / 2, (int64_t)kit_committed_count(kit),
                      "rows after half of them were erased");
}

static const struct kit_check checks[] = {
    {"update-named-columns", "An update changes the named columns, in every index, and no others.",
     check_update, 0},
    {"erase", "An erased row is gone from every index, and its key is free again.", check_erase, 0},
    {"not-found-keeps-transaction", "A row that is not there is no failure: the transaction goes on.",
     check_not_found, 0},
    {"key-taken", "A second row with the same primary key exists already, and dooms.",
     check_key_taken, 0},
    {"unique", "A second row with the same values of a unique index exists already, and dooms.",
     check_unique, 0},
    {"unique-in-two-sessions", "Of two sessions that write the same unique value one fails.",
     check_unique_in_two_sessions, 0},
    {"unique-nulls-distinct", "NULLs are distinct in a unique index.", check_nulls_distinct, 0},
    {"unique-free-again", "A unique value is free when its row is gone or changed.",
     check_unique_is_free_again, 0},
    {"references-not-enforced", "A column that references a table may name a row that is not there.",
     check_references, 0},
    {"many-rows", "Thousands of rows are written, changed and erased in one transaction.",
     check_many_rows, 0},
};
const struct kit_checks kit_row_checks = KIT_CHECKS(checks);
