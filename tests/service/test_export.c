/* Everything that is held on a client, as one document (R-AUD-03). The program's tests read it as JSON. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

struct page {
    char text[65536];
    size_t used;
    size_t pieces;
    size_t fails_after; /* so many; 0: never */
};

static ct_status
take(void *user, const char *bytes, size_t count)
{
    struct page *page = user;
    if (page->fails_after && page->pieces == page->fails_after)
        return CT_ERR_IO;
    page->pieces++;
    if (page->used + count < sizeof page->text)
        memcpy(page->text + page->used, bytes, count);
    page->used += count;
    return CT_OK;
}

static struct page *
new_page(struct world *world)
{
    struct page *page = keep_memory(world, calloc(1, sizeof *page));
    assert_non_null(page);
    return page;
}

static ct_status
export(struct world *world, ct_id client, ct_id studio, struct page *page)
{
    ct_export_request request = CT_EXPORT_REQUEST_INIT;
    request.client = client;
    request.studio = studio;
    request.write = take;
    request.user = page;
    return ct_client_export(world->context, &request, NULL);
}

static ct_id
add_migrated(struct world *world)
{
    ct_id client = add_client(world, "Al \"Ponte\" \\ s.n.c.");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, client, "Soprannome",
                                            NULL, NULL));
    return client;
}

static size_t
count_exports(struct world *world, ct_event_kind kind)
{
    ct_event_query query = CT_EVENT_QUERY_INIT;
    ct_event_list *list = NULL;
    size_t count = 0;
    query.limit = 1000;
    assert_ok(world, ct_event_list_get(world->context, &query, &list));
    keep_event_list(world, list);
    for (size_t i = 0; i < ct_event_list_count(list); i++)
        count += ct_event_kind_of(ct_event_list_at(list, i)) == kind;
    return count;
}

static void
r_aud_03_a_client_gets_what_is_held_on_it(void **state)
{
    struct world *world = *state;
    ct_id client = add_migrated(world);
    struct page *page = new_page(world);
    assert_ok(world, export(world, client, no_id, page));
    static const char *const parts[] = {
        "\"name\": \"Al \\\"Ponte\\\" \\\\ s.n.c.\"", "\"signatory\": {\"name\": \"Mario\"",
        "\"limits\": {\"clients\": 5000", "\"kind\": \"license_activated\"",
        "\"kind\": \"credentials\"", "\"documents\": []",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!has_text(page->text, parts[i]))
            fail_msg("%s is not in %s", parts[i], page->text);
    assert_false(has_text(page->text, "hash"));
    assert_false(has_text(page->text, "Soprannome")); /* R-CLI-06 */
    assert_int_equal(count_exports(world, CT_EVENT_CLIENT_EXPORTED), 1);
}

static void
r_aud_03_its_studio_gets_it_too_and_no_other(void **state)
{
    struct world *world = *state;
    ct_id client = add_migrated(world), other = add_studio(world);
    struct page *page = new_page(world);
    assert_status(world, CT_ERR_NOT_FOUND, export(world, client, other, page));
    assert_status(world, CT_ERR_NOT_FOUND, export(world, other, no_id, page));
    assert_int_equal(page->used, 0);
    assert_int_equal(count_exports(world, CT_EVENT_CLIENT_EXPORTED), 0);
    assert_ok(world, export(world, client, world->studio, page));
    assert_true(has_text(page->text, "Soprannome"));
    assert_int_equal(count_exports(world, CT_EVENT_CLIENT_EXPORTED), 1);
}

static void
run_lifecycle(struct world *world)
{
    for (int32_t is_done = 0; !is_done;) {
        ct_lifecycle_report *report = NULL;
        assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, &report));
        is_done = ct_lifecycle_report_is_done(report);
        ct_lifecycle_report_free(report);
    }
}

/* To the day of the erasure, and not after it. */
static void
r_lic_06_an_expired_client_gets_its_backup_until_it_is_erased(void **state)
{
    struct world *world = *state;
    ct_id client = add_migrated(world);
    struct page *page = new_page(world);
    set_today(world, 2027, 12, 2);
    run_lifecycle(world);
    assert_int_equal(ct_client_state_today(client_now(world, client)), CT_CLIENT_EXPIRED);
    assert_ok(world, export(world, client, no_id, page));
    set_today(world, 2028, 1, 1);
    assert_ok(world, ct_client_erase(world->context, client, NULL, NULL));
    page->used = 0;
    assert_refused(world, "R-ACC-04", export(world, client, no_id, page));
    assert_refused(world, "R-ACC-04", export(world, client, world->studio, page));
    assert_int_equal(page->used, 0);
    assert_int_equal(count_exports(world, CT_EVENT_CLIENT_EXPORTED), 1);
    assert_int_equal(count_exports(world, CT_EVENT_ACCESS_REFUSED), 2); /* R-AUD-06 */
}

