#include "wrap.h"

#include <stdlib.h>
#include <string.h>

#include "storage/storage.h"

static ct_status
open_real(void *impl, void **ret_session, ct_diag *diag)
{
    const ct_storage *real = impl;
    return real->ops.open(real->impl, ret_session, diag);
}

/* The wrapper owns the reference to the real one. */
static void
destroy(void *impl)
{
    ct_storage_unref(impl);
}

ct_status
wrap_in(struct world *world, const ct_storage_ops *ops)
{
    ct_storage *wrapped = NULL;
    ct_storage_ops own = *ops;
    own.open = open_real;
    own.destroy = destroy;
    ct_status status = ct_storage_new(&world->allocator, &own, world->storage, &wrapped);
    if (!status)
        world->storage = wrapped;
    return status;
}

ct_status
wrap_as_asked(struct world *world)
{
    const char *asked = getenv("CONTOTERZI_TEST_AS");
    if (!asked)
        return CT_OK;
    return strcmp(asked, "far") == 0      ? wrap_as_far(world)
           : strcmp(asked, "rivals") == 0 ? wrap_in_rivals(world)
                                          : CT_ERR_INVALID_ARGUMENT;
}
