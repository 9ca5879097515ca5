/* What the rules need to know of a client, gathered from the store. */
#pragma once

#include "rules/coupon_code.h"
#include "rules/eligibility.h"
#include "service/run.h"

/* `client` is loaded; a live migration of the client with id `own` is no bar.
 * @param studio  the one that asks */
ct_status ct__gather_facts(struct ct__run *run, const struct ct__studio *studio,
                           const struct ct__client *client, ct_id own,
                           struct ct__client_facts *ret_facts);

/* The client's migration under way; CT_ERR_NOT_FOUND if there is none. */
ct_status ct__find_live_migration(struct ct__run *run, ct_id client,
                                  struct ct__migration *ret_migration);

/* Brings client->stage up to date with what has changed around it, and writes the client. */
ct_status ct__store_client(struct ct__run *run, const struct ct__client *before,
                           struct ct__client *client, const struct ct__client_facts *facts);

/* The licenses of a client by first day, to `visit` as in ct__each. */
ct_status ct__each_license(struct ct__run *run, ct_id client, ct__visit visit, void *state);

/* The coupon that a request would get: the one with this code, or one of the pool (R-COU-08). None is
 * told by a NULL code in the facts.
 * @param code  canonical, or NULL
 * @param year  0: the pool's latest */
ct_status ct__choose_coupon(struct ct__run *run, ct_id studio, ct_coupon_kind kind,
                            const char *code, int32_t year, struct ct__coupon *ret_coupon,
                            struct ct__coupon_facts *ret_facts);

/* By canonical code; CT_ERR_NOT_FOUND. */
ct_status ct__find_coupon(struct ct__run *run, const char *code, struct ct__coupon *ret_coupon);

/* A code that nobody can guess (R-COU-09). */
ct_status ct__random_coupon_code(struct ct__run *run, char code[CT__COUPON_CODE_SIZE]);
