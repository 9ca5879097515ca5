#include "service/license.h"

#include "base/date.h"
#include "rules/license.h"
#include "service/page.h"

enum { QUANTITY_MAX = 1000000 };

#define GETTER(name, type, member) \
    CT__GETTER(ct_license_##name, ct_license, ct__license, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_license_##name, ct_license, ct__license, type, member)

CT__FREE(ct_license_free, ct_license)
GETTER_OF(id, ct_id, id)
GETTER_OF(client_id, ct_id, client_id)
GETTER_OF(coupon_id, ct_id, coupon_id)
GETTER(plan, ct_plan, plan)
GETTER(access_of, ct_license_access, access)
GETTER(source_of, ct_license_source, source)
GETTER_OF(first_day, ct_date, first_day)
GETTER_OF(last_day, ct_date, last_day)
GETTER_OF(superseded_on, ct_date, superseded_on)
CT__LIST(ct_license_list, ct_license)

static int64_t
limit_of(const struct ct__license *license, ct_category category)
{
    switch (category) {
    case CT_CATEGORY_CLIENTS:
        return license->limit_clients;
    case CT_CATEGORY_SUPPLIERS:
        return license->limit_suppliers;
    case CT_CATEGORY_PRODUCTS:
        return license->limit_products;
    case CT_CATEGORY_DOCUMENTS:
        return license->limit_documents;
    default:
        return 0;
    }
}

int64_t
ct_license_limit(const ct_license *license, ct_category category)
{
    const struct ct__license *record = ct__handle_record(license);
    return record ? limit_of(record, category) : 0;
}

ct_status
ct__last_license(struct ct__run *run, ct_id client, struct ct__license *ret_license)
{
    const struct ct__license key = {.client_id = client};
    return ct__find_last(run, CT__LICENSE, CT__LICENSE_BY_CLIENT, &key, ret_license);
}

/* R-ELIG-05: what is left of a trial gives way. */
static ct_status
supersede_trial(struct ct__run *run, const struct ct__client *client)
{
    struct ct__license last;
    if (client->license_last_day.year == 0)
        return CT_OK;
    ct_status status = ct__last_license(run, client->id, &last);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    if (last.source != CT_LICENSE_FROM_TRIAL ||
        !ct__license_is_in_force(last.first_day, last.last_day, last.superseded_on, run->today))
        return CT_OK;
    struct ct__license after = last;
    after.superseded_on = run->today;
    return ct__replace(run, CT__LICENSE, &last, &after);
}

static void
fill_license(struct ct__run *run, const struct ct__coupon *coupon, const struct ct__client *client,
             ct_date covered, struct ct__license *license)
{
    const struct ct__policy *policy = run->context->policy;
    bool is_read_only = coupon->kind == CT_COUPON_CONTO_TERZI; /* R-COU-04 */
    const struct ct__license_limits limits =
        ct__license_limits(policy, is_read_only ? policy->read_only_limits : coupon->plan);
    *license = (struct ct__license){
        .id = license->id,
        .client_id = client->id,
        .studio_id = client->studio_id,
        .coupon_id = coupon->id,
        .coupon_kind = coupon->kind,
        .plan = coupon->plan,
        .access = is_read_only ? CT_LICENSE_READ_ONLY : CT_LICENSE_FULL,
        .source = CT_LICENSE_FROM_COUPON,
        .first_day = ct__license_first_day(run->today, covered),
        .last_day = ct__license_last_day(policy, (int32_t)coupon->license_year),
        .limit_clients = limits.clients,
        .limit_suppliers = limits.suppliers,
        .limit_products = limits.products,
        .limit_documents = limits.documents,
        .created_at = run->now,
    };
}

ct_status
ct__activate_license(struct ct__run *run, const struct ct__coupon *coupon, ct_id migration,
                     struct ct__client *client, struct ct__client_facts *facts,
                     struct ct__license *ret_license)
{
    ct_status status = ct__new_id(run->context, run->now, &ret_license->id);
    if (!status)
        status = supersede_trial(run, client);
    if (status)
        return status;
    fill_license(run, coupon, client, facts->license.last_day, ret_license);
    client->license_last_day = ret_license->last_day;
    facts->license = (struct ct__license_facts){CT_LICENSE_FROM_COUPON, coupon->kind,
                                                ret_license->last_day};
    facts->ever |= 1U << coupon->kind;
    status = ct__insert(run, CT__LICENSE, ret_license);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_LICENSE_ACTIVATED,
                   &(struct ct__event){.studio_id = client->studio_id,
                                       .client_id = client->id,
                                       .coupon_id = coupon->id,
                                       .license_id = ret_license->id,
                                       .migration_id = migration,
                                       .coupon_kind = coupon->kind,
                                       .year = coupon->license_year,
                                       .first_day = ret_license->first_day,
                                       .last_day = ret_license->last_day,
                                       .license_source = ret_license->source,
                                       .plan = ret_license->plan,
                                       .license_access = ret_license->access});
}

