/* Getters, frees and the like ask for no memory at all, so that none of them can fail for want of it; and
 * every other public function is driven without memory by test_memory.c. */
#include "changes.h"
#include "getters.h"
#include "looks.h"
#include "one_row.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* One of each kind; those inside others come from them. */
static struct handle {
    const char *kind;
    void *pointer;
} handles[64];
static size_t handle_count;

static void
take(const char *kind, const void *pointer)
{
    assert_non_null(pointer);
    assert_true(handle_count < COUNT(handles));
    handles[handle_count++] = (struct handle){kind, (void *)(uintptr_t)pointer};
}

/* Of the kind in the function's name: "client_record" for "ct_client_record_state". */
static struct handle *
find(const char *function)
{
    struct handle *found = NULL;
    for (size_t i = 0; i < handle_count; i++) {
        size_t length = strlen(handles[i].kind);
        if (strncmp(function + 3, handles[i].kind, length) == 0 && function[3 + length] == '_' &&
            (!found || length > strlen(found->kind)))
            found = &handles[i];
    }
    return found;
}

static void *
handle_for(const char *function)
{
    const struct handle *found = find(function);
    if (!found)
        fail_msg("%s has no handle", function);
    return found->pointer;
}

static void
take_looks(struct world *world, const struct sight *sight)
{
    for (size_t i = 0; i < look_count; i++) {
        char function[64];
        void *handle = NULL;
        assert_ok(world, looks[i].run(world, sight, &handle));
        (void)snprintf(function, sizeof function, "ct_%s_", looks[i].handle ? looks[i].handle : "");
        if (looks[i].handle && (!find(function) || strcmp(find(function)->kind, looks[i].handle)))
            take(looks[i].handle, handle);
        else
            release_handle(looks[i].handle, handle);
    }
}

