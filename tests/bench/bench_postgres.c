/* What single migrations cost on PostgreSQL, beside the same work written by hand on libpq in the same
 * number of round trips, with the same guarantees (SERIALIZABLE, repeated after a conflict).
 *
 *     sh tests/postgres/server bench_postgres [MIGRATIONS [ROUNDS [shuffled]]]     default: 2000 5
 *
 * Each connection has a part of the list of clients, as in a bulk by several at once; or, shuffled, clients
 * from anywhere in it, which in a small store meet in the pages of its indexes.
 * Prints throughput with 1 and with 4 connections, ours as a ratio to the other, and how many attempts
 * were repeated. Fails if a ratio misses its goal. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hand_postgres.h"
#include "postgres_world.h"

enum { WORKERS_MAX = 64, ROUNDS_MAX = 31 };

struct worker {
    struct world *world;
    pthread_t thread;
    size_t first;
    size_t end;
    uint64_t repeated;
};

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *
work_by_library(void *user)
{
    struct worker *worker = user;
    ct_context *context = open_world(worker->world);
    for (size_t i = worker->first; i < worker->end; i++) {
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
    struct hand *hand = hand_open(postgres_address(), worker->world->schema, worker->world->studio);
    for (size_t i = worker->first; i < worker->end; i++)
        hand_migrate(hand, worker->world->clients[i]);
    worker->repeated = hand_repeated(hand);
    hand_close(hand);
    return NULL;
}

/* Seconds for a client. Each worker has its own part of the list, and goes on in it every round. */
static double
run(struct world *world, size_t workers, size_t round, size_t count, void *(*work)(void *user),
    uint64_t *repeated)
{
    struct worker all[WORKERS_MAX];
    double start = seconds();
    for (size_t i = 0; i < workers; i++) {
        size_t start_of_part = i * (world->client_count / workers) + round * (count / workers);
        all[i] = (struct worker){.world = world, .first = start_of_part,
                                 .end = start_of_part + count / workers};
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

static int
bench(size_t workers, size_t count, size_t rounds, bool is_shuffled)
{
    double us[ROUNDS_MAX], them[ROUNDS_MAX], ratios[ROUNDS_MAX];
    uint64_t repeated_by_us = 0, repeated_by_hand = 0;
    struct world ours = make_world("bench_ours", count * rounds, 2 * count * rounds);
    struct world theirs = make_world("bench_hand", count * rounds, 2 * count * rounds);
    if (is_shuffled) {
        shuffle_clients(&ours);
        shuffle_clients(&theirs);
    }
    for (size_t i = 0; i < rounds; i++) {
        uint64_t before = count_rollbacks();
        us[i] = run(&ours, workers, i, count, work_by_library, &repeated_by_us);
        repeated_by_us += count_rollbacks() - before;
        them[i] = run(&theirs, workers, i, count, work_by_hand, &repeated_by_hand);
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
    if (!postgres_address() || rounds > ROUNDS_MAX)
        return 77;
    int missed = bench(1, count, rounds, argc > 3);
    missed += bench(4, count, rounds, argc > 3);
    return missed;
}
