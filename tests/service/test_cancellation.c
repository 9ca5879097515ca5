/* Cancellations of tacit renewal (R-REN-04). */
#include "fixture.h"

#include <string.h>

static ct_cancellation *
cancellation_now(struct world *world, ct_id id)
{
    ct_cancellation *now = NULL;
    assert_ok(world, ct_cancellation_get(world->context, id, &now));
    return keep_cancellation(world, now);
}

static size_t
count_cancellations(struct world *world)
{
    ct_cancellation_list *list = NULL;
    assert_ok(world,
              ct_cancellation_list_get(world->context, world->studio, NULL, 0, &list));
    return ct_cancellation_list_count(keep_cancellation_list(world, list));
}

/* The latest event about the world's studio. */
static const ct_event *
last_event(struct world *world, ct_event_kind kind)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    const ct_event *found = NULL;
    query.studio = world->studio;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++)
        if (ct_event_kind_of(ct_event_list_at(list, i)) == kind)
            found = ct_event_list_at(list, i);
    return found;
}

static void
r_ren_04_records_sender_message_and_instant(void **state)
{
    struct world *world = *state;
    const ct_id pack = buy(world, 2026, 2);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    ct_cancellation *cancellation = NULL;
    request.recipient = "TeamSystemGroup@PecTeamSystem.com";
    request.pack = pack;
    request.sent_at = world->now - 1;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    const ct_cancellation *now =
        cancellation_now(world, ct_cancellation_id(keep_cancellation(world, cancellation)));
    const ct_id studio = ct_cancellation_studio_id(now), own_pack = ct_cancellation_pack_id(now);
    assert_id_equal(studio, world->studio);
    assert_id_equal(own_pack, pack);
    assert_string_equal(ct_cancellation_sender(now), request.sender);
    assert_string_equal(ct_cancellation_message_id(now), "<1@pec.it>");
    assert_int_equal(ct_cancellation_sent_at(now), world->now - 1);
    assert_int_equal(ct_cancellation_recorded_at(now), world->now);
    assert_int_equal(ct_cancellation_withdrawn_at(now), 0);
    assert_int_equal(ct_cancellation_campaign_year(now), 2027); /* it is September */
    assert_int_equal(ct_cancellation_license_year(now), 2028);
    assert_int_equal(ct_reasons_count(ct_cancellation_reasons(cancellation)), 0);
}

static void
r_ren_04_the_answer_says_which_november_it_stops(void **state)
{
    struct world *world = *state;
    static const struct {
        int month, day;
        int32_t before_midnight; /* milliseconds, in Rome */
        int32_t campaign_year;
    } rows[] = {
        {1, 1, 0, 2026}, {6, 30, 86399999, 2026}, {7, 1, 0, 2027}, {8, 31, 86399999, 2027},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const char *const ids[] = {"<1@pec>", "<2@pec>", "<3@pec>", "<4@pec>"};
        ct_cancellation_request request = cancellation_request(world, ids[i]);
        ct_cancellation *cancellation = NULL;
        assert_int_equal(ct_instant_in_rome(date_of(2026, rows[i].month, rows[i].day),
                                            rows[i].before_midnight, &request.sent_at),
                         CT_OK);
        assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
        keep_cancellation(world, cancellation);
        assert_int_equal(ct_cancellation_campaign_year(cancellation), rows[i].campaign_year);
        const ct_event *event = last_event(world, CT_EVENT_CANCELLATION_RECORDED);
        assert_int_equal(ct_event_year(event), rows[i].campaign_year);
    }
}

static void
r_out_02_the_studio_is_told_what_its_cancellation_stops(void **state)
{
    struct world *world = *state;
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    keep_studio(world, studio);
    /* 30 June in Rome, an hour and a half before its end: still the 30th, though not in Tokyo. */
    assert_int_equal(ct_instant_in_rome(date_of(2026, 6, 30), 81000000, &request.sent_at), CT_OK);
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, NULL));
    const ct_message *message = claim(world);
    assert_non_null(message);
    assert_int_equal(ct_message_kind_of(message), CT_MESSAGE_CANCELLATION_RECORDED);
    assert_string_equal(ct_message_recipient(message), ct_studio_email(studio));
    assert_true(has_text(ct_message_text(message), "30/06/2026"));
    assert_true(has_text(ct_message_text(message), "2026-06-30"));
    assert_true(has_text(ct_message_text(message), "novembre\n2026"));
    assert_true(has_text(ct_message_text(message), "November 2026"));
    assert_null(claim(world));
}

