/* Renewing clients in bulk, the ways to renew one, and the plan (R-REN-03, R-REN-05, R-REN-06). */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#define TERZI CT_COUPON_CONTO_TERZI
#define RENEWABLE CT_COUPON_RENEWABLE
#define FLAT CT_COUPON_FLAT_RATE

enum { MANY = 8 };

static ct_id
migrated(struct world *world, const char *name)
{
    ct_id client = add_client(world, name);
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    return client;
}

static ct_renewal_bulk
bulk_of(struct world *world, const ct_id *clients, size_t count)
{
    ct_renewal_bulk bulk = CT_RENEWAL_BULK_INIT;
    bulk.studio = world->studio;
    bulk.clients = clients;
    bulk.client_count = count;
    return bulk;
}

static const ct_assignments *
renew(struct world *world, const ct_renewal_bulk *bulk)
{
    ct_assignments *answers = NULL;
    assert_ok(world, ct_renewal_run_many(world->context, bulk, NULL, &answers));
    keep_assignments(world, answers);
    assert_int_equal(ct_assignments_count(answers), bulk->client_count);
    return answers;
}

static void
assert_statuses(const ct_assignments *answers, const char *expected)
{
    char told[MANY + 1] = {0};
    for (size_t i = 0; i < ct_assignments_count(answers) && i < MANY; i++)
        told[i] = ".DRA"[ct_assignment_status_of(ct_assignments_at(answers, i))];
    assert_string_equal(told, expected);
}

static void
assert_rules(const ct_assignments *answers, size_t index, const char *rules)
{
    assert_string_equal(rules_of(ct_assignment_reasons(ct_assignments_at(answers, index))), rules);
}

static void
r_ren_03_chosen_clients_are_renewed_each_on_its_own_terms(void **state)
{
    struct world *world = *state;
    ct_id own = world->studio;
    ct_id clients[6] = {migrated(world, "Alfa"), migrated(world, "Beta"), add_client(world, "Gamma"),
                        [4] = {{7}}, [5] = migrated(world, "Zeta")};
    (void)buy_license(world, clients[1], CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    world->studio = add_studio(world);
    clients[3] = migrated(world, "Delta");
    world->studio = own;
    set_today(world, 2026, 11, 20);
    (void)buy(world, 2027, 10);
    const ct_renewal_bulk bulk = bulk_of(world, clients, COUNT(clients));
    const ct_assignments *answers = renew(world, &bulk);
    assert_statuses(answers, "DRRRRD");
    assert_null(ct_assignments_at(answers, COUNT(clients)));
    assert_rules(answers, 0, "");
    assert_true(has_text(rules_of(ct_assignment_reasons(ct_assignments_at(answers, 1))),
                         "R-ELIG-02"));
    assert_rules(answers, 2, "R-MIG-01");
    assert_rules(answers, 3, "R-ELIG-11");
    assert_rules(answers, 4, "R-ELIG-11");
    assert_null(ct_assignment_client_name(ct_assignments_at(answers, 3)));
    assert_string_equal(ct_assignment_client_name(ct_assignments_at(answers, 5)), "Zeta");
    assert_date(2027, 1, 1, ct_assignment_first_day(ct_assignments_at(answers, 0)));
    assert_date(2027, 12, 31, ct_assignment_last_day(ct_assignments_at(answers, 0)));
    assert_int_equal(ct_assignment_action(ct_assignments_at(answers, 0)), CT_ELIGIBLE_RENEW);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 8);
}

