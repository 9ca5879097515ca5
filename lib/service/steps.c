/* Migrations step by step (R-MIG-02). */
#include <string.h>

#include "rules/email.h"
#include "rules/tax_code.h"
#include "service/credentials.h"
#include "service/migration.h"

enum { PASSWORD_SIZE_MAX = 512, CODE_SIZE_MAX = 200 };

/* What any of the steps is asked, and the passage that it takes. */
struct step {
    ct_id id; /* of the migration, or of the client */
    const ct_migration_request *request_source;
    ct_migration_request request;
    const ct_authorisation *authorisation_source;
    ct_authorisation authorisation;
    ct_signatory signatory;
    const ct_first_login *login_source;
    ct_first_login login;
    char tax_code[CT__TAX_CODE_SIZE];
    char email[CT__EMAIL_SIZE];
    char coupon_code[CT__COUPON_CODE_SIZE];
    char checked_hash[CT__PASSWORD_HASH_SIZE]; /* that the one-time password fits; "" if none */
    struct ct__passage passage;
};

static ct_status
load_migration(struct ct__run *run, struct step *step)
{
    struct ct__passage *passage = &step->passage;
    *passage = (struct ct__passage){.migration = {.id = step->id}};
    ct__answer(run, CT__MIGRATION, &passage->migration);
    ct_status status =
        ct__need(run, CT__MIGRATION, &passage->migration, CT__REASON_MIGRATION_NOT_FOUND);
    return status ? status : ct__passage_surroundings(run, passage);
}

static ct_status
load_live_of_client(struct ct__run *run, struct step *step)
{
    struct ct__passage *passage = &step->passage;
    *passage = (struct ct__passage){.client = {.id = step->id}};
    ct__answer(run, CT__MIGRATION, &passage->migration);
    ct_status status = ct__need(run, CT__CLIENT, &passage->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = ct__find_live_migration(run, step->id, &passage->migration);
    if (status == CT_ERR_NOT_FOUND && passage->client.created_at)
        return ct__fail(run->context, CT__REASON_NO_MIGRATION_UNDER_WAY);
    return status ? status : ct__passage_surroundings(run, passage);
}

static ct_status
check_step(struct ct__run *run, const struct step *step, ct_migration_state to)
{
    ct__migration_check_step(step->passage.migration.state, to, &run->context->verdict);
    return ct__verdict_status(run->context);
}

static ct_status
prepare_id(ct_context *context, void *state)
{
    return ct__check_id(context, "migration", ((struct step *)state)->id);
}

static ct_status
prepare_client_id(ct_context *context, void *state)
{
    return ct__check_id(context, "client", ((struct step *)state)->id);
}

static void
digest_id(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct step *)state)->id);
}

static ct_status
prepare_select(ct_context *context, void *state)
{
    struct step *step = state;
    const ct_migration_request *request = &step->request;
    ct_status status =
        ct__copy_request(context, &step->request, sizeof step->request, sizeof step->request,
                         step->request_source, "ct_migration_request");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = ct__check_optional_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_migration_flags(context, request->flags);
    return status;
}

static void
digest_select(struct ct__bytes *bytes, const void *state)
{
    const ct_migration_request *request = &((const struct step *)state)->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_number(bytes, request->flags);
}

/* R-MIG-01: the client is one that can be migrated, and gets a login. */
static ct_status
ask_select_rules(struct ct__run *run, struct step *step)
{
    ct_context *context = run->context;
    struct ct__passage *passage = &step->passage;
    ct_eligible_action action =
        ct__eligible_client(context->policy, &passage->facts, CT_COUPON_CONTO_TERZI, 0, run->today,
                            &context->verdict);
    if (action == CT_ELIGIBLE_RENEW)
        ct__refuse(&context->verdict, CT__REASON_ALREADY_MIGRATED);
    ct_status status = ct__passage_choose_login(run, passage, step->request.email,
                                                step->request.flags & CT_MIGRATION_SHARE_LOGIN,
                                                step->email);
    return status ? status : ct__verdict_status(context);
}

static ct_status
run_select(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__passage *passage = &step->passage;
    *passage = (struct ct__passage){
        .migration = {.studio_id = step->request.studio, .client_id = step->request.client},
    };
    ct__answer(run, CT__MIGRATION, &passage->migration);
    ct_status status = ct__passage_surroundings(run, passage);
    if (!status)
        status = ask_select_rules(run, step);
    if (!status)
        status = ct__passage_select(run, passage, step->email,
                                    step->request.flags & CT_MIGRATION_SHARE_LOGIN);
    return status ? status : ct__passage_store(run, passage);
}

