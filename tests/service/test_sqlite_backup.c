/* A backup of a store that others write to: of one moment, whole or not there. The world's end finds any
 * file that was left behind, as its directory can't be removed then. */
#include "fixture.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A backup in progress, and what its user does at each call. */
struct trial {
    struct world *world;
    ct_sqlite_backup asked;
    char destination[80];
    unsigned calls;
    uint64_t pages, page_count;
    unsigned breaks_at;   /* the call that answers no; 0: none */
    bool writes;          /* a client at each call, through the world's context */
    const char *makes;    /* a file that comes meanwhile */
    long damages_at;      /* where a page of the copy is lost before it is looked at; 0: nowhere */
    unsigned failures;
    char message[512];
};

static const char *
path_of(struct trial *trial, const char *suffix)
{
    static char path[96];
    (void)snprintf(path, sizeof path, "%s%s", trial->destination, suffix);
    return path;
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void
assert_content(const char *path, const char *text)
{
    char content[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(content, 1, sizeof content - 1, file), strlen(text));
    assert_int_equal(fclose(file), 0);
    assert_string_equal(content, text);
}

/* The disk had told that it was written. */
static void
damage_copy(const struct trial *trial)
{
    static const char nothing[16];
    char path[160] = "";
    DIR *directory = opendir(trial->world->directory);
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));)
        if (strstr(entry->d_name, ".part-"))
            (void)snprintf(path, sizeof path, "%s/%.80s", trial->world->directory, entry->d_name);
    assert_int_equal(closedir(directory), 0);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, trial->damages_at, SEEK_SET), 0);
    assert_int_equal(fwrite(nothing, 1, sizeof nothing, file), sizeof nothing);
    assert_int_equal(fclose(file), 0);
}

static ct_status
progress(void *user, uint64_t pages, uint64_t page_count)
{
    struct trial *trial = user;
    trial->calls++;
    assert_true(pages > trial->pages || page_count == 0);
    trial->pages = pages;
    trial->page_count = page_count;
    if (trial->writes)
        (void)add_client(trial->world, "Meanwhile");
    if (trial->makes)
        write_file(trial->makes, "came meanwhile");
    if (trial->damages_at && pages == page_count)
        damage_copy(trial);
    return trial->calls == trial->breaks_at ? CT_ERR_IO : CT_OK;
}

static void
failed(void *user, int64_t native_code, const char *message)
{
    struct trial *trial = user;
    (void)native_code;
    trial->failures++;
    (void)snprintf(trial->message, sizeof trial->message, "%s", message);
}

static struct trial
trial_of(struct world *world)
{
    struct trial trial = {.world = world, .asked = CT_SQLITE_BACKUP_INIT};
    (void)snprintf(trial.destination, sizeof trial.destination, "%s/backup", world->directory);
    trial.asked.source = world->path;
    trial.asked.progress = progress;
    trial.asked.failed = failed;
    trial.asked.step_pages = 1;
    return trial;
}

static ct_status
run(struct trial *trial)
{
    trial->asked.destination = trial->destination;
    trial->asked.user = trial;
    trial->calls = trial->failures = 0;
    trial->pages = 0;
    trial->message[0] = '\0';
    ct_status status = ct_storage_backup_sqlite(&trial->world->allocator, &trial->asked);
    assert_int_equal(trial->failures, status ? 1 : 0);
    assert_int_equal(trial->message[0] != '\0', status != CT_OK);
    return status;
}

static int
number_in(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int number = sqlite3_column_int(statement, 0);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return number;
}

static void
run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
remove_backup(struct trial *trial)
{
    assert_int_equal(unlink(trial->destination), 0);
}

static void
assert_nothing_there(struct trial *trial)
{
    assert_int_not_equal(access(trial->destination, F_OK), 0);
}

/* ---- What a backup holds ---- */

static void
test_holds_the_moment_of_its_beginning_and_ends_while_others_write(void **state)
{
    struct trial trial = trial_of(*state);
    (void)add_client(trial.world, "Before");
    trial.writes = true;
    assert_int_equal(run(&trial), CT_OK);
    assert_int_equal(trial.pages, trial.page_count);
    assert_int_equal(trial.calls, trial.page_count); /* of one page each: never begun anew */
    assert_int_equal(number_in(trial.destination, "SELECT count(*) FROM client"), 1);
    assert_int_equal(number_in(trial.destination, "SELECT count(*) FROM pragma_integrity_check "
                                                  "WHERE integrity_check <> 'ok'"), 0);
    assert_int_equal(number_in(trial.world->path, "SELECT count(*) FROM client"),
                     (int)trial.calls + 1);
    remove_backup(&trial);
}

