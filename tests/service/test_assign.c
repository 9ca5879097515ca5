/* Coupons assigned outside a migration: the table of section 6, a case a cell, and what else holds. */
#include "fixture.h"

#include <string.h>

#define TERZI CT_COUPON_CONTO_TERZI
#define RENEWABLE CT_COUPON_RENEWABLE
#define FLAT CT_COUPON_FLAT_RATE
#define NO CT_ELIGIBLE_NO
#define MIGRATE CT_ELIGIBLE_MIGRATE
#define RENEW CT_ELIGIBLE_RENEW
#define ACTIVATE CT_ELIGIBLE_ACTIVATE
#define UPGRADE CT_ELIGIBLE_UPGRADE

/* In the flat-rate regime, so that this stands in no coupon's way. */
static ct_id
add_flat_rate_client(struct world *world, ct_choice is_on_ts_digital)
{
    ct_client_request request = client_request(world, "Alfa");
    request.tax_regime = CT_TAX_REGIME_FLAT_RATE;
    request.is_on_ts_digital = is_on_ts_digital;
    return register_client(world, &request);
}

static ct_id
with_nothing(struct world *world)
{
    return add_flat_rate_client(world, CT_CHOICE_YES);
}

static ct_id
with_nothing_elsewhere(struct world *world)
{
    return add_flat_rate_client(world, CT_CHOICE_NO);
}

static ct_id
with_trial(struct world *world)
{
    ct_id client = with_nothing(world);
    (void)start_trial(world, client);
    return client;
}

static ct_id
with_trial_elsewhere(struct world *world)
{
    ct_id client = with_nothing_elsewhere(world);
    (void)start_trial(world, client);
    return client;
}

static ct_id
with_terzi(struct world *world)
{
    ct_id client = with_nothing(world);
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    return client;
}

static ct_id
with_renewable(struct world *world)
{
    ct_id client = with_nothing(world);
    (void)buy_kind(world, RENEWABLE, CT_PLAN_PREMIUM, 2026, 1);
    (void)assign(world, client, RENEWABLE);
    return client;
}

static ct_id
with_flat_rate(struct world *world)
{
    ct_id client = with_nothing(world);
    (void)buy_kind(world, FLAT, 0, 2026, 1);
    (void)assign(world, client, FLAT);
    return client;
}

static ct_id
with_purchase(struct world *world, ct_license_source buyer)
{
    ct_id client = with_nothing(world);
    ct_purchase_request request = purchase_request(world, client, buyer, CT_PLAN_STANDARD);
    request.last_day = date_of(2026, 12, 31);
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    return client;
}

static ct_id
with_own_purchase(struct world *world)
{
    return with_purchase(world, CT_LICENSE_FROM_CLIENT_PURCHASE);
}

static ct_id
with_studio_purchase(struct world *world)
{
    return with_purchase(world, CT_LICENSE_FROM_STUDIO_PURCHASE);
}

/* Notified and erased a year after its license lapsed (R-LIC-06): the record that is left, which is not
 * on TS Digital. */
static ct_id
erase(struct world *world, const ct_client_request *request)
{
    ct_id client = register_client(world, request);
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    set_today(world, 2027, 12, 2);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, NULL));
    set_today(world, 2028, 1, 1);
    assert_ok(world, ct_client_erase(world->context, client, NULL, NULL));
    set_today(world, 2028, 2, 1);
    return client;
}

static ct_id
with_erasure_elsewhere(struct world *world)
{
    const ct_client_request request = client_request(world, "Alfa");
    return erase(world, &request);
}

/* The same company, which is still on TS Digital and registered again. */
static ct_id
with_erasure(struct world *world)
{
    ct_client_request request = client_request(world, "Alfa");
    request.tax_regime = CT_TAX_REGIME_FLAT_RATE;
    (void)erase(world, &request);
    return register_client(world, &request);
}

enum { IN_FORCE = 2026, LAPSED = 2027, ERASED = 2028 };

