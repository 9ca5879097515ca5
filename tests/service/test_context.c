/* Contexts: arguments, errors, clock, language, policy. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static ct_context_options
good_options(struct world *world)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = test_clock;
    options.now_user = world;
    return options;
}

static void
options_that_make_no_sense_are_refused(void **state)
{
    struct world *world = *state;
    char long_actor[102];
    memset(long_actor, 'a', sizeof long_actor);
    long_actor[101] = '\0';
    const char *const actors[] = {"", " ", "a\nb", "a\xFF", long_actor};
    ct_context *context = NULL;
    for (size_t i = 0; i < COUNT(actors); i++) {
        ct_context_options options = good_options(world);
        options.actor = actors[i];
        if (ct_context_new(&options, &context) != CT_ERR_INVALID_ARGUMENT) {
            ct_context_free(context);
            fail_msg("actor %zu is taken", i);
        }
        assert_invalid(world, "actor", ct_context_set_actor(world->context, actors[i]));
    }
    ct_context_options options = good_options(world);
    options.language = 3;
    assert_int_equal(ct_context_new(&options, &context), CT_ERR_INVALID_ARGUMENT);
    const ct_allocator half = {.size = sizeof half, .allocate = world->allocator.allocate};
    options = good_options(world);
    options.allocator = &half;
    assert_int_equal(ct_context_new(&options, &context), CT_ERR_INVALID_ARGUMENT);
    assert_null(context);
    long_actor[100] = '\0';
    assert_ok(world, ct_context_set_actor(world->context, long_actor));
}

static void
a_lock_is_waited_for_as_long_as_the_context_is_told(void **state)
{
    struct world *world = *state;
    ct_context *hasty = NULL, *own = world->context;
    ct_context_options options = good_options(world);
    options.lock_timeout_ms = 1;
    assert_int_equal(ct_context_new(&options, &hasty), CT_OK);
    assert_int_equal(ct_context_open(hasty, world->storage), CT_OK);
    assert_ok(world, ct_preview_begin(own)); /* it has the turn to write */
    ct_status status = ct_studio_open_account(hasty, world->studio, NULL, NULL);
    ct_preview_end(own);
    ct_status later = ct_studio_open_account(hasty, world->studio, NULL, NULL);
    ct_context_free(hasty);
    if (!world->back_end->is_server) /* where nobody waits for a turn */
        assert_int_equal(status, CT_ERR_BUSY);
    assert_int_not_equal(later, CT_ERR_BUSY);
}

