/* What the back end makes of a server that refuses, ends, or has been changed by somebody else, and of lines
 * that break: each call answers as storage.h says, and the next one finds everything in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <contoterzi/postgres.h>

#include "heap.h"
#include "proxy.h"
#include "testkit/kit.h"

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

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

struct world {
    char schema[40];
    char superuser[160];
    PGconn *other; /* a superuser's, who sees the schema's tables */
    struct heap heap;
    ct_allocator allocator;
    ct_storage *storage;
    struct kit_session session;
    struct proxy proxy; /* before the server, since go_far_away */
    bool is_far;
};

static void
run(struct world *world, const char *sql)
{
    PGresult *result = PQexec(world->other, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        print_error("%s: %s", sql, PQerrorMessage(world->other));
    assert_true(PQresultStatus(result) == PGRES_COMMAND_OK ||
                PQresultStatus(result) == PGRES_TUPLES_OK);
    PQclear(result);
}

/* `format` has one %s, for the argument. */
#define RUN(world, format, argument)                                     \
    do {                                                                 \
        char sql_[1000];                                                 \
        (void)snprintf(sql_, sizeof sql_, format, argument);             \
        run(world, sql_);                                                \
    } while (0)

static const char *
address(void)
{
    return getenv("CONTOTERZI_TEST_POSTGRES");
}

static void
make_storage(struct world *world, const char *connection)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    options.connection = connection;
    options.schema = world->schema;
    ct_storage_unref(world->storage);
    world->storage = NULL;
    assert_int_equal(ct_storage_new_postgres(&world->allocator, &options, &world->storage), CT_OK);
}

static void
open_session(struct world *world)
{
    assert_int_equal(kit_open(&world->session, world->storage, &kit_schema_1), CT_OK);
    RUN(world, "SET search_path = %s", world->schema);
}

static int
set_up(void **state)
{
    static int number;
    struct world *world = calloc(1, sizeof *world);
    const char *at = strchr(address(), '@');
    if (!world)
        return -1;
    *state = world;
    (void)snprintf(world->schema, sizeof world->schema, "answers_%ld_%d", (long)getpid(), number++);
    (void)snprintf(world->superuser, sizeof world->superuser, "postgresql://owner%s", at);
    world->other = PQconnectdb(world->superuser);
    world->allocator = heap_allocator(&world->heap);
    (void)heap_disarm(&world->heap);
    run(world, "SET client_min_messages = error");
    make_storage(world, address());
    return 0;
}

static void
come_back(struct world *world)
{
    if (world->is_far)
        proxy_end(&world->proxy);
    world->is_far = false;
}

static int
tear_down(void **state)
{
    struct world *world = *state;
    kit_close(&world->session);
    kit_forget(&world->session);
    ct_storage_unref(world->storage);
    come_back(world);
    RUN(world, "DROP SCHEMA IF EXISTS %s CASCADE", world->schema);
    PQfinish(world->other);
    long live = atomic_load(&world->heap.live);
    free(world);
    return live ? -1 : 0;
}

#define assert_answer(expected, call) check_answer(world, expected, call, #call, __LINE__)
static void
check_answer(struct world *world, ct_status expected, ct_status seen, const char *call, int line)
{
    if (seen == expected)
        return;
    print_error("%s answered %s, not %s: %s\n", call, ct_status_name(seen), ct_status_name(expected),
                world->session.diag.message);
    _fail(__FILE__, line);
}

/* One sample, in a transaction of its own. */
static ct_status
store(struct world *world, int64_t number)
{
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(number);
    ct_status status = kit_begin_writing(session);
    if (!status)
        status = kit_insert(session, TABLE_SAMPLE, &row);
    if (!status)
        status = kit_commit(session);
    kit_roll_back(session);
    return status;
}

static size_t
count(struct world *world)
{
    size_t rows = 0;
    assert_answer(CT_OK, kit_begin_reading(&world->session));
    assert_answer(CT_OK, kit_count(&world->session, &rows));
    assert_answer(CT_OK, kit_commit(&world->session));
    return rows;
}

