#include "service/page.h"
#include "service/pool.h"

#define GETTER(name, type, member) \
    CT__GETTER(ct_coupon_##name, ct_coupon, ct__coupon, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_coupon_##name, ct_coupon, ct__coupon, type, member)

CT__FREE(ct_coupon_free, ct_coupon)
GETTER_OF(id, ct_id, id)
GETTER_OF(pack_id, ct_id, pack_id)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER_OF(client_id, ct_id, client_id)
GETTER(code, const char *, code)
GETTER(kind_of, ct_coupon_kind, kind)
GETTER(plan, ct_plan, plan)
GETTER(license_year, int32_t, license_year)
GETTER_OF(issued_on, ct_date, issued_on)
GETTER(state_today, ct_coupon_state, state_today)
CT__PAGED_LIST(ct_coupon_list, ct_coupon)

struct one_coupon {
    ct_id id;
    const char *code;
    struct ct__coupon coupon;
};

static void
complete(struct ct__run *run, struct ct__coupon *coupon)
{
    coupon->state_today = ct__coupon_state_on(run->context->policy, coupon->state,
                                              (int32_t)coupon->license_year, run->today);
}

static ct_status
look_at_one(struct ct__run *run, void *state)
{
    struct one_coupon *one = state;
    one->coupon = (struct ct__coupon){.id = one->id};
    ct_status status = ct__need(run, CT__COUPON, &one->coupon, CT__REASON_COUPON_NOT_FOUND);
    complete(run, &one->coupon);
    ct__answer(run, CT__COUPON, &one->coupon);
    return status;
}

ct_status
ct_coupon_get(ct_context *context, ct_id coupon, ct_coupon **ret_coupon)
{
    struct one_coupon state = {.id = coupon};
    return ct__read(context, look_at_one, &state, (void **)ret_coupon);
}

static ct_status
look_for_code(struct ct__run *run, void *state)
{
    struct one_coupon *one = state;
    char code[CT__COUPON_CODE_SIZE];
    ct_status status = ct__check_text(run->context, "code", one->code, 200);
    if (!status && ct__coupon_code_read(one->code, code))
        status = ct__fail_with(run->context, CT__REASON_CODE_MISTYPED,
                               ct__text_argument(one->code), (struct ct__argument){0});
    if (!status)
        status = ct__find_coupon(run, code, &one->coupon);
    if (status == CT_ERR_NOT_FOUND)
        status = ct__fail(run->context, CT__REASON_COUPON_NOT_FOUND);
    complete(run, &one->coupon);
    ct__answer(run, CT__COUPON, &one->coupon);
    return status;
}

ct_status
ct_coupon_find(ct_context *context, const char *code, ct_coupon **ret_coupon)
{
    struct one_coupon state = {.code = code};
    return ct__read(context, look_for_code, &state, (void **)ret_coupon);
}

static bool
accept(struct ct__run *run, void *record, const void *query)
{
    struct ct__coupon *coupon = record;
    const ct_coupon_query *own = query;
    complete(run, coupon);
    return (!own->kind || coupon->kind == own->kind) &&
           (!own->state || coupon->state_today == own->state);
}

static ct_status
check_query(struct ct__run *run, const void *query)
{
    const ct_coupon_query *own = query;
    struct ct__studio studio = {.id = own->studio};
    ct_status status = ct__check_enum(run->context, "kind", CT_ENUM_COUPON_KIND, own->kind, true);
    if (!status)
        status = ct__check_enum(run->context, "state", CT_ENUM_COUPON_STATE, own->state, true);
    if (!status)
        status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    return status;
}

ct_status
ct_coupon_list_get(ct_context *context, const ct_coupon_query *query, ct_coupon_list **ret_list)
{
    ct_coupon_query own;
    ct_status status = ct__enter(context);
    if (!status)
        status = ct__copy_request(context, &own, sizeof own, sizeof own, query, "ct_coupon_query");
    if (status)
        return ct__leave(context, status);
    const struct ct__coupon prefix = {.studio_id = own.studio, .license_year = own.license_year};
    const struct ct__page page = {
        .table = CT__COUPON,
        .index = CT__COUPON_BY_YEAR,
        .prefix = &prefix,
        .prefix_count = own.license_year ? 2 : 1,
        .after = own.after,
        .limit = own.limit,
        .accept = accept,
        .query = &own,
        .check = check_query,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
