/* Bulks: each client on its own terms (R-MIG-05). */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

enum { CLIENTS = 6 };

static ct_migration_bulk
bulk_of(struct world *world, const ct_id *clients, size_t count)
{
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    bulk.studio = world->studio;
    bulk.signatory = &signatory;
    bulk.clients = clients;
    bulk.client_count = count;
    return bulk;
}

static ct_migration_answers *
run(struct world *world, const ct_migration_bulk *bulk, const ct_call *call)
{
    ct_migration_answers *answers = NULL;
    assert_ok(world, ct_migration_run_many(world->context, bulk, call, &answers));
    keep_migration_answers(world, answers);
    assert_int_equal(ct_migration_answers_count(answers), bulk->client_count);
    return answers;
}

static void
assert_statuses(const ct_migration_answers *answers, const char *expected)
{
    char told[CLIENTS + 1] = {0};
    for (size_t i = 0; i < ct_migration_answers_count(answers); i++)
        told[i] = ".DRA"[ct_migration_answer_status(ct_migration_answers_at(answers, i))];
    assert_string_equal(told, expected);
}

/* Done before, fine, not on TS Digital, another studio's, unknown, fine. */
static void
add_mixed_clients(struct world *world, ct_id clients[CLIENTS])
{
    ct_id own = world->studio;
    (void)buy(world, 2026, 10);
    clients[0] = add_client(world, "Alfa");
    (void)migrate(world, clients[0]);
    clients[1] = add_client(world, "Beta");
    ct_client_request request = client_request(world, "Gamma");
    request.is_on_ts_digital = CT_CHOICE_NO;
    clients[2] = register_client(world, &request);
    world->studio = add_studio(world);
    clients[3] = add_client(world, "Delta");
    world->studio = own;
    clients[4] = (ct_id){{7}};
    clients[5] = add_client(world, "Zeta");
}

static void
r_mig_05_each_client_gets_its_own_answer(void **state)
{
    struct world *world = *state;
    ct_id clients[CLIENTS];
    add_mixed_clients(world, clients);
    const ct_migration_bulk bulk = bulk_of(world, clients, CLIENTS);
    const ct_migration_answers *answers = run(world, &bulk, NULL);
    assert_statuses(answers, "ADRRRD");
    assert_null(ct_migration_answers_at(answers, CLIENTS));
    static const char *const rules[CLIENTS] = {"", "", "R-ELIG-01", "R-ELIG-11", "R-ELIG-11", ""};
    for (size_t i = 0; i < CLIENTS; i++) {
        const ct_migration_answer *answer = ct_migration_answers_at(answers, i);
        const ct_id client = ct_migration_answer_client_id(answer);
        assert_id_equal(client, clients[i]);
        assert_string_equal(rules_of(ct_migration_answer_reasons(answer)), rules[i]);
        assert_int_equal(is_none(ct_migration_answer_license_id(answer)), *rules[i] != '\0');
        assert_int_equal(ct_migration_answer_coupon_code(answer) == NULL, *rules[i] != '\0');
    }
    /* What belongs to another studio is not told. */
    assert_null(ct_migration_answer_client_name(ct_migration_answers_at(answers, 3)));
    assert_string_equal(ct_migration_answer_client_name(ct_migration_answers_at(answers, 2)),
                        "Gamma");
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 3);
}

static void
r_mig_05_a_bulk_run_again_does_nothing_twice(void **state)
{
    struct world *world = *state;
    ct_id clients[CLIENTS];
    add_mixed_clients(world, clients);
    const ct_migration_bulk bulk = bulk_of(world, clients, CLIENTS);
    (void)run(world, &bulk, NULL);
    const char *before = dump(world);
    assert_statuses(run(world, &bulk, NULL), "AARRRA");
    assert_unchanged(world, before);
}

static void
r_mig_05_a_client_twice_in_a_bulk_is_migrated_once(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    const ct_id clients[] = {client, client};
    (void)buy(world, 2026, 2);
    const ct_migration_bulk bulk = bulk_of(world, clients, 2);
    assert_statuses(run(world, &bulk, NULL), "DA");
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
}

static void
r_mig_05_coupons_run_out_in_the_middle(void **state)
{
    struct world *world = *state;
    ct_id clients[3];
    for (size_t i = 0; i < COUNT(clients); i++)
        clients[i] = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    const ct_migration_bulk bulk = bulk_of(world, clients, COUNT(clients));
    const ct_migration_answers *answers = run(world, &bulk, NULL);
    assert_statuses(answers, "DDR");
    assert_string_equal(rules_of(ct_migration_answer_reasons(ct_migration_answers_at(answers, 2))),
                        "R-ELIG-11");
}

