/* Random years of purchases, revocations, migrations, cancellations, withdrawals and campaigns, against a
 * model that knows nothing of the library's (R-REN-01, R-REN-02, R-REN-04). */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

enum { STUDIOS = 3, PACKS_MAX = 400, NOTICES_MAX = 200, FIRST_YEAR = 2026, YEARS = 6, STEPS = 14 };

/* What the programme's description says of a pack and of a notice, and no more. */
struct model_pack {
    ct_id id;
    size_t studio;
    int year;
    int quantity, used; /* used: assigned to a client */
    bool is_revoked;
    int renews; /* index, or -1 */
    int issued_in; /* step */
};

struct model_notice {
    ct_id id;
    size_t studio;
    int pack; /* index, or -1: all */
    int november;
    bool is_withdrawn;
    int recorded_in; /* step */
};

struct model {
    struct world *world;
    uint64_t seed;
    int step;
    int year; /* of today */
    ct_id studios[STUDIOS];
    struct model_pack packs[PACKS_MAX];
    int pack_count;
    struct model_notice notices[NOTICES_MAX];
    int notice_count;
    bool is_served[STUDIOS][FIRST_YEAR + YEARS + 2]; /* by license year */
};

static uint32_t
draw(struct model *model, uint32_t below)
{
    uint64_t value;
    (void)test_random(&model->seed, &value, sizeof value);
    return (uint32_t)(value % below);
}

static size_t
enter_studio(struct model *model)
{
    size_t studio = draw(model, STUDIOS);
    model->world->studio = model->studios[studio];
    return studio;
}

static void
add_pack(struct model *model, struct model_pack pack)
{
    assert_true(model->pack_count < PACKS_MAX);
    pack.issued_in = model->step;
    model->packs[model->pack_count++] = pack;
}

static void
buy_pack(struct model *model)
{
    size_t studio = enter_studio(model);
    int year = model->year + (int)draw(model, 2);
    int quantity = 1 + (int)draw(model, 4);
    ct_id id = buy(model->world, year, (uint32_t)quantity);
    add_pack(model, (struct model_pack){.id = id, .studio = studio, .year = year,
                                        .quantity = quantity, .renews = -1});
}

static void
revoke_pack(struct model *model)
{
    if (model->pack_count == 0)
        return;
    struct model_pack *pack = &model->packs[draw(model, (uint32_t)model->pack_count)];
    assert_ok(model->world, ct_pack_revoke(model->world->context, pack->id, NULL, NULL));
    pack->is_revoked = true;
}

static struct model_pack *
pack_with_id(struct model *model, ct_id id)
{
    for (int i = 0; i < model->pack_count; i++)
        if (memcmp(&model->packs[i].id, &id, sizeof id) == 0)
            return &model->packs[i];
    fail_msg("a pack came from nowhere");
    return NULL;
}

/* Some client of the studio uses some coupon. */
static void
migrate_client(struct model *model)
{
    struct world *world = model->world;
    (void)enter_studio(model);
    const ct_id client = add_client(world, "Alfa");
    const ct_migration_request request = migration_request(world, client);
    ct_migration_answer *answer = NULL;
    ct_status status = ct_migration_run(world->context, &request, NULL, &answer);
    if (status == CT_ERR_REFUSED) /* no coupon left */
        return;
    assert_ok(world, status);
    keep_migration_answer(world, answer);
    ct_coupon *coupon = NULL;
    assert_ok(world, ct_coupon_find(world->context, ct_migration_answer_coupon_code(answer),
                                    &coupon));
    pack_with_id(model, ct_coupon_pack_id(keep_coupon(world, coupon)))->used++;
}

static int
kept(const struct model_pack *pack)
{
    return pack->is_revoked ? pack->used : pack->quantity;
}

/* A pack that there is something to say about: mostly the studio's own, and of late. */
static int
draw_pack(struct model *model, size_t studio)
{
    int pack = (int)draw(model, (uint32_t)model->pack_count);
    for (int i = 0; i < 20; i++) {
        const struct model_pack *it = &model->packs[pack];
        if (it->studio == studio && it->year >= model->year - 1)
            break;
        pack = (int)draw(model, (uint32_t)model->pack_count);
    }
    return pack;
}