#define TAKE(name, type, ...)                                               \
    do {                                                                    \
        ct_##type *handle_ = NULL;                                          \
        assert_ok(world, ct_##name(world->context, __VA_ARGS__, &handle_)); \
        take(#type, handle_);                                               \
    } while (0)

/* What changes hand out. */
static void
take_answers(struct world *world, const struct sight *sight)
{
    const ct_client_request client = client_request(world, "Delta");
    const ct_client_request *const clients[] = {&client};
    const ct_document_facts facts = document_facts(world, "2/A");
    const ct_document_facts *const documents[] = {&facts};
    const ct_migration_request migration = migration_request(world, add_client(world, "Zeta"));
    ct_history_request history = CT_HISTORY_REQUEST_INIT;
    ct_history_batch batch = CT_HISTORY_BATCH_INIT;
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_renewal_bulk renewal = CT_RENEWAL_BULK_INIT;
    ct_campaign_request campaign = CT_CAMPAIGN_REQUEST_INIT;
    history.studio = batch.studio = bulk.studio = renewal.studio = world->studio;
    history.client = batch.client = sight->client;
    history.document = &facts;
    batch.documents = documents;
    bulk.clients = renewal.clients = &sight->done_client;
    batch.count = bulk.client_count = renewal.client_count = 1;
    bulk.signatory = &signatory;
    TAKE(client_register_many, client_answers, clients, 1, NULL);
    TAKE(history_import, history_answer, &history, NULL);
    TAKE(history_import_many, history_answers, &batch, NULL);
    TAKE(migration_run, migration_answer, &migration, NULL);
    TAKE(migration_run_many, migration_answers, &bulk, NULL);
    (void)buy(world, 2027, 2);
    const ct_assignment_request assignment =
        assignment_request(world, sight->done_client, CT_COUPON_CONTO_TERZI);
    TAKE(coupon_assign, assignment, &assignment, NULL);
    TAKE(renewal_run_many, assignments, &renewal, NULL);
    set_today(world, 2026, 11, 20);
    campaign.license_year = 2027;
    TAKE(campaign_run, campaign_report, &campaign, NULL);
    TAKE(lifecycle_run, lifecycle_report, NULL, NULL);
}

static void
take_finding(struct world *world)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    ct_check_report *report = NULL;
    sqlite3 *file = NULL;
    if (!world->back_end->is_file)
        return;
    world->is_damaged = true;
    assert_int_equal(sqlite3_open(world->path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, "UPDATE message SET due_at = NULL", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
    request.limit = 1000;
    assert_ok(world, ct_check_run(world->context, &request, &report));
    take("finding", ct_check_report_at(keep_check_report(world, report), 0));
}

static void
take_inner(void)
{
    take("document", ct_document_list_at(handle_for("ct_document_list_at"), 0));
    take("numbering", ct_numbering_list_at(handle_for("ct_numbering_list_at"), 0));
    take("client_action", ct_client_actions_at(handle_for("ct_client_actions_at"), 0));
    take("event", ct_event_list_at(handle_for("ct_event_list_at"), 0));
    take("difference", ct_differences_at(handle_for("ct_differences_at"), 0));
    take("renewal_entry", ct_renewal_plan_at(handle_for("ct_renewal_plan_at"), 0));
}

static void
take_own(struct world *world)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    ct_policy *policy = NULL;
    ct_studio *nobody = NULL;
    options.now = test_clock;
    options.now_user = world;
    options.allocator = &world->allocator;
    assert_int_equal(ct_context_new(&options, &context), CT_OK);
    assert_int_equal(ct_context_open(context, world->storage), CT_OK);
    assert_int_equal(ct_policy_new(&world->allocator, &policy), CT_OK);
    assert_int_equal(ct_studio_get(context, no_id, &nobody), CT_ERR_NOT_FOUND);
    take("context", context);
    take("policy", policy);
    take("reasons", ct_error_reasons(context));
}

#define WITHOUT_MEMORY(call, f)                                                    \
    do {                                                                           \
        long asked_ = atomic_load(&world->heap.asked);                             \
        (void)call;                                                                \
        if (atomic_load(&world->heap.asked) != asked_)                             \
            fail_msg("%s asked for memory", #f);                                   \
    } while (0);

#define GETTERS \
    ID_GETTERS DATE_GETTERS TEXT_GETTERS NUMBER_GETTERS POINTER_GETTERS
#define GETTERS_AT \
    ID_GETTERS_AT TEXT_GETTERS_AT NUMBER_GETTERS_AT POINTER_GETTERS_AT

/* The others. What names a context is called last: it empties the reasons. */
#define OTHERS(X)                                                                              \
    X(ct_reasons_text, (handle_for("ct_reasons_text"), 0, 0))                                  \
    X(ct_license_limit, (handle_for("ct_license_limit"), CT_CATEGORY_DOCUMENTS))               \
    X(ct_studio_overview_coupon_line,                                                          \
      (handle_for("ct_studio_overview_coupon_line"), 0, &value, &value, &value, &count))       \
    X(ct_studio_overview_license_line,                                                         \
      (handle_for("ct_studio_overview_license_line"), 0, &date, &count))                       \
    X(ct_check_report_rows, (handle_for("ct_check_report_rows"), "client"))                    \
    X(ct_check_name, (0))                                                                      \
    X(ct_check_table, (0))                                                                     \
    X(ct_policy_get, (handle_for("ct_policy_get"), "license_end"))                             \
    X(ct_policy_name, (0))                                                                     \
    X(ct_policy_get_template_subject,                                                          \
      (handle_for("ct_policy_get_template_subject"), CT_MESSAGE_CREDENTIALS))                  \
    X(ct_policy_get_template_text,                                                             \
      (handle_for("ct_policy_get_template_text"), CT_MESSAGE_CREDENTIALS))                     \
    X(ct_version, ())                                                                          \
    X(ct_status_name, (CT_OK))                                                                 \
    X(ct_id_format, (world->studio, text))                                                     \
    X(ct_id_parse, (text, &id))                                                                \
    X(ct_date_parse, ("2026-09-01", &date))                                                    \
    X(ct_date_format, (date, text))                                                            \
    X(ct_instant_format, (world->now, text))                                                   \
    X(ct_date_in_rome, (world->now, &date))                                                    \
    X(ct_instant_in_rome, (date, 0, &instant))                                                 \
    X(ct_enum_name, (CT_ENUM_PLAN, CT_PLAN_PREMIUM))                                           \
    X(ct_enum_value, (CT_ENUM_PLAN, "premium", &value))                                        \
    X(ct_enum_text, (CT_ENUM_PLAN, CT_PLAN_PREMIUM, CT_LANGUAGE_ITALIAN))                      \
    X(ct_clock_system, (NULL, &instant))                                                       \
    X(ct_storage_ref, (world->storage))                                                        \
    X(ct_storage_unref, (world->storage))                                                      \
    X(ct_error_code, (context))                                                                \
    X(ct_error_rule, (context))                                                                \
    X(ct_error_field, (context))                                                               \
    X(ct_error_text, (context, 0))                                                             \
    X(ct_error_reasons, (context))                                                             \
    X(ct_error_native_code, (context))                                                         \
    X(ct_context_set_actor, (context, "somebody"))                                             \
    X(ct_context_set_language, (context, CT_LANGUAGE_ENGLISH))                                 \
    X(ct_context_today, (context, &date))                                                      \
    X(ct_context_keys_kept_since, (context, &instant))                                         \
    X(ct_preview_end, (world->context))

/* Only a damaged file has a finding. */
static bool
is_there(const struct world *world, const char *function)
{
    return world->back_end->is_file || strncmp(function, "ct_finding_", 11) != 0;
}

static void
call_getters(struct world *world)
{
#define X(f)                    \
    if (is_there(world, #f))    \
        WITHOUT_MEMORY(f(handle_for(#f)), f)
    GETTERS
#undef X
#define X(f)                    \
    if (is_there(world, #f))    \
        WITHOUT_MEMORY(f(handle_for(#f), 0), f)
    GETTERS_AT
#undef X
}

static void
call_others(struct world *world)
{
    ct_context *context = handle_for("ct_context_");
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id id;
    ct_date date;
    ct_instant instant;
    int32_t value;
    uint64_t count;
    assert_ok(world, ct_preview_begin(world->context));
#define X(f, arguments) WITHOUT_MEMORY(f arguments, f)
    OTHERS(X)
#undef X
}

static void
free_all(struct world *world)
{
#define X(f) WITHOUT_MEMORY(f(handle_for(#f)), f)
    FREES
#undef X
}

/* The schema is asked, and found quiet, while a context opens the storage. */
static void
ask_schema(struct world *world)
{
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = ct_clock_system;
    assert_int_equal(new_one_row(world, &storage), CT_OK);
    assert_int_equal(ct_context_new(&options, &context), CT_OK);
    assert_int_equal(ct_context_open(context, storage), CT_OK);
    ct_context_free(context);
    ct_storage_unref(storage);
}

static void
what_can_t_fail_asks_for_no_memory(void **state)
{
    struct world *world = *state;
    struct sight sight = {.pack = no_id};
    handle_count = 0;
    set_up_sight(world, &sight);
    take_looks(world, &sight);
    take_answers(world, &sight);
    take_inner();
    take_own(world);
    take_finding(world);
    call_getters(world);
    call_others(world);
    free_all(world);
    ask_schema(world);
}

#define X(f) #f,
static const char *const quiet[] = {
    GETTERS GETTERS_AT FREES
#undef X
#define X(f, arguments) #f,
    OTHERS(X) SCHEMA_CALLS(X)
#undef X
};

static bool
is_quiet(const char *name)
{
    for (size_t i = 0; i < COUNT(quiet); i++)
        if (strcmp(quiet[i], name) == 0)
            return true;
    return false;
}

static bool
is_driven(const char *name)
{
    for (size_t i = 0; i < change_count; i++)
        if (strcmp(changes[i].name, name + 3) == 0)
            return true;
    for (size_t i = 0; i < look_count; i++)
        if (strcmp(looks[i].name, name + 3) == 0)
            return true;
    for (size_t i = 0; i < maker_count; i++)
        if (strcmp(makers[i].name, name + 3) == 0)
            return true;
    return false;
}

static void
must_be_driven_or_quiet(const char *name)
{
    if (is_quiet(name) == is_driven(name))
        fail_msg("%s is %s", name, is_quiet(name) ? "both" : "neither");
}

static void
each_public_function_is_driven_without_memory_or_needs_none(void **state)
{
    (void)state;
    assert_int_equal(visit_exported(must_be_driven_or_quiet),
                     COUNT(quiet) + change_count + look_count + maker_count);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(what_can_t_fail_asks_for_no_memory),
        CASE(each_public_function_is_driven_without_memory_or_needs_none),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
