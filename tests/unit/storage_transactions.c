/* Transactions: what each sees of the others, and that together they equal some serial order. */
#include "storage_fixture.h"

#include <pthread.h>
#include <string.h>

static struct specimen
store(struct world *world, int64_t number, int64_t amount)
{
    struct specimen specimen = make_specimen(number);
    specimen.amount = amount;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, commit(world, 0));
    return specimen;
}

static int64_t
committed_amount(struct world *world, const struct specimen *key)
{
    struct specimen found;
    assert_status(CT_OK, begin_reading(world, SESSIONS - 1));
    assert_status(CT_OK, get(world, SESSIONS - 1, key, &found));
    assert_status(CT_OK, commit(world, SESSIONS - 1));
    return found.amount;
}

static size_t
committed_count(struct world *world)
{
    assert_status(CT_OK, begin_reading(world, SESSIONS - 1));
    size_t count = count_specimens(world, SESSIONS - 1);
    assert_status(CT_OK, commit(world, SESSIONS - 1));
    return count;
}

static void
test_a_session_reads_its_own_writes(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    struct specimen found;
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_int_equal(count_specimens(world, 0), 1);
    assert_status(CT_OK, set(world, 0, &specimen, COLUMN_AMOUNT, int_value(5)));
    assert_status(CT_OK, get(world, 0, &specimen, &found));
    assert_int_equal(found.amount, 5);
    assert_status(CT_OK, erase(world, 0, &specimen));
    assert_status(CT_ERR_NOT_FOUND, get(world, 0, &specimen, &found));
    assert_int_equal(count_specimens(world, 0), 0);
    assert_status(CT_OK, commit(world, 0));
}

static void
test_rollback_undoes_everything(void **state)
{
    struct world *world = *state;
    struct specimen kept = store(world, 1, 1);
    struct specimen changed = store(world, 2, 2);
    struct specimen added = make_specimen(3);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &added));
    assert_status(CT_OK, set(world, 0, &changed, COLUMN_AMOUNT, int_value(99)));
    assert_status(CT_OK, erase(world, 0, &kept));
    roll_back(world, 0);
    assert_int_equal(committed_count(world), 2);
    assert_int_equal(committed_amount(world, &kept), 1);
    assert_int_equal(committed_amount(world, &changed), 2);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &added));
    assert_status(CT_OK, commit(world, 0));
    assert_int_equal(committed_count(world), 3);
}

static void
test_close_rolls_back_what_is_open(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    close_session(world, 0);
    assert_int_equal(committed_count(world), 0);
    assert_status(CT_OK, begin_within(world, 1, 0, IMPATIENT_MS)); /* the turn is free again */
    assert_status(CT_OK, insert(world, 1, &specimen));
    assert_status(CT_OK, commit(world, 1));
}

static void
test_a_commit_ends_the_transaction(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, commit(world, 0));
    assert_true(insert(world, 0, &specimen) < 0);
    roll_back(world, 0);
    assert_int_equal(committed_count(world), 0);
}

static void
test_commit_of_a_failed_transaction_keeps_nothing(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_ERR_EXISTS, insert(world, 0, &specimen));
    assert_true(commit(world, 0) < 0);
    assert_int_equal(committed_count(world), 0);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, commit(world, 0));
}

static void
test_a_reader_keeps_its_snapshot(void **state)
{
    struct world *world = *state;
    struct specimen first = store(world, 1, 1);
    struct specimen second = make_specimen(2);
    struct specimen found;
    assert_status(CT_OK, begin_reading(world, 1));
    assert_status(CT_OK, get(world, 1, &first, &found));
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, set(world, 0, &first, COLUMN_AMOUNT, int_value(2)));
    assert_status(CT_OK, insert(world, 0, &second));
    assert_status(CT_OK, get(world, 1, &first, &found));
    assert_int_equal(found.amount, 1);
    assert_status(CT_OK, commit(world, 0));
    assert_status(CT_OK, get(world, 1, &first, &found));
    assert_int_equal(found.amount, 1);
    assert_int_equal(count_specimens(world, 1), 1);
    assert_status(CT_OK, commit(world, 1));
    assert_int_equal(committed_amount(world, &first), 2);
    assert_int_equal(committed_count(world), 2);
}

static void
test_a_cursor_keeps_its_rows_while_another_session_commits(void **state)
{
    struct world *world = *state;
    const ct_storage_ops *ops = &world->storage->ops;
    struct specimen first = store(world, 1, 1);
    struct specimen second = store(world, 2, 2);
    struct specimen found;
    ct_row_sink sink = {.table = &specimen_1, .record = &found, .arena = &world->arena};
    const ct_scan all = {.size = sizeof all, .table = TABLE_SPECIMEN};
    assert_status(CT_OK, begin_reading(world, 1));
    assert_status(CT_OK, ops->scan_open(world->sessions[1], &all, &world->cursor, &world->diag));
    assert_status(CT_OK, ops->scan_next(world->cursor, &sink, &world->diag));
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, erase(world, 0, &first));
    assert_status(CT_OK, erase(world, 0, &second));
    assert_status(CT_OK, commit(world, 0));
    assert_status(CT_OK, ops->scan_next(world->cursor, &sink, &world->diag));
    assert_same_record(&specimen_1, &second, &found);
    assert_status(CT_DONE, ops->scan_next(world->cursor, &sink, &world->diag));
    assert_status(CT_DONE, ops->scan_next(world->cursor, &sink, &world->diag));
    ops->scan_close(world->cursor);
    world->cursor = NULL;
    assert_status(CT_OK, commit(world, 1));
}

