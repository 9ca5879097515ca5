/* Who may do what on a client's account (section 9). */
#include "fixture.h"

#include <string.h>

static ct_access_request
request_of(struct world *world, ct_access_actor actor, ct_id client, ct_access_area area,
           ct_access_level level)
{
    ct_access_request request = CT_ACCESS_REQUEST_INIT;
    request.studio = actor == CT_ACCESS_STUDIO ? world->studio : no_id;
    request.client = client;
    request.actor = actor;
    request.area = area;
    request.level = level;
    return request;
}

static ct_access_decision *
decide(struct world *world, const ct_access_request *request)
{
    ct_access_decision *decision = NULL;
    assert_ok(world, ct_access_check(world->context, request, &decision));
    assert_non_null(decision);
    keep_access_decision(world, decision);
    if (ct_access_decision_is_allowed(decision)) {
        assert_int_equal(ct_reasons_count(ct_access_decision_reasons(decision)), 0);
    } else {
        assert_string_equal(ct_access_decision_rule(decision),
                            ct_reasons_rule(ct_access_decision_reasons(decision), 0));
        assert_string_equal(ct_access_decision_text(decision, 0),
                            ct_reasons_text(ct_access_decision_reasons(decision), 0, 0));
    }
    return decision;
}

/* "yes R-ACC-01", or "no" and all the rules. */
static void
check_decision(struct world *world, ct_access_actor actor, ct_id client, ct_access_area area,
               ct_access_level level, const char *expected, int line)
{
    const ct_access_request request = request_of(world, actor, client, area, level);
    ct_access_decision *decision = decide(world, &request);
    bool is_allowed = strncmp(expected, "yes ", 4) == 0;
    const char *rules = is_allowed ? ct_access_decision_rule(decision)
                                   : rules_of(ct_access_decision_reasons(decision));
    if (ct_access_decision_is_allowed(decision) != is_allowed ||
        strcmp(rules, strchr(expected, ' ') + 1) != 0)
        fail_msg("line %d: %s %s instead of %s", line,
                 ct_access_decision_is_allowed(decision) ? "yes" : "no", rules, expected);
}
#define assert_client(area, level, expected)                                                   \
    check_decision(world, CT_ACCESS_CLIENT, client, CT_AREA_##area, CT_LEVEL_##level, expected, \
                   __LINE__)
#define assert_studio(area, level, expected)                                                   \
    check_decision(world, CT_ACCESS_STUDIO, client, CT_AREA_##area, CT_LEVEL_##level, expected, \
                   __LINE__)

static ct_id
operational_client(struct world *world)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    return client;
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
last_event(struct world *world, ct_id studio, ct_id client)
{
    ct_event_list *list = events_of(world, studio, client);
    return ct_event_list_at(list, ct_event_list_count(list) - 1);
}

static void
r_acc_01_02_05_07_along_a_migration(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    assert_client(LOGIN, READ, "no R-ACC-06");
    assert_client(LICENSE_PURCHASE, WRITE, "no R-ACC-06");
    assert_studio(INVOICES, READ, "no R-ACC-02 R-MIG-08");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    assert_client(LOGIN, WRITE, "yes R-ACC-07");
    assert_client(INVOICES, READ, "no R-ACC-07");
    assert_client(EXPORT, READ, "no R-ACC-07");
    assert_studio(INVOICES, READ, "no R-ACC-02 R-MIG-08");
    make_logged_in(world, client);
    assert_client(INVOICES, READ, "yes R-ACC-01");
    assert_studio(INVOICES, READ, "no R-ACC-02 R-MIG-08");
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
    assert_client(LOGIN, READ, "yes R-ACC-01");
    assert_client(INVOICES, READ, "yes R-ACC-01");
    assert_client(INVOICES, WRITE, "no R-ACC-01");
    assert_client(SETTINGS, WRITE, "yes R-ACC-01");
    assert_client(EXPORT, WRITE, "yes R-ACC-01");
    assert_client(LICENSE_PURCHASE, WRITE, "yes R-LIC-07");
    assert_client(CASHBOOK, READ, "no R-ACC-01");
    assert_studio(INVOICES, WRITE, "yes R-ACC-02");
    assert_studio(CASHBOOK, WRITE, "yes R-ACC-02");
    assert_studio(LOGIN, READ, "yes R-ACC-05");
}

