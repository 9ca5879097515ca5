#include "base/memory.h"
#include "model/tables.h"
#include "service/arguments.h"
#include "storage/sqlite/backup.h"
#include "storage/storage.h"

ct_status
ct_storage_backup_sqlite(const ct_allocator *allocator, const ct_sqlite_backup *backup)
{
    ct_allocator own_allocator;
    ct_sqlite_backup own;
    ct_diag diag = {0};
    if (!backup)
        return CT_ERR_INVALID_ARGUMENT;
    ct_status status = ct__copy_sized(&own, sizeof own, sizeof own, backup);
    if (!status)
        status = ct__allocator_init(&own_allocator, allocator);
    if (status)
        return status;
    if (!own.source || !own.source[0] || !own.destination || !own.destination[0] || own.reserved)
        return CT_ERR_INVALID_ARGUMENT;
    status = ct__sqlite_backup(&own_allocator, &own, ct_schema_version(&ct__schema), &diag);
    if (status && own.failed)
        own.failed(own.user, diag.native_code, diag.message);
    return status;
}
