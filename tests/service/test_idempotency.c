/* Keys: the first answer again (R-AUD-02). */
#include "changes.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static ct_call
call_with(const char *key)
{
    ct_call call = CT_CALL_INIT;
    call.idempotency_key = key;
    return call;
}

static void
r_aud_02_the_same_key_and_request_give_the_first_answer(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.client = no_id};
    const char *first = NULL, *again = NULL;
    const ct_call call = call_with("a key");
    change->set_up(world, &scene);
    assert_ok(world, change->run(world, &scene, REQUEST, &call, &first));
    const char *after = dump(world);
    assert_ok(world, change->run(world, &scene, REQUEST, &call, &again));
    assert_string_equal(first, again);
    assert_unchanged(world, after);

    /* In another context, with another actor, later. */
    ct_context *own = world->context;
    world->context = open_context(world, "other");
    pass_time(world, 5);
    ct_status status = change->run(world, &scene, REQUEST, &call, &again);
    ct_context *other = world->context;
    world->context = own;
    check_status(other, CT_OK, status, change->name, __FILE__, __LINE__);
    if (strncmp(change->name, "outbox_fail", 11) != 0) /* tells how long it still has to wait */
        assert_string_equal(first, again);
    assert_unchanged(world, after);
}

static void
r_aud_02_the_same_key_with_another_request_is_refused(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.client = no_id};
    const char *answer = NULL;
    const ct_call call = call_with("a key");
    change->set_up(world, &scene);
    assert_ok(world, change->run(world, &scene, REQUEST, &call, &answer));
    const char *after = dump(world);
    assert_refused(world, "R-AUD-02", change->run(world, &scene, OTHER_REQUEST, &call, &answer));
    assert_string_equal(ct_error_field(world->context), "idempotency_key");
    if (!strstr(change->name, "_many")) /* whose items have keys of their own */
        assert_refused(world, "R-AUD-02",
                       ct_client_set_nickname(world->context, world->studio, world->studio, "x",
                                              &call, NULL));
    assert_unchanged(world, after);
    const ct_call new_key = call_with("a new key");
    ct_status status = change->run(world, &scene, OTHER_REQUEST, &new_key, &answer);
    assert_string_not_equal(ct_error_rule(world->context), "R-AUD-02");
    (void)status; /* it may be refused, for a reason of its own */
}

static void
r_aud_02_a_refusal_is_answered_again(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.client = no_id};
    const char *answer = NULL;
    const ct_call call = call_with("a key");
    change->set_up(world, &scene);
    const char *before = dump(world);
    ct_status first = change->run(world, &scene, BAD_REQUEST, &call, &answer);
    assert_true(first < 0);
    char told[512];
    strncpy(told, ct_error_text(world->context, CT_LANGUAGE_ITALIAN), sizeof told - 1);
    told[sizeof told - 1] = '\0';
    assert_status(world, first, change->run(world, &scene, BAD_REQUEST, &call, &answer));
    assert_string_equal(ct_error_text(world->context, CT_LANGUAGE_ITALIAN), told);
    assert_unchanged(world, before);
    /* A login's passwords stay out of the digest: another of the same client is the same request. */
    if (first == CT_ERR_REFUSED && strcmp(change->name, "migration_first_login") != 0)
        assert_refused(world, "R-AUD-02", change->run(world, &scene, REQUEST, &call, &answer));
}

static void
r_aud_02_a_refusal_stays_though_the_world_has_changed(void **state)
{
    struct world *world = *state;
    const ct_call call = call_with("first"), later = call_with("later");
    const ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
    ct_migration_answer *answer = NULL;
    assert_refused(world, "R-ELIG-11",
                   ct_migration_run(world->context, &request, &call, &answer));
    (void)buy(world, 2026, 1);
    const char *before = dump(world);
    assert_refused(world, "R-ELIG-11",
                   ct_migration_run(world->context, &request, &call, &answer));
    assert_unchanged(world, before);
    assert_ok(world, ct_migration_run(world->context, &request, &later, &answer));
    keep_migration_answer(world, answer);
    assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE);
    assert_ok(world, ct_migration_run(world->context, &request, &later, &answer));
    keep_migration_answer(world, answer);
    assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE); /* as at first */
    assert_string_equal(ct_migration_answer_client_name(answer), "Alfa");
}

