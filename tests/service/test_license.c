/* Licenses and their limits (R-LIC). */
#include "fixture.h"

static ct_license *
license_of(struct world *world, const ct_migration_answer *answer)
{
    ct_license *license = NULL;
    assert_ok(world,
              ct_license_get(world->context, ct_migration_answer_license_id(answer), &license));
    return keep_license(world, license);
}

static void
r_lic_01_a_license_from_a_coupon(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    const ct_license *license = license_of(world, migrate(world, client));
    const ct_id of = ct_license_client_id(license), coupon = ct_license_coupon_id(license);
    const ct_id assigned = ct_coupon_id(ct_coupon_list_at(coupons_in(world, 0), 0));
    assert_id_equal(of, client);
    assert_id_equal(coupon, assigned);
    assert_int_equal(ct_license_plan(license), CT_PLAN_STANDARD); /* R-COU-04 */
    assert_int_equal(ct_license_access_of(license), CT_LICENSE_READ_ONLY);
    assert_int_equal(ct_license_source_of(license), CT_LICENSE_FROM_COUPON);
    assert_date(2026, 9, 1, ct_license_first_day(license));
    assert_date(2026, 12, 31, ct_license_last_day(license));
    assert_date(0, 0, 0, ct_license_superseded_on(license));

    ct_license_list *list = NULL;
    assert_ok(world, ct_license_list_get(world->context, client, &list));
    assert_int_equal(ct_license_list_count(keep_license_list(world, list)), 1);
    assert_null(ct_license_list_at(list, 1));
}

static void
r_lic_02_it_is_in_force_on_its_first_and_last_day(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    static const struct {
        int year, month, day;
        ct_status status;
    } rows[] = {
        {2026, 8, 31, CT_ERR_NOT_FOUND}, {2026, 9, 1, CT_OK},
        {2026, 12, 31, CT_OK},           {2027, 1, 1, CT_ERR_NOT_FOUND},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ct_date day = date_of(rows[i].year, rows[i].month, rows[i].day);
        ct_license *license = NULL;
        assert_status(world, rows[i].status,
                      ct_license_in_force(world->context, client, day, &license));
        ct_license_free(license);
    }
    /* To 23:59:59 in Rome, where it is an hour later than in Greenwich. */
    assert_int_equal(ct_instant_in_rome(date_of(2026, 12, 31), 86399999, &world->now), CT_OK);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_IN_MIGRATION);
    ct_usage_request use = CT_USAGE_REQUEST_INIT;
    use.client = client;
    use.category = CT_CATEGORY_CLIENTS;
    use.quantity = 1;
    assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
    world->now++;
    assert_refused(world, "R-LIC-06", ct_usage_add(world->context, &use, NULL, NULL));
}

static void
r_lic_05_next_year_s_coupon_starts_today(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2027, 1);
    const ct_license *license = license_of(world, migrate(world, add_client(world, "Alfa")));
    assert_date(2026, 9, 1, ct_license_first_day(license));
    assert_date(2027, 12, 31, ct_license_last_day(license));
}

static void
r_lic_03_limits_are_complete_s_and_stay(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    const ct_migration_answer *answer = migrate(world, add_client(world, "Alfa"));
    for (ct_category category = 0; category <= CT_CATEGORY_DOCUMENTS + 1; category++) {
        int64_t expected = category == CT_CATEGORY_DOCUMENTS ? 3000 : 5000;
        if (category == 0 || category > CT_CATEGORY_DOCUMENTS)
            expected = 0;
        assert_int_equal(ct_license_limit(license_of(world, answer), category), expected);
    }
    set_policy(world, "complete.documents", "7");
    reopen(world, "read_only_limits", "complete");
    assert_int_equal(ct_license_limit(license_of(world, answer), CT_CATEGORY_DOCUMENTS), 3000);
    answer = migrate(world, add_client(world, "Beta"));
    assert_int_equal(ct_license_limit(license_of(world, answer), CT_CATEGORY_DOCUMENTS), 7);
}

static int64_t
used(struct world *world, ct_id client, ct_category category, int32_t year)
{
    ct_usage *usage = NULL;
    assert_ok(world, ct_usage_get(world->context, client, category, year, &usage));
    return ct_usage_used(keep_usage(world, usage));
}

