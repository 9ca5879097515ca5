#include "rules/access.h"

#include "base/date.h"
#include "rules/labels.h"
#include "rules/license.h"

static const struct ct__argument none;

/* Where somebody stands towards an account. */
enum standing {
    UNKNOWN, /* somebody or something that we don't know */
    NO_ACCOUNT,
    ERASED,
    BEFORE_FIRST_LOGIN,
    READ_ONLY,
    FULL,
    EXPIRED,
    STUDIO_BARRED,
    STUDIO_OPERATING,
    STUDIO_EXPIRED,
    STANDINGS
};

static const struct {
    enum ct__reason_id rule;
    bool grants_all;
} standings[STANDINGS] = {
    [UNKNOWN] = {CT__REASON_ACCESS_UNKNOWN, false},
    [NO_ACCOUNT] = {CT__REASON_ACCESS_NO_ACCOUNT, false},
    [ERASED] = {CT__REASON_ACCESS_ERASED, false},
    [BEFORE_FIRST_LOGIN] = {CT__REASON_ACCESS_FIRST_LOGIN, false},
    [READ_ONLY] = {CT__REASON_ACCESS_READ_ONLY, false},
    [FULL] = {CT__REASON_ACCESS_FULL, true},
    [EXPIRED] = {CT__REASON_ACCESS_EXPIRED, false},
    [STUDIO_BARRED] = {CT__REASON_ACCESS_STUDIO, false},
    [STUDIO_OPERATING] = {CT__REASON_ACCESS_STUDIO, true},
    [STUDIO_EXPIRED] = {CT__REASON_ACCESS_EXPIRED, false},
};

#define READS {[READ_ONLY] = CT_LEVEL_READ}

/* What is granted where not everything is; what is not here is not granted. */
static const ct_access_level grants[CT_AREA_LICENSE_PURCHASE + 1][STANDINGS] = {
    /* R-ACC-01: its documents, */
    [CT_AREA_ISSUED_DOCUMENTS] = READS,
    [CT_AREA_QUOTES] = READS,
    [CT_AREA_PROFORMAS] = READS,
    [CT_AREA_INVOICES] = READS,
    [CT_AREA_ISSUED_RECEIPTS] = READS,
    [CT_AREA_DELIVERY_NOTES] = READS,
    [CT_AREA_CREDIT_NOTES] = READS,
    [CT_AREA_ORDERS] = READS,
    [CT_AREA_WORK_REPORTS] = READS,
    [CT_AREA_SUPPLIER_ORDERS] = READS,
    [CT_AREA_SELF_INVOICES] = READS,
    [CT_AREA_RECEIVED_DOCUMENTS] = READS,
    [CT_AREA_RECEIPTS] = READS,
    [CT_AREA_ARCHIVE] = READS,
    /* settings, */
    [CT_AREA_SETTINGS] = {[READ_ONLY] = CT_LEVEL_WRITE},
    /* a backup, which R-ACC-04 leaves it too, */
    [CT_AREA_EXPORT] = {[READ_ONLY] = CT_LEVEL_WRITE, [EXPIRED] = CT_LEVEL_WRITE,
                        [STUDIO_EXPIRED] = CT_LEVEL_WRITE},
    /* and to get in, without which nothing could be asked for. */
    [CT_AREA_LOGIN] = {[BEFORE_FIRST_LOGIN] = CT_LEVEL_WRITE, [READ_ONLY] = CT_LEVEL_WRITE,
                       [EXPIRED] = CT_LEVEL_WRITE},
    /* R-LIC-06, R-LIC-07 */
    [CT_AREA_LICENSE_PURCHASE] = {[READ_ONLY] = CT_LEVEL_WRITE, [EXPIRED] = CT_LEVEL_WRITE,
                                  [STUDIO_EXPIRED] = CT_LEVEL_WRITE},
};

/* Where another rule than the standing's own speaks of an area. */
static const struct {
    enum standing standing;
    ct_access_area area;
    enum ct__reason_id rule;
} special[] = {
    {READ_ONLY, CT_AREA_LICENSE_PURCHASE, CT__REASON_ACCESS_PURCHASE},
    {STUDIO_OPERATING, CT_AREA_LOGIN, CT__REASON_ACCESS_OWN_ACCOUNT},
};

void
ct__access_add_license(struct ct__access_facts *facts, const struct ct__access_license *license)
{
    ct_date last_day = license->last_day;
    ct_date superseded_on = license->superseded_on;
    if (ct__date_compare(license->first_day, facts->day) > 0)
        return;
    if (superseded_on.year && ct__date_compare(superseded_on, last_day) <= 0)
        last_day = ct__date_add_days(superseded_on, -1);
    if (facts->last_day.year &&
        ct__date_compare(license->first_day, ct__date_add_days(facts->last_day, 1)) > 0)
        facts->has_gap = true;
    if (ct__date_compare(last_day, facts->last_day) > 0)
        facts->last_day = last_day;
    if (ct__license_is_in_force(license->first_day, last_day, superseded_on, facts->day) &&
        license->access > facts->access)
        facts->access = license->access;
    if (license->coupon_kind == CT_COUPON_CONTO_TERZI &&
        ct__date_compare(license->first_day, facts->account_since) >= 0)
        facts->was_migrated = true;
}

