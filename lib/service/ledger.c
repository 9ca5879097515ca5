#include "service/ledger.h"

#include <string.h>

static ct_status
open_counter(struct ct__run *run, const struct ct__client *client,
             const struct ct__license *license, ct_category category, int32_t year,
             struct ct__counter *counter)
{
    const struct ct__usage key = {.client_id = client->id, .category = category, .year = year};
    *counter = (struct ct__counter){.usage = key, .limit = ct__license_limit(license, category)};
    ct_status status = ct__load(run, CT__USAGE, &counter->usage);
    counter->is_new = status == CT_ERR_NOT_FOUND;
    if (counter->is_new)
        counter->usage = key;
    counter->stored = counter->usage.used;
    return counter->is_new ? CT_OK : status;
}

ct_status
ct__ledger_open(struct ct__run *run, const struct ct__client *client,
                const struct ct__license *license, size_t count, struct ct__ledger *ledger)
{
    ct_status status = CT_OK;
    *ledger = (struct ct__ledger){
        .client = client,
        .marks = ct__arena_take(&run->context->arena, count * sizeof *ledger->marks),
    };
    if (!ledger->marks)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    for (int32_t i = 0; !status && i < CT__LEDGER_YEARS; i++)
        status = open_counter(run, client, license, CT_CATEGORY_DOCUMENTS, run->today.year - i,
                              &ledger->documents[i]);
    if (!status)
        status = open_counter(run, client, license, CT_CATEGORY_CLIENTS, 0, &ledger->registry[0]);
    if (!status)
        status = open_counter(run, client, license, CT_CATEGORY_SUPPLIERS, 0, &ledger->registry[1]);
    return status;
}

static size_t
index_of_year(const struct ct__ledger *ledger, int32_t year)
{
    return ledger->documents[0].usage.year == year ? 0 : 1;
}

static size_t
index_of_category(ct_category category)
{
    return category == CT_CATEGORY_CLIENTS ? 0 : 1;
}

static void
check(struct ct__run *run, const struct ct__counter *counter)
{
    ct__license_check_limit(counter->limit, counter->usage.used, 1, counter->usage.category,
                            &run->context->verdict);
}

void
ct__ledger_check_document(struct ct__run *run, const struct ct__ledger *ledger, int32_t year)
{
    check(run, &ledger->documents[index_of_year(ledger, year)]);
}

void
ct__ledger_check_entry(struct ct__run *run, const struct ct__ledger *ledger, ct_category category)
{
    check(run, &ledger->registry[index_of_category(category)]);
}

void
ct__ledger_count_document(struct ct__ledger *ledger, int32_t year)
{
    ledger->documents[index_of_year(ledger, year)].usage.used++;
}

void
ct__ledger_count_entry(struct ct__ledger *ledger, ct_category category)
{
    ledger->registry[index_of_category(category)].usage.used++;
}

void
ct__ledger_count_number(struct ct__ledger *ledger, int32_t year,
                        const struct ct__document_number *number)
{
    struct ct__series_mark *mark = ledger->marks;
    const struct ct__series_mark *end = mark + ledger->mark_count;
    if (number->value == 0)
        return;
    while (mark < end && (mark->year != year || strcmp(mark->series, number->series) != 0))
        mark++;
    if (mark == end) {
        *mark = (struct ct__series_mark){.year = year};
        memcpy(mark->series, number->series, sizeof mark->series);
        ledger->mark_count++;
    }
    if (mark->last_number < number->value)
        mark->last_number = number->value;
}

static ct_status
close_mark(struct ct__run *run, ct_id client, const struct ct__series_mark *mark)
{
    const struct ct__numbering after = {client, mark->year, mark->series, mark->last_number};
    struct ct__numbering before = after;
    ct_status status = ct__load(run, CT__NUMBERING, &before);
    if (status == CT_ERR_NOT_FOUND)
        return ct__insert(run, CT__NUMBERING, &after);
    if (status || before.last_number >= after.last_number)
        return status;
    return ct__replace(run, CT__NUMBERING, &before, &after);
}

static ct_status
write_counter(struct ct__run *run, const struct ct__counter *counter)
{
    struct ct__usage before = counter->usage;
    before.used = counter->stored;
    return counter->is_new ? ct__insert(run, CT__USAGE, &counter->usage)
                           : ct__replace(run, CT__USAGE, &before, &counter->usage);
}

static ct_status
log_counter(struct ct__run *run, const struct ct__client *client, ct_event_kind kind,
            const struct ct__counter *counter)
{
    return ct__log(run, kind,
                   &(struct ct__event){
                       .studio_id = client->studio_id,
                       .client_id = client->id,
                       .number = counter->usage.used - counter->stored,
                       .year = counter->usage.year,
                       .category = kind == CT_EVENT_USAGE_COUNTED ? counter->usage.category : 0,
                   });
}

static ct_status
close_counter(struct ct__run *run, const struct ct__client *client,
              const struct ct__counter *counter)
{
    ct_status status = CT_OK;
    if (counter->usage.used == counter->stored)
        return CT_OK;
    if (counter->usage.category == CT_CATEGORY_DOCUMENTS)
        status = log_counter(run, client, CT_EVENT_DOCUMENT_IMPORTED, counter);
    if (!status)
        status = write_counter(run, counter);
    return status ? status : log_counter(run, client, CT_EVENT_USAGE_COUNTED, counter);
}

ct_status
ct__ledger_close(struct ct__run *run, const struct ct__ledger *ledger)
{
    ct_status status = CT_OK;
    for (size_t i = 0; !status && i < CT__LEDGER_YEARS; i++)
        status = close_counter(run, ledger->client, &ledger->documents[i]);
    for (size_t i = 0; !status && i < 2; i++)
        status = close_counter(run, ledger->client, &ledger->registry[i]);
    for (size_t i = 0; !status && i < ledger->mark_count; i++)
        status = close_mark(run, ledger->client->id, &ledger->marks[i]);
    return status;
}
