/* What became of each client in a migration, printed as it goes: JSON as one document of which the
 * clients come first, or a table for people. */
#ifndef MIGRATE_REPORT_H
#define MIGRATE_REPORT_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>
#include <stdint.h>

#include "app.h"

struct migrate_report {
    const struct app *app;
    bool is_begun;                                  /* something was printed */
    uint64_t counts[CT_MIGRATION_ALREADY_DONE + 1]; /* by ct_migration_status */
};

void migrate_report_start(struct migrate_report *report, const struct app *app);
void migrate_report_add(struct migrate_report *report, const ct_migration_answer *answer);
/* A client that the last call on the context refused. `name` may be NULL. */
void migrate_report_add_refusal(struct migrate_report *report, ct_id client, const char *name);
void migrate_report_end(struct migrate_report *report);

#endif
