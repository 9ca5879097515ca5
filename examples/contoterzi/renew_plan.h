/* What renewing a studio's clients would need. */
#ifndef RENEW_PLAN_H
#define RENEW_PLAN_H

#include "app.h"

/* Shows a page of the plan, and changes nothing. Answers the exit status. */
int renew_plan_show(const struct app *app, ct_id studio);

#endif
