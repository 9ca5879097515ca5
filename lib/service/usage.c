/* How much of a license is used (R-LIC-03, R-LIC-04). */
#include "base/date.h"
#include "rules/license.h"
#include "service/license.h"

enum { QUANTITY_MAX = 1000000 };

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
    struct ct__license license;
    use->client = (struct ct__client){.id = request->client};
    use->usage = (struct ct__usage){
        .client_id = request->client,
        .category = request->category,
        .year = request->category == CT_CATEGORY_DOCUMENTS ? request->date.year : 0,
    };
    ct__answer(run, CT__USAGE, &use->usage);
    ct_status status = ct__need(run, CT__CLIENT, &use->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = ct__license_in_force(run, request->client, run->today, &license);
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
    ct__license_check_limit(ct__license_limit(&license, request->category), use->usage.used,
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
    return ct__read(context, look_at_usage, &state, (void **)ret_usage);
}
