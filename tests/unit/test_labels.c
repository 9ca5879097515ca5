#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "contoterzi/contoterzi.h"
#include "rules/labels.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { LAST_ENUMERATION = CT_ENUM_IMPORT_STATUS, VALUES_MAX = 1000 };

/* What stores and programs hold, by value from 1: names are only ever appended. */
static const struct {
    ct_enum enumeration;
    const char *names;
} published[] = {
    {CT_ENUM_COUPON_KIND, "conto_terzi renewable flat_rate"},
    {CT_ENUM_COUPON_STATE, "available reserved assigned expired revoked"},
    {CT_ENUM_PACK_SOURCE, "purchase tacit_renewal"},
    {CT_ENUM_PLAN, "trial standard premium premium_plus complete"},
    {CT_ENUM_LICENSE_ACCESS, "read_only full"},
    {CT_ENUM_LICENSE_SOURCE, "coupon client_purchase studio_purchase trial"},
    {CT_ENUM_TAX_REGIME, "ordinary flat_rate"},
    {CT_ENUM_CLIENT_STATE, "migratable not_migratable in_migration active expired erased"},
    {CT_ENUM_MIGRATION_STATE, "selected authorised provisioned credentials_sent first_login "
                              "operational cancelled failed"},
    {CT_ENUM_MIGRATION_STATUS, "done refused already_done"},
    {CT_ENUM_CLIENT_STATUS, "added updated unchanged refused"},
    {CT_ENUM_ELIGIBLE_ACTION, "no migrate renew activate upgrade"},
    {CT_ENUM_MESSAGE_KIND, "credentials license_activated coupons_issued renewal_reminder "
                           "license_expired erasure_notice cancellation_recorded"},
    {CT_ENUM_MESSAGE_STATE, "queued delivered withdrawn"},
    {CT_ENUM_EVENT_KIND,
     "studio_added account_opened client_added client_updated nickname_set pack_bought "
     "pack_revoked migration_selected migration_authorised migration_provisioned "
     "credentials_sent first_login migration_operational migration_cancelled migration_failed "
     "license_activated usage_counted message_queued message_claimed message_delivered "
     "message_failed message_withdrawn license_superseded coupon_assigned pack_renewed "
     "campaign_stopped cancellation_recorded cancellation_withdrawn client_unlinked "
     "client_linked client_opened document_imported license_expired renewal_reminded "
     "erasure_announced client_erased client_exported migration_refused assignment_refused "
     "renewal_refused cancellation_refused access_refused"},
    {CT_ENUM_CATEGORY, "clients suppliers products documents"},
    {CT_ENUM_ACCESS_ACTOR, "client studio"},
    {CT_ENUM_ACCESS_AREA,
     "situation clients suppliers products issued_documents received_documents receipts calendar "
     "archive taxes stock cashbook settings emails export import_bankstatements "
     "import_clients_suppliers import_issued_documents import_products recurring riba employees "
     "timesheet employees_settings quotes proformas invoices issued_receipts delivery_notes "
     "credit_notes orders work_reports supplier_orders self_invoices login license_purchase"},
    {CT_ENUM_ACCESS_LEVEL, "none read write detailed"},
    {CT_ENUM_QUICK_ACTION, "open_account create_invoice export_report set_nickname unlink migrate "
                           "assign_coupon renew upgrade"},
    {CT_ENUM_RENEWAL_WAY, "conto_terzi renewable flat_rate own_purchase"},
    {CT_ENUM_ASSIGNMENT_STATUS, "done refused already_done"},
    {CT_ENUM_DOCUMENT_DIRECTION, "issued received"},
    {CT_ENUM_DOCUMENT_TYPE, "invoice credit_note debit_note self_invoice simplified"},
    {CT_ENUM_IMPORT_STATUS, "imported refused already_there"},
};

static void
values_have_the_names_that_stores_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(published); i++) {
        int32_t value = 1;
        for (const char *rest = published[i].names; *rest; value++) {
            size_t length = strcspn(rest, " ");
            const char *name = ct_enum_name(published[i].enumeration, value);
            if (!name || strlen(name) != length || memcmp(name, rest, length) != 0)
                fail_msg("enumeration %d: value %d is %s", published[i].enumeration, value, name);
            rest += length + strspn(rest + length, " ");
        }
    }
}

static void
every_enumeration_has_names(void **state)
{
    (void)state;
    assert_int_equal(COUNT(published), LAST_ENUMERATION);
    for (ct_enum one = 1; one <= LAST_ENUMERATION; one++)
        if (!ct_enum_name(one, 1))
            fail_msg("enumeration %d", one);
}

