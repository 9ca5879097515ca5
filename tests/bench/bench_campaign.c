/* What a November campaign costs, beside inserts of the same rows by hand on the raw sqlite3 API.
 *
 *     bench_campaign [STUDIOS [COUPONS]]     default: 50000 20
 *
 * Every studio has one pack of COUPONS. By hand: a page of studios with their packs is one SELECT, and
 * every row is a prepared INSERT, in transactions over as many studios, with the same pragmas; none of
 * the library's looks at what was done, cancelled or revoked. Prints the throughput of both, the ratio,
 * and how much memory the campaign grew by after its first tenth. Fails if the ratio misses its goal. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uuid/uuid.h>

#include "contoterzi/contoterzi.h"

enum { PAGE = 250, ROUNDS = 3 };
#define GOAL 0.5
#define INSTANT "2026-11-20T09:00:00.000Z"

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
must(int is_good, const char *what, const char *why)
{
    if (!is_good) {
        (void)fprintf(stderr, "%s: %s\n", what, why);
        exit(1);
    }
}

static ct_status
november(void *user, ct_instant *ret_now)
{
    (void)user;
    *ret_now = 1795165200000; /* INSTANT */
    return CT_OK;
}

static ct_context *
open_context(const char *path)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    options.now = november;
    must(!ct_storage_new_sqlite(NULL, path, &storage) && !ct_context_new(&options, &context) &&
             !ct_context_open(context, storage),
         path, "can't be opened");
    ct_storage_unref(storage);
    return context;
}

static sqlite3 *
open_database(const char *path)
{
    sqlite3 *db = NULL;
    must(sqlite3_open(path, &db) == SQLITE_OK &&
             sqlite3_exec(db,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "PRAGMA cache_size = -16384",
                          NULL, NULL, NULL) == SQLITE_OK,
         path, sqlite3_errmsg(db));
    return db;
}