static struct cell {
    const char *name;
    ct_id (*with)(struct world *world);
    int day;  /* whether what there is, until the end of 2026, is in force or has lapsed */
    ct_coupon_kind kind;
    int year; /* of the coupon */
    ct_eligible_action action;
    const char *rules; /* that refuse the assignment */
} cells[] = {
    {"none_on_ts_digital_conto_terzi_migrates", with_nothing, IN_FORCE, TERZI, 2026, MIGRATE,
     "R-MIG-01"},
    {"none_on_ts_digital_renewable_activates", with_nothing, IN_FORCE, RENEWABLE, 2026, ACTIVATE,
     ""},
    {"none_on_ts_digital_flat_rate_activates", with_nothing, IN_FORCE, FLAT, 2026, ACTIVATE, ""},
    {"trial_on_ts_digital_conto_terzi_migrates", with_trial, IN_FORCE, TERZI, 2026, MIGRATE,
     "R-MIG-01"},
    {"trial_on_ts_digital_renewable_activates", with_trial, IN_FORCE, RENEWABLE, 2026, ACTIVATE,
     ""},
    {"trial_on_ts_digital_flat_rate_activates", with_trial, IN_FORCE, FLAT, 2026, ACTIVATE, ""},
    {"trial_lapsed_renewable_activates", with_trial, LAPSED, RENEWABLE, 2027, ACTIVATE, ""},

    {"none_elsewhere_no_conto_terzi", with_nothing_elsewhere, IN_FORCE, TERZI, 2026, NO,
     "R-ELIG-01"},
    {"none_elsewhere_renewable_activates", with_nothing_elsewhere, IN_FORCE, RENEWABLE, 2026,
     ACTIVATE, ""},
    {"none_elsewhere_flat_rate_activates", with_nothing_elsewhere, IN_FORCE, FLAT, 2026, ACTIVATE,
     ""},
    {"trial_elsewhere_no_conto_terzi", with_trial_elsewhere, IN_FORCE, TERZI, 2026, NO,
     "R-ELIG-01"},
    {"trial_elsewhere_renewable_activates", with_trial_elsewhere, IN_FORCE, RENEWABLE, 2026,
     ACTIVATE, ""},
    {"trial_elsewhere_flat_rate_activates", with_trial_elsewhere, IN_FORCE, FLAT, 2026, ACTIVATE,
     ""},

    {"conto_terzi_in_force_conto_terzi_renews", with_terzi, IN_FORCE, TERZI, 2027, RENEW, ""},
    {"conto_terzi_in_force_no_conto_terzi_of_the_year", with_terzi, IN_FORCE, TERZI, 2026, NO,
     "R-ELIG-06"},
    {"conto_terzi_in_force_renewable_upgrades_now", with_terzi, IN_FORCE, RENEWABLE, 2026, UPGRADE,
     ""},
    {"conto_terzi_in_force_renewable_renews_later", with_terzi, IN_FORCE, RENEWABLE, 2027, RENEW,
     ""},
    {"conto_terzi_in_force_flat_rate_renews", with_terzi, IN_FORCE, FLAT, 2027, RENEW, ""},
    {"conto_terzi_in_force_no_flat_rate_of_the_year", with_terzi, IN_FORCE, FLAT, 2026, NO,
     "R-ELIG-06"},

    {"conto_terzi_lapsed_conto_terzi_renews", with_terzi, LAPSED, TERZI, 2027, RENEW, ""},
    {"conto_terzi_lapsed_renewable_activates", with_terzi, LAPSED, RENEWABLE, 2027, ACTIVATE, ""},
    {"conto_terzi_lapsed_flat_rate_activates", with_terzi, LAPSED, FLAT, 2027, ACTIVATE, ""},

    {"renewable_no_conto_terzi", with_renewable, IN_FORCE, TERZI, 2027, NO, "R-ELIG-03"},
    {"renewable_lapsed_no_conto_terzi", with_renewable, LAPSED, TERZI, 2027, NO, "R-ELIG-03"},
    {"renewable_renewable_renews", with_renewable, IN_FORCE, RENEWABLE, 2027, RENEW, ""},
    {"renewable_no_renewable_of_the_year", with_renewable, IN_FORCE, RENEWABLE, 2026, NO,
     "R-ELIG-06"},
    {"renewable_lapsed_renewable_renews", with_renewable, LAPSED, RENEWABLE, 2027, RENEW, ""},
    {"renewable_no_flat_rate", with_renewable, IN_FORCE, FLAT, 2027, NO, "R-ELIG-09"},
    {"renewable_lapsed_no_flat_rate", with_renewable, LAPSED, FLAT, 2027, NO, "R-ELIG-09"},

    {"flat_rate_no_conto_terzi", with_flat_rate, IN_FORCE, TERZI, 2027, NO, "R-ELIG-03"},
    {"flat_rate_lapsed_no_conto_terzi", with_flat_rate, LAPSED, TERZI, 2027, NO, "R-ELIG-03"},
    {"flat_rate_renewable_renews", with_flat_rate, IN_FORCE, RENEWABLE, 2027, RENEW, ""},
    {"flat_rate_lapsed_renewable_activates", with_flat_rate, LAPSED, RENEWABLE, 2027, ACTIVATE,
     ""},
    {"flat_rate_flat_rate_renews", with_flat_rate, IN_FORCE, FLAT, 2027, RENEW, ""},
    {"flat_rate_lapsed_flat_rate_renews", with_flat_rate, LAPSED, FLAT, 2027, RENEW, ""},

    {"own_purchase_no_conto_terzi", with_own_purchase, IN_FORCE, TERZI, 2027, NO, "R-ELIG-02"},
    {"own_purchase_lapsed_no_conto_terzi", with_own_purchase, LAPSED, TERZI, 2027, NO,
     "R-ELIG-02"},
    {"own_purchase_no_renewable", with_own_purchase, IN_FORCE, RENEWABLE, 2027, NO, "R-ELIG-10"},
    {"own_purchase_lapsed_no_renewable", with_own_purchase, LAPSED, RENEWABLE, 2027, NO,
     "R-ELIG-10"},
    {"own_purchase_no_flat_rate", with_own_purchase, IN_FORCE, FLAT, 2027, NO, "R-ELIG-09"},
    {"own_purchase_lapsed_no_flat_rate", with_own_purchase, LAPSED, FLAT, 2027, NO, "R-ELIG-09"},

    {"studio_purchase_no_conto_terzi", with_studio_purchase, IN_FORCE, TERZI, 2027, NO,
     "R-ELIG-04"},
    {"studio_purchase_lapsed_no_conto_terzi", with_studio_purchase, LAPSED, TERZI, 2027, NO,
     "R-ELIG-04"},
    {"studio_purchase_renewable_renews", with_studio_purchase, IN_FORCE, RENEWABLE, 2027, RENEW,
     ""},
    {"studio_purchase_lapsed_renewable_activates", with_studio_purchase, LAPSED, RENEWABLE, 2027,
     ACTIVATE, ""},
    {"studio_purchase_no_flat_rate", with_studio_purchase, IN_FORCE, FLAT, 2027, NO, "R-ELIG-09"},
    {"studio_purchase_lapsed_no_flat_rate", with_studio_purchase, LAPSED, FLAT, 2027, NO,
     "R-ELIG-09"},

    {"erased_on_ts_digital_conto_terzi_migrates_anew", with_erasure, ERASED, TERZI, 2028, MIGRATE,
     "R-MIG-01"},
    {"erased_elsewhere_no_conto_terzi", with_erasure_elsewhere, ERASED, TERZI, 2028, NO,
     "R-ELIG-07"},
    {"erased_renewable_activates", with_erasure, ERASED, RENEWABLE, 2028, ACTIVATE, ""},
    {"erased_elsewhere_renewable_activates", with_erasure_elsewhere, ERASED, RENEWABLE, 2028,
     ACTIVATE, ""},
    {"erased_flat_rate_activates", with_erasure, ERASED, FLAT, 2028, ACTIVATE, ""},
};

