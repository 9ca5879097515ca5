/* The options of the program: one table, and what was given on the command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>
#include <stddef.h>

#include "words.h"

struct app;
struct argp_option;

enum option_id {
    /* for every command */
    OPTION_DB,
    OPTION_JSON,
    OPTION_LANG,
    OPTION_TODAY,
    OPTION_ACTOR,
    OPTION_POLICY,
    OPTION_HELP,
    /* for commands that name them */
    OPTION_PREVIEW,
    OPTION_KEY,
    OPTION_STUDIO,
    OPTION_CLIENT,
    OPTION_NAME,
    OPTION_VAT_NUMBER,
    OPTION_TAX_CODE,
    OPTION_EMAIL,
    OPTION_CERTIFIED_EMAIL,
    OPTION_LIMIT,
    OPTION_AFTER,
    OPTION_SEARCH,
    OPTION_MIGRATABLE,
    OPTION_KIND,
    OPTION_YEAR,
    OPTION_DAY,
    OPTION_QUANTITY,
    OPTION_UNIT_PRICE,
    OPTION_COUPON_STATE,
    OPTION_MIGRATION_STATE,
    OPTION_MESSAGE_STATE,
    OPTION_ALL,
    OPTION_SIGNATORY_NAME,
    OPTION_SIGNATORY_SURNAME,
    OPTION_SIGNATORY_TAX_CODE,
    OPTION_CLIENT_EMAIL,
    OPTION_SHARE_LOGIN,
    OPTION_FLAT_RATE,
    OPTION_COUPON,
    OPTION_BRIEF,
    OPTION_MAILDIR,
    OPTION_PLAN,
    OPTION_PLAN_ONLY,
    OPTION_BY,
    OPTION_PRICE,
    OPTION_LAST_DAY,
    OPTION_SENDER,
    OPTION_MESSAGE_ID,
    OPTION_SENT_AT,
    OPTION_PACK,
    OPTION_ACCESS_ACTOR,
    OPTION_AREA,
    OPTION_LEVEL,
    OPTION_AS_OF,
    OPTION_SMTP,
    OPTION_SMTP_USER,
    OPTION_SMTP_PASSWORD_FILE,
    OPTION_SMTP_CA,
    OPTION_TEMPLATES,
    OPTION_WITH_REGISTRY,
    OPTION_COUNT
};

/* Sets of options. */
#define WITH(option) (UINT64_C(1) << OPTION_##option)
#define OPTIONS_GLOBAL                                                                             \
    (WITH(DB) | WITH(JSON) | WITH(LANG) | WITH(TODAY) | WITH(ACTOR) | WITH(POLICY) | WITH(HELP))
#define OPTIONS_CHANGE (WITH(PREVIEW) | WITH(KEY))
#define OPTIONS_PAGE (WITH(LIMIT) | WITH(AFTER))
#define OPTIONS_SIGNATORY                                                                          \
    (WITH(SIGNATORY_NAME) | WITH(SIGNATORY_SURNAME) | WITH(SIGNATORY_TAX_CODE))

/* What was given for one option. */
struct option_value {
    const char *text; /* NULL: not given; of an option that repeats: the last */
    int64_t number;   /* of counts, years, money in cents, and enumerations */
    ct_date date;
};

/* Texts in the order in which they were given. */
struct text_list {
    const char **items;
    size_t count;
};

struct options {
    struct option_value values[OPTION_COUNT];
    struct text_list policies;      /* NAME=VALUE */
    struct text_list client_emails; /* CLIENT=ADDRESS */
};

void text_list_add(struct text_list *list, const char *text);

/* Reads `text`, NULL for an option without value. Answers 0, or the exit status after telling why.
 */
int options_take(struct app *app, enum option_id option, const char *text);

/* 0 if all of the set `needed` were given, otherwise the exit status after naming the first that
 * was not. */
int options_require(const struct app *app, uint64_t needed);

/* The options of `set` for argp, with keys OPTION_KEY_BASE + option; room for OPTION_COUNT + 1. */
enum { OPTION_KEY_BASE = 1000 };
void options_describe(uint64_t set, ct_language language, struct argp_option *ret_options);

/* OPTIONS_GLOBAL, but for those whose name one of `own` has: a command's own option wins. */
uint64_t options_global(uint64_t own);

/* Value `index` of those that an option is chosen from, such as a state; NULL beyond the last, and for
 * an option that is not chosen. */
const char *options_value(enum option_id option, int32_t index);

/* "--studio=ID --year=YYYY" for a usage line. Free it. */
char *options_usage(uint64_t set, ct_language language);

/* Explains why getopt did not take `argument`. Answers the exit status. */
int options_unknown(const struct app *app, uint64_t set, const char *argument);

void options_free(struct options *options);

#endif
