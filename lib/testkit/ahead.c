/* Ranges that a transaction is about to ask for: where a back end has look_ahead. */
#include "testkit/kit.h"

static void
expect_numbers(struct kit *kit, const ct_scan *range, int64_t first, int64_t last)
{
    struct kit_session *session = &kit->sessions[0];
    int64_t numbers[4] = {0};
    size_t count = 0;
    EXPECT(CT_OK, session, kit_scan_numbers(session, range, numbers, 4, &count));
    kit_expect_number(kit, 2, (int64_t)count, "rows in a range that was asked for ahead");
    kit_expect_number(kit, first, numbers[0], "the first of them");
    kit_expect_number(kit, last, numbers[1], "the last of them");
}

/* With the samples 1 and 3: one is changed, one erased, and one added between them. */
static void
check_own_writes(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const struct kit_row samples[] = {kit_sample(1), kit_sample(2), kit_sample(3)};
    const ct_value low = kit_int(1), high = kit_int(3);
    const ct_scan ranges[] = {
        {.index = BY_KEY, .low = samples[0].values, .low_count = 2, .high = samples[0].values,
         .high_count = 2},
        {.index = BY_KEY, .low = samples[1].values, .low_count = 2, .high = samples[1].values,
         .high_count = 2},
        {.index = BY_KEY, .low = samples[2].values, .low_count = 2, .high = samples[2].values,
         .high_count = 2},
        {.index = BY_NUMBER, .low = &low, .low_count = 1, .high = &high, .high_count = 1},
    };
    struct kit_row found;
    kit_store(kit, 1, 1);
    kit_store(kit, 3, 1);
    EXPECT(CT_OK, session, kit_begin(session, 0, KIT_PATIENT_MS));
    EXPECT(CT_OK, session, kit_look_ahead(session, ranges, 4));
    EXPECT(CT_OK, session,
           kit_set(session, TABLE_SAMPLE, &samples[0], SAMPLE_AMOUNT, kit_int(11)));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &samples[1]));
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &samples[2]));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &samples[0], &found));
    kit_expect_number(kit, 11, found.values[SAMPLE_AMOUNT].i64,
                      "the amount of a row that was asked for ahead, and changed");
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &samples[1], &found));
    EXPECT(CT_ERR_NOT_FOUND, session, kit_get(session, TABLE_SAMPLE, &samples[2], &found));
    expect_numbers(kit, &ranges[3], 1, 2);
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 11, kit_committed_amount(kit, 1), "the amount after the commit");
}

static void
check_arguments(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_value low = kit_int(1), high = kit_int(3);
    const ct_scan range = {.index = BY_NUMBER, .low = &low, .low_count = 1, .high = &high,
                           .high_count = 1};
    kit_store(kit, 1, 1);
    kit_store(kit, 3, 1);
    kit_store(kit, 5, 1);
    EXPECT(CT_OK, session, kit_begin(session, 0, KIT_PATIENT_MS));
    EXPECT(CT_OK, session, kit_look_ahead(session, &range, 1));
    expect_numbers(kit, &range, 1, 3);
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Nobody need ask for what was announced, and it is forgotten with the transaction. */
static void
check_end(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const struct kit_row two = kit_sample(2);
    const ct_scan range = {.index = BY_KEY, .low = two.values, .low_count = 2, .high = two.values,
                           .high_count = 2};
    struct kit_row found;
    EXPECT(CT_OK, session, kit_begin(session, 0, KIT_PATIENT_MS));
    EXPECT(CT_OK, session, kit_look_ahead(session, &range, 1));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_store(kit, 2, 1);
    EXPECT(CT_OK, session, kit_begin(session, CT_TRANSACTION_READ_ONLY, KIT_PATIENT_MS));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &two, &found));
    EXPECT(CT_OK, session, kit_commit(session));
}

static const struct kit_check checks[] = {
    {"look-ahead", "What is read after a hint is what would have been read without it.",
     check_own_writes, NEEDS_LOOK_AHEAD},
    {"look-ahead-arguments", "Ranges of a hint may be overwritten right after the call.",
     check_arguments, NEEDS_LOOK_AHEAD},
    {"look-ahead-ends", "A hint that nobody used is forgotten with its transaction.", check_end,
     NEEDS_LOOK_AHEAD},
};
const struct kit_checks kit_ahead_checks = KIT_CHECKS(checks);
