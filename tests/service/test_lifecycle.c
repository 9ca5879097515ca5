/* The daily lifecycle: what is due on which day, once and none too few. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

/* What runs of a day did together. */
struct done {
    int64_t expired, announced, erased, reminded, answers, messages;
    int calls;
};

static struct done
run_in(struct world *world, ct_context *context, uint32_t limit)
{
    struct done done = {.calls = 0};
    ct_lifecycle_request request = CT_LIFECYCLE_REQUEST_INIT;
    int32_t is_done = 0;
    request.limit = limit;
    while (!is_done) {
        ct_lifecycle_report *report = NULL;
        assert_int_equal(ct_lifecycle_run(context, &request, NULL, &report), CT_OK);
        keep_lifecycle_report(world, report);
        done.expired += ct_lifecycle_report_expired_notices(report);
        done.announced += ct_lifecycle_report_erasure_notices(report);
        done.erased += ct_lifecycle_report_erasures(report);
        done.reminded += ct_lifecycle_report_reminders(report);
        done.answers += ct_lifecycle_report_removed_answers(report);
        done.messages += ct_lifecycle_report_removed_messages(report);
        is_done = ct_lifecycle_report_is_done(report);
        done.calls++;
        assert_in_range(done.calls, 1, 1000);
    }
    return done;
}

static struct done
run_on(struct world *world, int year, int month, int day)
{
    set_today(world, year, month, day);
    return run_in(world, world->context, 0);
}

/* Each: expired, announced, erased, reminded. */
#define assert_done(run, expired_, announced_, erased_, reminded_) \
    do {                                                            \
        const struct done done_ = (run);                            \
        assert_int_equal(done_.expired, expired_);                  \
        assert_int_equal(done_.announced, announced_);              \
        assert_int_equal(done_.erased, erased_);                    \
        assert_int_equal(done_.reminded, reminded_);                \
    } while (0)

static size_t
count_messages(struct world *world, ct_message_kind kind)
{
    ct_message_list *list = NULL;
    size_t count = 0;
    assert_ok(world, ct_message_list_get(world->context, 0, NULL, 1000, &list));
    keep_message_list(world, list);
    for (size_t i = 0; i < ct_message_list_count(list); i++)
        count += ct_message_kind_of(ct_message_list_at(list, i)) == kind;
    return count;
}

/* The last event of a kind on a client, or on the world's studio for none. */
static const ct_event *
last_event(struct world *world, ct_id client, ct_event_kind kind)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    const ct_event *found = NULL;
    query.client = client;
    query.studio = is_none(client) ? world->studio : no_id;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++)
        if (ct_event_kind_of(ct_event_list_at(list, i)) == kind)
            found = ct_event_list_at(list, i);
    return found;
}

/* The next message that is due and of this kind; those before it are acknowledged. */
static const ct_message *
claim_kind(struct world *world, ct_message_kind kind)
{
    for (;;) {
        ct_message *message = claim(world);
        if (!message || ct_message_kind_of(message) == kind)
            return message;
        assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                               ct_message_lease(message), NULL, NULL));
    }
}

static ct_id
migrate_one(struct world *world, const char *name)
{
    ct_id client = add_client(world, name);
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    return client;
}

/* A full license of its own until that day. */
static void
buy_own_license(struct world *world, ct_id client, int year, int month, int day)
{
    ct_purchase_request request = CT_PURCHASE_REQUEST_INIT;
    request.client = client;
    request.buyer = CT_LICENSE_FROM_CLIENT_PURCHASE;
    request.plan = CT_PLAN_PREMIUM;
    request.last_day = date_of(year, month, day);
    request.flags = CT_PURCHASE_AS_RENEWAL;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
}

static void
nothing_is_due_in_an_empty_store(void **state)
{
    struct world *world = *state;
    const struct done done = run_on(world, 2026, 12, 25);
    assert_done(done, 0, 0, 0, 0);
    assert_int_equal(done.calls, 1);
    assert_int_equal(done.answers + done.messages, 0);
}

