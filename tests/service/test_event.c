/* Events: what they tell, and what they never do (R-AUD-01, R-AUD-09). */
#include "fixture.h"

#include <sqlite3.h>
#include <string.h>

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

/* A client's whole life, with a failed migration in it. Ends as the clock's next day. */
static ct_id
live_a_life(struct world *world)
{
    reopen(world, "provisioning", "host");
    ct_id pack = buy(world, 2026, 3);
    ct_id client = add_client(world, "Alfa");
    ct_client_request request = client_request(world, "Alfa bis");
    request.vat_number = ct_client_vat_number(client_now(world, client));
    (void)register_client(world, &request);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, client, "Il bar", NULL,
                                            NULL));
    ct_id cancelled = select_client(world, client);
    assert_ok(world, ct_migration_cancel(world->context, cancelled, NULL, NULL));
    ct_id failed = select_client(world, client);
    assert_ok(world, authorise(world, failed, NULL));
    assert_ok(world, ct_migration_fail(world->context, failed, NULL, NULL));
    ct_id done = select_client(world, client);
    assert_ok(world, authorise(world, done, NULL));
    assert_ok(world, ct_migration_provision(world->context, done, NULL, NULL));
    ct_usage_request use = CT_USAGE_REQUEST_INIT;
    use.client = client;
    use.category = CT_CATEGORY_CLIENTS;
    use.quantity = 12;
    assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
    ct_message *message = claim(world);
    assert_ok(world, ct_outbox_fail(world->context, ct_message_id(message),
                                    ct_message_lease(message), "no such host", NULL, NULL));
    pass_time(world, 60);
    message = claim(world);
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = client;
    login.one_time_password = password_in(world, message);
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
    assert_ok(world, ct_pack_revoke(world->context, pack, NULL, NULL));
    return client;
}

static void
assert_kinds(const ct_event_list *list, const ct_event_kind *kinds, size_t count)
{
    for (size_t i = 0; i < count && i < ct_event_list_count(list); i++)
        if (ct_event_kind_of(ct_event_list_at(list, i)) != kinds[i])
            fail_msg("event %zu is %s instead of %s", i,
                     ct_enum_name(CT_ENUM_EVENT_KIND,
                                  ct_event_kind_of(ct_event_list_at(list, i))),
                     ct_enum_name(CT_ENUM_EVENT_KIND, kinds[i]));
    assert_int_equal(ct_event_list_count(list), count);
}

