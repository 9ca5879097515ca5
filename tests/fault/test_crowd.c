/* Eight threads and four processes at once on one SQLite file, assigning from one studio's pool until it
 * is empty (R-COU-08, R-ELIG-11): each client by a transaction of its own. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

enum {
    THREADS = 8,
    PROCESSES = 4,
    WORKERS = THREADS + PROCESSES,
    COUPONS = 10000,
    CLIENTS = 12000,
    BATCH = 1000,
    CODE_SIZE = 32,
    WAIT_MS = 2000,
    ATTEMPTS = 50, /* of WAIT_MS each: nobody waits for ever */
    SEED = 20261125
};

/* What a worker was told. Workers assert nothing: others would go on without them. */
struct tally {
    size_t done, out_of_coupons, others, retries;
    char trouble[200]; /* the last of the others */
};

/* Seen by all processes. */
struct board {
    struct tally tallies[WORKERS];
    char codes[CLIENTS][CODE_SIZE]; /* that each client was told; "" for none */
};

struct crowd {
    struct world *world;
    struct board *board;
    ct_id clients[CLIENTS];
};

struct worker {
    struct crowd *crowd;
    size_t number;
    uint64_t seed;
    pthread_t thread;
};

static ct_context *
context_of(struct worker *worker)
{
    struct world *world = worker->crowd->world;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    options.now = test_clock;
    options.now_user = world;
    options.random = test_random;
    options.random_user = &worker->seed;
    options.allocator = &world->allocator;
    options.language = CT_LANGUAGE_ENGLISH;
    options.lock_timeout_ms = WAIT_MS;
    ct_status status = ct_context_new(&options, &context);
    for (int i = 0; !status && i < ATTEMPTS; i++)
        if ((status = ct_context_open(context, world->storage)) != CT_ERR_BUSY)
            break;
    if (!status)
        return context;
    struct tally *tally = &worker->crowd->board->tallies[worker->number];
    tally->others++;
    (void)snprintf(tally->trouble, sizeof tally->trouble, "opening: %s", ct_status_name(status));
    ct_context_free(context);
    return NULL;
}

static void
migrate_one(struct worker *worker, ct_context *context, size_t client)
{
    struct crowd *crowd = worker->crowd;
    struct tally *tally = &crowd->board->tallies[worker->number];
    const ct_migration_request request = migration_request(crowd->world, crowd->clients[client]);
    ct_migration_answer *answer = NULL;
    ct_status status;
    for (int i = 1;; i++) {
        status = ct_migration_run(context, &request, NULL, &answer);
        if ((status != CT_ERR_BUSY && status != CT_ERR_CONFLICT) || i == ATTEMPTS)
            break;
        tally->retries++;
    }
    if (!status && ct_migration_answer_status(answer) == CT_MIGRATION_DONE) {
        tally->done++;
        (void)snprintf(crowd->board->codes[client], CODE_SIZE, "%s",
                       ct_migration_answer_coupon_code(answer));
    } else if (status == CT_ERR_REFUSED &&
               strcmp(rules_of(ct_error_reasons(context)), "R-ELIG-11") == 0) {
        tally->out_of_coupons++;
    } else {
        tally->others++;
        (void)snprintf(tally->trouble, sizeof tally->trouble, "client %zu: %s %s", client,
                       ct_status_name(status), ct_error_text(context, CT_LANGUAGE_ENGLISH));
    }
    ct_migration_answer_free(answer);
}

static void *
work(void *user)
{
    struct worker *worker = user;
    ct_context *context = context_of(worker);
    for (size_t i = worker->number; context && i < CLIENTS; i += WORKERS)
        migrate_one(worker, context, i);
    ct_context_free(context);
    return NULL;
}

static void
add_clients(struct crowd *crowd)
{
    struct world *world = crowd->world;
    static ct_client_request requests[BATCH];
    static const ct_client_request *pointers[BATCH];
    for (size_t from = 0; from < CLIENTS; from += BATCH) {
        ct_client_answers *answers = NULL;
        for (size_t i = 0; i < BATCH; i++) {
            requests[i] = client_request(world, "Alfa");
            pointers[i] = &requests[i];
        }
        assert_ok(world, ct_client_register_many(world->context, pointers, BATCH, NULL, &answers));
        keep_client_answers(world, answers);
        for (size_t i = 0; i < BATCH; i++)
            crowd->clients[from + i] = ct_client_answers_client(answers, i);
    }
}

/* A session is not carried across fork: nothing is open while processes are made. */
static void
close_store(struct world *world)
{
    ct_context_free(world->context);
    world->context = NULL;
    ct_storage_unref(world->storage);
    world->storage = NULL;
}

static ct_status
open_store(struct world *world)
{
    return ct_storage_new_sqlite(&world->allocator, world->path, &world->storage);
}

