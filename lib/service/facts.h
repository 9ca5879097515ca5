/* What the rules need to know of a client, gathered from the store. */
#pragma once

#include "rules/access.h"
#include "rules/eligibility.h"
#include "service/run.h"

/* `client` is loaded; a live migration of the client with id `own` is no bar.
 * @param studio  the one that asks */
ct_status ct__gather_facts(struct ct__run *run, const struct ct__studio *studio,
                           const struct ct__client *client, ct_id own,
                           struct ct__client_facts *ret_facts);

/* Adds a license to what is known of its client; to be called in the order of their first days. */
void ct__note_license(struct ct__client_facts *facts, const struct ct__license *license);

/* What access is decided by (section 9). `client` is loaded, or zero but for its id if there is none. Of
 * a client that is not linked to `studio` nothing is looked at.
 * @param studio  the one that asks; none: the client itself does. That its account is open is taken
 *                from the client's being linked; ct__check_studio_account makes sure. */
ct_status ct__gather_access(struct ct__run *run, const struct ct__client *client, ct_id studio,
                            ct_date day, struct ct__access_facts *ret_facts);
ct_status ct__check_studio_account(struct ct__run *run, ct_id studio,
                                   struct ct__access_facts *facts);

/* The client's migration under way; CT_ERR_NOT_FOUND if there is none. */
ct_status ct__find_live_migration(struct ct__run *run, ct_id client,
                                  struct ct__migration *ret_migration);

/* Brings client->stage up to date with what has changed around it, and writes the client. */
ct_status ct__store_client(struct ct__run *run, const struct ct__client *before,
                           struct ct__client *client, const struct ct__client_facts *facts);

/* The licenses of a client by first day, to `visit` as in ct__each. */
ct_status ct__each_license(struct ct__run *run, ct_id client, ct__visit visit, void *state);
