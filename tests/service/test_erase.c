/* Erasing a client: what goes, and what stays for the accounts. */
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "fixture.h"

/* Whatever else they contain, personal texts contain this. */
#define MARK "zuzzurellone"

static void
run_lifecycle(struct world *world, int year, int month, int day)
{
    ct_lifecycle_report *report = NULL;
    set_today(world, year, month, day);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, &report));
    assert_int_equal(ct_lifecycle_report_is_done(keep_lifecycle_report(world, report)), 1);
}

static ct_client_request
personal_request(struct world *world)
{
    static const char *const emails[] = {MARK "@mail.example.it", "altro." MARK "@example.it"};
    ct_client_request request = client_request(world, "Ditta " MARK);
    request.tax_code = new_tax_code(world);
    request.tax_regime = CT_TAX_REGIME_FLAT_RATE;
    request.emails = emails;
    request.email_count = COUNT(emails);
    return request;
}

/* Migrated, with all that a client can have. */
static ct_id
add_personal(struct world *world, const ct_client_request *request)
{
    ct_migration_request migration;
    ct_usage_request usage = CT_USAGE_REQUEST_INIT;
    ct_id client = register_client(world, request);
    (void)buy(world, 2026, 1);
    migration = migration_request(world, client);
    assert_ok(world, ct_migration_run(world->context, &migration, NULL, NULL));
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, client, "il " MARK, NULL,
                                            NULL));
    usage.client = client;
    usage.category = CT_CATEGORY_PRODUCTS;
    usage.quantity = 7;
    assert_ok(world, ct_usage_add(world->context, &usage, NULL, NULL));
    (void)claim(world); /* a password hash, and a message with an address */
    return client;
}

static ct_id
add_erasable(struct world *world, const ct_client_request *request)
{
    ct_id client = add_personal(world, request);
    run_lifecycle(world, 2027, 12, 2);
    set_today(world, 2028, 1, 1);
    return client;
}

static ct_status
erase(struct world *world, ct_id client, ct_client **ret_client)
{
    ct_status status = ct_client_erase(world->context, client, NULL, ret_client);
    if (!status && ret_client)
        keep_client(world, *ret_client);
    return status;
}

/* How many values of any table contain the text, by SQLite's own word. */
static int
count_in_file(struct world *world, const char *text)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *columns = NULL;
    int found = 0;
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT format('SELECT count(*) FROM \"%w\" WHERE instr("
                                        "CAST(\"%w\" AS TEXT), ?1)', m.name, c.name)"
                                        " FROM sqlite_master m, pragma_table_info(m.name) c"
                                        " WHERE m.type = 'table'",
                                        -1, &columns, NULL),
                     SQLITE_OK);
    while (sqlite3_step(columns) == SQLITE_ROW) {
        sqlite3_stmt *count = NULL;
        const char *sql = (const char *)sqlite3_column_text(columns, 0);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &count, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_bind_text(count, 1, text, -1, SQLITE_STATIC), SQLITE_OK);
        assert_int_equal(sqlite3_step(count), SQLITE_ROW);
        found += sqlite3_column_int(count, 0);
        sqlite3_finalize(count);
    }
    sqlite3_finalize(columns);
    sqlite3_close(db);
    return found;
}

/* R-AUD-07: what is left still adds up, and is what the events tell. */
static void
check_books(struct world *world)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    request.limit = 1000;
    do {
        ct_check_report *report = NULL;
        assert_ok(world, ct_check_run(world->context, &request, &report));
        keep_check_report(world, report);
        if (ct_check_report_count(report))
            fail_msg("%s", ct_finding_text(ct_check_report_at(report, 0), CT_LANGUAGE_ENGLISH));
        request.after = ct_check_report_next(report);
    } while (request.after);
}

static void
r_aud_04_nothing_personal_is_left(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    (void)add_client(world, "Altro");
    ct_id client = add_erasable(world, &request);
    const char *const texts[] = {MARK, request.vat_number, request.tax_code, signatory.name,
                                 signatory.surname, signatory.tax_code, "$y$"};
    for (size_t i = 0; world->back_end->is_file && i < COUNT(texts); i++)
        assert_int_not_equal(count_in_file(world, texts[i]), 0);
    assert_true(has_text(dump(world), MARK));

    assert_ok(world, erase(world, client, NULL));
    for (size_t i = 0; world->back_end->is_file && i < COUNT(texts); i++)
        assert_int_equal(count_in_file(world, texts[i]), 0);
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(has_text(dump(world), texts[i]));
    assert_true(has_text(dump(world), "Altro"));
    check_books(world);
}