static void
r_ren_04_the_same_message_is_recorded_once(void **state)
{
    struct world *world = *state;
    const ct_id pack = buy(world, 2026, 2);
    const ct_id all = ct_cancellation_id(cancel(world, no_id, "<1@pec.it>"));
    const ct_id one = ct_cancellation_id(cancel(world, pack, "<1@pec.it>"));
    assert_id_not_equal(all, one);
    const char *after = dump(world);
    pass_time(world, 60);
    const ct_id all_again = ct_cancellation_id(cancel(world, no_id, "<1@pec.it>"));
    const ct_id one_again = ct_cancellation_id(cancel(world, pack, "<1@pec.it>"));
    assert_id_equal(all, all_again);
    assert_id_equal(one, one_again);
    assert_unchanged(world, after);
    assert_int_equal(count_cancellations(world), 2);
    /* Withdrawn or not; and though the pack is gone. */
    assert_ok(world, ct_cancellation_withdraw(world->context, one, NULL, NULL));
    assert_ok(world, ct_pack_revoke(world->context, pack, NULL, NULL));
    const ct_cancellation *withdrawn = cancel(world, pack, "<1@pec.it>");
    assert_int_equal(ct_cancellation_withdrawn_at(withdrawn), world->now);
    assert_int_equal(count_cancellations(world), 2);
    const ct_id other = ct_cancellation_id(cancel(world, no_id, "<2@pec.it>"));
    assert_id_not_equal(all, other);
}

/* Two firms with one PEC address may cancel in one message. */
static void
r_ren_04_one_message_may_speak_for_two_studios(void **state)
{
    struct world *world = *state;
    ct_studio_request twin = studio_request(world);
    ct_studio *studio = NULL;
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    ct_cancellation *cancellation = NULL;
    twin.certified_email = request.sender;
    assert_ok(world, ct_studio_add(world->context, &twin, NULL, &studio));
    keep_studio(world, studio);
    const ct_id first = ct_cancellation_id(cancel(world, no_id, "<1@pec.it>"));
    request.studio = ct_studio_id(studio);
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    const ct_id second = ct_cancellation_id(keep_cancellation(world, cancellation));
    assert_id_not_equal(first, second);
    cancellation = NULL;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    const ct_id again = ct_cancellation_id(keep_cancellation(world, cancellation));
    assert_id_equal(second, again);
}

static void
r_ren_04_who_is_not_the_studio_is_refused(void **state)
{
    struct world *world = *state;
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    char upper[256] = "";
    const char *before = dump(world);
    static const char *const others[] = {"altro@pec.it", "studio1@bianchi.example.it", "x"};
    const char *own = request.sender;
    for (size_t i = 0; i < COUNT(others); i++) {
        request.sender = others[i];
        assert_refused(world, "R-REN-04",
                       ct_cancellation_record(world->context, &request, NULL, NULL));
        assert_string_equal(ct_error_field(world->context), "sender");
    }
    request.recipient = "info@pecteamsystem.com";
    assert_refused(world, "R-REN-04 R-REN-04",
                   ct_cancellation_record(world->context, &request, NULL, NULL));
    assert_unchanged(world, before);
    const ct_event *event = last_event(world, CT_EVENT_CANCELLATION_REFUSED); /* R-AUD-06 */
    assert_non_null(event);
    assert_string_equal(ct_event_rules(event), "R-REN-04");
    /* Its own address in another spelling is its own. */
    for (size_t i = 0; own[i]; i++)
        upper[i] = (char)(own[i] >= 'a' && own[i] <= 'z' ? own[i] - 'a' + 'A' : own[i]);
    request.sender = upper;
    request.recipient = NULL;
    ct_cancellation *cancellation = NULL;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    assert_string_equal(ct_cancellation_sender(keep_cancellation(world, cancellation)), own);
}

