/* What the client does of a migration: first login, configuration; and its credentials (R-MIG-06,
 * R-MIG-07). */
#include <string.h>

#include "service/credentials.h"
#include "service/migration.h"

enum { PASSWORD_SIZE_MAX = 512 };

struct step {
    ct_id id; /* of the client */
    const ct_first_login *login_source;
    ct_first_login login;
    char checked_hash[CT__PASSWORD_HASH_SIZE]; /* that the one-time password fits; "" if none */
    struct ct__passage passage;
};

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
prepare_client_id(ct_context *context, void *state)
{
    return ct__check_id(context, "client", ((struct step *)state)->id);
}

static void
digest_id(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct step *)state)->id);
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
    ct_status status = ct__read(context, look_at_hash, step, NULL);
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
                                                   digest_login, run_login, false, 0};
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
        status = ct__passage_check_step(run, &step->passage, CT_MIGRATION_OPERATIONAL);
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
                                                   digest_id, run_complete, false, 0};
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
                     : ct__passage_check_step(run, &step->passage, CT_MIGRATION_CREDENTIALS_SENT);
    return status ? status : ct__queue_credentials(run, &step->passage);
}

ct_status
ct_migration_resend_credentials(ct_context *context, ct_id client, const ct_call *call,
                                ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_resend_credentials",
                                                   prepare_client_id, digest_id, run_resend,
                                                   false, 0};
    struct step state = {.id = client};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}
