/* Licenses from inside: activation, for every use case that gives one. */
#pragma once

#include "service/facts.h"

/* Activates a license with a coupon for a client (R-COU-04, R-LIC-03, R-LIC-05): writes it, logs it,
 * and takes its last day into `client` and `facts`, which the caller stores. A trial in force is
 * superseded (R-ELIG-05). */
ct_status ct__activate_license(struct ct__run *run, const struct ct__coupon *coupon, ct_id migration,
                               struct ct__client *client, struct ct__client_facts *facts,
                               struct ct__license *ret_license);

/* The last license of a client, a trial included; CT_ERR_NOT_FOUND if it never had one. */
ct_status ct__last_license(struct ct__run *run, ct_id client, struct ct__license *ret_license);
