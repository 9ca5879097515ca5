#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "rules/labels.h"
#include "rules/reason.h"
#include "service/context.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const names[] = {
#define CT__REASON(id, status, rule, field, italian, english) #id,
#include "rules/reasons.def"
#undef CT__REASON
};

static const char *
text_of(const struct ct__reason *reason, ct_language language)
{
    static char text[CT__REASON_TEXT_SIZE];
    ct__reason_text(reason, language, text);
    return text;
}

static void
every_reason_becomes_a_sentence_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct ct__reason reason = {
            .id = (enum ct__reason_id)i,
            .field = *ct__reason_field(&(struct ct__reason){.id = (enum ct__reason_id)i})
                         ? NULL : "quantity",
            .arguments = {ct__text_argument("ABC"), ct__number_argument(42)},
        };
        char italian[CT__REASON_TEXT_SIZE], english[CT__REASON_TEXT_SIZE];
        ct__reason_text(&reason, CT_LANGUAGE_ITALIAN, italian);
        ct__reason_text(&reason, CT_LANGUAGE_ENGLISH, english);
        if (!*italian || !*english || strpbrk(italian, "{}") || strpbrk(english, "{}") ||
            strcmp(italian, english) == 0)
            fail_msg("%s: \"%s\", \"%s\"", names[i], italian, english);
        assert_true(ct__text_is_utf8(italian, strlen(italian)));
        assert_true(strlen(italian) < CT__REASON_TEXT_SIZE / 2); /* room for what is quoted */
        assert_true(strlen(english) < CT__REASON_TEXT_SIZE / 2);
    }
}

/* A translation that forgets an argument tells less than the other. */
static void
both_languages_tell_of_the_same_arguments(void **state)
{
    (void)state;
    static const char *const marks[] = {"{0}", "{1}", "{field}"};
    for (size_t i = 0; i < COUNT(names); i++)
        for (size_t j = 0; j < COUNT(marks); j++)
            if (!strstr(ct__reason_sentence((enum ct__reason_id)i, CT_LANGUAGE_ITALIAN), marks[j]) !=
                !strstr(ct__reason_sentence((enum ct__reason_id)i, CT_LANGUAGE_ENGLISH), marks[j]))
                fail_msg("%s: %s", names[i], marks[j]);
}

static bool
is_rule(const char *rule)
{
    if (strncmp(rule, "R-", 2) != 0)
        return false;
    size_t letters = strspn(rule + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *number = rule + 2 + letters;
    return letters && *number == '-' && strspn(number + 1, "0123456789") == 2 && !number[3];
}

static void
a_reason_with_a_rule_is_a_refusal(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        enum ct__reason_id id = (enum ct__reason_id)i;
        const char *rule = ct__reason_rule(id);
        if (*rule && !is_rule(rule))
            fail_msg("%s: \"%s\"", names[i], rule);
        if (*rule && ct__reason_status(id) != CT_ERR_REFUSED)
            fail_msg("%s: %s, \"%s\"", names[i], ct_status_name(ct__reason_status(id)),
                     rule);
        assert_true(ct__reason_status(id) < 0);
    }
}

/* What callers read has places of a fixed size for them. */
static void
rules_and_fields_fit_their_places(void **state)
{
    (void)state;
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz_.";
    const struct ct__reason_text *text = NULL;
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *field = ct__reason_field(&(struct ct__reason){.id = (enum ct__reason_id)i});
        assert_true(strlen(ct__reason_rule((enum ct__reason_id)i)) < sizeof text->rule);
        if (strlen(field) >= sizeof text->field || field[strspn(field, allowed)])
            fail_msg("%s: \"%s\"", names[i], field);
    }
}