/* What was imported, with customers, and numbers that went on from there. */
static void
r_aud_04_documents_and_counterparties_go_too(void **state)
{
    struct world *world = *state;
    ct_document_query query = CT_DOCUMENT_QUERY_INIT;
    ct_document_list *documents = NULL;
    ct_id client = add_operational(world, "Alfa");
    for (int i = 0; i < 5; i++) {
        ct_history_request request = CT_HISTORY_REQUEST_INIT;
        ct_document_facts facts = document_facts(world, i % 2 ? "12/" MARK : "13/" MARK);
        facts.counterparty_name = "Cliente " MARK;
        facts.counterparty_vat_number = new_vat_number(world);
        request.studio = world->studio;
        request.client = client;
        request.document = &facts;
        request.flags = CT_HISTORY_WITH_REGISTRY;
        assert_ok(world, ct_history_import(world->context, &request, NULL, NULL));
    }
    run_lifecycle(world, 2027, 12, 2);
    set_today(world, 2028, 1, 1);
    if (world->back_end->is_file)
        assert_int_not_equal(count_in_file(world, MARK), 0);
    assert_ok(world, erase(world, client, NULL));
    if (world->back_end->is_file)
        assert_int_equal(count_in_file(world, MARK), 0);
    query.client = client;
    assert_ok(world, ct_document_list_get(world->context, &query, &documents));
    assert_int_equal(ct_document_list_count(keep_document_list(world, documents)), 0);
    check_books(world);
}

static void
r_aud_04_what_accounts_need_stays(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    const ct_coupon *before = ct_coupon_list_at(coupons_in(world, 0), 0);
    ct_client *erased = NULL;
    assert_ok(world, erase(world, client, &erased));
    assert_int_equal(ct_client_state_today(erased), CT_CLIENT_ERASED);
    assert_string_equal(ct_client_name(erased), "");
    assert_null(ct_client_emails(erased));
    assert_null(ct_client_tax_code(erased));
    assert_null(ct_client_nickname(erased));
    assert_date(2026, 12, 31, ct_client_license_last_day(erased));

    const ct_coupon *after = coupon_now(world, ct_coupon_id(before));
    const ct_id user = ct_coupon_client_id(after);
    assert_id_equal(user, client);
    assert_int_equal(ct_coupon_state_today(after), CT_COUPON_ASSIGNED);
    ct_license_list *licenses = NULL;
    assert_ok(world, ct_license_list_get(world->context, client, &licenses));
    keep_license_list(world, licenses);
    assert_int_equal(ct_license_list_count(licenses), 1);
    assert_date(2026, 9, 1, ct_license_first_day(ct_license_list_at(licenses, 0)));
}

/* Events are never changed: what was told before is told word for word afterwards. */
static void
r_aud_09_erasing_rewrites_no_history(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    const char *before = strstr(dump(world), "\nevent:");
    assert_ok(world, erase(world, client, NULL));
    const char *after = strstr(dump(world), "\nevent:");
    assert_non_null(before);
    assert_memory_equal(before, after, strlen(before));
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *events = NULL;
    query.client = client;
    assert_ok(world, ct_event_list_get(world->context, &query, &events));
    keep_event_list(world, events);
    const ct_event *last = ct_event_list_at(events, ct_event_list_count(events) - 1);
    assert_int_equal(ct_event_kind_of(last), CT_EVENT_CLIENT_ERASED);
    assert_int_equal(ct_event_sequence(last), ct_event_list_count(events));
}

static void
r_aud_09_its_messages_go_with_it_and_no_others(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id other = add_client(world, "Altro");
    (void)buy(world, 2026, 1);
    (void)migrate(world, other);
    ct_id client = add_erasable(world, &request);
    for (int i = 0; i < 70; i++) /* more than are looked up at once */
        assert_ok(world, ct_migration_resend_credentials(world->context, client, NULL, NULL));
    assert_ok(world, erase(world, client, NULL));
    ct_message_list *list = NULL;
    assert_ok(world, ct_message_list_get(world->context, 0, NULL, 1000, &list));
    keep_message_list(world, list);
    assert_true(ct_message_list_count(list) > 0);
    for (size_t i = 0; i < ct_message_list_count(list); i++) {
        const ct_id of = ct_message_client_id(ct_message_list_at(list, i));
        assert_id_not_equal(of, client);
    }
}

