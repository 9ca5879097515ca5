#include "foreign.h"

#include <string.h>

/* What the caller named itself is no news. */
static void
tell_text(const struct attempt *attempt, const char *text)
{
    const struct target *target = attempt->target;
    const char *const named[] = {target->vat_number, target->email, target->coupon_code};
    for (const char *at = text ? text : "-"; *at;) {
        size_t length = 0;
        for (size_t i = 0; i < COUNT(named); i++)
            if (strncmp(at, named[i], strlen(named[i])) == 0)
                length = strlen(named[i]);
        (void)fputc(length ? '~' : *at, attempt->told);
        at += length ? length : 1;
    }
    (void)fputc('|', attempt->told);
}

static void
tell_number(const struct attempt *attempt, int64_t number)
{
    (void)fprintf(attempt->told, "%lld|", (long long)number);
}

static void
tell_id(const struct attempt *attempt, ct_id id)
{
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(id, text);
    bool is_named = memcmp(&id, &attempt->target->client, sizeof id) == 0;
    tell_text(attempt, is_named ? "~" : text);
}

static void
tell_reasons(const struct attempt *attempt, const ct_reasons *reasons)
{
    for (size_t i = 0; i < ct_reasons_count(reasons); i++) {
        tell_text(attempt, ct_reasons_rule(reasons, i));
        tell_text(attempt, ct_reasons_field(reasons, i));
        tell_text(attempt, ct_reasons_text(reasons, i, CT_LANGUAGE_ITALIAN));
        tell_text(attempt, ct_reasons_text(reasons, i, CT_LANGUAGE_ENGLISH));
    }
}

static void
tell_client(const struct attempt *attempt, ct_client *client)
{
    if (!client)
        return;
    tell_id(attempt, ct_client_id(client));
    tell_id(attempt, ct_client_studio_id(client));
    tell_text(attempt, ct_client_name(client));
    tell_text(attempt, ct_client_nickname(client));
    tell_text(attempt, ct_client_vat_number(client));
    tell_text(attempt, ct_client_emails(client));
    ct_client_free(client);
}

static void
tell_assignment(const struct attempt *attempt, const ct_assignment *assignment)
{
    if (!assignment)
        return;
    tell_number(attempt, ct_assignment_status_of(assignment));
    tell_number(attempt, ct_assignment_plan(assignment));
    tell_id(attempt, ct_assignment_client_id(assignment));
    tell_id(attempt, ct_assignment_license_id(assignment));
    tell_text(attempt, ct_assignment_client_name(assignment));
    tell_text(attempt, ct_assignment_coupon_code(assignment));
    tell_number(attempt, ct_assignment_last_day(assignment).year);
    tell_reasons(attempt, ct_assignment_reasons(assignment));
}

static void
tell_migration_answer(const struct attempt *attempt, const ct_migration_answer *answer)
{
    if (!answer)
        return;
    tell_number(attempt, ct_migration_answer_status(answer));
    tell_number(attempt, ct_migration_answer_state(answer));
    tell_number(attempt, ct_migration_answer_plan(answer));
    tell_id(attempt, ct_migration_answer_client_id(answer));
    tell_id(attempt, ct_migration_answer_migration_id(answer));
    tell_id(attempt, ct_migration_answer_license_id(answer));
    tell_text(attempt, ct_migration_answer_client_name(answer));
    tell_text(attempt, ct_migration_answer_coupon_code(answer));
    tell_number(attempt, ct_migration_answer_last_day(answer).year);
    tell_reasons(attempt, ct_migration_answer_reasons(answer));
}

static void
tell_migration(const struct attempt *attempt, const ct_migration *migration)
{
    tell_id(attempt, ct_migration_id(migration));
    tell_id(attempt, ct_migration_client_id(migration));
    tell_id(attempt, ct_migration_coupon_id(migration));
    tell_text(attempt, ct_migration_email(migration));
    tell_number(attempt, ct_migration_state_of(migration));
}

static void
keep_next(const struct attempt *attempt, const char *next)
{
    *attempt->ret_next = next ? keep_memory(attempt->world, strdup(next)) : NULL;
}