static void
r_lic_04_documents_count_in_the_year_of_their_date(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    ct_usage_request use = CT_USAGE_REQUEST_INIT;
    ct_usage *usage = NULL;
    use.client = client;
    use.category = CT_CATEGORY_DOCUMENTS;
    use.date = date_of(2026, 9, 1);
    use.quantity = 2999;
    assert_ok(world, ct_usage_add(world->context, &use, NULL, &usage));
    assert_int_equal(ct_usage_used(keep_usage(world, usage)), 2999);
    use.quantity = 2;
    assert_refused(world, "R-LIC-04", ct_usage_add(world->context, &use, NULL, NULL));
    use.quantity = 1;
    assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
    const char *before = dump(world);
    assert_refused(world, "R-LIC-04", ct_usage_add(world->context, &use, NULL, NULL));
    assert_unchanged(world, before); /* nothing already there is touched */
    use.date = date_of(2025, 12, 31); /* imported history, in its own year */
    assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2026), 3000);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2025), 1);
    assert_int_equal(used(world, client, CT_CATEGORY_DOCUMENTS, 2024), 0);
}

static void
r_lic_03_each_registry_counts_on_its_own(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    ct_usage_request use = CT_USAGE_REQUEST_INIT;
    use.client = client;
    for (use.category = 1; use.category < CT_CATEGORY_DOCUMENTS; use.category++) {
        use.quantity = 5000;
        assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
        use.quantity = 1;
        assert_refused(world, "R-LIC-04", ct_usage_add(world->context, &use, NULL, NULL));
        use.quantity = -10;
        assert_ok(world, ct_usage_add(world->context, &use, NULL, NULL));
        assert_int_equal(used(world, client, use.category, 0), 4990);
        use.quantity = -4991;
        assert_invalid(world, "quantity", ct_usage_add(world->context, &use, NULL, NULL));
    }
}

static void
usage_asks_for_what_it_needs(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_usage_request use = CT_USAGE_REQUEST_INIT;
    ct_usage *usage = NULL;
    use.category = CT_CATEGORY_DOCUMENTS;
    use.quantity = 1;
    assert_invalid(world, "client", ct_usage_add(world->context, &use, NULL, &usage));
    use.client = client;
    assert_invalid(world, "date", ct_usage_add(world->context, &use, NULL, &usage));
    use.date = date_of(2026, 2, 29);
    assert_invalid(world, "date", ct_usage_add(world->context, &use, NULL, &usage));
    use.date = date_of(2026, 2, 28);
    assert_refused(world, "R-LIC-06", ct_usage_add(world->context, &use, NULL, &usage));
    use.category = 5;
    assert_invalid(world, "category", ct_usage_add(world->context, &use, NULL, &usage));
    use.category = CT_CATEGORY_PRODUCTS;
    use.quantity = INT32_MIN;
    assert_invalid(world, "quantity", ct_usage_add(world->context, &use, NULL, &usage));
    use.quantity = 1;
    use.client = world->studio;
    assert_status(world, CT_ERR_NOT_FOUND, ct_usage_add(world->context, &use, NULL, &usage));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_usage_get(world->context, world->studio, CT_CATEGORY_PRODUCTS, 0, &usage));
    assert_invalid(world, "category", ct_usage_get(world->context, client, 0, 0, &usage));
    assert_null(usage);
}

static void
the_license_end_is_the_policy_s(void **state)
{
    struct world *world = *state;
    reopen(world, "license_end", "11-30");
    (void)buy(world, 2026, 1);
    const ct_license *license = license_of(world, migrate(world, add_client(world, "Alfa")));
    assert_date(2026, 11, 30, ct_license_last_day(license));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_lic_01_a_license_from_a_coupon),
        CASE(r_lic_02_it_is_in_force_on_its_first_and_last_day),
        CASE(r_lic_05_next_year_s_coupon_starts_today),
        CASE(r_lic_03_limits_are_complete_s_and_stay),
        CASE(r_lic_04_documents_count_in_the_year_of_their_date),
        CASE(r_lic_03_each_registry_counts_on_its_own),
        CASE(usage_asks_for_what_it_needs),
        CASE(the_license_end_is_the_policy_s),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
