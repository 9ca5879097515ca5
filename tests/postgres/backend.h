/* What the tests of the back end's own calls share: a store of the kit's tables, and beside it a superuser
 * who does to the server what they need. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libpq-fe.h>
#include <stdio.h>

#include <contoterzi/postgres.h>

#include "heap.h"
#include "proxy.h"
#include "testkit/kit.h"

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

struct world {
    char schema[40];
    char superuser[160];
    PGconn *other; /* a superuser's, who sees the schema's tables */
    struct heap heap;
    ct_allocator allocator;
    ct_storage *storage;
    struct kit_session session;
    struct proxy proxy; /* before the server, since go_far_away */
    bool is_far;
};

int set_up(void **state);
int tear_down(void **state);
/* Runs the cases; 77 where there is no server. */
#define RUN_CASES(cases) (address() ? cmocka_run_group_tests(cases, NULL, NULL) : 77)

/* The server's, as ct_postgres_options has it. NULL: there is none. */
const char *address(void);
/* In the place of the world's storage, if it has one. */
void make_storage(struct world *world, const char *connection);
void open_session(struct world *world);
/* From now on through a proxy, and back. */
void go_far_away(struct world *world);
void come_back(struct world *world);

/* By the superuser; it must go through. */
void run(struct world *world, const char *sql);
/* `format` has one %s, for the argument. */
#define RUN(world, format, argument)                                     \
    do {                                                                 \
        char sql_[1000];                                                 \
        (void)snprintf(sql_, sizeof sql_, format, argument);             \
        run(world, sql_);                                                \
    } while (0)
/* Makes the function `refuse` of a trigger: it does that. */
void refuse_samples(struct world *world, const char *how);

#define assert_answer(expected, call) \
    check_answer(world, expected, call, #call, __FILE__, __LINE__)
void check_answer(struct world *world, ct_status expected, ct_status seen, const char *call,
                  const char *file, int line);

/* One sample, in a transaction of its own. */
ct_status store(struct world *world, int64_t number);
ct_status read_sample(struct world *world, int64_t number);
size_t count(struct world *world);
