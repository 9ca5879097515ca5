/* The November campaign (R-REN-01, R-REN-02, R-OUT-02). */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static size_t
packs_of(struct world *world, ct_id studio, int32_t year, const ct_pack *ret_packs[16])
{
    ct_pack_list *list = NULL;
    size_t count = 0;
    assert_ok(world, ct_pack_list_get(world->context, studio, NULL, 1000, &list));
    keep_pack_list(world, list);
    for (size_t i = 0; i < ct_pack_list_count(list); i++)
        if (ct_pack_license_year(ct_pack_list_at(list, i)) == year && count < 16)
            ret_packs[count++] = ct_pack_list_at(list, i);
    return count;
}

/* How many coupons the studio has for a year, by its packs. */
static uint32_t
coupons_for(struct world *world, int32_t year)
{
    const ct_pack *packs[16];
    uint32_t coupons = 0;
    for (size_t count = packs_of(world, world->studio, year, packs); count > 0; count--)
        coupons += ct_pack_quantity(packs[count - 1]);
    return coupons;
}

static void
r_ren_01_as_many_coupons_for_next_year_used_or_not(void **state)
{
    struct world *world = *state;
    const ct_id source = buy(world, 2026, 5);
    (void)migrate(world, add_client(world, "Alfa"));
    (void)migrate(world, add_client(world, "Beta"));
    set_today(world, 2026, 11, 15);
    const ct_campaign_report *report = run_campaign(world, 2027);
    assert_int_equal(ct_campaign_report_license_year(report), 2027);
    assert_int_equal(ct_campaign_report_studios(report), 1);
    assert_int_equal(ct_campaign_report_issued_to(report), 1);
    assert_int_equal(ct_campaign_report_stopped(report), 0);
    assert_int_equal(ct_campaign_report_already_done(report), 0);
    assert_int_equal(ct_campaign_report_coupons(report), 5);
    assert_null(ct_campaign_report_next(report));

    /* R-COU-05: the pack says that it is a tacit renewal, of what, and at what price. */
    const ct_pack *packs[16];
    assert_int_equal(packs_of(world, world->studio, 2027, packs), 1);
    const ct_id renews = ct_pack_renews_id(packs[0]);
    assert_id_equal(renews, source);
    assert_int_equal(ct_pack_source_of(packs[0]), CT_PACK_TACIT_RENEWAL);
    assert_int_equal(ct_pack_kind(packs[0]), CT_COUPON_CONTO_TERZI);
    assert_int_equal(ct_pack_plan(packs[0]), CT_PLAN_STANDARD);
    assert_int_equal(ct_pack_quantity(packs[0]), 5);
    assert_int_equal(ct_pack_unit_price_cents(packs[0]), 1500);
    assert_date(2026, 11, 15, ct_pack_issued_on(packs[0]));

    size_t found = 0;
    const ct_coupon_list *list = coupons_in(world, CT_COUPON_AVAILABLE);
    for (size_t i = 0; i < ct_coupon_list_count(list); i++) {
        const ct_coupon *coupon = ct_coupon_list_at(list, i);
        const ct_id pack = ct_coupon_pack_id(coupon), own = ct_pack_id(packs[0]);
        if (ct_coupon_license_year(coupon) != 2027)
            continue;
        found++;
        assert_id_equal(pack, own);
        assert_true(is_none(ct_coupon_client_id(coupon)));
        assert_date(2026, 11, 15, ct_coupon_issued_on(coupon));
    }
    assert_int_equal(found, 5);
}