static void
a_context_without_a_storage_says_so(void **state)
{
    struct world *world = *state;
    ct_context *context = NULL, *own = world->context;
    const ct_context_options options = good_options(world);
    assert_int_equal(ct_context_new(&options, &context), CT_OK);
    world->context = context;
    ct_studio *studio = NULL;
    ct_status looked = ct_studio_get(context, world->studio, &studio);
    ct_status changed = ct_studio_open_account(context, world->studio, NULL, NULL);
    ct_status previewed = ct_preview_begin(context);
    ct_status opened = ct_context_open(context, world->storage);
    ct_status twice = ct_context_open(context, world->storage);
    ct_status found = ct_studio_get(context, world->studio, &studio);
    world->context = own;
    ct_context_free(context);
    keep_studio(world, studio); /* a handle may outlive its context */
    assert_int_equal(looked, CT_ERR_NOT_OPEN);
    assert_int_equal(changed, CT_ERR_NOT_OPEN);
    assert_int_equal(previewed, CT_ERR_NOT_OPEN);
    assert_int_equal(opened, CT_OK);
    assert_int_equal(twice, CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(found, CT_OK);
    assert_string_equal(ct_studio_name(studio), "Studio Bianchi");
}

/* A request may be older or newer than the library, but not wild. */
static void
structs_of_any_size(void **state)
{
    struct world *world = *state;
    struct {
        ct_client_request request;
        unsigned char tail[64];
    } newer = {.request = client_request(world, "Alfa")};
    static const struct {
        size_t size;
        unsigned char tail;
        ct_status status;
    } rows[] = {
        {0, 0, CT_ERR_INVALID_ARGUMENT},
        {1, 0, CT_ERR_INVALID_ARGUMENT},
        {sizeof(ct_client_request) - 1, 0, CT_ERR_INVALID_ARGUMENT},
        {sizeof(ct_client_request), 0, CT_OK},
        {sizeof(ct_client_request), 9, CT_OK},
        {sizeof newer, 0, CT_OK},
        {sizeof newer, 9, CT_ERR_STRUCT_TOO_NEW},
        {4097, 0, CT_ERR_INVALID_ARGUMENT},
        {SIZE_MAX, 0, CT_ERR_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        newer.request.size = rows[i].size;
        newer.tail[63] = rows[i].tail;
        assert_status(world, rows[i].status,
                      ct_client_register(world->context, &newer.request, NULL, NULL));
        if (rows[i].status)
            assert_string_equal(ct_error_field(world->context), "size");
    }
}

/* Every other request, told a wild size. */
static void
every_struct_of_a_wild_size_is_refused(void **state)
{
    struct world *world = *state;
    ct_context *context = world->context;
    static const size_t sizes[] = {0, 1, 7, 5000, SIZE_MAX};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        size_t size = sizes[i];
        void *handle = NULL;
        const ct_studio_request studio = {.size = size};
        const ct_client_query clients = {.size = size};
        const ct_coupon_query coupons = {.size = size};
        const ct_migration_query migrations = {.size = size};
        const ct_event_query events = {.size = size};
        const ct_pack_request pack = {.size = size};
        const ct_usage_request usage = {.size = size};
        const ct_eligibility_request eligibility = {.size = size};
        const ct_migration_request migration = {.size = size};
        const ct_migration_bulk bulk = {.size = size};
        const ct_authorisation authorisation = {.size = size};
        const ct_first_login login = {.size = size};
        const ct_claim_request claim_request = {.size = size};
        const ct_call call = {.size = size};
        const ct_signatory wild = {.size = size};
        const ct_context_options options = {.size = size};
        ct_migration_request signed_by = migration_request(world, world->studio);
        signed_by.signatory = &wild;
        assert_invalid(world, "size", ct_studio_add(context, &studio, NULL, NULL));
        assert_invalid(world, "size", ct_client_list_get(context, &clients, (void *)&handle));
        assert_invalid(world, "size", ct_coupon_list_get(context, &coupons, (void *)&handle));
        assert_invalid(world, "size",
                       ct_migration_list_get(context, &migrations, (void *)&handle));
        assert_invalid(world, "size", ct_event_list_get(context, &events, (void *)&handle));
        assert_invalid(world, "size", ct_pack_buy(context, &pack, NULL, NULL));
        assert_invalid(world, "size", ct_usage_add(context, &usage, NULL, NULL));
        assert_invalid(world, "size",
                       ct_eligibility_check(context, &eligibility, (void *)&handle));
        assert_invalid(world, "size", ct_migration_run(context, &migration, NULL, NULL));
        assert_invalid(world, "size", ct_migration_run(context, &signed_by, NULL, NULL));
        assert_invalid(world, "size", ct_migration_select(context, &migration, NULL, NULL));
        assert_invalid(world, "size",
                       ct_migration_run_many(context, &bulk, NULL, (void *)&handle));
        assert_invalid(world, "size",
                       ct_migration_authorise(context, &authorisation, NULL, NULL));
        assert_invalid(world, "size", ct_migration_first_login(context, &login, NULL, NULL));
        assert_invalid(world, "size", ct_outbox_claim(context, &claim_request, (void *)&handle));
        assert_invalid(world, "size",
                       ct_studio_open_account(context, world->studio, &call, NULL));
        assert_int_equal(ct_context_new(&options, (void *)&handle), CT_ERR_INVALID_ARGUMENT);
        assert_null(handle);
    }
}

struct bad_text {
    const char *text;
    const char *part; /* of what an English reader is told */
};

static void
check_texts(struct world *world, const char **member, size_t most, const char *field,
            ct_status (*call)(struct world *world, const void *request), const void *request)
{
    char *text = keep_memory(world, malloc(most + 2));
    memset(text, 'a', most + 1);
    text[most + 1] = '\0';
    const struct bad_text rows[] = {
        {"a\xFF", "UTF-8"},         {"a\xC3", "UTF-8"},  {"\xED\xA0\x80", "UTF-8"},
        {"a\xC0\x80", "UTF-8"},     {"a\nb", "control"}, {"a\x01", "control"},
        {"a\x7F", "control"},       {text, "longer"},
    };
    const char *good = *member;
    for (size_t i = 0; i < COUNT(rows); i++) {
        *member = rows[i].text;
        assert_invalid(world, field, call(world, request));
        assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), rows[i].part));
        assert_true(has_text(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), field));
    }
    *member = good;
}

