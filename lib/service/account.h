/* The clients' own accounts: which login one gets, and how it is made. */
#pragma once

#include "rules/email.h"
#include "service/run.h"

/* The client's account; CT_ERR_NOT_FOUND if it has none, or if its data were erased. */
ct_status ct__find_account(struct ct__run *run, const struct ct__client *client,
                           struct ct__account *ret_account);

/* R-CLI-04, R-STU-03, R-MIG-09: the login that was asked for, else the first proposed address that can
 * be one. What stands against it goes to the verdict.
 * @param asked  NULL: none */
ct_status ct__choose_login(struct ct__run *run, const struct ct__client *client, const char *asked,
                           bool shares_login, char ret_email[CT__EMAIL_SIZE]);

/* Where ct__check_login_is_free will look, to look ahead. */
struct ct__login_ranges {
    struct ct__account account;
    struct ct__migration migration;
    struct ct__range ranges[2];
};
void ct__login_ranges(const char *email, struct ct__login_ranges *ret_ranges);

/* R-MIG-09: refuses an address that is the login of another client's account. */
ct_status ct__check_login_is_free(struct ct__run *run, const char *email, ct_id client,
                                  bool shares_login);

/* Writes the client's account: a new one, or in the place of what there was. R-ELIG-05: that of a trial
 * is taken on; one that was erased is made anew.
 * @param client  as it was before its license was touched
 * @param is_migrated  the login is yet to come, with a one-time password (R-MIG-07) */
ct_status ct__make_account(struct ct__run *run, const struct ct__client *client, const char *email,
                           bool is_migrated);

/* Where a license outside a migration will work. */
struct ct__login {
    bool is_new; /* the account is yet to be made */
    char email[CT__EMAIL_SIZE];
};

/* The client's own account or, if it has none, ct__choose_login. */
ct_status ct__settle_login(struct ct__run *run, const struct ct__client *client, const char *asked,
                           bool shares_login, struct ct__login *ret_login);

/* Makes the account if it is yet to be made: the company registers by itself, so that no password
 * is owed it. */
ct_status ct__open_account(struct ct__run *run, const struct ct__client *client,
                           const struct ct__login *login);

/* Tells the account's e-mail of its new license (R-OUT-02). */
ct_status ct__tell_activation(struct ct__run *run, const struct ct__login *login,
                              const struct ct__license *license);
