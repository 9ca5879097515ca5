#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/vat_number.h"

static void
r_cli_02_reads_vat_numbers_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *number;
    } rows[] = {
        {"00743110157", "00743110157"},       {"IT00743110157", "00743110157"},
        {"it00743110157", "00743110157"},     {" It 007 431 101 57\t\r\n", "00743110157"},
        {"I T00743110157", "00743110157"},    {"12345678903", "12345678903"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char number[CT__VAT_NUMBER_SIZE];
        assert_int_equal(ct__vat_number_read(rows[i].text, number), CT__VAT_NUMBER_OK);
        assert_string_equal(number, rows[i].number);
    }
}

static void
r_cli_02_refuses_bad_vat_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum ct__vat_number_problem problem;
    } rows[] = {
        {"", CT__VAT_NUMBER_LENGTH},
        {"IT", CT__VAT_NUMBER_LENGTH},
        {"0074311015", CT__VAT_NUMBER_LENGTH},
        {"007431101577", CT__VAT_NUMBER_LENGTH},
        {"IT0074311015", CT__VAT_NUMBER_LENGTH},
        {"IT007431101570", CT__VAT_NUMBER_LENGTH},
        {"ITIT00743110157", CT__VAT_NUMBER_LENGTH},
        {"IT00743110157IT00743110157", CT__VAT_NUMBER_LENGTH},
        {"DE00743110157", CT__VAT_NUMBER_LENGTH},
        {"0074311015O", CT__VAT_NUMBER_ALPHABET},
        {"IT123456789", CT__VAT_NUMBER_LENGTH},
        {"AB743110157", CT__VAT_NUMBER_ALPHABET},
        {"00743-10157", CT__VAT_NUMBER_ALPHABET},
        {"00743{10157", CT__VAT_NUMBER_ALPHABET},
        {"007431101\xC3\xA0", CT__VAT_NUMBER_ALPHABET},
        {"00743110158", CT__VAT_NUMBER_CHECK},
        {"00743110175", CT__VAT_NUMBER_CHECK},
        {"00000000000", CT__VAT_NUMBER_CHECK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char number[CT__VAT_NUMBER_SIZE] = "x";
        if (ct__vat_number_read(rows[i].text, number) != rows[i].problem)
            fail_msg("\"%s\"", rows[i].text);
        assert_string_equal(number, "x");
    }
}

static void
squeezes_codes_into_upper_case(void **state)
{
    (void)state;
    char got[7];
    assert_int_equal(ct__typed_code_squeeze(" az\tAZ\v09\r\n", got, sizeof got), 6);
    assert_string_equal(got, "AZAZ09");
    assert_int_equal(ct__typed_code_squeeze("`{@[", got, sizeof got), 4);
    assert_string_equal(got, "`{@[");
    assert_int_equal(ct__typed_code_squeeze("az AZ 09 !", got, sizeof got), sizeof got);
    assert_string_equal(got, "");
}

/* The check digit once more, from a table of what doubled digits add. */
static int
independent_check_digit(const char *ten)
{
    static const int doubled[] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
    int sum = 0;
    for (int i = 0; i < 10; i += 2)
        sum += (ten[i] - '0') + doubled[ten[i + 1] - '0'];
    return (100 - sum) % 10;
}

static void
expect_one_check_digit(const char *ten)
{
    char text[CT__VAT_NUMBER_SIZE], number[CT__VAT_NUMBER_SIZE];
    int right = independent_check_digit(ten);
    bool is_zero = strspn(ten, "0") == 10;
    memcpy(text, ten, 10);
    text[11] = '\0';
    for (int digit = 0; digit < 10; digit++) {
        text[10] = (char)('0' + digit);
        enum ct__vat_number_problem expected =
            digit == right && !is_zero ? CT__VAT_NUMBER_OK : CT__VAT_NUMBER_CHECK;
        if (ct__vat_number_read(text, number) != expected)
            fail_msg("%s", text);
    }
}

static void
r_cli_02_takes_one_check_digit_of_ten(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        char ten[CT__VAT_NUMBER_SIZE];
        snprintf(ten, sizeof ten, "%010u", (unsigned)(seed * UINT64_C(2654435761) % 4000000007));
        expect_one_check_digit(ten);
    }
}

/* These three tests cover all 10^11 numbers. The library adds one term for each place, which
 * depends on that place's digit alone, and then looks at nothing but the sum.
 *
 * 1. Every digit of every place, with zeros elsewhere and under every check digit, shows each term
 *    (but for tens, which 3. shows not to matter): a wrong one would move the check digit.
 * 2. Every two digits of every two places show that terms add up, whichever the others are: a term
 *    that depended on another place would differ there.
 * 3. Every sum that there is, 0 to 99, shows what is made of it, and that only its last digit
 *    counts, but for the number of zeros.
 *
 * What remains are sums of more terms, and addition needs no test. */
static void
r_cli_02_weighs_every_two_digits_of_every_two_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        for (size_t j = i + 1; j < 10; j++) {
            for (int pair = 0; pair < 100; pair++) {
                char ten[] = "0000000000";
                ten[i] = (char)('0' + pair / 10);
                ten[j] = (char)('0' + pair % 10);
                expect_one_check_digit(ten);
            }
        }
    }
}

static void
r_cli_02_judges_every_sum_of_the_digits(void **state)
{
    (void)state;
    /* What an even place's digit must be to add 0 to 9. */
    static const char doubled[] = "0516273849";
    for (int sum = 0; sum <= 99; sum++) {
        char text[] = "00000000000", number[CT__VAT_NUMBER_SIZE];
        int left = sum;
        for (int i = 0; i < 11; i++) {
            int term = left < 9 ? left : 9;
            text[i] = i % 2 ? doubled[term] : (char)('0' + term);
            left -= term;
        }
        assert_int_equal(left, 0);
        assert_int_equal(ct__vat_number_read(text, number), sum > 0 && sum % 10 == 0
                                                                ? CT__VAT_NUMBER_OK
                                                                : CT__VAT_NUMBER_CHECK);
    }
}

/* A number that is right may have any digit there, so the check digit is what is wrong. */
static void
r_cli_02_reads_nothing_but_digits_in_every_place(void **state)
{
    (void)state;
    for (size_t place = 0; place < 11; place++) {
        for (int byte = 1; byte < 256; byte++) {
            char text[] = "12345678903", number[CT__VAT_NUMBER_SIZE] = "x";
            const char right = text[place];
            enum ct__vat_number_problem expected = CT__VAT_NUMBER_ALPHABET;
            if (byte >= '0' && byte <= '9')
                expected = byte == right ? CT__VAT_NUMBER_OK : CT__VAT_NUMBER_CHECK;
            else if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
                expected = CT__VAT_NUMBER_LENGTH;
            text[place] = (char)byte;
            if (ct__vat_number_read(text, number) != expected)
                fail_msg("byte %d in place %zu", byte, place);
            assert_string_equal(number, expected == CT__VAT_NUMBER_OK ? text : "x");
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_cli_02_reads_vat_numbers_as_people_write_them),
        cmocka_unit_test(r_cli_02_refuses_bad_vat_numbers),
        cmocka_unit_test(squeezes_codes_into_upper_case),
        cmocka_unit_test(r_cli_02_takes_one_check_digit_of_ten),
        cmocka_unit_test(r_cli_02_weighs_every_two_digits_of_every_two_places),
        cmocka_unit_test(r_cli_02_judges_every_sum_of_the_digits),
        cmocka_unit_test(r_cli_02_reads_nothing_but_digits_in_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
