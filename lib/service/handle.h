/* Handles: what callers hold. One block of memory each: a record, its texts and its reasons. */
#pragma once

#include "model/tables.h"
#include "service/context.h"

struct ct__handle {
    ct_allocator allocator; /* its own copy: a handle may outlive its context */
    struct ct_reasons reasons;
    const void *record;
};

/* Copies a record of `table` and the reasons, which may be NULL. */
ct_status ct__handle_new(ct_context *context, const struct ct__table *table, const void *record,
                         const struct ct_reasons *reasons, struct ct__handle **ret_handle);
void ct__handle_free(void *handle); /* NULL is ignored */
const void *ct__handle_record(const void *handle); /* NULL for NULL */

/* Many handles, and the cursor of the next page. */
struct ct__list {
    ct_allocator allocator;
    struct ct__handle **items;
    size_t count;
    size_t room;
    char *next;
};

ct_status ct__list_new(ct_context *context, struct ct__list **ret_list);
void ct__list_free(struct ct__list *list); /* NULL is ignored */
/* Takes the handle over, also when it fails. */
ct_status ct__list_add(struct ct__list *list, struct ct__handle *handle);
ct_status ct__list_set_next(struct ct__list *list, const char *next);
const void *ct__list_at(const void *list, size_t index);

/* The public functions that do nothing but look into a handle, or into a list of them. */
#define CT__FREE(function, handle_type) \
    void function(handle_type *handle) { ct__handle_free(handle); }

#define CT__GETTER(function, handle_type, record_type, result_type, member) \
    result_type function(const handle_type *handle)                         \
    {                                                                       \
        const struct record_type *record = ct__handle_record(handle);       \
        return record ? (result_type)record->member : (result_type)0;       \
    }

#define CT__GETTER_OF(function, handle_type, record_type, result_type, member) \
    result_type function(const handle_type *handle)                            \
    {                                                                          \
        const struct record_type *record = ct__handle_record(handle);          \
        return record ? record->member : (result_type){0};                     \
    }

#define CT__LIST(list_type, item_type)                                                     \
    void list_type##_free(list_type *list) { ct__list_free((struct ct__list *)list); }     \
    size_t list_type##_count(const list_type *list)                                        \
    {                                                                                      \
        return list ? ((const struct ct__list *)list)->count : 0;                          \
    }                                                                                      \
    const item_type *list_type##_at(const list_type *list, size_t index)                   \
    {                                                                                      \
        return ct__list_at(list, index);                                                   \
    }

#define CT__PAGED_LIST(list_type, item_type)                          \
    CT__LIST(list_type, item_type)                                    \
    const char *list_type##_next(const list_type *list)               \
    {                                                                 \
        return list ? ((const struct ct__list *)list)->next : NULL;   \
    }
