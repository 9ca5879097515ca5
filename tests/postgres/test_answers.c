/* What the back end makes of a server that refuses or lets it wait, and of memory that runs out: each call
 * answers as storage.h says, and the next one finds everything in order. */
#include "backend.h"

static void
each_answer_of_a_server_has_its_status(void **state)
{
    static const struct {
        const char *how;
        ct_status status;
        const char *words;
    } answers[] = {
        {"RAISE 'somebody was faster' USING ERRCODE = '40001'", CT_ERR_CONFLICT, "somebody was faster"},
        {"RAISE 'it was locked' USING ERRCODE = '55P03'", CT_ERR_BUSY, "it was locked"},
        {"RAISE 'a rule' USING ERRCODE = '23514', TABLE = 'sample', CONSTRAINT = 'a_rule'",
         CT_ERR_CORRUPT, "sample, a_rule: a rule"},
        {"RAISE 'a rule' USING ERRCODE = '23514', TABLE = 'sample'", CT_ERR_CORRUPT, "sample: a rule"},
        {"RAISE 'a rule' USING ERRCODE = '23514', CONSTRAINT = 'a_rule'", CT_ERR_CORRUPT,
         "a_rule: a rule"},
        {"RAISE '' USING ERRCODE = '53100'", CT_ERR_IO, "no words"},
        {"RAISE 'it only reads' USING ERRCODE = '25006'", CT_ERR_IO, "it only reads"},
        {"RAISE 'it went away' USING ERRCODE = '08006'", CT_ERR_IO, "it went away"},
        {"RAISE 'it shuts down' USING ERRCODE = '57P01'", CT_ERR_IO, "it shuts down"},
        {"PERFORM pg_terminate_backend(pg_backend_pid())", CT_ERR_IO, "terminating connection"},
        {"RAISE 'of their own' USING ERRCODE = 'ZZ999'", CT_ERR, "of their own"},
    };
    struct world *world = *state;
    open_session(world);
    refuse_samples(world, "RETURN NEW");
    run(world, "CREATE TRIGGER refuse BEFORE INSERT ON sample FOR EACH ROW EXECUTE FUNCTION refuse();"
               "ALTER FUNCTION refuse() SECURITY DEFINER");
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        refuse_samples(world, answers[i].how);
        run(world, "ALTER FUNCTION refuse() SECURITY DEFINER");
        assert_answer(answers[i].status, store(world, (int64_t)i));
        assert_non_null(strstr(world->session.diag.message, answers[i].words));
    }
    refuse_samples(world, "RETURN NEW");
    assert_answer(CT_OK, store(world, 100));
    assert_int_equal(count(world), 1);
}

/* Told by the commit itself. */
static void
a_commit_that_a_server_refuses_has_not_happened(void **state)
{
    struct world *world = *state;
    open_session(world);
    refuse_samples(world, "RAISE 'too late' USING ERRCODE = '40001'");
    run(world, "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON sample DEFERRABLE INITIALLY DEFERRED"
               " FOR EACH ROW EXECUTE FUNCTION refuse()");
    assert_answer(CT_ERR_CONFLICT, store(world, 1));
    refuse_samples(world, "RAISE 'it shuts down' USING ERRCODE = '57P01'");
    assert_answer(CT_ERR_COMMIT_UNKNOWN, store(world, 1));
    refuse_samples(world, "RETURN NULL");
    assert_int_equal(count(world), 0);
    assert_answer(CT_OK, store(world, 1));
}

static void
a_change_that_changes_nothing_is_a_conflict(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(1);
    struct kit_row found;
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    refuse_samples(world, "RETURN NULL");
    run(world, "CREATE TRIGGER refuse BEFORE UPDATE ON sample FOR EACH ROW EXECUTE FUNCTION refuse()");
    assert_answer(CT_OK, kit_begin_writing(session));
    assert_answer(CT_OK, kit_get(session, TABLE_SAMPLE, &row, &found));
    assert_answer(CT_OK, kit_set(session, TABLE_SAMPLE, &row, SAMPLE_AMOUNT, kit_int(5)));
    assert_answer(CT_ERR_CONFLICT, kit_commit(session));
}

