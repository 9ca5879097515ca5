/* The steps of a migration, and what each of them touches. */
#include <string.h>

#include "service/letter.h"
#include "service/migration.h"

enum { SIGNATORY_SIZE_MAX = 100 };

ct_status
ct__check_migration_flags(ct_context *context, uint32_t flags)
{
    return flags & ~(uint32_t)CT_MIGRATION_SHARE_LOGIN
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

static ct_status
log_step(struct ct__run *run, const struct ct__passage *passage, ct_event_kind kind)
{
    return ct__log(run, kind,
                   &(struct ct__event){.studio_id = passage->migration.studio_id,
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

/* R-ELIG-05: the account of a trial is taken on, and so is one that was erased. */
static ct_status
make_account(struct ct__run *run, const struct ct__passage *passage)
{
    struct ct__account before = {.client_id = passage->client.id};
    ct_status found = CT_ERR_NOT_FOUND;
    if (passage->client_before.license_last_day.year)
        found = ct__load(run, CT__ACCOUNT, &before);
    if (found && found != CT_ERR_NOT_FOUND)
        return found;
    struct ct__account account = {
        .client_id = passage->client.id,
        .email = passage->migration.email,
        .created_on = found == CT_OK && !before.erased_on.year ? before.created_on : run->today,
        .need_password_change = true,
        .need_setup = true,
    };
    return found == CT_OK ? ct__replace(run, CT__ACCOUNT, &before, &account)
                          : ct__insert(run, CT__ACCOUNT, &account);
}

ct_status
ct__queue_credentials(struct ct__run *run, const struct ct__passage *passage)
{
    return ct__queue_message(run, &(struct ct__message){
                                      .kind = CT_MESSAGE_CREDENTIALS,
                                      .studio_id = passage->migration.studio_id,
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
    ct_status status = make_account(run, passage);
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

struct login {
    ct_id client;
    bool is_taken;
};

static ct_status
look_for_other(struct ct__run *run, void *record, void *state)
{
    struct login *login = state;
    const struct ct__account *account = record;
    (void)run;
    login->is_taken = account->erased_on.year == 0 &&
                      !ct__id_equal(account->client_id, login->client);
    return login->is_taken ? CT_DONE : CT_OK;
}

/* Authorised, and waiting for the host to create the account. */
static ct_status
look_for_waiting(struct ct__run *run, void *record, void *state)
{
    struct login *login = state;
    const struct ct__migration *migration = record;
    (void)run;
    login->is_taken = migration->state == CT_MIGRATION_AUTHORISED &&
                      !ct__id_equal(migration->client_id, login->client);
    return login->is_taken ? CT_DONE : CT_OK;
}

ct_status
ct__check_login_is_free(struct ct__run *run, const char *email, ct_id client, bool shares_login)
{
    const struct ct__account key = {.email = email};
    const struct ct__range range = ct__rows_like(CT__ACCOUNT, CT__ACCOUNT_BY_EMAIL, &key, 1);
    const struct ct__migration migration_key = {.email = email};
    const struct ct__range waiting =
        ct__rows_like(CT__MIGRATION, CT__MIGRATION_BY_EMAIL, &migration_key, 1);
    struct login login = {.client = client};
    struct ct__account account;
    struct ct__migration migration;
    if (shares_login)
        return CT_OK;
    ct_status status = ct__each(run, &range, &account, look_for_other, &login);
    if (!status && !login.is_taken)
        status = ct__each(run, &waiting, &migration, look_for_waiting, &login);
    if (!status && login.is_taken)
        ct__refuse_with(&run->context->verdict, CT__REASON_EMAIL_TAKEN, ct__text_argument(email),
                        (struct ct__argument){0});
    return status;
}

ct_status
ct__passage_choose_login(struct ct__run *run, const struct ct__passage *passage, const char *asked,
                         bool shares_login, char ret_email[CT__EMAIL_SIZE])
{
    ct_context *context = run->context;
    const char *proposed = passage->client.emails;
    size_t before = context->verdict.count;
    if (!asked)
        asked = passage->migration.email;
    if (asked)
        ct__login_email_check(context->policy, asked, ret_email, &context->verdict);
    else if (!proposed)
        ct__refuse(&context->verdict, CT__REASON_EMAIL_MISSING);
    else if (!ct__login_email_pick(context->policy, proposed, ret_email))
        ct__refuse_with(&context->verdict, CT__REASON_EMAIL_CERTIFIED, ct__text_argument(proposed),
                        (struct ct__argument){0});
    if (context->verdict.count > before)
        return CT_OK;
    return ct__check_login_is_free(run, ret_email, passage->client.id,
                                   shares_login || passage->migration.shares_login);
}

ct_status
ct__passage_choose_coupon(struct ct__run *run, struct ct__passage *passage, const char *asked,
                          int32_t license_year, char code[CT__COUPON_CODE_SIZE],
                          struct ct__coupon_facts *ret_facts)
{
    code[0] = '\0';
    if (asked && ct__coupon_code_read(asked, code)) {
        ct__refuse_with(&run->context->verdict, CT__REASON_CODE_MISTYPED, ct__text_argument(asked),
                        (struct ct__argument){0});
        asked = NULL; /* what the pool has is then beside the point, and does no harm */
    }
    ct_status status = ct__choose_coupon(run, passage->studio.id, CT_COUPON_CONTO_TERZI,
                                         asked ? code : NULL, license_year, &passage->coupon,
                                         ret_facts);
    passage->coupon_before = passage->coupon;
    return status;
}