static void
r_aud_02_warnings_are_answered_again(void **state)
{
    struct world *world = *state;
    ct_signatory wrong = signatory;
    const ct_call call = call_with("a key");
    wrong.name = "Luigi";
    reopen(world, "signatory_name_mismatch", "warn");
    (void)buy(world, 2026, 1);
    ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
    request.signatory = &wrong;
    for (int i = 0; i < 2; i++) {
        ct_migration_answer *answer = NULL;
        assert_ok(world, ct_migration_run(world->context, &request, &call, &answer));
        keep_migration_answer(world, answer);
        assert_string_equal(rules_of(ct_migration_answer_reasons(answer)), "R-MIG-04");
    }
}

static void
r_aud_02_the_key_of_a_bulk_counts_for_each_client(void **state)
{
    struct world *world = *state;
    ct_id clients[3];
    const ct_call call = call_with("bulk");
    for (size_t i = 0; i < COUNT(clients); i++)
        clients[i] = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    bulk.studio = world->studio;
    bulk.signatory = &signatory;
    bulk.clients = clients;
    static const ct_migration_status expected[] = {CT_MIGRATION_DONE, CT_MIGRATION_REFUSED,
                                                   CT_MIGRATION_DONE};
    for (bulk.client_count = 2; bulk.client_count <= 3; bulk.client_count++) {
        ct_migration_answers *answers = NULL;
        assert_ok(world, ct_migration_run_many(world->context, &bulk, &call, &answers));
        keep_migration_answers(world, answers);
        for (size_t i = 0; i < bulk.client_count; i++)
            assert_int_equal(ct_migration_answer_status(ct_migration_answers_at(answers, i)),
                             expected[i]);
        assert_string_equal(
            rules_of(ct_migration_answer_reasons(ct_migration_answers_at(answers, 1))),
            "R-ELIG-11");
        (void)buy(world, 2026, 1); /* the refused one stays refused; the third is new */
    }
}

static void
r_aud_02_a_batch_that_changes_nothing_is_answered_again(void **state)
{
    struct world *world = *state;
    const ct_call call = call_with("batch");
    ct_client_request bad = client_request(world, "Alfa");
    bad.vat_number = "00743110158";
    const ct_client_request *const requests[] = {&bad, &bad};
    const char *before = dump(world);
    for (int i = 0; i < 2; i++) {
        ct_client_answers *answers = NULL;
        assert_ok(world,
                  ct_client_register_many(world->context, requests, 2, &call, &answers));
        keep_client_answers(world, answers);
        assert_int_equal(ct_client_answers_status(answers, 1), CT_CLIENT_REFUSED);
        assert_string_equal(rules_of(ct_client_answers_reasons(answers, 1)), "R-CLI-02");
    }
    assert_unchanged(world, before);
}

static void
r_aud_02_a_wild_item_under_a_key_is_refused(void **state)
{
    struct world *world = *state;
    const ct_call call = call_with("batch");
    ct_client_request wild = client_request(world, "Alfa");
    const ct_client_request *const requests[] = {&wild};
    wild.email_count = SIZE_MAX / 16;
    for (int i = 0; i < 2; i++) {
        ct_client_answers *answers = NULL;
        assert_ok(world,
                  ct_client_register_many(world->context, requests, 1, &call, &answers));
        keep_client_answers(world, answers);
        assert_int_equal(ct_client_answers_status(answers, 0), CT_CLIENT_REFUSED);
    }
}

static void
keys_have_a_form(void **state)
{
    struct world *world = *state;
    char key[202];
    memset(key, 'k', sizeof key);
    key[201] = '\0';
    const char *const bad[] = {"", " ", "a\nb", "a\xFF", key};
    for (size_t i = 0; i < COUNT(bad); i++) {
        const ct_call call = call_with(bad[i]);
        assert_invalid(world, "idempotency_key",
                       ct_studio_open_account(world->context, world->studio, &call, NULL));
    }
    key[200] = '\0';
    const ct_call call = call_with(key);
    assert_ok(world, ct_studio_open_account(world->context, world->studio, &call, NULL));
    /* The longest key also fits a bulk's items. */
    ct_client_request request = client_request(world, "Alfa");
    const ct_client_request *const requests[] = {&request};
    ct_client_answers *answers = NULL;
    assert_ok(world, ct_client_register_many(world->context, requests, 1, &call, &answers));
    keep_client_answers(world, answers);
    assert_int_equal(ct_client_answers_status(answers, 0), CT_CLIENT_ADDED);
}

enum { BLOB_MAX = 2000 };

static void
step(sqlite3_stmt *statement, int expected)
{
    assert_non_null(statement);
    assert_int_equal(sqlite3_step(statement), expected);
}

