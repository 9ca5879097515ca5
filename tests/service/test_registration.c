/* Links of coupons, and companies that register through one (R-COU-10). */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#define RENEWABLE CT_COUPON_RENEWABLE
#define FLAT CT_COUPON_FLAT_RATE

/* The code of a new coupon. */
static const char *
code_of(struct world *world, ct_coupon_kind kind, int year)
{
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *list = NULL;
    (void)buy_kind(world, kind, 0, year, 1);
    query.studio = world->studio;
    query.kind = kind;
    query.license_year = year;
    query.state = CT_COUPON_AVAILABLE;
    assert_ok(world, ct_coupon_list_get(world->context, &query, &list));
    return ct_coupon_code(ct_coupon_list_at(keep_coupon_list(world, list), 0));
}

static ct_registration_request
registration(struct world *world, const char *code)
{
    ct_registration_request request = CT_REGISTRATION_REQUEST_INIT;
    request.link_or_code = code;
    request.name = "Nuova S.r.l.";
    request.vat_number = new_vat_number(world);
    request.email = "capo@nuova.example";
    return request;
}

static ct_assignment *
enrol(struct world *world, const ct_registration_request *request)
{
    ct_assignment *assignment = NULL;
    assert_ok(world, ct_coupon_register(world->context, request, NULL, &assignment));
    return keep_assignment(world, assignment);
}

static void
r_cou_10_a_coupon_has_a_link_of_the_policy_s_form(void **state)
{
    struct world *world = *state;
    const char *code = code_of(world, RENEWABLE, 2026);
    char expected[128];
    ct_coupon_link *link = NULL;
    reopen(world, "coupon_link", "https://attiva.example/?c=");
    assert_ok(world, ct_coupon_link_get(world->context, code, &link));
    (void)keep_coupon_link(world, link);
    (void)snprintf(expected, sizeof expected, "https://attiva.example/?c=%s", code);
    assert_string_equal(ct_coupon_link_text(link), expected);
    assert_string_equal(ct_coupon_link_code(link), code);
    const ct_registration_request request = registration(world, ct_coupon_link_text(link));
    (void)enrol(world, &request);
    assert_refused(world, "R-ELIG-11", ct_coupon_link_get(world->context, code, &link));
}

static void
r_cou_10_a_conto_terzi_coupon_has_none(void **state)
{
    struct world *world = *state;
    ct_coupon_link *link = NULL;
    const char *code = code_of(world, CT_COUPON_CONTO_TERZI, 2026);
    const ct_registration_request request = registration(world, code);
    assert_refused(world, "R-COU-10", ct_coupon_link_get(world->context, code, &link));
    assert_refused(world, "R-COU-10",
                   ct_coupon_register(world->context, &request, NULL, NULL));
    code = code_of(world, RENEWABLE, 2026);
    set_today(world, 2027, 1, 1);
    assert_refused(world, "R-COU-06", ct_coupon_link_get(world->context, code, &link));
    assert_refused(world, "R-COU-09", ct_coupon_link_get(world->context, "AAAA", &link));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_coupon_link_get(world->context, "3333-3333-3333-3333", &link));
    assert_null(link);
}

static void
r_cou_10_a_new_company_is_added_and_activated(void **state)
{
    struct world *world = *state;
    const ct_registration_request request =
        registration(world, code_of(world, RENEWABLE, 2026));
    const ct_assignment *assignment = enrol(world, &request);
    assert_int_equal(ct_assignment_status_of(assignment), CT_ASSIGNMENT_DONE);
    assert_int_equal(ct_assignment_action(assignment), CT_ELIGIBLE_ACTIVATE);
    assert_string_equal(ct_assignment_client_name(assignment), "Nuova S.r.l.");
    const ct_client *client = client_now(world, ct_assignment_client_id(assignment));
    const ct_id studio = ct_client_studio_id(client);
    assert_id_equal(studio, world->studio);
    assert_string_equal(ct_client_vat_number(client), request.vat_number);
    assert_string_equal(ct_client_emails(client), "capo@nuova.example");
    assert_int_equal(ct_client_is_on_ts_digital(client), 0);
    assert_int_equal(ct_client_state_today(client), CT_CLIENT_ACTIVE);
    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, ct_client_id(client), &account));
    assert_string_equal(ct_account_email(account), "capo@nuova.example");
    assert_int_equal(ct_account_need_password_change(account), 0);
    ct_account_free(account);
    assert_int_equal(ct_message_kind_of(claim(world)), CT_MESSAGE_LICENSE_ACTIVATED);
}