#define TRY(name) static ct_status try_##name(const struct attempt *attempt)
#define SIZED(type, ...) &(const type){.size = sizeof(type), __VA_ARGS__}

TRY(access_check)
{
    ct_access_decision *decision = NULL;
    ct_status status = ct_access_check(
        attempt->context,
        SIZED(ct_access_request, .studio = attempt->studio, .client = attempt->target->client,
              .actor = CT_ACCESS_STUDIO, .area = CT_AREA_EXPORT, .level = CT_LEVEL_READ),
        &decision);
    tell_number(attempt, ct_access_decision_is_allowed(decision));
    tell_number(attempt, ct_access_decision_level(decision));
    tell_text(attempt, ct_access_decision_rule(decision));
    tell_reasons(attempt, ct_access_decision_reasons(decision));
    ct_access_decision_free(decision);
    return status;
}

TRY(cancellation_list_get)
{
    ct_cancellation_list *list = NULL;
    ct_status status = ct_cancellation_list_get(attempt->context, attempt->studio, attempt->after,
                                                attempt->limit, &list);
    for (size_t i = 0; i < ct_cancellation_list_count(list); i++) {
        tell_id(attempt, ct_cancellation_id(ct_cancellation_list_at(list, i)));
        tell_text(attempt, ct_cancellation_sender(ct_cancellation_list_at(list, i)));
    }
    keep_next(attempt, ct_cancellation_list_next(list));
    ct_cancellation_list_free(list);
    return status;
}

TRY(cancellation_record)
{
    ct_cancellation *cancellation = NULL;
    ct_cancellation_request request = cancellation_request(attempt->world, "<2@pec.it>");
    request.pack = attempt->target->pack;
    ct_status status =
        ct_cancellation_record(attempt->context, &request, NULL, &cancellation);
    tell_id(attempt, ct_cancellation_pack_id(cancellation));
    tell_reasons(attempt, ct_cancellation_reasons(cancellation));
    ct_cancellation_free(cancellation);
    return status;
}

/* In a preview, as it is a notice of the studio's own, whoever else has sent the same message. */
TRY(cancellation_record_of_a_message)
{
    ct_cancellation *cancellation = NULL;
    const ct_cancellation_request request =
        cancellation_request(attempt->world, attempt->target->message_id);
    (void)ct_preview_begin(attempt->context); /* which the owner is in already */
    ct_status status =
        ct_cancellation_record(attempt->context, &request, NULL, &cancellation);
    tell_id(attempt, ct_cancellation_studio_id(cancellation));
    tell_text(attempt, ct_cancellation_sender(cancellation));
    ct_cancellation_free(cancellation);
    return status;
}

TRY(client_actions_get)
{
    ct_client_actions *actions = NULL;
    ct_status status = ct_client_actions_get(attempt->context, attempt->studio,
                                             attempt->target->client, &actions);
    tell_number(attempt, (int64_t)ct_client_actions_count(actions));
    ct_client_actions_free(actions);
    return status;
}

static ct_status
add_bytes(void *user, const char *bytes, size_t count)
{
    const struct attempt *attempt = user;
    (void)fwrite(bytes, 1, count, attempt->told);
    return CT_OK;
}

TRY(client_export)
{
    ct_export_request request = CT_EXPORT_REQUEST_INIT;
    struct attempt own = *attempt;
    request.client = attempt->target->client;
    request.studio = attempt->studio;
    request.write = add_bytes;
    request.user = &own;
    return ct_client_export(attempt->context, &request, NULL);
}

TRY(client_find)
{
    ct_client *client = NULL;
    ct_status status = ct_client_find(attempt->context, attempt->studio,
                                      attempt->target->vat_number, &client);
    tell_client(attempt, client);
    return status;
}

TRY(client_link)
{
    ct_client *client = NULL;
    ct_status status = ct_client_link(
        attempt->context,
        SIZED(ct_link_request, .studio = attempt->studio, .email = attempt->target->email), NULL,
        &client);
    tell_client(attempt, client);
    return status;
}

