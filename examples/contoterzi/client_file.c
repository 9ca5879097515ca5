#include "client_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"

/* --- Columns ---------------------------------------------------------------------------------- */

/* The names that a column may have, as `simplify` leaves them. */
static const struct {
    const char *name;
    int field;
} names[] = {
    { "denominazione", CLIENT_NAME },
    { "ragione_sociale", CLIENT_NAME },
    { "nome", CLIENT_NAME },
    { "name", CLIENT_NAME },
    { "partita_iva", CLIENT_VAT_NUMBER },
    { "p_iva", CLIENT_VAT_NUMBER },
    { "piva", CLIENT_VAT_NUMBER },
    { "vat_number", CLIENT_VAT_NUMBER },
    { "codice_fiscale", CLIENT_TAX_CODE },
    { "cod_fiscale", CLIENT_TAX_CODE },
    { "cf", CLIENT_TAX_CODE },
    { "tax_code", CLIENT_TAX_CODE },
    { "regime_fiscale", CLIENT_TAX_REGIME },
    { "tax_regime", CLIENT_TAX_REGIME },
    { "ts_digital", CLIENT_ON_TS_DIGITAL },
    { "su_ts_digital", CLIENT_ON_TS_DIGITAL },
    { "on_ts_digital", CLIENT_ON_TS_DIGITAL },
    { "is_on_ts_digital", CLIENT_ON_TS_DIGITAL },
};

/* Lower case, with one "_" for each run of spaces, underscores, hyphens and dots between words. */
static char *
simplify(const char *name)
{
    char *simple = memory_resize(NULL, strlen(name) + 1), *out = simple;
    bool is_between = false;

    for (; *name; name++) {
        if (strchr(" _-.\t\r\n", *name)) {
            is_between = out > simple;
            continue;
        }
        if (is_between)
            *out++ = '_';
        is_between = false;
        *out++ = (char)tolower((unsigned char)*name);
    }
    *out = '\0';
    return simple;
}

/* "email", "e_mail", "email2" or "email_2" to "email20"; -1 if it is none. */
static int
email_field(const char *simple)
{
    static const char *const stems[] = { "email", "e_mail" };

    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        size_t length = strlen(stems[i]);
        const char *number = simple + length;
        char *end;
        long value;

        if (strncmp(simple, stems[i], length) != 0)
            continue;
        if (!*number)
            return CLIENT_EMAIL;
        number += *number == '_';
        value = isdigit((unsigned char)*number) ? strtol(number, &end, 10) : 0;
        if (value >= 1 && value <= CLIENT_EMAILS && !*end)
            return CLIENT_EMAIL + (int)value - 1;
    }
    return -1;
}

static int
field_of(const char *name)
{
    char *simple = simplify(name);
    int field = email_field(simple);

    for (size_t i = 0; field < 0 && i < sizeof names / sizeof *names; i++)
        if (strcmp(simple, names[i].name) == 0)
            field = names[i].field;
    free(simple);
    return field;
}

/* What is wrong with a record, for people. */
static const char *
problem_text(const struct app *app, enum csv_problem problem)
{
    static const struct words texts[] = {
        [CSV_FINE] = { "", "" },
        [CSV_OPEN_QUOTE] = { "le virgolette non si chiudono", "a quote never closes" },
        [CSV_BAD_BYTES] = { "i byte non sono né UTF-8 né Windows-1252",
                            "the bytes are neither UTF-8 nor Windows-1252" },
        [CSV_NUL_BYTE] = { "c'è un byte NUL", "there is a NUL byte" },
    };

    return words_in(texts[problem], app->language);
}

static int
require_columns(const struct app *app, const struct client_columns *columns)
{
    if (columns->column[CLIENT_NAME] < 0)
        return failure_usage(app, "denominazione",
                             SAY(app, "nell'intestazione manca la colonna \"denominazione\"",
                                 "the header lacks the column \"name\" (\"denominazione\")"));
    if (columns->column[CLIENT_VAT_NUMBER] < 0 && columns->column[CLIENT_TAX_CODE] < 0)
        return failure_usage(
            app, "partita_iva",
            SAY(app, "nell'intestazione manca la colonna \"partita_iva\" o \"codice_fiscale\"",
                "the header lacks the column \"vat_number\" (\"partita_iva\") or \"tax_code\" "
                "(\"codice_fiscale\")"));
    return EXIT_DONE;
}