static void
r_cou_10_a_company_that_the_studio_has_is_found_by_its_codes(void **state)
{
    struct world *world = *state;
    ct_client_request known = client_request(world, "Alfa");
    ct_id client = register_client(world, &known);
    ct_registration_request request = registration(world, code_of(world, FLAT, 2026));
    request.vat_number = known.vat_number;
    assert_refused(world, "R-ELIG-09",
                   ct_coupon_register(world->context, &request, NULL, NULL));
    request.tax_regime = CT_TAX_REGIME_FLAT_RATE; /* which the studio does not know */
    const ct_assignment *assignment = enrol(world, &request);
    const ct_id of = ct_assignment_client_id(assignment);
    assert_id_equal(of, client);
    assert_string_equal(ct_client_name(client_now(world, client)), "Alfa");
    assert_int_equal(ct_client_tax_regime(client_now(world, client)), CT_TAX_REGIME_FLAT_RATE);
}

static void
r_cli_01_a_company_of_another_studio_is_refused(void **state)
{
    struct world *world = *state;
    ct_client_request known = client_request(world, "Alfa");
    (void)register_client(world, &known);
    world->studio = add_studio(world);
    ct_registration_request request = registration(world, code_of(world, RENEWABLE, 2026));
    request.vat_number = known.vat_number;
    const char *before = dump(world);
    assert_refused(world, "R-CLI-01",
                   ct_coupon_register(world->context, &request, NULL, NULL));
    assert_unchanged(world, before);
}

static void
r_cli_05_a_company_that_is_no_studio_s_is_linked(void **state)
{
    struct world *world = *state;
    ct_client_request known = client_request(world, "Alfa");
    ct_id client = register_client(world, &known), first = world->studio;
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    assert_ok(world, ct_client_unlink(world->context, first, client, NULL, NULL));
    world->studio = add_studio(world);
    ct_registration_request request = registration(world, code_of(world, RENEWABLE, 2027));
    request.vat_number = known.vat_number;
    const ct_assignment *assignment = enrol(world, &request);
    assert_int_equal(ct_assignment_action(assignment), CT_ELIGIBLE_RENEW);
    const ct_id studio = ct_client_studio_id(client_now(world, client));
    assert_id_equal(studio, world->studio);
    assert_int_equal(ct_client_license_last_day(client_now(world, client)).year, 2027);
}

/* Until its data are erased. */
static void
let_lapse(struct world *world, ct_id client)
{
    set_today(world, 2028, 8, 2);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, NULL));
    set_today(world, 2028, 9, 1);
    assert_ok(world, ct_client_erase(world->context, client, NULL, NULL));
}