static ct_status
do_studio(struct world *world, const void *request)
{
    return ct_studio_add(world->context, request, NULL, NULL);
}

static ct_status
do_client(struct world *world, const void *request)
{
    return ct_client_register(world->context, request, NULL, NULL);
}

static ct_status
do_migration(struct world *world, const void *request)
{
    return ct_migration_run(world->context, request, NULL, NULL);
}

static ct_status
do_select(struct world *world, const void *request)
{
    return ct_migration_select(world->context, request, NULL, NULL);
}

static ct_status
do_authorise(struct world *world, const void *request)
{
    return ct_migration_authorise(world->context, request, NULL, NULL);
}

static ct_status
do_clients(struct world *world, const void *request)
{
    ct_client_list *list = NULL;
    return ct_client_list_get(world->context, request, &list);
}

static ct_status
do_eligibility(struct world *world, const void *request)
{
    ct_eligibility *eligibility = NULL;
    return ct_eligibility_check(world->context, request, &eligibility);
}

static ct_status
do_nickname(struct world *world, const void *request)
{
    return ct_client_set_nickname(world->context, world->studio, world->studio,
                                  *(const char *const *)request, NULL, NULL);
}

static ct_status
do_actor(struct world *world, const void *request)
{
    return ct_context_set_actor(world->context, *(const char *const *)request);
}

static ct_status
do_coupon(struct world *world, const void *request)
{
    ct_coupon *coupon = NULL;
    return ct_coupon_find(world->context, *(const char *const *)request, &coupon);
}

static void
texts_are_utf_8_without_control_characters_and_not_too_long(void **state)
{
    struct world *world = *state;
    ct_studio_request studio = studio_request(world);
    check_texts(world, &studio.name, 200, "name", do_studio, &studio);
    check_texts(world, &studio.vat_number, 200, "vat_number", do_studio, &studio);
    check_texts(world, &studio.tax_code, 200, "tax_code", do_studio, &studio);
    check_texts(world, &studio.email, 254, "email", do_studio, &studio);
    check_texts(world, &studio.certified_email, 254, "certified_email", do_studio, &studio);
    ct_client_request client = client_request(world, "Alfa");
    check_texts(world, &client.name, 200, "name", do_client, &client);
    check_texts(world, &client.vat_number, 200, "vat_number", do_client, &client);
    check_texts(world, &client.tax_code, 200, "tax_code", do_client, &client);
    const char *email = "a@b.it";
    client.emails = &email;
    check_texts(world, &email, 254, "emails", do_client, &client);
    ct_signatory own = signatory;
    ct_migration_request migration = migration_request(world, register_client(world, &client));
    migration.signatory = &own;
    check_texts(world, &migration.email, 254, "email", do_migration, &migration);
    check_texts(world, &migration.email, 254, "email", do_select, &migration);
    check_texts(world, &migration.coupon_code, 200, "coupon_code", do_migration, &migration);
    check_texts(world, &own.name, 100, "signatory.name", do_migration, &migration);
    check_texts(world, &own.surname, 100, "signatory.surname", do_migration, &migration);
    check_texts(world, &own.tax_code, 100, "signatory.tax_code", do_migration, &migration);
    ct_authorisation authorisation = CT_AUTHORISATION_INIT;
    authorisation.migration = world->studio;
    authorisation.signatory = &own;
    check_texts(world, &authorisation.coupon_code, 200, "coupon_code", do_authorise,
                &authorisation);
    ct_client_query clients = CT_CLIENT_QUERY_INIT;
    clients.studio = world->studio;
    check_texts(world, &clients.search, 200, "search", do_clients, &clients);
    ct_eligibility_request eligibility = CT_ELIGIBILITY_REQUEST_INIT;
    eligibility.studio = world->studio;
    eligibility.client = migration.client;
    check_texts(world, &eligibility.coupon_code, 200, "coupon_code", do_eligibility,
                &eligibility);
    const char *text = NULL;
    check_texts(world, &text, 100, "nickname", do_nickname, &text);
    check_texts(world, &text, 100, "actor", do_actor, &text);
    check_texts(world, &text, 200, "code", do_coupon, &text);
}

