/* Migrations from inside: the steps that every way through a migration shares. */
#pragma once

#include "rules/migration.h"
#include "service/account.h"
#include "service/facts.h"
#include "service/license.h"
#include "service/pool.h"

/* A migration with all that it touches, loaded; and as it was, so that only what changed is written. */
struct ct__passage {
    struct ct__studio studio;
    struct ct__client client;
    struct ct__client client_before;
    struct ct__client_facts facts; /* this migration left out */
    struct ct__migration migration;
    struct ct__migration migration_before;
    bool is_new; /* not in the store yet */
    struct ct__coupon coupon;
    struct ct__coupon coupon_before;
    struct ct__license license;
};

/* Loads studio, client and facts around passage->migration, which is loaded. */
ct_status ct__passage_surroundings(struct ct__run *run, struct ct__passage *passage);
ct_status ct__passage_coupon(struct ct__run *run, struct ct__passage *passage);

/* The steps (R-MIG-02). Each takes it for granted that the rules were asked, changes the records in
 * memory and logs; ct__passage_store writes them. */
ct_status ct__passage_select(struct ct__run *run, struct ct__passage *passage, const char *email,
                             bool shares_login);
ct_status ct__passage_authorise(struct ct__run *run, struct ct__passage *passage,
                                const ct_signatory *signatory, const char *tax_code);
ct_status ct__passage_provision(struct ct__run *run, struct ct__passage *passage);
/* Refuses a step that the migration's state does not have (R-MIG-02). */
ct_status ct__passage_check_step(struct ct__run *run, const struct ct__passage *passage,
                                 ct_migration_state to);
ct_status ct__passage_enter(struct ct__run *run, struct ct__passage *passage,
                            ct_migration_state state, ct_event_kind kind);
ct_status ct__passage_store(struct ct__run *run, struct ct__passage *passage);

/* R-CLI-04, R-STU-03, R-MIG-09: the login that was asked for, else that of the selected migration,
 * else the first proposed address that can be one. What stands against it goes to the verdict. */
ct_status ct__passage_choose_login(struct ct__run *run, const struct ct__passage *passage,
                                   const char *asked, bool shares_login,
                                   char ret_email[CT__EMAIL_SIZE]);
/* R-COU-08, R-COU-09: the coupon with this code, or any of the pool for NULL, into the passage. What
 * stands against it goes to the verdict, here or when the rules are asked.
 * @param code  room for the canonical code, for as long as the passage */
ct_status ct__passage_choose_coupon(struct ct__run *run, struct ct__passage *passage,
                                    const char *asked, int32_t license_year,
                                    char code[CT__COUPON_CODE_SIZE],
                                    struct ct__coupon_facts *ret_facts);

/* Queues the credentials message of the passage (R-MIG-06, R-OUT-01). */
ct_status ct__queue_credentials(struct ct__run *run, const struct ct__passage *passage);

/* CT_MIGRATION_*: refuses what we don't know. */
ct_status ct__check_migration_flags(ct_context *context, uint32_t flags);

/* Copies and checks a signatory's texts; the rules come later. */
ct_status ct__copy_signatory(ct_context *context, ct_signatory *own, const ct_signatory *source);
