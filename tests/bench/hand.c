#include "hand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <uuid/uuid.h>

enum statement {
    BEGIN, COMMIT, STUDIO, CLIENT, LATEST, PICK, PICK_FIRST, LOGIN, WAITING, SEQUENCE,
    EVENT, ACCOUNT, LICENSE, MESSAGE, COUPON, MIGRATION, UPDATE_CLIENT, MARK, PAGE, STATEMENTS
};

static const char *const sql[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [STUDIO] = "SELECT * FROM studio WHERE id = ?",
    [CLIENT] = "SELECT * FROM client WHERE id = ?",
    [LATEST] = "SELECT * FROM coupon WHERE studio_id = ? AND kind = 'conto_terzi' AND"
               " state = 'available' AND license_year >= ?"
               " ORDER BY license_year DESC, code DESC, id DESC LIMIT 1",
    [PICK] = "SELECT * FROM coupon WHERE studio_id = ? AND kind = 'conto_terzi' AND"
             " state = 'available' AND license_year = ? AND code >= ? ORDER BY code, id LIMIT 1",
    [PICK_FIRST] = "SELECT * FROM coupon WHERE studio_id = ? AND kind = 'conto_terzi' AND"
                   " state = 'available' AND license_year = ? ORDER BY code, id LIMIT 1",
    [LOGIN] = "SELECT * FROM account WHERE email = ? ORDER BY client_id",
    [WAITING] = "SELECT * FROM migration WHERE email = ? ORDER BY id",
    [SEQUENCE] = "SELECT sequence FROM event WHERE subject_id = ? ORDER BY sequence DESC LIMIT 1",
    [EVENT] = "INSERT INTO event VALUES (?, ?, ?, 'host', ?, ?, ?, NULL, ?, ?, ?, ?, NULL, ?, ?, NULL,"
              " ?, ?, 'coupon', 'standard', 'read_only', NULL, NULL, NULL)",
    [ACCOUNT] = "INSERT INTO account VALUES (?, ?, ?, 1, 1, NULL, NULL, NULL)",
    [LICENSE] = "INSERT INTO license VALUES (?, ?, ?, ?, 'conto_terzi', 'standard', 'read_only',"
                " 'coupon', ?, ?, NULL, 5000, 5000, 5000, 3000, ?, NULL)",
    [MESSAGE] = "INSERT INTO message VALUES (?, 'credentials', 'queued', ?, ?, ?, ?, NULL, 0, ?,"
                " NULL, NULL, ?, NULL, NULL, NULL, NULL)",
    [COUPON] = "UPDATE coupon SET state = 'assigned', client_id = ? WHERE id = ?",
    [MIGRATION] = "INSERT INTO migration VALUES (?, ?, ?, 'provisioned', ?, ?, 0, ?, ?, 'Mario',"
                  " 'Rossi', 'RSSMRA85T10A562S', ?, ?)",
    [UPDATE_CLIENT] = "UPDATE client SET stage = 'in_migration', license_last_day = ? WHERE id = ?",
    [MARK] = "INSERT INTO committed VALUES (?, ?)",
    [PAGE] = "SELECT * FROM client WHERE studio_id = ? AND (name_key, id) > (?, ?)"
             " ORDER BY name_key, id LIMIT ?",
};

struct hand {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    char studio[CT_ID_TEXT_LENGTH + 1];
    char now[32];
};

static void
must(struct hand *hand, int is_good, const char *what)
{
    if (!is_good) {
        (void)fprintf(stderr, "hand: %s: %s\n", what, sqlite3_errmsg(hand->db));
        exit(1);
    }
}

struct hand *
hand_open(const char *path, ct_id studio)
{
    struct hand *hand = calloc(1, sizeof *hand);
    if (!hand)
        exit(1);
    must(hand, sqlite3_open(path, &hand->db) == SQLITE_OK, "open");
    must(hand,
         sqlite3_exec(hand->db,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA cache_size = -16384",
                      NULL, NULL, NULL) == SQLITE_OK,
         "pragma");
    for (int i = 0; i < STATEMENTS; i++)
        must(hand,
             sqlite3_prepare_v3(hand->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &hand->statements[i], NULL) == SQLITE_OK,
             sql[i]);
    ct_id_format(studio, hand->studio);
    return hand;
}

void
hand_close(struct hand *hand)
{
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(hand->statements[i]);
    sqlite3_close(hand->db);
    free(hand);
}

/* Binds texts in order; NULL is NULL. */
static sqlite3_stmt *
bind(struct hand *hand, enum statement which, const char *const *texts, int count)
{
    sqlite3_stmt *statement = hand->statements[which];
    for (int i = 0; i < count; i++)
        sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
    return statement;
}

static void
write_row(struct hand *hand, enum statement which, const char *const *texts, int count)
{
    sqlite3_stmt *statement = bind(hand, which, texts, count);
    must(hand, sqlite3_step(statement) == SQLITE_DONE, sql[which]);
    sqlite3_reset(statement);
}

/* Steps once and keeps one column; every column is looked at, as by somebody who uses the row. */
static int
read_row(struct hand *hand, sqlite3_stmt *statement, int column, char *text, size_t size)
{
    int step = sqlite3_step(statement);
    must(hand, step == SQLITE_ROW || step == SQLITE_DONE, "read");
    if (step == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            (void)sqlite3_column_text(statement, i);
        (void)snprintf(text, size, "%s", (const char *)sqlite3_column_text(statement, column));
    }
    sqlite3_reset(statement);
    return step == SQLITE_ROW;
}

