/* Passwords and coupon codes are where they belong and nowhere else; a store is its owner's. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZED(type, ...) &(const type){.size = sizeof(type), __VA_ARGS__}
static const char new_password[] = "Segreta-2026";

/* ---- Memory that is given back is kept, to be looked at ---- */

struct block {
    struct block *next;
    size_t size;
    bool is_released;
    max_align_t bytes[];
};

static void *
take_block(void *user, size_t bytes)
{
    struct block **blocks = user;
    struct block *block = calloc(1, sizeof *block + bytes);
    if (!block)
        return NULL;
    *block = (struct block){.next = *blocks, .size = bytes};
    *blocks = block;
    return block->bytes;
}

static struct block *
block_of(void *bytes)
{
    return (struct block *)(void *)((unsigned char *)bytes - offsetof(struct block, bytes));
}

static void
give_block_back(void *user, void *bytes)
{
    (void)user;
    block_of(bytes)->is_released = true;
}

static void *
move_block(void *user, void *bytes, size_t size)
{
    struct block *old = block_of(bytes);
    void *moved = take_block(user, size);
    if (moved) {
        memcpy(moved, bytes, old->size < size ? old->size : size);
        old->is_released = true;
    }
    return moved;
}

/* How many blocks there were; how many of them still hold the text. */
static size_t
drop_blocks(struct block *blocks, const char *text, size_t *ret_holding)
{
    size_t count = 0;
    *ret_holding = 0;
    while (blocks) {
        struct block *next = blocks->next;
        assert_true(blocks->is_released);
        *ret_holding += memmem(blocks->bytes, blocks->size, text, strlen(text)) != NULL;
        free(blocks);
        blocks = next;
        count++;
    }
    return count;
}

static void
r_mig_06_no_memory_is_given_back_with_a_password_in_it(void **state)
{
    struct world *world = *state;
    struct block *blocks = NULL;
    const ct_allocator allocator = {sizeof allocator, &blocks, take_block, move_block,
                                    give_block_back};
    uint64_t seed = 7;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_context *context = NULL;
    ct_message *message = NULL;
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    size_t holding;
    login.client = add_client(world, "Alfa");
    login.new_password = new_password;
    (void)buy(world, 2026, 1);
    (void)migrate(world, login.client);
    options.now = test_clock;
    options.now_user = world;
    options.random = test_random;
    options.random_user = &seed;
    options.allocator = &allocator;
    assert_int_equal(ct_context_new(&options, &context), CT_OK);
    assert_int_equal(ct_context_open(context, world->storage), CT_OK);
    assert_int_equal(ct_outbox_claim(context, NULL, &message), CT_OK);
    login.one_time_password = password_in(world, message);
    ct_message_free(message);
    assert_int_equal(ct_migration_first_login(context, &login, NULL, NULL), CT_OK);
    ct_context_free(context);
    assert_true(drop_blocks(blocks, login.one_time_password, &holding) > 3);
    assert_int_equal(holding, 0);
}

/* ---- A life with known secrets ---- */

struct life {
    ct_id client;
    const char *passwords[3];
    const char *codes[8];
    size_t code_count;
    FILE *told;
};

static void
tell(const struct life *life, const char *text)
{
    (void)fprintf(life->told, "%s\n", text ? text : "");
}

static void
tell_error(struct world *world, const struct life *life)
{
    const ct_reasons *reasons = ct_error_reasons(world->context);
    assert_true(ct_reasons_count(reasons) > 0);
    for (size_t i = 0; i < ct_reasons_count(reasons); i++) {
        tell(life, ct_reasons_text(reasons, i, CT_LANGUAGE_ITALIAN));
        tell(life, ct_reasons_text(reasons, i, CT_LANGUAGE_ENGLISH));
    }
}

static void
fail_to_log_in(struct world *world, const struct life *life, const char *old, const char *new)
{
    ct_status status = ct_migration_first_login(
        world->context,
        SIZED(ct_first_login, .client = life->client, .one_time_password = old,
              .new_password = new),
        NULL, NULL);
    assert_int_equal(status, CT_ERR_REFUSED);
    tell_error(world, life);
}

