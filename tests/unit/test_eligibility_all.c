/* What holds for every combination of facts; and where a client stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "eligibility_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const ct_date last_days[] = {{2025, 12, 31}, {2026, 3, 2}, {2026, 12, 31}, {2027, 12, 31}};
static const struct {
    ct_license_source source;
    ct_coupon_kind kind;
} licenses[] = {
    {CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI}, {CT_LICENSE_FROM_COUPON, CT_COUPON_RENEWABLE},
    {CT_LICENSE_FROM_COUPON, CT_COUPON_FLAT_RATE},   {CT_LICENSE_FROM_CLIENT_PURCHASE, 0},
    {CT_LICENSE_FROM_STUDIO_PURCHASE, 0},
};
static const ct_migration_state migrations[] = {0, CT_MIGRATION_SELECTED, CT_MIGRATION_FIRST_LOGIN};

/* Reasons that are about the coupon; the others are about the client and the studio. */
static bool
is_about_the_coupon(enum ct__reason_id id)
{
    return id == CT__REASON_NO_COUPON_LEFT || id == CT__REASON_NO_COUPON_LEFT_FOR_YEAR ||
           (id >= CT__REASON_COUPON_NOT_OWN && id <= CT__REASON_COUPON_YEAR_OVER);
}

static void
check_reasons(const struct world *world, ct_eligible_action action,
              const struct ct__verdict *verdict)
{
    assert_int_equal(verdict->count == 0, action != CT_ELIGIBLE_NO);
    assert_true(verdict->count < CT__REASONS_MAX); /* a full one may have lost some */
    for (size_t i = 0; i < verdict->count; i++) {
        enum ct__reason_id id = verdict->reasons[i].id;
        assert_int_equal(ct__reason_status(id), CT_ERR_REFUSED);
        assert_true(told(verdict, id) <= (id == CT__REASON_OTHER_COUPON_KIND ? 2 : 1));
        if (!world->client.is_linked)
            assert_true(is_about_the_coupon(id) || id == CT__REASON_CLIENT_NOT_LINKED ||
                        id == CT__REASON_STUDIO_ACCOUNT_CLOSED);
    }
    assert_int_equal(told(verdict, CT__REASON_CLIENT_NOT_LINKED), !world->client.is_linked);
    assert_int_equal(told(verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED),
                     !world->client.is_studio_account_open);
}

/* Whatever the kind: the studio, the client and the coupon as R-ELIG-11 and R-COU-06 have them. */
static void
check_yes(const struct world *world, ct_eligible_action action)
{
    const struct ct__coupon_facts *coupon = &world->coupon;
    assert_true(world->client.is_linked && world->client.is_studio_account_open);
    /* One that has given its license does not stand in the way of the next. */
    if (action != CT_ELIGIBLE_MIGRATE && world->client.license.source && !world->client.is_erased)
        assert_true(world->client.migration == 0 ||
                    world->client.migration >= CT_MIGRATION_PROVISIONED);
    else
        assert_int_equal(world->client.migration, 0);
    assert_true(coupon->code && coupon->is_own && coupon->kind == world->kind);
    assert_int_equal(coupon->state, CT_COUPON_AVAILABLE);
    assert_true(coupon->license_year >= world->today.year);
    assert_true(coupon->issued_on.year < 2027);
    assert_true(world->wanted_year == 0 || world->wanted_year == coupon->license_year);
    /* No kind is for who bought by itself. */
    assert_false(world->client.ever & CT__EVER_BOUGHT_BY_CLIENT);
}

static void
check_conto_terzi(const struct world *world, ct_eligible_action action)
{
    const struct ct__client_facts *client = &world->client;
    assert_true(action == CT_ELIGIBLE_MIGRATE || action == CT_ELIGIBLE_RENEW);
    assert_false(client->ever & (CT__EVER_RENEWABLE | CT__EVER_FLAT_RATE));
    if (world->policy.studio_purchase_bars_conto_terzi)
        assert_false(client->ever & CT__EVER_BOUGHT_BY_STUDIO);
    if (action == CT_ELIGIBLE_MIGRATE) {
        assert_true(client->is_on_ts_digital);
    } else {
        assert_false(client->is_erased);
        assert_true(client->ever & CT__EVER_CONTO_TERZI);
        if (world->policy.studio_purchase_bars_conto_terzi ||
            client->license.source != CT_LICENSE_FROM_STUDIO_PURCHASE)
            assert_int_equal(client->license.coupon_kind, CT_COUPON_CONTO_TERZI);
    }
}

