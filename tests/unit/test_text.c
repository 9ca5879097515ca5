#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "contoterzi/base.h"

static void
accepts_strict_utf8(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "abc ~\x01\x7F",
        "\xC2\x80 \xDF\xBF",                         /* U+0080, U+07FF */
        "\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80",    /* U+0800, U+D7FF, U+E000 */
        "\xEF\xBF\xBF",                              /* U+FFFF */
        "\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF",         /* U+10000, U+10FFFF */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!ct__text_is_utf8(texts[i], strlen(texts[i])))
            fail_msg("row %zu", i);
    }
}

static void
refuses_what_is_not_strict_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        size_t length;
    } rows[] = {
        {"a NUL inside", "a\0b", 3},
        {"a NUL", "", 1},
        {"a continuation alone", "\x80", 1},
        {"a form of five", "\xF8\x88\x80\x80\x80", 5},
        {"FF", "\xFF", 1},
        {"overlong slash", "\xC0\xAF", 2},
        {"overlong in three", "\xE0\x9F\xBF", 3},
        {"overlong in four", "\xF0\x8F\xBF\xBF", 4},
        {"first surrogate", "\xED\xA0\x80", 3},
        {"last surrogate", "\xED\xBF\xBF", 3},
        {"above U+10FFFF", "\xF4\x90\x80\x80", 4},
        {"cut after one of two", "a\xC3", 2},
        {"cut after two of three", "\xE2\x82", 2},
        {"cut after three of four", "\xF0\x9F\x98", 3},
        {"the length cuts it", "\xC3\xA0", 1},
        {"the length cuts it later", "aa\xC3\xA0", 3},
        {"no continuation", "\xC3(", 2},
        {"no second continuation", "\xE2\x82(", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (ct__text_is_utf8(rows[i].text, rows[i].length))
            fail_msg("%s", rows[i].what);
    }
}

static const struct {
    const char *text, *folded, *letters;
} folds[] = {
    {"", "", ""},
    {"Rossi", "rossi", "ROSSI"},
    {"  Studio\t\nRossi \r & C. ", "studio rossi & c.", "STUDIOROSSIC"},
    {"   ", "", ""},
    {"\u00A0caff\u00E8\u2003\u3000nero\u00A0", "caffe nero", "CAFFENERO"},
    {"D\u2019Al\u00F2", "d'alo", "DALO"},
    {"\u00C6gir \u00DFtra\u00DFe \u0152uvre", "aegir sstrasse oeuvre", "AEGIRSSTRASSEOEUVRE"},
    {"\u00D8 \u0110 \u0141 \u00DE \u00D0 \u0131 \u0130", "o d l th d i i", "ODLTHDII"},
    {"\u0132sselmeer \u0149 \u017F", "ijsselmeer 'n s", "IJSSELMEERNS"},
    {"\u0218tefan Ni\u0163\u0103 \u021Airiac \u0219\u021B", "stefan nita tiriac st", "STEFANNITATIRIACST"},
    {"2\u00D73 \u00F7 4", "2\u00D73 \u00F7 4", "234"},
    {"e\u0300 a\u036F", "e a", "EA"},
    {"a \u0301 b", "a b", "AB"},
    {"\u00ABsi\u00BB \u201Cno\u201D \u2039x\u203A \u2018y\u201A", "\"si\" \"no\" 'x' 'y'",
     "SINOXY"},
    {"l\u00B4a l\u02BCe 5\u2032 6\u2033", "l'a l'e 5' 6\"", "LALE56"},
    {"a\u2010b\u2013c\u2014d\u2212e", "a-b-c-d-e", "ABCDE"},
    {"\u0391\u03A9 \u0416 \u4E2D \U0001F600", "\u0391\u03A9 \u0416 \u4E2D \U0001F600", ""},
    {"\u00BF \u0180 \u2192 \u2027", "\u00BF \u0180 \u2192 \u2027", ""},
    {"@[`{ AZaz09", "@[`{ azaz09", "AZAZ09"},
    {"x\xC2\x85y\u1680z\u2028w\u202Fv\u205Fu", "x y z w v u", "XYZWVU"},
    {"bad \xC3 byte \xFF", "bad \xC3 byte \xFF", "BADBYTE"},
};

static void
folds_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
        char got[128];
        size_t length = ct__text_fold(folds[i].text, got, sizeof got);
        assert_string_equal(got, folds[i].folded);
        assert_int_equal(length, strlen(got));
    }
}

static void
write_utf8(uint32_t point, char text[5])
{
    static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    int more = (point >= 0x80) + (point >= 0x800) + (point >= 0x10000);
    text[0] = (char)(leads[more] | point >> 6 * more);
    for (int i = 1; i <= more; i++)
        text[i] = (char)(0x80 | (point >> 6 * (more - i) & 0x3F));
    text[more + 1] = '\0';
}

static void
a_folded_text_is_never_longer(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        char one[5], got[16];
        write_utf8(point, one);
        assert_true(ct__text_fold(one, got, sizeof got) <= strlen(one));
    }
}

