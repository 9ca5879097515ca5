/* Unlinking clients, and linking them again (R-CLI-05). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "contoterzi/migration.h"
#include "rules/reason.h"

/* May a client be unlinked while its migration is in this state?
 * @param migration  0: none is under way */
void ct__unlink_check(ct_migration_state migration, struct ct__verdict *verdict);

/* The clients whose accounts have the login, and the code if one was given, by whose they are. */
struct ct__link_found {
    size_t unlinked;
    size_t own; /* the studio's that asks */
    size_t others;
};

/* May the studio link the one that is meant? With no reason against it that is the unlinked one, or else
 * its own. */
void ct__link_check(bool is_studio_account_open, const struct ct__link_found *found,
                    struct ct__verdict *verdict);