static void
r_ren_04_a_pack_that_is_not_its_to_cancel_is_told(void **state)
{
    struct world *world = *state;
    const ct_id own_studio = world->studio;
    const ct_id revoked = buy(world, 2026, 2);
    ct_pack_request purchase = CT_PACK_REQUEST_INIT;
    ct_pack *renewable = NULL;
    assert_ok(world, ct_pack_revoke(world->context, revoked, NULL, NULL));
    world->studio = add_studio(world);
    const ct_id elsewhere = buy(world, 2026, 2);
    world->studio = own_studio;
    purchase.studio = own_studio;
    purchase.kind = CT_COUPON_RENEWABLE;
    purchase.license_year = 2026;
    purchase.quantity = 1;
    assert_ok(world, ct_pack_buy(world->context, &purchase, NULL, &renewable));
    const char *before = dump(world);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    request.pack = elsewhere;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_cancellation_record(world->context, &request, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "pack");
    request.pack = revoked;
    assert_refused(world, "R-REN-04",
                   ct_cancellation_record(world->context, &request, NULL, NULL));
    request.pack = ct_pack_id(keep_pack(world, renewable));
    assert_refused(world, "R-REN-01",
                   ct_cancellation_record(world->context, &request, NULL, NULL));
    assert_unchanged(world, before);
}

static void
bad_requests_change_nothing(void **state)
{
    struct world *world = *state;
    static char long_id[202];
    memset(long_id, 'x', sizeof long_id - 1);
    static const struct {
        const char *field, *sender, *message_id;
        int64_t sent_at; /* after now; INT64_MIN: none */
    } rows[] = {
        {"sender", NULL, "<1@pec.it>", 0},   {"sender", " ", "<1@pec.it>", 0},
        {"message_id", "", NULL, 0},         {"message_id", "", "", 0},
        {"message_id", "", long_id, 0},      {"message_id", "", "a\nb", 0},
        {"sent_at", "", "<1@pec.it>", 1},    {"sent_at", "", "<1@pec.it>", INT64_MIN},
        {"sent_at", "", "<1@pec.it>", INT64_C(-1700000000000)},
    };
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_cancellation_request request = cancellation_request(world, rows[i].message_id);
        if (!rows[i].sender || *rows[i].sender)
            request.sender = rows[i].sender;
        request.sent_at = rows[i].sent_at == INT64_MIN ? 0 : world->now + rows[i].sent_at;
        assert_invalid(world, rows[i].field,
                       ct_cancellation_record(world->context, &request, NULL, NULL));
    }
    assert_unchanged(world, before);
    long_id[200] = '\0';
    assert_non_null(cancel(world, no_id, long_id));
}

static void
r_ren_04_is_withdrawn_until_its_campaign_has_run(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    ct_cancellation *cancellation = NULL;
    assert_int_equal(ct_instant_in_rome(date_of(2026, 6, 30), 0, &request.sent_at), CT_OK);
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    const ct_id first = ct_cancellation_id(keep_cancellation(world, cancellation));
    request.message_id = "<2@pec.it>";
    cancellation = NULL;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    const ct_id second = ct_cancellation_id(keep_cancellation(world, cancellation));

    pass_time(world, 60);
    assert_ok(world, ct_cancellation_withdraw(world->context, first, NULL, NULL));
    assert_int_equal(ct_cancellation_withdrawn_at(cancellation_now(world, first)), world->now);
    assert_int_equal(ct_event_year(last_event(world, CT_EVENT_CANCELLATION_WITHDRAWN)), 2026);
    const char *after = dump(world);
    pass_time(world, 60);
    assert_ok(world, ct_cancellation_withdraw(world->context, first, NULL, NULL)); /* twice */
    assert_unchanged(world, after);

    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_stopped(run_campaign(world, 2027)), 1);
    after = dump(world);
    assert_refused(world, "R-REN-04",
                   ct_cancellation_withdraw(world->context, second, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "cancellation");
    assert_unchanged(world, after);
    assert_string_equal(ct_event_rules(last_event(world, CT_EVENT_CANCELLATION_REFUSED)),
                        "R-REN-04");
    assert_ok(world, ct_cancellation_withdraw(world->context, first, NULL, NULL)); /* is done */
}

