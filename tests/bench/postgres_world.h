/* A studio with clients and coupons on PostgreSQL, for programs that measure or compete there. What goes
 * wrong while it is made ends the program. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <contoterzi/contoterzi.h>
#include <contoterzi/postgres.h>

struct world {
    char schema[32];
    ct_storage *storage;
    ct_context *context;
    ct_id studio;
    ct_id *clients;
    size_t client_count;
};

/* What CONTOTERZI_TEST_POSTGRES says. */
const char *postgres_address(void);

/* `clients` with a company's data each, in the order of their e-mails, and a pack of `coupons` for 2027. */
struct world make_world(const char *schema, size_t clients, size_t coupons);
void shuffle_clients(struct world *world);
void end_world(struct world *world);
ct_context *open_world(struct world *world); /* one more context */
/* Transactions that the server has rolled back. */
uint64_t count_rollbacks(void);
extern const ct_signatory mario;
void must(ct_context *context, ct_status status, const char *what);
