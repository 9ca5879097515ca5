#include "fixture.h"

#include <crypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wrap.h"

#ifdef HAVE_POSTGRES
#include <contoterzi/postgres.h>
#include <libpq-fe.h>
#endif

const ct_signatory signatory = {
    .size = sizeof signatory,
    .name = "Mario",
    .surname = "Rossi",
    .tax_code = "RSSMRA85T10A562S",
};
const ct_id no_id;
ct_status (*wrap_storage)(struct world *world) = wrap_as_asked;

/* Takes the place of libcrypt's, in the whole process: its hash at the lowest cost. Tests that make
 * thousands of passwords would else do little but hash. */
char *
crypt_gensalt_rn(const char *prefix, unsigned long count, const char *random, int random_size,
                 char *output, int output_size)
{
    (void)count;
    char *setting = crypt_gensalt_ra(prefix, 1, random, random_size);
    int size = setting ? snprintf(output, (size_t)output_size, "%s", setting) : -1;
    free(setting);
    return size > 0 && size < output_size ? output : NULL;
}

struct kept {
    struct kept *next;
    void *handle;
    void (*release)(void *handle);
};

static void
keep(struct world *world, void *handle, void (*release)(void *handle))
{
    struct kept *kept = malloc(sizeof *kept);
    if (!kept)
        abort();
    *kept = (struct kept){world->kept, handle, release};
    world->kept = kept;
}

#define KEEP(name)                                        \
    static void release_##name(void *handle)              \
    {                                                     \
        ct_##name##_free(handle);                         \
    }                                                     \
    ct_##name *keep_##name(struct world *world, ct_##name *handle) \
    {                                                     \
        keep(world, handle, release_##name);              \
        return handle;                                    \
    }
KEPT_HANDLES(KEEP)

void *
keep_memory(struct world *world, void *block)
{
    keep(world, block, free);
    return block;
}

ct_status
test_clock(void *user, ct_instant *ret_now)
{
    const struct world *world = user;
    *ret_now = world->now;
    return world->clock_fails ? CT_ERR_IO : CT_OK;
}

/* SplitMix64 */
ct_status
test_random(void *user, void *bytes, size_t count)
{
    uint64_t *seed = user;
    unsigned char *next = bytes;
    for (size_t i = 0; i < count; i++) {
        uint64_t value = *seed += UINT64_C(0x9E3779B97F4A7C15);
        value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
        next[i] = (unsigned char)(value ^ value >> 31);
    }
    return CT_OK;
}

static ct_status
world_random(void *user, void *bytes, size_t count)
{
    struct world *world = user;
    bool fails = world->random_fails || (world->random_fails_in && --world->random_fails_in == 0);
    return fails ? CT_ERR_IO : test_random(&world->random, bytes, count);
}

static ct_status
new_context(struct world *world, const char *actor, ct_context **ret_context)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = test_clock;
    options.now_user = world;
    options.random = world_random;
    options.random_user = world;
    options.allocator = &world->allocator;
    options.policy = world->policy;
    options.actor = actor;
    options.language = CT_LANGUAGE_ENGLISH;
    ct_status status = ct_context_new(&options, ret_context);
    return status ? status : ct_context_open(*ret_context, world->storage);
}

static void
release_context(void *context)
{
    ct_context_free(context);
}

ct_context *
open_context(struct world *world, const char *actor)
{
    ct_context *context = NULL;
    ct_status status = new_context(world, actor, &context);
    if (context)
        keep(world, context, release_context);
    assert_int_equal(status, CT_OK);
    return context;
}

void
set_policy(struct world *world, const char *name, const char *value)
{
    if (!world->policy)
        assert_int_equal(ct_policy_new(NULL, &world->policy), CT_OK);
    assert_int_equal(ct_policy_set(world->policy, name, value), CT_OK);
}

void
reopen(struct world *world, const char *policy_name, const char *policy_value)
{
    if (policy_name)
        set_policy(world, policy_name, policy_value);
    ct_context_free(world->context);
    world->context = NULL;
    assert_int_equal(new_context(world, NULL, &world->context), CT_OK);
}

