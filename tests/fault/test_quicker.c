/* Another worker takes a message between the look for it and the transaction that takes it. */
#include "storage/storage.h"
#include "wrap.h"

static struct {
    ct_storage_ops real;
    struct world *world;
    ct_context *rival; /* NULL: there is none */
    int times;         /* it is still quicker */
} race;

/* And its lease ends, once the other has seen that it is late. */
static void
be_quicker(void)
{
    ct_message *message = NULL;
    ct_context *rival = race.rival;
    race.rival = NULL; /* its own calls meet nobody */
    assert_int_equal(ct_outbox_claim(rival, NULL, &message), CT_OK);
    ct_message_free(message);
    race.rival = rival;
    race.times--;
    pass_time(race.world, 86401);
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    if (race.rival && race.times > 0 && !(options->flags & CT_TRANSACTION_READ_ONLY))
        be_quicker();
    return race.real.begin(session, options, diag);
}

static ct_status
wrap_in_race(struct world *world)
{
    race.world = world;
    race.rival = NULL;
    race.real = world->storage->ops;
    ct_storage_ops ops = race.real;
    ops.begin = begin;
    return wrap_in(world, &ops);
}

/* A message that needs no password. */
static ct_status
claim_against(struct world *world, int times, ct_message **ret_message)
{
    (void)buy_license(world, add_client(world, "Alfa"), CT_LICENSE_FROM_STUDIO_PURCHASE,
                      CT_PLAN_STANDARD);
    ct_context *rival = open_context(world, "rival");
    race.times = times;
    race.rival = rival;
    ct_status status = ct_outbox_claim(world->context, NULL, ret_message);
    race.rival = NULL;
    return status;
}

static void
a_message_that_was_taken_is_tried_again(void **state)
{
    struct world *world = *state;
    ct_message *message = NULL;
    assert_ok(world, claim_against(world, 3, &message));
    assert_int_equal(ct_message_attempts(keep_message(world, message)), 4);
    assert_int_equal(race.times, 0);
}

static void
who_is_never_quick_enough_is_told(void **state)
{
    struct world *world = *state;
    ct_message *message = NULL;
    assert_status(world, CT_ERR_CONFLICT, claim_against(world, 100000, &message));
    assert_null(message);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(a_message_that_was_taken_is_tried_again),
        CASE(who_is_never_quick_enough_is_told),
    };
    (void)count;
    wrap_storage = wrap_in_race;
    return run_in_memory(arguments, cases, COUNT(cases));
}
