#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/tax_code.h"

/* The check character by its published tables, written apart from the library's. */
static char
independent_check(const char *fifteen)
{
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const int odd[] = {1,  0, 5, 7,  9,  13, 15, 17, 19, 21, 1, 0,  5,  7,  9,  13, 15, 17,
                              19, 21, 2, 4, 18, 20, 11, 3,  6,  8,  12, 14, 16, 10, 22, 25, 24, 23};
    static const int even[] = {0, 1, 2,  3,  4,  5,  6,  7,  8,  9,  0,  1,  2,  3,  4,  5,  6,  7,
                               8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                               25};
    int sum = 0;
    for (int place = 1; place <= 15; place++) {
        size_t which = (size_t)(strchr(characters, fifteen[place - 1]) - characters);
        sum += place % 2 == 1 ? odd[which] : even[which];
    }
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[sum % 26];
}

static void
complete(char code[CT__TAX_CODE_SIZE])
{
    code[15] = independent_check(code);
    code[16] = '\0';
}

static void
r_cli_02_reads_tax_codes_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
        bool is_person;
    } rows[] = {
        {"RSSMRA85T10A562S", "RSSMRA85T10A562S", true},
        {"rssmra85t10a562s", "RSSMRA85T10A562S", true},
        {"  RSS MRA 85T10 A562S\r\n", "RSSMRA85T10A562S", true},
        {"00743110157", "00743110157", false},
        {" 007 431 101 57 ", "00743110157", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char code[CT__TAX_CODE_SIZE];
        assert_int_equal(ct__tax_code_read(rows[i].text, code), CT__TAX_CODE_OK);
        assert_string_equal(code, rows[i].code);
        assert_int_equal(ct__tax_code_is_person(code), rows[i].is_person);
    }
}

static void
r_cli_02_refuses_bad_tax_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum ct__tax_code_problem problem;
    } rows[] = {
        {"", CT__TAX_CODE_LENGTH},
        {"RSSMRA85T10A562", CT__TAX_CODE_LENGTH},
        {"RSSMRA85T10A562SS", CT__TAX_CODE_LENGTH},
        {"RSSMRA85T10A562SRSSMRA85T10A562S", CT__TAX_CODE_LENGTH},
        {"IT00743110157", CT__TAX_CODE_LENGTH},
        {"0074311015", CT__TAX_CODE_LENGTH},
        {"RSSMRA85T10A56\xC3\xA0", CT__TAX_CODE_ALPHABET},
        {"R5SMRA85T10A562S", CT__TAX_CODE_ALPHABET},
        {"R{SMRA85T10A562S", CT__TAX_CODE_ALPHABET},
        {"RSSMRA8AT10A562S", CT__TAX_CODE_ALPHABET},
        {"RSSMRA85T1-A562S", CT__TAX_CODE_ALPHABET},
        {"RSSMRA8OT10A562S", CT__TAX_CODE_ALPHABET}, /* O is no omocodia letter */
        {"RSSMRA85T10A5621", CT__TAX_CODE_ALPHABET},
        {"0074311015A", CT__TAX_CODE_ALPHABET},
        {"RSSMRA85F10A562S", CT__TAX_CODE_MONTH},
        {"RSSMRA85T00A562S", CT__TAX_CODE_DAY},
        {"RSSMRA85T32A562S", CT__TAX_CODE_DAY},
        {"00743110158", CT__TAX_CODE_CHECK},
        {"00000000000", CT__TAX_CODE_CHECK},
        {"RSSMRA85T10A562T", CT__TAX_CODE_CHECK},
        {"SRSMRA85T10A562S", CT__TAX_CODE_CHECK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char code[CT__TAX_CODE_SIZE] = "x";
        if (ct__tax_code_read(rows[i].text, code) != rows[i].problem)
            fail_msg("\"%s\"", rows[i].text);
        assert_string_equal(code, "x");
    }
}