struct look {
    ct_id id;
    ct_date day;
    struct ct__license license;
    struct ct__list *list;
};

static ct_status
look_at_license(struct ct__run *run, void *state)
{
    struct look *look = state;
    look->license = (struct ct__license){.id = look->id};
    ct__answer(run, CT__LICENSE, &look->license);
    return ct__need(run, CT__LICENSE, &look->license, CT__REASON_LICENSE_NOT_FOUND);
}

ct_status
ct_license_get(ct_context *context, ct_id license, ct_license **ret_license)
{
    struct look state = {.id = license};
    return ct__read_one(context, look_at_license, &state, (void **)ret_license);
}

static ct_status
keep_in_force(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct look *look = state;
    (void)run;
    if (!ct__license_is_in_force(license->first_day, license->last_day, license->superseded_on,
                                 look->day))
        return CT_OK;
    look->license = *license;
    return CT_DONE;
}

static ct_status
find_in_force(struct ct__run *run, struct look *look)
{
    ct_status status = ct__each_license(run, look->id, keep_in_force, look);
    return !status && ct__id_is_none(look->license.id) ? CT_ERR_NOT_FOUND : status;
}

static ct_status
look_in_force(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = ct__date_is_valid(look->day)
                           ? find_in_force(run, look)
                           : ct__fail_field(run->context, CT__REASON_REQUIRED, "day",
                                            (struct ct__argument){0});
    ct__answer(run, CT__LICENSE, &look->license);
    return status == CT_ERR_NOT_FOUND ? ct__fail(run->context, CT__REASON_LICENSE_NOT_FOUND)
                                      : status;
}

ct_status
ct_license_in_force(ct_context *context, ct_id client, ct_date day, ct_license **ret_license)
{
    struct look state = {.id = client, .day = day};
    return ct__read_one(context, look_in_force, &state, (void **)ret_license);
}

static ct_status
add_to_list(struct ct__run *run, void *record, void *state)
{
    struct look *look = state;
    struct ct__handle *handle = NULL;
    ct_status status =
        ct__handle_new(run->context, ct__table_of(CT__LICENSE), record, NULL, &handle);
    return status ? status : ct__list_add(look->list, handle);
}

static ct_status
look_at_all(struct ct__run *run, void *state)
{
    struct look *look = state;
    ct_status status = ct__list_new(run->context, &look->list);
    return status ? status : ct__each_license(run, look->id, add_to_list, look);
}

ct_status
ct_license_list_get(ct_context *context, ct_id client, ct_license_list **ret_list)
{
    struct look state = {.id = client};
    ct_status status = ct__check_place(context, "ret_list", ret_list);
    if (status)
        return status;
    status = ct__read(context, look_at_all, &state);
    if (!status)
        *ret_list = (ct_license_list *)state.list;
    else
        ct__list_free(state.list);
    return status;
}

struct use {
    const ct_usage_request *source;
    ct_usage_request request;
    struct ct__client client;
    struct ct__usage usage;
};

CT__FREE(ct_usage_free, ct_usage)
CT__GETTER(ct_usage_used, ct_usage, ct__usage, int64_t, used)

