/* Studios and their overview (R-STU). */
#include "fixture.h"

#include <string.h>

static void
a_studio_is_registered_with_all_that_is_told(void **state)
{
    struct world *world = *state;
    ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    char vat_number[32] = " IT ";
    strcat(vat_number, request.vat_number);
    request.tax_code = request.vat_number;
    const char *plain = request.vat_number;
    request.vat_number = vat_number;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    keep_studio(world, studio);
    assert_string_equal(ct_studio_name(studio), request.name);
    assert_string_equal(ct_studio_vat_number(studio), plain);
    assert_string_equal(ct_studio_tax_code(studio), plain);
    assert_string_equal(ct_studio_email(studio), request.email);
    assert_string_equal(ct_studio_certified_email(studio), request.certified_email);
    assert_date(0, 0, 0, ct_studio_account_opened_on(studio));
    assert_false(is_none(ct_studio_id(studio)));

    ct_studio *found = NULL;
    assert_ok(world, ct_studio_find(world->context, vat_number, &found));
    const ct_id id = ct_studio_id(studio), found_id = ct_studio_id(keep_studio(world, found));
    assert_id_equal(id, found_id);
}

static void
a_vat_number_is_registered_once(void **state)
{
    struct world *world = *state;
    const ct_studio_request request = studio_request(world);
    assert_ok(world, ct_studio_add(world->context, &request, NULL, NULL));
    const char *before = dump(world);
    ct_studio *studio = NULL;
    /* The header says that it is a refusal. */
    assert_status(world, CT_ERR_REFUSED, ct_studio_add(world->context, &request, NULL, &studio));
    assert_null(studio);
    assert_string_equal(ct_error_field(world->context), "vat_number");
    assert_unchanged(world, before);
}

static void
what_is_not_there_is_not_found(void **state)
{
    struct world *world = *state;
    const ct_id nobody = {{1}};
    ct_studio *studio = NULL;
    ct_studio_overview *overview = NULL;
    assert_status(world, CT_ERR_NOT_FOUND, ct_studio_get(world->context, nobody, &studio));
    assert_string_equal(ct_error_field(world->context), "studio");
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_studio_find(world->context, new_vat_number(world), &studio));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_studio_open_account(world->context, nobody, NULL, &studio));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_studio_overview_get(world->context, nobody, &overview));
    assert_null(studio);
    assert_null(overview);
}

static void
r_cli_02_codes_of_a_studio_are_checked(void **state)
{
    struct world *world = *state;
    ct_studio_request request = studio_request(world);
    request.vat_number = "00743110158";
    request.tax_code = "RSSMRA85T10A562X";
    assert_refused(world, "R-CLI-02 R-CLI-02",
                   ct_studio_add(world->context, &request, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "vat_number");
}

static void
r_stu_03_the_login_is_well_formed_and_no_pec(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *email, *certified_email, *rules, *field;
    } rows[] = {
        {"studio@pec.it", "a@pec.it", "R-STU-03", "email"},
        {"studio@pec.bianchi.it", "a@pec.it", "R-STU-03", "email"},
        {"studio@LEGALMAIL.it", "a@pec.it", "R-STU-03", "email"},
        {"studio", "a@pec.it", "R-STU-03", "email"},
        {"studio@bianchi.it", "a@", "R-STU-03", "certified_email"},
        {"studio@", "a@", "R-STU-03 R-STU-03", "email"},
    };
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_studio_request request = studio_request(world);
        request.email = rows[i].email;
        request.certified_email = rows[i].certified_email;
        assert_refused(world, rows[i].rules, ct_studio_add(world->context, &request, NULL, NULL));
        assert_string_equal(ct_error_field(world->context), rows[i].field);
    }
    assert_unchanged(world, before);
}

