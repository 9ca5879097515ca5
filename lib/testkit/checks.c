/* The list of checks, and the run of one. */
#include <stdlib.h>

#include "testkit/kit.h"

static const struct kit_checks *const groups[] = {
    &kit_value_checks,       &kit_row_checks,       &kit_order_checks,
    &kit_cursor_checks,      &kit_transaction_checks, &kit_isolation_checks,
    &kit_schema_checks,      &kit_misuse_checks,    &kit_expect_checks,
    &kit_ahead_checks,       &kit_process_checks,
};

enum { GROUPS = sizeof groups / sizeof *groups };

static const struct kit_check *
check_at(size_t number)
{
    for (size_t i = 0; i < GROUPS; i++) {
        if (number < groups[i]->count)
            return &groups[i]->items[number];
        number -= groups[i]->count;
    }
    return NULL;
}

size_t
ct_testkit_check_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < GROUPS; i++)
        count += groups[i]->count;
    return count;
}

const char *
ct_testkit_check_name(size_t check)
{
    const struct kit_check *own = check_at(check);
    return own ? own->name : NULL;
}

const char *
ct_testkit_check_description(size_t check)
{
    const struct kit_check *own = check_at(check);
    return own ? own->description : NULL;
}

/* The inside that we share is that of our own version alone. */
static void
expect_own_version(struct kit *kit)
{
    const uint32_t own =
        CT_VERSION_MAJOR * 1000000u + CT_VERSION_MINOR * 1000u + CT_VERSION_PATCH;
    if (ct_version() != own)
        kit_fail(kit, "expected libcontoterzi %d.%d.%d, saw version %u", CT_VERSION_MAJOR,
                 CT_VERSION_MINOR, CT_VERSION_PATCH, (unsigned)ct_version());
}

/* Of the subject we know no more than its size covers; a flag beyond is not for us. */
static void
take_subject(struct kit *kit, const ct_testkit_subject *subject)
{
    size_t size = subject->size < sizeof *subject ? subject->size : sizeof *subject;
    memcpy(&kit->subject, subject, size);
}

static void
expect_needs(struct kit *kit, unsigned needs)
{
    if (needs & NEEDS_PROCESSES && !kit_promises(kit, CT_STORAGE_MULTIPROCESS))
        kit_skip(kit, "the back end does not promise CT_STORAGE_MULTIPROCESS");
    if (needs & NEEDS_DURABLE && !kit_promises(kit, CT_STORAGE_DURABLE))
        kit_skip(kit, "the back end does not promise CT_STORAGE_DURABLE");
    if (needs & (NEEDS_PROCESSES | NEEDS_DURABLE) && !(kit->subject.flags & CT_TESTKIT_MAY_FORK))
        kit_skip(kit, "the subject lets no process be forked (CT_TESTKIT_MAY_FORK)");
    if (needs & NEEDS_EXPECT_NONE && !kit->storage->ops.expect_none)
        kit_skip(kit, "the back end has no expect_none, which is optional");
    if (needs & NEEDS_LOOK_AHEAD && !kit->storage->ops.look_ahead)
        kit_skip(kit, "the back end has no look_ahead, which is optional");
}

static void
begin(struct kit *kit, const struct kit_check *check)
{
    expect_own_version(kit);
    if (!check)
        kit_fail(kit, "expected one of %zu checks, saw another number", ct_testkit_check_count());
    if (!kit->subject.fresh || !kit->subject.reopen)
        kit_fail(kit, "expected a subject with fresh and reopen, saw one without");
    ct_status status = kit->subject.fresh(kit->subject.user, &kit->storage);
    if (status || !kit->storage)
        kit_fail(kit, "expected a storage from the subject's fresh, saw %s",
                 ct_status_name(status));
    expect_needs(kit, check->needs);
    if (!(check->needs & NEEDS_EMPTY))
        kit_open_all(kit, &kit_schema_1);
}

/* Leaves by longjmp as soon as something is not as expected. */
static void
run(struct kit *kit, const struct kit_check *check)
{
    if (setjmp(kit->end) == 0) {
        begin(kit, check);
        check->run(kit);
    }
}

static void
end(struct kit *kit)
{
    for (int i = 0; i < KIT_PROCESSES; i++)
        kit_kill(&kit->processes[i]);
    kit_drop(kit);
    for (int i = 0; i < KIT_SESSIONS; i++)
        kit_forget(&kit->sessions[i]);
}

int32_t
ct_testkit_check_run(size_t check, const ct_testkit_subject *subject)
{
    if (!subject || subject->size < sizeof subject->size)
        return CT_TESTKIT_FAIL;
    struct kit *kit = calloc(1, sizeof *kit);
    if (!kit)
        return CT_TESTKIT_FAIL;
    take_subject(kit, subject);
    run(kit, check_at(check));
    int outcome = kit->outcome;
    end(kit);
    free(kit);
    return outcome;
}