static void
test_is_a_store_that_can_be_written_to(void **state)
{
    struct trial trial = trial_of(*state);
    (void)add_client(trial.world, "Before");
    assert_int_equal(run(&trial), CT_OK);
    ct_context_free(trial.world->context);
    trial.world->context = NULL;
    ct_storage_unref(trial.world->storage);
    assert_int_equal(rename(trial.destination, trial.world->path), 0);
    assert_int_equal(ct_storage_new_sqlite(&trial.world->allocator, trial.world->path,
                                           &trial.world->storage), CT_OK);
    reopen(trial.world, NULL, NULL);
    (void)add_client(trial.world, "After");
    assert_int_equal(number_in(trial.world->path, "SELECT count(*) FROM client"), 2);
}

static void
test_has_the_permissions_of_the_store(void **state)
{
    struct trial trial = trial_of(*state);
    struct stat found;
    assert_int_equal(chmod(trial.world->path, 0640), 0);
    assert_int_equal(run(&trial), CT_OK);
    assert_int_equal(stat(trial.destination, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0640);
    assert_int_equal(found.st_nlink, 1);
    remove_backup(&trial);
}

static void
test_needs_no_callbacks_and_no_step(void **state)
{
    struct trial trial = trial_of(*state);
    ct_sqlite_backup asked = CT_SQLITE_BACKUP_INIT;
    asked.source = trial.world->path;
    asked.destination = trial.destination;
    assert_int_equal(ct_storage_backup_sqlite(NULL, &asked), CT_OK);
    assert_int_equal(ct_storage_backup_sqlite(NULL, &asked), CT_ERR_EXISTS);
    remove_backup(&trial);
}

/* ---- What leaves nothing ---- */

static void
test_a_callback_that_says_no_leaves_nothing(void **state)
{
    struct trial trial = trial_of(*state);
    assert_int_equal(run(&trial), CT_OK);
    unsigned last = trial.calls;
    remove_backup(&trial);
    const unsigned moments[] = {1, 2, last / 2, last};
    for (size_t i = 0; i < COUNT(moments); i++) {
        trial.breaks_at = moments[i];
        assert_int_equal(run(&trial), CT_ERR_CALLBACK);
        assert_int_equal(trial.calls, moments[i]);
        assert_nothing_there(&trial);
    }
}

static void
test_what_is_there_is_refused_and_left(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-journal"};
    struct trial trial = trial_of(*state);
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        write_file(path_of(&trial, suffixes[i]), "mine");
        assert_int_equal(run(&trial), CT_ERR_EXISTS);
        assert_int_equal(trial.calls, 0);
        assert_true(has_text(trial.message, path_of(&trial, suffixes[i])));
        assert_content(path_of(&trial, suffixes[i]), "mine");
        assert_int_equal(unlink(path_of(&trial, suffixes[i])), 0);
    }
}

static void
test_what_comes_meanwhile_is_left(void **state)
{
    struct trial trial = trial_of(*state);
    trial.makes = trial.destination;
    assert_int_equal(run(&trial), CT_ERR_EXISTS);
    assert_content(trial.destination, "came meanwhile");
    remove_backup(&trial);
}

static void
test_a_missing_source_is_told_and_not_made(void **state)
{
    struct trial trial = trial_of(*state);
    char path[80];
    (void)snprintf(path, sizeof path, "%s/none", trial.world->directory);
    trial.asked.source = path;
    assert_int_equal(run(&trial), CT_ERR_IO);
    assert_true(has_text(trial.message, path));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_nothing_there(&trial);
}

static void
test_a_folder_that_is_not_there_is_told(void **state)
{
    struct trial trial = trial_of(*state);
    (void)snprintf(trial.destination, sizeof trial.destination, "%s/none/backup",
                   trial.world->directory);
    assert_int_equal(run(&trial), CT_ERR_IO);
    assert_true(has_text(trial.message, trial.destination));
}

