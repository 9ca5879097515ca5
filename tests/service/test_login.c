/* Credentials and the first login (R-MIG-06, R-MIG-07, R-MIG-08). */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ct_id
migrated_client(struct world *world)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    return client;
}

static ct_status
log_in(struct world *world, ct_id client, const char *one_time_password, const char *new_password,
       ct_migration **ret_migration)
{
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = client;
    login.one_time_password = one_time_password;
    login.new_password = new_password;
    return ct_migration_first_login(world->context, &login, NULL, ret_migration);
}

static ct_migration_state
state_of(struct world *world, ct_id client)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    query.client = client;
    assert_ok(world, ct_migration_list_get(world->context, &query, &list));
    keep_migration_list(world, list);
    assert_int_equal(ct_migration_list_count(list), 1);
    return ct_migration_state_of(ct_migration_list_at(list, 0));
}

static void
r_mig_06_07_08_from_the_message_to_operational(void **state)
{
    struct world *world = *state;
    ct_id client = migrated_client(world);
    ct_message *message = claim(world);
    const char *password = password_in(world, message);
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    assert_int_equal(state_of(world, client), CT_MIGRATION_CREDENTIALS_SENT);
    assert_refused(world, "R-MIG-02",
                   ct_migration_complete(world->context, client, NULL, NULL));
    assert_refused(world, "R-MIG-08",
                   ct_migration_check_operation(world->context, world->studio, client));

    ct_migration *migration = NULL;
    ct_account *account = NULL;
    assert_ok(world, log_in(world, client, password, "Segreta-2026", &migration));
    assert_int_equal(ct_migration_state_of(keep_migration(world, migration)),
                     CT_MIGRATION_FIRST_LOGIN);
    assert_ok(world, ct_account_get(world->context, client, &account));
    keep_account(world, account);
    assert_int_equal(ct_account_need_password_change(account), 0);
    assert_int_equal(ct_account_need_setup(account), 1);
    assert_refused(world, "R-MIG-08",
                   ct_migration_check_operation(world->context, world->studio, client));
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_IN_MIGRATION);

    assert_ok(world, ct_migration_complete(world->context, client, NULL, &migration));
    assert_int_equal(ct_migration_state_of(keep_migration(world, migration)),
                     CT_MIGRATION_OPERATIONAL);
    assert_ok(world, ct_account_get(world->context, client, &account));
    keep_account(world, account);
    assert_int_equal(ct_account_need_setup(account), 0);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_ACTIVE);
    assert_ok(world, ct_migration_check_operation(world->context, world->studio, client));
    const ct_migration_request anew = migration_request(world, client);
    assert_refused(world, "R-CLI-03", ct_migration_select(world->context, &anew, NULL, NULL));
    set_today(world, 2027, 1, 1);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_EXPIRED);
    assert_refused(world, "R-LIC-06",
                   ct_migration_check_operation(world->context, world->studio, client));
    assert_refused(world, "R-MIG-02",
                   ct_migration_complete(world->context, client, NULL, NULL));
    assert_refused(world, "R-MIG-02",
                   ct_migration_resend_credentials(world->context, client, NULL, NULL));
}

static void
r_mig_07_a_login_before_the_acknowledgement_passes_through_credentials_sent(void **state)
{
    struct world *world = *state;
    ct_id client = migrated_client(world);
    ct_message *message = claim(world);
    const char *password = password_in(world, message);
    assert_int_equal(state_of(world, client), CT_MIGRATION_PROVISIONED);
    assert_ok(world, log_in(world, client, password, "Segreta-2026", NULL));
    assert_int_equal(state_of(world, client), CT_MIGRATION_FIRST_LOGIN);
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    query.client = client;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    size_t last = ct_event_list_count(list) - 1;
    assert_int_equal(ct_event_kind_of(ct_event_list_at(list, last)), CT_EVENT_FIRST_LOGIN);
    assert_int_equal(ct_event_kind_of(ct_event_list_at(list, last - 1)),
                     CT_EVENT_CREDENTIALS_SENT);
    /* The acknowledgement that comes late changes the message only. */
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    assert_int_equal(state_of(world, client), CT_MIGRATION_FIRST_LOGIN);
    assert_refused(world, "R-MIG-02 R-MIG-06",
                   log_in(world, client, password, "Segreta-2026", NULL));
}