/* Waits until the gate is closed at its other end, works, and is gone. */
static pid_t
start_process(struct worker *worker, const int gate[2])
{
    char byte;
    pid_t process = fork();
    if (process != 0)
        return process;
    (void)close(gate[1]);
    ssize_t count = read(gate[0], &byte, 1);
    if (count == 0 && !open_store(worker->crowd->world))
        (void)work(worker);
    close_store(worker->crowd->world);
    _exit(count != 0);
}

/* Answers how many of the workers came to their end. */
static size_t
run_all(struct crowd *crowd)
{
    static struct worker workers[WORKERS];
    pid_t processes[PROCESSES];
    bool is_started[THREADS];
    size_t ended = 0;
    int gate[2];
    for (size_t i = 0; i < WORKERS; i++)
        workers[i] = (struct worker){.crowd = crowd, .number = i, .seed = SEED + i};
    close_store(crowd->world);
    assert_int_equal(pipe(gate), 0);
    for (size_t i = 0; i < PROCESSES; i++)
        processes[i] = start_process(&workers[THREADS + i], gate);
    ct_status status = open_store(crowd->world);
    (void)close(gate[1]);
    for (size_t i = 0; i < THREADS; i++)
        is_started[i] =
            !status && pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    for (size_t i = 0; i < THREADS; i++)
        ended += is_started[i] && pthread_join(workers[i].thread, NULL) == 0;
    for (size_t i = 0; i < PROCESSES; i++) {
        int how = 0;
        ended += processes[i] > 0 && waitpid(processes[i], &how, 0) == processes[i] && how == 0;
    }
    (void)close(gate[0]);
    assert_int_equal(status, CT_OK);
    return ended;
}

static struct tally
sum_up(const struct board *board)
{
    struct tally sum = {.done = 0};
    for (size_t i = 0; i < WORKERS; i++) {
        const struct tally *tally = &board->tallies[i];
        sum.done += tally->done;
        sum.out_of_coupons += tally->out_of_coupons;
        sum.others += tally->others;
        sum.retries += tally->retries;
        print_message("%s %zu, seed %zu: %zu done, %zu without a coupon, %zu retries %s\n",
                      i < THREADS ? "thread" : "process", i, SEED + i, tally->done,
                      tally->out_of_coupons, tally->retries, tally->trouble);
    }
    return sum;
}

/* Those that were told a coupon have the one license, from that coupon, and the others have none. */
static void
check_as_told(const struct crowd *crowd)
{
    struct world *world = crowd->world;
    for (size_t i = 0; i < CLIENTS; i++) {
        const char *code = crowd->board->codes[i];
        ct_license_list *list = NULL;
        ct_coupon *coupon = NULL;
        assert_ok(world, ct_license_list_get(world->context, crowd->clients[i], &list));
        size_t count = ct_license_list_count(list);
        const ct_id id = count ? ct_license_coupon_id(ct_license_list_at(list, 0)) : no_id;
        ct_license_list_free(list);
        if (count != (*code ? 1U : 0U))
            fail_msg("client %zu was told \"%s\" and has %zu licenses", i, code, count);
        if (count == 0)
            continue;
        assert_ok(world, ct_coupon_get(world->context, id, &coupon));
        const ct_id owner = ct_coupon_client_id(coupon);
        bool is_told = strcmp(ct_coupon_code(coupon), code) == 0;
        ct_coupon_free(coupon);
        if (!is_told)
            fail_msg("client %zu was told %s and has another coupon", i, code);
        assert_id_equal(owner, crowd->clients[i]);
    }
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
check_no_code_twice(struct board *board)
{
    qsort(board->codes, CLIENTS, CODE_SIZE, by_text);
    for (size_t i = 1; i < CLIENTS; i++)
        if (*board->codes[i] && strcmp(board->codes[i], board->codes[i - 1]) == 0)
            fail_msg("coupon %s is on two clients", board->codes[i]);
}

static void
r_cou_08_a_crowd_empties_a_pool_and_no_coupon_is_given_twice(void **state)
{
    static struct crowd crowd;
    struct world *world = *state;
    struct board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(board != MAP_FAILED);
    crowd.world = world;
    crowd.board = board;
    (void)buy(world, 2026, COUPONS);
    add_clients(&crowd);
    size_t ended = run_all(&crowd);
    const struct tally sum = sum_up(board);
    reopen(world, NULL, NULL);
    assert_int_equal(ended, WORKERS);
    assert_int_equal(sum.others, 0);
    assert_int_equal(sum.done, COUPONS);
    assert_int_equal(sum.out_of_coupons, CLIENTS - COUPONS);
    print_message("%zu retries of %d calls\n", sum.retries, CLIENTS);
    check_as_told(&crowd);
    check_no_code_twice(board);
    assert_int_equal(count_findings(world), 0);
    assert_int_equal(munmap(board, sizeof *board), 0);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cou_08_a_crowd_empties_a_pool_and_no_coupon_is_given_twice),
    };
    (void)count;
    return run_on_files(arguments, cases, COUNT(cases));
}
