#include "dying.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <unistd.h>

static long writes, dies_at;
static int quarters_done;
static sqlite3_syscall_ptr real_write, real_pwrite, real_pwrite64;

/* How much of a write is still done before the process dies; all, if it lives. */
static size_t
part_of(size_t count, bool *ret_dies)
{
    *ret_dies = writes++ == dies_at;
    return *ret_dies ? count / 4 * (size_t)quarters_done : count;
}

static void
die_if(bool dies)
{
    if (dies)
        (void)kill(getpid(), SIGKILL);
}

static ssize_t
own_write(int file, const void *bytes, size_t count)
{
    bool dies;
    size_t part = part_of(count, &dies);
    ssize_t done = ((ssize_t (*)(int, const void *, size_t))real_write)(file, bytes, part);
    die_if(dies);
    return done;
}

static ssize_t
write_at(sqlite3_syscall_ptr real, int file, const void *bytes, size_t count, off_t offset)
{
    bool dies;
    size_t part = part_of(count, &dies);
    ssize_t done =
        ((ssize_t (*)(int, const void *, size_t, off_t))real)(file, bytes, part, offset);
    die_if(dies);
    return done;
}

static ssize_t
own_pwrite(int file, const void *bytes, size_t count, off_t offset)
{
    return write_at(real_pwrite, file, bytes, count, offset);
}

static ssize_t
own_pwrite64(int file, const void *bytes, size_t count, off_t offset)
{
    return write_at(real_pwrite64, file, bytes, count, offset);
}

static void
replace(const char *name, sqlite3_syscall_ptr own, sqlite3_syscall_ptr *ret_real)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    *ret_real = vfs->xGetSystemCall(vfs, name);
    if (*ret_real)
        (void)vfs->xSetSystemCall(vfs, name, own);
}

void
die_at_write(long number, int quarters)
{
    writes = 0;
    dies_at = number;
    quarters_done = quarters;
    replace("write", (sqlite3_syscall_ptr)own_write, &real_write);
    replace("pwrite", (sqlite3_syscall_ptr)own_pwrite, &real_pwrite);
    replace("pwrite64", (sqlite3_syscall_ptr)own_pwrite64, &real_pwrite64);
}

long
writes_so_far(void)
{
    return writes;
}
