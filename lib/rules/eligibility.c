#include "rules/eligibility.h"

#include "base/date.h"

static const struct ct__argument none;

/* R-ELIG-03 names the kind, so that the reader knows which. */
static void
refuse_other_kinds(const struct ct__client_facts *client, struct ct__verdict *verdict)
{
    static const ct_coupon_kind others[] = {CT_COUPON_RENEWABLE, CT_COUPON_FLAT_RATE};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (client->ever & (1U << others[i]))
            ct__refuse_with(verdict, CT__REASON_OTHER_COUPON_KIND,
                            ct__label_argument(&ct__coupon_kind_labels, others[i]), none);
}

static bool
is_conto_terzi(const struct ct__license_facts *license)
{
    return license->coupon_kind == CT_COUPON_CONTO_TERZI;
}

bool
ct__renews_conto_terzi(const struct ct__policy *policy, const struct ct__client_facts *client)
{
    const struct ct__license_facts *license = &client->license;
    bool stays = license->source == CT_LICENSE_FROM_STUDIO_PURCHASE &&
                 client->ever & CT__EVER_CONTO_TERZI && !policy->studio_purchase_bars_conto_terzi;
    return !client->is_erased && (is_conto_terzi(license) || stays);
}

static ct_eligible_action
conto_terzi_action(const struct ct__policy *policy, const struct ct__client_facts *client,
                   struct ct__verdict *verdict)
{
    if (client->ever & CT__EVER_BOUGHT_BY_CLIENT)
        ct__refuse(verdict, CT__REASON_BOUGHT_BY_CLIENT);
    refuse_other_kinds(client, verdict);
    if (client->ever & CT__EVER_BOUGHT_BY_STUDIO && policy->studio_purchase_bars_conto_terzi)
        ct__refuse(verdict, CT__REASON_BOUGHT_BY_STUDIO);
    if (ct__renews_conto_terzi(policy, client))
        return CT_ELIGIBLE_RENEW;
    if (client->is_erased && !client->is_on_ts_digital)
        ct__refuse(verdict, CT__REASON_ERASED);
    else if (!client->is_on_ts_digital)
        ct__refuse(verdict, CT__REASON_NOT_ON_TS_DIGITAL);
    return CT_ELIGIBLE_MIGRATE;
}

static bool
is_in_force(const struct ct__license_facts *license, ct_date day)
{
    return ct__date_compare(day, license->last_day) <= 0;
}

static ct_eligible_action
renewable_action(const struct ct__client_facts *client, int32_t license_year, ct_date day,
                 struct ct__verdict *verdict)
{
    if (client->ever & CT__EVER_BOUGHT_BY_CLIENT)
        ct__refuse(verdict, CT__REASON_RENEWABLE_AFTER_CLIENT_PURCHASE);
    if (client->is_erased)
        return CT_ELIGIBLE_ACTIVATE;
    if (is_in_force(&client->license, day)) {
        bool is_same_year = license_year == client->license.last_day.year;
        return is_conto_terzi(&client->license) && is_same_year ? CT_ELIGIBLE_UPGRADE
                                                                : CT_ELIGIBLE_RENEW;
    }
    return client->license.coupon_kind == CT_COUPON_RENEWABLE ? CT_ELIGIBLE_RENEW
                                                              : CT_ELIGIBLE_ACTIVATE;
}

static ct_eligible_action
flat_rate_action(const struct ct__client_facts *client, ct_date day, struct ct__verdict *verdict)
{
    if (client->tax_regime != CT_TAX_REGIME_FLAT_RATE)
        ct__refuse(verdict, CT__REASON_NOT_FLAT_RATE_REGIME);
    if (client->ever & CT__EVER_BOUGHT_BY_CLIENT)
        ct__refuse(verdict, CT__REASON_FLAT_RATE_AFTER_CLIENT_PURCHASE);
    if (client->ever & CT__EVER_BOUGHT_BY_STUDIO)
        ct__refuse(verdict, CT__REASON_FLAT_RATE_AFTER_STUDIO_PURCHASE);
    if (client->ever & CT__EVER_RENEWABLE)
        ct__refuse(verdict, CT__REASON_FLAT_RATE_AFTER_RENEWABLE);
    if (client->is_erased)
        return CT_ELIGIBLE_ACTIVATE;
    /* R-ELIG-08: after conto_terzi, too. */
    return client->license.coupon_kind == CT_COUPON_FLAT_RATE || is_in_force(&client->license, day)
               ? CT_ELIGIBLE_RENEW
               : CT_ELIGIBLE_ACTIVATE;
}