static ct_eligible_action
eligible_action(struct world *world, ct_id client, const struct cell *cell)
{
    ct_eligibility_request request = CT_ELIGIBILITY_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    request.studio = world->studio;
    request.client = client;
    request.kind = cell->kind;
    assert_ok(world, ct_eligibility_check(world->context, &request, &eligibility));
    return ct_eligibility_action(keep_eligibility(world, eligibility));
}

static const ct_coupon *
coupon_with(struct world *world, const char *code)
{
    ct_coupon *coupon = NULL;
    assert_ok(world, ct_coupon_find(world->context, code, &coupon));
    return keep_coupon(world, coupon);
}

/* R-LIC-05, R-LIC-08: after what there is, unless that is over or gives way. */
static void
check_license(const struct cell *cell, const ct_assignment *assignment)
{
    const ct_date last_day = ct_assignment_last_day(assignment);
    if (cell->day == LAPSED || cell->day == ERASED)
        assert_date(cell->day, 2, 1, ct_assignment_first_day(assignment));
    else if (cell->action == RENEW)
        assert_date(2027, 1, 1, ct_assignment_first_day(assignment));
    else
        assert_date(2026, 9, 1, ct_assignment_first_day(assignment));
    assert_int_equal(last_day.year, cell->year);
    assert_int_equal(last_day.month, 12);
    assert_int_equal(last_day.day, 31);
    assert_int_equal(ct_assignment_access(assignment),
                     cell->kind == TERZI ? CT_LICENSE_READ_ONLY : CT_LICENSE_FULL);
}

