/* What an access decision costs on SQLite, warm, beside the two look-ups that it takes, written by hand
 * on the raw sqlite3 API: the client by its key and its licenses by their index, in one transaction.
 *
 *     bench_access [CLIENTS [DECISIONS]]     default: 20000 100000
 *
 * Fails if a decision of the library's has less than 0.7 of the hand-written speed. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "contoterzi/contoterzi.h"

enum { PAGE = 1000, ROUNDS = 11 };

#define MUST(good) ((good) ? (void)0 : die(#good))

static void
die(const char *what)
{
    (void)fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct world {
    char path[64];
    ct_storage *storage;
    ct_context *context;
    ct_id studio;
    ct_id *clients;
    size_t count;
};

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    *ret_now = 1795000000000;
    return CT_OK;
}

static void
vat_number(uint32_t number, char text[12])
{
    unsigned sum = 0;
    (void)snprintf(text, 11, "%010u", number);
    for (int i = 0; i < 10; i++) {
        unsigned digit = (unsigned)(text[i] - '0') * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    text[10] = (char)('0' + (10 - sum % 10) % 10);
    text[11] = '\0';
}

static ct_id
add_client(struct world *world, uint32_t number)
{
    char name[64], email[64], vat[12];
    const char *emails[] = {email};
    ct_client_request request = CT_CLIENT_REQUEST_INIT;
    ct_client *client = NULL;
    (void)snprintf(name, sizeof name, "Azienda %08x S.r.l.", number * 2654435761U);
    (void)snprintf(email, sizeof email, "info@azienda%u.it", number);
    vat_number(10000000 + number, vat);
    request.studio = world->studio;
    request.name = name;
    request.vat_number = vat;
    request.emails = emails;
    request.email_count = 1;
    MUST(!ct_client_register(world->context, &request, NULL, &client));
    ct_id id = ct_client_id(client);
    ct_client_free(client);
    return id;
}

static void
migrate(struct world *world, size_t first, size_t count)
{
    const ct_signatory mario = {.size = sizeof mario, .name = "Mario", .surname = "Rossi",
                                .tax_code = "RSSMRA85T10A562S"};
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers = NULL;
    bulk.studio = world->studio;
    bulk.signatory = &mario;
    bulk.clients = world->clients + first;
    bulk.client_count = count;
    MUST(!ct_migration_run_many(world->context, &bulk, NULL, &answers));
    ct_migration_answers_free(answers);
}

/* A first login takes a slow hash; what it leaves in the books can be written faster. */
static void
make_operational(const struct world *world)
{
    sqlite3 *db;
    MUST(sqlite3_open(world->path, &db) == SQLITE_OK);
    MUST(sqlite3_exec(db,
                      "UPDATE migration SET state = 'operational', live_client_id = NULL;"
                      "UPDATE account SET need_password_change = 0, need_setup = 0;"
                      "UPDATE client SET stage = 'licensed'",
                      NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
}

static void
make_world(struct world *world, const char *folder, size_t count)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_pack_request pack = CT_PACK_REQUEST_INIT;
    ct_studio *studio = NULL;
    (void)snprintf(world->path, sizeof world->path, "%s/access.db", folder);
    options.now = clock_2026;
    MUST(!ct_storage_new_sqlite(NULL, world->path, &world->storage));
    MUST(!ct_context_new(&options, &world->context));
    MUST(!ct_context_open(world->context, world->storage));
    request.name = "Studio";
    request.vat_number = "00743110157";
    request.email = "info@studio.it";
    request.certified_email = "studio@pec.it";
    MUST(!ct_studio_add(world->context, &request, NULL, &studio));
    world->studio = ct_studio_id(studio);
    ct_studio_free(studio);
    MUST(!ct_studio_open_account(world->context, world->studio, NULL, NULL));
    pack.studio = world->studio;
    pack.kind = CT_COUPON_CONTO_TERZI;
    pack.license_year = 2027;
    pack.quantity = (uint32_t)count;
    MUST(!ct_pack_buy(world->context, &pack, NULL, NULL));
    world->count = count;
    world->clients = calloc(count, sizeof *world->clients);
    MUST(world->clients);
    for (size_t i = 0; i < count; i++)
        world->clients[i] = add_client(world, (uint32_t)i);
    for (size_t first = 0; first < count; first += PAGE)
        migrate(world, first, count - first < PAGE ? count - first : PAGE);
    make_operational(world);
}

static ct_id
any_client(const struct world *world, size_t i)
{
    return world->clients[i * 7919 % world->count];
}

static double
ours(const struct world *world, size_t count, ct_access_actor actor)
{
    double start = seconds();
    for (size_t i = 0; i < count; i++) {
        ct_access_request request = CT_ACCESS_REQUEST_INIT;
        ct_access_decision *decision = NULL;
        request.studio = world->studio;
        request.client = any_client(world, i);
        request.actor = actor;
        request.area = CT_AREA_INVOICES;
        request.level = CT_LEVEL_READ;
        MUST(!ct_access_check(world->context, &request, &decision));
        MUST(ct_access_decision_is_allowed(decision));
        ct_access_decision_free(decision);
    }
    return (seconds() - start) / (double)count;
}

struct hand {
    sqlite3 *db;
    sqlite3_stmt *begin, *client, *licenses, *commit;
    char studio[CT_ID_TEXT_LENGTH + 1];
};

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    MUST(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) ==
         SQLITE_OK);
    return statement;
}