static void
check_renewable(const struct world *world, ct_eligible_action action)
{
    const struct ct__license_facts *license = &world->client.license;
    assert_int_not_equal(action, CT_ELIGIBLE_MIGRATE);
    if (action != CT_ELIGIBLE_UPGRADE)
        return;
    assert_false(world->client.is_erased);
    assert_int_equal(license->coupon_kind, CT_COUPON_CONTO_TERZI);
    assert_true(license->last_day.year >= 2026);
}

static void
check_flat_rate(const struct world *world, ct_eligible_action action)
{
    assert_true(action == CT_ELIGIBLE_ACTIVATE || action == CT_ELIGIBLE_RENEW);
    assert_int_equal(world->client.tax_regime, CT_TAX_REGIME_FLAT_RATE);
    assert_false(world->client.ever & (CT__EVER_RENEWABLE | CT__EVER_BOUGHT_BY_STUDIO));
}

static void
check(const struct world *world)
{
    struct ct__verdict verdict;
    ct_eligible_action action = world_ask(world, &verdict);
    check_reasons(world, action, &verdict);
    if (action == CT_ELIGIBLE_NO)
        return;
    check_yes(world, action);
    if (action == CT_ELIGIBLE_RENEW)
        assert_true(world->coupon.license_year > world->client.license.last_day.year);
    if (world->kind == CT_COUPON_CONTO_TERZI)
        check_conto_terzi(world, action);
    else if (world->kind == CT_COUPON_RENEWABLE)
        check_renewable(world, action);
    else
        check_flat_rate(world, action);
}

/* Every own coupon that there could be, against what is asked for. */
static void
check_all_coupons(struct world world)
{
    static const ct_date issues[] = {{2025, 11, 15}, {2026, 3, 2}, {2026, 3, 3}, {2027, 1, 1}};
    for (world.kind = 1; world.kind <= 3; world.kind++)
        for (world.wanted_year = 2025; world.wanted_year <= 2028; world.wanted_year++)
            for (int of = 0; of < 3 * 5 * 3 * 4 * 2; of++) {
                struct world asked = world;
                asked.coupon.kind = of % 3 + 1;
                asked.coupon.state = of / 3 % 5 + 1;
                asked.coupon.license_year = 2025 + of / 15 % 3;
                asked.coupon.issued_on = issues[of / 45 % 4];
                asked.coupon.is_own = of / 180;
                if (asked.wanted_year == 2028)
                    asked.wanted_year = 0;
                check(&asked);
                asked.coupon.code = NULL;
                check(&asked);
            }
}

/* Some coupons, for every client. */
static void
check_some_coupons(struct world world)
{
    for (world.kind = 1; world.kind <= 3; world.kind++) {
        world.coupon.kind = world.kind;
        for (int32_t year = 2025; year <= 2027; year++) {
            world.coupon.license_year = year;
            check(&world);
        }
        world.coupon.is_own = false;
        check(&world);
        world.coupon.is_own = true;
    }
}

/* The combinations of booleans, regime, migration and policy. */
static void
check_all_circumstances(struct world world)
{
    for (unsigned bits = 0; bits < 32; bits++) {
        world.client.is_linked = bits & 1;
        world.client.is_studio_account_open = bits & 2;
        world.client.is_on_ts_digital = bits & 4;
        world.client.is_erased = bits & 8;
        world.policy.studio_purchase_bars_conto_terzi = bits & 16;
        for (size_t i = 0; i < COUNT(migrations); i++) {
            world.client.migration = migrations[i];
            for (world.client.tax_regime = 0; world.client.tax_regime <= 2;
                 world.client.tax_regime++)
                check_some_coupons(world);
        }
    }
}

static const unsigned ever_bits[] = {CT__EVER_CONTO_TERZI, CT__EVER_RENEWABLE, CT__EVER_FLAT_RATE,
                                     CT__EVER_BOUGHT_BY_CLIENT, CT__EVER_BOUGHT_BY_STUDIO};

static unsigned
ever_of(unsigned combination)
{
    unsigned ever = 0;
    for (size_t i = 0; i < COUNT(ever_bits); i++)
        if (combination >> i & 1)
            ever |= ever_bits[i];
    return ever;
}