/* A role that may write rows and lock no table: without turns, after one attempt. */
static void
who_may_not_lock_goes_on_without(void **state)
{
    struct world *world = *state;
    open_session(world);
    run(world, "ALTER TABLE contoterzi_store OWNER TO owner; GRANT SELECT ON contoterzi_store TO host");
    assert_answer(CT_ERR_CONFLICT, store(world, 1));
    assert_answer(CT_OK, store(world, 1));
    assert_answer(CT_OK, store(world, 2));
    assert_int_equal(count(world), 2);
}

/* Behind somebody who holds the store. */
static void
who_waits_for_a_turn_is_told_that_it_is_busy(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(1);
    struct kit_row found;
    open_session(world);
    run(world, "BEGIN");
    run(world, "LOCK TABLE contoterzi_store IN ACCESS EXCLUSIVE MODE");
    assert_answer(CT_OK, kit_begin(session, 0, KIT_IMPATIENT_MS));
    assert_answer(CT_ERR_BUSY, kit_get(session, TABLE_SAMPLE, &row, &found));
    kit_roll_back(session);
    run(world, "ROLLBACK");
    assert_answer(CT_OK, kit_begin(session, 0, UINT32_MAX));
    assert_answer(CT_ERR_NOT_FOUND, kit_get(session, TABLE_SAMPLE, &row, &found));
    assert_answer(CT_OK, kit_insert(session, TABLE_SAMPLE, &row));
    assert_answer(CT_OK, kit_commit(session));
}

static ct_status
do_everything(struct world *world)
{
    struct kit_session *session = &world->session;
    const struct kit_row rows[] = {kit_sample(1), kit_sample(2)};
    const ct_value none = kit_int(9);
    const ct_scan range = {.index = BY_NUMBER, .low = &none, .low_count = 1};
    const ct_scan key = {.low = rows[1].values, .low_count = 2, .high = rows[1].values,
                         .high_count = 2};
    struct kit_row found;
    size_t rows_seen;
    ct_status status = kit_open(session, world->storage, &kit_schema_1);
    if (!status)
        status = kit_begin_writing(session);
    if (!status)
        status = kit_look_ahead(session, &key, 1);
    if (!status)
        status = kit_insert(session, TABLE_SAMPLE, &rows[0]);
    if (!status)
        status = kit_get(session, TABLE_SAMPLE, &rows[0], &found);
    if (!status)
        status = kit_set(session, TABLE_SAMPLE, &rows[0], SAMPLE_AMOUNT, kit_int(4));
    if (!status)
        status = kit_expect_none(session, &range);
    if (!status)
        status = kit_count(session, &rows_seen);
    if (!status)
        status = kit_erase(session, TABLE_SAMPLE, &rows[0]);
    if (!status)
        status = kit_commit(session);
    if (session->handle)
        kit_roll_back(session);
    kit_close(session);
    return status;
}

static void
starve(struct world *world, bool is_new)
{
    bool was_hit = true;
    for (long until = 0; was_hit; until++) {
        if (is_new)
            RUN(world, "DROP SCHEMA IF EXISTS %s CASCADE", world->schema);
        heap_arm(&world->heap, HEAP_FAILS_ONCE, until);
        ct_status status = do_everything(world);
        was_hit = heap_disarm(&world->heap);
        if (status || !was_hit) /* what is known of rows may be forgotten */
            assert_answer(was_hit ? CT_ERR_NO_MEMORY : CT_OK, status);
    }
}

static void
every_request_for_memory_may_fail(void **state)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    struct world *world = *state;
    ct_storage *storage = NULL;
    for (long until = 0; until < 2; until++) {
        heap_arm(&world->heap, HEAP_FAILS_ONCE, until);
        assert_int_equal(ct_storage_new_postgres(&world->allocator, &options, &storage),
                         CT_ERR_NO_MEMORY);
        assert_true(heap_disarm(&world->heap));
    }
    starve(world, true);
    starve(world, false);
}

int
main(void)
{
    static const struct CMUnitTest cases[] = {
        CASE(each_answer_of_a_server_has_its_status),
        CASE(a_commit_that_a_server_refuses_has_not_happened),
        CASE(a_change_that_changes_nothing_is_a_conflict),
        CASE(who_may_not_lock_goes_on_without),
        CASE(who_waits_for_a_turn_is_told_that_it_is_busy),
        CASE(every_request_for_memory_may_fail),
    };
    return RUN_CASES(cases);
}
