#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/link.h"
#include "verdict.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
r_cli_05_r_elig_11_a_migration_that_is_not_provisioned_bars_unlinking(void **state)
{
    (void)state;
    for (ct_migration_state migration = 0; migration <= CT_MIGRATION_FAILED; migration++) {
        struct ct__verdict verdict = {.count = 0};
        ct__unlink_check(migration, &verdict);
        assert_told(&verdict, migration == CT_MIGRATION_SELECTED
                                  ? "MIGRATION_UNDER_WAY(selected)"
                              : migration == CT_MIGRATION_AUTHORISED
                                  ? "MIGRATION_UNDER_WAY(authorised)"
                                  : "");
    }
}

static void
r_cli_05_links_the_one_that_is_meant(void **state)
{
    static const struct {
        bool is_open;
        struct ct__link_found found; /* unlinked, own, others */
        const char *told;
    } rows[] = {
        {true, {1, 0, 0}, ""},
        {true, {0, 1, 0}, ""},
        {true, {1, 2, 3}, ""},
        {true, {0, 1, 3}, ""},
        {true, {0, 0, 0}, "LINK_NO_ACCOUNT"},
        {true, {0, 0, 1}, "LINK_ELSEWHERE"},
        {true, {0, 0, 2}, "LINK_ELSEWHERE"},
        {true, {2, 0, 0}, "LINK_AMBIGUOUS"},
        {true, {0, 2, 0}, "LINK_AMBIGUOUS"},
        {false, {1, 0, 0}, "STUDIO_ACCOUNT_CLOSED"},
        {false, {0, 0, 0}, "STUDIO_ACCOUNT_CLOSED LINK_NO_ACCOUNT"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__link_check(rows[i].is_open, &rows[i].found, &verdict);
        assert_told(&verdict, rows[i].told);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_cli_05_r_elig_11_a_migration_that_is_not_provisioned_bars_unlinking),
        cmocka_unit_test(r_cli_05_links_the_one_that_is_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