static void
stamp(struct hand *hand)
{
    ct_instant now;
    (void)ct_clock_system(NULL, &now);
    ct_instant_format(now, hand->now);
}

static void
new_id(char text[CT_ID_TEXT_LENGTH + 1])
{
    ct_instant now;
    uuid_t id;
    (void)ct_clock_system(NULL, &now);
    uuid_generate_random(id);
    for (int i = 0; i < 6; i++)
        id[i] = (unsigned char)((uint64_t)now >> (40 - 8 * i));
    id[6] = (unsigned char)(0x70 | (id[6] & 0x0F));
    uuid_unparse_lower(id, text);
}

void
hand_begin(struct hand *hand)
{
    char mark[CT_ID_TEXT_LENGTH + 1];
    stamp(hand);
    write_row(hand, BEGIN, NULL, 0);
    new_id(mark);
    write_row(hand, MARK, (const char *[]){mark, hand->now}, 2);
}

void
hand_commit(struct hand *hand)
{
    write_row(hand, COMMIT, NULL, 0);
}

static void
pick_coupon(struct hand *hand, char id[CT_ID_TEXT_LENGTH + 1])
{
    static const char alphabet[] = "34679ACDEFGHJKMNPQRTWXY";
    unsigned char random[30];
    char code[20] = "";
    (void)!getrandom(random, sizeof random, 0);
    for (int i = 0; i < 19; i++)
        code[i] = i % 5 == 4 ? '-' : alphabet[random[i] % 23];
    must(hand,
         read_row(hand, bind(hand, LATEST, (const char *[]){hand->studio, "2026"}, 2), 0, id, 37),
         "latest");
    sqlite3_stmt *pick = bind(hand, PICK, (const char *[]){hand->studio, "2027", code}, 3);
    if (!read_row(hand, pick, 0, id, 37))
        must(hand,
             read_row(hand, bind(hand, PICK_FIRST, (const char *[]){hand->studio, "2027"}, 2), 0,
                      id, 37),
             "pick");
}

void
hand_migrate(struct hand *hand, const char *client_id)
{
    char skip[256];
    char email[256];
    char coupon[37], license[37], migration[37], message[37];
    char sequence[24] = "0";
    must(hand, read_row(hand, bind(hand, STUDIO, (const char *[]){hand->studio}, 1), 0, skip, 256),
         "studio");
    must(hand, read_row(hand, bind(hand, CLIENT, (const char *[]){client_id}, 1), 8, email, 256),
         "client");
    (void)read_row(hand, bind(hand, LOGIN, (const char *[]){email}, 1), 0, skip, 256);
    (void)read_row(hand, bind(hand, WAITING, (const char *[]){email}, 1), 0, skip, 256);
    pick_coupon(hand, coupon);
    (void)read_row(hand, bind(hand, SEQUENCE, (const char *[]){client_id}, 1), 0, sequence, 24);
    new_id(license);
    new_id(migration);
    new_id(message);

    static const char *const kinds[] = {"migration_selected", "migration_authorised",
                                        "license_activated", "migration_provisioned",
                                        "message_queued"};
    for (int i = 0; i < 5; i++) {
        char next[24];
        (void)snprintf(next, sizeof next, "%d", atoi(sequence) + i + 1);
        write_row(hand, EVENT,
                  (const char *[]){client_id, next, hand->now, kinds[i], hand->studio, client_id,
                                   i > 0 && i < 4 ? coupon : NULL, i > 1 && i < 4 ? license : NULL,
                                   migration, i == 4 ? message : NULL,
                                   i == 2 ? "conto_terzi" : NULL, i == 2 ? "2027" : NULL,
                                   i == 2 ? "2026-11-23" : NULL, i == 2 ? "2027-12-31" : NULL},
                  14);
    }
    write_row(hand, ACCOUNT, (const char *[]){client_id, email, "2026-11-23"}, 3);
    write_row(hand, LICENSE,
              (const char *[]){license, client_id, hand->studio, coupon, "2026-11-23",
                               "2027-12-31", hand->now},
              7);
    write_row(hand, MESSAGE,
              (const char *[]){message, hand->studio, client_id, migration, email, hand->now,
                               hand->now},
              7);
    write_row(hand, COUPON, (const char *[]){client_id, coupon}, 2);
    write_row(hand, MIGRATION,
              (const char *[]){migration, client_id, hand->studio, client_id, email, coupon,
                               license, hand->now, hand->now},
              9);
    write_row(hand, UPDATE_CLIENT, (const char *[]){"2027-12-31", client_id}, 2);
}

size_t
hand_page(struct hand *hand, char *after_key, char *after_id,
          char ids[][CT_ID_TEXT_LENGTH + 1], size_t limit)
{
    sqlite3_stmt *page =
        bind(hand, PAGE, (const char *[]){hand->studio, after_key, after_id}, 3);
    size_t count = 0;
    sqlite3_bind_int64(page, 4, (sqlite3_int64)limit);
    while (sqlite3_step(page) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(page); i++)
            (void)sqlite3_column_text(page, i);
        (void)snprintf(ids[count++], CT_ID_TEXT_LENGTH + 1, "%s",
                       (const char *)sqlite3_column_text(page, 0));
        (void)snprintf(after_key, 512, "%s", (const char *)sqlite3_column_text(page, 3));
    }
    sqlite3_reset(page);
    if (count)
        memcpy(after_id, ids[count - 1], CT_ID_TEXT_LENGTH + 1);
    return count;
}
