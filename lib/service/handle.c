#include "service/handle.h"

#include <stdalign.h>
#include <string.h>

static size_t
aligned(size_t size)
{
    const size_t align = alignof(max_align_t);
    return (size + align - 1) / align * align;
}

static size_t
text_size(const struct ct__field *field, const void *record)
{
    const void *member = (const unsigned char *)record + field->offset;
    if (field->kind == CT__FIELD_TEXT)
        return *(const char *const *)member ? strlen(*(const char *const *)member) + 1 : 0;
    if (field->kind == CT__FIELD_BLOB)
        return ((const struct ct__blob *)member)->size;
    return 0;
}

static size_t
texts_size(const struct ct__table *table, const void *record)
{
    size_t size = 0;
    for (uint32_t i = 0; i < table->field_count + table->answer_field_count; i++)
        size += text_size(&table->fields[i], record);
    return size;
}

/* Moves the texts of a record that was copied byte by byte to memory of its own. */
static void
copy_texts(const struct ct__table *table, void *record, unsigned char *texts)
{
    for (uint32_t i = 0; i < table->field_count + table->answer_field_count; i++) {
        size_t size = text_size(&table->fields[i], record);
        if (!size)
            continue;
        void *member = (unsigned char *)record + table->fields[i].offset;
        const void *source = *(const void *const *)member; /* first in a blob, too */
        memcpy(texts, source, size);
        memcpy(member, &texts, sizeof texts);
        texts += size;
    }
}

ct_status
ct__handle_new(ct_context *context, const struct ct__table *table, const void *record,
               const struct ct_reasons *reasons, struct ct__handle **ret_handle)
{
    size_t count = ct_reasons_count(reasons);
    size_t record_at = aligned(sizeof(struct ct__handle));
    size_t reasons_at = record_at + aligned(table->record_size);
    size_t texts_at = reasons_at + count * sizeof *reasons->items;
    unsigned char *block =
        ct__allocate(&context->allocator, texts_at + texts_size(table, record), 1);
    if (!block)
        return ct__fail(context, CT__REASON_NO_MEMORY);
    struct ct__handle *handle = (struct ct__handle *)(void *)block;
    handle->allocator = context->allocator;
    handle->record = memcpy(block + record_at, record, table->record_size);
    if (count)
        memcpy(block + reasons_at, reasons->items, count * sizeof *reasons->items);
    handle->reasons.count = count;
    handle->reasons.language = context->language;
    handle->reasons.items = (const struct ct__reason_text *)(const void *)(block + reasons_at);
    copy_texts(table, block + record_at, block + texts_at);
    *ret_handle = handle;
    return CT_OK;
}

void
ct__handle_free(void *handle)
{
    if (!handle)
        return;
    ct_allocator allocator = ((struct ct__handle *)handle)->allocator;
    ct__release(&allocator, handle);
}

const void *
ct__handle_record(const void *handle)
{
    return handle ? ((const struct ct__handle *)handle)->record : NULL;
}

ct_status
ct__list_new(ct_context *context, struct ct__list **ret_list)
{
    struct ct__list *list = ct__allocate(&context->allocator, 1, sizeof *list);
    if (!list)
        return ct__fail(context, CT__REASON_NO_MEMORY);
    list->allocator = context->allocator;
    *ret_list = list;
    return CT_OK;
}

void
ct__list_free(struct ct__list *list)
{
    if (!list)
        return;
    ct_allocator allocator = list->allocator;
    for (size_t i = 0; i < list->count; i++)
        ct__handle_free(list->items[i]);
    ct__release(&allocator, list->items);
    ct__release(&allocator, list->next);
    ct__release(&allocator, list);
}

ct_status
ct__list_add(struct ct__list *list, struct ct__handle *handle)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        struct ct__handle **items =
            ct__resize(&list->allocator, list->items, room, sizeof *items);
        if (!items) {
            ct__handle_free(handle);
            return CT_ERR_NO_MEMORY;
        }
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = handle;
    return CT_OK;
}

ct_status
ct__list_set_next(struct ct__list *list, const char *next)
{
    size_t size = strlen(next) + 1;
    list->next = ct__allocate(&list->allocator, size, 1);
    if (!list->next)
        return CT_ERR_NO_MEMORY;
    memcpy(list->next, next, size);
    return CT_OK;
}

const void *
ct__list_at(const void *list, size_t index)
{
    const struct ct__list *own = list;
    return own && index < own->count ? own->items[index] : NULL;
}