static void
r_lic_06_a_client_is_told_on_the_day_after_the_last(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    assert_done(run_on(world, 2026, 9, 1), 0, 0, 0, 0);
    assert_int_equal(run_on(world, 2026, 12, 31).expired, 0);
    assert_done(run_on(world, 2027, 1, 1), 1, 0, 0, 0);

    const ct_event *event = last_event(world, client, CT_EVENT_LICENSE_EXPIRED);
    assert_date(2026, 12, 31, ct_event_last_day(event));
    assert_false(is_none(ct_event_license_id(event)));
    const ct_message *message = claim_kind(world, CT_MESSAGE_LICENSE_EXPIRED);
    assert_string_equal(ct_message_recipient(message),
                        ct_client_emails(client_now(world, client)));
    assert_true(has_text(ct_message_text(message), "31/12/2026"));
    assert_true(has_text(ct_message_subject(message), "Alfa"));
}

static void
r_out_03_twice_on_a_day_tells_once(void **state)
{
    struct world *world = *state;
    (void)migrate_one(world, "Alfa");
    assert_done(run_on(world, 2027, 1, 1), 1, 0, 0, 0);
    const char *before = dump(world);
    assert_done(run_on(world, 2027, 1, 1), 0, 0, 0, 0);
    assert_done(run_on(world, 2027, 1, 2), 0, 0, 0, 0);
    assert_done(run_on(world, 2026, 11, 1), 0, 0, 0, 0); /* a clock that went back */
    assert_done(run_on(world, 2027, 1, 3), 0, 0, 0, 0);
    assert_unchanged(world, before);
}

static void
r_out_03_missed_days_lose_no_notice(void **state)
{
    struct world *world = *state;
    (void)migrate_one(world, "Alfa");
    (void)migrate_one(world, "Beta");
    /* A year and a half late: told that it expired, told of an erasure that is put off. */
    assert_done(run_on(world, 2028, 6, 1), 2, 2, 0, 0);
    assert_done(run_on(world, 2028, 6, 30), 0, 0, 0, 0);
    assert_done(run_on(world, 2028, 7, 1), 0, 0, 2, 0);
}

static void
r_out_03_a_day_can_be_done_in_any_number_of_calls(void **state)
{
    struct world *world = *state;
    char name[16];
    for (int i = 0; i < 7; i++) {
        (void)snprintf(name, sizeof name, "Cliente %d", i);
        (void)migrate_one(world, name);
    }
    set_today(world, 2027, 1, 1);
    const struct done done = run_in(world, world->context, 3);
    assert_int_equal(done.expired, 7);
    assert_true(done.calls >= 3);
    assert_int_equal(count_messages(world, CT_MESSAGE_LICENSE_EXPIRED), 7);
    set_today(world, 2028, 1, 20);
    assert_int_equal(run_in(world, world->context, 1).announced, 7);
    set_today(world, 2028, 2, 19);
    assert_int_equal(run_in(world, world->context, 2).erased, 7);
}

static void
r_out_03_two_machines_tell_once_together(void **state)
{
    struct world *world = *state;
    ct_context *other = open_context(world, "machine-2");
    for (int i = 0; i < 5; i++)
        (void)migrate_one(world, "Cliente");
    set_today(world, 2027, 1, 1);
    ct_lifecycle_request request = CT_LIFECYCLE_REQUEST_INIT;
    int64_t expired = 0;
    request.limit = 1;
    for (int i = 0; i < 8; i++) {
        ct_lifecycle_report *report = NULL;
        assert_int_equal(
            ct_lifecycle_run(i % 2 ? other : world->context, &request, NULL, &report), CT_OK);
        expired += ct_lifecycle_report_expired_notices(keep_lifecycle_report(world, report));
    }
    assert_int_equal(expired, 5);
    assert_int_equal(count_messages(world, CT_MESSAGE_LICENSE_EXPIRED), 5);
}

static void
r_out_03_who_has_a_later_license_is_not_told(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    buy_own_license(world, client, 2027, 6, 30);
    assert_done(run_on(world, 2027, 1, 1), 0, 0, 0, 0);
    assert_done(run_on(world, 2027, 7, 1), 1, 0, 0, 0); /* of that one it is */
}

