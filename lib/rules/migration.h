/* Migrations: their states, and what the signatory and the e-mail must be (section 7). */
#pragma once

#include "contoterzi/migration.h"
#include "rules/policy.h"
#include "rules/reason.h"

/* R-MIG-02: refuses a step that the states do not have. */
void ct__migration_check_step(ct_migration_state from, ct_migration_state to,
                              struct ct__verdict *verdict);

/* Whether a migration in this state is under way: neither over nor given up. */
bool ct__migration_is_live(ct_migration_state state);

/* R-MIG-04: the tax code is a person's and valid, and fits the names. Mismatches go to `warnings`
 * where the policy only warns. The code in its canonical form goes to `ret_code`, if it is valid. */
void ct__signatory_check(const struct ct__policy *policy, const ct_signatory *signatory,
                         char ret_code[17], struct ct__verdict *verdict,
                         struct ct__verdict *warnings);

/* R-STU-03, R-MIG-09 as far as the text tells: well formed and no PEC. The address in its canonical
 * form goes to `ret_address`, if it is well formed. */
void ct__login_email_check(const struct ct__policy *policy, const char *email,
                           char ret_address[255], struct ct__verdict *verdict);

/* The first of `emails`, parted by spaces, that can be a login; false if there is none. */
bool ct__login_email_pick(const struct ct__policy *policy, const char *emails,
                          char ret_address[255]);

/* R-MIG-07: what is wrong with a new password. */
void ct__new_password_check(const char *new_password, const char *one_time_password,
                            struct ct__verdict *verdict);
