/* Processes: at work on the same data, and killed in the midst of it. */
#include "testkit/kit.h"

enum { PROCESSES = 3 };

static void
fork_all(struct kit *kit, struct kit_actor *actors)
{
    kit_drop(kit);
    for (int i = 0; i < PROCESSES; i++)
        kit_actor_fork(kit, &actors[i]);
}

static void
look(struct kit *kit)
{
    kit->storage = kit_reopen(kit);
    kit_open_all(kit, &kit_schema_1);
}

static void
work_in_processes(struct kit *kit, enum kit_deed deed, int64_t number, int64_t times)
{
    struct kit_actor actors[PROCESSES];
    fork_all(kit, actors);
    for (int i = 0; i < PROCESSES; i++)
        kit_order(&actors[i], deed, number, times);
    for (int i = 0; i < PROCESSES; i++)
        if (kit_wait(&actors[i]))
            kit_fail(kit, "expected CT_OK from each of three processes, saw %s: %s",
                     ct_status_name(actors[i].answer.status), actors[i].answer.message);
    for (int i = 0; i < PROCESSES; i++)
        kit_kill(actors[i].process);
    look(kit);
}

static void
check_counting(struct kit *kit)
{
    enum { TIMES = 40 };
    kit_store(kit, 1, 1);
    work_in_processes(kit, KIT_INCREMENT, 1, TIMES);
    kit_expect_number(kit, (int64_t)TIMES * PROCESSES, kit_committed_amount(kit, 1),
                      "what three processes counted together");
}

static void
check_taking(struct kit *kit)
{
    enum { TIMES = 15 };
    work_in_processes(kit, KIT_TAKE, 0, TIMES);
    kit_expect_number(kit, TIMES * PROCESSES, (int64_t)kit_committed_count(kit),
                      "rows that three processes numbered in turn");
}

static void
expect_done(struct kit *kit, struct kit_actor *actor, enum kit_deed deed, int64_t number,
            int64_t amount)
{
    if (kit_act(actor, deed, number, amount))
        kit_fail(kit, "expected CT_OK from a process, saw %s: %s",
                 ct_status_name(actor->answer.status), actor->answer.message);
}

/* The writer is in another process all the time. */
static void
check_sees_commits(struct kit *kit)
{
    struct kit_actor actor;
    kit_store(kit, 1, 1);
    kit_drop(kit);
    kit_actor_fork(kit, &actor);
    look(kit);
    for (int64_t i = 1; i <= 5; i++) {
        expect_done(kit, &actor, KIT_BEGIN, 0, KIT_PATIENT_MS);
        expect_done(kit, &actor, KIT_WRITE, 1, i);
        kit_expect_number(kit, i - 1, kit_committed_amount(kit, 1),
                          "an amount before another process committed the next");
        expect_done(kit, &actor, KIT_COMMIT, 0, 0);
        kit_expect_number(kit, i, kit_committed_amount(kit, 1),
                          "an amount after another process committed it");
    }
    kit_kill(actor.process);
}

/* What the actor left is then looked at by a storage of its own. */
static void
crash(struct kit *kit, struct kit_actor *actor)
{
    kit_kill(actor->process);
    if (kit->subject.crash)
        kit->subject.crash(kit->subject.user);
    look(kit);
}

static void
check_crash_after_commit(struct kit *kit)
{
    struct kit_actor actor;
    kit_store(kit, 1, 1);
    kit_drop(kit);
    kit_actor_fork(kit, &actor);
    expect_done(kit, &actor, KIT_BEGIN, 0, KIT_PATIENT_MS);
    expect_done(kit, &actor, KIT_WRITE, 1, 42);
    expect_done(kit, &actor, KIT_ADD, 2, 0);
    expect_done(kit, &actor, KIT_COMMIT, 0, 0);
    crash(kit, &actor);
    kit_expect_number(kit, 2, (int64_t)kit_committed_count(kit),
                      "rows after a process was killed that had committed one more");
    kit_expect_number(kit, 42, kit_committed_amount(kit, 1),
                      "an amount that a process had committed before it was killed");
}

static void
check_crash_in_transaction(struct kit *kit)
{
    struct kit_actor actor;
    struct kit_session *session = &kit->sessions[0];
    kit_store(kit, 1, 1);
    kit_drop(kit);
    kit_actor_fork(kit, &actor);
    expect_done(kit, &actor, KIT_BEGIN, 0, KIT_PATIENT_MS);
    expect_done(kit, &actor, KIT_WRITE, 1, 42);
    for (int64_t i = 2; i < 50; i++)
        expect_done(kit, &actor, KIT_ADD, i, 0);
    crash(kit, &actor);
    kit_expect_number(kit, 1, (int64_t)kit_committed_count(kit),
                      "rows after a process was killed in its transaction");
    kit_expect_number(kit, 0, kit_committed_amount(kit, 1),
                      "an amount after a process was killed in its transaction");
    EXPECT(CT_OK, session, kit_begin_writing(session)); /* it locks nothing any more */
    EXPECT(CT_OK, session, kit_commit(session));
    kit_store(kit, 2, 1);
}

/* Each time in the midst of a row of commits, which are counted from what is left. */
static void
check_crash_at_work(struct kit *kit)
{
    int64_t before = 0;
    kit_store(kit, 1, 1);
    for (int round = 0; round < 5; round++) {
        struct kit_actor actor;
        kit_drop(kit);
        kit_actor_fork(kit, &actor);
        expect_done(kit, &actor, KIT_INCREMENT, 1, 3);
        kit_order(&actor, KIT_INCREMENT, 1, 1000000); /* is killed before that */
        crash(kit, &actor);
        int64_t after = kit_committed_amount(kit, 1);
        if (after < before + 3)
            kit_fail(kit, "expected at least %lld after a crash, saw %lld: a commit was lost",
                     (long long)before + 3, (long long)after);
        before = after;
    }
}

static const struct kit_check checks[] = {
    {"processes-count", "Three processes increment one number, and none is lost.", check_counting,
     NEEDS_PROCESSES},
    {"processes-number-rows", "Three processes number new rows in turn.", check_taking,
     NEEDS_PROCESSES},
    {"processes-see-commits", "A process sees what another committed, and not before.",
     check_sees_commits, NEEDS_PROCESSES},
    {"crash-after-commit", "What was committed survives the death of its process.",
     check_crash_after_commit, NEEDS_DURABLE},
    {"crash-in-transaction", "A process that dies in its transaction leaves nothing of it.",
     check_crash_in_transaction, NEEDS_DURABLE},
    {"crash-at-work", "Five processes die at work, and no commit is lost.", check_crash_at_work,
     NEEDS_DURABLE},
};
const struct kit_checks kit_process_checks = KIT_CHECKS(checks);
