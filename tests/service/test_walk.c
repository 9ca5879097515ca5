/* Random walks through many calls, each from its seed: whatever happened in whatever order, the books
 * are right (R-AUD-07), and the events tell what the tables do (R-AUD-01). */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

enum { STUDIOS = 2, CLIENTS_MAX = 24, PACKS_MAX = 40, STEPS = 220, STEPS_BETWEEN_CHECKS = 20 };

struct walk {
    struct world *world;
    uint64_t random;
    ct_id studios[STUDIOS];
    ct_id clients[CLIENTS_MAX];
    size_t client_count;
    ct_id packs[PACKS_MAX];
    size_t pack_count;
    size_t done; /* steps that changed something */
};

/* Below `bound`. */
static unsigned
draw(struct walk *walk, unsigned bound)
{
    uint64_t value = 0;
    (void)test_random(&walk->random, (unsigned char *)&value, sizeof value);
    return (unsigned)(value % bound);
}

static ct_id
some_client(struct walk *walk)
{
    return walk->client_count ? walk->clients[draw(walk, (unsigned)walk->client_count)] : no_id;
}

static ct_id
studio_of(struct walk *walk, ct_id client)
{
    return is_none(client) ? no_id : ct_client_studio_id(client_now(walk->world, client));
}

static int
this_year(struct walk *walk)
{
    ct_date today;
    assert_ok(walk->world, ct_context_today(walk->world->context, &today));
    return today.year;
}

/* The client's latest migration, or none. */
static ct_id
migration_of(struct walk *walk, ct_id client)
{
    ct_migration_query query = CT_MIGRATION_QUERY_INIT;
    ct_migration_list *list = NULL;
    query.client = client;
    query.limit = 1000;
    assert_ok(walk->world, ct_migration_list_get(walk->world->context, &query, &list));
    keep_migration_list(walk->world, list);
    return ct_migration_id(ct_migration_list_at(list, ct_migration_list_count(list) - 1));
}

static ct_status
add_one(struct walk *walk)
{
    char name[32];
    if (walk->client_count == CLIENTS_MAX)
        return CT_DONE;
    (void)snprintf(name, sizeof name, "Ditta %zu", walk->client_count);
    ct_client_request request = client_request(walk->world, name);
    request.studio = walk->studios[draw(walk, STUDIOS)];
    request.tax_regime = draw(walk, 2) ? CT_TAX_REGIME_FLAT_RATE : CT_TAX_REGIME_ORDINARY;
    request.is_on_ts_digital = draw(walk, 5) ? CT_CHOICE_YES : CT_CHOICE_NO;
    walk->clients[walk->client_count++] = register_client(walk->world, &request);
    return CT_OK;
}

static ct_status
buy_pack(struct walk *walk)
{
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    ct_pack *pack = NULL;
    if (walk->pack_count == PACKS_MAX)
        return CT_DONE;
    request.studio = walk->studios[draw(walk, STUDIOS)];
    request.kind = draw(walk, 2) ? CT_COUPON_CONTO_TERZI : (ct_coupon_kind)(1 + draw(walk, 3));
    request.license_year = this_year(walk) + (int)draw(walk, 2);
    request.quantity = 1 + draw(walk, 5);
    ct_status status = ct_pack_buy(walk->world->context, &request, NULL, &pack);
    if (!status)
        walk->packs[walk->pack_count++] = ct_pack_id(keep_pack(walk->world, pack));
    return status;
}

static ct_status
revoke(struct walk *walk)
{
    if (!walk->pack_count || draw(walk, 4))
        return CT_DONE;
    return ct_pack_revoke(walk->world->context,
                          walk->packs[draw(walk, (unsigned)walk->pack_count)], NULL, NULL);
}

static ct_status
migrate_one(struct walk *walk)
{
    ct_migration_request request = migration_request(walk->world, some_client(walk));
    request.studio = studio_of(walk, request.client);
    return ct_migration_run(walk->world->context, &request, NULL, NULL);
}

