#include "storage/storage.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "storage/checked.h"

/* Of a table of functions we ignore what we don't know: we would never call it. */
static ct_status
copy_ops(ct_storage_ops *own, const ct_storage_ops *ops)
{
    size_t size;
    memcpy(&size, ops, sizeof size);
    if (size < offsetof(ct_storage_ops, destroy))
        return CT_ERR_INVALID_ARGUMENT;
    memset(own, 0, sizeof *own);
    memcpy(own, ops, size < sizeof *own ? size : sizeof *own);
    own->size = sizeof *own;
    return CT_OK;
}

static bool
is_complete(const ct_storage_ops *ops)
{
    return ops->name && ops->open && ops->close && ops->ensure_schema && ops->begin &&
           ops->commit && ops->rollback && ops->get && ops->insert && ops->update && ops->erase &&
           ops->scan_open && ops->scan_next && ops->scan_close;
}

ct_status
ct_storage_new(const ct_allocator *allocator, const ct_storage_ops *ops, void *impl,
               ct_storage **ret_storage)
{
    ct_allocator own_allocator;
    ct_storage_ops own_ops;
    if (!ops || !ret_storage || ct__allocator_init(&own_allocator, allocator) ||
        copy_ops(&own_ops, ops) || !is_complete(&own_ops))
        return CT_ERR_INVALID_ARGUMENT;
    ct_storage *storage = ct__allocate(&own_allocator, 1, sizeof *storage);
    if (!storage)
        return CT_ERR_NO_MEMORY;
    storage->allocator = own_allocator;
    storage->ops = own_ops;
    storage->impl = impl;
    atomic_init(&storage->references, 1);
    if (own_ops.promises & CT_STORAGE_CHECKED && ct__storage_check(storage)) {
        ct__release(&own_allocator, storage);
        return CT_ERR_NO_MEMORY;
    }
    *ret_storage = storage;
    return CT_OK;
}

ct_storage *
ct_storage_ref(ct_storage *storage)
{
    if (storage)
        atomic_fetch_add_explicit(&storage->references, 1, memory_order_relaxed);
    return storage;
}

void
ct_storage_unref(ct_storage *storage)
{
    if (!storage ||
        atomic_fetch_sub_explicit(&storage->references, 1, memory_order_acq_rel) != 1)
        return;
    if (storage->ops.destroy)
        storage->ops.destroy(storage->impl);
    ct_allocator allocator = storage->allocator;
    ct__release(&allocator, storage);
}

void
ct_diag_set(ct_diag *diag, int64_t native_code, const char *message)
{
    if (!diag)
        return;
    diag->native_code = native_code;
    (void)snprintf(diag->message, sizeof diag->message, "%s", message ? message : "");
}