static void
names_lead_back_to_their_values(void **state)
{
    (void)state;
    for (ct_enum one = 1; one <= LAST_ENUMERATION; one++)
        for (int32_t value = 0; value <= VALUES_MAX; value++) {
            const char *name = ct_enum_name(one, value);
            int32_t back = -1;
            if (!name)
                continue;
            /* Two values of one name would not both come back. */
            if (ct_enum_value(one, name, &back) != CT_OK || back != value)
                fail_msg("enumeration %d: %s", one, name);
            if (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz_")])
                fail_msg("enumeration %d: \"%s\"", one, name);
        }
}

static void
values_have_texts_in_both_languages(void **state)
{
    (void)state;
    static const ct_language languages[] = {CT_LANGUAGE_ITALIAN, CT_LANGUAGE_ENGLISH};
    for (ct_enum one = 1; one <= LAST_ENUMERATION; one++)
        for (int32_t value = 0; value <= VALUES_MAX; value++)
            for (size_t i = 0; i < COUNT(languages); i++) {
                const char *text = ct_enum_text(one, value, languages[i]);
                if (!text != !ct_enum_name(one, value))
                    fail_msg("enumeration %d: value %d", one, value);
                assert_true(!text || (*text && ct__text_is_utf8(text, strlen(text)) &&
                                      !strchr(text, '_')));
            }
}

static void
texts_are_what_people_say(void **state)
{
    (void)state;
    assert_string_equal(ct_enum_text(CT_ENUM_COUPON_KIND, CT_COUPON_RENEWABLE,
                                     CT_LANGUAGE_ITALIAN), "rinnovabile");
    assert_string_equal(ct_enum_text(CT_ENUM_COUPON_KIND, CT_COUPON_RENEWABLE,
                                     CT_LANGUAGE_ENGLISH), "renewable");
    assert_string_equal(ct_enum_text(CT_ENUM_COUPON_KIND, CT_COUPON_RENEWABLE, 0), "rinnovabile");
}

/* Within one enumeration, people must be able to tell values apart. */
static void
texts_tell_values_apart(void **state)
{
    (void)state;
    for (ct_enum one = 1; one <= LAST_ENUMERATION; one++)
        for (int32_t a = 1; a <= 64; a++)
            for (int32_t b = 1; b < a; b++)
                for (ct_language language = 1; language <= 2; language++) {
                    const char *first = ct_enum_text(one, a, language);
                    const char *second = ct_enum_text(one, b, language);
                    if (first && second && strcmp(first, second) == 0)
                        fail_msg("enumeration %d: %s", one, first);
                }
}

static void
knows_no_other_enumerations_and_values(void **state)
{
    (void)state;
    static const ct_enum unknown[] = {0, -1, LAST_ENUMERATION + 1, 1000, INT32_MAX, INT32_MIN};
    static const int32_t values[] = {0, -1, 1000, INT32_MAX, INT32_MIN};
    static const char *const names[] = {"", "Conto_terzi", "conto terzi", "conto_terz",
                                        "conto_terzi ", "available"};
    int32_t value = 77;
    for (size_t i = 0; i < COUNT(unknown); i++) {
        assert_null(ct_enum_name(unknown[i], 1));
        assert_null(ct_enum_text(unknown[i], 1, CT_LANGUAGE_ENGLISH));
        assert_int_equal(ct_enum_value(unknown[i], "conto_terzi", &value),
                         CT_ERR_INVALID_ARGUMENT);
    }
    for (size_t i = 0; i < COUNT(values); i++) {
        assert_null(ct_enum_name(CT_ENUM_COUPON_KIND, values[i]));
        assert_null(ct_enum_text(CT_ENUM_COUPON_KIND, values[i], CT_LANGUAGE_ITALIAN));
    }
    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(ct_enum_value(CT_ENUM_COUPON_KIND, names[i], &value),
                         CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_enum_value(CT_ENUM_COUPON_KIND, NULL, &value), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_enum_value(CT_ENUM_COUPON_KIND, "conto_terzi", NULL),
                     CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(value, 77); /* untouched */
}

static void
stages_have_the_names_that_stores_hold(void **state)
{
    (void)state;
    static const char *const names[] = {
        [CT__STAGE_MIGRATABLE] = "migratable",     [CT__STAGE_NOT_MIGRATABLE] = "not_migratable",
        [CT__STAGE_IN_MIGRATION] = "in_migration", [CT__STAGE_LICENSED] = "licensed",
        [CT__STAGE_ERASED] = "erased",
    };
    assert_int_equal(ct__stage_labels.count, COUNT(names) - 1);
    for (int32_t stage = 1; stage < (int32_t)COUNT(names); stage++)
        assert_string_equal(ct__label_of(&ct__stage_labels, stage)->name, names[stage]);
    assert_null(ct__label_of(&ct__stage_labels, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_the_names_that_stores_hold),
        cmocka_unit_test(every_enumeration_has_names),
        cmocka_unit_test(names_lead_back_to_their_values),
        cmocka_unit_test(values_have_texts_in_both_languages),
        cmocka_unit_test(texts_are_what_people_say),
        cmocka_unit_test(texts_tell_values_apart),
        cmocka_unit_test(knows_no_other_enumerations_and_values),
        cmocka_unit_test(stages_have_the_names_that_stores_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