static void
an_argument_of_each_kind_is_written_for_its_reader(void **state)
{
    (void)state;
    const struct {
        struct ct__argument argument;
        const char *italian, *english;
    } rows[] = {
        {ct__text_argument("bianco"), "bianco", "bianco"},
        {ct__text_argument(""), "", ""},
        {ct__text_argument(NULL), "", ""},
        {ct__number_argument(0), "0", "0"},
        {ct__number_argument(-7), "-7", "-7"},
        {ct__number_argument(INT64_MIN), "-9223372036854775808", "-9223372036854775808"},
        {ct__date_argument((ct_date){2026, 1, 9}), "09/01/2026", "2026-01-09"},
        {ct__label_argument(&ct__coupon_kind_labels, CT_COUPON_FLAT_RATE), "forfettario",
         "flat-rate"},
        {ct__label_argument(&ct__coupon_kind_labels, 99), "99", "99"}, /* a value without a name */
        {{.kind = CT__NO_ARGUMENT}, "", ""},
        {{.kind = 99}, "", ""}, /* a kind that nothing has */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct ct__reason reason = {.id = CT__REASON_COUPON_NOT_ISSUED_YET,
                                          .arguments = {rows[i].argument, rows[i].argument}};
        char expected[CT__REASON_TEXT_SIZE];
        snprintf(expected, sizeof expected, "Il coupon %s si può assegnare solo dal %s",
                 rows[i].italian, rows[i].italian);
        assert_string_equal(text_of(&reason, CT_LANGUAGE_ITALIAN), expected);
        snprintf(expected, sizeof expected, "Coupon %s can be assigned only from %s",
                 rows[i].english, rows[i].english);
        assert_string_equal(text_of(&reason, CT_LANGUAGE_ENGLISH), expected);
    }
}

static void
language_0_is_italian(void **state)
{
    (void)state;
    const struct ct__reason reason = {.id = CT__REASON_NO_MEMORY};
    assert_string_equal(text_of(&reason, 0), "Memoria esaurita");
}

static void
braces_in_an_argument_are_left_alone(void **state)
{
    (void)state;
    const struct ct__reason reason = {
        .id = CT__REASON_COUPON_OTHER_YEAR,
        .arguments = {ct__text_argument("{1}{field}{0}"), ct__number_argument(2027)}};
    assert_string_equal(text_of(&reason, CT_LANGUAGE_ENGLISH), "Coupon {1}{field}{0} is for 2027");
}

static void
only_whole_places_are_filled(void **state)
{
    (void)state;
    static const char *const patterns[] = {"{0-{1-{fields}", "{0", "{1", "{field", "{", "{2}", ""};
    const struct ct__argument arguments[] = {ct__text_argument("A"), ct__text_argument("B")};
    for (size_t i = 0; i < COUNT(patterns); i++) {
        char text[CT__REASON_TEXT_SIZE] = "xx";
        ct__write_sentence(patterns[i], "name", arguments, CT_LANGUAGE_ENGLISH, text);
        assert_string_equal(text, patterns[i]);
    }
}

static void
the_field_is_the_callers_or_the_catalogues(void **state)
{
    (void)state;
    struct ct__verdict verdict = {.count = 0};
    ct__refuse_field(&verdict, CT__REASON_TOO_LONG, "nickname", ct__number_argument(100));
    ct__refuse(&verdict, CT__REASON_STUDIO_NOT_FOUND);
    assert_string_equal(ct__reason_field(&verdict.reasons[0]), "nickname");
    assert_string_equal(text_of(&verdict.reasons[0], CT_LANGUAGE_ENGLISH),
                        "nickname is longer than 100 bytes");
    assert_string_equal(ct__reason_field(&verdict.reasons[1]), "studio");
}

static void
a_long_argument_is_cut_at_a_whole_character(void **state)
{
    (void)state;
    static const char *const characters[] = {"x", "\u00E0", "\u20AC", "\U0001F4E7"};
    for (size_t i = 0; i < COUNT(characters); i++)
        for (size_t shift = 0; shift < 4; shift++) { /* so that the cut falls on each byte */
            char argument[1200] = "xxx";
            size_t used = shift;
            for (; used < 1000; used += strlen(characters[i]))
                strcpy(argument + used, characters[i]);
            const struct ct__reason reason = {.id = CT__REASON_EMAIL_CERTIFIED,
                                              .arguments = {ct__text_argument(argument)}};
            const char *text = text_of(&reason, CT_LANGUAGE_ENGLISH);
            assert_true(ct__text_is_utf8(text, strlen(text)));
            assert_true(strlen(text) < CT__REASON_TEXT_SIZE);
            assert_true(strlen(text) + 4 >= CT__REASON_TEXT_SIZE); /* no more than needed is cut */
            const char *quoted = strstr(text, ": ") + 2;
            assert_memory_equal(quoted, argument, strlen(quoted));
        }
}