static void
test_what_is_no_store_of_ours_is_refused(void **state)
{
    static const struct {
        const char *text; /* of a file, or NULL */
        const char *sql;
        ct_status answer;
    } strangers[] = {
        {"", NULL, CT_ERR_NOT_A_STORE},
        {"Dear diary,\n", NULL, CT_ERR_NOT_A_STORE},
        {NULL, "CREATE TABLE photo (id INTEGER)", CT_ERR_NOT_A_STORE},
        {NULL, "PRAGMA user_version = 3", CT_ERR_NOT_A_STORE},
        {NULL, "PRAGMA journal_mode = WAL; CREATE TABLE photo (id INTEGER)", CT_ERR_NOT_A_STORE},
        {NULL, "PRAGMA application_id = 0x4374547A; PRAGMA user_version = 1000",
         CT_ERR_SCHEMA_NEWER},
    };
    struct trial trial = trial_of(*state);
    char path[80];
    (void)snprintf(path, sizeof path, "%s/other", trial.world->directory);
    trial.asked.source = path;
    for (size_t i = 0; i < COUNT(strangers); i++) {
        if (strangers[i].sql)
            run_sql(path, strangers[i].sql);
        else
            write_file(path, strangers[i].text);
        assert_int_equal(run(&trial), strangers[i].answer);
        assert_true(has_text(trial.message, path));
        assert_nothing_there(&trial);
        assert_int_equal(unlink(path), 0);
    }
}

static void
test_a_copy_that_is_not_sound_gets_no_name(void **state)
{
    static const struct {
        long place;
        ct_status answer;
    } damages[] = {
        {64, CT_ERR_NOT_A_STORE}, /* whose file it is, in the header */
        {4 * 4096, CT_ERR_CORRUPT}, /* the head of a page */
    };
    struct trial trial = trial_of(*state);
    for (size_t i = 0; i < COUNT(damages); i++) {
        trial.damages_at = damages[i].place;
        assert_int_equal(run(&trial), damages[i].answer);
        assert_true(has_text(trial.message, ".part-"));
        assert_nothing_there(&trial);
    }
    trial.damages_at = 0;
    assert_int_equal(run(&trial), CT_OK);
    remove_backup(&trial);
}

static void
test_allocations_that_fail(void **state)
{
    struct trial trial = trial_of(*state);
    for (long until = 0;; until++) {
        heap_arm(&trial.world->heap, HEAP_FAILS_ONCE, until);
        ct_status status = run(&trial);
        bool was_hit = heap_disarm(&trial.world->heap);
        if (status == CT_OK && !was_hit)
            break;
        assert_int_equal(status, CT_ERR_NO_MEMORY);
        assert_nothing_there(&trial);
    }
    remove_backup(&trial);
}

static void
test_what_is_no_backup_to_make_is_refused(void **state)
{
    struct world *world = *state;
    const ct_allocator half = {.size = sizeof half, .allocate = world->allocator.allocate};
    const ct_sqlite_backup sound = {
        .size = sizeof sound, .source = world->path, .destination = "/nowhere/copy"};
    ct_sqlite_backup wrong[6];
    for (size_t i = 0; i < COUNT(wrong); i++)
        wrong[i] = sound;
    wrong[0].size = 1;
    wrong[1].source = NULL;
    wrong[2].source = "";
    wrong[3].destination = NULL;
    wrong[4].destination = "";
    wrong[5].reserved = 1;
    assert_int_equal(ct_storage_backup_sqlite(NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_backup_sqlite(&half, &sound), CT_ERR_INVALID_ARGUMENT);
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(ct_storage_backup_sqlite(NULL, &wrong[i]), CT_ERR_INVALID_ARGUMENT);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest cases[] = {
        CASE(test_holds_the_moment_of_its_beginning_and_ends_while_others_write),
        CASE(test_is_a_store_that_can_be_written_to),
        CASE(test_has_the_permissions_of_the_store),
        CASE(test_needs_no_callbacks_and_no_step),
        CASE(test_a_callback_that_says_no_leaves_nothing),
        CASE(test_what_is_there_is_refused_and_left),
        CASE(test_what_comes_meanwhile_is_left),
        CASE(test_a_missing_source_is_told_and_not_made),
        CASE(test_a_folder_that_is_not_there_is_told),
        CASE(test_what_is_no_store_of_ours_is_refused),
        CASE(test_a_copy_that_is_not_sound_gets_no_name),
        CASE(test_allocations_that_fail),
        CASE(test_what_is_no_backup_to_make_is_refused),
    };
    (void)argc;
    return run_on_files(argv, cases, COUNT(cases));
}
