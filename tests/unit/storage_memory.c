/* The back end in memory: every allocation fails once, and then all from there on. */
#include "storage_fixture.h"

#include <stdlib.h>

enum fault_mode { FAULT_ONCE, FAULT_FROM };

struct faults {
    enum fault_mode mode;
    long countdown; /* allocations until the first that fails; negative is never */
    long live;
    bool was_hit;
};

static bool
fails(struct faults *faults)
{
    if (faults->countdown < 0)
        return false;
    if (faults->countdown > 0) {
        faults->countdown--;
        return false;
    }
    faults->was_hit = true;
    if (faults->mode == FAULT_ONCE)
        faults->countdown = -1;
    return true;
}

static void *
allocate(void *user, size_t bytes)
{
    struct faults *faults = user;
    void *block = fails(faults) ? NULL : malloc(bytes);
    faults->live += block != NULL;
    return block;
}

static void *
resize(void *user, void *block, size_t bytes)
{
    return fails(user) ? NULL : realloc(block, bytes);
}

static void
release(void *user, void *block)
{
    struct faults *faults = user;
    faults->live--;
    free(block);
}

enum { ROWS = 150 }; /* more than a node of a tree holds */

/* Each stops at the first failure and leaves the rest to tear-down. */
static ct_status
fill(struct world *world)
{
    ct_status status = begin_writing(world, 0);
    for (int64_t i = 0; i < ROWS && !status; i++) {
        struct specimen specimen = make_specimen(i);
        status = insert(world, 0, &specimen);
    }
    return status ? status : commit(world, 0);
}

static ct_status
change(struct world *world)
{
    ct_status status = begin_writing(world, 0);
    for (int64_t i = 0; i < ROWS && !status; i += 3) {
        struct specimen specimen = make_specimen(i);
        status = set(world, 0, &specimen, COLUMN_MAYBE_TEXT, text_value("changed"));
        specimen = make_specimen(i + 1);
        if (!status && i + 1 < ROWS)
            status = erase(world, 0, &specimen);
    }
    return status ? status : commit(world, 0);
}

static ct_status
read_all(struct world *world)
{
    struct specimen found[ROWS];
    size_t count;
    const ct_scan all = {.table = TABLE_SPECIMEN};
    ct_status status = begin_reading(world, 0);
    if (!status)
        status = scan(world, 0, &all, &specimen_1, found, ROWS, &count);
    roll_back(world, 0);
    return status;
}

static ct_status
scenario(struct world *world)
{
    ct_status status = make_storage(world);
    if (!status)
        status = open_session(world, 0, &schema_1);
    if (!status)
        status = fill(world);
    if (!status)
        status = change(world);
    if (!status)
        status = read_all(world);
    if (!status)
        status = open_session(world, 1, &schema_2);
    return status;
}

static int64_t
sum_of_committed(struct world *world, int session)
{
    int64_t numbers[ROWS];
    int64_t sum = 0;
    const ct_scan all = {.table = TABLE_SPECIMEN, .index = INDEX_MAYBE};
    roll_back(world, session);
    assert_status(CT_OK, begin_reading(world, session));
    size_t count = scan_numbers(world, session, &all, numbers, ROWS);
    for (size_t i = 0; i < count; i++)
        sum += numbers[i];
    assert_status(CT_OK, commit(world, session));
    return sum;
}

/* All, or none, or what `change` left: never anything between. */
static void
assert_whole(struct world *world)
{
    int64_t all = 0, rest = 0;
    for (int64_t i = 0; i < ROWS; i++) {
        all += i;
        rest += i % 3 == 1 ? 0 : i;
    }
    int64_t sum = sum_of_committed(world, 0);
    if (sum != 0 && sum != all && sum != rest)
        fail_msg("rows that add up to %lld were left", (long long)sum);
}

/* `faults` outlives the storage even when an assertion fails. */
static void
run_with_faults(struct world *world, struct faults *faults)
{
    world->allocator = (ct_allocator){sizeof world->allocator, faults, allocate, resize, release};
    ct_status status = scenario(world);
    faults->countdown = -1;
    assert_status(faults->was_hit ? CT_ERR_NO_MEMORY : CT_OK, status);
    if (world->sessions[0])
        assert_whole(world);
    for (int i = 0; i < SESSIONS; i++)
        close_session(world, i);
    ct_storage_unref(world->storage);
    world->storage = NULL;
    assert_int_equal(faults->live, 0);
}

static void
test_any_allocation_may_fail(void **state)
{
    struct world *world = *state;
    ct_storage_unref(world->storage);
    world->storage = NULL;
    for (int mode = FAULT_ONCE; mode <= FAULT_FROM; mode++) {
        struct faults *faults = ct__arena_take(&world->arena, sizeof *faults);
        assert_non_null(faults);
        long round = 0;
        do {
            *faults = (struct faults){.mode = (enum fault_mode)mode, .countdown = round++};
            run_with_faults(world, faults);
        } while (faults->was_hit);
        assert_true(round > ROWS); /* it did fail in the midst of things */
    }
}

static void
test_a_write_under_an_open_cursor_is_refused(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    const ct_scan all = {.size = sizeof all, .table = TABLE_SPECIMEN};
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, world->storage->ops.scan_open(world->sessions[0], &all, &world->cursor,
                                                       &world->diag));
    assert_status(CT_ERR_INVALID_ARGUMENT, insert(world, 0, &specimen));
}

#define CASE(test, up) cmocka_unit_test_setup_teardown(test, up, raze_world)
static const struct CMUnitTest cases[] = {
    CASE(test_any_allocation_may_fail, build_empty_world),
    CASE(test_a_write_under_an_open_cursor_is_refused, build_world),
};
const struct suite memory_suite = {"failures", cases, sizeof cases / sizeof *cases};