#ifdef HAVE_POSTGRES
static ct_status
make_postgres(struct world *world)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    options.connection = getenv("CONTOTERZI_TEST_POSTGRES");
    options.schema = strrchr(world->directory, '/') + 1;
    return ct_storage_new_postgres(&world->allocator, &options, &world->storage);
}

static int
drop_schema(const struct world *world)
{
    char sql[240];
    const char *name = strrchr(world->directory, '/') + 1;
    PGconn *connection = PQconnectdb(getenv("CONTOTERZI_TEST_POSTGRES"));
    (void)snprintf(sql, sizeof sql,
                   "SET client_min_messages = error; DROP SCHEMA IF EXISTS \"%s\" CASCADE;"
                   "DROP SCHEMA IF EXISTS \"%s.another\" CASCADE",
                   name, name);
    PGresult *result = PQexec(connection, sql);
    int failure = PQresultStatus(result) == PGRES_COMMAND_OK ? 0 : -1;
    PQclear(result);
    PQfinish(connection);
    return failure;
}
#else
static ct_status
make_postgres(struct world *world)
{
    (void)world;
    return CT_ERR_UNSUPPORTED;
}

static int
drop_schema(const struct world *world)
{
    (void)world;
    return 0;
}
#endif

static ct_status
make_storage(struct world *world)
{
    if (world->back_end->is_server)
        return make_postgres(world);
    return world->back_end->is_file
               ? ct_storage_new_sqlite(&world->allocator, world->path, &world->storage)
               : ct_storage_new_memory(&world->allocator, &world->storage);
}

/* What a case is given to build its world from. */
struct start {
    const struct back_end *back_end;
    const void *parameter;
};

int
build_world(void **state)
{
    const struct start *start = *state;
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        return -1;
    world->back_end = start->back_end;
    world->parameter = start->parameter;
    *state = world;
    world->random = 20260901;
    world->allocator = heap_allocator(&world->heap);
    (void)heap_disarm(&world->heap);
    strcpy(world->directory, "/tmp/test_service.XXXXXX");
    if (!mkdtemp(world->directory))
        return -1;
    (void)snprintf(world->path, sizeof world->path, "%s/store", world->directory);
    set_today(world, 2026, 9, 1);
    if (make_storage(world) || wrap_storage(world) || new_context(world, NULL, &world->context))
        return -1;
    world->studio = add_studio(world);
    return 0;
}

static int
remove_files(const struct world *world)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        char path[80];
        (void)snprintf(path, sizeof path, "%s%s", world->path, suffixes[i]);
        (void)unlink(path); /* most were never there */
    }
    int failure = world->back_end->is_server ? drop_schema(world) : 0;
    return rmdir(world->directory) || failure;
}

size_t
count_findings(struct world *world)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    size_t found = 0;
    request.limit = 1000;
    do {
        ct_check_report *report = NULL;
        if (ct_check_run(world->context, &request, &report)) /* whose storage the test broke */
            return found;
        for (size_t i = 0; i < ct_check_report_count(report); i++, found++)
            print_error("%s: %s\n", ct_finding_check(ct_check_report_at(report, i)),
                        ct_finding_text(ct_check_report_at(report, i), CT_LANGUAGE_ENGLISH));
        keep_check_report(world, report);
        request.after = ct_check_report_next(report);
    } while (request.after);
    return found;
}

int
raze_world(void **state)
{
    struct world *world = *state;
    (void)heap_disarm(&world->heap);
    size_t found = world->is_damaged ? 0 : count_findings(world);
    while (world->kept) {
        struct kept *kept = world->kept;
        world->kept = kept->next;
        kept->release(kept->handle);
        free(kept);
    }
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
    ct_policy_free(world->policy);
    long live = atomic_load(&world->heap.live);
    int failure = remove_files(world);
    free(world);
    if (live)
        print_error("%ld blocks of memory were not given back\n", live);
    return live || found ? -1 : failure;
}