static void
r_ren_03_run_again_nothing_is_done_twice(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa"), migrated(world, "Beta")};
    (void)buy(world, 2027, 3);
    ct_renewal_bulk bulk = bulk_of(world, clients, COUNT(clients));
    const ct_assignments *first = renew(world, &bulk);
    assert_statuses(first, "DD");
    const char *before = dump(world);
    const ct_assignments *second = renew(world, &bulk);
    assert_statuses(second, "AA");
    assert_string_equal(ct_assignment_coupon_code(ct_assignments_at(first, 0)),
                        ct_assignment_coupon_code(ct_assignments_at(second, 0)));
    bulk.license_year = 2027;
    assert_statuses(renew(world, &bulk), "AA");
    bulk.license_year = 2026; /* covered beyond it */
    assert_statuses(renew(world, &bulk), "AA");
    assert_unchanged(world, before);
}

static void
r_ren_03_a_client_twice_in_a_bulk_is_renewed_once(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, "Alfa");
    const ct_id clients[] = {client, client};
    (void)buy(world, 2027, 2);
    const ct_renewal_bulk bulk = bulk_of(world, clients, 2);
    assert_statuses(renew(world, &bulk), "DA");
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
}

/* Coupons of the year that ends don't make the clients that are left look renewed. */
static void
r_ren_03_coupons_run_out_in_the_middle(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa"), migrated(world, "Beta"),
                             migrated(world, "Gamma")};
    (void)buy(world, 2026, 5);
    (void)buy(world, 2027, 2);
    const ct_renewal_bulk bulk = bulk_of(world, clients, COUNT(clients));
    const ct_assignments *answers = renew(world, &bulk);
    assert_statuses(answers, "DDR");
    assert_rules(answers, 2, "R-ELIG-06");
    answers = renew(world, &bulk);
    assert_statuses(answers, "AAR");
    (void)buy(world, 2027, 1);
    assert_statuses(renew(world, &bulk), "AAD");
    assert_statuses(renew(world, &bulk), "AAA");
}

static void
r_ren_03_who_is_left_out_lapses_and_its_place_serves_another(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa"), migrated(world, "Beta")};
    (void)buy(world, 2027, 1);
    const ct_renewal_bulk bulk = bulk_of(world, clients, 1);
    assert_statuses(renew(world, &bulk), "D");
    set_today(world, 2027, 1, 1);
    assert_int_equal(ct_client_state_today(client_now(world, clients[1])), CT_CLIENT_EXPIRED);
    (void)buy(world, 2027, 1);
    (void)migrate(world, add_client(world, "Nuova"));
}

static void
r_lic_05_a_lapsed_client_is_renewed_from_today(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa")};
    set_today(world, 2027, 3, 15);
    (void)buy(world, 2027, 1);
    const ct_renewal_bulk bulk = bulk_of(world, clients, 1);
    const ct_assignments *answers = renew(world, &bulk);
    assert_date(2027, 3, 15, ct_assignment_first_day(ct_assignments_at(answers, 0)));
}

static void
r_elig_06_an_upgrade_is_no_renewal(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa")};
    (void)buy_kind(world, RENEWABLE, 0, 2026, 1);
    ct_renewal_bulk bulk = bulk_of(world, clients, 1);
    bulk.kind = RENEWABLE;
    const ct_assignments *answers = renew(world, &bulk);
    assert_statuses(answers, "R");
    assert_rules(answers, 0, "R-ELIG-06");
    (void)buy_kind(world, RENEWABLE, 0, 2027, 1);
    assert_statuses(renew(world, &bulk), "D");
}

static void
r_ren_03_another_kind_activates_a_lapsed_client_and_no_new_one(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa"), add_client(world, "Beta")};
    (void)start_trial(world, clients[1]);
    set_today(world, 2027, 2, 1);
    (void)buy_kind(world, RENEWABLE, 0, 2027, 2);
    ct_renewal_bulk bulk = bulk_of(world, clients, COUNT(clients));
    bulk.kind = RENEWABLE;
    const ct_assignments *answers = renew(world, &bulk);
    assert_statuses(answers, "DR");
    assert_int_equal(ct_assignment_action(ct_assignments_at(answers, 0)), CT_ELIGIBLE_ACTIVATE);
    assert_rules(answers, 1, "R-REN-03");
}

