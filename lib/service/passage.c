/* The steps of a migration, and what each of them touches. */
#include <string.h>

#include "service/letter.h"
#include "service/migration.h"

enum { SIGNATORY_SIZE_MAX = 100 };

ct_status
ct__check_migration_flags(ct_context *context, uint32_t flags)
{
    return (flags & ~(uint32_t)CT_MIGRATION_SHARE_LOGIN)
               ? ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                                ct__number_argument(flags))
               : CT_OK;
}

ct_status
ct__copy_signatory(ct_context *context, ct_signatory *own, const ct_signatory *source)
{
    ct_status status =
        ct__copy_request(context, own, sizeof *own, sizeof *own, source, "ct_signatory");
    if (!status)
        status = ct__check_text(context, "signatory.name", own->name, SIGNATORY_SIZE_MAX);
    if (!status)
        status = ct__check_text(context, "signatory.surname", own->surname, SIGNATORY_SIZE_MAX);
    if (!status)
        status = ct__check_text(context, "signatory.tax_code", own->tax_code, SIGNATORY_SIZE_MAX);
    return status;
}

ct_status
ct__passage_surroundings(struct ct__run *run, struct ct__passage *passage)
{
    passage->studio = (struct ct__studio){.id = passage->migration.studio_id};
    passage->client = (struct ct__client){.id = passage->migration.client_id};
    ct_status status = ct__need(run, CT__STUDIO, &passage->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__need(run, CT__CLIENT, &passage->client, CT__REASON_CLIENT_NOT_FOUND);
    passage->client_before = passage->client;
    passage->migration_before = passage->migration;
    if (status)
        return status;
    ct__set_about(run, passage->studio.id, &passage->client);
    return ct__gather_facts(run, &passage->studio, &passage->client, passage->migration.id,
                            &passage->facts);
}

ct_status
ct__passage_coupon(struct ct__run *run, struct ct__passage *passage)
{
    passage->coupon = (struct ct__coupon){.id = passage->migration.coupon_id};
    ct_status status = ct__need(run, CT__COUPON, &passage->coupon, CT__REASON_COUPON_NOT_FOUND);
    passage->coupon_before = passage->coupon;
    return status;
}

/* R-CLI-05: an event is of the studio that the client is linked to now, not of the one that began. */
static ct_status
log_step(struct ct__run *run, const struct ct__passage *passage, ct_event_kind kind)
{
    return ct__log(run, kind,
                   &(struct ct__event){.studio_id = passage->client.studio_id,
                                       .client_id = passage->migration.client_id,
                                       .coupon_id = passage->migration.coupon_id,
                                       .license_id = passage->migration.license_id,
                                       .migration_id = passage->migration.id});
}

ct_status
ct__passage_check_step(struct ct__run *run, const struct ct__passage *passage,
                       ct_migration_state to)
{
    ct__migration_check_step(passage->migration.state, to, &run->context->verdict);
    return ct__verdict_status(run->context);
}

ct_status
ct__passage_enter(struct ct__run *run, struct ct__passage *passage, ct_migration_state state,
                  ct_event_kind kind)
{
    struct ct__migration *migration = &passage->migration;
    bool is_live = ct__migration_is_live(state);
    migration->state = state;
    migration->changed_at = run->now;
    migration->live_client_id = is_live ? migration->client_id : (ct_id){{0}};
    passage->facts.migration = is_live ? state : 0;
    return log_step(run, passage, kind);
}

ct_status
ct__passage_select(struct ct__run *run, struct ct__passage *passage, const char *email,
                   bool shares_login)
{
    passage->is_new = true;
    passage->migration = (struct ct__migration){
        .client_id = passage->client.id,
        .studio_id = passage->studio.id,
        .email = email,
        .shares_login = shares_login,
        .created_at = run->now,
    };
    ct_status status = ct__new_id(run->context, run->now, &passage->migration.id);
    if (status)
        return status;
    return ct__passage_enter(run, passage, CT_MIGRATION_SELECTED, CT_EVENT_MIGRATION_SELECTED);
}

ct_status
ct__passage_authorise(struct ct__run *run, struct ct__passage *passage,
                      const ct_signatory *signatory, const char *tax_code)
{
    passage->migration.signatory_name = signatory->name;
    passage->migration.signatory_surname = signatory->surname;
    passage->migration.signatory_tax_code = tax_code;
    passage->migration.coupon_id = passage->coupon.id;
    passage->coupon.state = CT_COUPON_RESERVED;
    passage->coupon.client_id = passage->client.id;
    return ct__passage_enter(run, passage, CT_MIGRATION_AUTHORISED, CT_EVENT_MIGRATION_AUTHORISED);
}

ct_status
ct__queue_credentials(struct ct__run *run, const struct ct__passage *passage)
{
    return ct__queue_message(run, &(struct ct__message){
                                      .kind = CT_MESSAGE_CREDENTIALS,
                                      .studio_id = passage->client.studio_id,
                                      .client_id = passage->migration.client_id,
                                      .migration_id = passage->migration.id,
                                      .recipient = passage->migration.email,
                                  });
}

/* R-MIG-01: coupon, account, license and message, in the transaction of the caller. No step leads back
 * from here: the assignment is final (R-COU-03). */
ct_status
ct__passage_provision(struct ct__run *run, struct ct__passage *passage)
{
    passage->coupon.state = CT_COUPON_ASSIGNED;
    ct_status status =
        ct__make_account(run, &passage->client_before, passage->migration.email, true);
    passage->facts.is_erased = false;
    struct ct__activation activation =
        ct__coupon_activation(run, &passage->coupon, &passage->facts, false);
    activation.migration = passage->migration.id;
    if (!status)
        status = ct__activate_license(run, &activation, &passage->client, &passage->facts,
                                      &passage->license);
    passage->migration.license_id = passage->license.id;
    if (!status)
        status = ct__passage_enter(run, passage, CT_MIGRATION_PROVISIONED,
                                   CT_EVENT_MIGRATION_PROVISIONED);
    return status ? status : ct__queue_credentials(run, passage);
}

ct_status
ct__passage_store(struct ct__run *run, struct ct__passage *passage)
{
    ct_status status = CT_OK;
    run->late_migration = passage->migration.id;
    if (!ct__id_is_none(passage->coupon.id))
        status = ct__replace(run, CT__COUPON, &passage->coupon_before, &passage->coupon);
    if (!status)
        status = passage->is_new ? ct__insert(run, CT__MIGRATION, &passage->migration)
                                 : ct__replace(run, CT__MIGRATION, &passage->migration_before,
                                               &passage->migration);
    return status ? status
                  : ct__store_client(run, &passage->client_before, &passage->client,
                                     &passage->facts);
}

ct_status
ct__passage_choose_login(struct ct__run *run, const struct ct__passage *passage, const char *asked,
                         bool shares_login, char ret_email[CT__EMAIL_SIZE])
{
    if (!passage->facts.is_linked) { /* and nothing is told of another's client, nor of logins */
        if (asked)
            ct__login_email_check(run->context->policy, asked, ret_email, &run->context->verdict);
        return CT_OK;
    }
    return ct__choose_login(run, &passage->client, asked ? asked : passage->migration.email,
                            shares_login || passage->migration.shares_login, ret_email);
}

ct_status
ct__passage_choose_coupon(struct ct__run *run, struct ct__passage *passage, const char *asked,
                          int32_t license_year, char code[CT__COUPON_CODE_SIZE],
                          struct ct__coupon_facts *ret_facts)
{
    ct_status status =
        ct__choose_typed_coupon(run, passage->studio.id, CT_COUPON_CONTO_TERZI, asked,
                                license_year, code, &passage->coupon, ret_facts);
    passage->coupon_before = passage->coupon;
    return status;
}
