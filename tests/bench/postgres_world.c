#include "postgres_world.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000 };

const ct_signatory mario = {.size = sizeof mario, .name = "Mario", .surname = "Rossi",
                            .tax_code = "RSSMRA85T10A562S"};

const char *
postgres_address(void)
{
    return getenv("CONTOTERZI_TEST_POSTGRES");
}

void
must(ct_context *context, ct_status status, const char *what)
{
    if (status) {
        (void)fprintf(stderr, "%s: %s %s\n", what, ct_status_name(status),
                      context ? ct_error_text(context, CT_LANGUAGE_ENGLISH) : "");
        exit(1);
    }
}

static void
vat_number(uint32_t number, char text[12])
{
    unsigned sum = 0;
    (void)snprintf(text, 12, "%010u", number);
    for (int i = 0; i < 10; i++) {
        unsigned digit = (unsigned)(text[i] - '0') * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    text[10] = (char)('0' + (10 - sum % 10) % 10);
    text[11] = '\0';
}

static void
add_clients(struct world *world, size_t count)
{
    static char names[PAGE][64], emails[PAGE][64], vat_numbers[PAGE][12];
    static const char *lists[PAGE][1];
    static ct_client_request requests[PAGE];
    static const ct_client_request *pointers[PAGE];
    world->clients = calloc(count, sizeof *world->clients);
    for (size_t done = 0; done < count; done += PAGE) {
        size_t n = count - done < PAGE ? count - done : PAGE;
        ct_client_answers *answers;
        for (size_t i = 0; i < n; i++) {
            uint32_t number = (uint32_t)(done + i);
            (void)snprintf(names[i], 64, "Azienda %08x S.r.l.", number * 2654435761U);
            (void)snprintf(emails[i], 64, "info@azienda%06u.it", number);
            vat_number(10000000 + number, vat_numbers[i]);
            lists[i][0] = emails[i];
            requests[i] = (ct_client_request)CT_CLIENT_REQUEST_INIT;
            requests[i].studio = world->studio;
            requests[i].name = names[i];
            requests[i].vat_number = vat_numbers[i];
            requests[i].emails = lists[i];
            requests[i].email_count = 1;
            pointers[i] = &requests[i];
        }
        must(world->context,
             ct_client_register_many(world->context, pointers, n, NULL, &answers), "register");
        for (size_t i = 0; i < n; i++)
            world->clients[world->client_count++] = ct_client_answers_client(answers, i);
        ct_client_answers_free(answers);
    }
}

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    (void)ct_clock_system(NULL, ret_now);
    *ret_now = 1795000000000 + *ret_now % 10000000;
    return CT_OK;
}

ct_context *
open_world(struct world *world)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    options.now = clock_2026;
    options.lock_timeout_ms = 30000;
    must(NULL, ct_context_new(&options, &context), "context");
    must(context, ct_context_open(context, world->storage), "open");
    return context;
}

static void
execute(const char *sql)
{
    PGconn *connection = PQconnectdb(postgres_address());
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        (void)fprintf(stderr, "%s: %s", sql, PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
    PQfinish(connection);
}

uint64_t
count_rollbacks(void)
{
    PGconn *connection = PQconnectdb(postgres_address());
    PQclear(PQexec(connection, "SELECT pg_sleep(1.2)")); /* until the sessions' counts are there */
    PGresult *result = PQexec(connection, "SELECT xact_rollback FROM pg_stat_database"
                                          " WHERE datname = current_database()");
    uint64_t count = strtoull(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    PQfinish(connection);
    return count;
}

struct world
make_world(const char *schema, size_t clients, size_t coupons)
{
    struct world world = {.context = NULL};
    ct_postgres_options place = CT_POSTGRES_OPTIONS_INIT;
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_pack_request pack = CT_PACK_REQUEST_INIT;
    ct_studio *studio;
    (void)snprintf(world.schema, sizeof world.schema, "%s", schema);
    place.connection = postgres_address();
    place.schema = world.schema;
    must(NULL, ct_storage_new_postgres(NULL, &place, &world.storage), "storage");
    world.context = open_world(&world);
    request.name = "Studio";
    request.vat_number = "00743110157";
    request.email = "info@studio.it";
    request.certified_email = "studio@pec.it";
    must(world.context, ct_studio_add(world.context, &request, NULL, &studio), "studio");
    world.studio = ct_studio_id(studio);
    ct_studio_free(studio);
    must(world.context, ct_studio_open_account(world.context, world.studio, NULL, NULL), "account");
    pack.studio = world.studio;
    pack.kind = CT_COUPON_CONTO_TERZI;
    pack.license_year = 2027;
    pack.quantity = (uint32_t)coupons;
    must(world.context, ct_pack_buy(world.context, &pack, NULL, NULL), "buy");
    add_clients(&world, clients);
    return world;
}

void
shuffle_clients(struct world *world)
{
    srand(1);
    for (size_t i = world->client_count; i-- > 1;) {
        size_t j = (size_t)rand() % (i + 1);
        ct_id other = world->clients[j];
        world->clients[j] = world->clients[i];
        world->clients[i] = other;
    }
}

void
end_world(struct world *world)
{
    char sql[100];
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
    free(world->clients);
    (void)snprintf(sql, sizeof sql, "SET client_min_messages = error; DROP SCHEMA %s CASCADE",
                   world->schema);
    execute(sql);
}