static void
unknown_values_are_refused(void **state)
{
    struct world *world = *state;
    ct_context *context = world->context;
    ct_id id = add_client(world, "Alfa");
    void *handle = NULL;
    ct_client_request client = client_request(world, "Beta");
    client.tax_regime = 3;
    assert_invalid(world, "tax_regime", do_client(world, &client));
    client.tax_regime = 0;
    client.is_on_ts_digital = -1;
    assert_invalid(world, "is_on_ts_digital", do_client(world, &client));
    client.is_on_ts_digital = 0;
    client.emails = NULL;
    assert_invalid(world, "emails", do_client(world, &client));
    ct_client_query clients = CT_CLIENT_QUERY_INIT;
    clients.studio = world->studio;
    clients.flags = 2;
    assert_invalid(world, "flags", do_clients(world, &clients));
    ct_coupon_query coupons = CT_COUPON_QUERY_INIT;
    coupons.studio = world->studio;
    coupons.kind = 4;
    assert_invalid(world, "kind", ct_coupon_list_get(context, &coupons, (void *)&handle));
    coupons.kind = 0;
    coupons.state = INT32_MIN;
    assert_invalid(world, "state", ct_coupon_list_get(context, &coupons, (void *)&handle));
    ct_migration_query migrations = CT_MIGRATION_QUERY_INIT;
    migrations.studio = world->studio;
    migrations.state = 9;
    assert_invalid(world, "state", ct_migration_list_get(context, &migrations, (void *)&handle));
    ct_eligibility_request eligibility = CT_ELIGIBILITY_REQUEST_INIT;
    eligibility.studio = world->studio;
    eligibility.client = id;
    eligibility.kind = 4;
    assert_invalid(world, "kind", do_eligibility(world, &eligibility));
    eligibility.kind = 0;
    eligibility.day = date_of(2026, 2, 30);
    assert_invalid(world, "day", do_eligibility(world, &eligibility));
    eligibility.day = date_of(0, 0, 0);
    eligibility.license_year = 1;
    assert_invalid(world, "license_year", do_eligibility(world, &eligibility));
    ct_migration_request migration = migration_request(world, id);
    migration.flags = 6;
    assert_invalid(world, "flags", do_migration(world, &migration));
    assert_invalid(world, "flags", do_select(world, &migration));
    ct_authorisation authorisation = CT_AUTHORISATION_INIT;
    authorisation.migration = id;
    authorisation.signatory = &signatory;
    authorisation.flags = 6;
    assert_invalid(world, "flags", do_authorise(world, &authorisation));
    ct_call call = CT_CALL_INIT;
    call.flags = 2;
    assert_invalid(world, "flags", ct_studio_open_account(context, world->studio, &call, NULL));
    assert_invalid(world, "language", ct_context_set_language(context, 3));
    assert_null(handle);
}

static void
an_error_is_told_in_both_languages_until_the_next_call(void **state)
{
    struct world *world = *state;
    ct_studio *studio = NULL;
    const ct_id nobody = {{1}};
    assert_status(world, CT_ERR_NOT_FOUND, ct_studio_get(world->context, nobody, &studio));
    assert_int_equal(ct_error_code(world->context), CT_ERR_NOT_FOUND);
    assert_string_equal(ct_error_rule(world->context), "");
    assert_string_equal(ct_error_field(world->context), "studio");
    assert_string_equal(ct_error_text(world->context, CT_LANGUAGE_ENGLISH),
                        "There is no such studio");
    assert_string_equal(ct_error_text(world->context, CT_LANGUAGE_ITALIAN), "Studio inesistente");
    assert_string_equal(ct_error_text(world->context, 0), "There is no such studio");
    assert_int_equal(ct_error_native_code(world->context), 0);
    const ct_reasons *reasons = ct_error_reasons(world->context);
    assert_int_equal(ct_reasons_count(reasons), 1);
    assert_string_equal(ct_reasons_text(reasons, 0, 0), "There is no such studio");
    assert_null(ct_reasons_text(reasons, 1, 0));
    assert_null(ct_reasons_rule(reasons, 1));
    assert_null(ct_reasons_field(reasons, 1));
    assert_ok(world, ct_context_set_language(world->context, CT_LANGUAGE_ITALIAN));
    assert_status(world, CT_ERR_NOT_FOUND, ct_studio_get(world->context, nobody, &studio));
    assert_string_equal(ct_error_text(world->context, 0), "Studio inesistente");
    assert_int_equal(ct_reasons_count(ct_error_reasons(world->context)), 1);
}