static void
open_hand(struct hand *hand, const struct world *world)
{
    MUST(sqlite3_open_v2(world->path, &hand->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                         NULL) == SQLITE_OK);
    MUST(sqlite3_exec(hand->db, "PRAGMA cache_size = -16384", NULL, NULL, NULL) == SQLITE_OK);
    hand->begin = prepare(hand->db, "BEGIN");
    hand->client = prepare(hand->db, "SELECT * FROM client WHERE id = ?");
    hand->licenses = prepare(hand->db, "SELECT * FROM license WHERE client_id = ?"
                                       " ORDER BY first_day, id");
    hand->commit = prepare(hand->db, "COMMIT");
    ct_id_format(world->studio, hand->studio);
}

static void
close_hand(struct hand *hand)
{
    sqlite3_finalize(hand->begin);
    sqlite3_finalize(hand->client);
    sqlite3_finalize(hand->licenses);
    sqlite3_finalize(hand->commit);
    sqlite3_close(hand->db);
}

static void
run(sqlite3_stmt *statement)
{
    MUST(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

/* Every column is looked at, as by somebody who uses the row. */
static void
look_at_row(sqlite3_stmt *statement)
{
    for (int i = 0; i < sqlite3_column_count(statement); i++)
        (void)sqlite3_column_text(statement, i);
}

static int
is(sqlite3_stmt *statement, int column, const char *text)
{
    return strcmp((const char *)sqlite3_column_text(statement, column), text) == 0;
}

static int
may_operate(struct hand *hand, ct_id client)
{
    char id[CT_ID_TEXT_LENGTH + 1];
    int may = 0;
    ct_id_format(client, id);
    run(hand->begin);
    sqlite3_bind_text(hand->client, 1, id, -1, SQLITE_STATIC);
    MUST(sqlite3_step(hand->client) == SQLITE_ROW);
    look_at_row(hand->client);
    int is_linked = is(hand->client, 1, hand->studio) && is(hand->client, 10, "licensed");
    sqlite3_reset(hand->client);
    sqlite3_bind_text(hand->licenses, 1, id, -1, SQLITE_STATIC);
    while (sqlite3_step(hand->licenses) == SQLITE_ROW) {
        look_at_row(hand->licenses);
        may |= strcmp((const char *)sqlite3_column_text(hand->licenses, 9), "2026-11-18") >= 0;
    }
    sqlite3_reset(hand->licenses);
    run(hand->commit);
    return is_linked && may;
}

static double
by_hand(const struct world *world, struct hand *hand, size_t count)
{
    double start = seconds();
    for (size_t i = 0; i < count; i++)
        MUST(may_operate(hand, any_client(world, i)));
    return (seconds() - start) / (double)count;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

int
main(int argc, char **argv)
{
    char folder[] = "contoterzi-bench-XXXXXX";
    char command[64];
    size_t count = argc > 1 ? (size_t)atoi(argv[1]) : 20000;
    size_t decisions = argc > 2 ? (size_t)atoi(argv[2]) : 100000;
    double ratios[ROUNDS], us[ROUNDS], clients[ROUNDS], them[ROUNDS];
    struct world world = {.count = 0};
    struct hand hand;
    MUST(mkdtemp(folder));
    make_world(&world, folder, count);
    open_hand(&hand, &world);
    (void)ours(&world, count, CT_ACCESS_STUDIO); /* warm */
    (void)by_hand(&world, &hand, count);
    for (int i = 0; i < ROUNDS; i++) {
        them[i] = by_hand(&world, &hand, decisions / ROUNDS);
        us[i] = ours(&world, decisions / ROUNDS, CT_ACCESS_STUDIO);
        clients[i] = ours(&world, decisions / ROUNDS, CT_ACCESS_CLIENT);
        ratios[i] = them[i] / us[i];
    }
    double ratio = median(ratios);
    printf("a decision for the studio: %.2f us, for the client: %.2f us, by hand: %.2f us\n",
           1e6 * median(us), 1e6 * median(clients), 1e6 * median(them));
    printf("  of the hand-written speed: %.2f   (goal: at least 0.70) %s\n", ratio,
           ratio < 0.7 ? "MISSED" : "");
    close_hand(&hand);
    ct_context_free(world.context);
    ct_storage_unref(world.storage);
    free(world.clients);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    (void)!system(command);
    return ratio < 0.7;
}
