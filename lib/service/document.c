/* What was imported: documents, and how their numbers go on. */
#include "service/page.h"

#define GETTER(name, type, member) \
    CT__GETTER(ct_document_##name, ct_document, ct__document, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_document_##name, ct_document, ct__document, type, member)

GETTER_OF(id, ct_id, id)
GETTER_OF(client_id, ct_id, client_id)
GETTER(direction_of, ct_document_direction, direction)
GETTER(type_of, ct_document_type, type)
GETTER(number, const char *, number)
GETTER(series, const char *, series)
GETTER_OF(date, ct_date, date)
GETTER(counterparty_name, const char *, counterparty_name)
GETTER(counterparty_code, const char *, counterparty_code)
GETTER(total_cents, int64_t, total_cents)
GETTER(currency, const char *, currency)
GETTER(imported_at, ct_instant, imported_at)
CT__PAGED_LIST(ct_document_list, ct_document)

/* R-HIS-02 */
int32_t
ct_document_is_sendable(const ct_document *document)
{
    (void)document;
    return 0;
}

int32_t
ct_document_is_deletable(const ct_document *document)
{
    return ct_document_direction_of(document) == CT_DOCUMENT_RECEIVED;
}

CT__GETTER(ct_numbering_year, ct_numbering, ct__numbering, int32_t, year)
CT__GETTER(ct_numbering_series, ct_numbering, ct__numbering, const char *, series)
CT__LIST(ct_numbering_list, ct_numbering)

/* R-HIS-04 */
int64_t
ct_numbering_next(const ct_numbering *numbering)
{
    const struct ct__numbering *record = ct__handle_record(numbering);
    return record ? record->last_number + 1 : 0;
}

static ct_status
check_client(struct ct__run *run, const void *query)
{
    struct ct__client client = {.id = *(const ct_id *)query};
    return ct__need(run, CT__CLIENT, &client, CT__REASON_CLIENT_NOT_FOUND);
}

ct_status
ct_document_list_get(ct_context *context, const ct_document_query *query,
                     ct_document_list **ret_list)
{
    ct_document_query own;
    ct_status status = ct__enter(context);
    if (!status)
        status = ct__copy_request(context, &own, sizeof own, sizeof own, query,
                                  "ct_document_query");
    if (!status)
        status = ct__check_range(context, "reserved", own.reserved, 0, 0);
    if (status)
        return ct__leave(context, status);
    const struct ct__document prefix = {.client_id = own.client};
    const struct ct__page page = {
        .table = CT__DOCUMENT,
        .index = CT__DOCUMENT_BY_DATE,
        .prefix = &prefix,
        .prefix_count = 1,
        .after = own.after,
        .limit = own.limit,
        .query = &own.client,
        .check = check_client,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}

struct look {
    ct_id client;
    struct ct__list *list;
};

static ct_status
add_to_list(struct ct__run *run, void *record, void *state)
{
    struct look *look = state;
    struct ct__handle *handle = NULL;
    ct_status status =
        ct__handle_new(run->context, ct__table_of(CT__NUMBERING), record, NULL, &handle);
    return status ? status : ct__list_add(look->list, handle);
}

static ct_status
look_at_numbering(struct ct__run *run, void *state)
{
    struct look *look = state;
    const struct ct__numbering key = {.client_id = look->client};
    const struct ct__range range = ct__rows_like(CT__NUMBERING, 0, &key, 1);
    struct ct__numbering numbering;
    ct_status status = check_client(run, &look->client);
    if (!status)
        status = ct__begin_answers(run, &look->list);
    return status ? status : ct__each(run, &range, &numbering, add_to_list, look);
}

ct_status
ct_numbering_list_get(ct_context *context, ct_id client, ct_numbering_list **ret_list)
{
    struct look state = {.client = client};
    ct_status status = ct__check_place(context, "ret_list", ret_list);
    if (status)
        return status;
    status = ct__read(context, look_at_numbering, &state, NULL);
    if (!status)
        *ret_list = (ct_numbering_list *)state.list;
    else
        ct__list_free(state.list);
    return status;
}