static void
r_aud_06_a_refused_renewal_is_an_event(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {migrated(world, "Alfa")};
    const ct_renewal_bulk bulk = bulk_of(world, clients, 1);
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    (void)buy(world, 2026, 1);
    set_today(world, 2027, 1, 10); /* its coupons are over, and there are no others */
    assert_statuses(renew(world, &bulk), "A");
    (void)buy_kind(world, TERZI, 0, 2027, 1);
    assert_statuses(renew(world, &bulk), "D");
    query.client = add_client(world, "Beta");
    const ct_renewal_bulk other = bulk_of(world, &query.client, 1);
    assert_statuses(renew(world, &other), "R");
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    const ct_event *event = ct_event_list_at(list, ct_event_list_count(list) - 1);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_RENEWAL_REFUSED);
    assert_string_equal(ct_event_rules(event), "R-ELIG-11");
}

static const ct_renewal_ways *
ways_of(struct world *world, ct_id client, ct_date day)
{
    ct_renewal_ways *ways = NULL;
    assert_ok(world, ct_renewal_ways_get(world->context, world->studio, client, day, &ways));
    return keep_renewal_ways(world, ways);
}

/* The rules of the ways in their order, parted by bars; "" is open. */
static void
check_ways(struct world *world, ct_id client, ct_date day, const char *expected)
{
    const ct_renewal_ways *ways = ways_of(world, client, day);
    char told[256] = "";
    for (ct_renewal_way way = 1; way <= CT_RENEWAL_OWN_PURCHASE; way++) {
        const char *rules = rules_of(ct_renewal_ways_reasons(ways, way));
        assert_int_equal(ct_renewal_ways_is_open(ways, way), *rules == '\0');
        (void)strcat(strcat(told, way > 1 ? "|" : ""), rules);
    }
    assert_string_equal(told, expected);
    assert_int_equal(ct_renewal_ways_is_open(ways, 5), 0);
    assert_null(ct_renewal_ways_reasons(ways, 5));
}

static void
r_ren_05_the_ways_that_are_open_and_why_not_the_others(void **state)
{
    struct world *world = *state;
    const ct_date today = date_of(0, 0, 0), next_year = date_of(2027, 4, 1);
    ct_client_request request = client_request(world, "Forfettaria");
    request.tax_regime = CT_TAX_REGIME_FLAT_RATE;
    ct_id flat = register_client(world, &request), ordinary;
    (void)buy(world, 2026, 1);
    make_operational(world, flat);
    (void)buy(world, 2026, 1);
    make_operational(world, ordinary = add_client(world, "Ordinaria"));
    check_ways(world, flat, today, "|||");
    check_ways(world, flat, next_year, "|||"); /* lapsed by then */
    check_ways(world, ordinary, today, "||R-ELIG-09|");
    (void)buy_license(world, ordinary, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    check_ways(world, ordinary, today, "R-ELIG-02|R-ELIG-10|R-ELIG-09 R-ELIG-09|");
    (void)buy_kind(world, RENEWABLE, 0, 2027, 1);
    (void)assign(world, flat, RENEWABLE);
    check_ways(world, flat, today, "R-ELIG-03||R-ELIG-09|");
}

static void
r_ren_05_who_had_no_license_has_nothing_to_renew(void **state)
{
    struct world *world = *state;
    const ct_date today = date_of(0, 0, 0);
    ct_id client = add_client(world, "Alfa");
    check_ways(world, client, today, "R-MIG-01|R-REN-03|R-ELIG-09|");
    (void)start_trial(world, client);
    check_ways(world, client, today, "R-MIG-01|R-REN-03|R-ELIG-09|");
}

static void
r_ren_05_of_another_studio_s_client_nothing_is_told(void **state)
{
    struct world *world = *state;
    ct_id client = migrated(world, "Alfa");
    ct_renewal_ways *ways = NULL;
    const ct_date today = date_of(0, 0, 0);
    world->studio = add_studio(world);
    check_ways(world, client, today, "R-ELIG-11|R-ELIG-11|R-ELIG-11|R-ELIG-11");
    check_ways(world, world->studio, today, "R-ELIG-11|R-ELIG-11|R-ELIG-11|R-ELIG-11");
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_renewal_ways_get(world->context, client, client, today, &ways));
    assert_invalid(world, "client",
                   ct_renewal_ways_get(world->context, client, no_id, today, &ways));
    assert_invalid(world, "day", ct_renewal_ways_get(world->context, client, client,
                                                     date_of(2026, 2, 30), &ways));
    reopen(world, "plans_offered", "");
    check_ways(world, add_client(world, "Beta"), today,
               "R-MIG-01|R-REN-03|R-ELIG-09|R-LIC-07");
}

