/* The kit on a machine that has no thread, process or pair of sockets left, or another libcontoterzi: that is
 * not the back end's fault, and is told. */
#include <contoterzi/contoterzi.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runner.h"

enum thing { THREAD, PROCESS, SOCKETS, VERSION };

static struct {
    enum thing lacking;
    int left; /* before it is lacking */
    bool is_on;
} machine;

static bool
has(enum thing thing)
{
    return !machine.is_on || machine.lacking != thing || machine.left-- > 0;
}

/* The function of that name behind the program's own. */
#define REAL(name)               \
    union {                      \
        void *symbol;            \
        __typeof__(name) *call;  \
    } real = {dlsym(RTLD_NEXT, #name)}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
               void *argument)
{
    REAL(pthread_create);
    return has(THREAD) ? real.call(thread, attributes, start, argument) : EAGAIN;
}

pid_t
fork(void)
{
    REAL(fork);
    return has(PROCESS) ? real.call() : -1;
}

int
socketpair(int domain, int type, int protocol, int lines[2])
{
    REAL(socketpair);
    return has(SOCKETS) ? real.call(domain, type, protocol, lines) : -1;
}

uint32_t
ct_version(void)
{
    REAL(ct_version);
    return has(VERSION) ? real.call() : 1;
}

static struct place place;
static char note[1500];

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    (void)user;
    return ct_storage_new_sqlite(NULL, place.path, ret_storage);
}

static ct_status
fresh(void *user, ct_storage **ret_storage)
{
    empty_place(&place);
    return reopen(user, ret_storage);
}

static void
keep_note(void *user, const char *text)
{
    (void)user;
    (void)snprintf(note, sizeof note, "%s", text);
}

static const struct {
    const char *check;
    enum thing lacking;
    int left;
    int32_t outcome;
    const char *note; /* a part of it */
} cases[] = {
    {"threads-count", THREAD, 0, CT_TESTKIT_SKIP, "no thread was to be had"},
    {"threads-count", THREAD, 2, CT_TESTKIT_SKIP, "no thread was to be had"},
    {"schema-at-once", THREAD, 0, CT_TESTKIT_SKIP, "no thread was to be had"},
    {"schema-at-once", THREAD, 2, CT_TESTKIT_SKIP, "no thread was to be had"},
    {"whole-transactions", THREAD, 0, CT_TESTKIT_SKIP, "no thread was to be had"},
    {"other-thread", THREAD, 0, CT_TESTKIT_SKIP, "no thread was to be had"},
    {"processes-count", PROCESS, 0, CT_TESTKIT_SKIP, "no process was to be had"},
    {"processes-count", PROCESS, 1, CT_TESTKIT_SKIP, "no process was to be had"},
    {"processes-count", SOCKETS, 0, CT_TESTKIT_SKIP, "no pair of sockets was to be had"},
    {"labels", VERSION, 0, CT_TESTKIT_FAIL, "version 1"},
};

static bool
is_told(size_t i)
{
    const ct_testkit_subject subject = {
        .size = sizeof subject, .fresh = fresh, .reopen = reopen, .note = keep_note,
        .flags = CT_TESTKIT_MAY_FORK,
    };
    size_t check = 0;
    while (strcmp(ct_testkit_check_name(check), cases[i].check) != 0)
        check++;
    note[0] = '\0';
    machine.lacking = cases[i].lacking;
    machine.left = cases[i].left;
    machine.is_on = true;
    int32_t outcome = ct_testkit_check_run(check, &subject);
    machine.is_on = false;
    return outcome == cases[i].outcome && strstr(note, cases[i].note) &&
           ct_testkit_check_run(check, &subject) == CT_TESTKIT_PASS &&
           ct_testkit_check_description(check)[0];
}

int
main(void)
{
    int failures = 0;
    if (make_place(&place))
        return 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_right = is_told(i);
        printf(is_right ? "[       OK ] %s: %s\n" : "[  FAILED  ] %s: %s\n", cases[i].check,
               cases[i].note);
        failures += !is_right;
    }
    remove_place(&place);
    return failures != 0;
}
