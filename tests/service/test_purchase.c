/* Licenses that are bought, and trials (R-LIC-01, R-LIC-05, R-LIC-07, R-LIC-08). */
#include "fixture.h"

#define BY_CLIENT CT_LICENSE_FROM_CLIENT_PURCHASE
#define BY_STUDIO CT_LICENSE_FROM_STUDIO_PURCHASE

static ct_license_list *
licenses_of(struct world *world, ct_id client)
{
    ct_license_list *list = NULL;
    assert_ok(world, ct_license_list_get(world->context, client, &list));
    return keep_license_list(world, list);
}

static ct_license *
license_now(struct world *world, ct_id id)
{
    ct_license *license = NULL;
    assert_ok(world, ct_license_get(world->context, id, &license));
    return keep_license(world, license);
}

/* The rules that bar a conto_terzi coupon. */
static const char *
barred_by(struct world *world, ct_id client)
{
    ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    request.studio = world->studio;
    request.client = client;
    assert_ok(world, ct_eligibility_check(world->context, &request, &eligibility));
    return rules_of(ct_eligibility_reasons(keep_eligibility(world, eligibility)));
}

static ct_id
migrated(struct world *world, int year)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, year, 1);
    (void)migrate(world, client);
    return client;
}

static size_t
count_events(struct world *world, ct_id client, ct_event_kind kind)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    size_t count = 0;
    query.client = client;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++)
        count += ct_event_kind_of(ct_event_list_at(list, i)) == kind;
    return count;
}

static void
r_lic_07_a_client_buys_a_full_license_at_once(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    const ct_license *license = buy_license(world, client, BY_CLIENT, CT_PLAN_STANDARD);
    assert_int_equal(ct_license_access_of(license), CT_LICENSE_FULL);
    assert_int_equal(ct_license_source_of(license), BY_CLIENT);
    assert_true(is_none(ct_license_coupon_id(license)));
    assert_date(2026, 9, 1, ct_license_first_day(license));
    assert_date(2027, 8, 31, ct_license_last_day(license));
    assert_int_equal(ct_license_price_cents(license), 14400);
    assert_int_equal(ct_license_limit(license, CT_CATEGORY_DOCUMENTS), 100); /* R-LIC-03 */
    assert_int_equal(ct_license_limit(license, CT_CATEGORY_PRODUCTS), 500);
    assert_date(2027, 8, 31, ct_client_license_last_day(client_now(world, client)));
    assert_true(has_text(barred_by(world, client), "R-ELIG-02"));
}

static void
r_lic_08_the_old_license_keeps_its_record(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    const ct_license *old = ct_license_list_at(licenses_of(world, client), 0);
    set_today(world, 2026, 10, 1);
    const ct_license *higher = buy_license(world, client, BY_STUDIO, CT_PLAN_STANDARD);
    const ct_license *after = license_now(world, ct_license_id(old));
    assert_date(2026, 10, 1, ct_license_superseded_on(after));
    assert_date(2026, 9, 1, ct_license_first_day(after));
    assert_date(2026, 12, 31, ct_license_last_day(after));
    assert_int_equal(count_events(world, client, CT_EVENT_LICENSE_SUPERSEDED), 1);
    /* R-LIC-02: one of them is in force on each day. */
    static const struct {
        int month, day;
        bool is_higher;
    } days[] = {{9, 1, false}, {9, 30, false}, {10, 1, true}, {12, 31, true}};
    for (size_t i = 0; i < COUNT(days); i++) {
        ct_license *license = NULL;
        assert_ok(world, ct_license_in_force(world->context, client,
                                             date_of(2026, days[i].month, days[i].day), &license));
        const ct_id id = ct_license_id(keep_license(world, license));
        const ct_id expected = ct_license_id(days[i].is_higher ? higher : old);
        assert_id_equal(id, expected);
    }
    assert_true(has_text(barred_by(world, client), "R-ELIG-04"));
}

