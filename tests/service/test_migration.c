/* Migrations of one client (R-MIG, except bulks and logins). */
#include "fixture.h"

#include <string.h>

static void
r_mig_01_all_of_it_in_one_call(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id client = register_client(world, &request);
    (void)buy(world, 2026, 1);
    const ct_migration_answer *answer = migrate(world, client);
    const ct_id answered = ct_migration_answer_client_id(answer);
    assert_id_equal(answered, client);
    assert_string_equal(ct_migration_answer_client_name(answer), "Alfa");
    assert_int_equal(ct_migration_answer_state(answer), CT_MIGRATION_PROVISIONED);
    assert_int_equal(ct_migration_answer_plan(answer), CT_PLAN_STANDARD);
    assert_int_equal(ct_migration_answer_access(answer), CT_LICENSE_READ_ONLY);
    assert_date(2026, 9, 1, ct_migration_answer_first_day(answer));
    assert_date(2026, 12, 31, ct_migration_answer_last_day(answer));
    assert_int_equal(ct_reasons_count(ct_migration_answer_reasons(answer)), 0);

    const ct_coupon *coupon = ct_coupon_list_at(coupons_in(world, CT_COUPON_ASSIGNED), 0);
    const ct_id holder = ct_coupon_client_id(coupon), coupon_id = ct_coupon_id(coupon);
    assert_id_equal(holder, client);
    assert_string_equal(ct_migration_answer_coupon_code(answer), ct_coupon_code(coupon));

    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, client, &account));
    keep_account(world, account);
    assert_string_equal(ct_account_email(account), request.emails[0]);
    assert_date(2026, 9, 1, ct_account_created_on(account));
    assert_int_equal(ct_account_need_password_change(account), 1);
    assert_int_equal(ct_account_need_setup(account), 1);

    const ct_migration *migration =
        migration_now(world, ct_migration_answer_migration_id(answer));
    const ct_id of[] = {ct_migration_client_id(migration), ct_migration_studio_id(migration),
                        ct_migration_coupon_id(migration), ct_migration_license_id(migration)};
    const ct_id license = ct_migration_answer_license_id(answer);
    assert_id_equal(of[0], client);
    assert_id_equal(of[1], world->studio);
    assert_id_equal(of[2], coupon_id);
    assert_id_equal(of[3], license);
    assert_string_equal(ct_migration_email(migration), request.emails[0]);
    assert_string_equal(ct_migration_signatory_name(migration), signatory.name);
    assert_string_equal(ct_migration_signatory_surname(migration), signatory.surname);
    assert_string_equal(ct_migration_signatory_tax_code(migration), signatory.tax_code);
    assert_int_equal(ct_migration_created_at(migration), world->now);
    assert_int_equal(ct_migration_changed_at(migration), world->now);

    ct_message_list *messages = NULL;
    assert_ok(world, ct_message_list_get(world->context, 0, NULL, 0, &messages));
    keep_message_list(world, messages);
    assert_int_equal(ct_message_list_count(messages), 1);
    const ct_message *message = ct_message_list_at(messages, 0);
    assert_int_equal(ct_message_kind_of(message), CT_MESSAGE_CREDENTIALS);
    assert_string_equal(ct_message_recipient(message), request.emails[0]);
    assert_null(ct_message_text(message)); /* R-MIG-06: there is no password yet */
    assert_null(ct_message_message_id(message));
    assert_date(2026, 12, 31, ct_client_license_last_day(client_now(world, client)));
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_IN_MIGRATION);
}

static void
r_mig_01_a_refusal_has_every_reason_and_leaves_no_trace(void **state)
{
    struct world *world = *state;
    ct_signatory wrong = signatory;
    ct_client_request request = client_request(world, "Alfa");
    request.is_on_ts_digital = CT_CHOICE_NO;
    ct_migration_request migration = migration_request(world, register_client(world, &request));
    wrong.name = "Luigi";
    wrong.surname = "Verdi";
    migration.signatory = &wrong;
    migration.email = "someone@pec.it";
    migration.coupon_code = "AAAA-AAAA-AAAA-AAAA";
    const char *before = dump(world);
    ct_migration_answer *answer = NULL;
    assert_refused(world, "R-MIG-04 R-MIG-04 R-STU-03 R-COU-09 R-ELIG-01 R-ELIG-11",
                   ct_migration_run(world->context, &migration, NULL, &answer));
    assert_null(answer);
    const ct_reasons *reasons = ct_error_reasons(world->context);
    for (size_t i = 0; i < ct_reasons_count(reasons); i++) {
        assert_string_not_equal(ct_reasons_text(reasons, i, CT_LANGUAGE_ITALIAN), "");
        assert_string_not_equal(ct_reasons_text(reasons, i, CT_LANGUAGE_ENGLISH),
                                ct_reasons_text(reasons, i, CT_LANGUAGE_ITALIAN));
        assert_string_not_equal(ct_reasons_field(reasons, i), "");
    }
    assert_unchanged(world, before);
}

