#include "failure.h"

#include <ctype.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "memory.h"
#include "paint.h"
#include "utf8.h"
#include "values.h"

/* "CT_ERR_NOT_FOUND" as "not_found". */
static void
code_name(ct_status status, char *ret_name, size_t room)
{
    static const char prefix[] = "CT_ERR_";
    const char *name = ct_status_name(status);
    size_t i;

    name += strncmp(name, prefix, sizeof prefix - 1) == 0 ? sizeof prefix - 1 : strlen("CT_");
    for (i = 0; i < room - 1 && name[i]; i++)
        ret_name[i] = (char)tolower((unsigned char)name[i]);
    ret_name[i] = '\0';
}

/* One reason on a line of its own. */
static void
print_line(const char *rule, const char *text)
{
    paint_begin(stderr, PAINT_RED);
    fputs("contoterzi:", stderr);
    paint_end(stderr, PAINT_RED);
    fputc(' ', stderr);
    utf8_print(stderr, text);
    if (rule && *rule)
        fprintf(stderr, " (%s)", rule);
    fputc('\n', stderr);
}

static void
print_json(ct_status status, const char *rule, const char *field, const char *text, json_t *reasons)
{
    char code[64];
    json_t *error;

    code_name(status, code, sizeof code);
    error = json_pack("{s:s, s:o, s:o, s:o}", "code", code, "rule", value_text(rule), "field",
                      value_text(field), "text", value_text(text));
    if (reasons)
        json_object_set_new(error, "reasons", reasons);
    value_print(stderr, value_checked(json_pack("{s:o}", "error", error)), 0);
}

static void
print_failure(const struct app *app, ct_status status, const char *field, const char *format,
              va_list values)
{
    char *text = NULL;

    if (vasprintf(&text, format, values) < 0)
        memory_failed();
    if (app->is_json)
        print_json(status, NULL, field, text, NULL);
    else
        print_line(NULL, text);
    free(text);
}

int
failure_usage(const struct app *app, const char *field, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    print_failure(app, CT_ERR_INVALID_ARGUMENT, field, format, values);
    va_end(values);
    return EXIT_USAGE;
}

int
failure_output(const struct app *app, const char *field, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    print_failure(app, CT_ERR_IO, field, format, values);
    va_end(values);
    return EXIT_STORAGE;
}

void
failure_remark(const struct app *app, const char *format, ...)
{
    char *text = NULL;
    va_list values;

    if (app->is_json)
        return;
    va_start(values, format);
    if (vasprintf(&text, format, values) < 0)
        memory_failed();
    va_end(values);
    print_line(NULL, text);
    free(text);
}

/* What each status means to whoever called the program. */
static int
exit_status_of(ct_status status, const char *rule)
{
    static const struct {
        ct_status status;
        int exit_status;
    } table[] = {
        { CT_ERR_REFUSED, EXIT_REFUSED },        { CT_ERR_NOT_FOUND, EXIT_REFUSED },
        { CT_ERR_INVALID_ARGUMENT, EXIT_USAGE }, { CT_ERR_UNSUPPORTED, EXIT_USAGE },
        { CT_ERR_STRUCT_TOO_NEW, EXIT_USAGE },
    };

    if (rule && *rule)
        return EXIT_REFUSED;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].status == status)
            return table[i].exit_status;
    return EXIT_STORAGE;
}

int
failure_status(const struct app *app, ct_status status, const char *field, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    print_failure(app, status, field, format, values);
    va_end(values);
    return exit_status_of(status, NULL);
}

int
failure_of(const struct app *app, ct_status status)
{
    const ct_context *context = app->context;
    const ct_reasons *reasons = context ? ct_error_reasons(context) : NULL;
    const char *rule = context ? ct_error_rule(context) : NULL;
    const char *text = context ? ct_error_text(context, app->language) : NULL;
    size_t count = ct_reasons_count(reasons);

    if (!text || !*text)
        text = ct_status_name(status);
    if (app->is_json)
        print_json(status, rule, context ? ct_error_field(context) : NULL, text,
                   count > 1 ? value_reasons(reasons, app->language, true) : NULL);
    else if (count < 2)
        print_line(rule, text);
    else
        for (size_t i = 0; i < count; i++)
            print_line(ct_reasons_rule(reasons, i), ct_reasons_text(reasons, i, app->language));
    return exit_status_of(status, rule);
}
