/* Renewing clients in bulk (R-REN-03). */
#include "service/assign.h"

enum { BULK_MAX = 1000 };

CT__LIST(ct_assignments, ct_assignment)

struct bulk {
    const ct_renewal_bulk *source;
    ct_renewal_bulk request;
    int32_t renewed_year;
    struct ct__list *answers;
};

static ct_status
prepare(ct_context *context, void *state)
{
    struct bulk *bulk = state;
    ct_renewal_bulk *request = &bulk->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        bulk->source, "ct_renewal_bulk");
    if (!status)
        status = ct__check_range(context, "reserved", request->reserved, 0, 0);
    if (!status)
        status = ct__check_range(context, "client_count", (int64_t)request->client_count, 1,
                                 BULK_MAX);
    if (!status)
        status = ct__check_pointer(context, "clients", request->clients);
    for (size_t i = 0; !status && i < request->client_count; i++)
        status = ct__check_id(context, "clients", request->clients[i]);
    if (status)
        return status;
    ct_assignment_request like = {
        .studio = request->studio,
        .client = request->clients[0],
        .kind = request->kind,
        .license_year = request->license_year,
        .flags = request->flags,
    };
    status = ct__check_assignment(context, &like);
    request->kind = like.kind;
    return status;
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    ct__digest_assignment(bytes, &((const struct ct__assign *)state)->request);
}

static ct_status
run_item(struct ct__run *run, void *state)
{
    return ct__assign_coupon(run, state);
}

static ct_status
run_bulk_item(struct ct__run *run, const struct bulk *bulk, size_t index)
{
    static const struct ct__operation item = {"renewal_run", NULL, digest, run_item, false,
                                              CT_EVENT_RENEWAL_REFUSED};
    const ct_renewal_bulk *request = &bulk->request;
    const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
    char suffix[CT_ID_TEXT_LENGTH + 1];
    struct ct__assign assign = {
        .request = {
            .studio = request->studio,
            .client = request->clients[index],
            .kind = request->kind,
            .license_year = request->license_year,
            .flags = request->flags,
        },
        .is_renewal = true,
        .renewed_year = bulk->renewed_year,
    };
    ct_id_format(request->clients[index], suffix);
    ct_status status = ct__run_item(run, &item, &assign, suffix, bulk->answers);
    if (!status)
        ct__arena_rewind(&run->context->arena, mark);
    return status;
}

/* As in a bulk of migrations, the clients share a transaction for speed and nothing else. */
static ct_status
run_bulk(struct ct__run *run, void *state)
{
    struct bulk *bulk = state;
    const ct_renewal_bulk *request = &bulk->request;
    struct ct__studio studio = {.id = request->studio};
    bulk->renewed_year = request->license_year;
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status && !request->license_year)
        status = ct__pool_year(run, studio.id, request->kind, &bulk->renewed_year);
    if (!status)
        status = ct__begin_answers(run, &bulk->answers);
    for (size_t i = 0; !status && i < request->client_count; i++)
        status = run_bulk_item(run, bulk, i);
    return status;
}

ct_status
ct_renewal_run_many(ct_context *context, const ct_renewal_bulk *bulk, const ct_call *call,
                    ct_assignments **ret_answers)
{
    static const struct ct__operation operation = {"renewal_run_many", prepare, NULL, run_bulk,
                                                   true, 0};
    struct bulk state = {.source = bulk};
    return ct__change_many(context, call, &operation, &state, &state.answers,
                           (void **)ret_answers);
}
