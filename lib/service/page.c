#include "service/page.h"

#include <stdio.h>
#include <string.h>

/* A cursor is the version, the list's table, index and prefix length, and the index fields of the last
 * row, in hexadecimal: text that survives an upgrade and every shell. */
enum { CURSOR_VERSION = 1, HEAD_SIZE = 4, CURSOR_SIZE_MAX = 4096 };

struct paging {
    const struct ct__page *page;
    struct ct__list *list;
    size_t limit;
    bool has_more;
};

static const char digits[] = "0123456789abcdef";

static unsigned char
kind_of(const struct ct__page *page)
{
    return (unsigned char)(page->prefix_count | (page->is_part ? 0x80U : 0));
}

static void
add_head(struct ct__bytes *bytes, const struct ct__page *page)
{
    const unsigned char head[HEAD_SIZE] = {CURSOR_VERSION, (unsigned char)page->table,
                                           (unsigned char)page->index,
                                           kind_of(page)};
    ct__bytes_add(bytes, head, sizeof head);
}

char *
ct__cursor_after(struct ct__run *run, const struct ct__page *page, const void *last)
{
    const struct ct__table *table = ct__table_of(page->table);
    struct ct__bytes bytes = {.arena = &run->context->arena};
    uint32_t columns[CT__COLUMNS_MAX];
    uint32_t count = ct__index_columns(table, page->index, columns);
    add_head(&bytes, page);
    for (uint32_t i = 0; i < count; i++) { /* the prefix too: it tells one studio's list from another's */
        ct_value value = ct__field_value(&table->fields[columns[i]], last);
        ct__bytes_add_value(&bytes, &value);
    }
    char *text = ct__arena_take(&run->context->arena, 2 * bytes.size + 1);
    if (bytes.failed || !text) {
        (void)ct__fail(run->context, CT__REASON_NO_MEMORY);
        return NULL;
    }
    for (size_t i = 0; i < bytes.size; i++) {
        text[2 * i] = digits[bytes.data[i] >> 4];
        text[2 * i + 1] = digits[bytes.data[i] & 0xF];
    }
    text[2 * bytes.size] = '\0';
    return text;
}

static ct_status
set_next(struct ct__run *run, const struct paging *paging)
{
    const struct ct__list *list = paging->list;
    const char *text = ct__cursor_after(run, paging->page,
                                        ct__handle_record(list->items[list->count - 1]));
    return text ? ct__list_set_next(paging->list, text) : CT_ERR_NO_MEMORY;
}

static bool
decode(const char *text, struct ct__bytes *bytes)
{
    size_t length = strnlen(text, CURSOR_SIZE_MAX);
    if (length % 2 || length == CURSOR_SIZE_MAX)
        return false;
    for (size_t i = 0; i < length; i += 2) {
        const char *high = strchr(digits, text[i]);
        const char *low = strchr(digits, text[i + 1]);
        if (!high || !low)
            return false;
        unsigned char octet = (unsigned char)((high - digits) << 4 | (low - digits));
        ct__bytes_add(bytes, &octet, 1);
    }
    return true;
}

/* Puts the cursor's key into `low`, a copy of the prefix. */
static bool
read_key(const struct ct__page *page, const struct ct__bytes *bytes, void *low,
         struct ct__arena *arena)
{
    const struct ct__table *table = ct__table_of(page->table);
    uint32_t columns[CT__COLUMNS_MAX];
    uint32_t count = ct__index_columns(table, page->index, columns);
    size_t position = HEAD_SIZE;
    for (uint32_t i = 0; i < count; i++) {
        const struct ct__field *field = &table->fields[columns[i]];
        const ct_value own = ct__field_value(field, page->prefix);
        ct_value value;
        if (!ct__bytes_read_value(bytes->data, bytes->size, &position, &value) ||
            (i < page->prefix_count && !ct__value_equal(&value, &own)) ||
            ct__field_set(field, low, &value, arena))
            return false;
    }
    return position == bytes->size;
}

