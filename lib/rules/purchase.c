#include "rules/purchase.h"

static const struct ct__argument none;

/* R-ELIG-11: before a migration has given its license, the account is its business. */
static void
check_account_is_free(const struct ct__client_facts *client, struct ct__verdict *verdict)
{
    if (client->migration && client->migration < CT_MIGRATION_PROVISIONED)
        ct__refuse_with(verdict, CT__REASON_MIGRATION_UNDER_WAY,
                        ct__label_argument(&ct__migration_state_labels, client->migration), none);
}

void
ct__purchase_check(const struct ct__policy *policy, const struct ct__client_facts *client,
                   ct_license_source buyer, ct_plan plan, struct ct__verdict *verdict)
{
    bool is_studio = buyer == CT_LICENSE_FROM_STUDIO_PURCHASE;
    if (!policy->is_offered[plan])
        ct__refuse_with(verdict, CT__REASON_PLAN_NOT_OFFERED,
                        ct__label_argument(&ct__plan_labels, plan), none);
    if (is_studio && !client->is_studio_account_open)
        ct__refuse(verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED);
    if (is_studio && !client->is_linked)
        ct__refuse(verdict, CT__REASON_CLIENT_NOT_LINKED);
    else
        check_account_is_free(client, verdict);
}

void
ct__trial_check(const struct ct__client_facts *client, bool had_license,
                struct ct__verdict *verdict)
{
    if (had_license)
        ct__refuse(verdict, CT__REASON_TRIAL_NOT_FIRST);
    check_account_is_free(client, verdict);
}
