/* The product's word against the records (R-AUD-08), and the catalogues of what can be told of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/check.h"
#include "rules/labels.h"
#include "rules/reconcile.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const ct_date today = {2026, 11, 23}, end = {2026, 12, 31}, next_end = {2027, 12, 31};

/* Migrated, operational, with a license to the end of the year. */
static struct ct__our_side
our_side(void)
{
    return (struct ct__our_side){
        .day = today,
        .is_known = true,
        .plan = CT_PLAN_STANDARD,
        .last_day = end,
        .covered = end,
        .limits = {5000, 5000, 5000, 3000},
        .may_operate = true,
        .has_account = true,
    };
}

/* The same, as the product tells it. */
static struct ct__their_side
their_side(void)
{
    return (struct ct__their_side){
        .plan = "Standard",
        .license_expire = end,
        .limits = {5000, 5000, 5000, 3000},
        .through_accountant = CT_CHOICE_YES,
        .use_fic = CT_CHOICE_YES,
        .need_setup = CT_CHOICE_NO,
    };
}

static void
check(const struct ct__our_side *ours, const struct ct__their_side *theirs,
      const enum ct__difference_id *expected, size_t count, int line)
{
    struct ct__difference_list list;
    ct__reconcile(ours, theirs, &list);
    for (size_t i = 0; i < list.count && i < count; i++)
        if (list.items[i].id != expected[i])
            fail_msg("line %d: %s instead of %s", line, ct__difference_field(list.items[i].id),
                     ct__difference_field(expected[i]));
    if (list.count != count)
        fail_msg("line %d: %zu differences instead of %zu", line, list.count, count);
}
#define assert_differences(ours, theirs, ...)                                     \
    do {                                                                          \
        const enum ct__difference_id expected_[] = {CT__DIFFERENCE_COUNT, __VA_ARGS__}; \
        check(ours, theirs, expected_ + 1, COUNT(expected_) - 1, __LINE__);       \
    } while (0)
#define assert_same(ours, theirs) check(ours, theirs, NULL, 0, __LINE__)

static void
r_aud_08_what_agrees_is_no_difference(void **state)
{
    (void)state;
    const struct ct__our_side ours = our_side();
    struct ct__their_side theirs = their_side();
    assert_same(&ours, &theirs);
    const struct ct__their_side silent = {.plan = NULL};
    assert_same(&ours, &silent);
    theirs.plan = "STANDARD";
    assert_same(&ours, &theirs);
}

static void
r_aud_08_each_field_by_itself(void **state)
{
    (void)state;
    const struct ct__our_side ours = our_side();
    struct ct__their_side theirs = their_side();
    theirs.plan = "Premium Plus";
    assert_differences(&ours, &theirs, CT__DIFFERENCE_PLAN);
    theirs.plan = "Platinum"; /* unheard of */
    assert_differences(&ours, &theirs, CT__DIFFERENCE_PLAN);
    theirs = their_side();
    theirs.license_expire = (ct_date){2026, 12, 30};
    assert_differences(&ours, &theirs, CT__DIFFERENCE_EXPIRE);
    theirs.license_expire = (ct_date){2026, 1, 1};
    assert_differences(&ours, &theirs, CT__DIFFERENCE_EXPIRE);
    theirs = their_side();
    theirs.limits = (struct ct__license_limits){1, 2, 3, 4};
    assert_differences(&ours, &theirs, CT__DIFFERENCE_LIMIT_CLIENTS,
                       CT__DIFFERENCE_LIMIT_SUPPLIERS, CT__DIFFERENCE_LIMIT_PRODUCTS,
                       CT__DIFFERENCE_LIMIT_DOCUMENTS);
    theirs = their_side();
    theirs.through_accountant = CT_CHOICE_NO;
    assert_differences(&ours, &theirs, CT__DIFFERENCE_THROUGH_ACCOUNTANT);
    theirs = their_side();
    theirs.use_fic = CT_CHOICE_NO;
    assert_differences(&ours, &theirs, CT__DIFFERENCE_USE_FIC);
    theirs = their_side();
    theirs.need_setup = CT_CHOICE_YES;
    assert_differences(&ours, &theirs, CT__DIFFERENCE_NEED_SETUP);
}