static void
holds_for_every_client(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    for (unsigned combination = 0; combination < 32; combination++) {
        world.client.ever = ever_of(combination);
        world.client.license = (struct ct__license_facts){0};
        check_all_circumstances(world);
        for (size_t i = 0; i < COUNT(licenses) * COUNT(last_days); i++) {
            size_t which = i / COUNT(last_days);
            if (!(combination >> which & 1)) /* a license leaves its trace in `ever` */
                continue;
            world.client.license = (struct ct__license_facts){
                licenses[which].source, licenses[which].kind, last_days[i % COUNT(last_days)]};
            check_all_circumstances(world);
        }
    }
}

static void
holds_for_every_coupon(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    check_all_coupons(world);
    for (size_t i = 0; i < COUNT(licenses) * COUNT(last_days); i++) {
        struct world other = world;
        world_license(&other, licenses[i / COUNT(last_days)].source,
                      licenses[i / COUNT(last_days)].kind, last_days[i % COUNT(last_days)]);
        check_all_coupons(other);
    }
    world.client.is_linked = false;
    check_all_coupons(world);
}

static void
r_cli_03_who_may_be_migrated_is_on_the_migratable_list(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    for (unsigned of = 0; of < 32 * 2 * 2 * (COUNT(licenses) + 1); of++) {
        size_t which = of / 128;
        world.client.ever = ever_of(of % 32);
        world.client.is_on_ts_digital = of / 32 % 2;
        world.client.is_erased = of / 64 % 2;
        world.client.license = (struct ct__license_facts){0};
        if (which < COUNT(licenses)) {
            if (!(of % 32 >> which & 1) || world.client.is_erased)
                continue;
            world.client.license = (struct ct__license_facts){
                licenses[which].source, licenses[which].kind, {2025, 12, 31}};
        }
        struct ct__verdict verdict;
        bool may_migrate = world_ask(&world, &verdict) == CT_ELIGIBLE_MIGRATE;
        bool is_listed =
            ct__client_stage(&world.policy, &world.client) == CT__STAGE_MIGRATABLE;
        if (may_migrate != is_listed)
            fail_msg("combination %u: %d, listed %d", of, may_migrate, is_listed);
    }
}

static void
r_cli_03_knows_where_a_client_stands(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct ct__client_facts client;
        enum ct__stage stage;
    } rows[] = {
        {"new", {.is_on_ts_digital = true}, CT__STAGE_MIGRATABLE},
        {"elsewhere", {.is_on_ts_digital = false}, CT__STAGE_NOT_MIGRATABLE},
        {"barred by its purchase",
         {.is_on_ts_digital = true, .ever = CT__EVER_BOUGHT_BY_CLIENT}, CT__STAGE_NOT_MIGRATABLE},
        {"barred by another kind",
         {.is_on_ts_digital = true, .ever = CT__EVER_FLAT_RATE}, CT__STAGE_NOT_MIGRATABLE},
        {"barred by the studio's purchase",
         {.is_on_ts_digital = true, .ever = CT__EVER_BOUGHT_BY_STUDIO}, CT__STAGE_NOT_MIGRATABLE},
        {"selected", {.is_on_ts_digital = true, .migration = CT_MIGRATION_SELECTED},
         CT__STAGE_IN_MIGRATION},
        {"selected, and barred since",
         {.migration = CT_MIGRATION_SELECTED, .ever = CT__EVER_BOUGHT_BY_CLIENT},
         CT__STAGE_IN_MIGRATION},
        {"provisioned", /* licensed, but not migrated to the end */
         {.is_on_ts_digital = true, .migration = CT_MIGRATION_PROVISIONED,
          .ever = CT__EVER_CONTO_TERZI,
          .license = {CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, {2026, 12, 31}}},
         CT__STAGE_IN_MIGRATION},
        {"migrated",
         {.is_on_ts_digital = true, .ever = CT__EVER_CONTO_TERZI,
          .license = {CT_LICENSE_FROM_COUPON, CT_COUPON_CONTO_TERZI, {2026, 12, 31}}},
         CT__STAGE_LICENSED},
        {"customer by itself",
         {.is_on_ts_digital = true, .ever = CT__EVER_BOUGHT_BY_CLIENT,
          .license = {CT_LICENSE_FROM_CLIENT_PURCHASE, 0, {2026, 6, 30}}},
         CT__STAGE_LICENSED},
        {"erased and elsewhere", {.is_erased = true, .ever = CT__EVER_CONTO_TERZI},
         CT__STAGE_ERASED},
        {"erased and barred",
         {.is_erased = true, .is_on_ts_digital = true, .ever = CT__EVER_RENEWABLE},
         CT__STAGE_ERASED},
        {"erased, still on TS Digital",
         {.is_erased = true, .is_on_ts_digital = true, .ever = CT__EVER_CONTO_TERZI},
         CT__STAGE_MIGRATABLE},
        {"erased, migrating anew",
         {.is_erased = true, .is_on_ts_digital = true, .migration = CT_MIGRATION_AUTHORISED},
         CT__STAGE_IN_MIGRATION},
    };
    const struct world world = world_of(CT_COUPON_CONTO_TERZI);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__client_stage(&world.policy, &rows[i].client) != rows[i].stage)
            fail_msg("%s", rows[i].name);
}