static ct_status
select_one(struct walk *walk)
{
    ct_migration_request request = migration_request(walk->world, some_client(walk));
    request.studio = studio_of(walk, request.client);
    return ct_migration_select(walk->world->context, &request, NULL, NULL);
}

/* The next step, or a way out. */
static ct_status
step_on(struct walk *walk)
{
    ct_id client = some_client(walk), migration = migration_of(walk, client);
    switch (draw(walk, 4)) {
    case 0:
        return ct_migration_cancel(walk->world->context, migration, NULL, NULL);
    case 1:
        return ct_migration_fail(walk->world->context, migration, NULL, NULL);
    case 2:
        return ct_migration_provision(walk->world->context, migration, NULL, NULL);
    default:
        return authorise(walk->world, migration, NULL);
    }
}

static ct_status
complete(struct walk *walk)
{
    return ct_migration_complete(walk->world->context, some_client(walk), NULL, NULL);
}

/* Sent, or not; and whoever gets credentials may use them. */
static ct_status
deliver(struct walk *walk)
{
    struct world *world = walk->world;
    ct_message *message = claim(world);
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    if (!message || !draw(walk, 6))
        return CT_DONE;
    if (!draw(walk, 4))
        return ct_outbox_fail(world->context, ct_message_id(message), ct_message_lease(message),
                              "no such host", NULL, NULL);
    ct_status status = ct_outbox_acknowledge(world->context, ct_message_id(message),
                                             ct_message_lease(message), NULL, NULL);
    if (status || ct_message_kind_of(message) != CT_MESSAGE_CREDENTIALS || !draw(walk, 3))
        return status;
    login.client = ct_message_client_id(message);
    login.one_time_password = password_in(world, message);
    login.new_password = "Segreta-2026";
    return ct_migration_first_login(world->context, &login, NULL, NULL);
}

static ct_status
use(struct walk *walk)
{
    ct_usage_request request = CT_USAGE_REQUEST_INIT;
    request.client = some_client(walk);
    request.category = (ct_category)(1 + draw(walk, 4));
    request.quantity = (int32_t)draw(walk, 40) - (request.category == 4 ? 0 : 10);
    request.date = date_of(this_year(walk) - (int)draw(walk, 2), 3, 1);
    return ct_usage_add(walk->world->context, &request, NULL, NULL);
}

static ct_status
import_history(struct walk *walk)
{
    ct_history_request request = CT_HISTORY_REQUEST_INIT;
    const ct_document_facts facts = document_facts(walk->world, draw(walk, 2) ? "7/A" : "8");
    request.client = some_client(walk);
    request.studio = studio_of(walk, request.client);
    request.document = &facts;
    request.flags = CT_HISTORY_WITH_REGISTRY;
    return ct_history_import(walk->world->context, &request, NULL, NULL);
}

static ct_status
assign_one(struct walk *walk)
{
    ct_assignment_request request =
        assignment_request(walk->world, some_client(walk), (ct_coupon_kind)(1 + draw(walk, 3)));
    request.studio = studio_of(walk, request.client);
    return ct_coupon_assign(walk->world->context, &request, NULL, NULL);
}

static ct_status
renew_all(struct walk *walk)
{
    ct_renewal_bulk bulk = CT_RENEWAL_BULK_INIT;
    ct_assignments *answers = NULL;
    bulk.studio = walk->studios[draw(walk, STUDIOS)];
    bulk.clients = walk->clients;
    bulk.client_count = walk->client_count;
    if (!bulk.client_count)
        return CT_DONE;
    ct_status status = ct_renewal_run_many(walk->world->context, &bulk, NULL, &answers);
    ct_assignments_free(answers);
    return status;
}

