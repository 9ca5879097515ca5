/* How the program says that something went wrong, and the exit status that goes with it. */
#ifndef FAILURE_H
#define FAILURE_H

#include <contoterzi/contoterzi.h>

#include "words.h"

struct app;

enum exit_status {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* by a rule, or there is no such record */
    EXIT_USAGE = 2,   /* the command line, or a file on it */
    EXIT_STORAGE = 3  /* the database, or another output */
};

/* Each prints one failure to standard error, as text or as JSON, and answers its exit status.
 * `field` may be NULL. */
int failure_usage(const struct app *app, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int failure_output(const struct app *app, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, of what a call without a context answered. */
int failure_status(const struct app *app, ct_status status, const char *field, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));
/* What the last call on the context answered. */
int failure_of(const struct app *app, ct_status status);

/* A remark that is no failure; JSON output leaves it out. */
void failure_remark(const struct app *app, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
