/* No call of a studio reaches what is another's: it is answered as if that weren't there, tells
 * nothing of it and changes nothing. Every public function has its row, or is listed with why it
 * needs none. */
#include "foreign.h"
#include "getters.h"
#include "looks.h"

#include <stdio.h>
#include <string.h>

#define SIZED(type, ...) &(const type){.size = sizeof(type), __VA_ARGS__}

/* Two studios: what one has, and the other, which would like to have it. */
struct neighbours {
    struct attempt attempt;
    ct_id owner, owners_migration;
    struct target owned, owned_too, nobodys; /* the second in quite another state */
    struct target once_own;                  /* given up by the other studio */
    const char *needles[128]; /* what only the owner may be told */
    size_t needle_count;
};

static void
add_needle(struct neighbours *neighbours, const char *text)
{
    assert_true(text && strlen(text) > 3 && neighbours->needle_count < COUNT(neighbours->needles));
    neighbours->needles[neighbours->needle_count++] =
        keep_memory(neighbours->attempt.world, strdup(text));
}

static void
add_id_needle(struct neighbours *neighbours, ct_id id)
{
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(id, text);
    if (!is_none(id)) /* a migration has no license at first */
        add_needle(neighbours, text);
}

static void
gather_needles(struct world *world, struct neighbours *neighbours)
{
    ct_client_list *clients = NULL;
    ct_migration_list *migrations = NULL;
    ct_studio *studio = NULL;
    assert_ok(world, ct_client_list_get(world->context,
                                        SIZED(ct_client_query, .studio = world->studio), &clients));
    keep_client_list(world, clients);
    for (size_t i = 0; i < ct_client_list_count(clients); i++) {
        const ct_client *client = ct_client_list_at(clients, i);
        add_needle(neighbours, ct_client_name(client));
        add_needle(neighbours, ct_client_vat_number(client));
        add_needle(neighbours, ct_client_emails(client));
        add_id_needle(neighbours, ct_client_id(client));
    }
    const ct_coupon_list *coupons = coupons_in(world, 0);
    for (size_t i = 0; i < ct_coupon_list_count(coupons); i++) {
        add_needle(neighbours, ct_coupon_code(ct_coupon_list_at(coupons, i)));
        add_id_needle(neighbours, ct_coupon_id(ct_coupon_list_at(coupons, i)));
        add_id_needle(neighbours, ct_coupon_pack_id(ct_coupon_list_at(coupons, i)));
    }
    assert_ok(world,
              ct_migration_list_get(world->context,
                                    SIZED(ct_migration_query, .studio = world->studio),
                                    &migrations));
    keep_migration_list(world, migrations);
    for (size_t i = 0; i < ct_migration_list_count(migrations); i++) {
        add_id_needle(neighbours, ct_migration_id(ct_migration_list_at(migrations, i)));
        add_id_needle(neighbours, ct_migration_license_id(ct_migration_list_at(migrations, i)));
    }
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    keep_studio(world, studio);
    add_needle(neighbours, ct_studio_vat_number(studio));
    add_needle(neighbours, ct_studio_email(studio));
    add_needle(neighbours, ct_studio_certified_email(studio));
    add_id_needle(neighbours, world->studio);
}

/* A code with a right check character that no coupon has: twice the second place's one more makes
 * up for the first place's two less. */
static const char *
other_code(struct world *world, const char *code)
{
    static const char alphabet[] = "34679ACDEFGHJKMNPQRTWXY";
    char *other = keep_memory(world, strdup(code));
    other[0] = alphabet[((size_t)(strchr(alphabet, code[0]) - alphabet) + 21) % 23];
    other[1] = alphabet[((size_t)(strchr(alphabet, code[1]) - alphabet) + 1) % 23];
    return other;
}

/* A client that was never migrated, the account of one that never logged in, a coupon that is given
 * away, a pack of another year. */
static void
set_up_second_target(struct world *world, struct neighbours *neighbours, const struct sight *sight)
{
    const ct_coupon *coupon = ct_coupon_list_at(coupons_in(world, CT_COUPON_ASSIGNED), 0);
    const ct_client_request request = client_request(world, "Lambda");
    neighbours->owned_too = (struct target){
        .client = register_client(world, &request),
        .pack = buy(world, 2027, 2),
        .vat_number = request.vat_number,
        .email = account_email(world, sight->done_client),
        .coupon_code = ct_coupon_code(coupon),
        .message_id = "<3@pec.it>",
    };
}