static void
today_is_rome_s_by_the_host_s_clock(void **state)
{
    struct world *world = *state;
    ct_date today;
    assert_ok(world, ct_context_today(world->context, &today));
    assert_date(2026, 9, 1, today);
    assert_int_equal(ct_instant_in_rome(date_of(2026, 9, 1), 86399999, &world->now), CT_OK);
    assert_ok(world, ct_context_today(world->context, &today));
    assert_date(2026, 9, 1, today);
    world->now++;
    assert_ok(world, ct_context_today(world->context, &today));
    assert_date(2026, 9, 2, today);
}

static void
a_clock_or_a_random_source_that_fails_ends_the_call(void **state)
{
    struct world *world = *state;
    ct_studio *studio = NULL;
    ct_date today;
    const char *before = dump(world);
    world->clock_fails = true;
    assert_status(world, CT_ERR_CALLBACK, ct_context_today(world->context, &today));
    assert_status(world, CT_ERR_CALLBACK,
                  ct_studio_get(world->context, world->studio, &studio));
    world->clock_fails = false;
    ct_instant now = world->now;
    static const ct_instant wild[] = {0, INT64_MIN, INT64_MAX, -1};
    for (size_t i = 0; i < COUNT(wild); i++) {
        world->now = wild[i];
        assert_invalid(world, "now", ct_context_today(world->context, &today));
    }
    world->now = now;
    world->random_fails = true;
    ct_client_request request = client_request(world, "Alfa");
    assert_status(world, CT_ERR_CALLBACK, do_client(world, &request));
    world->random_fails = false;
    assert_unchanged(world, before);
}

static void
policies_are_named_values(void **state)
{
    struct world *world = *state;
    ct_policy *policy = NULL;
    static const struct {
        const char *name, *value;
        ct_status status;
    } rows[] = {
        {"license_end", "06-30", CT_OK},
        {"license_end", "02-29", CT_ERR_INVALID_ARGUMENT},
        {"license_end", "6-30", CT_ERR_INVALID_ARGUMENT},
        {"read_only_plan", "premium_plus", CT_OK},
        {"read_only_plan", "gold", CT_ERR_INVALID_ARGUMENT},
        {"complete.documents", "1", CT_OK},
        {"complete.documents", "-1", CT_ERR_INVALID_ARGUMENT},
        {"complete.documents", "1x", CT_ERR_INVALID_ARGUMENT},
        {"complete.documents", "", CT_ERR_INVALID_ARGUMENT},
        {"complete.documents", "99999999999999999999", CT_ERR_INVALID_ARGUMENT},
        {"one_time_password_days", "0", CT_ERR_INVALID_ARGUMENT},
        {"provisioning", "host", CT_OK},
        {"provisioning", "nobody", CT_ERR_INVALID_ARGUMENT},
        {"message_sender", "a\xFF@b.it", CT_ERR_INVALID_ARGUMENT},
        {"message_sender", "a@b.it\r\nBcc: c@d.it", CT_ERR_INVALID_ARGUMENT},
        {"message_sender", "nobody", CT_ERR_INVALID_ARGUMENT},
        {"license_end", "13-01", CT_ERR_INVALID_ARGUMENT},
        {"plans_offered", "", CT_OK},
        {"plans_offered", "  premium   standard ", CT_OK},
        {"plans_offered", "standard trial", CT_ERR_INVALID_ARGUMENT},
        {"plans_offered", "standard gold", CT_ERR_INVALID_ARGUMENT},
        {"plans_offered", "standard premium_plus_and_more", CT_ERR_INVALID_ARGUMENT},
        {"reminder_days", "60 30 15 7 4 3 2 1", CT_OK},
        {"reminder_days", "60 30 15 7 5 4 3 2 1", CT_ERR_INVALID_ARGUMENT},
        {"reminder_days", "30 soon", CT_ERR_INVALID_ARGUMENT},
        {"reminder_days", "366", CT_ERR_INVALID_ARGUMENT},
        {"reminder_days", "30 0000000000000007", CT_ERR_INVALID_ARGUMENT},
        {"gold.documents", "1", CT_ERR_NOT_FOUND},
    };
    (void)world;
    assert_int_equal(ct_policy_new(NULL, &policy), CT_OK);
    for (size_t i = 0; ct_policy_name(i); i++) {
        assert_non_null(ct_policy_get(policy, ct_policy_name(i)));
        /* A default can be set, too. */
        assert_int_equal(ct_policy_set(policy, ct_policy_name(i),
                                       ct_policy_get(policy, ct_policy_name(i))), CT_OK);
    }
    ct_policy_free(policy);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(ct_policy_new(NULL, &policy), CT_OK);
        char before[128] = {0};
        if (ct_policy_get(policy, rows[i].name))
            strncpy(before, ct_policy_get(policy, rows[i].name), sizeof before - 1);
        ct_status status = ct_policy_set(policy, rows[i].name, rows[i].value);
        const char *after = ct_policy_get(policy, rows[i].name);
        bool is_right = status == rows[i].status &&
                        (!after || strcmp(after, status ? before : rows[i].value) == 0);
        ct_policy_free(policy);
        if (!is_right)
            fail_msg("%s = \"%s\" answered %s", rows[i].name, rows[i].value,
                     ct_status_name(status));
    }
}