static void
r_aud_01_every_change_appends_its_event(void **state)
{
    struct world *world = *state;
    static const ct_event_kind of_client[] = {
        CT_EVENT_CLIENT_ADDED, CT_EVENT_CLIENT_UPDATED, CT_EVENT_NICKNAME_SET,
        CT_EVENT_MIGRATION_SELECTED, CT_EVENT_MIGRATION_CANCELLED,
        CT_EVENT_MIGRATION_SELECTED, CT_EVENT_MIGRATION_AUTHORISED, CT_EVENT_MIGRATION_FAILED,
        CT_EVENT_MIGRATION_SELECTED, CT_EVENT_MIGRATION_AUTHORISED, CT_EVENT_LICENSE_ACTIVATED,
        CT_EVENT_MIGRATION_PROVISIONED, CT_EVENT_MESSAGE_QUEUED, CT_EVENT_USAGE_COUNTED,
        CT_EVENT_MESSAGE_CLAIMED, CT_EVENT_MESSAGE_FAILED, CT_EVENT_MESSAGE_CLAIMED,
        CT_EVENT_MESSAGE_DELIVERED, CT_EVENT_CREDENTIALS_SENT, CT_EVENT_FIRST_LOGIN,
        CT_EVENT_MIGRATION_OPERATIONAL,
    };
    static const ct_event_kind of_studio[] = {
        CT_EVENT_STUDIO_ADDED, CT_EVENT_ACCOUNT_OPENED, CT_EVENT_PACK_BOUGHT,
        CT_EVENT_PACK_REVOKED,
    };
    ct_id client = live_a_life(world);
    const ct_event_list *list = events_of(world, no_id, client);
    assert_kinds(list, of_client, COUNT(of_client));
    for (size_t i = 0; i < COUNT(of_client); i++) {
        const ct_event *event = ct_event_list_at(list, i);
        const ct_id subject = ct_event_subject_id(event), about = ct_event_client_id(event);
        const ct_id studio = ct_event_studio_id(event);
        assert_int_equal(ct_event_sequence(event), i + 1);
        assert_id_equal(subject, client);
        assert_id_equal(about, client);
        assert_id_equal(studio, world->studio);
        assert_string_equal(ct_event_actor(event), "host");
        assert_int_equal(ct_event_number(event),
                         of_client[i] == CT_EVENT_USAGE_COUNTED ? 12 : 0);
        bool has_license = of_client[i] == CT_EVENT_LICENSE_ACTIVATED;
        assert_true(!has_license || !is_none(ct_event_license_id(event)));
        assert_int_equal(ct_event_first_day(event).year, has_license ? 2026 : 0);
        assert_int_equal(ct_event_last_day(event).day, has_license ? 31 : 0);
        assert_int_equal(ct_event_coupon_kind(event), has_license ? CT_COUPON_CONTO_TERZI : 0);
        bool is_usage = of_client[i] == CT_EVENT_USAGE_COUNTED;
        assert_int_equal(ct_event_year(event) != 0, has_license);
        assert_int_equal(ct_event_category(event), is_usage ? CT_CATEGORY_CLIENTS : 0);
        bool is_message = of_client[i] >= CT_EVENT_MESSAGE_QUEUED;
        assert_int_equal(!is_none(ct_event_message_id(event)), is_message);
    }

    const ct_event_list *all = events_of(world, world->studio, no_id);
    size_t seen = 0;
    ct_instant last = 0;
    for (size_t i = 0; i < ct_event_list_count(all); i++) {
        const ct_event *event = ct_event_list_at(all, i);
        assert_true(ct_event_instant(event) >= last);
        last = ct_event_instant(event);
        const ct_id subject = ct_event_subject_id(event);
        if (memcmp(&subject, &world->studio, sizeof subject) != 0)
            continue;
        /* By instant, not by sequence: at one instant in any order. */
        assert_true(ct_event_sequence(event) >= 1 && ct_event_sequence(event) <= 4);
        assert_int_equal(ct_event_kind_of(event), of_studio[ct_event_sequence(event) - 1]);
        if (ct_event_kind_of(event) == CT_EVENT_PACK_BOUGHT)
            assert_int_equal(ct_event_number(event), 3);
        if (ct_event_kind_of(event) == CT_EVENT_PACK_REVOKED)
            assert_int_equal(ct_event_number(event), 2);
        seen++;
    }
    assert_int_equal(seen, COUNT(of_studio));
    assert_int_equal(ct_event_list_count(all), COUNT(of_studio) + COUNT(of_client));
}

static void
the_actor_is_who_acts(void **state)
{
    struct world *world = *state;
    assert_ok(world, ct_context_set_actor(world->context, "operator-7"));
    ct_id client = add_client(world, "Alfa");
    assert_string_equal(ct_event_actor(ct_event_list_at(events_of(world, no_id, client), 0)),
                        "operator-7");
}

