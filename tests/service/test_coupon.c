/* Packs, coupons and who may get one (R-COU, R-ELIG). */
#include "fixture.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void
r_cou_05_a_pack_records_the_purchase(void **state)
{
    struct world *world = *state;
    ct_pack *pack = NULL;
    assert_ok(world, ct_pack_get(world->context, buy(world, 2027, 3), &pack));
    keep_pack(world, pack);
    const ct_id studio = ct_pack_studio_id(pack);
    assert_id_equal(studio, world->studio);
    assert_int_equal(ct_pack_kind(pack), CT_COUPON_CONTO_TERZI);
    assert_int_equal(ct_pack_plan(pack), CT_PLAN_STANDARD); /* R-COU-04 */
    assert_int_equal(ct_pack_license_year(pack), 2027);
    assert_int_equal(ct_pack_quantity(pack), 3);
    assert_int_equal(ct_pack_unit_price_cents(pack), 1500);
    assert_int_equal(ct_pack_source_of(pack), CT_PACK_PURCHASE);
    assert_date(2026, 9, 1, ct_pack_issued_on(pack));
    assert_date(0, 0, 0, ct_pack_revoked_on(pack));
}

static void
r_cou_02_coupons_of_a_pack_name_no_client(void **state)
{
    struct world *world = *state;
    ct_id pack = buy(world, 2027, 3);
    const ct_coupon_list *list = coupons_in(world, CT_COUPON_AVAILABLE);
    assert_int_equal(ct_coupon_list_count(list), 3);
    for (size_t i = 0; i < 3; i++) {
        const ct_coupon *coupon = ct_coupon_list_at(list, i);
        const ct_id own_pack = ct_coupon_pack_id(coupon), studio = ct_coupon_studio_id(coupon);
        assert_id_equal(own_pack, pack);
        assert_id_equal(studio, world->studio);
        assert_true(is_none(ct_coupon_client_id(coupon)));
        assert_int_equal(ct_coupon_kind_of(coupon), CT_COUPON_CONTO_TERZI);
        assert_int_equal(ct_coupon_plan(coupon), CT_PLAN_STANDARD);
        assert_int_equal(ct_coupon_license_year(coupon), 2027);
        assert_date(2026, 9, 1, ct_coupon_issued_on(coupon));
    }
}

static void
r_cou_03_an_assignment_is_final(void **state)
{
    struct world *world = *state;
    ct_id pack = buy(world, 2027, 1);
    ct_id client = add_client(world, "Alfa");
    const ct_migration_answer *answer = migrate(world, client);
    const char *code = ct_migration_answer_coupon_code(answer);
    const ct_id id = ct_migration_answer_migration_id(answer);

    /* Not to another client, not back to the pool, not with its pack. */
    ct_migration_request request = migration_request(world, add_client(world, "Beta"));
    request.coupon_code = code;
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    assert_refused(world, "R-MIG-02", ct_migration_fail(world->context, id, NULL, NULL));
    assert_refused(world, "R-MIG-02", ct_migration_cancel(world->context, id, NULL, NULL));
    assert_ok(world, ct_pack_revoke(world->context, pack, NULL, NULL));

    const ct_coupon *coupon = ct_coupon_list_at(coupons_in(world, CT_COUPON_ASSIGNED), 0);
    assert_non_null(coupon);
    const ct_id owner = ct_coupon_client_id(coupon);
    assert_id_equal(owner, client);
}

