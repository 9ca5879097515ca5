/* One-time passwords: made, hashed and checked outside of any transaction, for a hash is slow on
 * purpose (R-MIG-06). */
#pragma once

#include "rules/password.h"
#include "service/context.h"

enum { CT__PASSWORD_HASH_SIZE = 192 };

struct ct__credentials {
    char password[CT__ONE_TIME_PASSWORD_SIZE];
    char hash[CT__PASSWORD_HASH_SIZE];
};

/* A new random password and its salted yescrypt hash. */
ct_status ct__credentials_make(ct_context *context, struct ct__credentials *ret_credentials);

/* Whether `password` is the one that was hashed. */
ct_status ct__credentials_match(ct_context *context, const char *password, const char *hash,
                                bool *ret_match);
