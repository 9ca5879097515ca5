/* The check: walks the store and proves the books (R-AUD-07). */
#include "service/check.h"

#include <stdio.h>
#include <string.h>

#include "service/page.h"

#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_finding_##name, ct_finding, ct__finding, type, member)

CT__GETTER(ct_finding_table, ct_finding, ct__finding, const char *, table)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER_OF(client_id, ct_id, client_id)
GETTER_OF(pack_id, ct_id, pack_id)
GETTER_OF(coupon_id, ct_id, coupon_id)
GETTER_OF(license_id, ct_id, license_id)
GETTER_OF(migration_id, ct_id, migration_id)
GETTER_OF(message_id, ct_id, message_id)

const char *
ct_finding_check(const ct_finding *finding)
{
    const struct ct__finding *own = ct__handle_record(finding);
    return own ? ct__check_name((enum ct__check_id)own->check) : NULL;
}

const char *
ct_finding_rule(const ct_finding *finding)
{
    const struct ct__finding *own = ct__handle_record(finding);
    return own ? ct__check_rule((enum ct__check_id)own->check) : NULL;
}

/* The reasons of a handle carry the context's language, as everywhere. */
static ct_language
language_of(const ct_finding *finding, ct_language language)
{
    return language ? language : ((const struct ct__handle *)(const void *)finding)->reasons.language;
}

const char *
ct_finding_text(const ct_finding *finding, ct_language language)
{
    const struct ct__finding *own = ct__handle_record(finding);
    if (!own)
        return NULL;
    return language_of(finding, language) == CT_LANGUAGE_ENGLISH ? own->english : own->italian;
}

const char *
ct_finding_repair(const ct_finding *finding, ct_language language)
{
    const struct ct__finding *own = ct__handle_record(finding);
    return own ? ct__check_repair((enum ct__check_id)own->check, language_of(finding, language)) : NULL;
}

const char *
ct_check_name(size_t index)
{
    return index < CT__CHECK_COUNT ? ct__check_name((enum ct__check_id)index) : NULL;
}

/* What is walked, in this order, and what proves its rows beside their references. Events are walked
 * with their studios and clients; answers and marks of commits are nobody's books. */
static const struct {
    enum ct__table_number table;
    ct_status (*check)(struct ct__checking *checking, const void *record);
} walks[] = {
    {CT__STUDIO, ct__check_studio},   {CT__CLIENT, ct__check_client},
    {CT__ACCOUNT, NULL},              {CT__PACK, ct__check_pack},
    {CT__COUPON, ct__check_coupon},   {CT__LICENSE, NULL},
    {CT__USAGE, NULL},                {CT__MIGRATION, NULL},
    {CT__MESSAGE, ct__check_message}, {CT__ERASURE, NULL},
    {CT__CAMPAIGN_ISSUE, ct__check_campaign_issue},
    {CT__CANCELLATION, NULL},         {CT__DOCUMENT, NULL},
    {CT__COUNTERPARTY, NULL},         {CT__NUMBERING, NULL},
};
enum { WALK_COUNT = sizeof walks / sizeof *walks };

struct ct_check_report {
    ct_allocator allocator;
    struct ct__list *findings; /* its `next` is the report's */
    uint64_t rows[WALK_COUNT];
};

void
ct_check_report_free(ct_check_report *report)
{
    if (!report)
        return;
    ct_allocator allocator = report->allocator;
    ct__list_free(report->findings);
    ct__release(&allocator, report);
}

size_t
ct_check_report_count(const ct_check_report *report)
{
    return report ? report->findings->count : 0;
}

const ct_finding *
ct_check_report_at(const ct_check_report *report, size_t index)
{
    return report ? ct__list_at(report->findings, index) : NULL;
}

const char *
ct_check_report_next(const ct_check_report *report)
{
    return report ? report->findings->next : NULL;
}

uint64_t
ct_check_report_rows(const ct_check_report *report, const char *table)
{
    for (size_t i = 0; report && table && i < WALK_COUNT; i++)
        if (strcmp(ct__table_of(walks[i].table)->name, table) == 0)
            return report->rows[i];
    return 0;
}