/* R-CLI-05: a client that the other studio has migrated, and that went over since. */
static void
set_up_once_own(struct world *world, struct neighbours *neighbours)
{
    const ct_client_request request = client_request(world, "Psi");
    const char *email = NULL;
    ct_id client = register_client(world, &request);
    make_operational(world, client);
    email = account_email(world, client);
    assert_ok(world, ct_client_unlink(world->context, world->studio, client, NULL, NULL));
    assert_ok(world,
              ct_client_link(world->context,
                             SIZED(ct_link_request, .studio = neighbours->owner, .email = email),
                             NULL, NULL));
    neighbours->once_own = neighbours->owned;
    neighbours->once_own.client = client;
    neighbours->once_own.vat_number = request.vat_number;
    neighbours->once_own.email = email;
}

static void
set_up_neighbours(struct world *world, struct neighbours *neighbours)
{
    struct sight sight = {.client = no_id};
    struct attempt *attempt = &neighbours->attempt;
    set_up_sight(world, &sight);
    (void)cancel(world, sight.pack, "<3@pec.it>");
    *attempt = (struct attempt){.world = world, .context = world->context};
    neighbours->owner = world->studio;
    neighbours->owned = (struct target){
        .client = sight.client,
        .pack = sight.pack,
        .vat_number = sight.client_vat_number,
        .email = account_email(world, sight.client),
        .coupon_code = sight.coupon_code,
        .message_id = "<1@pec.it>",
    };
    set_up_second_target(world, neighbours, &sight);
    neighbours->owners_migration = select_client(world, add_client(world, "Sigma"));
    memset(&neighbours->nobodys.client, 7, sizeof neighbours->nobodys.client);
    memset(&neighbours->nobodys.pack, 7, sizeof neighbours->nobodys.pack);
    neighbours->nobodys.vat_number = new_vat_number(world);
    neighbours->nobodys.message_id = "<9@pec.it>";
    neighbours->nobodys.email = "nobody@mail.example.it";
    neighbours->nobodys.coupon_code = other_code(world, sight.coupon_code);
    gather_needles(world, neighbours);
    world->studio = attempt->studio = add_studio(world);
    attempt->own_client = add_client(world, "Omicron");
    attempt->own_migration = select_client(world, add_client(world, "Tau"));
    (void)buy(world, 2026, 3);
    set_up_once_own(world, neighbours);
    attempt->own_coupon_code =
        ct_coupon_code(ct_coupon_list_at(coupons_in(world, CT_COUPON_AVAILABLE), 0));
    (void)cancel(world, no_id, "<4@pec.it>");
}

static const char *
needle_in(const struct neighbours *neighbours, const char *told)
{
    for (size_t i = 0; i < neighbours->needle_count; i++)
        if (has_text(told, neighbours->needles[i]))
            return neighbours->needles[i];
    return NULL;
}

/* Fails unless the studio that has it all sees it: else the row would prove nothing. */
static const char *
run_as_owner(const struct row *row, const struct neighbours *neighbours, const char **ret_next)
{
    struct attempt attempt = neighbours->attempt;
    ct_status status;
    attempt.studio = neighbours->owner;
    attempt.target = &neighbours->owned;
    attempt.own_client = neighbours->owned.client;
    attempt.own_migration = neighbours->owners_migration;
    attempt.own_coupon_code = neighbours->owned.coupon_code;
    attempt.limit = 1;
    assert_ok(attempt.world, ct_preview_begin(attempt.context));
    return run_row(row, &attempt, &status, ret_next);
}

/* Fails with what was told. */
static void
check_told(const struct neighbours *neighbours, const struct row *row, ct_status status,
           const char *told)
{
    const char *needle = needle_in(neighbours, told);
    if (status != row->expected)
        fail_msg("%s answered %s: %s", row->name, ct_status_name(status), told);
    if (needle)
        fail_msg("%s told %s: %s", row->name, needle, told);
}

