/* What SQLite's back end writes for people to read is read back, and nothing else is: equality and order
 * are those of the text. */
#include "storage_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/sqlite/sqlite.h"

/* Not a byte longer, so that a sanitizer sees what reads beyond it. */
static char *
copy_of(const char *text)
{
    char *copy = malloc(strlen(text));
    assert_non_null(copy);
    return memcpy(copy, text, strlen(text));
}

static void
test_an_identifier_is_of_lower_case_digits_and_dashes(void **state)
{
    static const char sound[] = "01234567-89ab-cdef-0123-456789abcdef";
    static const char wrong[] = "-gGF /:";
    char text[sizeof sound];
    uint8_t id[16];
    (void)state;
    assert_true(ct__sqlite_id_read(sound, id));
    assert_int_equal(id[15], 0xEF);
    ct__sqlite_id_write(id, text);
    assert_memory_equal(text, sound, CT__SQLITE_ID_LENGTH);
    for (size_t at = 0; at < CT__SQLITE_ID_LENGTH; at++)
        for (const char *c = wrong; *c; c++) {
            memcpy(text, sound, sizeof sound);
            text[at] = *c;
            assert_int_equal(ct__sqlite_id_read(text, id), *c == sound[at]);
        }
}

static void
test_a_date_is_one_of_the_calendar(void **state)
{
    static const struct {
        const char *text;
        bool is_date;
    } rows[] = {
        {"2026-11-25", true},  {"0000-01-01", true},  {"9999-12-31", true},  {"2028-02-29", true},
        {"2000-02-29", true},  {"2026-02-29", false}, {"2100-02-29", false}, {"2026-04-31", false},
        {"2026-00-01", false}, {"2026-13-01", false}, {"2026-01-00", false}, {"2026-01-32", false},
        {"2026/11-25", false}, {"2026-11/25", false}, {"2O26-11-25", false}, {"2026-1 -25", false},
        {"2026-11-2x", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char back[CT__SQLITE_DATE_LENGTH];
        char *text = copy_of(rows[i].text);
        int64_t days = 0;
        if (ct__sqlite_date_read(text, &days) != rows[i].is_date)
            fail_msg("%s", rows[i].text);
        if (rows[i].is_date) {
            assert_true(ct__sqlite_date_write(days, back));
            assert_memory_equal(back, text, sizeof back);
        }
        free(text);
    }
}

static void
test_an_instant_is_one_of_a_day(void **state)
{
    static const struct {
        const char *text;
        bool is_instant;
    } rows[] = {
        {"2026-11-25T23:59:59.999Z", true},  {"1969-12-31T00:00:00.000Z", true},
        {"2026-11-25T24:00:00.000Z", false}, {"2026-11-25T23:60:00.000Z", false},
        {"2026-11-25T23:59:60.000Z", false}, {"2026-11-25 23:59:59.999Z", false},
        {"2026-11-31T23:59:59.999Z", false}, {"2026-11-25T23.59:59.999Z", false},
        {"2026-11-25T23:59.59.999Z", false}, {"2026-11-25T23:59:59:999Z", false},
        {"2026-11-25T23:59:59.999+", false}, {"2026-11-25T23:59:59.99xZ", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char back[CT__SQLITE_INSTANT_LENGTH];
        char *text = copy_of(rows[i].text);
        int64_t instant = 0;
        if (ct__sqlite_instant_read(text, &instant) != rows[i].is_instant)
            fail_msg("%s", rows[i].text);
        if (rows[i].is_instant) {
            assert_true(ct__sqlite_instant_write(instant, back));
            assert_memory_equal(back, text, sizeof back);
        }
        free(text);
    }
}

static void
test_a_value_that_its_column_cannot_hold_is_refused(void **state)
{
    static const struct {
        enum specimen_column column;
        ct_value value;
    } rows[] = {
        {COLUMN_FLAG, {.type = CT_TYPE_INT64, .i64 = 2}},
        {COLUMN_FLAG, {.type = CT_TYPE_INT64, .i64 = -1}},
        {COLUMN_COLOR, {.type = CT_TYPE_INT64, .i64 = 99}},
        {COLUMN_DATE, {.type = CT_TYPE_INT64, .i64 = INT64_C(1) << 40}},
        {COLUMN_INSTANT, {.type = CT_TYPE_INT64, .i64 = INT64_MAX}},
        {COLUMN_MAYBE_ID, {.type = CT_TYPE_BLOB, .data = "abc", .len = 3}},
    };
    struct world *world = *state;
    const struct specimen specimen = make_specimen(1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ct_value values[CT__COLUMNS_MAX];
        ct__record_values(&specimen_1, &specimen, values);
        values[rows[i].column] = rows[i].value;
        assert_status(CT_OK, begin_writing(world, 0));
        ct_status status = world->storage->ops.insert(world->sessions[0], TABLE_SPECIMEN, values,
                                                      specimen_1.field_count, &world->diag);
        if (status != CT_ERR_INVALID_ARGUMENT)
            fail_msg("row %zu: %d, %s", i, status, world->diag.message);
        roll_back(world, 0);
    }
    assert_status(CT_OK, begin_reading(world, 0));
    assert_int_equal(count_specimens(world, 0), 0);
}

static void *
allocate(void *user, size_t bytes)
{
    (void)user;
    return malloc(bytes);
}

static void
test_a_store_has_a_path(void **state)
{
    ct_storage *storage = NULL;
    (void)state;
    assert_int_equal(ct_storage_new_sqlite(NULL, NULL, &storage), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_sqlite(NULL, "", &storage), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_sqlite(NULL, "/tmp/store", NULL), CT_ERR_INVALID_ARGUMENT);
    const ct_allocator half = {.size = sizeof half, .allocate = allocate};
    assert_int_equal(ct_storage_new_sqlite(&half, "/tmp/store", &storage), CT_ERR_INVALID_ARGUMENT);
    assert_null(storage);
}

static void
run_sql(const struct world *world, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Somebody made the table anew, and wrote into it by hand. */
static void
test_a_value_that_its_column_cannot_hold_is_damage(void **state)
{
    static const char *const rows[][2] = {
        {"flag", "2"},
        {"flag", "-1"},
        {"flag", "'yes'"},
        {"amount", "1.5"},
        {"amount", "'many'"},
        {"amount", "NULL"},
        {"text", "'a' || char(0) || 'b'"},
        {"text", "x'00'"},
        {"blob", "'text'"},
        {"maybe_id", "'01234567-89AB-cdef-0123-456789abcdef'"},
        {"maybe_id", "'0123'"},
        {"date", "'2026-02-29'"},
        {"date", "'2026-02-2'"},
        {"instant", "'2026-11-25T24:00:00.000Z'"},
        {"instant", "'2026-11-25'"},
        {"color", "'pink'"},
    };
    struct world *world = *state;
    const struct specimen specimen = make_specimen(1);
    const ct_scan all = {.table = TABLE_SPECIMEN};
    assert_status(CT_OK, begin_writing(world, 0));
    assert_status(CT_OK, insert(world, 0, &specimen));
    assert_status(CT_OK, commit(world, 0));
    run_sql(world, "CREATE TABLE sound AS SELECT * FROM specimen;"
                   "DROP TABLE specimen; CREATE TABLE specimen AS SELECT * FROM sound"); /* without types */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct specimen found;
        char sql[200], place[80];
        size_t count;
        (void)snprintf(sql, sizeof sql,
                       "DELETE FROM specimen; INSERT INTO specimen SELECT * FROM sound;"
                       "UPDATE specimen SET %s = %s",
                       rows[i][0], rows[i][1]);
        (void)snprintf(place, sizeof place, "what is stored in specimen.%s is", rows[i][0]);
        run_sql(world, sql);
        assert_status(CT_OK, begin_reading(world, 0));
        ct_status status = scan(world, 0, &all, &specimen_1, &found, 1, &count);
        if (status != CT_ERR_CORRUPT || strncmp(world->diag.message, place, strlen(place)) != 0)
            fail_msg("%s = %s: %d, %s", rows[i][0], rows[i][1], status, world->diag.message);
        roll_back(world, 0);
    }
}

/* Neither a URI nor SQLite's name for no file at all. */
static void
test_a_relative_path_is_that_of_a_file(void **state)
{
    static const char *const names[] = {":memory:", "file:store?mode=memory"};
    struct world *world = *state;
    char before[256];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(world->directory), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char beside[64];
        struct stat found;
        ct_storage_unref(world->storage);
        world->storage = NULL;
        assert_status(CT_OK, ct_storage_new_sqlite(NULL, names[i], &world->storage));
        assert_status(CT_OK, open_session(world, 0, &schema_1));
        close_session(world, 0);
        assert_int_equal(stat(names[i], &found), 0);
        assert_int_equal(unlink(names[i]), 0);
        (void)snprintf(beside, sizeof beside, "%s-wal", names[i]);
        (void)unlink(beside);
        (void)snprintf(beside, sizeof beside, "%s-shm", names[i]);
        (void)unlink(beside);
    }
    assert_int_equal(chdir(before), 0);
}

static void
test_a_lock_can_be_waited_for_as_long_as_one_likes(void **state)
{
    struct world *world = *state;
    assert_status(CT_OK, begin_within(world, 0, 0, UINT32_MAX));
    assert_status(CT_OK, commit(world, 0));
}

#define CASE(function, build) cmocka_unit_test_setup_teardown(function, build, raze_world)

static const struct CMUnitTest cases[] = {
    cmocka_unit_test(test_an_identifier_is_of_lower_case_digits_and_dashes),
    cmocka_unit_test(test_a_date_is_one_of_the_calendar),
    cmocka_unit_test(test_an_instant_is_one_of_a_day),
    CASE(test_a_value_that_its_column_cannot_hold_is_refused, build_world),
    cmocka_unit_test(test_a_store_has_a_path),
    CASE(test_a_value_that_its_column_cannot_hold_is_damage, build_world),
    CASE(test_a_relative_path_is_that_of_a_file, build_empty_world),
    CASE(test_a_lock_can_be_waited_for_as_long_as_one_likes, build_world),
};

const struct suite readable_suite = {"readable", cases, sizeof cases / sizeof *cases};
