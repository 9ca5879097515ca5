#include "history_report.h"

#include <stdio.h>

#include "paint.h"
#include "utf8.h"
#include "values.h"
#include "view.h"

/* --- The next numbers ------------------------------------------------------------------------- */

int
history_numbers(const struct app *app, ct_id client, json_t **ret_numbers)
{
    ct_numbering_list *list = NULL;
    ct_status status = ct_numbering_list_get(app->context, client, &list);
    const ct_numbering *numbering;

    if (status)
        return failure_of(app, status);
    *ret_numbers = value_checked(json_array());
    for (size_t i = 0; (numbering = ct_numbering_list_at(list, i)); i++)
        json_array_append_new(
            *ret_numbers,
            value_checked(json_pack("{s:i, s:s, s:I}", "year", ct_numbering_year(numbering),
                                    "series", ct_numbering_series(numbering), "next",
                                    (json_int_t)ct_numbering_next(numbering))));
    ct_numbering_list_free(list);
    return EXIT_DONE;
}

void
history_show_numbers(const struct app *app, const json_t *numbers)
{
    static const struct column columns[] = {
        { "year", { "Anno", "Year" }, 0 },
        { "next", { "Prossimo numero", "Next number" }, 0 },
        { "series", { "Serie", "Series" }, 0 },
    };

    view_table(app, numbers, COLUMNS(columns));
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
print_json(const struct history_report *report, const struct history_line *line)
{
    json_t *value = value_checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:O}", "file", value_text(line->file), "entry",
        value_text(line->entry), "status", value_enum(CT_ENUM_IMPORT_STATUS, line->status),
        "number", value_text(line->number), "date", value_date(line->date), "reasons",
        line->reasons));

    fputs(report->is_begun ? ",\n" : "{\"files\": [\n", stdout);
    json_dumpf(value, stdout, 0);
    json_decref(value);
}

static void
end_json(const struct history_report *report, const json_t *numbers)
{
    printf("%s], \"imported\": %zu, \"already_there\": %zu, \"refused\": %zu, \"numbers\": ",
           report->is_begun ? "\n" : "{\"files\": [", report->counts[CT_IMPORT_DONE],
           report->counts[CT_IMPORT_ALREADY_THERE], report->counts[CT_IMPORT_REFUSED]);
    if (numbers)
        json_dumpf(numbers, stdout, 0);
    else
        fputs("null", stdout);
    puts("}");
}

/* --- For people ------------------------------------------------------------------------------- */

static void
print_reasons(const json_t *reasons)
{
    const json_t *reason;
    size_t i;

    json_array_foreach(reasons, i, reason)
    {
        const char *rule = json_string_value(json_object_get(reason, "rule"));

        fputs(i ? "; " : ": ", stdout);
        utf8_print(stdout, json_string_value(json_object_get(reason, "text")));
        if (rule)
            printf(" (%s)", rule);
    }
}

static void
print_line(const struct history_report *report, const struct history_line *line)
{
    static const enum paint paints[] = { [CT_IMPORT_DONE] = PAINT_GREEN,
                                         [CT_IMPORT_REFUSED] = PAINT_RED,
                                         [CT_IMPORT_ALREADY_THERE] = PAINT_DIM };
    enum { STATUS_WIDTH = 13 };
    const char *status =
        ct_enum_text(CT_ENUM_IMPORT_STATUS, line->status, report->app->language);
    size_t width = utf8_width(status);
    char date[CT_DATE_TEXT_LENGTH + 1];

    paint_begin(stdout, paints[line->status]);
    fputs(status, stdout);
    paint_end(stdout, paints[line->status]);
    printf("%*s  ", width < STATUS_WIDTH ? (int)(STATUS_WIDTH - width) : 0, "");
    ct_date_format(line->date, date);
    if (*date)
        printf("%s  ", date);
    if (line->number) {
        utf8_print(stdout, line->number);
        fputs("  ", stdout);
    }
    utf8_print(stdout, line->file);
    if (line->entry) {
        fputs(" > ", stdout);
        utf8_print(stdout, line->entry);
    }
    print_reasons(line->reasons);
    fputc('\n', stdout);
}

static void
end_lines(const struct history_report *report, const json_t *numbers)
{
    const struct app *app = report->app;

    printf(SAY(app, "Importati %zu, già presenti %zu, rifiutati %zu\n",
               "Imported %zu, already there %zu, refused %zu\n"),
           report->counts[CT_IMPORT_DONE], report->counts[CT_IMPORT_ALREADY_THERE],
           report->counts[CT_IMPORT_REFUSED]);
    if (json_array_size(numbers))
        history_show_numbers(app, numbers);
    if (app_text(app, OPTION_PREVIEW))
        puts(SAY(app, "(anteprima: nulla è cambiato)", "(preview: nothing was changed)"));
}

/* --- Both ------------------------------------------------------------------------------------- */

void
history_report_start(struct history_report *report, const struct app *app)
{
    *report = (struct history_report){ .app = app };
}

void
history_report_add(struct history_report *report, const struct history_line *line)
{
    if (line->status < CT_IMPORT_DONE || line->status > CT_IMPORT_ALREADY_THERE)
        return;
    report->counts[line->status]++;
    if (report->app->is_json)
        print_json(report, line);
    else
        print_line(report, line);
    report->is_begun = true;
}

void
history_report_end(struct history_report *report, const json_t *numbers)
{
    if (report->app->is_json)
        end_json(report, numbers);
    else
        end_lines(report, numbers);
}
