/* Migrating clients from selection to provisioning in one go, singly and in bulk (R-MIG-01, R-MIG-05). */
#include <string.h>

#include "rules/email.h"
#include "rules/tax_code.h"
#include "service/migration.h"

enum { BULK_MAX = 1000, CODE_SIZE_MAX = 200 };

#define GETTER(name, type, member)                                                      \
    CT__GETTER(ct_migration_answer_##name, ct_migration_answer, ct__migration_answer, type, member)
#define GETTER_OF(name, type, member)                                                      \
    CT__GETTER_OF(ct_migration_answer_##name, ct_migration_answer, ct__migration_answer, type, \
                  member)

CT__FREE(ct_migration_answer_free, ct_migration_answer)
GETTER(status, ct_migration_status, status)
GETTER_OF(client_id, ct_id, client_id)
GETTER(client_name, const char *, client_name)
GETTER_OF(migration_id, ct_id, migration_id)
GETTER(state, ct_migration_state, state)
GETTER_OF(license_id, ct_id, license_id)
GETTER(plan, ct_plan, plan)
GETTER(access, ct_license_access, access)
GETTER_OF(first_day, ct_date, first_day)
GETTER_OF(last_day, ct_date, last_day)
GETTER(coupon_code, const char *, coupon_code)
CT__LIST(ct_migration_answers, ct_migration_answer)

const ct_reasons *
ct_migration_answer_reasons(const ct_migration_answer *answer)
{
    return answer ? &((const struct ct__handle *)answer)->reasons : NULL;
}

/* One client's migration: what is asked, and what comes of it. */
struct migrate {
    const ct_migration_request *source;
    ct_migration_request request;
    ct_signatory signatory;
    char tax_code[CT__TAX_CODE_SIZE];
    char coupon_code[CT__COUPON_CODE_SIZE]; /* "": any */
    char email[CT__EMAIL_SIZE];
    struct ct__passage passage;
    struct ct__migration_answer answer;
};

static ct_status
check_request(ct_context *context, struct migrate *migrate)
{
    const ct_migration_request *request = &migrate->request;
    ct_status status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = ct__check_optional_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_optional_text(context, "coupon_code", request->coupon_code,
                                         CODE_SIZE_MAX);
    if (!status && request->license_year)
        status = ct__check_range(context, "license_year", request->license_year, 1996, 2100);
    if (!status)
        status = ct__check_migration_flags(context, request->flags);
    if (!status)
        status = ct__copy_signatory(context, &migrate->signatory, request->signatory);
    return status;
}

static ct_status
prepare(ct_context *context, void *state)
{
    struct migrate *migrate = state;
    ct_status status =
        ct__copy_request(context, &migrate->request, sizeof migrate->request,
                         sizeof migrate->request, migrate->source, "ct_migration_request");
    return status ? status : check_request(context, migrate);
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    const struct migrate *migrate = state;
    const ct_migration_request *request = &migrate->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_text(bytes, request->coupon_code);
    ct__bytes_add_number(bytes, request->license_year);
    ct__bytes_add_number(bytes, request->flags);
    ct__bytes_add_text(bytes, migrate->signatory.name);
    ct__bytes_add_text(bytes, migrate->signatory.surname);
    ct__bytes_add_text(bytes, migrate->signatory.tax_code);
}

static void
answer_license(struct ct__migration_answer *answer, const struct ct__license *license,
               const struct ct__coupon *coupon)
{
    answer->license_id = license->id;
    answer->plan = license->plan;
    answer->access = license->access;
    answer->first_day = license->first_day;
    answer->last_day = license->last_day;
    answer->coupon_code = coupon->code;
}

/* Migrated before, or on the way with nothing left to confirm: answered with what there is. */
static ct_status
answer_already_done(struct ct__run *run, struct migrate *migrate,
                    const struct ct__migration *migration)
{
    struct ct__migration_answer *answer = &migrate->answer;
    struct ct__license license;
    answer->status = CT_MIGRATION_ALREADY_DONE;
    answer->migration_id = migration->id;
    answer->state = migration->state;
    ct_status status = ct__last_license(run, migrate->request.client, &license);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    struct ct__coupon coupon = {.id = license.coupon_id};
    if (!ct__id_is_none(coupon.id))
        status = ct__need(run, CT__COUPON, &coupon, CT__REASON_COUPON_NOT_FOUND);
    answer_license(answer, &license, &coupon);
    return status;
}

static ct_status
latest_migration(struct ct__run *run, ct_id client, struct ct__migration *ret_migration)
{
    const struct ct__migration key = {.client_id = client};
    return ct__find_last(run, CT__MIGRATION, CT__MIGRATION_BY_CLIENT, &key, ret_migration);
}

/* Finds what there is of this client's migration.
 * @param ret_done  set if nothing is left to do, and the answer then says so */
static ct_status
find_migration(struct ct__run *run, struct migrate *migrate, bool *ret_done)
{
    const struct ct__client *client = &migrate->passage.client;
    struct ct__migration found;
    ct_status status = CT_ERR_NOT_FOUND;
    if (client->stage == CT__STAGE_IN_MIGRATION)
        status = ct__find_live_migration(run, client->id, &found);
    else if (client->stage == CT__STAGE_LICENSED)
        status = latest_migration(run, client->id, &found);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    if (found.state == CT_MIGRATION_SELECTED) {
        migrate->passage.migration = found;
        return CT_OK;
    }
    *ret_done = ct__migration_is_live(found.state) || found.state == CT_MIGRATION_OPERATIONAL;
    return *ret_done ? answer_already_done(run, migrate, &found) : CT_OK;
}

/* Nothing is told of a client that is another's; what the caller itself gave is looked at all the
 * same. */
static void
refuse_unlinked(struct ct__run *run, struct migrate *migrate)
{
    ct_context *context = run->context;
    if (migrate->passage.studio.account_opened_on.year == 0)
        ct__refuse(&context->verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED);
    ct__refuse(&context->verdict, CT__REASON_CLIENT_NOT_LINKED);
    ct__signatory_check(context->policy, &migrate->signatory, migrate->tax_code, &context->verdict,
                        &context->warnings);
    if (migrate->request.email)
        ct__login_email_check(context->policy, migrate->request.email, migrate->email,
                              &context->verdict);
}

/* With the client at hand, what the rules will ask for. */
static ct_status
look_further_ahead(struct ct__run *run, struct migrate *migrate)
{
    const ct_migration_request *request = &migrate->request;
    const struct ct__passage *passage = &migrate->passage;
    const char *asked = request->email ? request->email : passage->migration.email;
    char email[CT__EMAIL_SIZE];
    struct ct__range ranges[4];
    struct ct__login_ranges login;
    struct ct__event event;
    struct ct__coupon coupon;
    size_t count = 0;
    if (!ct__session_is_far(&run->context->session)) /* then to find out what to ask for is no gain */
        return CT_OK;
    bool has_email = asked ? !ct__email_read(asked, email)
                           : passage->client.emails &&
                                 ct__login_email_pick(run->context->policy,
                                                      passage->client.emails, email);
    ct_status status = CT_ERR_NOT_FOUND;
    if (!request->coupon_code)
        status = ct__pool_next(run, request->studio, CT_COUPON_CONTO_TERZI, request->license_year,
                               &coupon, &ranges[count]);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    count += !status;
    ranges[count++] = ct__last_event(request->client, &event);
    if (has_email && !run->may_look_late) {
        ct__login_ranges(email, &login);
        ranges[count++] = login.ranges[0];
        ranges[count++] = login.ranges[1];
    }
    return ct__look_ahead(run, ranges, count);
}

/* Every rule, each with its reason; nothing is written yet. */
static ct_status
ask_rules(struct ct__run *run, struct migrate *migrate)
{
    ct_context *context = run->context;
    const ct_migration_request *request = &migrate->request;
    struct ct__passage *passage = &migrate->passage;
    struct ct__coupon_facts coupon;
    ct__signatory_check(context->policy, &migrate->signatory, migrate->tax_code, &context->verdict,
                        &context->warnings);
    ct_status status = look_further_ahead(run, migrate);
    if (status)
        return status;
    status = ct__passage_choose_login(run, passage, request->email,
                                                request->flags & CT_MIGRATION_SHARE_LOGIN,
                                                migrate->email);
    if (!status)
        status = ct__passage_choose_coupon(run, passage, request->coupon_code,
                                           request->license_year, migrate->coupon_code, &coupon);
    if (!status)
        (void)ct__eligible(context->policy, &passage->facts, CT_COUPON_CONTO_TERZI, &coupon,
                           request->license_year, run->today, &context->verdict);
    return status;
}

static ct_status
carry_out(struct ct__run *run, struct migrate *migrate)
{
    struct ct__passage *passage = &migrate->passage;
    ct_status status = CT_OK;
    if (!passage->migration.created_at)
        status = ct__passage_select(run, passage, migrate->email,
                                    migrate->request.flags & CT_MIGRATION_SHARE_LOGIN);
    passage->migration.email = migrate->email;
    passage->migration.shares_login |= migrate->request.flags & CT_MIGRATION_SHARE_LOGIN;
    if (!status)
        status = ct__passage_authorise(run, passage, &migrate->signatory, migrate->tax_code);
    if (!status && !run->context->policy->provisioning_by_host)
        status = ct__passage_provision(run, passage);
    if (!status)
        status = ct__passage_store(run, passage);
    migrate->answer.status = CT_MIGRATION_DONE;
    migrate->answer.migration_id = passage->migration.id;
    migrate->answer.state = passage->migration.state;
    if (passage->migration.state == CT_MIGRATION_PROVISIONED)
        answer_license(&migrate->answer, &passage->license, &passage->coupon);
    return status;
}

static ct_status
load_passage(struct ct__run *run, struct migrate *migrate)
{
    struct ct__passage *passage = &migrate->passage;
    *passage = (struct ct__passage){.studio = {.id = migrate->request.studio}};
    passage->client = (struct ct__client){.id = migrate->request.client};
    migrate->answer = (struct ct__migration_answer){
        .status = CT_MIGRATION_REFUSED,
        .client_id = migrate->request.client,
    };
    ct__answer_shaped(run, &ct__migration_answer_table, &migrate->answer);
    ct_status status = ct__need(run, CT__STUDIO, &passage->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__load(run, CT__CLIENT, &passage->client);
    passage->client_before = passage->client;
    if (status == CT_ERR_NOT_FOUND && passage->studio.created_at)
        return CT_OK; /* like a client of another studio: not linked */
    return status;
}

/* The answer is complete when this answers CT_OK, a refusal included. */
static ct_status
migrate_client(struct ct__run *run, struct migrate *migrate)
{
    struct ct__passage *passage = &migrate->passage;
    bool is_done = false;
    ct_status status = load_passage(run, migrate);
    if (status)
        return status;
    ct__set_about(run, passage->studio.id, &passage->client);
    if (!ct__id_equal(passage->client.studio_id, migrate->request.studio)) {
        refuse_unlinked(run, migrate);
        return CT_OK;
    }
    migrate->answer.client_name = passage->client.name;
    status = find_migration(run, migrate, &is_done);
    if (status || is_done)
        return status;
    passage->migration_before = passage->migration;
    status = ct__gather_facts(run, &passage->studio, &passage->client, passage->migration.id,
                              &passage->facts);
    if (!status && ct__renews_conto_terzi(run->context->policy, &passage->facts))
        return answer_already_done(run, migrate, &passage->migration);
    if (!status)
        status = ask_rules(run, migrate);
    if (status || run->context->verdict.count)
        return status;
    return carry_out(run, migrate);
}

static ct_status
look_ahead(struct ct__run *run, void *state)
{
    const ct_migration_request *request = &((struct migrate *)state)->request;
    const struct ct__studio studio = {.id = request->studio};
    const struct ct__client client = {.id = request->client};
    struct ct__coupon coupon;
    const struct ct__range ranges[] = {
        ct__rows_like(CT__STUDIO, 0, &studio, 1),
        ct__rows_like(CT__CLIENT, 0, &client, 1),
        ct__pool_latest(run, studio.id, CT_COUPON_CONTO_TERZI, &coupon),
    };
    bool needs_year = !request->coupon_code && !request->license_year;
    return ct__look_ahead(run, ranges, needs_year ? 3 : 2);
}

static ct_status
run_one(struct ct__run *run, void *state)
{
    struct migrate *migrate = state;
    ct_status status = migrate_client(run, migrate);
    return status ? status : ct__verdict_status(run->context);
}

ct_status
ct_migration_run(ct_context *context, const ct_migration_request *request, const ct_call *call,
                 ct_migration_answer **ret_answer)
{
    static const struct ct__operation operation = {"migration_run", prepare, digest, run_one,
                                                   false, CT_EVENT_MIGRATION_REFUSED};
    struct migrate state = {.source = request};
    return ct__change_ahead(context, call, &operation, look_ahead, &state, (void **)ret_answer);
}

struct bulk {
    const ct_migration_bulk *source;
    ct_migration_bulk request;
    struct ct__list *answers;
};

static ct_status
prepare_bulk(ct_context *context, void *state)
{
    struct bulk *bulk = state;
    ct_migration_bulk *request = &bulk->request;
    ct_signatory signatory;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        bulk->source, "ct_migration_bulk");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_range(context, "client_count", (int64_t)request->client_count, 1,
                                 BULK_MAX);
    if (!status)
        status = ct__check_pointer(context, "clients", request->clients);
    if (!status && request->license_year)
        status = ct__check_range(context, "license_year", request->license_year, 1996, 2100);
    if (!status)
        status = ct__check_migration_flags(context, request->flags);
    for (size_t i = 0; !status && i < request->client_count; i++)
        status = ct__check_id(context, "clients", request->clients[i]);
    for (size_t i = 0; !status && request->emails && i < request->client_count; i++)
        status = ct__check_optional_text(context, "emails", request->emails[i],
                                         CT__EMAIL_SIZE - 1);
    return status ? status : ct__copy_signatory(context, &signatory, request->signatory);
}

static ct_status
run_item(struct ct__run *run, void *state)
{
    return migrate_client(run, state);
}

static ct_status
run_bulk_item(struct ct__run *run, const struct bulk *bulk, size_t index)
{
    static const struct ct__operation item = {"migration_run", NULL, digest, run_item,
                                              false, CT_EVENT_MIGRATION_REFUSED};
    const ct_migration_bulk *request = &bulk->request;
    const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
    char suffix[CT_ID_TEXT_LENGTH + 1];
    struct migrate migrate = {
        .request = {
            .studio = request->studio,
            .client = request->clients[index],
            .email = request->emails ? request->emails[index] : NULL,
            .license_year = request->license_year,
            .flags = request->flags,
        },
    };
    ct_status status = ct__copy_signatory(run->context, &migrate.signatory, request->signatory);
    ct_id_format(request->clients[index], suffix);
    if (!status)
        status = ct__run_item(run, &item, &migrate, suffix, bulk->answers);
    if (!status)
        ct__arena_rewind(&run->context->arena, mark);
    return status;
}

/* R-MIG-05: the clients share a transaction for speed and nothing else. Rules are asked before a
 * client's first write, so a refused one leaves no trace; a failing storage leaves none of all. */
static ct_status
run_bulk(struct ct__run *run, void *state)
{
    struct bulk *bulk = state;
    ct_status status = ct__begin_answers(run, &bulk->answers);
    for (size_t i = 0; !status && i < bulk->request.client_count; i++)
        status = run_bulk_item(run, bulk, i);
    return status;
}

ct_status
ct_migration_run_many(ct_context *context, const ct_migration_bulk *bulk, const ct_call *call,
                      ct_migration_answers **ret_answers)
{
    static const struct ct__operation operation = {"migration_run_many", prepare_bulk, NULL,
                                                   run_bulk, true, 0};
    struct bulk state = {.source = bulk};
    return ct__change_many(context, call, &operation, &state, &state.answers,
                           (void **)ret_answers);
}
