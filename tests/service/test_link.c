/* Unlinking a client, and linking it again (R-CLI-05). */
#include "fixture.h"

#include <ctype.h>
#include <string.h>

/* A world with another studio in it. */
static ct_id
other_studio(struct world *world)
{
    ct_id own = world->studio;
    ct_id other = add_studio(world);
    world->studio = own;
    return other;
}

static ct_id
operational_client(struct world *world)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    return client;
}

static ct_status
unlink_client(struct world *world, ct_id studio, ct_id client)
{
    ct_client *answer = NULL;
    pass_time(world, 1); /* so that its event is the latest */
    ct_status status = ct_client_unlink(world->context, studio, client, NULL, &answer);
    keep_client(world, answer);
    if (!status) {
        assert_true(is_none(ct_client_studio_id(answer)));
        assert_null(ct_client_nickname(answer));
    }
    return status;
}

static ct_status
link_client(struct world *world, ct_id studio, const char *email, const char *code,
            ct_id *ret_client)
{
    ct_link_request request = CT_LINK_REQUEST_INIT;
    ct_client *client = NULL;
    request.studio = studio;
    request.email = email;
    request.code = code;
    pass_time(world, 1);
    ct_status status = ct_client_link(world->context, &request, NULL, &client);
    keep_client(world, client);
    if (ret_client)
        *ret_client = ct_client_id(client);
    return status;
}

static bool
may_operate(struct world *world, ct_id studio, ct_id client)
{
    ct_access_request request = CT_ACCESS_REQUEST_INIT;
    ct_access_decision *decision = NULL;
    request.actor = CT_ACCESS_STUDIO;
    request.studio = studio;
    request.client = client;
    request.area = CT_AREA_INVOICES;
    request.level = CT_LEVEL_WRITE;
    assert_ok(world, ct_access_check(world->context, &request, &decision));
    return ct_access_decision_is_allowed(keep_access_decision(world, decision));
}

static size_t
count_clients(struct world *world, ct_id studio)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    query.studio = studio;
    assert_ok(world, ct_client_list_get(world->context, &query, &list));
    return ct_client_list_count(keep_client_list(world, list));
}

static size_t
count_migrations(struct world *world, ct_id studio)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    query.studio = studio;
    assert_ok(world, ct_migration_list_get(world->context, &query, &list));
    return ct_migration_list_count(keep_migration_list(world, list));
}

static ct_event_list *
events_of(struct world *world, ct_id studio, ct_id client)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    query.studio = studio;
    query.client = client;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    return keep_event_list(world, list);
}

static const ct_event *
last_event(struct world *world, ct_id studio)
{
    ct_event_list *list = events_of(world, studio, no_id);
    return ct_event_list_at(list, ct_event_list_count(list) - 1);
}

static uint64_t
count_licenses(struct world *world, ct_id studio)
{
    ct_studio_overview *overview = NULL;
    uint64_t sum = 0;
    assert_ok(world, ct_studio_overview_get(world->context, studio, &overview));
    keep_studio_overview(world, overview);
    for (size_t i = 0; i < ct_studio_overview_license_lines(overview); i++) {
        uint64_t count = 0;
        assert_int_equal(ct_studio_overview_license_line(overview, i, NULL, &count), CT_OK);
        sum += count;
    }
    return sum;
}

static void
r_cli_05_the_former_studio_loses_every_right_at_once(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, client, "Bar", NULL,
                                            NULL));
    assert_true(may_operate(world, world->studio, client));
    assert_int_equal(count_licenses(world, world->studio), 1);
    assert_int_equal(count_migrations(world, world->studio), 1);
    assert_ok(world, unlink_client(world, world->studio, client));

    assert_false(may_operate(world, world->studio, client));
    assert_refused(world, "R-ACC-02 R-ELIG-11",
                   ct_client_open(world->context, world->studio, client, NULL, NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_client_set_nickname(world->context, world->studio, client, "Bar", NULL,
                                         NULL));
    assert_status(world, CT_ERR_NOT_FOUND, unlink_client(world, world->studio, client));
    assert_int_equal(count_clients(world, world->studio), 0);
    assert_int_equal(count_licenses(world, world->studio), 0);
    assert_int_equal(count_migrations(world, world->studio), 0);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1); /* and not given back */
    ct_license *license = NULL;
    assert_ok(world, ct_license_in_force(world->context, client, date_of(2026, 12, 31), &license));
    keep_license(world, license);
    ct_access_request own = CT_ACCESS_REQUEST_INIT;
    ct_access_decision *decision = NULL;
    own.actor = CT_ACCESS_CLIENT;
    own.client = client;
    own.area = CT_AREA_INVOICES;
    own.level = CT_LEVEL_READ;
    assert_ok(world, ct_access_check(world->context, &own, &decision));
    assert_int_equal(ct_access_decision_is_allowed(keep_access_decision(world, decision)), 1);
}

