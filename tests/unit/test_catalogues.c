/* What programs go by in refusals, findings and differences, written down once more: who changes a
 * code, a rule or a field changes what a program does, and says so here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/check.h"
#include "rules/reason.h"
#include "rules/reconcile.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
    enum ct__reason_id id;
    ct_status status;
    const char *rule, *field;
} reasons[] = {
    {CT__REASON_REQUIRED, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_NOT_TEXT, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_TOO_LONG, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_CONTROL_CHARACTER, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_UNKNOWN_VALUE, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_OUT_OF_RANGE, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_STRUCT_SIZE, CT_ERR_INVALID_ARGUMENT, "", "size"},
    {CT__REASON_STRUCT_TOO_NEW, CT_ERR_STRUCT_TOO_NEW, "", "size"},
    {CT__REASON_BAD_CURSOR, CT_ERR_INVALID_ARGUMENT, "", "after"},
    {CT__REASON_BAD_CLOCK, CT_ERR_INVALID_ARGUMENT, "", "now"},
    {CT__REASON_ALREADY_OPEN, CT_ERR_INVALID_ARGUMENT, "", "storage"},
    {CT__REASON_PREVIEW_OPEN, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_PREVIEW_BROKEN, CT_ERR_CANCELLED, "", ""},
    {CT__REASON_NO_MEMORY, CT_ERR_NO_MEMORY, "", ""},
    {CT__REASON_CALLBACK_FAILED, CT_ERR_CALLBACK, "", ""},
    {CT__REASON_NOT_OPEN, CT_ERR_NOT_OPEN, "", ""},
    {CT__REASON_STORAGE_UNSUPPORTED, CT_ERR_UNSUPPORTED, "", ""},
    {CT__REASON_STORAGE_CORRUPT, CT_ERR_CORRUPT, "", ""},
    {CT__REASON_STORAGE_INVALID, CT_ERR_INVALID_ARGUMENT, "", ""},
    {CT__REASON_STORAGE_TAKEN, CT_ERR_EXISTS, "", ""},
    {CT__REASON_STORAGE_CONFLICT, CT_ERR_CONFLICT, "", ""},
    {CT__REASON_STORAGE_BUSY, CT_ERR_BUSY, "", ""},
    {CT__REASON_STORAGE_FAILED, CT_ERR_IO, "", ""},
    {CT__REASON_COMMIT_UNKNOWN, CT_ERR_COMMIT_UNKNOWN, "", ""},
    {CT__REASON_CANCELLED, CT_ERR_CANCELLED, "", ""},
    {CT__REASON_SCHEMA_NEWER, CT_ERR_SCHEMA_NEWER, "", ""},
    {CT__REASON_NOT_A_STORE, CT_ERR_NOT_A_STORE, "", ""},
    {CT__REASON_NO_STORE, CT_ERR_NOT_FOUND, "", ""},
    {CT__REASON_FAILED, CT_ERR, "", ""},
    {CT__REASON_STUDIO_NOT_FOUND, CT_ERR_NOT_FOUND, "", "studio"},
    {CT__REASON_CLIENT_NOT_FOUND, CT_ERR_NOT_FOUND, "", "client"},
    {CT__REASON_CLIENT_NOT_YET, CT_ERR_NOT_FOUND, "", "day"},
    {CT__REASON_DAY_NOT_PAST, CT_ERR_INVALID_ARGUMENT, "", "day"},
    {CT__REASON_ACCOUNT_NOT_FOUND, CT_ERR_NOT_FOUND, "", "client"},
    {CT__REASON_PACK_NOT_FOUND, CT_ERR_NOT_FOUND, "", "pack"},
    {CT__REASON_COUPON_NOT_FOUND, CT_ERR_NOT_FOUND, "", "coupon"},
    {CT__REASON_LICENSE_NOT_FOUND, CT_ERR_NOT_FOUND, "", "license"},
    {CT__REASON_MIGRATION_NOT_FOUND, CT_ERR_NOT_FOUND, "", "migration"},
    {CT__REASON_MESSAGE_NOT_FOUND, CT_ERR_NOT_FOUND, "", "message"},
    {CT__REASON_STUDIO_EXISTS, CT_ERR_REFUSED, "", "vat_number"},
    {CT__REASON_STUDIO_ACCOUNT_CLOSED, CT_ERR_REFUSED, "R-STU-01", "studio"},
    {CT__REASON_EMAIL_CERTIFIED, CT_ERR_REFUSED, "R-STU-03", "email"},
    {CT__REASON_CLIENT_ELSEWHERE, CT_ERR_REFUSED, "R-CLI-01", "tax_code"},
    {CT__REASON_CLIENT_CODES_DISAGREE, CT_ERR_REFUSED, "R-CLI-01", "vat_number"},
    {CT__REASON_CLIENT_NO_CODE, CT_ERR_REFUSED, "R-CLI-01", "tax_code"},
    {CT__REASON_TAX_CODE_LENGTH, CT_ERR_REFUSED, "R-CLI-02", "tax_code"},
    {CT__REASON_TAX_CODE_ALPHABET, CT_ERR_REFUSED, "R-CLI-02", "tax_code"},
    {CT__REASON_TAX_CODE_MONTH, CT_ERR_REFUSED, "R-CLI-02", "tax_code"},
    {CT__REASON_TAX_CODE_DAY, CT_ERR_REFUSED, "R-CLI-02", "tax_code"},
    {CT__REASON_TAX_CODE_CHECK, CT_ERR_REFUSED, "R-CLI-02", "tax_code"},
    {CT__REASON_VAT_NUMBER_LENGTH, CT_ERR_REFUSED, "R-CLI-02", "vat_number"},
    {CT__REASON_VAT_NUMBER_ALPHABET, CT_ERR_REFUSED, "R-CLI-02", "vat_number"},
    {CT__REASON_VAT_NUMBER_CHECK, CT_ERR_REFUSED, "R-CLI-02", "vat_number"},
    {CT__REASON_PROPOSED_EMAIL_MALFORMED, CT_ERR_REFUSED, "R-CLI-04", "emails"},
    {CT__REASON_CLIENT_HAS_ACCOUNT, CT_ERR_REFUSED, "R-CLI-05", "tax_code"},
    {CT__REASON_LINK_NO_ACCOUNT, CT_ERR_REFUSED, "R-CLI-05", "email"},
    {CT__REASON_LINK_ELSEWHERE, CT_ERR_REFUSED, "R-CLI-05", "email"},
    {CT__REASON_LINK_AMBIGUOUS, CT_ERR_REFUSED, "R-CLI-05", "code"},
    {CT__REASON_CONTACT_EMAIL_MALFORMED, CT_ERR_REFUSED, "R-STU-03", "email"},
    {CT__REASON_PACK_YEAR_OVER, CT_ERR_REFUSED, "R-COU-06", "license_year"},
    {CT__REASON_COUPON_HAS_NO_LINK, CT_ERR_REFUSED, "R-COU-10", "coupon_code"},
    {CT__REASON_CODE_MISTYPED, CT_ERR_REFUSED, "R-COU-09", "coupon_code"},
    {CT__REASON_NOT_ON_TS_DIGITAL, CT_ERR_REFUSED, "R-ELIG-01", "client"},
    {CT__REASON_BOUGHT_BY_CLIENT, CT_ERR_REFUSED, "R-ELIG-02", "client"},
    {CT__REASON_OTHER_COUPON_KIND, CT_ERR_REFUSED, "R-ELIG-03", "client"},
    {CT__REASON_BOUGHT_BY_STUDIO, CT_ERR_REFUSED, "R-ELIG-04", "client"},
    {CT__REASON_YEAR_COVERED, CT_ERR_REFUSED, "R-ELIG-06", "license_year"},
    {CT__REASON_ERASED, CT_ERR_REFUSED, "R-ELIG-07", "client"},
    {CT__REASON_NOT_FLAT_RATE_REGIME, CT_ERR_REFUSED, "R-ELIG-09", "client"},
    {CT__REASON_FLAT_RATE_AFTER_CLIENT_PURCHASE, CT_ERR_REFUSED, "R-ELIG-09", "client"},
    {CT__REASON_FLAT_RATE_AFTER_STUDIO_PURCHASE, CT_ERR_REFUSED, "R-ELIG-09", "client"},
    {CT__REASON_FLAT_RATE_AFTER_RENEWABLE, CT_ERR_REFUSED, "R-ELIG-09", "client"},
    {CT__REASON_RENEWABLE_AFTER_CLIENT_PURCHASE, CT_ERR_REFUSED, "R-ELIG-10", "client"},
    {CT__REASON_CLIENT_NOT_LINKED, CT_ERR_REFUSED, "R-ELIG-11", "client"},
    {CT__REASON_MIGRATION_UNDER_WAY, CT_ERR_REFUSED, "R-ELIG-11", "client"},
    {CT__REASON_NO_COUPON_LEFT, CT_ERR_REFUSED, "R-ELIG-11", "coupon_code"},
    {CT__REASON_NO_COUPON_LEFT_FOR_YEAR, CT_ERR_REFUSED, "R-ELIG-11", "license_year"},
    {CT__REASON_COUPON_NOT_OWN, CT_ERR_REFUSED, "R-ELIG-11", "coupon_code"},
    {CT__REASON_COUPON_OTHER_KIND, CT_ERR_REFUSED, "R-ELIG-11", "coupon_code"},
    {CT__REASON_COUPON_OTHER_YEAR, CT_ERR_REFUSED, "R-ELIG-11", "license_year"},
    {CT__REASON_COUPON_NOT_AVAILABLE, CT_ERR_REFUSED, "R-ELIG-11", "coupon_code"},
    {CT__REASON_COUPON_NOT_ISSUED_YET, CT_ERR_REFUSED, "R-COU-06", "coupon_code"},
    {CT__REASON_COUPON_YEAR_OVER, CT_ERR_REFUSED, "R-COU-06", "coupon_code"},
    {CT__REASON_ONLY_BY_MIGRATION, CT_ERR_REFUSED, "R-MIG-01", "client"},
    {CT__REASON_NOTHING_TO_RENEW, CT_ERR_REFUSED, "R-REN-03", "client"},
    {CT__REASON_LIMIT_REACHED, CT_ERR_REFUSED, "R-LIC-04", "quantity"},
    {CT__REASON_NO_LICENSE_IN_FORCE, CT_ERR_REFUSED, "R-LIC-06", "client"},
    {CT__REASON_LICENSE_WORKS, CT_ERR_REFUSED, "R-LIC-06", "client"},
    {CT__REASON_ERASURE_TOO_EARLY, CT_ERR_REFUSED, "R-LIC-06", "client"},
    {CT__REASON_ERASURE_NOT_ANNOUNCED, CT_ERR_REFUSED, "R-LIC-06", "client"},
    {CT__REASON_TRIAL_NOT_FIRST, CT_ERR_REFUSED, "R-LIC-01", "client"},
    {CT__REASON_PLAN_NOT_OFFERED, CT_ERR_REFUSED, "R-LIC-07", "plan"},
    {CT__REASON_LICENSE_ENDS_EARLY, CT_ERR_REFUSED, "R-LIC-05", "last_day"},
    {CT__REASON_NOT_HIGHER, CT_ERR_REFUSED, "R-LIC-08", "plan"},
    {CT__REASON_LICENSE_SHORTENED, CT_ERR_REFUSED, "R-LIC-08", "last_day"},
    {CT__REASON_NOTHING_HIGHER, CT_ERR_REFUSED, "R-LIC-08", "client"},
    {CT__REASON_USAGE_BELOW_ZERO, CT_ERR_INVALID_ARGUMENT, "", "quantity"},
    {CT__REASON_STEP_REFUSED, CT_ERR_REFUSED, "R-MIG-02", "migration"},
    {CT__REASON_ALREADY_MIGRATED, CT_ERR_REFUSED, "R-CLI-03", "client"},
    {CT__REASON_NO_MIGRATION_UNDER_WAY, CT_ERR_REFUSED, "R-MIG-02", "client"},
    {CT__REASON_SIGNATORY_TAX_CODE_BAD, CT_ERR_REFUSED, "R-MIG-04", "signatory.tax_code"},
    {CT__REASON_SIGNATORY_SURNAME_MISMATCH, CT_ERR_REFUSED, "R-MIG-04", "signatory.surname"},
    {CT__REASON_SIGNATORY_NAME_MISMATCH, CT_ERR_REFUSED, "R-MIG-04", "signatory.name"},
    {CT__REASON_PASSWORD_WRONG, CT_ERR_REFUSED, "R-MIG-06", "one_time_password"},
    {CT__REASON_PASSWORD_OVER, CT_ERR_REFUSED, "R-MIG-06", "one_time_password"},
    {CT__REASON_PASSWORD_SHORT, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_NO_UPPER, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_NO_LOWER, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_NO_DIGIT, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_NO_SPECIAL, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_LONG, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_NOT_TEXT, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_PASSWORD_SAME, CT_ERR_REFUSED, "R-MIG-07", "new_password"},
    {CT__REASON_NOT_OPERATIONAL, CT_ERR_REFUSED, "R-MIG-08", "client"},
    {CT__REASON_NOT_MIGRATED, CT_ERR_REFUSED, "R-MIG-08", "client"},
    {CT__REASON_EMAIL_MISSING, CT_ERR_REFUSED, "R-MIG-09", "email"},
    {CT__REASON_EMAIL_MALFORMED, CT_ERR_REFUSED, "R-MIG-09", "email"},
    {CT__REASON_EMAIL_TAKEN, CT_ERR_REFUSED, "R-MIG-09", "email"},
    {CT__REASON_DOCUMENT_TOO_OLD, CT_ERR_REFUSED, "R-HIS-01", "date"},
    {CT__REASON_DOCUMENT_IN_FUTURE, CT_ERR_REFUSED, "R-HIS-01", "date"},
    {CT__REASON_DOCUMENT_DIFFERS, CT_ERR_REFUSED, "R-HIS-03", "digest"},
    {CT__REASON_CAMPAIGN_TOO_EARLY, CT_ERR_REFUSED, "R-REN-01", "license_year"},
    {CT__REASON_CANCELLATION_NOT_FOUND, CT_ERR_NOT_FOUND, "", "cancellation"},
    {CT__REASON_CANCELLATION_IN_FUTURE, CT_ERR_INVALID_ARGUMENT, "", "sent_at"},
    {CT__REASON_CANCELLATION_SENDER, CT_ERR_REFUSED, "R-REN-04", "sender"},
    {CT__REASON_CANCELLATION_RECIPIENT, CT_ERR_REFUSED, "R-REN-04", "recipient"},
    {CT__REASON_CANCELLATION_OTHER_KIND, CT_ERR_REFUSED, "R-REN-01", "pack"},
    {CT__REASON_CANCELLATION_PACK_REVOKED, CT_ERR_REFUSED, "R-REN-04", "pack"},
    {CT__REASON_CANCELLATION_LATE, CT_ERR_REFUSED, "R-REN-04", "cancellation"},
    {CT__REASON_CANCELLATION_FINAL, CT_ERR_REFUSED, "R-REN-04", "cancellation"},
    {CT__REASON_ACCESS_READ_ONLY, CT_ERR_REFUSED, "R-ACC-01", "level"},
    {CT__REASON_ACCESS_STUDIO, CT_ERR_REFUSED, "R-ACC-02", "studio"},
    {CT__REASON_ACCESS_FULL, CT_ERR_REFUSED, "R-ACC-03", "client"},
    {CT__REASON_ACCESS_EXPIRED, CT_ERR_REFUSED, "R-ACC-04", "area"},
    {CT__REASON_ACCESS_ERASED, CT_ERR_REFUSED, "R-ACC-04", "client"},
    {CT__REASON_ACCESS_OWN_ACCOUNT, CT_ERR_REFUSED, "R-ACC-05", "studio"},
    {CT__REASON_ACCESS_UNKNOWN, CT_ERR_REFUSED, "R-ACC-06", ""},
    {CT__REASON_ACCESS_UNKNOWN_VALUE, CT_ERR_REFUSED, "R-ACC-06", ""},
    {CT__REASON_ACCESS_NO_ACCOUNT, CT_ERR_REFUSED, "R-ACC-06", "client"},
    {CT__REASON_ACCESS_FIRST_LOGIN, CT_ERR_REFUSED, "R-ACC-07", "area"},
    {CT__REASON_ACCESS_PURCHASE, CT_ERR_REFUSED, "R-LIC-07", "area"},
    {CT__REASON_LICENSE_OVER, CT_ERR_REFUSED, "R-LIC-06", "client"},
    {CT__REASON_BACKUP_OVER, CT_ERR_REFUSED, "R-LIC-06", "client"},
    {CT__REASON_LEASE_LOST, CT_ERR_REFUSED, "R-OUT-01", "lease"},
    {CT__REASON_KEY_REUSED, CT_ERR_REFUSED, "R-AUD-02", "idempotency_key"},
};

static const struct {
    enum ct__check_id id;
    const char *name, *rule;
} checks[] = {
    {CT__CHECK_REFERENCE, "reference", "R-AUD-07"},
    {CT__CHECK_VALUE, "value", "R-AUD-07"},
    {CT__CHECK_PACK_COUNT, "pack_count", "R-COU-07"},
    {CT__CHECK_COUPON_OF_PACK, "coupon_of_pack", "R-COU-01"},
    {CT__CHECK_COUPON_ASSIGNED, "coupon_assigned", "R-COU-07"},
    {CT__CHECK_COUPON_TWICE, "coupon_twice", "R-COU-08"},
    {CT__CHECK_COUPON_RESERVED, "coupon_reserved", "R-COU-07"},
    {CT__CHECK_COUPON_FREE, "coupon_free", "R-COU-02"},
    {CT__CHECK_COUPON_REVOKED, "coupon_revoked", "R-COU-07"},
    {CT__CHECK_LICENSE_SOURCE, "license_source", "R-LIC-01"},
    {CT__CHECK_LICENSE_OVERLAP, "license_overlap", "R-LIC-08"},
    {CT__CHECK_LICENSE_STUDIO, "license_studio", "R-CLI-05"},
    {CT__CHECK_CLIENT_LAST_DAY, "client_last_day", "R-LIC-05"},
    {CT__CHECK_CLIENT_STAGE, "client_stage", "R-CLI-03"},
    {CT__CHECK_MIGRATION_LIVE, "migration_live", "R-MIG-02"},
    {CT__CHECK_MIGRATION_LICENSE, "migration_license", "R-MIG-02"},
    {CT__CHECK_MIGRATION_COUPON, "migration_coupon", "R-MIG-02"},
    {CT__CHECK_EVENT_GAP, "event_gap", "R-AUD-01"},
    {CT__CHECK_EVENT_LICENSE, "event_license", "R-AUD-01"},
    {CT__CHECK_EVENT_MIGRATION, "event_migration", "R-AUD-01"},
    {CT__CHECK_EVENT_STUDIO, "event_studio", "R-AUD-01"},
    {CT__CHECK_EVENT_USAGE, "event_usage", "R-LIC-04"},
    {CT__CHECK_EVENT_ERASURE, "event_erasure", "R-AUD-04"},
    {CT__CHECK_EVENT_PACK, "event_pack", "R-AUD-01"},
    {CT__CHECK_CAMPAIGN_QUANTITY, "campaign_quantity", "R-REN-02"},
    {CT__CHECK_MESSAGE_DUE, "message_due", "R-OUT-01"},
};

static const struct {
    enum ct__difference_id id;
    const char *field, *rule;
} differences[] = {
    {CT__DIFFERENCE_UNKNOWN, "company", "R-CLI-01"},
    {CT__DIFFERENCE_OUTSIDE, "license", "R-ELIG-02"},
    {CT__DIFFERENCE_EXPIRE, "license_expire", "R-LIC-02"},
    {CT__DIFFERENCE_PLAN, "plan", "R-LIC-01"},
    {CT__DIFFERENCE_LIMIT_CLIENTS, "limits.clients", "R-LIC-03"},
    {CT__DIFFERENCE_LIMIT_SUPPLIERS, "limits.suppliers", "R-LIC-03"},
    {CT__DIFFERENCE_LIMIT_PRODUCTS, "limits.products", "R-LIC-03"},
    {CT__DIFFERENCE_LIMIT_DOCUMENTS, "limits.documents", "R-LIC-03"},
    {CT__DIFFERENCE_THROUGH_ACCOUNTANT, "through_accountant", "R-ACC-02"},
    {CT__DIFFERENCE_USE_FIC, "use_fic", "R-MIG-02"},
    {CT__DIFFERENCE_NEED_SETUP, "need_setup", "R-MIG-07"},
};

static void
each_reason_has_its_status_rule_and_field(void **state)
{
    (void)state;
    size_t count = 0;
#define CT__REASON(id, status, rule, field, italian, english) count++;
#include "rules/reasons.def"
#undef CT__REASON
    assert_int_equal(COUNT(reasons), count);
    for (size_t i = 0; i < COUNT(reasons); i++) {
        assert_int_equal(reasons[i].id, i);
        assert_int_equal(ct__reason_status(reasons[i].id), reasons[i].status);
        assert_string_equal(ct__reason_rule(reasons[i].id), reasons[i].rule);
        assert_string_equal(ct__reason_field(&(struct ct__reason){.id = reasons[i].id}),
                            reasons[i].field);
    }
}

static void
r_aud_07_each_finding_has_its_name_and_rule(void **state)
{
    (void)state;
    assert_int_equal(COUNT(checks), CT__CHECK_COUNT);
    for (size_t i = 0; i < COUNT(checks); i++) {
        assert_int_equal(checks[i].id, i);
        assert_string_equal(ct__check_name(checks[i].id), checks[i].name);
        assert_string_equal(ct__check_rule(checks[i].id), checks[i].rule);
    }
}

static void
r_aud_08_each_difference_has_its_field_and_rule(void **state)
{
    (void)state;
    assert_int_equal(COUNT(differences), CT__DIFFERENCE_COUNT);
    for (size_t i = 0; i < COUNT(differences); i++) {
        assert_int_equal(differences[i].id, i);
        assert_string_equal(ct__difference_field(differences[i].id), differences[i].field);
        assert_string_equal(ct__difference_rule(differences[i].id), differences[i].rule);
    }
}

static void
r_aud_07_findings_are_told_in_the_language_that_is_asked_for(void **state)
{
    (void)state;
    assert_string_equal(ct__check_sentence(CT__CHECK_PACK_COUNT, CT_LANGUAGE_ITALIAN),
                        "Il pacchetto è di {0} coupon e ne ha {1}");
    assert_string_equal(ct__check_sentence(CT__CHECK_PACK_COUNT, CT_LANGUAGE_ENGLISH),
                        "The pack is of {0} coupons and has {1}");
    assert_string_equal(ct__check_repair(CT__CHECK_COUPON_RESERVED, CT_LANGUAGE_ITALIAN),
                        "Renderlo disponibile e senza cliente");
    assert_string_equal(ct__check_repair(CT__CHECK_COUPON_RESERVED, CT_LANGUAGE_ENGLISH),
                        "Make it available and without a client");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(each_reason_has_its_status_rule_and_field),
        cmocka_unit_test(r_aud_07_each_finding_has_its_name_and_rule),
        cmocka_unit_test(r_aud_07_findings_are_told_in_the_language_that_is_asked_for),
        cmocka_unit_test(r_aud_08_each_difference_has_its_field_and_rule),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
