#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "storage/sqlite/sqlite.h"

/* What tells whose file it is. */
struct marks {
    uint32_t application;
    uint32_t version;
    bool has_tables;
};

enum standing { STANDING_NEW, STANDING_OLDER, STANDING_CURRENT, STANDING_NEWER, STANDING_FOREIGN };

static enum standing
judge(const struct marks *marks, uint32_t version)
{
    if (marks->application == 0 && marks->version == 0 && !marks->has_tables)
        return STANDING_NEW;
    if (marks->application != CT__SQLITE_APPLICATION_ID)
        return STANDING_FOREIGN;
    if (marks->version == version)
        return STANDING_CURRENT;
    return marks->version < version ? STANDING_OLDER : STANDING_NEWER;
}

static ct_status
refuse_strangers(const struct ct__sqlite_session *session, const struct marks *marks,
                 uint32_t version, ct_diag *diag)
{
    enum standing standing = judge(marks, version);
    if (standing == STANDING_NEWER)
        return ct__sql_fail(diag, CT_ERR_SCHEMA_NEWER,
                            "'%s' had schema version '%" PRIu32 "', newer than '%" PRIu32 "'",
                            session->path, marks->version, version);
    if (standing == STANDING_FOREIGN)
        return ct__sql_fail(diag, CT_ERR_NOT_A_STORE,
                            "'%s' was the SQLite database of another program (application id "
                            "'0x%08" PRIx32 "', user version '%" PRIu32 "')",
                            session->path, marks->application, marks->version);
    return CT_OK;
}

/* Offsets in page 1, from SQLite's file format. */
enum {
    HEADER_WRITE_FORMAT = 18,
    HEADER_READ_FORMAT = 19,
    HEADER_ENCODING = 56,
    HEADER_VERSION = 60,
    HEADER_APPLICATION = 68,
    HEADER_SCHEMA_CELLS = 103, /* rows of sqlite_schema in its root page, page 1 */
    HEADER_SIZE = 108,
    FORMAT_ROLLBACK = 1,
    ENCODING_UTF16LE = 2
};

static uint32_t
read_big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A file of ours has its application id before it first has a log (see ct__sqlite_start_log). So
 * without the id, a file in log mode is somebody's, whatever page 1 says about tables: those may
 * be in the log, and looking there would create files beside it. Nor is an empty database in
 * UTF-16 of any use, where text has another order. */
static ct_status
check_header(const struct ct__sqlite_session *session, const uint8_t *header, uint32_t version,
             ct_diag *diag)
{
    if (memcmp(header, "SQLite format 3", 16) != 0)
        return ct__sql_fail(diag, CT_ERR_NOT_A_STORE, "'%s' was no SQLite database",
                            session->path);
    const struct marks marks = {
        .application = read_big_endian(header + HEADER_APPLICATION),
        .version = read_big_endian(header + HEADER_VERSION),
        .has_tables = header[HEADER_SCHEMA_CELLS] || header[HEADER_SCHEMA_CELLS + 1] ||
                      header[HEADER_WRITE_FORMAT] != FORMAT_ROLLBACK ||
                      header[HEADER_READ_FORMAT] != FORMAT_ROLLBACK ||
                      header[HEADER_ENCODING + 3] >= ENCODING_UTF16LE,
    };
    return refuse_strangers(session, &marks, version, diag);
}

/* Reads the bytes through SQLite's own file object: closing a descriptor of ours would drop the
 * locks that other connections of this process hold. No statement runs, so nothing is locked,
 * recovered or created. */
static ct_status
read_header(const struct ct__sqlite_session *session, sqlite3 *db, uint32_t version, ct_diag *diag)
{
    uint8_t header[HEADER_SIZE] = {0};
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK)
        code = file->pMethods->xRead(file, header, 1, 0);
    if (code == SQLITE_IOERR_SHORT_READ)
        return CT_OK; /* empty; xFileSize would say so of one byte too */
    if (code == SQLITE_OK)
        code = file->pMethods->xRead(file, header, sizeof header, 0);
    if (code == SQLITE_IOERR_SHORT_READ) { /* that leaves zeros, as it may where there is no more */
        sqlite3_int64 size = 0;
        code = file->pMethods->xFileSize(file, &size);
        if (code == SQLITE_OK && size >= HEADER_SIZE)
            code = SQLITE_IOERR_READ;
    }
    if (code != SQLITE_OK)
        return ct__sqlite_failure(session, code, diag);
    return check_header(session, header, version, diag);
}

static ct_status
probe(const struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    struct stat found;
    if (stat(session->path, &found) == 0 && !S_ISREG(found.st_mode)) /* a pipe would be waited for */
        return ct__sql_fail(diag, CT_ERR_NOT_A_STORE, "'%s' is no regular file", session->path);
    sqlite3 *db = NULL;
    ct_status status = CT_OK;
    int code =
        sqlite3_open_v2(session->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        status = read_header(session, db, version, diag);
    else if (code != SQLITE_CANTOPEN) /* not there yet; if that's not it, creating it tells */
        status = ct__sqlite_failure(session, code, diag);
    sqlite3_close(db);
    return status;
}

static int
configure(sqlite3 *db)
{
    static const struct {
        int option;
        int value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}, /* until the file is accepted */
    };
    int code = sqlite3_extended_result_codes(db, 1);
    for (size_t i = 0; code == SQLITE_OK && i < sizeof switches / sizeof *switches; i++)
        code = sqlite3_db_config(db, switches[i].option, switches[i].value, NULL);
    sqlite3_busy_timeout(db, CT__SQL_SETUP_WAIT_MS);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384", NULL,
                            NULL, NULL);
    return code;
}

