/* The calls that make and fill what other calls work with; none tells its failure through the world's
 * context. */
#include "looks.h"
#include "one_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_POSTGRES
#include <contoterzi/postgres.h>
#endif

static ct_status
new_context(struct world *world, ct_context **ret_context)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = test_clock;
    options.now_user = world;
    options.allocator = &world->allocator;
    options.policy = world->policy;
    return ct_context_new(&options, ret_context);
}

#define MAKE(name)                                                                               \
    static ct_status make_##name(struct world *world, const struct sight *sight, void **ret_handle)
/* Nothing is handed out: all goes at once. */
#define NOTHING ((void)sight, *ret_handle = NULL)

MAKE(context_new)
{
    ct_context *context = NULL;
    NOTHING;
    ct_status status = new_context(world, &context);
    assert_int_equal(context != NULL, status == CT_OK);
    ct_context_free(context);
    return status;
}

static ct_status
open_and_close(struct world *world, ct_storage *storage)
{
    ct_context *context = NULL;
    ct_status status = new_context(world, &context);
    if (!status)
        status = ct_context_open(context, storage);
    ct_context_free(context);
    return status;
}

MAKE(context_open)
{
    NOTHING;
    return open_and_close(world, world->storage);
}

MAKE(policy_new)
{
    ct_policy *policy = NULL;
    NOTHING;
    ct_status status = ct_policy_new(&world->allocator, &policy);
    assert_int_equal(policy != NULL, status == CT_OK);
    ct_policy_free(policy);
    return status;
}

MAKE(policy_set)
{
    static const char *const name = "message_sender";
    ct_policy *policy = NULL;
    NOTHING;
    ct_status status = ct_policy_new(&world->allocator, &policy);
    if (!status)
        status = ct_policy_set(policy, name, "a@b.it");
    if (!status) {
        status = ct_policy_set(policy, name, "much.longer@than.before.example.it");
        assert_int_equal(strcmp(ct_policy_get(policy, name), "a@b.it") == 0, status != CT_OK);
    }
    ct_policy_free(policy);
    return status;
}

MAKE(policy_set_template)
{
    ct_policy *policy = NULL;
    NOTHING;
    ct_status status = ct_policy_new(&world->allocator, &policy);
    if (!status) {
        status = ct_policy_set_template(policy, CT_MESSAGE_LICENSE_EXPIRED, "Oggetto", "Testo");
        const char *text = ct_policy_get_template_text(policy, CT_MESSAGE_LICENSE_EXPIRED);
        assert_int_equal(strcmp(text, "Testo") == 0, status == CT_OK);
    }
    ct_policy_free(policy);
    return status;
}

MAKE(storage_new)
{
    ct_storage *storage = NULL;
    NOTHING;
    ct_status status = new_one_row(world, &storage);
    assert_int_equal(storage != NULL, status == CT_OK);
    ct_storage_unref(storage);
    return status;
}

MAKE(storage_new_memory)
{
    ct_storage *storage = NULL;
    NOTHING;
    ct_status status = ct_storage_new_memory(&world->allocator, &storage);
    if (!status)
        status = open_and_close(world, storage);
    ct_storage_unref(storage);
    return status;
}

/* With the table of a file that is made. */
MAKE(storage_new_sqlite)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[96];
    ct_storage *storage = NULL;
    NOTHING;
    (void)snprintf(path, sizeof path, "%s.another", world->path);
    ct_status status = ct_storage_new_sqlite(&world->allocator, path, &storage);
    if (!status)
        status = open_and_close(world, storage);
    ct_storage_unref(storage);
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        (void)snprintf(path, sizeof path, "%s.another%s", world->path, suffixes[i]);
        (void)unlink(path);
    }
    return status;
}

/* With the schema that is made: once it is, it stays to the world's end. */
#ifdef HAVE_POSTGRES
MAKE(storage_new_postgres)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    char schema[64];
    ct_storage *storage = NULL;
    NOTHING;
    (void)snprintf(schema, sizeof schema, "%s.another", strrchr(world->directory, '/') + 1);
    options.connection = getenv("CONTOTERZI_TEST_POSTGRES");
    options.schema = schema;
    ct_status status = ct_storage_new_postgres(&world->allocator, &options, &storage);
    if (!status)
        status = open_and_close(world, storage);
    ct_storage_unref(storage);
    return status;
}
#endif

MAKE(storage_backup_sqlite)
{
    ct_sqlite_backup backup = CT_SQLITE_BACKUP_INIT;
    char path[96];
    NOTHING;
    (void)snprintf(path, sizeof path, "%s.backup", world->path);
    backup.source = world->path;
    backup.destination = path;
    ct_status status = ct_storage_backup_sqlite(&world->allocator, &backup);
    assert_int_equal(unlink(path) == 0, status == CT_OK);
    return status;
}

MAKE(row_put)
{
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_studio *studio = NULL;
    NOTHING;
    ct_status status = new_one_row(world, &storage);
    if (!status)
        status = new_context(world, &context);
    if (!status)
        status = ct_context_open(context, storage);
    if (!status)
        status = ct_studio_get(context, world->studio, &studio);
    assert_true(status != CT_OK || rows_without_memory > 0); /* that it answers OK comes last */
    ct_studio_free(studio);
    ct_context_free(context);
    ct_storage_unref(storage);
    return status;
}

#define ROW(name) {#name, NULL, make_##name}
const struct look makers[] = {
    ROW(context_new),
    ROW(context_open),
    ROW(policy_new),
    ROW(policy_set),
    ROW(policy_set_template),
    ROW(storage_new),
    ROW(storage_new_memory),
    ROW(storage_new_sqlite),
    ROW(storage_backup_sqlite),
    ROW(row_put),
};
const size_t maker_count = COUNT(makers);

const struct look server_makers[] = {
    ROW(context_open),
#ifdef HAVE_POSTGRES
    ROW(storage_new_postgres),
#endif
};
const size_t server_maker_count = COUNT(server_makers);
