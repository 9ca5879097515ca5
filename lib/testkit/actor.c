/* Sessions that act on orders, here or in a process of their own. */
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testkit/kit.h"

/* The library, too, takes a row that was not there a moment ago as one. */
static bool
is_obstacle(ct_status status)
{
    return status == CT_ERR_BUSY || status == CT_ERR_CONFLICT || status == CT_ERR_EXISTS;
}

static ct_status
read_amount(struct kit_session *session, int64_t number, int64_t *ret_amount)
{
    struct kit_row key = kit_sample(number);
    struct kit_row row;
    ct_status status = kit_get(session, TABLE_SAMPLE, &key, &row);
    if (!status)
        *ret_amount = row.values[SAMPLE_AMOUNT].i64;
    return status;
}

static ct_status
write_amount(struct kit_session *session, int64_t number, int64_t amount)
{
    struct kit_row key = kit_sample(number);
    return kit_set(session, TABLE_SAMPLE, &key, SAMPLE_AMOUNT, kit_int(amount));
}

static ct_status
increment(struct kit_session *session, int64_t number)
{
    int64_t amount;
    ct_status status = read_amount(session, number, &amount);
    return status ? status : write_amount(session, number, amount + 1);
}

/* Adds the sample that follows the last one. */
static ct_status
take(struct kit_session *session, int64_t ignored)
{
    (void)ignored;
    const ct_scan last = {.table = TABLE_SAMPLE, .index = BY_NUMBER, .limit = 1,
                          .flags = CT_SCAN_DESCENDING};
    int64_t number = -1;
    size_t count;
    ct_status status = kit_scan_numbers(session, &last, &number, 1, &count);
    if (status)
        return status;
    struct kit_row row = kit_sample(number + 1);
    return kit_insert(session, TABLE_SAMPLE, &row);
}

/* Each a transaction, and tried again while somebody is in its way. */
static ct_status
repeat(struct kit_session *session, int64_t times,
       ct_status (*step)(struct kit_session *session, int64_t number), int64_t number)
{
    ct_status status = CT_OK;
    while (times > 0) {
        kit_forget(session);
        status = kit_begin_writing(session);
        if (!status)
            status = step(session, number);
        if (!status)
            status = kit_commit(session);
        if (status)
            kit_roll_back(session);
        if (!status)
            times--;
        else if (!is_obstacle(status))
            return status;
    }
    return status;
}

static ct_status
count(struct kit_session *session, int64_t *ret_amount)
{
    size_t rows;
    ct_status status = kit_count(session, &rows);
    *ret_amount = (int64_t)rows;
    return status;
}

static ct_status
add(struct kit_session *session, int64_t number)
{
    struct kit_row row = kit_sample(number);
    return kit_insert(session, TABLE_SAMPLE, &row);
}

static ct_status
perform(struct kit_session *session, const struct kit_order *order, int64_t *ret_amount)
{
    switch ((enum kit_deed)order->deed) {
    case KIT_BEGIN:
        return kit_begin(session, 0, (uint32_t)order->amount);
    case KIT_READ:
        return read_amount(session, order->number, ret_amount);
    case KIT_WRITE:
        return write_amount(session, order->number, order->amount);
    case KIT_ADD:
        return add(session, order->number);
    case KIT_COUNT:
        return count(session, ret_amount);
    case KIT_COMMIT:
        return kit_commit(session);
    case KIT_ROLL_BACK:
        kit_roll_back(session);
        return CT_OK;
    case KIT_INCREMENT:
        return repeat(session, order->amount, increment, order->number);
    case KIT_TAKE:
        break;
    }
    return repeat(session, order->amount, take, 0);
}

struct kit_answer
kit_perform(struct kit_session *session, const struct kit_order *order)
{
    struct kit_answer answer = {0};
    answer.status = perform(session, order, &answer.amount);
    (void)snprintf(answer.message, sizeof answer.message, "%.*s", (int)sizeof answer.message - 1,
                   answer.status ? session->diag.message : "");
    kit_forget(session);
    return answer;
}