static void
r_mig_01_every_reason_also_where_the_client_is_not_linked(void **state)
{
    struct world *world = *state;
    ct_signatory wrong = signatory;
    ct_id client = add_client(world, "Alfa");
    world->studio = add_studio(world);
    ct_migration_request migration = migration_request(world, client);
    wrong.name = "Luigi";
    migration.signatory = &wrong;
    ct_id nobody = {{9}};
    const char *before = dump(world);
    assert_status(world, CT_ERR_REFUSED,
                  ct_migration_run(world->context, &migration, NULL, NULL));
    assert_true(has_text(rules_of(ct_error_reasons(world->context)), "R-ELIG-11"));
    assert_true(has_text(rules_of(ct_error_reasons(world->context)), "R-MIG-04"));
    migration.client = nobody; /* told apart from another studio's by nobody */
    assert_status(world, CT_ERR_REFUSED,
                  ct_migration_run(world->context, &migration, NULL, NULL));
    migration.studio = nobody;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_migration_run(world->context, &migration, NULL, NULL));
    assert_unchanged(world, before);
}

static void
r_cli_03_who_was_migrated_and_bought_for_is_not_migrated_again(void **state)
{
    struct world *world = *state;
    reopen(world, "studio_purchase_bars_conto_terzi", "no");
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    make_operational(world, client);
    (void)buy_license(world, client, CT_LICENSE_FROM_STUDIO_PURCHASE, CT_PLAN_PREMIUM);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_ACTIVE);
    const ct_migration_request request = migration_request(world, client);
    ct_migration_answer *again = NULL;
    const char *before = dump(world);
    assert_ok(world, ct_migration_run(world->context, &request, NULL, &again));
    keep_migration_answer(world, again);
    assert_int_equal(ct_migration_answer_status(again), CT_MIGRATION_ALREADY_DONE);
    assert_unchanged(world, before);
}

static void
r_mig_01_a_migrated_client_is_already_done(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_answer *first = migrate(world, client);
    const char *before = dump(world);
    const ct_migration_request request = migration_request(world, client);
    ct_migration_answer *again = NULL;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, &again));
    keep_migration_answer(world, again);
    assert_int_equal(ct_migration_answer_status(again), CT_MIGRATION_ALREADY_DONE);
    const ct_id ids[] = {
        ct_migration_answer_migration_id(first), ct_migration_answer_migration_id(again),
        ct_migration_answer_license_id(first), ct_migration_answer_license_id(again)};
    assert_id_equal(ids[0], ids[1]);
    assert_id_equal(ids[2], ids[3]);
    assert_string_equal(ct_migration_answer_coupon_code(first),
                        ct_migration_answer_coupon_code(again));
    assert_unchanged(world, before);
    assert_refused(world, "R-CLI-03",
                   ct_migration_select(world->context, &request, NULL, NULL));
}

static void
r_mig_09_one_login_is_not_authorised_for_two(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 2);
    ct_id first = add_client(world, "Alfa");
    ct_id second = add_client(world, "Beta");
    ct_migration_request request = migration_request(world, first);
    request.email = "uno@posta.it";
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
    request = migration_request(world, second);
    request.email = "uno@posta.it";
    assert_refused(world, "R-MIG-09", ct_migration_run(world->context, &request, NULL, NULL));
    request.flags = CT_MIGRATION_SHARE_LOGIN;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
}

