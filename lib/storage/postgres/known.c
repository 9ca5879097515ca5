#include <string.h>

#include "storage/postgres/postgres.h"

/* An update or removal of a row that this transaction has read or inserted finds it for sure, so nobody
 * need wait to hear so. The set forgets everything when it is full: then one waits. */

enum { ROOM = 4096, FULL = ROOM / 2 };
static const uint64_t removed = 1;

/* FNV-1a, stirred at the end; never 0 or 1. */
uint64_t
ct__pg_hash(uint64_t hash, const void *bytes, size_t count)
{
    const unsigned char *next = bytes;
    hash ^= UINT64_C(14695981039346656037);
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ next[i]) * UINT64_C(1099511628211);
    hash ^= hash >> 29;
    hash *= UINT64_C(0xBF58476D1CE4E5B9);
    hash ^= hash >> 32;
    return hash | 2;
}

static uint64_t
hash_of(const struct ct__sql_table *table, const struct ct__pg_cell *key)
{
    uint64_t hash = table->number;
    for (uint32_t i = 0; i < table->key_count; i++)
        hash = ct__pg_hash(hash, ct__pg_data(&key[i]), (size_t)key[i].size);
    return hash;
}

/* Where it is, or the place for it. */
static uint64_t *
place_of(const struct ct__pg_session *session, uint64_t hash)
{
    size_t i = hash % ROOM;
    while (session->known[i] && session->known[i] != hash)
        i = (i + 1) % ROOM;
    return &session->known[i];
}

void
ct__pg_know(struct ct__pg_session *session, const struct ct__sql_table *table,
            const struct ct__pg_cell *key)
{
    if (!session->known)
        session->known = ct__allocate(session->allocator, ROOM, sizeof *session->known);
    if (!session->known) /* then one waits */
        return;
    if (session->known_count == FULL)
        ct__pg_forget_all(session);
    uint64_t hash = hash_of(table, key);
    uint64_t *place = place_of(session, hash);
    session->known_count += *place == 0;
    *place = hash;
}

void
ct__pg_forget(struct ct__pg_session *session, const struct ct__sql_table *table,
              const struct ct__pg_cell *key)
{
    if (!session->known)
        return;
    uint64_t *place = place_of(session, hash_of(table, key));
    if (*place)
        *place = removed;
}

bool
ct__pg_is_known(const struct ct__pg_session *session, const struct ct__sql_table *table,
                const struct ct__pg_cell *key)
{
    return session->known && *place_of(session, hash_of(table, key));
}

void
ct__pg_forget_all(struct ct__pg_session *session)
{
    if (session->known && session->known_count)
        memset(session->known, 0, ROOM * sizeof *session->known);
    session->known_count = 0;
}