static void
r_elig_10_an_erased_company_is_still_barred(void **state)
{
    struct world *world = *state;
    ct_client_request known = client_request(world, "Alfa");
    ct_id client = register_client(world, &known);
    (void)buy_license(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    let_lapse(world, client);
    ct_registration_request request = registration(world, code_of(world, RENEWABLE, 2028));
    request.vat_number = known.vat_number;
    const char *before = dump(world);
    assert_refused(world, "R-ELIG-10",
                   ct_coupon_register(world->context, &request, NULL, NULL));
    assert_unchanged(world, before);
}

/* A trial bars nothing. */
static void
r_elig_07_an_erased_company_comes_back_as_the_same_client(void **state)
{
    struct world *world = *state;
    ct_client_request known = client_request(world, "Alfa");
    ct_trial_request trial = CT_TRIAL_REQUEST_INIT;
    trial.client = register_client(world, &known);
    assert_ok(world, ct_license_start_trial(world->context, &trial, NULL, NULL));
    let_lapse(world, trial.client);
    world->studio = add_studio(world);
    ct_registration_request request = registration(world, code_of(world, RENEWABLE, 2028));
    request.vat_number = known.vat_number;
    const ct_id of = ct_assignment_client_id(enrol(world, &request));
    assert_id_equal(of, trial.client);
    ct_client *client = client_now(world, of);
    const ct_id studio = ct_client_studio_id(client);
    assert_id_equal(studio, world->studio);
    assert_string_equal(ct_client_name(client), request.name);
    assert_string_equal(ct_client_vat_number(client), known.vat_number);
    assert_string_equal(ct_client_emails(client), request.email);
    assert_int_equal(ct_client_is_on_ts_digital(client), 0);
    assert_int_equal(count_findings(world), 0);
}

static void
r_cou_10_under_the_same_rules(void **state)
{
    struct world *world = *state;
    ct_client_request known = client_request(world, "Alfa");
    (void)buy_license(world, register_client(world, &known), CT_LICENSE_FROM_CLIENT_PURCHASE,
                      CT_PLAN_STANDARD);
    ct_registration_request request = registration(world, code_of(world, RENEWABLE, 2028));
    const char *own = request.vat_number;
    const char *before = dump(world);
#define ASSERT_REFUSED(rules) \
    assert_refused(world, rules, ct_coupon_register(world->context, &request, NULL, NULL))
    request.vat_number = known.vat_number;
    ASSERT_REFUSED("R-ELIG-10");
    request.vat_number = "00743110158";
    ASSERT_REFUSED("R-CLI-02");
    request.vat_number = NULL;
    ASSERT_REFUSED("R-CLI-01");
    request.vat_number = own;
    request.email = "nuova@pec.it";
    ASSERT_REFUSED("R-STU-03");
    request.email = ct_message_recipient(claim(world));
    before = dump(world);
    ASSERT_REFUSED("R-MIG-09");
    request.link_or_code = "https://altrove.example/AAAA-AAAA";
    ASSERT_REFUSED("R-COU-09");
    assert_unchanged(world, before);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
}

static void
registrations_ask_for_what_they_need(void **state)
{
    struct world *world = *state;
    const ct_registration_request good = registration(world, code_of(world, RENEWABLE, 2026));
    ct_registration_request request = good;
    const char *before = dump(world);
#define ASSERT_INVALID(field) \
    assert_invalid(world, field, ct_coupon_register(world->context, &request, NULL, NULL)); \
    request = good
    request.link_or_code = NULL;
    ASSERT_INVALID("link_or_code");
    request.name = "";
    ASSERT_INVALID("name");
    request.email = NULL;
    ASSERT_INVALID("email");
    request.tax_code = "\xFF";
    ASSERT_INVALID("tax_code");
    request.tax_regime = 3;
    ASSERT_INVALID("tax_regime");
    request.flags = 2;
    ASSERT_INVALID("flags");
    assert_unchanged(world, before);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cou_10_a_coupon_has_a_link_of_the_policy_s_form),
        CASE(r_cou_10_a_conto_terzi_coupon_has_none),
        CASE(r_cou_10_a_new_company_is_added_and_activated),
        CASE(r_cou_10_a_company_that_the_studio_has_is_found_by_its_codes),
        CASE(r_cli_01_a_company_of_another_studio_is_refused),
        CASE(r_cli_05_a_company_that_is_no_studio_s_is_linked),
        CASE(r_elig_10_an_erased_company_is_still_barred),
        CASE(r_elig_07_an_erased_company_comes_back_as_the_same_client),
        CASE(r_cou_10_under_the_same_rules),
        CASE(registrations_ask_for_what_they_need),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
