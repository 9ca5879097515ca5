/* What the back end makes of stores that are not there, not ours, or changed by somebody else, and of options
 * that name none. */
#include "backend.h"

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

int
main(void)
{
    static const struct CMUnitTest cases[] = {
        CASE(what_was_damaged_is_told_and_where),
        CASE(tables_of_others_are_left_alone),
        CASE(a_schema_that_is_there_and_empty_is_taken),
        CASE(a_store_that_the_server_refuses_to_make_is_told),
        CASE(what_must_exist_is_not_created),
        CASE(a_server_that_is_not_there_is_told),
        CASE(options_that_are_wrong_are_refused),
    };
    return RUN_CASES(cases);
}
