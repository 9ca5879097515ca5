/* A commit whose answer was lost: the library looks what happened, and replays nothing blindly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "contoterzi/contoterzi.h"
#include "storage/storage.h"

enum loss { LOSS_NONE, LOSS_AFTER, LOSS_BEFORE, LOSS_AND_FAILURE, LOSS_FOR_GOOD, FAILURE };

/* The in-memory back end behind a line that breaks once, at a commit. */
static ct_storage_ops real;
static enum loss loss;

static ct_status
commit_and_lose_the_answer(void *session, ct_diag *diag)
{
    enum loss now = loss;
    if (now == LOSS_NONE)
        return real.commit(session, diag);
    loss = now == LOSS_FOR_GOOD ? now : now == LOSS_AND_FAILURE ? FAILURE : LOSS_NONE;
    if (now == LOSS_AFTER || now == LOSS_FOR_GOOD)
        assert_int_equal(real.commit(session, diag), CT_OK);
    else
        real.rollback(session);
    return now == FAILURE ? CT_ERR_IO : CT_ERR_COMMIT_UNKNOWN;
}

static bool is_lost;

static ct_status
begin_if_the_line_is_there(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    if (loss == LOSS_FOR_GOOD && is_lost)
        return CT_ERR_IO;
    is_lost = true;
    return real.begin(session, options, diag);
}

struct world {
    ct_storage *memory;
    ct_storage *storage;
    ct_context *context;
};

static ct_status
clock_2026(void *user, ct_instant *ret_now)
{
    (void)user;
    *ret_now = INT64_C(1795000000000);
    return CT_OK;
}

static int
set_up_with(void **state, uint64_t promises)
{
    static struct world world;
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = clock_2026;
    loss = LOSS_NONE;
    is_lost = false;
    assert_int_equal(ct_storage_new_memory(NULL, &world.memory), CT_OK);
    real = world.memory->ops;
    ct_storage_ops ops = real;
    ops.promises = promises;
    ops.begin = begin_if_the_line_is_there;
    ops.commit = commit_and_lose_the_answer;
    ops.destroy = NULL; /* the real one owns it */
    assert_int_equal(ct_storage_new(NULL, &ops, world.memory->impl, &world.storage), CT_OK);
    assert_int_equal(ct_context_new(&options, &world.context), CT_OK);
    assert_int_equal(ct_context_open(world.context, world.storage), CT_OK);
    *state = &world;
    return 0;
}

static int
set_up(void **state)
{
    return set_up_with(state, 0);
}

static int
set_up_knowing(void **state)
{
    return set_up_with(state, CT_STORAGE_COMMIT_KNOWN);
}

static int
tear_down(void **state)
{
    struct world *world = *state;
    ct_context_free(world->context);
    ct_storage_unref(world->storage);
    ct_storage_unref(world->memory);
    return 0;
}

/* Adds the studio, and answers under which identifier; none if it failed. */
static ct_status
add_studio(struct world *world, const char *email, const char *key, ct_id *ret_id)
{
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_call call = CT_CALL_INIT;
    ct_studio *studio = NULL;
    request.name = "Studio";
    request.vat_number = "00743110157";
    request.email = email;
    request.certified_email = "studio@pec.it";
    call.idempotency_key = key;
    ct_status status = ct_studio_add(world->context, &request, &call, &studio);
    assert_int_equal(studio != NULL, status == CT_OK);
    *ret_id = ct_studio_id(studio);
    ct_studio_free(studio);
    return status;
}

static void
assert_the_only_studio(struct world *world, ct_id id)
{
    ct_studio_list *list = NULL;
    assert_int_equal(ct_studio_list_get(world->context, NULL, 0, &list), CT_OK);
    assert_int_equal(ct_studio_list_count(list), 1);
    const ct_id own = ct_studio_id(ct_studio_list_at(list, 0));
    assert_memory_equal(&own, &id, sizeof id);
    ct_studio_list_free(list);
}

