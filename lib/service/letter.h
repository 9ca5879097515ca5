/* What messages say, in Italian and English. */
#pragma once

#include "service/run.h"

/* Writes subject and text of a credentials message into the call's arena. The password is good until
 * the end of `last_day`. */
ct_status ct__write_credentials_letter(struct ct__run *run, const struct ct__studio *studio,
                                       const struct ct__client *client,
                                       const struct ct__account *account, const char *password,
                                       ct_date last_day, struct ct__message *message);
