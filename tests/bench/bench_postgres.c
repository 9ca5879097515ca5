/* What single migrations cost on PostgreSQL, beside the same work written by hand on libpq in the same
 * number of round trips, with the same guarantees (SERIALIZABLE, repeated after a conflict).
 *
 *     sh tests/postgres/server bench_postgres [MIGRATIONS [ROUNDS]]     default: 2000 5
 *
 * Prints throughput with 1 and with 4 connections, ours as a ratio to the other, and how many attempts
 * were repeated. Fails if a ratio misses its goal. */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <contoterzi/contoterzi.h>
#include <contoterzi/postgres.h>

#include "hand_postgres.h"

enum { PAGE = 1000, WORKERS_MAX = 64, ROUNDS_MAX = 31 };

struct world {
    char schema[32];
    ct_storage *storage;
    ct_context *context;
    ct_id studio;
    ct_id *clients;
    size_t client_count;
};

struct worker {
    struct world *world;
    pthread_t thread;
    size_t first;
    size_t step;
    size_t end;
    uint64_t repeated;
};

static const char *
address(void)
{
    return getenv("CONTOTERZI_TEST_POSTGRES");
}

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
must(ct_context *context, ct_status status, const char *what)
{
    if (status) {
        (void)fprintf(stderr, "%s: %s %s\n", what, ct_status_name(status),
                      context ? ct_error_text(context, CT_LANGUAGE_ENGLISH) : "");
        exit(1);
    }
}

static void
vat_number(uint32_t number, char text[12])
{
    unsigned sum = 0;
    (void)snprintf(text, 12, "%010u", number);
    for (int i = 0; i < 10; i++) {
        unsigned digit = (unsigned)(text[i] - '0') * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    text[10] = (char)('0' + (10 - sum % 10) % 10);
    text[11] = '\0';
}

static void
add_clients(struct world *world, size_t count)
{
    static char names[PAGE][64], emails[PAGE][64], vat_numbers[PAGE][12];
    static const char *lists[PAGE][1];
    static ct_client_request requests[PAGE];
    static const ct_client_request *pointers[PAGE];
    world->clients = calloc(count, sizeof *world->clients);
    for (size_t done = 0; done < count; done += PAGE) {
        size_t n = count - done < PAGE ? count - done : PAGE;
        ct_client_answers *answers;
        for (size_t i = 0; i < n; i++) {
            uint32_t number = (uint32_t)(done + i);
            (void)snprintf(names[i], 64, "Azienda %08x S.r.l.", number * 2654435761U);
            (void)snprintf(emails[i], 64, "%08x@azienda.it", number * 2246822519U);
            vat_number(10000000 + number, vat_numbers[i]);
            lists[i][0] = emails[i];
            requests[i] = (ct_client_request)CT_CLIENT_REQUEST_INIT;
            requests[i].studio = world->studio;
            requests[i].name = names[i];
            requests[i].vat_number = vat_numbers[i];
            requests[i].emails = lists[i];
            requests[i].email_count = 1;
            pointers[i] = &requests[i];
        }
        must(world->context,
             ct_client_register_many(world->context, pointers, n, NULL, &answers), "register");
        for (size_t i = 0; i < n; i++)
            world->clients[world->client_count++] = ct_client_answers_client(answers, i);
        ct_client_answers_free(answers);
    }
}

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    (void)ct_clock_system(NULL, ret_now);
    *ret_now = 1795000000000 + *ret_now % 10000000;
    return CT_OK;
}

static ct_context *
open_context(struct world *world)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    options.now = clock_2026;
    options.lock_timeout_ms = 30000;
    must(NULL, ct_context_new(&options, &context), "context");
    must(context, ct_context_open(context, world->storage), "open");
    return context;
}