static void
has_the_outcome_of_its_cell(void **state)
{
    struct world *world = *state;
    const struct cell *cell = world->parameter;
    ct_id client = cell->with(world);
    if (cell->day == LAPSED)
        set_today(world, 2027, 2, 1);
    (void)buy_kind(world, cell->kind, 0, cell->year, 1);
    assert_int_equal(eligible_action(world, client, cell), cell->action);
    ct_assignment_request request = assignment_request(world, client, cell->kind);
    request.email = "nuova@alfa.example"; /* of one whose addresses are gone */
    if (*cell->rules) {
        const char *before = dump(world);
        assert_refused(world, cell->rules,
                       ct_coupon_assign(world->context, &request, NULL, NULL));
        assert_unchanged(world, before);
        assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 1);
        return;
    }
    ct_assignment *assignment = NULL;
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, &assignment));
    (void)keep_assignment(world, assignment);
    const ct_coupon *coupon = coupon_with(world, ct_assignment_coupon_code(assignment));
    const ct_id of = ct_coupon_client_id(coupon);
    assert_int_equal(ct_assignment_action(assignment), cell->action);
    check_license(cell, assignment);
    assert_id_equal(of, client);
    assert_int_equal(ct_coupon_state_today(coupon), CT_COUPON_ASSIGNED);
    assert_int_equal(ct_client_license_last_day(client_now(world, client)).year, cell->year);
}

static const ct_event *
last_event(struct world *world, ct_id client, ct_event_kind kind)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    const ct_event *last = NULL;
    query.client = client;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++)
        if (ct_event_kind_of(ct_event_list_at(list, i)) == kind)
            last = ct_event_list_at(list, i);
    return last;
}

static void
r_aud_01_an_assignment_is_told_by_events_and_by_mail(void **state)
{
    struct world *world = *state;
    ct_id client = with_renewable(world);
    const ct_event *assigned = last_event(world, client, CT_EVENT_COUPON_ASSIGNED);
    const ct_event *activated = last_event(world, client, CT_EVENT_LICENSE_ACTIVATED);
    const ct_id coupon = ct_event_coupon_id(assigned), of = ct_event_coupon_id(activated);
    assert_id_equal(coupon, of);
    assert_int_equal(ct_event_coupon_kind(assigned), RENEWABLE);
    assert_int_equal(ct_event_year(assigned), 2026);
    assert_int_equal(ct_event_plan(activated), CT_PLAN_PREMIUM);
    assert_true(is_none(ct_event_migration_id(activated)));
    const ct_message *message = claim(world); /* R-OUT-02 */
    assert_int_equal(ct_message_kind_of(message), CT_MESSAGE_LICENSE_ACTIVATED);
    assert_true(has_text(ct_message_text(message), "31/12/2026"));
}

