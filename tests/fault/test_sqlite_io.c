/* SQLite's files fail at each call of a migration in turn: full disk, failed write, failed read, short
 * read, failed fsync, a file that can't be opened. Whatever is answered, the store is sound,
 * and the same call under the same key ends in one migration. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

enum operation { OPERATION_READ, OPERATION_WRITE, OPERATION_SYNC, OPERATION_OPEN };

static const struct way {
    const char *name;
    enum operation operation;
    int code; /* SQLite's */
    bool lasts;
    long calls; /* more than there are; odd, for those of a store that was just opened are the most */
} ways[] = {
    {"full_disk", OPERATION_WRITE, SQLITE_FULL, false, 71},
    {"disk_stays_full", OPERATION_WRITE, SQLITE_FULL, true, 71},
    {"failed_write", OPERATION_WRITE, SQLITE_IOERR_WRITE, false, 71},
    {"failed_read", OPERATION_READ, SQLITE_IOERR_READ, false, 61},
    {"short_read", OPERATION_READ, SQLITE_IOERR_SHORT_READ, false, 61},
    {"failed_fsync", OPERATION_SYNC, SQLITE_IOERR_FSYNC, false, 9},
    {"fsync_keeps_failing", OPERATION_SYNC, SQLITE_IOERR_FSYNC, true, 9},
    {"failed_open", OPERATION_OPEN, SQLITE_CANTOPEN, false, 9},
};

static struct {
    const struct way *way; /* NULL: nothing fails */
    long until;
    bool was_hit;
} fault;

static bool
fails(enum operation operation)
{
    if (!fault.way || fault.way->operation != operation || fault.until-- > 0 ||
        (fault.was_hit && !fault.way->lasts))
        return false;
    fault.was_hit = true;
    return true;
}

/* A file of ours, with SQLite's own behind it. */
struct file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *
real_of(sqlite3_file *file)
{
    return ((struct file *)(void *)file)->real;
}

/* The rest goes on to SQLite's own. */
#define PASS_ON(name, parameters, arguments)                   \
    static int file_##name parameters                          \
    {                                                          \
        return real_of(file)->pMethods->x##name arguments;     \
    }

static int
file_Close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}

static int
file_Read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
    sqlite3_file *real = real_of(file);
    if (fails(OPERATION_READ)) {
        memset(bytes, 0, (size_t)count);
        return fault.way->code;
    }
    return real->pMethods->xRead(real, bytes, count, offset);
}

static int
file_Write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
    sqlite3_file *real = real_of(file);
    if (fails(OPERATION_WRITE)) {
        /* A disk that runs full takes what it can. */
        (void)real->pMethods->xWrite(real, bytes, count / 2, offset);
        return fault.way->code;
    }
    return real->pMethods->xWrite(real, bytes, count, offset);
}

static int
file_Sync(sqlite3_file *file, int flags)
{
    sqlite3_file *real = real_of(file);
    return fails(OPERATION_SYNC) ? fault.way->code : real->pMethods->xSync(real, flags);
}

PASS_ON(Truncate, (sqlite3_file *file, sqlite3_int64 size), (real_of(file), size))
PASS_ON(FileSize, (sqlite3_file *file, sqlite3_int64 *size), (real_of(file), size))
PASS_ON(Lock, (sqlite3_file *file, int lock), (real_of(file), lock))
PASS_ON(Unlock, (sqlite3_file *file, int lock), (real_of(file), lock))
PASS_ON(CheckReservedLock, (sqlite3_file *file, int *is_reserved), (real_of(file), is_reserved))
PASS_ON(FileControl, (sqlite3_file *file, int what, void *value), (real_of(file), what, value))
PASS_ON(SectorSize, (sqlite3_file *file), (real_of(file)))
PASS_ON(DeviceCharacteristics, (sqlite3_file *file), (real_of(file)))
PASS_ON(ShmMap, (sqlite3_file *file, int page, int size, int extend, void volatile **memory),
        (real_of(file), page, size, extend, memory))
PASS_ON(ShmLock, (sqlite3_file *file, int offset, int count, int flags),
        (real_of(file), offset, count, flags))
PASS_ON(ShmUnmap, (sqlite3_file *file, int is_deleted), (real_of(file), is_deleted))

static void
file_ShmBarrier(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    real->pMethods->xShmBarrier(real);
}

