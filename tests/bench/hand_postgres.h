/* The yardstick: migrations written by hand on libpq, in pipeline mode, with the same reads and writes on
 * the same schema as the library's, in as many round trips, SERIALIZABLE and repeated after a conflict,
 * and none of its checks. */
#pragma once

#include <stdint.h>

#include <contoterzi/contoterzi.h>

struct hand;

struct hand *hand_open(const char *address, const char *schema, ct_id studio);
void hand_close(struct hand *hand);
/* One client, in a transaction of its own. */
void hand_migrate(struct hand *hand, ct_id client);
uint64_t hand_repeated(const struct hand *hand); /* attempts, so far */