static void
an_account_made_without_a_migration_asks_for_nothing(void **state)
{
    struct world *world = *state;
    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, with_renewable(world), &account));
    assert_int_equal(ct_account_need_password_change(account), 0);
    assert_int_equal(ct_account_need_setup(account), 0);
    ct_account_free(account);
}

static void
r_lic_03_a_coupon_s_plan_gives_its_limits(void **state)
{
    struct world *world = *state;
    ct_license *license = NULL;
    assert_ok(world, ct_license_in_force(world->context, with_renewable(world),
                                         date_of(2026, 9, 1), &license));
    assert_int_equal(ct_license_plan(license), CT_PLAN_PREMIUM);
    assert_int_equal(ct_license_limit(license, CT_CATEGORY_DOCUMENTS), 400);
    ct_license_free(license);
}

static void
r_lic_08_an_upgrade_supersedes_the_present_license_today(void **state)
{
    struct world *world = *state;
    ct_id client = with_terzi(world);
    (void)buy_kind(world, RENEWABLE, 0, 2026, 1);
    set_today(world, 2026, 10, 15);
    const ct_assignment *assignment = assign(world, client, RENEWABLE);
    assert_int_equal(ct_assignment_action(assignment), UPGRADE);
    assert_date(2026, 10, 15, ct_assignment_first_day(assignment));
    ct_license_list *list = NULL;
    assert_ok(world, ct_license_list_get(world->context, client, &list));
    assert_int_equal(ct_license_list_count(keep_license_list(world, list)), 2);
    assert_date(2026, 10, 15, ct_license_superseded_on(ct_license_list_at(list, 0)));
    assert_date(2026, 12, 31, ct_license_last_day(ct_license_list_at(list, 0)));
    assert_date(0, 0, 0, ct_license_superseded_on(ct_license_list_at(list, 1)));
    const ct_event *event = last_event(world, client, CT_EVENT_LICENSE_SUPERSEDED);
    const ct_id superseded = ct_event_license_id(event);
    const ct_id old = ct_license_id(ct_license_list_at(list, 0));
    assert_id_equal(superseded, old);
    assert_date(2026, 10, 15, ct_event_last_day(event));
}

/* Renewed for next year already: the coupon of next year takes the place of both. */
static void
r_lic_08_an_upgrade_supersedes_next_year_s_license_too(void **state)
{
    struct world *world = *state;
    ct_id client = with_terzi(world);
    (void)buy(world, 2027, 1);
    (void)assign(world, client, TERZI);
    (void)buy_kind(world, RENEWABLE, 0, 2027, 1);
    const ct_assignment *assignment = assign(world, client, RENEWABLE);
    assert_int_equal(ct_assignment_action(assignment), UPGRADE);
    assert_date(2026, 9, 1, ct_assignment_first_day(assignment));
    assert_date(2027, 12, 31, ct_assignment_last_day(assignment));
    static const int months[] = {9, 12};
    for (int year = 2026; year <= 2027; year++)
        for (size_t i = 0; i < COUNT(months); i++) {
            ct_license *license = NULL;
            assert_ok(world, ct_license_in_force(world->context, client,
                                                 date_of(year, months[i], 30), &license));
            const ct_id id = ct_license_id(keep_license(world, license));
            const ct_id expected = ct_assignment_license_id(assignment);
            assert_id_equal(id, expected);
        }
    /* What is superseded does not speak for the client any more. */
    (void)buy_kind(world, RENEWABLE, 0, 2028, 1);
    assert_date(2028, 1, 1, ct_assignment_first_day(assign(world, client, RENEWABLE)));
}

static void
r_elig_05_a_trial_gives_way_and_its_account_stays(void **state)
{
    struct world *world = *state;
    ct_id client = with_trial(world);
    ct_account *account = NULL;
    set_today(world, 2026, 9, 10);
    (void)buy_kind(world, RENEWABLE, 0, 2026, 1);
    ct_assignment_request request = assignment_request(world, client, RENEWABLE);
    request.email = "ignored@alfa.example";
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, NULL));
    assert_ok(world, ct_account_get(world->context, client, &account));
    assert_date(2026, 9, 1, ct_account_created_on(account));
    assert_false(has_text(ct_account_email(account), "ignored"));
    ct_account_free(account);
    const ct_event *event = last_event(world, client, CT_EVENT_LICENSE_SUPERSEDED);
    assert_date(2026, 9, 10, ct_event_last_day(event));
}

