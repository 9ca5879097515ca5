/* Every call that a use case makes of its storage fails in turn, in each way that a back end may fail:
 * the answer is clean, nothing is half done, and the same call under the same key goes through later. */
#include <stdio.h>
#include <stdlib.h>

#include "changes.h"
#include "faulty.h"
#include "looks.h"
#include "wrap.h"

/* Each call in turn, in one world, for as long as nothing changes in it. */
static const struct way {
    const char *name;
    ct_status fault;
    enum fault_mode mode;
    ct_status answer;
} ways[] = {
    {"io_from", CT_ERR_IO, FAULT_FROM, CT_ERR_IO},
    {"conflict_from", CT_ERR_CONFLICT, FAULT_FROM, CT_ERR_CONFLICT},
    {"io_once", CT_ERR_IO, FAULT_ONCE, CT_ERR_IO},
    {"busy_once", CT_ERR_BUSY, FAULT_ONCE, CT_ERR_BUSY},
    {"corrupt_from", CT_ERR_CORRUPT, FAULT_FROM, CT_ERR_CORRUPT},
    {"no_memory_once", CT_ERR_NO_MEMORY, FAULT_ONCE, CT_ERR_NO_MEMORY},
    {"unheard_of_once", -999, FAULT_ONCE, CT_ERR},
};
enum { FAR_WAYS = 2 }; /* the first ones show how a far storage differs */

/* What the library goes over by itself: one call of these, in a world of its own. */
static const struct way passing[] = {
    {"conflict", CT_ERR_CONFLICT, FAULT_ONCE, CT_OK},
    {"commit_unknown", CT_ERR_COMMIT_UNKNOWN, FAULT_ONCE, CT_OK},
};
static const long calls[] = {0, 1, 3, 6, 11, 19, 33};

struct trial {
    const struct way *way;
    const struct change *change;
    const struct look *look;
    long until;
};

static ct_status
run_look(struct world *world, const struct trial *trial, const struct sight *sight)
{
    void *handle = NULL;
    ct_status status = trial->look->run(world, sight, &handle);
    release_handle(trial->look->handle, handle);
    return status;
}

/* Whether the call was hit: a failure that is told. */
static bool
was_told(struct world *world, const struct way *way, ct_status status, long until)
{
    bool was_hit = fault_disarm();
    if (was_hit ? status != way->answer : status != CT_OK)
        fail_msg("call %ld of the storage: %s (%s)", until, ct_status_name(status),
                 ct_error_text(world->context, CT_LANGUAGE_ENGLISH));
    if (was_hit)
        assert_int_equal(ct_error_code(world->context), status);
    return was_hit;
}

static void
check_again(struct world *world, const struct trial *trial, const struct scene *scene)
{
    const char *after = dump(world);
    assert_ok(world, run_with_key(world, trial->change, scene));
    assert_unchanged(world, after);
}

static void
each_call_fails(void **state)
{
    struct world *world = *state;
    const struct trial *trial = world->parameter;
    const struct way *way = trial->way;
    struct scene scene = {.vat_number = NULL};
    trial->change->set_up(world, &scene);
    const char *before = dump(world);
    for (long until = 0;; until++) {
        fault_arm(way->fault, way->mode, until);
        if (!was_told(world, way, run_with_key(world, trial->change, &scene), until))
            break;
        assert_unchanged(world, before);
    }
    check_again(world, trial, &scene);
}

static void
each_call_of_a_look_fails(void **state)
{
    struct world *world = *state;
    const struct trial *trial = world->parameter;
    struct sight sight;
    set_up_sight(world, &sight);
    for (long until = 0;; until++) {
        fault_arm(trial->way->fault, trial->way->mode, until);
        if (!was_told(world, trial->way, run_look(world, trial, &sight), until))
            return;
    }
}

static void
a_call_is_gone_over(void **state)
{
    struct world *world = *state;
    const struct trial *trial = world->parameter;
    struct scene scene = {.vat_number = NULL};
    trial->change->set_up(world, &scene);
    fault_arm(trial->way->fault, trial->way->mode, trial->until);
    ct_status status = run_with_key(world, trial->change, &scene);
    (void)fault_disarm(); /* a short call has not so many */
    assert_status(world, trial->way->answer, status);
    check_again(world, trial, &scene);
}

struct table {
    struct CMUnitTest *cases;
    struct trial *trials;
    char (*names)[128];
    size_t count;
};

static void
add(struct table *table, struct trial trial, void (*function)(void **state))
{
    size_t i = table->count++;
    table->trials[i] = trial;
    (void)snprintf(table->names[i], sizeof table->names[i], "%s_%ld_of_%s", trial.way->name,
                   trial.until, trial.look ? trial.look->name : trial.change->name);
    table->cases[i] = CASE_OF(table->names[i], function, &table->trials[i]);
}

static ct_status
wrap_in_far_faults(struct world *world)
{
    ct_status status = wrap_as_far(world);
    return status ? status : wrap_in_faults(world);
}

/* Of every use case, in the first `way_count` ways. */
static void
fill(struct table *table, size_t way_count)
{
    table->count = 0;
    for (size_t c = 0; c < change_count; c++) {
        for (size_t w = 0; w < way_count; w++)
            add(table, (struct trial){&ways[w], .change = &changes[c]}, each_call_fails);
        for (size_t w = 0; w < COUNT(passing); w++)
            for (size_t n = 0; n < COUNT(calls); n++)
                add(table, (struct trial){&passing[w], .change = &changes[c], .until = calls[n]},
                    a_call_is_gone_over);
    }
    for (size_t l = 0; l < look_count; l++)
        for (size_t w = 0; w < way_count; w++)
            add(table, (struct trial){&ways[w], .look = &looks[l]}, each_call_of_a_look_fails);
}

int
main(int count, char **arguments)
{
    size_t most = change_count * (COUNT(ways) + COUNT(passing) * COUNT(calls)) + look_count * COUNT(ways);
    struct table table = {
        .cases = calloc(most, sizeof *table.cases),
        .trials = calloc(most, sizeof *table.trials),
        .names = calloc(most, sizeof *table.names),
    };
    (void)count;
    if (!table.cases || !table.trials || !table.names)
        return 1;
    fill(&table, COUNT(ways));
    wrap_storage = wrap_in_faults;
    int failures = run_on_back_ends(arguments, table.cases, table.count);
    fill(&table, FAR_WAYS);
    wrap_storage = wrap_in_far_faults;
    failures += run_in_memory(arguments, table.cases, table.count);
    free(table.cases);
    free(table.trials);
    free(table.names);
    return failures;
}
