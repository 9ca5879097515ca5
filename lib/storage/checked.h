/* A back end's functions behind others that refuse what the contract calls mistakes. The one in memory
 * does without, and looks itself: it has little else to do, and these would cost it a tenth more. */
#pragma once

#include "storage/storage.h"

/* Puts them in front of `storage`, as CT_STORAGE_CHECKED asks. On failure it is left as it was. */
ct_status ct__storage_check(ct_storage *storage);