/* Neither its end is told, nor is it counted: the other one's is. */
static void
a_superseded_license_is_spoken_of_no_more(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    ct_studio_overview *overview = NULL;
    ct_lifecycle_report *report = NULL;
    ct_date last_day;
    uint64_t count = 0;
    (void)buy_license(world, client, BY_STUDIO, CT_PLAN_COMPLETE);
    assert_ok(world, ct_studio_overview_get(world->context, world->studio, &overview));
    keep_studio_overview(world, overview);
    assert_int_equal(ct_studio_overview_license_lines(overview), 1);
    assert_int_equal(ct_studio_overview_license_line(overview, 0, &last_day, NULL), CT_OK);
    assert_int_equal(ct_studio_overview_license_line(overview, 0, NULL, &count), CT_OK);
    assert_date(2027, 8, 31, last_day);
    assert_int_equal(count, 1);
    set_today(world, 2026, 12, 1);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, &report));
    keep_lifecycle_report(world, report);
    assert_int_equal(ct_lifecycle_report_reminders(report), 0);
    set_today(world, 2027, 1, 2);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, &report));
    keep_lifecycle_report(world, report);
    assert_int_equal(ct_lifecycle_report_expired_notices(report), 0);
}

static void
r_lic_08_a_higher_one_supersedes_next_year_s_too_and_loses_no_day(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    set_today(world, 2026, 11, 20);
    ct_purchase_request request = purchase_request(world, client, BY_STUDIO, CT_PLAN_STANDARD);
    ct_license *license = NULL;
    request.flags = CT_PURCHASE_AS_RENEWAL; /* full already, and yet after the present one */
    assert_ok(world, ct_license_buy(world->context, &request, NULL, &license));
    keep_license(world, license);
    assert_date(2027, 1, 1, ct_license_first_day(license));
    assert_date(2027, 12, 31, ct_license_last_day(license));
    assert_date(0, 0, 0,
                ct_license_superseded_on(ct_license_list_at(licenses_of(world, client), 0)));

    request.flags = 0;
    request.plan = CT_PLAN_COMPLETE;
    request.last_day = date_of(2027, 12, 30);
    assert_refused(world, "R-LIC-08", ct_license_buy(world->context, &request, NULL, NULL));
    request.last_day = date_of(0, 0, 0);
    assert_ok(world, ct_license_buy(world->context, &request, NULL, &license));
    keep_license(world, license);
    assert_date(2026, 11, 20, ct_license_first_day(license));
    assert_date(2027, 12, 31, ct_license_last_day(license)); /* a year would end too early */
    assert_date(2027, 12, 31, ct_client_license_last_day(client_now(world, client)));
    assert_int_equal(count_events(world, client, CT_EVENT_LICENSE_SUPERSEDED), 2);
    size_t live = 0;
    const ct_license_list *list = licenses_of(world, client);
    for (size_t i = 0; i < ct_license_list_count(list); i++)
        live += ct_license_superseded_on(ct_license_list_at(list, i)).year == 0;
    assert_int_equal(ct_license_list_count(list), 3);
    assert_int_equal(live, 1);
}

static void
r_lic_08_what_is_not_higher_starts_after_what_there_is(void **state)
{
    struct world *world = *state;
    static const struct {
        ct_plan first, second;
        bool is_at_once;
    } rows[] = {
        {CT_PLAN_PREMIUM, CT_PLAN_PREMIUM, false},
        {CT_PLAN_PREMIUM, CT_PLAN_STANDARD, false},
        {CT_PLAN_PREMIUM, CT_PLAN_COMPLETE, true},
        {CT_PLAN_STANDARD, CT_PLAN_PREMIUM, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_id client = add_client(world, "Alfa");
        (void)buy_license(world, client, BY_CLIENT, rows[i].first);
        const ct_license *second = buy_license(world, client, BY_STUDIO, rows[i].second);
        if (rows[i].is_at_once)
            assert_date(2026, 9, 1, ct_license_first_day(second));
        else
            assert_date(2027, 9, 1, ct_license_first_day(second));
        assert_int_equal(count_events(world, client, CT_EVENT_LICENSE_SUPERSEDED),
                         rows[i].is_at_once);
    }
}

static void
r_lic_08_an_upgrade_is_to_something_higher(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    ct_purchase_request request = purchase_request(world, client, BY_STUDIO, CT_PLAN_PREMIUM);
    request.flags = CT_PURCHASE_AS_UPGRADE;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    assert_refused(world, "R-LIC-08", ct_license_buy(world->context, &request, NULL, NULL));
    request.plan = CT_PLAN_STANDARD;
    assert_refused(world, "R-LIC-08", ct_license_buy(world->context, &request, NULL, NULL));
    request.plan = CT_PLAN_COMPLETE;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
}

/* Full access now for a lower plan later would be a loss: it waits. */
static void
r_lic_08_a_license_does_not_supersede_a_better_one_of_next_year(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    ct_purchase_request request = purchase_request(world, client, BY_STUDIO, CT_PLAN_COMPLETE);
    request.flags = CT_PURCHASE_AS_RENEWAL;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    const ct_license *lower = buy_license(world, client, BY_STUDIO, CT_PLAN_STANDARD);
    assert_date(2028, 1, 1, ct_license_first_day(lower));
}

static void
r_lic_05_a_purchase_after_the_license_has_lapsed_starts_today(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, 2026);
    set_today(world, 2027, 2, 10);
    const ct_license *license = buy_license(world, client, BY_CLIENT, CT_PLAN_PREMIUM);
    assert_date(2027, 2, 10, ct_license_first_day(license));
    assert_date(2028, 2, 9, ct_license_last_day(license));
    assert_int_equal(count_events(world, client, CT_EVENT_LICENSE_SUPERSEDED), 0);
}

