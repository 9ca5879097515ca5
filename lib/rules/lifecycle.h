/* What the daily lifecycle owes to whom on which day (R-LIC-06, R-OUT-02, R-OUT-03, R-AUD-10). */
#pragma once

#include <stdbool.h>

#include "rules/policy.h"
#include "rules/reason.h"

/* The last licenses whose end has to be told on `today`: they work for their last day, so that the
 * notice is due the day after. */
ct_date ct__expired_through(ct_date today);

/* R-LIC-06: when the data of an account are erased whose last license ended on `last_day`: the day
 * after so many calendar months, which end with a month where they began at the end of a longer one. */
ct_date ct__erasure_day(const struct ct__policy *policy, ct_date last_day);

/* When its client is to be told: so many days before, and not before the license is over. */
ct_date ct__erasure_notice_day(const struct ct__policy *policy, ct_date last_day);

/* The latest last day of a license for which that has come; every earlier one is due as well. */
ct_date ct__erasure_notice_through(const struct ct__policy *policy, ct_date today);

/* The day that is told to a client who is told `today`: a late notice puts the erasure off, so that
 * nobody has less time than the policy says. */
ct_date ct__erasure_day_told(const struct ct__policy *policy, ct_date last_day, ct_date today);

/* R-LIC-06: refuses an erasure that is not due: of a license that still works, within the months in
 * which it can be had back, or before the day that the client was told.
 * @param told  that day; none: it was not told */
void ct__erasure_check(const struct ct__policy *policy, ct_date last_day, ct_date told,
                       ct_date today, struct ct__verdict *verdict);

/* The end of the license year that `today` lies in. */
ct_date ct__license_year_end(const struct ct__policy *policy, ct_date today);

/* R-OUT-02: is the reminder of `days` before `end` due: has its day come and the year not ended? */
bool ct__reminder_is_due(ct_date end, int64_t days, ct_date today);

/* R-AUD-10: what is older than `days` may go: everything before this instant. */
ct_instant ct__kept_since(ct_instant now, int64_t days);