TRY(client_list_get)
{
    ct_client_list *list = NULL;
    ct_status status = ct_client_list_get(
        attempt->context,
        SIZED(ct_client_query, .studio = attempt->studio, .after = attempt->after,
              .limit = attempt->limit),
        &list);
    for (size_t i = 0; i < ct_client_list_count(list); i++)
        tell_text(attempt, ct_client_name(ct_client_list_at(list, i)));
    keep_next(attempt, ct_client_list_next(list));
    ct_client_list_free(list);
    return status;
}

TRY(client_open)
{
    ct_client *client = NULL;
    ct_status status = ct_client_open(attempt->context, attempt->studio,
                                      attempt->target->client, NULL, &client);
    tell_client(attempt, client);
    return status;
}

TRY(client_register)
{
    ct_client *client = NULL;
    ct_client_request request = client_request(attempt->world, "Omega");
    request.vat_number = attempt->target->vat_number;
    ct_status status = ct_client_register(attempt->context, &request, NULL, &client);
    tell_client(attempt, client);
    return status;
}

TRY(client_register_many)
{
    ct_client_answers *answers = NULL;
    ct_client_request request = client_request(attempt->world, "Omega");
    const ct_client_request *const requests[] = {&request};
    request.vat_number = attempt->target->vat_number;
    ct_status status =
        ct_client_register_many(attempt->context, requests, 1, NULL, &answers);
    tell_number(attempt, ct_client_answers_status(answers, 0));
    tell_reasons(attempt, ct_client_answers_reasons(answers, 0));
    ct_client_answers_free(answers);
    return status;
}

TRY(client_set_nickname)
{
    ct_client *client = NULL;
    ct_status status = ct_client_set_nickname(attempt->context, attempt->studio,
                                              attempt->target->client, "Pirata", NULL, &client);
    tell_client(attempt, client);
    return status;
}

TRY(client_unlink)
{
    ct_client *client = NULL;
    ct_status status = ct_client_unlink(attempt->context, attempt->studio,
                                        attempt->target->client, NULL, &client);
    tell_client(attempt, client);
    return status;
}

static ct_status
assign_coupon(const struct attempt *attempt, ct_id client, const char *coupon_code)
{
    ct_assignment *assignment = NULL;
    ct_status status = ct_coupon_assign(
        attempt->context,
        SIZED(ct_assignment_request, .studio = attempt->studio, .client = client,
              .coupon_code = coupon_code),
        NULL, &assignment);
    tell_assignment(attempt, assignment);
    ct_assignment_free(assignment);
    return status;
}

TRY(coupon_assign)
{
    return assign_coupon(attempt, attempt->target->client, attempt->own_coupon_code);
}

TRY(coupon_assign_of_a_coupon)
{
    return assign_coupon(attempt, attempt->own_client, attempt->target->coupon_code);
}

TRY(coupon_list_get)
{
    ct_coupon_list *list = NULL;
    ct_status status = ct_coupon_list_get(
        attempt->context,
        SIZED(ct_coupon_query, .studio = attempt->studio, .after = attempt->after,
              .limit = attempt->limit),
        &list);
    for (size_t i = 0; i < ct_coupon_list_count(list); i++)
        tell_text(attempt, ct_coupon_code(ct_coupon_list_at(list, i)));
    keep_next(attempt, ct_coupon_list_next(list));
    ct_coupon_list_free(list);
    return status;
}

static ct_status
check_eligibility(const struct attempt *attempt, ct_id client, const char *coupon_code)
{
    ct_eligibility *eligibility = NULL;
    ct_status status = ct_eligibility_check(
        attempt->context,
        SIZED(ct_eligibility_request, .studio = attempt->studio, .client = client,
              .coupon_code = coupon_code),
        &eligibility);
    tell_number(attempt, ct_eligibility_action(eligibility));
    tell_reasons(attempt, ct_eligibility_reasons(eligibility));
    ct_eligibility_free(eligibility);
    return status;
}

TRY(eligibility_check)
{
    return check_eligibility(attempt, attempt->target->client, NULL);
}

TRY(eligibility_check_of_a_coupon)
{
    return check_eligibility(attempt, attempt->own_client, attempt->target->coupon_code);
}

