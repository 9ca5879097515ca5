/* The commands of the program: one table. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app.h"
#include "words.h"

struct command {
    const char *noun; /* NULL: `verb` stands alone */
    const char *verb;
    struct words summary;
    struct words arguments;      /* for the usage line; absent: none */
    size_t least, most;          /* how many of them */
    uint64_t needs;              /* options that must be given */
    uint64_t takes;              /* options that may be */
    bool is_first;               /* it may begin a new database */
    bool asks_rules;             /* another studio's client is for the rules to refuse */
    bool has_no_store;           /* it needs no database, or opens it in its own way */
    int (*run)(struct app *app); /* answers the exit status */
};

/* Command `index`; NULL beyond the last. Those of one noun stand together. */
const struct command *command_at(size_t index);

/* The command; NULL if there is none. `noun` may be NULL. */
const struct command *command_find(const char *noun, const char *verb);

bool command_is_noun(const char *word);

/* A line "  noun verb   summary" for each command, of one noun or (NULL) of all. Free it. */
char *command_list(const char *noun, ct_language language);

int run_studio_add(struct app *app);
int run_studio_open_account(struct app *app);
int run_studio_list(struct app *app);
int run_studio_show(struct app *app);
int run_client_import(struct app *app);
int run_client_list(struct app *app);
int run_client_show(struct app *app);
int run_client_nickname(struct app *app);
int run_client_erase(struct app *app);
int run_client_check(struct app *app);
int run_client_open(struct app *app);
int run_client_unlink(struct app *app);
int run_client_link(struct app *app);
int run_client_actions(struct app *app);
int run_access_check(struct app *app);
int run_coupon_buy(struct app *app);
int run_coupon_assign(struct app *app);
int run_coupon_link(struct app *app);
int run_coupon_register(struct app *app);
int run_coupon_packs(struct app *app);
int run_coupon_list(struct app *app);
int run_coupon_show(struct app *app);
int run_coupon_revoke(struct app *app);
int run_campaign_run(struct app *app);
int run_cancellation_record(struct app *app);
int run_cancellation_withdraw(struct app *app);
int run_cancellation_show(struct app *app);
int run_migrate(struct app *app);
int run_renew(struct app *app);
int run_migration_list(struct app *app);
int run_migration_show(struct app *app);
int run_migration_select(struct app *app);
int run_migration_authorise(struct app *app);
int run_migration_provision(struct app *app);
int run_migration_fail(struct app *app);
int run_migration_cancel(struct app *app);
int run_migration_resend(struct app *app);
int run_migration_first_login(struct app *app);
int run_migration_complete(struct app *app);
int run_license_show(struct app *app);
int run_license_usage(struct app *app);
int run_license_purchase(struct app *app);
int run_license_upgrade(struct app *app);
int run_license_trial(struct app *app);
int run_license_ways(struct app *app);
int run_history_import(struct app *app);
int run_history_list(struct app *app);
int run_history_numbers(struct app *app);
int run_event_list(struct app *app);
int run_client_export(struct app *app);
int run_check(struct app *app);
int run_backup(struct app *app);
int run_reconcile(struct app *app);
int run_outbox_list(struct app *app);
int run_outbox_deliver(struct app *app);
int run_outbox_send(struct app *app);
int run_lifecycle_run(struct app *app);
int run_completion(struct app *app);
int run_manual(struct app *app);

#endif