static const ct_renewal_plan *
plan_of(struct world *world, ct_renewal_plan_query query)
{
    ct_renewal_plan *plan = NULL;
    query.studio = world->studio;
    assert_ok(world, ct_renewal_plan_get(world->context, &query, &plan));
    return keep_renewal_plan(world, plan);
}

static void
assert_plan(const ct_renewal_plan *plan, uint64_t clients, uint64_t eligible,
            uint64_t already_done, uint64_t coupons)
{
    uint64_t needed = ct_renewal_plan_eligible(plan);
    assert_int_equal(ct_renewal_plan_clients(plan), clients);
    assert_int_equal(needed, eligible);
    assert_int_equal(ct_renewal_plan_already_done(plan), already_done);
    assert_int_equal(ct_renewal_plan_not_eligible(plan), clients - eligible - already_done);
    assert_int_equal(ct_renewal_plan_coupons(plan), coupons);
    assert_int_equal(ct_renewal_plan_missing(plan), needed > coupons ? needed - coupons : 0);
    assert_int_equal(ct_renewal_plan_left_over(plan), coupons > needed ? coupons - needed : 0);
}

static void
r_ren_06_the_plan_tells_what_is_needed_and_what_is_there(void **state)
{
    struct world *world = *state;
    const ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
    const ct_id clients[] = {migrated(world, "Alfa"), migrated(world, "Beta"),
                             migrated(world, "Gamma"), migrated(world, "Delta")};
    (void)add_client(world, "Nuova");
    (void)start_trial(world, add_client(world, "Prova"));
    (void)buy_license(world, clients[3], CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    (void)buy(world, 2027, 2);
    const char *before = dump(world);
    const ct_renewal_plan *plan = plan_of(world, query);
    assert_int_equal(ct_renewal_plan_kind(plan), TERZI);
    assert_int_equal(ct_renewal_plan_license_year(plan), 2027);
    assert_plan(plan, 4, 3, 0, 2);
    assert_int_equal(ct_renewal_plan_missing(plan), 1);
    assert_unchanged(world, before);

    const ct_renewal_bulk bulk = bulk_of(world, clients, 1);
    assert_statuses(renew(world, &bulk), "D");
    plan = plan_of(world, query);
    assert_plan(plan, 4, 2, 1, 1);
    (void)buy(world, 2027, 3);
    plan = plan_of(world, query);
    assert_plan(plan, 4, 2, 1, 4);
    assert_int_equal(ct_renewal_plan_left_over(plan), 2);
}

/* R-COU-06 */
static void
r_ren_06_the_plan_counts_no_coupon_that_is_over(void **state)
{
    struct world *world = *state;
    ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
    (void)buy(world, 2026, 3);
    query.license_year = 2026;
    set_today(world, 2026, 12, 31);
    assert_plan(plan_of(world, query), 0, 0, 0, 3);
    set_today(world, 2027, 1, 1);
    assert_plan(plan_of(world, query), 0, 0, 0, 0);
}

static void
r_ren_06_each_client_is_eligible_or_not_with_reasons_by_name(void **state)
{
    struct world *world = *state;
    ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
    ct_id delta = migrated(world, "Delta"), alfa = migrated(world, "Alfa");
    (void)buy_license(world, alfa, CT_LICENSE_FROM_STUDIO_PURCHASE, CT_PLAN_STANDARD);
    query.license_year = 2027;
    const ct_renewal_plan *plan = plan_of(world, query);
    assert_plan(plan, 2, 1, 0, 0);
    assert_int_equal(ct_renewal_plan_count(plan), 2);
    const ct_renewal_entry *entry = ct_renewal_plan_at(plan, 0);
    const ct_id first = ct_renewal_entry_client_id(entry);
    assert_id_equal(first, alfa);
    assert_string_equal(ct_renewal_entry_client_name(entry), "Alfa");
    assert_int_equal(ct_renewal_entry_status_of(entry), CT_ASSIGNMENT_REFUSED);
    assert_true(has_text(rules_of(ct_renewal_entry_reasons(entry)), "R-ELIG-04"));
    assert_date(2027, 8, 31, ct_renewal_entry_last_day(entry));
    entry = ct_renewal_plan_at(plan, 1);
    const ct_id second = ct_renewal_entry_client_id(entry);
    assert_id_equal(second, delta);
    assert_int_equal(ct_renewal_entry_status_of(entry), CT_ASSIGNMENT_DONE);
    assert_int_equal(ct_renewal_entry_action(entry), CT_ELIGIBLE_RENEW);
    assert_int_equal(ct_reasons_count(ct_renewal_entry_reasons(entry)), 0);
    assert_null(ct_renewal_plan_at(plan, 2));
    assert_null(ct_renewal_plan_next(plan));
    query.license_year = 2026; /* covered */
    assert_plan(plan_of(world, query), 2, 0, 1, 0);
    query.kind = RENEWABLE;
    query.license_year = 2025;
    plan = plan_of(world, query);
    assert_plan(plan, 2, 0, 0, 0);
    assert_true(has_text(rules_of(ct_renewal_entry_reasons(ct_renewal_plan_at(plan, 1))),
                         "R-COU-06"));
}

static void
r_ren_06_page_by_page_the_numbers_are_of_all(void **state)
{
    struct world *world = *state;
    ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
    enum { CLIENTS = 70 };
    size_t seen = 0;
    char last[64] = "";
    for (int i = 0; i < CLIENTS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "C%03d", i * 37 % CLIENTS / 2);
        (void)migrated(world, name); /* each name twice */
        if (i % 5 == 0)
            (void)add_client(world, name);
    }
    query.license_year = 2027;
    query.limit = 7;
    do {
        const ct_renewal_plan *plan = plan_of(world, query);
        assert_plan(plan, CLIENTS, CLIENTS, 0, 0);
        assert_int_equal(ct_renewal_plan_count(plan), 7);
        for (size_t i = 0; i < ct_renewal_plan_count(plan); i++, seen++) {
            const char *name = ct_renewal_entry_client_name(ct_renewal_plan_at(plan, i));
            assert_true(strcmp(last, name) <= 0);
            (void)snprintf(last, sizeof last, "%s", name);
        }
        query.after = ct_renewal_plan_next(plan);
    } while (query.after && seen < 2 * CLIENTS);
    assert_int_equal(seen, CLIENTS);
}