static void
execute(const char *sql)
{
    PGconn *connection = PQconnectdb(address());
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        (void)fprintf(stderr, "%s: %s", sql, PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
    PQfinish(connection);
}

static struct world
make_world(const char *schema, size_t clients)
{
    struct world world = {.context = NULL};
    ct_postgres_options place = CT_POSTGRES_OPTIONS_INIT;
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_pack_request pack = CT_PACK_REQUEST_INIT;
    ct_studio *studio;
    (void)snprintf(world.schema, sizeof world.schema, "%s", schema);
    place.connection = address();
    place.schema = world.schema;
    must(NULL, ct_storage_new_postgres(NULL, &place, &world.storage), "storage");
    world.context = open_context(&world);
    request.name = "Studio";
    request.vat_number = "00743110157";
    request.email = "info@studio.it";
    request.certified_email = "studio@pec.it";
    must(world.context, ct_studio_add(world.context, &request, NULL, &studio), "studio");
    world.studio = ct_studio_id(studio);
    ct_studio_free(studio);
    must(world.context, ct_studio_open_account(world.context, world.studio, NULL, NULL), "account");
    pack.studio = world.studio;
    pack.kind = CT_COUPON_CONTO_TERZI;
    pack.license_year = 2027;
    pack.quantity = (uint32_t)clients;
    must(world.context, ct_pack_buy(world.context, &pack, NULL, NULL), "buy");
    add_clients(&world, clients);
    /* Clients come in any order. */
    srand(1);
    for (size_t i = clients; i-- > 1;) {
        size_t j = (size_t)rand() % (i + 1);
        ct_id other = world.clients[j];
        world.clients[j] = world.clients[i];
        world.clients[i] = other;
    }
    return world;
}

static void
end_world(struct world *world)
{
    char sql[100];
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
    free(world->clients);
    (void)snprintf(sql, sizeof sql, "SET client_min_messages = error; DROP SCHEMA %s CASCADE",
                   world->schema);
    execute(sql);
}

static void *
work_by_library(void *user)
{
    static const ct_signatory mario = {.size = sizeof mario, .name = "Mario", .surname = "Rossi",
                                       .tax_code = "RSSMRA85T10A562S"};
    struct worker *worker = user;
    ct_context *context = open_context(worker->world);
    for (size_t i = worker->first; i < worker->end; i += worker->step) {
        ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
        request.studio = worker->world->studio;
        request.client = worker->world->clients[i];
        request.signatory = &mario;
        must(context, ct_migration_run(context, &request, NULL, NULL), "migrate");
    }
    ct_context_free(context);
    return NULL;
}

static void *
work_by_hand(void *user)
{
    struct worker *worker = user;
    struct hand *hand = hand_open(address(), worker->world->schema, worker->world->studio);
    for (size_t i = worker->first; i < worker->end; i += worker->step)
        hand_migrate(hand, worker->world->clients[i]);
    worker->repeated = hand_repeated(hand);
    hand_close(hand);
    return NULL;
}

/* Seconds for the clients from `first` on, dealt to so many workers. */
static double
run(struct world *world, size_t workers, size_t first, size_t count, void *(*work)(void *user),
    uint64_t *repeated)
{
    struct worker all[WORKERS_MAX];
    double start = seconds();
    for (size_t i = 0; i < workers; i++) {
        all[i] = (struct worker){.world = world, .first = first + i, .step = workers,
                                 .end = first + count};
        if (pthread_create(&all[i].thread, NULL, work, &all[i]))
            exit(1);
    }
    for (size_t i = 0; i < workers; i++) {
        pthread_join(all[i].thread, NULL);
        *repeated += all[i].repeated;
    }
    return (seconds() - start) / (double)count;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

/* What the server counted of a database: commits and rollbacks. */
static void
count_transactions(long long *commits, long long *rollbacks)
{
    PGconn *connection = PQconnectdb(address());
    PGresult *result;
    PQclear(PQexec(connection, "SELECT pg_sleep(1.2)")); /* until the sessions' counts are there */
    result = PQexec(connection, "SELECT xact_commit, xact_rollback FROM pg_stat_database"
                                " WHERE datname = current_database()");
    *commits = atoll(PQgetvalue(result, 0, 0));
    *rollbacks = atoll(PQgetvalue(result, 0, 1));
    PQclear(result);
    PQfinish(connection);
}

static int
bench(size_t workers, size_t count, size_t rounds)
{
    double us[ROUNDS_MAX], them[ROUNDS_MAX], ratios[ROUNDS_MAX];
    uint64_t repeated_by_us = 0, repeated_by_hand = 0;
    struct world ours = make_world("bench_ours", count * rounds);
    struct world theirs = make_world("bench_hand", count * rounds);
    for (size_t i = 0; i < rounds; i++) {
        long long before[2], after[2];
        count_transactions(&before[0], &before[1]);
        us[i] = run(&ours, workers, i * count, count, work_by_library, &repeated_by_us);
        count_transactions(&after[0], &after[1]);
        repeated_by_us += (uint64_t)(after[1] - before[1]);
        them[i] = run(&theirs, workers, i * count, count, work_by_hand, &repeated_by_hand);
        ratios[i] = them[i] / us[i];
        printf("  round %zu: %.0f/s, by hand %.0f/s; repeated so far %llu and %llu\n", i, 1 / us[i],
               1 / them[i], (unsigned long long)repeated_by_us,
               (unsigned long long)repeated_by_hand);
        fflush(stdout);
    }
    end_world(&ours);
    end_world(&theirs);
    double ratio = median(ratios, rounds);
    double all = (double)(count * rounds);
    printf("%zu connection(s): %.0f/s, by hand %.0f/s, ratio %.2f (goal: at least 0.80)%s;"
           " repeated %.2f%%, by hand %.2f%%\n",
           workers, 1 / median(us, rounds), 1 / median(them, rounds), ratio,
           ratio < 0.8 ? " MISSED" : "", 100 * (double)repeated_by_us / all,
           100 * (double)repeated_by_hand / all);
    return ratio < 0.8;
}

int
main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atoi(argv[1]) : 2000;
    size_t rounds = argc > 2 ? (size_t)atoi(argv[2]) : 5;
    if (!address() || rounds > ROUNDS_MAX)
        return 77;
    int missed = bench(1, count, rounds);
    missed += bench(4, count, rounds);
    return missed;
}
