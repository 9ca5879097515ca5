#include "local_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAGE = 1000 };

const ct_signatory mario = {.size = sizeof mario, .name = "Mario", .surname = "Rossi",
                            .tax_code = "RSSMRA85T10A562S"};

double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
must(struct world *world, ct_status status, const char *what)
{
    if (status) {
        (void)fprintf(stderr, "%s: %s\n", what,
                      world->context ? ct_error_text(world->context, CT_LANGUAGE_ENGLISH) : "");
        exit(1);
    }
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

static void
add_clients(struct world *world, uint32_t count)
{
    static char names[PAGE][64], emails[PAGE][64], vat_numbers[PAGE][12];
    static const char *lists[PAGE][1];
    static ct_client_request requests[PAGE];
    static const ct_client_request *pointers[PAGE];
    for (uint32_t done = 0; done < count; done += PAGE) {
        uint32_t n = count - done < PAGE ? count - done : PAGE;
        ct_client_answers *answers;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t number = done + i;
            /* Names in another order than identifiers, as they are in life. */
            (void)snprintf(names[i], 64, "Azienda %08x S.r.l.", number * 2654435761U);
            (void)snprintf(emails[i], 64, "info@azienda%u.it", number);
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
        must(world, ct_client_register_many(world->context, pointers, n, NULL, &answers),
             "register");
        ct_client_answers_free(answers);
    }
}

void
buy(struct world *world, ct_coupon_kind kind, uint32_t quantity)
{
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    request.studio = world->studio;
    request.kind = kind;
    request.license_year = 2027;
    request.quantity = quantity;
    must(world, ct_pack_buy(world->context, &request, NULL, NULL), "buy");
}

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    (void)ct_clock_system(NULL, ret_now);
    *ret_now = 1795000000000 + *ret_now % 10000000;
    return CT_OK;
}

static struct world
fill_world(struct world world, uint32_t clients, uint32_t coupons)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_studio *studio;
    options.now = clock_2026;
    must(&world, ct_context_new(&options, &world.context), "context");
    must(&world, ct_context_open(world.context, world.storage), "open");
    request.name = "Studio";
    request.vat_number = "00743110157";
    request.email = "info@studio.it";
    request.certified_email = "studio@pec.it";
    must(&world, ct_studio_add(world.context, &request, NULL, &studio), "studio");
    world.studio = ct_studio_id(studio);
    ct_studio_free(studio);
    must(&world, ct_studio_open_account(world.context, world.studio, NULL, NULL), "account");
    buy(&world, CT_COUPON_CONTO_TERZI, coupons);
    add_clients(&world, clients);
    return world;
}

struct world
make_file_world(const char *folder, const char *name, uint32_t clients, uint32_t coupons)
{
    struct world world = {.context = NULL};
    (void)snprintf(world.path, sizeof world.path, "%s/%s.db", folder, name);
    must(&world, ct_storage_new_sqlite(NULL, world.path, &world.storage), "storage");
    return fill_world(world, clients, coupons);
}

struct world
make_memory_world(uint32_t clients, uint32_t coupons)
{
    struct world world = {.context = NULL};
    must(&world, ct_storage_new_memory(NULL, &world.storage), "storage");
    return fill_world(world, clients, coupons);
}

void
end_world(struct world *world)
{
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
}

size_t
next_clients(struct world *world, ct_id *ids, size_t count)
{
    size_t taken = 0;
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    query.studio = world->studio;
    query.flags = CT_CLIENT_QUERY_MIGRATABLE;
    query.limit = (uint32_t)count;
    must(world, ct_client_list_get(world->context, &query, &list), "list");
    for (; taken < ct_client_list_count(list); taken++)
        ids[taken] = ct_client_id(ct_client_list_at(list, taken));
    ct_client_list_free(list);
    return taken;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

double
median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

int
judge(const char *name, double ratio, double goal, int is_most)
{
    int is_good = is_most ? ratio <= goal : ratio >= goal;
    printf("%-44s %6.2f   (goal: at %s %.2f) %s\n", name, ratio, is_most ? "most" : "least", goal,
           is_good ? "" : "MISSED");
    return !is_good;
}

