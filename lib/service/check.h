/* The check from inside: what proves the rows of each table, and how a finding is told (R-AUD-07). */
#pragma once

#include "rules/check.h"
#include "service/run.h"

/* A walk over the rows. */
struct ct__checking {
    struct ct__run *run;
    struct ct__list *findings;
};

/* Adds a finding: `where` gives the rows. */
ct_status ct__find_wrong(struct ct__checking *checking, enum ct__check_id check,
                         enum ct__table_number table, const struct ct__finding *where,
                         struct ct__argument first, struct ct__argument second);

/* A value that its column can't have, in `record` of `table` or in a row that hangs on it. */
ct_status ct__find_damage(struct ct__checking *checking, enum ct__table_number table,
                          const void *record, const struct ct__damage *damage);

/* Each proves what hangs on one row; `record` is of the table that its name tells. */
ct_status ct__check_studio(struct ct__checking *checking, const void *record);
ct_status ct__check_client(struct ct__checking *checking, const void *record);
ct_status ct__check_pack(struct ct__checking *checking, const void *record);
ct_status ct__check_coupon(struct ct__checking *checking, const void *record);
ct_status ct__check_message(struct ct__checking *checking, const void *record);
ct_status ct__check_campaign_issue(struct ct__checking *checking, const void *record);

/* Whether every row that a row of `table` points to is there. */
ct_status ct__check_references(struct ct__checking *checking, enum ct__table_number table,
                               const void *record, bool *ret_whole);