/* What the coupon would do if nothing stood against it; what does goes to `verdict`. */
static ct_eligible_action
aimed_action(const struct ct__policy *policy, const struct ct__client_facts *client,
             ct_coupon_kind kind, int32_t license_year, ct_date day, struct ct__verdict *verdict)
{
    if (kind == CT_COUPON_CONTO_TERZI)
        return conto_terzi_action(policy, client, verdict);
    if (kind == CT_COUPON_RENEWABLE)
        return renewable_action(client, license_year, day, verdict);
    return flat_rate_action(client, day, verdict);
}

void
ct__coupon_check_day(const struct ct__policy *policy, const struct ct__coupon_facts *coupon,
                     ct_date day, struct ct__verdict *verdict)
{
    const struct ct__argument code = ct__text_argument(coupon->code);
    if (ct__date_compare(day, coupon->issued_on) < 0)
        ct__refuse_with(verdict, CT__REASON_COUPON_NOT_ISSUED_YET, code,
                        ct__date_argument(coupon->issued_on));
    /* By policy the year's licenses may end before the year does: then nothing is left to activate. */
    if (ct__date_compare(day, ct__license_last_day(policy, coupon->license_year)) > 0)
        ct__refuse_with(verdict, CT__REASON_COUPON_YEAR_OVER, code,
                        ct__number_argument(coupon->license_year));
}

/* R-COU-06, R-COU-07 */
static void
check_assignable(const struct ct__policy *policy, const struct ct__coupon_facts *coupon,
                 ct_date day, struct ct__verdict *verdict)
{
    if (coupon->state != CT_COUPON_AVAILABLE)
        ct__refuse_with(verdict, CT__REASON_COUPON_NOT_AVAILABLE, ct__text_argument(coupon->code),
                        ct__label_argument(&ct__coupon_state_labels, coupon->state));
    ct__coupon_check_day(policy, coupon, day, verdict);
}

static void
check_coupon(const struct ct__policy *policy, const struct ct__coupon_facts *coupon,
             ct_coupon_kind kind, int32_t wanted_year, ct_date day, struct ct__verdict *verdict)
{
    const struct ct__argument kind_label = ct__label_argument(&ct__coupon_kind_labels, kind);
    if (!coupon->code && wanted_year)
        ct__refuse_with(verdict, CT__REASON_NO_COUPON_LEFT_FOR_YEAR, kind_label,
                        ct__number_argument(wanted_year));
    else if (!coupon->code)
        ct__refuse_with(verdict, CT__REASON_NO_COUPON_LEFT, kind_label, none);
    if (!coupon->code)
        return;
    const struct ct__argument code = ct__text_argument(coupon->code);
    if (!coupon->is_own) { /* and nothing else is told of what belongs to others */
        ct__refuse_with(verdict, CT__REASON_COUPON_NOT_OWN, code, none);
        return;
    }
    if (coupon->kind != kind)
        ct__refuse_with(verdict, CT__REASON_COUPON_OTHER_KIND, code,
                        ct__label_argument(&ct__coupon_kind_labels, coupon->kind));
    if (wanted_year && coupon->license_year != wanted_year)
        ct__refuse_with(verdict, CT__REASON_COUPON_OTHER_YEAR, code,
                        ct__number_argument(coupon->license_year));
    check_assignable(policy, coupon, day, verdict);
}

/* R-ELIG-06 */
static void
check_later_year(const struct ct__license_facts *license, int32_t license_year,
                 struct ct__verdict *verdict)
{
    if (license_year && license_year <= license->last_day.year)
        ct__refuse_with(verdict, CT__REASON_YEAR_COVERED, ct__date_argument(license->last_day),
                        ct__number_argument(license->last_day.year));
}

static ct_eligible_action
aimed_at_client(const struct ct__policy *policy, const struct ct__client_facts *client,
                ct_coupon_kind kind, int32_t license_year, ct_date day,
                struct ct__verdict *verdict)
{
    if (!client->is_studio_account_open)
        ct__refuse(verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED);
    if (!client->is_linked) { /* and nothing is told of what others' clients did */
        ct__refuse(verdict, CT__REASON_CLIENT_NOT_LINKED);
        return CT_ELIGIBLE_NO;
    }
    ct_eligible_action action = aimed_action(policy, client, kind, license_year, day, verdict);
    /* A migration that has given its license is no bar to the next one. */
    bool has_begun = client->migration >= CT_MIGRATION_PROVISIONED;
    bool goes_on = client->license.source && !client->is_erased && action != CT_ELIGIBLE_MIGRATE;
    if (client->migration && !(has_begun && goes_on))
        ct__refuse_with(verdict, CT__REASON_MIGRATION_UNDER_WAY,
                        ct__label_argument(&ct__migration_state_labels, client->migration), none);
    return action;
}