static void
plans_ask_for_what_they_need(void **state)
{
    struct world *world = *state;
    ct_renewal_plan_query query = CT_RENEWAL_PLAN_QUERY_INIT;
    ct_renewal_plan *plan = NULL;
    assert_invalid(world, "studio", ct_renewal_plan_get(world->context, &query, &plan));
    query.studio = (ct_id){{7}};
    assert_status(world, CT_ERR_NOT_FOUND, ct_renewal_plan_get(world->context, &query, &plan));
    query.studio = world->studio;
    query.after = "nonsense";
    assert_invalid(world, "after", ct_renewal_plan_get(world->context, &query, &plan));
    query.after = "00000000-0000-7000-8000-000000000000";
    assert_invalid(world, "after", ct_renewal_plan_get(world->context, &query, &plan));
    query.after = NULL;
    query.limit = 1001;
    assert_invalid(world, "limit", ct_renewal_plan_get(world->context, &query, &plan));
    query.limit = 0;
    query.kind = 4;
    assert_invalid(world, "kind", ct_renewal_plan_get(world->context, &query, &plan));
    query.kind = 0;
    query.license_year = 1;
    assert_invalid(world, "license_year", ct_renewal_plan_get(world->context, &query, &plan));
    query.license_year = 0;
    query.reserved = 1;
    assert_invalid(world, "reserved", ct_renewal_plan_get(world->context, &query, &plan));
    query.reserved = 0;
    assert_ok(world, ct_renewal_plan_get(world->context, &query, &plan));
    assert_int_equal(ct_renewal_plan_license_year(plan), 2027); /* next year */
    ct_renewal_plan_free(plan);
}