/* What is told must not depend on what it is aimed at. */
static void
compare_told(const struct neighbours *neighbours, const struct row *row, const char *told,
             const struct target *target)
{
    struct attempt attempt = neighbours->attempt;
    ct_status status;
    attempt.limit = 1000;
    attempt.target = target;
    const char *other = run_row(row, &attempt, &status, NULL);
    if (status != row->expected || strcmp(told, other) != 0)
        fail_msg("%s tells what is there, by\n%s\nand\n%s", row->name, told, other);
}

static void
what_is_anothers_is_answered_like_what_is_not_there(void **state)
{
    struct world *world = *state;
    struct neighbours neighbours = {.owner = no_id};
    reopen(world, "refusals_recorded", "no");
    set_up_neighbours(world, &neighbours);
    const char *before = dump(world);
    for (size_t i = 0; i < row_count; i++) {
        const struct row *row = &rows[i];
        struct attempt attempt = neighbours.attempt;
        ct_status status;
        if (row->flags & IS_LIST)
            continue;
        attempt.limit = 1000;
        attempt.target = &neighbours.owned;
        const char *told = run_row(row, &attempt, &status, NULL);
        check_told(&neighbours, row, status, told);
        compare_told(&neighbours, row, told, &neighbours.owned_too);
        if (!(row->flags & IS_PAST))
            compare_told(&neighbours, row, told, &neighbours.once_own);
        assert_unchanged(world, before);
        if (!(row->flags & IS_KNOWN))
            compare_told(&neighbours, row, told, &neighbours.nobodys);
        if (strcmp(run_as_owner(row, &neighbours, NULL), told) == 0)
            fail_msg("%s tells the owner no more: %s", row->name, told);
    }
    assert_unchanged(world, before);
}

static void
lists_hold_nothing_of_anothers_whatever_the_cursor(void **state)
{
    struct world *world = *state;
    struct neighbours neighbours = {.owner = no_id};
    ct_studio_overview *overview = NULL;
    set_up_neighbours(world, &neighbours);
    for (size_t i = 0; i < row_count; i++) {
        const struct row *row = &rows[i];
        struct attempt attempt = neighbours.attempt;
        ct_status status;
        if (!(row->flags & IS_LIST))
            continue;
        attempt.target = &neighbours.nobodys;
        attempt.limit = 1000;
        const char *told = run_row(row, &attempt, &status, NULL);
        check_told(&neighbours, row, status, told);
        told = run_as_owner(row, &neighbours, &attempt.after);
        bool is_owners = needle_in(&neighbours, told) || strchr(told, '~'); /* one that it named */
        if (!is_owners || !attempt.after)
            fail_msg("%s is no list of the owner's: %s", row->name, told);
        told = run_row(row, &attempt, &status, NULL);
        check_told(&neighbours, row, status == CT_ERR_INVALID_ARGUMENT ? CT_OK : status, told);
    }
    assert_ok(world, ct_studio_overview_get(world->context, neighbours.attempt.studio, &overview));
    assert_int_equal(ct_studio_overview_clients(keep_studio_overview(world, overview)), 2);
}

/* R-AUD-06: each attempt is in the history of who made it, and of nobody else. */
static void
a_recorded_refusal_tells_nothing_of_anothers(void **state)
{
    const struct row *all = row_of("event_list_get_of_all");
    struct world *world = *state;
    struct neighbours neighbours = {.owner = no_id};
    struct attempt attempt;
    ct_status status;
    set_up_neighbours(world, &neighbours);
    attempt = neighbours.attempt;
    attempt.target = &neighbours.owned; /* which tell_id passes over */
    attempt.limit = 1000;
    const char *before = run_row(all, &attempt, &status, NULL);
    attempt.studio = neighbours.owner;
    const char *of_owner_before = run_row(all, &attempt, &status, NULL);
    attempt.studio = neighbours.attempt.studio;
    for (size_t i = 0; i < row_count; i++)
        (void)run_row(&rows[i], &attempt, &status, NULL);
    const char *told = run_row(all, &attempt, &status, NULL);
    assert_true(strlen(told) > strlen(before));
    check_told(&neighbours, all, status, told);
    attempt.studio = neighbours.owner;
    assert_string_equal(run_row(all, &attempt, &status, NULL), of_owner_before);
}

