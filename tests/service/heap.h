/* An allocator that counts what is out, and fails when told to. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include <contoterzi/base.h>

enum heap_mode { HEAP_FAILS_ONCE, HEAP_FAILS_FROM };

struct heap {
    atomic_long live;  /* blocks */
    atomic_long asked; /* how often memory was asked for */
    atomic_long until; /* so many more succeed; negative: all */
    atomic_bool was_hit;
    enum heap_mode mode;
};

ct_allocator heap_allocator(struct heap *heap);
void heap_arm(struct heap *heap, enum heap_mode mode, long until);
/* Whether the failure happened; from now on all succeed. */
bool heap_disarm(struct heap *heap);
