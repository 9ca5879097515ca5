#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "rules/access.h"
#include "rules/labels.h"
#include "verdict.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { AREAS = 36 };

static const struct ct__policy policy = {.backup_months = 12};

/* What is granted by area, in the order of the enumeration: situation to receipts; calendar to
 * e-mails; export and the imports; recurring to employees' settings; the kinds of issued documents;
 * login, purchase. "-" is nothing, "r" to read, "w" to write. */
#define NOTHING "-------" "-------" "-----" "-----" "----------" "--"
#define EVERYTHING "wwwwwww" "wwwwwww" "wwwww" "wwwww" "wwwwwwwwww" "ww"
#define READ_ONLY "----rrr" "-r---w-" "w----" "-----" "rrrrrrrrrr" "ww"
#define LOGIN_ONLY "-------" "-------" "-----" "-----" "----------" "w-"
#define CLIENT_EXPIRED "-------" "-------" "w----" "-----" "----------" "ww"
#define STUDIO_EXPIRED "-------" "-------" "w----" "-----" "----------" "-w"

/* On 2 March 2026. */
#define DAY .day = {2026, 3, 2}
#define LINKED DAY, .is_linked = true, .is_studio_account_open = true
#define MIGRATED LINKED, .was_migrated = true
#define IN_FORCE .access = CT_LICENSE_READ_ONLY, .last_day = {2026, 12, 31}
#define IN_FORCE_FULL .access = CT_LICENSE_FULL, .last_day = {2026, 12, 31}
#define LAPSED .last_day = {2025, 12, 31}

/* The states of an account: for the client and the studio what is granted, by which rule, and the
 * rules that stand behind a refusal. */
