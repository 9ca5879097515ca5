/* Files of others, and files of a newer library: refused, and not one byte changed. */
#include "storage_fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What the file `path` plus `suffix` holds; size SIZE_MAX if there is none. */
struct content {
    unsigned char *bytes;
    size_t size;
};

static struct content
read_file(struct world *world, const char *suffix)
{
    char path[96];
    snprintf(path, sizeof path, "%s%s", world->path, suffix);
    struct content content = {.size = SIZE_MAX};
    FILE *file = fopen(path, "rb");
    if (!file)
        return content;
    enum { ROOM = 1 << 20 };
    content.bytes = ct__arena_take(&world->arena, ROOM);
    content.size = content.bytes ? fread(content.bytes, 1, ROOM, file) : 0;
    fclose(file);
    return content;
}

static void
assert_same_content(struct content before, struct content after)
{
    assert_int_equal(before.size, after.size);
    if (before.size != SIZE_MAX)
        assert_memory_equal(before.bytes, after.bytes, before.size);
}

static void
assert_refused(struct world *world, ct_status answer)
{
    struct content file = read_file(world, "");
    struct content log = read_file(world, "-wal");
    world->diag.message[0] = '\0';
    assert_status(answer, open_session(world, 0, &schema_1));
    assert_true(world->diag.message[0] != '\0');
    assert_same_content(file, read_file(world, ""));
    assert_same_content(log, read_file(world, "-wal"));
}

static void
write_file(struct world *world, const void *bytes, size_t size)
{
    FILE *file = fopen(world->path, "wb");
    assert_non_null(file);
    size_t written = fwrite(bytes, 1, size, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(written, size);
}

/* Leaves the connection open: its log stays as it is. The caller closes it. */
static sqlite3 *
run_sql(struct world *world, const char *sql)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open(world->path, &db);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return db;
    print_error("%s: %s\n", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
    fail();
    return NULL;
}

static void
test_a_text_file_is_refused(void **state)
{
    struct world *world = *state;
    static const char text[] = "Dear diary,\ntoday I became a database.\n";
    write_file(world, text, sizeof text - 1);
    assert_refused(world, CT_ERR_NOT_A_STORE);
}

static void
test_a_large_text_file_is_refused(void **state)
{
    struct world *world = *state;
    static char text[20000];
    memset(text, 'x', sizeof text);
    write_file(world, text, sizeof text);
    assert_refused(world, CT_ERR_NOT_A_STORE);
}

static void
test_a_cut_database_header_is_refused(void **state)
{
    struct world *world = *state;
    write_file(world, "SQLite format 3", 16);
    assert_refused(world, CT_ERR_NOT_A_STORE);
}

static const char foreign_sql[] = "CREATE TABLE song (title TEXT); INSERT INTO song VALUES ('x');";

static void
test_the_database_of_another_application_is_refused(void **state)
{
    struct world *world = *state;
    sqlite3_close(run_sql(world, foreign_sql));
    assert_refused(world, CT_ERR_NOT_A_STORE);
}

static void
test_a_foreign_database_that_carries_our_version_is_refused(void **state)
{
    struct world *world = *state;
    sqlite3_close(run_sql(world, "PRAGMA application_id = 7; PRAGMA user_version = 1"));
    assert_refused(world, CT_ERR_NOT_A_STORE);
}

static void
test_a_foreign_database_in_wal_mode_is_refused(void **state)
{
    struct world *world = *state;
    sqlite3_close(run_sql(world, "PRAGMA journal_mode = WAL"));
    sqlite3_close(run_sql(world, foreign_sql));
    assert_refused(world, CT_ERR_NOT_A_STORE);
}

static void
test_a_foreign_database_with_a_log_in_use_is_refused(void **state)
{
    struct world *world = *state;
    sqlite3_close(run_sql(world, "PRAGMA journal_mode = WAL"));
    sqlite3 *db = run_sql(world, foreign_sql);
    struct content file = read_file(world, "");
    struct content log = read_file(world, "-wal");
    ct_status status = open_session(world, 0, &schema_1);
    struct content file_after = read_file(world, "");
    struct content log_after = read_file(world, "-wal");
    sqlite3_close(db);
    assert_status(CT_ERR_NOT_A_STORE, status);
    assert_same_content(file, file_after);
    assert_same_content(log, log_after);
}

static void
test_a_file_of_a_newer_library_is_refused(void **state)
{
    struct world *world = *state;
    assert_status(CT_OK, open_session(world, 0, &schema_1));
    close_session(world, 0);
    sqlite3_close(run_sql(world, "PRAGMA user_version = 1000"));
    assert_refused(world, CT_ERR_SCHEMA_NEWER);
}

/* Byte 18 of the header tells how to write the file, 19 how to read it, 59 how its text is stored. */
static void
test_a_foreign_database_without_tables_is_known_by_its_header(void **state)
{
    static const struct {
        long at;
        int byte;
    } rows[] = {{18, 2}, {19, 2}, {59, 2}, {59, 3}};
    struct world *world = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)remove(world->path);
        sqlite3_close(run_sql(world, "CREATE TABLE song (title TEXT); DROP TABLE song"));
        FILE *file = fopen(world->path, "r+b");
        assert_non_null(file);
        assert_int_equal(fseek(file, rows[i].at, SEEK_SET), 0);
        assert_int_equal(fputc(rows[i].byte, file), rows[i].byte);
        assert_int_equal(fclose(file), 0);
        assert_refused(world, CT_ERR_NOT_A_STORE);
    }
}

