#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/migration.h"
#include "rules/outbox.h"
#include "service/context.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *
name_of(ct_migration_state state)
{
    return ct_enum_name(CT_ENUM_MIGRATION_STATE, state);
}

static void
r_mig_02_has_these_steps_and_no_other(void **state)
{
    (void)state;
    static const struct {
        ct_migration_state from;
        const char *to; /* a mark for each state, in their order */
    } rows[] = {
        /*                               SAPCFOXF: selected authorised provisioned credentials_sent
         *                                         first_login operational cancelled failed */
        {CT_MIGRATION_SELECTED,         "-x----x-"},
        {CT_MIGRATION_AUTHORISED,       "--x---xx"},
        {CT_MIGRATION_PROVISIONED,      "---x----"},
        {CT_MIGRATION_CREDENTIALS_SENT, "----x---"},
        {CT_MIGRATION_FIRST_LOGIN,      "-----x--"},
        {CT_MIGRATION_OPERATIONAL,      "--------"},
        {CT_MIGRATION_CANCELLED,        "--------"},
        {CT_MIGRATION_FAILED,           "--------"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (ct_migration_state to = 1; to <= 8; to++) {
            struct ct__verdict verdict = {.count = 0};
            ct__migration_check_step(rows[i].from, to, &verdict);
            if ((verdict.count == 0) != (rows[i].to[to - 1] == 'x'))
                fail_msg("from %s to %s", name_of(rows[i].from), name_of(to));
            if (!verdict.count)
                continue;
            assert_int_equal(verdict.reasons[0].id, CT__REASON_STEP_REFUSED);
            assert_ptr_equal(verdict.reasons[0].arguments[0].label->name, name_of(rows[i].from));
            assert_ptr_equal(verdict.reasons[0].arguments[1].label->name, name_of(to));
        }
}

static void
r_mig_02_names_both_states_in_a_refusal(void **state)
{
    (void)state;
    struct ct__verdict verdict = {.count = 0};
    char text[CT__REASON_TEXT_SIZE];
    ct__migration_check_step(CT_MIGRATION_OPERATIONAL, CT_MIGRATION_CANCELLED, &verdict);
    assert_int_equal(verdict.count, 1);
    assert_string_equal(ct__reason_rule(verdict.reasons[0].id), "R-MIG-02");
    ct__reason_text(&verdict.reasons[0], CT_LANGUAGE_ENGLISH, text);
    assert_string_equal(text, "A migration in state \"operational\" can't go to \"cancelled\"");
    ct__reason_text(&verdict.reasons[0], CT_LANGUAGE_ITALIAN, text);
    assert_string_equal(text,
                        "Una migrazione nello stato «operativa» non può passare a «annullata»");
}

static void
r_mig_02_is_under_way_until_operational_or_given_up(void **state)
{
    (void)state;
    static const bool is_live[] = {
        [CT_MIGRATION_SELECTED] = true,         [CT_MIGRATION_AUTHORISED] = true,
        [CT_MIGRATION_PROVISIONED] = true,      [CT_MIGRATION_CREDENTIALS_SENT] = true,
        [CT_MIGRATION_FIRST_LOGIN] = true,      [CT_MIGRATION_OPERATIONAL] = false,
        [CT_MIGRATION_CANCELLED] = false,       [CT_MIGRATION_FAILED] = false,
    };
    for (ct_migration_state one = 1; one <= 8; one++)
        if (ct__migration_is_live(one) != is_live[one])
            fail_msg("%s", name_of(one));
}

struct signing {
    struct ct__policy policy;
    ct_signatory signatory;
    char code[17];
    struct ct__verdict verdict, warnings;
};

static struct signing
sign(const char *surname, const char *name, const char *tax_code, bool mismatch_warns)
{
    struct signing signing = {
        .policy = {.signatory_mismatch_warns = mismatch_warns},
        .signatory = {.size = sizeof(ct_signatory), .name = name, .surname = surname,
                      .tax_code = tax_code},
        .code = "untouched",
    };
    ct__signatory_check(&signing.policy, &signing.signatory, signing.code, &signing.verdict,
                        &signing.warnings);
    return signing;
}

static void
r_mig_04_takes_a_persons_tax_code(void **state)
{
    (void)state;
    const struct signing signing = sign("Rossi", "Mario", " rssmra 85t10 a562s ", false);
    assert_int_equal(signing.verdict.count, 0);
    assert_int_equal(signing.warnings.count, 0);
    assert_string_equal(signing.code, "RSSMRA85T10A562S");
}

static void
r_mig_04_refuses_what_is_no_persons_tax_code(void **state)
{
    (void)state;
    static const char *const codes[] = {
        "00743110157",      /* valid, and a company's */
        "RSSMRA85T10A562T", /* the check character */
        "RSSMRA85T32A562S", "RSSMRA85F10A562S", "RSSMRA85T10A562", "",
    };
    for (size_t i = 0; i < COUNT(codes); i++)
        for (int warns = 0; warns < 2; warns++) { /* a bad code is no mere mismatch */
            const struct signing signing = sign("Verdi", "Anna", codes[i], warns);
            if (signing.verdict.count != 1 || signing.warnings.count != 0)
                fail_msg("\"%s\"", codes[i]);
            assert_int_equal(signing.verdict.reasons[0].id, CT__REASON_SIGNATORY_TAX_CODE_BAD);
            assert_string_equal(ct__reason_rule(signing.verdict.reasons[0].id), "R-MIG-04");
            assert_string_equal(signing.verdict.reasons[0].arguments[0].text, codes[i]);
            assert_string_equal(signing.code, "untouched");
        }
}

static void
r_mig_04_refuses_or_warns_of_names_that_do_not_fit(void **state)
{
    (void)state;
    static const struct {
        const char *surname, *name;
        enum ct__reason_id reasons[3];
    } rows[] = {
        {"Rossi", "Mario", {0}},
        {"Verdi", "Mario", {CT__REASON_SIGNATORY_SURNAME_MISMATCH}},
        {"Rossi", "Anna", {CT__REASON_SIGNATORY_NAME_MISMATCH}},
        {"Mario", "Rossi",
         {CT__REASON_SIGNATORY_SURNAME_MISMATCH, CT__REASON_SIGNATORY_NAME_MISMATCH}},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int warns = 0; warns < 2; warns++) {
            const struct signing signing =
                sign(rows[i].surname, rows[i].name, "RSSMRA85T10A562S", warns);
            const struct ct__verdict *told = warns ? &signing.warnings : &signing.verdict;
            const struct ct__verdict *silent = warns ? &signing.verdict : &signing.warnings;
            size_t count = 0;
            for (; rows[i].reasons[count]; count++) {
                assert_true(count < told->count);
                assert_int_equal(told->reasons[count].id, rows[i].reasons[count]);
                assert_string_equal(ct__reason_rule(told->reasons[count].id), "R-MIG-04");
            }
            assert_int_equal(told->count, count);
            assert_int_equal(silent->count, 0);
            assert_string_equal(signing.code, "RSSMRA85T10A562S");
        }
}

static const struct ct__policy mail_policy = {
    .certified_email_domains = "sicura.example",
    .ordinary_email_domains = "pec.ordinaria.it",
};

static void
r_stu_03_r_mig_09_checks_the_login(void **state)
{
    (void)state;
    static const struct {
        const char *email, *address; /* canonical; NULL: refused */
        enum ct__reason_id reason;
        const char *rule;
    } rows[] = {
        {"mario@example.it", "mario@example.it", 0, NULL},
        {" Mario.Rossi@Example.IT ", "mario.rossi@example.it", 0, NULL},
        {"mario@pec.ordinaria.it", "mario@pec.ordinaria.it", 0, NULL}, /* says the policy */
        {"mario@pec.example.it", NULL, CT__REASON_EMAIL_CERTIFIED, "R-STU-03"},
        {"MARIO@LEGALMAIL.IT", NULL, CT__REASON_EMAIL_CERTIFIED, "R-STU-03"},
        {"mario@posta.sicura.example", NULL, CT__REASON_EMAIL_CERTIFIED, "R-STU-03"},
        {"", NULL, CT__REASON_EMAIL_MALFORMED, "R-MIG-09"},
        {"mario", NULL, CT__REASON_EMAIL_MALFORMED, "R-MIG-09"},
        {"mario@rossi@example.it", NULL, CT__REASON_EMAIL_MALFORMED, "R-MIG-09"},
        {"mario@pec", NULL, CT__REASON_EMAIL_MALFORMED, "R-MIG-09"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        char address[255] = "untouched";
        ct__login_email_check(&mail_policy, rows[i].email, address, &verdict);
        if (verdict.count != (rows[i].address ? 0 : 1))
            fail_msg("\"%s\"", rows[i].email);
        if (rows[i].address) {
            assert_string_equal(address, rows[i].address);
            continue;
        }
        assert_int_equal(verdict.reasons[0].id, rows[i].reason);
        assert_string_equal(ct__reason_rule(verdict.reasons[0].id), rows[i].rule);
        assert_string_equal(verdict.reasons[0].arguments[0].text, rows[i].email);
    }
}

static void
r_mig_09_picks_the_first_address_that_can_be_a_login(void **state)
{
    (void)state;
    static char long_one[400];
    memset(long_one, 'm', 300);
    strcpy(long_one + 300, "@example.it mario@example.it");
    static char as_long_as_an_array[400];
    memset(as_long_as_an_array, 'm', 255);
    strcpy(as_long_as_an_array + 255, " mario@example.it");
    const struct {
        const char *emails, *picked; /* NULL: none */
    } rows[] = {
        {"mario@example.it", "mario@example.it"},
        {"Mario@Example.it anna@example.it", "mario@example.it"},
        {"mario@pec.it anna@example.it", "anna@example.it"},
        {"mario@pec.it rossi@legalmail.it anna@example.it luca@example.it", "anna@example.it"},
        {"mario@posta.sicura.example mario@pec.ordinaria.it", "mario@pec.ordinaria.it"},
        {"nonsense anna@example.it", "anna@example.it"},
        {"mario@pec.it  anna@example.it ", "anna@example.it"},
        {"mario@pec.it rossi@legalmail.it", NULL},
        {"mario@pec.it", NULL},
        {"", NULL},
        {" ", NULL},
        {NULL, NULL},
        {long_one, "mario@example.it"},
        {as_long_as_an_array, "mario@example.it"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char address[255] = "";
        bool is_picked = ct__login_email_pick(&mail_policy, rows[i].emails, address);
        if (is_picked != (rows[i].picked != NULL))
            fail_msg("row %zu", i);
        if (is_picked)
            assert_string_equal(address, rows[i].picked);
    }
}

static void
r_mig_07_tells_everything_that_a_password_lacks(void **state)
{
    (void)state;
    static char long_one[600];
    memset(long_one, 'a', 513);
    const struct {
        const char *password;
        enum ct__reason_id reasons[7];
    } rows[] = {
        {"Passw0rd!", {0}},
        {"Aa1!Aa1!", {0}}, /* 8 characters */
        {"Aa1!Aa1", {CT__REASON_PASSWORD_SHORT}},
        {"passw0rd!", {CT__REASON_PASSWORD_NO_UPPER}},
        {"PASSW0RD!", {CT__REASON_PASSWORD_NO_LOWER}},
        {"Password!", {CT__REASON_PASSWORD_NO_DIGIT}},
        {"Passw0rdd", {CT__REASON_PASSWORD_NO_SPECIAL}},
        {"abc",
         {CT__REASON_PASSWORD_SHORT, CT__REASON_PASSWORD_NO_UPPER, CT__REASON_PASSWORD_NO_DIGIT,
          CT__REASON_PASSWORD_NO_SPECIAL}},
        {"",
         {CT__REASON_PASSWORD_SHORT, CT__REASON_PASSWORD_NO_UPPER, CT__REASON_PASSWORD_NO_LOWER,
          CT__REASON_PASSWORD_NO_DIGIT, CT__REASON_PASSWORD_NO_SPECIAL}},
        {"oldpassword",
         {CT__REASON_PASSWORD_NO_UPPER, CT__REASON_PASSWORD_NO_DIGIT,
          CT__REASON_PASSWORD_NO_SPECIAL}},
        {"aaaaaaaa1A!\xFF", {CT__REASON_PASSWORD_NOT_TEXT}},
        {long_one, {CT__REASON_PASSWORD_LONG}},
        {"Once-0nly!", {CT__REASON_PASSWORD_SAME}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        size_t count = 0;
        ct__new_password_check(rows[i].password, "Once-0nly!", &verdict);
        for (; rows[i].reasons[count]; count++) {
            if (count >= verdict.count || verdict.reasons[count].id != rows[i].reasons[count])
                fail_msg("row %zu: reason %zu", i, count);
            assert_string_equal(ct__reason_rule(verdict.reasons[count].id), "R-MIG-07");
        }
        if (verdict.count != count)
            fail_msg("row %zu: %zu reasons", i, verdict.count);
    }
}

static void
r_mig_07_refuses_the_one_time_password_besides_what_it_lacks(void **state)
{
    (void)state;
    struct ct__verdict verdict = {.count = 0};
    ct__new_password_check("Ab3", "Ab3", &verdict);
    assert_int_equal(verdict.count, 3);
    assert_int_equal(verdict.reasons[0].id, CT__REASON_PASSWORD_SHORT);
    assert_int_equal(verdict.reasons[1].id, CT__REASON_PASSWORD_NO_SPECIAL);
    assert_int_equal(verdict.reasons[2].id, CT__REASON_PASSWORD_SAME);
}

static void
r_out_01_waits_twice_as_long_each_time_up_to_a_limit(void **state)
{
    (void)state;
    static const struct {
        int64_t first, most, attempts, seconds;
    } rows[] = {
        {60, 21600, 1, 60},       {60, 21600, 2, 120},     {60, 21600, 3, 240},
        {60, 21600, 4, 480},      {60, 21600, 9, 15360},   {60, 21600, 10, 21600},
        {60, 21600, 11, 21600},   {60, 21600, 0, 60},      {60, 21600, INT64_MAX, 21600},
        {1, 1, 1, 1},             {1, 1, 100, 1},          {86400, 1, 1, 1}, /* the limit wins */
        {1, 864000, 20, 524288},  {1, 864000, 21, 864000}, {60, 60, 5, 60},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct ct__policy policy = {.message_retry_seconds = rows[i].first,
                                          .message_retry_seconds_max = rows[i].most};
        if (ct__retry_seconds(&policy, rows[i].attempts) != rows[i].seconds)
            fail_msg("row %zu: %lld", i, (long long)ct__retry_seconds(&policy, rows[i].attempts));
    }
}

static void
r_out_01_retries_by_default_from_a_minute_to_six_hours(void **state)
{
    (void)state;
    ct_policy *defaults;
    assert_int_equal(ct_policy_new(NULL, &defaults), CT_OK);
    int64_t first = ct__retry_seconds(ct__policy_values(defaults), 1);
    int64_t last = ct__retry_seconds(ct__policy_values(defaults), 50);
    ct_policy_free(defaults);
    assert_int_equal(first, 60);
    assert_int_equal(last, 6 * 3600);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_mig_02_has_these_steps_and_no_other),
        cmocka_unit_test(r_mig_02_names_both_states_in_a_refusal),
        cmocka_unit_test(r_mig_02_is_under_way_until_operational_or_given_up),
        cmocka_unit_test(r_mig_04_takes_a_persons_tax_code),
        cmocka_unit_test(r_mig_04_refuses_what_is_no_persons_tax_code),
        cmocka_unit_test(r_mig_04_refuses_or_warns_of_names_that_do_not_fit),
        cmocka_unit_test(r_stu_03_r_mig_09_checks_the_login),
        cmocka_unit_test(r_mig_09_picks_the_first_address_that_can_be_a_login),
        cmocka_unit_test(r_mig_07_tells_everything_that_a_password_lacks),
        cmocka_unit_test(r_mig_07_refuses_the_one_time_password_besides_what_it_lacks),
        cmocka_unit_test(r_out_01_waits_twice_as_long_each_time_up_to_a_limit),
        cmocka_unit_test(r_out_01_retries_by_default_from_a_minute_to_six_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