static void
r_aud_01_read_in_order_events_rebuild_who_had_which_coupon(void **state)
{
    struct world *world = *state;
    (void)live_a_life(world);
    reopen(world, "provisioning", "library");
    (void)buy(world, 2027, 4);
    for (int i = 0; i < 3; i++)
        (void)migrate(world, add_client(world, "Beta"));
    const ct_coupon_list *coupons = coupons_in(world, 0);
    for (size_t i = 0; i < ct_coupon_list_count(coupons); i++) {
        const ct_coupon *coupon = ct_coupon_list_at(coupons, i);
        const ct_id id = ct_coupon_id(coupon), holder = ct_coupon_client_id(coupon);
        ct_id rebuilt = no_id;
        const ct_event_list *all = events_of(world, world->studio, no_id);
        for (size_t j = 0; j < ct_event_list_count(all); j++) {
            const ct_event *event = ct_event_list_at(all, j);
            const ct_id of = ct_event_coupon_id(event);
            ct_event_kind kind = ct_event_kind_of(event);
            if (memcmp(&of, &id, sizeof id) != 0)
                continue;
            rebuilt = kind == CT_EVENT_MIGRATION_FAILED || kind == CT_EVENT_MIGRATION_CANCELLED
                          ? no_id
                          : ct_event_client_id(event);
        }
        assert_id_equal(rebuilt, holder);
    }
}

static int
look_for_secrets(void *user, int count, char **texts, char **names)
{
    static const char *const secrets[] = {"Alfa",  "bar",     "Rossi",        "Mario", "RSSMRA",
                                          "@mail", "Bianchi", "no such host", "Segreta"};
    (void)names;
    ++*(size_t *)user;
    for (int i = 0; i < count; i++)
        for (size_t j = 0; j < COUNT(secrets); j++)
            if (has_text(texts[i], secrets[j]))
                return -1;
    return 0;
}

static const ct_event *
last_event(struct world *world, ct_id studio)
{
    ct_event_list *list = events_of(world, studio, no_id);
    return ct_event_list_at(list, ct_event_list_count(list) - 1);
}

static void
r_aud_06_a_refusal_is_an_event_with_its_rules(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_migration_request request = migration_request(world, client);
    request.email = "alfa@pec.it";
    assert_refused(world, "R-STU-03 R-ELIG-11",
                   ct_migration_run(world->context, &request, NULL, NULL));
    const ct_event *event = last_event(world, world->studio);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_MIGRATION_REFUSED);
    assert_string_equal(ct_event_rules(event), "R-STU-03 R-ELIG-11");
    ct_id subject = ct_event_subject_id(event);
    assert_id_equal(subject, client);
    assert_refused(world, "R-STU-03", ct_migration_select(world->context, &request, NULL, NULL));
    event = last_event(world, world->studio);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_MIGRATION_REFUSED);
    assert_int_equal(ct_event_sequence(event), 3);
}

static void
r_aud_06_refusals_of_a_bulk_are_events_of_each_client(void **state)
{
    struct world *world = *state;
    const ct_id clients[] = {add_client(world, "Alfa"), add_client(world, "Beta")};
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers = NULL;
    bulk.studio = world->studio;
    bulk.signatory = &signatory;
    bulk.clients = clients;
    bulk.client_count = COUNT(clients);
    assert_ok(world, ct_migration_run_many(world->context, &bulk, NULL, &answers));
    keep_migration_answers(world, answers);
    for (size_t i = 0; i < COUNT(clients); i++) {
        ct_event_list *list = events_of(world, no_id, clients[i]);
        assert_int_equal(ct_event_list_count(list), 2);
        assert_string_equal(ct_event_rules(ct_event_list_at(list, 1)), "R-ELIG-11");
    }
}

static void
r_aud_06_another_studio_s_client_learns_nothing_of_it(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_id other = add_studio(world);
    ct_migration_request request = migration_request(world, client);
    request.studio = other;
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    assert_int_equal(ct_event_list_count(events_of(world, no_id, client)), 1);
    const ct_event *event = last_event(world, other);
    assert_int_equal(ct_event_kind_of(event), CT_EVENT_MIGRATION_REFUSED);
    assert_true(is_none(ct_event_client_id(event)));
}

static void
r_aud_06_no_event_of_a_preview_or_where_the_policy_wants_none(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    const ct_migration_request request = migration_request(world, client);
    const ct_call preview = {.size = sizeof preview, .flags = CT_CALL_PREVIEW};
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, &preview, NULL));
    reopen(world, "refusals_recorded", "no");
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    assert_int_equal(ct_event_list_count(events_of(world, no_id, client)), 1);
}

