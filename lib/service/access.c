/* Who may do what on a client's account (section 9). */
#include "base/date.h"
#include "service/client.h"
#include "service/facts.h"

/* The record of a decision. Its sentence is the catalogue's, so that a decision that allows costs no
 * text. */
struct decision {
    struct ct__access_decision decided;
};

static const struct ct__table decision_table = {
    .name = "access_decision",
    .record_size = sizeof(struct decision),
};

static const ct_id nobody;

CT__FREE(ct_access_decision_free, ct_access_decision)
CT__GETTER(ct_access_decision_is_allowed, ct_access_decision, decision, int32_t, decided.is_allowed)
CT__GETTER(ct_access_decision_level, ct_access_decision, decision, ct_access_level, decided.level)

const char *
ct_access_decision_rule(const ct_access_decision *decision)
{
    const struct decision *record = ct__handle_record(decision);
    return record ? ct__reason_rule(record->decided.rule) : NULL;
}

const char *
ct_access_decision_text(const ct_access_decision *decision, ct_language language)
{
    const struct decision *record = ct__handle_record(decision);
    if (!record)
        return NULL;
    if (!language)
        language = ((const struct ct__handle *)decision)->reasons.language;
    return ct__reason_sentence(record->decided.rule, language);
}

const ct_reasons *
ct_access_decision_reasons(const ct_access_decision *decision)
{
    return decision ? &((const struct ct__handle *)decision)->reasons : NULL;
}

struct check {
    const ct_access_request *source;
    ct_access_request request;
    struct ct__client client;
    struct decision decision;
    struct ct__handle *handle;
};

static bool
asks_for_studio(const ct_access_request *request)
{
    return request->actor == CT_ACCESS_STUDIO;
}

static ct_status
check_request(ct_context *context, const ct_access_request *request)
{
    ct_status status = ct__check_id(context, "client", request->client);
    if (!status && asks_for_studio(request))
        status = ct__check_id(context, "studio", request->studio);
    if (!status && request->day.year && !ct__date_is_valid(request->day))
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "day",
                                ct__number_argument(request->day.day));
    return status;
}

/* Whom a refusal is about, and what was asked for; what is no value of ours is left out. */
static void
set_about(struct ct__run *run, const ct_access_request *request, const struct ct__client *client)
{
    bool is_found = client->created_at != 0;
    ct__set_about(run, asks_for_studio(request) ? request->studio : client->studio_id, client);
    if (!is_found)
        run->about.client_id = nobody;
    run->about.area = ct_enum_name(CT_ENUM_ACCESS_AREA, request->area) ? request->area : 0;
    run->about.level = ct_enum_name(CT_ENUM_ACCESS_LEVEL, request->level) ? request->level : 0;
}

/* A decision that allows takes the client and its licenses, and no more: a studio that may operate has
 * an account, or it could not have migrated the client, nor linked it. */
static ct_status
decide(struct ct__run *run, const ct_access_request *request, struct ct__client *client,
       struct ct__access_decision *ret_decision)
{
    struct ct__verdict *verdict = &run->context->verdict;
    struct ct__access_facts facts;
    ct_date day = request->day.year ? request->day : run->today;
    *client = (struct ct__client){.id = request->client};
    ct_status status = ct__load(run, CT__CLIENT, client);
    if (!status || status == CT_ERR_NOT_FOUND)
        status = ct__gather_access(run, client, asks_for_studio(request) ? request->studio : nobody,
                                   day, &facts);
    if (status)
        return status;
    *ret_decision = ct__access_decide(run->context->policy, &facts, request->actor, request->area,
                                      request->level, verdict);
    if (ret_decision->is_allowed)
        return CT_OK;
    set_about(run, request, client);
    if (!asks_for_studio(request))
        return CT_OK;
    verdict->count = 0;
    status = ct__check_studio_account(run, request->studio, &facts);
    if (!status)
        *ret_decision = ct__access_decide(run->context->policy, &facts, request->actor,
                                          request->area, request->level, verdict);
    return status;
}

