/* SQLite's files fail at each call of a backup in turn, those of the store and those of the copy, and so
 * do the library's own calls of the system: under its name is then nothing, or the whole of what the store
 * holds, byte by byte. The world's end finds any file that was left behind, as its directory can't be
 * removed then. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "disk.h"
#include "fixture.h"

static const struct disk_way ways[] = {
    {"full_disk", DISK_WRITE, SQLITE_FULL, false, false, 0},
    {"disk_stays_full", DISK_WRITE, SQLITE_FULL, true, false, 0},
    {"failed_write", DISK_WRITE, SQLITE_IOERR_WRITE, false, false, 0},
    {"failed_read", DISK_READ, SQLITE_IOERR_READ, false, false, 0},
    {"reads_keep_failing", DISK_READ, SQLITE_IOERR_READ, true, false, 0},
    {"short_read", DISK_READ, SQLITE_IOERR_SHORT_READ, false, false, 0},
    {"half_read", DISK_READ, SQLITE_IOERR_SHORT_READ, false, true, 0},
    {"failed_fsync", DISK_SYNC, SQLITE_IOERR_FSYNC, false, false, 0},
    {"fsync_keeps_failing", DISK_SYNC, SQLITE_IOERR_FSYNC, true, false, 0},
    {"failed_share", DISK_SHARE, SQLITE_IOERR_SHMMAP, false, false, 0},
    {"failed_open", DISK_OPEN, SQLITE_CANTOPEN, false, false, 0},
};

enum system_call { CALL_LSTAT = 1, CALL_STAT, CALL_SHARE, CALL_LINK, CALL_OPEN, CALL_SYNC };

static const struct system_way {
    const char *name;
    enum system_call call;
    int error;
    ct_status answer;
} system_ways[] = {
    {"hidden_folder", CALL_LSTAT, EACCES, CT_ERR_IO},
    {"hidden_store", CALL_STAT, EACCES, CT_ERR_IO},
    {"file_cannot_be_shared", CALL_SHARE, EPERM, CT_ERR_IO},
    {"file_came_meanwhile", CALL_LINK, EEXIST, CT_ERR_EXISTS},
    {"folder_is_full", CALL_LINK, ENOSPC, CT_ERR_IO},
    {"links_are_forbidden", CALL_LINK, EPERM, CT_OK}, /* then it is renamed */
    {"links_are_unknown", CALL_LINK, ENOTSUP, CT_OK},
    {"links_are_unheard_of", CALL_LINK, ENOSYS, CT_OK},
    {"folder_cannot_be_opened", CALL_OPEN, EMFILE, CT_ERR_IO},
    {"folder_cannot_be_kept", CALL_SYNC, EIO, CT_ERR_IO},
    {"folders_are_not_kept", CALL_SYNC, EINVAL, CT_OK}, /* by such a file system */
};

static const struct system_way *failing; /* NULL: none */

static bool
fails(enum system_call call, const void *caller)
{
    Dl_info where;
    if (!failing || failing->call != call || !dladdr(caller, &where) ||
        !strstr(where.dli_fname, "libcontoterzi"))
        return false;
    errno = failing->error;
    return true;
}

/* These are the program's, before the C library's. */

int
lstat(const char *path, struct stat *found)
{
    return fails(CALL_LSTAT, __builtin_return_address(0))
               ? -1
               : fstatat(AT_FDCWD, path, found, AT_SYMLINK_NOFOLLOW);
}

int
stat(const char *path, struct stat *found)
{
    return fails(CALL_STAT, __builtin_return_address(0)) ? -1 : fstatat(AT_FDCWD, path, found, 0);
}

int
fchmod(int file, mode_t mode)
{
    return fails(CALL_SHARE, __builtin_return_address(0)) ? -1 : (int)syscall(SYS_fchmod, file, mode);
}

int
link(const char *path, const char *name)
{
    return fails(CALL_LINK, __builtin_return_address(0))
               ? -1
               : linkat(AT_FDCWD, path, AT_FDCWD, name, 0);
}

int
open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? (mode_t)va_arg(arguments, unsigned) : 0;
    va_end(arguments);
    return flags & O_DIRECTORY && fails(CALL_OPEN, __builtin_return_address(0))
               ? -1
               : openat(AT_FDCWD, path, flags, mode);
}

