/* A back end whose n-th call fails: ours, behind a table of functions that counts. */
#pragma once

#include "fixture.h"

enum fault_mode { FAULT_ONCE, FAULT_FROM };

/* Takes over the reference to `real`, if it answers CT_OK. */
ct_status fault_wrap(ct_storage *real, const ct_allocator *allocator, ct_storage **ret_storage);

/* What `wrap_storage` is set to. */
ct_status wrap_in_faults(struct world *world);

/* The call after `until` more answers `status`, which commit also may have to itself; so do those after
 * it, if `mode` says so. */
void fault_arm(ct_status status, enum fault_mode mode, long until);
/* Whether one was answered; from now on all succeed. */
bool fault_disarm(void);

/* The process kills itself with SIGKILL at the call with this number, counting from 0, and from now. A
 * commit counts twice: before it, and once it is done and nobody knows yet. */
void fault_die_at(long call);
/* How many calls there were since then. */
long fault_calls(void);