static void
r_lic_05_no_license_ends_before_it_begins(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_purchase_request request = purchase_request(world, client, BY_CLIENT, CT_PLAN_STANDARD);
    request.last_day = date_of(2026, 8, 31);
    assert_refused(world, "R-LIC-05", ct_license_buy(world->context, &request, NULL, NULL));
    request.last_day = date_of(2026, 9, 1);
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    request.last_day = date_of(2026, 9, 1); /* the next one would begin on the second */
    assert_refused(world, "R-LIC-05", ct_license_buy(world->context, &request, NULL, NULL));
}

static void
r_lic_07_three_plans_are_offered_or_those_of_the_policy(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_purchase_request request = purchase_request(world, client, BY_CLIENT, 0);
    static const bool offered[] = {[CT_PLAN_STANDARD] = true, [CT_PLAN_PREMIUM] = true,
                                   [CT_PLAN_COMPLETE] = true};
    for (ct_plan plan = CT_PLAN_TRIAL; plan <= CT_PLAN_COMPLETE; plan++) {
        request.plan = plan;
        if (offered[plan])
            assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
        else
            assert_refused(world, "R-LIC-07",
                           ct_license_buy(world->context, &request, NULL, NULL));
    }
    reopen(world, "plans_offered", "premium_plus");
    request.plan = CT_PLAN_STANDARD;
    assert_refused(world, "R-LIC-07", ct_license_buy(world->context, &request, NULL, NULL));
    request.plan = CT_PLAN_PREMIUM_PLUS;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
}

static void
the_price_is_the_list_s_or_what_was_agreed(void **state)
{
    struct world *world = *state;
    ct_purchase_request request = purchase_request(world, add_client(world, "Alfa"), BY_STUDIO,
                                                   CT_PLAN_COMPLETE);
    ct_license *license = NULL;
    static const struct {
        int64_t given;
        uint32_t flags;
        int64_t price;
    } rows[] = {{0, 0, 61200}, {45000, 0, 45000}, {0, CT_PURCHASE_FREE, 0}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        request.price_cents = rows[i].given;
        request.flags = rows[i].flags;
        assert_ok(world, ct_license_buy(world->context, &request, NULL, &license));
        assert_int_equal(ct_license_price_cents(keep_license(world, license)), rows[i].price);
    }
    request.price_cents = 1;
    assert_invalid(world, "price_cents", ct_license_buy(world->context, &request, NULL, NULL));
    request.flags = 0;
    request.price_cents = -1;
    assert_invalid(world, "price_cents", ct_license_buy(world->context, &request, NULL, NULL));
}

static void
a_purchase_makes_an_account_that_asks_for_nothing(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_purchase_request request = purchase_request(world, client, BY_CLIENT, CT_PLAN_STANDARD);
    request.email = "Capo@Alfa.example";
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, client, &account));
    assert_string_equal(ct_account_email(account), "capo@alfa.example");
    assert_int_equal(ct_account_need_password_change(account), 0);
    assert_int_equal(ct_account_need_setup(account), 0);
    assert_date(2026, 9, 1, ct_account_created_on(account));
    ct_account_free(account);
    /* R-OUT-02 */
    const ct_message *message = claim(world);
    assert_int_equal(ct_message_kind_of(message), CT_MESSAGE_LICENSE_ACTIVATED);
    assert_string_equal(ct_message_recipient(message), "capo@alfa.example");
    assert_true(has_text(ct_message_text(message), "31/08/2027"));
    assert_null(claim(world));
    /* It has one now, and keeps it. */
    request.email = "altro@alfa.example";
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    assert_ok(world, ct_account_get(world->context, client, &account));
    assert_string_equal(ct_account_email(account), "capo@alfa.example");
    ct_account_free(account);
}

