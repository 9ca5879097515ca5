/* The first answer to a request, kept under its key (R-AUD-02). */
#pragma once

#include "service/run.h"

/* If the key is known: the first answer again, as `ret_handle` or as a refusal, or a refusal because
 * it was for another request. */
ct_status ct__idempotency_recall(struct ct__run *run, const char *key,
                                 const struct ct__operation *operation, const void *state,
                                 struct ct__handle **ret_handle, bool *ret_known);

/* Keeps the run's answer and reasons under the caller's key. */
ct_status ct__idempotency_keep(struct ct__run *run, const char *key,
                               const struct ct__operation *operation, const void *state,
                               ct_status outcome);

/* An identifier for what `bytes` hold: the same for the same. */
ct_status ct__digest_of(struct ct__run *run, const struct ct__bytes *bytes, ct_id *ret_digest);