/* --- In the child --- */

/* GCOVR_EXCL_START: the process ends by SIGKILL, and what was counted in it with it */
static ct_status
open_own(const ct_testkit_subject *subject, struct kit_session *session)
{
    ct_storage *storage = NULL;
    ct_status status = subject->reopen(subject->user, &storage);
    return status ? status : kit_open(session, storage, &kit_schema_1);
}

/* Ends by the signal whatever happens: what the host wants to do at its exit is not the child's. */
_Noreturn static void
serve(const ct_testkit_subject *subject, int line)
{
    struct kit_session session = {0};
    struct kit_order order;
    struct kit_answer answer = {.status = open_own(subject, &session)};
    (void)snprintf(answer.message, sizeof answer.message, "%.*s", (int)sizeof answer.message - 1,
                   session.diag.message);
    while (write(line, &answer, sizeof answer) == (ssize_t)sizeof answer &&
           read(line, &order, sizeof order) == (ssize_t)sizeof order)
        answer = kit_perform(&session, &order);
    (void)raise(SIGKILL);
    /* cppcheck-suppress unreachableCode; by its declaration, raise may return */
    _exit(1);
}
/* GCOVR_EXCL_STOP */

/* --- In the parent --- */

static void
receive(struct kit_actor *actor)
{
    size_t got = 0;
    while (got < sizeof actor->answer) {
        ssize_t more = read(actor->process->line, (char *)&actor->answer + got,
                            sizeof actor->answer - got);
        if (more <= 0) {
            actor->answer = (struct kit_answer){.status = CT_ERR, .message = "the process had ended"};
            return;
        }
        got += (size_t)more;
    }
}

/* No check has more at a time than there are. */
static struct kit_process *
free_process(struct kit *kit)
{
    struct kit_process *process = kit->processes;
    while (process->id)
        process++;
    return process;
}

void
kit_actor_fork(struct kit *kit, struct kit_actor *actor)
{
    int lines[2];
    *actor = (struct kit_actor){.process = free_process(kit)};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, lines))
        kit_skip(kit, "no pair of sockets was to be had");
    pid_t id = fork();
    if (id == 0) {
        (void)close(lines[0]);
        serve(&kit->subject, lines[1]);
    }
    (void)close(lines[1]);
    if (id < 0) {
        (void)close(lines[0]);
        kit_skip(kit, "no process was to be had");
    }
    *actor->process = (struct kit_process){id, lines[0]};
    receive(actor);
    if (actor->answer.status)
        kit_fail(kit, "expected a storage in another process, saw %s: %s",
                 ct_status_name(actor->answer.status), actor->answer.message);
}

void
kit_kill(struct kit_process *process)
{
    if (!process->id)
        return;
    (void)kill(process->id, SIGKILL);
    (void)waitpid(process->id, NULL, 0);
    (void)close(process->line);
    process->id = 0;
}

void
kit_order(struct kit_actor *actor, enum kit_deed deed, int64_t number, int64_t amount)
{
    const struct kit_order order = {deed, number, amount};
    if (actor->session)
        actor->answer = kit_perform(actor->session, &order);
    else if (send(actor->process->line, &order, sizeof order, MSG_NOSIGNAL) !=
             (ssize_t)sizeof order)
        actor->answer = (struct kit_answer){.status = CT_ERR, .message = "the process had ended"};
}

ct_status
kit_wait(struct kit_actor *actor)
{
    if (!actor->session)
        receive(actor);
    return actor->answer.status;
}

ct_status
kit_act(struct kit_actor *actor, enum kit_deed deed, int64_t number, int64_t amount)
{
    if (actor->answer.status && deed != KIT_ROLL_BACK)
        return actor->answer.status;
    kit_order(actor, deed, number, amount);
    return kit_wait(actor);
}
