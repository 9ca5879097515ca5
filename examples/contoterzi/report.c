#include "report.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "paint.h"
#include "utf8.h"
#include "values.h"
#include "view.h"

/* One client's line, whoever answered for it. */
struct entry {
    ct_id client, migration, license;
    const char *name, *coupon;
    ct_migration_status status;
    ct_date first_day, last_day;
    ct_plan plan;
    ct_license_access access;
    ct_eligible_action action;
    const ct_reasons *reasons;
};

_Static_assert((int)CT_MIGRATION_DONE == (int)CT_ASSIGNMENT_DONE &&
                   (int)CT_MIGRATION_REFUSED == (int)CT_ASSIGNMENT_REFUSED &&
                   (int)CT_MIGRATION_ALREADY_DONE == (int)CT_ASSIGNMENT_ALREADY_DONE,
               "the statuses are the same");

/* --- JSON ------------------------------------------------------------------------------------- */

static json_t *
license_of(const struct entry *entry)
{
    if (app_is_none(entry->license))
        return json_null();
    return value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o}", "first_day", value_date(entry->first_day), "last_day",
        value_date(entry->last_day), "plan", value_enum(CT_ENUM_PLAN, entry->plan), "access",
        value_enum(CT_ENUM_LICENSE_ACCESS, entry->access), "id", value_id(entry->license)));
}

static void
print_json(const struct report *report, const struct entry *entry)
{
    json_t *value = value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "client", value_id(entry->client), "name",
        value_text(entry->name), "status", value_enum(CT_ENUM_MIGRATION_STATUS, entry->status),
        "license", license_of(entry), "coupon", value_text(entry->coupon), "reasons",
        value_reasons(entry->reasons, report->app->language, false)));

    if (report->kind == REPORT_MIGRATIONS)
        json_object_set_new(value, "migration", value_id(entry->migration));
    else
        json_object_set_new(value, "action", value_enum(CT_ENUM_ELIGIBLE_ACTION, entry->action));

    fputs(report->is_begun ? ",\n" : "{\"clients\": [\n", stdout);
    json_dumpf(value, stdout, 0);
    json_decref(value);
}

static void
end_json(const struct report *report)
{
    printf("%s], \"done\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"already_done\": %" PRIu64 "}\n",
           report->is_begun ? "\n" : "{\"clients\": [", report->counts[CT_MIGRATION_DONE],
           report->counts[CT_MIGRATION_REFUSED], report->counts[CT_MIGRATION_ALREADY_DONE]);
}

/* --- For people ------------------------------------------------------------------------------- */

static void
print_cell(const char *text, size_t width)
{
    size_t own = utf8_width(text);

    utf8_print(stdout, text);
    printf("%*s", own < width ? (int)(width - own) + 2 : 2, "");
}

static void
print_line(const struct report *report, const struct entry *entry)
{
    static const enum paint paints[] = { [CT_MIGRATION_DONE] = PAINT_GREEN,
                                         [CT_MIGRATION_REFUSED] = PAINT_RED,
                                         [CT_MIGRATION_ALREADY_DONE] = PAINT_DIM };
    enum { STATUS_WIDTH = 10 };
    const char *status =
        ct_enum_text(CT_ENUM_MIGRATION_STATUS, entry->status, report->app->language);
    char last_day[CT_DATE_TEXT_LENGTH + 1];

    paint_begin(stdout, paints[entry->status]);
    print_cell(status ? status : "?", STATUS_WIDTH);
    paint_end(stdout, paints[entry->status]);
    ct_date_format(entry->last_day, last_day);
    if (*last_day)
        print_cell(last_day, sizeof last_day - 1);
    if (entry->coupon)
        print_cell(entry->coupon, 0);
    utf8_print(stdout, entry->name ? entry->name : "");
    fputs(ct_reasons_count(entry->reasons) == 1 ? ": " : "\n", stdout);
    view_reasons(report->app, entry->reasons,
                 ct_reasons_count(entry->reasons) == 1 ? 0 : STATUS_WIDTH + 2);
}

