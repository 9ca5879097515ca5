/* Lists: order, search and pages (R-CLI-03, and what every list has in common). */
#include "fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { CLIENTS = 9 };
static const char *const names[CLIENTS] = {
    "zeta", "Àlfa", "alfa 2", "Beta", "beta", "Çelik", "Dell'Orto", "È Qui", "ALFA",
};
static const char *const sorted[CLIENTS] = {
    "Àlfa", "ALFA", "alfa 2", "Beta", "beta", "Çelik", "Dell'Orto", "È Qui", "zeta",
};

static ct_client_list *
list_clients(struct world *world, const char *search, const char *after, uint32_t limit,
             uint32_t flags)
{
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    query.studio = world->studio;
    query.search = search;
    query.after = after;
    query.limit = limit;
    query.flags = flags;
    assert_ok(world, ct_client_list_get(world->context, &query, &list));
    return keep_client_list(world, list);
}

/* Those of one folded name come in the order of their registration. */
static void
add_named_clients(struct world *world)
{
    for (size_t i = 0; i < CLIENTS; i++) {
        (void)add_client(world, names[i]);
        pass_time(world, 1);
    }
}

static void
r_cli_03_clients_come_by_folded_name(void **state)
{
    struct world *world = *state;
    add_named_clients(world);
    for (uint32_t flags = 0; flags <= CT_CLIENT_QUERY_MIGRATABLE; flags++) {
        const ct_client_list *list = list_clients(world, NULL, NULL, 0, flags);
        assert_int_equal(ct_client_list_count(list), CLIENTS);
        assert_null(ct_client_list_next(list));
        assert_null(ct_client_list_at(list, CLIENTS));
        for (size_t i = 0; i < CLIENTS; i++)
            assert_string_equal(ct_client_name(ct_client_list_at(list, i)), sorted[i]);
    }
}

static void
r_cli_03_pages_of_any_size_give_each_client_once(void **state)
{
    struct world *world = *state;
    add_named_clients(world);
    for (uint32_t flags = 0; flags <= CT_CLIENT_QUERY_MIGRATABLE; flags++)
        for (uint32_t limit = 1; limit <= CLIENTS + 1; limit++) {
            const char *after = NULL;
            size_t seen = 0;
            do {
                const ct_client_list *list = list_clients(world, NULL, after, limit, flags);
                size_t count = ct_client_list_count(list);
                after = ct_client_list_next(list);
                assert_true(count == limit || (!after && count > 0 && count < limit));
                for (size_t i = 0; i < count; i++, seen++)
                    assert_string_equal(ct_client_name(ct_client_list_at(list, i)), sorted[seen]);
            } while (after);
            assert_int_equal(seen, CLIENTS);
        }
}

static void
r_cli_03_a_page_goes_on_where_clients_come_and_go(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 1);
    (void)add_client(world, "A");
    ct_id last_seen = add_client(world, "C");
    (void)add_client(world, "E");
    const ct_client_list *page =
        list_clients(world, NULL, NULL, 2, CT_CLIENT_QUERY_MIGRATABLE);
    (void)migrate(world, last_seen); /* the cursor's own client leaves the list */
    (void)add_client(world, "B");
    (void)add_client(world, "D");
    page = list_clients(world, NULL, ct_client_list_next(page), 10, CT_CLIENT_QUERY_MIGRATABLE);
    assert_int_equal(ct_client_list_count(page), 2);
    assert_string_equal(ct_client_name(ct_client_list_at(page, 0)), "D");
    assert_string_equal(ct_client_name(ct_client_list_at(page, 1)), "E");
}

static void
r_cli_03_search_knows_no_case_and_no_accents(void **state)
{
    struct world *world = *state;
    ct_client_request request = client_request(world, "Caffè Perù S.r.l.");
    request.tax_code = new_tax_code(world);
    ct_id id = register_client(world, &request);
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, id, "L'Amico Più Caro",
                                            NULL, NULL));
    (void)add_client(world, "Altro");
    char vat_part[8] = {0}, code_part[8] = {0};
    memcpy(vat_part, request.vat_number + 6, 5);
    memcpy(code_part, request.tax_code, 6);
    code_part[0] = (char)(code_part[0] | 0x20);
    const char *const found[] = {"caffe", "CAFFÈ", "perù s", "PERU", "amico piu", "l’amico",
                                 request.vat_number, vat_part, request.tax_code, code_part, "  "};
    const char *const missing[] = {"caffee", "%", "_", "*", "amica", "\"", "'; drop table client"};
    for (uint32_t flags = 0; flags <= CT_CLIENT_QUERY_MIGRATABLE; flags++) {
        for (size_t i = 0; i < COUNT(found); i++) {
            const ct_client_list *list = list_clients(world, found[i], NULL, 0, flags);
            size_t at = ct_client_list_count(list) - 1;
            if (at > 1)
                print_error("looking for %s\n", found[i]);
            assert_in_range(at, 0, 1);
            assert_string_equal(ct_client_name(ct_client_list_at(list, at)), request.name);
        }
        for (size_t i = 0; i < COUNT(missing); i++)
            assert_int_equal(
                ct_client_list_count(list_clients(world, missing[i], NULL, 0, flags)), 0);
    }
}