static ct_status
read_sample(struct world *world, int64_t number)
{
    const struct kit_row key = kit_sample(number);
    struct kit_row found;
    ct_status status = kit_begin_reading(&world->session);
    if (!status)
        status = kit_get(&world->session, TABLE_SAMPLE, &key, &found);
    kit_roll_back(&world->session);
    return status;
}

/* --- What a server answers --- */

static void
refuse_samples(struct world *world, const char *how)
{
    RUN(world, "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %s;"
               " RETURN NEW; END$$", how);
}

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

/* --- Lines that break --- */

static void
go_far_away(struct world *world)
{
    char connection[200];
    const char *port = strrchr(address(), ':') + 1;
    assert_int_equal(proxy_start(&world->proxy, atoi(port)), 0);
    world->is_far = true;
    (void)snprintf(connection, sizeof connection, "%.*s%d%s", (int)(port - address()), address(),
                   world->proxy.port, strchr(port, '/'));
    make_storage(world, connection);
}

enum { FAR = 1000000000, LAST_BYTES = 90 };

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

/* --- Tables that somebody has changed --- */

static void
what_was_damaged_is_told_and_where(void **state)
{
    static const struct {
        const char *damage;
        const char *column;
    } damages[] = {
        {"ALTER TABLE sample ALTER amount DROP NOT NULL; UPDATE sample SET amount = NULL", "amount"},
        {"UPDATE sample SET date = 'infinity'", "date"},
        {"UPDATE sample SET date = '-infinity'", "date"},
        {"UPDATE sample SET instant = 'infinity'", "instant"},
        {"UPDATE sample SET instant = '294270-01-01 00:00:00+00'", "instant"},
        {"UPDATE sample SET instant = '12000-01-01 00:00:00+00'", "instant"},
        {"UPDATE sample SET color = 'pink'", "color"},
        {"ALTER TABLE sample ALTER amount TYPE integer", "amount"},
    };
    struct world *world = *state;
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        run(world, "CREATE TABLE sound AS TABLE sample");
        run(world, damages[i].damage);
        kit_close(&world->session);
        assert_answer(CT_OK, kit_open(&world->session, world->storage, &kit_schema_1));
        assert_answer(CT_ERR_CORRUPT, read_sample(world, 1));
        assert_non_null(strstr(world->session.diag.message, damages[i].column));
        run(world, "ALTER TABLE sample ALTER amount TYPE bigint; DELETE FROM sample;"
                   "INSERT INTO sample TABLE sound; DROP TABLE sound");
        kit_close(&world->session);
        assert_answer(CT_OK, kit_open(&world->session, world->storage, &kit_schema_1));
        assert_answer(CT_OK, read_sample(world, 1));
    }
}

static void
tables_of_others_are_left_alone(void **state)
{
    static const char *const strangers[] = {
        "CREATE TABLE sample (song text)",
        "CREATE TABLE song (title text); CREATE VIEW sample AS TABLE song",
        "CREATE TABLE contoterzi_store (application text PRIMARY KEY, version bigint NOT NULL)",
        ("CREATE TABLE contoterzi_store (application text PRIMARY KEY, version bigint NOT NULL);"
         "INSERT INTO contoterzi_store VALUES ('contoterzi', 0)"),
        "CREATE TABLE contoterzi_store (song text); CREATE TABLE sample (song text)",
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        RUN(world, "DROP SCHEMA IF EXISTS %s CASCADE", world->schema);
        RUN(world, "CREATE SCHEMA %s", world->schema);
        RUN(world, "SET search_path = %s", world->schema);
        run(world, strangers[i]);
        RUN(world, "GRANT ALL ON SCHEMA %s TO host", world->schema);
        RUN(world, "GRANT SELECT ON ALL TABLES IN SCHEMA %s TO host", world->schema);
        assert_answer(CT_ERR_NOT_A_STORE,
                      kit_open(&world->session, world->storage, &kit_schema_1));
        assert_non_null(strstr(world->session.diag.message, "that is not ours"));
    }
}

static void
a_schema_that_is_there_and_empty_is_taken(void **state)
{
    struct world *world = *state;
    RUN(world, "CREATE SCHEMA %s AUTHORIZATION host", world->schema);
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
}

