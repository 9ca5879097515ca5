/* Messages and their delivery (R-OUT-01). */
#include "fixture.h"

#include <string.h>

static void
migrate_some(struct world *world, size_t count)
{
    (void)buy(world, 2026, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        (void)migrate(world, add_client(world, "Alfa"));
        pass_time(world, 1);
    }
}

static ct_status
acknowledge(struct world *world, const ct_message *message, ct_message **ret_message)
{
    return ct_outbox_acknowledge(world->context, ct_message_id(message),
                                 ct_message_lease(message), NULL, ret_message);
}

static ct_status
fail_delivery(struct world *world, const ct_message *message, ct_message **ret_message)
{
    return ct_outbox_fail(world->context, ct_message_id(message), ct_message_lease(message),
                          "451 greylisted", NULL, ret_message);
}

static void
nothing_is_due_in_an_empty_outbox(void **state)
{
    struct world *world = *state;
    ct_message *message = NULL;
    assert_status(world, CT_DONE, ct_outbox_claim(world->context, NULL, &message));
    assert_null(message);
    assert_invalid(world, "ret_message", ct_outbox_claim(world->context, NULL, NULL));
}

static void
a_claimed_message_can_be_sent(void **state)
{
    struct world *world = *state;
    migrate_some(world, 1);
    const ct_message *message = claim(world);
    assert_non_null(message);
    assert_int_equal(ct_message_kind_of(message), CT_MESSAGE_CREDENTIALS);
    assert_int_equal(ct_message_state_of(message), CT_MESSAGE_QUEUED);
    assert_int_equal(ct_message_attempts(message), 1);
    assert_int_equal(ct_message_created_at(message), world->now - 1000);
    assert_int_equal(ct_message_due_at(message), world->now + 300000);
    assert_false(is_none(ct_message_lease(message)));
    const ct_id studio = ct_message_studio_id(message);
    assert_id_equal(studio, world->studio);
    assert_null(ct_message_last_failure(message));
    assert_string_equal(ct_message_sender(message), "no-reply@contoterzi.example");
    assert_true(has_text(ct_message_recipient(message), "@mail.example.it"));
    assert_true(has_text(ct_message_message_id(message), "@contoterzi.example>"));
    assert_int_equal(ct_message_message_id(message)[0], '<');
    assert_true(has_text(ct_message_subject(message), "Alfa"));
    assert_null(strchr(ct_message_subject(message), '\n'));
    assert_true(has_text(ct_message_text(message), "Studio Bianchi"));
    assert_true(has_text(ct_message_text(message), ct_message_recipient(message)));
    assert_null(strchr(ct_message_text(message), '\r'));
    (void)password_in(world, message); /* R-MIG-06: alone on a line, once */
}

static void
r_out_01_a_lease_keeps_others_away_until_it_ends(void **state)
{
    struct world *world = *state;
    migrate_some(world, 1);
    ct_claim_request request = CT_CLAIM_REQUEST_INIT;
    ct_context *other = open_context(world, "worker-2");
    ct_message *message = NULL, *again = NULL;
    request.lease_seconds = 10;
    assert_ok(world, ct_outbox_claim(world->context, &request, &message));
    keep_message(world, message);
    pass_time(world, 9);
    assert_status(world, CT_DONE, ct_outbox_claim(other, NULL, &again));
    pass_time(world, 1);
    assert_int_equal(ct_outbox_claim(other, &request, &again), CT_OK);
    keep_message(world, again);
    assert_int_equal(ct_message_attempts(again), 2);

    /* The first worker's lease is lost, whatever it says. */
    const char *before = dump(world);
    assert_refused(world, "R-OUT-01", acknowledge(world, message, NULL));
    assert_refused(world, "R-OUT-01", fail_delivery(world, message, NULL));
    assert_string_equal(ct_error_field(world->context), "lease");
    assert_unchanged(world, before);
    assert_ok(world, acknowledge(world, again, NULL));
}

static void
leases_have_limits(void **state)
{
    struct world *world = *state;
    ct_claim_request request = CT_CLAIM_REQUEST_INIT;
    ct_message *message = NULL;
    request.lease_seconds = 86401;
    assert_invalid(world, "lease_seconds", ct_outbox_claim(world->context, &request, &message));
    migrate_some(world, 1);
    assert_invalid(world, "lease_seconds", ct_outbox_claim(world->context, &request, &message));
    request.lease_seconds = 86400;
    assert_ok(world, ct_outbox_claim(world->context, &request, &message));
    keep_message(world, message);
    assert_int_equal(ct_message_due_at(message), world->now + 86400000);
}

static void
r_out_01_what_is_acknowledged_is_over(void **state)
{
    struct world *world = *state;
    migrate_some(world, 1);
    ct_message *message = claim(world), *delivered = NULL;
    assert_ok(world, acknowledge(world, message, &delivered));
    keep_message(world, delivered);
    assert_int_equal(ct_message_state_of(delivered), CT_MESSAGE_DELIVERED);
    assert_int_equal(ct_message_due_at(delivered), 0);
    assert_null(ct_message_text(delivered));
    assert_true(is_none(ct_message_lease(delivered)));
    const char *before = dump(world);
    assert_ok(world, acknowledge(world, message, NULL)); /* twice does no harm */
    assert_refused(world, "R-OUT-01", fail_delivery(world, message, NULL));
    assert_unchanged(world, before);
    pass_time(world, 365 * 86400);
    assert_null(claim(world));
}

