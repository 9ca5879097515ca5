/* Two years in the life of a studio with 200 clients, day by day: purchases, migrations, first logins,
 * upgrades, the November campaign, renewals and lapses, a cancellation that came too late, clients that
 * leave and come back, erasures. Every day the books are proved. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

enum { CLIENTS = 200, MESSAGES = CT_MESSAGE_CANCELLATION_RECORDED + 1, COUPONS_MAX = 2000 };

struct client {
    ct_id id;
    char password[64];  /* that came by mail, until it is used */
    int login_in;       /* so many days */
    bool is_waiting;    /* for its first login */
    bool is_licensed;   /* yesterday */
    bool is_gone;       /* it left the studio for good */
};

struct life {
    struct world *world;
    ct_date today;
    uint64_t random;
    struct client clients[CLIENTS];
    size_t next_migration; /* clients before it were asked for */
    ct_id small_pack;
    size_t sent[MESSAGES];
    size_t lapses;
    size_t erasures;
    size_t refusals;
    uint64_t issued_by_campaigns;
    ct_id owned[COUPONS_MAX]; /* coupons that licenses came from, today */
    size_t owned_count;
};

static unsigned
pick(struct life *life, unsigned limit)
{
    life->random = life->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(life->random >> 33) % limit;
}

static bool
is_day(const struct life *life, int year, int month, int day)
{
    return life->today.year == year && life->today.month == month && life->today.day == day;
}

static int
number_of(ct_date date)
{
    return date.year * 10000 + date.month * 100 + date.day;
}

static bool
is_between(const struct life *life, int from, int to)
{
    return from <= number_of(life->today) && number_of(life->today) <= to;
}

/* Every refusal has a rule, for each of its reasons. */
static void
check_rules(struct life *life, const ct_reasons *reasons)
{
    life->refusals++;
    assert_true(ct_reasons_count(reasons) > 0);
    for (size_t i = 0; i < ct_reasons_count(reasons); i++)
        assert_string_not_equal(ct_reasons_rule(reasons, i), "");
}

static bool
is_done(struct life *life, ct_status status)
{
    if (status == CT_ERR_REFUSED)
        check_rules(life, ct_error_reasons(life->world->context));
    else
        assert_ok(life->world, status);
    return status == CT_OK;
}

static ct_id
buy_pack(struct life *life, ct_coupon_kind kind, int year, uint32_t quantity)
{
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    ct_pack *pack = NULL;
    request.studio = life->world->studio;
    request.kind = kind;
    request.plan = kind == CT_COUPON_CONTO_TERZI ? 0 : CT_PLAN_PREMIUM;
    request.license_year = year;
    request.quantity = quantity;
    request.unit_price_cents = 2990;
    assert_ok(life->world, ct_pack_buy(life->world->context, &request, NULL, &pack));
    ct_id id = ct_pack_id(pack);
    ct_pack_free(pack);
    return id;
}

/* One client in ten is not on TS Digital, and can't be migrated. */
static void
register_clients(struct life *life)
{
    for (size_t i = 0; i < CLIENTS; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "Ditta %03zu S.r.l.", i);
        ct_client_request request = client_request(life->world, name);
        request.is_on_ts_digital = i % 10 == 9 ? CT_CHOICE_NO : CT_CHOICE_YES;
        request.tax_regime = i % 7 == 0 ? CT_TAX_REGIME_FLAT_RATE : CT_TAX_REGIME_ORDINARY;
        life->clients[i].id = register_client(life->world, &request);
    }
}

/* Some of yesterday's again, which changes nothing, and three more. */
static void
migrate_some(struct life *life)
{
    ct_id clients[5];
    size_t first = life->next_migration < 2 ? 0 : life->next_migration - 2;
    size_t count = 0;
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers = NULL;
    for (size_t i = first; i < CLIENTS && count < COUNT(clients); i++)
        clients[count++] = life->clients[i].id;
    bulk.studio = life->world->studio;
    bulk.signatory = &signatory;
    bulk.clients = clients;
    bulk.client_count = count;
    assert_ok(life->world, ct_migration_run_many(life->world->context, &bulk, NULL, &answers));
    for (size_t i = 0; i < count; i++) {
        const ct_migration_answer *answer = ct_migration_answers_at(answers, i);
        if (ct_migration_answer_status(answer) == CT_MIGRATION_REFUSED)
            check_rules(life, ct_migration_answer_reasons(answer));
        else if (ct_migration_answer_status(answer) == CT_MIGRATION_DONE)
            life->clients[first + i].is_waiting = true;
    }
    life->next_migration = first + count;
    ct_migration_answers_free(answers);
}

static struct client *
client_with(struct life *life, ct_id id)
{
    for (size_t i = 0; i < CLIENTS; i++)
        if (memcmp(&life->clients[i].id, &id, sizeof id) == 0)
            return &life->clients[i];
    fail_msg("a client that nobody knows");
    return NULL;
}

