/* Registering clients, and their nicknames (R-CLI). */
#include "fixture.h"

#include <string.h>

static const char *const two_emails[] = {"One@Mail.example.it", "two@mail.example.it"};

static ct_client_status
register_as(struct world *world, const ct_client_request *request, ct_id *ret_client)
{
    const ct_client_request *const requests[] = {request};
    ct_client_answers *answers = NULL;
    assert_ok(world, ct_client_register_many(world->context, requests, 1, NULL, &answers));
    keep_client_answers(world, answers);
    if (ret_client)
        *ret_client = ct_client_answers_client(answers, 0);
    return ct_client_answers_status(answers, 0);
}

static void
a_client_is_registered_with_all_that_is_told(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa S.r.l.");
    request.tax_code = new_tax_code(world);
    request.tax_regime = CT_TAX_REGIME_FLAT_RATE;
    request.emails = two_emails;
    request.email_count = 2;
    const ct_client *client = client_now(world, register_client(world, &request));
    const ct_id studio = ct_client_studio_id(client);
    assert_id_equal(studio, world->studio);
    assert_string_equal(ct_client_name(client), "Alfa S.r.l.");
    assert_string_equal(ct_client_vat_number(client), request.vat_number);
    assert_string_equal(ct_client_tax_code(client), request.tax_code);
    assert_int_equal(ct_client_tax_regime(client), CT_TAX_REGIME_FLAT_RATE);
    assert_int_equal(ct_client_is_on_ts_digital(client), 1);
    assert_int_equal(ct_client_state_today(client), CT_CLIENT_MIGRATABLE);
    assert_string_equal(ct_client_emails(client), "one@mail.example.it two@mail.example.it");
    assert_null(ct_client_nickname(client));
    assert_date(0, 0, 0, ct_client_license_last_day(client));
}

static void
r_cli_01_the_same_studio_updates_its_client(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id first, again;
    request.tax_code = new_tax_code(world);
    assert_int_equal(register_as(world, &request, &first), CT_CLIENT_ADDED);
    const char *before = dump(world);
    assert_int_equal(register_as(world, &request, &again), CT_CLIENT_UNCHANGED);
    assert_id_equal(first, again);
    assert_unchanged(world, before);

    request.name = "Alfa & figli";
    request.vat_number = NULL;
    request.emails = NULL;
    request.email_count = 0;
    assert_int_equal(register_as(world, &request, &again), CT_CLIENT_UPDATED);
    assert_id_equal(first, again);
    const ct_client *client = client_now(world, first);
    assert_string_equal(ct_client_name(client), "Alfa & figli");
    assert_non_null(ct_client_vat_number(client)); /* what is left out stays */
    assert_non_null(ct_client_emails(client));
}

static void
r_cli_01_a_client_found_by_vat_number_is_given_a_tax_code(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id first, again;
    assert_int_equal(register_as(world, &request, &first), CT_CLIENT_ADDED);
    request.tax_code = new_tax_code(world);
    assert_int_equal(register_as(world, &request, &again), CT_CLIENT_UPDATED);
    assert_id_equal(first, again);
    assert_string_equal(ct_client_tax_code(client_now(world, first)), request.tax_code);
    request.vat_number = NULL;
    assert_int_equal(register_as(world, &request, &again), CT_CLIENT_UNCHANGED);
    assert_id_equal(first, again);
}

static void
r_cli_01_one_company_is_one_client_whichever_code_it_came_with(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id first, again;
    assert_int_equal(register_as(world, &request, &first), CT_CLIENT_ADDED);
    /* A company's tax code is its VAT number. */
    request.tax_code = request.vat_number;
    request.vat_number = NULL;
    assert_int_not_equal(register_as(world, &request, &again), CT_CLIENT_ADDED);
    assert_id_equal(first, again);
}

