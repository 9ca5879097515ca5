/* Previews: the same answer, and nothing changed (R-AUD-05). */
#include "changes.h"

#include <string.h>

static ct_call
preview(void)
{
    ct_call call = CT_CALL_INIT;
    call.flags = CT_CALL_PREVIEW;
    return call;
}

/* What an answer tells besides identifiers, which are examples in a preview. */
static void
assert_same_kind(const char *answer, const char *other)
{
    size_t length = strcspn(answer, "|");
    assert_int_equal(length, strcspn(other, "|"));
    assert_memory_equal(answer, other, length);
}

static void
r_aud_05_a_preview_answers_as_if_and_changes_nothing(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.client = no_id};
    const char *previewed = NULL, *answer = NULL;
    ct_call call = preview();
    change->set_up(world, &scene);
    const char *before = dump(world);
    assert_ok(world, change->run(world, &scene, REQUEST, &call, &previewed));
    assert_unchanged(world, before);
    call.idempotency_key = "a key"; /* which a preview does not use up */
    assert_ok(world, change->run(world, &scene, REQUEST, &call, &previewed));
    assert_unchanged(world, before);
    call.flags = 0;
    assert_ok(world, change->run(world, &scene, REQUEST, &call, &answer));
    assert_same_kind(previewed, answer);
}

static void
r_aud_05_a_preview_is_refused_alike(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.client = no_id};
    const char *answer = NULL;
    char told[512] = {0};
    const ct_call call = preview();
    change->set_up(world, &scene);
    const char *before = dump(world);
    ct_status status = change->run(world, &scene, BAD_REQUEST, &call, &answer);
    assert_true(status < 0);
    assert_int_equal(ct_error_code(world->context), status);
    strncpy(told, ct_error_text(world->context, 0), sizeof told - 1);
    assert_status(world, status, change->run(world, &scene, BAD_REQUEST, NULL, &answer));
    assert_string_equal(ct_error_text(world->context, 0), told);
    assert_unchanged(world, before);
}

static void
r_aud_05_calls_of_one_preview_build_on_each_other(void **state)
{
    struct world *world = *state;
    ct_id clients[2] = {add_client(world, "Alfa"), add_client(world, "Beta")};
    (void)buy(world, 2026, 1);
    const char *before = dump(world);
    assert_ok(world, ct_preview_begin(world->context));
    assert_status(world, CT_ERR_INVALID_ARGUMENT, ct_preview_begin(world->context));
    (void)migrate(world, clients[0]);
    assert_int_equal(count_coupons(world, CT_COUPON_AVAILABLE), 0);
    const ct_migration_request request = migration_request(world, clients[1]);
    assert_refused(world, "R-ELIG-11", ct_migration_run(world->context, &request, NULL, NULL));
    (void)buy(world, 2026, 1);
    (void)migrate(world, clients[1]);
    const ct_call call = preview(); /* one within the other */
    assert_ok(world, ct_studio_open_account(world->context, world->studio, &call, NULL));
    ct_preview_end(world->context);
    assert_unchanged(world, before);
    ct_preview_end(world->context);
    ct_preview_end(NULL);
    (void)migrate(world, clients[1]);
}

static void
r_aud_05_a_context_that_is_freed_forgets_its_preview(void **state)
{
    struct world *world = *state;
    const char *before = dump(world);
    ct_context *own = world->context, *other = open_context(world, "other");
    world->context = other;
    assert_ok(world, ct_preview_begin(world->context));
    (void)add_client(world, "Alfa");
    world->context = own;
    ct_preview_end(other);
    assert_unchanged(world, before);
}

static void
r_aud_05_a_call_that_broke_off_leaves_nothing_in_the_preview(void **state)
{
    struct world *world = *state;
    assert_ok(world, ct_preview_begin(world->context));
    const char *before = dump(world);
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    request.studio = world->studio;
    request.kind = CT_COUPON_CONTO_TERZI;
    request.license_year = 2026;
    request.quantity = 50;
    for (long until = 0;; until++) {
        heap_arm(&world->heap, HEAP_FAILS_ONCE, until);
        ct_status status = ct_pack_buy(world->context, &request, NULL, NULL);
        bool was_hit = heap_disarm(&world->heap);
        if (status == CT_OK)
            break;
        assert_true(was_hit);
        /* Either as before the call, or broken for good: never half of it. */
        ct_studio_overview *overview = NULL;
        status = ct_studio_overview_get(world->context, world->studio, &overview);
        keep_studio_overview(world, overview);
        if (status == CT_ERR_CANCELLED) {
            ct_preview_end(world->context);
            assert_ok(world, ct_preview_begin(world->context));
        }
        assert_unchanged(world, before);
    }
    ct_preview_end(world->context);
    assert_unchanged(world, before);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_aud_05_calls_of_one_preview_build_on_each_other),
        CASE(r_aud_05_a_context_that_is_freed_forgets_its_preview),
        CASE(r_aud_05_a_call_that_broke_off_leaves_nothing_in_the_preview),
    };
    (void)count;
    return run_on_changes(arguments, "r_aud_05_preview",
                          r_aud_05_a_preview_answers_as_if_and_changes_nothing) +
           run_on_changes(arguments, "r_aud_05_refused_preview",
                          r_aud_05_a_preview_is_refused_alike) +
           RUN_ON_BACK_ENDS(arguments, cases);
}