static int
read_kept(struct world *world, const char *column, unsigned char *bytes)
{
    char sql[80];
    sqlite3 *file = NULL;
    sqlite3_stmt *statement = NULL;
    (void)snprintf(sql, sizeof sql, "SELECT %s FROM idempotency WHERE key = 'a key'", column);
    assert_int_equal(sqlite3_open(world->path, &file), SQLITE_OK);
    (void)sqlite3_prepare_v2(file, sql, -1, &statement, NULL);
    step(statement, SQLITE_ROW);
    int size = sqlite3_column_bytes(statement, 0);
    assert_true(size > 0 && size < BLOB_MAX);
    memcpy(bytes, sqlite3_column_blob(statement, 0), (size_t)size);
    sqlite3_finalize(statement);
    sqlite3_close(file);
    return size;
}

static void
write_kept(struct world *world, const char *column, const unsigned char *bytes, int size)
{
    char sql[80];
    sqlite3 *file = NULL;
    sqlite3_stmt *statement = NULL;
    (void)snprintf(sql, sizeof sql, "UPDATE idempotency SET %s = ? WHERE key = 'a key'", column);
    assert_int_equal(sqlite3_open(world->path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_prepare_v2(file, sql, -1, &statement, NULL);
    (void)sqlite3_bind_blob(statement, 1, bytes, size, SQLITE_STATIC);
    step(statement, SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_close(file);
}

/* Each byte in turn is another one, or the last that is there: told, or as good as before. */
static void
damage_kept(struct world *world, const char *change_name, enum request request, const char *column)
{
    const struct change *change = changes;
    while (strcmp(change->name, change_name) != 0)
        change++;
    struct scene scene = {.client = no_id};
    unsigned char bytes[BLOB_MAX];
    const char *answer = NULL;
    const ct_call call = call_with("a key");
    change->set_up(world, &scene);
    ct_status first = change->run(world, &scene, request, &call, &answer);
    const char *after = dump(world);
    int size = read_kept(world, column, bytes);
    int damaged = 0;
    for (int i = 0; i < 2 * size; i++) {
        int at = i / 2;
        unsigned char byte = bytes[at];
        bytes[at] = (unsigned char)(byte ^ 0x41);
        write_kept(world, column, bytes, i % 2 ? size : at + 1);
        bytes[at] = byte;
        ct_status status = change->run(world, &scene, request, &call, &answer);
        if (status != CT_ERR_CORRUPT && status != first)
            fail_msg("byte %d of %s: %s", at, column, ct_status_name(status));
        damaged += status == CT_ERR_CORRUPT;
    }
    assert_true(damaged > size / 2);
    write_kept(world, column, bytes, size);
    assert_status(world, first, change->run(world, &scene, request, &call, &answer));
    assert_unchanged(world, after);
}

static void
r_aud_02_a_damaged_answer_is_told(void **state)
{
    struct world *world = *state;
    if (world->back_end->is_file)
        damage_kept(world, "migration_run", REQUEST, "answer");
}

static void
r_aud_02_a_damaged_refusal_is_told(void **state)
{
    struct world *world = *state;
    if (world->back_end->is_file)
        damage_kept(world, "coupon_assign", BAD_REQUEST, "reasons");
}

int
main(int count, char **arguments)
{
    static const struct {
        const char *name;
        void (*function)(void **state);
    } of_each_change[] = {
        {"r_aud_02_same_request", r_aud_02_the_same_key_and_request_give_the_first_answer},
        {"r_aud_02_other_request", r_aud_02_the_same_key_with_another_request_is_refused},
        {"r_aud_02_same_refusal", r_aud_02_a_refusal_is_answered_again},
    };
    const struct CMUnitTest cases[] = {
        CASE(r_aud_02_a_refusal_stays_though_the_world_has_changed),
        CASE(r_aud_02_warnings_are_answered_again),
        CASE(r_aud_02_the_key_of_a_bulk_counts_for_each_client),
        CASE(r_aud_02_a_batch_that_changes_nothing_is_answered_again),
        CASE(r_aud_02_a_wild_item_under_a_key_is_refused),
        CASE(r_aud_02_a_damaged_answer_is_told),
        CASE(r_aud_02_a_damaged_refusal_is_told),
        CASE(keys_have_a_form),
    };
    int failures = 0;
    for (size_t i = 0; i < COUNT(of_each_change); i++)
        failures += run_on_changes(arguments, of_each_change[i].name, of_each_change[i].function);
    (void)count;
    return failures + RUN_ON_BACK_ENDS(arguments, cases);
}