/* What may pass is waited for a while. */
static void
a_store_that_the_server_refuses_to_make_is_told(void **state)
{
    static const struct {
        const char *code;
        ct_status status;
    } answers[] = {
        {"40001", CT_ERR_CONFLICT}, {"55P03", CT_ERR_BUSY}, {"ZZ999", CT_ERR},
        {"53100", CT_ERR_IO},       {"0A000", CT_ERR_UNSUPPORTED},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        RUN(world, "CREATE OR REPLACE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS"
                   " $$BEGIN IF current_user = 'host' THEN RAISE 'not now' USING ERRCODE = '%s';"
                   " END IF; END$$", answers[i].code);
        run(world, "CREATE EVENT TRIGGER refuse ON ddl_command_start"
                   " EXECUTE FUNCTION public.refuse()");
        ct_status status = kit_open(&world->session, world->storage, &kit_schema_1);
        run(world, "DROP EVENT TRIGGER refuse");
        assert_answer(answers[i].status, status);
        assert_non_null(strstr(world->session.diag.message, "not now"));
    }
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
}

/* --- Values and ranges --- */

static void
values_that_no_column_takes_change_nothing(void **state)
{
    static const struct {
        uint32_t column;
        int64_t value;
    } bad[] = {
        {SAMPLE_DATE, -719529}, {SAMPLE_DATE, 2932897}, {SAMPLE_COLOR, 99}, {SAMPLE_FLAG, 2},
        {SAMPLE_INSTANT, INT64_MAX}, {SAMPLE_INSTANT, INT64_MIN},
    };
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row sample = kit_sample(1);
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const uint32_t columns[] = {bad[i].column, SAMPLE_AMOUNT};
        const ct_value values[] = {kit_int(bad[i].value), kit_int(5)};
        struct kit_row row = kit_sample(2);
        row.values[bad[i].column] = values[0];
        assert_answer(CT_OK, kit_begin_writing(session));
        assert_answer(CT_ERR_INVALID_ARGUMENT, kit_insert(session, TABLE_SAMPLE, &row));
        kit_roll_back(session);
        assert_answer(CT_OK, kit_begin_writing(session));
        assert_answer(CT_ERR_INVALID_ARGUMENT,
                      kit_update(session, TABLE_SAMPLE, &sample, columns, values, 2));
        kit_roll_back(session);
    }
    assert_int_equal(count(world), 1);
}

