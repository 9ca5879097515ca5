#include "rules/lifecycle.h"

#include "base/date.h"
#include "rules/license.h"

static const int64_t DAY_MS = 24 * 3600 * INT64_C(1000);

ct_date
ct__expired_through(ct_date today)
{
    return ct__date_add_days(today, -1);
}

ct_date
ct__erasure_day(const struct ct__policy *policy, ct_date last_day)
{
    return ct__date_add_days(ct__date_add_months(last_day, (int32_t)policy->backup_months), 1);
}

static ct_date
later(ct_date a, ct_date b)
{
    return ct__date_compare(a, b) < 0 ? b : a;
}

ct_date
ct__erasure_notice_day(const struct ct__policy *policy, ct_date last_day)
{
    ct_date day = ct__date_add_days(ct__erasure_day(policy, last_day),
                                    -(int32_t)policy->erasure_notice_days);
    return later(day, ct__date_add_days(last_day, 1));
}

static bool
is_notice_due(const struct ct__policy *policy, ct_date last_day, ct_date today)
{
    return ct__date_compare(ct__erasure_notice_day(policy, last_day), today) <= 0;
}

/* Notice days never run backwards with last days. Counting the months back comes to one that is due, for
 * the end of a month cuts days off and adds none; and what it cut off are steps of a few days. */
ct_date
ct__erasure_notice_through(const struct ct__policy *policy, ct_date today)
{
    ct_date erased = ct__date_add_days(today, (int32_t)policy->erasure_notice_days - 1);
    ct_date through = ct__date_add_months(erased, -(int32_t)policy->backup_months);
    if (ct__date_compare(through, today) >= 0)
        through = ct__expired_through(today);
    while (is_notice_due(policy, ct__date_add_days(through, 1), today))
        through = ct__date_add_days(through, 1);
    return through;
}

ct_date
ct__erasure_day_told(const struct ct__policy *policy, ct_date last_day, ct_date today)
{
    return later(ct__erasure_day(policy, last_day),
                 ct__date_add_days(today, (int32_t)policy->erasure_notice_days));
}

void
ct__erasure_check(const struct ct__policy *policy, ct_date last_day, ct_date told, ct_date today,
                  struct ct__verdict *verdict)
{
    const struct ct__argument none = {.kind = CT__NO_ARGUMENT};
    ct_date day = later(ct__erasure_day(policy, last_day), told);
    if (ct__date_compare(today, last_day) <= 0)
        ct__refuse_with(verdict, CT__REASON_LICENSE_WORKS, ct__date_argument(last_day), none);
    else if (ct__date_compare(today, day) < 0)
        ct__refuse_with(verdict, CT__REASON_ERASURE_TOO_EARLY, ct__date_argument(day), none);
    else if (!told.year)
        ct__refuse_with(verdict, CT__REASON_ERASURE_NOT_ANNOUNCED,
                        ct__number_argument(policy->erasure_notice_days), none);
}

ct_date
ct__license_year_end(const struct ct__policy *policy, ct_date today)
{
    ct_date end = ct__license_last_day(policy, today.year);
    return ct__date_compare(end, today) < 0 ? ct__license_last_day(policy, today.year + 1) : end;
}

bool
ct__reminder_is_due(ct_date end, int64_t days, ct_date today)
{
    ct_date first = ct__date_add_days(end, -(int32_t)days);
    return ct__date_compare(first, today) <= 0 && ct__date_compare(today, end) <= 0;
}

ct_instant
ct__kept_since(ct_instant now, int64_t days)
{
    return now - days * DAY_MS;
}
