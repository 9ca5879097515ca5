#include "service/account.h"

#include <stdio.h>

#include "rules/migration.h"
#include "service/letter.h"

/* A client that never had a license has no account: that spares a look. */
static ct_status
load_account(struct ct__run *run, const struct ct__client *client, struct ct__account *ret_account)
{
    *ret_account = (struct ct__account){.client_id = client->id};
    return client->license_last_day.year ? ct__load(run, CT__ACCOUNT, ret_account)
                                         : CT_ERR_NOT_FOUND;
}

ct_status
ct__find_account(struct ct__run *run, const struct ct__client *client,
                 struct ct__account *ret_account)
{
    ct_status status = load_account(run, client, ret_account);
    return !status && ret_account->erased_on.year ? CT_ERR_NOT_FOUND : status;
}

ct_status
ct__make_account(struct ct__run *run, const struct ct__client *client, const char *email,
                 bool is_migrated)
{
    struct ct__account before;
    ct_status found = load_account(run, client, &before);
    if (found && found != CT_ERR_NOT_FOUND)
        return found;
    const struct ct__account account = {
        .client_id = client->id,
        .email = email,
        .created_on = found == CT_OK && !before.erased_on.year ? before.created_on : run->today,
        .need_password_change = is_migrated,
        .need_setup = is_migrated,
    };
    return found == CT_OK ? ct__replace(run, CT__ACCOUNT, &before, &account)
                          : ct__insert(run, CT__ACCOUNT, &account);
}

/* Is an address another client's? */
struct search {
    ct_id client;
    bool is_taken;
};

static ct_status
look_for_other(struct ct__run *run, void *record, void *state)
{
    struct search *search = state;
    const struct ct__account *account = record;
    (void)run;
    search->is_taken = account->erased_on.year == 0 &&
                      !ct__id_equal(account->client_id, search->client);
    return search->is_taken ? CT_DONE : CT_OK;
}

/* Authorised, and waiting for the host to create the account. */
static ct_status
look_for_waiting(struct ct__run *run, void *record, void *state)
{
    struct search *search = state;
    const struct ct__migration *migration = record;
    (void)run;
    search->is_taken = migration->state == CT_MIGRATION_AUTHORISED &&
                      !ct__id_equal(migration->client_id, search->client);
    return search->is_taken ? CT_DONE : CT_OK;
}

void
ct__login_ranges(const char *email, struct ct__login_ranges *ret_ranges)
{
    ret_ranges->account = (struct ct__account){.email = email};
    ret_ranges->migration = (struct ct__migration){.email = email};
    ret_ranges->ranges[0] =
        ct__rows_like(CT__ACCOUNT, CT__ACCOUNT_BY_EMAIL, &ret_ranges->account, 1);
    ret_ranges->ranges[1] =
        ct__rows_like(CT__MIGRATION, CT__MIGRATION_BY_EMAIL, &ret_ranges->migration, 1);
}

static ct_status
is_login_taken(struct ct__run *run, const struct ct__login_ranges *where, ct_id client,
               bool *ret_taken)
{
    struct search search = {.client = client};
    struct ct__account account;
    struct ct__migration migration;
    ct_status status = ct__each(run, &where->ranges[0], &account, look_for_other, &search);
    if (!status && !search.is_taken)
        status = ct__each(run, &where->ranges[1], &migration, look_for_waiting, &search);
    *ret_taken = search.is_taken;
    return status;
}

/* Nobody's below nor above the client's own. */
static ct_status
expect_free(struct ct__run *run, const struct ct__login_ranges *where)
{
    const struct ct__account account = {.email = run->late_email, .client_id = run->late_client};
    const struct ct__migration migration = {.email = run->late_email, .id = run->late_migration};
    const void *const own[] = {&account, &migration};
    ct_status status = CT_OK;
    for (int i = 0; !status && i < 2; i++) {
        struct ct__range below = where->ranges[i], above = where->ranges[i];
        below.high = above.low = own[i];
        below.high_count = above.low_count = 2;
        below.flags = CT_SCAN_HIGH_OPEN;
        above.flags = CT_SCAN_LOW_OPEN;
        status = ct__expect_none(run, &below);
        if (!status)
            status = ct__expect_none(run, &above);
    }
    return status;
}