static void
r_cli_05_events_of_afterwards_are_not_the_former_studios(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client); /* unlinked before its first login */
    assert_ok(world, unlink_client(world, world->studio, client));
    const ct_event *event = last_event(world, world->studio);
    const ct_id of = ct_event_client_id(event);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_CLIENT_UNLINKED);
    assert_id_equal(of, client);
    size_t before = ct_event_list_count(events_of(world, world->studio, no_id));
    assert_ok(world, ct_migration_resend_credentials(world->context, client, NULL, NULL));
    make_logged_in(world, client);
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
    assert_int_equal(ct_event_list_count(events_of(world, world->studio, no_id)), before);
    assert_true(ct_event_list_count(events_of(world, no_id, client)) > before);
}

static void
r_cli_05_another_studio_links_it_by_the_accounts_email(void **state)
{
    struct world *world = *state;
    ct_id other = other_studio(world), found;
    ct_id client = operational_client(world);
    const char *email = account_email(world, client);
    assert_refused(world, "R-CLI-05", link_client(world, other, email, NULL, NULL));
    assert_ok(world, unlink_client(world, world->studio, client));
    assert_refused(world, "R-CLI-05", link_client(world, other, "x@y.example", NULL, NULL));
    assert_refused(world, "R-CLI-05", link_client(world, other, "not an address", NULL, NULL));
    char *shouted = keep_memory(world, strdup(email));
    for (char *at = shouted; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    assert_ok(world, link_client(world, other, shouted, NULL, &found));
    assert_id_equal(found, client);

    assert_true(may_operate(world, other, client));
    assert_false(may_operate(world, world->studio, client));
    assert_int_equal(count_clients(world, other), 1);
    assert_int_equal(count_licenses(world, other), 1);
    assert_int_equal(ct_event_kind_of(last_event(world, other)), CT_EVENT_CLIENT_LINKED);
    assert_ok(world, ct_client_open(world->context, other, client, NULL, NULL));
    assert_refused(world, "R-CLI-05", link_client(world, world->studio, email, NULL, NULL));
    const char *before = dump(world);
    assert_ok(world, link_client(world, other, email, NULL, &found));
    assert_id_equal(found, client);
    assert_unchanged(world, before);
}

static void
r_cli_05_the_former_studio_can_link_it_again(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    assert_ok(world, unlink_client(world, world->studio, client));
    assert_ok(world, link_client(world, world->studio, account_email(world, client), NULL, NULL));
    assert_true(may_operate(world, world->studio, client));
    assert_null(ct_client_nickname(client_now(world, client)));
    assert_int_equal(count_migrations(world, world->studio), 1);
}

static void
r_cli_05_r_stu_01_only_a_studio_with_an_account_links(void **state)
{
    struct world *world = *state;
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    ct_id client = operational_client(world);
    assert_ok(world, unlink_client(world, world->studio, client));
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    const ct_id other = ct_studio_id(keep_studio(world, studio));
    assert_refused(world, "R-STU-01",
                   link_client(world, other, account_email(world, client), NULL, NULL));
}

/* Two clients with one login. */
static void
share_login(struct world *world, ct_id clients[2])
{
    (void)buy(world, 2026, 2);
    for (int i = 0; i < 2; i++) {
        ct_migration_answer *answer = NULL;
        clients[i] = add_client(world, i ? "Beta" : "Alfa");
        ct_migration_request request = migration_request(world, clients[i]);
        request.email = "insieme@mail.example.it";
        request.flags = CT_MIGRATION_SHARE_LOGIN;
        assert_ok(world, ct_migration_run(world->context, &request, NULL, &answer));
        assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE);
        keep_migration_answer(world, answer);
        assert_ok(world, unlink_client(world, world->studio, clients[i]));
    }
}

static void
r_cli_05_a_code_tells_accounts_with_one_email_apart(void **state)
{
    struct world *world = *state;
    static const char email[] = "insieme@mail.example.it";
    ct_id clients[2], found;
    share_login(world, clients);
    const char *code = ct_client_vat_number(client_now(world, clients[1]));
    assert_refused(world, "R-CLI-05", link_client(world, world->studio, email, NULL, NULL));
    assert_refused(world, "R-CLI-05", link_client(world, world->studio, email, "rubbish", NULL));
    assert_refused(world, "R-CLI-05",
                   link_client(world, world->studio, email, new_vat_number(world), NULL));
    assert_ok(world, link_client(world, world->studio, email, code, &found));
    assert_id_equal(found, clients[1]);
    /* Now only one of them is unlinked. */
    assert_ok(world, link_client(world, other_studio(world), email, NULL, &found));
    assert_id_equal(found, clients[0]);
}

