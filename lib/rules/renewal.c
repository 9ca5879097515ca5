#include "rules/renewal.h"

#include <string.h>

#include "base/date.h"
#include "rules/email.h"
#include "rules/labels.h"
#include "rules/license.h"

static const struct ct__argument none;

void
ct__campaign_check_day(const struct ct__policy *policy, int32_t license_year, ct_date today,
                       struct ct__verdict *verdict)
{
    const ct_date first = {(int16_t)(license_year - 1), (uint8_t)policy->campaign_month,
                           (uint8_t)policy->campaign_day};
    if (ct__date_compare(today, first) < 0)
        ct__refuse_with(verdict, CT__REASON_CAMPAIGN_TOO_EARLY, ct__number_argument(license_year),
                        ct__date_argument(first));
    if (ct__date_compare(today, ct__license_last_day(policy, license_year)) > 0)
        ct__refuse_with(verdict, CT__REASON_PACK_YEAR_OVER, ct__number_argument(license_year), none);
}

int32_t
ct__cancellation_campaign_year(const struct ct__policy *policy, ct_instant sent_at)
{
    ct_date day, deadline;
    if (ct_date_in_rome(sent_at, &day))
        return 0;
    /* A day in Rome ends with its last millisecond, whatever its offset: comparing days is comparing
     * instants with midnight. */
    deadline = (ct_date){day.year, (uint8_t)policy->deadline_month, (uint8_t)policy->deadline_day};
    return ct__date_compare(day, deadline) <= 0 ? day.year : day.year + 1;
}

static bool
is_same_address(const char *a, const char *b)
{
    char read_a[CT__EMAIL_SIZE], read_b[CT__EMAIL_SIZE];
    return ct__email_read(a, read_a) == CT__EMAIL_OK && ct__email_read(b, read_b) == CT__EMAIL_OK &&
           strcmp(read_a, read_b) == 0;
}

void
ct__cancellation_check_mail(const struct ct__policy *policy, const char *registered,
                            const char *sender, const char *recipient,
                            struct ct__verdict *verdict)
{
    if (!is_same_address(sender, registered))
        ct__refuse_with(verdict, CT__REASON_CANCELLATION_SENDER, ct__text_argument(sender), none);
    if (recipient && !is_same_address(recipient, policy->cancellation_address))
        ct__refuse_with(verdict, CT__REASON_CANCELLATION_RECIPIENT,
                        ct__text_argument(policy->cancellation_address),
                        ct__text_argument(recipient));
}

void
ct__cancellation_check_pack(const struct ct__cancelled_pack_facts *pack,
                            struct ct__verdict *verdict)
{
    if (pack->kind != CT_COUPON_CONTO_TERZI)
        ct__refuse_with(verdict, CT__REASON_CANCELLATION_OTHER_KIND,
                        ct__label_argument(&ct__coupon_kind_labels, pack->kind), none);
    if (pack->is_revoked && !pack->has_coupons)
        ct__refuse(verdict, CT__REASON_CANCELLATION_PACK_REVOKED);
}

void
ct__cancellation_check_withdrawal(int32_t campaign_year, bool has_run,
                                  struct ct__verdict *verdict)
{
    if (has_run)
        ct__refuse_with(verdict, CT__REASON_CANCELLATION_FINAL, ct__number_argument(campaign_year),
                        none);
}

bool
ct__cancellation_stops(const struct ct__cancellation_facts *cancellation, int32_t november,
                       const struct ct__renewed_pack_facts *pack)
{
    if (cancellation->is_withdrawn || november < cancellation->campaign_year)
        return false;
    if (!cancellation->is_of_all)
        return pack->is_named;
    return november == cancellation->campaign_year ||
           (pack->issued_at != 0 && pack->issued_at <= cancellation->recorded_at);
}
