#include "service/pack.h"

#include "base/date.h"
#include "service/page.h"
#include "service/pool.h"

enum { QUANTITY_MAX = 1000000, YEARS_AHEAD_MAX = 10 };

#define GETTER(name, type, member) CT__GETTER(ct_pack_##name, ct_pack, ct__pack, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_pack_##name, ct_pack, ct__pack, type, member)

CT__FREE(ct_pack_free, ct_pack)
GETTER_OF(id, ct_id, id)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER(kind, ct_coupon_kind, kind)
GETTER(plan, ct_plan, plan)
GETTER(license_year, int32_t, license_year)
GETTER(quantity, uint32_t, quantity)
GETTER(unit_price_cents, int64_t, unit_price_cents)
GETTER(source_of, ct_pack_source, source)
GETTER_OF(issued_on, ct_date, issued_on)
GETTER_OF(revoked_on, ct_date, revoked_on)
GETTER_OF(renews_id, ct_id, renews_id)
CT__PAGED_LIST(ct_pack_list, ct_pack)

struct buy {
    const ct_pack_request *source;
    ct_pack_request request;
    struct ct__pack pack;
};

/* R-COU-04: what a conto_terzi coupon gives is the policy's; a trial is nothing to sell. */
static ct_status
check_plan(ct_context *context, const ct_pack_request *request)
{
    if (request->plan == CT_PLAN_TRIAL ||
        (request->kind == CT_COUPON_CONTO_TERZI && request->plan &&
         request->plan != context->policy->read_only_plan))
        return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "plan",
                              ct__label_argument(&ct__plan_labels, request->plan));
    return ct__check_enum(context, "plan", CT_ENUM_PLAN, request->plan, true);
}

static ct_plan
plan_of(const ct_context *context, const ct_pack_request *request)
{
    if (request->kind == CT_COUPON_CONTO_TERZI)
        return context->policy->read_only_plan;
    return request->plan ? request->plan : CT_PLAN_STANDARD;
}

static ct_status
prepare_buy(ct_context *context, void *state)
{
    struct buy *buy = state;
    ct_pack_request *request = &buy->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        buy->source, "ct_pack_request");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_enum(context, "kind", CT_ENUM_COUPON_KIND, request->kind, false);
    if (!status)
        status = check_plan(context, request);
    if (!status)
        status = ct__check_range(context, "quantity", request->quantity, 1, QUANTITY_MAX);
    if (!status)
        status = ct__check_range(context, "unit_price_cents", request->unit_price_cents, 0,
                                 INT64_C(100000000));
    return status;
}

static void
digest_buy(struct ct__bytes *bytes, const void *state)
{
    const ct_pack_request *request = &((const struct buy *)state)->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_number(bytes, request->kind);
    ct__bytes_add_number(bytes, request->license_year);
    ct__bytes_add_number(bytes, request->quantity);
    ct__bytes_add_number(bytes, request->unit_price_cents);
    if (request->plan) /* a request that has none is the same as before there were plans */
        ct__bytes_add_number(bytes, request->plan);
}

/* A code that exists already, once in 2^67, makes the storage answer "taken": the call runs again. */
ct_status
ct__issue_coupons(struct ct__run *run, const struct ct__pack *pack)
{
    char code[CT__COUPON_CODE_SIZE];
    struct ct__coupon coupon = {
        .pack_id = pack->id,
        .studio_id = pack->studio_id,
        .code = code,
        .kind = pack->kind,
        .plan = pack->plan,
        .license_year = pack->license_year,
        .issued_on = pack->issued_on,
        .state = CT_COUPON_AVAILABLE,
    };
    ct_status status = CT_OK;
    for (int64_t i = 0; !status && i < pack->quantity; i++) {
        status = ct__new_id(run->context, run->now, &coupon.id);
        if (!status)
            status = ct__random_coupon_code(run, code);
        if (!status)
            status = ct__insert(run, CT__COUPON, &coupon);
    }
    return status;
}

static ct_status
count_kept(struct ct__run *run, void *record, void *state)
{
    (void)run;
    *(int64_t *)state += ((const struct ct__coupon *)record)->state != CT_COUPON_REVOKED;
    return CT_OK;
}

ct_status
ct__pack_count_kept(struct ct__run *run, const struct ct__pack *pack, int64_t *ret_count)
{
    const struct ct__coupon key = {.pack_id = pack->id};
    const struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_BY_PACK, &key, 1);
    struct ct__coupon coupon;
    int64_t kept = 0;
    ct_status status = CT_OK;
    if (pack->revoked_on.year == 0)
        kept = pack->quantity;
    else
        status = ct__each(run, &range, &coupon, count_kept, &kept);
    *ret_count = kept;
    return status;
}

static ct_status
check_year(struct ct__run *run, int32_t year)
{
    const ct_date end = ct__license_last_day(run->context->policy, year);
    if (year > 1900 && year <= run->today.year && ct__date_compare(run->today, end) > 0) /* R-COU-06 */
        return ct__fail_with(run->context, CT__REASON_PACK_YEAR_OVER, ct__number_argument(year),
                             (struct ct__argument){0});
    return ct__check_range(run->context, "license_year", year, run->today.year,
                           run->today.year + YEARS_AHEAD_MAX);
}