static ct_status
list_events(const struct attempt *attempt, ct_id client)
{
    ct_event_list *list = NULL;
    ct_status status = ct_event_list_get(
        attempt->context,
        SIZED(ct_event_query, .studio = attempt->studio, .client = client, .after = attempt->after,
              .limit = attempt->limit),
        &list);
    for (size_t i = 0; i < ct_event_list_count(list); i++) {
        const ct_event *event = ct_event_list_at(list, i);
        tell_id(attempt, ct_event_studio_id(event));
        tell_id(attempt, ct_event_client_id(event));
        tell_id(attempt, ct_event_pack_id(event));
        tell_id(attempt, ct_event_coupon_id(event));
        tell_id(attempt, ct_event_license_id(event));
        tell_id(attempt, ct_event_migration_id(event));
        tell_id(attempt, ct_event_message_id(event));
    }
    keep_next(attempt, ct_event_list_next(list));
    ct_event_list_free(list);
    return status;
}

TRY(event_list_get)
{
    return list_events(attempt, attempt->target->client);
}

TRY(event_list_get_of_all)
{
    return list_events(attempt, no_id);
}

TRY(history_import)
{
    ct_history_answer *answer = NULL;
    const ct_document_facts facts = document_facts(attempt->world, "1/A");
    ct_status status = ct_history_import(
        attempt->context,
        SIZED(ct_history_request, .studio = attempt->studio, .client = attempt->target->client,
              .document = &facts),
        NULL, &answer);
    tell_id(attempt, ct_history_answer_document_id(answer));
    tell_reasons(attempt, ct_history_answer_reasons(answer));
    ct_history_answer_free(answer);
    return status;
}

TRY(history_import_many)
{
    ct_history_answers *answers = NULL;
    const ct_document_facts facts = document_facts(attempt->world, "1/A");
    const ct_document_facts *const documents[] = {&facts};
    ct_status status = ct_history_import_many(
        attempt->context,
        SIZED(ct_history_batch, .studio = attempt->studio, .client = attempt->target->client,
              .documents = documents, .count = 1),
        NULL, &answers);
    tell_number(attempt, (int64_t)ct_history_answers_count(answers));
    ct_history_answers_free(answers);
    return status;
}

TRY(license_buy)
{
    ct_license *license = NULL;
    const ct_purchase_request request =
        purchase_request(attempt->world, attempt->target->client, CT_LICENSE_FROM_STUDIO_PURCHASE,
                         CT_PLAN_PREMIUM);
    ct_status status = ct_license_buy(attempt->context, &request, NULL, &license);
    tell_id(attempt, ct_license_id(license));
    ct_license_free(license);
    return status;
}

TRY(migration_check_operation)
{
    return ct_migration_check_operation(attempt->context, attempt->studio,
                                        attempt->target->client);
}

static ct_status
list_migrations(const struct attempt *attempt, ct_id client)
{
    ct_migration_list *list = NULL;
    ct_status status = ct_migration_list_get(
        attempt->context,
        SIZED(ct_migration_query, .studio = attempt->studio, .client = client,
              .after = attempt->after, .limit = attempt->limit),
        &list);
    for (size_t i = 0; i < ct_migration_list_count(list); i++)
        tell_migration(attempt, ct_migration_list_at(list, i));
    keep_next(attempt, ct_migration_list_next(list));
    ct_migration_list_free(list);
    return status;
}

TRY(migration_list_get)
{
    return list_migrations(attempt, attempt->target->client);
}

TRY(migration_list_get_of_all)
{
    return list_migrations(attempt, no_id);
}

static ct_status
run_migration(const struct attempt *attempt, ct_id client, const char *coupon_code)
{
    ct_migration_answer *answer = NULL;
    ct_status status = ct_migration_run(
        attempt->context,
        SIZED(ct_migration_request, .studio = attempt->studio, .client = client,
              .signatory = &signatory, .email = "omega@mail.example.it",
              .coupon_code = coupon_code),
        NULL, &answer);
    tell_migration_answer(attempt, answer);
    ct_migration_answer_free(answer);
    return status;
}

