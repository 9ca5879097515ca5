/* Who had what at the end of a past day, rebuilt from the events (R-AUD-01). */
#include "fixture.h"

#include <sqlite3.h>

static ct_client_record *
as_of(struct world *world, ct_id client, int year, int month, int day)
{
    ct_client_record *record = NULL;
    assert_ok(world, ct_client_as_of(world->context, client, date_of(year, month, day), &record));
    return keep_client_record(world, record);
}

static void
assert_record(const ct_client_record *record, ct_client_state state, ct_migration_state migration,
              int64_t licenses, bool is_in_force)
{
    assert_int_equal(ct_client_record_state(record), state);
    assert_int_equal(ct_client_record_migration_state(record), migration);
    assert_int_equal(ct_client_record_license_count(record), licenses);
    assert_int_equal(!is_none(ct_client_record_license_id(record)), is_in_force);
    assert_int_equal(is_none(ct_client_record_migration_id(record)), migration == 0);
}

static void
log_in(struct world *world, ct_id client)
{
    ct_message *message = claim(world);
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    login.client = client;
    login.one_time_password = password_in(world, message);
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
}

static void
count(struct world *world, ct_id client, ct_category category, int quantity)
{
    ct_usage_request use = CT_USAGE_REQUEST_INIT;
    use.client = client;
    use.category = category;
    use.quantity = quantity;
    if (category == CT_CATEGORY_DOCUMENTS)
        use.date = date_of(2026, 3, 1);
    assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
}

/* Registered on 1 September 2026, cancelled on the 2nd, authorised on the 3rd, provisioned on the 5th,
 * in on the 6th, operational on the 7th. */
static ct_id
live_a_week(struct world *world)
{
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 2);
    ct_id client = add_client(world, "Alfa");
    set_today(world, 2026, 9, 2);
    ct_id cancelled = select_client(world, client);
    assert_ok(world, ct_migration_cancel(world->context, cancelled, NULL, NULL));
    set_today(world, 2026, 9, 3);
    ct_id migration = select_client(world, client);
    assert_ok(world, authorise(world, migration, NULL));
    set_today(world, 2026, 9, 5);
    assert_ok(world, ct_migration_provision(world->context, migration, NULL, NULL));
    count(world, client, CT_CATEGORY_CLIENTS, 12);
    set_today(world, 2026, 9, 6);
    log_in(world, client);
    count(world, client, CT_CATEGORY_CLIENTS, -2);
    count(world, client, CT_CATEGORY_DOCUMENTS, 7);
    set_today(world, 2026, 9, 7);
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
    set_today(world, 2027, 2, 1);
    return client;
}

static void
r_aud_01_the_events_tell_who_had_what_on_each_day(void **state)
{
    struct world *world = *state;
    ct_id client = live_a_week(world);
    assert_record(as_of(world, client, 2026, 9, 1), 0, 0, 0, false);
    assert_record(as_of(world, client, 2026, 9, 2), 0, CT_MIGRATION_CANCELLED, 0, false);
    assert_record(as_of(world, client, 2026, 9, 3), CT_CLIENT_IN_MIGRATION,
                  CT_MIGRATION_AUTHORISED, 0, false);
    assert_record(as_of(world, client, 2026, 9, 4), CT_CLIENT_IN_MIGRATION,
                  CT_MIGRATION_AUTHORISED, 0, false);
    assert_record(as_of(world, client, 2026, 9, 5), CT_CLIENT_IN_MIGRATION,
                  CT_MIGRATION_PROVISIONED, 1, true);
    assert_record(as_of(world, client, 2026, 9, 6), CT_CLIENT_IN_MIGRATION,
                  CT_MIGRATION_FIRST_LOGIN, 1, true);
    assert_record(as_of(world, client, 2026, 9, 7), CT_CLIENT_ACTIVE, CT_MIGRATION_OPERATIONAL, 1,
                  true);
    assert_record(as_of(world, client, 2026, 12, 31), CT_CLIENT_ACTIVE, CT_MIGRATION_OPERATIONAL,
                  1, true);
    assert_record(as_of(world, client, 2027, 1, 1), CT_CLIENT_EXPIRED, CT_MIGRATION_OPERATIONAL, 1,
                  false);
}