static void
end_lines(const struct report *report)
{
    static const struct words done[] = { [REPORT_MIGRATIONS] = { "Migrati", "Done" },
                                         [REPORT_RENEWALS] = { "Rinnovati", "Done" } };
    static const struct words already[] = { [REPORT_MIGRATIONS] = { "già migrati", "already done" },
                                            [REPORT_RENEWALS] = { "già rinnovati",
                                                                  "already done" } };
    const struct app *app = report->app;

    printf("%s %" PRIu64 ", %s %" PRIu64 ", %s %" PRIu64 "\n",
           words_in(done[report->kind], app->language), report->counts[CT_MIGRATION_DONE],
           SAY(app, "rifiutati", "refused"), report->counts[CT_MIGRATION_REFUSED],
           words_in(already[report->kind], app->language),
           report->counts[CT_MIGRATION_ALREADY_DONE]);
    if (app_text(app, OPTION_PREVIEW))
        puts(SAY(app, "(anteprima: nulla è cambiato)", "(preview: nothing was changed)"));
}

/* --- Both ------------------------------------------------------------------------------------- */

static void
add(struct report *report, const struct entry *entry)
{
    if (entry->status < CT_MIGRATION_DONE || entry->status > CT_MIGRATION_ALREADY_DONE)
        return;
    report->counts[entry->status]++;
    if (report->app->is_json)
        print_json(report, entry);
    else if (entry->status == CT_MIGRATION_REFUSED || !app_text(report->app, OPTION_BRIEF))
        print_line(report, entry);
    report->is_begun = true;
}

void
report_start(struct report *report, const struct app *app, enum report_kind kind)
{
    *report = (struct report){ .app = app, .kind = kind };
}

void
report_add_migration(struct report *report, const ct_migration_answer *answer)
{
    struct entry entry = {
        .client = ct_migration_answer_client_id(answer),
        .migration = ct_migration_answer_migration_id(answer),
        .license = ct_migration_answer_license_id(answer),
        .name = ct_migration_answer_client_name(answer),
        .coupon = ct_migration_answer_coupon_code(answer),
        .status = ct_migration_answer_status(answer),
        .first_day = ct_migration_answer_first_day(answer),
        .last_day = ct_migration_answer_last_day(answer),
        .plan = ct_migration_answer_plan(answer),
        .access = ct_migration_answer_access(answer),
        .reasons = ct_migration_answer_reasons(answer),
    };

    add(report, &entry);
}

void
report_add_assignment(struct report *report, const ct_assignment *answer)
{
    ct_assignment_status status = ct_assignment_status_of(answer);
    struct entry entry = {
        .client = ct_assignment_client_id(answer),
        .license = ct_assignment_license_id(answer),
        .name = ct_assignment_client_name(answer),
        .coupon = ct_assignment_coupon_code(answer),
        .status = (ct_migration_status)status,
        .first_day = ct_assignment_first_day(answer),
        .last_day = ct_assignment_last_day(answer),
        .plan = ct_assignment_plan(answer),
        .access = ct_assignment_access(answer),
        .action = status == CT_ASSIGNMENT_DONE ? ct_assignment_action(answer) : 0,
        .reasons = ct_assignment_reasons(answer),
    };

    add(report, &entry);
}

void
report_add_refusal(struct report *report, ct_id client, const char *name)
{
    struct entry entry = {
        .client = client,
        .name = name,
        .status = CT_MIGRATION_REFUSED,
        .reasons = ct_error_reasons(report->app->context),
    };

    add(report, &entry);
}

void
report_end(struct report *report)
{
    if (report->app->is_json)
        end_json(report);
    else
        end_lines(report);
}

int
report_outcome(const struct report *report)
{
    return report->counts[CT_MIGRATION_REFUSED] ? EXIT_REFUSED : EXIT_DONE;
}
