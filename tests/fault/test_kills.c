/* A process is killed at any moment of its work on a SQLite file: before and after each call of the
 * storage, in the midst of a write of the file, or from outside. What it had reported is there, nothing
 * is half done, and the same work under the same keys comes to its end without doing anything twice.
 *
 * Each case is one seed, and named after it: `test_kills seed_17_*` replays that one. */
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chores.h"
#include "dying.h"
#include "faulty.h"

enum { ROUNDS = 240, KILLS_MIN = 200, LIVES_MAX = 2 };

/* What a process tells through its pipe, in one write: that it is about to take a step, or what the
 * step answered, or at its end how much there was to be killed at. */
enum news { BEGINS, ANSWERED, ENDED };
struct record {
    enum news news;
    size_t step;
    struct answer answer;
    long calls, writes; /* at the end */
};

enum where { AT_CALL, AT_WRITE, FROM_OUTSIDE };
struct point {
    enum where where;
    long number;  /* of the call, the write, the step */
    int quarters; /* how much of the write gets through */
};

static void
arm(const struct point *point)
{
    die_at_write(point->where == AT_WRITE ? point->number : LONG_MAX, point->quarters);
    fault_die_at(point->where == AT_CALL ? point->number : LONG_MAX);
}

static struct record
take_step(struct world *world, struct scene *scene, size_t step, bool has_key)
{
    struct record record;
    memset(&record, 0, sizeof record);
    record.news = ANSWERED;
    record.step = step;
    take(world, scene, step, has_key, &record.answer);
    return record;
}

static void
close_store(struct world *world)
{
    ct_context_free(world->context);
    world->context = NULL;
    ct_storage_unref(world->storage);
    world->storage = NULL;
}

static void
open_store(struct world *world)
{
    assert_int_equal(ct_storage_new_sqlite(&world->allocator, world->path, &world->storage), CT_OK);
    reopen(world, NULL, NULL);
}

static ct_status
open_wrapped(struct world *world)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = test_clock;
    options.now_user = world;
    options.random = test_random;
    options.random_user = &world->random;
    options.allocator = &world->allocator;
    ct_status status = ct_storage_new_sqlite(&world->allocator, world->path, &world->storage);
    if (!status)
        status = wrap_in_faults(world);
    if (!status)
        status = ct_context_new(&options, &world->context);
    return status ? status : ct_context_open(world->context, world->storage);
}

static bool
tell(int pipe_end, const struct record *record)
{
    return write(pipe_end, record, sizeof *record) == (ssize_t)sizeof *record;
}

/* The process that dies. Its storage and context are its own. */
static _Noreturn void
live(struct world *world, struct scene *scene, const struct point *point, int pipe_end)
{
    struct record record = {.news = BEGINS};
    bool is_fine = open_wrapped(world) == CT_OK;
    arm(point);
    for (size_t i = 0; is_fine && i < STEPS; i++) {
        record = (struct record){.news = BEGINS, .step = i};
        is_fine = tell(pipe_end, &record);
        record = take_step(world, scene, i, true);
        is_fine = is_fine && tell(pipe_end, &record);
    }
    close_store(world);
    memset(&record, 0, sizeof record);
    record.news = ENDED;
    record.calls = fault_calls();
    record.writes = writes_so_far();
    is_fine = is_fine && tell(pipe_end, &record);
    while (point->where == FROM_OUTSIDE)
        (void)pause();
    _exit(!is_fine);
}

/* What the processes of a case told until they died. */
struct told {
    bool is_told[STEPS];
    struct record records[STEPS];
    struct record end;
};

static void
assert_same(const struct answer *first, const struct answer *again)
{
    assert_int_equal(first->status, again->status);
    assert_memory_equal(first->statuses, again->statuses, sizeof first->statuses);
    assert_memory_equal(first->codes, again->codes, sizeof first->codes);
    assert_int_equal(first->done, again->done);
    assert_int_equal(first->other, again->other);
}

static void
note(struct told *told, const struct record *record)
{
    if (record->news == ENDED)
        told->end = *record;
    if (record->news != ANSWERED)
        return;
    /* A step that was answered in an earlier life is answered the same again. */
    if (told->is_told[record->step])
        assert_same(&told->records[record->step].answer, &record->answer);
    assert_int_equal(record->answer.status, CT_OK);
    told->is_told[record->step] = true;
    told->records[record->step] = *record;
}

