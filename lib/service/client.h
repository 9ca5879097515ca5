/* Clients from inside. */
#pragma once

#include "service/run.h"

/* Has the licenses of a client counted for this studio: the one that it is linked to; none: for nobody. */
ct_status ct__move_licenses(struct ct__run *run, const struct ct__client *client, ct_id studio);

/* Completes a loaded client for an answer: where it stands today. */
void ct__complete_client(struct ct__run *run, struct ct__client *client);