static void
what_was_committed_is_not_done_again(void **state)
{
    static const char *const keys[] = {NULL, "key"};
    struct world *world = *state;
    ct_id id;
    for (size_t i = 0; i < 2; i++) {
        loss = LOSS_AFTER;
        assert_int_equal(add_studio(world, "info@studio.it", keys[i], &id), CT_OK);
        assert_int_equal(loss, LOSS_NONE);
        assert_the_only_studio(world, id);
        assert_int_equal(tear_down(state) + set_up(state), 0);
    }
}

static void
what_was_not_committed_is_done_then(void **state)
{
    static const char *const keys[] = {NULL, "key"};
    struct world *world = *state;
    ct_id id;
    for (size_t i = 0; i < 2; i++) {
        loss = LOSS_BEFORE;
        assert_int_equal(add_studio(world, "info@studio.it", keys[i], &id), CT_OK);
        assert_the_only_studio(world, id);
        assert_int_equal(tear_down(state) + set_up(state), 0);
    }
}

static void
r_aud_02_a_refusal_that_was_kept_stays_a_refusal(void **state)
{
    struct world *world = *state;
    ct_id id;
    loss = LOSS_AFTER;
    assert_int_equal(add_studio(world, "studio@pec.it", "key", &id), CT_ERR_REFUSED);
    assert_string_equal(ct_error_rule(world->context), "R-STU-03");
    assert_int_equal(loss, LOSS_NONE);
}

static void
r_aud_02_who_can_t_be_told_asks_again_with_the_key(void **state)
{
    struct world *world = *state;
    ct_id id;
    loss = LOSS_FOR_GOOD;
    is_lost = false;
    assert_int_equal(add_studio(world, "info@studio.it", "key", &id), CT_ERR_COMMIT_UNKNOWN);
    assert_non_null(strstr(ct_error_text(world->context, CT_LANGUAGE_ENGLISH), "same key"));
    loss = LOSS_NONE;
    assert_int_equal(add_studio(world, "info@studio.it", "key", &id), CT_OK);
    assert_the_only_studio(world, id);
}

/* That the second attempt came to nothing tells nothing of the first. */
static void
what_is_unknown_stays_so_when_it_can_t_be_done_again(void **state)
{
    struct world *world = *state;
    ct_id id;
    loss = LOSS_AND_FAILURE;
    assert_int_equal(add_studio(world, "info@studio.it", "key", &id), CT_ERR_COMMIT_UNKNOWN);
    assert_int_equal(loss, LOSS_NONE);
    assert_int_equal(add_studio(world, "info@studio.it", "key", &id), CT_OK);
    assert_the_only_studio(world, id);
}

/* Nothing was kept to find out by. */
static void
a_broken_promise_is_a_failure_and_nothing_is_done_again(void **state)
{
    struct world *world = *state;
    ct_id id;
    loss = LOSS_AFTER;
    assert_int_equal(add_studio(world, "info@studio.it", NULL, &id), CT_ERR);
    assert_int_equal(loss, LOSS_NONE);
    ct_studio_list *list = NULL;
    assert_int_equal(ct_studio_list_get(world->context, NULL, 0, &list), CT_OK);
    assert_int_equal(ct_studio_list_count(list), 1);
    ct_studio_list_free(list);
}

static void
the_memory_promises_to_know(void **state)
{
    (void)state;
    assert_true(real.promises & CT_STORAGE_COMMIT_KNOWN);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(what_was_committed_is_not_done_again),
        CASE(what_was_not_committed_is_done_then),
        CASE(what_is_unknown_stays_so_when_it_can_t_be_done_again),
        CASE(r_aud_02_a_refusal_that_was_kept_stays_a_refusal),
        CASE(r_aud_02_who_can_t_be_told_asks_again_with_the_key),
        CASE(the_memory_promises_to_know),
        cmocka_unit_test_setup_teardown(a_broken_promise_is_a_failure_and_nothing_is_done_again,
                                        set_up_knowing, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
