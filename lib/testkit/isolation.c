/* Several transactions at once: together they equal some serial order, or somebody is told. The same
 * interleavings run in two sessions and, with the second one elsewhere, in two processes. */
#include <stdatomic.h>

#include "testkit/kit.h"

static bool
is_obstacle(ct_status status)
{
    return status == CT_ERR_BUSY || status == CT_ERR_CONFLICT;
}

/* --- Interleavings of two writers --- */

struct pair {
    struct kit_actor a;
    struct kit_actor b;
};

static void
start(struct kit_actor *actor)
{
    actor->answer = (struct kit_answer){0};
    (void)kit_act(actor, KIT_BEGIN, 0, KIT_IMPATIENT_MS);
}

/* What an actor that got through has done, nobody else may have seen otherwise. */
static bool
finish(struct kit *kit, struct kit_actor *actor)
{
    (void)kit_act(actor, KIT_COMMIT, 0, 0);
    const struct kit_answer answer = actor->answer;
    if (answer.status)
        (void)kit_act(actor, KIT_ROLL_BACK, 0, 0);
    if (answer.status && !is_obstacle(answer.status))
        kit_fail(kit, "expected CT_OK, CT_ERR_CONFLICT or CT_ERR_BUSY from one of two "
                      "transactions, saw %s: %s",
                 ct_status_name(answer.status), answer.message);
    return answer.status == CT_OK;
}

static void
read_and_increment(struct kit_actor *actor, int64_t number, int64_t seen)
{
    (void)kit_act(actor, KIT_WRITE, number, seen + 1);
}

/* Both read, then both write what they read plus one. `early`: the first commits before the second
 * writes. */
static void
lose_update(struct kit *kit, struct pair *pair, int64_t number, bool early)
{
    start(&pair->a);
    (void)kit_act(&pair->a, KIT_READ, number, 0);
    int64_t a_saw = pair->a.answer.amount;
    start(&pair->b);
    (void)kit_act(&pair->b, KIT_READ, number, 0);
    int64_t b_saw = pair->b.answer.amount;
    read_and_increment(&pair->a, number, a_saw);
    bool a_did = early && finish(kit, &pair->a);
    read_and_increment(&pair->b, number, b_saw);
    a_did = early ? a_did : finish(kit, &pair->a);
    bool b_did = finish(kit, &pair->b);
    if (!a_did && !b_did)
        kit_fail(kit, "expected one of two transactions to get through, saw both fail");
    if (kit_committed_amount(kit, number) != a_did + b_did)
        kit_fail(kit, "expected an amount of %d after %d increments, saw %lld: an update was lost",
                 a_did + b_did, a_did + b_did, (long long)kit_committed_amount(kit, number));
}

/* Each may go off duty while the other stays. Both having looked first, only one may go. */
static void
skew(struct kit *kit, struct pair *pair, int64_t one, int64_t two, bool early)
{
    start(&pair->a);
    (void)kit_act(&pair->a, KIT_READ, two, 0);
    start(&pair->b);
    (void)kit_act(&pair->b, KIT_READ, one, 0);
    (void)kit_act(&pair->a, KIT_WRITE, one, 1);
    bool a_did = early && finish(kit, &pair->a);
    (void)kit_act(&pair->b, KIT_WRITE, two, 1);
    a_did = early ? a_did : finish(kit, &pair->a);
    bool b_did = finish(kit, &pair->b);
    if (a_did == b_did)
        kit_fail(kit, "expected one of two transactions that exclude each other to get through, "
                      "saw %s",
                 a_did ? "both: a write skew" : "none");
    kit_expect_number(kit, 1, kit_committed_amount(kit, one) + kit_committed_amount(kit, two),
                      "who is off duty after one of them got through");
}