static void
r_acc_04_r_lic_06_after_the_last_day(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    set_today(world, 2026, 12, 31);
    assert_studio(INVOICES, WRITE, "yes R-ACC-02");
    assert_client(INVOICES, READ, "yes R-ACC-01");
    set_today(world, 2027, 1, 1);
    assert_client(LOGIN, READ, "yes R-ACC-04");
    assert_client(INVOICES, READ, "no R-ACC-04 R-LIC-06");
    assert_client(EXPORT, WRITE, "yes R-ACC-04");
    assert_client(LICENSE_PURCHASE, WRITE, "yes R-ACC-04");
    assert_studio(LOGIN, READ, "no R-ACC-04 R-LIC-06");
    assert_studio(INVOICES, READ, "no R-ACC-04 R-LIC-06");
    assert_studio(EXPORT, WRITE, "yes R-ACC-04");
    assert_studio(LICENSE_PURCHASE, WRITE, "yes R-ACC-04");
    set_today(world, 2028, 1, 1); /* the backup months are over, but nobody has erased anything */
    assert_client(EXPORT, WRITE, "yes R-ACC-04");
    assert_client(INVOICES, READ, "no R-ACC-04 R-LIC-06");
    const ct_access_request request =
        request_of(world, CT_ACCESS_STUDIO, client, CT_AREA_INVOICES, CT_LEVEL_READ);
    const ct_reasons *reasons = ct_access_decision_reasons(decide(world, &request));
    assert_true(has_text(ct_reasons_text(reasons, 1, CT_LANGUAGE_ENGLISH), "2026-12-31"));
    assert_true(has_text(ct_reasons_text(reasons, 1, CT_LANGUAGE_ENGLISH), "after 2027-12-31"));
}

static void
r_acc_03_a_client_that_bought_a_full_license_may_do_everything(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    assert_client(INVOICES, WRITE, "no R-ACC-01");
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_PREMIUM);
    assert_client(INVOICES, WRITE, "yes R-ACC-03");
    assert_client(CASHBOOK, WRITE, "yes R-ACC-03");
    assert_client(LOGIN, READ, "yes R-ACC-03");
    assert_studio(INVOICES, WRITE, "yes R-ACC-02"); /* as before */
}

/* Nobody migrated it, and it waits for no first login. */
static void
r_acc_03_a_client_that_bought_without_a_migration(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    assert_client(INVOICES, WRITE, "yes R-ACC-03");
    assert_studio(INVOICES, READ, "no R-ACC-02 R-MIG-08");
}

static void
r_acc_03_a_trial_is_a_full_license(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_trial_request request = CT_TRIAL_REQUEST_INIT;
    request.client = client;
    assert_ok(world, ct_license_start_trial(world->context, &request, NULL, NULL));
    assert_client(INVOICES, WRITE, "yes R-ACC-03");
}

/* Expired on 1 January 2027, told in December, erased in January 2028. */
static void
live_until_erased(struct world *world)
{
    ct_lifecycle_report *report = NULL;
    static const int days[][3] = {{2027, 1, 1}, {2027, 12, 5}, {2028, 1, 10}};
    for (size_t i = 0; i < COUNT(days); i++) {
        set_today(world, days[i][0], days[i][1], days[i][2]);
        assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, &report));
        keep_lifecycle_report(world, report);
    }
    assert_int_equal(ct_lifecycle_report_erasures(report), 1);
}

static void
r_acc_04_nothing_is_left_of_what_was_erased(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    live_until_erased(world);
    assert_client(LOGIN, READ, "no R-ACC-04");
    assert_client(EXPORT, READ, "no R-ACC-04");
    assert_studio(EXPORT, READ, "no R-ACC-04");
}

/* Whoever registers it again has not migrated the account that the company then buys. */
static void
r_mig_08_a_migration_does_not_outlive_an_erasure(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Alfa");
    ct_id client = register_client(world, &request);
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    live_until_erased(world);
    world->studio = request.studio = add_studio(world);
    client = register_client(world, &request);
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    assert_client(INVOICES, WRITE, "yes R-ACC-03");
    assert_studio(INVOICES, READ, "no R-ACC-02 R-MIG-08");
    assert_refused(world, "R-MIG-08",
                   ct_migration_check_operation(world->context, world->studio, client));
}

static void
r_mig_08_a_migration_outlives_a_gap_between_licenses(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    set_today(world, 2027, 6, 1);
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    assert_studio(INVOICES, WRITE, "yes R-ACC-02");
}