/* A refusal is to have this reason too. */
static ct_status
look_late(struct ct__run *run, bool is_refused)
{
    struct ct__login_ranges where;
    bool is_taken = false;
    ct__login_ranges(run->late_email, &where);
    if (!is_refused)
        return expect_free(run, &where);
    ct_status status = ct__look_ahead(run, where.ranges, 2);
    if (!status)
        status = is_login_taken(run, &where, run->late_client, &is_taken);
    return status || !is_taken ? status : CT_ERR_CONFLICT;
}

/* An address is free almost always. Where others work at the same time, to look for it is to stand in
 * the way of all who then write one near it: so a first attempt writes, and then looks. */
static void
defer_look(struct ct__run *run, const char *email, ct_id client)
{
    (void)snprintf(run->late_email, sizeof run->late_email, "%s", email);
    run->late_client = client;
    run->late_look = look_late;
}

ct_status
ct__check_login_is_free(struct ct__run *run, const char *email, ct_id client, bool shares_login)
{
    struct ct__login_ranges where;
    bool is_taken = false;
    if (shares_login)
        return CT_OK;
    if (run->may_look_late && !run->late_look) {
        defer_look(run, email, client);
        return CT_OK;
    }
    ct__login_ranges(email, &where);
    ct_status status = is_login_taken(run, &where, client, &is_taken);
    if (!status && is_taken)
        ct__refuse_with(&run->context->verdict, CT__REASON_EMAIL_TAKEN, ct__text_argument(email),
                        (struct ct__argument){0});
    return status;
}

ct_status
ct__choose_login(struct ct__run *run, const struct ct__client *client, const char *asked,
                 bool shares_login, char ret_email[CT__EMAIL_SIZE])
{
    ct_context *context = run->context;
    const char *proposed = client->emails;
    size_t before = context->verdict.count;
    if (asked)
        ct__login_email_check(context->policy, asked, ret_email, &context->verdict);
    else if (!proposed)
        ct__refuse(&context->verdict, CT__REASON_EMAIL_MISSING);
    else if (!ct__login_email_pick(context->policy, proposed, ret_email))
        ct__refuse_with(&context->verdict, CT__REASON_EMAIL_CERTIFIED, ct__text_argument(proposed),
                        (struct ct__argument){0});
    if (context->verdict.count > before)
        return CT_OK;
    return ct__check_login_is_free(run, ret_email, client->id, shares_login);
}

ct_status
ct__settle_login(struct ct__run *run, const struct ct__client *client, const char *asked,
                 bool shares_login, struct ct__login *ret_login)
{
    struct ct__account account;
    ct_status status = ct__find_account(run, client, &account);
    ret_login->is_new = status == CT_ERR_NOT_FOUND;
    if (ret_login->is_new)
        return ct__choose_login(run, client, asked, shares_login, ret_login->email);
    if (!status)
        (void)snprintf(ret_login->email, sizeof ret_login->email, "%s", account.email);
    return status;
}

ct_status
ct__open_account(struct ct__run *run, const struct ct__client *client,
                 const struct ct__login *login)
{
    return login->is_new ? ct__make_account(run, client, login->email, false) : CT_OK;
}

ct_status
ct__tell_activation(struct ct__run *run, const struct ct__login *login,
                    const struct ct__license *license)
{
    return ct__queue_message(run, &(struct ct__message){
                                      .kind = CT_MESSAGE_LICENSE_ACTIVATED,
                                      .studio_id = license->studio_id,
                                      .client_id = license->client_id,
                                      .recipient = login->email,
                                      .day = license->last_day,
                                  });
}
