/* SQLite's files fail at each call of a migration in turn: full disk, failed write, failed read, short
 * read, failed fsync, a file that can't be opened. Whatever is answered, the store is sound,
 * and the same call under the same key ends in one migration. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "fixture.h"

/* `calls`: odd, for those of a store that was just opened are the most. */
static const struct disk_way ways[] = {
    {"full_disk", DISK_WRITE, SQLITE_FULL, false, false, 71},
    {"disk_stays_full", DISK_WRITE, SQLITE_FULL, true, false, 71},
    {"failed_write", DISK_WRITE, SQLITE_IOERR_WRITE, false, false, 71},
    {"failed_read", DISK_READ, SQLITE_IOERR_READ, false, false, 61},
    {"short_read", DISK_READ, SQLITE_IOERR_SHORT_READ, false, false, 61},
    {"half_read", DISK_READ, SQLITE_IOERR_SHORT_READ, false, true, 61},
    {"failed_fsync", DISK_SYNC, SQLITE_IOERR_FSYNC, false, false, 9},
    {"fsync_keeps_failing", DISK_SYNC, SQLITE_IOERR_FSYNC, true, false, 9},
    {"failed_share", DISK_SHARE, SQLITE_IOERR_SHMMAP, false, false, 3},
    {"failed_open", DISK_OPEN, SQLITE_CANTOPEN, false, false, 9},
};

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
is_clean(const struct disk_way *way, ct_status status)
{
    static const ct_status clean[] = {CT_OK, CT_ERR_IO, CT_ERR_BUSY, CT_ERR_CORRUPT,
                                      CT_ERR_NOT_A_STORE};
    if (status == CT_ERR_COMMIT_UNKNOWN)
        return way->operation == DISK_SYNC;
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
try_call(struct world *world, const struct disk_way *way, long until)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_request request = migration_request(world, client);
    const ct_call call = {.size = sizeof call, .idempotency_key = "a key"};
    disk_arm(way, until);
    ct_status status = until % 2 ? open_again(world) : CT_OK;
    if (!status)
        status = ct_migration_run(world->context, &request, &call, NULL);
    bool was_hit = disk_disarm();
    hits[way - ways] += was_hit;
    if (!is_clean(way, status) || (status && !was_hit))
        fail_msg("%s %ld: %s (%s)", way->name, until, ct_status_name(status),
                 ct_error_text(world->context, CT_LANGUAGE_ENGLISH));
    assert_ok(world, open_again(world));
    check_integrity(world);
    assert_ok(world, ct_migration_run(world->context, &request, &call, NULL));
    check_one_migration(world, client);
    return was_hit;
}

struct trial {
    const struct disk_way *way;
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

/* The fsync of the commit fails, in a store that is in use. */
static ct_status
migrate_without_fsync(struct world *world, bool lasts, ct_id client)
{
    const struct disk_way way = {"", DISK_SYNC, SQLITE_IOERR_FSYNC, lasts, false, 0};
    const ct_migration_request request = migration_request(world, client);
    const ct_call call = {.size = sizeof call, .idempotency_key = "a key"};
    disk_arm(&way, 0);
    ct_status status = ct_migration_run(world->context, &request, &call, NULL);
    assert_true(disk_disarm());
    return status;
}

static void
a_commit_whose_fsync_failed_once_is_made_good(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    assert_ok(world, migrate_without_fsync(world, false, client));
    check_one_migration(world, client);
}

static void
copy_file(const char *from, const char *to)
{
    char bytes[4096];
    size_t size;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    while ((size = fread(bytes, 1, sizeof bytes, in)) > 0)
        assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

/* The store as its files are now, not as its connections see it. */
static void
crash(struct world *world)
{
    static const char *const suffixes[] = {"", "-wal"};
    char paths[COUNT(suffixes)][2][96];
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        (void)snprintf(paths[i][0], sizeof paths[i][0], "%s%s", world->path, suffixes[i]);
        (void)snprintf(paths[i][1], sizeof paths[i][1], "%s.kept%s", world->path, suffixes[i]);
        copy_file(paths[i][0], paths[i][1]);
    }
    ct_context_free(world->context);
    world->context = NULL;
    for (size_t i = 0; i < COUNT(suffixes); i++)
        assert_int_equal(rename(paths[i][1], paths[i][0]), 0);
    assert_ok(world, open_again(world));
}

/* Nobody sees it, and yet it is in the log, whole: after a crash it is done. So it can't be answered
 * with CT_ERR_IO, by which nothing happened. */
static void
a_commit_whose_fsync_failed_may_come_back(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_request request = migration_request(world, client);
    const ct_call call = {.size = sizeof call, .idempotency_key = "a key"};
    ct_status status = migrate_without_fsync(world, true, client);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 0);
    crash(world);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
    assert_int_equal(status, CT_ERR_COMMIT_UNKNOWN);
    assert_ok(world, ct_migration_run(world->context, &request, &call, NULL));
    check_one_migration(world, client);
}