static void
a_context_copies_its_policy(void **state)
{
    struct world *world = *state;
    reopen(world, "provisioning", "host");
    assert_int_equal(ct_policy_set(world->policy, "provisioning", "library"), CT_OK);
    (void)buy(world, 2026, 1);
    const ct_migration_answer *answer = migrate(world, add_client(world, "Alfa"));
    assert_int_equal(ct_migration_answer_state(answer), CT_MIGRATION_AUTHORISED);
}

static ct_id
new_studio_id(ct_context *context, const ct_studio_request *request)
{
    ct_studio *studio = NULL;
    (void)ct_studio_add(context, request, NULL, &studio);
    ct_id id = ct_studio_id(studio);
    ct_studio_free(studio);
    return id;
}

static void
two_processes_with_one_context_s_past_make_different_identifiers(void **state)
{
    struct world *world = *state;
    const ct_studio_request first = studio_request(world), second = studio_request(world);
    ct_context_options options = good_options(world);
    ct_context *context = NULL;
    ct_storage *storage = NULL;
    ct_id theirs = {{0}};
    int ends[2];
    assert_int_equal(ct_context_new(&options, &context), CT_OK);
    assert_int_equal(ct_storage_new_memory(NULL, &storage), CT_OK);
    assert_int_equal(ct_context_open(context, storage), CT_OK);
    (void)new_studio_id(context, &first);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        theirs = new_studio_id(context, &second);
        _exit(write(ends[1], &theirs, sizeof theirs) != sizeof theirs);
    }
    ct_id ours = new_studio_id(context, &second);
    assert_int_equal(read(ends[0], &theirs, sizeof theirs), sizeof theirs);
    assert_int_equal(waitpid(child, NULL, 0), child);
    (void)close(ends[0]);
    (void)close(ends[1]);
    ct_context_free(context);
    ct_storage_unref(storage);
    assert_memory_not_equal(ours.bytes + 9, theirs.bytes + 9, 7);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(options_that_make_no_sense_are_refused),
        CASE(a_lock_is_waited_for_as_long_as_the_context_is_told),
        CASE(a_context_without_a_storage_says_so),
        CASE(structs_of_any_size),
        CASE(every_struct_of_a_wild_size_is_refused),
        CASE(texts_are_utf_8_without_control_characters_and_not_too_long),
        CASE(unknown_values_are_refused),
        CASE(an_error_is_told_in_both_languages_until_the_next_call),
        CASE(today_is_rome_s_by_the_host_s_clock),
        CASE(a_clock_or_a_random_source_that_fails_ends_the_call),
        CASE(policies_are_named_values),
        CASE(a_context_copies_its_policy),
        CASE(two_processes_with_one_context_s_past_make_different_identifiers),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