static void
test_what_is_no_regular_file_is_refused(void **state)
{
    struct world *world = *state;
    char told[128];
    snprintf(told, sizeof told, "'%s' is no regular file", world->path);
    assert_int_equal(mkfifo(world->path, 0600), 0);
    assert_status(CT_ERR_NOT_A_STORE, open_session(world, 0, &schema_1));
    assert_string_equal(world->diag.message, told);
}

/* SQLite's own way to files, but for what a test wants otherwise. */
static sqlite3_vfs *real_vfs;
static sqlite3_io_methods first_methods;
static sqlite3 *in_the_way;

/* As on a network's disk: no memory to share. */
static int
open_without_sharing(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    int code = real_vfs->xOpen(real_vfs, name, file, flags, ret_flags);
    (void)vfs;
    if (file->pMethods && flags & SQLITE_OPEN_MAIN_DB) {
        first_methods = *file->pMethods;
        first_methods.iVersion = 1;
        file->pMethods = &first_methods;
    }
    return code;
}

static int
wait_for_nothing(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    (void)microseconds;
    return 0;
}

/* Whoever waits finds the way free. */
static int
make_way(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    (void)microseconds;
    assert_int_equal(sqlite3_close(in_the_way), SQLITE_OK);
    in_the_way = NULL;
    return 0;
}

static ct_status
open_with(struct world *world, sqlite3_vfs *vfs)
{
    vfs->zName = "another";
    vfs->pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(vfs, 1), SQLITE_OK);
    ct_status status = open_session(world, 0, &schema_1);
    assert_int_equal(sqlite3_vfs_unregister(vfs), SQLITE_OK);
    assert_int_equal(sqlite3_vfs_register(real_vfs, 1), SQLITE_OK);
    return status;
}

static void
test_a_file_system_without_shared_memory_is_told(void **state)
{
    struct world *world = *state;
    real_vfs = sqlite3_vfs_find(NULL);
    sqlite3_vfs own = *real_vfs;
    own.xOpen = open_without_sharing;
    assert_status(CT_ERR_IO, open_with(world, &own));
    assert_non_null(strstr(world->diag.message, "without shared memory"));
}