static void
r_acc_07_only_the_first_login_before_it(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    for (ct_access_area area = CT_AREA_SITUATION; area <= CT_AREA_LICENSE_PURCHASE; area++) {
        const ct_access_request request =
            request_of(world, CT_ACCESS_CLIENT, client, area, CT_LEVEL_READ);
        assert_int_equal(ct_access_decision_is_allowed(decide(world, &request)),
                         area == CT_AREA_LOGIN);
    }
    make_logged_in(world, client); /* and need not wait for the configuration */
    assert_client(INVOICES, READ, "yes R-ACC-01");
}

static void
r_acc_06_what_is_unknown_is_an_answer_and_no_error(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    static const int32_t wild[] = {INT32_MIN, -1, 0, 99, INT32_MAX};
    for (size_t i = 0; i < COUNT(wild); i++) {
        ct_access_request request =
            request_of(world, CT_ACCESS_STUDIO, client, CT_AREA_INVOICES, CT_LEVEL_READ);
        request.actor = wild[i];
        assert_string_equal(rules_of(ct_access_decision_reasons(decide(world, &request))),
                            "R-ACC-06 R-ACC-06");
        request.area = wild[i];
        request.level = wild[i];
        ct_access_decision *decision = decide(world, &request);
        assert_int_equal(ct_access_decision_level(decision), CT_LEVEL_NONE);
        assert_int_equal(ct_reasons_count(ct_access_decision_reasons(decision)), 4);
        assert_string_equal(ct_reasons_field(ct_access_decision_reasons(decision), 2), "area");
    }
    assert_studio(ISSUED_DOCUMENTS, NONE, "no R-ACC-06 R-ACC-06");
    assert_studio(ISSUED_DOCUMENTS, DETAILED, "no R-ACC-06 R-ACC-06");
    const ct_event *event = last_event(world, world->studio, client);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_ACCESS_REFUSED);
    assert_int_equal(ct_event_level(event), CT_LEVEL_DETAILED);
    assert_string_equal(ct_event_rules(event), "R-ACC-06");
}

static void
r_acc_02_another_studio_learns_nothing(void **state)
{
    struct world *world = *state;
    static const ct_id nobody = {{0xEE}};
    ct_id own = world->studio;
    ct_id client = operational_client(world);
    world->studio = add_studio(world);
    size_t before = ct_event_list_count(events_of(world, no_id, client));
    assert_studio(INVOICES, READ, "no R-ACC-02 R-ELIG-11");
    const ct_event *event = last_event(world, world->studio, no_id);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_ACCESS_REFUSED);
    assert_true(is_none(ct_event_client_id(event)));
    assert_int_equal(ct_event_list_count(events_of(world, no_id, client)), before);
    client = nobody; /* as if it were another studio's */
    assert_studio(INVOICES, READ, "no R-ACC-02 R-ELIG-11");
    assert_client(INVOICES, READ, "no R-ACC-06");
    assert_status(world, CT_ERR_REFUSED,
                  ct_client_open(world->context, world->studio, nobody, NULL, NULL));
    world->studio = nobody;
    ct_access_decision *decision = NULL;
    const ct_access_request request =
        request_of(world, CT_ACCESS_STUDIO, client, CT_AREA_INVOICES, CT_LEVEL_READ);
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_access_check(world->context, &request, &decision));
    assert_null(decision);
    world->studio = own;
}

static void
r_acc_02_r_stu_01_a_studio_without_account(void **state)
{
    struct world *world = *state;
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    world->studio = ct_studio_id(keep_studio(world, studio));
    ct_id client = add_client(world, "Alfa");
    assert_studio(INVOICES, READ, "no R-ACC-02 R-STU-01 R-MIG-08");
}

static void
decides_for_another_day_by_the_licenses_of_that_day(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    const char *before = dump(world);
    static const struct {
        ct_date day;
        const char *rules;
    } rows[] = {
        {{2026, 3, 1}, "R-ACC-02 R-MIG-08"},
        {{2026, 12, 31}, ""},
        {{2027, 1, 1}, "R-ACC-04 R-LIC-06"},
    };
    ct_client *now = client_now(world, client);
    assert_date(2026, 12, 31, ct_client_license_last_day(now));
    ct_access_request request =
        request_of(world, CT_ACCESS_STUDIO, client, CT_AREA_INVOICES, CT_LEVEL_WRITE);
    for (size_t i = 0; i < COUNT(rows); i++) {
        request.day = rows[i].day;
        if (strcmp(rules_of(ct_access_decision_reasons(decide(world, &request))),
                   rows[i].rules) != 0)
            fail_msg("row %zu", i);
    }
    assert_unchanged(world, before); /* R-AUD-06: a question about another day is no refusal */
    ct_access_decision *decision = NULL;
    request.day = date_of(2026, 2, 30);
    assert_invalid(world, "day", ct_access_check(world->context, &request, &decision));
}