static void
read_message(struct life *life, const ct_message *message)
{
    ct_message_kind kind = ct_message_kind_of(message);
    assert_true(kind > 0 && kind < MESSAGES);
    assert_non_null(ct_message_subject(message));
    assert_null(strstr(ct_message_text(message), "{"));
    life->sent[kind]++;
    if (kind != CT_MESSAGE_CREDENTIALS)
        return;
    struct client *client = client_with(life, ct_message_client_id(message));
    (void)snprintf(client->password, sizeof client->password, "%s",
                   password_in(life->world, message));
    client->login_in = (int)pick(life, 6);
}

/* The post is sometimes lost, and then comes the next day. */
static void
carry_the_post(struct life *life)
{
    struct world *world = life->world;
    ct_message *message = NULL;
    ct_status status;
    while ((status = ct_outbox_claim(world->context, NULL, &message)) == CT_OK) {
        ct_id id = ct_message_id(message), lease = ct_message_lease(message);
        if (pick(life, 10) == 0) {
            assert_ok(world, ct_outbox_fail(world->context, id, lease, "try later", NULL, NULL));
        } else {
            read_message(life, message);
            assert_ok(world, ct_outbox_acknowledge(world->context, id, lease, NULL, NULL));
        }
        ct_message_free(message);
    }
    assert_int_equal(status, CT_DONE);
}

static void
log_in(struct life *life)
{
    struct world *world = life->world;
    for (size_t i = 0; i < CLIENTS; i++) {
        struct client *client = &life->clients[i];
        if (!client->is_waiting || !*client->password || client->login_in-- > 0)
            continue;
        ct_first_login login = CT_FIRST_LOGIN_INIT;
        login.client = client->id;
        login.one_time_password = client->password;
        login.new_password = "Segreta-2026";
        assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
        assert_ok(world, ct_migration_complete(world->context, client->id, NULL, NULL));
        client->is_waiting = false;
        client->password[0] = '\0';
    }
}

static void
run_lifecycle(struct life *life)
{
    ct_lifecycle_report *report = NULL;
    for (int32_t done = 0; !done;) {
        assert_ok(life->world, ct_lifecycle_run(life->world->context, NULL, NULL, &report));
        done = ct_lifecycle_report_is_done(report);
        life->erasures += (size_t)ct_lifecycle_report_erasures(report);
        ct_lifecycle_report_free(report);
    }
}

static void
hold_campaign(struct life *life, int year)
{
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    ct_campaign_report *report = NULL;
    request.license_year = year;
    assert_ok(life->world, ct_campaign_run(life->world->context, &request, NULL, &report));
    life->issued_by_campaigns += ct_campaign_report_coupons(report);
    assert_null(ct_campaign_report_next(report));
    ct_campaign_report_free(report);
}

static void
cancel_small_pack(struct life *life)
{
    struct world *world = life->world;
    ct_cancellation_request request = CT_CANCELLATION_REQUEST_INIT;
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    request.studio = world->studio;
    request.pack = life->small_pack;
    request.sender = ct_studio_certified_email(studio);
    request.message_id = "opec-2026-07-10";
    request.sent_at = world->now;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, NULL));
    ct_studio_free(studio);
}

static void
give_coupon(struct life *life, size_t client, ct_coupon_kind kind, int year)
{
    ct_assignment_request request = CT_ASSIGNMENT_REQUEST_INIT;
    request.studio = life->world->studio;
    request.client = life->clients[client].id;
    request.kind = kind;
    request.license_year = year;
    (void)is_done(life, ct_coupon_assign(life->world->context, &request, NULL, NULL));
}

static void
let_buy(struct life *life, size_t client, ct_plan plan)
{
    ct_purchase_request request = CT_PURCHASE_REQUEST_INIT;
    request.client = life->clients[client].id;
    request.buyer = CT_LICENSE_FROM_CLIENT_PURCHASE;
    request.plan = plan;
    (void)is_done(life, ct_license_buy(life->world->context, &request, NULL, NULL));
}

static void
renew_some(struct life *life, int year, size_t count)
{
    ct_id clients[20];
    ct_renewal_bulk bulk = CT_RENEWAL_BULK_INIT;
    ct_assignments *answers = NULL;
    for (size_t i = 0; i < count; i++)
        clients[i] = life->clients[pick(life, CLIENTS)].id;
    bulk.studio = life->world->studio;
    bulk.clients = clients;
    bulk.client_count = count;
    bulk.license_year = year;
    assert_ok(life->world, ct_renewal_run_many(life->world->context, &bulk, NULL, &answers));
    for (size_t i = 0; i < count; i++)
        if (ct_assignment_status_of(ct_assignments_at(answers, i)) == CT_ASSIGNMENT_REFUSED)
            check_rules(life, ct_assignment_reasons(ct_assignments_at(answers, i)));
    ct_assignments_free(answers);
}

