/* A copy of a store's file while others write to it. */
#pragma once

#include <stdint.h>

#include "contoterzi/storage.h"

/* As ct_storage_backup_sqlite says; `version` is the newest schema that is ours. */
ct_status ct__sqlite_backup(const ct_allocator *allocator, const ct_sqlite_backup *asked,
                            uint32_t version, ct_diag *diag);
