/* Every public symbol is called, with nothing where something is expected. */
#include "fixture.h"
#include "getters.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_POSTGRES
#include <contoterzi/postgres.h>
#endif

static const char *called[512];
static size_t called_count;

static bool
is_called(const char *name)
{
    for (size_t i = 0; i < called_count; i++)
        if (strcmp(called[i], name) == 0)
            return true;
    return false;
}

static void
note(const char *name)
{
    if (!is_called(name) && called_count < COUNT(called))
        called[called_count++] = name;
}

static void
getters_of_nothing_give_nothing(void)
{
#define X(f)                    \
    note(#f);                   \
    if (!(is_none(f(NULL))))      \
        fail_msg("%s", #f);
    ID_GETTERS
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(is_none(f(NULL, 0))))      \
        fail_msg("%s", #f);
    ID_GETTERS_AT
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!((f(NULL)).year == 0))      \
        fail_msg("%s", #f);
    DATE_GETTERS
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(!f(NULL)))      \
        fail_msg("%s", #f);
    TEXT_GETTERS
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(!f(NULL, 0)))      \
        fail_msg("%s", #f);
    TEXT_GETTERS_AT
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(f(NULL) == 0))      \
        fail_msg("%s", #f);
    NUMBER_GETTERS
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(f(NULL, 0) == 0))      \
        fail_msg("%s", #f);
    NUMBER_GETTERS_AT
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(!f(NULL)))      \
        fail_msg("%s", #f);
    POINTER_GETTERS
#undef X
#define X(f)                    \
    note(#f);                   \
    if (!(!f(NULL, 0)))      \
        fail_msg("%s", #f);
    POINTER_GETTERS_AT
#undef X
}

static void
nothing_is_freed(void)
{
#define X(f)  \
    note(#f); \
    f(NULL);
    FREES
#undef X
}

#define OUT ((void *)&handle)
/* Of a context that is there or not: whatever is missing, it is told. */
#define CALLS(X)                                                                      \
    X(ct_history_import, (context, NULL, NULL, NULL))                                 \
    X(ct_history_import_many, (context, NULL, NULL, OUT))                             \
    X(ct_document_list_get, (context, NULL, OUT))                                     \
    X(ct_numbering_list_get, (context, no_id, OUT))                                   \
    X(ct_studio_add, (context, NULL, NULL, NULL))                                     \
    X(ct_studio_open_account, (context, no_id, NULL, NULL))                           \
    X(ct_studio_get, (context, no_id, OUT))                                       \
    X(ct_studio_find, (context, NULL, OUT))                                       \
    X(ct_studio_list_get, (context, "?", 0, OUT))                                 \
    X(ct_studio_overview_get, (context, no_id, OUT))                              \
    X(ct_client_register, (context, NULL, NULL, NULL))                                \
    X(ct_client_register_many, (context, NULL, 0, NULL, OUT))                     \
    X(ct_client_set_nickname, (context, no_id, no_id, NULL, NULL, NULL))              \
    X(ct_client_erase, (context, no_id, NULL, NULL))                                  \
    X(ct_lifecycle_run, (context, &wild_lifecycle, NULL, NULL))                       \
    X(ct_client_get, (context, no_id, OUT))                                       \
    X(ct_client_find, (context, no_id, NULL, OUT))                                \
    X(ct_client_list_get, (context, NULL, OUT))                                   \
    X(ct_client_export, (context, NULL, NULL))                                        \
    X(ct_client_as_of, (context, no_id, date_of(0, 0, 0), OUT))                       \
    X(ct_account_get, (context, no_id, OUT))                                      \
    X(ct_pack_buy, (context, NULL, NULL, NULL))                                       \
    X(ct_pack_revoke, (context, no_id, NULL, NULL))                                   \
    X(ct_pack_get, (context, no_id, OUT))                                         \
    X(ct_pack_list_get, (context, no_id, NULL, 0, OUT))                           \
    X(ct_campaign_run, (context, NULL, NULL, NULL))                                   \
    X(ct_cancellation_record, (context, NULL, NULL, NULL))                            \
    X(ct_cancellation_withdraw, (context, no_id, NULL, NULL))                         \
    X(ct_cancellation_get, (context, no_id, OUT))                                     \
    X(ct_cancellation_list_get, (context, no_id, NULL, 0, OUT))                       \
    X(ct_coupon_get, (context, no_id, OUT))                                       \
    X(ct_coupon_find, (context, NULL, OUT))                                       \
    X(ct_coupon_list_get, (context, NULL, OUT))                                   \
    X(ct_eligibility_check, (context, NULL, OUT))                                 \
    X(ct_reconcile, (context, NULL, OUT))                                             \
    X(ct_check_run, (context, &wild_check, OUT))                                      \
    X(ct_event_list_get, (context, &wild_events, OUT))                            \
    X(ct_license_get, (context, no_id, OUT))                                      \
    X(ct_license_in_force, (context, no_id, date_of(0, 0, 0), OUT))               \
    X(ct_coupon_assign, (context, NULL, NULL, NULL))                                  \
    X(ct_renewal_run_many, (context, NULL, NULL, OUT))                                \
    X(ct_renewal_ways_get, (context, no_id, no_id, date_of(0, 0, 0), OUT))            \
    X(ct_renewal_plan_get, (context, NULL, OUT))                                      \
    X(ct_coupon_link_get, (context, NULL, OUT))                                       \
    X(ct_coupon_register, (context, NULL, NULL, NULL))                                \
    X(ct_license_buy, (context, NULL, NULL, NULL))                                    \
    X(ct_license_start_trial, (context, NULL, NULL, NULL))                            \
    X(ct_usage_add, (context, NULL, NULL, NULL))                                      \
    X(ct_usage_get, (context, no_id, 0, 0, OUT))                                  \
    X(ct_migration_run, (context, NULL, NULL, NULL))                                  \
    X(ct_migration_run_many, (context, NULL, NULL, OUT))                          \
    X(ct_migration_select, (context, NULL, NULL, NULL))                               \
    X(ct_migration_authorise, (context, NULL, NULL, NULL))                            \
    X(ct_migration_provision, (context, no_id, NULL, NULL))                           \
    X(ct_migration_fail, (context, no_id, NULL, NULL))                                \
    X(ct_migration_cancel, (context, no_id, NULL, NULL))                              \
    X(ct_migration_first_login, (context, NULL, NULL, NULL))                          \
    X(ct_migration_complete, (context, no_id, NULL, NULL))                            \
    X(ct_migration_resend_credentials, (context, no_id, NULL, NULL))                  \
    X(ct_migration_check_operation, (context, no_id, no_id))                          \
    X(ct_migration_get, (context, no_id, OUT))                                    \
    X(ct_migration_list_get, (context, NULL, OUT))                                \
    X(ct_outbox_claim, (context, NULL, NULL))                                         \
    X(ct_outbox_acknowledge, (context, no_id, no_id, NULL, NULL))                     \
    X(ct_outbox_fail, (context, no_id, no_id, NULL, NULL, NULL))                      \
    X(ct_message_list_get, (context, 99, NULL, 0, OUT))                           \
    X(ct_access_check, (context, NULL, OUT))                                      \
    X(ct_client_actions_get, (context, no_id, no_id, OUT))                            \
    X(ct_client_open, (context, no_id, no_id, NULL, NULL))                             \
    X(ct_client_unlink, (context, no_id, no_id, NULL, NULL))                           \
    X(ct_client_link, (context, NULL, NULL, NULL))                                     \
    X(ct_context_open, (context, NULL))                                               \
    X(ct_context_set_actor, (context, NULL))                                          \
    X(ct_context_set_language, (context, 0))                                          \
    X(ct_context_keys_kept_since, (context, NULL))                                    \
    X(ct_context_today, (context, NULL))

/* The lists' and answers' own `ret_` is needed. */
#define CALLS_FOR_ANSWERS(X)                                                          \
    X(ct_history_import_many, (context, NULL, NULL, NULL))                            \
    X(ct_numbering_list_get, (context, no_id, NULL))                                  \
    X(ct_studio_list_get, (context, NULL, 0, NULL))                                   \
    X(ct_studio_overview_get, (context, studio, NULL))                                \
    X(ct_client_register_many, (context, NULL, 0, NULL, NULL))                        \
    X(ct_pack_list_get, (context, studio, NULL, 0, NULL))                             \
    X(ct_cancellation_list_get, (context, studio, NULL, 0, NULL))                     \
    X(ct_eligibility_check, (context, NULL, NULL))                                    \
    X(ct_access_check, (context, NULL, NULL))                                         \
    X(ct_client_actions_get, (context, studio, no_id, NULL))                          \
    X(ct_reconcile, (context, NULL, NULL))                                            \
    X(ct_check_run, (context, NULL, NULL))                                            \
    X(ct_event_list_get, (context, NULL, NULL))                                       \
    X(ct_license_list_get, (context, no_id, NULL))                                    \
    X(ct_migration_run_many, (context, NULL, NULL, NULL))                             \
    X(ct_renewal_run_many, (context, NULL, NULL, NULL))                               \
    X(ct_renewal_ways_get, (context, studio, studio, date_of(0, 0, 0), NULL))         \
    X(ct_renewal_plan_get, (context, NULL, NULL))                                     \
    X(ct_message_list_get, (context, 0, NULL, 0, NULL))

static const ct_event_query wild_events; /* of no size */
static const ct_lifecycle_request wild_lifecycle; /* likewise */
static const ct_check_request wild_check;

static void
calls_without_a_context_are_told(ct_id studio)
{
    ct_context *context = NULL;
    void *handle = NULL;
#define X(f, arguments)                         \
    note(#f);                                   \
    if (f arguments != CT_ERR_INVALID_ARGUMENT) \
        fail_msg("%s without a context", #f);
    CALLS(X)
    CALLS_FOR_ANSWERS(X)
#undef X
    note("ct_preview_begin");
    assert_int_equal(ct_preview_begin(NULL), CT_ERR_INVALID_ARGUMENT);
    note("ct_preview_end");
    ct_preview_end(NULL);
    assert_null(handle);
}

/* The status is an error of the caller's, and the detail says which field. */
static void
check_told(ct_context *context, const char *name, ct_status status)
{
    if ((status != CT_ERR_INVALID_ARGUMENT && status != CT_ERR_NOT_FOUND &&
         status != CT_ERR_REFUSED) ||
        ct_error_code(context) != status || !*ct_error_field(context) ||
        !*ct_error_text(context, CT_LANGUAGE_ITALIAN) ||
        ct_reasons_count(ct_error_reasons(context)) == 0)
        fail_msg("%s answered %s, and told %s, field \"%s\", \"%s\"", name, ct_status_name(status),
                 ct_status_name(ct_error_code(context)), ct_error_field(context),
                 ct_error_text(context, CT_LANGUAGE_ENGLISH));
}

static void
calls_with_nothing_are_told(ct_context *context)
{
    void *handle = NULL;
#define X(f, arguments) check_told(context, #f, f arguments);
    CALLS(X)
#undef X
    assert_null(handle);
}

static void
errors_of_nothing(void)
{
#define X(f) note(#f)
    X(ct_check_report_rows), X(ct_check_name), X(ct_check_table);
#undef X
    assert_int_equal(ct_check_report_rows(NULL, "client"), 0);
    assert_null(ct_check_name(SIZE_MAX));
    assert_null(ct_check_table(SIZE_MAX));
#define X(f) note(#f)
    X(ct_error_code), X(ct_error_rule), X(ct_error_field), X(ct_error_text);
    X(ct_error_reasons), X(ct_error_native_code), X(ct_reasons_text), X(ct_license_limit);
    X(ct_studio_overview_coupon_line), X(ct_studio_overview_license_line);
    assert_int_equal(ct_error_code(NULL), CT_ERR_INVALID_ARGUMENT);
    assert_string_equal(ct_error_rule(NULL), "");
    assert_string_equal(ct_error_field(NULL), "");
    assert_string_equal(ct_error_text(NULL, CT_LANGUAGE_ITALIAN), "");
    assert_null(ct_error_reasons(NULL));
    assert_int_equal(ct_error_native_code(NULL), 0);
    assert_null(ct_reasons_text(NULL, 0, 0));
    assert_int_equal(ct_license_limit(NULL, CT_CATEGORY_CLIENTS), 0);
    assert_int_equal(ct_studio_overview_coupon_line(NULL, 0, NULL, NULL, NULL, NULL),
                     CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_studio_overview_license_line(NULL, 0, NULL, NULL),
                     CT_ERR_INVALID_ARGUMENT);
}

static void
base_of_nothing(void)
{
    ct_id id;
    ct_date date;
    ct_instant instant;
    int32_t value;
    char text[CT_ID_TEXT_LENGTH + 1];
    X(ct_version), X(ct_status_name), X(ct_id_format), X(ct_id_parse), X(ct_date_format);
    X(ct_date_parse), X(ct_instant_format), X(ct_date_in_rome), X(ct_instant_in_rome);
    X(ct_enum_name), X(ct_enum_value), X(ct_enum_text), X(ct_clock_system);
    assert_int_equal(ct_version(), CT_VERSION_MAJOR * 1000000 + CT_VERSION_MINOR * 1000 +
                                       CT_VERSION_PATCH);
    assert_string_equal(ct_status_name(CT_ERR_NOT_A_STORE), "CT_ERR_NOT_A_STORE");
    assert_string_equal(ct_status_name(-999), "CT_ERR");
    ct_id_format(no_id, text);
    assert_int_equal(strlen(text), CT_ID_TEXT_LENGTH);
    ct_date_format(date_of(0, 0, 0), text);
    assert_string_equal(text, "");
    ct_instant_format(0, text);
    assert_string_equal(text, "");
    static const char *const bad[] = {NULL, "", "x", "2026-13-01"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(ct_id_parse(bad[i], &id), CT_ERR_INVALID_ARGUMENT);
        assert_int_equal(ct_date_parse(bad[i], &date), CT_ERR_INVALID_ARGUMENT);
        assert_int_equal(ct_enum_value(CT_ENUM_PLAN, bad[i], &value), CT_ERR_INVALID_ARGUMENT);
    }
    assert_int_equal(ct_id_parse("00000000-0000-0000-0000-000000000001", NULL),
                     CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_date_parse("2026-01-01", NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_date_in_rome(0, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_date_in_rome(INT64_MAX, &date), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_date_in_rome(INT64_MIN, &date), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_instant_in_rome(date_of(2026, 1, 1), 0, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_instant_in_rome(date_of(0, 0, 0), 0, &instant), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_enum_value(CT_ENUM_PLAN, "trial", NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_enum_value(99, "trial", &value), CT_ERR_INVALID_ARGUMENT);
    assert_null(ct_enum_name(99, 1));
    assert_null(ct_enum_name(CT_ENUM_PLAN, 99));
    assert_null(ct_enum_text(CT_ENUM_PLAN, 99, CT_LANGUAGE_ITALIAN));
    assert_int_equal(ct_clock_system(NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_clock_system(NULL, &instant), CT_OK);
}

static void
contexts_and_policies_of_nothing(void)
{
    ct_context *context = NULL;
    ct_policy *policy = NULL;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    X(ct_context_new), X(ct_policy_new), X(ct_policy_set), X(ct_policy_get), X(ct_policy_name);
    assert_int_equal(ct_context_new(NULL, &context), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_context_new(&options, &context), CT_ERR_INVALID_ARGUMENT); /* no clock */
    options.now = ct_clock_system;
    assert_int_equal(ct_context_new(&options, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_policy_new(NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_policy_new(NULL, &policy), CT_OK);
    assert_int_equal(ct_policy_set(NULL, "license_end", "12-31"), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_policy_set(policy, NULL, "12-31"), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_policy_set(policy, "license_end", NULL), CT_ERR_INVALID_ARGUMENT);
    assert_null(ct_policy_get(NULL, "license_end"));
    assert_null(ct_policy_get(policy, NULL));
    X(ct_policy_set_template), X(ct_policy_get_template_subject), X(ct_policy_get_template_text);
    assert_int_equal(ct_policy_set_template(NULL, CT_MESSAGE_CREDENTIALS, NULL, NULL),
                     CT_ERR_INVALID_ARGUMENT);
    assert_null(ct_policy_get_template_subject(NULL, CT_MESSAGE_CREDENTIALS));
    assert_null(ct_policy_get_template_text(NULL, CT_MESSAGE_CREDENTIALS));
    assert_null(ct_policy_name(SIZE_MAX));
    ct_policy_free(policy);
    assert_null(context);
}

static void
storages_of_nothing(void)
{
    ct_storage *storage = NULL;
    ct_table_info table = {.size = sizeof table};
    ct_column_info column = {.size = sizeof column};
    ct_index_info index = {.size = sizeof index};
    const char *name = NULL;
    int64_t number;
    X(ct_storage_new), X(ct_storage_new_memory), X(ct_storage_new_sqlite), X(ct_storage_ref);
    X(ct_storage_unref), X(ct_schema_version), X(ct_schema_table_count), X(ct_schema_table);
    X(ct_schema_column), X(ct_schema_label), X(ct_schema_index), X(ct_row_put), X(ct_diag_set);
    X(ct_storage_backup_sqlite);
    const ct_sqlite_backup no_backup = CT_SQLITE_BACKUP_INIT;
    assert_int_equal(ct_storage_backup_sqlite(NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_backup_sqlite(NULL, &no_backup), CT_ERR_INVALID_ARGUMENT);
    const ct_storage_ops empty = {.size = sizeof empty};
    assert_int_equal(ct_storage_new(NULL, NULL, NULL, &storage), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new(NULL, &empty, NULL, &storage), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_memory(NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_sqlite(NULL, NULL, &storage), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_sqlite(NULL, "/nowhere", NULL), CT_ERR_INVALID_ARGUMENT);
    assert_null(storage);
    ct_storage_unref(NULL);
    assert_int_equal(ct_storage_new_memory(NULL, &storage), CT_OK);
    assert_ptr_equal(ct_storage_ref(storage), storage);
    ct_storage_unref(storage);
    ct_storage_unref(storage);
    assert_int_equal(ct_schema_version(NULL), 0);
    assert_int_equal(ct_schema_table_count(NULL), 0);
    assert_int_equal(ct_schema_table(NULL, 0, &table), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_schema_column(NULL, 0, 0, &column), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_schema_index(NULL, 0, 0, &index), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_schema_label(NULL, 0, 0, 0, &number, &name), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_row_put(NULL, NULL, 0), CT_ERR_INVALID_ARGUMENT);
    ct_diag_set(NULL, 1, "nobody listens");
}
#undef X

#ifdef HAVE_POSTGRES
/* Nothing is connected yet, so this needs no server. */
static void
options_of_postgres(void)
{
    static const char long_name[] =
        "a name that is longer than the sixty-three bytes that PostgreSQL has room for";
    const struct {
        ct_postgres_options known;
        uint64_t beyond;
        ct_status status;
    } rows[] = {
        {CT_POSTGRES_OPTIONS_INIT, 0, CT_OK},
        {{sizeof(ct_postgres_options), "host=a dbname=b", "a schema", CT_POSTGRES_MUST_EXIST, 0}, 0,
         CT_OK},
        {{sizeof(ct_postgres_options), "", long_name + sizeof long_name - 64, 0, 0}, 0, CT_OK},
        {{sizeof(ct_postgres_options), "", long_name, 0, 0}, 0, CT_ERR_INVALID_ARGUMENT},
        {{sizeof(ct_postgres_options), "", "", 0, 0}, 0, CT_ERR_INVALID_ARGUMENT},
        {{sizeof(ct_postgres_options), "nonsense", NULL, 0, 0}, 0, CT_ERR_INVALID_ARGUMENT},
        {{sizeof(ct_postgres_options), NULL, NULL, 2, 0}, 0, CT_ERR_INVALID_ARGUMENT},
        {{sizeof(ct_postgres_options), NULL, NULL, 0, 1}, 0, CT_ERR_INVALID_ARGUMENT},
        {{sizeof(ct_postgres_options) - 1, NULL, NULL, 0, 0}, 0, CT_ERR_INVALID_ARGUMENT},
        {{sizeof(ct_postgres_options) + 8, NULL, NULL, 0, 0}, 0, CT_OK},
        {{sizeof(ct_postgres_options) + 8, NULL, NULL, 0, 0}, 1, CT_ERR_STRUCT_TOO_NEW},
    };
    const ct_allocator half = {.size = 1};
    ct_storage *storage = NULL;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_status status = ct_storage_new_postgres(NULL, &rows[i].known, &storage);
        if (status != rows[i].status || (storage != NULL) != (status == CT_OK))
            fail_msg("row %zu: %s", i, ct_status_name(status));
        ct_storage_unref(storage);
        storage = NULL;
    }
    assert_int_equal(ct_storage_new_postgres(NULL, NULL, &storage), CT_OK);
    ct_storage_unref(storage);
    assert_int_equal(ct_storage_new_postgres(NULL, NULL, NULL), CT_ERR_INVALID_ARGUMENT);
    assert_int_equal(ct_storage_new_postgres(&half, NULL, &storage), CT_ERR_INVALID_ARGUMENT);
}
#else
static void
options_of_postgres(void)
{
}
#endif

static void
must_be_called(const char *name)
{
    if (!is_called(name))
        fail_msg("%s is not called", name);
}

/* What the version script exports, and what was called, is the same. */
static void
compare_with_version_script(void)
{
    assert_int_equal(visit_exported(must_be_called), called_count);
}

static void
every_public_symbol_takes_nothing(void **state)
{
    struct world *world = *state;
    getters_of_nothing_give_nothing();
    nothing_is_freed();
    calls_without_a_context_are_told(world->studio);
    calls_with_nothing_are_told(world->context);
    errors_of_nothing();
    base_of_nothing();
    contexts_and_policies_of_nothing();
    storages_of_nothing();
    options_of_postgres();
    compare_with_version_script();
}

static void
an_answer_without_a_place_for_it_is_told(void **state)
{
    struct world *world = *state;
    ct_context *context = world->context;
    ct_id studio = world->studio;
#define X(f, arguments) check_told(context, #f, f arguments);
    CALLS_FOR_ANSWERS(X)
#undef X
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(every_public_symbol_takes_nothing),
        CASE(an_answer_without_a_place_for_it_is_told),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
