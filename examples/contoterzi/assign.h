/* The answer of a call that gave a client a coupon. */
#ifndef ASSIGN_H
#define ASSIGN_H

#include "app.h"

/* Shows `assignment`, which it takes, or why there is none. Answers the exit status. */
int assignment_answer(const struct app *app, ct_status status, ct_assignment *assignment);

#endif