static void
r_elig_04_policy_puts_the_studios_customers_on_the_list(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    world.client.ever = CT__EVER_BOUGHT_BY_STUDIO;
    assert_int_equal(ct__client_stage(&world.policy, &world.client), CT__STAGE_NOT_MIGRATABLE);
    world.policy.studio_purchase_bars_conto_terzi = false;
    assert_int_equal(ct__client_stage(&world.policy, &world.client), CT__STAGE_MIGRATABLE);
}

static void
r_cli_03_who_was_migrated_is_not_on_the_list_again_by_policy(void **state)
{
    (void)state;
    struct world world = world_of(CT_COUPON_CONTO_TERZI);
    struct ct__verdict verdict;
    world.policy.studio_purchase_bars_conto_terzi = false;
    world.coupon.license_year = 2027;
    world_license(&world, CT_LICENSE_FROM_STUDIO_PURCHASE, 0, (ct_date){2026, 12, 31});
    world.client.ever |= CT__EVER_CONTO_TERZI;
    assert_int_equal(ct__client_stage(&world.policy, &world.client), CT__STAGE_LICENSED);
    assert_int_equal(world_ask(&world, &verdict), CT_ELIGIBLE_RENEW);
    world.policy.studio_purchase_bars_conto_terzi = true; /* it has left the programme */
    assert_false(ct__renews_conto_terzi(&world.policy, &world.client));
}

static void
r_lic_02_a_client_is_active_to_the_last_day(void **state)
{
    (void)state;
    static const struct {
        enum ct__stage stage;
        ct_date last_day, day;
        ct_client_state state;
    } rows[] = {
        {CT__STAGE_LICENSED, {2026, 12, 31}, {2026, 3, 2}, CT_CLIENT_ACTIVE},
        {CT__STAGE_LICENSED, {2026, 12, 31}, {2026, 12, 31}, CT_CLIENT_ACTIVE},
        {CT__STAGE_LICENSED, {2026, 12, 31}, {2027, 1, 1}, CT_CLIENT_EXPIRED},
        {CT__STAGE_MIGRATABLE, {0, 0, 0}, {2026, 3, 2}, CT_CLIENT_MIGRATABLE},
        {CT__STAGE_NOT_MIGRATABLE, {0, 0, 0}, {2026, 3, 2}, CT_CLIENT_NOT_MIGRATABLE},
        {CT__STAGE_IN_MIGRATION, {0, 0, 0}, {2026, 3, 2}, CT_CLIENT_IN_MIGRATION},
        {CT__STAGE_IN_MIGRATION, {2026, 12, 31}, {2026, 3, 2}, CT_CLIENT_IN_MIGRATION},
        {CT__STAGE_IN_MIGRATION, {2026, 12, 31}, {2027, 1, 1}, CT_CLIENT_EXPIRED},
        {CT__STAGE_ERASED, {2024, 12, 31}, {2026, 3, 2}, CT_CLIENT_ERASED},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__client_state_on(rows[i].stage, rows[i].last_day, rows[i].day) != rows[i].state)
            fail_msg("row %zu", i);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_every_client),
        cmocka_unit_test(holds_for_every_coupon),
        cmocka_unit_test(r_cli_03_who_may_be_migrated_is_on_the_migratable_list),
        cmocka_unit_test(r_cli_03_knows_where_a_client_stands),
        cmocka_unit_test(r_elig_04_policy_puts_the_studios_customers_on_the_list),
        cmocka_unit_test(r_cli_03_who_was_migrated_is_not_on_the_list_again_by_policy),
        cmocka_unit_test(r_lic_02_a_client_is_active_to_the_last_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