static void
r_aud_06_a_refusal_is_an_event_unless_the_policy_or_a_preview_forbids(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    assert_client(INVOICES, WRITE, "no R-ACC-01");
    const ct_event *event = last_event(world, no_id, client);
    const ct_id studio = ct_event_studio_id(event);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_ACCESS_REFUSED);
    assert_int_equal(ct_event_area(event), CT_AREA_INVOICES);
    assert_int_equal(ct_event_level(event), CT_LEVEL_WRITE);
    assert_string_equal(ct_event_rules(event), "R-ACC-01");
    assert_id_equal(studio, world->studio);

    const char *before = dump(world);
    assert_client(INVOICES, READ, "yes R-ACC-01");
    assert_unchanged(world, before);
    assert_ok(world, ct_preview_begin(world->context));
    assert_client(INVOICES, WRITE, "no R-ACC-01");
    ct_preview_end(world->context);
    assert_unchanged(world, before);
    reopen(world, "refusals_recorded", "no");
    assert_client(INVOICES, WRITE, "no R-ACC-01");
    assert_unchanged(world, before);
}

static void
r_acc_05_opening_an_account_is_recorded(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_client *opened = NULL;
    (void)buy(world, 2026, 1);
    assert_refused(world, "R-ACC-02 R-MIG-08",
                   ct_client_open(world->context, world->studio, client, NULL, &opened));
    const ct_event *event = last_event(world, world->studio, client);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_ACCESS_REFUSED);
    assert_int_equal(ct_event_area(event), CT_AREA_LOGIN);
    assert_string_equal(ct_event_rules(event), "R-ACC-02 R-MIG-08");
    make_operational(world, client);
    for (int i = 0; i < 2; i++) {
        size_t before = ct_event_list_count(events_of(world, no_id, client));
        assert_ok(world, ct_client_open(world->context, world->studio, client, NULL, &opened));
        const ct_id id = ct_client_id(keep_client(world, opened));
        assert_id_equal(id, client);
        assert_int_equal(ct_event_list_count(events_of(world, no_id, client)), before + 1);
        event = last_event(world, world->studio, client);
        assert_int_equal(ct_event_kind_of(event), CT_EVENT_CLIENT_OPENED);
    }
    set_today(world, 2027, 1, 1);
    assert_refused(world, "R-ACC-04 R-LIC-06",
                   ct_client_open(world->context, world->studio, client, NULL, &opened));
}

static void
says_the_rule_in_both_languages_also_when_it_allows(void **state)
{
    struct world *world = *state;
    ct_id client = operational_client(world);
    const ct_access_request request =
        request_of(world, CT_ACCESS_STUDIO, client, CT_AREA_INVOICES, CT_LEVEL_WRITE);
    ct_access_decision *decision = decide(world, &request);
    assert_true(has_text(ct_access_decision_text(decision, CT_LANGUAGE_ITALIAN), "Lo studio"));
    assert_true(has_text(ct_access_decision_text(decision, CT_LANGUAGE_ENGLISH), "The studio"));
    assert_int_equal(ct_access_decision_level(decision), CT_LEVEL_WRITE);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_acc_01_02_05_07_along_a_migration),
        CASE(r_acc_04_r_lic_06_after_the_last_day),
        CASE(r_acc_03_a_client_that_bought_a_full_license_may_do_everything),
        CASE(r_acc_03_a_client_that_bought_without_a_migration),
        CASE(r_acc_03_a_trial_is_a_full_license),
        CASE(r_acc_04_nothing_is_left_of_what_was_erased),
        CASE(r_mig_08_a_migration_does_not_outlive_an_erasure),
        CASE(r_mig_08_a_migration_outlives_a_gap_between_licenses),
        CASE(r_acc_07_only_the_first_login_before_it),
        CASE(r_acc_06_what_is_unknown_is_an_answer_and_no_error),
        CASE(r_acc_02_another_studio_learns_nothing),
        CASE(r_acc_02_r_stu_01_a_studio_without_account),
        CASE(decides_for_another_day_by_the_licenses_of_that_day),
        CASE(r_aud_06_a_refusal_is_an_event_unless_the_policy_or_a_preview_forbids),
        CASE(r_acc_05_opening_an_account_is_recorded),
        CASE(says_the_rule_in_both_languages_also_when_it_allows),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
