/* The smallest world in which a service can be tested: a fresh storage, a context on it with a clock
 * that the test sets and a random source that repeats itself, one studio with an open account.
 * Nothing here sees more of the library than any program does. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <contoterzi/contoterzi.h>

#include <stdbool.h>

#include "heap.h"

struct back_end {
    const char *name;
    bool is_file;   /* SQLite's, at world->path */
    bool is_server; /* PostgreSQL, which CONTOTERZI_TEST_POSTGRES names: a schema for each world */
};

struct kept;
struct world {
    const struct back_end *back_end;
    const void *parameter; /* the case's */
    char directory[48];
    char path[64];
    struct heap heap;
    ct_allocator allocator; /* of the heap */
    ct_storage *storage;
    ct_context *context;
    ct_policy *policy; /* NULL: the defaults; see reopen */
    ct_instant now;
    bool clock_fails;
    uint64_t random;
    bool random_fails;
    long random_fails_in; /* so many requests; once; 0: not at all */
    bool is_damaged; /* the test damaged its store: the check at its end is left out */
    unsigned serial; /* of generated names and codes */
    ct_id studio;
    struct kept *kept;
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
/* A case in a fresh world, which `*state` points to. */
#define CASE(function) cmocka_unit_test_setup_teardown(function, build_world, raze_world)
/* A case of many with one function; world->parameter tells which. */
#define CASE_OF(name, function, parameter) \
    (struct CMUnitTest){name, function, build_world, raze_world, (void *)(uintptr_t)(parameter)}

/* Puts something around each world's storage before a context opens it. */
extern ct_status (*wrap_storage)(struct world *world);

int build_world(void **state);
int raze_world(void **state);
/* The cases on each back end, or with CONTOTERZI_TEST_POSTGRES on that server alone; `arguments` of main, of which the first filters the cases. */
int run_on_back_ends(char **arguments, const struct CMUnitTest *cases, size_t count);
/* The same on SQLite's alone, and on that in memory. */
int run_on_files(char **arguments, const struct CMUnitTest *cases, size_t count);
int run_in_memory(char **arguments, const struct CMUnitTest *cases, size_t count);
#define RUN_ON_BACK_ENDS(arguments, cases) run_on_back_ends(arguments, cases, COUNT(cases))

/* Another context on the same storage, freed by the world. */
ct_context *open_context(struct world *world, const char *actor);
/* The world's context anew, under this policy value; NULL for the defaults. */
void reopen(struct world *world, const char *policy_name, const char *policy_value);
void set_policy(struct world *world, const char *name, const char *value);

ct_status test_clock(void *user, ct_instant *ret_now);      /* `user` is the world */
ct_status test_random(void *user, void *bytes, size_t count); /* `user` is a uint64_t, the seed */
void set_today(struct world *world, int year, int month, int day); /* to 10:00 in Rome */
void pass_time(struct world *world, int64_t seconds);
ct_date date_of(int year, int month, int day);

/* Fail with the status, the reasons and the call. */
void check_status(ct_context *context, ct_status expected, ct_status actual, const char *call,
                  const char *file, int line);
#define assert_status(world, expected, call) \
    check_status((world)->context, expected, call, #call, __FILE__, __LINE__)
#define assert_ok(world, call) assert_status(world, CT_OK, call)
/* Refused for exactly these rules, parted by spaces. */
void check_refused(ct_context *context, const char *rules, ct_status actual, const char *call,
                   const char *file, int line);
#define assert_refused(world, rules, call) \
    check_refused((world)->context, rules, call, #call, __FILE__, __LINE__)
/* An argument that is wrong, and named. */
void check_invalid(ct_context *context, const char *field, ct_status actual, const char *call,
                   const char *file, int line);
#define assert_invalid(world, field, call) \
    check_invalid((world)->context, field, call, #call, __FILE__, __LINE__)
#define assert_id_equal(a, b) assert_memory_equal(&(a), &(b), sizeof(ct_id))
#define assert_id_not_equal(a, b) assert_memory_not_equal(&(a), &(b), sizeof(ct_id))
#define assert_date(expected_year, expected_month, expected_day, date)   \
    do {                                                                 \
        const ct_date date_ = (date);                                    \
        assert_int_equal(date_.year, expected_year);                     \
        assert_int_equal(date_.month, expected_month);                   \
        assert_int_equal(date_.day, expected_day);                       \
    } while (0)
bool is_none(ct_id id);
bool has_text(const char *text, const char *part);
/* The rules of the reasons, parted by spaces; borrowed until the next call. */
const char *rules_of(const ct_reasons *reasons);

/* Keep a handle until the world ends; answer it. */
#define KEPT_HANDLES(KEEP)                                                                  \
    KEEP(renewal_ways) KEEP(renewal_plan) KEEP(coupon_link)                             \
    KEEP(assignment) KEEP(assignments)                                                  \
    KEEP(history_answer) KEEP(history_answers) KEEP(document_list) KEEP(numbering_list)      \
    KEEP(access_decision)                                                                   \
    KEEP(client_actions)                                                                    \
    KEEP(studio) KEEP(studio_list) KEEP(studio_overview) KEEP(client) KEEP(client_answers)  \
    KEEP(client_list) KEEP(account) KEEP(pack) KEEP(pack_list) KEEP(coupon) KEEP(coupon_list) \
    KEEP(eligibility) KEEP(license) KEEP(license_list) KEEP(lifecycle_report)           \
    KEEP(usage) KEEP(migration_answer)                                                      \
    KEEP(migration_answers) KEEP(migration) KEEP(migration_list) KEEP(event_list)           \
    KEEP(campaign_report) KEEP(cancellation) KEEP(cancellation_list)                        \
    KEEP(differences)                                                                       \
    KEEP(client_record) KEEP(check_report)                                                  \
    KEEP(message) KEEP(message_list)
#define KEEP(name) ct_##name *keep_##name(struct world *world, ct_##name *handle);
KEPT_HANDLES(KEEP)
#undef KEEP
void *keep_memory(struct world *world, void *block); /* from malloc */

/* Valid codes, each new. */
const char *new_vat_number(struct world *world);
const char *new_tax_code(struct world *world);  /* a person's */
extern const ct_signatory signatory;            /* whose tax code fits */
extern const ct_id no_id;

/* The building bricks. What they add gets through, or the test fails. */
ct_id add_studio(struct world *world); /* with an open account */
ct_studio_request studio_request(struct world *world);
ct_client_request client_request(struct world *world, const char *name);
ct_id add_client(struct world *world, const char *name); /* migratable, with an e-mail of its own */
ct_id register_client(struct world *world, const ct_client_request *request);
ct_id buy(struct world *world, int year, uint32_t quantity); /* a pack for the world's studio */
ct_cancellation_request cancellation_request(struct world *world, const char *message_id);
ct_cancellation *cancel(struct world *world, ct_id pack, const char *message_id); /* sent now */
ct_campaign_report *run_campaign(struct world *world, int license_year); /* up to 1000 studios */
ct_migration_request migration_request(struct world *world, ct_id client);
ct_migration_answer *migrate(struct world *world, ct_id client); /* done */
void make_logged_in(struct world *world, ct_id client);   /* after migrate */
void make_operational(struct world *world, ct_id client); /* migrates it, through to the end */
ct_id select_client(struct world *world, ct_id client);
ct_status authorise(struct world *world, ct_id migration, ct_migration **ret_migration);
/* A client whose migration is operational. */
ct_id add_operational(struct world *world, const char *name);
/* An invoice that the client issued today, each of another content. */
ct_document_facts document_facts(struct world *world, const char *number);

ct_id buy_kind(struct world *world, ct_coupon_kind kind, ct_plan plan, int year, uint32_t quantity);
/* By the world's studio, or by the client itself. */
ct_purchase_request purchase_request(struct world *world, ct_id client, ct_license_source buyer,
                                     ct_plan plan);
ct_license *buy_license(struct world *world, ct_id client, ct_license_source buyer, ct_plan plan);
ct_license *start_trial(struct world *world, ct_id client);

ct_assignment_request assignment_request(struct world *world, ct_id client, ct_coupon_kind kind);
ct_assignment *assign(struct world *world, ct_id client, ct_coupon_kind kind); /* done */

/* Each name that the version script exports; answers how many. */
size_t visit_exported(void (*visit)(const char *name));

/* What they say now. */
ct_client *client_now(struct world *world, ct_id client);
const char *account_email(struct world *world, ct_id client); /* its login */
ct_migration *migration_now(struct world *world, ct_id migration);
ct_coupon *coupon_now(struct world *world, ct_id coupon);
ct_coupon_list *coupons_in(struct world *world, ct_coupon_state state); /* 0: any; up to 1000 */
size_t count_coupons(struct world *world, ct_coupon_state state);
/* The next message that is due, or NULL. */
ct_message *claim(struct world *world);
/* The line of a claimed message's text that is a one-time password; kept. */
const char *password_in(struct world *world, const ct_message *message);

/* R-AUD-07: whatever a test did, the books are right at its end. Prints, and answers how much is not. */
size_t count_findings(struct world *world);

/* Everything that the lists and getters tell, as text, kept; for equality before and after. */
const char *dump(struct world *world);
void check_dump(const char *before, const char *after, const char *file, int line);
#define assert_unchanged(world, before) check_dump(before, dump(world), __FILE__, __LINE__)