static void
unlink_client(struct life *life, size_t client)
{
    struct world *world = life->world;
    life->clients[client].is_gone = is_done(
        life, ct_client_unlink(world->context, world->studio, life->clients[client].id, NULL, NULL));
}

static void
link_again(struct life *life, size_t client)
{
    struct world *world = life->world;
    ct_link_request request = CT_LINK_REQUEST_INIT;
    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, life->clients[client].id, &account));
    request.studio = world->studio;
    request.email = ct_account_email(account);
    life->clients[client].is_gone =
        !is_done(life, ct_client_link(world->context, &request, NULL, NULL));
    ct_account_free(account);
}

/* The studio tries what it may not, and is told by which rule. */
static void
try_in_vain(struct life *life)
{
    struct world *world = life->world;
    ct_access_request request = CT_ACCESS_REQUEST_INIT;
    ct_access_decision *decision = NULL;
    give_coupon(life, pick(life, CLIENTS), CT_COUPON_FLAT_RATE, life->today.year);
    request.actor = CT_ACCESS_STUDIO;
    request.studio = world->studio;
    request.client = life->clients[pick(life, CLIENTS)].id;
    request.area = CT_AREA_INVOICES;
    request.level = CT_LEVEL_WRITE;
    assert_ok(world, ct_access_check(world->context, &request, &decision));
    assert_string_not_equal(ct_access_decision_rule(decision), "");
    ct_access_decision_free(decision);
}

static void
live_through(struct life *life)
{
    if (is_day(life, 2026, 1, 12))
        (void)buy_pack(life, CT_COUPON_CONTO_TERZI, 2026, 150);
    if (is_day(life, 2026, 2, 2))
        life->small_pack = buy_pack(life, CT_COUPON_CONTO_TERZI, 2026, 10);
    if (is_between(life, 20260115, 20260430) && life->next_migration < CLIENTS)
        migrate_some(life);
    for (size_t i = 0; is_day(life, 2026, 5, 20) && i < 5; i++)
        let_buy(life, 10 * i, CT_PLAN_PREMIUM);
    if (is_day(life, 2026, 6, 10))
        (void)buy_pack(life, CT_COUPON_RENEWABLE, 2026, 5);
    for (size_t i = 0; is_day(life, 2026, 6, 11) && i < 3; i++)
        give_coupon(life, 10 * i + 1, CT_COUPON_RENEWABLE, 2026);
    if (is_day(life, 2026, 7, 10))
        cancel_small_pack(life);
    if (is_day(life, 2026, 11, 15) || is_day(life, 2026, 11, 16))
        hold_campaign(life, 2027);
    if (is_between(life, 20261120, 20261220))
        renew_some(life, 2027, 6);
    if (is_between(life, 20270110, 20270120))
        renew_some(life, 2027, 4);
    if (is_day(life, 2027, 3, 1) || is_day(life, 2027, 3, 2) || is_day(life, 2027, 3, 3))
        unlink_client(life, 40 + 2 * (size_t)life->today.day);
    if (is_day(life, 2027, 4, 1))
        link_again(life, 42);
    if (is_day(life, 2027, 11, 15) || is_day(life, 2027, 12, 1))
        hold_campaign(life, 2028);
    if (is_between(life, 20271201, 20271220))
        renew_some(life, 2028, 8);
    if (life->today.day == 5)
        try_in_vain(life);
}

static int
end_of(const ct_license *license)
{
    int last = number_of(ct_license_last_day(license));
    int superseded = number_of(ct_license_superseded_on(license));
    return superseded && superseded <= last ? superseded - 1 : last;
}

/* Licenses never overlap except as superseded; and each coupon is the source of one. */
static void
check_licenses(struct life *life, struct client *client)
{
    ct_license_list *list = NULL;
    int today = number_of(life->today);
    bool is_licensed = false;
    assert_ok(life->world, ct_license_list_get(life->world->context, client->id, &list));
    for (size_t i = 0; i < ct_license_list_count(list); i++) {
        const ct_license *license = ct_license_list_at(list, i);
        int first = number_of(ct_license_first_day(license));
        ct_id coupon = ct_license_coupon_id(license);
        for (size_t j = 0; j < i; j++) {
            const ct_license *other = ct_license_list_at(list, j);
            assert_true(end_of(other) < first ||
                        end_of(license) < number_of(ct_license_first_day(other)));
        }
        is_licensed = is_licensed || (first <= today && today <= end_of(license));
        if (!is_none(coupon) && life->owned_count < COUPONS_MAX)
            life->owned[life->owned_count++] = coupon;
    }
    ct_license_list_free(list);
    life->lapses += client->is_licensed && !is_licensed;
    client->is_licensed = is_licensed;
}

