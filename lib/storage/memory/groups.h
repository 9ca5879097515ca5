/* The entries of an index by the first of their values: those that have it in common are a group, which
 * a hash finds. Most groups are small and hold their entries in order. One that has grown large says so,
 * and holds none any more. */
#pragma once

#include "storage/memory/tree.h"

enum { CT__MEMORY_GROUP_MAX = 16 };

struct ct__memory_group {
    uint32_t hash;
    uint16_t count; /* 0: the slot is free; above CT__MEMORY_GROUP_MAX: the group is large */
    uint16_t reserved;
    union {
        ct__memory_entry only;        /* of one */
        ct__memory_entry *several;    /* room for four, or the next power of two */
        struct ct__memory_row *value; /* of a large one: what its entries have in common */
    } has;
};

struct ct__memory_groups {
    struct ct__memory_group *slots; /* NULL: none yet */
    size_t mask;
    size_t used;
    uint64_t seed; /* so that nobody can choose values that meet in one slot */
};

static inline bool
ct__memory_group_is_large(const struct ct__memory_group *group)
{
    return group->count > CT__MEMORY_GROUP_MAX;
}

/* Of a small one. */
static inline const ct__memory_entry *
ct__memory_group_entries(const struct ct__memory_group *group)
{
    return group->count == 1 ? &group->has.only : group->has.several;
}

void ct__memory_groups_free(const ct_allocator *allocator, struct ct__memory_groups *groups);

/* By which a value is found; the same in all groups of one seed. */
uint32_t ct__memory_groups_hash(uint64_t seed, const ct_value *value);

/* What has that hash may be asked for soon: fetches the slot where it begins to be looked for. */
static inline void
ct__memory_groups_expect(const struct ct__memory_groups *groups, uint32_t hash)
{
    if (groups->slots)
        __builtin_prefetch(&groups->slots[hash & groups->mask]);
}

/* The group of a value; NULL: there is none. Good until something is added or removed. */
const struct ct__memory_group *ct__memory_groups_find(const struct ct__memory_groups *groups,
                                                      const struct ct__memory_order *order,
                                                      const ct_value *value);

/* Adds an entry whose place is the probe, which has all the values of the order. CT_ERR_EXISTS: the order
 * is unique, and a record of the group that is not erased is the same to it. After any failure the groups
 * hold what they held before. */
ct_status ct__memory_groups_add(const ct_allocator *allocator, struct ct__memory_groups *groups,
                                const struct ct__memory_order *order,
                                const struct ct__memory_probe *probe, ct__memory_entry entry,
                                bool *ret_is_large);
/* These two need no memory, and do nothing where the entry is not there. */
void ct__memory_groups_remove(const ct_allocator *allocator, struct ct__memory_groups *groups,
                              const struct ct__memory_order *order,
                              const struct ct__memory_row *row, ct__memory_entry entry);
void ct__memory_groups_exchange(struct ct__memory_groups *groups,
                                const struct ct__memory_order *order,
                                const struct ct__memory_row *row, ct__memory_entry entry,
                                ct__memory_entry other);
