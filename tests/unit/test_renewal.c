#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/renewal.h"
#include "service/context.h"
#include "verdict.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int
make_policy(void **state)
{
    return ct_policy_new(NULL, (ct_policy **)state);
}

static int
free_policy(void **state)
{
    ct_policy_free(*state);
    return 0;
}

static void
r_ren_01_the_campaign_runs_from_its_day_to_the_end_of_the_license_year(void **state)
{
    static const struct {
        const char *campaign_day, *license_end;
        int32_t license_year;
        ct_date today;
        const char *told;
    } rows[] = {
        {"11-15", "12-31", 2027, {2026, 11, 14}, "CAMPAIGN_TOO_EARLY(2027, 2026-11-15)"},
        {"11-15", "12-31", 2027, {2026, 11, 15}, ""},
        {"11-15", "12-31", 2027, {2026, 12, 31}, ""},
        {"11-15", "12-31", 2027, {2027, 1, 1}, ""},
        {"11-15", "12-31", 2027, {2027, 12, 31}, ""},
        {"11-15", "12-31", 2027, {2028, 1, 1}, "PACK_YEAR_OVER(2027)"},
        {"11-15", "12-31", 2026, {2026, 11, 15}, ""},
        {"11-15", "12-31", 2028, {2026, 11, 15}, "CAMPAIGN_TOO_EARLY(2028, 2027-11-15)"},
        {"11-15", "12-31", 2025, {2026, 11, 15}, "PACK_YEAR_OVER(2025)"},
        {"12-01", "12-31", 2027, {2026, 11, 30}, "CAMPAIGN_TOO_EARLY(2027, 2026-12-01)"},
        {"12-01", "12-31", 2027, {2026, 12, 1}, ""},
        {"01-01", "12-31", 2027, {2026, 1, 1}, ""},
        {"11-15", "06-30", 2027, {2027, 6, 30}, ""},
        {"11-15", "06-30", 2027, {2027, 7, 1}, "PACK_YEAR_OVER(2027)"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        assert_int_equal(ct_policy_set(*state, "campaign_day", rows[i].campaign_day), CT_OK);
        assert_int_equal(ct_policy_set(*state, "license_end", rows[i].license_end), CT_OK);
        ct__campaign_check_day(ct__policy_values(*state), rows[i].license_year, rows[i].today,
                               &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static ct_instant
at(int year, int month, int day, int hour, int minute, int second, int millisecond)
{
    ct_instant instant;
    const ct_date date = {(int16_t)year, (uint8_t)month, (uint8_t)day};
    const int32_t clock = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
    assert_int_equal(ct_instant_in_rome(date, clock, &instant), CT_OK);
    return instant;
}

static void
check_campaign_year(const ct_policy *policy, ct_instant sent_at, int expected, int line)
{
    int32_t year = ct__cancellation_campaign_year(ct__policy_values(policy), sent_at);
    if (year != expected)
        fail_msg("line %d: %d instead of %d", line, year, expected);
}
#define assert_campaign(expected, sent_at) check_campaign_year(*state, sent_at, expected, __LINE__)

static void
r_ren_04_the_deadline_is_to_the_second_in_rome_time(void **state)
{
    assert_campaign(2026, at(2026, 1, 1, 0, 0, 0, 0));
    assert_campaign(2026, at(2026, 6, 30, 23, 59, 59, 0));
    assert_campaign(2026, at(2026, 6, 30, 23, 59, 59, 999));
    assert_campaign(2027, at(2026, 7, 1, 0, 0, 0, 0));
    assert_campaign(2027, at(2026, 12, 31, 23, 59, 59, 999));
    assert_campaign(2027, at(2027, 1, 1, 0, 0, 0, 0));
    /* In UTC it is 21:59:59 and 22:00:00: 30 June Rome is not 30 June UTC. */
    assert_campaign(2026, INT64_C(1782856799000));
    assert_campaign(2027, INT64_C(1782856800000));
}

static void
r_ren_04_the_deadline_is_romes_on_both_sides_of_summer_time(void **state)
{
    static const char *const days[] = {"01-31", "03-28", "03-29", "10-24", "10-25", "12-31"};
    /* 2026: summer time from 29 March 02:00 to 25 October 03:00. */
    for (size_t i = 0; i < COUNT(days); i++) {
        const int month = (days[i][0] - '0') * 10 + days[i][1] - '0';
        const int day = (days[i][3] - '0') * 10 + days[i][4] - '0';
        assert_int_equal(ct_policy_set(*state, "cancellation_deadline", days[i]), CT_OK);
        const ct_instant last = at(2026, month, day, 23, 59, 59, 999);
        assert_campaign(2026, last - 999);
        assert_campaign(2026, last);
        assert_campaign(2027, last + 1);
        assert_campaign(2026, at(2026, month, day, 0, 0, 0, 0));
    }
    assert_int_equal(ct_policy_set(*state, "cancellation_deadline", "12-31"), CT_OK);
    assert_campaign(2026, INT64_C(1798757999999)); /* 2026-12-31T22:59:59.999Z: winter, one hour */
    assert_campaign(2027, INT64_C(1798758000000));
}

static void
r_ren_04_an_instant_that_no_calendar_has_stops_nothing(void **state)
{
    assert_campaign(0, 0);
    assert_campaign(0, -1);
    assert_campaign(0, INT64_MAX);
    assert_campaign(0, INT64_MIN);
}

static void
r_ren_04_comes_from_the_registered_pec_to_the_programmes_address(void **state)
{
    static const char *const programme = "teamsystemgroup@pecteamsystem.com";
    static const struct {
        const char *registered, *sender, *recipient, *told;
    } rows[] = {
        {"studio@pec.it", "studio@pec.it", NULL, ""},
        {"studio@pec.it", "Studio@PEC.it", NULL, ""},
        {"Studio@pec.it", "studio@pec.it", "TeamSystemGroup@PecTeamSystem.com", ""},
        {"studio@pec.it", "studio@pec.it", "teamsystemgroup@pecteamsystem.com", ""},
        {"studio@pec.it", "altro@pec.it", NULL, "CANCELLATION_SENDER(\"altro@pec.it\")"},
        {"studio@pec.it", "studio@pec.it.example", NULL,
         "CANCELLATION_SENDER(\"studio@pec.it.example\")"},
        {"studio@pec.it", "", NULL, "CANCELLATION_SENDER(\"\")"},
        {"studio@pec.it", "studio", NULL, "CANCELLATION_SENDER(\"studio\")"},
        {"", "", NULL, "CANCELLATION_SENDER(\"\")"},
        {"", "studio@pec.it", NULL, "CANCELLATION_SENDER(\"studio@pec.it\")"},
        {"studio@pec.it", "studio@pec.it", "info@pecteamsystem.com",
         "CANCELLATION_RECIPIENT(\"teamsystemgroup@pecteamsystem.com\", \"info@pecteamsystem.com\")"},
        {"studio@pec.it", "studio@pec.it", "",
         "CANCELLATION_RECIPIENT(\"teamsystemgroup@pecteamsystem.com\", \"\")"},
        {"studio@pec.it", "altro@pec.it", "",
         "CANCELLATION_SENDER(\"altro@pec.it\") "
         "CANCELLATION_RECIPIENT(\"teamsystemgroup@pecteamsystem.com\", \"\")"}, /* both are told */
    };
    assert_string_equal(ct_policy_get(*state, "cancellation_address"), programme);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__cancellation_check_mail(ct__policy_values(*state), rows[i].registered, rows[i].sender,
                                    rows[i].recipient, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_ren_01_only_what_a_campaign_would_renew_can_be_cancelled(void **state)
{
    (void)state;
    static const struct {
        struct ct__cancelled_pack_facts pack;
        const char *told;
    } rows[] = {
        {{CT_COUPON_CONTO_TERZI, false, true}, ""},
        {{CT_COUPON_CONTO_TERZI, false, false}, ""},
        {{CT_COUPON_CONTO_TERZI, true, true}, ""}, /* some of its coupons were assigned */
        {{CT_COUPON_CONTO_TERZI, true, false}, "CANCELLATION_PACK_REVOKED"},
        {{CT_COUPON_RENEWABLE, false, true}, "CANCELLATION_OTHER_KIND(renewable)"},
        {{CT_COUPON_FLAT_RATE, false, true}, "CANCELLATION_OTHER_KIND(flat_rate)"},
        {{CT_COUPON_FLAT_RATE, true, false},
         "CANCELLATION_OTHER_KIND(flat_rate) CANCELLATION_PACK_REVOKED"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__cancellation_check_pack(&rows[i].pack, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_ren_04_is_withdrawn_until_its_campaign_has_run(void **state)
{
    (void)state;
    struct ct__verdict verdict = {.count = 0};
    ct__cancellation_check_withdrawal(2026, false, &verdict);
    assert_int_equal(verdict.count, 0);
    ct__cancellation_check_withdrawal(2026, true, &verdict);
    assert_told(&verdict, "CANCELLATION_FINAL(2026)");
}

#define PACK .is_of_all = false
#define ALL .is_of_all = true

static void
r_ren_04_stops_its_november_and_what_renews_a_pack_ever_after(void **state)
{
    (void)state;
    static const struct {
        struct ct__cancellation_facts cancellation;
        int32_t november;
        struct ct__renewed_pack_facts pack;
        bool is_stopped;
    } rows[] = {
        /* One pack: that pack and those that renew it, from its November on. */
        {{PACK, .campaign_year = 2026}, 2025, {true, 0}, false},
        {{PACK, .campaign_year = 2026}, 2026, {true, 0}, true},
        {{PACK, .campaign_year = 2026}, 2027, {true, 0}, true},
        {{PACK, .campaign_year = 2026}, 2040, {true, 0}, true},
        {{PACK, .campaign_year = 2026}, 2026, {false, 0}, false},
        {{PACK, .campaign_year = 2026, .recorded_at = 5}, 2027, {false, 1}, false},
        {{PACK, .campaign_year = 2026, .is_withdrawn = true}, 2026, {true, 0}, false},
        /* All: that November whatever the pack, and no other. */
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2025, {false, 0}, false},
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2026, {false, 0}, true},
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2027, {false, 0}, false},
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2040, {false, 0}, false},
        /* But what it had issued before the cancellation was recorded is not renewed again. */
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2027, {false, 4}, true},
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2027, {false, 5}, true},
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2030, {false, 5}, true},
        {{ALL, .campaign_year = 2026, .recorded_at = 5}, 2027, {false, 6}, false},
        {{ALL, .campaign_year = 2026, .recorded_at = 5, .is_withdrawn = true}, 2026, {false, 0},
         false},
        {{ALL, .campaign_year = 2026, .recorded_at = 5, .is_withdrawn = true}, 2027, {false, 4},
         false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__cancellation_stops(&rows[i].cancellation, rows[i].november, &rows[i].pack) !=
            rows[i].is_stopped)
            fail_msg("row %zu", i);
}

#define WITH_POLICY(test) cmocka_unit_test_setup_teardown(test, make_policy, free_policy)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_POLICY(r_ren_01_the_campaign_runs_from_its_day_to_the_end_of_the_license_year),
        WITH_POLICY(r_ren_04_the_deadline_is_to_the_second_in_rome_time),
        WITH_POLICY(r_ren_04_the_deadline_is_romes_on_both_sides_of_summer_time),
        WITH_POLICY(r_ren_04_an_instant_that_no_calendar_has_stops_nothing),
        WITH_POLICY(r_ren_04_comes_from_the_registered_pec_to_the_programmes_address),
        cmocka_unit_test(r_ren_01_only_what_a_campaign_would_renew_can_be_cancelled),
        cmocka_unit_test(r_ren_04_is_withdrawn_until_its_campaign_has_run),
        cmocka_unit_test(r_ren_04_stops_its_november_and_what_renews_a_pack_ever_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
