/* The catalogue of what the check proves (R-AUD-07). */
#pragma once

#include "rules/reason.h"

enum ct__check_id {
#define CT__CHECK(id, name, rule, italian, english, italian_repair, english_repair) CT__CHECK_##id,
#include "rules/checks.def"
#undef CT__CHECK
    CT__CHECK_COUNT
};

const char *ct__check_name(enum ct__check_id id);
const char *ct__check_rule(enum ct__check_id id);
/* The sentence and the repair in a language; {0} and {1} of the first are still to be filled. */
const char *ct__check_sentence(enum ct__check_id id, ct_language language);
const char *ct__check_repair(enum ct__check_id id, ct_language language);