static void
r_mig_02_steps_one_by_one(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    ct_id id = select_client(world, client);
    ct_migration *migration = migration_now(world, id);
    assert_int_equal(ct_migration_state_of(migration), CT_MIGRATION_SELECTED);
    assert_true(is_none(ct_migration_coupon_id(migration)));
    assert_null(ct_migration_signatory_name(migration));
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);

    pass_time(world, 60);
    assert_ok(world, authorise(world, id, &migration));
    keep_migration(world, migration);
    assert_int_equal(ct_migration_state_of(migration), CT_MIGRATION_AUTHORISED);
    assert_int_equal(count_coupons(world, CT_COUPON_RESERVED), 1);
    assert_true(is_none(ct_migration_license_id(migration)));
    assert_int_equal(ct_migration_changed_at(migration), world->now);
    assert_int_equal(ct_migration_created_at(migration), world->now - 60000);
    ct_account *account = NULL;
    assert_status(world, CT_ERR_NOT_FOUND, ct_account_get(world->context, client, &account));

    assert_ok(world, ct_migration_provision(world->context, id, NULL, &migration));
    keep_migration(world, migration);
    assert_int_equal(ct_migration_state_of(migration), CT_MIGRATION_PROVISIONED);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
    assert_false(is_none(ct_migration_license_id(migration)));
    assert_ok(world, ct_account_get(world->context, client, &account));
    keep_account(world, account);
}

static void
r_mig_03_by_default_authorising_provisions(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 1);
    ct_id id = select_client(world, add_client(world, "Alfa"));
    ct_migration *migration = NULL;
    assert_ok(world, authorise(world, id, &migration));
    assert_int_equal(ct_migration_state_of(keep_migration(world, migration)),
                     CT_MIGRATION_PROVISIONED);
}

static void
r_mig_03_a_host_that_provisions_is_waited_for(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    const ct_migration_answer *answer = migrate(world, client);
    assert_int_equal(ct_migration_answer_state(answer), CT_MIGRATION_AUTHORISED);
    assert_true(is_none(ct_migration_answer_license_id(answer)));
    assert_null(ct_migration_answer_coupon_code(answer));
    assert_date(0, 0, 0, ct_migration_answer_first_day(answer));
    assert_int_equal(ct_migration_answer_plan(answer), 0);
    const ct_migration_request request = migration_request(world, client);
    ct_migration_answer *again = NULL;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, &again));
    keep_migration_answer(world, again);
    assert_int_equal(ct_migration_answer_status(again), CT_MIGRATION_ALREADY_DONE);
    assert_int_equal(ct_migration_answer_state(again), CT_MIGRATION_AUTHORISED);
}

static void
r_mig_02_a_failed_client_is_tried_again(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    ct_id failed = ct_migration_answer_migration_id(migrate(world, client));
    assert_ok(world, ct_migration_fail(world->context, failed, NULL, NULL));
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_MIGRATABLE);
    ct_id cancelled = ct_migration_answer_migration_id(migrate(world, client));
    assert_id_not_equal(failed, cancelled);
    assert_ok(world, ct_migration_cancel(world->context, cancelled, NULL, NULL));
    ct_id done = ct_migration_answer_migration_id(migrate(world, client));
    assert_ok(world, ct_migration_provision(world->context, done, NULL, NULL));
    assert_int_equal(ct_migration_state_of(migration_now(world, failed)), CT_MIGRATION_FAILED);
    assert_int_equal(ct_migration_state_of(migration_now(world, cancelled)),
                     CT_MIGRATION_CANCELLED);

    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    query.client = client;
    assert_ok(world, ct_migration_list_get(world->context, &query, &list));
    assert_int_equal(ct_migration_list_count(keep_migration_list(world, list)), 3);
    query.state = CT_MIGRATION_FAILED;
    query.studio = world->studio;
    assert_ok(world, ct_migration_list_get(world->context, &query, &list));
    assert_int_equal(ct_migration_list_count(keep_migration_list(world, list)), 1);
}

static void
a_selected_client_is_picked_up_by_run(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    ct_migration_request request = migration_request(world, client);
    ct_migration *selected = NULL;
    request.email = "typed@other.example.it";
    request.signatory = NULL; /* not needed yet */
    assert_ok(world, ct_migration_select(world->context, &request, NULL, &selected));
    ct_id id = ct_migration_id(keep_migration(world, selected));
    const ct_migration_answer *answer = migrate(world, client);
    const ct_id picked = ct_migration_answer_migration_id(answer);
    assert_id_equal(picked, id);
    assert_string_equal(ct_migration_email(migration_now(world, id)), "typed@other.example.it");
}

