/* What a studio can do on a client's row (R-CLI-07). */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ct_client_actions *
actions_of(struct world *world, ct_id studio, ct_id client)
{
    ct_client_actions *actions = NULL;
    assert_ok(world, ct_client_actions_get(world->context, studio, client, &actions));
    keep_client_actions(world, actions);
    assert_int_equal(ct_client_actions_count(actions), 9);
    for (size_t i = 0; i < 9; i++) {
        const ct_client_action *action = ct_client_actions_at(actions, i);
        assert_int_equal(ct_client_action_of(action), i + 1);
        assert_int_equal(ct_client_action_is_allowed(action),
                         ct_reasons_count(ct_client_action_reasons(action)) == 0);
    }
    assert_null(ct_client_actions_at(actions, 9));
    return actions;
}

/* The names of those that are allowed, parted by spaces; kept. */
static const char *
allowed(struct world *world, ct_id client)
{
    ct_client_actions *actions = actions_of(world, world->studio, client);
    char *text = keep_memory(world, calloc(1, 256));
    size_t used = 0;
    for (size_t i = 0; i < 9; i++) {
        const ct_client_action *action = ct_client_actions_at(actions, i);
        if (ct_client_action_is_allowed(action))
            used += (size_t)snprintf(text + used, 256 - used, "%s%s", used ? " " : "",
                                     ct_enum_name(CT_ENUM_QUICK_ACTION,
                                                  ct_client_action_of(action)));
    }
    return text;
}

static void
r_cli_07_along_the_life_of_a_client(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    const char *before = dump(world);
    assert_string_equal(allowed(world, client), "set_nickname unlink migrate");
    assert_unchanged(world, before); /* asking is no refusal */
    (void)buy(world, 2026, 1);
    (void)migrate(world, client);
    assert_string_equal(allowed(world, client), "set_nickname unlink upgrade");
    make_logged_in(world, client);
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
    assert_string_equal(allowed(world, client),
                        "open_account create_invoice export_report set_nickname unlink upgrade");
    (void)buy(world, 2027, 1);
    assert_string_equal(
        allowed(world, client),
        "open_account create_invoice export_report set_nickname unlink renew upgrade");
    set_today(world, 2027, 1, 1);
    assert_string_equal(allowed(world, client), "export_report set_nickname unlink renew");
}

/* What is allowed is done when it is asked for. */
static void
r_cli_07_keeps_its_word(void **state)
{
    struct world *world = *state;
    ct_id client = add_client(world, "Alfa");
    ct_assignment_request request = CT_ASSIGNMENT_REQUEST_INIT;
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    (void)buy(world, 2027, 1);
    assert_true(has_text(allowed(world, client), "renew"));
    request.studio = world->studio;
    request.client = client;
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, NULL));
    assert_false(has_text(allowed(world, client), "renew"));
    assert_ok(world, ct_client_open(world->context, world->studio, client, NULL, NULL));
    assert_ok(world, ct_client_unlink(world->context, world->studio, client, NULL, NULL));
}

static void
r_cli_07_nothing_is_told_of_another_studios_client(void **state)
{
    struct world *world = *state;
    static const ct_id nobody = {{0xEE}};
    ct_id client = add_client(world, "Alfa");
    ct_client_actions *actions = NULL;
    ct_id own = world->studio;
    ct_id other = add_studio(world);
    world->studio = own;
    const struct {
        ct_id studio, client;
    } rows[] = {{other, client}, {other, nobody}, {nobody, client}, {own, nobody}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_status(world, CT_ERR_NOT_FOUND,
                      ct_client_actions_get(world->context, rows[i].studio, rows[i].client,
                                            &actions));
        assert_null(actions);
    }
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(r_cli_07_along_the_life_of_a_client),
        CASE(r_cli_07_keeps_its_word),
        CASE(r_cli_07_nothing_is_told_of_another_studios_client),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