static void
r_cou_01_a_pack_is_of_one_kind_and_plan(void **state)
{
    struct world *world = *state;
    static const struct {
        ct_coupon_kind kind;
        ct_plan asked;
        ct_plan given; /* 0: refused */
    } rows[] = {
        {CT_COUPON_CONTO_TERZI, 0, CT_PLAN_STANDARD},
        {CT_COUPON_CONTO_TERZI, CT_PLAN_STANDARD, CT_PLAN_STANDARD},
        {CT_COUPON_CONTO_TERZI, CT_PLAN_PREMIUM, 0}, /* R-COU-04 */
        {CT_COUPON_RENEWABLE, 0, CT_PLAN_STANDARD},
        {CT_COUPON_RENEWABLE, CT_PLAN_PREMIUM_PLUS, CT_PLAN_PREMIUM_PLUS},
        {CT_COUPON_FLAT_RATE, CT_PLAN_COMPLETE, CT_PLAN_COMPLETE},
        {CT_COUPON_FLAT_RATE, CT_PLAN_TRIAL, 0},
        {CT_COUPON_RENEWABLE, 9, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_pack_request request = CT_PACK_REQUEST_INIT;
        ct_pack *pack = NULL;
        request.studio = world->studio;
        request.kind = rows[i].kind;
        request.plan = rows[i].asked;
        request.license_year = 2026;
        request.quantity = 1;
        ct_status status = ct_pack_buy(world->context, &request, NULL, &pack);
        if (!rows[i].given) {
            assert_invalid(world, "plan", status);
            continue;
        }
        assert_ok(world, status);
        assert_int_equal(ct_pack_kind(keep_pack(world, pack)), rows[i].kind);
        assert_int_equal(ct_pack_plan(pack), rows[i].given);
    }
}

static void
bad_purchases_change_nothing(void **state)
{
    struct world *world = *state;
    static const struct {
        ct_coupon_kind kind;
        int32_t year;
        uint32_t quantity;
        int64_t price;
        ct_status status;
        const char *field;
    } rows[] = {
        {0, 2026, 1, 0, CT_ERR_INVALID_ARGUMENT, "kind"},
        {9, 2026, 1, 0, CT_ERR_INVALID_ARGUMENT, "kind"},
        {CT_COUPON_CONTO_TERZI, 2026, 0, 0, CT_ERR_INVALID_ARGUMENT, "quantity"},
        {CT_COUPON_CONTO_TERZI, 2026, 1000001, 0, CT_ERR_INVALID_ARGUMENT, "quantity"},
        {CT_COUPON_CONTO_TERZI, 2026, 1, -1, CT_ERR_INVALID_ARGUMENT, "unit_price_cents"},
        {CT_COUPON_CONTO_TERZI, 2026, 1, INT64_MAX, CT_ERR_INVALID_ARGUMENT, "unit_price_cents"},
        {CT_COUPON_CONTO_TERZI, 0, 1, 0, CT_ERR_INVALID_ARGUMENT, "license_year"},
        {CT_COUPON_CONTO_TERZI, 2037, 1, 0, CT_ERR_INVALID_ARGUMENT, "license_year"},
        {CT_COUPON_CONTO_TERZI, 2025, 1, 0, CT_ERR_REFUSED, "license_year"},
    };
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_pack_request request = CT_PACK_REQUEST_INIT;
        request.studio = world->studio;
        request.kind = rows[i].kind;
        request.license_year = rows[i].year;
        request.quantity = rows[i].quantity;
        request.unit_price_cents = rows[i].price;
        assert_status(world, rows[i].status, ct_pack_buy(world->context, &request, NULL, NULL));
        assert_string_equal(ct_error_field(world->context), rows[i].field);
        if (rows[i].status == CT_ERR_REFUSED)
            assert_string_equal(ct_error_rule(world->context), "R-COU-06");
    }
    assert_unchanged(world, before);
    (void)buy(world, 2036, 1);
}

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
r_cou_09_codes_are_unique_and_well_formed(void **state)
{
    struct world *world = *state;
    const char *codes[600];
    (void)buy(world, 2026, COUNT(codes));
    const ct_coupon_list *list = coupons_in(world, 0);
    assert_int_equal(ct_coupon_list_count(list), COUNT(codes));
    for (size_t i = 0; i < COUNT(codes); i++) {
        const char *code = codes[i] = ct_coupon_code(ct_coupon_list_at(list, i));
        assert_int_equal(strlen(code), 19);
        for (size_t j = 0; j < 19; j++)
            assert_true(j % 5 == 4 ? code[j] == '-' : isalnum((unsigned char)code[j]) != 0);
        assert_null(strpbrk(code, "0O1IL")); /* what looks alike */
    }
    qsort(codes, COUNT(codes), sizeof *codes, compare_texts);
    for (size_t i = 1; i < COUNT(codes); i++)
        assert_string_not_equal(codes[i - 1], codes[i]);
}

