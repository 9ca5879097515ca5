/* Values that somebody wrote into a store by hand, or that a disk made up: each fits its column, and yet
 * is none of ours. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void
run_sql(struct world *world, const char *sql)
{
    sqlite3 *store = NULL;
    world->is_damaged = true;
    assert_int_equal(sqlite3_open(world->path, &store), SQLITE_OK);
    if (sqlite3_exec(store, sql, NULL, NULL, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(store));
    assert_int_equal(sqlite3_close(store), SQLITE_OK);
}

static ct_id
add_migrated(struct world *world)
{
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    return client;
}

static void
a_hash_that_is_none_lets_nobody_in(void **state)
{
    struct world *world = *state;
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = add_migrated(world);
    ct_message *message = claim(world);
    login.one_time_password = password_in(world, message);
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    run_sql(world, "UPDATE account SET password_hash = '?'");
    assert_status(world, CT_ERR, ct_migration_first_login(world->context, &login, NULL, NULL));
    assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "crypt"));
    run_sql(world, "UPDATE account SET password_hash = '$1$salt$qJH7.N4xYta3aEG/dfqo/0'"); /* of another kind */
    assert_refused(world, "R-MIG-06", ct_migration_first_login(world->context, &login, NULL, NULL));
}

static void
a_place_that_is_none_ends_a_day(void **state)
{
    struct world *world = *state;
    (void)add_migrated(world);
    static const struct {
        int year, month, day;
    } days[] = {{2026, 12, 1}, {2027, 1, 2}};
    for (size_t i = 0; i < COUNT(days); i++) {
        set_today(world, days[i].year, days[i].month, days[i].day);
        assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, NULL));
        run_sql(world, "UPDATE lifecycle SET position = 'nowhere'");
        pass_time(world, 86400);
        assert_status(world, CT_ERR_CORRUPT, ct_lifecycle_run(world->context, NULL, NULL, NULL));
        assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "lifecycle.position"));
        run_sql(world, "DELETE FROM lifecycle");
    }
}

/* Each byte of what was kept, changed in turn: another text may come of it, or the damage is told. */
static void
an_answer_that_was_kept_is_read_with_care(void **state)
{
    static const struct {
        const char *key, *column;
        ct_status answer;
    } rows[] = {{"a key", "answer", CT_OK}, {"another key", "reasons", CT_ERR_REFUSED}};
    struct world *world = *state;
    ct_migration_answer *answer = NULL;
    ct_call call = CT_CALL_INIT;
    (void)buy(world, 2026, 1);
    for (size_t i = 0; i < COUNT(rows); i++) { /* there is a coupon for the first */
        const ct_migration_request request = migration_request(world, add_client(world, "Alfa"));
        int told = 0;
        call.idempotency_key = rows[i].key;
        assert_status(world, rows[i].answer, ct_migration_run(world->context, &request, &call, NULL));
        run_sql(world, "CREATE TABLE sound AS SELECT * FROM idempotency");
        for (int at = 1; at <= 40; at++) {
            char sql[400];
            (void)snprintf(sql, sizeof sql,
                           "UPDATE idempotency SET %s = (SELECT CAST(substr(%s, 1, %d) || x'07' ||"
                           " substr(%s, %d) AS BLOB) FROM sound WHERE sound.key = idempotency.key)",
                           rows[i].column, rows[i].column, at - 1, rows[i].column, at + 1);
            run_sql(world, sql);
            ct_status status = ct_migration_run(world->context, &request, &call, &answer);
            if (status == CT_OK)
                keep_migration_answer(world, answer);
            else if (status != rows[i].answer)
                assert_int_equal(status, CT_ERR_CORRUPT);
            told += status == CT_ERR_CORRUPT;
        }
        assert_true(told > 0);
        run_sql(world, "DROP TABLE sound");
    }
}

struct document {
    char text[20000];
    size_t length;
};

static ct_status
take(void *user, const char *bytes, size_t count)
{
    struct document *document = user;
    assert_true(document->length + count < sizeof document->text);
    memcpy(document->text + document->length, bytes, count);
    document->length += count;
    document->text[document->length] = '\0';
    return CT_OK;
}

static void
what_is_exported_stays_json(void **state)
{
    struct world *world = *state;
    struct document document = {.length = 0};
    ct_export_request request = CT_EXPORT_REQUEST_INIT;
    request.client = add_client(world, "Alfa");
    (void)buy_license(world, request.client, CT_LICENSE_FROM_CLIENT_PURCHASE, CT_PLAN_STANDARD);
    request.write = take;
    request.user = &document;
    run_sql(world, "UPDATE client SET name = 'Al' || char(1) || 'fa'");
    run_sql(world, "UPDATE license SET price_cents = -205");
    assert_ok(world, ct_client_export(world->context, &request, NULL));
    assert_true(has_text(document.text, "\"Al\\u0001fa\""));
    assert_true(has_text(document.text, "\"-2.05\""));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(a_hash_that_is_none_lets_nobody_in),
        CASE(a_place_that_is_none_ends_a_day),
        CASE(an_answer_that_was_kept_is_read_with_care),
        CASE(what_is_exported_stays_json),
    };
    (void)count;
    return run_on_files(arguments, cases, COUNT(cases));
}
