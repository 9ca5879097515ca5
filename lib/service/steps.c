/* Migrations step by step, up to provisioning (R-MIG-02). */
#include "rules/email.h"
#include "rules/tax_code.h"
#include "service/migration.h"

enum { CODE_SIZE_MAX = 200 };

/* What any of the steps is asked, and the passage that it takes. */
struct step {
    ct_id id; /* of the migration */
    const ct_migration_request *request_source;
    ct_migration_request request;
    const ct_authorisation *authorisation_source;
    ct_authorisation authorisation;
    ct_signatory signatory;
    char tax_code[CT__TAX_CODE_SIZE];
    char email[CT__EMAIL_SIZE];
    char coupon_code[CT__COUPON_CODE_SIZE];
    struct ct__passage passage;
};

static ct_status
load_migration(struct ct__run *run, struct step *step)
{
    struct ct__passage *passage = &step->passage;
    *passage = (struct ct__passage){.migration = {.id = step->id}};
    ct__answer(run, CT__MIGRATION, &passage->migration);
    ct_status status =
        ct__need(run, CT__MIGRATION, &passage->migration, CT__REASON_MIGRATION_NOT_FOUND);
    return status ? status : ct__passage_surroundings(run, passage);
}

static ct_status
prepare_id(ct_context *context, void *state)
{
    return ct__check_id(context, "migration", ((struct step *)state)->id);
}

static void
digest_id(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct step *)state)->id);
}

static ct_status
prepare_select(ct_context *context, void *state)
{
    struct step *step = state;
    const ct_migration_request *request = &step->request;
    ct_status status =
        ct__copy_request(context, &step->request, sizeof step->request, sizeof step->request,
                         step->request_source, "ct_migration_request");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = ct__check_optional_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_migration_flags(context, request->flags);
    return status;
}

static void
digest_select(struct ct__bytes *bytes, const void *state)
{
    const ct_migration_request *request = &((const struct step *)state)->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_number(bytes, request->flags);
}

/* R-MIG-01: the client is one that can be migrated, and gets a login. */
static ct_status
ask_select_rules(struct ct__run *run, struct step *step)
{
    ct_context *context = run->context;
    struct ct__passage *passage = &step->passage;
    ct_eligible_action action =
        ct__eligible_client(context->policy, &passage->facts, CT_COUPON_CONTO_TERZI, 0, run->today,
                            &context->verdict);
    if (action == CT_ELIGIBLE_RENEW)
        ct__refuse(&context->verdict, CT__REASON_ALREADY_MIGRATED);
    ct_status status = ct__passage_choose_login(run, passage, step->request.email,
                                                step->request.flags & CT_MIGRATION_SHARE_LOGIN,
                                                step->email);
    return status ? status : ct__verdict_status(context);
}

static ct_status
run_select(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__passage *passage = &step->passage;
    *passage = (struct ct__passage){
        .migration = {.studio_id = step->request.studio, .client_id = step->request.client},
    };
    ct__answer(run, CT__MIGRATION, &passage->migration);
    ct_status status = ct__passage_surroundings(run, passage);
    if (!status)
        status = ask_select_rules(run, step);
    if (!status)
        status = ct__passage_select(run, passage, step->email,
                                    step->request.flags & CT_MIGRATION_SHARE_LOGIN);
    return status ? status : ct__passage_store(run, passage);
}