int
client_columns_find(const struct app *app, struct csv_record *header,
                    struct client_columns *ret_columns)
{
    *ret_columns = (struct client_columns){ .header = *header };
    *header = (struct csv_record){ 0 };
    if (ret_columns->header.problem)
        return failure_usage(app, "file", SAY(app, "riga %zu: %s", "line %zu: %s"),
                             ret_columns->header.line,
                             problem_text(app, ret_columns->header.problem));
    for (int field = 0; field < CLIENT_FIELDS; field++)
        ret_columns->column[field] = -1;
    for (size_t i = 0; i < ret_columns->header.count; i++) {
        const char *name = ret_columns->header.fields[i];
        int field = field_of(name);

        if (field < 0)
            continue;
        if (ret_columns->column[field] >= 0)
            return failure_usage(app, name,
                                 SAY(app,
                                     "nell'intestazione \"%s\" e \"%s\" sono la stessa colonna",
                                     "in the header \"%s\" and \"%s\" are the same column"),
                                 ret_columns->header.fields[ret_columns->column[field]], name);
        ret_columns->column[field] = (int)i;
    }
    return require_columns(app, ret_columns);
}

void
client_columns_free(struct client_columns *columns)
{
    csv_record_free(&columns->header);
}

bool
client_columns_is_ignored(const struct client_columns *columns, size_t index)
{
    for (int field = 0; field < CLIENT_FIELDS; field++)
        if (columns->column[field] == (int)index)
            return false;
    return true;
}

/* The name of a field's column as the file has it; NULL if it has none. */
static const char *
title(const struct client_columns *columns, int field)
{
    return columns->column[field] < 0 ? NULL : columns->header.fields[columns->column[field]];
}

/* --- Lines ------------------------------------------------------------------------------------ */

/* Drops spaces and line breaks around the text; inside, a run of them becomes one space. */
static void
tidy(char *text)
{
    char *out = text;
    bool is_between = false;

    for (const char *in = text; *in; in++) {
        if (strchr(" \t\r\n", *in)) {
            is_between = out > text;
            continue;
        }
        if (is_between)
            *out++ = ' ';
        is_between = false;
        *out++ = *in;
    }
    *out = '\0';
}

/* The text of a field; NULL if it is empty or not there. */
static const char *
text_of(const struct client_columns *columns, const struct csv_record *record, int field)
{
    int column = columns->column[field];

    if (column < 0 || (size_t)column >= record->count || !*record->fields[column])
        return NULL;
    return record->fields[column];
}

/* RF01 to RF20 are the codes of electronic invoicing; RF19 is the flat-rate regime. */
static bool
read_regime(const char *text, ct_tax_regime *ret_regime)
{
    static const struct {
        const char *name;
        ct_tax_regime regime;
    } table[] = {
        { "ordinario", CT_TAX_REGIME_ORDINARY },    { "ordinary", CT_TAX_REGIME_ORDINARY },
        { "forfettario", CT_TAX_REGIME_FLAT_RATE }, { "forfetario", CT_TAX_REGIME_FLAT_RATE },
        { "flat_rate", CT_TAX_REGIME_FLAT_RATE },   { "flat-rate", CT_TAX_REGIME_FLAT_RATE },
        { "flat rate", CT_TAX_REGIME_FLAT_RATE },
        { "regime forfettario", CT_TAX_REGIME_FLAT_RATE },
        { "regime ordinario", CT_TAX_REGIME_ORDINARY },
        { "semplificato", CT_TAX_REGIME_ORDINARY },
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcasecmp(text, table[i].name) == 0) {
            *ret_regime = table[i].regime;
            return true;
        }
    if (strncasecmp(text, "RF", 2) == 0 && strlen(text) == 4 && isdigit((unsigned char)text[2]) &&
        isdigit((unsigned char)text[3])) {
        /* NOLINTNEXTLINE(cert-err34-c): two digits, as was seen */
        int code = atoi(text + 2);

        *ret_regime = code == 19 ? CT_TAX_REGIME_FLAT_RATE : CT_TAX_REGIME_ORDINARY;
        return code >= 1 && code <= 20;
    }
    return false;
}

