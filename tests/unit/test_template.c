#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/template.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
r_out_02_the_built_in_templates_keep_the_rules_for_others(void **state)
{
    (void)state;
    for (ct_message_kind kind = 1; kind < CT__TEMPLATE_KINDS; kind++) {
        const struct ct__template *template = ct__template_built_in(kind);
        if (!template || !ct__template_is_good(kind, template->subject, template->text))
            fail_msg("%d", kind);
    }
    static const ct_message_kind unknown[] = {INT32_MIN, -1, 0, CT__TEMPLATE_KINDS, INT32_MAX};
    for (size_t i = 0; i < COUNT(unknown); i++)
        assert_null(ct__template_built_in(unknown[i]));
}

static size_t
count(const char *text, const char *end, const char *word)
{
    size_t times = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL && at < end; at++)
        times++;
    return times;
}

/* Each language tells what the other does, but for the password, which stands there once. */
static void
r_out_02_the_built_in_templates_tell_the_same_in_both_languages(void **state)
{
    (void)state;
    static const char *const words[][2] = {
        {"{client}", "{client}"}, {"{studio}", "{studio}"}, {"{login}", "{login}"},
        {"{number}", "{number}"}, {"{year}", "{year}"},     {"{giorno}", "{day}"},
        {"{day}", "{giorno}"},
    };
    for (ct_message_kind kind = 1; kind < CT__TEMPLATE_KINDS; kind++) {
        const char *text = ct__template_built_in(kind)->text;
        const char *end = text + strlen(text), *middle = strstr(text, "* * *");
        assert_non_null(middle);
        for (size_t i = 0; i < COUNT(words); i++)
            if (count(text, middle, words[i][0]) != count(middle, end, words[i][1]))
                fail_msg("%d: %s", kind, words[i][0]);
        assert_int_equal(count(text, middle, "{day}"), 0);
    }
    assert_string_equal(ct__template_built_in(CT_MESSAGE_COUPONS_ISSUED)->subject,
                        "Coupon Conto Terzi {year} / Conto Terzi coupons {year}");
}

static void
r_out_02_a_template_has_words_of_its_kind_and_text_that_people_can_read(void **state)
{
    (void)state;
    static const struct {
        ct_message_kind kind;
        const char *subject, *text;
        bool is_good;
    } rows[] = {
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A", true},
        {CT_MESSAGE_LICENSE_EXPIRED, "{client}", "{client}{login} {day}\n{giorno}", true},
        {CT_MESSAGE_LICENSE_EXPIRED, "Società", "perché\n", true},
        {CT_MESSAGE_LICENSE_EXPIRED, "", "A", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "\n \n", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{Client}", false}, /* no such word */
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{client", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "client}", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{studio}", false}, /* there may be none */
        {CT_MESSAGE_LICENSE_EXPIRED, "A\nB", "A", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A\tB", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A\x7F", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A\x1F", false},
        {CT_MESSAGE_LICENSE_EXPIRED, "A\xC3", "A", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__template_is_good(rows[i].kind, rows[i].subject, rows[i].text) != rows[i].is_good)
            fail_msg("row %zu", i);
}

static void
r_mig_06_credentials_have_the_password_once_and_alone_on_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *text;
        bool is_good;
    } rows[] = {
        {"A", "{password}", true},
        {"A", "{login}\n{password}\n{studio}", true},
        {"{password}", "{password}", false},
        {"A", "A", false},
        {"A", "Password: {password}\n", false},
        {"A", "{password} \n", false},
        {"A", "{password}\n{password}\n", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct__template_is_good(CT_MESSAGE_CREDENTIALS, rows[i].subject, rows[i].text) !=
            rows[i].is_good)
            fail_msg("row %zu", i);
}

static void
r_out_02_a_template_has_200_and_20000_bytes_at_most(void **state)
{
    (void)state;
    static char subject[CT__TEMPLATE_SUBJECT_MAX + 2], text[CT__TEMPLATE_TEXT_MAX + 2];
    memset(subject, 'a', CT__TEMPLATE_SUBJECT_MAX);
    memset(text, 'a', CT__TEMPLATE_TEXT_MAX);
    assert_true(ct__template_is_good(CT_MESSAGE_LICENSE_EXPIRED, subject, text));
    subject[CT__TEMPLATE_SUBJECT_MAX] = 'a';
    assert_false(ct__template_is_good(CT_MESSAGE_LICENSE_EXPIRED, subject, text));
    subject[CT__TEMPLATE_SUBJECT_MAX] = '\0';
    text[CT__TEMPLATE_TEXT_MAX] = 'a';
    assert_false(ct__template_is_good(CT_MESSAGE_LICENSE_EXPIRED, subject, text));
}

static void
words_are_filled_in_as_far_as_there_is_room(void **state)
{
    (void)state;
    static const struct ct__words words = {
        .values = {[CT__WORD_CLIENT] = "{studio} & Figli", [CT__WORD_NUMBER] = "12"}};
    static const struct {
        const char *pattern, *text;
    } rows[] = {
        {"", ""},
        {"{client}: {number}.", "{studio} & Figli: 12."}, /* what is filled in is no pattern */
        {"[{studio}]", "[]"},                             /* the message has none */
        {"{name} {number", "{name} {number"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t length = strlen(rows[i].text);
        for (size_t room = 0; room <= length + 1; room++) {
            char text[64] = "";
            assert_int_equal(ct__template_fill(rows[i].pattern, &words, text, room), length);
            if (strncmp(text, rows[i].text, room) != 0 || text[room < length ? room : length])
                fail_msg("\"%s\" in %zu: \"%s\"", rows[i].pattern, room, text);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_out_02_the_built_in_templates_keep_the_rules_for_others),
        cmocka_unit_test(r_out_02_the_built_in_templates_tell_the_same_in_both_languages),
        cmocka_unit_test(r_out_02_a_template_has_words_of_its_kind_and_text_that_people_can_read),
        cmocka_unit_test(r_mig_06_credentials_have_the_password_once_and_alone_on_its_line),
        cmocka_unit_test(r_out_02_a_template_has_200_and_20000_bytes_at_most),
        cmocka_unit_test(words_are_filled_in_as_far_as_there_is_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