/* Each adds a row if it counted none. */
static void
count_phantoms(struct kit *kit, struct pair *pair, int64_t number, int64_t before, bool early)
{
    start(&pair->a);
    (void)kit_act(&pair->a, KIT_COUNT, 0, 0);
    start(&pair->b);
    (void)kit_act(&pair->b, KIT_COUNT, 0, 0);
    (void)kit_act(&pair->a, KIT_ADD, number, 0);
    bool a_did = early && finish(kit, &pair->a);
    (void)kit_act(&pair->b, KIT_ADD, number + 1, 0);
    a_did = early ? a_did : finish(kit, &pair->a);
    bool b_did = finish(kit, &pair->b);
    if (a_did == b_did)
        kit_fail(kit, "expected one of two transactions that both counted and added to get "
                      "through, saw %s",
                 a_did ? "both: a phantom" : "none");
    kit_expect_number(kit, before + 1, (int64_t)kit_committed_count(kit),
                      "rows after one of two added one");
}

static void
make_pair(struct kit *kit, struct pair *pair)
{
    *pair = (struct pair){.a = {.session = &kit->sessions[0]}, .b = {.session = &kit->sessions[1]}};
}

static void
check_lost_update(struct kit *kit)
{
    struct pair pair;
    make_pair(kit, &pair);
    kit_store(kit, 1, 2);
    lose_update(kit, &pair, 1, false);
    lose_update(kit, &pair, 2, true);
}

static void
check_write_skew(struct kit *kit)
{
    struct pair pair;
    make_pair(kit, &pair);
    kit_store(kit, 1, 4);
    skew(kit, &pair, 1, 2, false);
    skew(kit, &pair, 3, 4, true);
}

static void
check_phantom(struct kit *kit)
{
    struct pair pair;
    make_pair(kit, &pair);
    count_phantoms(kit, &pair, 1, 0, false);
    count_phantoms(kit, &pair, 3, 1, true);
}

/* The parent's session is the first; the other is in a child, and sees the same data. */
static void
fork_pair(struct kit *kit, struct pair *pair, int64_t samples)
{
    if (samples)
        kit_store(kit, 1, samples);
    kit_drop(kit);
    kit_actor_fork(kit, &pair->b);
    kit->storage = kit_reopen(kit);
    kit_open_all(kit, &kit_schema_1);
    pair->a = (struct kit_actor){.session = &kit->sessions[0]};
}

static void
check_lost_update_in_processes(struct kit *kit)
{
    struct pair pair;
    fork_pair(kit, &pair, 2);
    lose_update(kit, &pair, 1, false);
    lose_update(kit, &pair, 2, true);
}

static void
check_write_skew_in_processes(struct kit *kit)
{
    struct pair pair;
    fork_pair(kit, &pair, 4);
    skew(kit, &pair, 1, 2, false);
    skew(kit, &pair, 3, 4, true);
}

static void
check_phantom_in_processes(struct kit *kit)
{
    struct pair pair;
    fork_pair(kit, &pair, 0);
    count_phantoms(kit, &pair, 1, 0, false);
    count_phantoms(kit, &pair, 3, 1, true);
}

/* A reader that meets another's write that is not committed, and never is. */
static void
check_dirty_read(struct kit *kit)
{
    struct kit_session *writer = &kit->sessions[0];
    struct kit_session *reader = &kit->sessions[1];
    struct kit_row row = kit_sample(1);
    struct kit_row other = kit_sample(2);
    struct kit_row found;
    size_t count;
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, writer, kit_begin_writing(writer));
    EXPECT(CT_OK, writer, kit_set(writer, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(5)));
    EXPECT(CT_OK, writer, kit_insert(writer, TABLE_SAMPLE, &other));
    /* Reading may have to wait for the writer, and then says so. */
    ct_status status = kit_begin(reader, CT_TRANSACTION_READ_ONLY, KIT_IMPATIENT_MS);
    if (!status)
        status = kit_get(reader, TABLE_SAMPLE, &row, &found);
    if (!status) {
        kit_expect_number(kit, 0, found.values[SAMPLE_AMOUNT].i64,
                          "an amount while another's is not committed");
        status = kit_count(reader, &count);
    }
    if (!status)
        kit_expect_number(kit, 1, (int64_t)count, "rows while another's is not committed");
    if (status && !is_obstacle(status))
        kit_expect(kit, CT_OK, status, reader, "reading beside a writer");
    kit_roll_back(reader);
    kit_roll_back(writer);
    kit_expect_number(kit, 0, kit_committed_amount(kit, 1), "an amount after the roll-back");
}