static void
r_cou_09_a_code_is_found_as_people_type_it_and_a_mistyped_one_is_told(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 1);
    const ct_coupon *coupon = ct_coupon_list_at(coupons_in(world, 0), 0);
    const ct_id id = ct_coupon_id(coupon);
    char typed[32] = {0};
    for (const char *c = ct_coupon_code(coupon); *c; c++)
        if (*c != '-')
            typed[strlen(typed)] = (char)tolower((unsigned char)*c);
    ct_coupon *found = NULL;
    assert_ok(world, ct_coupon_find(world->context, typed, &found));
    const ct_id found_id = ct_coupon_id(keep_coupon(world, found));
    assert_id_equal(id, found_id);
    typed[3] = typed[3] == '9' ? '7' : '9';
    assert_refused(world, "R-COU-09", ct_coupon_find(world->context, typed, &found));
    assert_refused(world, "R-COU-09", ct_coupon_find(world->context, "no code", &found));
    ct_eligibility_request check = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    check.studio = world->studio;
    check.client = add_client(world, "Alfa");
    check.coupon_code = typed;
    assert_refused(world, "R-COU-09", ct_eligibility_check(world->context, &check, &eligibility));
    assert_status(world, CT_ERR_NOT_FOUND, ct_coupon_get(world->context, world->studio, &found));
}

/* The clock was put right in between: what was issued later than today is not there yet. */
static void
a_coupon_is_not_used_before_the_day_of_its_issue(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 8);
    set_today(world, 2026, 8, 31);
    const ct_migration_request early = migration_request(world, add_client(world, "Alfa"));
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &early, NULL, NULL));
    ct_id pack = buy(world, 2026, 2);
    for (int i = 0; i < 2; i++) {
        const ct_migration_answer *answer = migrate(world, add_client(world, i ? "Beta" : "Gamma"));
        ct_coupon *coupon = NULL;
        assert_ok(world, ct_coupon_find(world->context, ct_migration_answer_coupon_code(answer), &coupon));
        const ct_id from = ct_coupon_pack_id(keep_coupon(world, coupon));
        assert_id_equal(from, pack);
    }
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &early, NULL, NULL));
    set_today(world, 2026, 9, 1);
    assert_ok(world, ct_migration_run(world->context, &early, NULL, NULL));
}

static int32_t
year_given(struct world *world, const char *name, int32_t year, const char *code)
{
    ct_migration_request request = migration_request(world, add_client(world, name));
    ct_migration_answer *answer = NULL;
    request.license_year = year;
    request.coupon_code = code;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, &answer));
    keep_migration_answer(world, answer);
    if (code)
        assert_string_equal(ct_migration_answer_coupon_code(answer), code);
    return ct_migration_answer_last_day(answer).year;
}

static void
r_cou_08_the_latest_year_by_default_or_the_year_or_code_that_is_asked_for(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 2);
    const char *code = ct_coupon_code(ct_coupon_list_at(coupons_in(world, 0), 0));
    (void)buy(world, 2028, 1);
    (void)buy(world, 2027, 1);
    assert_int_equal(year_given(world, "Alfa", 0, NULL), 2028);
    assert_int_equal(year_given(world, "Beta", 2026, code), 2026);
    assert_int_equal(year_given(world, "Gamma", 2026, NULL), 2026);
    assert_int_equal(year_given(world, "Delta", 0, NULL), 2027);
    ct_migration_request request = migration_request(world, add_client(world, "Epsilon"));
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    request.license_year = 2027;
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
}

static void
r_elig_11_the_coupon_is_the_studio_s_own_and_available(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    const char *used = ct_coupon_code(ct_coupon_list_at(coupons_in(world, 0), 0));
    ct_migration_request request = migration_request(world, add_client(world, "Beta"));
    request.coupon_code = used;
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    assert_string_equal(ct_error_field(world->context), "coupon_code");

    ct_id first = world->studio;
    world->studio = add_studio(world);
    (void)buy(world, 2026, 1);
    request.coupon_code = ct_coupon_code(ct_coupon_list_at(coupons_in(world, 0), 0));
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    /* Nothing is told of a coupon that belongs to another. */
    assert_false(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "available"));
    world->studio = first;
    (void)buy(world, 2026, 1);
    request.license_year = 2027;
    request.coupon_code =
        ct_coupon_code(ct_coupon_list_at(coupons_in(world, CT_COUPON_AVAILABLE), 0));
    assert_status(world, CT_ERR_REFUSED,
                  ct_migration_run(world->context, &request, NULL, NULL));
    request.license_year = 0;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
}

