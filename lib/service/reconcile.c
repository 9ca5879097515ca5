/* The product's company info against the records (R-AUD-08). */
#include "rules/reconcile.h"

#include "base/date.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"
#include "service/facts.h"
#include "service/license.h"

enum { CODE_SIZE_MAX = 200, PLAN_SIZE_MAX = 100 };

/* One difference as it is told. Field and rule are static. */
struct told {
    ct_id client_id;
    const char *field;
    const char *rule;
    const char *ours;
    const char *theirs;
    const char *italian;
    const char *english;
};

#define FIELD(member) \
    {.name = #member, .kind = CT__FIELD_TEXT, .nullable = true, .offset = offsetof(struct told, member)}
static const struct ct__field told_fields[] = {
    FIELD(ours), FIELD(theirs), FIELD(italian), FIELD(english),
};
static const struct ct__table told_table = {
    .name = "difference",
    .record_size = sizeof(struct told),
    .fields = told_fields,
    .answer_field_count = sizeof told_fields / sizeof *told_fields,
};

CT__LIST(ct_differences, ct_difference)
CT__GETTER_OF(ct_difference_client_id, ct_difference, told, ct_id, client_id)
CT__GETTER(ct_difference_field, ct_difference, told, const char *, field)
CT__GETTER(ct_difference_rule, ct_difference, told, const char *, rule)
CT__GETTER(ct_difference_ours, ct_difference, told, const char *, ours)
CT__GETTER(ct_difference_theirs, ct_difference, told, const char *, theirs)

const char *
ct_difference_text(const ct_difference *difference, ct_language language)
{
    const struct told *own = ct__handle_record(difference);
    if (!own)
        return NULL;
    if (!language)
        language = ((const struct ct__handle *)(const void *)difference)->reasons.language;
    return language == CT_LANGUAGE_ENGLISH ? own->english : own->italian;
}

struct reconciliation {
    const ct_company_snapshot *source;
    ct_company_snapshot snapshot;
    struct ct__client client;
    struct ct__our_side ours;
    struct ct__list *list;
};

static ct_status
check_snapshot(ct_context *context, const ct_company_snapshot *snapshot)
{
    const struct {
        const char *field;
        int64_t value;
    } limits[] = {
        {"limit_clients", snapshot->limit_clients},
        {"limit_suppliers", snapshot->limit_suppliers},
        {"limit_products", snapshot->limit_products},
        {"limit_documents", snapshot->limit_documents},
    }, choices[] = {
        {"through_accountant", snapshot->through_accountant},
        {"use_fic", snapshot->use_fic},
        {"need_setup", snapshot->need_setup},
    };
    ct_status status =
        ct__check_optional_text(context, "tax_code", snapshot->tax_code, CODE_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "vat_number", snapshot->vat_number,
                                         CODE_SIZE_MAX);
    if (!status && !snapshot->tax_code)
        status = ct__check_text(context, "vat_number", snapshot->vat_number, CODE_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "plan", snapshot->plan, PLAN_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "license_type", snapshot->license_type,
                                         PLAN_SIZE_MAX);
    if (!status && snapshot->license_expire.year && !ct__date_is_valid(snapshot->license_expire))
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "license_expire",
                                ct__number_argument(snapshot->license_expire.day));
    for (size_t i = 0; !status && i < sizeof limits / sizeof *limits; i++)
        status = ct__check_range(context, limits[i].field, limits[i].value, 0, INT64_MAX);
    for (size_t i = 0; !status && i < sizeof choices / sizeof *choices; i++)
        status = ct__check_range(context, choices[i].field, choices[i].value, CT_CHOICE_DEFAULT,
                                 CT_CHOICE_NO);
    return status ? status : ct__check_range(context, "reserved", snapshot->reserved, 0, 0);
}

static ct_status
find_by(struct ct__run *run, uint32_t index, const struct ct__client *key,
        struct ct__client *ret_client)
{
    return ct__find(run, CT__CLIENT, index, key, ret_client);
}

/* R-CLI-01. A company's two numbers come from one registry, and we may know it by either. What is no
 * code of ours is nobody's. */
static ct_status
find_client(struct ct__run *run, struct reconciliation *reconciliation)
{
    const ct_company_snapshot *snapshot = &reconciliation->snapshot;
    char tax_code[CT__TAX_CODE_SIZE] = "", vat_number[CT__VAT_NUMBER_SIZE] = "";
    if (snapshot->tax_code)
        (void)ct__tax_code_read(snapshot->tax_code, tax_code);
    if (snapshot->vat_number)
        (void)ct__vat_number_read(snapshot->vat_number, vat_number);
    const struct {
        uint32_t index;
        const char *code;
    } ways[] = {
        {CT__CLIENT_BY_TAX_CODE, tax_code},     {CT__CLIENT_BY_VAT_NUMBER, vat_number},
        {CT__CLIENT_BY_VAT_NUMBER, tax_code},   {CT__CLIENT_BY_TAX_CODE, vat_number},
    };
    ct_status status = CT_ERR_NOT_FOUND;
    for (size_t i = 0; status == CT_ERR_NOT_FOUND && i < sizeof ways / sizeof *ways; i++) {
        const struct ct__client key = {.tax_code = ways[i].code, .vat_number = ways[i].code};
        if (*ways[i].code)
            status = find_by(run, ways[i].index, &key, &reconciliation->client);
    }
    bool is_other = !ct__id_is_none(snapshot->studio) &&
                    !ct__id_equal(reconciliation->client.studio_id, snapshot->studio);
    return !status && is_other ? CT_ERR_NOT_FOUND : status;
}

