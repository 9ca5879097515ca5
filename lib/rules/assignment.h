/* Coupons outside a migration: what an eligible coupon may do there, and what is a renewal. */
#pragma once

#include "contoterzi/renewal.h"
#include "rules/eligibility.h"

/* R-MIG-01: who is to be migrated gets its coupon in a migration and nowhere else. */
void ct__assignment_check(ct_eligible_action action, struct ct__verdict *verdict);

/* R-REN-03: a renewal goes on after a license, in force or lapsed; R-ELIG-06: it is for a later year,
 * so that an upgrade is none. */
void ct__renewal_check(const struct ct__client_facts *client, ct_eligible_action action,
                       struct ct__verdict *verdict);

/* R-REN-06: what a coupon of `kind` and year would do to renew the client, all but the coupon
 * itself; CT_ELIGIBLE_NO exactly if the verdict gets a reason. */
ct_eligible_action ct__renewal_action(const struct ct__policy *policy,
                                      const struct ct__client_facts *client, ct_coupon_kind kind,
                                      int32_t license_year, ct_date day,
                                      struct ct__verdict *verdict);

/* R-REN-05: what stands against going on this way, for the year after what is covered. */
void ct__renewal_way_check(const struct ct__policy *policy, const struct ct__client_facts *client,
                           ct_renewal_way way, ct_date day, struct ct__verdict *verdict);

/* Whether a coupon of `kind` covers the client for `year`, or beyond it, already. */
bool ct__is_renewed(const struct ct__client_facts *client, ct_coupon_kind kind, int32_t year);
