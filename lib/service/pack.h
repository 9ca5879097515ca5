/* Packs from inside: what a purchase and a campaign share. */
#pragma once

#include "service/run.h"

/* Writes the pack's coupons, available, each with a code of its own (R-COU-01, R-COU-09). */
ct_status ct__issue_coupons(struct ct__run *run, const struct ct__pack *pack);

/* How many of the pack's coupons are not revoked. */
ct_status ct__pack_count_kept(struct ct__run *run, const struct ct__pack *pack,
                              int64_t *ret_count);
