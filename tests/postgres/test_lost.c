/* The line to the server breaks at any byte of a migration, in either direction, or libpq sends no more:
 * the answer is clean, the same call with its key afterwards answers as if nothing had been, and nothing is
 * doubled. */
#include "fixture.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <contoterzi/postgres.h>
#include <libpq-fe.h>

#include "proxy.h"

enum { STEP = 11, ROUNDS_MAX = 1000, COUPONS = 1000 };

static long sent_until = -1; /* so many more calls of libpq send what they are given; negative: all */

static bool
is_sent(void)
{
    if (sent_until <= 0)
        return sent_until < 0;
    sent_until--;
    return true;
}

/* The function of that name behind the program's own. */
#define REAL(name)                                                \
    union {                                                       \
        void *symbol;                                             \
        __typeof__(name) *call;                                   \
    } real = {dlsym(RTLD_NEXT, #name)}

int
PQenterPipelineMode(PGconn *connection)
{
    REAL(PQenterPipelineMode);
    return is_sent() ? real.call(connection) : 0;
}

int
PQpipelineSync(PGconn *connection)
{
    REAL(PQpipelineSync);
    return is_sent() ? real.call(connection) : 0;
}

int
PQsendQueryParams(PGconn *connection, const char *sql, int count, const Oid *types,
                  const char *const *values, const int *lengths, const int *formats, int format)
{
    REAL(PQsendQueryParams);
    return is_sent() ? real.call(connection, sql, count, types, values, lengths, formats, format) : 0;
}

int
PQsendPrepare(PGconn *connection, const char *name, const char *sql, int count, const Oid *types)
{
    REAL(PQsendPrepare);
    return is_sent() ? real.call(connection, name, sql, count, types) : 0;
}

int
PQsendQueryPrepared(PGconn *connection, const char *name, int count, const char *const *values,
                    const int *lengths, const int *formats, int format)
{
    REAL(PQsendQueryPrepared);
    return is_sent() ? real.call(connection, name, count, values, lengths, formats, format) : 0;
}

struct far_away {
    struct proxy proxy;
    ct_storage *storage;
    ct_context *context;
};

/* One more context of the world, on the other side of a line that breaks. */
static void
go_far_away(struct world *world, struct far_away *far)
{
    const char *address = getenv("CONTOTERZI_TEST_POSTGRES");
    const char *port = strrchr(address, ':') + 1;
    const char *rest = strchr(port, '/');
    char proxied[200];
    ct_postgres_options place = CT_POSTGRES_OPTIONS_INIT;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    assert_int_equal(proxy_start(&far->proxy, atoi(port)), 0);
    (void)snprintf(proxied, sizeof proxied, "%.*s%d%s?connect_timeout=5", (int)(port - address),
                   address, far->proxy.port, rest);
    place.connection = proxied;
    place.schema = strrchr(world->directory, '/') + 1;
    assert_int_equal(ct_storage_new_postgres(&world->allocator, &place, &far->storage), CT_OK);
    options.now = test_clock;
    options.now_user = world;
    options.random = test_random;
    options.random_user = &world->random;
    options.allocator = &world->allocator;
    assert_int_equal(ct_context_new(&options, &far->context), CT_OK);
    assert_int_equal(ct_context_open(far->context, far->storage), CT_OK);
}

static void
come_back(struct far_away *far)
{
    ct_context_free(far->context);
    ct_storage_unref(far->storage);
    proxy_end(&far->proxy);
}

static ct_status
migrate_by(struct world *world, ct_context *context, ct_id client, const char *key,
           ct_migration_answer **ret_answer)
{
    const ct_migration_request request = migration_request(world, client);
    ct_call call = CT_CALL_INIT;
    call.idempotency_key = key;
    return ct_migration_run(context, &request, &call, ret_answer);
}

static void
assert_one_license(struct world *world, ct_id client)
{
    ct_license_list *list = NULL;
    assert_ok(world, ct_license_list_get(world->context, client, &list));
    keep_license_list(world, list);
    assert_int_equal(ct_license_list_count(list), 1);
}

/* Answers whether the line broke within the call. */
static bool
migrate_over_a_breaking_line(struct world *world, struct far_away *far, enum direction direction,
                             long bytes, const char *key)
{
    ct_migration_answer *answer = NULL;
    ct_id client = add_client(world, "Alfa");
    proxy_break_after(&far->proxy, direction, bytes);
    ct_status status = migrate_by(world, far->context, client, key, &answer);
    bool is_broken = proxy_mend(&far->proxy);
    if (status && status != CT_ERR_IO && status != CT_ERR_COMMIT_UNKNOWN)
        check_status(far->context, CT_ERR_IO, status, key, __FILE__, __LINE__);
    assert_true(is_broken || !status);
    ct_migration_answer_free(answer);
    answer = NULL;
    status = migrate_by(world, far->context, client, key, &answer);
    check_status(far->context, CT_OK, status, key, __FILE__, __LINE__);
    assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE);
    ct_migration_answer_free(answer);
    assert_one_license(world, client);
    return is_broken;
}

static void
break_everywhere(struct world *world, enum direction direction)
{
    struct far_away far;
    size_t round = 0;
    char key[32];
    (void)buy(world, 2026, COUPONS);
    go_far_away(world, &far);
    /* The first call prepares its statements; from the second on each is like the last. */
    for (bool is_broken = true; is_broken && round < ROUNDS_MAX; round++) {
        (void)snprintf(key, sizeof key, "round %zu", round);
        is_broken = migrate_over_a_breaking_line(world, &far, direction, (long)round * STEP, key);
    }
    come_back(&far);
    assert_in_range(round, 50, ROUNDS_MAX - 1);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), round);
    print_message("%zu breaks\n", round - 1);
}

