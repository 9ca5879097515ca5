/* The back end in memory. Its data live as long as we hold a reference. */
#include "runner.h"

static ct_storage *own;

static ct_status
fresh(void *user, ct_storage **ret_storage)
{
    (void)user;
    ct_storage_unref(own);
    own = NULL;
    ct_status status = ct_storage_new_memory(NULL, &own);
    *ret_storage = ct_storage_ref(own);
    return status;
}

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    (void)user;
    *ret_storage = ct_storage_ref(own);
    return CT_OK;
}

/* It promises neither other processes nor durability, nobody else's data are in memory, and a look is
 * in nobody's way, and costs no round trip. */
static const char *const skipped[] = {
    "lost-update-in-processes", "write-skew-in-processes", "phantom-in-processes",
    "processes-count",          "processes-number-rows",   "processes-see-commits",
    "crash-after-commit",       "crash-in-transaction",    "crash-at-work",
    "schema-foreign",           "expect-none",             "look-ahead",
    NULL,
};

int
main(int argc, char **argv)
{
    const ct_testkit_subject subject = {
        .size = sizeof subject, .fresh = fresh, .reopen = reopen, .note = print_note};
    int failed = run_checks("memory", &subject, skipped, argc > 1 ? argv[1] : NULL);
    ct_storage_unref(own);
    return failed;
}
