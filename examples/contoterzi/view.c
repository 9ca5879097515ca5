#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "paint.h"
#include "utf8.h"
#include "values.h"

/* --- Cells ------------------------------------------------------------------------------------ */

static const json_t *
part(const json_t *object, const char *path)
{
    const char *dot;

    while ((dot = strchr(path, '.'))) {
        char *key = memory_text(path, (size_t)(dot - path));

        object = json_object_get(object, key);
        free(key);
        path = dot + 1;
    }
    return json_object_get(object, path);
}

static char *
join(const json_t *array)
{
    char *text = memory_text("", 0);
    const json_t *item;
    size_t i;

    json_array_foreach(array, i, item)
    {
        char *longer = memory_print("%s%s%s", text, i ? ", " : "", json_string_value(item));

        free(text);
        text = longer;
    }
    return text;
}

/* The text of a cell; free it. */
static char *
cell(const struct app *app, const json_t *object, const struct column *column)
{
    const json_t *value = part(object, column->key);
    const char *text = json_string_value(value);
    int32_t number;

    if (json_is_integer(value))
        return memory_print("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_boolean(value))
        return memory_print("%s", json_is_true(value) ? SAY(app, "sì", "yes") : "no");
    if (json_is_array(value))
        return join(value);
    if (text && column->enumeration && !ct_enum_value(column->enumeration, text, &number))
        text = ct_enum_text(column->enumeration, number, app->language);
    return memory_print("%s", text ? text : "");
}

static void
print_padded(const char *text, size_t width, bool is_right, bool is_last)
{
    size_t own = utf8_width(text);
    int padding = own < width ? (int)(width - own) : 0;

    if (is_right)
        printf("%*s", padding, "");
    utf8_print(stdout, text);
    if (!is_right && !is_last)
        printf("%*s", padding, "");
    fputs(is_last ? "\n" : "  ", stdout);
}

/* --- Tables ----------------------------------------------------------------------------------- */

void
view_table(const struct app *app, const json_t *rows, const struct column *columns, size_t count)
{
    size_t *widths = memory_resize(NULL, count * sizeof *widths);
    const json_t *row, *first = json_array_get(rows, 0);
    size_t i;

    for (size_t c = 0; c < count; c++) {
        widths[c] = utf8_width(words_in(columns[c].heading, app->language));
        json_array_foreach(rows, i, row)
        {
            char *text = cell(app, row, &columns[c]);
            size_t width = utf8_width(text);

            widths[c] = width > widths[c] ? width : widths[c];
            free(text);
        }
    }
    paint_begin(stdout, PAINT_BOLD);
    for (size_t c = 0; c < count; c++)
        print_padded(words_in(columns[c].heading, app->language), widths[c],
                     json_is_integer(part(first, columns[c].key)), c == count - 1);
    paint_end(stdout, PAINT_BOLD);
    json_array_foreach(rows, i, row) for (size_t c = 0; c < count; c++)
    {
        char *text = cell(app, row, &columns[c]);

        print_padded(text, widths[c], json_is_integer(part(row, columns[c].key)), c == count - 1);
        free(text);
    }
    free(widths);
}

void
view_record(const struct app *app, const json_t *object, const struct column *columns, size_t count)
{
    size_t width = 0;

    for (size_t c = 0; c < count; c++) {
        size_t own = utf8_width(words_in(columns[c].heading, app->language));

        width = own > width ? own : width;
    }
    for (size_t c = 0; c < count; c++) {
        char *text = cell(app, object, &columns[c]);

        if (*text) {
            paint_begin(stdout, PAINT_DIM);
            print_padded(words_in(columns[c].heading, app->language), width, false, false);
            paint_end(stdout, PAINT_DIM);
            print_padded(text, 0, false, true);
        }
        free(text);
    }
}

void
view_heading(const struct app *app, const char *it, const char *en)
{
    fputc('\n', stdout);
    paint_begin(stdout, PAINT_BOLD);
    fputs(SAY(app, it, en), stdout);
    paint_end(stdout, PAINT_BOLD);
    fputc('\n', stdout);
}

void
view_reasons(const struct app *app, const ct_reasons *reasons, int indent)
{
    for (size_t i = 0; i < ct_reasons_count(reasons); i++) {
        const char *rule = ct_reasons_rule(reasons, i);

        printf("%*s", indent, "");
        utf8_print(stdout, ct_reasons_text(reasons, i, app->language));
        if (rule && *rule)
            printf(" (%s)", rule);
        fputc('\n', stdout);
    }
}

/* --- Documents -------------------------------------------------------------------------------- */

bool
view_json(const struct app *app, json_t *document)
{
    if (app->is_json)
        value_print(stdout, json_incref(document), 2);
    return app->is_json;
}

int
view_answer(const struct app *app, json_t *document, const struct column *columns, size_t count)
{
    if (!view_json(app, document)) {
        view_record(app, document, columns, count);
        if (app_text(app, OPTION_PREVIEW))
            puts(SAY(app, "(anteprima: nulla è cambiato)", "(preview: nothing was changed)"));
    }
    json_decref(document);
    return EXIT_DONE;
}

/* One word of a command line as a shell wants it. */
static void
print_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_=./:@,+%";

    if (*word && !word[strspn(word, plain)]) {
        fputs(word, stdout);
        return;
    }
    fputc('\'', stdout);
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            fputc(*word, stdout);
    fputc('\'', stdout);
}

/* The command line again, with --after set to `next`. */
static void
print_next_command(const struct app *app, const char *next)
{
    paint_begin(stdout, PAINT_DIM);
    fputs(SAY(app, "Continua: contoterzi", "More: contoterzi"), stdout);
    for (int i = 1; i < app->line_count; i++) {
        if (strcmp(app->line[i], "--after") == 0)
            i++;
        else if (strncmp(app->line[i], "--after=", 8) != 0) {
            fputc(' ', stdout);
            print_word(app->line[i]);
        }
    }
    fputs(" --after=", stdout);
    print_word(next);
    paint_end(stdout, PAINT_DIM);
    fputc('\n', stdout);
}

int
view_page(const struct app *app, const char *key, json_t *rows, const char *next,
          const struct column *columns, size_t count)
{
    json_t *document = value_checked(json_pack("{s:O, s:o}", key, rows, "next", value_text(next)));

    if (!view_json(app, document)) {
        if (json_array_size(rows))
            view_table(app, rows, columns, count);
        else
            puts(SAY(app, "(nessuno)", "(none)"));
        if (next)
            print_next_command(app, next);
    }
    json_decref(document);
    json_decref(rows);
    return EXIT_DONE;
}
