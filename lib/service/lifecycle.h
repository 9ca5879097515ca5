/* The daily lifecycle from inside: its tasks, each of which goes on where the last run stopped, and
 * looks at nothing that is not due (R-OUT-03). */
#pragma once

#include "service/run.h"

/* One call's work. */
struct ct__lifecycle_work {
    int64_t left; /* how many steps more; a task stops when none is left */
    struct ct__lifecycle_report report;
};

typedef ct_status (*ct__lifecycle_task)(struct ct__run *run, struct ct__lifecycle_work *work);

ct_status ct__tell_expired(struct ct__run *run, struct ct__lifecycle_work *work);
ct_status ct__announce_erasures(struct ct__run *run, struct ct__lifecycle_work *work);
ct_status ct__carry_out_erasures(struct ct__run *run, struct ct__lifecycle_work *work);
ct_status ct__remind_studios(struct ct__run *run, struct ct__lifecycle_work *work);
ct_status ct__remove_old_answers(struct ct__run *run, struct ct__lifecycle_work *work);
ct_status ct__remove_old_messages(struct ct__run *run, struct ct__lifecycle_work *work);

/* How far a task has got; nowhere if it is new. */
ct_status ct__lifecycle_load(struct ct__run *run, const char *task, struct ct__lifecycle *ret_row);
ct_status ct__lifecycle_store(struct ct__run *run, const struct ct__lifecycle *before, ct_date day,
                              const char *position);
