#include "hand_postgres.h"

#include <libpq-fe.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

enum statement {
    BEGIN, COMMIT, ROLLBACK, STUDIO, CLIENT, LATEST, PICK, LOGIN, WAITING, SEQUENCE,
    EVENT, ACCOUNT, LICENSE, MESSAGE, COUPON, MIGRATION, UPDATE_CLIENT, MARK, STATEMENTS
};

static const struct {
    const char *sql;
    int parameters;
} statements[STATEMENTS] = {
    [BEGIN] = {"BEGIN ISOLATION LEVEL SERIALIZABLE", 0},
    [COMMIT] = {"COMMIT", 0},
    [ROLLBACK] = {"ROLLBACK", 0},
    [STUDIO] = {"SELECT * FROM studio WHERE id = $1", 1},
    [CLIENT] = {"SELECT emails, * FROM client WHERE id = $1", 1},
    [LATEST] = {"SELECT license_year, * FROM coupon WHERE studio_id = $1 AND kind = 'conto_terzi' AND"
                " state = 'available' AND license_year >= 2026"
                " ORDER BY license_year DESC, code DESC LIMIT 1", 1},
    [PICK] = {"SELECT id, code, * FROM coupon WHERE studio_id = $1 AND kind = 'conto_terzi' AND"
              " state = 'available' AND license_year = $2 AND code >= $3 ORDER BY code LIMIT 1", 3},
    [LOGIN] = {"SELECT * FROM account WHERE email = $1 ORDER BY client_id", 1},
    [WAITING] = {"SELECT * FROM migration WHERE email = $1 ORDER BY id", 1},
    [SEQUENCE] = {"SELECT * FROM event WHERE subject_id = $1 ORDER BY sequence DESC LIMIT 1", 1},
    [EVENT] = {"INSERT INTO event (subject_id, sequence, instant, actor, kind, studio_id, client_id,"
               " coupon_id, license_id, migration_id, message_id)"
               " VALUES ($1, $2, now(), 'host', $3, $4, $1, $5, $6, $7, $8)", 8},
    [ACCOUNT] = {"INSERT INTO account (client_id, email, created_on, need_password_change, need_setup)"
                 " VALUES ($1, $2, '2026-11-23', true, true)", 2},
    [LICENSE] = {"INSERT INTO license (id, client_id, studio_id, coupon_id, coupon_kind, plan, access,"
                 " source, first_day, last_day, limit_clients, limit_suppliers, limit_products,"
                 " limit_documents, created_at) VALUES ($1, $2, $3, $4, 'conto_terzi', 'standard',"
                 " 'read_only', 'coupon', '2026-11-23', '2027-12-31', 5000, 5000, 5000, 3000, now())",
                 4},
    [MESSAGE] = {"INSERT INTO message (id, kind, state, studio_id, client_id, migration_id, recipient,"
                 " attempts, due_at, created_at)"
                 " VALUES ($1, 'credentials', 'queued', $2, $3, $4, $5, 0, now(), now())", 5},
    [COUPON] = {"UPDATE coupon SET state = 'assigned', client_id = $1 WHERE id = $2", 2},
    [MIGRATION] = {"INSERT INTO migration (id, client_id, studio_id, state, live_client_id, email,"
                   " shares_login, coupon_id, license_id, signatory_name, signatory_surname,"
                   " signatory_tax_code, created_at, changed_at) VALUES ($1, $2, $3, 'provisioned', $2,"
                   " $4, false, $5, $6, 'Mario', 'Rossi', 'RSSMRA85T10A562S', now(), now())", 6},
    [UPDATE_CLIENT] = {"UPDATE client SET stage = 'in_migration', license_last_day = '2027-12-31'"
                       " WHERE id = $1", 1},
    [MARK] = {"INSERT INTO committed (id, created_at) VALUES ($1, now())", 1},
};

enum { ID_SIZE = CT_ID_TEXT_LENGTH + 1, PENDING_MAX = 32 };

struct hand {
    PGconn *connection;
    char studio[ID_SIZE];
    enum statement pending[PENDING_MAX];
    size_t pending_count;
    uint64_t repeated;
    char year[12], email[256], coupon[ID_SIZE];
    long long sequence;
};

static void
die(struct hand *hand, const char *what)
{
    (void)fprintf(stderr, "%s: %s\n", what, PQerrorMessage(hand->connection));
    exit(1);
}

static void
send(struct hand *hand, enum statement statement, ...)
{
    char name[8];
    const char *values[8];
    va_list list;
    va_start(list, statement);
    for (int i = 0; i < statements[statement].parameters; i++)
        values[i] = va_arg(list, const char *);
    va_end(list);
    (void)snprintf(name, sizeof name, "s%d", (int)statement);
    if (!PQsendQueryPrepared(hand->connection, name, statements[statement].parameters, values, NULL,
                             NULL, 1))
        die(hand, "send");
    hand->pending[hand->pending_count++] = statement;
}

