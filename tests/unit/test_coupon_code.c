#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/coupon_code.h"

static const char characters[] = "34679ACDEFGHJKMNPQRTWXY";
enum { CODES = 400 };

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

static void
make(uint32_t *seed, char code[CT__COUPON_CODE_SIZE])
{
    uint8_t values[CT__COUPON_CODE_VALUES];
    for (size_t i = 0; i < sizeof values; i++)
        values[i] = (uint8_t)(next_random(seed) % CT__COUPON_CODE_BASE);
    ct__coupon_code_make(values, code);
}

static void
r_cou_09_has_no_look_alike_characters(void **state)
{
    (void)state;
    char code[CT__COUPON_CODE_SIZE];
    uint32_t seed = 1;
    for (int i = 0; i < CODES; i++) {
        make(&seed, code);
        assert_int_equal(strlen(code), 19);
        assert_int_equal(strcspn(code, "0O1IL2Z5S8BUV"), 19);
        for (size_t at = 0; at < 19; at++)
            assert_true(at % 5 == 4 ? code[at] == '-' : strchr(characters, code[at]) != NULL);
    }
}

static void
r_cou_09_makes_known_codes(void **state)
{
    (void)state;
    static const struct {
        uint8_t values[CT__COUPON_CODE_VALUES];
        const char *code;
    } rows[] = {
        {{0}, "3333-3333-3333-3333"},
        {{1}, "4333-3333-3333-333G"}, /* 1 * 1 + 16 * v = 0 mod 23 -> v = 10 */
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22}, "3333-3333-3333-33YH"},
        {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, "3467-9ACD-EFGH-JKMY"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char code[CT__COUPON_CODE_SIZE];
        ct__coupon_code_make(rows[i].values, code);
        assert_string_equal(code, rows[i].code);
    }
}

static void
r_cou_09_reads_codes_as_people_write_them(void **state)
{
    (void)state;
    uint32_t seed = 2;
    for (int i = 0; i < CODES; i++) {
        char code[CT__COUPON_CODE_SIZE], read[CT__COUPON_CODE_SIZE], text[64];
        char *to = text;
        make(&seed, code);
        assert_int_equal(ct__coupon_code_read(code, read), CT__COUPON_CODE_OK);
        assert_string_equal(read, code);

        for (const char *c = code; *c; c++) {
            if (*c != '-')
                *to++ = (char)(*c >= 'A' ? *c - 'A' + 'a' : *c);
        }
        *to = '\0';
        assert_int_equal(ct__coupon_code_read(text, read), CT__COUPON_CODE_OK);
        assert_string_equal(read, code);

        snprintf(text, sizeof text, " \t%.4s \u2013 %.4s\u00A0%.4s\u2011%.4s\n", code, code + 5,
                 code + 10, code + 15);
        assert_int_equal(ct__coupon_code_read(text, read), CT__COUPON_CODE_OK);
        assert_string_equal(read, code);
    }
}

static void
r_cou_09_refuses_what_is_no_code(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum ct__coupon_code_problem problem;
    } rows[] = {
        {"", CT__COUPON_CODE_LENGTH},
        {"----", CT__COUPON_CODE_LENGTH},
        {"3333-3333-3333-333", CT__COUPON_CODE_LENGTH},
        {"3333-3333-3333-3333-3", CT__COUPON_CODE_LENGTH},
        {"3333-3333-3333-3333-3333-3333", CT__COUPON_CODE_LENGTH},
        {"3333333333333333333333333333333333333333333333333333333333333333",
         CT__COUPON_CODE_LENGTH},
        {"3333-3333-3333-333O", CT__COUPON_CODE_ALPHABET},
        {"3333-3333-3333-333z", CT__COUPON_CODE_ALPHABET},
        {"3333.3333-3333-333", CT__COUPON_CODE_ALPHABET},
        {"3333-3333-3333-333{", CT__COUPON_CODE_ALPHABET},
        {"3333-3333-3333-3334", CT__COUPON_CODE_CHECK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char code[CT__COUPON_CODE_SIZE] = "x";
        if (ct__coupon_code_read(rows[i].text, code) != rows[i].problem)
            fail_msg("\"%s\"", rows[i].text);
        assert_string_equal(code, "x");
    }
}

