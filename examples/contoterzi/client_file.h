/* A CSV file of clients: which column is what, and what each line says. */
#ifndef CLIENT_FILE_H
#define CLIENT_FILE_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>
#include <stddef.h>

#include "app.h"
#include "csv_file.h"

enum client_field {
    CLIENT_NAME,
    CLIENT_VAT_NUMBER,
    CLIENT_TAX_CODE,
    CLIENT_TAX_REGIME,
    CLIENT_ON_TS_DIGITAL,
    CLIENT_EMAIL, /* the first of CLIENT_EMAILS in a row */
};
enum { CLIENT_EMAILS = 20, CLIENT_FIELDS = CLIENT_EMAIL + CLIENT_EMAILS };

/* The header: where each field stands. */
struct client_columns {
    struct csv_record header;  /* the names as the file has them */
    int column[CLIENT_FIELDS]; /* -1: the file doesn't have it */
};

/* What a line says. */
struct client_line {
    size_t number;
    struct csv_record record; /* holds the texts */
    const char *emails[CLIENT_EMAILS];
    ct_client_request request;
    /* Why it can't be a request; NULL: it can. */
    const char *refusal;
    const char *refused_column; /* NULL: the line as a whole */
};

/* Finds the columns by name in a header, which it takes. Answers 0, or the exit status after
 * telling which column is missing or doubled. */
int client_columns_find(const struct app *app, struct csv_record *header,
                        struct client_columns *ret_columns);
void client_columns_free(struct client_columns *columns);

/* Whether column `index` of the file means nothing here. */
bool client_columns_is_ignored(const struct client_columns *columns, size_t index);

/* Reads one record, which it takes, in place: *ret_line must not move afterwards. */
void client_line_read(const struct app *app, const struct client_columns *columns, ct_id studio,
                      struct csv_record *record, struct client_line *ret_line);
void client_line_free(struct client_line *line);

/* The file's name of the column that a refusal by the library is about; NULL if of none. */
const char *client_column_of(const struct client_columns *columns, const struct client_line *line,
                             const char *field, const char *text);

#endif
