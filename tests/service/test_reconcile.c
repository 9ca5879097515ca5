/* Snapshots of the product's company info against the records (R-AUD-08). */
#include "fixture.h"

#include <string.h>

static ct_differences *
reconcile(struct world *world, const ct_company_snapshot *snapshot)
{
    ct_differences *differences = NULL;
    assert_ok(world, ct_reconcile(world->context, snapshot, &differences));
    return keep_differences(world, differences);
}

/* What the product would say of a client whose records are right. */
static ct_company_snapshot
snapshot_of(struct world *world, ct_id client)
{
    ct_company_snapshot snapshot = CT_COMPANY_SNAPSHOT_INIT;
    snapshot.vat_number = ct_client_vat_number(client_now(world, client));
    snapshot.plan = "Standard";
    snapshot.license_expire = date_of(2026, 12, 31);
    snapshot.limit_clients = snapshot.limit_suppliers = snapshot.limit_products = 5000;
    snapshot.limit_documents = 3000;
    snapshot.through_accountant = CT_CHOICE_YES;
    snapshot.use_fic = CT_CHOICE_YES;
    snapshot.need_setup = CT_CHOICE_NO;
    return snapshot;
}

#define assert_difference(differences, index, field_, rule_, ours_, theirs_)          \
    do {                                                                              \
        const ct_difference *difference_ = ct_differences_at(differences, index);     \
        assert_non_null(difference_);                                                 \
        assert_string_equal(ct_difference_field(difference_), field_);                \
        assert_string_equal(ct_difference_rule(difference_), rule_);                  \
        assert_string_equal(ct_difference_ours(difference_), ours_);                  \
        assert_string_equal(ct_difference_theirs(difference_), theirs_);              \
    } while (0)

static void
r_aud_08_records_and_product_agree(void **state)
{
    struct world *world = *state;
    const ct_company_snapshot snapshot = snapshot_of(world, add_operational(world, "Alfa"));
    const char *before = dump(world);
    assert_int_equal(ct_differences_count(reconcile(world, &snapshot)), 0);
    assert_unchanged(world, before);
}

static void
r_aud_08_each_difference_names_its_field_rule_and_both_sides(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_company_snapshot snapshot = snapshot_of(world, client);
    snapshot.plan = "Premium Plus";
    snapshot.license_expire = date_of(2026, 11, 30);
    snapshot.limit_documents = 800;
    snapshot.through_accountant = CT_CHOICE_NO;
    snapshot.need_setup = CT_CHOICE_YES;
    const ct_differences *differences = reconcile(world, &snapshot);
    assert_int_equal(ct_differences_count(differences), 5);
    assert_difference(differences, 0, "license_expire", "R-LIC-02", "2026-12-31", "2026-11-30");
    assert_difference(differences, 1, "plan", "R-LIC-01", "standard", "premium_plus");
    assert_difference(differences, 2, "limits.documents", "R-LIC-03", "3000", "800");
    assert_difference(differences, 3, "through_accountant", "R-ACC-02", "true", "false");
    assert_difference(differences, 4, "need_setup", "R-MIG-07", "false", "true");
    for (size_t i = 0; i < 5; i++) {
        const ct_difference *difference = ct_differences_at(differences, i);
        const ct_id about = ct_difference_client_id(difference);
        assert_id_equal(about, client);
        assert_string_equal(ct_difference_text(difference, 0),
                            ct_difference_text(difference, CT_LANGUAGE_ENGLISH));
        assert_string_not_equal(ct_difference_text(difference, CT_LANGUAGE_ITALIAN),
                                ct_difference_text(difference, CT_LANGUAGE_ENGLISH));
    }
}

static void
r_elig_02_a_purchase_outside_is_seen(void **state)
{
    struct world *world = *state;
    ct_company_snapshot snapshot = CT_COMPANY_SNAPSHOT_INIT;
    ct_id client = add_client(world, "Beta");
    snapshot.vat_number = ct_client_vat_number(client_now(world, client));
    snapshot.plan = "complete";
    snapshot.license_expire = date_of(2027, 6, 30);
    snapshot.use_fic = CT_CHOICE_YES;
    const ct_differences *differences = reconcile(world, &snapshot);
    assert_int_equal(ct_differences_count(differences), 2);
    assert_difference(differences, 0, "license", "R-ELIG-02", "-", "2027-06-30");
    assert_difference(differences, 1, "use_fic", "R-MIG-02", "false", "true");

    /* Once the purchase is recorded, they agree on it. */
    ct_purchase_request request = purchase_request(world, client, CT_LICENSE_FROM_CLIENT_PURCHASE,
                                                   CT_PLAN_COMPLETE);
    request.last_day = date_of(2027, 6, 30);
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
    assert_int_equal(ct_differences_count(reconcile(world, &snapshot)), 0);
}

