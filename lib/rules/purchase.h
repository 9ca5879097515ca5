/* Who may buy a license directly, and who may try one (R-LIC-01, R-LIC-07, R-LIC-08). */
#pragma once

#include "rules/eligibility.h"

/* What stands against a purchase of `plan`: R-LIC-07; for a studio R-STU-01 and R-ELIG-11 too, and
 * nothing more is told it of a client that is not its own. */
void ct__purchase_check(const struct ct__policy *policy, const struct ct__client_facts *client,
                        ct_license_source buyer, ct_plan plan, struct ct__verdict *verdict);

/* R-LIC-01: a trial is for who never had a license, a trial included. */
void ct__trial_check(const struct ct__client_facts *client, bool had_license,
                     struct ct__verdict *verdict);