static void
an_argument_that_just_fits_is_not_cut(void **state)
{
    (void)state;
    static const char before[] = "The login e-mail can't be a certified (PEC) address: ";
    const size_t room = CT__REASON_TEXT_SIZE - sizeof before;
    char argument[CT__REASON_TEXT_SIZE];
    memset(argument, 'y', sizeof argument);
    for (size_t over = 0; over < 2; over++) {
        argument[room + over] = '\0';
        const struct ct__reason reason = {.id = CT__REASON_EMAIL_CERTIFIED,
                                          .arguments = {ct__text_argument(argument)}};
        assert_int_equal(strlen(text_of(&reason, CT_LANGUAGE_ENGLISH)), CT__REASON_TEXT_SIZE - 1);
        argument[room + over] = 'y';
    }
}

/* Where no character begins there is no whole one to keep. */
static void
an_argument_of_broken_text_is_cut_to_nothing(void **state)
{
    (void)state;
    char argument[500];
    memset(argument, 0x80, sizeof argument - 1);
    argument[sizeof argument - 1] = '\0';
    const struct ct__reason reason = {.id = CT__REASON_EMAIL_CERTIFIED,
                                      .arguments = {ct__text_argument(argument)}};
    assert_string_equal(text_of(&reason, CT_LANGUAGE_ENGLISH),
                        "The login e-mail can't be a certified (PEC) address: ");
}

static void
a_full_verdict_keeps_the_first_reasons(void **state)
{
    (void)state;
    struct ct__verdict verdict = {.count = 0};
    for (int64_t i = 0; i < 3 * CT__REASONS_MAX; i++) {
        struct ct__argument which = ct__number_argument(i);
        if (i % 3 == 0)
            ct__refuse(&verdict, CT__REASON_NO_MEMORY);
        else if (i % 3 == 1)
            ct__refuse_with(&verdict, CT__REASON_PACK_YEAR_OVER, which, which);
        else
            ct__refuse_field(&verdict, CT__REASON_TOO_LONG, "name", which);
    }
    assert_int_equal(verdict.count, CT__REASONS_MAX);
    for (int64_t i = 0; i < CT__REASONS_MAX; i++) {
        static const enum ct__reason_id ids[] = {CT__REASON_NO_MEMORY, CT__REASON_PACK_YEAR_OVER,
                                                 CT__REASON_TOO_LONG};
        assert_int_equal(verdict.reasons[i].id, ids[i % 3]);
        assert_int_equal(verdict.reasons[i].arguments[0].number, i % 3 ? i : 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_becomes_a_sentence_in_both_languages),
        cmocka_unit_test(both_languages_tell_of_the_same_arguments),
        cmocka_unit_test(a_reason_with_a_rule_is_a_refusal),
        cmocka_unit_test(rules_and_fields_fit_their_places),
        cmocka_unit_test(an_argument_of_each_kind_is_written_for_its_reader),
        cmocka_unit_test(language_0_is_italian),
        cmocka_unit_test(braces_in_an_argument_are_left_alone),
        cmocka_unit_test(only_whole_places_are_filled),
        cmocka_unit_test(the_field_is_the_callers_or_the_catalogues),
        cmocka_unit_test(a_long_argument_is_cut_at_a_whole_character),
        cmocka_unit_test(an_argument_that_just_fits_is_not_cut),
        cmocka_unit_test(an_argument_of_broken_text_is_cut_to_nothing),
        cmocka_unit_test(a_full_verdict_keeps_the_first_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
