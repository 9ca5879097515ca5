/* Handing messages to a mail server. */
#ifndef SMTP_H
#define SMTP_H

#include "app.h"
#include "transport.h"

struct smtp;

/* Looks at --smtp and what belongs to it; nothing is sent yet. Answers 0, or the exit status after
 * telling why. smtp_close the smtp. */
int smtp_open(const struct app *app, struct smtp **ret_smtp, struct transport *ret_transport);
void smtp_close(struct smtp *smtp); /* NULL is ignored */

#endif