static void
r_aud_01_the_license_of_a_day_is_told_whole(void **state)
{
    struct world *world = *state;
    ct_id client = live_a_week(world);
    const ct_client_record *record = as_of(world, client, 2026, 12, 31);
    ct_license *license = NULL;
    assert_ok(world, ct_license_in_force(world->context, client, date_of(2026, 12, 31), &license));
    keep_license(world, license);
    const ct_id id = ct_client_record_license_id(record), same = ct_license_id(license);
    const ct_id coupon = ct_client_record_coupon_id(record), own = ct_license_coupon_id(license);
    const ct_id about = ct_client_record_client_id(record);
    const ct_id studio = ct_client_record_studio_id(record);
    assert_id_equal(id, same);
    assert_id_equal(coupon, own);
    assert_id_equal(about, client);
    assert_id_equal(studio, world->studio);
    assert_int_equal(ct_client_record_plan(record), CT_PLAN_STANDARD);
    assert_int_equal(ct_client_record_access_of(record), CT_LICENSE_READ_ONLY);
    assert_int_equal(ct_client_record_source(record), CT_LICENSE_FROM_COUPON);
    assert_date(2026, 9, 5, ct_client_record_first_day(record));
    assert_date(2026, 12, 31, ct_client_record_last_day(record));
    assert_date(2026, 12, 31, ct_client_record_day(record));
    assert_false(ct_client_record_is_erased(record));
}

static void
r_aud_01_usage_is_what_had_been_counted(void **state)
{
    struct world *world = *state;
    ct_id client = live_a_week(world);
    const ct_client_record *before = as_of(world, client, 2026, 9, 5);
    const ct_client_record *after = as_of(world, client, 2026, 9, 6);
    const ct_client_record *next_year = as_of(world, client, 2027, 1, 1);
    assert_int_equal(ct_client_record_used(before, CT_CATEGORY_CLIENTS), 12);
    assert_int_equal(ct_client_record_used(before, CT_CATEGORY_DOCUMENTS), 0);
    assert_int_equal(ct_client_record_used(after, CT_CATEGORY_CLIENTS), 10);
    assert_int_equal(ct_client_record_used(after, CT_CATEGORY_DOCUMENTS), 7);
    assert_int_equal(ct_client_record_used(next_year, CT_CATEGORY_CLIENTS), 10);
    assert_int_equal(ct_client_record_used(next_year, CT_CATEGORY_DOCUMENTS), 0);
    assert_int_equal(ct_client_record_used(after, 0), 0);
    assert_int_equal(ct_client_record_used(after, 99), 0);
}

/* To the second, in winter and in summer. */
static void
r_aud_01_the_day_ends_at_midnight_in_rome(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    assert_int_equal(ct_instant_in_rome(date_of(2026, 9, 11), 0, &world->now), CT_OK);
    world->now -= 1;
    ct_id late = add_client(world, "Alfa");
    pass_time(world, 1);
    ct_id early = add_client(world, "Beta");
    ct_client_record *record = NULL;
    (void)as_of(world, late, 2026, 9, 10);
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_client_as_of(world->context, early, date_of(2026, 9, 10), &record));
    assert_string_equal(ct_error_field(world->context), "day");
    (void)as_of(world, early, 2026, 9, 11);
}

static void
days_that_tell_nothing_are_refused(void **state)
{
    struct world *world = *state;
    ct_client_record *record = NULL;
    ct_id client = add_client(world, "Alfa");
    assert_invalid(world, "day", ct_client_as_of(world->context, client, date_of(2026, 9, 2),
                                                 &record));
    assert_invalid(world, "day", ct_client_as_of(world->context, client, date_of(2026, 2, 30),
                                                 &record));
    assert_invalid(world, "day", ct_client_as_of(world->context, client, date_of(1990, 1, 1),
                                                 &record));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_client_as_of(world->context, world->studio, date_of(2026, 9, 1), &record));
    assert_null(record);
}

