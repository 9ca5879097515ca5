/* A file in place of the store: bytes as they are, or a sound store with pages written over or
 * values exchanged. It is opened, listed, checked and changed. Each call answers; what fails says
 * why; every walk ends. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

static char directory[] = "/dev/shm/contoterzi-fuzz-XXXXXX";
static char path[sizeof directory + 16];
static uint8_t *sound; /* the bytes of a store */
static size_t sound_size;
static struct world first; /* who is in it */

static void
remove_files(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[sizeof path + 16];

        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

static void
remove_directory(void)
{
    remove_files();
    (void)rmdir(directory);
}

static void
make_sound(void)
{
    ct_storage *storage = NULL;
    struct stat status;
    struct world world;
    int file;

    MUST(mkdtemp(directory));
    atexit(remove_directory);
    snprintf(path, sizeof path, "%s/store.db", directory);
    MUST(ct_storage_new_sqlite(NULL, path, &storage) == CT_OK);
    MUST(world_open(&world, storage) == CT_OK);
    world_fill(&world);
    world_migrate(&world);
    first = world;
    world_close(&world);
    file = open(path, O_RDONLY | O_CLOEXEC);
    MUST(file >= 0 && fstat(file, &status) == 0);
    sound_size = (size_t)status.st_size;
    sound = malloc(sound_size);
    MUST(sound && read(file, sound, sound_size) == (ssize_t)sound_size);
    close(file);
}

static void
write_file(const uint8_t *bytes, size_t size)
{
    int file;

    remove_files();
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    MUST(file >= 0 && write(file, bytes, size) == (ssize_t)size);
    close(file);
}

/* Exchanges a value in some row of some column of some table; the file may refuse that. */
static void
exchange_value(sqlite3 *database, struct input *input)
{
    static const char find[] =
        "SELECT printf('UPDATE OR IGNORE \"%w\" SET \"%w\" = ?1', m.name, c.name)"
        " FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        " ORDER BY m.name, c.cid LIMIT 1 OFFSET ?1 % (SELECT count(*)"
        " FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table')";
    sqlite3_stmt *finder = NULL, *update = NULL;
    int64_t number;
    unsigned kind;
    char *text;

    MUST(sqlite3_prepare_v2(database, find, -1, &finder, NULL) == SQLITE_OK);
    sqlite3_bind_int64(finder, 1, take_byte(input) * 256 + take_byte(input));
    MUST(sqlite3_step(finder) == SQLITE_ROW);
    MUST(sqlite3_prepare_v2(database, (const char *)sqlite3_column_text(finder, 0), -1, &update,
                            NULL) == SQLITE_OK);
    kind = take_byte(input);
    if (kind % 4 == 0) {
        take_bytes(input, &number, sizeof number);
        sqlite3_bind_int64(update, 1, number);
    } else if (kind % 4 == 1) {
        sqlite3_bind_int64(update, 1, (int8_t)take_byte(input));
    } else {
        size_t length = take_byte(input), there = length < input->left ? length : input->left;

        text = take_text(input, length);
        if (kind % 4 == 2)
            sqlite3_bind_text(update, 1, text, (int)there, SQLITE_TRANSIENT);
        else
            sqlite3_bind_blob(update, 1, text, (int)there, SQLITE_TRANSIENT);
        free(text);
    }
    (void)sqlite3_step(update);
    sqlite3_finalize(update);
    sqlite3_finalize(finder);
}

static void
make_file(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    sqlite3 *database = NULL;
    uint8_t *bytes;
    unsigned way;

    if (size >= 6 && memcmp(data, "SQLite", 6) == 0) {
        write_file(data, size);
        return;
    }
    way = take_byte(&input);
    if (way % 4 == 0) {
        write_file(input.data, input.left);
        return;
    }
    bytes = malloc(sound_size);
    MUST(bytes);
    memcpy(bytes, sound, sound_size);
    while (way % 4 == 1 && input.left) {
        size_t at = take_number(&input) % sound_size, length = take_byte(&input);

        take_bytes(&input, bytes + at, length < sound_size - at ? length : sound_size - at);
    }
    write_file(bytes, sound_size);
    free(bytes);
    if (way % 4 == 1)
        return;
    MUST(sqlite3_open(path, &database) == SQLITE_OK);
    while (input.left)
        exchange_value(database, &input);
    sqlite3_close(database);
}

enum { PAGES_MAX = 2000 };

/* Walks a list to its end, or to a failure. */
#define WALK(world, type, get)                                                                    \
    do {                                                                                          \
        char *after = NULL;                                                                       \
        int pages = 0;                                                                            \
        bool is_over;                                                                             \
        do {                                                                                      \
            ct_##type *list = NULL;                                                               \
            ct_status status = (get);                                                             \
            must_explain(world, status);                                                          \
            MUST(pages++ < PAGES_MAX);                                                            \
            free(after);                                                                          \
            after = !status && ct_##type##_next(list) ? strdup(ct_##type##_next(list)) : NULL;     \
            is_over = !after;                                                                     \
            ct_##type##_free(list);                                                               \
        } while (!is_over);                                                                       \
    } while (0)

static void
walk_lists(struct world *world)
{
    ct_client_query clients = CT_CLIENT_QUERY_INIT;
    ct_coupon_query coupons = CT_COUPON_QUERY_INIT;
    ct_migration_query migrations = CT_MIGRATION_QUERY_INIT;
    ct_event_query events = CT_EVENT_QUERY_INIT;

    clients.studio = coupons.studio = migrations.studio = events.studio = first.studio;
    clients.limit = coupons.limit = migrations.limit = events.limit = 2;
    WALK(world, studio_list, ct_studio_list_get(world->context, after, 2, &list));
    WALK(world, client_list,
         (clients.after = after, ct_client_list_get(world->context, &clients, &list)));
    WALK(world, coupon_list,
         (coupons.after = after, ct_coupon_list_get(world->context, &coupons, &list)));
    WALK(world, migration_list,
         (migrations.after = after, ct_migration_list_get(world->context, &migrations, &list)));
    WALK(world, event_list,
         (events.after = after, ct_event_list_get(world->context, &events, &list)));
    WALK(world, message_list, ct_message_list_get(world->context, 0, after, 2, &list));
    WALK(world, pack_list, ct_pack_list_get(world->context, first.studio, after, 2, &list));
}

static void
check(struct world *world)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;

    request.limit = 20;
    WALK(world, check_report,
         (request.after = after, ct_check_run(world->context, &request, &list)));
}

static ct_status
drop(void *user, const char *bytes, size_t count)
{
    *(size_t *)user += count;
    return bytes ? CT_OK : CT_ERR_CALLBACK;
}

static void
look(struct world *world)
{
    ct_export_request export = CT_EXPORT_REQUEST_INIT;
    ct_studio_overview *overview = NULL;
    ct_client_record *record = NULL;
    ct_client *client = NULL;
    size_t written = 0;

    must_explain(world, ct_studio_overview_get(world->context, first.studio, &overview));
    ct_studio_overview_free(overview);
    must_explain(world, ct_client_get(world->context, first.client, &client));
    ct_client_free(client);
    must_explain(world, ct_client_as_of(world->context, first.client, (ct_date){2026, 3, 16},
                                        &record));
    ct_client_record_free(record);
    export.client = first.client;
    export.write = drop;
    export.user = &written;
    must_explain(world, ct_client_export(world->context, &export, NULL));
}

/* @param claims  whether to claim a message too: the slow hash of its password takes more time than
 *                all the rest */
static void
change(struct world *world, bool claims)
{
    static const char *const emails[] = {"verdi@example.it"};
    ct_client_request request = CT_CLIENT_REQUEST_INIT;
    ct_migration_request migration = CT_MIGRATION_REQUEST_INIT;
    ct_signatory signatory = CT_SIGNATORY_INIT;
    ct_lifecycle_request lifecycle = CT_LIFECYCLE_REQUEST_INIT;
    ct_lifecycle_report *report = NULL;
    ct_message *message = NULL;
    ct_client *client = NULL;
    ct_status status;

    request.studio = first.studio;
    request.name = "Verdi S.r.l.";
    request.vat_number = "00000000026";
    request.emails = emails;
    request.email_count = 1;
    status = ct_client_register(world->context, &request, NULL, &client);
    must_explain(world, status);
    signatory.name = "Mario";
    signatory.surname = "Rossi";
    signatory.tax_code = "RSSMRA80A01H501U";
    migration.studio = first.studio;
    migration.client = status ? first.client : ct_client_id(client);
    migration.signatory = &signatory;
    must_explain(world, ct_migration_run(world->context, &migration, NULL, NULL));
    ct_client_free(client);
    must_explain(world, ct_lifecycle_run(world->context, &lifecycle, NULL, &report));
    ct_lifecycle_report_free(report);
    if (claims)
        must_explain(world, ct_outbox_claim(world->context, NULL, &message));
    ct_message_free(message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ct_storage *storage = NULL;
    struct world world;

    if (!sound)
        make_sound();
    make_file(data, size);
    MUST(ct_storage_new_sqlite(NULL, path, &storage) == CT_OK);
    if (world_open(&world, storage) == CT_OK) {
        walk_lists(&world);
        look(&world);
        check(&world);
        change(&world, size % 8 == 0);
        check(&world);
    }
    world_close(&world);
    return 0;
}