static ct_status
purchase(struct walk *walk)
{
    static const ct_plan plans[] = {CT_PLAN_STANDARD, CT_PLAN_PREMIUM, CT_PLAN_COMPLETE};
    bool is_studio = draw(walk, 2);
    ct_purchase_request request =
        purchase_request(walk->world, some_client(walk),
                         is_studio ? CT_LICENSE_FROM_STUDIO_PURCHASE
                                   : CT_LICENSE_FROM_CLIENT_PURCHASE,
                         plans[draw(walk, 3)]);
    if (is_studio)
        request.studio = studio_of(walk, request.client);
    request.flags = draw(walk, 3) ? 0 : CT_PURCHASE_AS_RENEWAL;
    return ct_license_buy(walk->world->context, &request, NULL, NULL);
}

static ct_status
try_out(struct walk *walk)
{
    ct_trial_request request = CT_TRIAL_REQUEST_INIT;
    request.client = some_client(walk);
    return ct_license_start_trial(walk->world->context, &request, NULL, NULL);
}

static ct_status
unlink_one(struct walk *walk)
{
    ct_id client = some_client(walk);
    return ct_client_unlink(walk->world->context, studio_of(walk, client), client, NULL, NULL);
}

static ct_status
link_one(struct walk *walk)
{
    ct_link_request request = CT_LINK_REQUEST_INIT;
    ct_account *account = NULL;
    ct_status status = ct_account_get(walk->world->context, some_client(walk), &account);
    if (status)
        return status;
    request.studio = walk->studios[draw(walk, STUDIOS)];
    request.email = ct_account_email(keep_account(walk->world, account));
    return *request.email ? ct_client_link(walk->world->context, &request, NULL, NULL) : CT_DONE;
}

static ct_status
campaign(struct walk *walk)
{
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    request.license_year = this_year(walk) + 1;
    return ct_campaign_run(walk->world->context, &request, NULL, NULL);
}

static ct_status
lifecycle(struct walk *walk)
{
    return ct_lifecycle_run(walk->world->context, NULL, NULL, NULL);
}

static ct_status
erase_one(struct walk *walk)
{
    return ct_client_erase(walk->world->context, some_client(walk), NULL, NULL);
}

static ct_status
live_on(struct walk *walk)
{
    static const int64_t seconds[] = {1, 3600, 86400, 7 * 86400, 45 * 86400};
    pass_time(walk->world, seconds[draw(walk, COUNT(seconds))]);
    return CT_DONE;
}

static const struct {
    const char *name;
    unsigned weight;
    ct_status (*take)(struct walk *walk);
} steps[] = {
    {"client_register", 6, add_one},  {"pack_buy", 6, buy_pack},
    {"pack_revoke", 1, revoke},       {"migration_run", 8, migrate_one},
    {"migration_select", 4, select_one}, {"migration step", 8, step_on},
    {"migration_complete", 6, complete}, {"outbox", 14, deliver},
    {"usage_add", 5, use},            {"history_import", 3, import_history},
    {"coupon_assign", 6, assign_one}, {"renewal_run_many", 2, renew_all},
    {"license_buy", 2, purchase},     {"license_start_trial", 1, try_out},
    {"client_unlink", 2, unlink_one}, {"client_link", 3, link_one},
    {"campaign_run", 2, campaign},    {"lifecycle_run", 5, lifecycle},
    {"client_erase", 1, erase_one},   {"time", 9, live_on},
};

static void
take_step(struct walk *walk, unsigned number)
{
    unsigned total = 0, drawn;
    size_t i = 0;
    for (size_t j = 0; j < COUNT(steps); j++)
        total += steps[j].weight;
    for (drawn = draw(walk, total); drawn >= steps[i].weight; i++)
        drawn -= steps[i].weight;
    ct_status status = steps[i].take(walk);
    walk->done += status == CT_OK;
    if (status != CT_OK && status != CT_DONE && status != CT_ERR_REFUSED &&
        status != CT_ERR_NOT_FOUND && status != CT_ERR_INVALID_ARGUMENT)
        fail_msg("step %u, %s: %s (%s)", number, steps[i].name, ct_status_name(status),
                 ct_error_text(walk->world->context, CT_LANGUAGE_ENGLISH));
}