static enum standing
client_standing(const struct ct__access_facts *facts)
{
    if (facts->is_erased)
        return ERASED;
    if (facts->last_day.year == 0)
        return NO_ACCOUNT;
    if (facts->needs_first_login)
        return BEFORE_FIRST_LOGIN;
    if (facts->access == 0)
        return EXPIRED;
    return facts->access == CT_LICENSE_READ_ONLY ? READ_ONLY : FULL;
}

static enum standing
studio_standing(const struct ct__access_facts *facts)
{
    if (!facts->is_studio_account_open || !facts->is_linked)
        return STUDIO_BARRED;
    if (facts->is_erased)
        return ERASED;
    if (facts->migration || !facts->was_migrated)
        return STUDIO_BARRED;
    return facts->access ? STUDIO_OPERATING : STUDIO_EXPIRED;
}

static bool
is_actor(ct_access_actor actor)
{
    return ct__label_of(&ct__access_actor_labels, actor) != NULL;
}

static bool
is_area(ct_access_area area)
{
    return ct__label_of(&ct__access_area_labels, area) != NULL;
}

/* Nobody asks for nothing, and `detailed` is not one level. */
static bool
can_be_asked_for(ct_access_level level)
{
    return level == CT_LEVEL_READ || level == CT_LEVEL_WRITE;
}

static enum standing
standing_of(const struct ct__access_facts *facts, ct_access_actor actor, ct_access_area area,
            ct_access_level level)
{
    if (!is_actor(actor) || !is_area(area) || !can_be_asked_for(level)) /* R-ACC-06 */
        return UNKNOWN;
    return actor == CT_ACCESS_CLIENT ? client_standing(facts) : studio_standing(facts);
}

static enum ct__reason_id
rule_of(enum standing standing, ct_access_area area)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (special[i].standing == standing && special[i].area == area)
            return special[i].rule;
    return standings[standing].rule;
}

static ct_access_level
level_of(enum standing standing, ct_access_area area)
{
    if (standing == UNKNOWN) /* and so may be the area */
        return CT_LEVEL_NONE;
    if (standings[standing].grants_all)
        return CT_LEVEL_WRITE;
    return grants[area][standing] ? grants[area][standing] : CT_LEVEL_NONE;
}

static void
name_unknown(ct_access_actor actor, ct_access_area area, ct_access_level level,
             struct ct__verdict *verdict)
{
    const struct {
        const char *field;
        bool is_known;
    } values[] = {
        {"actor", is_actor(actor)},
        {"area", is_area(area)},
        {"level", can_be_asked_for(level)},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!values[i].is_known)
            ct__refuse_field(verdict, CT__REASON_ACCESS_UNKNOWN_VALUE, values[i].field, none);
}

/* R-MIG-08, but for the license. */
static void
name_bars(const struct ct__access_facts *facts, struct ct__verdict *verdict)
{
    if (!facts->is_studio_account_open)
        ct__refuse(verdict, CT__REASON_STUDIO_ACCOUNT_CLOSED);
    if (!facts->is_linked) /* and nothing is told of others' clients */
        ct__refuse(verdict, CT__REASON_CLIENT_NOT_LINKED);
    else if (facts->migration)
        ct__refuse_with(verdict, CT__REASON_NOT_OPERATIONAL,
                        ct__label_argument(&ct__migration_state_labels, facts->migration), none);
    else if (facts->is_erased || !facts->was_migrated)
        ct__refuse(verdict, CT__REASON_NOT_MIGRATED);
}

/* R-LIC-06. What is over its time is there until it is erased, which is an act of its own. */
static void
name_end(const struct ct__policy *policy, const struct ct__access_facts *facts,
         struct ct__verdict *verdict)
{
    const ct_date kept_until =
        ct__date_add_months(facts->last_day, (int32_t)policy->backup_months);
    bool is_over = kept_until.year && ct__date_compare(facts->day, kept_until) > 0;
    ct__refuse_with(verdict, is_over ? CT__REASON_BACKUP_OVER : CT__REASON_LICENSE_OVER,
                    ct__date_argument(facts->last_day), ct__date_argument(kept_until));
}

struct ct__access_decision
ct__access_decide(const struct ct__policy *policy, const struct ct__access_facts *facts,
                  ct_access_actor actor, ct_access_area area, ct_access_level level,
                  struct ct__verdict *verdict)
{
    enum standing standing = standing_of(facts, actor, area, level);
    struct ct__access_decision decision = {
        .level = level_of(standing, area),
        .rule = rule_of(standing, area),
    };
    decision.is_allowed = standing != UNKNOWN && decision.level >= level;
    if (decision.is_allowed)
        return decision;
    ct__refuse(verdict, decision.rule);
    if (standing == UNKNOWN)
        name_unknown(actor, area, level, verdict);
    else if (standing == STUDIO_BARRED)
        name_bars(facts, verdict);
    else if (standing == EXPIRED || standing == STUDIO_EXPIRED)
        name_end(policy, facts, verdict);
    return decision;
}

void
ct__operation_check(const struct ct__access_facts *facts, struct ct__verdict *verdict)
{
    size_t before = verdict->count;
    name_bars(facts, verdict);
    if (verdict->count == before && !facts->access)
        ct__refuse_with(verdict, CT__REASON_NO_LICENSE_IN_FORCE, ct__date_argument(facts->day), none);
}
