/* Memory: one allocator per owner, and an arena for what lives as long as one call. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "contoterzi/base.h"

/* Copies the host's allocator, or the C library's for NULL. CT_ERR_INVALID_ARGUMENT if incomplete. */
ct_status ct__allocator_init(ct_allocator *own, const ct_allocator *host);

/* Zeroed memory; NULL when there is no more or count * size overflows. */
void *ct__allocate(const ct_allocator *allocator, size_t count, size_t size);
void *ct__resize(const ct_allocator *allocator, void *block, size_t count, size_t size);
void ct__release(const ct_allocator *allocator, void *block); /* NULL is ignored */

/* Hands out memory that is given back all at once. */
struct ct__arena {
    const ct_allocator *allocator; /* outlives the arena */
    struct ct__arena_chunk *chunks;
    bool is_secret; /* what was taken since the last reset is wiped before it is given back */
};

void *ct__arena_take(struct ct__arena *arena, size_t size); /* aligned, not zeroed; NULL: no more */
char *ct__arena_text(struct ct__arena *arena, const void *text, size_t length); /* adds the NUL */
/* Where an arena has got to, and back there: what was taken since is forgotten. */
struct ct__arena_mark {
    struct ct__arena_chunk *chunk;
    size_t used;
};
struct ct__arena_mark ct__arena_mark(const struct ct__arena *arena);
void ct__arena_rewind(struct ct__arena *arena, struct ct__arena_mark mark);
/* Forgets everything but keeps one chunk, so that most calls find their memory there. */
void ct__arena_reset(struct ct__arena *arena);
void ct__arena_free(struct ct__arena *arena);