/* Takes a migration to a state; the world's host provisions. */
static ct_id
bring_to(struct world *world, ct_migration_state to)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    ct_id id = select_client(world, client);
    if (to == CT_MIGRATION_SELECTED)
        return id;
    assert_ok(world, authorise(world, id, NULL));
    if (to == CT_MIGRATION_AUTHORISED)
        return id;
    if (to == CT_MIGRATION_CANCELLED)
        assert_ok(world, ct_migration_cancel(world->context, id, NULL, NULL));
    else if (to == CT_MIGRATION_FAILED)
        assert_ok(world, ct_migration_fail(world->context, id, NULL, NULL));
    else
        assert_ok(world, ct_migration_provision(world->context, id, NULL, NULL));
    return id;
}

static void
r_mig_02_a_step_from_a_wrong_state_is_refused_naming_both(void **state)
{
    struct world *world = *state;
    static const ct_migration_state states[] = {CT_MIGRATION_SELECTED, CT_MIGRATION_AUTHORISED,
                                                CT_MIGRATION_PROVISIONED, CT_MIGRATION_CANCELLED,
                                                CT_MIGRATION_FAILED};
    static const ct_migration_state targets[] = {CT_MIGRATION_AUTHORISED,
                                                 CT_MIGRATION_PROVISIONED, CT_MIGRATION_FAILED,
                                                 CT_MIGRATION_CANCELLED};
    static const char allowed[COUNT(states)][COUNT(targets) + 1] = {"a..c", ".pfc", "....", "....",
                                                                    "...."};
    reopen(world, "provisioning", "host");
    for (size_t i = 0; i < COUNT(states); i++)
        for (size_t j = 0; j < COUNT(targets); j++) {
            if (allowed[i][j] != '.')
                continue;
            ct_id id = bring_to(world, states[i]);
            const char *before = dump(world);
            ct_status status =
                j == 0   ? authorise(world, id, NULL)
                : j == 1 ? ct_migration_provision(world->context, id, NULL, NULL)
                : j == 2 ? ct_migration_fail(world->context, id, NULL, NULL)
                         : ct_migration_cancel(world->context, id, NULL, NULL);
            assert_refused(world, "R-MIG-02", status);
            for (ct_language language = 1; language <= 2; language++) {
                const char *text = ct_error_text(world->context, language);
                assert_true(has_text(text, ct_enum_text(CT_ENUM_MIGRATION_STATE, states[i],
                                                        language)));
                assert_true(has_text(text, ct_enum_text(CT_ENUM_MIGRATION_STATE, targets[j],
                                                        language)));
            }
            assert_unchanged(world, before);
        }
    assert_status(world, CT_ERR_NOT_FOUND, authorise(world, world->studio, NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_migration_cancel(world->context, world->studio, NULL, NULL));
}

static void
r_elig_11_one_migration_of_a_client_at_a_time(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)select_client(world, client);
    const ct_migration_request request = migration_request(world, client);
    assert_refused(world, "R-ELIG-11",
                   ct_migration_select(world->context, &request, NULL, NULL));
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_IN_MIGRATION);
}

static void
r_mig_04_the_signatory_s_tax_code_is_a_person_s_and_fits(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *name, *surname, *tax_code, *rules, *field;
    } rows[] = {
        {"Mario", "Rossi", "00743110157", "R-MIG-04", "signatory.tax_code"},
        {"Mario", "Rossi", "RSSMRA85T10A562X", "R-MIG-04", "signatory.tax_code"},
        {"Mario", "Verdi", "RSSMRA85T10A562S", "R-MIG-04", "signatory.surname"},
        {"Luigi", "Rossi", "RSSMRA85T10A562S", "R-MIG-04", "signatory.name"},
        {"Luigi", "Verdi", "RSSMRA85T10A562S", "R-MIG-04 R-MIG-04", "signatory.surname"},
    };
    (void)buy(world, 2026, 1);
    ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_signatory wrong = signatory;
        wrong.name = rows[i].name;
        wrong.surname = rows[i].surname;
        wrong.tax_code = rows[i].tax_code;
        request.signatory = &wrong;
        assert_refused(world, rows[i].rules,
                       ct_migration_run(world->context, &request, NULL, NULL));
        assert_string_equal(ct_error_field(world->context), rows[i].field);
    }
    assert_unchanged(world, before);
    ct_signatory loose = signatory;
    loose.tax_code = " rss mra 85t10 a562s ";
    loose.surname = "  rossi ";
    request.signatory = &loose;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
}

