/* The answer of a call that gave a client. */
#ifndef CLIENT_H
#define CLIENT_H

#include "app.h"

/* Shows `client`, which it takes, or why there is none. Answers the exit status. */
int client_answer(const struct app *app, ct_status status, ct_client *client);

#endif