/* Events of schema 1 lack source, plan and access: they all were of conto_terzi coupons. */
static void
r_aud_01_events_of_the_first_version_are_read_too(void **state)
{
    struct world *world = *state;
    sqlite3 *file = NULL;
    if (!world->back_end->is_file)
        return;
    ct_id client = live_a_week(world);
    assert_int_equal(sqlite3_open(world->path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "UPDATE event SET license_source = NULL, plan = NULL,"
                                  " license_access = NULL",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
    const ct_client_record *record = as_of(world, client, 2026, 10, 1);
    assert_record(record, CT_CLIENT_ACTIVE, CT_MIGRATION_OPERATIONAL, 1, true);
    assert_int_equal(ct_client_record_plan(record), CT_PLAN_STANDARD);
    assert_int_equal(ct_client_record_access_of(record), CT_LICENSE_READ_ONLY);
    assert_int_equal(ct_client_record_source(record), CT_LICENSE_FROM_COUPON);
}

/* Of several licenses, the one of the day; a trial is none to speak of. */
static void
licenses_that_were_bought_are_told_too(void **state)
{
    struct world *world = *state;
    ct_id own = add_client(world, "Alfa"), bought = add_client(world, "Beta");
    (void)start_trial(world, own);
    set_today(world, 2026, 9, 3);
    (void)buy_license(world, own, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    (void)buy_license(world, bought, CT_LICENSE_FROM_STUDIO_PURCHASE, CT_PLAN_STANDARD);
    set_today(world, 2026, 9, 5);
    (void)buy_license(world, bought, CT_LICENSE_FROM_STUDIO_PURCHASE, CT_PLAN_COMPLETE);
    set_today(world, 2026, 9, 7);
    assert_int_equal(ct_client_record_source(as_of(world, own, 2026, 9, 2)), CT_LICENSE_FROM_TRIAL);
    assert_int_equal(ct_client_record_source(as_of(world, own, 2026, 9, 3)),
                     CT_LICENSE_FROM_CLIENT_PURCHASE);
    assert_int_equal(ct_client_record_state(as_of(world, own, 2026, 9, 6)),
                     ct_client_state_today(client_now(world, own)));
    assert_int_equal(ct_client_record_license_count(as_of(world, own, 2026, 9, 6)), 2);
    assert_int_equal(ct_client_record_plan(as_of(world, bought, 2026, 9, 4)), CT_PLAN_STANDARD);
    assert_int_equal(ct_client_record_plan(as_of(world, bought, 2026, 9, 5)), CT_PLAN_COMPLETE);
    assert_int_equal(ct_client_record_state(as_of(world, bought, 2026, 9, 6)),
                     ct_client_state_today(client_now(world, bought)));
}

/* Hundreds of events take no more memory than one. */
static void
a_long_history_takes_no_more_memory(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 1);
    ct_id client = add_client(world, "Alfa");
    (void)migrate(world, client);
    for (int i = 0; i < 300; i++)
        count(world, client, CT_CATEGORY_PRODUCTS, 1);
    (void)as_of(world, client, 2026, 9, 1);
    heap_arm(&world->heap, HEAP_FAILS_FROM, 200); /* fewer than events */
    const ct_client_record *record = as_of(world, client, 2026, 9, 1);
    assert_false(heap_disarm(&world->heap));
    assert_int_equal(ct_client_record_used(record, CT_CATEGORY_PRODUCTS), 300);
}

int
main(int argc, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_aud_01_the_events_tell_who_had_what_on_each_day),
        CASE(r_aud_01_the_license_of_a_day_is_told_whole),
        CASE(r_aud_01_usage_is_what_had_been_counted),
        CASE(r_aud_01_the_day_ends_at_midnight_in_rome),
        CASE(days_that_tell_nothing_are_refused),
        CASE(r_aud_01_events_of_the_first_version_are_read_too),
        CASE(licenses_that_were_bought_are_told_too),
        CASE(a_long_history_takes_no_more_memory),
    };
    (void)argc;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