/* Answers whether it was killed. */
static bool
run_process(struct world *world, struct scene *scene, const struct point *point, struct told *told)
{
    static struct record records[2 * STEPS + 1];
    size_t count = 0;
    int ends[2], how = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t process = fork();
    if (process == 0) {
        (void)close(ends[0]);
        live(world, scene, point, ends[1]);
    }
    assert_true(process > 0);
    (void)close(ends[1]);
    while (count < COUNT(records) &&
           read(ends[0], &records[count], sizeof *records) == (ssize_t)sizeof *records) {
        const struct record *record = &records[count++];
        if (point->where == FROM_OUTSIDE && record->news == BEGINS &&
            record->step == (size_t)point->number)
            (void)kill(process, SIGKILL);
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(process, &how, 0), process);
    for (size_t i = 0; i < count; i++)
        note(told, &records[i]);
    if (WIFSIGNALED(how))
        assert_int_equal(WTERMSIG(how), SIGKILL);
    else
        assert_int_equal(how, 0);
    return WIFSIGNALED(how);
}

static size_t
count_messages(struct world *world)
{
    ct_message_list *list = NULL;
    assert_ok(world, ct_message_list_get(world->context, 0, NULL, 1000, &list));
    return ct_message_list_count(keep_message_list(world, list));
}

static size_t
count_events(struct world *world)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    assert_null(ct_event_list_next(list));
    return ct_event_list_count(list);
}

/* Of work that nobody disturbed, in the order of the table: the same for every seed. */
static struct {
    bool is_known;
    long calls, writes;
    size_t messages, events;
} whole;

