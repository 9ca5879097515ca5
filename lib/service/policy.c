#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "rules/email.h"
#include "service/arguments.h"

enum { VALUE_SIZE_MAX = 4096 };

enum value_kind {
    VALUE_NUMBER,
    VALUE_CHOICE,
    VALUE_PLAN,
    VALUE_MONTH_DAY,
    VALUE_EMAIL,
    VALUE_PLANS,
    VALUE_DAYS,
    VALUE_TEXT
};

struct entry {
    const char *name;
    enum value_kind kind;
    size_t offset; /* in struct ct__policy */
    const char *initial;
    int64_t low;          /* of a number */
    int64_t high;
    const char *words[2]; /* of a choice: for false and for true */
};

#define AT(member) offsetof(struct ct__policy, member)
#define NUMBER(name, member, initial, low, high) \
    {name, VALUE_NUMBER, AT(member), initial, low, high, {NULL, NULL}}
#define CHOICE(name, member, initial, no, yes) \
    {name, VALUE_CHOICE, AT(member), initial, 0, 0, {no, yes}}
#define OTHER(name, kind, member, initial) \
    {name, VALUE_##kind, AT(member), initial, 0, 0, {NULL, NULL}}
#define PLAN(name, plan, documents_, entries, price)                                 \
    NUMBER(name ".documents", documents[plan], documents_, 0, 1000000000),           \
    NUMBER(name ".registry_entries", registry_entries[plan], entries, 0, 1000000000), \
    NUMBER(name ".price_cents", price_cents[plan], price, 0, 100000000)

static const struct entry entries[] = {
    OTHER("license_end", MONTH_DAY, license_end_month, "12-31"),
    OTHER("read_only_plan", PLAN, read_only_plan, "standard"),
    OTHER("read_only_limits", PLAN, read_only_limits, "complete"),
    PLAN("trial", CT_PLAN_TRIAL, "100", "500", "0"),
    PLAN("standard", CT_PLAN_STANDARD, "100", "500", "14400"),
    PLAN("premium", CT_PLAN_PREMIUM, "400", "1000", "25200"),
    PLAN("premium_plus", CT_PLAN_PREMIUM_PLUS, "800", "2500", "34800"),
    PLAN("complete", CT_PLAN_COMPLETE, "3000", "5000", "61200"),
    NUMBER("one_time_password_days", one_time_password_days, "7", 1, 365),
    CHOICE("studio_purchase_bars_conto_terzi", studio_purchase_bars_conto_terzi, "yes", "no",
           "yes"),
    CHOICE("signatory_name_mismatch", signatory_mismatch_warns, "refuse", "refuse", "warn"),
    OTHER("certified_email_domains", TEXT, certified_email_domains, ""),
    OTHER("ordinary_email_domains", TEXT, ordinary_email_domains, ""),
    CHOICE("provisioning", provisioning_by_host, "library", "library", "host"),
    OTHER("campaign_day", MONTH_DAY, campaign_month, "11-15"),
    OTHER("cancellation_deadline", MONTH_DAY, deadline_month, "06-30"),
    OTHER("cancellation_address", EMAIL, cancellation_address,
          "teamsystemgroup@pecteamsystem.com"),
    OTHER("plans_offered", PLANS, is_offered, "standard premium complete"),
    NUMBER("trial_days", trial_days, "30", 1, 365),
    NUMBER("backup_months", backup_months, "12", 0, 120),
    NUMBER("erasure_notice_days", erasure_notice_days, "30", 1, 365),
    OTHER("reminder_days", DAYS, reminder_days, "30 7"),
    CHOICE("refusals_recorded", records_refusals, "yes", "no", "yes"),
    NUMBER("idempotency_days", idempotency_days, "30", 1, 3650),
    NUMBER("delivered_message_days", delivered_message_days, "90", 1, 3650),
    OTHER("coupon_link", TEXT, coupon_link, "https://contoterzi.example/attiva/"),
    OTHER("message_sender", EMAIL, message_sender, "no-reply@contoterzi.example"),
    NUMBER("message_retry_seconds", message_retry_seconds, "60", 1, 86400),
    NUMBER("message_retry_seconds_max", message_retry_seconds_max, "21600", 1, 864000),
};
enum { ENTRY_COUNT = sizeof entries / sizeof *entries };

struct ct_policy {
    ct_allocator allocator;
    struct ct__policy values;
    char *texts[ENTRY_COUNT]; /* as they were set; NULL: the default */
    char *templates[CT__TEMPLATE_KINDS][2]; /* subject and text; NULL: the library's own */
};

static bool
set_number(const struct entry *entry, const char *value, int64_t *member)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno || end == value || *end || number < entry->low || number > entry->high)
        return false;
    *member = number;
    return true;
}

