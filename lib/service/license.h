/* Licenses from inside: activation, for every use case that gives one. */
#pragma once

#include "service/facts.h"

/* What is to be activated. Zero is none in every field that may be left out. */
struct ct__activation {
    ct_license_source source;
    const struct ct__coupon *coupon; /* or NULL */
    ct_id migration;                 /* that it is part of */
    ct_plan plan;
    ct_license_access access;
    ct_date first_day;
    ct_date last_day;
    int64_t price_cents;
};

/* What a coupon activates: R-COU-01, R-COU-04.
 * @param is_at_once  it starts today whatever is in force (R-LIC-08); otherwise by R-LIC-05 */
struct ct__activation ct__coupon_activation(struct ct__run *run, const struct ct__coupon *coupon,
                                            const struct ct__client_facts *facts, bool is_at_once);

/* R-LIC-08: what stands against it goes to the verdict. To be asked before the first write. */
void ct__check_activation(struct ct__run *run, const struct ct__activation *activation,
                          const struct ct__client_facts *facts);

/* Activates a license for a client (R-LIC-03): writes it, logs it, and takes its last day into
 * `client` and `facts`, which the caller stores. Whatever of the client's licenses overlaps its days is
 * superseded today: what an upgrade takes the place of (R-LIC-08), and the rest of a trial
 * (R-ELIG-05). */
ct_status ct__activate_license(struct ct__run *run, const struct ct__activation *activation,
                               struct ct__client *client, struct ct__client_facts *facts,
                               struct ct__license *ret_license);

/* The client's last license that is not superseded, a trial included; CT_ERR_NOT_FOUND if it never
 * had one. */
ct_status ct__last_license(struct ct__run *run, ct_id client, struct ct__license *ret_license);

/* The client's license in force on `day`; CT_ERR_NOT_FOUND. */
ct_status ct__license_in_force(struct ct__run *run, ct_id client, ct_date day,
                               struct ct__license *ret_license);

/* Of one category; 0 for an unknown one. */
int64_t ct__license_limit(const struct ct__license *license, ct_category category);
