/* A random source that fails at each request of a call in turn: told, nothing changed, and the same call
 * goes through later. */
#include "changes.h"

static void
each_request_fails(void **state)
{
    struct world *world = *state;
    const struct change *change = world->parameter;
    struct scene scene = {.vat_number = NULL};
    change->set_up(world, &scene);
    const char *before = dump(world);
    for (long request = 1;; request++) {
        world->random_fails_in = request;
        ct_status status = run_with_key(world, change, &scene);
        bool was_hit = world->random_fails_in == 0;
        world->random_fails_in = 0;
        if (!was_hit) {
            assert_ok(world, status);
            break;
        }
        assert_status(world, CT_ERR_CALLBACK, status);
        assert_unchanged(world, before);
    }
    const char *after = dump(world);
    assert_ok(world, run_with_key(world, change, &scene));
    assert_unchanged(world, after);
}

static void
a_message_waits_for_a_password(void **state)
{
    struct world *world = *state;
    bool was_hit = true;
    (void)buy(world, 2026, 1);
    (void)migrate(world, add_client(world, "Alfa"));
    for (long request = 1; was_hit; request++) {
        ct_message *message = NULL;
        world->random_fails_in = request;
        ct_status status = ct_outbox_claim(world->context, NULL, &message);
        was_hit = world->random_fails_in == 0;
        world->random_fails_in = 0;
        assert_status(world, was_hit ? CT_ERR_CALLBACK : CT_OK, status);
        assert_int_equal(message != NULL, !was_hit);
        keep_message(world, message);
    }
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {CASE(a_message_waits_for_a_password)};
    (void)count;
    return run_on_changes(arguments, "random", each_request_fails) + RUN_ON_BACK_ENDS(arguments, cases);
}