static void
r_mig_09_the_login_of_a_purchase_is_one_s_own(void **state)
{
    struct world *world = *state;
    (void)buy_license(world, add_client(world, "Alfa"), BY_CLIENT, CT_PLAN_STANDARD);
    ct_purchase_request request = purchase_request(world, add_client(world, "Beta"), BY_CLIENT,
                                                   CT_PLAN_STANDARD);
    const ct_message *message = claim(world);
    request.email = ct_message_recipient(message);
    assert_refused(world, "R-MIG-09", ct_license_buy(world->context, &request, NULL, NULL));
    request.email = "beta@pec.it";
    assert_refused(world, "R-STU-03", ct_license_buy(world->context, &request, NULL, NULL));
    request.email = ct_message_recipient(message);
    request.flags = CT_PURCHASE_SHARE_LOGIN;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
}

static void
r_elig_11_a_studio_buys_for_its_own_clients(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_purchase_request request = purchase_request(world, client, BY_STUDIO, CT_PLAN_STANDARD);
    request.studio = add_studio(world);
    assert_refused(world, "R-ELIG-11", ct_license_buy(world->context, &request, NULL, NULL));
    request.email = "mine@pec.it";
    assert_refused(world, "R-ELIG-11 R-STU-03",
                   ct_license_buy(world->context, &request, NULL, NULL));
    request.email = NULL;
    request.client = world->studio; /* nobody's */
    assert_refused(world, "R-ELIG-11", ct_license_buy(world->context, &request, NULL, NULL));
    request.studio = client;
    assert_status(world, CT_ERR_NOT_FOUND, ct_license_buy(world->context, &request, NULL, NULL));
    ct_studio *closed = NULL;
    const ct_studio_request studio = studio_request(world);
    assert_ok(world, ct_studio_add(world->context, &studio, NULL, &closed));
    world->studio = ct_studio_id(keep_studio(world, closed));
    request = purchase_request(world, add_client(world, "Beta"), BY_STUDIO, CT_PLAN_STANDARD);
    assert_refused(world, "R-STU-01", ct_license_buy(world->context, &request, NULL, NULL));
    (void)buy_license(world, request.client, BY_CLIENT, CT_PLAN_STANDARD);
}

static void
r_elig_11_not_while_a_migration_is_about_to_make_the_account(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    ct_id migration = select_client(world, client);
    ct_purchase_request request = purchase_request(world, client, BY_CLIENT, CT_PLAN_STANDARD);
    ct_trial_request trial = CT_TRIAL_REQUEST_INIT;
    trial.client = client;
    assert_refused(world, "R-ELIG-11", ct_license_buy(world->context, &request, NULL, NULL));
    assert_refused(world, "R-ELIG-11",
                   ct_license_start_trial(world->context, &trial, NULL, NULL));
    assert_ok(world, authorise(world, migration, NULL));
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_IN_MIGRATION);
}

static void
r_elig_05_a_trial_is_taken_on(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    const ct_license *trial = start_trial(world, client);
    assert_int_equal(ct_license_source_of(trial), CT_LICENSE_FROM_TRIAL);
    assert_int_equal(ct_license_plan(trial), CT_PLAN_TRIAL);
    assert_date(2026, 9, 1, ct_license_first_day(trial));
    assert_date(2026, 9, 30, ct_license_last_day(trial));
    assert_int_equal(ct_license_price_cents(trial), 0);
    assert_int_equal(ct_license_limit(trial, CT_CATEGORY_DOCUMENTS), 100);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_MIGRATABLE);

    set_today(world, 2026, 9, 5);
    (void)buy(world, 2026, 1);
    const ct_migration_answer *answer = migrate(world, client);
    assert_date(2026, 9, 5, ct_migration_answer_first_day(answer));
    assert_date(2026, 9, 5,
                ct_license_superseded_on(license_now(world, ct_license_id(trial))));
    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, client, &account));
    assert_date(2026, 9, 1, ct_account_created_on(account));
    assert_int_equal(ct_account_need_password_change(account), 1);
    ct_account_free(account);
}

static void
r_elig_05_a_purchase_takes_a_trial_s_place_though_it_ends_earlier(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)start_trial(world, client);
    ct_purchase_request request = purchase_request(world, client, BY_CLIENT, CT_PLAN_STANDARD);
    ct_license *license = NULL;
    request.last_day = date_of(2026, 9, 10);
    assert_ok(world, ct_license_buy(world->context, &request, NULL, &license));
    assert_date(2026, 9, 1, ct_license_first_day(keep_license(world, license)));
    assert_date(2026, 9, 10, ct_client_license_last_day(client_now(world, client)));
}