ct_status
ct_migration_select(ct_context *context, const ct_migration_request *request, const ct_call *call,
                    ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_select", prepare_select,
                                                   digest_select, run_select, false,
                                                   CT_EVENT_MIGRATION_REFUSED};
    struct step state = {.request_source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

static ct_status
prepare_authorise(ct_context *context, void *state)
{
    struct step *step = state;
    const ct_authorisation *authorisation = &step->authorisation;
    ct_status status = ct__copy_request(context, &step->authorisation, sizeof step->authorisation,
                                        sizeof step->authorisation, step->authorisation_source,
                                        "ct_authorisation");
    if (!status)
        status = ct__check_id(context, "migration", authorisation->migration);
    if (!status)
        status = ct__check_optional_text(context, "coupon_code", authorisation->coupon_code,
                                         CODE_SIZE_MAX);
    if (!status && authorisation->license_year)
        status = ct__check_range(context, "license_year", authorisation->license_year, 1996, 2100);
    if (!status)
        status = ct__check_migration_flags(context, authorisation->flags);
    if (!status)
        status = ct__copy_signatory(context, &step->signatory, authorisation->signatory);
    step->id = authorisation->migration;
    return status;
}

static void
digest_authorise(struct ct__bytes *bytes, const void *state)
{
    const struct step *step = state;
    ct__bytes_add_id(bytes, step->id);
    ct__bytes_add_text(bytes, step->signatory.name);
    ct__bytes_add_text(bytes, step->signatory.surname);
    ct__bytes_add_text(bytes, step->signatory.tax_code);
    ct__bytes_add_text(bytes, step->authorisation.coupon_code);
    ct__bytes_add_number(bytes, step->authorisation.license_year);
    ct__bytes_add_number(bytes, step->authorisation.flags);
}

static ct_status
ask_authorise_rules(struct ct__run *run, struct step *step)
{
    ct_context *context = run->context;
    struct ct__passage *passage = &step->passage;
    int32_t year = step->authorisation.license_year;
    struct ct__coupon_facts coupon;
    ct__migration_check_step(passage->migration.state, CT_MIGRATION_AUTHORISED, &context->verdict);
    if (context->verdict.count)
        return ct__verdict_status(context);
    ct__signatory_check(context->policy, &step->signatory, step->tax_code, &context->verdict,
                        &context->warnings);
    passage->migration.shares_login |= step->authorisation.flags & CT_MIGRATION_SHARE_LOGIN;
    ct_status status = ct__passage_choose_login(run, passage, NULL, false, step->email);
    if (!status)
        status = ct__passage_choose_coupon(run, passage, step->authorisation.coupon_code, year,
                                           step->coupon_code, &coupon);
    if (status)
        return status;
    ct_eligible_action action = ct__eligible(context->policy, &passage->facts,
                                             CT_COUPON_CONTO_TERZI, &coupon, year, run->today,
                                             &context->verdict);
    if (action == CT_ELIGIBLE_RENEW)
        ct__refuse(&context->verdict, CT__REASON_ALREADY_MIGRATED);
    return ct__verdict_status(context);
}

static ct_status
run_authorise(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__passage *passage = &step->passage;
    ct_status status = load_migration(run, step);
    if (!status)
        status = ask_authorise_rules(run, step);
    if (!status)
        status = ct__passage_authorise(run, passage, &step->signatory, step->tax_code);
    if (!status && !run->context->policy->provisioning_by_host) /* R-MIG-03 */
        status = ct__passage_provision(run, passage);
    return status ? status : ct__passage_store(run, passage);
}

ct_status
ct_migration_authorise(ct_context *context, const ct_authorisation *authorisation,
                       const ct_call *call, ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_authorise", prepare_authorise,
                                                   digest_authorise, run_authorise, false,
                                                   CT_EVENT_MIGRATION_REFUSED};
    struct step state = {.authorisation_source = authorisation};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

/* The coupon is this migration's since it was authorised, but its time may be over (R-COU-06), and the
 * login may have been taken (R-MIG-09). */
static ct_status
ask_provision_rules(struct ct__run *run, const struct ct__passage *passage)
{
    ct_context *context = run->context;
    const struct ct__coupon_facts coupon = ct__coupon_facts(&passage->coupon, passage->studio.id);
    ct__coupon_check_day(context->policy, &coupon, run->today, &context->verdict);
    ct_status status = ct__check_login_is_free(run, passage->migration.email, passage->client.id,
                                               passage->migration.shares_login);
    return status ? status : ct__verdict_status(context);
}

static ct_status
run_provision(struct ct__run *run, void *state)
{
    struct step *step = state;
    struct ct__passage *passage = &step->passage;
    ct_status status = load_migration(run, step);
    if (!status)
        status = ct__passage_check_step(run, &step->passage, CT_MIGRATION_PROVISIONED);
    if (!status)
        status = ct__passage_coupon(run, passage);
    if (!status)
        status = ask_provision_rules(run, passage);
    if (!status)
        status = ct__passage_provision(run, passage);
    return status ? status : ct__passage_store(run, passage);
}

ct_status
ct_migration_provision(ct_context *context, ct_id migration, const ct_call *call,
                       ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_provision", prepare_id, digest_id,
                                                   run_provision, false,
                                                   CT_EVENT_MIGRATION_REFUSED};
    struct step state = {.id = migration};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

/* R-COU-07: back to the pool, unless its pack was revoked in the meantime. */
static ct_status
give_coupon_back(struct ct__run *run, struct ct__passage *passage)
{
    if (ct__id_is_none(passage->migration.coupon_id))
        return CT_OK;
    ct_status status = ct__passage_coupon(run, passage);
    struct ct__pack pack = {.id = passage->coupon.pack_id};
    if (!status)
        status = ct__need(run, CT__PACK, &pack, CT__REASON_PACK_NOT_FOUND);
    passage->coupon.state = pack.revoked_on.year ? CT_COUPON_REVOKED : CT_COUPON_AVAILABLE;
    passage->coupon.client_id = (ct_id){{0}};
    return status;
}

static ct_status
give_up(struct ct__run *run, struct step *step, ct_migration_state state, ct_event_kind kind)
{
    ct_status status = load_migration(run, step);
    if (!status)
        status = ct__passage_check_step(run, &step->passage, state);
    if (!status)
        status = give_coupon_back(run, &step->passage);
    if (!status)
        status = ct__passage_enter(run, &step->passage, state, kind);
    return status ? status : ct__passage_store(run, &step->passage);
}

static ct_status
run_fail(struct ct__run *run, void *state)
{
    return give_up(run, state, CT_MIGRATION_FAILED, CT_EVENT_MIGRATION_FAILED);
}

static ct_status
run_cancel(struct ct__run *run, void *state)
{
    return give_up(run, state, CT_MIGRATION_CANCELLED, CT_EVENT_MIGRATION_CANCELLED);
}

ct_status
ct_migration_fail(ct_context *context, ct_id migration, const ct_call *call,
                  ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_fail", prepare_id, digest_id,
                                                   run_fail, false, 0};
    struct step state = {.id = migration};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}

ct_status
ct_migration_cancel(ct_context *context, ct_id migration, const ct_call *call,
                    ct_migration **ret_migration)
{
    static const struct ct__operation operation = {"migration_cancel", prepare_id, digest_id,
                                                   run_cancel, false, 0};
    struct step state = {.id = migration};
    return ct__change(context, call, &operation, &state, (void **)ret_migration);
}
