#include "heap.h"

#include <stdlib.h>

static bool
is_refused(struct heap *heap)
{
    long left = atomic_load(&heap->until);
    atomic_fetch_add(&heap->asked, 1);
    if (left < 0)
        return false;
    if (left > 0) {
        atomic_fetch_sub(&heap->until, 1);
        return false;
    }
    atomic_store(&heap->was_hit, true);
    if (heap->mode == HEAP_FAILS_ONCE)
        atomic_store(&heap->until, -1);
    return true;
}

static void *
allocate(void *user, size_t bytes)
{
    struct heap *heap = user;
    void *block = is_refused(heap) ? NULL : malloc(bytes);
    if (block)
        atomic_fetch_add(&heap->live, 1);
    return block;
}

static void *
resize(void *user, void *block, size_t bytes)
{
    return is_refused(user) ? NULL : realloc(block, bytes);
}

static void
release(void *user, void *block)
{
    struct heap *heap = user;
    atomic_fetch_sub(&heap->live, 1);
    free(block);
}

ct_allocator
heap_allocator(struct heap *heap)
{
    return (ct_allocator){sizeof(ct_allocator), heap, allocate, resize, release};
}

void
heap_arm(struct heap *heap, enum heap_mode mode, long until)
{
    heap->mode = mode;
    atomic_store(&heap->was_hit, false);
    atomic_store(&heap->until, until);
}

bool
heap_disarm(struct heap *heap)
{
    atomic_store(&heap->until, -1);
    return atomic_load(&heap->was_hit);
}
