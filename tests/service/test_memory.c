/* No memory at any allocation of the main use cases: told, nothing changed, nothing lost, and the
 * same call works again. */
#include "changes.h"

struct scenario {
    const char *name;
    void (*set_up)(struct world *world, struct scene *scene);
    ct_status (*run)(struct world *world, const struct scene *scene);
};

/* Handles go at once: what is kept would count. */
static ct_status
get_list(struct world *world, const struct scene *scene)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    (void)scene;
    query.studio = world->studio;
    query.search = "a";
    query.limit = 1;
    ct_status status = ct_client_list_get(world->context, &query, &list);
    ct_client_list_free(list);
    return status;
}

static ct_status
get_overview(struct world *world, const struct scene *scene)
{
    ct_studio_overview *overview = NULL;
    (void)scene;
    ct_status status = ct_studio_overview_get(world->context, world->studio, &overview);
    ct_studio_overview_free(overview);
    return status;
}

static ct_status
get_eligibility(struct world *world, const struct scene *scene)
{
    ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    request.studio = world->studio;
    request.client = scene->client;
    ct_status status = ct_eligibility_check(world->context, &request, &eligibility);
    ct_eligibility_free(eligibility);
    return status;
}

static ct_status
claim_message(struct world *world, const struct scene *scene)
{
    ct_message *message = NULL;
    (void)scene;
    ct_status status = ct_outbox_claim(world->context, NULL, &message);
    ct_message_free(message);
    return status;
}

static ct_status
open_another(struct world *world, const struct scene *scene)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    (void)scene;
    options.now = test_clock;
    options.now_user = world;
    options.allocator = &world->allocator;
    options.policy = world->policy;
    ct_status status = ct_context_new(&options, &context);
    if (!status)
        status = ct_context_open(context, world->storage);
    ct_context_free(context);
    return status;
}

static void
set_up_policy(struct world *world, struct scene *scene)
{
    (void)scene;
    set_policy(world, "message_sender", "a@b.it");
}

static void
set_up_migrated(struct world *world, struct scene *scene)
{
    scene->client = add_client(world, "Alfa");
    (void)add_client(world, "Alba");
    (void)buy(world, 2026, 2);
    (void)migrate(world, scene->client);
}

static const struct scenario scenarios[] = {
    {"client_list_get", set_up_migrated, get_list},
    {"studio_overview_get", set_up_migrated, get_overview},
    {"eligibility_check", set_up_migrated, get_eligibility},
    {"outbox_claim", set_up_migrated, claim_message},
    {"context_open", set_up_policy, open_another},
};

struct trial {
    struct world *world;
    struct scene scene;
    const struct scenario *scenario;
    const struct change *change;
    ct_call call;
};

/* One change or scenario; a change under a key, so that every allocation of that is there as well. */
static ct_status
attempt(struct trial *trial)
{
    const char *answer = NULL;
    if (trial->scenario)
        return trial->scenario->run(trial->world, &trial->scene);
    return trial->change->run(trial->world, &trial->scene, REQUEST, &trial->call, &answer);
}

static void
fail_each_allocation(struct trial *trial, enum heap_mode mode)
{
    struct world *world = trial->world;
    const char *before = dump(world);
    for (long until = 0;; until++) {
        heap_arm(&world->heap, mode, until);
        ct_status status = attempt(trial);
        bool was_hit = heap_disarm(&world->heap);
        if (status == CT_OK && !was_hit)
            return;
        if (status != CT_ERR_NO_MEMORY || !was_hit)
            fail_msg("allocation %ld: %s (%s)", until, ct_status_name(status),
                     ct_error_text(world->context, CT_LANGUAGE_ENGLISH));
        if (!trial->scenario || trial->scenario->run != open_another)
            assert_int_equal(ct_error_code(world->context), CT_ERR_NO_MEMORY);
        assert_unchanged(world, before);
    }
}

static void
each_allocation_of_a_change_fails(struct world *world, enum heap_mode mode)
{
    struct trial trial = {.world = world, .change = world->parameter, .call = CT_CALL_INIT};
    trial.call.idempotency_key = "a key";
    trial.change->set_up(world, &trial.scene);
    fail_each_allocation(&trial, mode);
}

static void
each_allocation_of_a_change_fails_once(void **state)
{
    each_allocation_of_a_change_fails(*state, HEAP_FAILS_ONCE);
}

static void
each_allocation_of_a_change_fails_from_then_on(void **state)
{
    each_allocation_of_a_change_fails(*state, HEAP_FAILS_FROM);
}

static void
each_allocation_of_a_scenario_fails(void **state)
{
    struct world *world = *state;
    struct trial trial = {.world = world, .scenario = world->parameter};
    trial.scenario->set_up(world, &trial.scene);
    fail_each_allocation(&trial, HEAP_FAILS_ONCE);
    pass_time(world, 3600);
    if (trial.scenario->run != claim_message) /* the one message is claimed, and takes no key */
        fail_each_allocation(&trial, HEAP_FAILS_FROM);
}

int
main(int count, char **arguments)
{
    struct CMUnitTest cases[COUNT(scenarios)];
    for (size_t i = 0; i < COUNT(scenarios); i++)
        cases[i] = CASE_OF(scenarios[i].name, each_allocation_of_a_scenario_fails, &scenarios[i]);
    (void)count;
    return run_on_changes(arguments, "allocations_once", each_allocation_of_a_change_fails_once) +
           run_on_changes(arguments, "allocations_from",
                          each_allocation_of_a_change_fails_from_then_on) +
           RUN_ON_BACK_ENDS(arguments, cases);
}
