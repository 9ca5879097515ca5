/* What a studio can do on a client's row, and why not (R-CLI-07). */
#include "rules/action.h"

#include "base/date.h"
#include "service/facts.h"
#include "service/pool.h"

struct action {
    ct_quick_action action;
    bool is_allowed;
};

static const struct ct__table action_table = {
    .name = "client_action",
    .record_size = sizeof(struct action),
};

CT__GETTER(ct_client_action_of, ct_client_action, action, ct_quick_action, action)
CT__GETTER(ct_client_action_is_allowed, ct_client_action, action, int32_t, is_allowed)
CT__LIST(ct_client_actions, ct_client_action)

const ct_reasons *
ct_client_action_reasons(const ct_client_action *action)
{
    return action ? &((const struct ct__handle *)action)->reasons : NULL;
}

struct look {
    ct_id studio_id;
    ct_id client_id;
    struct ct__studio studio;
    struct ct__client client;
    struct ct__action_facts facts;
    struct ct__list *list;
};

static ct_status
take_better(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct ct__action_facts *facts = state;
    if (license->source != CT_LICENSE_FROM_TRIAL && license->superseded_on.year == 0 &&
        ct__date_compare(run->today, license->last_day) <= 0 &&
        ct__license_is_higher(license->access, license->plan, facts->best_access,
                              facts->best_plan)) {
        facts->best_access = license->access;
        facts->best_plan = license->plan;
    }
    return CT_OK;
}

static ct_status
gather(struct ct__run *run, struct look *look)
{
    struct ct__action_facts *facts = &look->facts;
    *facts = (struct ct__action_facts){.best_access = 0};
    ct_status status = ct__gather_access(run, &look->client, look->studio.id, run->today,
                                         &facts->access);
    facts->access.is_studio_account_open = look->studio.account_opened_on.year != 0;
    if (!status)
        status = ct__gather_facts(run, &look->studio, &look->client, (ct_id){{0}}, &facts->client);
    if (!status)
        status = ct__each_license(run, look->client.id, take_better, facts);
    for (ct_coupon_kind kind = 1; !status && kind <= CT__COUPON_KINDS; kind++) {
        struct ct__coupon coupon;
        status = ct__choose_coupon(run, look->studio.id, kind, NULL, 0, &coupon,
                                   &facts->coupons[kind - 1]);
    }
    return status;
}

static ct_status
add_action(struct ct__run *run, struct look *look, ct_quick_action action)
{
    ct_context *context = run->context;
    struct ct__handle *handle = NULL;
    context->verdict.count = 0;
    ct__action_check(context->policy, &look->facts, action, run->today, &context->verdict);
    const struct action record = {action, context->verdict.count == 0};
    for (size_t i = 0; i < context->verdict.count; i++)
        ct__render_reason(&context->verdict.reasons[i], &context->error_items[i]);
    const struct ct_reasons reasons = {context->verdict.count, context->language,
                                       context->error_items};
    context->verdict.count = 0;
    ct_status status = ct__handle_new(context, &action_table, &record, &reasons, &handle);
    return status ? status : ct__list_add(look->list, handle);
}

/* Nothing is told of another studio's client, nor whether there is one. */
static ct_status
load(struct ct__run *run, struct look *look)
{
    look->studio = (struct ct__studio){.id = look->studio_id};
    look->client = (struct ct__client){.id = look->client_id};
    ct_status status = ct__need(run, CT__STUDIO, &look->studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__need(run, CT__CLIENT, &look->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status && !ct__id_equal(look->client.studio_id, look->studio_id))
        status = ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND);
    return status;
}

static ct_status
look_at_actions(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = load(run, look);
    if (!status)
        status = gather(run, look);
    if (!status)
        status = ct__begin_answers(run, &look->list);
    for (size_t i = 0; !status && i < ct__quick_action_labels.count; i++)
        status = add_action(run, look, ct__quick_action_labels.items[i].value);
    return status;
}

ct_status
ct_client_actions_get(ct_context *context, ct_id studio, ct_id client,
                      ct_client_actions **ret_actions)
{
    struct look state = {.studio_id = studio, .client_id = client};
    ct_status status = ct__check_place(context, "ret_actions", ret_actions);
    if (status)
        return status;
    status = ct__read(context, look_at_actions, &state, NULL);
    if (!status)
        *ret_actions = (ct_client_actions *)state.list;
    else
        ct__list_free(state.list);
    return status;
}