static void
r_aud_09_a_message_that_is_just_being_sent_goes_with_it(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    const ct_message *message = claim(world);
    assert_ok(world, erase(world, client, NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_outbox_acknowledge(world->context, ct_message_id(message),
                                        ct_message_lease(message), NULL, NULL));
    assert_null(claim(world));
}

static void
r_lic_06_erasing_is_refused_before_its_day(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_personal(world, &request);
    assert_refused(world, "R-LIC-06", erase(world, client, NULL)); /* a license in force */
    set_today(world, 2027, 1, 1);
    const char *before = dump(world);
    assert_refused(world, "R-LIC-06", erase(world, client, NULL)); /* within its months */
    set_today(world, 2028, 1, 1);
    assert_refused(world, "R-LIC-06", erase(world, client, NULL)); /* nobody told it */
    assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "30 days"));
    assert_unchanged(world, before);
    run_lifecycle(world, 2028, 2, 1); /* tells it, late */
    set_today(world, 2028, 3, 1);
    assert_refused(world, "R-LIC-06", erase(world, client, NULL));
    assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ITALIAN), "02/03/2028"));
    set_today(world, 2028, 3, 2);
    assert_ok(world, erase(world, client, NULL));
}

static void
there_is_nothing_to_erase_without_an_account(void **state)
{
    struct world *world = *state;
    static const ct_id nobody = {{0xEE}};
    assert_status(world, CT_ERR_NOT_FOUND, erase(world, add_client(world, "Nuovo"), NULL));
    assert_status(world, CT_ERR_NOT_FOUND, erase(world, nobody, NULL));
    assert_invalid(world, "client", erase(world, no_id, NULL));
}

static void
a_second_time_changes_nothing(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    ct_client *erased = NULL;
    assert_ok(world, erase(world, client, NULL));
    const char *before = dump(world);
    assert_ok(world, erase(world, client, &erased));
    assert_int_equal(ct_client_state_today(erased), CT_CLIENT_ERASED);
    run_lifecycle(world, 2028, 6, 1);
    assert_unchanged(world, before);
}

static void
r_elig_07_the_same_company_can_be_migrated_anew(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    assert_ok(world, erase(world, client, NULL));
    (void)buy(world, 2028, 1);

    /* What was erased is nobody's any more. */
    ct_migration_request migration = migration_request(world, client);
    migration.email = MARK "@mail.example.it";
    assert_refused(world, "R-ELIG-07", ct_migration_run(world->context, &migration, NULL, NULL));
    /* Registered again it is known, and on the migratable list. */
    ct_id again = register_client(world, &request);
    assert_id_equal(again, client);
    assert_int_equal(ct_client_state_today(client_now(world, again)), CT_CLIENT_MIGRATABLE);
    migration = migration_request(world, again);
    assert_ok(world, ct_migration_run(world->context, &migration, NULL, NULL));
    assert_int_equal(ct_client_state_today(client_now(world, again)), CT_CLIENT_IN_MIGRATION);
}

static void
assert_known(struct world *world, const ct_client_request *request, ct_id client)
{
    ct_id again = register_client(world, request);
    assert_id_equal(again, client);
}

static void
r_elig_07_another_studio_can_serve_an_erased_company(void **state)
{
    struct world *world = *state;
    ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    assert_ok(world, erase(world, client, NULL));
    request.studio = add_studio(world);
    assert_known(world, &request, client);
    ct_id studio = ct_client_studio_id(client_now(world, client));
    assert_id_equal(studio, request.studio);
    /* And by the other code, or to the first studio, it is the same company. */
    request.tax_code = NULL;
    assert_known(world, &request, client);
    request.studio = world->studio;
    assert_refused(world, "R-CLI-01", ct_client_register(world->context, &request, NULL, NULL));
}