TRY(migration_run)
{
    return run_migration(attempt, attempt->target->client, attempt->own_coupon_code);
}

TRY(migration_run_of_a_coupon)
{
    return run_migration(attempt, attempt->own_client, attempt->target->coupon_code);
}

TRY(migration_run_many)
{
    ct_migration_answers *answers = NULL;
    ct_status status = ct_migration_run_many(
        attempt->context,
        SIZED(ct_migration_bulk, .studio = attempt->studio, .signatory = &signatory,
              .clients = &attempt->target->client, .client_count = 1),
        NULL, &answers);
    const ct_migration_answer *answer = ct_migration_answers_at(answers, 0);
    tell_migration_answer(attempt, answer);
    ct_migration_answers_free(answers);
    return status;
}

TRY(migration_select)
{
    ct_migration *migration = NULL;
    ct_status status = ct_migration_select(
        attempt->context,
        SIZED(ct_migration_request, .studio = attempt->studio, .client = attempt->target->client,
              .email = "omega@mail.example.it"),
        NULL, &migration);
    tell_migration(attempt, migration);
    ct_migration_free(migration);
    return status;
}

/* The migration is the studio's own, and the coupon isn't. */
TRY(migration_authorise)
{
    ct_migration *migration = NULL;
    ct_status status = ct_migration_authorise(
        attempt->context,
        SIZED(ct_authorisation, .migration = attempt->own_migration, .signatory = &signatory,
              .coupon_code = attempt->target->coupon_code),
        NULL, &migration);
    tell_migration(attempt, migration);
    ct_migration_free(migration);
    return status;
}

TRY(pack_list_get)
{
    ct_pack_list *list = NULL;
    ct_status status =
        ct_pack_list_get(attempt->context, attempt->studio, attempt->after, attempt->limit, &list);
    for (size_t i = 0; i < ct_pack_list_count(list); i++)
        tell_id(attempt, ct_pack_id(ct_pack_list_at(list, i)));
    keep_next(attempt, ct_pack_list_next(list));
    ct_pack_list_free(list);
    return status;
}

TRY(reconcile)
{
    ct_differences *differences = NULL;
    ct_status status = ct_reconcile(
        attempt->context,
        SIZED(ct_company_snapshot, .studio = attempt->studio,
              .vat_number = attempt->target->vat_number, .plan = "Premium Plus"),
        &differences);
    for (size_t i = 0; i < ct_differences_count(differences); i++) {
        tell_id(attempt, ct_difference_client_id(ct_differences_at(differences, i)));
        tell_text(attempt, ct_difference_ours(ct_differences_at(differences, i)));
        tell_text(attempt, ct_difference_text(ct_differences_at(differences, i), 0));
    }
    ct_differences_free(differences);
    return status;
}

TRY(renewal_plan_get)
{
    ct_renewal_plan *plan = NULL;
    ct_status status = ct_renewal_plan_get(
        attempt->context,
        SIZED(ct_renewal_plan_query, .studio = attempt->studio, .after = attempt->after,
              .limit = attempt->limit),
        &plan);
    for (size_t i = 0; i < ct_renewal_plan_count(plan); i++)
        tell_text(attempt, ct_renewal_entry_client_name(ct_renewal_plan_at(plan, i)));
    keep_next(attempt, ct_renewal_plan_next(plan));
    ct_renewal_plan_free(plan);
    return status;
}

TRY(renewal_run_many)
{
    ct_assignments *answers = NULL;
    ct_status status = ct_renewal_run_many(
        attempt->context,
        SIZED(ct_renewal_bulk, .studio = attempt->studio, .clients = &attempt->target->client,
              .client_count = 1),
        NULL, &answers);
    const ct_assignment *answer = ct_assignments_at(answers, 0);
    tell_assignment(attempt, answer);
    ct_assignments_free(answers);
    return status;
}