static void
r_stu_03_the_policy_knows_more_and_fewer_pec_domains(void **state)
{
    struct world *world = *state;
    ct_studio_request request = studio_request(world);
    request.email = "studio@pec.bianchi.it";
    reopen(world, "ordinary_email_domains", "pec.bianchi.it");
    assert_ok(world, ct_studio_add(world->context, &request, NULL, NULL));
    request = studio_request(world);
    request.email = "studio@verdi.it";
    reopen(world, "certified_email_domains", "verdi.it");
    assert_refused(world, "R-STU-03", ct_studio_add(world->context, &request, NULL, NULL));
}

static void
r_stu_01_the_account_is_opened_once(void **state)
{
    struct world *world = *state;
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    ct_id id = ct_studio_id(keep_studio(world, studio));
    assert_ok(world, ct_studio_open_account(world->context, id, NULL, &studio));
    keep_studio(world, studio);
    assert_date(2026, 9, 1, ct_studio_account_opened_on(studio));
    const char *before = dump(world);
    set_today(world, 2026, 9, 2);
    assert_ok(world, ct_studio_open_account(world->context, id, NULL, &studio));
    keep_studio(world, studio);
    assert_date(2026, 9, 1, ct_studio_account_opened_on(studio));
    assert_unchanged(world, before);
}

static void
r_stu_01_without_an_account_clients_are_registered_but_not_migrated(void **state)
{
    struct world *world = *state;
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    world->studio = ct_studio_id(keep_studio(world, studio));
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    const char *before = dump(world);

    const ct_migration_request migration = migration_request(world, client);
    assert_refused(world, "R-STU-01", ct_migration_run(world->context, &migration, NULL, NULL));
    assert_refused(world, "R-STU-01", ct_migration_select(world->context, &migration, NULL, NULL));
    ct_eligibility_request check = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    check.studio = world->studio;
    check.client = client;
    assert_ok(world, ct_eligibility_check(world->context, &check, &eligibility));
    keep_eligibility(world, eligibility);
    assert_int_equal(ct_eligibility_action(eligibility), CT_ELIGIBLE_NO);
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-STU-01");
    assert_unchanged(world, before);

    assert_ok(world, ct_studio_open_account(world->context, world->studio, NULL, NULL));
    (void)migrate(world, client);
}

static void
without_an_account_another_s_client_is_neither_migrated_nor_given_a_coupon(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    world->studio = ct_studio_id(keep_studio(world, studio));
    const char *before = dump(world);
    const ct_migration_request migration = migration_request(world, client);
    const ct_assignment_request assignment = assignment_request(world, client, CT_COUPON_RENEWABLE);
    assert_refused(world, "R-STU-01 R-ELIG-11", ct_migration_run(world->context, &migration, NULL, NULL));
    assert_refused(world, "R-STU-01 R-ELIG-11", ct_coupon_assign(world->context, &assignment, NULL, NULL));
    assert_unchanged(world, before);
}

static ct_studio_overview *
overview_now(struct world *world)
{
    ct_studio_overview *overview = NULL;
    assert_ok(world, ct_studio_overview_get(world->context, world->studio, &overview));
    return keep_studio_overview(world, overview);
}

static void
r_stu_02_the_overview_counts_who_can_still_be_migrated(void **state)
{
    struct world *world = *state;
    assert_int_equal(ct_studio_overview_migratable(overview_now(world)), 0);
    ct_id first = add_client(world, "Alfa");
    (void)add_client(world, "Beta");
    ct_client_request elsewhere = client_request(world, "Gamma");
    elsewhere.is_on_ts_digital = CT_CHOICE_NO;
    (void)register_client(world, &elsewhere);
    (void)buy(world, 2026, 1);
    assert_int_equal(ct_studio_overview_migratable(overview_now(world)), 2);
    assert_int_equal(ct_studio_overview_clients(overview_now(world)), 3);
    (void)migrate(world, first);
    assert_int_equal(ct_studio_overview_migratable(overview_now(world)), 1);
    assert_int_equal(ct_studio_overview_clients(overview_now(world)), 3);
}