/* Studios that each bought a pack in September: their coupons of this year don't matter to a campaign. */
static void
make_store(const char *path, int studios, int coupons)
{
    char sql[2048];
    ct_context_free(open_context(path)); /* makes the tables */
    sqlite3 *db = open_database(path);
    (void)snprintf(
        sql, sizeof sql,
        "BEGIN;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO studio (id, name, vat_number, email, certified_email, account_opened_on,"
        " created_at) SELECT printf('01990000-0000-7000-8000-%%012d', i), 'Studio ' || i,"
        " printf('%%011d', i), 'studio' || i || '@mail.example.it', 'studio' || i || '@pec.it',"
        " '2026-09-01', '2026-09-01T09:00:00.000Z' FROM n;"
        "INSERT INTO pack (id, studio_id, kind, plan, license_year, quantity, unit_price_cents,"
        " source, issued_on, created_at) SELECT replace(id, '-7000-8', '-7000-9'), id,"
        " 'conto_terzi', 'standard', 2026, %d, 2990, 'purchase', '2026-09-01',"
        " '2026-09-01T09:00:00.000Z' FROM studio;"
        "INSERT INTO event (subject_id, sequence, instant, actor, kind, studio_id, pack_id, number,"
        " coupon_kind, year) SELECT studio_id, 1, created_at, 'host', 'pack_bought', studio_id, id,"
        " quantity, kind, license_year FROM pack;"
        "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)",
        studios, coupons);
    must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "make", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static long
peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* As `contoterzi campaign run` does it. */
static double
run_ours(const char *path, int studios, int coupons, long *ret_growth)
{
    ct_context *context = open_context(path);
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    char after[CT_ID_TEXT_LENGTH + 1];
    int64_t seen = 0, issued = 0;
    long early = 0;
    double start = seconds();
    request.license_year = 2027;
    request.limit = PAGE;
    do {
        ct_campaign_report *report = NULL;
        must(!ct_campaign_run(context, &request, NULL, &report), "campaign",
             ct_error_text(context, CT_LANGUAGE_ENGLISH));
        seen += ct_campaign_report_studios(report);
        issued += (int64_t)ct_campaign_report_coupons(report);
        request.after = NULL;
        if (ct_campaign_report_next(report)) {
            (void)snprintf(after, sizeof after, "%s", ct_campaign_report_next(report));
            request.after = after;
        }
        ct_campaign_report_free(report);
        if (!early && seen >= studios / 10)
            early = peak_kib();
    } while (request.after);
    *ret_growth = peak_kib() - early;
    ct_context_free(context);
    must(issued == (int64_t)studios * coupons, "campaign", "issued another number of coupons");
    return seconds() - start;
}

enum statement { PAGE_OF_STUDIOS, PACK, COUPON, EVENT_OF_PACK, MESSAGE, EVENT_OF_MESSAGE, ISSUE, MARK,
                 STATEMENTS };
static const char *const sql[STATEMENTS] = {
    [PAGE_OF_STUDIOS] = "SELECT s.id, s.email, p.id, p.quantity FROM studio s JOIN pack p ON"
                        " p.studio_id = s.id WHERE p.license_year = 2026 AND s.id > ?"
                        " ORDER BY s.id LIMIT ?",
    [PACK] = "INSERT INTO pack VALUES (?, ?, 'conto_terzi', 'standard', 2027, ?, 2990,"
             " 'tacit_renewal', '2026-11-20', NULL, '" INSTANT "', ?)",
    [COUPON] = "INSERT INTO coupon VALUES (?, ?, ?, ?, 'conto_terzi', 'standard', 2027,"
               " '2026-11-20', 'available', NULL)",
    [EVENT_OF_PACK] = "INSERT INTO event (subject_id, sequence, instant, actor, kind, studio_id,"
                      " pack_id, number, coupon_kind, year) VALUES (?1, 2, '" INSTANT "', 'host',"
                      " 'pack_renewed', ?1, ?2, ?3, 'conto_terzi', 2027)",
    [MESSAGE] = "INSERT INTO message (id, kind, state, studio_id, recipient, attempts, due_at,"
                " created_at, year, number) VALUES (?1, 'coupons_issued', 'queued', ?2, ?3, 0,"
                " '" INSTANT "', '" INSTANT "', 2027, ?4)",
    [EVENT_OF_MESSAGE] = "INSERT INTO event (subject_id, sequence, instant, actor, kind, studio_id,"
                         " message_id) VALUES (?1, 3, '" INSTANT "', 'host', 'message_queued', ?1,"
                         " ?2)",
    [ISSUE] = "INSERT INTO campaign_issue VALUES (?, 'conto_terzi', 2027, ?, '" INSTANT "')",
    [MARK] = "INSERT INTO committed VALUES (?, '" INSTANT "')",
};

struct hand {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
};

struct studio {
    char id[CT_ID_TEXT_LENGTH + 1];
    char email[64];
    char pack[CT_ID_TEXT_LENGTH + 1];
    int quantity;
};

static void
new_id(char text[CT_ID_TEXT_LENGTH + 1])
{
    ct_instant now;
    uuid_t id;
    (void)november(NULL, &now);
    uuid_generate_random(id);
    for (int i = 0; i < 6; i++)
        id[i] = (unsigned char)((uint64_t)now >> (40 - 8 * i));
    id[6] = (unsigned char)(0x70 | (id[6] & 0x0F));
    uuid_unparse_lower(id, text);
}

static void
new_code(char code[20])
{
    static const char alphabet[] = "34679ACDEFGHJKMNPQRTWXY";
    unsigned char random[20];
    (void)!getrandom(random, sizeof random, 0);
    for (int i = 0; i < 19; i++)
        code[i] = i % 5 == 4 ? '-' : alphabet[random[i] % 23];
    code[19] = '\0';
}

static void
write_row(struct hand *hand, enum statement which, const char *const *texts, int count, int number)
{
    sqlite3_stmt *statement = hand->statements[which];
    for (int i = 0; i < count; i++)
        if (texts[i])
            sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
        else
            sqlite3_bind_int(statement, i + 1, number);
    must(sqlite3_step(statement) == SQLITE_DONE, sql[which], sqlite3_errmsg(hand->db));
    sqlite3_reset(statement);
}
#define WRITE(hand, which, number, ...)                                             \
    write_row(hand, which, (const char *[]){__VA_ARGS__},                           \
              (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), number)

static size_t
read_page(struct hand *hand, const char *after, struct studio studios[PAGE])
{
    sqlite3_stmt *statement = hand->statements[PAGE_OF_STUDIOS];
    size_t count = 0;
    sqlite3_bind_text(statement, 1, after, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 2, PAGE);
    for (; sqlite3_step(statement) == SQLITE_ROW; count++) {
        struct studio *studio = &studios[count];
        (void)snprintf(studio->id, sizeof studio->id, "%s",
                       (const char *)sqlite3_column_text(statement, 0));
        (void)snprintf(studio->email, sizeof studio->email, "%s",
                       (const char *)sqlite3_column_text(statement, 1));
        (void)snprintf(studio->pack, sizeof studio->pack, "%s",
                       (const char *)sqlite3_column_text(statement, 2));
        studio->quantity = sqlite3_column_int(statement, 3);
    }
    sqlite3_reset(statement);
    return count;
}

static void
serve(struct hand *hand, const struct studio *studio)
{
    char pack[37], message[37], coupon[37], code[20];
    int n = studio->quantity;
    new_id(pack);
    new_id(message);
    WRITE(hand, PACK, n, pack, studio->id, NULL, studio->pack);
    for (int i = 0; i < n; i++) {
        new_id(coupon);
        new_code(code);
        WRITE(hand, COUPON, 0, coupon, pack, studio->id, code);
    }
    WRITE(hand, EVENT_OF_PACK, n, studio->id, pack, NULL);
    WRITE(hand, ISSUE, n, studio->id, NULL);
    WRITE(hand, MESSAGE, n, message, studio->id, studio->email, NULL);
    WRITE(hand, EVENT_OF_MESSAGE, 0, studio->id, message);
}

static double
run_by_hand(const char *path)
{
    static struct studio studios[PAGE];
    struct hand hand = {.db = open_database(path)};
    char after[37] = "", mark[37];
    size_t count;
    for (int i = 0; i < STATEMENTS; i++)
        must(sqlite3_prepare_v3(hand.db, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &hand.statements[i], NULL) == SQLITE_OK,
             sql[i], sqlite3_errmsg(hand.db));
    double start = seconds();
    do {
        must(sqlite3_exec(hand.db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK, "begin",
             sqlite3_errmsg(hand.db));
        count = read_page(&hand, after, studios);
        for (size_t i = 0; i < count; i++)
            serve(&hand, &studios[i]);
        new_id(mark);
        if (count)
            WRITE(&hand, MARK, 0, mark);
        must(sqlite3_exec(hand.db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "commit",
             sqlite3_errmsg(hand.db));
        if (count)
            memcpy(after, studios[count - 1].id, sizeof after);
    } while (count == PAGE);
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(hand.statements[i]);
    sqlite3_close(hand.db);
    return seconds() - start;
}

static int64_t
count_rows(const char *path)
{
    static const char counts[] =
        "SELECT (SELECT count(*) FROM pack) + (SELECT count(*) FROM coupon) + (SELECT count(*) FROM"
        " event) + (SELECT count(*) FROM message) + (SELECT count(*) FROM campaign_issue) +"
        " (SELECT count(*) FROM committed)";
    sqlite3 *db = open_database(path);
    sqlite3_stmt *statement = NULL;
    must(sqlite3_prepare_v2(db, counts, -1, &statement, NULL) == SQLITE_OK &&
             sqlite3_step(statement) == SQLITE_ROW,
         counts, sqlite3_errmsg(db));
    int64_t count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return count;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

int
main(int count, char **arguments)
{
    int studios = count > 1 ? atoi(arguments[1]) : 50000;
    int coupons = count > 2 ? atoi(arguments[2]) : 20;
    const double total = (double)studios * coupons;
    char folder[] = "/tmp/bench_campaign.XXXXXX";
    double ratios[ROUNDS];
    must(studios > 0 && coupons > 0 && mkdtemp(folder), "bench_campaign", "no such numbers");
    for (int i = 0; i < ROUNDS; i++) {
        char ours[64], theirs[64];
        long growth = 0;
        (void)snprintf(ours, sizeof ours, "%s/ours%d", folder, i);
        (void)snprintf(theirs, sizeof theirs, "%s/hand%d", folder, i);
        make_store(ours, studios, coupons);
        make_store(theirs, studios, coupons);
        double us = run_ours(ours, studios, coupons, &growth);
        double them = run_by_hand(theirs);
        ratios[i] = them / us;
        printf("%d studios x %d: %.1f s, %.0f coupons/s; by hand %.1f s, %.0f coupons/s;"
               " %.2f; memory grew by %ld KiB\n",
               studios, coupons, us, total / us, them, total / them, ratios[i], growth);
        must(count_rows(ours) == count_rows(theirs), "rows", "ours and theirs differ");
        (void)unlink(ours);
        (void)unlink(theirs);
    }
    (void)rmdir(folder);
    qsort(ratios, ROUNDS, sizeof *ratios, by_value);
    int is_good = ratios[ROUNDS / 2] >= GOAL;
    printf("  of the hand-written throughput: %.2f (goal: at least %.2f) %s\n", ratios[ROUNDS / 2],
           GOAL, is_good ? "" : "MISSED");
    return !is_good;
}