static void
keys_that_no_row_can_have_are_refused(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const ct_value good[] = {kit_id(5), kit_int(1)}, bad[] = {kit_blob("short", 5), kit_int(1)};
    const struct kit_row key = {.values = {bad[0], bad[1]}, .count = 2};
    const ct_scan ranges[] = {
        {.low = bad, .low_count = 2, .high = good, .high_count = 2},
        {.low = good, .low_count = 2, .high = bad, .high_count = 2},
        {.low = good, .low_count = 1, .high = bad, .high_count = 1},
        {.low = bad, .low_count = 1, .high = good, .high_count = 1},
    };
    struct kit_row found;
    int cursor;
    open_session(world);
    for (int deed = 0; deed < 3; deed++) {
        assert_answer(CT_OK, kit_begin_writing(session));
        assert_answer(CT_ERR_INVALID_ARGUMENT,
                      deed == 0   ? kit_get(session, TABLE_SAMPLE, &key, &found)
                      : deed == 1 ? kit_erase(session, TABLE_SAMPLE, &key)
                                  : kit_set(session, TABLE_SAMPLE, &key, SAMPLE_AMOUNT, kit_int(1)));
        kit_roll_back(session);
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (int deed = 0; deed < 3; deed++) {
            assert_answer(CT_OK, kit_begin_writing(session));
            assert_answer(CT_ERR_INVALID_ARGUMENT,
                          deed == 0   ? kit_scan_open(session, &ranges[i], &cursor)
                          : deed == 1 ? kit_expect_none(session, &ranges[i])
                                      : kit_look_ahead(session, &ranges[i], 1));
            kit_roll_back(session);
        }
}

/* More than it keeps, by keys and by bounds of which some are NULL: each is read as it is. */
static void
many_ranges_asked_for_ahead_are_read_right(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const ct_value null = kit_null();
    const ct_scan maybe = {.index = BY_MAYBE, .low = &null, .low_count = 1, .high = &null,
                           .high_count = 1};
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    assert_answer(CT_OK, store(world, 3));
    assert_answer(CT_OK, kit_begin_writing(session));
    assert_answer(CT_OK, kit_look_ahead(session, NULL, 0));
    for (int64_t i = 0; i < 40; i++) {
        const struct kit_row keys[] = {kit_sample(2 * i), kit_sample(2 * i + 1)};
        const ct_scan ranges[] = {
            {.low = keys[0].values, .low_count = 2, .high = keys[0].values, .high_count = 2},
            {.low = keys[1].values, .low_count = 2, .high = keys[1].values, .high_count = 2},
            maybe,
        };
        int64_t numbers[3];
        size_t found = 0;
        struct kit_row row;
        assert_answer(CT_OK, kit_look_ahead(session, ranges, 3));
        assert_answer(CT_ERR_NOT_FOUND, kit_get(session, TABLE_SAMPLE, &keys[0], &row));
        assert_answer(i < 2 ? CT_OK : CT_ERR_NOT_FOUND,
                      kit_get(session, TABLE_SAMPLE, &keys[1], &row));
        assert_answer(CT_OK, kit_scan_numbers(session, &maybe, numbers, 3, &found));
        assert_int_equal(found, 2);
    }
    assert_answer(CT_OK, kit_commit(session));
}

/* More in one call than it keeps. */
static void
some_of_very_many_ranges_are_asked_for_ahead(void **state)
{
    enum { RANGES = 100 };
    struct world *world = *state;
    struct kit_session *session = &world->session;
    struct kit_row keys[RANGES], found;
    ct_scan ranges[RANGES];
    const ct_scan *list[RANGES];
    open_session(world);
    assert_answer(CT_OK, store(world, 3));
    for (int i = 0; i < RANGES; i++) {
        keys[i] = kit_sample(i);
        ranges[i] = (ct_scan){.size = sizeof ranges[i], .low = keys[i].values, .low_count = 2,
                              .high = keys[i].values, .high_count = 2};
        list[i] = &ranges[i];
    }
    assert_answer(CT_OK, kit_begin_reading(session));
    assert_answer(CT_OK, session->ops->look_ahead(session->handle, list, RANGES, &session->diag));
    for (int i = 0; i < RANGES; i++)
        assert_answer(i == 3 ? CT_OK : CT_ERR_NOT_FOUND,
                      kit_get(session, TABLE_SAMPLE, &keys[i], &found));
    assert_answer(CT_OK, kit_commit(session));
}

/* A whole key may be an open bound, too. */
static void
a_row_beside_an_open_bound_is_not_expected_away(void **state)
{
    struct world *world = *state;
    struct kit_session *session = &world->session;
    const struct kit_row row = kit_sample(1);
    const ct_scan range = {.low = row.values, .low_count = 2, .high = row.values, .high_count = 2,
                           .flags = CT_SCAN_LOW_OPEN};
    open_session(world);
    assert_answer(CT_OK, store(world, 1));
    assert_answer(CT_OK, kit_begin_writing(session));
    assert_answer(CT_OK, kit_expect_none(session, &range));
    assert_answer(CT_OK, kit_commit(session));
}

static void
a_row_that_is_erased_unseen_is_gone(void **state)
{
    struct world *world = *state;
    const struct kit_row row = kit_sample(1);
    open_session(world);
    RUN(world, "INSERT INTO %s.sample (id, number, date, instant, color, flag, amount, text, blob) VALUES"
               " ('41ff0000-0000-0000-0000-000000000000', 1, '2024-02-29', now(), 'red', false, 0, '', '')",
        world->schema);
    assert_answer(CT_OK, kit_begin_writing(&world->session));
    assert_answer(CT_OK, kit_erase(&world->session, TABLE_SAMPLE, &row));
    assert_answer(CT_OK, kit_commit(&world->session));
    assert_int_equal(count(world), 0);
}

/* --- Memory --- */

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

/* --- Options --- */

static void
options_that_are_wrong_are_refused(void **state)
{
    struct longer {
        ct_postgres_options known;
        uint64_t later;
    } longer = {CT_POSTGRES_OPTIONS_INIT, 0};
    const ct_postgres_options whole = CT_POSTGRES_OPTIONS_INIT;
    ct_postgres_options bad[] = {whole, whole, whole, whole, whole, whole};
    ct_allocator allocator = {.size = 1};
    ct_storage *storage = NULL;
    (void)state;
    bad[0].size = sizeof whole - 1;
    bad[1].connection = "host='";
    bad[2].schema = "";
    bad[3].schema = "0123456789012345678901234567890123456789012345678901234567890123";
    bad[4].flags = 1u << 20;
    bad[5].reserved = 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(ct_storage_new_postgres(NULL, &bad[i], &storage), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_postgres(NULL, NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_postgres(&allocator, NULL, &storage), CT_ERR_INVALID_ARGUMENT);
    longer.known.size = sizeof longer;
    longer.later = 1;
    assert_int_equal(ct_storage_new_postgres(NULL, &longer.known, &storage), CT_ERR_STRUCT_TOO_NEW);
    assert_null(storage);
    longer.later = 0;
    assert_int_equal(ct_storage_new_postgres(NULL, &longer.known, &storage), CT_OK);
    ct_storage_unref(storage);
    assert_int_equal(ct_storage_new_postgres(NULL, NULL, &storage), CT_OK);
    ct_storage_unref(storage);
}

static void
a_server_that_is_not_there_is_told(void **state)
{
    struct world *world = *state;
    char connection[700];
    (void)snprintf(connection, sizeof connection, "host=/%0600d", 0); /* a socket's path */
    make_storage(world, connection);
    assert_answer(CT_ERR_IO, kit_open(&world->session, world->storage, &kit_schema_1));
    assert_int_equal(strlen(world->session.diag.message), 400);
}

static void
what_must_exist_is_not_created(void **state)
{
    struct world *world = *state;
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    ct_storage_unref(world->storage);
    options.connection = address();
    options.schema = world->schema;
    options.flags = CT_POSTGRES_MUST_EXIST;
    assert_int_equal(ct_storage_new_postgres(&world->allocator, &options, &world->storage), CT_OK);
    assert_answer(CT_ERR_NOT_FOUND, kit_open(&world->session, world->storage, &kit_schema_1));
    assert_answer(CT_ERR_NOT_FOUND, kit_open(&world->session, world->storage, &kit_schema_1));
    make_storage(world, address());
    open_session(world);
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
        CASE(a_connection_that_ends_is_told_and_made_anew),
        CASE(a_commit_is_told_right_wherever_its_answer_breaks),
        CASE(a_first_call_without_a_server_says_so),
        CASE(a_roll_back_that_cannot_be_sent_is_one),
        CASE(a_store_is_made_wherever_the_commits_answer_breaks),
        CASE(what_was_damaged_is_told_and_where),
        CASE(tables_of_others_are_left_alone),
        CASE(a_schema_that_is_there_and_empty_is_taken),
        CASE(a_store_that_the_server_refuses_to_make_is_told),
        CASE(values_that_no_column_takes_change_nothing),
        CASE(keys_that_no_row_can_have_are_refused),
        CASE(many_ranges_asked_for_ahead_are_read_right),
        CASE(some_of_very_many_ranges_are_asked_for_ahead),
        CASE(a_row_beside_an_open_bound_is_not_expected_away),
        CASE(a_row_that_is_erased_unseen_is_gone),
        CASE(every_request_for_memory_may_fail),
        CASE(options_that_are_wrong_are_refused),
        CASE(a_server_that_is_not_there_is_told),
        CASE(what_must_exist_is_not_created),
    };
    if (!getenv("CONTOTERZI_TEST_POSTGRES"))
        return 77;
    return cmocka_run_group_tests(cases, NULL, NULL);
}