static void
r_ren_01_a_pack_is_renewed_by_a_pack_and_other_years_and_kinds_by_none(void **state)
{
    struct world *world = *state;
    static const ct_coupon_kind others[] = {CT_COUPON_RENEWABLE, CT_COUPON_FLAT_RATE};
    const ct_id first = buy(world, 2026, 3), second = buy(world, 2026, 4);
    (void)buy(world, 2027, 10);
    for (size_t i = 0; i < COUNT(others); i++) {
        ct_pack_request request = CT_PACK_REQUEST_INIT;
        request.studio = world->studio;
        request.kind = others[i];
        request.license_year = 2026;
        request.quantity = 7;
        assert_ok(world, ct_pack_buy(world->context, &request, NULL, NULL));
    }
    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 7);
    const ct_pack *packs[16];
    assert_int_equal(packs_of(world, world->studio, 2027, packs), 3);
    for (size_t i = 1; i < 3; i++) {
        const ct_id renews = ct_pack_renews_id(packs[i]);
        const bool is_first = memcmp(&renews, &first, sizeof first) == 0;
        if (!is_first)
            assert_id_equal(renews, second);
        assert_int_equal(ct_pack_quantity(packs[i]), is_first ? 3 : 4);
    }
    assert_true(is_none(ct_pack_renews_id(packs[0])));
    /* Next year, what was bought and what was renewed alike. */
    set_today(world, 2027, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2028)), 17);
}

static void
r_ren_01_revoked_coupons_are_not_renewed(void **state)
{
    struct world *world = *state;
    const ct_id pack = buy(world, 2026, 5);
    (void)migrate(world, add_client(world, "Alfa"));
    (void)migrate(world, add_client(world, "Beta"));
    const ct_id unused = buy(world, 2026, 4);
    assert_ok(world, ct_pack_revoke(world->context, pack, NULL, NULL));
    assert_ok(world, ct_pack_revoke(world->context, unused, NULL, NULL));
    /* What is left of the first can be cancelled, of the second there is nothing. */
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    request.pack = pack;
    const ct_call preview = {.size = sizeof preview, .flags = CT_CALL_PREVIEW};
    assert_ok(world, ct_cancellation_record(world->context, &request, &preview, NULL));
    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)),
                     count_coupons(world, CT_COUPON_ASSIGNED));
}

static void
r_ren_01_nothing_is_issued_before_mid_november_nor_for_a_year_that_is_over(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    request.license_year = 2027;
    const char *before = dump(world);
    set_today(world, 2026, 11, 14);
    assert_refused(world, "R-REN-01", ct_campaign_run(world->context, &request, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "license_year");
    request.license_year = 2028;
    set_today(world, 2026, 11, 15);
    assert_refused(world, "R-REN-01", ct_campaign_run(world->context, &request, NULL, NULL));
    request.license_year = 2027;
    set_today(world, 2028, 1, 1);
    assert_refused(world, "R-COU-06", ct_campaign_run(world->context, &request, NULL, NULL));
    set_today(world, 2026, 9, 1);
    assert_unchanged(world, before);
    reopen(world, "campaign_day", "09-01");
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 2);
}

static void
bad_requests_change_nothing(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    set_today(world, 2026, 11, 20);
    static const struct {
        const char *field, *after;
        int32_t year;
        ct_coupon_kind kind;
        uint32_t limit, reserved;
    } rows[] = {
        {"license_year", NULL, 0, 0, 0, 0},    {"license_year", NULL, 1996, 0, 0, 0},
        {"license_year", NULL, 2101, 0, 0, 0}, {"kind", NULL, 2027, CT_COUPON_RENEWABLE, 0, 0},
        {"kind", NULL, 2027, 9, 0, 0},         {"kind", NULL, 2027, -1, 0, 0},
        {"limit", NULL, 2027, 0, 1001, 0},     {"reserved", NULL, 2027, 0, 0, 1},
        {"after", "", 2027, 0, 0, 0},          {"after", "01234", 2027, 0, 0, 0},
    };
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ct_campaign_request request = {
            .size = sizeof request, .license_year = rows[i].year, .kind = rows[i].kind,
            .after = rows[i].after, .limit = rows[i].limit, .reserved = rows[i].reserved,
        };
        assert_invalid(world, rows[i].field,
                       ct_campaign_run(world->context, &request, NULL, NULL));
    }
    assert_unchanged(world, before);
}

