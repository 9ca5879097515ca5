/* contoterzi check */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "paint.h"
#include "progress.h"
#include "utf8.h"
#include "values.h"

struct check {
    const struct app *app;
    struct progress progress;
    uint64_t findings;
    json_t *rows; /* {"client": 12, ...}: how many were looked at */
    uint64_t total;
};

/* --- Findings --------------------------------------------------------------------------------- */

static json_t *
value_finding(const struct app *app, const ct_finding *finding)
{
    json_t *rows = value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "studio", value_id(ct_finding_studio_id(finding)),
        "client", value_id(ct_finding_client_id(finding)), "pack",
        value_id(ct_finding_pack_id(finding)), "coupon", value_id(ct_finding_coupon_id(finding)),
        "license", value_id(ct_finding_license_id(finding)), "migration",
        value_id(ct_finding_migration_id(finding)), "message",
        value_id(ct_finding_message_id(finding))));

    return value_checked(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "check",
                                   value_text(ct_finding_check(finding)), "rule",
                                   value_text(ct_finding_rule(finding)), "table",
                                   value_text(ct_finding_table(finding)), "rows", rows, "text",
                                   value_text(ct_finding_text(finding, app->language)), "repair",
                                   value_text(ct_finding_repair(finding, app->language))));
}

static void
print_finding(const struct check *check, const ct_finding *finding)
{
    const struct app *app = check->app;

    if (app->is_json) {
        json_t *value = value_finding(app, finding);

        fputs(check->findings ? ",\n" : "{\"findings\": [\n", stdout);
        json_dumpf(value, stdout, 0);
        json_decref(value);
        return;
    }
    paint_begin(stdout, PAINT_RED);
    utf8_print(stdout, ct_finding_text(finding, app->language));
    paint_end(stdout, PAINT_RED);
    printf(" (%s)\n  ", ct_finding_rule(finding));
    utf8_print(stdout, ct_finding_repair(finding, app->language));
    fputc('\n', stdout);
}

static void
print_end(const struct check *check)
{
    const struct app *app = check->app;

    if (app->is_json) {
        fputs(check->findings ? "\n], \"checked\": " : "{\"findings\": [], \"checked\": ", stdout);
        json_dumpf(check->rows, stdout, 0);
        fputs("}\n", stdout);
        return;
    }
    paint_begin(stdout, check->findings ? PAINT_RED : PAINT_GREEN);
    printf(SAY(app, "Righe controllate: %" PRIu64 ". Irregolarità: %" PRIu64 ".\n",
               "Rows checked: %" PRIu64 ". Findings: %" PRIu64 ".\n"),
           check->total, check->findings);
    paint_end(stdout, check->findings ? PAINT_RED : PAINT_GREEN);
}

/* --- The walk --------------------------------------------------------------------------------- */

static size_t
count_tables(void)
{
    size_t count = 0;

    while (ct_check_table(count))
        count++;
    return count;
}

static void
take_rows(struct check *check, const ct_check_report *report)
{
    const char *table;
    size_t last = 0;

    for (size_t i = 0; (table = ct_check_table(i)); i++) {
        uint64_t rows = ct_check_report_rows(report, table);
        json_int_t before = json_integer_value(json_object_get(check->rows, table));

        json_object_set_new(check->rows, table,
                            value_checked(json_integer(before + (json_int_t)rows)));
        check->total += rows;
        last = rows ? i : last;
    }
    progress_update(&check->progress, last, check->total);
}

static ct_status
check_page(struct check *check, ct_check_report **report)
{
    const struct app *app = check->app;
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    ct_check_report *page = NULL;
    const ct_finding *finding;
    ct_status status;

    request.after = ct_check_report_next(*report);
    request.limit = 1000;
    status = ct_check_run(app->context, &request, &page);
    ct_check_report_free(*report);
    *report = page;
    if (status)
        return status;
    if (ct_check_report_count(page))
        progress_clear(&check->progress);
    for (size_t i = 0; (finding = ct_check_report_at(page, i)); i++) {
        print_finding(check, finding);
        check->findings++;
    }
    take_rows(check, page);
    return CT_OK;
}

/* Exit status 1 says that something is wrong. A failure on the way leaves JSON unfinished, which tells
 * as much. */
int
run_check(struct app *app)
{
    struct check check = { .app = app, .rows = value_checked(json_object()) };
    ct_check_report *report = NULL;
    ct_status status;

    progress_start(&check.progress, app, count_tables());
    do
        status = check_page(&check, &report);
    while (!status && ct_check_report_next(report));
    progress_clear(&check.progress);
    ct_check_report_free(report);
    if (!status)
        print_end(&check);
    json_decref(check.rows);
    if (status)
        return failure_of(app, status);
    return check.findings ? EXIT_REFUSED : EXIT_DONE;
}
