/* Comparing the records with what the product says of a company (R-AUD-08). */
#pragma once

#include <stdbool.h>

#include "contoterzi/client.h"
#include "contoterzi/license.h"
#include "rules/license.h"
#include "rules/reason.h"

enum ct__difference_id {
#define CT__DIFFERENCE(id, field, rule, italian, english) CT__DIFFERENCE_##id,
#include "rules/differences.def"
#undef CT__DIFFERENCE
    CT__DIFFERENCE_COUNT
};

/* What the records say on a day. */
struct ct__our_side {
    ct_date day;
    bool is_known;      /* there is such a client */
    ct_plan plan;       /* of the license in force; 0: none is */
    ct_date last_day;   /* of that license */
    ct_date covered;    /* the last day that any license covers; none: there never was one */
    struct ct__license_limits limits;
    bool may_operate;   /* the linked studio, on the account */
    bool has_account;
    bool need_setup;
};

/* What the product says; what it does not tell is NULL, none, 0 or CT_CHOICE_DEFAULT. */
struct ct__their_side {
    const char *plan; /* as it spells it */
    ct_date license_expire;
    struct ct__license_limits limits;
    ct_choice through_accountant;
    ct_choice use_fic;
    ct_choice need_setup;
};

struct ct__difference {
    enum ct__difference_id id;
    struct ct__argument ours;
    struct ct__argument theirs;
};

/* Room for every one. */
struct ct__difference_list {
    size_t count;
    struct ct__difference items[CT__DIFFERENCE_COUNT];
};

void ct__reconcile(const struct ct__our_side *ours, const struct ct__their_side *theirs,
                   struct ct__difference_list *ret_list);

/* The plan that a text of the product names, "Premium Plus" or "premium_plus"; 0 for any other. */
ct_plan ct__plan_named(const char *text);

const char *ct__difference_field(enum ct__difference_id id);
const char *ct__difference_rule(enum ct__difference_id id);
const char *ct__difference_sentence(enum ct__difference_id id, ct_language language);
