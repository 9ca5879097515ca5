/* contoterzi client import */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_file.h"
#include "command.h"
#include "memory.h"
#include "progress.h"
#include "utf8.h"
#include "values.h"
#include "view.h"

enum { BATCH = 500 };

struct import {
    const struct app *app;
    struct csv_file *file;
    struct client_columns columns;
    ct_id studio;
    struct client_line lines[BATCH];
    size_t line_count;
    size_t read;
    size_t counts[CT_CLIENT_REFUSED + 1]; /* by ct_client_status */
    json_t *errors;
    struct progress progress;
};

static int
open_file(struct import *import, const char *path)
{
    const struct app *app = import->app;
    enum csv_answer answer = csv_file_open(path, &import->file);

    switch (answer) {
    case CSV_OK:
    case CSV_END:
        return EXIT_DONE;
    case CSV_UNREADABLE:
        return failure_usage(app, "file", "%s: %s", path, strerror(errno));
    case CSV_TOO_LARGE:
        return failure_usage(app, "file",
                             SAY(app, "%s: il file è troppo grande", "%s: the file is too large"),
                             path);
    case CSV_UTF16:
        return failure_usage(app, "file",
                             SAY(app, "%s: è UTF-16; salvalo come CSV UTF-8",
                                 "%s: this is UTF-16; save it as CSV UTF-8"),
                             path);
    case CSV_NO_CONVERTER:
        return failure_usage(app, "file",
                             SAY(app, "%s: è Windows-1252, che questo sistema non sa leggere",
                                 "%s: this is Windows-1252, which this system can't read"),
                             path);
    }
    return EXIT_USAGE;
}

static int
read_header(struct import *import, const char *path)
{
    const struct app *app = import->app;
    struct csv_record header = { 0 };
    int failed;

    if (csv_file_next(import->file, &header) != CSV_OK)
        return failure_usage(app, "file",
                             SAY(app, "%s: il file è vuoto, manca l'intestazione",
                                 "%s: the file is empty, the header is missing"),
                             path);
    failed = client_columns_find(app, &header, &import->columns);
    for (size_t i = 0; !failed && i < import->columns.header.count; i++)
        if (*import->columns.header.fields[i] && client_columns_is_ignored(&import->columns, i))
            failure_remark(app, SAY(app, "colonna \"%s\" ignorata", "column \"%s\" ignored"),
                           import->columns.header.fields[i]);
    return failed;
}

/* --- A batch ---------------------------------------------------------------------------------- */

static void
add_error(struct import *import, size_t line, const char *column, const char *rule,
          const char *reason)
{
    json_array_append_new(import->errors,
                          value_checked(json_pack("{s:I, s:o, s:o, s:o}", "line", (json_int_t)line,
                                                  "column", value_text(column), "rule",
                                                  value_text(rule), "reason", value_text(reason))));
}

static void
add_reasons(struct import *import, const struct client_line *line, const ct_reasons *reasons)
{
    for (size_t i = 0; i < ct_reasons_count(reasons); i++) {
        const char *text = ct_reasons_text(reasons, i, import->app->language);
        const char *field = ct_reasons_field(reasons, i);

        add_error(import, line->number, client_column_of(&import->columns, line, field, text),
                  ct_reasons_rule(reasons, i), text);
    }
}

/* What became of each line of the batch, in the file's order. */
static void
take_answers(struct import *import, const ct_client_answers *answers)
{
    size_t answer = 0;

    for (size_t i = 0; i < import->line_count; i++) {
        const struct client_line *line = &import->lines[i];
        ct_client_status status = CT_CLIENT_REFUSED;

        if (line->refusal)
            add_error(import, line->number, line->refused_column, NULL, line->refusal);
        else {
            status = ct_client_answers_status(answers, answer);
            add_reasons(import, line, ct_client_answers_reasons(answers, answer));
            answer++;
        }
        if (status >= 0 && status <= CT_CLIENT_REFUSED)
            import->counts[status]++;
    }
    import->read += import->line_count;
}

/* A key for each batch of the file, so that the same import again does nothing twice. */
static char *
batch_key(const struct import *import)
{
    const char *key = app_text(import->app, OPTION_KEY);

    return key ? memory_print("%s/%zu", key, import->lines[0].number) : NULL;
}

