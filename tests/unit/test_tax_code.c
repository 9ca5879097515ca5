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

/* These tests cover every code of a person. The library adds one term for each of the first 15
 * places, which depends on that place's character alone, and compares the sum modulo 26 with the
 * 16th.
 *
 * 1. Every byte in every place, under every check character, shows each term and each place's
 *    alphabet: the others stay the same, so a wrong term would move the check character.
 * 2. Every two characters of every two neighbours show that terms add up.
 * 3. Every day of every month of every year, in digits and in letters, shows the only thing that
 *    looks at several places at once. All 128 omocodia variants, each with every digit in all of
 *    its places, show that no place's letter counts on another's.
 *
 * Sums take every value modulo 26 on the way, so every check character is the right one somewhere. */
static void
expect_one_check_character(char code[CT__TAX_CODE_SIZE], enum ct__tax_code_problem expected)
{
    char read[CT__TAX_CODE_SIZE];
    complete(code);
    const char right = code[15];
    for (code[15] = 'A'; code[15] <= 'Z'; code[15]++) {
        enum ct__tax_code_problem problem = expected;
        if (expected == CT__TAX_CODE_OK && code[15] != right)
            problem = CT__TAX_CODE_CHECK;
        strcpy(read, "x");
        if (ct__tax_code_read(code, read) != problem)
            fail_msg("%s", code);
        assert_string_equal(read, problem == CT__TAX_CODE_OK ? code : "x");
    }
    code[15] = right;
}

static const char plain_code[] = "RSSMRA11A11A111";
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", months[] = "ABCDEHLMPRST";
static const char figures[] = "0123456789LMNPQRSTUV";
static const char *const alphabets[] = {
    letters, letters, letters, letters, letters, letters, figures, figures,
    months,  figures, figures, letters, figures, figures, figures,
};

static int
figure_value(char figure)
{
    return (int)(strchr(figures, figure) - figures) % 10;
}

static bool
is_day(const char *code)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = (int)(strchr(months, code[8]) - months);
    int day = figure_value(code[9]) * 10 + figure_value(code[10]);
    int year = figure_value(code[6]) * 10 + figure_value(code[7]);
    int length = lengths[month] + (month == 1 && year % 4 == 0);
    return (day >= 1 && day <= length) || (day >= 41 && day <= 40 + length);
}

static void
r_cli_02_weighs_every_character_of_every_place(void **state)
{
    (void)state;
    bool seen['Z' + 1] = {false};
    for (size_t place = 0; place < 15; place++) {
        for (const char *c = alphabets[place]; *c; c++) {
            char code[CT__TAX_CODE_SIZE];
            strcpy(code, plain_code);
            code[place] = *c;
            expect_one_check_character(code, is_day(code) ? CT__TAX_CODE_OK : CT__TAX_CODE_DAY);
            seen[(size_t)code[15]] = true;
        }
    }
    for (size_t letter = 'A'; letter <= 'Z'; letter++)
        assert_true(seen[letter]);
}

static void
r_cli_02_weighs_every_two_characters_of_neighbours(void **state)
{
    (void)state;
    for (size_t place = 0; place < 14; place++) {
        for (const char *a = alphabets[place]; *a; a++) {
            for (const char *b = alphabets[place + 1]; *b; b++) {
                char code[CT__TAX_CODE_SIZE], read[CT__TAX_CODE_SIZE];
                strcpy(code, plain_code);
                code[place] = *a;
                code[place + 1] = *b;
                complete(code);
                if (ct__tax_code_read(code, read) !=
                    (is_day(code) ? CT__TAX_CODE_OK : CT__TAX_CODE_DAY))
                    fail_msg("%s", code);
            }
        }
    }
}

static void
r_cli_02_reads_no_other_byte_in_any_place(void **state)
{
    (void)state;
    for (size_t place = 0; place < 16; place++) {
        for (int byte = 1; byte < 256; byte++) {
            char code[CT__TAX_CODE_SIZE], read[CT__TAX_CODE_SIZE] = "x";
            strcpy(code, plain_code);
            complete(code);
            code[place] = (char)byte;
            const char upper = (char)(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
            if (strchr(place == 15 ? letters : alphabets[place], upper))
                continue;
            enum ct__tax_code_problem expected = CT__TAX_CODE_ALPHABET;
            if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
                expected = CT__TAX_CODE_LENGTH;
            else if (place == 8 && strchr(letters, upper))
                expected = CT__TAX_CODE_MONTH;
            if (ct__tax_code_read(code, read) != expected)
                fail_msg("byte %d in place %zu", byte, place);
            assert_string_equal(read, "x");
        }
    }
}

static void
write_omocodia(char *code, size_t place)
{
    code[place] = figures[10 + figure_value(code[place])];
}

static void
r_cli_02_accepts_every_omocodia_variant_of_every_figure(void **state)
{
    (void)state;
    static const size_t places[] = {6, 7, 9, 10, 12, 13, 14};
    for (int digit = 0; digit < 10; digit++) {
        for (unsigned variant = 0; variant < 128; variant++) {
            char code[CT__TAX_CODE_SIZE];
            strcpy(code, plain_code);
            for (size_t i = 0; i < 7; i++) {
                if (places[i] != 9) /* the day is one from 10 to 19 */
                    code[places[i]] = (char)('0' + digit);
                if (variant >> i & 1)
                    write_omocodia(code, places[i]);
            }
            expect_one_check_character(code, CT__TAX_CODE_OK);
        }
    }
}

static void
r_cli_02_knows_every_day_of_every_year_in_digits_and_letters(void **state)
{
    (void)state;
    for (int at = 0; at < 100 * 12 * 100; at++) {
        const int year = at / 1200, month = at / 100 % 12, day = at % 100;
        char code[CT__TAX_CODE_SIZE], read[CT__TAX_CODE_SIZE];
        strcpy(code, plain_code);
        code[6] = (char)('0' + year / 10);
        code[7] = (char)('0' + year % 10);
        code[8] = months[month];
        code[9] = (char)('0' + day / 10);
        code[10] = (char)('0' + day % 10);
        for (int i = 0; i < 2; i++) {
            complete(code);
            if (ct__tax_code_read(code, read) !=
                (is_day(code) ? CT__TAX_CODE_OK : CT__TAX_CODE_DAY))
                fail_msg("%s", code);
            write_omocodia(code, 6);
            write_omocodia(code, 7);
            write_omocodia(code, 9);
            write_omocodia(code, 10);
        }
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
    assert_false(ct__tax_code_fits_surname("XXXXXX85T10A562S", name)); /* nor for no name */
    assert_false(ct__tax_code_fits_name("XXXXXX85T10A562S", name));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_cli_02_reads_tax_codes_as_people_write_them),
        cmocka_unit_test(r_cli_02_refuses_bad_tax_codes),
        cmocka_unit_test(r_cli_02_weighs_every_character_of_every_place),
        cmocka_unit_test(r_cli_02_weighs_every_two_characters_of_neighbours),
        cmocka_unit_test(r_cli_02_reads_no_other_byte_in_any_place),
        cmocka_unit_test(r_cli_02_accepts_every_omocodia_variant_of_every_figure),
        cmocka_unit_test(r_cli_02_knows_every_day_of_every_year_in_digits_and_letters),
        cmocka_unit_test(r_mig_04_compares_the_letters_of_the_surname),
        cmocka_unit_test(r_mig_04_compares_the_letters_of_the_name),
        cmocka_unit_test(r_mig_04_fits_no_name_that_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
