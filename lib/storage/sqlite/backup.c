/* The source is read in one transaction, which in log mode is one moment of the store: what others
 * write meanwhile neither changes the copy nor makes SQLite begin it anew, and nobody waits. The
 * copy is made under another name, and gets its own when all of it is on the disk and found sound. */
#include "storage/sqlite/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/sqlite/sqlite.h"

enum { STEP_PAGES = 256 };

struct backup {
    const ct_sqlite_backup *asked;
    struct ct__sqlite_session source; /* only its connection, path and statements are used */
    struct ct__sqlite_session copy;   /* likewise; its path is that of the unfinished file */
    char *source_path;
    char *path;
    char *unfinished;
    bool is_made; /* the unfinished file is there */
};

static ct_status
fail_file(ct_diag *diag, ct_status status, const char *path, const char *what, int error)
{
    char message[CT__SQL_MESSAGE];
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): strerror is safe in glibc (2.32 on) and in musl */
    (void)snprintf(message, sizeof message, "'%s': %s: %s", path, what, strerror(error));
    ct_diag_set(diag, error, message);
    return status;
}

static char *
new_path(const ct_allocator *allocator, const char *path, const char *suffix)
{
    const char *prefix = ct__sqlite_path_prefix(path);
    size_t size = strlen(prefix) + strlen(path) + strlen(suffix) + 1;
    char *whole = ct__allocate(allocator, 1, size);
    if (whole)
        (void)snprintf(whole, size, "%s%s%s", prefix, path, suffix);
    return whole;
}

static ct_status
name_files(struct backup *backup, const ct_allocator *allocator, ct_diag *diag)
{
    backup->source_path = new_path(allocator, backup->asked->source, "");
    backup->path = new_path(allocator, backup->asked->destination, "");
    backup->unfinished = new_path(allocator, backup->asked->destination, ".part-XXXXXX");
    if (!backup->source_path || !backup->path || !backup->unfinished)
        return ct__sql_fail(diag, CT_ERR_NO_MEMORY, "there was no memory for a backup");
    backup->source.allocator = backup->copy.allocator = allocator;
    backup->source.path = backup->source_path;
    backup->copy.path = backup->unfinished;
    return CT_OK;
}

/* ---- The destination ---- */

/* Nor may there be a log or journal that an earlier file of that name left behind: SQLite would take
 * it for one of the backup's. */
static ct_status
refuse_existing(const struct backup *backup, const ct_allocator *allocator, ct_diag *diag)
{
    static const char *const suffixes[] = {"", "-wal", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct stat found;
        char *path = new_path(allocator, backup->asked->destination, suffixes[i]);
        if (!path)
            return ct__sql_fail(diag, CT_ERR_NO_MEMORY, "there was no memory for a backup");
        ct_status status = CT_OK;
        if (lstat(path, &found) == 0)
            status = ct__sql_fail(diag, CT_ERR_EXISTS, "'%s' was there already", path);
        else if (errno != ENOENT)
            status = fail_file(diag, CT_ERR_IO, path, "can't be looked up", errno);
        ct__release(allocator, path);
        if (status)
            return status;
    }
    return CT_OK;
}

/* The copy is for the same people as the source. */
static ct_status
make_file(struct backup *backup, ct_diag *diag)
{
    struct stat source;
    int file = mkstemp(backup->unfinished);
    if (file < 0)
        return fail_file(diag, CT_ERR_IO, backup->path, "no file can be made there", errno);
    backup->is_made = true;
    int failed = stat(backup->source_path, &source) || fchmod(file, source.st_mode & 0666);
    int error = errno;
    close(file);
    return failed ? fail_file(diag, CT_ERR_IO, backup->unfinished, "can't be shared", error)
                  : CT_OK;
}