static void
r_cli_01_a_company_is_found_by_either_number(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    ct_company_snapshot snapshot = snapshot_of(world, client);
    const char *number = snapshot.vat_number;
    snapshot.tax_code = number;
    assert_int_equal(ct_differences_count(reconcile(world, &snapshot)), 0);
    snapshot.vat_number = NULL;
    assert_int_equal(ct_differences_count(reconcile(world, &snapshot)), 0);
    snapshot.studio = world->studio;
    assert_int_equal(ct_differences_count(reconcile(world, &snapshot)), 0);

    static const char *const strange[] = {"12345670157", "no code", "DE123456789"};
    for (size_t i = 0; i < COUNT(strange); i++) {
        snapshot.tax_code = strange[i];
        const ct_differences *differences = reconcile(world, &snapshot);
        assert_int_equal(ct_differences_count(differences), 1);
        assert_string_equal(ct_difference_field(ct_differences_at(differences, 0)), "company");
        assert_string_equal(ct_difference_rule(ct_differences_at(differences, 0)), "R-CLI-01");
        assert_true(is_none(ct_difference_client_id(ct_differences_at(differences, 0))));
    }
}

/* Nothing is told of another studio's client. */
static void
r_aud_08_another_studio_s_client_is_unknown(void **state)
{
    struct world *world = *state;
    ct_company_snapshot snapshot = snapshot_of(world, add_operational(world, "Alfa"));
    snapshot.studio = add_studio(world);
    const ct_differences *differences = reconcile(world, &snapshot);
    assert_int_equal(ct_differences_count(differences), 1);
    assert_string_equal(ct_difference_field(ct_differences_at(differences, 0)), "company");
    assert_true(is_none(ct_difference_client_id(ct_differences_at(differences, 0))));
}

static void
r_cli_05_the_studio_s_right_ends_when_it_unlinks_the_client(void **state)
{
    struct world *world = *state;
    ct_id client = add_operational(world, "Alfa");
    const ct_company_snapshot snapshot = snapshot_of(world, client);
    assert_ok(world, ct_client_unlink(world->context, world->studio, client, NULL, NULL));
    const ct_differences *differences = reconcile(world, &snapshot);
    assert_int_equal(ct_differences_count(differences), 1);
    assert_difference(differences, 0, "through_accountant", "R-ACC-02", "false", "true");
}

static void
bad_snapshots_are_told(void **state)
{
    struct world *world = *state;
    const ct_company_snapshot good = snapshot_of(world, add_operational(world, "Alfa"));
    ct_company_snapshot bad = good;
    ct_differences *differences = NULL;
    bad.vat_number = NULL;
    assert_invalid(world, "vat_number", ct_reconcile(world->context, &bad, &differences));
    bad = good;
    bad.license_expire = date_of(2026, 2, 30);
    assert_invalid(world, "license_expire", ct_reconcile(world->context, &bad, &differences));
    bad = good;
    bad.limit_products = -1;
    assert_invalid(world, "limit_products", ct_reconcile(world->context, &bad, &differences));
    bad = good;
    bad.use_fic = 3;
    assert_invalid(world, "use_fic", ct_reconcile(world->context, &bad, &differences));
    bad = good;
    bad.plan = "\xFF";
    assert_invalid(world, "plan", ct_reconcile(world->context, &bad, &differences));
    bad = good;
    bad.reserved = 1;
    assert_invalid(world, "reserved", ct_reconcile(world->context, &bad, &differences));
    assert_null(differences);
}

int
main(int argc, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_aud_08_records_and_product_agree),
        CASE(r_aud_08_each_difference_names_its_field_rule_and_both_sides),
        CASE(r_elig_02_a_purchase_outside_is_seen),
        CASE(r_cli_01_a_company_is_found_by_either_number),
        CASE(r_aud_08_another_studio_s_client_is_unknown),
        CASE(r_cli_05_the_studio_s_right_ends_when_it_unlinks_the_client),
        CASE(bad_snapshots_are_told),
    };
    (void)argc;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
