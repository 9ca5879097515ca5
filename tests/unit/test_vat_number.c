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
r_cli_02_takes_one_check_digit_of_ten(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        char text[CT__VAT_NUMBER_SIZE], number[CT__VAT_NUMBER_SIZE];
        snprintf(text, sizeof text, "%010u", (unsigned)(seed * UINT64_C(2654435761) % 4000000007));
        int right = independent_check_digit(text);
        for (int digit = 0; digit < 10; digit++) {
            text[10] = (char)('0' + digit);
            text[11] = '\0';
            assert_int_equal(ct__vat_number_read(text, number),
                             digit == right ? CT__VAT_NUMBER_OK : CT__VAT_NUMBER_CHECK);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