ct_eligible_action
ct__eligible_client(const struct ct__policy *policy, const struct ct__client_facts *client,
                    ct_coupon_kind kind, int32_t license_year, ct_date day,
                    struct ct__verdict *verdict)
{
    size_t before = verdict->count;
    ct_eligible_action action =
        aimed_at_client(policy, client, kind, license_year, day, verdict);
    return verdict->count > before ? CT_ELIGIBLE_NO : action;
}

/* R-ELIG-06, whatever else stands against it; and a license may be there that does not bar a
 * migration. */
static void
check_year(const struct ct__client_facts *client, ct_eligible_action action, int32_t license_year,
           struct ct__verdict *verdict)
{
    if (action == CT_ELIGIBLE_RENEW || action == CT_ELIGIBLE_MIGRATE)
        check_later_year(&client->license, license_year, verdict);
}

ct_eligible_action
ct__eligible_in_year(const struct ct__policy *policy, const struct ct__client_facts *client,
                     ct_coupon_kind kind, int32_t license_year, ct_date day,
                     struct ct__verdict *verdict)
{
    size_t before = verdict->count;
    ct_eligible_action action =
        aimed_at_client(policy, client, kind, license_year, day, verdict);
    check_year(client, action, license_year, verdict);
    if (ct__date_compare(day, ct__license_last_day(policy, license_year)) > 0)
        ct__refuse_with(verdict, CT__REASON_PACK_YEAR_OVER, ct__number_argument(license_year),
                        none);
    return verdict->count > before ? CT_ELIGIBLE_NO : action;
}

void
ct__coupon_link_check(const struct ct__policy *policy, const struct ct__coupon_facts *coupon,
                      ct_date day, struct ct__verdict *verdict)
{
    if (coupon->kind == CT_COUPON_CONTO_TERZI)
        ct__refuse_with(verdict, CT__REASON_COUPON_HAS_NO_LINK,
                        ct__label_argument(&ct__coupon_kind_labels, coupon->kind), none);
    else
        check_assignable(policy, coupon, day, verdict);
}

ct_eligible_action
ct__eligible(const struct ct__policy *policy, const struct ct__client_facts *client,
             ct_coupon_kind kind, const struct ct__coupon_facts *coupon, int32_t wanted_year,
             ct_date day, struct ct__verdict *verdict)
{
    size_t before = verdict->count;
    int32_t year = coupon->code && coupon->is_own ? coupon->license_year : wanted_year;
    ct_eligible_action action = aimed_at_client(policy, client, kind, year, day, verdict);
    check_year(client, action, year, verdict);
    check_coupon(policy, coupon, kind, wanted_year, day, verdict);
    return verdict->count > before ? CT_ELIGIBLE_NO : action;
}

enum ct__stage
ct__client_stage(const struct ct__policy *policy, const struct ct__client_facts *client)
{
    struct ct__verdict verdict = {.count = 0};
    if (client->migration)
        return CT__STAGE_IN_MIGRATION;
    if (conto_terzi_action(policy, client, &verdict) == CT_ELIGIBLE_MIGRATE && verdict.count == 0)
        return CT__STAGE_MIGRATABLE;
    if (client->is_erased)
        return CT__STAGE_ERASED;
    return client->license.source ? CT__STAGE_LICENSED : CT__STAGE_NOT_MIGRATABLE;
}

ct_client_state
ct__client_state_on(enum ct__stage stage, ct_date license_last_day, ct_date day)
{
    static const ct_client_state states[] = {
        [CT__STAGE_MIGRATABLE] = CT_CLIENT_MIGRATABLE,
        [CT__STAGE_NOT_MIGRATABLE] = CT_CLIENT_NOT_MIGRATABLE,
        [CT__STAGE_IN_MIGRATION] = CT_CLIENT_IN_MIGRATION,
        [CT__STAGE_LICENSED] = CT_CLIENT_ACTIVE,
        [CT__STAGE_ERASED] = CT_CLIENT_ERASED,
    };
    bool can_expire = stage == CT__STAGE_IN_MIGRATION || stage == CT__STAGE_LICENSED;
    if (can_expire && license_last_day.year && ct__date_compare(day, license_last_day) > 0)
        return CT_CLIENT_EXPIRED;
    return states[stage];
}

ct_coupon_state
ct__coupon_state_on(const struct ct__policy *policy, ct_coupon_state stored, int32_t license_year,
                    ct_date day)
{
    bool is_over = ct__date_compare(day, ct__license_last_day(policy, license_year)) > 0;
    return stored == CT_COUPON_AVAILABLE && is_over ? CT_COUPON_EXPIRED : stored;
}
