/* What became of every file of an import. */
#ifndef HISTORY_REPORT_H
#define HISTORY_REPORT_H

#include <jansson.h>

#include "app.h"

struct history_report {
    const struct app *app;
    size_t counts[CT_IMPORT_ALREADY_THERE + 1];
    bool is_begun;
};

/* One document, or a file that gives none. */
struct history_line {
    const char *file, *entry; /* `entry` may be NULL */
    ct_import_status status;
    const char *number; /* NULL, and no date, if that is not known */
    ct_date date;
    json_t *reasons; /* [{"rule", "text"}]; borrowed */
};

void history_report_start(struct history_report *report, const struct app *app);
void history_report_add(struct history_report *report, const struct history_line *line);
/* The totals, and the next numbers: [{"year", "series", "next"}], or NULL after a failure. */
void history_report_end(struct history_report *report, const json_t *numbers);

/* The next number of each series and year. Answers 0 or the exit status after telling why. */
int history_numbers(const struct app *app, ct_id client, json_t **ret_numbers);
void history_show_numbers(const struct app *app, const json_t *numbers);

#endif
