/* One transaction: what it sees of itself, how it ends, and what dooms it. */
#include "testkit/kit.h"

static void
check_own_writes(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    struct kit_row found;
    size_t count;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_count(session, &count));
    kit_expect_number(kit, 1, (int64_t)count, "rows in the transaction that inserted one");
    EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(5)));
    EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &row, &found));
    kit_expect_number(kit, 5, found.values[SAMPLE_AMOUNT].i64, "an amount just updated");
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &row));
    EXPECT(CT_ERR_NOT_FOUND, session, kit_get(session, TABLE_SAMPLE, &row, &found));
    EXPECT(CT_OK, session, kit_count(session, &count));
    kit_expect_number(kit, 0, (int64_t)count, "rows in the transaction that erased one");
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_rollback(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row erased = kit_sample(1);
    struct kit_row changed = kit_sample(2);
    struct kit_row added = kit_sample(3);
    kit_store(kit, 1, 2);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &added));
    EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &changed, SAMPLE_AMOUNT, kit_int(99)));
    EXPECT(CT_OK, session, kit_erase(session, TABLE_SAMPLE, &erased));
    kit_roll_back(session);
    kit_expect_number(kit, 2, (int64_t)kit_committed_count(kit), "rows after a roll-back");
    kit_expect_number(kit, 0, kit_committed_amount(kit, 1), "an amount after a roll-back");
    kit_expect_number(kit, 0, kit_committed_amount(kit, 2), "an amount after a roll-back");
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &added));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 3, (int64_t)kit_committed_count(kit), "rows after the next commit");
}

static void
check_close(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_session *other = &kit->sessions[1];
    struct kit_row row = kit_sample(1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    kit_close(session);
    kit_expect_number(kit, 0, (int64_t)kit_committed_count(kit), "rows after a session was closed");
    EXPECT(CT_OK, other, kit_begin(other, 0, KIT_IMPATIENT_MS)); /* nothing is locked */
    EXPECT(CT_OK, other, kit_insert(other, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, other, kit_commit(other));
}

static void
check_commit_ends(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_commit(session));
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_begin_writing(session)); /* there was nothing to doom */
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 0, (int64_t)kit_committed_count(kit),
                      "rows after an insert outside a transaction");
    EXPECT(CT_ERR_INVALID_ARGUMENT, session, kit_commit(session));
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows after a commit");
}

static void
check_idle_rollback(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    kit_roll_back(session);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_roll_back(session);
    kit_roll_back(session);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT(CT_OK, session, kit_commit(session));
}

/* Whether the write fails at once or, buffered, only here: nothing is kept, and it is told. */
static void
check_doomed_commit(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row first = kit_sample(1);
    struct kit_row second = kit_sample(2);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &first));
    ct_status status = kit_insert(session, TABLE_SAMPLE, &first);
    EXPECT(status ? CT_ERR_INVALID_ARGUMENT : CT_ERR_EXISTS, session, kit_commit(session));
    kit_expect_number(kit, 0, (int64_t)kit_committed_count(kit),
                      "rows after the commit of a doomed transaction");
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &second));
    EXPECT(CT_OK, session, kit_commit(session));
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows after the next transaction");
}

static void
check_doomed(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    const ct_scan all = {.table = TABLE_SAMPLE};
    ct_status answers[4];
    bool is_over;
    int cursor;
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_ERR_EXISTS, session,
           kit_told(session, kit_insert(session, TABLE_SAMPLE, &row), &is_over));
    answers[0] = kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(9));
    answers[1] = kit_erase(session, TABLE_SAMPLE, &row);
    answers[2] = kit_scan_open(session, &all, &cursor);
    if (!answers[2])
        kit_scan_close(session, cursor);
    answers[3] = is_over ? CT_ERR_INVALID_ARGUMENT : kit_commit(session);
    kit_roll_back(session);
    for (int i = 0; i < 4; i++)
        kit_expect(kit, CT_ERR_INVALID_ARGUMENT, answers[i], session,
                   "an update, erase, scan or commit in a doomed transaction");
    kit_expect_number(kit, 0, kit_committed_amount(kit, 1), "an amount after a doomed transaction");
}

