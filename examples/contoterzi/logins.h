/* The addresses of --email CLIENT=ADDRESS, found by client. */
#ifndef LOGINS_H
#define LOGINS_H

#include <contoterzi/contoterzi.h>
#include <stddef.h>

#include "app.h"

struct logins {
    struct login *items; /* by client */
    size_t count;
};

/* Reads the options; every client named must be of `studio`. Answers 0, or the exit status after
 * telling why not. */
int logins_read(const struct app *app, ct_id studio, struct logins *ret_logins);
void logins_free(struct logins *logins);

/* The address for `client`; NULL if none was given. */
const char *logins_find(const struct logins *logins, ct_id client);

/* A client that is not among `clients`; NULL if all of them are. */
const ct_id *logins_stranger(const struct logins *logins, const ct_id *clients, size_t count);

#endif