static const struct account {
    const char *name;
    struct ct__access_facts facts;
    struct {
        const char *granted, *rule, *behind;
    } client, studio;
} accounts[] = {
    {"never licensed", {LINKED},
     {NOTHING, "R-ACC-06", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"selected for migration", {LINKED, .migration = CT_MIGRATION_SELECTED},
     {NOTHING, "R-ACC-06", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"authorised", {LINKED, .migration = CT_MIGRATION_AUTHORISED},
     {NOTHING, "R-ACC-06", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"provisioned", {MIGRATED, IN_FORCE, .migration = CT_MIGRATION_PROVISIONED,
                     .needs_first_login = true},
     {LOGIN_ONLY, "R-ACC-07", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"credentials sent", {MIGRATED, IN_FORCE, .migration = CT_MIGRATION_CREDENTIALS_SENT,
                          .needs_first_login = true},
     {LOGIN_ONLY, "R-ACC-07", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"provisioned, full license", {MIGRATED, IN_FORCE_FULL,
                                   .migration = CT_MIGRATION_PROVISIONED,
                                   .needs_first_login = true},
     {LOGIN_ONLY, "R-ACC-07", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"first login", {MIGRATED, IN_FORCE, .migration = CT_MIGRATION_FIRST_LOGIN},
     {READ_ONLY, "R-ACC-01", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"operational", {MIGRATED, IN_FORCE},
     {READ_ONLY, "R-ACC-01", ""}, {EVERYTHING, "R-ACC-02", ""}},
    {"operational, full license", {MIGRATED, IN_FORCE_FULL},
     {EVERYTHING, "R-ACC-03", ""}, {EVERYTHING, "R-ACC-02", ""}},
    {"full license, never migrated", {LINKED, IN_FORCE_FULL},
     {EVERYTHING, "R-ACC-03", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"expired", {MIGRATED, LAPSED},
     {CLIENT_EXPIRED, "R-ACC-04", "R-LIC-06"}, {STUDIO_EXPIRED, "R-ACC-04", "R-LIC-06"}},
    {"expired, never logged in", {MIGRATED, LAPSED, .migration = CT_MIGRATION_PROVISIONED,
                                  .needs_first_login = true},
     {LOGIN_ONLY, "R-ACC-07", ""}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"expired longer than the backup months", {MIGRATED, .last_day = {2024, 12, 31}},
     {CLIENT_EXPIRED, "R-ACC-04", "R-LIC-06"}, {STUDIO_EXPIRED, "R-ACC-04", "R-LIC-06"}},
    {"expired, never migrated", {LINKED, LAPSED},
     {CLIENT_EXPIRED, "R-ACC-04", "R-LIC-06"}, {NOTHING, "R-ACC-02", "R-MIG-08"}},
    {"erased", {MIGRATED, LAPSED, .is_erased = true},
     {NOTHING, "R-ACC-04", ""}, {NOTHING, "R-ACC-04", ""}},
    {"erased, selected anew", {MIGRATED, LAPSED, .is_erased = true,
                               .migration = CT_MIGRATION_SELECTED},
     {NOTHING, "R-ACC-04", ""}, {NOTHING, "R-ACC-04", ""}},
    {"not linked", {DAY, .is_studio_account_open = true, .was_migrated = true, IN_FORCE},
     {READ_ONLY, "R-ACC-01", ""}, {NOTHING, "R-ACC-02", "R-ELIG-11"}},
    {"not linked, in migration", {DAY, .is_studio_account_open = true, .was_migrated = true,
                                  IN_FORCE, .migration = CT_MIGRATION_FIRST_LOGIN},
     {READ_ONLY, "R-ACC-01", ""}, {NOTHING, "R-ACC-02", "R-ELIG-11"}},
    {"not linked, expired", {DAY, .is_studio_account_open = true, .was_migrated = true, LAPSED},
     {CLIENT_EXPIRED, "R-ACC-04", "R-LIC-06"}, {NOTHING, "R-ACC-02", "R-ELIG-11"}},
    {"not linked, erased", {DAY, .is_studio_account_open = true, .was_migrated = true, LAPSED,
                            .is_erased = true},
     {NOTHING, "R-ACC-04", ""}, {NOTHING, "R-ACC-02", "R-ELIG-11"}},
    {"studio without account", {DAY, .is_linked = true, .was_migrated = true, IN_FORCE},
     {READ_ONLY, "R-ACC-01", ""}, {NOTHING, "R-ACC-02", "R-STU-01"}},
    {"studio without account, not linked", {DAY},
     {NOTHING, "R-ACC-06", ""}, {NOTHING, "R-ACC-02", "R-STU-01 R-ELIG-11"}},
    {"studio without account, not migrated", {DAY, .is_linked = true},
     {NOTHING, "R-ACC-06", ""}, {NOTHING, "R-ACC-02", "R-STU-01 R-MIG-08"}},
};

/* The rules that speak of one area only. */
static const char *
own_rule(const char *rule, ct_access_actor actor, ct_access_area area, bool is_allowed)
{
    if (is_allowed && actor == CT_ACCESS_STUDIO && area == CT_AREA_LOGIN)
        return "R-ACC-05";
    if (is_allowed && area == CT_AREA_LICENSE_PURCHASE && strcmp(rule, "R-ACC-01") == 0)
        return "R-LIC-07";
    return rule;
}

static void
check(const struct account *account, ct_access_actor actor, ct_access_area area,
      ct_access_level level)
{
    struct ct__verdict verdict = {.count = 0};
    char rules[256];
    const char *granted =
        actor == CT_ACCESS_CLIENT ? account->client.granted : account->studio.granted;
    const char *rule = actor == CT_ACCESS_CLIENT ? account->client.rule : account->studio.rule;
    const char *behind = actor == CT_ACCESS_CLIENT ? account->client.behind : account->studio.behind;
    const char letter = granted[area - 1];
    bool is_allowed = letter == 'w' || (letter == 'r' && level == CT_LEVEL_READ);
    ct_access_level most = letter == 'w'   ? CT_LEVEL_WRITE
                           : letter == 'r' ? CT_LEVEL_READ
                                           : CT_LEVEL_NONE;
    const struct ct__access_decision decision =
        ct__access_decide(&policy, &account->facts, actor, area, level, &verdict);
    rule = own_rule(rule, actor, area, is_allowed);
    const char *told_behind = rules_of(&verdict, rules);
    told_behind += strcspn(told_behind, " ");
    told_behind += *told_behind == ' ';
    if (decision.is_allowed != is_allowed || decision.level != most ||
        strcmp(ct__reason_rule(decision.rule), rule) != 0 ||
        (is_allowed ? verdict.count != 0
                    : verdict.count == 0 || verdict.reasons[0].id != decision.rule ||
                          strcmp(told_behind, behind) != 0))
        fail_msg("%s: %s, %s, %s: %d by %s, then \"%s\"; instead of %d by %s, then \"%s\"",
                 account->name, ct_enum_name(CT_ENUM_ACCESS_ACTOR, actor),
                 ct_enum_name(CT_ENUM_ACCESS_AREA, area),
                 ct_enum_name(CT_ENUM_ACCESS_LEVEL, level), decision.is_allowed,
                 ct__reason_rule(decision.rule), told_behind, is_allowed, rule, behind);
}

static void
r_acc_01_to_07_every_actor_area_level_and_state(void **state)
{
    static const ct_access_actor actors[] = {CT_ACCESS_CLIENT, CT_ACCESS_STUDIO};
    (void)state;
    assert_int_equal(ct__access_area_labels.count, AREAS);
    for (size_t i = 0; i < COUNT(accounts); i++) {
        assert_int_equal(strlen(accounts[i].client.granted), AREAS);
        assert_int_equal(strlen(accounts[i].studio.granted), AREAS);
        for (size_t actor = 0; actor < COUNT(actors); actor++)
            for (ct_access_area area = 1; area <= AREAS; area++)
                for (ct_access_level level = CT_LEVEL_READ; level <= CT_LEVEL_WRITE; level++)
                    check(&accounts[i], actors[actor], area, level);
    }
}

static void
r_acc_06_what_is_unknown_is_refused_whatever_the_account(void **state)
{
    static const int32_t values[] = {INT32_MIN, -1, 0, 1, 2, 3, 4, 5, 25, 36, 37, 99, INT32_MAX};
    (void)state;
    for (size_t i = 0; i < COUNT(accounts); i++)
        for (size_t a = 0; a < COUNT(values); a++)
            for (size_t b = 0; b < COUNT(values); b++)
                for (size_t c = 0; c < COUNT(values); c++) {
                    struct ct__verdict verdict = {.count = 0};
                    const bool known[] = {
                        values[a] == CT_ACCESS_CLIENT || values[a] == CT_ACCESS_STUDIO,
                        values[b] >= 1 && values[b] <= AREAS,
                        values[c] == CT_LEVEL_READ || values[c] == CT_LEVEL_WRITE,
                    };
                    size_t unknown = (size_t)!known[0] + (size_t)!known[1] + (size_t)!known[2];
                    const struct ct__access_decision decision = ct__access_decide(
                        &policy, &accounts[i].facts, values[a], values[b], values[c], &verdict);
                    if (unknown && (decision.is_allowed || decision.level != CT_LEVEL_NONE ||
                                    decision.rule != CT__REASON_ACCESS_UNKNOWN ||
                                    verdict.count != 1 + unknown))
                        fail_msg("actor %d, area %d, level %d", values[a], values[b], values[c]);
                }
}

static void
r_acc_06_an_unknown_value_is_named(void **state)
{
    struct ct__verdict verdict = {.count = 0};
    (void)state;
    (void)ct__access_decide(&policy, &accounts[7].facts, 9, 99, CT_LEVEL_DETAILED, &verdict);
    assert_told(&verdict, "ACCESS_UNKNOWN ACCESS_UNKNOWN_VALUE:actor ACCESS_UNKNOWN_VALUE:area "
                          "ACCESS_UNKNOWN_VALUE:level");
}

static void
r_acc_02_04_07_a_refusal_says_what_stands_behind_it(void **state)
{
    (void)state;
    static const struct {
        struct ct__access_facts facts;
        ct_access_actor actor;
        const char *told;
    } rows[] = {
        {{LINKED}, CT_ACCESS_CLIENT, "ACCESS_NO_ACCOUNT"},
        {{MIGRATED, IN_FORCE, .needs_first_login = true}, CT_ACCESS_CLIENT, "ACCESS_FIRST_LOGIN"},
        {{MIGRATED, IN_FORCE}, CT_ACCESS_CLIENT, "ACCESS_READ_ONLY"},
        {{MIGRATED, LAPSED}, CT_ACCESS_CLIENT,
         "ACCESS_EXPIRED LICENSE_OVER(2025-12-31, 2026-12-31)"},
        {{MIGRATED, LAPSED}, CT_ACCESS_STUDIO,
         "ACCESS_EXPIRED LICENSE_OVER(2025-12-31, 2026-12-31)"},
        {{MIGRATED, .last_day = {2024, 12, 31}}, CT_ACCESS_CLIENT,
         "ACCESS_EXPIRED BACKUP_OVER(2024-12-31, 2025-12-31)"},
        {{MIGRATED, LAPSED, .is_erased = true}, CT_ACCESS_CLIENT, "ACCESS_ERASED"},
        {{MIGRATED, LAPSED, .is_erased = true}, CT_ACCESS_STUDIO, "ACCESS_ERASED"},
        {{LINKED}, CT_ACCESS_STUDIO, "ACCESS_STUDIO NOT_MIGRATED"},
        {{MIGRATED, IN_FORCE, .migration = CT_MIGRATION_FIRST_LOGIN}, CT_ACCESS_STUDIO,
         "ACCESS_STUDIO NOT_OPERATIONAL(first_login)"},
        {{DAY, .was_migrated = true, IN_FORCE}, CT_ACCESS_STUDIO,
         "ACCESS_STUDIO STUDIO_ACCOUNT_CLOSED CLIENT_NOT_LINKED"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        (void)ct__access_decide(&policy, &rows[i].facts, rows[i].actor, CT_AREA_INVOICES,
                                CT_LEVEL_WRITE, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

static void
r_acc_05_no_area_lets_the_studio_use_the_clients_credentials(void **state)
{
    struct ct__verdict verdict = {.count = 0};
    (void)state;
    /* Before the first login there are only the client's credentials to enter with. */
    assert_false(ct__access_decide(&policy, &accounts[3].facts, CT_ACCESS_STUDIO, CT_AREA_LOGIN,
                                   CT_LEVEL_READ, &verdict)
                     .is_allowed);
    assert_int_equal(ct__access_decide(&policy, &accounts[7].facts, CT_ACCESS_STUDIO,
                                       CT_AREA_LOGIN, CT_LEVEL_READ, &verdict)
                         .rule,
                     CT__REASON_ACCESS_OWN_ACCOUNT);
}

/* --- What the licenses come to on a day. */

#define CONTO_TERZI(first, last, superseded)                                                  \
    {CT_COUPON_CONTO_TERZI, CT_LICENSE_READ_ONLY, first, last, superseded}
#define BOUGHT(first, last, superseded) {0, CT_LICENSE_FULL, first, last, superseded}
#define DATE(year, month, day) {year, month, day}
#define NEVER {0, 0, 0}

static void
r_lic_02_and_08_the_license_in_force_on_the_day_decides(void **state)
{
    static const struct ct__access_license licenses[] = {
        CONTO_TERZI(DATE(2026, 3, 2), DATE(2026, 12, 31), DATE(2026, 7, 10)),
        BOUGHT(DATE(2026, 7, 10), DATE(2026, 12, 31), NEVER),
        CONTO_TERZI(DATE(2028, 2, 1), DATE(2028, 12, 31), NEVER),
    };
    static const struct {
        ct_date day;
        ct_license_access access;
        ct_date last_day;
        bool was_migrated;
    } rows[] = {
        {{2026, 3, 1}, 0, {0, 0, 0}, false},
        {{2026, 3, 2}, CT_LICENSE_READ_ONLY, {2026, 7, 9}, true},
        {{2026, 7, 9}, CT_LICENSE_READ_ONLY, {2026, 7, 9}, true},
        {{2026, 7, 10}, CT_LICENSE_FULL, {2026, 12, 31}, true},
        {{2026, 12, 31}, CT_LICENSE_FULL, {2026, 12, 31}, true},
        {{2027, 1, 1}, 0, {2026, 12, 31}, true},
        {{2028, 1, 31}, 0, {2026, 12, 31}, true},
        {{2028, 2, 1}, CT_LICENSE_READ_ONLY, {2028, 12, 31}, true},
        {{2029, 1, 1}, 0, {2028, 12, 31}, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int times = 1; times <= 2; times++) { /* once more changes nothing */
            struct ct__access_facts facts = {.day = rows[i].day};
            for (size_t j = 0; j < (size_t)times * COUNT(licenses); j++)
                ct__access_add_license(&facts, &licenses[j % COUNT(licenses)]);
            if (facts.access != rows[i].access || facts.was_migrated != rows[i].was_migrated ||
                facts.has_gap != (rows[i].last_day.year == 2028) ||
                memcmp(&facts.last_day, &rows[i].last_day, sizeof facts.last_day) != 0)
                fail_msg("row %zu: access %d until %d-%d-%d", i, facts.access,
                         facts.last_day.year, facts.last_day.month, facts.last_day.day);
        }
}

static void
r_lic_08_a_license_superseded_after_its_end_ended_before(void **state)
{
    static const struct ct__access_license license =
        BOUGHT(DATE(2026, 3, 2), DATE(2026, 12, 31), DATE(2027, 2, 1));
    struct ct__access_facts facts = {.day = {2027, 3, 1}};
    (void)state;
    ct__access_add_license(&facts, &license);
    assert_memory_equal(&facts.last_day, &license.last_day, sizeof facts.last_day);
}

/* One day before and after where a license touches the next, or its own end. */
static void
r_lic_02_05_08_licenses_follow_one_another_by_the_day(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct ct__access_license licenses[2];
        ct_license_access access; /* on 3 June */
        ct_date last_day;
        bool has_gap;
    } rows[] = {
        {"superseded on its last day", {BOUGHT(DATE(2025, 6, 1), DATE(2026, 5, 31),
                                               DATE(2026, 5, 31))},
         0, {2026, 5, 30}, false},
        {"on the day after the other", {BOUGHT(DATE(2025, 6, 1), DATE(2026, 5, 31), NEVER),
                                        BOUGHT(DATE(2026, 6, 1), DATE(2027, 5, 31), NEVER)},
         CT_LICENSE_FULL, {2027, 5, 31}, false},
        {"a day later", {BOUGHT(DATE(2025, 6, 1), DATE(2026, 5, 31), NEVER),
                         BOUGHT(DATE(2026, 6, 2), DATE(2027, 5, 31), NEVER)},
         CT_LICENSE_FULL, {2027, 5, 31}, true},
        {"a day longer", {BOUGHT(DATE(2025, 6, 1), DATE(2026, 12, 30), NEVER),
                          BOUGHT(DATE(2025, 6, 2), DATE(2026, 12, 31), NEVER)},
         CT_LICENSE_FULL, {2026, 12, 31}, false},
        {"a lower one beside it", {BOUGHT(DATE(2025, 6, 1), DATE(2026, 12, 31), NEVER),
                                   CONTO_TERZI(DATE(2026, 1, 1), DATE(2026, 12, 31), NEVER)},
         CT_LICENSE_FULL, {2026, 12, 31}, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__access_facts facts = {.day = {2026, 6, 3}};
        for (size_t j = 0; j < 2 && rows[i].licenses[j].access; j++)
            ct__access_add_license(&facts, &rows[i].licenses[j]);
        if (facts.access != rows[i].access || facts.has_gap != rows[i].has_gap ||
            memcmp(&facts.last_day, &rows[i].last_day, sizeof facts.last_day) != 0)
            fail_msg("%s: access %d until %d-%d-%d", rows[i].name, facts.access,
                     facts.last_day.year, facts.last_day.month, facts.last_day.day);
    }
}

static void
r_mig_08_only_a_conto_terzi_coupon_is_a_migration(void **state)
{
    struct ct__access_license license = CONTO_TERZI(DATE(2026, 3, 2), DATE(2026, 12, 31), NEVER);
    (void)state;
    for (; license.coupon_kind <= CT_COUPON_FLAT_RATE; license.coupon_kind++) {
        struct ct__access_facts facts = {.day = {2026, 3, 2}};
        ct__access_add_license(&facts, &license);
        assert_int_equal(facts.was_migrated, license.coupon_kind == CT_COUPON_CONTO_TERZI);
    }
}

static void
r_mig_08_a_migration_of_an_account_before_this_one_does_not_count(void **state)
{
    static const struct ct__access_license licenses[] = {
        CONTO_TERZI(DATE(2026, 3, 2), DATE(2026, 12, 31), NEVER),
        BOUGHT(DATE(2028, 5, 1), DATE(2029, 4, 30), NEVER),
    };
    static const struct {
        ct_date account_since;
        bool was_migrated;
    } rows[] = {{{0, 0, 0}, true}, {{2026, 3, 2}, true}, {{2026, 3, 3}, false},
                {{2028, 5, 1}, false}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__access_facts facts = {.day = {2028, 6, 1},
                                         .account_since = rows[i].account_since};
        for (size_t j = 0; j < COUNT(licenses); j++)
            ct__access_add_license(&facts, &licenses[j]);
        assert_true(facts.has_gap);
        assert_int_equal(facts.access, CT_LICENSE_FULL);
        assert_int_equal(facts.was_migrated, rows[i].was_migrated);
    }
}

static void
r_lic_06_tells_how_long_the_data_are_kept(void **state)
{
    static const struct {
        ct_date last_day, day;
        enum ct__reason_id reason;
    } rows[] = {
        {{2025, 2, 28}, {2025, 3, 1}, CT__REASON_LICENSE_OVER},
        {{2025, 2, 28}, {2026, 2, 28}, CT__REASON_LICENSE_OVER}, /* twelve months later */
        {{2025, 2, 28}, {2026, 3, 1}, CT__REASON_BACKUP_OVER},
        {{9999, 1, 1}, {9999, 12, 31}, CT__REASON_LICENSE_OVER}, /* to the end of the calendar */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        const struct ct__access_facts facts = {.day = rows[i].day, .last_day = rows[i].last_day};
        (void)ct__access_decide(&policy, &facts, CT_ACCESS_CLIENT, CT_AREA_INVOICES, CT_LEVEL_READ,
                                &verdict);
        assert_int_equal(verdict.count, 2);
        assert_int_equal(verdict.reasons[1].id, rows[i].reason);
    }
}

static void
r_mig_08_the_studio_operates_once_the_migration_is_operational(void **state)
{
    (void)state;
    static const struct {
        struct ct__access_facts facts;
        const char *rules;
    } rows[] = {
        {{MIGRATED, IN_FORCE}, ""},
        {{MIGRATED, LAPSED}, "R-LIC-06"},
        {{MIGRATED, IN_FORCE, .migration = CT_MIGRATION_FIRST_LOGIN}, "R-MIG-08"},
        {{LINKED}, "R-MIG-08"},
        {{LINKED, IN_FORCE_FULL}, "R-MIG-08"}, /* bought by itself */
        {{MIGRATED, LAPSED, .is_erased = true}, "R-MIG-08"},
        {{DAY, .is_linked = true, .was_migrated = true, IN_FORCE}, "R-STU-01"},
        {{DAY, .is_studio_account_open = true, .was_migrated = true, LAPSED,
          .migration = CT_MIGRATION_SELECTED}, "R-ELIG-11"}, /* and no more */
        {{DAY}, "R-STU-01 R-ELIG-11"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        char rules[256];
        ct__operation_check(&rows[i].facts, &verdict);
        if (strcmp(rules_of(&verdict, rules), rows[i].rules) != 0)
            fail_msg("row %zu: %s", i, rules);
    }
    struct ct__verdict verdict = {.count = 0};
    ct__operation_check(&rows[1].facts, &verdict);
    assert_told(&verdict, "NO_LICENSE_IN_FORCE(2026-03-02)");
}

/* The sentences of deciding rules are told as they are. */
static void
deciding_rules_have_sentences_without_arguments(void **state)
{
    (void)state;
    for (int id = CT__REASON_ACCESS_READ_ONLY; id <= CT__REASON_ACCESS_PURCHASE; id++) {
        if (id == CT__REASON_ACCESS_UNKNOWN_VALUE)
            continue;
        for (ct_language language = CT_LANGUAGE_ITALIAN; language <= CT_LANGUAGE_ENGLISH;
             language++)
            assert_null(strchr(ct__reason_sentence((enum ct__reason_id)id, language), '{'));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_acc_01_to_07_every_actor_area_level_and_state),
        cmocka_unit_test(r_acc_06_what_is_unknown_is_refused_whatever_the_account),
        cmocka_unit_test(r_acc_06_an_unknown_value_is_named),
        cmocka_unit_test(r_acc_02_04_07_a_refusal_says_what_stands_behind_it),
        cmocka_unit_test(r_acc_05_no_area_lets_the_studio_use_the_clients_credentials),
        cmocka_unit_test(r_lic_02_and_08_the_license_in_force_on_the_day_decides),
        cmocka_unit_test(r_lic_08_a_license_superseded_after_its_end_ended_before),
        cmocka_unit_test(r_lic_02_05_08_licenses_follow_one_another_by_the_day),
        cmocka_unit_test(r_mig_08_only_a_conto_terzi_coupon_is_a_migration),
        cmocka_unit_test(r_mig_08_a_migration_of_an_account_before_this_one_does_not_count),
        cmocka_unit_test(r_lic_06_tells_how_long_the_data_are_kept),
        cmocka_unit_test(r_mig_08_the_studio_operates_once_the_migration_is_operational),
        cmocka_unit_test(deciding_rules_have_sentences_without_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