static void
r_cli_02_refuses_a_wrong_check_character(void **state)
{
    (void)state;
    static const char *const codes[] = {"RSSMRA85T10A562S", "BNCLRA00A01H501X", "VRDGPP13R10B293P"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char text[CT__TAX_CODE_SIZE], code[CT__TAX_CODE_SIZE];
        strcpy(text, codes[i]);
        char right = independent_check(text);
        for (char c = 'A'; c <= 'Z'; c++) {
            text[15] = c;
            assert_int_equal(ct__tax_code_read(text, code),
                             c == right ? CT__TAX_CODE_OK : CT__TAX_CODE_CHECK);
        }
    }
}

static void
r_cli_02_checks_every_letter_of_every_place(void **state)
{
    (void)state;
    static const size_t free_places[] = {0, 1, 2, 3, 4, 5, 11};
    for (size_t i = 0; i < sizeof free_places / sizeof *free_places; i++) {
        for (char c = 'A'; c <= 'Z'; c++) {
            char text[CT__TAX_CODE_SIZE] = "RSSMRA85T10A562S", code[CT__TAX_CODE_SIZE];
            text[free_places[i]] = c;
            complete(text);
            assert_int_equal(ct__tax_code_read(text, code), CT__TAX_CODE_OK);
        }
    }
}

static void
r_cli_02_accepts_all_127_omocodia_variants(void **state)
{
    (void)state;
    static const size_t places[] = {6, 7, 9, 10, 12, 13, 14};
    static const char letters[] = "LMNPQRSTUV", plain[] = "RSSMRA85T10A562S";
    for (unsigned variant = 1; variant < 128; variant++) {
        char text[CT__TAX_CODE_SIZE], code[CT__TAX_CODE_SIZE];
        strcpy(text, plain);
        for (size_t i = 0; i < 7; i++) {
            if (variant >> i & 1)
                text[places[i]] = letters[plain[places[i]] - '0'];
        }
        complete(text);
        assert_int_equal(ct__tax_code_read(text, code), CT__TAX_CODE_OK);
        assert_string_equal(code, text);
        text[15] = text[15] == 'Z' ? 'A' : (char)(text[15] + 1);
        assert_int_equal(ct__tax_code_read(text, code), CT__TAX_CODE_CHECK);
    }
}

static void
r_cli_02_checks_the_range_of_days_with_omocodia_letters(void **state)
{
    (void)state;
    char text[CT__TAX_CODE_SIZE] = "RSSMRA85TPNA562", code[CT__TAX_CODE_SIZE]; /* day 32 */
    complete(text);
    assert_int_equal(ct__tax_code_read(text, code), CT__TAX_CODE_DAY);
    memcpy(text + 9, "PM", 2); /* day 31 */
    complete(text);
    assert_int_equal(ct__tax_code_read(text, code), CT__TAX_CODE_OK);
}

static void
r_cli_02_knows_which_days_each_month_has(void **state)
{
    (void)state;
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char months[] = "ABCDEHLMPRST";
    for (int month = 0; month < 12; month++) {
        for (int day = 0; day < 100; day++) {
            char text[CT__TAX_CODE_SIZE + 64], code[CT__TAX_CODE_SIZE];
            snprintf(text, sizeof text, "RSSMRA84%c%02dA562", months[month], day);
            complete(text);
            bool exists = (day >= 1 && day <= lengths[month]) ||
                          (day >= 41 && day <= 40 + lengths[month]);
            if (ct__tax_code_read(text, code) != (exists ? CT__TAX_CODE_OK : CT__TAX_CODE_DAY))
                fail_msg("%s", text);
        }
    }
}

static void
r_cli_02_knows_which_letters_are_months(void **state)
{
    (void)state;
    for (char c = 'A'; c <= 'Z'; c++) {
        char text[CT__TAX_CODE_SIZE] = "RSSMRA85T10A562S", code[CT__TAX_CODE_SIZE];
        text[8] = c;
        complete(text);
        assert_int_equal(ct__tax_code_read(text, code),
                         strchr("ABCDEHLMPRST", c) ? CT__TAX_CODE_OK : CT__TAX_CODE_MONTH);
    }
}

static void
r_cli_02_has_29_february_in_years_that_can_be_leap(void **state)
{
    (void)state;
    for (int year = 0; year < 100; year++) {
        char text[CT__TAX_CODE_SIZE + 64], code[CT__TAX_CODE_SIZE];
        snprintf(text, sizeof text, "RSSMRA%02dB29A562", year);
        complete(text);
        assert_int_equal(ct__tax_code_read(text, code),
                         year % 4 == 0 ? CT__TAX_CODE_OK : CT__TAX_CODE_DAY);
    }
}

