/* Words for a failure. */
#pragma once

#include "contoterzi/storage.h"

/* Tells `diag` and answers `status`, so that a function can return what it reports. */
__attribute__((format(printf, 3, 4))) ct_status ct__memory_report(ct_diag *diag, ct_status status,
                                                                  const char *format, ...);