/* Somebody made it an ordinary database, and is still reading it. */
static void
test_the_log_is_started_once_readers_are_gone(void **state)
{
    struct world *world = *state;
    assert_status(CT_OK, open_session(world, 0, &schema_1));
    close_session(world, 0);
    in_the_way = run_sql(world, "PRAGMA journal_mode = DELETE; BEGIN; SELECT count(*) FROM specimen");
    real_vfs = sqlite3_vfs_find(NULL);
    sqlite3_vfs own = *real_vfs;
    own.xSleep = make_way;
    assert_status(CT_OK, open_with(world, &own));
    assert_null(in_the_way);
    assert_int_equal(read_file(world, "").bytes[18], 2); /* it has a log */
}

static void
test_readers_that_stay_are_not_waited_for_for_ever(void **state)
{
    struct world *world = *state;
    assert_status(CT_OK, open_session(world, 0, &schema_1));
    close_session(world, 0);
    sqlite3 *reader = run_sql(world, "PRAGMA journal_mode = DELETE; BEGIN; SELECT count(*) FROM specimen");
    real_vfs = sqlite3_vfs_find(NULL);
    sqlite3_vfs own = *real_vfs;
    own.xSleep = wait_for_nothing;
    ct_status status = open_with(world, &own);
    sqlite3_close(reader);
    assert_status(CT_ERR_BUSY, status);
}

static void
test_an_empty_file_becomes_a_store(void **state)
{
    struct world *world = *state;
    write_file(world, "", 0);
    assert_status(CT_OK, open_session(world, 0, &schema_1));
    assert_status(CT_OK, begin_reading(world, 0));
    assert_int_equal(count_specimens(world, 0), 0);
}

static void
test_a_file_in_no_directory_is_an_io_error(void **state)
{
    struct world *world = *state;
    char path[96];
    ct_storage_unref(world->storage);
    world->storage = NULL;
    snprintf(path, sizeof path, "%s/absent/store", world->directory);
    assert_status(CT_OK, world->back_end->make(&world->allocator, path, &world->storage));
    memset(path, 'x', sizeof path - 1); /* paths are copied */
    assert_status(CT_ERR_IO, open_session(world, 0, &schema_1));
}

static void
test_two_storages_share_a_file(void **state)
{
    struct world *world = *state;
    struct specimen specimen = make_specimen(1);
    assert_status(CT_OK, open_session(world, 0, &schema_1));
    ct_storage *first = world->storage;
    ct_status status = make_storage(world);
    if (!status)
        status = open_session(world, 1, &schema_1);
    ct_storage *second = world->storage;
    world->storage = first;
    assert_status(CT_OK, status);
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_ERR_BUSY, begin_within(world, 1, 0, IMPATIENT_MS));
    assert_status(CT_OK, commit(world, 0));
    assert_status(CT_OK, begin_within(world, 1, 0, IMPATIENT_MS));
    assert_int_equal(count_specimens(world, 1), 1);
    assert_status(CT_OK, commit(world, 1));
    close_session(world, 1);
    ct_storage_unref(second);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, build_empty_world, raze_world)
static const struct CMUnitTest cases[] = {
    CASE(test_a_text_file_is_refused),
    CASE(test_a_large_text_file_is_refused),
    CASE(test_a_cut_database_header_is_refused),
    CASE(test_the_database_of_another_application_is_refused),
    CASE(test_a_foreign_database_that_carries_our_version_is_refused),
    CASE(test_a_foreign_database_in_wal_mode_is_refused),
    CASE(test_a_foreign_database_with_a_log_in_use_is_refused),
    CASE(test_a_file_of_a_newer_library_is_refused),
    CASE(test_an_empty_file_becomes_a_store),
    CASE(test_a_foreign_database_without_tables_is_known_by_its_header),
    CASE(test_what_is_no_regular_file_is_refused),
    CASE(test_a_file_system_without_shared_memory_is_told),
    CASE(test_the_log_is_started_once_readers_are_gone),
    CASE(test_readers_that_stay_are_not_waited_for_for_ever),
    CASE(test_two_storages_share_a_file),
    CASE(test_a_file_in_no_directory_is_an_io_error),
};
const struct suite file_suite = {"files", cases, sizeof cases / sizeof *cases};
