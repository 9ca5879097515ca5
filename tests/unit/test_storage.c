/* The same promises of every back end. A name of a case as the argument runs that one alone. */
#include "storage_fixture.h"

#include <stdio.h>

static ct_status
make_memory(const ct_allocator *allocator, const char *path, ct_storage **ret_storage)
{
    (void)path;
    return ct_storage_new_memory(allocator, ret_storage);
}

static struct back_end memory = {"memory", make_memory, false};
static struct back_end sqlite = {"sqlite", ct_storage_new_sqlite, true};

static int
use_memory(void **state)
{
    *state = &memory;
    return 0;
}

static int
use_sqlite(void **state)
{
    *state = &sqlite;
    return 0;
}

static const struct {
    const struct suite *suite;
    bool is_for_memory;
    bool is_for_sqlite;
} suites[] = {
    {&row_suite, true, true},         {&scan_suite, true, true},
    {&transaction_suite, true, true}, {&schema_suite, true, true},
    {&memory_suite, true, false},     {&file_suite, false, true},
};

static int
run(const struct suite *suite, const struct back_end *back_end, int (*use)(void **state))
{
    char title[64];
    snprintf(title, sizeof title, "%s on %s", suite->name, back_end->name);
    return _cmocka_run_group_tests(title, suite->cases, suite->count, use, NULL);
}

int
main(int argc, char **argv)
{
    int failures = 0;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        if (suites[i].is_for_memory)
            failures += run(suites[i].suite, &memory, use_memory);
        if (suites[i].is_for_sqlite)
            failures += run(suites[i].suite, &sqlite, use_sqlite);
    }
    return failures;
}
