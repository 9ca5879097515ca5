/* Cursors: many at once, ended early, late, or after their transaction. */
#include "testkit/kit.h"

static void
check_many_cursors(struct kit *kit)
{
    enum { CURSORS = 40, ROWS = 10 };
    struct kit_session *session = &kit->sessions[0];
    int cursors[CURSORS];
    struct kit_row row;
    kit_store(kit, 0, ROWS);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    for (uint32_t i = 0; i < CURSORS; i++) {
        const ct_scan all = {.table = TABLE_SAMPLE, .index = i % (BY_NUMBER + 1),
                             .flags = i % 2 ? CT_SCAN_DESCENDING : 0};
        EXPECT(CT_OK, session, kit_scan_open(session, &all, &cursors[i]));
    }
    for (int64_t at = 0; at < ROWS; at++)
        for (int i = 0; i < CURSORS; i++) {
            EXPECT(CT_OK, session, kit_scan_next(session, cursors[i], TABLE_SAMPLE, &row));
            kit_expect_number(kit, i % 2 ? ROWS - 1 - at : at, row.values[SAMPLE_NUMBER].i64,
                              "the next row of one of many cursors");
        }
    for (int i = 0; i < CURSORS; i++)
        EXPECT(CT_DONE, session, kit_scan_next(session, cursors[i], TABLE_SAMPLE, &row));
    for (int i = CURSORS - 1; i >= 0; i--)
        kit_scan_close(session, cursors[i]);
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_done_stays(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_scan all = {.table = TABLE_SAMPLE};
    struct kit_row row;
    int cursor;
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_scan_open(session, &all, &cursor));
    EXPECT(CT_OK, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
    for (int i = 0; i < 3; i++)
        EXPECT(CT_DONE, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
    kit_scan_close(session, cursor);
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_early_close(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_scan all = {.table = TABLE_SAMPLE, .index = BY_MAYBE};
    struct kit_row row;
    int cursor;
    kit_store(kit, 0, 10);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_scan_open(session, &all, &cursor));
    kit_scan_close(session, cursor);
    EXPECT(CT_OK, session, kit_scan_open(session, &all, &cursor));
    EXPECT(CT_OK, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
    kit_scan_close(session, cursor);
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 9, (int64_t)kit_committed_count(kit), "rows");
}

static void
check_close_after_rollback(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_scan all = {.table = TABLE_SAMPLE};
    struct kit_row row;
    int first;
    int second;
    kit_store(kit, 0, 10);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_scan_open(session, &all, &first));
    EXPECT(CT_OK, session, kit_scan_next(session, first, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_scan_open(session, &all, &second));
    kit_roll_back(session);
    kit_scan_close(session, first);
    kit_scan_close(session, second);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 9, (int64_t)kit_committed_count(kit), "rows");
}

static void
check_refused_row(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row key = kit_sample(1);
    struct kit_row found;
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_ERR_NO_MEMORY, session,
           kit_get_refused(session, TABLE_SAMPLE, &key, CT_ERR_NO_MEMORY));
    kit_expect_doomed(kit, session, "a row that was refused");
    kit_roll_back(session);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &key, &found));
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Reads of the same transaction go on beside a cursor. */
static void
check_reads_beside(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    const ct_scan all = {.table = TABLE_SAMPLE, .index = BY_NUMBER};
    struct kit_row row;
    struct kit_row found;
    int cursor;
    kit_store(kit, 0, 10);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_scan_open(session, &all, &cursor));
    for (int64_t i = 0; i < 10; i++) {
        struct kit_row key = kit_sample(9 - i);
        EXPECT(CT_OK, session, kit_scan_next(session, cursor, TABLE_SAMPLE, &row));
        kit_expect_number(kit, i, row.values[SAMPLE_NUMBER].i64, "the next row of a cursor");
        EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &key, &found));
        EXPECT_ROW(TABLE_SAMPLE, &key, &found, "a row read beside a cursor");
    }
    kit_scan_close(session, cursor);
    EXPECT(CT_OK, session, kit_commit(session));
}

static const struct kit_check checks[] = {
    {"many-cursors", "Forty cursors of one session go on beside each other.", check_many_cursors, 0},
    {"reads-beside-cursor", "A session reads single rows beside its open cursor.",
     check_reads_beside, 0},
    {"done-stays-done", "A cursor at its end stays there.", check_done_stays, 0},
    {"scan-close-early", "A cursor may be closed before its first or its last row.",
     check_early_close, 0},
    {"scan-close-after-rollback", "A cursor may be closed after its transaction was rolled back.",
     check_close_after_rollback, 0},
    {"refused-row", "What the sink answers is the answer of the call, and dooms.",
     check_refused_row, 0},
};
const struct kit_checks kit_cursor_checks = KIT_CHECKS(checks);