static void
check_books_now(struct walk *walk, unsigned number)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    ct_check_report *report = NULL;
    request.limit = 1000;
    assert_ok(walk->world, ct_check_run(walk->world->context, &request, &report));
    keep_check_report(walk->world, report);
    assert_null(ct_check_report_next(report));
    if (ct_check_report_count(report))
        fail_msg("after step %u: %s: %s", number, ct_finding_check(ct_check_report_at(report, 0)),
                 ct_finding_text(ct_check_report_at(report, 0), CT_LANGUAGE_ENGLISH));
}

/* What the events tell of today is what the tables say. */
static void
compare_today(struct walk *walk, ct_id id)
{
    struct world *world = walk->world;
    const ct_client *client = client_now(world, id);
    ct_client_record *record = NULL;
    ct_license *license = NULL;
    ct_usage *usage = NULL;
    ct_date today;
    assert_ok(world, ct_context_today(world->context, &today));
    assert_ok(world, ct_client_as_of(world->context, id, today, &record));
    keep_client_record(world, record);
    ct_status status = ct_license_in_force(world->context, id, today, &license);
    assert_true(status == CT_OK || status == CT_ERR_NOT_FOUND);
    keep_license(world, license);
    assert_ok(world, ct_usage_get(world->context, id, CT_CATEGORY_DOCUMENTS, today.year, &usage));
    keep_usage(world, usage);

    const ct_id studios[] = {ct_client_record_studio_id(record), ct_client_studio_id(client)};
    const ct_id licenses[] = {ct_client_record_license_id(record), ct_license_id(license)};
    assert_id_equal(studios[0], studios[1]);
    assert_id_equal(licenses[0], licenses[1]);
    assert_int_equal(ct_client_record_plan(record), ct_license_plan(license));
    assert_int_equal(ct_client_record_access_of(record), ct_license_access_of(license));
    assert_int_equal(ct_client_record_source(record), ct_license_source_of(license));
    assert_int_equal(ct_client_record_used(record, CT_CATEGORY_DOCUMENTS), ct_usage_used(usage));
    if (ct_client_record_state(record)) /* told at all */
        assert_int_equal(ct_client_record_state(record), ct_client_state_today(client));
}

static void
r_aud_07_whatever_happens_the_books_are_right(void **state)
{
    struct world *world = *state;
    struct walk walk = {.world = world, .random = (uint64_t)(uintptr_t)world->parameter};
    if (draw(&walk, 2))
        reopen(world, "provisioning", "host");
    walk.studios[0] = world->studio;
    for (size_t i = 1; i < STUDIOS; i++)
        walk.studios[i] = add_studio(world);
    for (unsigned i = 1; i <= STEPS; i++) {
        take_step(&walk, i);
        if (i % STEPS_BETWEEN_CHECKS)
            continue;
        check_books_now(&walk, i);
        for (size_t c = 0; c < walk.client_count; c++)
            compare_today(&walk, walk.clients[c]);
    }
    assert_true(walk.done > STEPS / 4);
}

int
main(int argc, char **arguments)
{
    enum { SEEDS = 12 };
    struct CMUnitTest cases[SEEDS];
    char names[SEEDS][80];
    (void)argc;
    for (unsigned i = 0; i < SEEDS; i++) {
        (void)snprintf(names[i], sizeof names[i],
                       "r_aud_07_whatever_happens_the_books_are_right_%u", i + 1);
        cases[i] = CASE_OF(names[i], r_aud_07_whatever_happens_the_books_are_right, i + 1);
    }
    return RUN_ON_BACK_ENDS(arguments, cases);
}
