/* contoterzi client show --as-of DAY */
#ifndef CLIENT_AS_OF_H
#define CLIENT_AS_OF_H

#include "app.h"

/* What the client had at the end of the day of --as-of. Answers the exit status. */
int show_client_as_of(struct app *app, ct_id client);

#endif