static void
r_cli_01_codes_of_two_clients_are_refused(void **state)
{
    struct world *world = *state;
    ct_client_request one = client_request(world, "Alfa");
    ct_client_request other = client_request(world, "Beta");
    other.tax_code = new_tax_code(world);
    (void)register_client(world, &one);
    (void)register_client(world, &other);
    const char *before = dump(world);
    one.tax_code = other.tax_code;
    assert_refused(world, "R-CLI-01", ct_client_register(world->context, &one, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "vat_number");
    one.vat_number = other.vat_number;
    one.tax_code = new_tax_code(world); /* the VAT number of one that has another tax code */
    assert_refused(world, "R-CLI-01", ct_client_register(world->context, &one, NULL, NULL));
    assert_unchanged(world, before);
}

static void
r_cli_01_another_studio_is_refused_without_telling_which(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    request.tax_code = new_tax_code(world);
    ct_id id = register_client(world, &request);
    char owner[CT_ID_TEXT_LENGTH + 1], client[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(world->studio, owner);
    ct_id_format(id, client);
    request.studio = add_studio(world);
    const char *before = dump(world);
    for (int i = 0; i < 3; i++) {
        ct_client_request part = request;
        part.name = "Altro nome";
        if (i == 1)
            part.vat_number = NULL;
        if (i == 2)
            part.tax_code = NULL;
        assert_refused(world, "R-CLI-01", ct_client_register(world->context, &part, NULL, NULL));
        for (ct_language language = 1; language <= 2; language++) {
            const char *text = ct_error_text(world->context, language);
            assert_false(has_text(text, owner) || has_text(text, client) ||
                         has_text(text, "Bianchi") || has_text(text, "Alfa"));
        }
    }
    assert_unchanged(world, before);

    ct_id answered = id;
    assert_int_equal(register_as(world, &request, &answered), CT_CLIENT_REFUSED);
    assert_true(is_none(answered)); /* nor is its identifier told */
    ct_client *found = NULL;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_client_find(world->context, request.studio, request.tax_code, &found));
    assert_ok(world, ct_client_find(world->context, world->studio, request.tax_code, &found));
    keep_client(world, found);
    assert_ok(world, ct_client_find(world->context, world->studio, request.vat_number, &found));
    keep_client(world, found);
}

static void
r_cli_02_bad_codes_are_refused_with_all_reasons(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *vat_number, *tax_code, *rules, *field;
    } rows[] = {
        {NULL, NULL, "R-CLI-01", "tax_code"},
        {"  ", "", "R-CLI-01", "tax_code"},
        {"00743110158", NULL, "R-CLI-02", "vat_number"},
        {"0074311015", NULL, "R-CLI-02", "vat_number"},
        {"0074311015A", NULL, "R-CLI-02", "vat_number"},
        {NULL, "RSSMRA85T10A562X", "R-CLI-02", "tax_code"},
        {NULL, "RSSMRA85T32A562S", "R-CLI-02", "tax_code"},
        {NULL, "RSSMRA85F10A562S", "R-CLI-02", "tax_code"},
        {"1", "1", "R-CLI-02 R-CLI-02", "tax_code"},
    };
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_client_request request = client_request(world, "Alfa");
        request.vat_number = rows[i].vat_number;
        request.tax_code = rows[i].tax_code;
        assert_refused(world, rows[i].rules,
                       ct_client_register(world->context, &request, NULL, NULL));
        assert_string_equal(ct_error_field(world->context), rows[i].field);
    }
    assert_unchanged(world, before);
}