/* Of the length that may be, alike to the last letters, accented for the most part. */
static void
r_cli_03_the_longest_names_are_sorted_and_found_by_all_of_them(void **state)
{
    enum { NAME_BYTES = 200, END_BYTES = 4 };
    static const char *const ends[] = {"x\u00E0d", "xxab", "xxaC", "xxbA"};
    struct world *world = *state;
    char longest[COUNT(ends)][NAME_BYTES + 1];
    for (size_t i = COUNT(ends); i-- > 0;) {
        for (size_t at = 0; at < NAME_BYTES - END_BYTES; at += 2)
            memcpy(longest[i] + at, i % 2 ? "\u00C6" : "\u00E6", 2);
        memcpy(longest[i] + NAME_BYTES - END_BYTES, ends[i], END_BYTES + 1);
        (void)add_client(world, longest[i]);
    }
    for (uint32_t flags = 0; flags <= CT_CLIENT_QUERY_MIGRATABLE; flags++) {
        const ct_client_list *list = list_clients(world, "aeaeae", NULL, 0, flags);
        assert_int_equal(ct_client_list_count(list), COUNT(ends));
        for (size_t i = 0; i < COUNT(ends); i++) {
            assert_string_equal(ct_client_name(ct_client_list_at(list, i)), longest[i]);
            assert_int_equal(
                ct_client_list_count(list_clients(world, longest[i], NULL, 0, flags)), 1);
        }
    }
}

static void
r_cli_03_a_search_is_paged_too(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 10; i++)
        (void)add_client(world, i % 2 ? "Dispari" : "Pari");
    const char *after = NULL;
    size_t seen = 0;
    do {
        const ct_client_list *list = list_clients(world, "dispari", after, 2, 0);
        for (size_t i = 0; i < ct_client_list_count(list); i++, seen++)
            assert_string_equal(ct_client_name(ct_client_list_at(list, i)), "Dispari");
        after = ct_client_list_next(list);
    } while (after);
    assert_int_equal(seen, 5);
}

static void
r_cli_03_the_migratable_list_is_what_can_be_migrated(void **state)
{
    struct world *world = *state;
    ct_id ids[6];
    reopen(world, "provisioning", "host");
    (void)buy(world, 2026, 6);
    for (size_t i = 0; i < COUNT(ids); i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "C%zu", i);
        ct_client_request request = client_request(world, name);
        if (i == 1)
            request.is_on_ts_digital = CT_CHOICE_NO;
        ids[i] = register_client(world, &request);
    }
    (void)select_client(world, ids[2]);
    ct_id failed = select_client(world, ids[3]);
    assert_ok(world, authorise(world, failed, NULL));
    assert_ok(world, ct_migration_fail(world->context, failed, NULL, NULL));
    ct_id provisioned = select_client(world, ids[4]);
    assert_ok(world, authorise(world, provisioned, NULL));
    assert_ok(world, ct_migration_provision(world->context, provisioned, NULL, NULL));

    const ct_client_list *list = list_clients(world, NULL, NULL, 0, CT_CLIENT_QUERY_MIGRATABLE);
    size_t listed = 0;
    for (size_t i = 0; i < COUNT(ids); i++) {
        ct_eligibility_request check = CT_ELIGIBILITY_REQUEST_INIT;
        ct_eligibility *eligibility = NULL;
        check.studio = world->studio;
        check.client = ids[i];
        assert_ok(world, ct_eligibility_check(world->context, &check, &eligibility));
        keep_eligibility(world, eligibility);
        bool is_migratable =
            ct_client_state_today(client_now(world, ids[i])) == CT_CLIENT_MIGRATABLE;
        assert_int_equal(ct_eligibility_action(eligibility) == CT_ELIGIBLE_MIGRATE, is_migratable);
        if (!is_migratable)
            continue;
        const ct_id found = ct_client_id(ct_client_list_at(list, listed++));
        assert_id_equal(found, ids[i]);
    }
    assert_int_equal(ct_client_list_count(list), listed);
    assert_int_equal(listed, 3); /* 0, 3 and 5 */
}

