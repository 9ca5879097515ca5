/* Delivering what waits in the outbox, whichever way it goes. */
#ifndef DELIVERY_H
#define DELIVERY_H

#include "app.h"
#include "transport.h"

/* Until nothing is due, or the library fails, or nothing can be reached; then prints how many were
 * delivered. Answers the exit status. */
int delivery_run(const struct app *app, const struct transport *transport);

#endif
