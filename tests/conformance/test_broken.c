/* Each broken back end fails the check that names its fault, which the wrapper passes without it; and
 * there is one for every check. */
#include "broken.h"

#include <stdio.h>
#include <stdlib.h>

#include "runner.h"

struct subject {
    const struct broken_kind *kind;
    struct place place;
    ct_storage *memory; /* with which the data live */
    char note[1500];
};

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    const struct subject *own = user;
    ct_storage *inner = ct_storage_ref(own->memory);
    ct_status status = CT_OK;
    if (own->kind->is_in_file)
        status = ct_storage_new_sqlite(NULL, own->place.path, &inner);
    return status ? status : broken_new(inner, own->kind, ret_storage);
}

static ct_status
fresh(void *user, ct_storage **ret_storage)
{
    struct subject *own = user;
    empty_place(&own->place);
    ct_storage_unref(own->memory);
    own->memory = NULL;
    ct_status status = own->kind->is_in_file ? CT_OK : ct_storage_new_memory(NULL, &own->memory);
    return status ? status : reopen(user, ret_storage);
}

static ct_status
foreign(void *user, ct_storage **ret_storage)
{
    struct subject *own = user;
    FILE *file = fopen(own->place.path, "w");
    bool is_written = file && fputs("Dear diary,\ntoday I became a database.\n", file) >= 0;
    if (file)
        is_written = fclose(file) == 0 && is_written;
    return is_written ? reopen(user, ret_storage) : CT_ERR_IO;
}

/* Of what was refused, whatever is in the files. */
static uint64_t
digest(void *user)
{
    static uint64_t changes;
    const struct subject *own = user;
    return own->kind->what == CHANGES_WHAT_IT_REFUSES ? ++changes : digest_place(&own->place);
}

/* SQLite's log is what a power cut would take that the disk had not been told to keep. */
static void
cut_power(void *user)
{
    const struct subject *own = user;
    char log[sizeof own->place.path + 4];
    (void)snprintf(log, sizeof log, "%s-wal", own->place.path);
    if (own->kind->what == LOSES_ITS_LOG)
        (void)remove(log);
}

static void
keep_note(void *user, const char *text)
{
    struct subject *own = user;
    (void)snprintf(own->note, sizeof own->note, "%s", text);
}

static int32_t
run(struct subject *own, const struct broken_kind *kind, size_t check)
{
    const ct_testkit_subject subject = {
        .size = sizeof subject,
        .user = own,
        .fresh = fresh,
        .reopen = reopen,
        .foreign = kind->is_in_file ? foreign : NULL,
        .digest = kind->is_in_file ? digest : NULL,
        .crash = kind->is_in_file ? cut_power : NULL,
        .note = keep_note,
        .flags = CT_TESTKIT_MAY_FORK,
    };
    own->kind = kind;
    own->note[0] = '\0';
    return ct_testkit_check_run(check, &subject);
}

static size_t
check_named(const char *name)
{
    size_t check = 0;
    while (check < ct_testkit_check_count() && strcmp(ct_testkit_check_name(check), name) != 0)
        check++;
    return check;
}

/* Of the faults before, one may have asked already. */
static bool
passes_without(struct subject *own, const struct broken_kind *kind, size_t check)
{
    const struct broken_kind sound = {.fault = "none", .is_in_file = kind->is_in_file};
    for (const struct broken_kind *other = broken_kinds; other < kind; other++)
        if (other->is_in_file == kind->is_in_file && strcmp(other->check, kind->check) == 0)
            return true;
    return run(own, &sound, check) == CT_TESTKIT_PASS;
}

/* A broken back end fails, and not for a reason of its wrapper's: the same check passes without. */
static bool
fails_as_it_should(struct subject *own, const struct broken_kind *kind)
{
    size_t check = check_named(kind->check);
    if (!passes_without(own, kind, check)) {
        printf("  without the fault: %s\n", own->note);
        return false;
    }
    int32_t with = run(own, kind, check);
    printf("  %s\n", own->note);
    return with == CT_TESTKIT_FAIL && own->note[0] && (!kind->note || strstr(own->note, kind->note));
}

static bool
passes_as_it_may(struct subject *own, const struct broken_kind *kind)
{
    int32_t outcome = run(own, kind, check_named(kind->check));
    printf("  %s\n", own->note);
    return outcome == CT_TESTKIT_PASS;
}

static int
run_kinds(struct subject *own, const struct broken_kind *kinds, size_t count,
          bool (*is_as_it_should_be)(struct subject *own, const struct broken_kind *kind),
          const char *only)
{
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        const struct broken_kind *kind = &kinds[i];
        if (only && strcmp(only, kind->check) != 0)
            continue;
        printf("[ RUN      ] %s: %s\n", kind->check, kind->fault);
        fflush(stdout);
        bool is_right = is_as_it_should_be(own, kind);
        printf(is_right ? "[       OK ] %s: %s\n" : "[  FAILED  ] %s: %s\n", kind->check,
               kind->fault);
        fflush(stdout);
        failures += !is_right;
    }
    return failures;
}

/* A check that no broken back end fails may be one that can't fail. */
static int
count_unshown(void)
{
    int count = 0;
    for (size_t check = 0; check < ct_testkit_check_count(); check++) {
        bool is_shown = false;
        for (size_t i = 0; i < broken_kind_count; i++)
            is_shown = is_shown || strcmp(broken_kinds[i].check, ct_testkit_check_name(check)) == 0;
        if (!is_shown)
            printf("[  FAILED  ] no broken back end for %s\n", ct_testkit_check_name(check));
        count += !is_shown;
    }
    return count;
}

int
main(int argc, char **argv)
{
    struct subject own = {0};
    if (make_place(&own.place))
        return 1;
    printf("[==========] %zu broken back ends.\n", broken_kind_count);
    const char *only = argc > 1 ? argv[1] : NULL;
    int failures = run_kinds(&own, broken_kinds, broken_kind_count, fails_as_it_should, only);
    failures += run_kinds(&own, allowed_kinds, allowed_kind_count, passes_as_it_may, only);
    failures += count_unshown();
    printf("[==========] %d failed.\n", failures);
    ct_storage_unref(own.memory);
    remove_place(&own.place);
    return failures != 0;
}