static ct_status
prepare_use(ct_context *context, void *state)
{
    struct use *use = state;
    ct_usage_request *request = &use->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        use->source, "ct_usage_request");
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status)
        status = ct__check_enum(context, "category", CT_ENUM_CATEGORY, request->category, false);
    if (!status)
        status = ct__check_range(context, "reserved", request->reserved, 0, 0);
    if (!status)
        status = ct__check_range(context, "quantity", request->quantity,
                                 request->category == CT_CATEGORY_DOCUMENTS ? 0 : -QUANTITY_MAX,
                                 QUANTITY_MAX);
    if (!status && request->category == CT_CATEGORY_DOCUMENTS &&
        !ct__date_is_valid(request->date))
        status = ct__fail_field(context, CT__REASON_REQUIRED, "date", (struct ct__argument){0});
    return status;
}

static void
digest_use(struct ct__bytes *bytes, const void *state)
{
    const ct_usage_request *request = &((const struct use *)state)->request;
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_number(bytes, request->category);
    ct__bytes_add_date(bytes, request->date);
    ct__bytes_add_number(bytes, request->quantity);
}

static ct_status
store_usage(struct ct__run *run, struct use *use, const struct ct__usage *before, bool is_new)
{
    ct_status status = is_new ? ct__insert(run, CT__USAGE, &use->usage)
                              : ct__replace(run, CT__USAGE, before, &use->usage);
    if (status || !run->wrote)
        return status;
    return ct__log(run, CT_EVENT_USAGE_COUNTED,
                   &(struct ct__event){.studio_id = use->client.studio_id,
                                       .client_id = use->client.id,
                                       .number = use->request.quantity,
                                       .year = use->usage.year,
                                       .category = use->usage.category});
}

/* R-LIC-04: documents count in the year of their date, whatever license was in force then. */
static ct_status
run_use(struct ct__run *run, void *state)
{
    struct use *use = state;
    const ct_usage_request *request = &use->request;
    struct look look = {.id = request->client, .day = run->today};
    use->client = (struct ct__client){.id = request->client};
    use->usage = (struct ct__usage){
        .client_id = request->client,
        .category = request->category,
        .year = request->category == CT_CATEGORY_DOCUMENTS ? request->date.year : 0,
    };
    ct__answer(run, CT__USAGE, &use->usage);
    ct_status status = ct__need(run, CT__CLIENT, &use->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = find_in_force(run, &look);
    if (status == CT_ERR_NOT_FOUND && use->client.created_at)
        return ct__fail_with(run->context, CT__REASON_NO_LICENSE_IN_FORCE,
                             ct__date_argument(run->today), (struct ct__argument){0});
    if (status)
        return status;
    const struct ct__usage key = use->usage;
    status = ct__load(run, CT__USAGE, &use->usage);
    bool is_new = status == CT_ERR_NOT_FOUND;
    if (status && !is_new)
        return status;
    if (is_new)
        use->usage = key;
    const struct ct__usage before = use->usage;
    ct__license_check_limit(limit_of(&look.license, request->category), use->usage.used,
                            request->quantity, request->category, &run->context->verdict);
    use->usage.used += request->quantity;
    status = ct__verdict_status(run->context);
    return status ? status : store_usage(run, use, &before, is_new);
}

ct_status
ct_usage_add(ct_context *context, const ct_usage_request *request, const ct_call *call,
             ct_usage **ret_usage)
{
    static const struct ct__operation operation = {"usage_add", prepare_use, digest_use, run_use,
                                                   false, 0};
    struct use state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_usage);
}

static ct_status
look_at_usage(struct ct__run *run, void *state)
{
    struct use *use = state;
    const struct ct__usage key = use->usage;
    ct_status status =
        ct__check_enum(run->context, "category", CT_ENUM_CATEGORY, key.category, false);
    if (!status)
        status = ct__need(run, CT__CLIENT, &use->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = ct__load(run, CT__USAGE, &use->usage);
    if (status == CT_ERR_NOT_FOUND && use->client.created_at) { /* nothing used yet */
        use->usage = key;
        status = CT_OK;
    }
    ct__answer(run, CT__USAGE, &use->usage);
    return status;
}

ct_status
ct_usage_get(ct_context *context, ct_id client, ct_category category, int32_t year,
             ct_usage **ret_usage)
{
    struct use state = {
        .client = {.id = client},
        .usage = {.client_id = client, .category = category, .year = year},
    };
    return ct__read_one(context, look_at_usage, &state, (void **)ret_usage);
}
