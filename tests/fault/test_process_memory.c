/* No memory for what is beneath the library, at any moment of any call: SQLite, libpq and the C library ask
 * for theirs by themselves. Nothing crashes or waits for ever, a call that fails changed nothing, and later
 * on the same one goes through. What the library itself asks its allocator for is in
 * tests/service/test_memory.c. */
#include "changes.h"
#include "looks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 150 }; /* each of the first requests, then less and less densely */

#ifdef __GLIBC__

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

/* Where this program is; what it asks for, it gets. */
extern const char __executable_start, etext;

static struct {
    bool is_armed, was_hit;
    enum heap_mode mode;
    long until;
} famine;

static bool
is_refused(const void *caller)
{
    if (!famine.is_armed || ((uintptr_t)caller >= (uintptr_t)&__executable_start &&
                             (uintptr_t)caller < (uintptr_t)&etext))
        return false;
    if (famine.until-- > 0 || (famine.mode == HEAP_FAILS_ONCE && famine.was_hit))
        return false;
    famine.was_hit = true;
    errno = ENOMEM;
    return true;
}

void *
malloc(size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *block, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

static void
arm(enum heap_mode mode, long until)
{
    famine.was_hit = false;
    famine.mode = mode;
    famine.until = until;
    famine.is_armed = true;
}

static bool
disarm(void)
{
    famine.is_armed = false;
    return famine.was_hit;
}

static long
after(long until)
{
    return until + (until < FIRST ? 1 : 1 + until / 8);
}

/* What goes through is taken back, so that the next attempt finds what this one did. */
static void
starve_previews(struct world *world, const struct scene *scene, enum heap_mode mode)
{
    bool was_hit = true;
    for (long until = 0; was_hit; until = after(until)) {
        assert_ok(world, ct_preview_begin(world->context));
        arm(mode, until);
        ct_status status = run_with_key(world, world->parameter, scene);
        was_hit = disarm();
        ct_preview_end(world->context);
        if (!was_hit)
            assert_ok(world, status);
    }
}

static void
a_change_needs_memory(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.vat_number = NULL};
    change->set_up(world, &scene);
    const char *before = dump(world);
    starve_previews(world, &scene, HEAP_FAILS_ONCE);
    starve_previews(world, &scene, HEAP_FAILS_FROM);
    assert_unchanged(world, before);
    ct_status status = CT_ERR;
    for (long until = 0; status; until = after(until)) {
        arm(HEAP_FAILS_FROM, until);
        status = run_with_key(world, change, &scene);
        if (!disarm())
            assert_ok(world, status);
        if (status && status != CT_ERR_COMMIT_UNKNOWN) /* which PostgreSQL's may answer */
            assert_unchanged(world, before);
    }
    const char *done = dump(world);
    assert_ok(world, run_with_key(world, change, &scene));
    assert_unchanged(world, done);
}

static void
starve_look(struct world *world, const struct sight *sight, enum heap_mode mode)
{
    const struct look *look = world->parameter;
    bool was_hit = true;
    for (long until = 0; was_hit; until = after(until)) {
        void *handle = NULL;
        arm(mode, until);
        ct_status status = look->run(world, sight, &handle);
        was_hit = disarm();
        release_handle(look->handle, handle);
        if (!was_hit)
            assert_ok(world, status);
    }
}

static void
a_look_needs_memory(void **state)
{
    struct world *world = *state;
    struct sight sight;
    set_up_sight(world, &sight);
    starve_look(world, &sight, HEAP_FAILS_ONCE);
    starve_look(world, &sight, HEAP_FAILS_FROM);
}

static void
a_maker_needs_memory(void **state)
{
    starve_look(*state, NULL, HEAP_FAILS_ONCE);
    starve_look(*state, NULL, HEAP_FAILS_FROM);
}

/* With changes that are not taken back, for the server's answer to a commit is lost too. */
static void
a_commit_on_a_server_needs_memory(void **state)
{
    struct world *world = *state;
    bool was_hit = true;
    long until = 0;
    for (; was_hit; until++) {
        const char *before = dump(world);
        ct_client_request request = client_request(world, "Alfa");
        ct_client *client = NULL;
        arm(HEAP_FAILS_ONCE, until);
        ct_status status = ct_client_register(world->context, &request, NULL, &client);
        was_hit = disarm();
        if (!was_hit)
            assert_ok(world, status);
        if (status && status != CT_ERR_COMMIT_UNKNOWN)
            assert_unchanged(world, before);
        keep_client(world, client);
    }
    assert_true(until > 10);
}

static void
a_connection_to_a_server_needs_memory(void **state)
{
    struct world *world = *state;
    bool was_hit = true;
    for (long until = 0; was_hit; until = after(until)) {
        ct_context *context = NULL;
        ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
        options.now = test_clock;
        options.now_user = world;
        assert_int_equal(ct_context_new(&options, &context), CT_OK);
        arm(HEAP_FAILS_ONCE, until);
        ct_status status = ct_context_open(context, world->storage);
        was_hit = disarm();
        if (!was_hit)
            check_status(context, CT_OK, status, "ct_context_open", __FILE__, __LINE__);
        ct_context_free(context);
    }
}

static int
run_on_server(char **arguments)
{
    static const struct CMUnitTest cases[] = {
        CASE(a_commit_on_a_server_needs_memory),
        CASE(a_connection_to_a_server_needs_memory),
    };
    (void)setenv("PGGSSENCMODE", "disable", 1); /* Kerberos's library crashes without memory */
    return RUN_ON_BACK_ENDS(arguments, cases);
}

int
main(int count, char **arguments)
{
    size_t used = 0;
    (void)count;
    if (getenv("CONTOTERZI_TEST_POSTGRES"))
        return run_on_server(arguments);
    struct CMUnitTest *cases = calloc(change_count + look_count + maker_count, sizeof *cases);
    if (!cases)
        return 1;
    for (size_t i = 0; i < change_count; i++)
        cases[used++] = CASE_OF(changes[i].name, a_change_needs_memory, &changes[i]);
    for (size_t i = 0; i < look_count; i++)
        cases[used++] = CASE_OF(looks[i].name, a_look_needs_memory, &looks[i]);
    for (size_t i = 0; i < maker_count; i++)
        if (strcmp(makers[i].name, "row_put") != 0) /* which counts what the library asks for */
            cases[used++] = CASE_OF(makers[i].name, a_maker_needs_memory, &makers[i]);
    int failures = run_on_files(arguments, cases, used);
    free(cases);
    return failures;
}

#else

int
main(void)
{
    return 77; /* only glibc lets its own be reached behind another malloc */
}

#endif