static void
r_elig_11_a_migration_that_is_not_provisioned_bars_unlinking(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    ct_id migration = select_client(world, client);
    assert_refused(world, "R-ELIG-11", unlink_client(world, world->studio, client));
    assert_ok(world, authorise(world, migration, NULL));
    assert_refused(world, "R-ELIG-11", unlink_client(world, world->studio, client));
    assert_ok(world, ct_migration_provision(world->context, migration, NULL, NULL));
    assert_ok(world, unlink_client(world, world->studio, client));
}

static void
r_cli_05_nobody_unlinks_anothers_client(void **state)
{
    struct world *world = *state;
    static const ct_id nobody = {{0xEE}};
    ct_id client = add_client(world, "Alfa");
    ct_id other = other_studio(world);
    const char *before = dump(world);
    assert_status(world, CT_ERR_NOT_FOUND, unlink_client(world, other, client));
    assert_status(world, CT_ERR_NOT_FOUND, unlink_client(world, nobody, client));
    assert_status(world, CT_ERR_NOT_FOUND, unlink_client(world, world->studio, nobody));
    assert_unchanged(world, before);
}

static void
r_cli_01_05_a_company_without_account_is_taken_over_by_registering_it(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id other = other_studio(world);
    ct_id client = register_client(world, &request);
    ct_client *answer = NULL;
    request.studio = other;
    assert_refused(world, "R-CLI-01",
                   ct_client_register(world->context, &request, NULL, &answer));
    assert_ok(world, unlink_client(world, world->studio, client));
    request.name = "Alfa S.r.l.";
    pass_time(world, 1);
    const ct_id again = register_client(world, &request);
    const ct_id owner = ct_client_studio_id(client_now(world, client));
    assert_id_equal(again, client);
    assert_id_equal(owner, other);
    assert_string_equal(ct_client_name(client_now(world, client)), "Alfa S.r.l.");
    assert_int_equal(ct_event_kind_of(last_event(world, other)), CT_EVENT_CLIENT_LINKED);
    request.studio = world->studio;
    assert_refused(world, "R-CLI-01",
                   ct_client_register(world->context, &request, NULL, &answer));
}

static void
r_cli_05_a_company_with_an_account_is_not_taken_over_by_registering_it(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_client *answer = NULL;
    ct_client_answers *answers = NULL;
    const ct_client_request *const requests[] = {&request};
    ct_id client = register_client(world, &request);
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    assert_ok(world, unlink_client(world, world->studio, client));
    request.studio = other_studio(world);
    assert_refused(world, "R-CLI-05",
                   ct_client_register(world->context, &request, NULL, &answer));
    assert_ok(world, ct_client_register_many(world->context, requests, 1, NULL, &answers));
    keep_client_answers(world, answers);
    assert_int_equal(ct_client_answers_status(answers, 0), CT_CLIENT_REFUSED);
    assert_string_equal(rules_of(ct_client_answers_reasons(answers, 0)), "R-CLI-05");
}

/* The new studio's coupons renew it, and the old studio's do not. */
static void
r_cli_05_r_elig_11_the_new_studio_renews(void **state)
{
    struct world *world = *state;
    ct_id own = world->studio, other = other_studio(world);
    ct_id client = operational_client(world);
    (void)buy(world, 2027, 1);
    assert_ok(world, unlink_client(world, own, client));
    assert_ok(world, link_client(world, other, account_email(world, client), NULL, NULL));
    world->studio = other;
    (void)buy(world, 2027, 1);
    for (int i = 0; i < 2; i++) {
        ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
        ct_eligibility *eligibility = NULL;
        request.studio = i ? other : own;
        request.client = client;
        assert_ok(world, ct_eligibility_check(world->context, &request, &eligibility));
        keep_eligibility(world, eligibility);
        assert_int_equal(ct_eligibility_action(eligibility),
                         i ? CT_ELIGIBLE_RENEW : CT_ELIGIBLE_NO);
    }
}

