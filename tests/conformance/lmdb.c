/* The example back end on LMDB, in a file. */
#include "lmdb_storage.h"
#include "runner.h"

#include <stdio.h>

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    const struct place *place = user;
    return lmdb_storage_new(place->path, ret_storage);
}

static ct_status
fresh(void *user, ct_storage **ret_storage)
{
    empty_place(user);
    return reopen(user, ret_storage);
}

static ct_status
foreign(void *user, ct_storage **ret_storage)
{
    const struct place *place = user;
    empty_place(place);
    FILE *file = fopen(place->path, "w");
    if (!file)
        return CT_ERR_IO;
    int written = fputs("Dear diary,\ntoday I became a database.\n", file);
    return fclose(file) || written < 0 ? CT_ERR_IO : reopen(user, ret_storage);
}

static uint64_t
digest(void *user)
{
    return digest_place(user);
}

static const char *const skipped[] = {"expect-none", "look-ahead", NULL}; /* one writer, local */

int
main(int argc, char **argv)
{
    struct place place;
    const ct_testkit_subject subject = {
        .size = sizeof subject,
        .user = &place,
        .fresh = fresh,
        .reopen = reopen,
        .foreign = foreign,
        .digest = digest,
        .note = print_note,
        .flags = CT_TESTKIT_MAY_FORK,
    };
    if (make_place(&place))
        return 1;
    int failed = run_checks("lmdb", &subject, skipped, argc > 1 ? argv[1] : NULL);
    remove_place(&place);
    return failed;
}
