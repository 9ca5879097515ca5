#include "rules/migration.h"

#include <string.h>

#include "rules/email.h"
#include "rules/labels.h"
#include "rules/password.h"
#include "rules/tax_code.h"

static const struct ct__argument none;

#define TO(state) (1U << (CT_MIGRATION_##state))
static const unsigned steps[] = {
    [CT_MIGRATION_SELECTED] = TO(AUTHORISED) | TO(CANCELLED),
    [CT_MIGRATION_AUTHORISED] = TO(PROVISIONED) | TO(CANCELLED) | TO(FAILED),
    [CT_MIGRATION_PROVISIONED] = TO(CREDENTIALS_SENT),
    [CT_MIGRATION_CREDENTIALS_SENT] = TO(FIRST_LOGIN),
    [CT_MIGRATION_FIRST_LOGIN] = TO(OPERATIONAL),
    [CT_MIGRATION_OPERATIONAL] = 0,
    [CT_MIGRATION_CANCELLED] = 0,
    [CT_MIGRATION_FAILED] = 0,
};

void
ct__migration_check_step(ct_migration_state from, ct_migration_state to, struct ct__verdict *verdict)
{
    if (!(steps[from] & 1U << to))
        ct__refuse_with(verdict, CT__REASON_STEP_REFUSED,
                        ct__label_argument(&ct__migration_state_labels, from),
                        ct__label_argument(&ct__migration_state_labels, to));
}

bool
ct__migration_is_live(ct_migration_state state)
{
    return steps[state] != 0;
}

static void
check_fit(const struct ct__policy *policy, const ct_signatory *signatory, const char *code,
          struct ct__verdict *verdict, struct ct__verdict *warnings)
{
    struct ct__verdict *into = policy->signatory_mismatch_warns ? warnings : verdict;
    if (!ct__tax_code_fits_surname(code, signatory->surname))
        ct__refuse_with(into, CT__REASON_SIGNATORY_SURNAME_MISMATCH,
                        ct__text_argument(signatory->surname), none);
    if (!ct__tax_code_fits_name(code, signatory->name))
        ct__refuse_with(into, CT__REASON_SIGNATORY_NAME_MISMATCH, ct__text_argument(signatory->name), none);
}

void
ct__signatory_check(const struct ct__policy *policy, const ct_signatory *signatory,
                    char ret_code[17], struct ct__verdict *verdict, struct ct__verdict *warnings)
{
    char code[CT__TAX_CODE_SIZE];
    if (ct__tax_code_read(signatory->tax_code, code) || !ct__tax_code_is_person(code)) {
        ct__refuse_with(verdict, CT__REASON_SIGNATORY_TAX_CODE_BAD,
                        ct__text_argument(signatory->tax_code), none);
        return;
    }
    check_fit(policy, signatory, code, verdict, warnings);
    memcpy(ret_code, code, sizeof code);
}

void
ct__login_email_check(const struct ct__policy *policy, const char *email, char ret_address[255],
                      struct ct__verdict *verdict)
{
    if (ct__email_read(email, ret_address))
        ct__refuse_with(verdict, CT__REASON_EMAIL_MALFORMED, ct__text_argument(email), none);
    else if (ct__email_is_certified(ret_address, policy->certified_email_domains,
                                    policy->ordinary_email_domains))
        ct__refuse_with(verdict, CT__REASON_EMAIL_CERTIFIED, ct__text_argument(email), none);
}

bool
ct__login_email_pick(const struct ct__policy *policy, const char *emails, char ret_address[255])
{
    for (const char *rest = emails; rest && *rest;) {
        char candidate[CT__EMAIL_SIZE];
        struct ct__verdict verdict; /* large: it is not filled with zeros */
        verdict.count = 0;
        size_t length = strcspn(rest, " ");
        if (length < sizeof candidate) {
            memcpy(candidate, rest, length);
            candidate[length] = '\0';
            ct__login_email_check(policy, candidate, ret_address, &verdict);
            if (verdict.count == 0)
                return true;
        }
        rest += length + strspn(rest + length, " ");
    }
    return false;
}

void
ct__new_password_check(const char *new_password, const char *one_time_password,
                       struct ct__verdict *verdict)
{
    static const struct {
        unsigned problem;
        enum ct__reason_id reason;
    } table[] = {
        {CT__PASSWORD_SHORT, CT__REASON_PASSWORD_SHORT},
        {CT__PASSWORD_NO_UPPER, CT__REASON_PASSWORD_NO_UPPER},
        {CT__PASSWORD_NO_LOWER, CT__REASON_PASSWORD_NO_LOWER},
        {CT__PASSWORD_NO_DIGIT, CT__REASON_PASSWORD_NO_DIGIT},
        {CT__PASSWORD_NO_SPECIAL, CT__REASON_PASSWORD_NO_SPECIAL},
        {CT__PASSWORD_LONG, CT__REASON_PASSWORD_LONG},
        {CT__PASSWORD_NOT_UTF8, CT__REASON_PASSWORD_NOT_TEXT},
    };
    unsigned problems = ct__password_problems(new_password);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (problems & table[i].problem)
            ct__refuse(verdict, table[i].reason);
    if (strcmp(new_password, one_time_password) == 0)
        ct__refuse(verdict, CT__REASON_PASSWORD_SAME);
}
