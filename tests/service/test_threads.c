/* Contexts of several threads on one storage (R-COU-08, R-REN-02, R-AUD-02, R-OUT-01). */
#include <pthread.h>
#include <string.h>

#include "fixture.h"

enum { THREADS = 8, COUPONS = 100, CLIENTS = 120, MESSAGES = 16, STUDIOS = 40 };

struct worker {
    struct world *world;
    pthread_t thread;
    size_t number;
    uint64_t seed;
    ct_id clients[CLIENTS];
    size_t client_count;
    const char *key;
    bool is_bulk;
    size_t done, already_done, out_of_coupons, others;
    ct_id claimed[MESSAGES];
    size_t claimed_count;
};

static ct_context *
context_of(struct worker *worker)
{
    struct world *world = worker->world;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    options.now = test_clock;
    options.now_user = world;
    options.random = test_random;
    options.random_user = &worker->seed;
    options.allocator = &world->allocator;
    options.lock_timeout_ms = 60000;
    if (ct_context_new(&options, &context) || ct_context_open(context, world->storage))
        worker->others++;
    return context;
}

static void
count_answer(struct worker *worker, const ct_migration_answer *answer, const char *rules)
{
    if (ct_migration_answer_status(answer) == CT_MIGRATION_DONE)
        worker->done++;
    else if (ct_migration_answer_status(answer) == CT_MIGRATION_ALREADY_DONE)
        worker->already_done++;
    else if (strcmp(rules, "R-ELIG-11") == 0)
        worker->out_of_coupons++;
    else
        worker->others++;
}

static void
migrate_one_by_one(struct worker *worker, ct_context *context)
{
    for (size_t i = 0; i < worker->client_count; i++) {
        const ct_migration_request request = {
            .size = sizeof request,
            .studio = worker->world->studio,
            .client = worker->clients[i],
            .signatory = &signatory,
        };
        ct_migration_answer *answer = NULL;
        ct_call call = CT_CALL_INIT;
        call.idempotency_key = worker->key;
        ct_status status = ct_migration_run(context, &request, &call, &answer);
        if (status && status != CT_ERR_REFUSED)
            worker->others++;
        else
            count_answer(worker, answer, rules_of(ct_error_reasons(context)));
        ct_migration_answer_free(answer);
    }
}

static void
migrate_in_bulk(struct worker *worker, ct_context *context)
{
    const ct_migration_bulk bulk = {
        .size = sizeof bulk,
        .studio = worker->world->studio,
        .signatory = &signatory,
        .clients = worker->clients,
        .client_count = worker->client_count,
    };
    ct_migration_answers *answers = NULL;
    if (ct_migration_run_many(context, &bulk, NULL, &answers))
        worker->others++;
    for (size_t i = 0; i < ct_migration_answers_count(answers); i++) {
        const ct_migration_answer *answer = ct_migration_answers_at(answers, i);
        count_answer(worker, answer, rules_of(ct_migration_answer_reasons(answer)));
    }
    ct_migration_answers_free(answers);
}

static void *
migrate_all(void *user)
{
    struct worker *worker = user;
    ct_context *context = context_of(worker);
    if (worker->is_bulk)
        migrate_in_bulk(worker, context);
    else
        migrate_one_by_one(worker, context);
    ct_context_free(context);
    return NULL;
}

static void *
claim_all(void *user)
{
    struct worker *worker = user;
    ct_context *context = context_of(worker);
    ct_message *message = NULL;
    ct_status status;
    while ((status = ct_outbox_claim(context, NULL, &message)) == CT_OK &&
           worker->claimed_count < MESSAGES) {
        worker->claimed[worker->claimed_count++] = ct_message_id(message);
        if (ct_outbox_acknowledge(context, ct_message_id(message), ct_message_lease(message), NULL,
                                  NULL))
            worker->others++;
        ct_message_free(message);
    }
    if (status != CT_DONE)
        worker->others++;
    ct_context_free(context);
    return NULL;
}

/* The whole campaign, by pages of a size of its own. */
static void *
run_whole_campaign(void *user)
{
    struct worker *worker = user;
    ct_context *context = context_of(worker);
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    char after[CT_ID_TEXT_LENGTH + 1];
    request.license_year = 2027;
    request.limit = 1 + (uint32_t)worker->number;
    do {
        ct_campaign_report *report = NULL;
        if (ct_campaign_run(context, &request, NULL, &report))
            worker->others++;
        worker->done += ct_campaign_report_issued_to(report);
        worker->already_done += ct_campaign_report_already_done(report);
        request.after = ct_campaign_report_next(report) ? after : NULL;
        if (request.after)
            strcpy(after, ct_campaign_report_next(report));
        ct_campaign_report_free(report);
    } while (request.after);
    ct_context_free(context);
    return NULL;
}

static void
run_all(struct world *world, struct worker workers[THREADS], void *(*work)(void *user))
{
    size_t started = 0;
    for (; started < THREADS; started++) {
        workers[started].world = world;
        workers[started].number = started;
        workers[started].seed = 1000 + started;
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]))
            break;
    }
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(workers[i].thread, NULL);
    assert_int_equal(started, THREADS);
    for (size_t i = 1; i < THREADS; i++) {
        workers[0].done += workers[i].done;
        workers[0].already_done += workers[i].already_done;
        workers[0].out_of_coupons += workers[i].out_of_coupons;
        workers[0].others += workers[i].others;
    }
    assert_int_equal(workers[0].others, 0);
}

