#include "rules/check.h"

static const struct {
    const char *name;
    const char *rule;
    const char *text[2]; /* Italian, English */
    const char *repair[2];
} catalogue[] = {
#define CT__CHECK(id, name, rule, italian, english, italian_repair, english_repair) \
    [CT__CHECK_##id] = {name, rule, {italian, english}, {italian_repair, english_repair}},
#include "rules/checks.def"
#undef CT__CHECK
};

const char *
ct__check_name(enum ct__check_id id)
{
    return catalogue[id].name;
}

const char *
ct__check_rule(enum ct__check_id id)
{
    return catalogue[id].rule;
}

const char *
ct__check_sentence(enum ct__check_id id, ct_language language)
{
    return catalogue[id].text[language == CT_LANGUAGE_ENGLISH];
}

const char *
ct__check_repair(enum ct__check_id id, ct_language language)
{
    return catalogue[id].repair[language == CT_LANGUAGE_ENGLISH];
}