/* Version 2: without memory mapping, so that every read comes by. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_Close,
    .xRead = file_Read,
    .xWrite = file_Write,
    .xTruncate = file_Truncate,
    .xSync = file_Sync,
    .xFileSize = file_FileSize,
    .xLock = file_Lock,
    .xUnlock = file_Unlock,
    .xCheckReservedLock = file_CheckReservedLock,
    .xFileControl = file_FileControl,
    .xSectorSize = file_SectorSize,
    .xDeviceCharacteristics = file_DeviceCharacteristics,
    .xShmMap = file_ShmMap,
    .xShmLock = file_ShmLock,
    .xShmBarrier = file_ShmBarrier,
    .xShmUnmap = file_ShmUnmap,
};

static sqlite3_vfs *real_vfs;

static int
open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct file *own = (struct file *)(void *)file;
    (void)vfs;
    own->base.pMethods = NULL;
    own->real = (sqlite3_file *)(void *)(own + 1);
    if (fails(OPERATION_OPEN))
        return fault.way->code;
    int code = real_vfs->xOpen(real_vfs, name, own->real, flags, ret_flags);
    if (own->real->pMethods)
        own->base.pMethods = &methods;
    return code;
}

static void
install_vfs(void)
{
    static sqlite3_vfs own;
    real_vfs = sqlite3_vfs_find(NULL);
    own = *real_vfs;
    own.zName = "faulty";
    own.pNext = NULL;
    own.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    own.xOpen = open_file;
    assert_int_equal(sqlite3_vfs_register(&own, 1), SQLITE_OK);
}

static void
arm(const struct way *way, long until)
{
    fault.way = way;
    fault.until = until;
    fault.was_hit = false;
}

static bool
disarm(void)
{
    fault.way = NULL;
    return fault.was_hit;
}

/* Everything is closed and opened again, as after a crash of the program. */
static ct_status
open_again(struct world *world)
{
    ct_context_free(world->context);
    world->context = NULL;
    ct_storage_unref(world->storage);
    world->storage = NULL;
    assert_int_equal(ct_storage_new_sqlite(&world->allocator, world->path, &world->storage), CT_OK);
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = test_clock;
    options.now_user = world;
    options.allocator = &world->allocator;
    options.language = CT_LANGUAGE_ENGLISH;
    assert_int_equal(ct_context_new(&options, &world->context), CT_OK);
    return ct_context_open(world->context, world->storage);
}

static int
is_ok(void *user, int count, char **values, char **names)
{
    (void)count;
    (void)names;
    *(bool *)user = strcmp(values[0], "ok") == 0;
    return 0;
}

static void
check_integrity(const struct world *world)
{
    sqlite3 *store = NULL;
    bool is_sound = false;
    assert_int_equal(sqlite3_open(world->path, &store), SQLITE_OK);
    assert_int_equal(sqlite3_exec(store, "PRAGMA integrity_check", is_ok, &is_sound, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(store), SQLITE_OK);
    assert_true(is_sound);
}

/* What a caller can make sense of when a disk fails. */
static bool
is_clean(ct_status status)
{
    static const ct_status clean[] = {CT_OK, CT_ERR_IO, CT_ERR_BUSY, CT_ERR_CORRUPT,
                                      CT_ERR_NOT_A_STORE, CT_ERR_COMMIT_UNKNOWN};
    for (size_t i = 0; i < COUNT(clean); i++)
        if (clean[i] == status)
            return true;
    return false;
}

static void
check_one_migration(struct world *world, ct_id client)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
    query.client = client;
    assert_ok(world, ct_migration_list_get(world->context, &query, &list));
    assert_int_equal(ct_migration_list_count(keep_migration_list(world, list)), 1);
    assert_non_null(claim(world));
    assert_null(claim(world));
}

static long hits[COUNT(ways)];

/* Half of the answers come from a store that was just opened, half from one in use. */
static bool
try_call(struct world *world, const struct way *way, long until)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_request request = migration_request(world, client);
    const ct_call call = {.size = sizeof call, .idempotency_key = "a key"};
    arm(way, until);
    ct_status status = until % 2 ? open_again(world) : CT_OK;
    if (!status)
        status = ct_migration_run(world->context, &request, &call, NULL);
    bool was_hit = disarm();
    hits[way - ways] += was_hit;
    if (!is_clean(status) || (status && !was_hit))
        fail_msg("%s %ld: %s (%s)", way->name, until, ct_status_name(status),
                 ct_error_text(world->context, CT_LANGUAGE_ENGLISH));
    assert_ok(world, open_again(world));
    check_integrity(world);
    assert_ok(world, ct_migration_run(world->context, &request, &call, NULL));
    check_one_migration(world, client);
    return was_hit;
}

struct trial {
    const struct way *way;
    long until;
};

static void
a_call_of_the_disk_fails(void **state)
{
    struct world *world = *state;
    const struct trial *trial = world->parameter;
    (void)try_call(world, trial->way, trial->until);
}

/* The last of a way: there were such calls, and no more than were tried. */
static void
no_call_is_left_out(void **state)
{
    struct world *world = *state;
    const struct trial *trial = world->parameter;
    assert_false(try_call(world, trial->way, trial->until));
    print_message("%s: %ld calls failed\n", trial->way->name, hits[trial->way - ways]);
    assert_true(hits[trial->way - ways] > 0);
}

int
main(int count, char **arguments)
{
    enum { CASES_MAX = 1000 };
    static struct CMUnitTest cases[CASES_MAX];
    static struct trial trials[CASES_MAX];
    static char names[CASES_MAX][48];
    size_t used = 0;
    (void)count;
    for (const struct way *way = ways; way < ways + COUNT(ways); way++)
        for (long until = 0; until <= way->calls && used < CASES_MAX; until++, used++) {
            trials[used] = (struct trial){way, until};
            (void)snprintf(names[used], sizeof names[used], "%s_%ld", way->name, until);
            cases[used] = CASE_OF(names[used],
                                  until == way->calls ? no_call_is_left_out
                                                      : a_call_of_the_disk_fails,
                                  &trials[used]);
        }
    install_vfs();
    return run_on_files(arguments, cases, used);
}
