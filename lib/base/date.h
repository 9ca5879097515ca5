/* Calendar arithmetic: proleptic Gregorian days, and Rome's civil time since 1996. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "contoterzi/base.h"

bool ct__date_is_valid(ct_date date); /* a real day of the years 1900 to 9999 */
int64_t ct__date_days(ct_date date);  /* days since 1970-01-01; `date` is a real day */
bool ct__date_from_days(int64_t days, ct_date *ret_date); /* false outside the years 0 to 9999 */
int ct__date_compare(ct_date a, ct_date b);               /* negative, 0, positive */
ct_date ct__date_add_days(ct_date date, int32_t days);
/* The same day so many months on, or back; the month's last day where it has no such day. */
ct_date ct__date_add_months(ct_date date, int32_t months);