static void
trials_end_too(void **state)
{
    struct world *world = *state;
    ct_trial_request request = CT_TRIAL_REQUEST_INIT;
    request.client = add_client(world, "Prova");
    assert_ok(world, ct_license_start_trial(world->context, &request, NULL, NULL));
    assert_done(run_on(world, 2026, 9, 30), 0, 0, 0, 0);
    assert_done(run_on(world, 2026, 10, 1), 1, 0, 0, 0);
}

static void
r_lic_06_a_notice_goes_out_thirty_days_before_the_erasure(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    assert_int_equal(run_on(world, 2027, 12, 1).announced, 0);
    assert_done(run_on(world, 2027, 12, 2), 0, 1, 0, 0);
    assert_date(2028, 1, 1,
                ct_event_first_day(last_event(world, client, CT_EVENT_ERASURE_ANNOUNCED)));
    const ct_message *message = claim_kind(world, CT_MESSAGE_ERASURE_NOTICE);
    assert_true(has_text(ct_message_text(message), "01/01/2028"));
    assert_done(run_on(world, 2027, 12, 31), 0, 0, 0, 0);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_EXPIRED);
    assert_done(run_on(world, 2028, 1, 1), 0, 0, 1, 0);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_ERASED);
    assert_done(run_on(world, 2028, 1, 2), 0, 0, 0, 0);
    assert_done(run_on(world, 2035, 1, 1), 0, 0, 0, 0);
}

static void
r_lic_06_a_client_that_came_back_is_left_alone(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    assert_int_equal(run_on(world, 2027, 12, 2).announced, 1);
    buy_own_license(world, client, 2027, 12, 20); /* for so short that it has ended before the day */
    assert_done(run_on(world, 2028, 1, 1), 1, 0, 0, 0);
    assert_string_equal(ct_client_name(client_now(world, client)), "Alfa");
    assert_done(run_on(world, 2028, 11, 20), 0, 0, 0, 0);
    assert_done(run_on(world, 2028, 11, 21), 0, 1, 0, 0); /* a year after that one */
    buy_own_license(world, client, 2029, 11, 20);
    assert_done(run_on(world, 2028, 12, 21), 0, 0, 0, 0);
    assert_string_equal(ct_client_name(client_now(world, client)), "Alfa");
}

/* The day of which it was told first comes when it is told of another. */
static void
r_out_03_a_client_that_came_back_and_lapsed_again_is_told_once(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    assert_int_equal(run_on(world, 2027, 12, 2).announced, 1);
    buy_own_license(world, client, 2027, 12, 20);
    assert_done(run_on(world, 2028, 11, 21), 1, 1, 0, 0); /* no run in between */
    assert_int_equal(count_messages(world, CT_MESSAGE_ERASURE_NOTICE), 2);
    assert_done(run_on(world, 2028, 12, 20), 0, 0, 0, 0);
    assert_done(run_on(world, 2028, 12, 21), 0, 0, 1, 0);
}

static void
r_lic_06_more_months_by_a_new_policy_are_told_anew(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    assert_int_equal(run_on(world, 2027, 12, 2).announced, 1);
    reopen(world, "backup_months", "24");
    assert_done(run_on(world, 2028, 1, 1), 0, 1, 0, 0);
    assert_date(2029, 1, 1,
                ct_event_first_day(last_event(world, client, CT_EVENT_ERASURE_ANNOUNCED)));
    assert_done(run_on(world, 2028, 12, 31), 0, 0, 0, 0);
    assert_done(run_on(world, 2029, 1, 1), 0, 0, 1, 0);
}