/* Each list with two entries, and a call for it. */
static ct_status
page_of(struct world *world, size_t which, const char *after, ct_id studio, const char **ret_next)
{
    ct_context *context = world->context;
    ct_status status = CT_OK;
    ct_client_query clients = CT_CLIENT_QUERY_INIT;
    ct_coupon_query coupons = CT_COUPON_QUERY_INIT;
    ct_migration_query migrations = CT_MIGRATION_QUERY_INIT;
    ct_event_query events = CT_EVENT_QUERY_INIT;
    clients.studio = coupons.studio = migrations.studio = events.studio = studio;
    clients.limit = coupons.limit = migrations.limit = events.limit = 1;
    clients.after = coupons.after = migrations.after = events.after = after;
#define PAGE(list, call)                                     \
    {                                                        \
        ct_##list *page = NULL;                              \
        status = call;                                       \
        keep_##list(world, page);                            \
        *ret_next = status ? NULL : ct_##list##_next(page);  \
        return status;                                       \
    }
    switch (which) {
    case 0:
        PAGE(client_list, ct_client_list_get(context, &clients, &page))
    case 1:
        clients.flags = CT_CLIENT_QUERY_MIGRATABLE;
        PAGE(client_list, ct_client_list_get(context, &clients, &page))
    case 2:
        PAGE(coupon_list, ct_coupon_list_get(context, &coupons, &page))
    case 3:
        coupons.license_year = 2026;
        PAGE(coupon_list, ct_coupon_list_get(context, &coupons, &page))
    case 4:
        PAGE(migration_list, ct_migration_list_get(context, &migrations, &page))
    case 5:
        PAGE(event_list, ct_event_list_get(context, &events, &page))
    case 6:
        PAGE(pack_list, ct_pack_list_get(context, studio, after, 1, &page))
    case 7:
        events.studio = no_id;
        PAGE(event_list, ct_event_list_get(context, &events, &page))
    case 8:
        PAGE(studio_list, ct_studio_list_get(context, after, 1, &page))
    default:
        PAGE(message_list, ct_message_list_get(context, 0, after, 1, &page))
    }
}
enum { LISTS = 10, LISTS_OF_A_STUDIO = 7 };

static void
fill_lists(struct world *world)
{
    for (int i = 0; i < 2; i++) {
        (void)buy(world, 2026, 2);
        (void)migrate(world, add_client(world, "Alfa"));
        (void)add_client(world, "Beta");
    }
}

static void
a_cursor_of_another_list_is_refused(void **state)
{
    struct world *world = *state;
    ct_id first = world->studio;
    fill_lists(world);
    world->studio = add_studio(world);
    fill_lists(world);
    for (size_t from = 0; from < LISTS; from++) {
        const char *cursor = NULL, *next = NULL;
        assert_ok(world, page_of(world, from, NULL, first, &cursor));
        assert_non_null(cursor);
        for (size_t to = 0; to < LISTS; to++) {
            ct_status status = page_of(world, to, cursor, first, &next);
            if (status != (to == from ? CT_OK : CT_ERR_INVALID_ARGUMENT))
                fail_msg("a cursor of list %zu in list %zu answered %s", from, to,
                         ct_status_name(status));
        }
    }
}

static void
a_cursor_of_another_studio_s_list_is_refused(void **state)
{
    struct world *world = *state;
    ct_id first = world->studio;
    fill_lists(world);
    world->studio = add_studio(world);
    fill_lists(world);
    for (size_t which = 0; which < LISTS_OF_A_STUDIO; which++) {
        const char *cursor = NULL, *next = NULL;
        assert_ok(world, page_of(world, which, NULL, first, &cursor));
        ct_status status = page_of(world, which, cursor, world->studio, &next);
        if (status != CT_ERR_INVALID_ARGUMENT)
            fail_msg("a cursor of list %zu answered %s", which, ct_status_name(status));
    }
}

static void
a_garbled_cursor_is_refused(void **state)
{
    static char endless[100001];
    struct world *world = *state;
    memset(endless, '0', sizeof endless - 1);
    fill_lists(world);
    (void)add_studio(world);
    for (size_t which = 0; which < LISTS; which++) {
        const char *cursor = NULL, *next = NULL;
        char garbled[512];
        assert_ok(world, page_of(world, which, NULL, world->studio, &cursor));
        size_t length = strlen(cursor);
        assert_true(length < sizeof garbled - 3);
        assert_invalid(world, "after", page_of(world, which, "", world->studio, &next));
        assert_invalid(world, "after", page_of(world, which, "zz", world->studio, &next));
        assert_invalid(world, "after", page_of(world, which, "0z", world->studio, &next));
        assert_invalid(world, "after", page_of(world, which, "\xFF\xFE", world->studio, &next));
        assert_invalid(world, "after", page_of(world, which, endless, world->studio, &next));
        for (size_t cut = 0; cut < length; cut++) {
            memcpy(garbled, cursor, cut);
            garbled[cut] = '\0';
            assert_invalid(world, "after", page_of(world, which, garbled, world->studio, &next));
        }
        (void)snprintf(garbled, sizeof garbled, "%s00", cursor);
        assert_invalid(world, "after", page_of(world, which, garbled, world->studio, &next));
        for (size_t i = 0; i < length; i++) { /* refused or another place: never a crash */
            (void)snprintf(garbled, sizeof garbled, "%s", cursor);
            garbled[i] = garbled[i] == 'f' ? '0' : 'f';
            ct_status status = page_of(world, which, garbled, world->studio, &next);
            assert_true(status == CT_OK || status == CT_ERR_INVALID_ARGUMENT);
        }
    }
}

