/* Activating licenses, whatever they come from (R-LIC-03, R-LIC-05, R-LIC-08). */
#include "base/date.h"
#include "rules/license.h"
#include "service/license.h"

static ct_status
take_latest(struct ct__run *run, void *record, void *state)
{
    (void)run;
    if (((const struct ct__license *)record)->superseded_on.year)
        return CT_OK;
    *(bool *)state = true;
    return CT_DONE;
}

ct_status
ct__last_license(struct ct__run *run, ct_id client, struct ct__license *ret_license)
{
    const struct ct__license key = {.client_id = client};
    struct ct__range range = ct__rows_like(CT__LICENSE, CT__LICENSE_BY_CLIENT, &key, 1);
    bool is_found = false;
    range.flags = CT_SCAN_DESCENDING;
    ct_status status = ct__each(run, &range, ret_license, take_latest, &is_found);
    return status || is_found ? status : CT_ERR_NOT_FOUND;
}

struct ct__activation
ct__coupon_activation(struct ct__run *run, const struct ct__coupon *coupon,
                      const struct ct__client_facts *facts, bool is_at_once)
{
    const ct_date none = {0};
    const ct_date covered = is_at_once ? none : facts->license.last_day;
    bool is_read_only = coupon->kind == CT_COUPON_CONTO_TERZI; /* R-COU-04 */
    return (struct ct__activation){
        .source = CT_LICENSE_FROM_COUPON,
        .coupon = coupon,
        .plan = coupon->plan,
        .access = is_read_only ? CT_LICENSE_READ_ONLY : CT_LICENSE_FULL,
        .first_day = ct__license_first_day(run->today, covered),
        .last_day = ct__license_last_day(run->context->policy, (int32_t)coupon->license_year),
    };
}

void
ct__check_activation(struct ct__run *run, const struct ct__activation *activation,
                     const struct ct__client_facts *facts)
{
    ct__license_check_reach(activation->first_day, activation->last_day, facts->license.last_day,
                            &run->context->verdict);
}

/* Licenses that give way, by batches: a back end is not written to under an open scan. */
struct superseding {
    ct_date first_day;
    ct_date last_day;
    struct ct__license batch[8];
    size_t count;
};

static ct_status
collect_overlapping(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct superseding *superseding = state;
    (void)run;
    if (license->superseded_on.year ||
        ct__date_compare(license->last_day, superseding->first_day) < 0 ||
        ct__date_compare(license->first_day, superseding->last_day) > 0)
        return CT_OK;
    superseding->batch[superseding->count++] = *license;
    return superseding->count == sizeof superseding->batch / sizeof *superseding->batch ? CT_DONE
                                                                                        : CT_OK;
}

static ct_status
supersede(struct ct__run *run, const struct ct__license *license)
{
    struct ct__license after = *license;
    after.superseded_on = run->today;
    ct_status status = ct__replace(run, CT__LICENSE, license, &after);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_LICENSE_SUPERSEDED,
                   &(struct ct__event){.studio_id = license->studio_id,
                                       .client_id = license->client_id,
                                       .coupon_id = license->coupon_id,
                                       .license_id = license->id,
                                       .last_day = run->today});
}

static ct_status
supersede_overlapping(struct ct__run *run, const struct ct__client *client,
                      const struct ct__activation *activation)
{
    struct superseding superseding = {.first_day = activation->first_day,
                                      .last_day = activation->last_day};
    ct_status status = CT_OK;
    if (client->license_last_day.year == 0) /* it never had one */
        return CT_OK;
    do {
        superseding.count = 0;
        status = ct__each_license(run, client->id, collect_overlapping, &superseding);
        for (size_t i = 0; !status && i < superseding.count; i++)
            status = supersede(run, &superseding.batch[i]);
    } while (!status && superseding.count);
    return status;
}

static void
fill_license(struct ct__run *run, const struct ct__activation *activation,
             const struct ct__client *client, struct ct__license *license)
{
    const struct ct__policy *policy = run->context->policy;
    const struct ct__coupon *coupon = activation->coupon;
    const struct ct__license_limits limits = ct__license_limits(
        policy, activation->access == CT_LICENSE_READ_ONLY ? policy->read_only_limits
                                                           : activation->plan);
    *license = (struct ct__license){
        .id = license->id,
        .client_id = client->id,
        .studio_id = client->studio_id,
        .coupon_id = coupon ? coupon->id : (ct_id){{0}},
        .coupon_kind = coupon ? coupon->kind : 0,
        .plan = activation->plan,
        .access = activation->access,
        .source = activation->source,
        .first_day = activation->first_day,
        .last_day = activation->last_day,
        .limit_clients = limits.clients,
        .limit_suppliers = limits.suppliers,
        .limit_products = limits.products,
        .limit_documents = limits.documents,
        .created_at = run->now,
        .price_cents = activation->price_cents,
    };
}

static ct_status
log_activated(struct ct__run *run, const struct ct__activation *activation,
              const struct ct__license *license)
{
    const struct ct__coupon *coupon = activation->coupon;
    return ct__log(run, CT_EVENT_LICENSE_ACTIVATED,
                   &(struct ct__event){.studio_id = license->studio_id,
                                       .client_id = license->client_id,
                                       .coupon_id = license->coupon_id,
                                       .license_id = license->id,
                                       .migration_id = activation->migration,
                                       .coupon_kind = license->coupon_kind,
                                       .year = coupon ? coupon->license_year : 0,
                                       .first_day = license->first_day,
                                       .last_day = license->last_day,
                                       .license_source = license->source,
                                       .plan = license->plan,
                                       .license_access = license->access});
}

ct_status
ct__activate_license(struct ct__run *run, const struct ct__activation *activation,
                     struct ct__client *client, struct ct__client_facts *facts,
                     struct ct__license *ret_license)
{
    ct_status status = ct__new_id(run->context, run->now, &ret_license->id);
    if (!status)
        status = supersede_overlapping(run, client, activation);
    if (status)
        return status;
    fill_license(run, activation, client, ret_license);
    client->license_last_day = ret_license->last_day;
    ct__note_license(facts, ret_license);
    status = ct__insert(run, CT__LICENSE, ret_license);
    return status ? status : log_activated(run, activation, ret_license);
}