static void
r_cou_06_an_expired_coupon_is_not_used(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 1);
    const char *code = ct_coupon_code(ct_coupon_list_at(coupons_in(world, 0), 0));
    ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
    set_today(world, 2026, 12, 31);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
    set_today(world, 2027, 1, 1);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 0);
    assert_int_equal(count_coupons(world, CT_COUPON_EXPIRED), 1);
    const char *before = dump(world);
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    request.license_year = 2026;
    assert_refused(world, "R-COU-06", ct_migration_run(world->context, &request, NULL, NULL));
    request.license_year = 0;
    request.coupon_code = code;
    assert_refused(world, "R-COU-06", ct_migration_run(world->context, &request, NULL, NULL));
    assert_unchanged(world, before);
    set_today(world, 2026, 12, 31);
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
}

static void
r_cou_06_a_reserved_coupon_is_not_assigned_after_its_year(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 1);
    set_today(world, 2026, 12, 30);
    ct_id migration = select_client(world, add_client(world, "Alfa"));
    assert_ok(world, authorise(world, migration, NULL));
    set_today(world, 2027, 1, 2);
    assert_refused(world, "R-COU-06",
                   ct_migration_provision(world->context, migration, NULL, NULL));
    assert_ok(world, ct_migration_fail(world->context, migration, NULL, NULL));
    assert_int_equal(count_coupons(world, CT_COUPON_EXPIRED), 1);
}

static void
r_cou_07_revoking_a_pack_takes_what_is_available(void **state)
{
    struct world *world = *state;
    ct_pack *pack = NULL;
    reopen(world, "provisioning", "host");
    ct_id first = buy(world, 2026, 200);
    ct_id assigned = select_client(world, add_client(world, "Alfa"));
    ct_id reserved = select_client(world, add_client(world, "Beta"));
    assert_ok(world, authorise(world, assigned, NULL));
    assert_ok(world, ct_migration_provision(world->context, assigned, NULL, NULL));
    assert_ok(world, authorise(world, reserved, NULL));
    assert_int_equal(count_coupons(world, CT_COUPON_RESERVED), 1);

    assert_ok(world, ct_pack_revoke(world->context, first, NULL, &pack));
    assert_date(2026, 9, 1, ct_pack_revoked_on(keep_pack(world, pack)));
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 0);
    assert_int_equal(count_coupons(world, CT_COUPON_REVOKED), 198);
    assert_int_equal(count_coupons(world, CT_COUPON_RESERVED), 1);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
    const char *before = dump(world);
    set_today(world, 2026, 9, 2);
    assert_ok(world, ct_pack_revoke(world->context, first, NULL, &pack));
    assert_date(2026, 9, 1, ct_pack_revoked_on(keep_pack(world, pack)));
    assert_unchanged(world, before);

    assert_ok(world, ct_migration_cancel(world->context, reserved, NULL, NULL));
    assert_int_equal(count_coupons(world, CT_COUPON_REVOKED), 199);
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_pack_revoke(world->context, world->studio, NULL, &pack));
}

static void
r_cou_07_a_reserved_coupon_of_a_revoked_pack_can_still_be_assigned(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    ct_id pack = buy(world, 2026, 1);
    ct_id migration = select_client(world, add_client(world, "Alfa"));
    assert_ok(world, authorise(world, migration, NULL));
    assert_ok(world, ct_pack_revoke(world->context, pack, NULL, NULL));
    assert_ok(world, ct_migration_provision(world->context, migration, NULL, NULL));
    assert_int_equal(count_coupons(world, CT_COUPON_ASSIGNED), 1);
}

static void
r_cou_07_a_reservation_given_up_puts_the_coupon_back(void **state)
{
    struct world *world = *state;
    ct_status (*const give_up[])(ct_context *, ct_id, const ct_call *, ct_migration **) = {
        ct_migration_fail, ct_migration_cancel};
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 1);
    for (size_t i = 0; i < COUNT(give_up); i++) {
        ct_id client = add_client(world, "Alfa");
        ct_migration *migration = NULL;
        ct_id id = select_client(world, client);
        assert_ok(world, authorise(world, id, &migration));
        ct_id coupon = ct_migration_coupon_id(keep_migration(world, migration));
        const ct_id holder = ct_coupon_client_id(coupon_now(world, coupon));
        assert_id_equal(holder, client);
        assert_int_equal(count_coupons(world, CT_COUPON_RESERVED), 1);
        assert_ok(world, give_up[i](world->context, id, NULL, NULL));
        assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
        assert_true(is_none(ct_coupon_client_id(coupon_now(world, coupon))));
    }
}