/* Tells whether the other got through; a writer that has to wait for a reader may say so. */
static bool
write_beside(struct kit *kit, struct kit_session *session, int64_t number, int64_t amount,
             int64_t added)
{
    struct kit_row row = kit_sample(number);
    struct kit_row more = kit_sample(added);
    ct_status status = kit_begin(session, 0, KIT_IMPATIENT_MS);
    if (!status)
        status = kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(amount));
    if (!status)
        status = kit_insert(session, TABLE_SAMPLE, &more);
    if (!status)
        status = kit_commit(session);
    kit_roll_back(session);
    if (status && !is_obstacle(status))
        kit_expect(kit, CT_OK, status, session, "writing beside a reader");
    return status == CT_OK;
}

static void
check_one_state(struct kit *kit)
{
    struct kit_session *reader = &kit->sessions[1];
    struct kit_row row = kit_sample(1);
    struct kit_row found;
    size_t count;
    kit_store(kit, 1, 1);
    EXPECT(CT_OK, reader, kit_begin_reading(reader));
    EXPECT(CT_OK, reader, kit_get(reader, TABLE_SAMPLE, &row, &found));
    bool is_written = write_beside(kit, &kit->sessions[0], 1, 7, 2);
    EXPECT(CT_OK, reader, kit_get(reader, TABLE_SAMPLE, &row, &found));
    kit_expect_number(kit, 0, found.values[SAMPLE_AMOUNT].i64,
                      "an amount that changed after a reading transaction had read it");
    EXPECT(CT_OK, reader, kit_count(reader, &count));
    kit_expect_number(kit, 1, (int64_t)count, "rows, one of them added after the first read");
    EXPECT(CT_OK, reader, kit_commit(reader));
    kit_expect_number(kit, is_written ? 7 : 0, kit_committed_amount(kit, 1),
                      "an amount in the next transaction");
}

static void
check_cursor_keeps(struct kit *kit)
{
    struct kit_session *reader = &kit->sessions[1];
    const ct_scan all = {.table = TABLE_SAMPLE, .index = BY_NUMBER};
    struct kit_row row;
    int cursor;
    kit_store(kit, 1, 3);
    EXPECT(CT_OK, reader, kit_begin_reading(reader));
    EXPECT(CT_OK, reader, kit_scan_open(reader, &all, &cursor));
    EXPECT(CT_OK, reader, kit_scan_next(reader, cursor, TABLE_SAMPLE, &row));
    (void)write_beside(kit, &kit->sessions[0], 2, 7, 4);
    for (int64_t i = 2; i <= 3; i++) {
        struct kit_row expected = kit_sample(i);
        EXPECT(CT_OK, reader, kit_scan_next(reader, cursor, TABLE_SAMPLE, &row));
        EXPECT_ROW(TABLE_SAMPLE, &expected, &row, "from a cursor while another session committed");
    }
    EXPECT(CT_DONE, reader, kit_scan_next(reader, cursor, TABLE_SAMPLE, &row));
    kit_scan_close(reader, cursor);
    EXPECT(CT_OK, reader, kit_commit(reader));
}

/* Somewhere between its begin and its commit the second is told, or it comes after the first. */
static void
check_busy(struct kit *kit)
{
    struct pair pair;
    make_pair(kit, &pair);
    kit_store(kit, 1, 1);
    start(&pair.a);
    (void)kit_act(&pair.a, KIT_WRITE, 1, 10);
    start(&pair.b);
    (void)kit_act(&pair.b, KIT_WRITE, 1, 20);
    bool b_did = finish(kit, &pair.b);
    bool a_did = finish(kit, &pair.a);
    if (a_did == b_did)
        kit_fail(kit, "expected one of two writers of a row to be told that it is busy, saw %s",
                 a_did ? "both get through" : "both fail");
    kit_expect_number(kit, a_did ? 10 : 20, kit_committed_amount(kit, 1),
                      "the amount of the one that got through");
    start(&pair.b);
    (void)kit_act(&pair.b, KIT_WRITE, 1, 30);
    if (!finish(kit, &pair.b))
        kit_fail(kit, "expected the second writer to get through once the first had ended");
    kit_expect_number(kit, 30, kit_committed_amount(kit, 1), "the second writer's amount");
}