static void
r_lic_01_a_trial_is_for_who_never_had_a_license(void **state)
{
    struct world *world = *state;
    ct_trial_request request = CT_TRIAL_REQUEST_INIT;
    request.client = add_client(world, "Alfa");
    (void)start_trial(world, request.client);
    assert_refused(world, "R-LIC-01",
                   ct_license_start_trial(world->context, &request, NULL, NULL));
    request.client = migrated(world, 2026);
    assert_refused(world, "R-LIC-01",
                   ct_license_start_trial(world->context, &request, NULL, NULL));
    set_today(world, 2027, 6, 1);
    assert_refused(world, "R-LIC-01",
                   ct_license_start_trial(world->context, &request, NULL, NULL));
}

static void
trials_last_as_long_as_the_policy_says(void **state)
{
    struct world *world = *state;
    reopen(world, "trial_days", "1");
    const ct_license *trial = start_trial(world, add_client(world, "Alfa"));
    assert_date(2026, 9, 1, ct_license_last_day(trial));
}

static void
purchases_ask_for_what_they_need(void **state)
{
    struct world *world = *state;
    const ct_purchase_request good = purchase_request(world, add_client(world, "Alfa"), BY_CLIENT,
                                                      CT_PLAN_STANDARD);
    ct_purchase_request request = good;
    const char *before = dump(world);
#define ASSERT_INVALID(field) \
    assert_invalid(world, field, ct_license_buy(world->context, &request, NULL, NULL)); \
    request = good
    request.client = no_id;
    ASSERT_INVALID("client");
    request.buyer = CT_LICENSE_FROM_TRIAL;
    ASSERT_INVALID("buyer");
    request.buyer = BY_STUDIO;
    ASSERT_INVALID("studio");
    request.studio = world->studio;
    ASSERT_INVALID("studio");
    request.plan = 6;
    ASSERT_INVALID("plan");
    request.flags = 16;
    ASSERT_INVALID("flags");
    request.last_day = date_of(2026, 2, 30);
    ASSERT_INVALID("last_day");
    request.last_day = date_of(2047, 1, 1);
    ASSERT_INVALID("last_day");
    request.email = "a\xFF@b.it";
    ASSERT_INVALID("email");
    request.client = world->studio;
    assert_status(world, CT_ERR_NOT_FOUND, ct_license_buy(world->context, &request, NULL, NULL));
    ct_trial_request trial = CT_TRIAL_REQUEST_INIT;
    assert_invalid(world, "client", ct_license_start_trial(world->context, &trial, NULL, NULL));
    trial.client = good.client;
    trial.flags = CT_PURCHASE_AS_RENEWAL;
    assert_invalid(world, "flags", ct_license_start_trial(world->context, &trial, NULL, NULL));
    trial.flags = 0;
    trial.reserved = 1;
    assert_invalid(world, "reserved", ct_license_start_trial(world->context, &trial, NULL, NULL));
    assert_unchanged(world, before);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_lic_07_a_client_buys_a_full_license_at_once),
        CASE(r_lic_08_the_old_license_keeps_its_record),
        CASE(a_superseded_license_is_spoken_of_no_more),
        CASE(r_lic_08_a_higher_one_supersedes_next_year_s_too_and_loses_no_day),
        CASE(r_lic_08_what_is_not_higher_starts_after_what_there_is),
        CASE(r_lic_08_an_upgrade_is_to_something_higher),
        CASE(r_lic_08_a_license_does_not_supersede_a_better_one_of_next_year),
        CASE(r_lic_05_a_purchase_after_the_license_has_lapsed_starts_today),
        CASE(r_lic_05_no_license_ends_before_it_begins),
        CASE(r_lic_07_three_plans_are_offered_or_those_of_the_policy),
        CASE(the_price_is_the_list_s_or_what_was_agreed),
        CASE(a_purchase_makes_an_account_that_asks_for_nothing),
        CASE(r_mig_09_the_login_of_a_purchase_is_one_s_own),
        CASE(r_elig_11_a_studio_buys_for_its_own_clients),
        CASE(r_elig_11_not_while_a_migration_is_about_to_make_the_account),
        CASE(r_elig_05_a_trial_is_taken_on),
        CASE(r_elig_05_a_purchase_takes_a_trial_s_place_though_it_ends_earlier),
        CASE(r_lic_01_a_trial_is_for_who_never_had_a_license),
        CASE(trials_last_as_long_as_the_policy_says),
        CASE(purchases_ask_for_what_they_need),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
