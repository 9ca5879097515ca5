/* The yardstick in memory: assignments and migrations written by hand, with structs in growing arrays,
 * a hash table for each key that is looked up, and a stack of coupons for each pool. It asks what the
 * rules ask of such a call, and writes the records and events that the library writes. */
#pragma once

#include <contoterzi/contoterzi.h>

struct desk;

struct desk_answer {
    ct_id client, license, migration;
    ct_date first_day, last_day;
    char coupon_code[20];
};

/* With one studio, whose account is open. */
struct desk *desk_open(ct_id studio, ct_status (*now)(void *user, ct_instant *ret_now));
void desk_close(struct desk *desk);
void desk_add_client(struct desk *desk, ct_id client, const char *email);
void desk_add_coupons(struct desk *desk, int32_t year, uint32_t count);
/* 0, or 1 if it is refused. */
int desk_assign(struct desk *desk, ct_id studio, ct_id client, struct desk_answer *ret_answer);
int desk_migrate(struct desk *desk, ct_id studio, ct_id client, const ct_signatory *signatory,
                 struct desk_answer *ret_answer);