static void
r_elig_08_what_was_bought_bars_an_erased_company_for_ever(void **state)
{
    struct world *world = *state;
    const ct_client_request request = personal_request(world);
    ct_id client = add_erasable(world, &request);
    set_today(world, 2027, 2, 1);
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    run_lifecycle(world, 2029, 1, 5);
    run_lifecycle(world, 2029, 3, 5);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_ERASED);
    (void)buy(world, 2029, 1);
    assert_known(world, &request, client);
    const ct_migration_request migration = migration_request(world, client);
    assert_refused(world, "R-ELIG-02", ct_migration_run(world->context, &migration, NULL, NULL));
}

/* Before it was migrated anew, somebody was about to. */
static void
a_migration_that_is_about_to_bring_a_client_back_is_waited_for(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    ct_trial_request trial = CT_TRIAL_REQUEST_INIT;
    trial.client = add_client(world, "Prova");
    assert_ok(world, ct_license_start_trial(world->context, &trial, NULL, NULL));
    run_lifecycle(world, 2027, 9, 1); /* told */
    set_today(world, 2027, 9, 30);
    (void)buy(world, 2027, 1);
    ct_id migration = select_client(world, trial.client);
    assert_ok(world, authorise(world, migration, NULL));
    run_lifecycle(world, 2027, 10, 10);
    assert_string_equal(ct_client_name(client_now(world, trial.client)), "Prova");
    assert_refused(world, "R-ELIG-11", erase(world, trial.client, NULL));
    run_lifecycle(world, 2027, 10, 11);
    assert_ok(world, ct_migration_fail(world->context, migration, NULL, NULL));
    run_lifecycle(world, 2027, 10, 12);
    assert_int_equal(ct_client_state_today(client_now(world, trial.client)), CT_CLIENT_ERASED);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
}

static void
a_migration_that_was_only_selected_ends_with_the_data(void **state)
{
    struct world *world = *state;
    ct_trial_request trial = CT_TRIAL_REQUEST_INIT;
    trial.client = add_client(world, "Prova");
    assert_ok(world, ct_license_start_trial(world->context, &trial, NULL, NULL));
    run_lifecycle(world, 2027, 9, 1);
    ct_id migration = select_client(world, trial.client);
    run_lifecycle(world, 2027, 10, 1);
    assert_int_equal(ct_client_state_today(client_now(world, trial.client)), CT_CLIENT_ERASED);
    const ct_migration *after = migration_now(world, migration);
    assert_int_equal(ct_migration_state_of(after), CT_MIGRATION_CANCELLED);
    assert_string_equal(ct_migration_email(after), "");
    check_books(world);
}

static void
erase_and_register_again(struct world *world, const ct_client_request *request)
{
    ct_client *client = NULL;
    ct_id id = add_erasable(world, request);
    assert_ok(world, erase(world, id, &client));
    assert_null(ct_client_tax_code(client));
    assert_null(ct_client_vat_number(client));
    ct_id again = register_client(world, request); /* it is known by the code that it had */
    assert_id_equal(id, again);
}

static void
a_person_without_a_vat_number_is_erased(void **state)
{
    struct world *world = *state;
    ct_client_request request = personal_request(world);
    request.vat_number = NULL;
    erase_and_register_again(world, &request);
}

static void
a_company_whose_two_codes_are_one_is_erased(void **state)
{
    struct world *world = *state;
    ct_client_request request = personal_request(world);
    request.tax_code = request.vat_number;
    erase_and_register_again(world, &request);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_aud_04_nothing_personal_is_left),
        CASE(r_aud_04_documents_and_counterparties_go_too),
        CASE(r_aud_04_what_accounts_need_stays),
        CASE(r_aud_09_erasing_rewrites_no_history),
        CASE(a_person_without_a_vat_number_is_erased),
        CASE(a_company_whose_two_codes_are_one_is_erased),
        CASE(r_aud_09_its_messages_go_with_it_and_no_others),
        CASE(r_aud_09_a_message_that_is_just_being_sent_goes_with_it),
        CASE(r_lic_06_erasing_is_refused_before_its_day),
        CASE(there_is_nothing_to_erase_without_an_account),
        CASE(a_second_time_changes_nothing),
        CASE(r_elig_07_the_same_company_can_be_migrated_anew),
        CASE(r_elig_07_another_studio_can_serve_an_erased_company),
        CASE(r_elig_08_what_was_bought_bars_an_erased_company_for_ever),
        CASE(a_migration_that_is_about_to_bring_a_client_back_is_waited_for),
        CASE(a_migration_that_was_only_selected_ends_with_the_data),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
