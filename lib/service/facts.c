#include "service/facts.h"

#include "base/date.h"

void
ct__note_license(struct ct__client_facts *facts, const struct ct__license *license)
{
    switch (license->source) {
    case CT_LICENSE_FROM_COUPON:
        facts->ever |= 1U << license->coupon_kind;
        break;
    case CT_LICENSE_FROM_CLIENT_PURCHASE:
        facts->ever |= CT__EVER_BOUGHT_BY_CLIENT;
        break;
    case CT_LICENSE_FROM_STUDIO_PURCHASE:
        facts->ever |= CT__EVER_BOUGHT_BY_STUDIO;
        break;
    default: /* R-ELIG-05: a trial stands in nobody's way */
        return;
    }
    /* R-LIC-08: one that is superseded has nothing to say but that it was. */
    if (license->superseded_on.year == 0)
        facts->license = (struct ct__license_facts){license->source, license->coupon_kind,
                                                    license->last_day};
}

static ct_status
add_license(struct ct__run *run, void *record, void *state)
{
    (void)run;
    ct__note_license(state, record);
    return CT_OK;
}

ct_status
ct__each_license(struct ct__run *run, ct_id client, ct__visit visit, void *state)
{
    const struct ct__license key = {.client_id = client};
    const struct ct__range range = ct__rows_like(CT__LICENSE, CT__LICENSE_BY_CLIENT, &key, 1);
    struct ct__license license;
    return ct__each(run, &range, &license, visit, state);
}

ct_status
ct__find_live_migration(struct ct__run *run, ct_id client, struct ct__migration *ret_migration)
{
    const struct ct__migration key = {.live_client_id = client};
    return ct__find(run, CT__MIGRATION, CT__MIGRATION_LIVE, &key, ret_migration);
}

/* An account exists only where there is a license, or where a trial is: a client that never had one
 * is spared the looks. */
static ct_status
gather_history(struct ct__run *run, const struct ct__client *client,
               struct ct__client_facts *facts)
{
    struct ct__account account = {.client_id = client->id};
    if (client->license_last_day.year == 0)
        return CT_OK;
    ct_status status = ct__each_license(run, client->id, add_license, facts);
    if (!status)
        status = ct__load(run, CT__ACCOUNT, &account);
    facts->is_erased = status == CT_OK && account.erased_on.year != 0;
    if (facts->is_erased)
        facts->license = (struct ct__license_facts){0};
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

static ct_status
gather_migration(struct ct__run *run, const struct ct__client *client, ct_id own,
                 struct ct__client_facts *facts)
{
    struct ct__migration migration;
    if (client->stage != CT__STAGE_IN_MIGRATION)
        return CT_OK;
    ct_status status = ct__find_live_migration(run, client->id, &migration);
    if (!status && !ct__id_equal(migration.id, own))
        facts->migration = migration.state;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

ct_status
ct__gather_facts(struct ct__run *run, const struct ct__studio *studio,
                 const struct ct__client *client, ct_id own, struct ct__client_facts *ret_facts)
{
    *ret_facts = (struct ct__client_facts){
        .is_linked = ct__id_equal(client->studio_id, studio->id),
        .is_studio_account_open = studio->account_opened_on.year != 0,
        .is_on_ts_digital = client->is_on_ts_digital,
        .tax_regime = client->tax_regime,
    };
    ct_status status = gather_history(run, client, ret_facts);
    return status ? status : gather_migration(run, client, own, ret_facts);
}

ct_status
ct__store_client(struct ct__run *run, const struct ct__client *before, struct ct__client *client,
                 const struct ct__client_facts *facts)
{
    client->stage = (int32_t)ct__client_stage(run->context->policy, facts);
    return ct__replace(run, CT__CLIENT, before, client);
}

static ct_status
add_access(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    (void)run;
    ct__access_add_license(state, &(struct ct__access_license){
                                      .coupon_kind = license->coupon_kind,
                                      .access = license->access,
                                      .first_day = license->first_day,
                                      .last_day = license->last_day,
                                      .superseded_on = license->superseded_on,
                                  });
    return CT_OK;
}

/* Whoever serves a company that was erased may not have migrated it: what counts is the account that
 * there is now. Only a gap leaves time for an erasure, so that hardly anybody pays for this look. */
static ct_status
gather_licenses(struct ct__run *run, const struct ct__client *client,
                struct ct__access_facts *facts)
{
    struct ct__account account = {.client_id = client->id};
    ct_status status = ct__each_license(run, client->id, add_access, facts);
    if (status || !facts->has_gap || !facts->was_migrated)
        return status;
    status = ct__load(run, CT__ACCOUNT, &account);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    facts->was_migrated = false;
    facts->account_since = account.created_on;
    return ct__each_license(run, client->id, add_access, facts);
}

/* Only a client in the stage `licensed` is known to have an account that is neither erased nor waiting
 * for its first login. */
static ct_status
gather_account(struct ct__run *run, const struct ct__client *client,
               struct ct__access_facts *facts)
{
    struct ct__account account = {.client_id = client->id};
    if (client->stage == CT__STAGE_LICENSED)
        return CT_OK;
    ct_status status = ct__load(run, CT__ACCOUNT, &account);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    facts->is_erased = account.erased_on.year != 0 &&
                       ct__date_compare(account.erased_on, facts->day) <= 0;
    facts->needs_first_login =
        client->stage == CT__STAGE_IN_MIGRATION && account.need_password_change;
    return CT_OK;
}

ct_status
ct__gather_access(struct ct__run *run, const struct ct__client *client, ct_id studio, ct_date day,
                  struct ct__access_facts *ret_facts)
{
    bool is_studio = !ct__id_is_none(studio);
    bool is_linked = is_studio && ct__id_equal(client->studio_id, studio);
    struct ct__migration migration;
    ct_status status = CT_OK;
    *ret_facts = (struct ct__access_facts){
        .day = day, .is_linked = is_linked, .is_studio_account_open = is_linked};
    if (is_studio && !is_linked)
        return CT_OK;
    if (client->license_last_day.year)
        status = gather_licenses(run, client, ret_facts);
    if (!status && client->license_last_day.year)
        status = gather_account(run, client, ret_facts);
    if (status || !is_studio || client->stage != CT__STAGE_IN_MIGRATION)
        return status;
    status = ct__find_live_migration(run, client->id, &migration);
    if (!status)
        ret_facts->migration = migration.state;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

ct_status
ct__check_studio_account(struct ct__run *run, ct_id studio, struct ct__access_facts *facts)
{
    struct ct__studio own = {.id = studio};
    ct_status status = ct__need(run, CT__STUDIO, &own, CT__REASON_STUDIO_NOT_FOUND);
    facts->is_studio_account_open = own.account_opened_on.year != 0;
    return status;
}