static ct_eligibility *
check_client(struct world *world, ct_id client, ct_coupon_kind kind, int32_t year, ct_date day)
{
    ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    request.studio = world->studio;
    request.client = client;
    request.kind = kind;
    request.license_year = year;
    request.day = day;
    assert_ok(world, ct_eligibility_check(world->context, &request, &eligibility));
    return keep_eligibility(world, eligibility);
}

static void
r_elig_every_reason_at_once_and_nothing_changed(void **state)
{
    struct world *world = *state;
    const ct_date today = date_of(0, 0, 0);
    ct_client_request request = client_request(world, "Alfa");
    request.is_on_ts_digital = CT_CHOICE_NO;
    ct_id client = register_client(world, &request);
    const char *before = dump(world);
    ct_eligibility *eligibility = check_client(world, client, 0, 0, today);
    assert_int_equal(ct_eligibility_action(eligibility), CT_ELIGIBLE_NO);
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-ELIG-01 R-ELIG-11");
    eligibility = check_client(world, client, CT_COUPON_FLAT_RATE, 0, today);
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-ELIG-09 R-ELIG-11");
    assert_unchanged(world, before);

    request = client_request(world, "Beta");
    client = register_client(world, &request);
    (void)buy(world, 2026, 1);
    eligibility = check_client(world, client, 0, 0, today);
    assert_int_equal(ct_eligibility_action(eligibility), CT_ELIGIBLE_MIGRATE);
    assert_int_equal(ct_reasons_count(ct_eligibility_reasons(eligibility)), 0);
    eligibility = check_client(world, client, 0, 0, date_of(2027, 1, 1));
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-COU-06");
}

static void
r_elig_06_a_renewal_needs_a_later_year(void **state)
{
    struct world *world = *state;
    const ct_date today = date_of(0, 0, 0);
    (void)buy(world, 2026, 2);
    (void)buy(world, 2027, 2);
    ct_id client = add_client(world, "Alfa");
    ct_migration_request request = migration_request(world, client);
    request.license_year = 2026;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, NULL));
    ct_eligibility *eligibility = check_client(world, client, 0, 2026, today);
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-ELIG-06");
    ct_message *message = claim(world);
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = client;
    login.one_time_password = password_in(world, message);
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
    eligibility = check_client(world, client, 0, 2026, today);
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-ELIG-06");
    assert_int_equal(ct_eligibility_action(check_client(world, client, 0, 2027, today)),
                     CT_ELIGIBLE_RENEW);
    assert_int_equal(ct_eligibility_action(check_client(world, client, 0, 0, today)),
                     CT_ELIGIBLE_RENEW);
}

static void
r_elig_11_the_client_is_linked_to_the_studio(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    world->studio = add_studio(world);
    (void)buy(world, 2026, 1);
    ct_eligibility *eligibility = check_client(world, client, 0, 0, date_of(0, 0, 0));
    assert_string_equal(rules_of(ct_eligibility_reasons(eligibility)), "R-ELIG-11");
    ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
    request.studio = client;
    request.client = client;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_eligibility_check(world->context, &request, &eligibility));
    request.studio = world->studio;
    request.client = world->studio;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_eligibility_check(world->context, &request, &eligibility));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cou_05_a_pack_records_the_purchase),
        CASE(r_cou_02_coupons_of_a_pack_name_no_client),
        CASE(r_cou_03_an_assignment_is_final),
        CASE(r_cou_01_a_pack_is_of_one_kind_and_plan),
        CASE(bad_purchases_change_nothing),
        CASE(r_cou_09_codes_are_unique_and_well_formed),
        CASE(r_cou_09_a_code_is_found_as_people_type_it_and_a_mistyped_one_is_told),
        CASE(a_coupon_is_not_used_before_the_day_of_its_issue),
        CASE(r_cou_08_the_latest_year_by_default_or_the_year_or_code_that_is_asked_for),
        CASE(r_elig_11_the_coupon_is_the_studio_s_own_and_available),
        CASE(r_cou_06_an_expired_coupon_is_not_used),
        CASE(r_cou_06_a_reserved_coupon_is_not_assigned_after_its_year),
        CASE(r_cou_07_revoking_a_pack_takes_what_is_available),
        CASE(r_cou_07_a_reserved_coupon_of_a_revoked_pack_can_still_be_assigned),
        CASE(r_cou_07_a_reservation_given_up_puts_the_coupon_back),
        CASE(r_elig_every_reason_at_once_and_nothing_changed),
        CASE(r_elig_06_a_renewal_needs_a_later_year),
        CASE(r_elig_11_the_client_is_linked_to_the_studio),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