static void
live(struct world *world, struct life *life)
{
    ct_message *message;
    life->client = add_client(world, "Alfa");
    (void)buy(world, 2026, 2);
    (void)migrate(world, life->client);
    (void)buy(world, 2027, 2);
    const ct_coupon_list *coupons = coupons_in(world, 0);
    for (size_t i = 0; i < ct_coupon_list_count(coupons); i++)
        life->codes[life->code_count++] = ct_coupon_code(ct_coupon_list_at(coupons, i));
    message = claim(world);
    life->passwords[0] = password_in(world, message);
    assert_ok(world, ct_outbox_fail(world->context, ct_message_id(message),
                                    ct_message_lease(message), "no such host", NULL, NULL));
    pass_time(world, 86400);
    message = claim(world);
    life->passwords[1] = password_in(world, message);
    life->passwords[2] = new_password;
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    fail_to_log_in(world, life, life->passwords[0], new_password);
    fail_to_log_in(world, life, life->passwords[1], life->passwords[1]);
    assert_ok(world,
              ct_migration_first_login(world->context,
                                       SIZED(ct_first_login, .client = life->client,
                                             .one_time_password = life->passwords[1],
                                             .new_password = new_password),
                                       NULL, NULL));
    assert_ok(world, ct_migration_complete(world->context, life->client, NULL, NULL));
    (void)assign(world, life->client, CT_COUPON_CONTO_TERZI);
}

static void
tell_events(struct world *world, const struct life *life)
{
    ct_event_list *list = NULL;
    assert_ok(world,
              ct_event_list_get(world->context, SIZED(ct_event_query, .limit = 1000), &list));
    assert_true(ct_event_list_count(keep_event_list(world, list)) > 10);
    for (size_t i = 0; i < ct_event_list_count(list); i++) {
        tell(life, ct_event_actor(ct_event_list_at(list, i)));
        tell(life, ct_event_rules(ct_event_list_at(list, i)));
    }
}

static void
tell_messages(struct world *world, const struct life *life)
{
    ct_message_list *list = NULL;
    assert_ok(world, ct_message_list_get(world->context, 0, NULL, 100, &list));
    assert_true(ct_message_list_count(keep_message_list(world, list)) > 1);
    for (size_t i = 0; i < ct_message_list_count(list); i++) {
        tell(life, ct_message_subject(ct_message_list_at(list, i)));
        tell(life, ct_message_text(ct_message_list_at(list, i)));
        tell(life, ct_message_last_failure(ct_message_list_at(list, i)));
    }
}

static ct_status
write_told(void *user, const char *bytes, size_t count)
{
    return fwrite(bytes, 1, count, user) == count ? CT_OK : CT_ERR_IO;
}

static void
tell_export(struct world *world, const struct life *life)
{
    assert_ok(world, ct_client_export(world->context,
                                      SIZED(ct_export_request, .client = life->client,
                                            .studio = world->studio, .write = write_told,
                                            .user = life->told),
                                      NULL));
}

static void
tell_eligibility(struct world *world, const struct life *life)
{
    ct_eligibility *eligibility = NULL;
    assert_ok(world, ct_eligibility_check(world->context,
                                          SIZED(ct_eligibility_request, .studio = world->studio,
                                                .client = life->client),
                                          &eligibility));
    const ct_reasons *reasons = ct_eligibility_reasons(keep_eligibility(world, eligibility));
    for (size_t i = 0; i < ct_reasons_count(reasons); i++)
        tell(life, ct_reasons_text(reasons, i, 0));
}

static void
r_aud_09_secrets_are_in_no_event_error_export_or_list_of_messages(void **state)
{
    struct world *world = *state;
    struct life life = {.code_count = 0};
    char *text = NULL;
    size_t size = 0;
    life.told = open_memstream(&text, &size);
    assert_non_null(life.told);
    live(world, &life);
    tell_events(world, &life);
    tell_messages(world, &life);
    tell_export(world, &life);
    tell_eligibility(world, &life);
    assert_int_equal(fclose(life.told), 0);
    (void)keep_memory(world, text);
    assert_true(has_text(text, "Alfa")); /* the export is there */
    for (size_t i = 0; i < COUNT(life.passwords); i++)
        assert_false(has_text(text, life.passwords[i]));
    assert_int_equal(life.code_count, 4);
    for (size_t i = 0; i < life.code_count; i++)
        assert_false(has_text(text, life.codes[i]));
}