static void
r_out_02_studios_are_reminded_thirty_and_seven_days_before_the_end(void **state)
{
    struct world *world = *state;
    ct_id renewed = migrate_one(world, "Alfa");
    (void)migrate_one(world, "Beta");
    (void)migrate_one(world, "Gamma");
    buy_own_license(world, renewed, 2027, 12, 31);
    (void)add_studio(world); /* has no clients, and is not bothered */
    assert_done(run_on(world, 2026, 11, 30), 0, 0, 0, 0);
    assert_done(run_on(world, 2026, 12, 1), 0, 0, 0, 1);
    const ct_event *event = last_event(world, no_id, CT_EVENT_RENEWAL_REMINDED);
    assert_int_equal(ct_event_number(event), 2);
    assert_int_equal(ct_event_year(event), 2026);
    const ct_message *message = claim_kind(world, CT_MESSAGE_RENEWAL_REMINDER);
    assert_true(has_text(ct_message_text(message), "31/12/2026"));
    assert_true(has_text(ct_message_text(message), "2 clienti"));
    assert_done(run_on(world, 2026, 12, 2), 0, 0, 0, 0);
    assert_done(run_on(world, 2026, 12, 24), 0, 0, 0, 1);
    assert_done(run_on(world, 2026, 12, 31), 0, 0, 0, 0);
    assert_int_equal(run_on(world, 2027, 12, 1).reminded, 0); /* a purchase is not to be renewed */
}

/* R-CLI-05: its license goes on without the studio. */
static void
an_unlinked_client_is_told_and_no_studio_is_reminded_of_it(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    assert_ok(world, ct_client_unlink(world->context, world->studio, client, NULL, NULL));
    assert_done(run_on(world, 2026, 12, 31), 0, 0, 0, 0);
    assert_done(run_on(world, 2027, 1, 1), 1, 0, 0, 0);
    const ct_message *message = claim_kind(world, CT_MESSAGE_LICENSE_EXPIRED);
    assert_true(is_none(ct_message_studio_id(message)));
    assert_true(has_text(ct_message_text(message), "Alfa"));
    assert_done(run_on(world, 2027, 12, 2), 0, 1, 0, 0);
    assert_done(run_on(world, 2028, 1, 1), 0, 0, 1, 0);
}

static void
r_out_03_reminders_that_were_missed_go_out_before_the_year_ends(void **state)
{
    struct world *world = *state;
    (void)migrate_one(world, "Alfa");
    assert_done(run_on(world, 2026, 12, 31), 0, 0, 0, 2);
    assert_done(run_on(world, 2026, 12, 31), 0, 0, 0, 0);
}

static void
r_out_03_no_reminder_goes_out_after_the_year_has_ended(void **state)
{
    struct world *world = *state;
    (void)migrate_one(world, "Alfa");
    assert_done(run_on(world, 2027, 1, 1), 1, 0, 0, 0);
    assert_int_equal(count_messages(world, CT_MESSAGE_RENEWAL_REMINDER), 0);
}

static void
r_out_03_each_studio_is_reminded_once_in_however_many_calls(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 5; i++) {
        world->studio = add_studio(world);
        (void)migrate_one(world, "Alfa");
    }
    set_today(world, 2026, 12, 24);
    assert_int_equal(run_in(world, world->context, 3).reminded, 10); /* both, of each */
    assert_int_equal(run_in(world, world->context, 3).reminded, 0);
    assert_int_equal(count_messages(world, CT_MESSAGE_RENEWAL_REMINDER), 10);
}

static void
r_aud_10_old_answers_go_and_their_keys_count_as_new(void **state)
{
    struct world *world = *state;
    const ct_studio_request request = studio_request(world);
    ct_call call = CT_CALL_INIT;
    ct_studio *studio = NULL;
    ct_instant since = 0;
    call.idempotency_key = "k-1";
    assert_ok(world, ct_studio_add(world->context, &request, &call, &studio));
    const ct_instant added = world->now;
    keep_studio(world, studio);
    pass_time(world, 30 * 86400);
    assert_int_equal(run_in(world, world->context, 0).answers, 0);
    assert_ok(world, ct_context_keys_kept_since(world->context, &since));
    assert_int_equal(since, added); /* and it is there */
    assert_ok(world, ct_studio_add(world->context, &request, &call, &studio));
    keep_studio(world, studio);
    pass_time(world, 1);
    assert_int_equal(run_in(world, world->context, 0).answers, 1);
    assert_ok(world, ct_context_keys_kept_since(world->context, &since));
    assert_true(since > added);
    /* As a new one it is refused now, for there is such a studio. */
    assert_status(world, CT_ERR_REFUSED, ct_studio_add(world->context, &request, &call, &studio));
}

