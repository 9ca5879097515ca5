/* One run of the program: what was asked, and the open library. */
#ifndef APP_H
#define APP_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>

#include "failure.h"
#include "options.h"
#include "words.h"

struct command;

struct app {
    ct_language language;
    bool is_json;
    char **line; /* the command line as it was typed */
    int line_count;
    const struct command *command;
    struct options options;
    struct text_list arguments; /* what follows the verb and is no option */
    ct_storage *storage;
    ct_context *context;
};

/* Opens the library as the options say. Answers 0, or the exit status after telling why; so do all
 * that answer an int below. */
int app_open(struct app *app);
void app_close(struct app *app);

/* The file of --db, for what only SQLite can do. */
int app_sqlite_file(const struct app *app, const char **ret_path);

/* How a changing call is to run: --preview and --key. */
ct_call app_call(const struct app *app);

const char *app_text(const struct app *app, enum option_id option); /* NULL: not given */
int64_t app_number(const struct app *app, enum option_id option);   /* 0: not given */

/* The studio of --studio, by id or VAT number. */
int app_studio(const struct app *app, ct_id *ret_studio);

/* A client by id, or by tax code or VAT number within --studio. */
int app_client(const struct app *app, const char *text, ct_id *ret_client);

/* The studio of --studio, or else that of the client. */
int app_studio_of(const struct app *app, ct_id client, ct_id *ret_studio);

/* Reads an identifier; `field` names it in the failure. */
int app_id(const struct app *app, const char *field, const char *text, ct_id *ret_id);

/* The signatory of the three --signatory options. */
ct_signatory app_signatory(const struct app *app);

bool app_is_none(ct_id id);

#endif