static void
r_mig_07_the_new_password_is_checked_with_every_reason(void **state)
{
    struct world *world = *state;
    ct_id client = migrated_client(world);
    const char *password = password_in(world, claim(world));
    static const struct {
        const char *new_password, *rules;
    } rows[] = {
        {"", "R-MIG-07 R-MIG-07 R-MIG-07 R-MIG-07 R-MIG-07"},
        {"Aa1-567", "R-MIG-07"},
        {"segreta-2026", "R-MIG-07"},
        {"SEGRETA-2026", "R-MIG-07"},
        {"Segreta-xxxx", "R-MIG-07"},
        {"Segreta2026", "R-MIG-07"},
        {"Segreta\xFF-2026", "R-MIG-07"},
    };
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_refused(world, rows[i].rules,
                       log_in(world, client, password, rows[i].new_password, NULL));
        assert_string_equal(ct_error_field(world->context), "new_password");
    }
    assert_refused(world, "R-MIG-06 R-MIG-07", log_in(world, client, "wrong", "Aa1-567", NULL));
    assert_true(has_text(rules_of(ct_error_reasons(world->context)), "R-MIG-06"));
    assert_status(world, CT_ERR_REFUSED, log_in(world, client, password, password, NULL));
    assert_unchanged(world, before);
    assert_ok(world, log_in(world, client, password, "Aa1-5678", NULL));
}

static void
r_mig_06_a_claim_makes_the_password_before_it_void(void **state)
{
    struct world *world = *state;
    ct_id client = migrated_client(world);
    assert_refused(world, "R-MIG-06", log_in(world, client, "anything", "Segreta-2026", NULL));
    ct_message *first = claim(world);
    const char *old = password_in(world, first);
    assert_null(claim(world));
    pass_time(world, 300);
    ct_message *second = claim(world);
    assert_non_null(second);
    const char *new = password_in(world, second);
    const ct_id ids[] = {ct_message_id(first), ct_message_id(second), ct_message_lease(first),
                         ct_message_lease(second)};
    assert_id_equal(ids[0], ids[1]);
    assert_id_not_equal(ids[2], ids[3]);
    assert_string_not_equal(old, new);
    assert_string_not_equal(ct_message_message_id(first), ct_message_message_id(second));
    assert_refused(world, "R-MIG-06", log_in(world, client, old, "Segreta-2026", NULL));
    assert_ok(world, log_in(world, client, new, "Segreta-2026", NULL));
}

static void
r_mig_06_a_password_lives_to_the_end_of_the_seventh_day(void **state)
{
    struct world *world = *state;
    ct_id client = migrated_client(world);
    const char *password = password_in(world, claim(world));
    ct_date eighth;
    assert_int_equal(ct_date_in_rome(world->now + INT64_C(8) * 86400000, &eighth), CT_OK);
    assert_int_equal(ct_instant_in_rome(eighth, 0, &world->now), CT_OK);
    assert_refused(world, "R-MIG-06", log_in(world, client, password, "Segreta-2026", NULL));
    world->now--;
    assert_ok(world, log_in(world, client, password, "Segreta-2026", NULL));
}

static void
r_mig_06_lost_credentials_are_sent_again(void **state)
{
    struct world *world = *state;
    ct_id client = migrated_client(world);
    ct_message *first = claim(world);
    const char *old = password_in(world, first);
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(first),
                                           ct_message_lease(first), NULL, NULL));
    assert_null(claim(world));
    ct_migration *migration = NULL;
    assert_ok(world, ct_migration_resend_credentials(world->context, client, NULL, &migration));
    assert_int_equal(ct_migration_state_of(keep_migration(world, migration)),
                     CT_MIGRATION_CREDENTIALS_SENT);
    ct_message *second = claim(world);
    assert_non_null(second);
    const ct_id ids[] = {ct_message_id(first), ct_message_id(second)};
    assert_id_not_equal(ids[0], ids[1]);
    assert_refused(world, "R-MIG-06", log_in(world, client, old, "Segreta-2026", NULL));
    assert_ok(world, log_in(world, client, password_in(world, second), "Segreta-2026", NULL));
    /* What was not acknowledged is not sent to somebody who is in. */
    pass_time(world, 86400);
    assert_null(claim(world));
    assert_refused(world, "R-MIG-02",
                   ct_migration_resend_credentials(world->context, client, NULL, NULL));
}