static bool
read_choice(const char *text, ct_choice *ret_choice)
{
    static const char *const yes[] = { "sì", "SÌ", "si", "yes", "true", "vero", "1", "s", "y" };
    static const char *const no[] = { "no", "false", "falso", "0", "n" };

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcasecmp(text, yes[i]) == 0) {
            *ret_choice = CT_CHOICE_YES;
            return true;
        }
    *ret_choice = CT_CHOICE_NO;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcasecmp(text, no[i]) == 0)
            return true;
    return false;
}

static void
refuse(struct client_line *line, const char *column, const char *reason)
{
    line->refused_column = column;
    line->refusal = reason;
}

/* Whether the record can be taken apart at all. */
static bool
is_whole(const struct app *app, const struct client_columns *columns, struct client_line *line)
{
    static const struct words too_many = { "ci sono più campi che nell'intestazione",
                                           "there are more fields than in the header" };

    if (line->record.problem)
        refuse(line, NULL, problem_text(app, line->record.problem));
    for (size_t i = columns->header.count; !line->refusal && i < line->record.count; i++)
        if (*line->record.fields[i])
            refuse(line, NULL, words_in(too_many, app->language));
    return !line->refusal;
}

void
client_line_read(const struct app *app, const struct client_columns *columns, ct_id studio,
                 struct csv_record *record, struct client_line *ret_line)
{
    struct client_line *line = ret_line;
    ct_client_request request = CT_CLIENT_REQUEST_INIT;
    const char *text;

    *line = (struct client_line){ .number = record->line, .record = *record };
    record = &line->record;
    if (!is_whole(app, columns, line))
        return;
    for (size_t i = 0; i < record->count; i++)
        tidy(record->fields[i]);
    request.studio = studio;
    request.name = text_of(columns, record, CLIENT_NAME);
    request.vat_number = text_of(columns, record, CLIENT_VAT_NUMBER);
    request.tax_code = text_of(columns, record, CLIENT_TAX_CODE);
    for (int i = 0; i < CLIENT_EMAILS; i++)
        if ((text = text_of(columns, record, CLIENT_EMAIL + i)))
            line->emails[request.email_count++] = text;
    request.emails = line->emails;
    text = text_of(columns, record, CLIENT_TAX_REGIME);
    if (text && !read_regime(text, &request.tax_regime))
        refuse(line, title(columns, CLIENT_TAX_REGIME),
               SAY(app, "il regime è ordinario, forfettario o un codice da RF01 a RF20",
                   "the regime is ordinary, flat_rate or a code from RF01 to RF20"));
    text = text_of(columns, record, CLIENT_ON_TS_DIGITAL);
    if (text && !read_choice(text, &request.is_on_ts_digital))
        refuse(line, title(columns, CLIENT_ON_TS_DIGITAL),
               SAY(app, "si risponde sì o no", "the answer is yes or no"));
    line->request = request;
}

void
client_line_free(struct client_line *line)
{
    csv_record_free(&line->record);
}

/* --- Refusals --------------------------------------------------------------------------------- */

/* The e-mail column whose address the text quotes, else the first that is filled in. */
static const char *
email_column(const struct client_columns *columns, const struct client_line *line, const char *text)
{
    const char *first = NULL;

    for (int i = 0; i < CLIENT_EMAILS; i++) {
        const char *address = text_of(columns, &line->record, CLIENT_EMAIL + i);

        if (address && text && strcasestr(text, address))
            return title(columns, CLIENT_EMAIL + i);
        if (address && !first)
            first = title(columns, CLIENT_EMAIL + i);
    }
    return first;
}

const char *
client_column_of(const struct client_columns *columns, const struct client_line *line,
                 const char *field, const char *text)
{
    static const struct {
        const char *name;
        int field;
    } table[] = {
        { "name", CLIENT_NAME },
        { "vat_number", CLIENT_VAT_NUMBER },
        { "tax_code", CLIENT_TAX_CODE },
        { "tax_regime", CLIENT_TAX_REGIME },
        { "is_on_ts_digital", CLIENT_ON_TS_DIGITAL },
    };

    if (!field)
        return NULL;
    if (strncmp(field, "email", 5) == 0)
        return email_column(columns, line, text);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(field, table[i].name) == 0 && title(columns, table[i].field))
            return title(columns, table[i].field);
    /* About the company's codes: the file has at least one of the two. */
    return strcmp(field, "tax_code") == 0 ? title(columns, CLIENT_VAT_NUMBER) : NULL;
}