/* Whichever of its pages it was: CT_ERR_IO means that nothing happened, and nothing will have. */
static void
a_commit_whose_write_failed_never_comes_back(void **state)
{
    const struct disk_way way = {"", DISK_WRITE, SQLITE_IOERR_WRITE, false, false, 0};
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_request request = migration_request(world, client);
    bool was_hit = true;
    for (long until = 0; was_hit; until++) {
        disk_arm(&way, until);
        ct_status status = ct_migration_run(world->context, &request, NULL, NULL);
        was_hit = disk_disarm();
        assert_int_equal(status, was_hit ? CT_ERR_IO : CT_OK);
        crash(world);
        assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), was_hit ? 0 : 1);
    }
}

static size_t
count_packs(struct world *world)
{
    ct_pack_list *list = NULL;
    assert_ok(world, ct_pack_list_get(world->context, world->studio, NULL, 1000, &list));
    assert_null(ct_pack_list_next(keep_pack_list(world, list)));
    return ct_pack_list_count(list);
}

/* Nor can one that was written and synced, and could then not be told to the others: when the log has
 * grown, because somebody reads on and on, the memory that they share must grow too. */
static void
a_commit_that_could_not_be_shared_may_come_back(void **state)
{
    const struct disk_way way = {"", DISK_SHARE, SQLITE_IOERR_SHMMAP, true, false, 0};
    struct world *world = *state;
    sqlite3 *reader = NULL;
    ct_status status = CT_OK;
    size_t bought = 0;
    assert_int_equal(sqlite3_open(world->path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM pack", NULL, NULL, NULL),
                     SQLITE_OK);
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    request.studio = world->studio;
    request.kind = CT_COUPON_CONTO_TERZI;
    request.license_year = 2026;
    request.quantity = 1000;
    disk_arm(&way, 0);
    while (status == CT_OK && bought < 1000) {
        status = ct_pack_buy(world->context, &request, NULL, NULL);
        bought += status == CT_OK;
    }
    assert_true(disk_disarm());
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    assert_int_equal(count_packs(world), bought);
    crash(world);
    assert_int_equal(count_packs(world), bought + 1);
    assert_int_equal(status, CT_ERR_COMMIT_UNKNOWN);
}

static void
a_commit_whose_fsync_failed_is_made_with_the_same_key(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_request request = migration_request(world, client);
    const ct_call call = {.size = sizeof call, .idempotency_key = "a key"};
    assert_int_equal(migrate_without_fsync(world, true, client), CT_ERR_COMMIT_UNKNOWN);
    assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "same key"));
    assert_ok(world, ct_migration_run(world->context, &request, &call, NULL));
    check_one_migration(world, client);
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
    cases[used++] = (struct CMUnitTest)CASE(a_commit_whose_fsync_failed_once_is_made_good);
    cases[used++] = (struct CMUnitTest)CASE(a_commit_whose_fsync_failed_may_come_back);
    cases[used++] = (struct CMUnitTest)CASE(a_commit_whose_fsync_failed_is_made_with_the_same_key);
    cases[used++] = (struct CMUnitTest)CASE(a_commit_whose_write_failed_never_comes_back);
    cases[used++] = (struct CMUnitTest)CASE(a_commit_that_could_not_be_shared_may_come_back);
    for (const struct disk_way *way = ways; way < ways + COUNT(ways); way++)
        for (long until = 0; until <= way->calls && used < CASES_MAX; until++, used++) {
            trials[used] = (struct trial){way, until};
            (void)snprintf(names[used], sizeof names[used], "%s_%ld", way->name, until);
            cases[used] = CASE_OF(names[used],
                                  until == way->calls ? no_call_is_left_out
                                                      : a_call_of_the_disk_fails,
                                  &trials[used]);
        }
    disk_install();
    return run_on_files(arguments, cases, used);
}
