/* The SQLite back end, in a file. */
#include "runner.h"

#include <sqlite3.h>

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    const struct place *place = user;
    return ct_storage_new_sqlite(NULL, place->path, ret_storage);
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
    sqlite3 *db = NULL;
    empty_place(place);
    int code = sqlite3_open(place->path, &db);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, "CREATE TABLE song (title TEXT); INSERT INTO song VALUES ('x');",
                            NULL, NULL, NULL);
    sqlite3_close(db);
    return code == SQLITE_OK ? reopen(user, ret_storage) : CT_ERR_IO;
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
    int failed = run_checks("sqlite", &subject, skipped, argc > 1 ? argv[1] : NULL);
    remove_place(&place);
    return failed;
}