static void
r_mig_04_a_mismatch_can_be_a_warning(void **state)
{
    struct world *world = *state;
    ct_signatory wrong = signatory;
    reopen(world, "signatory_name_mismatch", "warn");
    (void)buy(world, 2026, 1);
    ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
    ct_migration_answer *answer = NULL;
    wrong.name = "Luigi";
    wrong.tax_code = "00743110157";
    request.signatory = &wrong;
    assert_refused(world, "R-MIG-04", ct_migration_run(world->context, &request, NULL, NULL));
    wrong.tax_code = signatory.tax_code;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, &answer));
    keep_migration_answer(world, answer);
    assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE);
    assert_string_equal(rules_of(ct_migration_answer_reasons(answer)), "R-MIG-04");
}

static void
r_mig_09_the_email_is_well_formed_and_no_pec(void **state)
{
    struct world *world = *state;
    static const char *const pec[] = {"a@pec.it"};
    (void)buy(world, 2026, 1);
    ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
    request.email = "nobody";
    assert_refused(world, "R-MIG-09", ct_migration_run(world->context, &request, NULL, NULL));
    assert_refused(world, "R-MIG-09", ct_migration_select(world->context, &request, NULL, NULL));
    request.email = "a@legalmail.it";
    assert_refused(world, "R-STU-03", ct_migration_run(world->context, &request, NULL, NULL));
    ct_client_request client = client_request(world, "Beta");
    client.email_count = 0;
    request.client = register_client(world, &client);
    request.email = NULL;
    assert_refused(world, "R-MIG-09", ct_migration_run(world->context, &request, NULL, NULL));
    client.emails = pec;
    client.email_count = 1;
    (void)register_client(world, &client);
    assert_refused(world, "R-STU-03", ct_migration_run(world->context, &request, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "email");
}

static void
r_mig_09_a_login_is_one_client_s_unless_it_is_said_to_be_shared(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 3);
    ct_migration_request first = migration_request(world, add_client(world, "Alfa"));
    ct_migration_request second = migration_request(world, add_client(world, "Beta"));
    first.email = "Shared@Mail.example.it";
    second.email = "shared@mail.example.it";
    assert_ok(world, ct_migration_run(world->context, &first, NULL, NULL));
    const char *before = dump(world);
    assert_refused(world, "R-MIG-09", ct_migration_run(world->context, &second, NULL, NULL));
    assert_refused(world, "R-MIG-09", ct_migration_select(world->context, &second, NULL, NULL));
    assert_unchanged(world, before);
    second.flags = CT_MIGRATION_SHARE_LOGIN;
    assert_ok(world, ct_migration_run(world->context, &second, NULL, NULL));
}

static void
r_mig_09_of_another_studios_client_and_of_logins_nothing_is_told(void **state)
{
    struct world *world = *state;
    ct_client_request client = client_request(world, "Alfa");
    (void)buy(world, 2026, 1);
    ct_migration_request request = migration_request(world, add_client(world, "Beta"));
    request.email = "taken@mail.example.it";
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
    client.email_count = 0;
    request.client = register_client(world, &client);
    request.studio = add_studio(world);
    assert_refused(world, "R-ELIG-11", ct_migration_select(world->context, &request, NULL, NULL));
    request.email = NULL;
    assert_refused(world, "R-ELIG-11", ct_migration_select(world->context, &request, NULL, NULL));
    request.email = "mine@pec.it";
    assert_refused(world, "R-ELIG-11 R-STU-03",
                   ct_migration_select(world->context, &request, NULL, NULL));
}

/* The first client's account takes the address while the second's migration is under way. */
static ct_id
select_rival(struct world *world, ct_id *ret_client)
{
    (void)buy(world, 2026, 2);
    ct_migration_request first = migration_request(world, add_client(world, "Alfa"));
    ct_migration_request second = migration_request(world, add_client(world, "Beta"));
    ct_migration *migration = NULL;
    first.email = second.email = "shared@mail.example.it";
    *ret_client = second.client;
    assert_ok(world, ct_migration_select(world->context, &second, NULL, &migration));
    ct_migration_answer *answer = NULL;
    assert_ok(world, ct_migration_run(world->context, &first, NULL, &answer));
    keep_migration_answer(world, answer);
    if (ct_migration_answer_state(answer) == CT_MIGRATION_AUTHORISED)
        assert_ok(world, ct_migration_provision(world->context,
                                                ct_migration_answer_migration_id(answer), NULL,
                                                NULL));
    return ct_migration_id(keep_migration(world, migration));
}