static void
assert_coupon_line(const ct_studio_overview *overview, size_t index, int32_t year,
                   ct_coupon_state coupon_state, uint64_t count)
{
    int32_t found_year = 0;
    ct_coupon_kind kind = 0;
    ct_coupon_state found_state = 0;
    uint64_t found = 0;
    assert_int_equal(ct_studio_overview_coupon_line(overview, index, &found_year, &kind,
                                                    &found_state, &found), CT_OK);
    assert_int_equal(found_year, year);
    assert_int_equal(kind, CT_COUPON_CONTO_TERZI);
    assert_int_equal(found_state, coupon_state);
    assert_int_equal(found, count);
}

static void
the_overview_has_coupons_by_year_and_state_and_licenses_by_last_day(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 3);
    (void)migrate(world, add_client(world, "Alfa"));
    (void)buy(world, 2027, 4);
    (void)migrate(world, add_client(world, "Beta"));
    (void)migrate(world, add_client(world, "Gamma"));

    const ct_studio_overview *overview = overview_now(world);
    assert_int_equal(ct_studio_overview_coupon_lines(overview), 4);
    assert_coupon_line(overview, 0, 2027, CT_COUPON_AVAILABLE, 2);
    assert_coupon_line(overview, 1, 2027, CT_COUPON_ASSIGNED, 2);
    assert_coupon_line(overview, 2, 2026, CT_COUPON_AVAILABLE, 2);
    assert_coupon_line(overview, 3, 2026, CT_COUPON_ASSIGNED, 1);
    assert_int_equal(ct_studio_overview_coupon_line(overview, 4, NULL, NULL, NULL, NULL),
                     CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_studio_overview_coupon_line(overview, 0, NULL, NULL, NULL, NULL), CT_OK);

    ct_date last_day = {0};
    uint64_t count = 0;
    assert_int_equal(ct_studio_overview_license_lines(overview), 2);
    assert_int_equal(ct_studio_overview_license_line(overview, 0, &last_day, &count), CT_OK);
    assert_date(2026, 12, 31, last_day);
    assert_int_equal(count, 1);
    assert_int_equal(ct_studio_overview_license_line(overview, 1, &last_day, &count), CT_OK);
    assert_date(2027, 12, 31, last_day);
    assert_int_equal(count, 2);
    assert_int_equal(ct_studio_overview_license_line(overview, 2, &last_day, &count),
                     CT_ERR_INVALID_ARGUMENT);

    set_today(world, 2027, 1, 1);
    overview = overview_now(world);
    assert_coupon_line(overview, 3, 2026, CT_COUPON_EXPIRED, 2);
}

static void
the_overview_is_the_studio_s_own(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    (void)migrate(world, add_client(world, "Alfa"));
    world->studio = add_studio(world);
    const ct_studio_overview *overview = overview_now(world);
    assert_int_equal(ct_studio_overview_clients(overview), 0);
    assert_int_equal(ct_studio_overview_coupon_lines(overview), 0);
    assert_int_equal(ct_studio_overview_license_lines(overview), 0);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(a_studio_is_registered_with_all_that_is_told),
        CASE(a_vat_number_is_registered_once),
        CASE(what_is_not_there_is_not_found),
        CASE(r_cli_02_codes_of_a_studio_are_checked),
        CASE(r_stu_03_the_login_is_well_formed_and_no_pec),
        CASE(r_stu_03_the_policy_knows_more_and_fewer_pec_domains),
        CASE(r_stu_01_the_account_is_opened_once),
        CASE(r_stu_01_without_an_account_clients_are_registered_but_not_migrated),
        CASE(without_an_account_another_s_client_is_neither_migrated_nor_given_a_coupon),
        CASE(r_stu_02_the_overview_counts_who_can_still_be_migrated),
        CASE(the_overview_has_coupons_by_year_and_state_and_licenses_by_last_day),
        CASE(the_overview_is_the_studio_s_own),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