static int
send_batch(struct import *import)
{
    const struct app *app = import->app;
    const ct_client_request *requests[BATCH];
    ct_call call = app_call(app);
    char *key = import->line_count ? batch_key(import) : NULL;
    ct_client_answers *answers = NULL;
    ct_status status = CT_OK;
    size_t count = 0;

    for (size_t i = 0; i < import->line_count; i++)
        if (!import->lines[i].refusal)
            requests[count++] = &import->lines[i].request;
    call.idempotency_key = key;
    if (count)
        status = ct_client_register_many(app->context, requests, count, &call, &answers);
    free(key);
    if (!status)
        take_answers(import, answers);
    ct_client_answers_free(answers);
    for (size_t i = 0; i < import->line_count; i++)
        client_line_free(&import->lines[i]);
    import->line_count = 0;
    progress_update(&import->progress, csv_file_position(import->file), import->read);
    return status ? failure_of(app, status) : EXIT_DONE;
}

static int
send_all(struct import *import)
{
    struct csv_record record;
    int failed = EXIT_DONE;

    progress_start(&import->progress, import->app, csv_file_size(import->file));
    while (!failed && csv_file_next(import->file, &record) == CSV_OK) {
        client_line_read(import->app, &import->columns, import->studio, &record,
                         &import->lines[import->line_count++]);
        if (import->line_count == BATCH)
            failed = send_batch(import);
    }
    if (!failed)
        failed = send_batch(import);
    progress_clear(&import->progress);
    return failed;
}

/* --- The report ------------------------------------------------------------------------------- */

static void
show_report(const struct import *import)
{
    static const struct column of_errors[] = {
        { "line", { "Riga", "Line" }, 0 },
        { "column", { "Colonna", "Column" }, 0 },
        { "rule", { "Regola", "Rule" }, 0 },
        { "reason", { "Motivo", "Reason" }, 0 },
    };
    const struct app *app = import->app;
    const size_t *counts = import->counts;

    if (json_array_size(import->errors))
        view_table(app, import->errors, COLUMNS(of_errors));
    printf(SAY(app, "Letti %zu: aggiunti %zu, aggiornati %zu, invariati %zu, rifiutati %zu\n",
               "Read %zu: added %zu, updated %zu, unchanged %zu, refused %zu\n"),
           import->read, counts[CT_CLIENT_ADDED], counts[CT_CLIENT_UPDATED],
           counts[CT_CLIENT_UNCHANGED], counts[CT_CLIENT_REFUSED]);
    if (app_text(app, OPTION_PREVIEW))
        puts(SAY(app, "(anteprima: nulla è cambiato)", "(preview: nothing was changed)"));
}

static void
report(const struct import *import)
{
    const size_t *counts = import->counts;
    json_t *document = value_checked(json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:O}", "read", (json_int_t)import->read, "added",
        (json_int_t)counts[CT_CLIENT_ADDED], "updated", (json_int_t)counts[CT_CLIENT_UPDATED],
        "unchanged", (json_int_t)counts[CT_CLIENT_UNCHANGED], "refused",
        (json_int_t)counts[CT_CLIENT_REFUSED], "errors", import->errors));

    if (!view_json(import->app, document))
        show_report(import);
    json_decref(document);
}

/* A failure midway still reports the batches that are in. */
static int
import_file(struct import *import, const char *path)
{
    int failed = read_header(import, path);

    if (failed)
        return failed;
    failed = send_all(import);
    if (!failed || import->read)
        report(import);
    if (failed)
        return failed;
    return import->counts[CT_CLIENT_REFUSED] ? EXIT_REFUSED : EXIT_DONE;
}

int
run_client_import(struct app *app)
{
    struct import *import;
    const char *path = app->arguments.items[0];
    ct_id studio;
    int failed = app_studio(app, &studio);

    if (failed)
        return failed;
    import = memory_resize(NULL, sizeof *import);
    memset(import, 0, sizeof *import);
    import->app = app;
    import->studio = studio;
    import->errors = value_checked(json_array());
    failed = open_file(import, path);
    if (!failed)
        failed = import_file(import, path);
    client_columns_free(&import->columns);
    csv_file_close(import->file);
    json_decref(import->errors);
    free(import);
    return failed;
}
