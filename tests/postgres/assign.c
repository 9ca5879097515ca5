/* Many connections assigning from one studio's pool, each client by one call with a key of its own, which
 * is repeated until it is answered. No coupon is given twice, none is lost, and nobody waits for ever.
 *
 *     assign CONNECTIONS CLIENTS COUPONS
 *
 * Prints "done N" now and then, so that somebody can pull the plug in the middle (see test_failover.py):
 * with CONTOTERZI_TEST_POSTGRES naming several hosts the work goes on at another. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "postgres_world.h"

enum { CONNECTIONS_MAX = 64, CODE_SIZE = 32, PATIENCE_SECONDS = 120, SHOWN_EVERY = 100 };

static struct world world;
static size_t connections;
static char (*reported)[CODE_SIZE]; /* the coupon that each client was told; "" for none */
static atomic_size_t done, out_of_coupons, others, lost;

static bool
is_passing(ct_status status)
{
    return status == CT_ERR_IO || status == CT_ERR_COMMIT_UNKNOWN || status == CT_ERR_CONFLICT ||
           status == CT_ERR_BUSY;
}

static void
note_answer(ct_context *context, size_t client, ct_status status, const ct_migration_answer *answer)
{
    if (!status && ct_migration_answer_status(answer) == CT_MIGRATION_DONE) {
        (void)snprintf(reported[client], CODE_SIZE, "%s", ct_migration_answer_coupon_code(answer));
        size_t count = atomic_fetch_add(&done, 1) + 1;
        if (count % SHOWN_EVERY == 0) {
            printf("done %zu\n", count);
            fflush(stdout);
        }
    } else if (status == CT_ERR_REFUSED && strcmp(ct_error_rule(context), "R-ELIG-11") == 0) {
        atomic_fetch_add(&out_of_coupons, 1);
    } else {
        printf("client %zu: %s %s\n", client, ct_status_name(status),
               ct_error_text(context, CT_LANGUAGE_ENGLISH));
        atomic_fetch_add(&others, 1);
    }
}

static void
migrate(ct_context *context, size_t client)
{
    time_t start = time(NULL);
    char key[32];
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
    ct_migration_answer *answer = NULL;
    ct_call call = CT_CALL_INIT;
    ct_status status;
    (void)snprintf(key, sizeof key, "%08x", (unsigned)client * 2654435761U); /* in no order */
    call.idempotency_key = key;
    request.studio = world.studio;
    request.client = world.clients[client];
    request.signatory = &mario;
    while (is_passing(status = ct_migration_run(context, &request, &call, &answer)) &&
           time(NULL) - start < PATIENCE_SECONDS) {
        atomic_fetch_add(&lost, 1);
        (void)poll(NULL, 0, 50); /* a server that is down is not asked a thousand times a second */
    }
    note_answer(context, client, status, answer);
    ct_migration_answer_free(answer);
}

static void *
work(void *user)
{
    ct_context *context = open_world(&world);
    for (size_t i = *(size_t *)user; i < world.client_count; i += connections)
        migrate(context, i);
    ct_context_free(context);
    return NULL;
}

static size_t
check(const char *name, size_t expected, size_t seen)
{
    printf("[ RUN      ] %s\n", name);
    if (expected == seen)
        printf("[       OK ] %s\n", name);
    else
        printf("%zu instead of %zu\n[  FAILED  ] %s\n", seen, expected, name);
    fflush(stdout);
    return expected != seen;
}

/* Clients whose one license is from the coupon that they were told. */
static size_t
count_as_reported(void)
{
    size_t count = 0;
    for (size_t i = 0; i < world.client_count; i++) {
        ct_license_list *list = NULL;
        ct_coupon *coupon = NULL;
        must(world.context, ct_license_list_get(world.context, world.clients[i], &list), "licenses");
        if (ct_license_list_count(list) == 1 && reported[i][0]) {
            must(world.context,
                 ct_coupon_get(world.context, ct_license_coupon_id(ct_license_list_at(list, 0)),
                               &coupon),
                 "coupon");
            const ct_id owner = ct_coupon_client_id(coupon);
            count += strcmp(ct_coupon_code(coupon), reported[i]) == 0 &&
                     memcmp(&owner, &world.clients[i], sizeof owner) == 0;
        } else {
            count += ct_license_list_count(list) == 0 && !reported[i][0];
        }
        ct_coupon_free(coupon);
        ct_license_list_free(list);
    }
    return count;
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Different coupons among those that were told. */
static size_t
count_different(void)
{
    size_t count = 0;
    qsort(reported, world.client_count, CODE_SIZE, by_text);
    for (size_t i = 0; i < world.client_count; i++)
        count += reported[i][0] && (i == 0 || strcmp(reported[i], reported[i - 1]) != 0);
    return count;
}

int
main(int argc, char **argv)
{
    if (argc != 4 || !postgres_address())
        return 77;
    connections = (size_t)atoi(argv[1]);
    size_t clients = (size_t)atoi(argv[2]);
    size_t coupons = (size_t)atoi(argv[3]);
    size_t enough = clients < coupons ? clients : coupons;
    size_t failed = 0;
    size_t numbers[CONNECTIONS_MAX];
    pthread_t threads[CONNECTIONS_MAX];
    world = make_world("assign", clients, coupons);
    shuffle_clients(&world);
    reported = calloc(clients, CODE_SIZE);
    if (!reported || connections > CONNECTIONS_MAX)
        return 1;
    uint64_t before = count_rollbacks();
    for (size_t i = 0; i < connections; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, work, &numbers[i]))
            return 1;
    }
    for (size_t i = 0; i < connections; i++)
        pthread_join(threads[i], NULL);
    if (!atomic_load(&lost)) /* or it may be another server that counted */
        printf("attempts that were repeated: %.2f%%\n",
               100 * (double)(count_rollbacks() - before) / (double)clients);
    printf("calls that were repeated by their caller: %zu\n", atomic_load(&lost));
    failed += check("r_cou_08_every_coupon_is_assigned", enough, atomic_load(&done));
    failed += check("r_elig_11_the_others_are_told_that_no_coupon_is_left", clients - enough,
                    atomic_load(&out_of_coupons));
    failed += check("nothing_else_is_answered", 0, atomic_load(&others));
    failed += check("what_was_reported_done_is_there", clients, count_as_reported());
    failed += check("r_cou_08_no_coupon_is_on_two_clients", enough, count_different());
    free(reported);
    end_world(&world);
    return failed != 0;
}