static void
assert_no_coupon_twice(struct world *world)
{
    const ct_coupon_list *list = coupons_in(world, CT_COUPON_ASSIGNED);
    assert_int_equal(ct_coupon_list_count(list), COUPONS);
    for (size_t i = 0; i < COUPONS; i++) {
        const ct_coupon *coupon = ct_coupon_list_at(list, i);
        const ct_id client = ct_coupon_client_id(coupon), id = ct_coupon_id(coupon);
        ct_license_list *licenses = NULL;
        assert_ok(world, ct_license_list_get(world->context, client, &licenses));
        keep_license_list(world, licenses);
        assert_int_equal(ct_license_list_count(licenses), 1);
        const ct_id from = ct_license_coupon_id(ct_license_list_at(licenses, 0));
        assert_id_equal(id, from);
    }
}

static void
compete(struct world *world, bool is_bulk)
{
    struct worker workers[THREADS] = {{.world = NULL}};
    (void)buy(world, 2026, COUPONS);
    for (size_t i = 0; i < CLIENTS; i++) {
        struct worker *worker = &workers[i % THREADS];
        worker->clients[worker->client_count++] = add_client(world, "Alfa");
        worker->is_bulk = is_bulk;
    }
    run_all(world, workers, migrate_all);
    assert_int_equal(workers[0].done, COUPONS);
    assert_int_equal(workers[0].out_of_coupons, CLIENTS - COUPONS);
    assert_no_coupon_twice(world);
}

static void
r_cou_08_no_coupon_is_given_twice_and_none_is_lost(void **state)
{
    compete(*state, false);
}

static void
r_cou_08_nor_by_bulks(void **state)
{
    compete(*state, true);
}

static void
r_mig_05_the_same_bulk_from_all_sides_is_done_once(void **state)
{
    struct world *world = *state;
    struct worker workers[THREADS] = {{.world = NULL}};
    (void)buy(world, 2026, 40);
    for (size_t i = 0; i < 20; i++) {
        workers[0].clients[i] = add_client(world, "Alfa");
        workers[0].client_count = i + 1;
    }
    for (size_t i = 1; i < THREADS; i++)
        workers[i] = workers[0];
    for (size_t i = 0; i < THREADS; i++)
        workers[i].is_bulk = i % 2;
    run_all(world, workers, migrate_all);
    assert_int_equal(workers[0].done, 20);
    assert_int_equal(workers[0].already_done, 20 * (THREADS - 1));
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 20);
}

static void
r_aud_02_one_key_from_all_sides_is_one_change(void **state)
{
    struct world *world = *state;
    struct worker workers[THREADS] = {{.world = NULL}};
    (void)buy(world, 2026, THREADS);
    ct_id client = add_client(world, "Alfa");
    for (size_t i = 0; i < THREADS; i++) {
        workers[i].clients[0] = client;
        workers[i].client_count = 1;
        workers[i].key = "one key";
    }
    run_all(world, workers, migrate_all);
    assert_int_equal(workers[0].done, THREADS); /* each gets the first answer */
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
}

static void
r_out_01_each_message_is_delivered_by_one_worker(void **state)
{
    struct world *world = *state;
    struct worker workers[THREADS] = {{.world = NULL}};
    (void)buy(world, 2026, MESSAGES);
    for (size_t i = 0; i < MESSAGES; i++)
        (void)migrate(world, add_client(world, "Alfa"));
    run_all(world, workers, claim_all);
    size_t claimed = 0;
    for (size_t i = 0; i < THREADS; i++)
        claimed += workers[i].claimed_count;
    assert_int_equal(claimed, MESSAGES);
    ct_message_list *list = NULL;
    assert_ok(world, ct_message_list_get(world->context, CT_MESSAGE_DELIVERED, NULL, 0, &list));
    assert_int_equal(ct_message_list_count(keep_message_list(world, list)), MESSAGES);
    for (size_t i = 0; i < MESSAGES; i++)
        assert_int_equal(ct_message_attempts(ct_message_list_at(list, i)), 1);
}

static void
r_ren_02_a_campaign_from_all_sides_serves_each_studio_once(void **state)
{
    struct world *world = *state;
    struct worker workers[THREADS] = {{.world = NULL}};
    ct_id studios[STUDIOS];
    for (size_t i = 0; i < STUDIOS; i++) {
        studios[i] = world->studio;
        (void)buy(world, 2026, 2);
        world->studio = add_studio(world);
    }
    set_today(world, 2026, 11, 15);
    run_all(world, workers, run_whole_campaign);
    assert_int_equal(workers[0].done, STUDIOS);
    assert_int_equal(workers[0].already_done, STUDIOS * (THREADS - 1));
    for (size_t i = 0; i < STUDIOS; i++) {
        world->studio = studios[i];
        assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 4);
    }
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cou_08_no_coupon_is_given_twice_and_none_is_lost),
        CASE(r_cou_08_nor_by_bulks),
        CASE(r_mig_05_the_same_bulk_from_all_sides_is_done_once),
        CASE(r_aud_02_one_key_from_all_sides_is_one_change),
        CASE(r_ren_02_a_campaign_from_all_sides_serves_each_studio_once),
        CASE(r_out_01_each_message_is_delivered_by_one_worker),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
