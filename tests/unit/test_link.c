#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules/link.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
r_cli_05_r_elig_11_a_migration_that_is_not_provisioned_bars_unlinking(void **state)
{
    (void)state;
    for (ct_migration_state migration = 0; migration <= CT_MIGRATION_FAILED; migration++) {
        struct ct__verdict verdict = {.count = 0};
        ct__unlink_check(migration, &verdict);
        bool is_barred =
            migration == CT_MIGRATION_SELECTED || migration == CT_MIGRATION_AUTHORISED;
        assert_int_equal(verdict.count, is_barred);
        if (is_barred)
            assert_string_equal(ct__reason_rule(verdict.reasons[0].id), "R-ELIG-11");
    }
}

static void
r_cli_05_links_the_one_that_is_meant(void **state)
{
    static const struct {
        bool is_open;
        struct ct__link_found found; /* unlinked, own, others */
        size_t count;
        enum ct__reason_id reasons[2];
    } rows[] = {
        {true, {1, 0, 0}, 0, {0}},
        {true, {0, 1, 0}, 0, {0}},
        {true, {1, 2, 3}, 0, {0}},
        {true, {0, 1, 3}, 0, {0}},
        {true, {0, 0, 0}, 1, {CT__REASON_LINK_NO_ACCOUNT}},
        {true, {0, 0, 1}, 1, {CT__REASON_LINK_ELSEWHERE}},
        {true, {0, 0, 2}, 1, {CT__REASON_LINK_ELSEWHERE}},
        {true, {2, 0, 0}, 1, {CT__REASON_LINK_AMBIGUOUS}},
        {true, {0, 2, 0}, 1, {CT__REASON_LINK_AMBIGUOUS}},
        {false, {1, 0, 0}, 1, {CT__REASON_STUDIO_ACCOUNT_CLOSED}},
        {false, {0, 0, 0}, 2, {CT__REASON_STUDIO_ACCOUNT_CLOSED, CT__REASON_LINK_NO_ACCOUNT}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ct__verdict verdict = {.count = 0};
        ct__link_check(rows[i].is_open, &rows[i].found, &verdict);
        if (verdict.count != rows[i].count)
            fail_msg("row %zu: %zu reasons", i, verdict.count);
        for (size_t j = 0; j < verdict.count; j++)
            if (verdict.reasons[j].id != rows[i].reasons[j])
                fail_msg("row %zu: %s", i, ct__reason_rule(verdict.reasons[j].id));
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