static int
run_on(const struct back_end *back_end, const struct CMUnitTest *cases, size_t count)
{
    struct CMUnitTest *own = calloc(count, sizeof *own);
    struct start *starts = calloc(count, sizeof *starts);
    int failures = 1;
    if (own && starts) {
        for (size_t i = 0; i < count; i++) {
            starts[i] = (struct start){back_end, cases[i].initial_state};
            own[i] = cases[i];
            own[i].initial_state = &starts[i];
        }
        failures = _cmocka_run_group_tests(back_end->name, own, count, NULL, NULL);
    }
    free(starts);
    free(own);
    return failures;
}

static const struct back_end memory = {"memory", false, false},
                             sqlite = {"sqlite", true, false},
                             postgres = {"postgres", false, true};

static void
set_filter(char **arguments)
{
    cmocka_set_skip_filter(getenv("CONTOTERZI_TEST_SKIP"));
    if (arguments[0] && arguments[1])
        cmocka_set_test_filter(arguments[1]);
}

int
run_on_back_ends(char **arguments, const struct CMUnitTest *cases, size_t count)
{
    set_filter(arguments);
    if (getenv("CONTOTERZI_TEST_POSTGRES"))
        return run_on(&postgres, cases, count);
    if (getenv("CONTOTERZI_TEST_MEMORY"))
        return run_on(&memory, cases, count);
    return run_on(&memory, cases, count) + run_on(&sqlite, cases, count);
}

int
run_on_files(char **arguments, const struct CMUnitTest *cases, size_t count)
{
    set_filter(arguments);
    return run_on(&sqlite, cases, count);
}

int
run_in_memory(char **arguments, const struct CMUnitTest *cases, size_t count)
{
    set_filter(arguments);
    return run_on(&memory, cases, count);
}

ct_date
date_of(int year, int month, int day)
{
    return (ct_date){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

void
set_today(struct world *world, int year, int month, int day)
{
    assert_int_equal(ct_instant_in_rome(date_of(year, month, day), 36000000, &world->now), CT_OK);
}

void
pass_time(struct world *world, int64_t seconds)
{
    world->now += seconds * 1000;
}

bool
is_none(ct_id id)
{
    return memcmp(&id, &no_id, sizeof id) == 0;
}

bool
has_text(const char *text, const char *part)
{
    return text && strstr(text, part);
}

const char *
rules_of(const ct_reasons *reasons)
{
    static _Thread_local char rules[512];
    size_t used = 0;
    rules[0] = '\0';
    for (size_t i = 0; i < ct_reasons_count(reasons) && used < sizeof rules; i++)
        used += (size_t)snprintf(rules + used, sizeof rules - used, "%s%s", i ? " " : "",
                                 ct_reasons_rule(reasons, i));
    return rules;
}

static void
print_call(ct_context *context, const char *call, ct_status status)
{
    print_error("%s answered %s (%s %s: %s)\n", call, ct_status_name(status),
                ct_error_rule(context), ct_error_field(context),
                ct_error_text(context, CT_LANGUAGE_ENGLISH));
}

void
check_status(ct_context *context, ct_status expected, ct_status actual, const char *call,
             const char *file, int line)
{
    if (actual == expected)
        return;
    print_call(context, call, actual);
    print_error("instead of %s\n", ct_status_name(expected));
    _fail(file, line);
}

void
check_refused(ct_context *context, const char *rules, ct_status actual, const char *call,
              const char *file, int line)
{
    check_status(context, CT_ERR_REFUSED, actual, call, file, line);
    const char *told = rules_of(ct_error_reasons(context));
    if (strcmp(told, rules) == 0)
        return;
    print_call(context, call, actual);
    print_error("refused for \"%s\" instead of \"%s\"\n", told, rules);
    _fail(file, line);
}

void
check_invalid(ct_context *context, const char *field, ct_status actual, const char *call,
              const char *file, int line)
{
    check_status(context, CT_ERR_INVALID_ARGUMENT, actual, call, file, line);
    if (strcmp(ct_error_field(context), field) == 0 &&
        ct_error_code(context) == CT_ERR_INVALID_ARGUMENT)
        return;
    print_call(context, call, actual);
    print_error("instead of naming \"%s\"\n", field);
    _fail(file, line);
}