static void
copy(char *place, size_t size, const PGresult *result)
{
    (void)snprintf(place, size, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
}

static void
take(struct hand *hand, enum statement statement, const PGresult *result)
{
    const unsigned char *bytes =
        (const unsigned char *)(PQntuples(result) ? PQgetvalue(result, 0, 0) : NULL);
    if (statement == CLIENT)
        copy(hand->email, sizeof hand->email, result);
    else if (statement == LATEST && bytes)
        (void)snprintf(hand->year, sizeof hand->year, "%d", bytes[6] << 8 | bytes[7]);
    else if (statement == PICK && bytes)
        uuid_unparse_lower(bytes, hand->coupon);
    else if (statement == SEQUENCE && bytes)
        hand->sequence = (unsigned char)PQgetvalue(result, 0, 1)[7];
}

/* One round trip. False after a conflict. */
static bool
exchange(struct hand *hand)
{
    bool is_good = true;
    if (!PQpipelineSync(hand->connection))
        die(hand, "sync");
    for (size_t i = 0; i < hand->pending_count; i++) {
        PGresult *result = PQgetResult(hand->connection);
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR) {
            const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
            if (strcmp(code, "40001") != 0 && strcmp(code, "40P01") != 0 &&
                strcmp(code, "23505") != 0)
                die(hand, "execute");
            is_good = false;
        } else if (status != PGRES_PIPELINE_ABORTED) {
            take(hand, hand->pending[i], result);
        }
        PQclear(result);
        PQclear(PQgetResult(hand->connection));
    }
    PQclear(PQgetResult(hand->connection));
    hand->pending_count = 0;
    return is_good;
}

static void
execute(struct hand *hand, const char *sql)
{
    PGresult *result = PQexec(hand->connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        die(hand, sql);
    PQclear(result);
}

struct hand *
hand_open(const char *address, const char *schema, ct_id studio)
{
    struct hand *hand = calloc(1, sizeof *hand);
    char sql[100];
    hand->connection = PQconnectdb(address);
    (void)snprintf(sql, sizeof sql, "SET search_path = %s", schema);
    execute(hand, sql);
    execute(hand, "SET client_min_messages = error");
    /* Or the planner reads small tables as a whole, and SERIALIZABLE gets in everybody's way. */
    execute(hand, "SET enable_seqscan = off");
    execute(hand, "SET enable_bitmapscan = off");
    execute(hand, "SET plan_cache_mode = force_generic_plan");
    for (int i = 0; i < STATEMENTS; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "s%d", i);
        PGresult *result = PQprepare(hand->connection, name, statements[i].sql, 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            die(hand, statements[i].sql);
        PQclear(result);
    }
    ct_id_format(studio, hand->studio);
    (void)PQenterPipelineMode(hand->connection);
    return hand;
}

void
hand_close(struct hand *hand)
{
    PQfinish(hand->connection);
    free(hand);
}

uint64_t
hand_repeated(const struct hand *hand)
{
    return hand->repeated;
}

/* Version 7, as the library's: in the order of time. */
static void
new_id(char id[ID_SIZE])
{
    static _Thread_local uint64_t last;
    uuid_t bytes;
    ct_instant now;
    (void)ct_clock_system(NULL, &now);
    uuid_generate_random(bytes);
    last = (uint64_t)now;
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(last >> (40 - 8 * i));
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x70);
    uuid_unparse_lower(bytes, id);
}

static void
random_code(char code[8])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    for (int i = 0; i < 7; i++)
        code[i] = letters[rand() % 24];
    code[7] = '\0';
}

static void
event(struct hand *hand, const char *client, const char *kind, const char *coupon,
      const char *license, const char *migration, const char *message)
{
    char sequence[24];
    (void)snprintf(sequence, sizeof sequence, "%lld", ++hand->sequence);
    send(hand, EVENT, client, sequence, kind, hand->studio, coupon, license, migration, message);
}

static void
write_all(struct hand *hand, const char *client)
{
    char license[ID_SIZE], migration[ID_SIZE], message[ID_SIZE], mark[ID_SIZE];
    new_id(license);
    new_id(migration);
    new_id(message);
    new_id(mark);
    event(hand, client, "migration_selected", NULL, NULL, migration, NULL);
    event(hand, client, "migration_authorised", hand->coupon, NULL, migration, NULL);
    send(hand, ACCOUNT, client, hand->email);
    send(hand, LICENSE, license, client, hand->studio, hand->coupon);
    event(hand, client, "license_activated", hand->coupon, license, migration, NULL);
    event(hand, client, "migration_provisioned", hand->coupon, license, migration, NULL);
    send(hand, MESSAGE, message, hand->studio, client, migration, hand->email);
    event(hand, client, "message_queued", NULL, NULL, migration, message);
    send(hand, COUPON, client, hand->coupon);
    send(hand, MIGRATION, migration, client, hand->studio, hand->email, hand->coupon, license);
    send(hand, UPDATE_CLIENT, client);
    send(hand, MARK, mark);
    send(hand, COMMIT);
}

static bool
attempt(struct hand *hand, const char *client)
{
    char code[8] = "";
    send(hand, BEGIN);
    send(hand, STUDIO, hand->studio);
    send(hand, CLIENT, client);
    send(hand, LATEST, hand->studio);
    if (!exchange(hand))
        return false;
    random_code(code);
    hand->coupon[0] = '\0';
    send(hand, PICK, hand->studio, hand->year, code);
    send(hand, SEQUENCE, client);
    send(hand, LOGIN, hand->email);
    send(hand, WAITING, hand->email);
    if (!exchange(hand))
        return false;
    if (!hand->coupon[0]) { /* behind the last one: from the first on */
        send(hand, PICK, hand->studio, hand->year, "");
        if (!exchange(hand))
            return false;
    }
    write_all(hand, client);
    return exchange(hand);
}

void
hand_migrate(struct hand *hand, ct_id client)
{
    char id[ID_SIZE];
    ct_id_format(client, id);
    while (!attempt(hand, id)) {
        hand->repeated++;
        send(hand, ROLLBACK);
        (void)exchange(hand);
    }
}
