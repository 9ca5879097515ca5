/* A back end in use, and what the library hands to it. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "contoterzi/storage.h"

struct ct_storage {
    ct_allocator allocator;
    ct_storage_ops ops; /* our own full copy: no test of its size anywhere else */
    void *impl;
    atomic_uint references;
};

/* Fixed, so that telling of a failure can't fail. */
struct ct_diag {
    int64_t native_code;
    char message[512];
};