static void
check_read_only(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row present = kit_sample(1);
    struct kit_row row = kit_sample(2);
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session, kit_insert(session, TABLE_SAMPLE, &row));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session, kit_erase(session, TABLE_SAMPLE, &present));
    EXPECT(CT_OK, session, kit_begin_reading(session));
    EXPECT_TOLD(CT_ERR_INVALID_ARGUMENT, session,
                kit_set(session, TABLE_SAMPLE, &present, SAMPLE_AMOUNT, kit_int(9)));
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit), "rows after writes were refused");
    kit_expect_number(kit, 0, kit_committed_amount(kit, 1), "an amount after writes were refused");
}

struct ender {
    struct kit_session *session;
    ct_status status;
};

static void *
end_elsewhere(void *argument)
{
    struct ender *own = argument;
    own->status = kit_commit(own->session);
    return NULL;
}

static void
check_other_thread(struct kit *kit)
{
    struct kit_session *session = &kit->sessions[0];
    struct kit_row row = kit_sample(1);
    struct ender other = {.session = session};
    pthread_t thread;
    EXPECT(CT_OK, session, kit_begin_writing(session));
    EXPECT(CT_OK, session, kit_insert(session, TABLE_SAMPLE, &row));
    if (pthread_create(&thread, NULL, end_elsewhere, &other))
        kit_skip(kit, "no thread was to be had");
    (void)pthread_join(thread, NULL);
    EXPECT(CT_OK, session, other.status);
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit),
                      "rows after a commit in another thread");
    EXPECT(CT_OK, session, kit_begin(session, 0, KIT_IMPATIENT_MS));
    EXPECT(CT_OK, session, kit_commit(session));
}

static void
check_many_transactions(struct kit *kit)
{
    enum { ROUNDS = 100 };
    struct kit_row row = kit_sample(1);
    kit_store(kit, 1, 1);
    for (int64_t i = 1; i <= ROUNDS; i++) {
        struct kit_session *session = &kit->sessions[i % KIT_SESSIONS];
        struct kit_row found;
        EXPECT(CT_OK, session, kit_begin_writing(session));
        EXPECT(CT_OK, session, kit_get(session, TABLE_SAMPLE, &row, &found));
        kit_expect_number(kit, i - 1, found.values[SAMPLE_AMOUNT].i64,
                          "an amount that another session committed");
        EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(i)));
        if (i % 10 == 0) { /* and one that comes to nothing */
            kit_roll_back(session);
            EXPECT(CT_OK, session, kit_begin_writing(session));
            EXPECT(CT_OK, session, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(i)));
        }
        EXPECT(CT_OK, session, kit_commit(session));
    }
    kit_expect_number(kit, ROUNDS, kit_committed_amount(kit, 1), "the last amount");
}

static const struct kit_check checks[] = {
    {"reads-own-writes", "A session sees what it wrote, in its rows and in its scans.",
     check_own_writes, 0},
    {"rollback", "A roll-back undoes inserts, updates and erases.", check_rollback, 0},
    {"close-rolls-back", "Closing a session rolls back its open transaction, and locks nothing.",
     check_close, 0},
    {"commit-ends", "After a commit there is no transaction, and calls are refused until the next.",
     check_commit_ends, 0},
    {"idle-rollback", "A roll-back without a transaction does nothing.", check_idle_rollback, 0},
    {"doomed", "In a doomed transaction nothing goes on.", check_doomed, 0},
    {"doomed-commit", "The commit of a doomed transaction says so, and keeps nothing.",
     check_doomed_commit, 0},
    {"read-only", "A read-only transaction refuses writes.", check_read_only, 0},
    {"other-thread", "A transaction may go on and end in another thread.", check_other_thread, 0},
    {"many-transactions", "A hundred transactions in four sessions follow on each other.",
     check_many_transactions, 0},
};
const struct kit_checks kit_transaction_checks = KIT_CHECKS(checks);
