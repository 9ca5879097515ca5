/* The conformance kit on a back end that can't go on: at each of its calls, and at each of its requests
 * for memory. No check crashes or waits for ever, all memory comes back, and what can't even be opened
 * doesn't pass. Later on a failure may be what a check is out for. */
#include <stdio.h>
#include <string.h>

#include <contoterzi/testkit.h>

#include "../conformance/runner.h"
#include "faulty.h"
#include "heap.h"

enum { STEPS_MAX = 80 };

/* Each of the first ones, then less and less densely. A file is opened alike for each check, and takes its
 * time for that. */
static long
after(long until, size_t check, bool is_in_file)
{
    bool is_known = is_in_file && check > 0;
    return until + (until < (is_known ? 4 : 40) ? 1 : 1 + until / (is_known ? 2 : 5));
}

static struct subject {
    bool is_in_file;
    bool is_wrapped; /* its calls fail, else its memory */
    struct place place;
    struct heap heap;
    ct_allocator allocator;
    ct_storage *memory; /* with which the data live */
    char note[1500];
} own;

static ct_status
open_again(void *user, ct_storage **ret_storage)
{
    (void)user;
    ct_storage *storage = ct_storage_ref(own.memory);
    ct_status status = CT_OK;
    if (own.is_in_file)
        status = ct_storage_new_sqlite(&own.allocator, own.place.path, &storage);
    if (!status && own.is_wrapped)
        status = fault_wrap(storage, NULL, &storage);
    *ret_storage = status ? NULL : storage;
    return status;
}

static ct_status
open_fresh(void *user, ct_storage **ret_storage)
{
    empty_place(&own.place);
    ct_storage_unref(own.memory);
    own.memory = NULL;
    ct_status status = own.is_in_file ? CT_OK : ct_storage_new_memory(&own.allocator, &own.memory);
    return status ? status : open_again(user, ret_storage);
}

static void
keep_note(void *user, const char *text)
{
    (void)user;
    (void)snprintf(own.note, sizeof own.note, "%s", text);
}

/* The outcome, and whether the fault was met. */
static int32_t
run(size_t check, int mode, long until, bool *ret_was_hit)
{
    const ct_testkit_subject subject = {
        .size = sizeof subject, .fresh = open_fresh, .reopen = open_again, .note = keep_note};
    own.note[0] = '\0';
    if (own.is_wrapped)
        fault_arm(CT_ERR_IO, mode ? FAULT_FROM : FAULT_ONCE, until);
    else
        heap_arm(&own.heap, mode ? HEAP_FAILS_FROM : HEAP_FAILS_ONCE, until);
    int32_t outcome = ct_testkit_check_run(check, &subject);
    *ret_was_hit = own.is_wrapped ? fault_disarm() : heap_disarm(&own.heap);
    ct_storage_unref(own.memory);
    own.memory = NULL;
    return outcome;
}

static bool
ends_well_wherever_it_cannot_go_on(size_t check)
{
    for (int mode = 0; mode < 2; mode++) {
        long until = 0;
        bool was_hit = true;
        for (int step = 0; was_hit && step < STEPS_MAX; step++) {
            int32_t outcome = run(check, mode, until, &was_hit);
            if (was_hit ? until == 0 && outcome == CT_TESTKIT_PASS : outcome == CT_TESTKIT_FAIL) {
                printf("  at %ld, %s: outcome %d: %s\n", until, mode ? "and from then on" : "once",
                       outcome, own.note);
                return false;
            }
            if (atomic_load(&own.heap.live) != 0) {
                printf("  at %ld: %ld blocks were left\n", until, atomic_load(&own.heap.live));
                return false;
            }
            until = after(until, check, own.is_in_file);
        }
    }
    return true;
}

static ct_status
open_in_vain(void *user, ct_storage **ret_storage)
{
    (void)user, (void)ret_storage;
    return CT_ERR_IO;
}

static ct_status
open_nothing(void *user, ct_storage **ret_storage)
{
    (void)user;
    *ret_storage = NULL;
    return CT_OK;
}

static size_t
check_named(const char *name)
{
    size_t check = 0;
    while (strcmp(ct_testkit_check_name(check), name) != 0)
        check++;
    return check;
}

/* Told without a note, too. */
static bool
fails_for_a_subject_that_is_not_whole(void)
{
    const ct_testkit_subject whole = {
        .size = sizeof whole, .fresh = open_fresh, .reopen = open_again};
    struct {
        ct_testkit_subject subject;
        const char *check;
    } cases[] = {
        {whole, "labels"}, {whole, "labels"}, {whole, "labels"},         {whole, "labels"},
        {whole, "reopen"}, {whole, "reopen"}, {whole, "schema-foreign"}, {whole, "schema-foreign"},
    };
    bool is_right = ct_testkit_check_run(0, NULL) == CT_TESTKIT_FAIL &&
                    ct_testkit_check_run(ct_testkit_check_count(), &whole) == CT_TESTKIT_FAIL &&
                    !ct_testkit_check_name(ct_testkit_check_count()) &&
                    !ct_testkit_check_description(ct_testkit_check_count());
    cases[0].subject.size = sizeof whole.size - 1;
    cases[1].subject.fresh = NULL;
    cases[2].subject.reopen = NULL;
    cases[3].subject.fresh = open_nothing;
    cases[4].subject.reopen = open_nothing;
    cases[5].subject.reopen = open_in_vain;
    cases[6].subject.foreign = open_nothing;
    cases[7].subject.foreign = open_in_vain;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        is_right = is_right && ct_testkit_check_run(check_named(cases[i].check), &cases[i].subject) ==
                                   CT_TESTKIT_FAIL;
    ct_storage_unref(own.memory);
    own.memory = NULL;
    printf(is_right ? "[       OK ] %s\n" : "[  FAILED  ] %s\n", "subject_that_is_not_whole");
    return is_right;
}

static int
run_checks_on(const char *name, bool is_in_file, bool is_wrapped, const char *only)
{
    int failures = 0;
    own.is_in_file = is_in_file;
    own.is_wrapped = is_wrapped;
    for (size_t check = 0; check < ct_testkit_check_count(); check++) {
        const char *what = ct_testkit_check_name(check);
        if (only && strcmp(only, what) != 0)
            continue;
        printf("[ RUN      ] %s_%s\n", name, what);
        fflush(stdout);
        bool is_right = ends_well_wherever_it_cannot_go_on(check);
        printf(is_right ? "[       OK ] %s_%s\n" : "[  FAILED  ] %s_%s\n", name, what);
        fflush(stdout);
        failures += !is_right;
    }
    return failures;
}

int
main(int count, char **arguments)
{
    const char *only = count > 1 ? arguments[1] : NULL;
    if (make_place(&own.place))
        return 1;
    own.allocator = heap_allocator(&own.heap);
    (void)heap_disarm(&own.heap);
    int failures = !fails_for_a_subject_that_is_not_whole();
    failures += run_checks_on("memory_calls", false, true, only);
    failures += run_checks_on("memory_allocations", false, false, only);
    failures += run_checks_on("sqlite_allocations", true, false, only);
    remove_place(&own.place);
    return failures != 0;
}