static int
compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(ct_id));
}

static bool
is_owned(const struct life *life, ct_id coupon)
{
    return bsearch(&coupon, life->owned, life->owned_count, sizeof coupon, compare_ids) != NULL;
}

static uint64_t
issued(const struct life *life)
{
    ct_pack_list *list = NULL;
    uint64_t count = 0;
    assert_ok(life->world, ct_pack_list_get(life->world->context, life->world->studio, NULL, 1000,
                                            &list));
    for (size_t i = 0; i < ct_pack_list_count(list); i++)
        count += ct_pack_quantity(ct_pack_list_at(list, i));
    ct_pack_list_free(list);
    return count;
}

/* Those that were issued are all there, each assigned exactly where a license came from it. */
static void
check_coupons(const struct life *life)
{
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *list = NULL;
    uint64_t count = 0;
    size_t assigned = 0;
    query.studio = life->world->studio;
    query.limit = 1000;
    assert_ok(life->world, ct_coupon_list_get(life->world->context, &query, &list));
    assert_null(ct_coupon_list_next(list));
    for (size_t i = 0; i < ct_coupon_list_count(list); i++) {
        const ct_coupon *coupon = ct_coupon_list_at(list, i);
        bool is_assigned = ct_coupon_state_today(coupon) == CT_COUPON_ASSIGNED;
        count++;
        assigned += is_assigned;
        assert_int_equal(is_assigned, is_owned(life, ct_coupon_id(coupon)));
        assert_int_equal(is_assigned, !is_none(ct_coupon_client_id(coupon)));
    }
    ct_coupon_list_free(list);
    assert_int_equal(count, issued(life));
    assert_int_equal(assigned, life->owned_count);
}

static void
check_books(struct life *life)
{
    life->owned_count = 0;
    for (size_t i = 0; i < CLIENTS; i++)
        check_licenses(life, &life->clients[i]);
    qsort(life->owned, life->owned_count, sizeof *life->owned, compare_ids);
    for (size_t i = 1; i < life->owned_count; i++)
        assert_true(compare_ids(&life->owned[i - 1], &life->owned[i]) < 0);
    check_coupons(life);
}

static void
check_end(struct life *life)
{
    /* 160 coupons of 2026; the late cancellation of the small pack counts from November 2027 on. */
    assert_int_equal(life->issued_by_campaigns, 160 + 150);
    assert_int_equal(life->sent[CT_MESSAGE_COUPONS_ISSUED], 2);
    assert_int_equal(life->sent[CT_MESSAGE_CANCELLATION_RECORDED], 1);
    assert_int_equal(life->sent[CT_MESSAGE_RENEWAL_REMINDER], 4);
    assert_true(life->lapses > 20 && life->erasures > 5 && life->refusals > 100);
    assert_int_equal(life->sent[CT_MESSAGE_LICENSE_EXPIRED], life->lapses);
    assert_true(life->sent[CT_MESSAGE_ERASURE_NOTICE] >= life->erasures);
    size_t erased = 0;
    size_t gone = 0;
    for (size_t i = 0; i < CLIENTS; i++) {
        ct_client *client = NULL;
        assert_ok(life->world,
                  ct_client_get(life->world->context, life->clients[i].id, &client));
        erased += ct_client_name(client) == NULL || *ct_client_name(client) == '\0';
        ct_client_free(client);
        gone += life->clients[i].is_gone;
    }
    assert_int_equal(gone, 2); /* of three that left, one came back */
    assert_int_equal(erased, life->erasures);
}

static ct_date
day_after(struct world *world, ct_date date)
{
    ct_date next;
    ct_instant midnight;
    (void)world;
    assert_int_equal(ct_instant_in_rome(date, 36000000, &midnight), CT_OK);
    assert_int_equal(ct_date_in_rome(midnight + INT64_C(86400000), &next), CT_OK);
    return next;
}

/* The lifecycle rests at weekends, and misses nothing. */
static void
a_year_in_the_life(void **state)
{
    struct life *life = calloc(1, sizeof *life);
    assert_non_null(life);
    life->world = keep_memory(*state, life) ? *state : NULL;
    life->random = 20260112;
    life->today = date_of(2026, 1, 12);
    set_today(life->world, 2026, 1, 12);
    register_clients(life);
    for (int day = 0; number_of(life->today) <= 20280131; day++) {
        set_today(life->world, life->today.year, life->today.month, life->today.day);
        live_through(life);
        if (day % 7 < 5)
            run_lifecycle(life);
        carry_the_post(life);
        log_in(life);
        check_books(life);
        life->today = day_after(life->world, life->today);
    }
    check_end(life);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {CASE(a_year_in_the_life)};
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