bool
ct__cursor_is_of(const struct ct__page *page)
{
    char start[2 * HEAD_SIZE + 1];
    (void)snprintf(start, sizeof start, "%02x%02x%02x%02x", CURSOR_VERSION, page->table & 0xFFU,
                   page->index & 0xFFU, (unsigned)kind_of(page));
    return strncmp(page->after, start, 2 * HEAD_SIZE) == 0;
}

ct_status
ct__cursor_read(struct ct__run *run, const struct ct__page *page, void *low)
{
    struct ct__bytes bytes = {.arena = &run->context->arena};
    struct ct__bytes head = {.arena = &run->context->arena};
    add_head(&head, page);
    if (!decode(page->after, &bytes) || bytes.size < head.size || head.failed || bytes.failed ||
        /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): both have bytes by now */
        memcmp(bytes.data, head.data, head.size) != 0 ||
        !read_key(page, &bytes, low, &run->context->arena))
        return ct__fail(run->context, CT__REASON_BAD_CURSOR);
    return CT_OK;
}

static ct_status
take_row(struct ct__run *run, void *record, void *state)
{
    struct paging *paging = state;
    const struct ct__page *page = paging->page;
    struct ct__handle *handle = NULL;
    if (page->accept && !page->accept(run, record, page->query))
        return ct__verdict_status(run->context); /* it may have had to look, and failed */
    if (paging->list->count == paging->limit) {
        paging->has_more = true;
        return CT_DONE;
    }
    ct_status status =
        ct__handle_new(run->context, ct__table_of(page->table), record, NULL, &handle);
    return status ? status : ct__list_add(paging->list, handle);
}

static ct_status
fill_page(struct ct__run *run, struct paging *paging)
{
    const struct ct__page *page = paging->page;
    const struct ct__table *table = ct__table_of(page->table);
    void *low = ct__arena_take(&run->context->arena, table->record_size);
    void *record = ct__arena_take(&run->context->arena, table->record_size);
    uint32_t columns[CT__COLUMNS_MAX];
    if (!low || !record)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    memcpy(low, page->prefix, table->record_size);
    ct_status status = page->after ? ct__cursor_read(run, page, low) : CT_OK;
    if (status)
        return status;
    const struct ct__range range = {
        .table = page->table,
        .index = page->index,
        .low = low,
        .high = page->prefix,
        .low_count = page->after ? ct__index_columns(table, page->index, columns)
                                 : page->prefix_count,
        .high_count = page->prefix_count,
        .flags = page->after ? CT_SCAN_LOW_OPEN : 0,
    };
    status = ct__each(run, &range, record, take_row, paging);
    return !status && paging->has_more ? set_next(run, paging) : status;
}

ct_status
ct__page_check_studio(struct ct__run *run, const void *query)
{
    struct ct__studio studio = {.id = *(const ct_id *)query};
    return ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
}

static ct_status
look_at_page(struct ct__run *run, void *state)
{
    struct paging *paging = state;
    const struct ct__page *page = paging->page;
    paging->has_more = false;
    ct_status status = ct__check_range(run->context, "limit", page->limit, 0, CT__PAGE_LIMIT_MAX);
    if (!status && page->check)
        status = page->check(run, page->query);
    if (!status)
        status = ct__begin_answers(run, &paging->list);
    return status ? status : fill_page(run, paging);
}

ct_status
ct__page_get(ct_context *context, const struct ct__page *page, void **ret_list)
{
    struct paging paging = {
        .page = page,
        .limit = page->limit ? page->limit : CT__PAGE_LIMIT_DEFAULT,
    };
    ct_status status = ct__check_place(context, "ret_list", ret_list);
    if (status)
        return status;
    status = ct__read(context, look_at_page, &paging, NULL);
    if (status)
        ct__list_free(paging.list);
    else
        *ret_list = paging.list;
    return status;
}
