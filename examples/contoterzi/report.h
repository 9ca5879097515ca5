/* What became of each of many clients, printed as it goes: JSON as one document of which the clients
 * come first, or a table for people. */
#ifndef REPORT_H
#define REPORT_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>
#include <stdint.h>

#include "app.h"
#include "words.h"

/* Of what: the two kinds of answer have the same statuses. */
enum report_kind { REPORT_MIGRATIONS, REPORT_RENEWALS };

struct report {
    const struct app *app;
    enum report_kind kind;
    bool is_begun;                                  /* something was printed */
    uint64_t counts[CT_MIGRATION_ALREADY_DONE + 1]; /* by status */
};

void report_start(struct report *report, const struct app *app, enum report_kind kind);
void report_add_migration(struct report *report, const ct_migration_answer *answer);
void report_add_assignment(struct report *report, const ct_assignment *answer);
/* A client that the last call on the context refused. `name` may be NULL. */
void report_add_refusal(struct report *report, ct_id client, const char *name);
void report_end(struct report *report);
/* The exit status that goes with it. */
int report_outcome(const struct report *report);

#endif
