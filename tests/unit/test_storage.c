/* What is each back end's own; what all promise is in the conformance kit. A name of a case as the
 * argument runs that one alone. */
#include "storage_fixture.h"

#include <stdio.h>

static ct_status
make_memory(const ct_allocator *allocator, const char *path, ct_storage **ret_storage)
{
    (void)path;
    return ct_storage_new_memory(allocator, ret_storage);
}

static struct back_end memory = {"memory", make_memory};
static struct back_end sqlite = {"sqlite", ct_storage_new_sqlite};

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
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return run(&memory_suite, &memory, use_memory) + run(&snapshot_suite, &memory, use_memory) +
           run(&contract_suite, &memory, use_memory) +
           run(&file_suite, &sqlite, use_sqlite) + run(&checked_suite, &sqlite, use_sqlite) +
           run(&readable_suite, &sqlite, use_sqlite);
}