static void
r_cli_02_a_bad_item_of_a_batch_stops_no_other(void **state)
{
    struct world *world = *state;
    ct_client_request good = client_request(world, "Alfa");
    ct_client_request bad = client_request(world, "Beta");
    ct_client_request garbled = client_request(world, "Gam\xFFma");
    ct_client_request more = client_request(world, "Delta");
    const ct_client_request *const requests[] = {&good, &bad, &garbled, &more, &good};
    static const ct_client_status expected[] = {CT_CLIENT_ADDED, CT_CLIENT_REFUSED,
                                                CT_CLIENT_REFUSED, CT_CLIENT_ADDED,
                                                CT_CLIENT_UNCHANGED};
    bad.vat_number = "00743110158";
    ct_client_answers *answers = NULL;
    assert_ok(world, ct_client_register_many(world->context, requests, COUNT(requests), NULL,
                                             &answers));
    keep_client_answers(world, answers);
    assert_int_equal(ct_client_answers_count(answers), COUNT(requests));
    for (size_t i = 0; i < COUNT(requests); i++) {
        assert_int_equal(ct_client_answers_status(answers, i), expected[i]);
        assert_int_equal(ct_client_answers_reasons(answers, i) == NULL,
                         expected[i] != CT_CLIENT_REFUSED);
        assert_int_equal(is_none(ct_client_answers_client(answers, i)),
                         expected[i] == CT_CLIENT_REFUSED);
    }
    assert_string_equal(rules_of(ct_client_answers_reasons(answers, 1)), "R-CLI-02");
    assert_string_equal(ct_reasons_field(ct_client_answers_reasons(answers, 2), 0), "name");
    assert_int_equal(ct_client_answers_status(answers, 5), 0);
    assert_null(ct_client_answers_reasons(answers, 5));
}

static void
a_batch_of_two_studios_changes_nothing(void **state)
{
    struct world *world = *state;
    const ct_client_request one = client_request(world, "Alfa");
    ct_client_request other = client_request(world, "Beta");
    other.studio = add_studio(world);
    const ct_client_request *const requests[] = {&one, &other};
    const ct_client_request *const holed[] = {&one, NULL};
    ct_client_answers *answers = NULL;
    const char *before = dump(world);
    assert_invalid(world, "studio",
                   ct_client_register_many(world->context, requests, 2, NULL, &answers));
    assert_status(world, CT_ERR_INVALID_ARGUMENT,
                  ct_client_register_many(world->context, holed, 2, NULL, &answers));
    assert_invalid(world, "count",
                   ct_client_register_many(world->context, requests, 0, NULL, &answers));
    assert_invalid(world, "count",
                   ct_client_register_many(world->context, requests, 1001, NULL, &answers));
    assert_null(answers);
    assert_unchanged(world, before);
}

static void
r_cli_04_proposed_addresses_are_well_formed_each_once(void **state)
{
    struct world *world = *state;
    static const char *const emails[] = {"a@b.it", "A@B.it", "c@pec.it"};
    static const char *const bad[] = {"a@b.it", "a@", "@", ""};
    ct_client_request request = client_request(world, "Alfa");
    request.emails = emails;
    request.email_count = COUNT(emails);
    ct_id id = register_client(world, &request);
    assert_string_equal(ct_client_emails(client_now(world, id)), "a@b.it c@pec.it");
    request.emails = bad;
    request.email_count = 3;
    assert_refused(world, "R-CLI-04 R-CLI-04",
                   ct_client_register(world->context, &request, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "emails");
    request.email_count = 4;
    assert_invalid(world, "emails", ct_client_register(world->context, &request, NULL, NULL));
    request.email_count = 21;
    assert_invalid(world, "email_count", ct_client_register(world->context, &request, NULL, NULL));
}

static void
r_cli_04_the_studio_picks_an_address_or_types_another(void **state)
{
    struct world *world = *state;
    static const char *const emails[] = {"c@pec.it", "a@b.it", "d@e.it"};
    static const char *const asked[] = {NULL, "d@e.it", "typed@other.example.it"};
    static const char *const logins[] = {"a@b.it", "d@e.it", "typed@other.example.it"};
    (void)buy(world, 2026, 3);
    for (size_t i = 0; i < COUNT(asked); i++) {
        ct_client_request request = client_request(world, "Alfa");
        request.emails = emails;
        request.email_count = COUNT(emails);
        ct_migration_request migration = migration_request(world, register_client(world, &request));
        ct_account *account = NULL;
        migration.email = asked[i];
        migration.flags = CT_MIGRATION_SHARE_LOGIN;
        assert_ok(world, ct_migration_run(world->context, &migration, NULL, NULL));
        assert_ok(world, ct_account_get(world->context, migration.client, &account));
        keep_account(world, account);
        assert_string_equal(ct_account_email(account), logins[i]);
    }
}

static void
r_cli_06_a_nickname_is_given_and_taken_away(void **state)
{
    struct world *world = *state;
    ct_id id = add_client(world, "Alfa");
    ct_client *client = NULL;
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, id, "Il bar", NULL,
                                            &client));
    assert_string_equal(ct_client_nickname(keep_client(world, client)), "Il bar");
    assert_int_equal(ct_client_state_today(client), CT_CLIENT_MIGRATABLE);
    assert_string_equal(ct_client_nickname(client_now(world, id)), "Il bar");
    const char *before = dump(world);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, id, "Il bar", NULL,
                                            NULL));
    assert_unchanged(world, before);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, id, "", NULL, NULL));
    assert_null(ct_client_nickname(client_now(world, id)));
    before = dump(world);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, id, NULL, NULL, NULL));
    assert_unchanged(world, before);
}