/* What is left of a text once it is folded may have 63 bytes. */
static void
r_cou_09_reads_codes_with_room_for_hyphens(void **state)
{
    (void)state;
    for (int length = 60; length <= 66; length++) {
        char text[128], code[CT__COUPON_CODE_SIZE];
        snprintf(text, sizeof text, "3333333333333333%.*s", length - 16,
                 "--------------------------------------------------");
        assert_int_equal(ct__coupon_code_read(text, code),
                         length < 64 ? CT__COUPON_CODE_OK : CT__COUPON_CODE_LENGTH);
    }
}

static void
r_cou_09_catches_every_single_mistyped_character(void **state)
{
    (void)state;
    uint32_t seed = 3;
    for (int i = 0; i < CODES; i++) {
        char code[CT__COUPON_CODE_SIZE], text[CT__COUPON_CODE_SIZE], read[CT__COUPON_CODE_SIZE];
        make(&seed, code);
        for (size_t at = 0; at < 19; at++) {
            strcpy(text, code);
            for (const char *c = characters; *c && code[at] != '-'; c++) {
                text[at] = *c;
                assert_int_equal(ct__coupon_code_read(text, read),
                                 *c == code[at] ? CT__COUPON_CODE_OK : CT__COUPON_CODE_CHECK);
            }
        }
    }
}

static void
r_cou_09_catches_every_swap_of_neighbours(void **state)
{
    (void)state;
    uint32_t seed = 4;
    for (int i = 0; i < CODES; i++) {
        char code[CT__COUPON_CODE_SIZE], text[CT__COUPON_CODE_SIZE], read[CT__COUPON_CODE_SIZE];
        make(&seed, code);
        for (size_t at = 0; at < 18; at++) {
            size_t next = at + (code[at + 1] == '-' ? 2 : 1); /* also across a hyphen */
            if (code[at] == '-' || code[at] == code[next])
                continue;
            strcpy(text, code);
            text[at] = code[next];
            text[next] = code[at];
            assert_int_equal(ct__coupon_code_read(text, read), CT__COUPON_CODE_CHECK);
        }
    }
}

static void
r_cou_09_gives_each_value_the_same_chance(void **state)
{
    (void)state;
    unsigned times[CT__COUPON_CODE_BASE] = {0};
    unsigned refused = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t random = (uint8_t)byte, values[CT__COUPON_CODE_VALUES];
        if (ct__coupon_code_values(&random, 1, values, 0)) {
            assert_in_range(values[0], 0, CT__COUPON_CODE_BASE - 1);
            times[values[0]]++;
        } else {
            refused++;
        }
    }
    for (size_t i = 0; i < CT__COUPON_CODE_BASE; i++)
        assert_int_equal(times[i], 10);
    assert_int_equal(refused, 26);
}

static void
r_cou_09_takes_random_bytes_in_pieces(void **state)
{
    (void)state;
    static const uint8_t first[] = {0, 255, 22, 230, 23, 229};
    static const uint8_t rest[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 250, 11, 12, 13};
    static const uint8_t expected[] = {0, 22, 0, 22, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    uint8_t values[CT__COUPON_CODE_VALUES];
    size_t filled = ct__coupon_code_values(first, sizeof first, values, 0);
    assert_int_equal(filled, 4);
    assert_int_equal(ct__coupon_code_values(rest, 0, values, filled), 4);
    filled = ct__coupon_code_values(rest, sizeof rest, values, filled);
    assert_int_equal(filled, CT__COUPON_CODE_VALUES);
    assert_memory_equal(values, expected, sizeof expected);
    assert_int_equal(ct__coupon_code_values(rest, sizeof rest, values, filled), filled);
    assert_memory_equal(values, expected, sizeof expected);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_cou_09_has_no_look_alike_characters),
        cmocka_unit_test(r_cou_09_makes_known_codes),
        cmocka_unit_test(r_cou_09_reads_codes_as_people_write_them),
        cmocka_unit_test(r_cou_09_refuses_what_is_no_code),
        cmocka_unit_test(r_cou_09_reads_codes_with_room_for_hyphens),
        cmocka_unit_test(r_cou_09_catches_every_single_mistyped_character),
        cmocka_unit_test(r_cou_09_catches_every_swap_of_neighbours),
        cmocka_unit_test(r_cou_09_gives_each_value_the_same_chance),
        cmocka_unit_test(r_cou_09_takes_random_bytes_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
