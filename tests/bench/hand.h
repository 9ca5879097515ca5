/* The yardstick: migrations written by hand on the raw sqlite3 API, with the same reads and writes on
 * the same schema as the library's, and none of its checks. */
#pragma once

#include <sqlite3.h>

#include "contoterzi/contoterzi.h"

struct hand;

struct hand *hand_open(const char *path, ct_id studio);
void hand_close(struct hand *hand);
void hand_begin(struct hand *hand);
void hand_commit(struct hand *hand);
/* One client, inside a transaction. */
void hand_migrate(struct hand *hand, const char *client_id);
/* The next page of the studio's clients by name: fills ids, answers how many; "" starts. */
size_t hand_page(struct hand *hand, char *after_key, char *after_id,
                 char ids[][CT_ID_TEXT_LENGTH + 1], size_t limit);
