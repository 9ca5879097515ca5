#include "rules/link.h"

#include "rules/labels.h"

/* From `provisioned` on the account is the client's, and the migration goes on without the studio. */
void
ct__unlink_check(ct_migration_state migration, struct ct__verdict *verdict)
{
    if (migration == CT_MIGRATION_SELECTED || migration == CT_MIGRATION_AUTHORISED)
        ct__refuse_with(verdict, CT__REASON_MIGRATION_UNDER_WAY,
                        ct__label_argument(&ct__migration_state_labels, migration),
                        (struct ct__argument){0});
}

void
ct__link_check(bool is_studio_account_open, const struct ct__link_found *found,
               struct ct__verdict *verdict)
{
    size_t meant = found->unlinked ? found->unlinked : found->own;
    if (!is_studio_account_open)
        ct__refuse(verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED);
    if (meant > 1)
        ct__refuse(verdict, CT__REASON_LINK_AMBIGUOUS);
    else if (!meant)
        ct__refuse(verdict, found->others ? CT__REASON_LINK_ELSEWHERE : CT__REASON_LINK_NO_ACCOUNT);
}