static void
r_out_01_an_acknowledgement_counts_after_the_lease_if_nobody_claimed(void **state)
{
    struct world *world = *state;
    migrate_some(world, 1);
    ct_message *message = claim(world);
    pass_time(world, 86400);
    assert_ok(world, acknowledge(world, message, NULL));
    assert_null(claim(world));
}

static void
r_out_01_failures_back_off_doubling_up_to_the_longest_wait(void **state)
{
    struct world *world = *state;
    static const int64_t waits[] = {60, 120, 240, 300, 300};
    reopen(world, "message_retry_seconds_max", "300");
    migrate_some(world, 1);
    ct_claim_request request = CT_CLAIM_REQUEST_INIT;
    request.lease_seconds = 1;
    for (size_t i = 0; i < COUNT(waits); i++) {
        ct_message *message = NULL, *failed = NULL;
        assert_ok(world, ct_outbox_claim(world->context, &request, &message));
        keep_message(world, message);
        assert_ok(world, fail_delivery(world, message, &failed));
        keep_message(world, failed);
        assert_int_equal(ct_message_due_at(failed), world->now + 1000 * waits[i]);
        assert_string_equal(ct_message_last_failure(failed), "451 greylisted");
        assert_refused(world, "R-OUT-01", acknowledge(world, message, NULL));
        pass_time(world, waits[i] - 1);
        assert_status(world, CT_DONE, ct_outbox_claim(world->context, &request, &message));
        pass_time(world, 1);
    }
}

static void
r_out_01_a_failing_message_holds_up_no_other_and_the_longest_due_goes_first(void **state)
{
    struct world *world = *state;
    migrate_some(world, 3);
    ct_message_list *list = NULL;
    assert_ok(world, ct_message_list_get(world->context, 0, NULL, 0, &list));
    keep_message_list(world, list);
    for (size_t i = 0; i < 3; i++) {
        ct_message *message = claim(world);
        const ct_id claimed = ct_message_id(message);
        const ct_id oldest = ct_message_id(ct_message_list_at(list, i));
        assert_id_equal(claimed, oldest);
        assert_ok(world, i == 0 ? fail_delivery(world, message, NULL)
                                : acknowledge(world, message, NULL));
    }
    assert_null(claim(world));
    pass_time(world, 60);
    const ct_id again = ct_message_id(claim(world));
    const ct_id first = ct_message_id(ct_message_list_at(list, 0));
    assert_id_equal(again, first);
}

static void
messages_are_listed_by_state(void **state)
{
    struct world *world = *state;
    static const struct {
        ct_message_state state;
        size_t count;
    } rows[] = {{0, 3}, {CT_MESSAGE_QUEUED, 2}, {CT_MESSAGE_DELIVERED, 1}};
    migrate_some(world, 3);
    assert_ok(world, acknowledge(world, claim(world), NULL));
    for (size_t i = 0; i < COUNT(rows); i++) {
        ct_message_list *list = NULL;
        assert_ok(world, ct_message_list_get(world->context, rows[i].state, NULL, 0, &list));
        assert_int_equal(ct_message_list_count(keep_message_list(world, list)), rows[i].count);
    }
    ct_message_list *list = NULL;
    assert_invalid(world, "state", ct_message_list_get(world->context, 9, NULL, 0, &list));
}

static void
what_a_worker_says_is_checked(void **state)
{
    struct world *world = *state;
    migrate_some(world, 1);
    ct_message *message = claim(world);
    ct_id id = ct_message_id(message), lease = ct_message_lease(message);
    ct_context *context = world->context;
    char long_reason[600];
    memset(long_reason, 'a', sizeof long_reason);
    long_reason[501] = '\0';
    const char *before = dump(world);
    assert_invalid(world, "message", ct_outbox_acknowledge(context, no_id, lease, NULL, NULL));
    assert_invalid(world, "lease", ct_outbox_acknowledge(context, id, no_id, NULL, NULL));
    assert_status(world, CT_ERR_NOT_FOUND,
                  ct_outbox_acknowledge(context, lease, lease, NULL, NULL));
    assert_refused(world, "R-OUT-01", ct_outbox_acknowledge(context, id, id, NULL, NULL));
    assert_invalid(world, "reason", ct_outbox_fail(context, id, lease, NULL, NULL, NULL));
    assert_invalid(world, "reason", ct_outbox_fail(context, id, lease, "", NULL, NULL));
    assert_invalid(world, "reason", ct_outbox_fail(context, id, lease, "a\xC3", NULL, NULL));
    assert_invalid(world, "reason", ct_outbox_fail(context, id, lease, long_reason, NULL, NULL));
    assert_unchanged(world, before);
    long_reason[500] = '\0';
    assert_ok(world, ct_outbox_fail(context, id, lease, long_reason, NULL, NULL));
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(nothing_is_due_in_an_empty_outbox),
        CASE(a_claimed_message_can_be_sent),
        CASE(r_out_01_a_lease_keeps_others_away_until_it_ends),
        CASE(leases_have_limits),
        CASE(r_out_01_what_is_acknowledged_is_over),
        CASE(r_out_01_an_acknowledgement_counts_after_the_lease_if_nobody_claimed),
        CASE(r_out_01_failures_back_off_doubling_up_to_the_longest_wait),
        CASE(r_out_01_a_failing_message_holds_up_no_other_and_the_longest_due_goes_first),
        CASE(messages_are_listed_by_state),
        CASE(what_a_worker_says_is_checked),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