static void
r_elig_02_a_license_that_works_longer_than_ours_was_bought_outside(void **state)
{
    (void)state;
    struct ct__our_side ours = our_side();
    struct ct__their_side theirs = their_side();
    theirs.license_expire = (ct_date){2027, 1, 1};
    assert_differences(&ours, &theirs, CT__DIFFERENCE_OUTSIDE);
    ours.covered = next_end; /* renewed: the product may tell either */
    assert_differences(&ours, &theirs, CT__DIFFERENCE_EXPIRE);
    theirs.license_expire = next_end;
    assert_same(&ours, &theirs);
    theirs.license_expire = end;
    assert_same(&ours, &theirs);

    ours = (struct ct__our_side){.day = today, .is_known = true}; /* never had one */
    theirs = (struct ct__their_side){.plan = "Complete", .license_expire = today,
                                     .limits = {5000, 5000, 5000, 3000}};
    assert_differences(&ours, &theirs, CT__DIFFERENCE_OUTSIDE);
    theirs.license_expire = (ct_date){2026, 11, 22}; /* over: it bars nothing that we would know */
    assert_same(&ours, &theirs);
    theirs.license_expire = end; /* R-ELIG-05 */
    theirs.plan = "trial";
    assert_same(&ours, &theirs);
}

static void
r_cli_01_a_company_that_is_not_ours_is_one_difference(void **state)
{
    (void)state;
    const struct ct__our_side ours = {.day = today};
    const struct ct__their_side theirs = their_side();
    assert_differences(&ours, &theirs, CT__DIFFERENCE_UNKNOWN);
}

static void
assert_told(const struct ct__our_side *ours, const struct ct__their_side *theirs,
            const char *italian, const char *english)
{
    struct ct__difference_list list;
    char text[CT__REASON_TEXT_SIZE];
    ct__reconcile(ours, theirs, &list);
    assert_int_equal(list.count, 1);
    const struct ct__argument arguments[] = {list.items[0].ours, list.items[0].theirs};
    ct__write_sentence(ct__difference_sentence(list.items[0].id, CT_LANGUAGE_ITALIAN), "",
                       arguments, CT_LANGUAGE_ITALIAN, text);
    assert_string_equal(text, italian);
    ct__write_sentence(ct__difference_sentence(list.items[0].id, CT_LANGUAGE_ENGLISH), "",
                       arguments, CT_LANGUAGE_ENGLISH, text);
    assert_string_equal(text, english);
}

static void
r_aud_08_tells_what_each_side_says(void **state)
{
    (void)state;
    struct ct__our_side ours = our_side();
    struct ct__their_side theirs = their_side();
    theirs.plan = "Complete";
    assert_told(&ours, &theirs, "Il piano è Standard per i registri, Complete per il prodotto",
                "The plan is Standard by the records, Complete by the product");
    theirs.plan = "Platinum";
    assert_told(&ours, &theirs, "Il piano è Standard per i registri, Platinum per il prodotto",
                "The plan is Standard by the records, Platinum by the product");
    theirs = their_side();
    theirs.license_expire = (ct_date){2026, 12, 30};
    assert_told(&ours, &theirs,
                "La licenza finisce il 31/12/2026 per i registri, il 30/12/2026 per il prodotto",
                "The license ends on 2026-12-31 by the records, on 2026-12-30 by the product");
    theirs = their_side();
    theirs.use_fic = CT_CHOICE_NO;
    assert_told(&ours, &theirs, "L'account è in uso: sì per i registri, no per il prodotto",
                "The account is in use: yes by the records, no by the product");
    theirs = their_side();
    theirs.limits.products = 4999;
    assert_told(&ours, &theirs, "I prodotti possono essere 5000 per i registri, 4999 per il prodotto",
                "There may be 5000 products by the records, 4999 by the product");
}

static void
r_elig_02_tells_of_no_day_where_there_is_none(void **state)
{
    (void)state;
    const struct ct__our_side ours = {.day = today, .is_known = true};
    const struct ct__their_side theirs = {.license_expire = end};
    struct ct__difference_list list;
    ct__reconcile(&ours, &theirs, &list);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].ours.text, "-");
    assert_int_equal(list.items[0].theirs.kind, CT__ARGUMENT_DATE);
}

