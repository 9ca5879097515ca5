#include "rules/reconcile.h"

#include <string.h>

#include "base/date.h"
#include "rules/labels.h"

static const struct {
    const char *field;
    const char *rule;
    const char *text[2]; /* Italian, English */
} catalogue[] = {
#define CT__DIFFERENCE(id, field, rule, italian, english) \
    [CT__DIFFERENCE_##id] = {field, rule, {italian, english}},
#include "rules/differences.def"
#undef CT__DIFFERENCE
};

const char *
ct__difference_field(enum ct__difference_id id)
{
    return catalogue[id].field;
}

const char *
ct__difference_rule(enum ct__difference_id id)
{
    return catalogue[id].rule;
}

const char *
ct__difference_sentence(enum ct__difference_id id, ct_language language)
{
    return catalogue[id].text[language == CT_LANGUAGE_ENGLISH];
}

static const struct ct__label choice_items[] = {
    {CT_CHOICE_YES, "true", "sì", "yes"},
    {CT_CHOICE_NO, "false", "no", "no"},
};
static const struct ct__labels choice_labels = {choice_items, 2};

/* Case, and what parts the words, tell nothing. */
static bool
is_same_name(const char *text, const char *name)
{
    for (; *name; text++, name++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if (c == ' ' || c == '-')
            c = '_';
        if (c != *name)
            return false;
    }
    return *text == '\0';
}

ct_plan
ct__plan_named(const char *text)
{
    for (size_t i = 0; i < ct__plan_labels.count; i++)
        if (is_same_name(text, ct__plan_labels.items[i].name))
            return ct__plan_labels.items[i].value;
    return 0;
}

static void
differ(struct ct__difference_list *list, enum ct__difference_id id, struct ct__argument ours,
       struct ct__argument theirs)
{
    list->items[list->count++] = (struct ct__difference){id, ours, theirs};
}

static void
compare_choice(struct ct__difference_list *list, enum ct__difference_id id, bool ours,
               ct_choice theirs)
{
    ct_choice own = ours ? CT_CHOICE_YES : CT_CHOICE_NO;
    if (theirs != CT_CHOICE_DEFAULT && theirs != own)
        differ(list, id, ct__label_argument(&choice_labels, own),
               ct__label_argument(&choice_labels, theirs));
}

static void
compare_limit(struct ct__difference_list *list, enum ct__difference_id id, int64_t ours,
              int64_t theirs)
{
    if (theirs > 0 && ours != theirs)
        differ(list, id, ct__number_argument(ours), ct__number_argument(theirs));
}

static struct ct__argument
date_or_nothing(ct_date date)
{
    return date.year ? ct__date_argument(date) : ct__text_argument("-");
}

/* R-ELIG-02: it works longer than all that we know of. A trial is no purchase. */
static bool
is_bought_outside(const struct ct__our_side *ours, const struct ct__their_side *theirs)
{
    const ct_date until = theirs->license_expire;
    bool is_trial = theirs->plan && ct__plan_named(theirs->plan) == CT_PLAN_TRIAL;
    return !is_trial && ct__date_compare(until, ours->day) >= 0 &&
           ct__date_compare(until, ours->covered) > 0;
}

/* The product may tell the license in force or the last one that is to come. */
static void
compare_expire(const struct ct__our_side *ours, const struct ct__their_side *theirs,
               struct ct__difference_list *list)
{
    const ct_date until = theirs->license_expire;
    const struct ct__argument told = date_or_nothing(until);
    const ct_date own = ours->plan ? ours->last_day : ours->covered;
    if (is_bought_outside(ours, theirs))
        differ(list, CT__DIFFERENCE_OUTSIDE, date_or_nothing(ours->covered), told);
    else if (until.year && own.year && ct__date_compare(until, own) != 0 &&
             ct__date_compare(until, ours->covered) != 0)
        differ(list, CT__DIFFERENCE_EXPIRE, ct__date_argument(own), told);
}

/* Plan and limits are those of the license in force; without one there is nothing to compare. */
static void
compare_license(const struct ct__our_side *ours, const struct ct__their_side *theirs,
                struct ct__difference_list *list)
{
    ct_plan plan = theirs->plan ? ct__plan_named(theirs->plan) : ours->plan;
    if (!ours->plan)
        return;
    if (plan != ours->plan)
        differ(list, CT__DIFFERENCE_PLAN, ct__label_argument(&ct__plan_labels, ours->plan),
               plan ? ct__label_argument(&ct__plan_labels, plan)
                    : ct__text_argument(theirs->plan));
    compare_limit(list, CT__DIFFERENCE_LIMIT_CLIENTS, ours->limits.clients,
                  theirs->limits.clients);
    compare_limit(list, CT__DIFFERENCE_LIMIT_SUPPLIERS, ours->limits.suppliers,
                  theirs->limits.suppliers);
    compare_limit(list, CT__DIFFERENCE_LIMIT_PRODUCTS, ours->limits.products,
                  theirs->limits.products);
    compare_limit(list, CT__DIFFERENCE_LIMIT_DOCUMENTS, ours->limits.documents,
                  theirs->limits.documents);
}

void
ct__reconcile(const struct ct__our_side *ours, const struct ct__their_side *theirs,
              struct ct__difference_list *ret_list)
{
    static const struct ct__argument none;
    ret_list->count = 0;
    if (!ours->is_known) {
        differ(ret_list, CT__DIFFERENCE_UNKNOWN, none, none);
        return;
    }
    compare_expire(ours, theirs, ret_list);
    compare_license(ours, theirs, ret_list);
    compare_choice(ret_list, CT__DIFFERENCE_THROUGH_ACCOUNTANT, ours->may_operate,
                   theirs->through_accountant);
    compare_choice(ret_list, CT__DIFFERENCE_USE_FIC, ours->has_account, theirs->use_fic);
    if (ours->has_account)
        compare_choice(ret_list, CT__DIFFERENCE_NEED_SETUP, ours->need_setup, theirs->need_setup);
}