static void
r_ren_04_one_that_is_recorded_late_says_so_and_stops_the_rest(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    ct_cancellation *cancellation = NULL;
    assert_int_equal(ct_instant_in_rome(date_of(2026, 6, 30), 0, &request.sent_at), CT_OK);
    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 2);
    pass_time(world, 60);
    for (int i = 0; i < 2; i++) { /* the first time and again */
        assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
        keep_cancellation(world, cancellation);
        const ct_reasons *reasons = ct_cancellation_reasons(cancellation);
        assert_string_equal(rules_of(reasons), "R-REN-04");
        assert_true(has_text(ct_reasons_text(reasons, 0, CT_LANGUAGE_ENGLISH), "2027"));
        assert_int_equal(ct_cancellation_campaign_year(cancellation), 2026);
    }
    assert_int_equal(count_cancellations(world), 1);
    /* What was issued in spite of it is not renewed; what is bought after it is. */
    set_today(world, 2027, 11, 20);
    (void)buy(world, 2027, 5);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2028)), 5);
}

static void
r_ren_04_is_not_late_for_a_pack_that_was_not_yet_to_be_renewed(void **state)
{
    struct world *world = *state;
    const ct_id old = buy(world, 2026, 2), new = buy(world, 2027, 2);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    assert_int_equal(ct_instant_in_rome(date_of(2026, 6, 30), 0, &request.sent_at), CT_OK);
    set_today(world, 2026, 11, 20);
    (void)run_campaign(world, 2027);
    for (int i = 0; i < 2; i++) {
        ct_cancellation *cancellation = NULL;
        request.pack = i ? old : new;
        assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
        keep_cancellation(world, cancellation);
        assert_int_equal(ct_reasons_count(ct_cancellation_reasons(cancellation)), i);
    }
}

static void
r_ren_04_cancellations_are_listed_as_they_came(void **state)
{
    struct world *world = *state;
    static const char *const ids[] = {"<1@pec>", "<2@pec>", "<3@pec>"};
    for (size_t i = 0; i < 3; i++) {
        (void)cancel(world, no_id, ids[i]);
        pass_time(world, 1);
    }
    const char *after = NULL;
    for (size_t i = 0; i < 3; i++) {
        ct_cancellation_list *list = NULL;
        assert_ok(world,
                  ct_cancellation_list_get(world->context, world->studio, after, 1, &list));
        keep_cancellation_list(world, list);
        assert_int_equal(ct_cancellation_list_count(list), 1);
        assert_string_equal(ct_cancellation_message_id(ct_cancellation_list_at(list, 0)), ids[i]);
        after = ct_cancellation_list_next(list);
    }
    assert_null(after);
    ct_cancellation_list *list = NULL;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_cancellation_list_get(world->context, no_id, NULL, 0, &list));
    assert_status(world, CT_ERR_NOT_FOUND, ct_cancellation_get(world->context, no_id, NULL));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_ren_04_records_sender_message_and_instant),
        CASE(r_ren_04_the_answer_says_which_november_it_stops),
        CASE(r_out_02_the_studio_is_told_what_its_cancellation_stops),
        CASE(r_ren_04_the_same_message_is_recorded_once),
        CASE(r_ren_04_one_message_may_speak_for_two_studios),
        CASE(r_ren_04_who_is_not_the_studio_is_refused),
        CASE(r_ren_04_a_pack_that_is_not_its_to_cancel_is_told),
        CASE(bad_requests_change_nothing),
        CASE(r_ren_04_is_withdrawn_until_its_campaign_has_run),
        CASE(r_ren_04_one_that_is_recorded_late_says_so_and_stops_the_rest),
        CASE(r_ren_04_is_not_late_for_a_pack_that_was_not_yet_to_be_renewed),
        CASE(r_ren_04_cancellations_are_listed_as_they_came),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
