#include "company_file.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* --- Values ----------------------------------------------------------------------------------- */

enum type { TEXT, DAY, COUNT, CHOICE };

/* Where each value stands in a company, and where it goes. */
static const struct value {
    const char *path[3]; /* keys from the company inwards */
    enum type type;
    size_t offset; /* in struct company */
} values[] = {
    { { "name" }, TEXT, offsetof(struct company, name) },
#define INTO(member) offsetof(struct company, snapshot.member)
    { { "vat_number" }, TEXT, INTO(vat_number) },
    { { "tax_code" }, TEXT, INTO(tax_code) },
    { { "fic_plan_name" }, TEXT, INTO(plan) },
    { { "fic_license_type" }, TEXT, INTO(license_type) },
    { { "fic_license_expire" }, DAY, INTO(license_expire) },
    { { "use_fic" }, CHOICE, INTO(use_fic) },
    { { "fic_need_setup" }, CHOICE, INTO(need_setup) },
    { { "access_info", "through_accountant" }, CHOICE, INTO(through_accountant) },
    { { "plan_info", "limits", "clients" }, COUNT, INTO(limit_clients) },
    { { "plan_info", "limits", "suppliers" }, COUNT, INTO(limit_suppliers) },
    { { "plan_info", "limits", "products" }, COUNT, INTO(limit_products) },
    { { "plan_info", "limits", "documents" }, COUNT, INTO(limit_documents) },
#undef INTO
};

/* The JSON value as its C type; false if it is not of that type. */
static bool
take_value(enum type type, const json_t *json, void *ret_member)
{
    const char *text = json_string_value(json);
    json_int_t number = json_integer_value(json);

    switch (type) {
    case TEXT:
        if (text && *text)
            *(const char **)ret_member = text;
        return text != NULL;
    case DAY:
        return text && (!*text || ct_date_parse(text, ret_member) == CT_OK);
    case COUNT:
        *(int64_t *)ret_member = number;
        return json_is_integer(json) && number >= 0;
    case CHOICE:
        *(ct_choice *)ret_member = json_is_true(json) ? CT_CHOICE_YES : CT_CHOICE_NO;
        return json_is_boolean(json);
    }
    return false;
}

static const char *
wanted(const struct app *app, enum type type)
{
    switch (type) {
    case TEXT:
        return SAY(app, "un testo", "a text");
    case DAY:
        return SAY(app, "un giorno AAAA-MM-GG", "a day YYYY-MM-DD");
    case COUNT:
        return SAY(app, "un numero intero da 0", "a whole number from 0");
    case CHOICE:
        return SAY(app, "true o false", "true or false");
    }
    return "";
}

/* --- Companies -------------------------------------------------------------------------------- */

struct reading {
    const struct app *app;
    const char *path;
    struct company_file *file;
};

static int
fail_at(const struct reading *reading, const char *place, const char *what)
{
    return failure_usage(reading->app, *place ? place : "file", "%s: %s%s%s", reading->path, place,
                         *place ? ": " : "", what);
}

/* "[3].plan_info.limits" for the first `depth` keys. Free it. */
static char *
place_of(const char *company, const struct value *value, size_t depth)
{
    char *place = memory_text(company, strlen(company));

    for (size_t i = 0; i < depth; i++) {
        char *longer = memory_print("%s%s%s", place, *place ? "." : "", value->path[i]);

        free(place);
        place = longer;
    }
    return place;
}

/* What is absent or null is not told. */
static int
read_value(const struct reading *reading, const json_t *company, const char *where,
           const struct value *value, struct company *ret_company)
{
    const struct app *app = reading->app;
    const json_t *json = company;
    size_t depth = 0;
    char *place, *what;
    int failed;

    while (depth < 3 && value->path[depth] && json_is_object(json))
        json = json_object_get(json, value->path[depth++]);
    if (!json || json_is_null(json))
        return EXIT_DONE;
    if ((depth == 3 || !value->path[depth]) &&
        take_value(value->type, json, (char *)ret_company + value->offset))
        return EXIT_DONE;
    place = place_of(where, value, depth);
    what = memory_print(SAY(app, "ci vuole %s", "%s is wanted"),
                        depth == 3 || !value->path[depth] ? wanted(app, value->type)
                                                          : SAY(app, "un oggetto", "an object"));
    failed = fail_at(reading, place, what);
    free(place);
    free(what);
    return failed;
}

static int
read_company(const struct reading *reading, const json_t *json, const char *where)
{
    const struct app *app = reading->app;
    struct company_file *file = reading->file;
    struct company company = { .snapshot = CT_COMPANY_SNAPSHOT_INIT };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        int failed = read_value(reading, json, where, &values[i], &company);

        if (failed)
            return failed;
    }
    if (!company.snapshot.vat_number && !company.snapshot.tax_code)
        return fail_at(reading, where,
                       SAY(app, "mancano vat_number e tax_code",
                           "vat_number and tax_code are missing"));
    file->items = memory_resize(file->items, (file->count + 1) * sizeof *file->items);
    file->items[file->count++] = company;
    return EXIT_DONE;
}

/* An object, an array of them, or either within {"data": ...}. Nothing nests further. */
static int
read_part(const struct reading *reading, const json_t *json, const char *where, int depth)
{
    const struct app *app = reading->app;
    const json_t *data = json_object_get(json, "data"), *item;
    char *place;
    size_t i;
    int failed = EXIT_DONE;

    if (data && depth < 3) {
        place = memory_print("%s%sdata", where, *where ? "." : "");
        failed = read_part(reading, data, place, depth + 1);
        free(place);
        return failed;
    }
    if (json_is_object(json))
        return read_company(reading, json, where);
    if (!json_is_array(json) || depth >= 3)
        return fail_at(reading, where,
                       SAY(app, "ci vuole un'azienda, come oggetto JSON",
                           "a company is wanted, as a JSON object"));
    json_array_foreach(json, i, item)
    {
        place = memory_print("%s[%zu]", where, i);
        failed = read_part(reading, item, place, json_is_array(item) ? 3 : depth + 1);
        free(place);
        if (failed)
            break;
    }
    return failed;
}

int
company_file_read(const struct app *app, const char *path, struct company_file *ret_file)
{
    const struct reading reading = { app, path, ret_file };
    json_error_t error;

    *ret_file = (struct company_file){ .document = NULL };
    ret_file->document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (ret_file->document)
        return read_part(&reading, ret_file->document, "", 0);
    if (error.line < 0) /* it could not be opened */
        return failure_usage(app, "file", "%s", error.text);
    return failure_usage(app, "file",
                         SAY(app, "%s, riga %d, colonna %d: non è JSON: %s",
                             "%s, line %d, column %d: not JSON: %s"),
                         path, error.line, error.column, error.text);
}

void
company_file_free(struct company_file *file)
{
    json_decref(file->document);
    free(file->items);
}
