#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "rules/history.h"
#include "verdict.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
r_his_01_a_document_is_of_this_year_or_the_last(void **state)
{
    (void)state;
    static const struct {
        ct_date date;
        const char *told;
    } rows[] = {
        {{2024, 12, 31}, "DOCUMENT_TOO_OLD(2024-12-31, 2025)"},
        {{1999, 5, 5}, "DOCUMENT_TOO_OLD(1999-05-05, 2025)"},
        {{2025, 1, 1}, ""},
        {{2025, 12, 31}, ""},
        {{2026, 1, 1}, ""},
        {{2026, 9, 1}, ""},
        {{2026, 9, 2}, "DOCUMENT_IN_FUTURE(2026-09-02)"},
        {{2027, 1, 1}, "DOCUMENT_IN_FUTURE(2027-01-01)"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__history_check_date(rows[i].date, (ct_date){2026, 9, 1}, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_his_04_which_number_of_which_series_a_text_is(void **state)
{
    (void)state;
#define TEN "1/1/1/1/1/1/1/1/1/1/"
    static const struct {
        const char *text;
        int64_t value;
        const char *series;
    } rows[] = {
        /* of 2026 */
        {"7", 7, ""},
        {"0012", 12, ""},
        {"12/A", 12, "/A"},
        {"A-7", 7, "A-"},
        {"2026/15", 15, "2026/"},
        {"15/2026", 15, "/2026"},
        {"15-2026-A", 15, "-2026-A"},
        {"FPA 3/26", 3, "FPA /26"},
        {"3/26", 3, "/26"},
        {"26/3", 3, "26/"},
        {"FATTPA 12_26", 12, "FATTPA _26"},
        {"7/26/2026", 26, "7//2026"}, /* one year is enough */
        /* years of other documents count like anything else */
        {"2025/15", 15, "2025/"},
        {"15/2025", 2025, "15/"},
        /* the year alone is a number */
        {"26", 26, ""},
        {"2026", 2026, ""},
        {"A/26", 26, "A/"},
        {"26/26", 26, "/26"},
        {"2026/26", 26, "2026/"},
        {"26/2026", 26, "/2026"},
        {"2026/2026", 2026, "/2026"},
        /* what is longer than a year is no year */
        {"20260015", 20260015, ""},
        {"126", 126, ""},
        {"1/2/3", 3, "1/2/"},
        {"  9  ", 9, ""},
        {" A 9 ", 9, "A"},
        {"   ABC 9", 9, "ABC"},
        {"   ", 0, ""},
        {"Fattura n° 8", 8, "Fattura n°"},
        {TEN TEN TEN TEN TEN, 1, TEN TEN TEN TEN "1/1/1/1/1/1/1/1/1//"}, /* as many as fit */
        /* nothing counts up */
        {"", 0, ""},
        {"ABC", 0, "ABC"},
        {"0", 0, ""},
        {"999999999999999999", INT64_C(999999999999999999), ""},
        {"A9999999999999999999", 0, "A9999999999999999999"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__document_number number;
        ct__document_number_read(rows[i].text, 2026, &number);
        if (number.value != rows[i].value || strcmp(number.series, rows[i].series) != 0)
            fail_msg("\"%s\" is %lld of \"%s\"", rows[i].text, (long long)number.value,
                     number.series);
    }
}

/* Any text is a number of some series, and what it counts is never negative. */
static void
r_his_04_every_text_is_read(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789026/- A";
    uint32_t seed = 1;
    for (int round = 0; round < 100000; round++) {
        char text[CT__DOCUMENT_NUMBER_SIZE];
        struct ct__document_number number;
        size_t length = (size_t)round % sizeof text;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        text[length] = '\0';
        ct__document_number_read(text, 2026, &number);
        if (number.value < 0 || strlen(number.series) > length)
            fail_msg("\"%s\"", text);
    }
}

static void
r_his_04_a_number_and_the_next_are_of_one_series(void **state)
{
    (void)state;
    static const char *const patterns[] = {"%d", "%d/A", "A-%d", "2026/%d", "%d/2026", "FPA %d/26",
                                           "%04d", "2026-B-%05d"};
    for (size_t i = 0; i < COUNT(patterns); i++) {
        struct ct__document_number first;
        ct__document_number_read("", 2026, &first);
        for (int n = 1; n < 2026; n++) { /* number 2026 of 2026 can be taken for the year */
            struct ct__document_number number;
            char text[40];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            (void)snprintf(text, sizeof text, patterns[i], n);
#pragma GCC diagnostic pop
            ct__document_number_read(text, 2026, &number);
            if (n == 1)
                first = number;
            if (number.value != n || strcmp(number.series, first.series) != 0)
                fail_msg("%s is %lld of \"%s\"", text, (long long)number.value, number.series);
        }
    }
}

static void
r_his_01_types_by_the_codes_of_fatturapa(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        ct_document_type type;
    } rows[] = {
        {"TD01", CT_DOCUMENT_INVOICE},      {"TD02", CT_DOCUMENT_INVOICE},
        {"TD03", CT_DOCUMENT_INVOICE},      {"TD04", CT_DOCUMENT_CREDIT_NOTE},
        {"TD05", CT_DOCUMENT_DEBIT_NOTE},   {"TD06", CT_DOCUMENT_INVOICE},
        {"TD07", CT_DOCUMENT_SIMPLIFIED},   {"TD08", CT_DOCUMENT_SIMPLIFIED},
        {"TD09", CT_DOCUMENT_SIMPLIFIED},   {"TD16", CT_DOCUMENT_SELF_INVOICE},
        {"TD17", CT_DOCUMENT_SELF_INVOICE}, {"TD18", CT_DOCUMENT_SELF_INVOICE},
        {"TD19", CT_DOCUMENT_SELF_INVOICE}, {"TD20", CT_DOCUMENT_SELF_INVOICE},
        {"TD21", CT_DOCUMENT_SELF_INVOICE}, {"TD22", CT_DOCUMENT_SELF_INVOICE},
        {"TD23", CT_DOCUMENT_SELF_INVOICE}, {"TD24", CT_DOCUMENT_INVOICE},
        {"TD25", CT_DOCUMENT_INVOICE},      {"TD26", CT_DOCUMENT_INVOICE},
        {"TD27", CT_DOCUMENT_INVOICE},      {"TD28", CT_DOCUMENT_SELF_INVOICE},
        {"TD29", CT_DOCUMENT_SELF_INVOICE},
        {"TD10", 0}, {"TD30", 0}, {"td01", 0}, {"TD011", 0}, {"", 0}, {NULL, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__document_type_of(rows[i].code) != rows[i].type)
            fail_msg("row %zu", i);
}

static void
r_his_01_whose_registry_the_other_party_belongs_to(void **state)
{
    (void)state;
    for (ct_document_type type = CT_DOCUMENT_INVOICE; type <= CT_DOCUMENT_SIMPLIFIED; type++) {
        assert_int_equal(ct__document_registry(CT_DOCUMENT_RECEIVED, type), CT_CATEGORY_SUPPLIERS);
        assert_int_equal(ct__document_registry(CT_DOCUMENT_ISSUED, type),
                         type == CT_DOCUMENT_SELF_INVOICE ? CT_CATEGORY_SUPPLIERS
                                                          : CT_CATEGORY_CLIENTS);
    }
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(r_his_01_a_document_is_of_this_year_or_the_last),
        cmocka_unit_test(r_his_04_which_number_of_which_series_a_text_is),
        cmocka_unit_test(r_his_04_every_text_is_read),
        cmocka_unit_test(r_his_04_a_number_and_the_next_are_of_one_series),
        cmocka_unit_test(r_his_01_types_by_the_codes_of_fatturapa),
        cmocka_unit_test(r_his_01_whose_registry_the_other_party_belongs_to),
    };
    if (count > 1)
        cmocka_set_test_filter(arguments[1]);
    return cmocka_run_group_tests(cases, NULL, NULL);
}