ct_status
ct_migration_select(ct_context *context, const ct_migration_request *request, const ct_call *call,
                    ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_select", prepare_select,
                                                   digest_select, run_select, false};
    struct step state = {.request_source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

static ct_status
prepare_authorise(ct_context *context, void *state)
{
    struct step *step = state;
    const ct_authorisation *authorisation = &step->authorisation;
    ct_status status = ct__copy_request(context, &step->authorisation, sizeof step->authorisation,
                                        sizeof step->authorisation, step->authorisation_source,
                                        "ct_authorisation");
    if (!status)
        status = ct__check_id(context, "migration", authorisation->migration);
    if (!status)
        status = ct__check_optional_text(context, "coupon_code", authorisation->coupon_code,
                                         CODE_SIZE_MAX);
    if (!status && authorisation->license_year)
        status = ct__check_range(context, "license_year", authorisation->license_year, 1996, 2100);
    if (!status)
        status = ct__check_migration_flags(context, authorisation->flags);
    if (!status)
        status = ct__copy_signatory(context, &step->signatory, authorisation->signatory);
    step->id = authorisation->migration;
    return status;
}

static void
digest_authorise(struct ct__bytes *bytes, const void *state)
{
    const struct step *step = state;
    ct__bytes_add_id(bytes, step->id);
    ct__bytes_add_text(bytes, step->signatory.name);
    ct__bytes_add_text(bytes, step->signatory.surname);
    ct__bytes_add_text(bytes, step->signatory.tax_code);
    ct__bytes_add_text(bytes, step->authorisation.coupon_code);
    ct__bytes_add_number(bytes, step->authorisation.license_year);
    ct__bytes_add_number(bytes, step->authorisation.flags);
}

static ct_status
ask_authorise_rules(struct ct__run *run, struct step *step)
{
    ct_context *context = run->context;
    struct ct__passage *passage = &step->passage;
    int32_t year = step->authorisation.license_year;
    struct ct__coupon_facts coupon;
    ct__migration_check_step(passage->migration.state, CT_MIGRATION_AUTHORISED, &context->verdict);
    if (context->verdict.count)
        return ct__verdict_status(context);
    ct__signatory_check(context->policy, &step->signatory, step->tax_code, &context->verdict,
                        &context->warnings);
    passage->migration.shares_login |= step->authorisation.flags & CT_MIGRATION_SHARE_LOGIN;
    ct_status status = ct__passage_choose_login(run, passage, NULL, false, step->email);
    if (!status)
        status = ct__passage_choose_coupon(run, passage, step->authorisation.coupon_code, year,
                                           step->coupon_code, &coupon);
    if (status)
        return status;
    ct_eligible_action action = ct__eligible(context->policy, &passage->facts,
                                             CT_COUPON_CONTO_TERZI, &coupon, year, run->today,
                                             &context->verdict);
    if (action == CT_ELIGIBLE_RENEW)
        ct__refuse(&context->verdict, CT__REASON_ALREADY_MIGRATED);
    return ct__verdict_status(context);
}

static ct_status
run_authorise(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__passage *passage = &step->passage;
    ct_status status = load_migration(run, step);
    if (!status)
        status = ask_authorise_rules(run, step);
    if (!status)
        status = ct__passage_authorise(run, passage, &step->signatory, step->tax_code);
    if (!status && !run->context->policy->provisioning_by_host) /* R-MIG-03 */
        status = ct__passage_provision(run, passage);
    return status ? status : ct__passage_store(run, passage);
}

ct_status
ct_migration_authorise(ct_context *context, const ct_authorisation *authorisation,
                       const ct_call *call, ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_authorise", prepare_authorise,
                                                   digest_authorise, run_authorise, false};
    struct step state = {.authorisation_source = authorisation};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

/* The coupon is this migration's since it was authorised, but its time may be over (R-COU-06), and the
 * login may have been taken (R-MIG-09). */
static ct_status
ask_provision_rules(struct ct__run *run, const struct ct__passage *passage)
{
    ct_context *context = run->context;
    const struct ct__coupon_facts coupon = ct__coupon_facts(&passage->coupon, passage->studio.id);
    ct__coupon_check_day(context->policy, &coupon, run->today, &context->verdict);
    ct_status status = ct__check_login_is_free(run, passage->migration.email, passage->client.id,
                                               passage->migration.shares_login);
    return status ? status : ct__verdict_status(context);
}

static ct_status
run_provision(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__passage *passage = &step->passage;
    ct_status status = load_migration(run, step);
    if (!status)
        status = check_step(run, step, CT_MIGRATION_PROVISIONED);
    if (!status)
        status = ct__passage_coupon(run, passage);
    if (!status)
        status = ask_provision_rules(run, passage);
    if (!status)
        status = ct__passage_provision(run, passage);
    return status ? status : ct__passage_store(run, passage);
}

ct_status
ct_migration_provision(ct_context *context, ct_id migration, const ct_call *call,
                       ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_provision", prepare_id, digest_id,
                                                   run_provision, false};
    struct step state = {.id = migration};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

/* R-COU-07: back to the pool, unless its pack was revoked in the meantime. */
static ct_status
give_coupon_back(struct ct__run *run, struct ct__passage *passage)
{
    if (ct__id_is_none(passage->migration.coupon_id))
        return CT_OK;
    ct_status status = ct__passage_coupon(run, passage);
    struct ct__pack pack = {.id = passage->coupon.pack_id};
    if (!status)
        status = ct__need(run, CT__PACK, &pack, CT__REASON_PACK_NOT_FOUND);
    passage->coupon.state = pack.revoked_on.year ? CT_COUPON_REVOKED : CT_COUPON_AVAILABLE;
    passage->coupon.client_id = (ct_id){{0}};
    return status;
}

static ct_status
give_up(struct ct__run *run, struct step *step, ct_migration_state state, ct_event_kind kind)
{
    ct_status status = load_migration(run, step);
    if (!status)
        status = check_step(run, step, state);
    if (!status)
        status = give_coupon_back(run, &step->passage);
    if (!status)
        status = ct__passage_enter(run, &step->passage, state, kind);
    return status ? status : ct__passage_store(run, &step->passage);
}

static ct_status
run_fail(struct ct__run *run, void *state)
{
    return give_up(run, state, CT_MIGRATION_FAILED, CT_EVENT_MIGRATION_FAILED);
}

static ct_status
run_cancel(struct ct__run *run, void *state)
{
    return give_up(run, state, CT_MIGRATION_CANCELLED, CT_EVENT_MIGRATION_CANCELLED);
}

ct_status
ct_migration_fail(ct_context *context, ct_id migration, const ct_call *call,
                  ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_fail", prepare_id, digest_id,
                                                   run_fail, false};
    struct step state = {.id = migration};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

ct_status
ct_migration_cancel(ct_context *context, ct_id migration, const ct_call *call,
                    ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_cancel", prepare_id, digest_id,
                                                   run_cancel, false};
    struct step state = {.id = migration};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

/* The passwords stay out: even a digest of them has no place in the store. */
static void
digest_login(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct step *)state)->login.client);
}