static void
r_elig_09_flat_rate_is_for_the_flat_rate_regime(void **state)
{
    struct world *world = *state;
    ct_assignment_request request =
        assignment_request(world, add_client(world, "Alfa"), FLAT);
    (void)buy_kind(world, FLAT, 0, 2026, 1);
    assert_refused(world, "R-ELIG-09", ct_coupon_assign(world->context, &request, NULL, NULL));
}

static void
r_elig_08_once_renewed_otherwise_conto_terzi_is_over_for_ever(void **state)
{
    struct world *world = *state;
    ct_id client = with_nothing(world);
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    (void)buy_kind(world, FLAT, 0, 2027, 1);
    (void)assign(world, client, FLAT);
    set_today(world, 2028, 1, 15);
    (void)buy(world, 2028, 1);
    const ct_assignment_request request = assignment_request(world, client, TERZI);
    assert_refused(world, "R-ELIG-03", ct_coupon_assign(world->context, &request, NULL, NULL));
}

static void
r_cou_08_a_year_or_a_coupon_by_choice(void **state)
{
    struct world *world = *state;
    ct_id client = with_terzi(world);
    (void)buy(world, 2027, 1);
    (void)buy(world, 2028, 1);
    ct_assignment_request request = assignment_request(world, client, TERZI);
    ct_assignment *assignment = NULL;
    request.license_year = 2027;
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, &assignment));
    assert_date(2027, 12, 31, ct_assignment_last_day(keep_assignment(world, assignment)));
    request.license_year = 0;
    request.coupon_code = ct_assignment_coupon_code(assignment);
    assert_refused(world, "R-ELIG-06 R-ELIG-11",
                   ct_coupon_assign(world->context, &request, NULL, NULL));
    request.coupon_code = "K7MP-2QXR";
    assert_refused(world, "R-COU-09", ct_coupon_assign(world->context, &request, NULL, NULL));
    request.coupon_code = NULL;
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, NULL));
    assert_refused(world, "R-ELIG-11", ct_coupon_assign(world->context, &request, NULL, NULL));
}

static void
r_cou_03_a_coupon_once_assigned_stays(void **state)
{
    struct world *world = *state;
    ct_id client = with_renewable(world);
    ct_coupon_list *coupons = coupons_in(world, CT_COUPON_ASSIGNED);
    const ct_coupon *coupon = ct_coupon_list_at(coupons, 0);
    assert_ok(world, ct_pack_revoke(world->context, ct_coupon_pack_id(coupon), NULL, NULL));
    const ct_coupon *now = coupon_now(world, ct_coupon_id(coupon));
    const ct_id of = ct_coupon_client_id(now);
    assert_int_equal(ct_coupon_state_today(now), CT_COUPON_ASSIGNED);
    assert_id_equal(of, client);
    ct_assignment_request request =
        assignment_request(world, with_nothing(world), RENEWABLE);
    request.coupon_code = ct_coupon_code(coupon);
    assert_refused(world, "R-ELIG-11", ct_coupon_assign(world->context, &request, NULL, NULL));
}

static void
r_elig_11_of_another_studio_nothing_is_told(void **state)
{
    struct world *world = *state;
    ct_id client = with_own_purchase(world);
    world->studio = add_studio(world);
    (void)buy_kind(world, RENEWABLE, 0, 2026, 1);
    ct_assignment_request request = assignment_request(world, client, RENEWABLE);
    assert_refused(world, "R-ELIG-11", ct_coupon_assign(world->context, &request, NULL, NULL));
    request.client = world->studio; /* nobody's: told alike */
    assert_refused(world, "R-ELIG-11", ct_coupon_assign(world->context, &request, NULL, NULL));
    request.email = "x@pec.it";
    assert_refused(world, "R-ELIG-11 R-STU-03",
                   ct_coupon_assign(world->context, &request, NULL, NULL));
    request.studio = client;
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_coupon_assign(world->context, &request, NULL, NULL));
}