/* ---- Files ---- */

static bool
is_in_file(const char *path, const char *suffix, const char *text)
{
    char whole[128];
    (void)snprintf(whole, sizeof whole, "%s%s", path, suffix);
    FILE *file = fopen(whole, "rb");
    if (!file)
        return false;
    char *bytes = malloc(1 << 24);
    assert_non_null(bytes);
    size_t size = fread(bytes, 1, 1 << 24, file);
    bool is_there = memmem(bytes, size, text, strlen(text)) != NULL;
    assert_true(size < 1 << 24);
    free(bytes);
    assert_int_equal(fclose(file), 0);
    return is_there;
}

static void
r_mig_06_the_store_never_holds_a_password(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    struct world *world = *state;
    struct life life = {.told = fopen("/dev/null", "w")};
    assert_non_null(life.told);
    live(world, &life);
    assert_int_equal(fclose(life.told), 0);
    assert_true(is_in_file(world->path, "", life.codes[0]) ||
                is_in_file(world->path, "-wal", life.codes[0]));
    for (size_t i = 0; i < COUNT(life.passwords); i++)
        for (size_t s = 0; s < COUNT(suffixes); s++)
            assert_false(is_in_file(world->path, suffixes[s], life.passwords[i]));
}

static void
assert_private(const char *path, const char *suffix)
{
    char whole[128];
    struct stat found;
    (void)snprintf(whole, sizeof whole, "%s%s", path, suffix);
    assert_int_equal(stat(whole, &found), 0);
    if ((found.st_mode & 0777) != 0600)
        fail_msg("%s has mode %o", whole, (unsigned)found.st_mode & 0777);
}

static void
make_store(struct world *world, mode_t mask)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[96], backup[112];
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_sqlite_backup asked = CT_SQLITE_BACKUP_INIT;
    (void)snprintf(path, sizeof path, "%s.%03o", world->path, (unsigned)mask);
    (void)snprintf(backup, sizeof backup, "%s.backup", path);
    options.now = test_clock;
    options.now_user = world;
    assert_int_equal(ct_storage_new_sqlite(NULL, path, &storage), CT_OK);
    assert_int_equal(ct_context_new(&options, &context), CT_OK);
    assert_int_equal(ct_context_open(context, storage), CT_OK);
    const ct_studio_request studio = studio_request(world);
    assert_int_equal(ct_studio_add(context, &studio, NULL, NULL), CT_OK);
    for (size_t i = 0; i < COUNT(suffixes); i++)
        assert_private(path, suffixes[i]);
    asked.source = path;
    asked.destination = backup;
    assert_int_equal(ct_storage_backup_sqlite(NULL, &asked), CT_OK);
    assert_private(backup, "");
    ct_context_free(context);
    ct_storage_unref(storage);
    assert_private(path, "");
    assert_int_equal(unlink(backup), 0);
    assert_int_equal(unlink(path), 0);
}

static void
a_new_store_and_its_backup_are_their_owners_alone(void **state)
{
    static const mode_t masks[] = {0, 022, 027, 077};
    mode_t before = umask(0);
    for (size_t i = 0; i < COUNT(masks); i++) {
        (void)umask(masks[i]);
        make_store(*state, masks[i]);
    }
    (void)umask(before);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_mig_06_no_memory_is_given_back_with_a_password_in_it),
        CASE(r_aud_09_secrets_are_in_no_event_error_export_or_list_of_messages),
    };
    const struct CMUnitTest on_files[] = {
        CASE(r_mig_06_the_store_never_holds_a_password),
        CASE(a_new_store_and_its_backup_are_their_owners_alone),
    };
    (void)count;
    int failed = RUN_ON_BACK_ENDS(arguments, cases);
    return failed + (getenv("CONTOTERZI_TEST_POSTGRES")
                         ? 0
                         : run_on_files(arguments, on_files, COUNT(on_files)));
}
