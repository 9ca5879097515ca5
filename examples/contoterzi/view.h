/* Answers for people and for programs: a document as JSON, or as tables of its parts. */
#ifndef VIEW_H
#define VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "app.h"
#include "words.h"

/* One column of a table, or one line of a record. */
struct column {
    const char *key; /* of the JSON object; "a.b" is key "b" of the object at "a" */
    struct words heading;
    ct_enum enumeration; /* 0: shown as it is */
};

/* A table with a line for each object of `rows`. Borrows. */
void view_table(const struct app *app, const json_t *rows, const struct column *columns,
                size_t count);
/* A line for each column of one object; absent ones are left out. Borrows. */
void view_record(const struct app *app, const json_t *object, const struct column *columns,
                 size_t count);
/* A line with a heading above what follows. */
void view_heading(const struct app *app, const char *it, const char *en);

/* A line for each reason, after `indent` spaces. */
void view_reasons(const struct app *app, const ct_reasons *reasons, int indent);

/* `document` as JSON, if that was asked for; otherwise false. Borrows. */
bool view_json(const struct app *app, json_t *document);

/* What a command made or found: as JSON or as a record. Takes `document`. Answers EXIT_DONE. */
int view_answer(const struct app *app, json_t *document, const struct column *columns,
                size_t count);

/* A page: {`key`: rows, "next": cursor} or a table and, if there is more, the command for it. Takes
 * `rows`; `next` may be NULL. Answers EXIT_DONE. */
int view_page(const struct app *app, const char *key, json_t *rows, const char *next,
              const struct column *columns, size_t count);

#define COLUMNS(columns) (columns), sizeof(columns) / sizeof *(columns)

#endif
