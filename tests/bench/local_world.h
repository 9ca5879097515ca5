/* A studio with clients and coupons in a store of this machine, and what every measurement beside a
 * yardstick needs. What goes wrong while it is made ends the program. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <contoterzi/contoterzi.h>

struct world {
    char path[256]; /* of the file; "" in memory */
    ct_storage *storage;
    ct_context *context;
    ct_id studio;
};

/* Numbers `clients` from 0, with a company's data each, and buys a pack of `coupons` of the
 * kind conto_terzi for 2027. */
struct world make_file_world(const char *folder, const char *name, uint32_t clients,
                             uint32_t coupons);
struct world make_memory_world(uint32_t clients, uint32_t coupons);
void end_world(struct world *world);
void buy(struct world *world, ct_coupon_kind kind, uint32_t quantity); /* a pack for 2027 */

void must(struct world *world, ct_status status, const char *what);
/* Takes the next `count` clients of the migratable list, from anywhere in it: theirs is the order of
 * names, which is another one than that of identifiers. */
size_t next_clients(struct world *world, ct_id *ids, size_t count);
extern const ct_signatory mario;

double seconds(void);
double median(double *values, size_t count); /* sorts them */
/* Prints a ratio beside its goal; 1 if it is missed. */
int judge(const char *name, double ratio, double goal, int is_most);