const char *
ct_check_table(size_t index)
{
    return index < WALK_COUNT ? ct__table_of(walks[index].table)->name : NULL;
}

/* Room for the sentence and the rows behind it. */
enum { TEXT_SIZE = CT__REASON_TEXT_SIZE + 8 * (CT_ID_TEXT_LENGTH + 16) };

/* "...; cliente 0198-...; licenza 0199-..." */
static void
add_rows(const struct ct__finding *where, ct_language language, char text[TEXT_SIZE])
{
    const struct {
        const char *names[2];
        ct_id id;
    } rows[] = {
        {{"studio", "studio"}, where->studio_id},
        {{"cliente", "client"}, where->client_id},
        {{"pacchetto", "pack"}, where->pack_id},
        {{"coupon", "coupon"}, where->coupon_id},
        {{"licenza", "license"}, where->license_id},
        {{"migrazione", "migration"}, where->migration_id},
        {{"messaggio", "message"}, where->message_id},
    };
    size_t used = strlen(text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[CT_ID_TEXT_LENGTH + 1];
        ct_id_format(rows[i].id, id);
        if (!ct__id_is_none(rows[i].id))
            used += (size_t)snprintf(text + used, TEXT_SIZE - used, "; %s %s",
                                     rows[i].names[language == CT_LANGUAGE_ENGLISH], id);
    }
}

static void
write_text(enum ct__check_id check, const struct ct__finding *where,
           const struct ct__argument arguments[CT__ARGUMENTS_MAX], ct_language language,
           char text[TEXT_SIZE])
{
    ct__write_sentence(ct__check_sentence(check, language), "", arguments, language, text);
    add_rows(where, language, text);
}

ct_status
ct__find_wrong(struct ct__checking *checking, enum ct__check_id check,
               enum ct__table_number table, const struct ct__finding *where,
               struct ct__argument first, struct ct__argument second)
{
    const struct ct__argument arguments[CT__ARGUMENTS_MAX] = {first, second};
    ct_context *context = checking->run->context;
    const struct ct_reasons none = {.language = context->language};
    struct ct__handle *handle = NULL;
    struct ct__finding finding = *where;
    char italian[TEXT_SIZE], english[TEXT_SIZE];
    write_text(check, where, arguments, CT_LANGUAGE_ITALIAN, italian);
    write_text(check, where, arguments, CT_LANGUAGE_ENGLISH, english);
    finding.check = (int32_t)check;
    finding.table = ct__table_of(table)->name;
    finding.italian = italian;
    finding.english = english;
    ct_status status = ct__handle_new(context, &ct__finding_table, &finding, &none, &handle);
    return status ? status : ct__list_add(checking->findings, handle);
}

struct check {
    const ct_check_request *request;
    struct ct__checking checking;
    ct_check_report *report;
    size_t walk; /* that is being walked */
    uint64_t left; /* of the limit */
};

static struct ct__page
page_of(const struct check *check, const void *nothing, const char *after)
{
    return (struct ct__page){.table = walks[check->walk].table, .prefix = nothing, .after = after};
}

/* Behind this row the next page goes on. */
static ct_status
stop_behind(struct ct__run *run, struct check *check, const void *record)
{
    const struct ct__page page = page_of(check, record, NULL);
    const char *next = ct__cursor_after(run, &page, record);
    if (!next)
        return CT_ERR_NO_MEMORY;
    ct_status status = ct__list_set_next(check->report->findings, next);
    return status ? status : CT_DONE;
}

static bool
is_walked(const struct ct__table *table)
{
    for (size_t i = 0; i < WALK_COUNT; i++)
        if (ct__table_of(walks[i].table) == table)
            return true;
    return false;
}

/* What hangs on the row, as far as there is no damaged row in between: that one is found when it is
 * walked itself, and here if it never is. */
static ct_status
prove_row(struct ct__run *run, struct check *check, const void *record)
{
    const size_t walk = check->walk;
    bool is_whole = true;
    ct_status status =
        ct__check_references(&check->checking, walks[walk].table, record, &is_whole);
    if (!status && is_whole && walks[walk].check)
        status = walks[walk].check(&check->checking, record);
    const struct ct__damage damage = run->context->session.damage;
    if (status != CT_ERR_CORRUPT || !damage.field)
        return status;
    run->context->verdict.count = 0;
    run->context->error_is_storage = false;
    return is_walked(damage.table)
               ? CT_OK
               : ct__find_damage(&check->checking, walks[walk].table, record, &damage);
}