/* The reasons are an answer here, and no failure. */
static ct_status
look(struct ct__run *run, void *state)
{
    struct check *check = state;
    ct_context *context = run->context;
    ct_status status = ct__copy_request(context, &check->request, sizeof check->request,
                                        sizeof check->request, check->source, "ct_access_request");
    if (!status)
        status = check_request(context, &check->request);
    if (!status)
        status = decide(run, &check->request, &check->client, &check->decision.decided);
    if (status)
        return status;
    for (size_t i = 0; i < context->verdict.count; i++)
        ct__render_reason(&context->verdict.reasons[i], &context->error_items[i]);
    const struct ct_reasons reasons = {context->verdict.count, context->language,
                                       context->error_items};
    context->verdict.count = 0;
    return ct__handle_new(context, &decision_table, &check->decision, &reasons, &check->handle);
}

static ct_status
prepare_nothing(ct_context *context, void *state)
{
    (void)context;
    (void)state;
    return CT_OK;
}

/* Decides again, now that it can write; what has become allowed in between is no refusal. */
static ct_status
run_refusal(struct ct__run *run, void *state)
{
    struct check *check = state;
    struct ct__access_decision decision;
    ct_status status = decide(run, &check->request, &check->client, &decision);
    if (status || decision.is_allowed)
        return status;
    return ct__log_refusal(run, CT_EVENT_ACCESS_REFUSED);
}

/* R-AUD-06. A decision for another day is a question, and nobody was turned away. */
static ct_status
record_refusal(ct_context *context, struct check *check)
{
    static const struct ct__operation operation = {"access_check", prepare_nothing, NULL,
                                                   run_refusal, false, 0};
    if (check->decision.decided.is_allowed || check->request.day.year ||
        context->is_previewing || !context->policy->records_refusals)
        return CT_OK;
    return ct__change(context, NULL, &operation, check, NULL);
}

ct_status
ct_access_check(ct_context *context, const ct_access_request *request,
                ct_access_decision **ret_decision)
{
    struct check state = {.source = request};
    ct_status status = ct__check_place(context, "ret_decision", ret_decision);
    if (status)
        return status;
    status = ct__read(context, look, &state, NULL);
    if (!status)
        status = record_refusal(context, &state);
    if (!status)
        *ret_decision = (ct_access_decision *)state.handle;
    else
        ct__handle_free(state.handle);
    return status;
}

struct opening {
    ct_access_request request;
    struct ct__client client;
};

static ct_status
prepare_opening(ct_context *context, void *state)
{
    return check_request(context, &((struct opening *)state)->request);
}

static void
digest_opening(struct ct__bytes *bytes, const void *state)
{
    const ct_access_request *request = &((const struct opening *)state)->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_id(bytes, request->client);
}

static ct_status
run_opening(struct ct__run *run, void *state)
{
    struct opening *opening = state;
    struct ct__access_decision decision;
    ct_status status = decide(run, &opening->request, &opening->client, &decision);
    if (!status)
        status = ct__verdict_status(run->context);
    if (status)
        return status;
    ct__complete_client(run, &opening->client);
    ct__answer(run, CT__CLIENT, &opening->client);
    return ct__log(run, CT_EVENT_CLIENT_OPENED,
                   &(struct ct__event){.studio_id = opening->request.studio,
                                       .client_id = opening->request.client});
}

ct_status
ct_client_open(ct_context *context, ct_id studio, ct_id client, const ct_call *call,
               ct_client **ret_client)
{
    static const struct ct__operation operation = {"client_open", prepare_opening, digest_opening,
                                                   run_opening, false, CT_EVENT_ACCESS_REFUSED};
    struct opening state = {
        .request = {.studio = studio, .client = client, .actor = CT_ACCESS_STUDIO,
                    .area = CT_AREA_LOGIN, .level = CT_LEVEL_READ},
    };
    return ct__change(context, call, &operation, &state, (void **)ret_client);
}