static ct_status
read_login(ct_context *context, struct step *step)
{
    ct_status status = ct__copy_request(context, &step->login, sizeof step->login,
                                        sizeof step->login, step->login_source, "ct_first_login");
    if (!status)
        status = ct__check_pointer(context, "one_time_password", step->login.one_time_password);
    if (!status)
        status = ct__check_pointer(context, "new_password", step->login.new_password);
    if (!status && strnlen(step->login.one_time_password, PASSWORD_SIZE_MAX) == PASSWORD_SIZE_MAX)
        status = ct__fail_field(context, CT__REASON_TOO_LONG, "one_time_password",
                                ct__number_argument(PASSWORD_SIZE_MAX));
    step->id = step->login.client;
    return status;
}

/* Finds the hash that counts now; a client without one is left for the step itself to refuse. */
static ct_status
look_at_hash(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__account account;
    ct_status status = read_login(run->context, step);
    if (status)
        return status;
    account = (struct ct__account){.client_id = step->id};
    status = ct__load(run, CT__ACCOUNT, &account);
    if (!status && account.password_hash &&
        strlen(account.password_hash) < sizeof step->checked_hash)
        memcpy(step->checked_hash, account.password_hash, strlen(account.password_hash) + 1);
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

/* A hash is slow, so it is computed between two transactions; the second accepts it only if it is
 * still the hash that counts. */
static ct_status
check_password(ct_context *context, struct step *step)
{
    bool match = false;
    ct_status status = ct__read(context, look_at_hash, step);
    if (!status && *step->checked_hash)
        status = ct__leave(context, ct__credentials_match(context, step->login.one_time_password,
                                                          step->checked_hash, &match));
    if (!match)
        step->checked_hash[0] = '\0';
    return status;
}

static void
ask_login_rules(struct ct__run *run, const struct step *step, const struct ct__account *account)
{
    struct ct__verdict *verdict = &run->context->verdict;
    ct_migration_state state = step->passage.migration.state;
    if (state == CT_MIGRATION_PROVISIONED)
        state = CT_MIGRATION_CREDENTIALS_SENT; /* the password proves that they were */
    ct__migration_check_step(state, CT_MIGRATION_FIRST_LOGIN, verdict);
    if (!account->password_hash || strcmp(account->password_hash, step->checked_hash) != 0)
        ct__refuse(verdict, CT__REASON_PASSWORD_WRONG);
    else if (run->now >= account->password_expires_at)
        ct__refuse(verdict, CT__REASON_PASSWORD_OVER);
    ct__new_password_check(step->login.new_password, step->login.one_time_password, verdict);
}

static ct_status
enter_first_login(struct ct__run *run, struct step *step, const struct ct__account *before)
{
    struct ct__passage *passage = &step->passage;
    struct ct__account account = *before;
    ct_status status = CT_OK;
    account.need_password_change = false;
    account.password_hash = NULL;
    account.password_expires_at = 0;
    if (passage->migration.state == CT_MIGRATION_PROVISIONED)
        status = ct__passage_enter(run, passage, CT_MIGRATION_CREDENTIALS_SENT,
                                   CT_EVENT_CREDENTIALS_SENT);
    if (!status)
        status =
            ct__passage_enter(run, passage, CT_MIGRATION_FIRST_LOGIN, CT_EVENT_FIRST_LOGIN);
    if (!status)
        status = ct__replace(run, CT__ACCOUNT, before, &account);
    return status ? status : ct__passage_store(run, passage);
}

static ct_status
run_login(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__account account = {.client_id = step->id};
    ct_status status = load_live_of_client(run, step);
    if (!status)
        status = ct__load(run, CT__ACCOUNT, &account);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    if (ct__verdict_status(run->context))
        return ct__verdict_status(run->context);
    ask_login_rules(run, step, &account);
    status = ct__verdict_status(run->context);
    return status ? status : enter_first_login(run, step, &account);
}

ct_status
ct_migration_first_login(ct_context *context, const ct_first_login *login, const ct_call *call,
                         ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_first_login", prepare_client_id,
                                                   digest_login, run_login, false};
    struct step state = {.login_source = login};
    ct_status status = check_password(context, &state);
    return status ? status : ct__change(context, call, &operation, &state, (void **)ret_migration);
}

