#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/password.h"

enum {
    SHORT = CT__PASSWORD_SHORT,
    UPPER = CT__PASSWORD_NO_UPPER,
    LOWER = CT__PASSWORD_NO_LOWER,
    DIGIT = CT__PASSWORD_NO_DIGIT,
    SPECIAL = CT__PASSWORD_NO_SPECIAL
};

static void
r_mig_07_tells_all_that_a_password_lacks(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        unsigned problems;
    } rows[] = {
        {"", SHORT | UPPER | LOWER | DIGIT | SPECIAL},
        {"Abcdef1!", 0},
        {"Abcde1!", SHORT},
        {"abcdef1!", UPPER},
        {"ABCDEF1!", LOWER},
        {"Abcdefg!", DIGIT},
        {"Abcdefg1", SPECIAL},
        {"Abcdef 1", SPECIAL},
        {"Abcdef\t1", SPECIAL},
        {"Abcdef\x7F""1", SPECIAL},
        {"AAAAAAAA", LOWER | DIGIT | SPECIAL},
        {"ZZZZZZZZ", LOWER | DIGIT | SPECIAL},
        {"aaaaaaaa", UPPER | DIGIT | SPECIAL},
        {"zzzzzzzz", UPPER | DIGIT | SPECIAL},
        {"00000000", UPPER | LOWER | SPECIAL},
        {"99999999", UPPER | LOWER | SPECIAL},
        {"\u20ACbcdef1A", 0},
        {"abcdefgh", UPPER | DIGIT | SPECIAL},
        {"12345678", UPPER | LOWER | SPECIAL},
        {"!!!!!!!!", UPPER | LOWER | DIGIT},
        {"AZaz09 ~", 0},
        {"@[`{/:!~", UPPER | LOWER | DIGIT},
        {"Ab1!\u00E8\u00E8\u00E8\u00E8", 0},              /* eight characters, twelve bytes */
        {"Ab1!\u00E8\u00E8\u00E8", SHORT},                /* seven, ten bytes */
        {"Ab1!\U0001F600\u4E2D\u00E8", SHORT},
        {"\u00C8b1!xxxx", UPPER},
        {"A\u00E81!XXXX", LOWER},
        {"Abcdef1\u00E8", SPECIAL},
        {"Abcdef1\u00A3", 0},
        {"Abcdef1\u00A7", 0},
        {"Abcdef1\u00B0", 0},
        {"Abcdef1\u20AC", 0},
        {"Abcdef1\u00A1", 0},
        {"Abcdef1\u20AD", SPECIAL},                       /* another currency */
        {"Abcdef1\u00A0", SPECIAL},
        {"Abcdef1\u2003", SPECIAL},
        {"Abcdef1\u0661", SPECIAL},                       /* a digit of another script */
        {"Abcdef1!\xC3", CT__PASSWORD_NOT_UTF8},
        {"\xFF", CT__PASSWORD_NOT_UTF8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned problems = ct__password_problems(rows[i].password);
        if (problems != rows[i].problems)
            fail_msg("\"%s\": %u, not %u", rows[i].password, problems, rows[i].problems);
    }
}

static void
r_mig_07_refuses_more_than_512_bytes(void **state)
{
    (void)state;
    char password[1024] = "Ab1!";
    memset(password + 4, 'x', 508);
    assert_int_equal(ct__password_problems(password), 0);
    password[512] = 'x';
    assert_int_equal(ct__password_problems(password), CT__PASSWORD_LONG);
}

static void
r_mig_06_one_time_passwords_have_no_look_alikes(void **state)
{
    (void)state;
    unsigned times[128] = {0};
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t random[CT__ONE_TIME_PASSWORD_LENGTH];
        char password[CT__ONE_TIME_PASSWORD_SIZE];
        for (size_t i = 0; i < sizeof random; i++)
            random[i] = (uint8_t)(byte + i * 41);
        memset(password, 'x', sizeof password);
        ct__one_time_password_make(random, password);
        assert_int_equal(password[CT__ONE_TIME_PASSWORD_LENGTH], '\0');
        assert_int_equal(strlen(password), CT__ONE_TIME_PASSWORD_LENGTH);
        assert_int_equal(strspn(password, "34679ACDEFGHJKLMNPQRTWXYadefhnrt"),
                         CT__ONE_TIME_PASSWORD_LENGTH);
        for (const char *c = password; *c; c++)
            times[(unsigned char)*c]++;
    }
    size_t characters = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        if (!times[i])
            continue;
        assert_int_equal(times[i], 8 * CT__ONE_TIME_PASSWORD_LENGTH); /* none is favoured */
        characters++;
    }
    assert_int_equal(characters, 32);
}

static void
r_mig_06_every_random_byte_counts(void **state)
{
    (void)state;
    uint8_t random[CT__ONE_TIME_PASSWORD_LENGTH] = {0};
    char plain[CT__ONE_TIME_PASSWORD_SIZE], changed[CT__ONE_TIME_PASSWORD_SIZE];
    ct__one_time_password_make(random, plain);
    for (size_t i = 0; i < sizeof random; i++) {
        random[i] = 1;
        ct__one_time_password_make(random, changed);
        for (size_t at = 0; at < sizeof random; at++)
            assert_int_equal(changed[at] == plain[at], at != i);
        random[i] = 0;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_mig_07_tells_all_that_a_password_lacks),
        cmocka_unit_test(r_mig_07_refuses_more_than_512_bytes),
        cmocka_unit_test(r_mig_06_one_time_passwords_have_no_look_alikes),
        cmocka_unit_test(r_mig_06_every_random_byte_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
