/* Every call that changes nothing, so that what holds for all of them is tested on all of them. */
#pragma once

#include "fixture.h"

/* What there is to be seen. */
struct sight {
    ct_id client;      /* operational, with documents and usage */
    ct_id done_client; /* migrated, and could be renewed */
    ct_id license, migration, pack, coupon, cancellation;
    const char *studio_vat_number, *client_vat_number, *coupon_code, *link_code;
};
void set_up_sight(struct world *world, struct sight *sight); /* in a fresh world */

struct look {
    const char *name;   /* of the function, without "ct_" */
    const char *handle; /* what it hands out, likewise; NULL: nothing */
    ct_status (*run)(struct world *world, const struct sight *sight, void **ret_handle);
};
extern const struct look looks[];
extern const size_t look_count;
/* The calls that make contexts, policies and storages, and what such a storage calls; in a world on
 * SQLite. */
extern const struct look makers[];
extern const size_t maker_count;
extern const struct look server_makers[]; /* likewise, in a world on a server */
extern const size_t server_maker_count;

/* Frees a handle of that kind, which may be NULL. */
void release_handle(const char *kind, void *handle);
