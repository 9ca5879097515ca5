/* Messages: queued with what they tell, and written in Italian and English when they are claimed. */
#pragma once

#include "service/run.h"

/* Queues a message and logs it (R-OUT-01). `message` gives the kind, the recipient and whom it is about:
 * studio, client, migration; and what the kind tells:
 *
 * credentials            nothing: see ct__write_credentials_letter
 * license_activated      day: the last one; year: 0
 * coupons_issued         number: coupons; year: of the license
 * renewal_reminder       number: clients not renewed; day: the last one of their licenses
 * license_expired        day: the last one
 * erasure_notice         day: of the erasure
 * cancellation_recorded  year: of the November that it stops first; day: when it was sent */
ct_status ct__queue_message(struct ct__run *run, const struct ct__message *message);

/* Writes subject and text of any other message than credentials. */
ct_status ct__write_letter(struct ct__run *run, struct ct__message *message);

/* Writes subject and text of a credentials message into the call's arena. The password is good until
 * the end of `last_day`. */
ct_status ct__write_credentials_letter(struct ct__run *run, const struct ct__studio *studio,
                                       const struct ct__client *client,
                                       const struct ct__account *account, const char *password,
                                       ct_date last_day, struct ct__message *message);
