/* What the rules need to know of a client, gathered from the store. */
#pragma once

#include "rules/eligibility.h"
#include "service/run.h"

/* `client` is loaded; a live migration of the client with id `own` is no bar.
 * @param studio  the one that asks */
ct_status ct__gather_facts(struct ct__run *run, const struct ct__studio *studio,
                           const struct ct__client *client, ct_id own,
                           struct ct__client_facts *ret_facts);

/* Adds a license to what is known of its client; to be called in the order of their first days. */
void ct__note_license(struct ct__client_facts *facts, const struct ct__license *license);

/* The client's migration under way; CT_ERR_NOT_FOUND if there is none. */
ct_status ct__find_live_migration(struct ct__run *run, ct_id client,
                                  struct ct__migration *ret_migration);

/* Brings client->stage up to date with what has changed around it, and writes the client. */
ct_status ct__store_client(struct ct__run *run, const struct ct__client *before,
                           struct ct__client *client, const struct ct__client_facts *facts);

/* The licenses of a client by first day, to `visit` as in ct__each. */
ct_status ct__each_license(struct ct__run *run, ct_id client, ct__visit visit, void *state);
