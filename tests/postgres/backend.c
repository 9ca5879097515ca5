#include "backend.h"

#include <stdlib.h>
#include <unistd.h>

void
run(struct world *world, const char *sql)
{
    PGresult *result = PQexec(world->other, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        print_error("%s: %s", sql, PQerrorMessage(world->other));
    assert_true(PQresultStatus(result) == PGRES_COMMAND_OK ||
                PQresultStatus(result) == PGRES_TUPLES_OK);
    PQclear(result);
}

const char *
address(void)
{
    return getenv("CONTOTERZI_TEST_POSTGRES");
}

void
make_storage(struct world *world, const char *connection)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    options.connection = connection;
    options.schema = world->schema;
    ct_storage_unref(world->storage);
    world->storage = NULL;
    assert_int_equal(ct_storage_new_postgres(&world->allocator, &options, &world->storage), CT_OK);
}

void
open_session(struct world *world)
{
    assert_int_equal(kit_open(&world->session, world->storage, &kit_schema_1), CT_OK);
    RUN(world, "SET search_path = %s", world->schema);
}

int
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

void
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

void
come_back(struct world *world)
{
    if (world->is_far)
        proxy_end(&world->proxy);
    world->is_far = false;
}

int
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

void
refuse_samples(struct world *world, const char *how)
{
    RUN(world, "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %s;"
               " RETURN NEW; END$$", how);
}

void
check_answer(struct world *world, ct_status expected, ct_status seen, const char *call,
             const char *file, int line)
{
    if (seen == expected)
        return;
    print_error("%s answered %s, not %s: %s\n", call, ct_status_name(seen), ct_status_name(expected),
                world->session.diag.message);
    _fail(file, line);
}

ct_status
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

size_t
count(struct world *world)
{
    size_t rows = 0;
    assert_answer(CT_OK, kit_begin_reading(&world->session));
    assert_answer(CT_OK, kit_count(&world->session, &rows));
    assert_answer(CT_OK, kit_commit(&world->session));
    return rows;
}

ct_status
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