static void
r_aud_02_requests_are_lost_at_any_byte(void **state)
{
    break_everywhere(*state, TO_SERVER);
}

static void
r_aud_02_answers_are_lost_at_any_byte(void **state)
{
    break_everywhere(*state, TO_CLIENT);
}

static void
r_aud_02_nothing_is_sent_from_any_call_on(void **state)
{
    struct world *world = *state;
    long until = 0;
    (void)buy(world, 2026, COUPONS);
    for (ct_status first = CT_ERR_IO; first; until++) {
        char key[32];
        ct_migration_answer *answer = NULL;
        ct_id client = add_client(world, "Alfa");
        (void)snprintf(key, sizeof key, "call %ld", until);
        sent_until = until;
        first = migrate_by(world, world->context, client, key, &answer);
        sent_until = -1;
        if (first)
            assert_status(world, CT_ERR_IO, first);
        ct_migration_answer_free(answer);
        answer = NULL;
        assert_ok(world, migrate_by(world, world->context, client, key, &answer));
        assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE);
        ct_migration_answer_free(answer);
        assert_one_license(world, client);
    }
    assert_in_range(until, 10, COUPONS);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), until);
}

static void
without_a_word_to_the_server_no_store_is_opened(void **state)
{
    struct world *world = *state;
    long until = 0;
    for (ct_status status = CT_ERR_IO; status; until++) {
        ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
        ct_context *context = NULL;
        options.now = test_clock;
        options.now_user = world;
        options.allocator = &world->allocator;
        assert_int_equal(ct_context_new(&options, &context), CT_OK);
        sent_until = until;
        status = ct_context_open(context, world->storage);
        sent_until = -1;
        assert_true(!status || status == CT_ERR_IO);
        ct_context_free(context);
    }
    assert_true(until > 2);
}

/* Of a store that is not there yet, nothing is made unless all of it is. */
static void
without_a_word_to_the_server_no_store_is_made(void **state)
{
    struct world *world = *state;
    char schema[80];
    long until = 0;
    (void)snprintf(schema, sizeof schema, "%s.another", strrchr(world->directory, '/') + 1);
    for (ct_status status = CT_ERR_IO; status; until++) {
        ct_postgres_options place = CT_POSTGRES_OPTIONS_INIT;
        ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
        ct_storage *storage = NULL;
        ct_context *context = NULL;
        place.connection = getenv("CONTOTERZI_TEST_POSTGRES");
        place.schema = schema;
        assert_int_equal(ct_storage_new_postgres(&world->allocator, &place, &storage), CT_OK);
        options.now = test_clock;
        options.now_user = world;
        options.allocator = &world->allocator;
        assert_int_equal(ct_context_new(&options, &context), CT_OK);
        sent_until = until;
        status = ct_context_open(context, storage);
        sent_until = -1;
        if (status)
            check_status(context, CT_ERR_IO, status, "ct_context_open", __FILE__, __LINE__);
        ct_context_free(context);
        ct_storage_unref(storage);
    }
    assert_in_range(until, 50, 1000);
}

/* A line that broke while nobody asked is no failure: it is made anew. */
static void
an_idle_connection_that_went_away_is_made_anew(void **state)
{
    struct world *world = *state;
    struct far_away far;
    ct_migration_answer *answer = NULL;
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    go_far_away(world, &far);
    proxy_hang_up(&far.proxy);
    ct_status status = migrate_by(world, far.context, client, NULL, &answer);
    check_status(far.context, CT_OK, status, "migrate", __FILE__, __LINE__);
    ct_migration_answer_free(answer);
    come_back(&far);
}

/* And while there is no server, that is what every call answers. */
static void
without_a_server_every_call_says_so(void **state)
{
    struct world *world = *state;
    struct far_away far;
    ct_migration_answer *answer = NULL;
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    go_far_away(world, &far);
    proxy_end(&far.proxy);
    for (int i = 0; i < 2; i++)
        check_status(far.context, CT_ERR_IO,
                     migrate_by(world, far.context, client, NULL, &answer), "migrate", __FILE__,
                     __LINE__);
    assert_null(answer);
    ct_context_free(far.context);
    ct_storage_unref(far.storage);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 0);
}

int
main(int argc, char **argv)
{
    static const struct CMUnitTest cases[] = {
        CASE(r_aud_02_requests_are_lost_at_any_byte),
        CASE(r_aud_02_answers_are_lost_at_any_byte),
        CASE(r_aud_02_nothing_is_sent_from_any_call_on),
        CASE(without_a_word_to_the_server_no_store_is_opened),
        CASE(without_a_word_to_the_server_no_store_is_made),
        CASE(an_idle_connection_that_went_away_is_made_anew),
        CASE(without_a_server_every_call_says_so),
    };
    (void)argc;
    if (!getenv("CONTOTERZI_TEST_POSTGRES"))
        return 77;
    return RUN_ON_BACK_ENDS(argv, cases);
}