static void
check_busy_at_once(struct kit *kit)
{
    struct kit_actor a = {.session = &kit->sessions[0]};
    struct kit_actor b = {.session = &kit->sessions[1]};
    kit_store(kit, 1, 1);
    start(&a);
    (void)kit_act(&a, KIT_WRITE, 1, 10);
    b.answer = (struct kit_answer){0};
    (void)kit_act(&b, KIT_BEGIN, 0, 0); /* waits for nobody */
    (void)kit_act(&b, KIT_WRITE, 1, 20);
    bool b_did = finish(kit, &b);
    bool a_did = finish(kit, &a);
    if (a_did && b_did)
        kit_fail(kit, "expected one of two writers of a row to fail, saw both get through");
    kit_expect_number(kit, a_did ? 10 : 20, kit_committed_amount(kit, 1),
                      "the amount of the one that got through");
}

/* Each holds what the other wants. */
static void
check_crossed_writes(struct kit *kit)
{
    struct pair pair;
    make_pair(kit, &pair);
    kit_store(kit, 1, 2);
    start(&pair.a);
    start(&pair.b);
    (void)kit_act(&pair.a, KIT_WRITE, 1, 10);
    (void)kit_act(&pair.b, KIT_WRITE, 2, 20);
    (void)kit_act(&pair.a, KIT_WRITE, 2, 10);
    (void)kit_act(&pair.b, KIT_WRITE, 1, 20);
    bool a_did = finish(kit, &pair.a);
    bool b_did = finish(kit, &pair.b);
    int64_t one = kit_committed_amount(kit, 1);
    int64_t two = kit_committed_amount(kit, 2);
    if (one != two || (a_did || b_did) != (one != 0))
        kit_fail(kit, "expected both amounts of one transaction or none, saw %lld and %lld",
                 (long long)one, (long long)two);
}

/* --- Threads --- */

struct worker {
    struct kit_session *session;
    struct kit_order order;
    struct kit_answer answer;
    pthread_t thread;
    bool is_running;
};

static void *
work(void *argument)
{
    struct worker *own = argument;
    own->answer = kit_perform(own->session, &own->order);
    return NULL;
}