static void
a_limit_is_up_to_a_thousand(void **state)
{
    struct world *world = *state;
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_client_list *list = NULL;
    query.studio = world->studio;
    query.limit = 1000;
    assert_ok(world, ct_client_list_get(world->context, &query, &list));
    keep_client_list(world, list);
    list = NULL;
    query.limit = 1001;
    assert_invalid(world, "limit", ct_client_list_get(world->context, &query, &list));
    query.limit = UINT32_MAX;
    assert_invalid(world, "limit", ct_client_list_get(world->context, &query, &list));
    assert_null(list);
}

static void
a_page_has_a_hundred_by_default(void **state)
{
    struct world *world = *state;
    (void)buy(world, 2026, 150);
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *list = NULL;
    query.studio = world->studio;
    assert_ok(world, ct_coupon_list_get(world->context, &query, &list));
    keep_coupon_list(world, list);
    assert_int_equal(ct_coupon_list_count(list), 100);
    query.after = ct_coupon_list_next(list);
    assert_ok(world, ct_coupon_list_get(world->context, &query, &list));
    keep_coupon_list(world, list);
    assert_int_equal(ct_coupon_list_count(list), 50);
    assert_null(ct_coupon_list_next(list));
}

/* Has Zeta where Beta would be. */
static int
compare_wrongly(void *user, int left_length, const void *left, int right_length, const void *right)
{
    char a = *(const char *)left, b = *(const char *)right;
    (void)user;
    assert_true(left_length > 0 && right_length > 0);
    return (a == 'z' ? 'b' : a) - (b == 'z' ? 'b' : b);
}

/* Sorts the index of names like that, and has the file say nothing of it. */
static void
damage_names(const char *path)
{
    static const char sql[] =
        "BEGIN; DROP INDEX \"client.client_by_name\";"
        "CREATE INDEX \"client.client_by_name\""
        " ON client (studio_id, name_key COLLATE wrong);"
        "PRAGMA writable_schema = ON;"
        "UPDATE sqlite_schema SET sql = replace(sql, ' COLLATE wrong', '')"
        " WHERE name = 'client.client_by_name'; COMMIT;";
    sqlite3 *file = NULL;
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    assert_int_equal(
        sqlite3_create_collation(file, "wrong", SQLITE_UTF8, NULL, compare_wrongly), SQLITE_OK);
    if (sqlite3_exec(file, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(file));
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
}

static void
pages_of_a_damaged_list_end_with_an_error(void **state)
{
    struct world *world = *state;
    static const char *const given[] = {"Alfa", "Ciao", "Dado", "Zeta"};
    ct_client_query query = CT_CLIENT_QUERY_INIT;
    ct_status status = CT_OK;
    if (!world->back_end->is_file)
        return;
    for (size_t i = 0; i < COUNT(given); i++)
        (void)add_client(world, given[i]);
    damage_names(world->path);
    world->is_damaged = true;
    query.studio = world->studio;
    query.limit = 3;
    for (size_t page = 0; !status && page < COUNT(given); page++) {
        ct_client_list *list = NULL;
        status = ct_client_list_get(world->context, &query, &list);
        if (!status)
            query.after = ct_client_list_next(keep_client_list(world, list));
        assert_true(status || query.after);
    }
    assert_int_equal(status, CT_ERR_CORRUPT);
    assert_non_null(strstr(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "'client'"));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cli_03_clients_come_by_folded_name),
        CASE(r_cli_03_pages_of_any_size_give_each_client_once),
        CASE(r_cli_03_a_page_goes_on_where_clients_come_and_go),
        CASE(r_cli_03_search_knows_no_case_and_no_accents),
        CASE(r_cli_03_the_longest_names_are_sorted_and_found_by_all_of_them),
        CASE(r_cli_03_a_search_is_paged_too),
        CASE(r_cli_03_the_migratable_list_is_what_can_be_migrated),
        CASE(a_cursor_of_another_list_is_refused),
        CASE(a_cursor_of_another_studio_s_list_is_refused),
        CASE(a_garbled_cursor_is_refused),
        CASE(pages_of_a_damaged_list_end_with_an_error),
        CASE(a_limit_is_up_to_a_thousand),
        CASE(a_page_has_a_hundred_by_default),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