/* Sent some time this year or last, before or after 30 June, and recorded now. */
static void
record_notice(struct model *model)
{
    struct world *world = model->world;
    size_t studio = enter_studio(model);
    static char messages[NOTICES_MAX][24];
    struct model_notice notice = {.studio = studio, .pack = -1, .recorded_in = model->step};
    ct_cancellation *cancellation = NULL;
    assert_true(model->notice_count < NOTICES_MAX);
    (void)snprintf(messages[model->notice_count], 24, "<%d@pec.it>", model->notice_count);
    ct_cancellation_request request =
        cancellation_request(world, messages[model->notice_count]);
    int year = model->year - (int)draw(model, 2);
    bool is_early = draw(model, 2);
    assert_int_equal(ct_instant_in_rome(date_of(year, is_early ? 6 : 7, is_early ? 30 : 1),
                                        is_early ? 86399999 : 0, &request.sent_at),
                     CT_OK);
    if (request.sent_at > world->now)
        return;
    if (model->pack_count && draw(model, 2)) {
        notice.pack = draw_pack(model, studio);
        const struct model_pack *pack = &model->packs[notice.pack];
        request.pack = pack->id;
        if (pack->studio != studio) {
            assert_status(world, CT_ERR_NOT_FOUND,
                          ct_cancellation_record(world->context, &request, NULL, NULL));
            return;
        }
        if (kept(pack) == 0) {
            assert_refused(world, "R-REN-04",
                           ct_cancellation_record(world->context, &request, NULL, NULL));
            return;
        }
    }
    notice.november = is_early ? year : year + 1;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    keep_cancellation(world, cancellation);
    assert_int_equal(ct_cancellation_campaign_year(cancellation), notice.november);
    notice.id = ct_cancellation_id(cancellation);
    model->notices[model->notice_count++] = notice;
}

static void
withdraw_notice(struct model *model)
{
    struct world *world = model->world;
    if (model->notice_count == 0)
        return;
    struct model_notice *notice = &model->notices[draw(model, (uint32_t)model->notice_count)];
    ct_status status = ct_cancellation_withdraw(world->context, notice->id, NULL, NULL);
    if (!notice->is_withdrawn && model->is_served[notice->studio][notice->november + 1]) {
        assert_refused(world, "R-REN-04", status);
        return;
    }
    assert_ok(world, status);
    notice->is_withdrawn = true;
}

static bool
is_stopped(const struct model *model, int pack, int november)
{
    for (int i = 0; i < model->notice_count; i++) {
        const struct model_notice *notice = &model->notices[i];
        if (notice->is_withdrawn || notice->studio != model->packs[pack].studio)
            continue;
        if (notice->pack < 0 && notice->november == november)
            return true;
        if (notice->november > november)
            continue;
        for (int own = pack; own >= 0; own = model->packs[own].renews) {
            const struct model_pack *it = &model->packs[own];
            if (notice->pack == own)
                return true;
            /* It came too late for these coupons, but not for those that would renew them. */
            if (notice->pack < 0 && it->renews >= 0 && it->year == notice->november + 1 &&
                it->issued_in < notice->recorded_in)
                return true;
        }
    }
    return false;
}

/* What the campaign owes one studio: as model packs, their ids still unknown. */
static void
expect_studio(struct model *model, size_t studio, int license_year, int expected[4])
{
    int renewable = 0, coupons = 0, before = model->pack_count;
    if (model->is_served[studio][license_year]) {
        expected[2]++;
        return;
    }
    for (int i = 0; i < before; i++) {
        const struct model_pack *pack = &model->packs[i];
        if (pack->studio != studio || pack->year != license_year - 1)
            continue;
        renewable += kept(pack);
        if (kept(pack) == 0 || is_stopped(model, i, license_year - 1))
            continue;
        coupons += kept(pack);
        add_pack(model, (struct model_pack){.studio = studio, .year = license_year,
                                            .quantity = kept(pack), .renews = i});
    }
    model->is_served[studio][license_year] = renewable > 0;
    expected[0] += coupons > 0;
    expected[1] += renewable > 0 && coupons == 0;
    expected[3] += coupons;
}