static void
copy_store(struct world *world, const char *path)
{
    sqlite3 *store = NULL;
    char sql[128];
    (void)snprintf(sql, sizeof sql, "VACUUM INTO '%s'", path);
    assert_int_equal(sqlite3_open(world->path, &store), SQLITE_OK);
    assert_int_equal(sqlite3_exec(store, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(store), SQLITE_OK);
}

/* On a copy of the store. */
static void
learn_the_whole(struct world *world, struct scene *scene)
{
    const struct point never = {AT_CALL, LONG_MAX, 0};
    struct told told = {.end = {.step = 0}};
    char path[sizeof world->path];
    char copy[sizeof path];
    strcpy(path, world->path);
    (void)snprintf(copy, sizeof copy, "%s/whole", world->directory);
    copy_store(world, copy);
    strcpy(world->path, copy);
    shuffle(scene, NULL);
    assert_false(run_process(world, scene, &never, &told));
    open_store(world);
    whole.messages = count_messages(world);
    whole.events = count_events(world);
    close_store(world);
    assert_int_equal(unlink(world->path), 0);
    strcpy(world->path, path);
    whole.calls = told.end.calls;
    whole.writes = told.end.writes;
    assert_true(whole.calls > STEPS && whole.writes > STEPS);
    whole.is_known = true;
}

/* The coupons of a client's licenses are its own, and `code` is one of them unless it is "". */
static void
check_client(struct world *world, ct_id client, const char *code)
{
    ct_license_list *list = NULL;
    bool is_there = !*code;
    assert_ok(world, ct_license_list_get(world->context, client, &list));
    keep_license_list(world, list);
    for (size_t i = 0; i < ct_license_list_count(list); i++) {
        const ct_coupon *coupon =
            coupon_now(world, ct_license_coupon_id(ct_license_list_at(list, i)));
        const ct_id owner = ct_coupon_client_id(coupon);
        assert_id_equal(owner, client);
        is_there = is_there || strcmp(ct_coupon_code(coupon), code) == 0;
    }
    if (!is_there)
        fail_msg("coupon %s was reported and is not there", code);
}

/* After each death. A coupon names one client; those that its licenses name are looked at here, and the
 * rest is proved by the check of the books. */
static void
check_store(struct world *world, const struct scene *scene, const struct told *told)
{
    assert_int_equal(count_findings(world), 0);
    for (size_t s = 0; s < STEPS; s++) {
        const struct step step = scene->steps[s];
        if (step.kind != MIGRATIONS && step.kind != RENEWAL)
            continue;
        const ct_id *clients = step.kind == RENEWAL ? scene->renewing : scene->migrating;
        for (size_t i = 0; i < BULK; i++)
            check_client(world, clients[step.number * BULK + i],
                         told->is_told[s] ? told->records[s].answer.codes[i] : "");
    }
}

static void
check_nothing_is_left(struct world *world, struct scene *scene)
{
    for (size_t s = 0; s < STEPS; s++) {
        struct answer answer;
        take(world, scene, s, false, &answer);
        assert_int_equal(answer.status, CT_OK);
        for (size_t i = 0; scene->steps[s].kind <= RENEWAL && i < BULK; i++)
            assert_int_equal(answer.statuses[i], CT_MIGRATION_ALREADY_DONE);
        assert_int_equal(answer.done, 0);
    }
}

/* All of it again under the same keys: what was answered is answered the same, and the rest is done. */
static void
finish(struct world *world, struct scene *scene, struct told *told)
{
    for (size_t s = 0; s < STEPS; s++) {
        const struct record record = take_step(world, scene, s, true);
        note(told, &record);
        for (size_t i = 0; scene->steps[s].kind <= RENEWAL && i < BULK; i++)
            assert_int_equal(record.answer.statuses[i], CT_MIGRATION_DONE);
    }
    check_store(world, scene, told);
    assert_int_equal(count_messages(world), whole.messages);
    assert_int_equal(count_events(world), whole.events);
    check_nothing_is_left(world, scene);
    assert_int_equal(count_messages(world), whole.messages);
    assert_int_equal(count_events(world), whole.events);
}

static struct point
draw_point(uint64_t *seed)
{
    struct point point = {.where = AT_CALL, .number = (long)draw(seed, (uint64_t)whole.calls)};
    uint64_t kind = draw(seed, 10);
    if (kind < 4)
        point = (struct point){AT_WRITE, (long)draw(seed, (uint64_t)whole.writes),
                               (int)draw(seed, 5)};
    else if (kind == 4)
        point = (struct point){FROM_OUTSIDE, (long)draw(seed, STEPS), 0};
    return point;
}

static size_t kills[FROM_OUTSIDE + 1];

static void
a_process_is_killed(void **state)
{
    struct world *world = *state;
    uint64_t seed = (uint64_t)(uintptr_t)world->parameter;
    struct scene scene;
    struct told told;
    memset(&told, 0, sizeof told);
    set_up_chores(world, &scene);
    close_store(world);
    if (!whole.is_known)
        learn_the_whole(world, &scene);
    uint64_t lives = 1 + draw(&seed, LIVES_MAX);
    shuffle(&scene, &seed);
    for (uint64_t life = 0; life < lives; life++) {
        const struct point point = draw_point(&seed);
        world->random = draw(&seed, UINT64_MAX); /* or ids would come again */
        kills[point.where] += run_process(world, &scene, &point, &told);
        open_store(world);
        check_store(world, &scene, &told);
        if (life + 1 < lives)
            close_store(world);
    }
    world->random = draw(&seed, UINT64_MAX);
    finish(world, &scene, &told);
}

static void
enough_were_killed(void **state)
{
    (void)state;
    print_message("killed at calls of the storage: %zu of %ld calls; at writes: %zu of %ld; from "
                  "outside: %zu\n",
                  kills[AT_CALL], whole.calls, kills[AT_WRITE], whole.writes, kills[FROM_OUTSIDE]);
    assert_true(kills[AT_CALL] + kills[AT_WRITE] + kills[FROM_OUTSIDE] >= KILLS_MIN);
    for (size_t i = 0; i < COUNT(kills); i++)
        assert_true(kills[i] > 0);
}

int
main(int count, char **arguments)
{
    static struct CMUnitTest cases[ROUNDS + 1];
    static char names[ROUNDS][48];
    (void)count;
    for (size_t i = 0; i < ROUNDS; i++) {
        (void)snprintf(names[i], sizeof names[i], "seed_%zu_a_process_is_killed", i + 1);
        cases[i] = CASE_OF(names[i], a_process_is_killed, i + 1);
    }
    cases[ROUNDS] = (struct CMUnitTest)cmocka_unit_test(enough_were_killed);
    return run_on_files(arguments, cases, COUNT(cases));
}