static void
r_ren_02_issues_once_however_often_it_runs(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 3);
    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_issued_to(run_campaign(world, 2027)), 1);
    const char *after = dump(world);
    for (int day = 20; day < 31; day++) {
        set_today(world, 2026, day < 30 ? 11 : 12, day);
        const ct_campaign_report *report = run_campaign(world, 2027);
        assert_int_equal(ct_campaign_report_studios(report), 1);
        assert_int_equal(ct_campaign_report_already_done(report), 1);
        assert_int_equal(ct_campaign_report_issued_to(report), 0);
        assert_int_equal(ct_campaign_report_coupons(report), 0);
    }
    assert_unchanged(world, after);
    /* A purchase of the old year after it is no reason to renew the rest again. */
    (void)buy(world, 2026, 9);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 0);
    assert_int_equal(coupons_for(world, 2027), 3);
}

static void
r_ren_02_a_studio_that_bought_nothing_is_served_once_it_has(void **state)
{
    struct world *world = *state;
    set_today(world, 2026, 11, 20);
    const ct_campaign_report *report = run_campaign(world, 2027);
    assert_int_equal(ct_campaign_report_studios(report), 1);
    assert_int_equal(ct_campaign_report_issued_to(report), 0);
    assert_int_equal(ct_campaign_report_stopped(report), 0);
    (void)buy(world, 2026, 2);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 2);
}

static void
r_out_02_the_studio_is_told_of_its_coupons_once(void **state)
{
    struct world *world = *state;
    ct_studio *studio = NULL;
    (void)buy(world, 2026, 3);
    (void)buy(world, 2026, 4);
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    keep_studio(world, studio);
    set_today(world, 2026, 11, 20);
    (void)run_campaign(world, 2027);
    (void)run_campaign(world, 2027);
    const ct_message *message = claim(world);
    assert_non_null(message);
    assert_int_equal(ct_message_kind_of(message), CT_MESSAGE_COUPONS_ISSUED);
    assert_string_equal(ct_message_recipient(message), ct_studio_email(studio));
    assert_true(has_text(ct_message_subject(message), "2027"));
    assert_true(has_text(ct_message_text(message), "7 coupon"));
    assert_true(has_text(ct_message_text(message), "7 Conto Terzi coupons for 2027"));
    assert_null(claim(world));
}

/* The kinds of the studio's events of this November, with number and year. */
static const char *
story_of(struct world *world)
{
    static char story[256];
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    size_t used = 0;
    story[0] = '\0';
    query.studio = world->studio;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++) {
        const ct_event *event = ct_event_list_at(list, i);
        if (ct_event_instant(event) == world->now)
            used += (size_t)snprintf(story + used, sizeof story - used, "%s %lld %d;",
                                     ct_enum_name(CT_ENUM_EVENT_KIND, ct_event_kind_of(event)),
                                     (long long)ct_event_number(event), ct_event_year(event));
    }
    return story;
}

static void
r_ren_04_a_cancellation_of_all_stops_the_campaign_of_its_november(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 3);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    assert_int_equal(ct_instant_in_rome(date_of(2026, 6, 30), 86399999, &request.sent_at), CT_OK);
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, NULL));
    (void)buy(world, 2026, 4); /* after it: whatever its packs */
    set_today(world, 2026, 11, 20);
    const ct_campaign_report *report = run_campaign(world, 2027);
    assert_int_equal(ct_campaign_report_stopped(report), 1);
    assert_int_equal(ct_campaign_report_issued_to(report), 0);
    assert_int_equal(ct_campaign_report_coupons(report), 0);
    assert_string_equal(story_of(world), "campaign_stopped 0 2027;");
    report = run_campaign(world, 2027);
    assert_int_equal(ct_campaign_report_already_done(report), 1);
    assert_int_equal(ct_campaign_report_stopped(report), 0);
    /* What it buys next year is renewed in the next. */
    set_today(world, 2027, 2, 1);
    (void)buy(world, 2027, 2);
    set_today(world, 2027, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2028)), 2);
    assert_string_equal(story_of(world), "pack_renewed 2 2028;message_queued 0 0;");
}

static void
r_ren_04_a_late_cancellation_stops_the_november_after(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 3);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    assert_int_equal(ct_instant_in_rome(date_of(2026, 7, 1), 0, &request.sent_at), CT_OK);
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, NULL));
    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 3);
    set_today(world, 2027, 11, 20);
    assert_int_equal(ct_campaign_report_stopped(run_campaign(world, 2028)), 1);
    set_today(world, 2028, 11, 20);
    const ct_campaign_report *report = run_campaign(world, 2029);
    assert_int_equal(ct_campaign_report_stopped(report), 0); /* there is nothing any more */
    assert_int_equal(ct_campaign_report_coupons(report), 0);
}