static void
test_a_second_writer_is_told_busy(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    world->diag.message[0] = '\0';
    assert_status(CT_ERR_BUSY, begin_within(world, 1, 0, IMPATIENT_MS));
    assert_true(world->diag.message[0] != '\0');
    roll_back(world, 1); /* ends what never began */
    assert_status(CT_ERR_BUSY, begin_within(world, 1, 0, 0));
    assert_status(CT_OK, commit(world, 0));
    assert_status(CT_OK, begin_within(world, 1, 0, IMPATIENT_MS));
    assert_status(CT_OK, commit(world, 1));
}

/* One of several interleaved transactions: goes on until it is told that somebody is in its way. */
struct runner {
    int session;
    ct_status status;
    int64_t seen[2];
};

static void
start(struct world *world, struct runner *runner)
{
    runner->status = begin_within(world, runner->session, 0, IMPATIENT_MS);
}

static void
read_amount(struct world *world, struct runner *runner, const struct specimen *key, int slot)
{
    struct specimen found;
    if (runner->status)
        return;
    runner->status = get(world, runner->session, key, &found);
    runner->seen[slot] = runner->status ? 0 : found.amount;
}

static void
write_amount(struct world *world, struct runner *runner, const struct specimen *key, int64_t amount)
{
    if (!runner->status)
        runner->status = set(world, runner->session, key, COLUMN_AMOUNT, int_value(amount));
}

static void
finish(struct world *world, struct runner *runner)
{
    if (!runner->status)
        runner->status = commit(world, runner->session);
    if (runner->status)
        roll_back(world, runner->session);
    if (runner->status && runner->status != CT_ERR_BUSY && runner->status != CT_ERR_CONFLICT)
        assert_status(CT_ERR_CONFLICT, runner->status);
}

static void
test_no_update_is_lost(void **state)
{
    struct world *world = *state;
    struct specimen counter = store(world, 1, 10);
    struct runner a = {.session = 0};
    struct runner b = {.session = 1};
    start(world, &a);
    read_amount(world, &a, &counter, 0);
    start(world, &b);
    read_amount(world, &b, &counter, 0);
    write_amount(world, &a, &counter, a.seen[0] + 1);
    write_amount(world, &b, &counter, b.seen[0] + 1);
    finish(world, &a);
    finish(world, &b);
    int64_t added = (a.status == CT_OK) + (b.status == CT_OK);
    assert_true(added > 0);
    assert_int_equal(committed_amount(world, &counter), 10 + added);
}

/* Each may go off duty while the other stays. Both having looked first, only one may go. */
static void
test_no_write_skews(void **state)
{
    struct world *world = *state;
    struct specimen one = store(world, 1, 1);
    struct specimen two = store(world, 2, 1);
    struct runner a = {.session = 0};
    struct runner b = {.session = 1};
    start(world, &a);
    read_amount(world, &a, &two, 1);
    start(world, &b);
    read_amount(world, &b, &one, 1);
    write_amount(world, &a, &one, 0);
    write_amount(world, &b, &two, 0);
    finish(world, &a);
    finish(world, &b);
    assert_true((a.status == CT_OK) != (b.status == CT_OK));
    assert_int_equal(committed_amount(world, &one) + committed_amount(world, &two), 1);
}

/* Each adds a row if it counted none. */
static void
test_no_phantom_appears(void **state)
{
    struct world *world = *state;
    struct runner runners[2] = {{.session = 0}, {.session = 1}};
    for (int i = 0; i < 2; i++) {
        start(world, &runners[i]);
        if (!runners[i].status)
            assert_int_equal(count_specimens(world, i), 0);
    }
    for (int i = 0; i < 2; i++) {
        struct specimen specimen = make_specimen(i);
        if (!runners[i].status)
            runners[i].status = insert(world, i, &specimen);
        finish(world, &runners[i]);
    }
    assert_int_equal(committed_count(world), 1);
}

enum { THREADS = 2, INCREMENTS = 500 };

struct incrementer {
    struct world world; /* a copy: its arena and diagnostic are its own */
    pthread_t thread;
    bool is_running;
    int session;
    struct specimen counter;
    ct_status status;
};

