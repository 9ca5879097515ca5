#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 8192 };

struct ct__arena_chunk {
    struct ct__arena_chunk *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

static void *
libc_allocate(void *user, size_t bytes)
{
    (void)user;
    return malloc(bytes);
}

static void *
libc_resize(void *user, void *block, size_t bytes)
{
    (void)user;
    return realloc(block, bytes);
}

static void
libc_release(void *user, void *block)
{
    (void)user;
    free(block);
}

ct_status
ct__allocator_init(ct_allocator *own, const ct_allocator *host)
{
    if (!host || (host->size >= sizeof *host && !host->allocate && !host->resize && !host->release)) {
        *own = (ct_allocator){sizeof *own, NULL, libc_allocate, libc_resize, libc_release};
        return CT_OK;
    }
    if (host->size < sizeof *host || !host->allocate || !host->resize || !host->release)
        return CT_ERR_INVALID_ARGUMENT;
    *own = *host;
    return CT_OK;
}

void *
ct__allocate(const ct_allocator *allocator, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    void *block = allocator->allocate(allocator->user, bytes ? bytes : 1);
    return block ? memset(block, 0, bytes) : NULL;
}

void *
ct__resize(const ct_allocator *allocator, void *block, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    if (!block)
        return allocator->allocate(allocator->user, bytes ? bytes : 1);
    return allocator->resize(allocator->user, block, bytes ? bytes : 1);
}

void
ct__release(const ct_allocator *allocator, void *block)
{
    if (block)
        allocator->release(allocator->user, block);
}

void *
ct__arena_take(struct ct__arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t rounded = (size + align - 1) / align * align;
    struct ct__arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < rounded) {
        size_t room = rounded > CHUNK_SIZE ? rounded : CHUNK_SIZE;
        chunk = arena->allocator->allocate(arena->allocator->user, sizeof *chunk + room);
        if (!chunk)
            return NULL;
        chunk->size = room;
        chunk->used = 0;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    void *taken = chunk->bytes + chunk->used;
    chunk->used += rounded;
    return taken;
}

char *
ct__arena_text(struct ct__arena *arena, const void *text, size_t length)
{
    char *copy = length < SIZE_MAX ? ct__arena_take(arena, length + 1) : NULL;
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static void
wipe(const struct ct__arena *arena, struct ct__arena_chunk *chunk, size_t from)
{
    if (arena->is_secret)
        explicit_bzero(chunk->bytes + from, chunk->used - from);
}

struct ct__arena_mark
ct__arena_mark(const struct ct__arena *arena)
{
    return (struct ct__arena_mark){arena->chunks, arena->chunks ? arena->chunks->used : 0};
}

void
ct__arena_rewind(struct ct__arena *arena, struct ct__arena_mark mark)
{
    if (!mark.chunk) { /* the first chunk may stay: it is empty, not gone */
        ct__arena_reset(arena);
        return;
    }
    while (arena->chunks != mark.chunk) {
        struct ct__arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        wipe(arena, chunk, 0);
        ct__release(arena->allocator, chunk);
    }
    wipe(arena, mark.chunk, mark.used);
    mark.chunk->used = mark.used;
}

static void
drop_chunks(struct ct__arena *arena, const struct ct__arena_chunk *keep)
{
    struct ct__arena_chunk *chunk = arena->chunks;
    while (chunk) {
        struct ct__arena_chunk *next = chunk->next;
        wipe(arena, chunk, 0);
        if (chunk != keep)
            ct__release(arena->allocator, chunk);
        chunk = next;
    }
}

void
ct__arena_reset(struct ct__arena *arena)
{
    struct ct__arena_chunk *keep = arena->chunks;
    /* A chunk made for one large value is not worth keeping. */
    while (keep && keep->size > CHUNK_SIZE)
        keep = keep->next;
    drop_chunks(arena, keep);
    arena->is_secret = false;
    arena->chunks = keep;
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
}

void
ct__arena_free(struct ct__arena *arena)
{
    drop_chunks(arena, NULL);
    arena->chunks = NULL;
}