static void
bulks_are_checked_before_anything_happens(void **state)
{
    struct world *world = *state;
    ct_id clients[] = {migrated(world, "Alfa"), no_id};
    (void)buy(world, 2027, 2);
    const ct_renewal_bulk good = bulk_of(world, clients, 1);
    ct_renewal_bulk bulk = good;
    ct_assignments *answers = NULL;
    const char *before = dump(world);
#define ASSERT_INVALID(field) \
    assert_invalid(world, field, ct_renewal_run_many(world->context, &bulk, NULL, &answers)); \
    bulk = good
    bulk.studio = no_id;
    ASSERT_INVALID("studio");
    bulk.client_count = 0;
    ASSERT_INVALID("client_count");
    bulk.client_count = 1001;
    ASSERT_INVALID("client_count");
    bulk.clients = NULL;
    ASSERT_INVALID("clients");
    bulk.client_count = 2;
    ASSERT_INVALID("clients");
    bulk.kind = 4;
    ASSERT_INVALID("kind");
    bulk.license_year = 99;
    ASSERT_INVALID("license_year");
    bulk.flags = 2;
    ASSERT_INVALID("flags");
    bulk.reserved = 1;
    ASSERT_INVALID("reserved");
    bulk.studio = clients[0];
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_renewal_run_many(world->context, &bulk, NULL, &answers));
    assert_null(answers);
    assert_unchanged(world, before);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_ren_03_chosen_clients_are_renewed_each_on_its_own_terms),
        CASE(r_ren_03_run_again_nothing_is_done_twice),
        CASE(r_ren_03_a_client_twice_in_a_bulk_is_renewed_once),
        CASE(r_ren_03_coupons_run_out_in_the_middle),
        CASE(r_ren_03_who_is_left_out_lapses_and_its_place_serves_another),
        CASE(r_lic_05_a_lapsed_client_is_renewed_from_today),
        CASE(r_elig_06_an_upgrade_is_no_renewal),
        CASE(r_ren_03_another_kind_activates_a_lapsed_client_and_no_new_one),
        CASE(r_aud_06_a_refused_renewal_is_an_event),
        CASE(r_ren_05_the_ways_that_are_open_and_why_not_the_others),
        CASE(r_ren_05_who_had_no_license_has_nothing_to_renew),
        CASE(r_ren_05_of_another_studio_s_client_nothing_is_told),
        CASE(r_ren_06_the_plan_tells_what_is_needed_and_what_is_there),
        CASE(r_ren_06_the_plan_counts_no_coupon_that_is_over),
        CASE(r_ren_06_each_client_is_eligible_or_not_with_reasons_by_name),
        CASE(r_ren_06_page_by_page_the_numbers_are_of_all),
        CASE(plans_ask_for_what_they_need),
        CASE(bulks_are_checked_before_anything_happens),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