/* Finds the packs that were expected among those that are there, and no others. */
static void
check_packs(struct model *model)
{
    struct world *world = model->world;
    int seen = 0;
    for (size_t studio = 0; studio < STUDIOS; studio++) {
        ct_pack_list *list = NULL;
        assert_ok(world, ct_pack_list_get(world->context, model->studios[studio], NULL, 1000,
                                          &list));
        for (size_t i = 0; i < ct_pack_list_count(list); i++) {
            const ct_pack *pack = ct_pack_list_at(list, i);
            const ct_id id = ct_pack_id(pack), renews = ct_pack_renews_id(pack);
            struct model_pack *own = NULL;
            for (int j = 0; !own && j < model->pack_count; j++) {
                struct model_pack *it = &model->packs[j];
                bool is_renewal = it->renews >= 0 &&
                                  memcmp(&model->packs[it->renews].id, &renews, sizeof id) == 0;
                if (memcmp(&it->id, &id, sizeof id) == 0 || (is_none(it->id) && is_renewal))
                    own = it;
            }
            if (!own)
                fail_msg("seed %llu: a pack that nobody expects", (unsigned long long)model->seed);
            own->id = id;
            assert_int_equal(own->studio, studio);
            assert_int_equal(ct_pack_license_year(pack), own->year);
            assert_int_equal(ct_pack_quantity(pack), own->quantity);
            assert_int_equal(ct_pack_source_of(pack),
                             own->renews < 0 ? CT_PACK_PURCHASE : CT_PACK_TACIT_RENEWAL);
            seen++;
        }
        ct_pack_list_free(list);
    }
    assert_int_equal(seen, model->pack_count);
}

/* In pages of any size, to its end or broken off; then once more to the end. */
static void
run_pages(struct model *model, int license_year, uint32_t limit, bool is_broken_off, int sums[4])
{
    struct world *world = model->world;
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    request.license_year = license_year;
    request.limit = limit;
    do {
        ct_campaign_report *report = NULL;
        assert_ok(world, ct_campaign_run(world->context, &request, NULL, &report));
        keep_campaign_report(world, report);
        request.after = ct_campaign_report_next(report);
        sums[0] += (int)ct_campaign_report_issued_to(report);
        sums[1] += (int)ct_campaign_report_stopped(report);
        sums[2] += (int)ct_campaign_report_already_done(report);
        sums[3] += (int)ct_campaign_report_coupons(report);
    } while (request.after && !(is_broken_off && draw(model, 2)));
}

static void
hold_campaign(struct model *model)
{
    int expected[4] = {0}, sums[4] = {0}, first[4] = {0};
    int license_year = model->year + (int)draw(model, 2);
    if (license_year == FIRST_YEAR)
        return;
    run_pages(model, license_year, 1 + draw(model, 3), true, first);
    run_pages(model, license_year, 1 + draw(model, 3), false, sums);
    for (size_t studio = 0; studio < STUDIOS; studio++)
        expect_studio(model, studio, license_year, expected);
    assert_int_equal(first[0] + sums[0], expected[0]);
    assert_int_equal(first[1] + sums[1], expected[1]);
    assert_int_equal(first[3] + sums[3], expected[3]);
    /* The second time also counts who was served by the first. */
    assert_int_equal(sums[2], expected[2] + first[0] + first[1]);
    check_packs(model);
}

static void
live_a_year(struct model *model, bool is_after_campaign_day)
{
    static void (*const doings[])(struct model *model) = {
        buy_pack, buy_pack, migrate_client, revoke_pack, record_notice, record_notice,
        withdraw_notice, hold_campaign,
    };
    for (int i = 0; i < STEPS; i++) {
        size_t what = draw(model, is_after_campaign_day ? 8 : 7);
        model->step++;
        pass_time(model->world, 60);
        doings[what](model);
    }
}

static void
r_ren_01_02_04_random_years_come_out_as_the_rules_say(void **state)
{
    struct world *world = *state;
    struct model model = {.world = world, .seed = (uint64_t)(uintptr_t)world->parameter};
    model.studios[0] = world->studio;
    for (size_t i = 1; i < STUDIOS; i++)
        model.studios[i] = add_studio(world);
    for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
        model.year = year;
        set_today(world, year, 2, 1);
        if (year == FIRST_YEAR)
            set_today(world, year, 9, 1);
        live_a_year(&model, false);
        set_today(world, year, 9, 2);
        live_a_year(&model, false);
        set_today(world, year, 11, 15);
        live_a_year(&model, true);
        hold_campaign(&model);
    }
    check_packs(&model);
}

int
main(int count, char **arguments)
{
    enum { CASES = 8 };
    struct CMUnitTest cases[CASES];
    char names[CASES][80];
    for (size_t i = 0; i < CASES; i++) {
        (void)snprintf(names[i], sizeof names[i],
                       "r_ren_01_02_04_random_years_come_out_as_the_rules_say_%zu", i);
        cases[i] = CASE_OF(names[i], r_ren_01_02_04_random_years_come_out_as_the_rules_say, i + 1);
    }
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
