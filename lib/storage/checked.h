/* A back end's functions behind others that refuse what the contract calls mistakes. */
#pragma once

#include "storage/storage.h"

/* Puts them in front of `storage`, as CT_STORAGE_CHECKED asks. On failure it is left as it was. */
ct_status ct__storage_check(ct_storage *storage);
