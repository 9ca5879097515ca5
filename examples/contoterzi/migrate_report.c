#include "migrate_report.h"

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
    const ct_reasons *reasons;
};

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
print_json(const struct migrate_report *report, const struct entry *entry)
{
    json_t *value = value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "client", value_id(entry->client), "name",
        value_text(entry->name), "status", value_enum(CT_ENUM_MIGRATION_STATUS, entry->status),
        "license", license_of(entry), "coupon", value_text(entry->coupon), "reasons",
        value_reasons(entry->reasons, report->app->language, false), "migration",
        value_id(entry->migration)));

    fputs(report->is_begun ? ",\n" : "{\"clients\": [\n", stdout);
    json_dumpf(value, stdout, 0);
    json_decref(value);
}

static void
end_json(const struct migrate_report *report)
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
print_line(const struct migrate_report *report, const struct entry *entry)
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
end_lines(const struct migrate_report *report)
{
    const struct app *app = report->app;

    printf(SAY(app, "Migrati %" PRIu64 ", rifiutati %" PRIu64 ", già migrati %" PRIu64 "\n",
               "Done %" PRIu64 ", refused %" PRIu64 ", already done %" PRIu64 "\n"),
           report->counts[CT_MIGRATION_DONE], report->counts[CT_MIGRATION_REFUSED],
           report->counts[CT_MIGRATION_ALREADY_DONE]);
    if (app_text(app, OPTION_PREVIEW))
        puts(SAY(app, "(anteprima: nulla è cambiato)", "(preview: nothing was changed)"));
}

/* --- Both ------------------------------------------------------------------------------------- */

static void
add(struct migrate_report *report, const struct entry *entry)
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
migrate_report_start(struct migrate_report *report, const struct app *app)
{
    *report = (struct migrate_report){ .app = app };
}

void
migrate_report_add(struct migrate_report *report, const ct_migration_answer *answer)
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
migrate_report_add_refusal(struct migrate_report *report, ct_id client, const char *name)
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
migrate_report_end(struct migrate_report *report)
{
    if (report->app->is_json)
        end_json(report);
    else
        end_lines(report);
}