static void
r_aud_01_the_events_tell_whose_it_was_when(void **state)
{
    struct world *world = *state;
    ct_id other = other_studio(world);
    ct_id client = operational_client(world);
    static const int days[] = {2, 3, 4};
    const ct_id owners[] = {world->studio, no_id, other};
    set_today(world, 2026, 9, 3);
    assert_ok(world, unlink_client(world, world->studio, client));
    set_today(world, 2026, 9, 4);
    assert_ok(world, link_client(world, other, account_email(world, client), NULL, NULL));
    for (size_t i = 0; i < COUNT(days); i++) {
        ct_client_record *record = NULL;
        assert_ok(world, ct_client_as_of(world->context, client, date_of(2026, 9, days[i]),
                                         &record));
        const ct_id owner = ct_client_record_studio_id(keep_client_record(world, record));
        assert_id_equal(owner, owners[i]);
    }
}

static void
check_books(struct world *world)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    ct_check_report *report = NULL;
    request.limit = 1000;
    assert_ok(world, ct_check_run(world->context, &request, &report));
    keep_check_report(world, report);
    assert_null(ct_check_report_next(report));
    for (size_t i = 0; i < ct_check_report_count(report); i++)
        fail_msg("%s", ct_finding_text(ct_check_report_at(report, i), CT_LANGUAGE_ENGLISH));
}

static void
r_aud_07_the_books_are_right_at_every_step(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    assert_ok(world, unlink_client(world, world->studio, client));
    check_books(world);
    assert_ok(world, link_client(world, other_studio(world), account_email(world, client), NULL,
                                 NULL));
    check_books(world);
}

/* Its client is told of the end of its license, and its former studio is not. */
static void
r_cli_05_an_unlinked_client_ends_like_any_other(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    assert_ok(world, unlink_client(world, world->studio, client));
    size_t before = ct_event_list_count(events_of(world, world->studio, no_id));
    static const int days[][3] = {{2026, 12, 1}, {2027, 1, 1}, {2027, 12, 5}, {2028, 1, 10}};
    ct_lifecycle_report *report = NULL;
    for (size_t i = 0; i < COUNT(days); i++) {
        set_today(world, days[i][0], days[i][1], days[i][2]);
        assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, &report));
        keep_lifecycle_report(world, report);
        ct_message *message = claim(world);
        assert_true((message != NULL) == (i == 1 || i == 2));
        if (message)
            assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                                   ct_message_lease(message), NULL, NULL));
    }
    assert_int_equal(ct_lifecycle_report_erasures(report), 1);
    assert_int_equal(ct_event_list_count(events_of(world, world->studio, no_id)), before);
    check_books(world);
}

static void
r_aud_06_a_refusal_of_an_unlinked_client_is_of_no_studio(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    ct_access_request request = CT_ACCESS_REQUEST_INIT;
    ct_access_decision *decision = NULL;
    assert_ok(world, unlink_client(world, world->studio, client));
    request.actor = CT_ACCESS_CLIENT;
    request.client = client;
    request.area = CT_AREA_CASHBOOK;
    request.level = CT_LEVEL_READ;
    assert_ok(world, ct_access_check(world->context, &request, &decision));
    assert_int_equal(ct_access_decision_is_allowed(keep_access_decision(world, decision)), 0);
    ct_event_list *list = events_of(world, no_id, client);
    const ct_event *event = ct_event_list_at(list, ct_event_list_count(list) - 1);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_ACCESS_REFUSED);
    assert_true(is_none(ct_event_studio_id(event)));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cli_05_the_former_studio_loses_every_right_at_once),
        CASE(r_cli_05_events_of_afterwards_are_not_the_former_studios),
        CASE(r_cli_05_another_studio_links_it_by_the_accounts_email),
        CASE(r_cli_05_the_former_studio_can_link_it_again),
        CASE(r_cli_05_r_stu_01_only_a_studio_with_an_account_links),
        CASE(r_cli_05_a_code_tells_accounts_with_one_email_apart),
        CASE(r_elig_11_a_migration_that_is_not_provisioned_bars_unlinking),
        CASE(r_cli_05_nobody_unlinks_anothers_client),
        CASE(r_cli_01_05_a_company_without_account_is_taken_over_by_registering_it),
        CASE(r_cli_05_a_company_with_an_account_is_not_taken_over_by_registering_it),
        CASE(r_cli_05_r_elig_11_the_new_studio_renews),
        CASE(r_aud_01_the_events_tell_whose_it_was_when),
        CASE(r_aud_07_the_books_are_right_at_every_step),
        CASE(r_cli_05_an_unlinked_client_ends_like_any_other),
        CASE(r_aud_06_a_refusal_of_an_unlinked_client_is_of_no_studio),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