/* In all sessions; the last one is then free again for looking at what came out. */
static void
work_in_threads(struct kit *kit, const struct kit_order *order)
{
    struct worker workers[KIT_SESSIONS] = {0};
    bool is_complete = true;
    for (int i = 0; i < KIT_SESSIONS; i++) {
        workers[i].session = &kit->sessions[i];
        workers[i].order = *order;
        workers[i].is_running = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    for (int i = 0; i < KIT_SESSIONS; i++) {
        is_complete = is_complete && workers[i].is_running;
        if (workers[i].is_running)
            (void)pthread_join(workers[i].thread, NULL);
    }
    if (!is_complete)
        kit_skip(kit, "no thread was to be had");
    for (int i = 0; i < KIT_SESSIONS; i++)
        if (workers[i].answer.status)
            kit_fail(kit, "expected CT_OK from each of four threads, saw %s: %s",
                     ct_status_name(workers[i].answer.status), workers[i].answer.message);
}

static void
check_counting_threads(struct kit *kit)
{
    enum { TIMES = 100 };
    kit_store(kit, 1, 1);
    work_in_threads(kit, &(struct kit_order){KIT_INCREMENT, 1, TIMES});
    kit_expect_number(kit, (int64_t)TIMES * KIT_SESSIONS, kit_committed_amount(kit, 1),
                      "what four threads counted together");
}

static void
check_taking_threads(struct kit *kit)
{
    enum { TIMES = 25 };
    work_in_threads(kit, &(struct kit_order){KIT_TAKE, 0, TIMES});
    kit_expect_number(kit, TIMES * KIT_SESSIONS, (int64_t)kit_committed_count(kit),
                      "rows that four threads numbered in turn");
}

/* Checks that both halves of a pair were written by the same transaction, until it is stopped. */
struct watcher {
    struct kit_session *session;
    atomic_int looks;
    atomic_bool is_over; /* told by the writer, or by what was seen */
    ct_status status;
    int64_t amounts[2];
};

static void *
watch(void *argument)
{
    struct watcher *own = argument;
    struct kit_row keys[2] = {kit_sample(1), kit_sample(2)};
    while (!own->status && own->amounts[0] == own->amounts[1] && !atomic_load(&own->is_over)) {
        struct kit_row found = {0};
        own->status = kit_begin_reading(own->session);
        for (int at = 0; at < 2 && !own->status; at++) {
            own->status = kit_get(own->session, TABLE_SAMPLE, &keys[at], &found);
            own->amounts[at] = found.values[SAMPLE_AMOUNT].i64;
        }
        kit_roll_back(own->session);
        kit_forget(own->session);
        if (is_obstacle(own->status)) {
            own->status = CT_OK;
            own->amounts[0] = own->amounts[1] = 0;
        }
        atomic_fetch_add(&own->looks, 1);
    }
    atomic_store(&own->is_over, true);
    return NULL;
}

/* Both are at it until each has done enough. */
static void
check_whole_transactions(struct kit *kit)
{
    enum { WRITES = 60, LOOKS = 100 };
    struct kit_session *session = &kit->sessions[0];
    struct kit_row keys[2] = {kit_sample(1), kit_sample(2)};
    struct watcher watcher = {.session = &kit->sessions[1]};
    ct_status status = CT_OK;
    pthread_t thread;
    kit_store(kit, 1, 2);
    if (pthread_create(&thread, NULL, watch, &watcher))
        kit_skip(kit, "no thread was to be had");
    for (int64_t i = 1; (!status || is_obstacle(status)) && !atomic_load(&watcher.is_over) &&
                        (i <= WRITES || atomic_load(&watcher.looks) < LOOKS);
         i++) {
        status = kit_begin_writing(session);
        for (int at = 0; at < 2 && !status; at++)
            status = kit_set(session, TABLE_SAMPLE, &keys[at], SAMPLE_AMOUNT, kit_int(i));
        if (!status)
            status = kit_commit(session);
        kit_roll_back(session);
    }
    atomic_store(&watcher.is_over, true);
    (void)pthread_join(thread, NULL);
    if (!is_obstacle(status))
        kit_expect(kit, CT_OK, status, session, "writing while another thread reads");
    kit_expect(kit, CT_OK, watcher.status, watcher.session, "reading while another thread writes");
    kit_expect_number(kit, watcher.amounts[0], watcher.amounts[1],
                      "the second amount that a transaction wrote");
}

static const struct kit_check checks[] = {
    {"dirty-read", "What is not committed is seen by nobody else.", check_dirty_read, 0},
    {"reader-sees-one-state", "A read-only transaction sees one committed state.", check_one_state,
     0},
    {"cursor-sees-one-state", "A cursor goes on in its state while another session commits.",
     check_cursor_keeps, 0},
    {"lost-update", "Of two transactions that read and then write a row none is lost.",
     check_lost_update, 0},
    {"write-skew", "Of two transactions that each read what the other writes one gets through.",
     check_write_skew, 0},
    {"phantom", "Of two transactions that count and then add one gets through.", check_phantom, 0},
    {"busy", "A second writer is told that it is busy, and gets through later.", check_busy, 0},
    {"busy-at-once", "A writer that would wait for nobody is answered all the same.",
     check_busy_at_once, 0},
    {"crossed-writes", "Two transactions that want each other's rows come to an end.",
     check_crossed_writes, 0},
    {"threads-count", "Four threads increment one number, and none is lost.",
     check_counting_threads, 0},
    {"threads-number-rows", "Four threads number new rows in turn, without gap or repetition.",
     check_taking_threads, 0},
    {"whole-transactions", "A thread never sees half of another's transaction.",
     check_whole_transactions, 0},
    {"lost-update-in-processes", "None is lost between processes either.",
     check_lost_update_in_processes, NEEDS_PROCESSES},
    {"write-skew-in-processes", "No write skews between processes either.",
     check_write_skew_in_processes, NEEDS_PROCESSES},
    {"phantom-in-processes", "No phantom appears between processes either.",
     check_phantom_in_processes, NEEDS_PROCESSES},
};
const struct kit_checks kit_isolation_checks = KIT_CHECKS(checks);
