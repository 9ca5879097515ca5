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
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hand.h"

enum { PAGE = 1000, ROUNDS = 11 };

struct world {
    char path[256];
    ct_storage *storage;
    ct_context *context;
    ct_id studio;
};

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
must(struct world *world, ct_status status, const char *what)
{
    if (status) {
        (void)fprintf(stderr, "%s: %s\n", what,
                      world->context ? ct_error_text(world->context, CT_LANGUAGE_ENGLISH) : "");
        exit(1);
    }
}

static void
vat_number(uint32_t number, char text[12])
{
    unsigned sum = 0;
    (void)snprintf(text, 11, "%010u", number);
    for (int i = 0; i < 10; i++) {
        unsigned digit = (unsigned)(text[i] - '0') * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    text[10] = (char)('0' + (10 - sum % 10) % 10);
    text[11] = '\0';
}

static void
add_clients(struct world *world, uint32_t first, uint32_t count)
{
    static char names[PAGE][64], emails[PAGE][64], vat_numbers[PAGE][12];
    static const char *lists[PAGE][1];
    static ct_client_request requests[PAGE];
    static const ct_client_request *pointers[PAGE];
    for (uint32_t done = 0; done < count; done += PAGE) {
        uint32_t n = count - done < PAGE ? count - done : PAGE;
        ct_client_answers *answers;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t number = first + done + i;
            /* Names in another order than identifiers, as they are in life. */
            (void)snprintf(names[i], 64, "Azienda %08x S.r.l.", number * 2654435761U);
            (void)snprintf(emails[i], 64, "info@azienda%u.it", number);
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
        must(world, ct_client_register_many(world->context, pointers, n, NULL, &answers),
             "register");
        ct_client_answers_free(answers);
    }
}

static void
buy(struct world *world, uint32_t quantity)
{
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    request.studio = world->studio;
    request.kind = CT_COUPON_CONTO_TERZI;
    request.license_year = 2027;
    request.quantity = quantity;
    must(world, ct_pack_buy(world->context, &request, NULL, NULL), "buy");
}

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    (void)ct_clock_system(NULL, ret_now);
    *ret_now = 1795000000000 + *ret_now % 10000000;
    return CT_OK;
}

static struct world
make_world(const char *folder, const char *name, uint32_t clients, uint32_t coupons)
{
    struct world world = {.context = NULL};
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_studio *studio;
    (void)snprintf(world.path, sizeof world.path, "%s/%s.db", folder, name);
    options.now = clock_2026;
    must(&world, ct_storage_new_sqlite(NULL, world.path, &world.storage), "storage");
    must(&world, ct_context_new(&options, &world.context), "context");
    must(&world, ct_context_open(world.context, world.storage), "open");
    request.name = "Studio";
    request.vat_number = "00743110157";
    request.email = "info@studio.it";
    request.certified_email = "studio@pec.it";
    must(&world, ct_studio_add(world.context, &request, NULL, &studio), "studio");
    world.studio = ct_studio_id(studio);
    ct_studio_free(studio);
    must(&world, ct_studio_open_account(world.context, world.studio, NULL, NULL), "account");
    buy(&world, coupons);
    add_clients(&world, 0, clients);
    return world;
}

static void
end_world(struct world *world)
{
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
}

static const ct_signatory *
signatory(void)
{
    static const ct_signatory mario = {.size = sizeof mario, .name = "Mario", .surname = "Rossi",
                                       .tax_code = "RSSMRA85T10A562S"};
    return &mario;
}

/* Takes the next `count` clients of the migratable list, from anywhere in it. */
static size_t
next_clients(struct world *world, ct_id *ids, size_t count)
{
    size_t taken = 0;
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    query.studio = world->studio;
    query.flags = CT_CLIENT_QUERY_MIGRATABLE;
    query.limit = (uint32_t)count;
    must(world, ct_client_list_get(world->context, &query, &list), "list");
    for (; taken < ct_client_list_count(list); taken++)
        ids[taken] = ct_client_id(ct_client_list_at(list, taken));
    ct_client_list_free(list);
    return taken;
}

static double
ours_singles(struct world *world, const ct_id *ids, size_t count)
{
    double start = seconds();
    for (size_t i = 0; i < count; i++) {
        ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
        request.studio = world->studio;
        request.client = ids[i];
        request.signatory = signatory();
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
judge(const char *name, double ratio, double goal, int is_most)
{
    int is_good = is_most ? ratio <= goal : ratio >= goal;
    printf("%-44s %6.2f   (goal: at %s %.2f) %s\n", name, ratio, is_most ? "most" : "least", goal,
           is_good ? "" : "MISSED");
    return !is_good;
}

static int
bench_singles(const char *folder, uint32_t total)
{
    size_t n = total / ROUNDS;
    struct world ours = make_world(folder, "single-ours", 2 * total, 2 * total);
    struct world theirs = make_world(folder, "single-hand", 2 * total, 2 * total);
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
    return judge("  of the hand-written throughput", median(ratios, ROUNDS), 0.8, 0);
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
    bulk.signatory = signatory();
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
        struct world ours = make_world(folder, "bulk-ours", clients, clients);
        double us = ours_bulk(&ours, 500, &growth);
        end_world(&ours);
        struct world theirs = make_world(folder, "bulk-hand", clients, clients);
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
    struct world small = make_world(folder, "size-small", 1000 + 2 * singles, 4 * singles);
    struct world big = make_world(folder, "size-large", large + 2 * singles, 4 * singles);
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