static void
choices_are_named_for_programs(void **state)
{
    (void)state;
    const struct ct__our_side ours = our_side();
    struct ct__their_side theirs = their_side();
    struct ct__difference_list list;
    theirs.use_fic = CT_CHOICE_NO;
    ct__reconcile(&ours, &theirs, &list);
    assert_string_equal(list.items[0].ours.label->name, "true");
    assert_int_equal(list.items[0].ours.label->value, CT_CHOICE_YES);
    assert_string_equal(list.items[0].theirs.label->name, "false");
    assert_int_equal(list.items[0].theirs.label->value, CT_CHOICE_NO);
}

static void
plans_are_read_as_the_product_spells_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        ct_plan plan;
    } rows[] = {
        {"trial", CT_PLAN_TRIAL},
        {"Standard", CT_PLAN_STANDARD},
        {"premium", CT_PLAN_PREMIUM},
        {"Premium Plus", CT_PLAN_PREMIUM_PLUS},
        {"premium-plus", CT_PLAN_PREMIUM_PLUS},
        {"premium_plus", CT_PLAN_PREMIUM_PLUS},
        {"COMPLETE", CT_PLAN_COMPLETE},
        {"", 0},
        {"complet", 0},
        {"completes", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(ct__plan_named(rows[i].text), rows[i].plan);
}

static bool
is_rule(const char *rule)
{
    size_t letters = strncmp(rule, "R-", 2) == 0 ? strspn(rule + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                                                 : 0;
    const char *number = rule + 2 + letters;
    return letters && *number == '-' && strspn(number + 1, "0123456789") == 2 && !number[3];
}

static void
check_sentences(const char *name, const char *rule, const char *italian, const char *english)
{
    static const char *const marks[] = {"{0}", "{1}"};
    for (size_t i = 0; i < COUNT(marks); i++)
        if (!strstr(italian, marks[i]) != !strstr(english, marks[i]))
            fail_msg("%s: %s", name, marks[i]);
    if (!is_rule(rule) || strcmp(italian, english) == 0 ||
        strlen(italian) >= CT__REASON_TEXT_SIZE / 2)
        fail_msg("%s: %s", name, italian);
}

static void
both_languages_tell_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < CT__CHECK_COUNT; i++) {
        enum ct__check_id id = (enum ct__check_id)i;
        check_sentences(ct__check_name(id), ct__check_rule(id),
                        ct__check_sentence(id, CT_LANGUAGE_ITALIAN),
                        ct__check_sentence(id, CT_LANGUAGE_ENGLISH));
        check_sentences(ct__check_name(id), ct__check_rule(id),
                        ct__check_repair(id, CT_LANGUAGE_ITALIAN),
                        ct__check_repair(id, CT_LANGUAGE_ENGLISH));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(ct__check_name(id), ct__check_name((enum ct__check_id)j));
    }
    for (int i = 0; i < CT__DIFFERENCE_COUNT; i++) {
        enum ct__difference_id id = (enum ct__difference_id)i;
        check_sentences(ct__difference_field(id), ct__difference_rule(id),
                        ct__difference_sentence(id, CT_LANGUAGE_ITALIAN),
                        ct__difference_sentence(id, CT_LANGUAGE_ENGLISH));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(r_aud_08_what_agrees_is_no_difference),
        cmocka_unit_test(r_aud_08_each_field_by_itself),
        cmocka_unit_test(r_elig_02_a_license_that_works_longer_than_ours_was_bought_outside),
        cmocka_unit_test(r_cli_01_a_company_that_is_not_ours_is_one_difference),
        cmocka_unit_test(r_aud_08_tells_what_each_side_says),
        cmocka_unit_test(r_elig_02_tells_of_no_day_where_there_is_none),
        cmocka_unit_test(choices_are_named_for_programs),
        cmocka_unit_test(plans_are_read_as_the_product_spells_them),
        cmocka_unit_test(both_languages_tell_the_same),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