static void
r_mig_05_emails_a_client_and_one_year_for_all(void **state)
{
    struct world *world = *state;
    ct_id clients[3];
    static const char *const emails[] = {"a@b.it", NULL, "a@b.it"};
    for (size_t i = 0; i < COUNT(clients); i++)
        clients[i] = add_client(world, "Alfa");
    (void)buy(world, 2026, 3);
    (void)buy(world, 2027, 3);
    ct_migration_bulk bulk = bulk_of(world, clients, COUNT(clients));
    bulk.emails = emails;
    bulk.license_year = 2026;
    const ct_migration_answers *answers = run(world, &bulk, NULL);
    assert_statuses(answers, "DDR");
    assert_string_equal(rules_of(ct_migration_answer_reasons(ct_migration_answers_at(answers, 2))),
                        "R-MIG-09");
    assert_date(2026, 12, 31,
                ct_migration_answer_last_day(ct_migration_answers_at(answers, 0)));
    bulk.flags = CT_MIGRATION_SHARE_LOGIN;
    assert_statuses(run(world, &bulk, NULL), "AAD");
}

static void
r_mig_05_one_signatory_that_does_not_fit_refuses_each(void **state)
{
    struct world *world = *state;
    ct_id clients[2];
    ct_signatory wrong = signatory;
    for (size_t i = 0; i < COUNT(clients); i++)
        clients[i] = add_client(world, "Alfa");
    (void)buy(world, 2026, 3);
    wrong.name = "Luigi";
    ct_migration_bulk bulk = bulk_of(world, clients, COUNT(clients));
    bulk.signatory = &wrong;
    const char *before = dump(world);
    assert_statuses(run(world, &bulk, NULL), "RR");
    assert_unchanged(world, before);
}

static void
a_failure_that_is_no_refusal_changes_nothing(void **state)
{
    struct world *world = *state;
    ct_id clients[2];
    for (size_t i = 0; i < COUNT(clients); i++)
        clients[i] = add_client(world, "Alfa");
    (void)buy(world, 2026, 3);
    ct_migration_bulk bulk = bulk_of(world, clients, COUNT(clients));
    ct_migration_answers *answers = NULL;
    const char *before = dump(world);
    bulk.studio = clients[0];
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk.studio = world->studio;
    world->random_fails = true;
    assert_status(world, CT_ERR_CALLBACK,
                  ct_migration_run_many(world->context, &bulk, NULL, &answers));
    world->random_fails = false;
    assert_null(answers);
    assert_unchanged(world, before);
}

static void
bulks_are_checked_before_anything_happens(void **state)
{
    struct world *world = *state;
    ct_id clients[2] = {add_client(world, "Alfa"), no_id};
    static const char *const emails[] = {NULL, "a\xFF@b.it"};
    (void)buy(world, 2026, 3);
    const ct_migration_bulk good = bulk_of(world, clients, 1);
    ct_migration_bulk bulk = good;
    ct_migration_answers *answers = NULL;
    const char *before = dump(world);
    bulk.client_count = 0;
    assert_invalid(world, "client_count",
                   ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk.client_count = 1001;
    assert_invalid(world, "client_count",
                   ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk = good;
    bulk.clients = NULL;
    assert_invalid(world, "clients", ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk = good;
    bulk.client_count = 2;
    assert_invalid(world, "clients", ct_migration_run_many(world->context, &bulk, NULL, &answers));
    clients[1] = clients[0];
    bulk.emails = emails;
    assert_invalid(world, "emails", ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk = good;
    bulk.flags = 2;
    assert_invalid(world, "flags", ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk = good;
    bulk.license_year = -1;
    assert_invalid(world, "license_year",
                   ct_migration_run_many(world->context, &bulk, NULL, &answers));
    bulk = good;
    bulk.studio = no_id;
    assert_invalid(world, "studio", ct_migration_run_many(world->context, &bulk, NULL, &answers));
    assert_null(answers);
    assert_unchanged(world, before);
}

static void
r_mig_05_a_large_bulk(void **state)
{
    struct world *world = *state;
    enum { MANY = 300 };
    ct_id clients[MANY];
    for (size_t i = 0; i < MANY; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "C%zu", i);
        clients[i] = add_client(world, name);
    }
    (void)buy(world, 2026, MANY);
    const ct_migration_bulk bulk = bulk_of(world, clients, MANY);
    const ct_migration_answers *answers = run(world, &bulk, NULL);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(ct_migration_answer_status(ct_migration_answers_at(answers, i)),
                         CT_MIGRATION_DONE);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), MANY);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 0);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_mig_05_each_client_gets_its_own_answer),
        CASE(r_mig_05_a_bulk_run_again_does_nothing_twice),
        CASE(r_mig_05_a_client_twice_in_a_bulk_is_migrated_once),
        CASE(r_mig_05_coupons_run_out_in_the_middle),
        CASE(r_mig_05_emails_a_client_and_one_year_for_all),
        CASE(r_mig_05_one_signatory_that_does_not_fit_refuses_each),
        CASE(a_failure_that_is_no_refusal_changes_nothing),
        CASE(bulks_are_checked_before_anything_happens),
        CASE(r_mig_05_a_large_bulk),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