/* A store is its owner's alone, whatever the umask lets others do; SQLite gives the files beside it
 * the same mode. Made without a descriptor, whose closing would drop the locks of other connections. If
 * it can't be made, opening it tells why. */
static void
make_private(const char *path)
{
    (void)mknod(path, S_IFREG | S_IRUSR | S_IWUSR, 0);
}

static ct_status
connect(struct ct__sqlite_session *session, uint32_t version, int flags, ct_diag *diag)
{
    ct_status status = probe(session, version, diag);
    if (status)
        return status;
    if (flags & SQLITE_OPEN_CREATE)
        make_private(session->path);
    int code = sqlite3_open_v2(session->path, &session->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | flags, NULL);
    if (code == SQLITE_OK)
        code = ct__sqlite_refuse_short_reads(session);
    if (code == SQLITE_OK)
        code = configure(session->db);
    return code == SQLITE_OK ? CT_OK : ct__sqlite_failure(session, code, diag);
}

ct_status
ct__sqlite_connect(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    ct_status status = connect(session, version, SQLITE_OPEN_CREATE, diag);
    /* SQLite opens what it may not write without a word */
    if (!status && sqlite3_db_readonly(session->db, "main"))
        status = ct__sqlite_failure(session, SQLITE_READONLY, diag);
    return status;
}

/* One statement, so that the three are of one moment. */
static ct_status
read_marks(struct ct__sqlite_session *session, struct marks *ret_marks, ct_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_take(session,
                                       "SELECT (SELECT count(*) FROM sqlite_schema), "
                                       "application_id, user_version "
                                       "FROM pragma_application_id, pragma_user_version",
                                       &statement, diag);
    if (!status)
        status = ct__sqlite_step(session, statement, diag);
    if (!status) {
        ret_marks->has_tables = sqlite3_column_int64(statement, 0) > 0;
        ret_marks->application = (uint32_t)sqlite3_column_int64(statement, 1);
        ret_marks->version = (uint32_t)sqlite3_column_int64(statement, 2);
    }
    ct__sqlite_give_back(session, statement);
    return status;
}

ct_status
ct__sqlite_check_version(struct ct__sqlite_session *session, uint32_t version,
                         bool *ret_is_current, ct_diag *diag)
{
    struct marks marks = {0};
    ct_status status = read_marks(session, &marks, diag);
    if (status)
        return status;
    *ret_is_current = judge(&marks, version) == STANDING_CURRENT;
    return refuse_strangers(session, &marks, version, diag);
}

ct_status
ct__sqlite_check_store(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    struct marks marks = {0};
    ct_status status = read_marks(session, &marks, diag);
    if (status)
        return status;
    if (judge(&marks, version) == STANDING_NEW)
        return ct__sql_fail(diag, CT_ERR_NOT_A_STORE, "'%s' was empty", session->path);
    return refuse_strangers(session, &marks, version, diag);
}

static ct_status
set_log_mode(struct ct__sqlite_session *session, ct_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    ct_status status = ct__sqlite_take(session, "PRAGMA journal_mode = WAL", &statement, diag);
    if (!status)
        status = ct__sqlite_step(session, statement, diag);
    if (!status && strcmp((const char *)sqlite3_column_text(statement, 0), "wal") != 0)
        status = ct__sql_fail(diag, CT_ERR_IO, "'%s' was on a file system without shared memory",
                              session->path);
    ct__sqlite_give_back(session, statement);
    return status;
}

/* Two connections that want the switch at once can each stand in the other's way, which SQLite
 * answers with BUSY without waiting. */
ct_status
ct__sqlite_start_log(struct ct__sqlite_session *session, ct_diag *diag)
{
    const int pause_ms = 5;
    sqlite3_busy_timeout(session->db, 0);
    ct_status status = set_log_mode(session, diag);
    for (int ms = 0; status == CT_ERR_BUSY && ms < CT__SQL_SETUP_WAIT_MS; ms += pause_ms) {
        sqlite3_sleep(pause_ms);
        status = set_log_mode(session, diag);
    }
    if (!status)
        sqlite3_db_config(session->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return status;
}

/* What may only be read is taken as it is, log or no log. */
ct_status
ct__sqlite_connect_to_store(struct ct__sqlite_session *session, uint32_t version, ct_diag *diag)
{
    ct_status status = connect(session, version, 0, diag);
    if (!status)
        status = ct__sqlite_check_store(session, version, diag);
    if (!status && !sqlite3_db_readonly(session->db, "main"))
        status = ct__sqlite_start_log(session, diag);
    if (!status)
        sqlite3_busy_timeout(session->db, CT__SQL_SETUP_WAIT_MS);
    return status;
}
