#include "disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct {
    const struct disk_way *way; /* NULL: nothing fails */
    long until;
    bool was_hit;
} fault;

static bool
fails(enum disk_operation operation)
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
    if (fails(DISK_READ)) {
        int kept = fault.way->is_half ? count / 2 : 0;
        (void)real->pMethods->xRead(real, bytes, kept, offset);
        memset((char *)bytes + kept, 0, (size_t)(count - kept));
        return fault.way->code;
    }
    return real->pMethods->xRead(real, bytes, count, offset);
}

static int
file_Write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
    sqlite3_file *real = real_of(file);
    if (fails(DISK_WRITE)) {
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
    return fails(DISK_SYNC) ? fault.way->code : real->pMethods->xSync(real, flags);
}

static int
file_ShmMap(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    sqlite3_file *real = real_of(file);
    return fails(DISK_SHARE) ? fault.way->code
                             : real->pMethods->xShmMap(real, page, size, extend, memory);
}

PASS_ON(Truncate, (sqlite3_file *file, sqlite3_int64 size), (real_of(file), size))
PASS_ON(FileSize, (sqlite3_file *file, sqlite3_int64 *size), (real_of(file), size))
PASS_ON(Lock, (sqlite3_file *file, int lock), (real_of(file), lock))
PASS_ON(Unlock, (sqlite3_file *file, int lock), (real_of(file), lock))
PASS_ON(CheckReservedLock, (sqlite3_file *file, int *is_reserved), (real_of(file), is_reserved))
PASS_ON(FileControl, (sqlite3_file *file, int what, void *value), (real_of(file), what, value))
PASS_ON(SectorSize, (sqlite3_file *file), (real_of(file)))
PASS_ON(DeviceCharacteristics, (sqlite3_file *file), (real_of(file)))
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
    if (fails(DISK_OPEN))
        return fault.way->code;
    int code = real_vfs->xOpen(real_vfs, name, own->real, flags, ret_flags);
    if (own->real->pMethods)
        own->base.pMethods = &methods;
    return code;
}

void
disk_install(void)
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

void
disk_arm(const struct disk_way *way, long until)
{
    fault.way = way;
    fault.until = until;
    fault.was_hit = false;
}

bool
disk_disarm(void)
{
    fault.way = NULL;
    return fault.was_hit;
}
