/* SQLite takes a page of its file that is not there to the end for one that ends in zeros. In a store
 * that means that the file was cut off or that the disk lies; the zeros would be answered as data, and
 * written back. So such a read fails. */
#include <stddef.h>
#include <string.h>

#include "storage/sqlite/sqlite.h"

/* Only an empty file has nothing to read: one that is being made. */
static int
read_whole(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
    const struct ct__sqlite_reading *own =
        (const struct ct__sqlite_reading *)(const void *)file->pMethods;
    sqlite3_int64 size = 0;
    int code = own->real->xRead(file, bytes, count, offset);
    if (code != SQLITE_IOERR_SHORT_READ)
        return code;
    return own->real->xFileSize(file, &size) == SQLITE_OK && size == 0 ? code : SQLITE_IOERR_READ;
}

int
ct__sqlite_refuse_short_reads(struct ct__sqlite_session *session)
{
    struct ct__sqlite_reading *reading = &session->reading;
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(session->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK || file->pMethods->iVersion < 2) /* that can't have a log anyway */
        return code;
    reading->real = file->pMethods;
    /* Version 2: no memory mapping, so that every read comes by. */
    memcpy(&reading->methods, file->pMethods, offsetof(sqlite3_io_methods, xFetch));
    reading->methods.iVersion = 2;
    reading->methods.xRead = read_whole;
    file->pMethods = &reading->methods;
    return SQLITE_OK;
}
