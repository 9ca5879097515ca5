/* Around a back end of ours what one far away has besides, and what needs no server: ranges are told
 * before they are asked for, and the library looks late whether a row is there. */
#include "wrap.h"

#include "model/record.h"
#include "storage/storage.h"

static ct_storage_ops real;

static ct_status
look_ahead(void *session, const ct_scan *const *scans, size_t count, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (size_t i = 0; i < count && !status; i++) {
        void *cursor = NULL;
        status = real.scan_open(session, scans[i], &cursor, diag);
        if (!status)
            real.scan_close(cursor);
    }
    return status;
}

static ct_status
take_nothing(ct_row_sink *sink, const ct_value *columns, size_t count)
{
    (void)sink, (void)columns, (void)count;
    return CT_OK;
}

static ct_status
expect_none(void *session, const ct_scan *scan, ct_diag *diag)
{
    struct ct_row_sink nobody = {.take = take_nothing};
    void *cursor = NULL;
    ct_status status = real.scan_open(session, scan, &cursor, diag);
    if (status)
        return status;
    status = real.scan_next(cursor, &nobody, diag);
    real.scan_close(cursor);
    if (status == CT_OK)
        ct_diag_set(diag, 0, "there was a row where there was to be none");
    return status == CT_OK ? CT_ERR_CONFLICT : status == CT_DONE ? CT_OK : status;
}

ct_status
wrap_as_far(struct world *world)
{
    real = world->storage->ops;
    ct_storage_ops ops = real;
    ops.promises |= CT_STORAGE_CHECKED;
    ops.look_ahead = look_ahead;
    ops.expect_none = expect_none;
    return wrap_in(world, &ops);
}