static void
a_folded_text_folds_to_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
        char got[128];
        ct__text_fold(folds[i].folded, got, sizeof got);
        assert_string_equal(got, folds[i].folded);
    }
}

static void
takes_plain_letters(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
        char got[128];
        size_t length = ct__text_plain_letters(folds[i].text, got, sizeof got);
        assert_string_equal(got, folds[i].letters);
        assert_int_equal(length, strlen(got));
    }
}

/* The table once more, written the other way round: what each ASCII form gathers. */
static void
folds_every_latin_letter_with_a_mark(void **state)
{
    (void)state;
    static const struct {
        const char *folded, *from;
    } rows[] = {
        {"'n", "ŉ"},
        {"a", "ÀÁÂÃÄÅàáâãäåĀāĂăĄą"},
        {"ae", "Ææ"},
        {"c", "ÇçĆćĈĉĊċČč"},
        {"d", "ÐðĎďĐđ"},
        {"e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚě"},
        {"g", "ĜĝĞğĠġĢģ"},
        {"h", "ĤĥĦħ"},
        {"i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİı"},
        {"ij", "Ĳĳ"},
        {"j", "Ĵĵ"},
        {"k", "Ķķĸ"},
        {"l", "ĹĺĻļĽľĿŀŁł"},
        {"n", "ÑñŃńŅņŇňŊŋ"},
        {"o", "ÒÓÔÕÖØòóôõöøŌōŎŏŐő"},
        {"oe", "Œœ"},
        {"r", "ŔŕŖŗŘř"},
        {"s", "ŚśŜŝŞşŠšſ"},
        {"ss", "ß"},
        {"t", "ŢţŤťŦŧ"},
        {"th", "Þþ"},
        {"u", "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų"},
        {"w", "Ŵŵ"},
        {"y", "ÝýÿŶŷŸ"},
        {"z", "ŹźŻżŽž"},
    };
    size_t letters = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (const char *from = rows[i].from; *from; from += 2, letters++) {
            char got[8], one[3] = {from[0], from[1], '\0'};
            ct__text_fold(one, got, sizeof got);
            assert_string_equal(got, rows[i].folded);
        }
    }
    assert_int_equal(letters, 0x180 - 0xC0 - 2); /* all but the signs of times and division */
}

static void
tells_when_it_does_not_fit(void **state)
{
    (void)state;
    static const char text[] = "\u00DE a\u4E2D";
    static const char folded[] = "th a\u4E2D";
    for (size_t size = 0; size <= sizeof folded + 1; size++) {
        char *exact = malloc(size + 1); /* so that tools see a byte too many */
        assert_non_null(exact);
        exact[size] = '!';
        size_t length = ct__text_fold(text, exact, size);
        assert_int_equal(length, size < sizeof folded ? size : sizeof folded - 1);
        if (size)
            assert_string_equal(exact, size < sizeof folded ? "" : folded);
        assert_int_equal(exact[size], '!');
        size_t letters = ct__text_plain_letters(text, exact, size);
        assert_int_equal(letters, size < 4 ? size : 3);
        assert_int_equal(exact[size], '!');
        free(exact);
    }
}

static void
identifiers_are_read_in_either_case_and_written_in_lower(void **state)
{
    (void)state;
    static const char lower[] = "0190163d-8694-739b-aea5-966c26f8ad91";
    ct_id id;
    char text[CT_ID_TEXT_LENGTH + 1];
    assert_int_equal(ct_id_parse("0190163D-8694-739b-AEA5-966C26F8AD91", &id), CT_OK);
    assert_int_equal(id.bytes[0], 0x01);
    assert_int_equal(id.bytes[15], 0x91);
    ct_id_format(id, text);
    assert_string_equal(text, lower);
}

static void
refuses_texts_that_are_no_identifiers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "0190163d-8694-739b-aea5-966c26f8ad9",
        "0190163d-8694-739b-aea5-966c26f8ad911",
        "0190163d-8694-739b-aea5-966c26f8ad9g",
        "0190163d08694-739b-aea5-966c26f8ad91",
        "{190163d-8694-739b-aea5-966c26f8ad9}",
        " 190163d-8694-739b-aea5-966c26f8ad91",
    };
    ct_id id = {{7}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(ct_id_parse(texts[i], &id), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(id.bytes[0], 7);
    assert_int_equal(ct_id_parse(NULL, &id), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_id_parse("0190163d-8694-739b-aea5-966c26f8ad91", NULL),
                     CT_ERR_INVALID_ARGUMENT);
    ct_id_format(id, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_strict_utf8),
        cmocka_unit_test(refuses_what_is_not_strict_utf8),
        cmocka_unit_test(folds_texts),
        cmocka_unit_test(a_folded_text_is_never_longer),
        cmocka_unit_test(a_folded_text_folds_to_itself),
        cmocka_unit_test(takes_plain_letters),
        cmocka_unit_test(folds_every_latin_letter_with_a_mark),
        cmocka_unit_test(tells_when_it_does_not_fit),
        cmocka_unit_test(identifiers_are_read_in_either_case_and_written_in_lower),
        cmocka_unit_test(refuses_texts_that_are_no_identifiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