/* Without a journal: an unfinished file is thrown away. */
static ct_status
open_copy(struct backup *backup, ct_diag *diag)
{
    ct_status status = make_file(backup, diag);
    if (status)
        return status;
    int code = sqlite3_open_v2(backup->unfinished, &backup->copy.db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_extended_result_codes(backup->copy.db, 1);
    if (code == SQLITE_OK)
        code = sqlite3_exec(backup->copy.db,
                            "PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL", NULL, NULL,
                            NULL);
    return code == SQLITE_OK ? CT_OK : ct__sqlite_failure(&backup->copy, code, diag);
}

/* So that the name survives a power cut too. */
static int
sync_directory(const struct backup *backup)
{
    char *slash = strrchr(backup->unfinished, '/'); /* there is one: see new_path */
    char first = slash[1];
    slash[1] = '\0';
    int directory = open(backup->unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    slash[1] = first;
    if (directory < 0)
        return -1;
    int failed = fsync(directory);
    int error = errno;
    close(directory);
    errno = error;
    return failed && error == EINVAL ? 0 : failed; /* a file system that knows no such thing */
}

/* A link never takes the place of a file that came meanwhile, as a rename does; that is for file
 * systems without links. */
static int
give_name(struct backup *backup)
{
    if (link(backup->unfinished, backup->path) == 0)
        return 0;
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
        return -1;
    return rename(backup->unfinished, backup->path);
}

static ct_status
close_copy(struct backup *backup, ct_diag *diag)
{
    if (backup->copy.db)
        ct__sqlite_drop_statements(&backup->copy);
    int code = sqlite3_close(backup->copy.db);
    backup->copy.db = NULL;
    return code == SQLITE_OK ? CT_OK : ct__sqlite_failure(&backup->copy, code, diag);
}

static ct_status
name_file(struct backup *backup, ct_diag *diag)
{
    if (give_name(backup))
        return errno == EEXIST
                   ? ct__sql_fail(diag, CT_ERR_EXISTS, "'%s' came meanwhile", backup->path)
                   : fail_file(diag, CT_ERR_IO, backup->path, "can't get its name", errno);
    if (sync_directory(backup) == 0)
        return CT_OK;
    ct_status status = fail_file(diag, CT_ERR_IO, backup->path, "can't be kept safe", errno);
    unlink(backup->path);
    return status;
}

/* ---- The proof of the copy ---- */

/* As a URI, each byte of the path stands for itself. */
static char *
new_uri(const ct_allocator *allocator, const char *path)
{
    static const char start[] = "file:", end[] = "?immutable=1";
    char *uri = ct__allocate(allocator, sizeof start + sizeof end + 3 * strlen(path), 1);
    if (!uri)
        return NULL;
    char *next = stpcpy(uri, start);
    for (const char *from = path; *from; from++)
        next += snprintf(next, 4, "%%%02X", (unsigned)(unsigned char)*from);
    (void)stpcpy(next, end);
    return uri;
}

/* By what is in the file, not in the memory of who wrote it. A file that nobody changes is read alone:
 * else SQLite would make a log for it. */
static ct_status
open_to_prove(struct backup *backup, const ct_allocator *allocator, ct_diag *diag)
{
    struct ct__sqlite_session *copy = &backup->copy;
    char *uri = new_uri(allocator, backup->unfinished);
    if (!uri)
        return ct__sql_fail(diag, CT_ERR_NO_MEMORY, "there was no memory for a backup");
    int code = sqlite3_open_v2(
        uri, &copy->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    ct__release(allocator, uri);
    if (code == SQLITE_OK)
        code = ct__sqlite_refuse_short_reads(copy);
    if (code == SQLITE_OK)
        code = sqlite3_extended_result_codes(copy->db, 1);
    return code == SQLITE_OK ? CT_OK : ct__sqlite_failure(copy, code, diag);
}

static ct_status
check_pages(struct backup *backup, ct_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    ct_status status =
        ct__sqlite_take(&backup->copy, "PRAGMA quick_check(1)", &statement, diag);
    if (!status)
        status = ct__sqlite_step(&backup->copy, statement, diag);
    const char *answer = status ? NULL : (const char *)sqlite3_column_text(statement, 0);
    if (!status && (!answer || strcmp(answer, "ok") != 0))
        status = ct__sql_fail(diag, CT_ERR_CORRUPT, "'%s': the copy was not sound: %s",
                              backup->unfinished, answer ? answer : "");
    ct__sqlite_give_back(&backup->copy, statement);
    return status;
}

static ct_status
prove_copy(struct backup *backup, const ct_allocator *allocator, uint32_t version, ct_diag *diag)
{
    ct_status status = open_to_prove(backup, allocator, diag);
    if (!status)
        status = ct__sqlite_check_store(&backup->copy, version, diag);
    if (!status)
        status = check_pages(backup, diag);
    return status;
}

/* ---- The source ---- */

/* From the first look on, the transaction sees one moment. */
static ct_status
open_source(struct backup *backup, uint32_t version, ct_diag *diag)
{
    struct ct__sqlite_session *source = &backup->source;
    ct_status status = ct__sqlite_connect_to_store(source, version, diag);
    if (!status)
        status = ct__sqlite_run(source, "BEGIN", diag);
    if (!status)
        status = ct__sqlite_check_store(source, version, diag);
    return status;
}

/* ---- The copy ---- */

/* Whether a step's failure came from writing. */
static bool
is_of_the_copy(int code)
{
    return code == SQLITE_FULL || code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC ||
           code == SQLITE_IOERR_TRUNCATE || (code & 0xff) == SQLITE_READONLY;
}

static ct_status
tell(const struct backup *backup, sqlite3_backup *process, ct_diag *diag)
{
    const ct_sqlite_backup *asked = backup->asked;
    uint64_t total = (uint64_t)sqlite3_backup_pagecount(process);
    uint64_t done = total - (uint64_t)sqlite3_backup_remaining(process);
    if (!asked->progress || asked->progress(asked->user, done, total) == CT_OK)
        return CT_OK;
    return ct__sql_fail(diag, CT_ERR_CALLBACK,
                        "the backup to '%s' was broken off after '%llu' of '%llu' pages",
                        backup->path, (unsigned long long)done, (unsigned long long)total);
}

static ct_status
step_through(const struct backup *backup, sqlite3_backup *process, ct_diag *diag)
{
    uint32_t pages = backup->asked->step_pages ? backup->asked->step_pages : STEP_PAGES;
    ct_status status = CT_OK;
    int code = SQLITE_OK;
    while (!status && code == SQLITE_OK) {
        code = sqlite3_backup_step(process, pages < INT_MAX ? (int)pages : INT_MAX);
        if (code == SQLITE_OK || code == SQLITE_DONE)
            status = tell(backup, process, diag);
    }
    if (status || code == SQLITE_DONE)
        return status;
    return ct__sqlite_failure(is_of_the_copy(code) ? &backup->copy : &backup->source, code, diag);
}

static ct_status
copy_pages(struct backup *backup, ct_diag *diag)
{
    sqlite3_backup *process =
        sqlite3_backup_init(backup->copy.db, "main", backup->source.db, "main");
    if (!process)
        return ct__sqlite_failure(&backup->copy, sqlite3_extended_errcode(backup->copy.db), diag);
    ct_status status = step_through(backup, process, diag);
    int code = sqlite3_backup_finish(process);
    if (!status && code != SQLITE_OK)
        status = ct__sqlite_failure(&backup->copy, code, diag);
    return status;
}

static void
end(struct backup *backup, const ct_allocator *allocator)
{
    if (backup->source.db)
        ct__sqlite_drop_statements(&backup->source);
    sqlite3_close(backup->source.db);
    (void)close_copy(backup, NULL);
    if (backup->is_made)
        unlink(backup->unfinished); /* after a success, its other name */
    ct__sql_close(&backup->source.common);
    ct__sql_close(&backup->copy.common);
    ct__release(allocator, backup->source_path);
    ct__release(allocator, backup->path);
    ct__release(allocator, backup->unfinished);
}

ct_status
ct__sqlite_backup(const ct_allocator *allocator, const ct_sqlite_backup *asked, uint32_t version,
                  ct_diag *diag)
{
    struct backup backup = {.asked = asked};
    ct__sql_open(&backup.source.common, allocator, NULL, "?");
    ct__sql_open(&backup.copy.common, allocator, NULL, "?");
    ct_status status = name_files(&backup, allocator, diag);
    if (!status)
        status = refuse_existing(&backup, allocator, diag);
    if (!status)
        status = open_source(&backup, version, diag);
    if (!status)
        status = open_copy(&backup, diag);
    if (!status)
        status = copy_pages(&backup, diag);
    if (!status)
        status = close_copy(&backup, diag);
    if (!status)
        status = prove_copy(&backup, allocator, version, diag);
    if (!status)
        status = close_copy(&backup, diag);
    if (!status)
        status = name_file(&backup, diag);
    end(&backup, allocator);
    return status;
}