static void
r_mig_09_the_login_of_a_new_account(void **state)
{
    struct world *world = *state;
    ct_client_request plain = client_request(world, "Alfa");
    plain.emails = NULL;
    plain.email_count = 0;
    (void)buy_kind(world, RENEWABLE, 0, 2026, 3);
    ct_assignment_request request =
        assignment_request(world, register_client(world, &plain), RENEWABLE);
    assert_refused(world, "R-MIG-09", ct_coupon_assign(world->context, &request, NULL, NULL));
    request.email = "alfa@pec.it";
    assert_refused(world, "R-STU-03", ct_coupon_assign(world->context, &request, NULL, NULL));
    request.email = "alfa@alfa.example";
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, NULL));
    request.client = add_client(world, "Beta");
    assert_refused(world, "R-MIG-09", ct_coupon_assign(world->context, &request, NULL, NULL));
    request.flags = CT_ASSIGNMENT_SHARE_LOGIN;
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, NULL));
}

static void
r_aud_06_a_refused_assignment_is_an_event_with_its_rules(void **state)
{
    struct world *world = *state;
    ct_id client = with_own_purchase(world);
    const ct_assignment_request request = assignment_request(world, client, TERZI);
    assert_refused(world, "R-ELIG-02 R-ELIG-11",
                   ct_coupon_assign(world->context, &request, NULL, NULL));
    const ct_event *event = last_event(world, client, CT_EVENT_ASSIGNMENT_REFUSED);
    assert_string_equal(ct_event_rules(event), "R-ELIG-02 R-ELIG-11");
}

static void
assignments_ask_for_what_they_need(void **state)
{
    struct world *world = *state;
    const ct_assignment_request good =
        assignment_request(world, add_client(world, "Alfa"), RENEWABLE);
    ct_assignment_request request = good;
    const char *before = dump(world);
#define ASSERT_INVALID(field) \
    assert_invalid(world, field, ct_coupon_assign(world->context, &request, NULL, NULL)); \
    request = good
    request.studio = no_id;
    ASSERT_INVALID("studio");
    request.client = no_id;
    ASSERT_INVALID("client");
    request.kind = 4;
    ASSERT_INVALID("kind");
    request.license_year = 1995;
    ASSERT_INVALID("license_year");
    request.coupon_code = "\xFF";
    ASSERT_INVALID("coupon_code");
    request.email = "\x01";
    ASSERT_INVALID("email");
    request.flags = 2;
    ASSERT_INVALID("flags");
    request.reserved = 1;
    ASSERT_INVALID("reserved");
    assert_unchanged(world, before);
}

static const struct CMUnitTest others[] = {
    CASE(r_aud_01_an_assignment_is_told_by_events_and_by_mail),
    CASE(an_account_made_without_a_migration_asks_for_nothing),
    CASE(r_lic_03_a_coupon_s_plan_gives_its_limits),
    CASE(r_lic_08_an_upgrade_supersedes_the_present_license_today),
    CASE(r_lic_08_an_upgrade_supersedes_next_year_s_license_too),
    CASE(r_elig_05_a_trial_gives_way_and_its_account_stays),
    CASE(r_elig_09_flat_rate_is_for_the_flat_rate_regime),
    CASE(r_elig_08_once_renewed_otherwise_conto_terzi_is_over_for_ever),
    CASE(r_cou_08_a_year_or_a_coupon_by_choice),
    CASE(r_cou_03_a_coupon_once_assigned_stays),
    CASE(r_elig_11_of_another_studio_nothing_is_told),
    CASE(r_mig_09_the_login_of_a_new_account),
    CASE(r_aud_06_a_refused_assignment_is_an_event_with_its_rules),
    CASE(assignments_ask_for_what_they_need),
};

int
main(int count, char **arguments)
{
    struct CMUnitTest cases[COUNT(cells) + COUNT(others)];
    for (size_t i = 0; i < COUNT(cells); i++)
        cases[i] = CASE_OF(cells[i].name, has_the_outcome_of_its_cell, &cells[i]);
    memcpy(cases + COUNT(cells), others, sizeof others);
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