static ct_status
increment(struct incrementer *own)
{
    struct world *world = &own->world;
    struct specimen found;
    ct__arena_reset(&world->arena);
    ct_status status = begin_writing(world, own->session);
    if (!status)
        status = get(world, own->session, &own->counter, &found);
    if (!status)
        status = set(world, own->session, &own->counter, COLUMN_AMOUNT,
                     int_value(found.amount + 1));
    if (!status)
        status = commit(world, own->session);
    if (status)
        roll_back(world, own->session);
    return status;
}

static void *
increment_often(void *argument)
{
    struct incrementer *own = argument;
    for (int i = 0; i < INCREMENTS && !own->status;) {
        ct_status status = increment(own);
        if (!status)
            i++;
        else if (status != CT_ERR_BUSY && status != CT_ERR_CONFLICT)
            own->status = status;
    }
    return NULL;
}

static void
test_two_threads_count_to_a_thousand(void **state)
{
    struct world *world = *state;
    struct specimen counter = store(world, 1, 0);
    struct incrementer threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        threads[i] = (struct incrementer){.world = *world, .session = i, .counter = counter};
        threads[i].world.arena.chunks = NULL;
        threads[i].is_running =
            pthread_create(&threads[i].thread, NULL, increment_often, &threads[i]) == 0;
    }
    for (int i = 0; i < THREADS; i++) {
        if (threads[i].is_running)
            pthread_join(threads[i].thread, NULL);
        ct__arena_free(&threads[i].world.arena);
    }
    for (int i = 0; i < THREADS; i++)
        check_status(&threads[i].world, CT_OK, threads[i].status, "a thread", __FILE__, __LINE__);
    assert_int_equal(committed_amount(world, &counter), THREADS * INCREMENTS);
}

/* Readers check that both halves of a pair were written by the same transaction. */
static void *
watch(void *argument)
{
    struct incrementer *own = argument;
    struct world *world = &own->world;
    struct specimen other = make_specimen(own->counter.number + 1);
    for (int i = 0; i < INCREMENTS && !own->status; i++) {
        struct specimen a;
        struct specimen b;
        ct__arena_reset(&world->arena);
        own->status = begin_reading(world, own->session);
        if (!own->status)
            own->status = get(world, own->session, &own->counter, &a);
        if (!own->status)
            own->status = get(world, own->session, &other, &b);
        roll_back(world, own->session);
        if (!own->status && a.amount != b.amount)
            own->status = CT_ERR_CORRUPT;
    }
    return NULL;
}

static void
test_readers_never_see_half_a_transaction(void **state)
{
    struct world *world = *state;
    struct specimen one = store(world, 1, 0);
    struct specimen two = store(world, 2, 0);
    struct incrementer reader = {.world = *world, .session = 1, .counter = one};
    ct_status status = CT_OK;
    reader.world.arena.chunks = NULL;
    assert_int_equal(pthread_create(&reader.thread, NULL, watch, &reader), 0);
    for (int64_t i = 1; i <= INCREMENTS / 5 && !status; i++) {
        status = begin_writing(world, 0);
        if (!status)
            status = set(world, 0, &one, COLUMN_AMOUNT, int_value(i));
        if (!status)
            status = set(world, 0, &two, COLUMN_AMOUNT, int_value(i));
        if (!status)
            status = commit(world, 0);
    }
    pthread_join(reader.thread, NULL);
    ct__arena_free(&reader.world.arena);
    assert_status(CT_OK, status);
    check_status(&reader.world, CT_OK, reader.status, "the reader", __FILE__, __LINE__);
}

static void *
end_elsewhere(void *argument)
{
    struct incrementer *own = argument;
    own->status = commit(&own->world, own->session);
    return NULL;
}

static void
test_a_transaction_may_end_in_another_thread(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    struct incrementer other = {.world = *world, .session = 0};
    assert_int_equal(pthread_create(&other.thread, NULL, end_elsewhere, &other), 0);
    pthread_join(other.thread, NULL);
    assert_status(CT_OK, other.status);
    assert_status(CT_OK, begin_within(world, 1, 0, IMPATIENT_MS));
    assert_int_equal(count_specimens(world, 1), 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, build_world, raze_world)
static const struct CMUnitTest cases[] = {
    CASE(test_a_session_reads_its_own_writes),
    CASE(test_rollback_undoes_everything),
    CASE(test_close_rolls_back_what_is_open),
    CASE(test_a_commit_ends_the_transaction),
    CASE(test_commit_of_a_failed_transaction_keeps_nothing),
    CASE(test_a_reader_keeps_its_snapshot),
    CASE(test_a_cursor_keeps_its_rows_while_another_session_commits),
    CASE(test_a_second_writer_is_told_busy),
    CASE(test_no_update_is_lost),
    CASE(test_no_write_skews),
    CASE(test_no_phantom_appears),
    CASE(test_two_threads_count_to_a_thousand),
    CASE(test_readers_never_see_half_a_transaction),
    CASE(test_a_transaction_may_end_in_another_thread),
};
const struct suite transaction_suite = {"transactions", cases, sizeof cases / sizeof *cases};
