/* What a migration costs, beside the same work written by hand on the raw sqlite3 API.
 *
 *     bench_migrate [SINGLES [BULK [LARGE]]]     default: 2000 100000 1000000
 *
 * Prints: singles (durable, one transaction each) and a bulk as throughput and as a ratio to the
 * yardstick's in the same run; the cost of a single with LARGE clients in the store against 1,000; and
 * the memory of the bulk. Fails if a ratio misses its goal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hand.h"
#include "local_world.h"

enum { PAGE = 1000, ROUNDS = 11 };

static double
ours_singles(struct world *world, const ct_id *ids, size_t count)
{
    double start = seconds();
    for (size_t i = 0; i < count; i++) {
        ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
        request.studio = world->studio;
        request.client = ids[i];
        request.signatory = &mario;
        must(world, ct_migration_run(world->context, &request, NULL, NULL), "migrate");
    }
    return (seconds() - start) / (double)count;
}

static double
hand_singles(struct hand *hand, const ct_id *ids, size_t count)
{
    double start = seconds();
    for (size_t i = 0; i < count; i++) {
        char id[CT_ID_TEXT_LENGTH + 1];
        ct_id_format(ids[i], id);
        hand_begin(hand);
        hand_migrate(hand, id);
        hand_commit(hand);
    }
    return (seconds() - start) / (double)count;
}

static int
bench_singles(const char *folder, uint32_t total)
{
    size_t n = total / ROUNDS;
    struct world ours = make_file_world(folder, "single-ours", 2 * total, 2 * total);
    struct world theirs = make_file_world(folder, "single-hand", 2 * total, 2 * total);
    struct hand *hand = hand_open(theirs.path, theirs.studio);
    ct_id *ids = calloc(n, sizeof *ids);
    double ratios[ROUNDS], us[ROUNDS], them[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        (void)next_clients(&ours, ids, n);
        us[i] = ours_singles(&ours, ids, n);
        (void)next_clients(&theirs, ids, n);
        them[i] = hand_singles(hand, ids, n);
        ratios[i] = them[i] / us[i];
    }
    printf("durable single migrations: %.0f/s, by hand %.0f/s\n", 1 / median(us, ROUNDS),
           1 / median(them, ROUNDS));
    hand_close(hand);
    end_world(&ours);
    end_world(&theirs);
    free(ids);
    return judge("  of the hand-written throughput", median(ratios, ROUNDS), 0.9, 0);
}

static long
peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void
bulk_page(struct world *world, const ct_id *ids, size_t count)
{
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers;
    bulk.studio = world->studio;
    bulk.signatory = &mario;
    bulk.clients = ids;
    bulk.client_count = count;
    must(world, ct_migration_run_many(world->context, &bulk, NULL, &answers), "bulk");
    for (size_t i = 0; i < count; i++)
        if (ct_migration_answer_status(ct_migration_answers_at(answers, i)) != CT_MIGRATION_DONE) {
            (void)fprintf(stderr, "bulk: a client was refused\n");
            exit(1);
        }
    ct_migration_answers_free(answers);
}

/* As `contoterzi migrate --all` does it: by pages of the client list. */
static double
ours_bulk(struct world *world, size_t page, long *ret_growth)
{
    static ct_id ids[PAGE];
    char *after = NULL;
    size_t done = 0;
    long early = 0;
    double start = seconds();
    do {
        ct_client_query query = CT_CLIENT_QUERY_INIT;
        ct_client_list *list = NULL;
        query.studio = world->studio;
        query.after = after;
        query.limit = (uint32_t)page;
        must(world, ct_client_list_get(world->context, &query, &list), "list");
        size_t count = ct_client_list_count(list);
        for (size_t i = 0; i < count; i++)
            ids[i] = ct_client_id(ct_client_list_at(list, i));
        free(after);
        after = ct_client_list_next(list) ? strdup(ct_client_list_next(list)) : NULL;
        ct_client_list_free(list);
        bulk_page(world, ids, count);
        done += count;
        if (!early && done >= 10000) /* caches are warm */
            early = peak_kib();
    } while (after);
    *ret_growth = early ? peak_kib() - early : 0;
    return (seconds() - start) / (double)done;
}

static double
hand_bulk(struct hand *hand)
{
    static char ids[1000][CT_ID_TEXT_LENGTH + 1];
    char key[512] = "";
    char id[CT_ID_TEXT_LENGTH + 1] = "";
    size_t done = 0;
    size_t count;
    double start = seconds();
    while ((count = hand_page(hand, key, id, ids, 1000))) {
        hand_begin(hand);
        for (size_t i = 0; i < count; i++)
            hand_migrate(hand, ids[i]);
        hand_commit(hand);
        done += count;
    }
    return (seconds() - start) / (double)done;
}

static int
bench_bulk(const char *folder, uint32_t clients)
{
    enum { TIMES = 3 };
    double ratios[TIMES];
    long growth = 0;
    for (int i = 0; i < TIMES; i++) {
        struct world ours = make_file_world(folder, "bulk-ours", clients, clients);
        double us = ours_bulk(&ours, 500, &growth);
        end_world(&ours);
        struct world theirs = make_file_world(folder, "bulk-hand", clients, clients);
        struct hand *hand = hand_open(theirs.path, theirs.studio);
        double them = hand_bulk(hand);
        hand_close(hand);
        end_world(&theirs);
        ratios[i] = them / us;
        printf("bulk of %u: %.0f/s, by hand %.0f/s\n", clients, 1 / us, 1 / them);
        (void)unlink(ours.path);
        (void)unlink(theirs.path);
    }
    printf("peak memory: %ld KiB more after the last client than after 10,000\n", growth);
    return judge("  of the hand-written throughput", median(ratios, TIMES), 0.5, 0);
}

static int
bench_size(const char *folder, uint32_t large, uint32_t singles)
{
    size_t n = singles / ROUNDS;
    struct world small = make_file_world(folder, "size-small", 1000 + 2 * singles, 4 * singles);
    struct world big = make_file_world(folder, "size-large", large + 2 * singles, 4 * singles);
    ct_id *ids = calloc(n, sizeof *ids);
    double ratios[ROUNDS], few[ROUNDS], many[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        (void)next_clients(&small, ids, n);
        few[i] = ours_singles(&small, ids, n);
        (void)next_clients(&big, ids, n);
        many[i] = ours_singles(&big, ids, n);
        ratios[i] = many[i] / few[i];
    }
    printf("one migration: %.0f us in a small store, %.0f us with %u clients\n",
           1e6 * median(few, ROUNDS), 1e6 * median(many, ROUNDS), large);
    end_world(&small);
    end_world(&big);
    free(ids);
    return judge("  of the cost in a small store", median(ratios, ROUNDS), 1.3, 1);
}

int
main(int argc, char **argv)
{
    char folder[] = "contoterzi-bench-XXXXXX";
    uint32_t singles = argc > 1 ? (uint32_t)atoi(argv[1]) : 2000;
    uint32_t bulk = argc > 2 ? (uint32_t)atoi(argv[2]) : 100000;
    uint32_t large = argc > 3 ? (uint32_t)atoi(argv[3]) : 1000000;
    if (!mkdtemp(folder))
        return 1;
    int missed = bench_singles(folder, singles);
    missed += bench_bulk(folder, bulk);
    if (large)
        missed += bench_size(folder, large, singles);
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    (void)!system(command);
    return missed != 0;
}