static bool
is_of_key(const struct ct__damage *damage)
{
    return damage->field && damage->field < damage->table->fields + damage->table->key_count;
}

/* No page ends at a row whose key can't be read: none could begin behind it. */
static ct_status
check_row(struct ct__run *run, void *record, void *state)
{
    struct check *check = state;
    const struct ct__damage damage = run->context->session.damage;
    ct_status status =
        damage.field
            ? ct__find_damage(&check->checking, walks[check->walk].table, record, &damage)
            : prove_row(run, check, record);
    if (status || is_of_key(&damage))
        return status;
    check->report->rows[check->walk]++;
    if (--check->left)
        return status;
    return stop_behind(run, check, record);
}

static ct_status
walk_table(struct ct__run *run, struct check *check, const char *after)
{
    const struct ct__table *table = ct__table_of(walks[check->walk].table);
    void *record = ct__arena_take(&run->context->arena, 2 * table->record_size);
    if (!record)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    void *low = (unsigned char *)record + table->record_size;
    uint32_t columns[CT__COLUMNS_MAX];
    memset(record, 0, 2 * table->record_size);
    const struct ct__page page = page_of(check, record, after);
    struct ct__range range = {.table = walks[check->walk].table, .has_damaged = true};
    ct_status status = after ? ct__cursor_read(run, &page, low) : CT_OK;
    if (!status && after) {
        range.low = low;
        range.low_count = ct__index_columns(table, 0, columns);
        range.flags = CT_SCAN_LOW_OPEN;
    }
    return status ? status : ct__each(run, &range, record, check_row, check);
}

static ct_status
find_walk(struct ct__run *run, struct check *check)
{
    for (check->walk = 0; check->walk < WALK_COUNT; check->walk++) {
        const struct ct__page page = page_of(check, NULL, check->request->after);
        if (ct__cursor_is_of(&page))
            return CT_OK;
    }
    return ct__fail(run->context, CT__REASON_BAD_CURSOR);
}

static ct_status
look(struct ct__run *run, void *state)
{
    enum { LIMIT_MAX = 1000, LIMIT_DEFAULT = 100 };
    struct check *check = state;
    const char *after = check->request->after;
    ct_check_report *report = check->report;
    ct_status status = ct__check_range(run->context, "limit", check->request->limit, 0, LIMIT_MAX);
    if (!status)
        status = ct__begin_answers(run, &report->findings);
    memset(report->rows, 0, sizeof report->rows);
    check->checking.findings = report->findings;
    check->walk = 0;
    check->left = check->request->limit ? check->request->limit : LIMIT_DEFAULT;
    check->checking.run = run;
    if (!status && after)
        status = find_walk(run, check);
    for (; !status && check->walk < WALK_COUNT && check->left; check->walk++) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = walk_table(run, check, after);
        ct__arena_rewind(&run->context->arena, mark);
        after = NULL;
    }
    return status;
}

ct_status
ct_check_run(ct_context *context, const ct_check_request *request, ct_check_report **ret_report)
{
    ct_check_request own = {.size = sizeof own};
    struct check check = {.request = &own};
    ct_status status = ct__enter(context);
    if (!status && request)
        status = ct__copy_request(context, &own, sizeof own, sizeof own, request,
                                  "ct_check_request");
    if (!status)
        status = ct__check_range(context, "reserved", own.reserved, 0, 0);
    if (!status)
        status = ct__check_pointer(context, "ret_report", ret_report);
    if (status)
        return ct__leave(context, status);
    check.report = ct__allocate(&context->allocator, 1, sizeof *check.report);
    if (!check.report)
        return ct__leave(context, ct__fail(context, CT__REASON_NO_MEMORY));
    check.report->allocator = context->allocator;
    context->session.is_lenient = true;
    status = ct__read(context, look, &check, NULL);
    context->session.is_lenient = false;
    if (status)
        ct_check_report_free(check.report);
    else
        *ret_report = check.report;
    return status;
}