static ct_status
gather_license(struct ct__run *run, const struct ct__client *client, struct ct__our_side *ours)
{
    struct ct__license license;
    ct_status status = ct__license_in_force(run, client->id, run->today, &license);
    ours->covered = client->license_last_day;
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    ours->plan = license.plan;
    ours->last_day = license.last_day;
    ours->limits = (struct ct__license_limits){license.limit_clients, license.limit_suppliers,
                                               license.limit_products, license.limit_documents};
    return CT_OK;
}

static ct_status
gather_account(struct ct__run *run, const struct ct__client *client, struct ct__our_side *ours)
{
    struct ct__account account = {.client_id = client->id};
    ct_status status = ct__load(run, CT__ACCOUNT, &account);
    ours->has_account = status == CT_OK && account.erased_on.year == 0;
    ours->need_setup = ours->has_account && account.need_setup;
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

/* R-MIG-08, R-ACC-02 */
static ct_status
gather_operation(struct ct__run *run, const struct ct__client *client, struct ct__our_side *ours)
{
    struct ct__access_facts facts;
    struct ct__verdict verdict = {.count = 0};
    if (ct__id_is_none(client->studio_id))
        return CT_OK;
    ct_status status = ct__gather_access(run, client, client->studio_id, run->today, &facts);
    if (!status)
        status = ct__check_studio_account(run, client->studio_id, &facts);
    if (!status)
        ct__operation_check(&facts, &verdict);
    ours->may_operate = !status && verdict.count == 0;
    return status;
}

static ct_status
gather_ours(struct ct__run *run, struct reconciliation *reconciliation)
{
    struct ct__our_side *ours = &reconciliation->ours;
    const struct ct__client *client = &reconciliation->client;
    *ours = (struct ct__our_side){.day = run->today};
    ct_status status = find_client(run, reconciliation);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    ours->is_known = true;
    status = gather_license(run, client, ours);
    if (!status)
        status = gather_account(run, client, ours);
    return status ? status : gather_operation(run, client, ours);
}

/* A value as programs want it. */
static const char *
plain(const struct ct__argument *argument, char text[CT__REASON_TEXT_SIZE])
{
    const struct ct__argument arguments[CT__ARGUMENTS_MAX] = {*argument};
    if (argument->kind == CT__ARGUMENT_LABEL)
        return argument->label->name;
    ct__write_sentence("{0}", "", arguments, CT_LANGUAGE_ENGLISH, text);
    return *text ? text : NULL;
}

static ct_status
add_difference(struct ct__run *run, struct reconciliation *reconciliation,
               const struct ct__difference *difference)
{
    const struct ct__argument arguments[CT__ARGUMENTS_MAX] = {difference->ours,
                                                              difference->theirs};
    const struct ct_reasons none = {.language = run->context->language};
    struct ct__handle *handle = NULL;
    char ours[CT__REASON_TEXT_SIZE], theirs[CT__REASON_TEXT_SIZE];
    char italian[CT__REASON_TEXT_SIZE], english[CT__REASON_TEXT_SIZE];
    ct__write_sentence(ct__difference_sentence(difference->id, CT_LANGUAGE_ITALIAN), "", arguments,
                       CT_LANGUAGE_ITALIAN, italian);
    ct__write_sentence(ct__difference_sentence(difference->id, CT_LANGUAGE_ENGLISH), "", arguments,
                       CT_LANGUAGE_ENGLISH, english);
    const struct told told = {
        .client_id = reconciliation->ours.is_known ? reconciliation->client.id : (ct_id){{0}},
        .field = ct__difference_field(difference->id),
        .rule = ct__difference_rule(difference->id),
        .ours = plain(&difference->ours, ours),
        .theirs = plain(&difference->theirs, theirs),
        .italian = italian,
        .english = english,
    };
    ct_status status = ct__handle_new(run->context, &told_table, &told, &none, &handle);
    return status ? status : ct__list_add(reconciliation->list, handle);
}

static ct_status
look(struct ct__run *run, void *state)
{
    struct reconciliation *reconciliation = state;
    const ct_company_snapshot *snapshot = &reconciliation->snapshot;
    const struct ct__their_side theirs = {
        .plan = snapshot->plan ? snapshot->plan : snapshot->license_type,
        .license_expire = snapshot->license_expire,
        .limits = {snapshot->limit_clients, snapshot->limit_suppliers, snapshot->limit_products,
                   snapshot->limit_documents},
        .through_accountant = snapshot->through_accountant,
        .use_fic = snapshot->use_fic,
        .need_setup = snapshot->need_setup,
    };
    struct ct__difference_list differences;
    ct_status status = gather_ours(run, reconciliation);
    if (!status)
        status = ct__begin_answers(run, &reconciliation->list);
    if (status)
        return status;
    ct__reconcile(&reconciliation->ours, &theirs, &differences);
    for (size_t i = 0; !status && i < differences.count; i++)
        status = add_difference(run, reconciliation, &differences.items[i]);
    return status;
}

ct_status
ct_reconcile(ct_context *context, const ct_company_snapshot *snapshot,
             ct_differences **ret_differences)
{
    struct reconciliation state = {.source = snapshot};
    ct_status status = ct__enter(context);
    if (!status)
        status = ct__copy_request(context, &state.snapshot, sizeof state.snapshot,
                                  sizeof state.snapshot, snapshot, "ct_company_snapshot");
    if (!status)
        status = check_snapshot(context, &state.snapshot);
    if (!status)
        status = ct__check_pointer(context, "ret_differences", ret_differences);
    if (status)
        return ct__leave(context, status);
    status = ct__read(context, look, &state, NULL);
    if (status)
        ct__list_free(state.list);
    else
        *ret_differences = (ct_differences *)state.list;
    return status;
}
