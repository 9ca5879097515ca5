#include "service/lifecycle.h"

enum { LIMIT_DEFAULT = 1000, LIMIT_MAX = 10000 };

#define GETTER(name, type)                                                                      \
    CT__GETTER(ct_lifecycle_report_##name, ct_lifecycle_report, ct__lifecycle_report, type, name)

CT__FREE(ct_lifecycle_report_free, ct_lifecycle_report)
GETTER(expired_notices, int64_t)
GETTER(erasure_notices, int64_t)
GETTER(erasures, int64_t)
GETTER(reminders, int64_t)
GETTER(removed_answers, int64_t)
GETTER(removed_messages, int64_t)
GETTER(is_done, int32_t)

ct_status
ct__lifecycle_load(struct ct__run *run, const char *task, struct ct__lifecycle *ret_row)
{
    *ret_row = (struct ct__lifecycle){.task = task};
    ct_status status = ct__load(run, CT__LIFECYCLE, ret_row);
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

ct_status
ct__lifecycle_store(struct ct__run *run, const struct ct__lifecycle *before, ct_date day,
                    const char *position)
{
    const struct ct__lifecycle after = {
        .task = before->task,
        .done_through = day,
        .position = position,
        .changed_at = run->now,
    };
    return before->changed_at ? ct__keep_replace(run, CT__LIFECYCLE, before, &after)
                              : ct__keep(run, CT__LIFECYCLE, &after);
}

struct lifecycle {
    const ct_lifecycle_request *source;
    ct_lifecycle_request request;
    struct ct__lifecycle_work work;
};

static ct_status
prepare(ct_context *context, void *state)
{
    struct lifecycle *lifecycle = state;
    ct_lifecycle_request *request = &lifecycle->request;
    *request = (ct_lifecycle_request){.size = sizeof *request};
    ct_status status = CT_OK;
    if (lifecycle->source)
        status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                  lifecycle->source, "ct_lifecycle_request");
    if (!status)
        status = ct__check_range(context, "limit", request->limit, 0, LIMIT_MAX);
    return status ? status : ct__check_range(context, "reserved", request->reserved, 0, 0);
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    ct__bytes_add_number(bytes, ((const struct lifecycle *)state)->request.limit);
}

/* What people wait for comes first. Data are erased after the notices, so that a client who is told
 * today is not looked at twice. */
static ct_status
run_tasks(struct ct__run *run, void *state)
{
    static const ct__lifecycle_task tasks[] = {
        ct__tell_expired,       ct__remind_studios,     ct__announce_erasures,
        ct__carry_out_erasures, ct__remove_old_answers, ct__remove_old_messages,
    };
    struct lifecycle *lifecycle = state;
    struct ct__lifecycle_work *work = &lifecycle->work;
    uint32_t limit = lifecycle->request.limit;
    ct_status status = CT_OK;
    *work = (struct ct__lifecycle_work){.left = limit ? limit : LIMIT_DEFAULT};
    for (size_t i = 0; !status && work->left > 0 && i < sizeof tasks / sizeof *tasks; i++)
        status = tasks[i](run, work);
    work->report.is_done = work->left > 0;
    ct__answer_shaped(run, &ct__lifecycle_report_table, &work->report);
    return status;
}

ct_status
ct_lifecycle_run(ct_context *context, const ct_lifecycle_request *request, const ct_call *call,
                 ct_lifecycle_report **ret_report)
{
    static const struct ct__operation operation = {"lifecycle_run", prepare, digest, run_tasks,
                                                   false, 0};
    struct lifecycle state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_report);
}