static const struct {
    const char *person, *letters;
} surnames[] = {
    {"Rossi", "RSS"},
    {"  ROSSI ", "RSS"},
    {"Fo", "FOX"},
    {"Aiello", "LLA"},
    {"Re", "REX"},
    {"Aia", "AIA"},
    {"Ho", "HOX"},
    {"Io", "IOX"},
    {"O", "OXX"},
    {"D\u2019Al\u00F2", "DLA"},
    {"Dall'Orto", "DLL"},
    {"De Rosa-Bianchi", "DRS"},
    {"Nicol\u00F2", "NCL"},
    {"M\u00FCller", "MLL"},
    {"St\u00E9", "STE"},
    {"Wu 3", "WUX"},
    {"", "XXX"},
    {"\u738B", "XXX"},
},
  names[] = {
      {"Mario", "MRA"},
      {"Gianfranco", "GFR"},
      {"Alessandro", "LSN"},
      {"Roberta", "RRT"},
      {"Maria Rosa", "MRS"},
      {"Anna", "NNA"},
      {"Al", "LAX"},
      {"Nicol\u00F2", "NCL"},
      {"Gian Luca", "GLC"},
      {"Ugo", "GUO"},
      {"Aia", "AIA"},
      {"Eu", "EUX"},
      {"Francesca", "FNC"},
      {"Aiutouie", "TAI"},
  };

static void
r_mig_04_compares_the_letters_of_the_surname(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof surnames / sizeof *surnames; i++) {
        char code[CT__TAX_CODE_SIZE];
        snprintf(code, sizeof code, "%sMRA85T10A562S", surnames[i].letters);
        if (!ct__tax_code_fits_surname(code, surnames[i].person))
            fail_msg("%s is not %s", surnames[i].person, surnames[i].letters);
        code[2] = code[2] == 'Z' ? 'A' : 'Z';
        assert_false(ct__tax_code_fits_surname(code, surnames[i].person));
    }
}

static void
r_mig_04_compares_the_letters_of_the_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char code[CT__TAX_CODE_SIZE];
        snprintf(code, sizeof code, "RSS%s85T10A562S", names[i].letters);
        if (!ct__tax_code_fits_name(code, names[i].person))
            fail_msg("%s is not %s", names[i].person, names[i].letters);
        code[4] = code[4] == 'Z' ? 'Q' : 'Z';
        assert_false(ct__tax_code_fits_name(code, names[i].person));
    }
}

static void
r_mig_04_fits_no_name_that_is_too_long(void **state)
{
    (void)state;
    char name[1100];
    memset(name, 'M', sizeof name);
    name[1023] = '\0';
    assert_true(ct__tax_code_fits_surname("MMMMMM85T10A562S", name));
    assert_true(ct__tax_code_fits_name("MMMMMM85T10A562S", name));
    name[1023] = 'M';
    name[1024] = '\0';
    assert_false(ct__tax_code_fits_surname("MMMMMM85T10A562S", name));
    assert_false(ct__tax_code_fits_name("MMMMMM85T10A562S", name));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_cli_02_reads_tax_codes_as_people_write_them),
        cmocka_unit_test(r_cli_02_refuses_bad_tax_codes),
        cmocka_unit_test(r_cli_02_refuses_a_wrong_check_character),
        cmocka_unit_test(r_cli_02_checks_every_letter_of_every_place),
        cmocka_unit_test(r_cli_02_accepts_all_127_omocodia_variants),
        cmocka_unit_test(r_cli_02_checks_the_range_of_days_with_omocodia_letters),
        cmocka_unit_test(r_cli_02_knows_which_days_each_month_has),
        cmocka_unit_test(r_cli_02_knows_which_letters_are_months),
        cmocka_unit_test(r_cli_02_has_29_february_in_years_that_can_be_leap),
        cmocka_unit_test(r_mig_04_compares_the_letters_of_the_surname),
        cmocka_unit_test(r_mig_04_compares_the_letters_of_the_name),
        cmocka_unit_test(r_mig_04_fits_no_name_that_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