static void
r_ren_04_a_withdrawn_cancellation_stops_nothing(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 3);
    ct_cancellation_request request = cancellation_request(world, "<1@pec.it>");
    ct_cancellation *cancellation = NULL;
    assert_int_equal(ct_instant_in_rome(date_of(2026, 6, 30), 0, &request.sent_at), CT_OK);
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    const ct_id id = ct_cancellation_id(keep_cancellation(world, cancellation));
    set_today(world, 2026, 11, 20);
    assert_ok(world, ct_cancellation_withdraw(world->context, id, NULL, NULL));
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 3);
}

static void
r_ren_04_a_cancellation_of_a_pack_follows_those_that_renew_it(void **state)
{
    struct world *world = *state;
    const ct_id first = buy(world, 2026, 3);
    (void)buy(world, 2026, 4);
    (void)cancel(world, first, "<1@pec.it>"); /* of September 2026: from November 2027 on */
    static const struct {
        int year;
        uint64_t coupons;
    } rows[] = {{2027, 7}, {2028, 4}, {2029, 4}, {2030, 4}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        set_today(world, rows[i].year - 1, 11, 20);
        const ct_campaign_report *report = run_campaign(world, rows[i].year);
        assert_int_equal(ct_campaign_report_issued_to(report), 1);
        assert_int_equal(ct_campaign_report_coupons(report), rows[i].coupons);
    }
    /* And the other one, named by a pack that renews it. */
    const ct_pack *packs[16];
    assert_int_equal(packs_of(world, world->studio, 2030, packs), 1);
    set_today(world, 2030, 6, 30);
    (void)cancel(world, ct_pack_id(packs[0]), "<2@pec.it>");
    set_today(world, 2030, 11, 20);
    assert_int_equal(ct_campaign_report_stopped(run_campaign(world, 2031)), 1);
}

static void
r_ren_02_many_studios_go_page_by_page_and_each_is_served(void **state)
{
    struct world *world = *state;
    enum { STUDIOS = 7 };
    ct_id studios[STUDIOS];
    for (size_t i = 0; i < STUDIOS; i++) {
        world->studio = studios[i] = add_studio(world);
        if (i != 3)
            (void)buy(world, 2026, (uint32_t)i + 1);
    }
    set_today(world, 2026, 11, 20);
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    request.license_year = 2027;
    request.limit = 3;
    size_t pages = 0, seen = 0;
    do {
        ct_campaign_report *report = NULL;
        assert_ok(world, ct_campaign_run(world->context, &request, NULL, &report));
        keep_campaign_report(world, report);
        request.after = ct_campaign_report_next(report);
        seen += ct_campaign_report_studios(report);
        pages++;
    } while (request.after);
    assert_int_equal(pages, 3); /* of 8: the world has a studio of its own */
    assert_int_equal(seen, STUDIOS + 1);
    for (size_t i = 0; i < STUDIOS; i++) {
        world->studio = studios[i];
        assert_int_equal(coupons_for(world, 2027), i == 3 ? 0 : i + 1);
    }
}

static void
r_ren_02_one_that_was_broken_off_is_taken_up(void **state)
{
    struct world *world = *state;
    ct_id studios[3] = {world->studio, add_studio(world), add_studio(world)};
    for (size_t i = 0; i < 3; i++) {
        world->studio = studios[i];
        (void)buy(world, 2026, 2);
    }
    set_today(world, 2026, 11, 20);
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    request.license_year = 2027;
    request.limit = 2;
    assert_ok(world, ct_campaign_run(world->context, &request, NULL, NULL));
    reopen(world, NULL, NULL); /* by another program, from the beginning */
    const ct_campaign_report *report = run_campaign(world, 2027);
    assert_int_equal(ct_campaign_report_already_done(report), 2);
    assert_int_equal(ct_campaign_report_issued_to(report), 1);
    for (size_t i = 0; i < 3; i++) {
        world->studio = studios[i];
        assert_int_equal(coupons_for(world, 2027), 2);
    }
}