/* Why a function has no row: it works on a handle or on no store; or it names no studio and is for
 * the host, which keeps apart whom it serves by comparing the studio of what it got; or it names a
 * studio, and nothing that could be another's. */
static const char *const without_row[] = {
#define X(f) #f,
    ID_GETTERS ID_GETTERS_AT DATE_GETTERS TEXT_GETTERS TEXT_GETTERS_AT NUMBER_GETTERS
    NUMBER_GETTERS_AT POINTER_GETTERS POINTER_GETTERS_AT FREES
#undef X
    /* of a handle, or of no store */
    "ct_check_name", "ct_check_report_rows", "ct_check_table", "ct_clock_system",
    "ct_context_keys_kept_since", "ct_context_new", "ct_context_open", "ct_context_set_actor",
    "ct_context_set_language", "ct_context_today", "ct_date_format", "ct_date_in_rome",
    "ct_date_parse", "ct_diag_set", "ct_enum_name", "ct_enum_text", "ct_enum_value",
    "ct_error_code",
    "ct_error_field", "ct_error_native_code", "ct_error_reasons", "ct_error_rule", "ct_error_text",
    "ct_id_format", "ct_id_parse", "ct_instant_format", "ct_instant_in_rome", "ct_license_limit",
    "ct_policy_get", "ct_policy_get_template_subject", "ct_policy_get_template_text",
    "ct_policy_name", "ct_policy_new", "ct_policy_set", "ct_policy_set_template",
    "ct_preview_begin",
    "ct_preview_end", "ct_reasons_text", "ct_row_put", "ct_schema_column", "ct_schema_index",
    "ct_schema_label", "ct_schema_table", "ct_schema_table_count", "ct_schema_version",
    "ct_status_name", "ct_storage_new", "ct_storage_new_memory", "ct_storage_new_sqlite",
    "ct_storage_ref", "ct_storage_unref", "ct_studio_overview_coupon_line",
    "ct_studio_overview_license_line", "ct_version",
    /* for the host */
    "ct_account_get", "ct_campaign_run", "ct_cancellation_get", "ct_cancellation_withdraw",
    "ct_check_run", "ct_client_as_of", "ct_client_erase", "ct_client_get", "ct_coupon_find",
    "ct_coupon_get", "ct_document_list_get", "ct_license_get", "ct_license_in_force",
    "ct_license_list_get", "ct_license_start_trial", "ct_lifecycle_run", "ct_message_list_get",
    "ct_migration_cancel", "ct_migration_complete", "ct_migration_fail", "ct_migration_get",
    "ct_migration_provision", "ct_migration_resend_credentials", "ct_numbering_list_get",
    "ct_outbox_acknowledge", "ct_outbox_claim", "ct_outbox_fail", "ct_pack_get", "ct_pack_revoke",
    "ct_storage_backup_sqlite", "ct_studio_add", "ct_studio_find", "ct_studio_list_get",
    "ct_usage_add", "ct_usage_get",
    /* for a company, which knows the link or the password (R-COU-10, R-MIG-07) */
    "ct_coupon_link_get", "ct_coupon_register", "ct_migration_first_login",
    /* of a studio, and nothing else */
    "ct_pack_buy", "ct_studio_get", "ct_studio_open_account", "ct_studio_overview_get",
};

static bool
is_listed(const char *name)
{
    for (size_t i = 0; i < COUNT(without_row); i++)
        if (strcmp(without_row[i], name) == 0)
            return true;
    return false;
}

static void
must_have_a_row_or_need_none(const char *name)
{
    bool has_row = row_of(name + strlen("ct_")) != NULL;
    if (has_row == is_listed(name))
        fail_msg("%s has %s", name, has_row ? "a row and is listed" : "no row");
}

static void
every_public_function_has_a_row_or_needs_none(void **state)
{
    (void)state;
    assert_true(visit_exported(must_have_a_row_or_need_none) >= COUNT(without_row) + 30);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest cases[] = {
        CASE(what_is_anothers_is_answered_like_what_is_not_there),
        CASE(lists_hold_nothing_of_anothers_whatever_the_cursor),
        CASE(a_recorded_refusal_tells_nothing_of_anothers),
        CASE(every_public_function_has_a_row_or_needs_none),
    };
    (void)count;
    return RUN_ON_BACK_ENDS(arguments, cases);
}