TRY(renewal_ways_get)
{
    ct_renewal_ways *ways = NULL;
    ct_status status =
        ct_renewal_ways_get(attempt->context, attempt->studio, attempt->target->client,
                            date_of(0, 0, 0), &ways);
    for (ct_renewal_way way = 1; way <= CT_RENEWAL_OWN_PURCHASE; way++) {
        tell_number(attempt, ct_renewal_ways_is_open(ways, way));
        tell_reasons(attempt, ct_renewal_ways_reasons(ways, way));
    }
    ct_renewal_ways_free(ways);
    return status;
}

const struct row rows[] = {
#define ROW(name, ...) {#name, try_##name, __VA_ARGS__}
    ROW(access_check, CT_OK, 0),
    ROW(cancellation_list_get, CT_OK, IS_LIST),
    ROW(cancellation_record, CT_ERR_NOT_FOUND, 0),
    ROW(cancellation_record_of_a_message, CT_OK, 0),
    ROW(client_actions_get, CT_ERR_NOT_FOUND, 0),
    ROW(client_export, CT_ERR_NOT_FOUND, 0),
    ROW(client_find, CT_ERR_NOT_FOUND, 0),
    ROW(client_link, CT_ERR_REFUSED, IS_KNOWN),
    ROW(client_list_get, CT_OK, IS_LIST),
    ROW(client_open, CT_ERR_REFUSED, 0),
    ROW(client_register, CT_ERR_REFUSED, IS_KNOWN),
    ROW(client_register_many, CT_OK, IS_KNOWN),
    ROW(client_set_nickname, CT_ERR_NOT_FOUND, 0),
    ROW(client_unlink, CT_ERR_NOT_FOUND, 0),
    ROW(coupon_assign, CT_ERR_REFUSED, 0),
    ROW(coupon_assign_of_a_coupon, CT_ERR_REFUSED, 0),
    ROW(coupon_list_get, CT_OK, IS_LIST),
    ROW(eligibility_check, CT_OK, IS_KNOWN),
    ROW(eligibility_check_of_a_coupon, CT_OK, 0),
    ROW(event_list_get, CT_OK, IS_PAST),
    ROW(event_list_get_of_all, CT_OK, IS_LIST),
    ROW(history_import, CT_ERR_REFUSED, 0),
    ROW(history_import_many, CT_ERR_REFUSED, 0),
    ROW(license_buy, CT_ERR_REFUSED, 0),
    ROW(migration_authorise, CT_ERR_REFUSED, 0),
    ROW(migration_check_operation, CT_ERR_REFUSED, 0),
    ROW(migration_list_get, CT_OK, 0),
    ROW(migration_list_get_of_all, CT_OK, IS_LIST),
    ROW(migration_run, CT_ERR_REFUSED, 0),
    ROW(migration_run_many, CT_OK, 0),
    ROW(migration_run_of_a_coupon, CT_ERR_REFUSED, 0),
    ROW(migration_select, CT_ERR_REFUSED, IS_KNOWN),
    ROW(pack_list_get, CT_OK, IS_LIST),
    ROW(reconcile, CT_OK, 0),
    ROW(renewal_plan_get, CT_OK, IS_LIST),
    ROW(renewal_run_many, CT_OK, 0),
    ROW(renewal_ways_get, CT_OK, 0),
#undef ROW
};
const size_t row_count = COUNT(rows);

const char *
run_row(const struct row *row, const struct attempt *attempt, ct_status *ret_status,
        const char **ret_next)
{
    ct_context *context = attempt->context;
    struct attempt own = *attempt;
    char *text = NULL;
    size_t size = 0;
    const char *next = NULL;
    own.told = open_memstream(&text, &size);
    own.ret_next = &next;
    assert_non_null(own.told);
    attempt->world->studio = own.studio; /* for the bricks */
    *ret_status = row->run(&own);
    if (*ret_status < 0) {
        tell_text(&own, ct_status_name(*ret_status));
        tell_text(&own, ct_error_rule(context));
        tell_text(&own, ct_error_field(context));
        tell_reasons(&own, ct_error_reasons(context));
    }
    ct_preview_end(context);
    assert_int_equal(fclose(own.told), 0);
    if (ret_next)
        *ret_next = next;
    return keep_memory(attempt->world, text);
}

const struct row *
row_of(const char *name)
{
    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}
