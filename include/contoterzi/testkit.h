/* The conformance kit for storage back ends. It is libcontoterzi-testkit, a library of its own, which
 * runs with the libcontoterzi of its own version only. Each check puts one promise of storage.h to the
 * test and passes, fails or is skipped; no back end can talk itself out of one, but for what it does
 * not promise (CT_STORAGE_*). Any test runner can drive it: a loop over the checks is enough.
 *
 * A check makes its storage with `fresh`, works in a schema of its own, and drops the storage at its
 * end. Checks know nothing of each other and may be run in any order.
 *
 *     ct_testkit_subject subject = CT_SIZED(ct_testkit_subject);
 *     subject.fresh = my_fresh;
 *     subject.reopen = my_reopen;
 *     for (size_t check = 0; check < ct_testkit_check_count(); check++)
 *         if (ct_testkit_check_run(check, &subject) == CT_TESTKIT_FAIL)
 *             printf("%s: %s\n", ct_testkit_check_name(check), ct_testkit_check_description(check));
 */
#ifndef CONTOTERZI_TESTKIT_H
#define CONTOTERZI_TESTKIT_H

#include "storage.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The back end under test, and what the kit can't do without its author's help. */
typedef struct ct_testkit_subject {
    size_t size;
    void *user; /* passed to each function; may be NULL */
    /* A storage that nobody has used yet. What was made before is of no more use. */
    ct_status (*fresh)(void *user, ct_storage **ret_storage);
    /* One more storage on the data of the last `fresh`, while others are open on them, after all
     * were dropped, or after a crash. Data in memory live as long as the subject holds a reference
     * of its own. */
    ct_status (*reopen)(void *user, ct_storage **ret_storage);
    /* Optional: a storage on data that are somebody else's, for which ensure_schema has to answer
     * CT_ERR_NOT_A_STORE. It takes the place of the last `fresh`. */
    ct_status (*foreign)(void *user, ct_storage **ret_storage);
    /* Optional: a number that changes with any byte of the data, to see that refused data are left
     * alone. */
    uint64_t (*digest)(void *user);
    /* Optional: takes away what only a power cut would take, after a process was killed in the midst
     * of its work and before `reopen`. */
    void (*crash)(void *user);
    /* Optional: receives why a check failed or was skipped: what was expected, and what was seen.
     * English, borrowed for the call. */
    void (*note)(void *user, const char *text);
    uint32_t flags; /* CT_TESTKIT_* */
    uint32_t reserved;
} ct_testkit_subject;
/* What the kit may do. */
enum ct_testkit_flags {
    /* The kit may fork this process: while it has no storage open, and from one thread. The child
     * calls `reopen`, uses that storage, and ends by SIGKILL. Without it the checks with several
     * processes are skipped. */
    CT_TESTKIT_MAY_FORK = 1 << 0
};

/* What a check found. */
enum ct_testkit_outcome {
    CT_TESTKIT_PASS = 0,
    CT_TESTKIT_FAIL = 1,
    CT_TESTKIT_SKIP = 77
};

/* How many checks there are. They are numbered from 0; a number means the same check only within
 * one version, a name always does. */
CT_API size_t ct_testkit_check_count(void);

/* The name of a check, of lower-case words and hyphens: "lost-update". NULL if there is none of that
 * number. Static storage. */
CT_API const char *ct_testkit_check_name(size_t check);

/* The promise that the check puts to the test, as a sentence; NULL if there is none. Static
 * storage. */
CT_API const char *ct_testkit_check_description(size_t check);

/* Runs one check: CT_TESTKIT_PASS, _FAIL or _SKIP. A subject without `fresh` or `reopen`, a check
 * that is not there, and a libcontoterzi of another version fail. Some checks start threads; no
 * other thread need keep still for them. A back end that waits for ever makes its check wait for
 * ever: let the runner limit the time (a minute is plenty). */
CT_API int32_t ct_testkit_check_run(size_t check, const ct_testkit_subject *subject);

#ifdef __cplusplus
}
#endif

#endif