static void
r_aud_10_delivered_messages_go_after_their_days_and_waiting_ones_stay(void **state)
{
    struct world *world = *state;
    (void)migrate_one(world, "Alfa");
    (void)migrate_one(world, "Beta");
    pass_time(world, 86400);
    ct_message *message = claim(world);
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    pass_time(world, 90 * 86400);
    assert_int_equal(run_in(world, world->context, 0).messages, 0);
    pass_time(world, 1);
    assert_int_equal(run_in(world, world->context, 0).messages, 1);
    assert_int_equal(count_messages(world, CT_MESSAGE_CREDENTIALS), 1);
    pass_time(world, 90 * 86400);
    assert_int_equal(run_in(world, world->context, 0).messages, 0);
}

static void
r_aud_10_what_was_withdrawn_goes_too(void **state)
{
    struct world *world = *state;
    ct_id client = migrate_one(world, "Alfa");
    ct_message *first = claim(world);
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = client;
    login.one_time_password = password_in(world, first);
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
    pass_time(world, 3600);
    assert_null(claim(world)); /* withdrawn: the client is in */
    pass_time(world, 90 * 86400 + 1);
    assert_int_equal(run_in(world, world->context, 0).messages, 1);
}

static void
a_preview_of_a_day_changes_nothing(void **state)
{
    struct world *world = *state;
    (void)migrate_one(world, "Alfa");
    set_today(world, 2027, 1, 1);
    const char *before = dump(world);
    assert_ok(world, ct_preview_begin(world->context));
    assert_int_equal(run_in(world, world->context, 1).expired, 1);
    assert_int_equal(run_in(world, world->context, 1).expired, 0);
    ct_preview_end(world->context);
    assert_unchanged(world, before);
    assert_int_equal(run_in(world, world->context, 1).expired, 1);
}

static void
a_limit_has_bounds(void **state)
{
    struct world *world = *state;
    ct_lifecycle_request request = CT_LIFECYCLE_REQUEST_INIT;
    request.limit = 10001;
    assert_invalid(world, "limit", ct_lifecycle_run(world->context, &request, NULL, NULL));
    request.limit = 10000;
    assert_ok(world, ct_lifecycle_run(world->context, &request, NULL, NULL));
    request.reserved = 1;
    assert_invalid(world, "reserved", ct_lifecycle_run(world->context, &request, NULL, NULL));
    assert_invalid(world, "ret_since", ct_context_keys_kept_since(world->context, NULL));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(nothing_is_due_in_an_empty_store),
        CASE(r_lic_06_a_client_is_told_on_the_day_after_the_last),
        CASE(r_out_03_twice_on_a_day_tells_once),
        CASE(r_out_03_missed_days_lose_no_notice),
        CASE(r_out_03_a_day_can_be_done_in_any_number_of_calls),
        CASE(r_out_03_two_machines_tell_once_together),
        CASE(r_out_03_who_has_a_later_license_is_not_told),
        CASE(trials_end_too),
        CASE(r_lic_06_a_notice_goes_out_thirty_days_before_the_erasure),
        CASE(r_lic_06_a_client_that_came_back_is_left_alone),
        CASE(r_out_03_a_client_that_came_back_and_lapsed_again_is_told_once),
        CASE(r_lic_06_more_months_by_a_new_policy_are_told_anew),
        CASE(r_out_02_studios_are_reminded_thirty_and_seven_days_before_the_end),
        CASE(an_unlinked_client_is_told_and_no_studio_is_reminded_of_it),
        CASE(r_out_03_reminders_that_were_missed_go_out_before_the_year_ends),
        CASE(r_out_03_no_reminder_goes_out_after_the_year_has_ended),
        CASE(r_out_03_each_studio_is_reminded_once_in_however_many_calls),
        CASE(r_aud_10_old_answers_go_and_their_keys_count_as_new),
        CASE(r_aud_10_delivered_messages_go_after_their_days_and_waiting_ones_stay),
        CASE(r_aud_10_what_was_withdrawn_goes_too),
        CASE(a_preview_of_a_day_changes_nothing),
        CASE(a_limit_has_bounds),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