static bool
set_choice(const struct entry *entry, const char *value, bool *member)
{
    for (int i = 0; i < 2; i++)
        if (strcmp(entry->words[i], value) == 0) {
            *member = i == 1;
            return true;
        }
    return false;
}

/* Any day but 29 February: it has to exist every year. */
static bool
set_month_day(const char *value, int32_t month_and_day[2])
{
    char text[CT_DATE_TEXT_LENGTH + 1];
    ct_date date;
    (void)snprintf(text, sizeof text, "2001-%s", value);
    if (strlen(value) != 5 || ct_date_parse(text, &date))
        return false;
    month_and_day[0] = date.month;
    month_and_day[1] = date.day;
    return true;
}

/* The next of words parted by single or more spaces; false at the end, or before one that is too long. */
static bool
next_word(const char **rest, char word[16])
{
    const char *start = *rest + strspn(*rest, " ");
    size_t length = strcspn(start, " ");
    if (length == 0 || length >= 16)
        return false;
    *rest = start + length;
    memcpy(word, start, length);
    word[length] = '\0';
    return true;
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

static bool
set_plans(const char *value, bool *is_offered)
{
    bool offered[CT_PLAN_COMPLETE + 1] = {false};
    char word[16];
    int32_t plan;
    while (next_word(&value, word)) {
        if (ct_enum_value(CT_ENUM_PLAN, word, &plan) || plan == CT_PLAN_TRIAL)
            return false;
        offered[plan] = true;
    }
    memcpy(is_offered, offered, sizeof offered);
    return is_blank(value);
}

static bool
set_days(const char *value, int64_t *days)
{
    static const struct entry range = {.low = 1, .high = 365};
    int64_t own[CT__REMINDERS_MAX] = {0};
    size_t count = 0;
    char word[16];
    while (count < CT__REMINDERS_MAX && next_word(&value, word))
        if (!set_number(&range, word, &own[count++]))
            return false;
    memcpy(days, own, sizeof own);
    return is_blank(value);
}

static bool
set_value(const struct entry *entry, const char *value, struct ct__policy *values)
{
    void *member = (unsigned char *)values + entry->offset;
    char address[CT__EMAIL_SIZE];
    switch (entry->kind) {
    case VALUE_NUMBER:
        return set_number(entry, value, member);
    case VALUE_CHOICE:
        return set_choice(entry, value, member);
    case VALUE_PLAN:
        return ct_enum_value(CT_ENUM_PLAN, value, member) == CT_OK;
    case VALUE_MONTH_DAY:
        return set_month_day(value, member);
    case VALUE_EMAIL:
        if (ct__email_read(value, address))
            return false;
        break;
    case VALUE_PLANS:
        return set_plans(value, member);
    case VALUE_DAYS:
        return set_days(value, member);
    case VALUE_TEXT:
    default:
        break;
    }
    *(const char **)member = value;
    return true;
}

ct_status
ct_policy_new(const ct_allocator *allocator, ct_policy **ret_policy)
{
    ct_allocator own;
    if (!ret_policy || ct__allocator_init(&own, allocator))
        return CT_ERR_INVALID_ARGUMENT;
    ct_policy *policy = ct__allocate(&own, 1, sizeof *policy);
    if (!policy)
        return CT_ERR_NO_MEMORY;
    policy->allocator = own;
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        (void)set_value(&entries[i], entries[i].initial, &policy->values);
    *ret_policy = policy;
    return CT_OK;
}

static void
drop_template(ct_policy *policy, size_t kind)
{
    for (int i = 0; i < 2; i++) {
        ct__release(&policy->allocator, policy->templates[kind][i]);
        policy->templates[kind][i] = NULL;
    }
}

void
ct_policy_free(ct_policy *policy)
{
    if (!policy)
        return;
    ct_allocator allocator = policy->allocator;
    for (size_t i = 0; i < ENTRY_COUNT; i++)
        ct__release(&allocator, policy->texts[i]);
    for (size_t kind = 0; kind < CT__TEMPLATE_KINDS; kind++)
        drop_template(policy, kind);
    ct__release(&allocator, policy);
}

static size_t
entry_named(const char *name)
{
    size_t i = 0;
    while (i < ENTRY_COUNT && strcmp(entries[i].name, name) != 0)
        i++;
    return i;
}

static char *
copy_text(const ct_policy *policy, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = ct__allocate(&policy->allocator, size, 1);
    return copy ? memcpy(copy, text, size) : NULL;
}

ct_status
ct_policy_set(ct_policy *policy, const char *name, const char *value)
{
    if (!policy || !name || !value)
        return CT_ERR_INVALID_ARGUMENT;
    size_t index = entry_named(name);
    struct ct__policy values = policy->values;
    if (index == ENTRY_COUNT)
        return CT_ERR_NOT_FOUND;
    if (!ct__is_plain_text(value, VALUE_SIZE_MAX))
        return CT_ERR_INVALID_ARGUMENT;
    char *text = copy_text(policy, value);
    if (!text)
        return CT_ERR_NO_MEMORY;
    if (!set_value(&entries[index], text, &values)) {
        ct__release(&policy->allocator, text);
        return CT_ERR_INVALID_ARGUMENT;
    }
    ct__release(&policy->allocator, policy->texts[index]);
    policy->texts[index] = text;
    policy->values = values;
    return CT_OK;
}

const char *
ct_policy_get(const ct_policy *policy, const char *name)
{
    size_t index = policy && name ? entry_named(name) : ENTRY_COUNT;
    if (index == ENTRY_COUNT)
        return NULL;
    return policy->texts[index] ? policy->texts[index] : entries[index].initial;
}

const char *
ct_policy_name(size_t index)
{
    return index < ENTRY_COUNT ? entries[index].name : NULL;
}

ct_status
ct_policy_set_template(ct_policy *policy, ct_message_kind kind, const char *subject,
                       const char *text)
{
    if (!policy || !ct__template_built_in(kind) || !subject != !text)
        return CT_ERR_INVALID_ARGUMENT;
    if (!subject) {
        drop_template(policy, (size_t)kind);
        return CT_OK;
    }
    if (!ct__template_is_good(kind, subject, text))
        return CT_ERR_INVALID_ARGUMENT;
    char *copies[2] = {copy_text(policy, subject), copy_text(policy, text)};
    if (!copies[0] || !copies[1]) {
        ct__release(&policy->allocator, copies[0]);
        ct__release(&policy->allocator, copies[1]);
        return CT_ERR_NO_MEMORY;
    }
    drop_template(policy, (size_t)kind);
    policy->templates[kind][0] = copies[0];
    policy->templates[kind][1] = copies[1];
    return CT_OK;
}

struct ct__template
ct__policy_template(const ct_policy *policy, ct_message_kind kind)
{
    char *const *own = policy->templates[kind];
    return own[0] ? (struct ct__template){own[0], own[1]} : *ct__template_built_in(kind);
}

const char *
ct_policy_get_template_subject(const ct_policy *policy, ct_message_kind kind)
{
    return policy && ct__template_built_in(kind) ? ct__policy_template(policy, kind).subject : NULL;
}

const char *
ct_policy_get_template_text(const ct_policy *policy, ct_message_kind kind)
{
    return policy && ct__template_built_in(kind) ? ct__policy_template(policy, kind).text : NULL;
}

const struct ct__policy *
ct__policy_values(const ct_policy *policy)
{
    return &policy->values;
}

ct_status
ct__policy_copy(const ct_allocator *allocator, const ct_policy *policy, ct_policy **ret_copy)
{
    ct_policy *copy;
    ct_status status = ct_policy_new(allocator, &copy);
    if (status)
        return status;
    for (size_t i = 0; policy && !status && i < ENTRY_COUNT; i++)
        if (policy->texts[i])
            status = ct_policy_set(copy, entries[i].name, policy->texts[i]);
    for (ct_message_kind kind = 1; policy && !status && kind < CT__TEMPLATE_KINDS; kind++)
        status = ct_policy_set_template(copy, kind, policy->templates[kind][0],
                                        policy->templates[kind][1]);
    if (status) {
        ct_policy_free(copy);
        return status;
    }
    *ret_copy = copy;
    return CT_OK;
}