static void
logins_of_those_who_have_none_are_refused(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    assert_refused(world, "R-MIG-02", log_in(world, client, "x", "Segreta-2026", NULL));
    assert_refused(world, "R-MIG-02", ct_migration_complete(world->context, client, NULL, NULL));
    assert_refused(world, "R-MIG-02",
                   ct_migration_resend_credentials(world->context, client, NULL, NULL));
    (void)select_client(world, client);
    assert_refused(world, "R-MIG-02 R-MIG-06", log_in(world, client, "x", "Segreta-2026", NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  log_in(world, world->studio, "x", "Segreta-2026", NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_migration_complete(world->context, world->studio, NULL, NULL));
    assert_invalid(world, "client", log_in(world, no_id, "x", "Segreta-2026", NULL));
    assert_invalid(world, "one_time_password", log_in(world, client, NULL, "x", NULL));
    assert_invalid(world, "new_password", log_in(world, client, "x", NULL, NULL));
    char long_password[600];
    memset(long_password, 'a', sizeof long_password);
    long_password[sizeof long_password - 1] = '\0';
    assert_invalid(world, "one_time_password",
                   log_in(world, client, long_password, "Segreta-2026", NULL));
    assert_status(world, CT_ERR_REFUSED, log_in(world, client, "x", long_password, NULL));
}

/* Whether the file has the bytes; one that is not there has none. */
static bool
file_has(struct world *world, const char *suffix, const char *bytes, bool *ret_is_there)
{
    char path[80];
    (void)snprintf(path, sizeof path, "%s%s", world->path, suffix);
    FILE *file = fopen(path, "rb");
    *ret_is_there = file != NULL;
    if (!file)
        return false;
    static char content[4 << 20];
    size_t size = fread(content, 1, sizeof content, file);
    (void)fclose(file);
    assert_true(size < sizeof content);
    return memmem(content, size, bytes, strlen(bytes)) != NULL;
}

static void
r_mig_06_the_store_never_holds_a_password_in_clear(void **state)
{
    struct world *world = *state;
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    if (!world->back_end->is_file)
        return;
    ct_id client = migrated_client(world);
    const char *const secrets[] = {password_in(world, claim(world)), "Segreta-2026"};
    ct_call call = CT_CALL_INIT;
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = client;
    login.one_time_password = secrets[0];
    login.new_password = secrets[1];
    call.idempotency_key = "login";
    bool has_name = false;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(suffixes); i++) {
            bool is_there = false;
            for (size_t j = 0; j < COUNT(secrets); j++)
                assert_false(file_has(world, suffixes[i], secrets[j], &is_there));
            has_name = has_name || file_has(world, suffixes[i], "Studio Bianchi", &is_there);
        }
        if (round == 0)
            assert_ok(world, ct_migration_first_login(world->context, &login, &call, NULL));
    }
    assert_true(has_name); /* the search finds what is there */
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_mig_06_07_08_from_the_message_to_operational),
        CASE(r_mig_07_a_login_before_the_acknowledgement_passes_through_credentials_sent),
        CASE(r_mig_07_the_new_password_is_checked_with_every_reason),
        CASE(r_mig_06_a_claim_makes_the_password_before_it_void),
        CASE(r_mig_06_a_password_lives_to_the_end_of_the_seventh_day),
        CASE(r_mig_06_lost_credentials_are_sent_again),
        CASE(logins_of_those_who_have_none_are_refused),
        CASE(r_mig_06_the_store_never_holds_a_password_in_clear),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