static void
r_mig_09_an_authorisation_can_say_that_the_login_is_shared(void **state)
{
    struct world *world = *state;
    ct_id client;
    ct_id id = select_rival(world, &client);
    ct_authorisation authorisation = CT_AUTHORISATION_INIT;
    authorisation.migration = id;
    authorisation.signatory = &signatory;
    assert_refused(world, "R-MIG-09",
                   ct_migration_authorise(world->context, &authorisation, NULL, NULL));
    authorisation.flags = CT_MIGRATION_SHARE_LOGIN;
    assert_ok(world, ct_migration_authorise(world->context, &authorisation, NULL, NULL));
}

static void
r_mig_09_what_run_says_of_sharing_holds_for_the_provisioning(void **state)
{
    struct world *world = *state;
    ct_id client;
    reopen(world, "provisioning", "host");
    ct_id id = select_rival(world, &client);
    ct_migration_request request = migration_request(world, client);
    assert_refused(world, "R-MIG-09", ct_migration_run(world->context, &request, NULL, NULL));
    request.flags = CT_MIGRATION_SHARE_LOGIN;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
    assert_ok(world, ct_migration_provision(world->context, id, NULL, NULL));
}

static void
a_refused_step_can_be_taken_later(void **state)
{
    struct world *world = *state;
    ct_id id = select_client(world, add_client(world, "Alfa"));
    const char *before = dump(world);
    assert_refused(world, "R-ELIG-11", authorise(world, id, NULL)); /* no coupon */
    assert_unchanged(world, before);
    (void)buy(world, 2026, 1);
    assert_ok(world, authorise(world, id, NULL));
}

static void
what_a_request_lacks_or_has_too_much_of_is_named(void **state)
{
    struct world *world = *state;
    static char endless[1000];
    const ct_migration_request sound = migration_request(world, add_client(world, "Alfa"));
    ct_migration_request wrong = sound;
    memset(endless, 'x', sizeof endless - 1);
    const char *before = dump(world);
    wrong.studio = no_id;
    assert_invalid(world, "studio", ct_migration_run(world->context, &wrong, NULL, NULL));
    wrong = sound;
    wrong.client = no_id;
    assert_invalid(world, "client", ct_migration_run(world->context, &wrong, NULL, NULL));
    wrong = sound;
    wrong.email = endless;
    assert_invalid(world, "email", ct_migration_run(world->context, &wrong, NULL, NULL));
    wrong = sound;
    wrong.coupon_code = endless;
    assert_invalid(world, "coupon_code", ct_migration_run(world->context, &wrong, NULL, NULL));
    wrong = sound;
    wrong.license_year = 1;
    assert_invalid(world, "license_year", ct_migration_run(world->context, &wrong, NULL, NULL));
    assert_unchanged(world, before);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_mig_01_all_of_it_in_one_call),
        CASE(r_mig_01_a_refusal_has_every_reason_and_leaves_no_trace),
        CASE(r_mig_01_every_reason_also_where_the_client_is_not_linked),
        CASE(r_mig_01_a_migrated_client_is_already_done),
        CASE(r_cli_03_who_was_migrated_and_bought_for_is_not_migrated_again),
        CASE(r_mig_09_one_login_is_not_authorised_for_two),
        CASE(r_mig_02_steps_one_by_one),
        CASE(r_mig_03_by_default_authorising_provisions),
        CASE(r_mig_03_a_host_that_provisions_is_waited_for),
        CASE(r_mig_02_a_failed_client_is_tried_again),
        CASE(a_selected_client_is_picked_up_by_run),
        CASE(r_mig_02_a_step_from_a_wrong_state_is_refused_naming_both),
        CASE(r_elig_11_one_migration_of_a_client_at_a_time),
        CASE(r_mig_04_the_signatory_s_tax_code_is_a_person_s_and_fits),
        CASE(r_mig_04_a_mismatch_can_be_a_warning),
        CASE(r_mig_09_the_email_is_well_formed_and_no_pec),
        CASE(r_mig_09_a_login_is_one_client_s_unless_it_is_said_to_be_shared),
        CASE(r_mig_09_of_another_studios_client_and_of_logins_nothing_is_told),
        CASE(r_mig_09_an_authorisation_can_say_that_the_login_is_shared),
        CASE(r_mig_09_what_run_says_of_sharing_holds_for_the_provisioning),
        CASE(a_refused_step_can_be_taken_later),
        CASE(what_a_request_lacks_or_has_too_much_of_is_named),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