static void
r_aud_06_a_key_records_its_refusal_once(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    const ct_migration_request request = migration_request(world, client);
    const ct_call call = {.size = sizeof call, .idempotency_key = "po-1"};
    for (int i = 0; i < 2; i++)
        assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, &call, NULL));
    assert_int_equal(ct_event_list_count(events_of(world, no_id, client)), 2);
}

static void
r_aud_09_events_have_no_personal_data(void **state)
{
    struct world *world = *state;
    (void)live_a_life(world);
    const ct_event_list *all = events_of(world, no_id, no_id);
    for (size_t i = 0; i < ct_event_list_count(all); i++)
        assert_string_equal(ct_event_actor(ct_event_list_at(all, i)), "host");
    if (!world->back_end->is_file)
        return;
    /* The table itself: nothing beyond what the getters give. */
    sqlite3 *store = NULL;
    size_t lines = 0;
    assert_int_equal(sqlite3_open_v2(world->path, &store, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    int result = sqlite3_exec(store, "select * from event", look_for_secrets, &lines, NULL);
    assert_int_equal(sqlite3_close(store), SQLITE_OK);
    assert_int_equal(result, SQLITE_OK);
    assert_int_equal(lines, ct_event_list_count(all));
}

static void
events_are_paged_and_given_by_studio_and_client(void **state)
{
    struct world *world = *state;
    ct_id client = live_a_life(world);
    ct_id first = world->studio;
    world->studio = add_studio(world);
    (void)add_client(world, "Beta");
    assert_int_equal(ct_event_list_count(events_of(world, world->studio, no_id)), 3);
    assert_int_equal(ct_event_list_count(events_of(world, world->studio, client)), 0);
    const ct_event_list *whole = events_of(world, first, client);
    const ct_id scopes[][2] = {{no_id, no_id}, {first, no_id}, {no_id, client}, {first, client}};
    for (size_t scope = 0; scope < COUNT(scopes); scope++)
        for (uint32_t limit = 1; limit <= 30; limit += 7) {
            ct_event_query query = CT_EVENT_QUERY_INIT;
            const ct_event_list *all = events_of(world, scopes[scope][0], scopes[scope][1]);
            size_t seen = 0;
            query.studio = scopes[scope][0];
            query.client = scopes[scope][1];
            query.limit = limit;
            do {
                ct_event_list *page = NULL;
                assert_ok(world, ct_event_list_get(world->context, &query, &page));
                keep_event_list(world, page);
                for (size_t i = 0; i < ct_event_list_count(page); i++, seen++) {
                    const ct_event *a = ct_event_list_at(page, i), *b = ct_event_list_at(all, seen);
                    assert_int_equal(ct_event_sequence(a), ct_event_sequence(b));
                    assert_int_equal(ct_event_kind_of(a), ct_event_kind_of(b));
                }
                query.after = ct_event_list_next(page);
            } while (query.after);
            assert_int_equal(seen, ct_event_list_count(all));
        }
    assert_true(ct_event_list_count(whole) > 0);
    ct_event_list *list = NULL;
    assert_ok(world, ct_event_list_get(world->context, NULL, &list));
    keep_event_list(world, list);
    assert_true(ct_event_list_count(list) > 0);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_aud_01_every_change_appends_its_event),
        CASE(the_actor_is_who_acts),
        CASE(r_aud_01_read_in_order_events_rebuild_who_had_which_coupon),
        CASE(r_aud_06_a_refusal_is_an_event_with_its_rules),
        CASE(r_aud_06_refusals_of_a_bulk_are_events_of_each_client),
        CASE(r_aud_06_another_studio_s_client_learns_nothing_of_it),
        CASE(r_aud_06_no_event_of_a_preview_or_where_the_policy_wants_none),
        CASE(r_aud_06_a_key_records_its_refusal_once),
        CASE(r_aud_09_events_have_no_personal_data),
        CASE(events_are_paged_and_given_by_studio_and_client),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
