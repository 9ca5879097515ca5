/* No memory at any allocation of any public function: told, nothing changed, nothing lost, and the same
 * call works again. Those that have no allocation to fail are in test_quiet.c, which also proves that
 * none is left out. What SQLite and libpq take for themselves is theirs. */
#include "changes.h"
#include "looks.h"

#include <stdlib.h>

/* What is driven in turn: a change or a look, or something that tells nothing through the context. */
struct trial {
    struct world *world;
    const struct change *change;
    struct scene scene;
    const struct look *look;
    struct sight sight;
    bool is_maker;
};

/* A change comes under a key, so that every allocation of that is there as well. What a look hands out
 * goes at once: what is kept would count. */
static ct_status
attempt(struct trial *trial)
{
    void *handle = NULL;
    if (trial->change)
        return run_with_key(trial->world, trial->change, &trial->scene);
    ct_status status = trial->look->run(trial->world, &trial->sight, &handle);
    release_handle(trial->look->handle, handle);
    return status;
}

/* How much is out, once the context has let go of what only its last call needed. */
static long
blocks_out(struct world *world)
{
    ct_date today;
    assert_ok(world, ct_context_today(world->context, &today));
    return atomic_load(&world->heap.live);
}

/* Answers how many there were. */
static long
fail_each_allocation(struct trial *trial, enum heap_mode mode)
{
    struct world *world = trial->world;
    const char *before = dump(world);
    for (long until = 0;; until++) {
        long out = blocks_out(world);
        heap_arm(&world->heap, mode, until);
        ct_status status = attempt(trial);
        bool was_hit = heap_disarm(&world->heap);
        if (status == CT_OK && !was_hit)
            return until;
        if (status != CT_ERR_NO_MEMORY || !was_hit)
            fail_msg("allocation %ld: %s (%s)", until, ct_status_name(status),
                     ct_error_text(world->context, CT_LANGUAGE_ENGLISH));
        if (!trial->is_maker)
            assert_int_equal(ct_error_code(world->context), CT_ERR_NO_MEMORY);
        if (world->back_end->is_file) /* the others remember what they prepared; their end tells */
            assert_int_equal(blocks_out(world), out);
        assert_unchanged(world, before);
    }
}

static void
each_allocation_of_a_change_fails(struct world *world, enum heap_mode mode)
{
    struct trial trial = {.world = world, .change = world->parameter};
    trial.change->set_up(world, &trial.scene);
    (void)fail_each_allocation(&trial, mode);
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
each_allocation_of_a_look_fails(void **state)
{
    struct world *world = *state;
    struct trial trial = {.world = world, .look = world->parameter};
    set_up_sight(world, &trial.sight);
    long count = fail_each_allocation(&trial, HEAP_FAILS_ONCE);
    /* ct_preview_begin needs none where the storage has its own. */
    assert_true(count > 0 || !trial.look->handle);
    (void)fail_each_allocation(&trial, HEAP_FAILS_FROM);
}

static void
each_allocation_of_a_maker_fails(void **state)
{
    struct world *world = *state;
    struct trial trial = {.world = world, .look = world->parameter, .is_maker = true};
    assert_true(fail_each_allocation(&trial, HEAP_FAILS_ONCE) > 0);
    assert_true(fail_each_allocation(&trial, HEAP_FAILS_FROM) > 0);
}

static void
add(struct CMUnitTest *cases, const struct look *all, size_t count, void (*function)(void **state))
{
    for (size_t i = 0; i < count; i++)
        cases[i] = CASE_OF(all[i].name, function, &all[i]);
}

int
main(int count, char **arguments)
{
    struct CMUnitTest *of_looks = calloc(look_count, sizeof *of_looks);
    struct CMUnitTest *of_makers = calloc(maker_count, sizeof *of_makers);
    struct CMUnitTest *of_servers = calloc(server_maker_count, sizeof *of_servers);
    bool has_server = getenv("CONTOTERZI_TEST_POSTGRES") != NULL;
    int failures = 1;
    (void)count;
    if (of_looks && of_makers && of_servers) {
        add(of_looks, looks, look_count, each_allocation_of_a_look_fails);
        add(of_makers, makers, maker_count, each_allocation_of_a_maker_fails);
        add(of_servers, server_makers, server_maker_count, each_allocation_of_a_maker_fails);
        failures = run_on_changes(arguments, "allocations_once",
                                  each_allocation_of_a_change_fails_once) +
                   run_on_changes(arguments, "allocations_from",
                                  each_allocation_of_a_change_fails_from_then_on) +
                   run_on_back_ends(arguments, of_looks, look_count) +
                   run_on_files(arguments, of_makers, maker_count) +
                   (has_server ? run_on_back_ends(arguments, of_servers, server_maker_count) : 0);
    }
    free(of_looks);
    free(of_makers);
    free(of_servers);
    return failures;
}