int
fsync(int file)
{
    return fails(CALL_SYNC, __builtin_return_address(0)) ? -1 : (int)syscall(SYS_fsync, file);
}

struct content {
    char *bytes;
    size_t size;
};

static struct content
read_file(struct world *world, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    struct content content = {.size = (size_t)ftell(file)};
    content.bytes = keep_memory(world, malloc(content.size));
    rewind(file);
    assert_int_equal(fread(content.bytes, 1, content.size, file), content.size);
    assert_int_equal(fclose(file), 0);
    return content;
}

static ct_status
back_up(struct world *world, const char *destination)
{
    ct_sqlite_backup backup = CT_SQLITE_BACKUP_INIT;
    backup.source = world->path;
    backup.destination = destination;
    backup.step_pages = 16;
    return ct_storage_backup_sqlite(&world->allocator, &backup);
}

/* A client with so many addresses that they fill a page of nothing but text, which looks sound whatever
 * stands in it. */
static void
add_long_client(struct world *world)
{
    enum { EMAILS = 20, SIZE = 240, LABEL = 60 };
    static char texts[EMAILS][SIZE];
    const char *emails[EMAILS];
    char label[LABEL + 1] = "";
    ct_client_request request = client_request(world, "Alfa");
    memset(label, 'x', LABEL);
    for (int i = 0; i < EMAILS; i++) {
        (void)snprintf(texts[i], SIZE, "client%d@%s.%s.%s.example.it", i, label, label, label);
        emails[i] = texts[i];
    }
    request.emails = emails;
    request.email_count = EMAILS;
    (void)register_client(world, &request);
}

/* Some of it in the file, and some in the log still. */
static void
fill(struct world *world)
{
    for (int i = 0; i < 5; i++)
        add_long_client(world);
    reopen(world, NULL, NULL);
    (void)add_client(world, "Beta");
    (void)buy(world, 2026, 20);
}

static bool
is_clean(ct_status status)
{
    return status == CT_ERR_IO || status == CT_ERR_BUSY || status == CT_ERR_CORRUPT;
}

static void
each_call_of_the_disk_fails(void **state)
{
    struct world *world = *state;
    const struct disk_way *way = world->parameter;
    char path[96];
    bool was_hit = true;
    fill(world);
    (void)snprintf(path, sizeof path, "%s.backup", world->path);
    assert_int_equal(back_up(world, path), CT_OK);
    const struct content whole = read_file(world, path);
    assert_int_equal(unlink(path), 0);
    const char *before = dump(world);
    for (long until = 0; was_hit; until++) {
        disk_arm(way, until);
        ct_status status = back_up(world, path);
        was_hit = disk_disarm();
        if (status && (!is_clean(status) || !was_hit || access(path, F_OK) == 0))
            fail_msg("call %ld: %s, and %s", until, ct_status_name(status),
                     access(path, F_OK) ? "nothing" : "a file");
        if (status)
            continue;
        const struct content copy = read_file(world, path);
        if (copy.size != whole.size || memcmp(copy.bytes, whole.bytes, whole.size) != 0)
            fail_msg("call %ld: a backup of something else", until);
        assert_int_equal(unlink(path), 0);
        if (!was_hit)
            print_message("%s: %ld calls failed\n", way->name, until);
        assert_true(was_hit || until > 0);
    }
    assert_unchanged(world, before);
}

static void
a_call_of_the_system_fails(void **state)
{
    struct world *world = *state;
    char path[96];
    fill(world);
    (void)snprintf(path, sizeof path, "%s.backup", world->path);
    failing = world->parameter;
    ct_status status = back_up(world, path);
    ct_status expected = failing->answer;
    failing = NULL;
    assert_int_equal(status, expected);
    assert_int_equal(unlink(path), status ? -1 : 0);
}

int
main(int count, char **arguments)
{
    struct CMUnitTest cases[COUNT(ways) + COUNT(system_ways)];
    (void)count;
    for (size_t i = 0; i < COUNT(ways); i++)
        cases[i] = CASE_OF(ways[i].name, each_call_of_the_disk_fails, &ways[i]);
    for (size_t i = 0; i < COUNT(system_ways); i++)
        cases[COUNT(ways) + i] =
            CASE_OF(system_ways[i].name, a_call_of_the_system_fails, &system_ways[i]);
    disk_install();
    return run_on_files(arguments, cases, COUNT(cases));
}