static ct_status
run_complete(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__account before = {.client_id = step->id};
    ct_status status = load_live_of_client(run, step);
    if (!status)
        status = check_step(run, step, CT_MIGRATION_OPERATIONAL);
    if (!status)
        status = ct__need(run, CT__ACCOUNT, &before, CT__REASON_ACCOUNT_NOT_FOUND);
    if (status)
        return status;
    struct ct__account account = before;
    account.need_setup = false;
    status = ct__passage_enter(run, &step->passage, CT_MIGRATION_OPERATIONAL,
                               CT_EVENT_MIGRATION_OPERATIONAL);
    if (!status)
        status = ct__replace(run, CT__ACCOUNT, &before, &account);
    return status ? status : ct__passage_store(run, &step->passage);
}

ct_status
ct_migration_complete(ct_context *context, ct_id client, const ct_call *call,
                      ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_complete", prepare_client_id,
                                                   digest_id, run_complete, false};
    struct step state = {.id = client};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

static ct_status
run_resend(struct ct__run *run, void *state)
{
    struct step *step = state;
    ct_status status = load_live_of_client(run, step);
    ct_migration_state from = step->passage.migration.state;
    if (!status && from != CT_MIGRATION_PROVISIONED)
        status = from == CT_MIGRATION_CREDENTIALS_SENT
                     ? CT_OK
                     : check_step(run, step, CT_MIGRATION_CREDENTIALS_SENT);
    return status ? status : ct__queue_credentials(run, &step->passage);
}

ct_status
ct_migration_resend_credentials(ct_context *context, ct_id client, const ct_call *call,
                                ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_resend_credentials",
                                                   prepare_client_id, digest_id, run_resend,
                                                   false};
    struct step state = {.id = client};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}