static void
r_cli_06_a_nickname_is_the_own_studio_s(void **state)
{
    struct world *world = *state;
    ct_id id = add_client(world, "Alfa");
    ct_id other = add_studio(world);
    const char *before = dump(world);
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_client_set_nickname(world->context, other, id, "Mio", NULL, NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_client_set_nickname(world->context, world->studio, other, "Mio", NULL, NULL));
    assert_invalid(world, "studio",
                   ct_client_set_nickname(world->context, no_id, id, "Mio", NULL, NULL));
    assert_invalid(world, "client",
                   ct_client_set_nickname(world->context, other, no_id, "Mio", NULL, NULL));
    assert_unchanged(world, before);
}

static void
r_cli_03_states_follow_ts_digital(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id id = register_client(world, &request);
    request.is_on_ts_digital = CT_CHOICE_NO;
    (void)register_client(world, &request);
    assert_int_equal(ct_client_state_today(client_now(world, id)), CT_CLIENT_NOT_MIGRATABLE);
    request.is_on_ts_digital = CT_CHOICE_DEFAULT;
    (void)register_client(world, &request);
    assert_int_equal(ct_client_state_today(client_now(world, id)), CT_CLIENT_NOT_MIGRATABLE);
    request.is_on_ts_digital = CT_CHOICE_YES;
    (void)register_client(world, &request);
    assert_int_equal(ct_client_state_today(client_now(world, id)), CT_CLIENT_MIGRATABLE);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(a_client_is_registered_with_all_that_is_told),
        CASE(r_cli_01_the_same_studio_updates_its_client),
        CASE(r_cli_01_a_client_found_by_vat_number_is_given_a_tax_code),
        CASE(r_cli_01_one_company_is_one_client_whichever_code_it_came_with),
        CASE(r_cli_01_codes_of_two_clients_are_refused),
        CASE(r_cli_01_another_studio_is_refused_without_telling_which),
        CASE(r_cli_02_bad_codes_are_refused_with_all_reasons),
        CASE(r_cli_02_a_bad_item_of_a_batch_stops_no_other),
        CASE(a_batch_of_two_studios_changes_nothing),
        CASE(r_cli_04_proposed_addresses_are_well_formed_each_once),
        CASE(r_cli_04_the_studio_picks_an_address_or_types_another),
        CASE(r_cli_06_a_nickname_is_given_and_taken_away),
        CASE(r_cli_06_a_nickname_is_the_own_studio_s),
        CASE(r_cli_03_states_follow_ts_digital),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