static void
r_ren_02_a_page_ends_early_where_it_issues_very_many(void **state)
{
    struct world *world = *state;
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    ct_campaign_report *report = NULL;
    (void)buy(world, 2026, 20000);
    world->studio = add_studio(world);
    (void)buy(world, 2026, 1);
    set_today(world, 2026, 11, 20);
    request.license_year = 2027;
    assert_ok(world, ct_campaign_run(world->context, &request, NULL, &report));
    keep_campaign_report(world, report);
    assert_int_equal(ct_campaign_report_studios(report), 1);
    assert_int_equal(ct_campaign_report_coupons(report), 20000);
    request.after = ct_campaign_report_next(report);
    assert_non_null(request.after);
    report = NULL;
    assert_ok(world, ct_campaign_run(world->context, &request, NULL, &report));
    keep_campaign_report(world, report);
    assert_int_equal(ct_campaign_report_coupons(report), 1);
    assert_null(ct_campaign_report_next(report));
}

static void
r_aud_05_a_campaign_is_previewed_over_many_pages(void **state)
{
    struct world *world = *state;
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    for (size_t i = 0; i < 3; i++) {
        (void)buy(world, 2026, 2);
        world->studio = add_studio(world);
    }
    set_today(world, 2026, 11, 20);
    const char *before = dump(world);
    uint64_t coupons = 0;
    request.license_year = 2027;
    request.limit = 1;
    assert_ok(world, ct_preview_begin(world->context));
    do {
        ct_campaign_report *report = NULL;
        assert_ok(world, ct_campaign_run(world->context, &request, NULL, &report));
        keep_campaign_report(world, report);
        coupons += ct_campaign_report_coupons(report);
        request.after = ct_campaign_report_next(report);
    } while (request.after);
    assert_int_equal(ct_campaign_report_already_done(run_campaign(world, 2027)), 3);
    ct_preview_end(world->context);
    assert_int_equal(coupons, 6);
    assert_unchanged(world, before);
}

/* A studio with more packs than are looked at in one go. */
static void
r_ren_01_every_pack_of_a_studio_with_many_is_renewed(void **state)
{
    struct world *world = *state;
    for (uint32_t i = 0; i < 50; i++)
        (void)buy(world, i % 3 ? 2026 : 2027, 1 + i % 3);
    set_today(world, 2026, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2027)), 17 * 2 + 16 * 3);
    set_today(world, 2027, 11, 20);
    assert_int_equal(ct_campaign_report_coupons(run_campaign(world, 2028)), 17 * 2 + 16 * 3 + 17);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_ren_01_as_many_coupons_for_next_year_used_or_not),
        CASE(r_ren_01_a_pack_is_renewed_by_a_pack_and_other_years_and_kinds_by_none),
        CASE(r_ren_01_revoked_coupons_are_not_renewed),
        CASE(r_ren_01_nothing_is_issued_before_mid_november_nor_for_a_year_that_is_over),
        CASE(bad_requests_change_nothing),
        CASE(r_ren_02_issues_once_however_often_it_runs),
        CASE(r_ren_02_a_studio_that_bought_nothing_is_served_once_it_has),
        CASE(r_out_02_the_studio_is_told_of_its_coupons_once),
        CASE(r_ren_04_a_cancellation_of_all_stops_the_campaign_of_its_november),
        CASE(r_ren_04_a_late_cancellation_stops_the_november_after),
        CASE(r_ren_04_a_withdrawn_cancellation_stops_nothing),
        CASE(r_ren_04_a_cancellation_of_a_pack_follows_those_that_renew_it),
        CASE(r_ren_02_many_studios_go_page_by_page_and_each_is_served),
        CASE(r_ren_02_one_that_was_broken_off_is_taken_up),
        CASE(r_ren_02_a_page_ends_early_where_it_issues_very_many),
        CASE(r_aud_05_a_campaign_is_previewed_over_many_pages),
        CASE(r_ren_01_every_pack_of_a_studio_with_many_is_renewed),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
