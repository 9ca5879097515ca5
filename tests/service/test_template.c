/* Templates of messages that a host replaces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static ct_policy *
policy_of(struct world *world)
{
    if (!world->policy)
        assert_int_equal(ct_policy_new(NULL, &world->policy), CT_OK);
    return world->policy;
}

static void
r_out_02_every_kind_has_a_template_in_both_languages(void **state)
{
    ct_policy *policy = policy_of(*state);
    for (ct_message_kind kind = 1; kind <= CT_MESSAGE_CANCELLATION_RECORDED; kind++) {
        const char *subject = ct_policy_get_template_subject(policy, kind);
        const char *text = ct_policy_get_template_text(policy, kind);
        assert_true(has_text(subject, " / "));
        assert_true(has_text(text, "Gentile") && has_text(text, "Dear"));
        /* And is one that a host could set. */
        char *copy = keep_memory(*state, strdup(text));
        assert_int_equal(ct_policy_set_template(policy, kind, subject, copy), CT_OK);
        assert_string_equal(ct_policy_get_template_text(policy, kind), copy);
    }
    assert_null(ct_policy_get_template_text(policy, 0));
    assert_null(ct_policy_get_template_subject(policy, 8));
}

static void
credentials_are_written_by_the_hosts_words(void **state)
{
    struct world *world = *state;
    assert_int_equal(ct_policy_set_template(policy_of(world), CT_MESSAGE_CREDENTIALS,
                                            "Benvenuta, {client}!",
                                            "{studio} - {login}\n{password}\n{day} {giorno}\n"),
                     CT_OK);
    reopen(world, NULL, NULL);
    /* The context has its own copy. */
    assert_int_equal(ct_policy_set_template(world->policy, CT_MESSAGE_CREDENTIALS, NULL, NULL),
                     CT_OK);
    ct_id client = add_client(world, "{password} & Figli");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    const ct_message *message = claim(world);
    char expected[200];
    assert_string_equal(ct_message_subject(message), "Benvenuta, {password} & Figli!");
    (void)snprintf(expected, sizeof expected, "Studio Bianchi - %s\n%s\n2026-09-08 08/09/2026\n",
                   ct_message_recipient(message), password_in(world, message));
    assert_string_equal(ct_message_text(message), expected);
}

static void
other_kinds_are_written_by_the_hosts_words(void **state)
{
    struct world *world = *state;
    assert_int_equal(ct_policy_set_template(policy_of(world), CT_MESSAGE_RENEWAL_REMINDER,
                                            "{number}", "{studio}: {number}, {giorno}."),
                     CT_OK);
    reopen(world, NULL, NULL);
    ct_id client = add_client(world, "Alfa");
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    assert_non_null(claim(world));
    set_today(world, 2026, 12, 1);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, NULL));
    for (const ct_message *message = claim(world); message; message = claim(world))
        if (ct_message_kind_of(message) == CT_MESSAGE_RENEWAL_REMINDER) {
            assert_string_equal(ct_message_subject(message), "1");
            assert_string_equal(ct_message_text(message), "Studio Bianchi: 1, 31/12/2026.");
            return;
        }
    fail();
}

static void
a_template_that_cannot_be_is_refused_and_nothing_changes(void **state)
{
    ct_policy *policy = policy_of(*state);
    char *long_subject = keep_memory(*state, calloc(1, 300));
    char *long_text = keep_memory(*state, calloc(1, 20100));
    memset(long_subject, 'a', 201);
    memset(long_text, 'a', 20001);
    const struct {
        ct_message_kind kind;
        const char *subject, *text;
    } rows[] = {
        {CT_MESSAGE_LICENSE_EXPIRED, "A", NULL},
        {CT_MESSAGE_LICENSE_EXPIRED, NULL, "A"},
        {CT_MESSAGE_LICENSE_EXPIRED, "", "A"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", " \n"},
        {CT_MESSAGE_LICENSE_EXPIRED, "{name}", "A"},   /* no such word */
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{Client}"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{client"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "client}"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{}"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{studio}"}, /* there may be none */
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{number}"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "{password}"},
        {CT_MESSAGE_COUPONS_ISSUED, "A", "{client}"},
        {CT_MESSAGE_COUPONS_ISSUED, "A", "{day}"},
        {CT_MESSAGE_RENEWAL_REMINDER, "A", "{year}"},
        {CT_MESSAGE_CREDENTIALS, "A", "nothing to log in with"},
        {CT_MESSAGE_CREDENTIALS, "{password}", "{password}"},
        {CT_MESSAGE_CREDENTIALS, "A", "Password: {password}\n"},
        {CT_MESSAGE_CREDENTIALS, "A", "{password} \n"},
        {CT_MESSAGE_CREDENTIALS, "A", "{password}\n{password}\n"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A\nB", "A"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A\r\nB"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A\tB"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "A\x7F"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A\xC3", "A"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", "\xED\xA0\x80"},
        {CT_MESSAGE_LICENSE_EXPIRED, long_subject, "A"},
        {CT_MESSAGE_LICENSE_EXPIRED, "A", long_text},
        {0, "A", "A"},
        {-1, "A", "A"},
        {8, "A", "A"},
        {INT32_MAX, NULL, NULL},
    };
    assert_int_equal(ct_policy_set_template(policy, CT_MESSAGE_CREDENTIALS, "C", "{password}"), CT_OK);
    assert_int_equal(ct_policy_set_template(policy, CT_MESSAGE_LICENSE_EXPIRED, "S", "T"), CT_OK);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ct_policy_set_template(policy, rows[i].kind, rows[i].subject, rows[i].text) !=
            CT_ERR_INVALID_ARGUMENT)
            fail_msg("row %zu was taken", i);
    assert_string_equal(ct_policy_get_template_text(policy, CT_MESSAGE_CREDENTIALS), "{password}");
    assert_string_equal(ct_policy_get_template_subject(policy, CT_MESSAGE_LICENSE_EXPIRED), "S");
    assert_true(has_text(ct_policy_get_template_text(policy, CT_MESSAGE_COUPONS_ISSUED), "Dear"));
    long_subject[200] = long_text[20000] = '\0';
    assert_int_equal(ct_policy_set_template(policy, CT_MESSAGE_LICENSE_EXPIRED, long_subject,
                                            long_text),
                     CT_OK);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_out_02_every_kind_has_a_template_in_both_languages),
        CASE(credentials_are_written_by_the_hosts_words),
        CASE(other_kinds_are_written_by_the_hosts_words),
        CASE(a_template_that_cannot_be_is_refused_and_nothing_changes),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