static void
a_writer_that_fails_ends_it_and_nothing_is_recorded(void **state)
{
    struct world *world = *state;
    ct_id client = add_migrated(world);
    for (int i = 0; i < 120; i++)
        assert_ok(world, ct_client_set_nickname(world->context, world->studio, client,
                                                i % 2 ? "Uno" : "Due", NULL, NULL));
    const char *before = dump(world);
    struct page *whole = new_page(world);
    assert_ok(world, export(world, client, no_id, whole));
    assert_true(whole->pieces > 1);
    const char *after = dump(world);
    for (size_t i = 1; i < whole->pieces; i++) {
        struct page *page = new_page(world);
        page->fails_after = i;
        assert_status(world, CT_ERR_CALLBACK, export(world, client, no_id, page));
        assert_int_equal(page->pieces, i);
    }
    assert_unchanged(world, after);
    assert_string_not_equal(before, after);
}

/* A key that was used for something else is told before a byte goes out. */
static void
r_aud_02_a_used_key_writes_nothing_out(void **state)
{
    struct world *world = *state;
    ct_id client = add_migrated(world), other = add_client(world, "Altro");
    ct_export_request request = CT_EXPORT_REQUEST_INIT;
    ct_call call = CT_CALL_INIT;
    struct page *page = new_page(world);
    call.idempotency_key = "key";
    request.client = client;
    request.write = take;
    request.user = page;
    assert_ok(world, ct_client_export(world->context, &request, &call));
    size_t size = page->used;
    assert_ok(world, ct_client_export(world->context, &request, &call));
    assert_true(page->used > size); /* once more, and recorded once */
    assert_int_equal(count_exports(world, CT_EVENT_CLIENT_EXPORTED), 1);
    size = page->used;
    request.client = other;
    assert_refused(world, "R-AUD-02", ct_client_export(world->context, &request, &call));
    assert_int_equal(page->used, size);
}

static void
what_is_missing_is_told_before_a_byte_goes_out(void **state)
{
    struct world *world = *state;
    ct_export_request request = CT_EXPORT_REQUEST_INIT;
    ct_call call = CT_CALL_INIT;
    struct page *page = new_page(world);
    request.client = add_migrated(world);
    assert_invalid(world, "write", ct_client_export(world->context, &request, NULL));
    request.write = take;
    request.user = page;
    call.flags = 1U << 7;
    assert_invalid(world, "flags", ct_client_export(world->context, &request, &call));
    request.client = no_id;
    assert_invalid(world, "client", ct_client_export(world->context, &request, NULL));
    assert_int_equal(page->used, 0);
}

static void
a_long_history_takes_no_more_memory(void **state)
{
    struct world *world = *state;
    ct_id client = add_migrated(world);
    const int many = world->back_end->is_file ? 300 : 10000;
    struct page *page = new_page(world);
    for (int i = 0; i < many; i++)
        assert_ok(world, ct_client_set_nickname(world->context, world->studio, client,
                                                i % 2 ? "Uno" : "Due", NULL, NULL));
    assert_ok(world, export(world, client, no_id, page));
    page->used = 0;
    heap_arm(&world->heap, HEAP_FAILS_FROM, 200);
    ct_status status = export(world, client, no_id, page);
    assert_false(heap_disarm(&world->heap));
    assert_ok(world, status);
    assert_true(page->used > (size_t)many * 200);
}

int
main(int argc, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_aud_03_a_client_gets_what_is_held_on_it),
        CASE(r_aud_03_its_studio_gets_it_too_and_no_other),
        CASE(r_lic_06_an_expired_client_gets_its_backup_until_it_is_erased),
        CASE(a_writer_that_fails_ends_it_and_nothing_is_recorded),
        CASE(r_aud_02_a_used_key_writes_nothing_out),
        CASE(what_is_missing_is_told_before_a_byte_goes_out),
        CASE(a_long_history_takes_no_more_memory),
    };
    (void)argc;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
