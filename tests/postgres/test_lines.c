/* What the back end makes of connections that end and lines that break, at any point: each call answers as
 * storage.h says, and the next one finds everything in order. */
#include "backend.h"

#include <dlfcn.h>

static bool is_mute; /* libpq ends no part of a pipeline any more */

int
PQpipelineSync(PGconn *connection)
{
    union {
        void *symbol;
        __typeof__(PQpipelineSync) *call;
    } real = {dlsym(RTLD_NEXT, "PQpipelineSync")};
    return is_mute ? 0 : real.call(connection);
}

enum { FAR = 1000000000, LAST_BYTES = 90 };

static void
end_others(struct world *world)
{
    run(world, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
               " WHERE usename = 'host' AND application_name = 'contoterzi'");
}

static void
a_connection_that_ends_is_told_and_made_anew(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const ct_scan all = {.table = TABLE_SAMPLE, .index = BY_NUMBER};
    const struct kit_row row = kit_sample(1);
    struct kit_row found;
    int cursor;
    open_session(world);
    assert_answer(CT_OK, kit_begin_writing(session));
    for (int64_t i = 0; i < 40; i++) {
        const struct kit_row sample = kit_sample(i);
        assert_answer(CT_OK, kit_insert(session, TABLE_SAMPLE, &sample));
    }
    assert_answer(CT_OK, kit_commit(session));
    end_others(world); /* between transactions nobody hears of it */
    assert_answer(CT_OK, kit_begin_reading(session));
    end_others(world); /* nor before the first statement of one */
    assert_answer(CT_OK, kit_get(session, TABLE_SAMPLE, &row, &found));
    end_others(world);
    assert_answer(CT_ERR_IO, kit_get(session, TABLE_SAMPLE, &row, &found));
    kit_roll_back(session);
    assert_answer(CT_OK, kit_begin_reading(session));
    assert_answer(CT_OK, kit_scan_open(session, &all, &cursor));
    for (int i = 0; i < 32; i++)
        assert_answer(CT_OK, kit_scan_next(session, cursor, TABLE_SAMPLE, &found));
    end_others(world);
    assert_answer(CT_ERR_IO, kit_scan_next(session, cursor, TABLE_SAMPLE, &found));
    kit_scan_close(session, cursor);
    kit_roll_back(session);
    assert_int_equal(count(world), 40);
}

static long
bytes_to_client(struct world *world)
{
    return FAR - atomic_load(&world->proxy.left[TO_CLIENT]);
}

/* The line may break only now, behind the last byte; whoever calls next is told, and nobody after. */
static void
mend(struct world *world)
{
    (void)proxy_mend(&world->proxy);
    (void)read_sample(world, 0);
}

/* In the answer to the commit each byte may be the last: no row is there of which it was said that nothing
 * happened, and each is there of which it was said that it is. */
static void
a_commit_is_told_right_wherever_its_answer_breaks(void **state)
{
    struct world *world = *state;
    size_t told = 0, unknown = 0;
    go_far_away(world);
    open_session(world);
    assert_answer(CT_OK, store(world, 0));
    proxy_break_after(&world->proxy, TO_CLIENT, FAR);
    assert_answer(CT_OK, store(world, 1));
    long bytes = bytes_to_client(world);
    for (long i = 0; i < LAST_BYTES && i < bytes; i++) {
        assert_answer(CT_OK, store(world, 1000 + i)); /* so that its statements are prepared */
        size_t before = count(world);
        proxy_break_after(&world->proxy, TO_CLIENT, bytes - i);
        ct_status status = store(world, 2000 + i);
        mend(world);
        size_t added = count(world) - before;
        if (status != CT_ERR_COMMIT_UNKNOWN) {
            assert_answer(added ? CT_OK : CT_ERR_IO, status);
            told += added;
        }
        unknown += status == CT_ERR_COMMIT_UNKNOWN;
    }
    assert_true(told > 0 && unknown > 0);
}

/* Neither the connection nor a server is there any more when a transaction's first call comes. */
static void
a_first_call_without_a_server_says_so(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(1);
    const ct_scan range = {.index = BY_NUMBER};
    for (int deed = 0; deed < 3; deed++) {
        struct kit_row found;
        go_far_away(world);
        open_session(world);
        assert_answer(CT_OK, kit_begin_writing(session));
        come_back(world);
        assert_answer(CT_ERR_IO,
                      deed == 0   ? kit_get(session, TABLE_SAMPLE, &row, &found)
                      : deed == 1 ? kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(1))
                                  : kit_expect_none(session, &range));
        kit_close(session);
    }
}

static void
a_roll_back_that_cannot_be_sent_is_one(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(1);
    open_session(world);
    assert_answer(CT_OK, kit_begin_writing(session));
    assert_answer(CT_OK, kit_insert(session, TABLE_SAMPLE, &row));
    is_mute = true;
    kit_roll_back(session);
    is_mute = false;
    assert_int_equal(count(world), 0);
    assert_answer(CT_OK, store(world, 1));
}

/* The same for who makes a store: the commit that nobody heard of is seen by a second look. */
static void
a_store_is_made_wherever_the_commits_answer_breaks(void **state)
{
    struct world *world = *state;
    size_t made = 0;
    go_far_away(world);
    proxy_break_after(&world->proxy, TO_CLIENT, FAR);
    open_session(world);
    long bytes = bytes_to_client(world);
    for (long i = 0; i < LAST_BYTES; i += 6) {
        kit_close(&world->session);
        RUN(world, "DROP SCHEMA %s CASCADE", world->schema);
        proxy_break_after(&world->proxy, TO_CLIENT, bytes - i);
        ct_status status = kit_open(&world->session, world->storage, &kit_schema_1);
        bool is_broken = proxy_mend(&world->proxy); /* not if it answered in fewer bytes this time */
        if (status)
            assert_answer(CT_ERR_IO, status);
        made += is_broken && !status;
        kit_close(&world->session);
        open_session(world);
        assert_answer(CT_OK, store(world, i));
    }
    assert_true(made > 0);
}

int
main(void)
{
    static const struct CMUnitTest cases[] = {
        CASE(a_connection_that_ends_is_told_and_made_anew),
        CASE(a_commit_is_told_right_wherever_its_answer_breaks),
        CASE(a_first_call_without_a_server_says_so),
        CASE(a_roll_back_that_cannot_be_sent_is_one),
        CASE(a_store_is_made_wherever_the_commits_answer_breaks),
    };
    return RUN_CASES(cases);
}