static ct_status
run_buy(struct ct__run *run, void *state)
{
    struct buy *buy = state;
    const ct_pack_request *request = &buy->request;
    struct ct__studio studio = {.id = request->studio};
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = check_year(run, request->license_year);
    if (status)
        return status;
    buy->pack = (struct ct__pack){
        .studio_id = studio.id,
        .kind = request->kind,
        .plan = plan_of(run->context, request),
        .license_year = request->license_year,
        .quantity = request->quantity,
        .unit_price_cents = request->unit_price_cents,
        .source = CT_PACK_PURCHASE,
        .issued_on = run->today,
        .created_at = run->now,
    };
    ct__answer(run, CT__PACK, &buy->pack);
    status = ct__new_id(run->context, run->now, &buy->pack.id);
    if (!status)
        status = ct__insert(run, CT__PACK, &buy->pack);
    if (!status)
        status = ct__issue_coupons(run, &buy->pack);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_PACK_BOUGHT,
                   &(struct ct__event){.studio_id = studio.id,
                                       .pack_id = buy->pack.id,
                                       .number = buy->pack.quantity,
                                       .coupon_kind = buy->pack.kind,
                                       .year = buy->pack.license_year});
}

ct_status
ct_pack_buy(ct_context *context, const ct_pack_request *request, const ct_call *call,
            ct_pack **ret_pack)
{
    static const struct ct__operation operation = {"pack_buy", prepare_buy, digest_buy, run_buy,
                                                   false, 0};
    struct buy state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_pack);
}

struct one_pack {
    ct_id id;
    struct ct__pack pack;
    int64_t revoked;
    ct_id batch[64]; /* coupons; the last is how far they were walked */
    size_t count;
};

static ct_status
prepare_one(ct_context *context, void *state)
{
    return ct__check_id(context, "pack", ((struct one_pack *)state)->id);
}

static void
digest_one(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_id(bytes, ((const struct one_pack *)state)->id);
}

static ct_status
load_one(struct ct__run *run, void *state)
{
    struct one_pack *one = state;
    one->pack = (struct ct__pack){.id = one->id};
    ct__answer(run, CT__PACK, &one->pack);
    return ct__need(run, CT__PACK, &one->pack, CT__REASON_PACK_NOT_FOUND);
}

ct_status
ct_pack_get(ct_context *context, ct_id pack, ct_pack **ret_pack)
{
    struct one_pack state = {.id = pack};
    return ct__read(context, load_one, &state, (void **)ret_pack);
}

static ct_status
collect(struct ct__run *run, void *record, void *state)
{
    struct one_pack *one = state;
    (void)run;
    one->batch[one->count++] = ((const struct ct__coupon *)record)->id;
    return one->count == sizeof one->batch / sizeof *one->batch ? CT_DONE : CT_OK;
}

/* A back end is not written to under an open scan, so the coupons go by batches. */
static ct_status
next_batch(struct ct__run *run, struct one_pack *one)
{
    const struct ct__coupon low = {
        .pack_id = one->id,
        .id = one->count ? one->batch[one->count - 1] : (ct_id){{0}},
    };
    struct ct__range range = ct__rows_like(CT__COUPON, CT__COUPON_BY_PACK, &low, 1);
    range.low_count = 2;
    range.flags = CT_SCAN_LOW_OPEN;
    struct ct__coupon coupon;
    one->count = 0;
    return ct__each(run, &range, &coupon, collect, one);
}

static ct_status
revoke_batch(struct ct__run *run, struct one_pack *one)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < one->count; i++) {
        struct ct__coupon coupon = {.id = one->batch[i]};
        status = ct__load(run, CT__COUPON, &coupon);
        if (status || coupon.state != CT_COUPON_AVAILABLE)
            continue;
        const struct ct__coupon before = coupon;
        coupon.state = CT_COUPON_REVOKED;
        one->revoked++;
        status = ct__replace(run, CT__COUPON, &before, &coupon);
    }
    return status;
}

static ct_status
run_revoke(struct ct__run *run, void *state)
{
    struct one_pack *one = state;
    ct_status status = load_one(run, one);
    if (status || one->pack.revoked_on.year)
        return status;
    const struct ct__pack before = one->pack;
    one->pack.revoked_on = run->today;
    one->revoked = 0;
    one->count = 0;
    status = ct__replace(run, CT__PACK, &before, &one->pack);
    do {
        if (!status)
            status = next_batch(run, one);
        if (!status)
            status = revoke_batch(run, one);
    } while (!status && one->count);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_PACK_REVOKED,
                   &(struct ct__event){.studio_id = one->pack.studio_id,
                                       .pack_id = one->id,
                                       .number = one->revoked});
}

ct_status
ct_pack_revoke(ct_context *context, ct_id pack, const ct_call *call, ct_pack **ret_pack)
{
    static const struct ct__operation operation = {"pack_revoke", prepare_one, digest_one,
                                                   run_revoke, false, 0};
    struct one_pack state = {.id = pack};
    return ct__change(context, call, &operation, &state, (void **)ret_pack);
}

ct_status
ct_pack_list_get(ct_context *context, ct_id studio, const char *after, uint32_t limit,
                 ct_pack_list **ret_list)
{
    const struct ct__pack prefix = {.studio_id = studio};
    const struct ct__page page = {
        .table = CT__PACK,
        .index = CT__PACK_BY_STUDIO,
        .prefix = &prefix,
        .prefix_count = 1,
        .after = after,
        .limit = limit,
        .query = &studio,
        .check = ct__page_check_studio,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
