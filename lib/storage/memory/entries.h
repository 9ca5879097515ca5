/* The entries of one index, found in two ways. By their first value: a hash leads to those that have it
 * in common, as long as they are few. In order: a tree has them all. Those that came since somebody last
 * asked for either wait in line: what nobody asks for costs a place in it. Nor is sorted what lies apart
 * from all that is asked for. A unique index must look for a clash at once, but where identifiers come
 * one above the other. */
#pragma once

#include "storage/memory/groups.h"

struct ct__memory_entries {
    bool is_grouped; /* a unique index always, another since it was first asked for a first value */
    struct ct__memory_groups groups;
    struct ct__memory_tree tree;
    ct__memory_entry *waiting; /* records, as they came */
    size_t waiting_count;
    size_t waiting_room;
    size_t grouped; /* how many of those that wait the groups have, from the first on */
    bool is_asked;  /* for its order, now and then */
    ct__memory_entry least, greatest; /* of those that wait; 0: not known */
    bool has_highest;
    ct_id highest; /* no first value that was added is above it */
};

void ct__memory_entries_free(const ct_allocator *allocator, struct ct__memory_entries *entries);

/* Adds a record in the place of its newest row. CT_ERR_EXISTS: another record that is not erased is the
 * same to the index. After CT_ERR_NO_MEMORY `remove` takes away what is there of it. */
ct_status ct__memory_entries_add(const ct_allocator *allocator, struct ct__memory_entries *entries,
                                 const struct ct__memory_record *record);
/* These two need no memory, and do nothing where there is no `entry` in the place of `row`. Of entries
 * that wait `remove` finds the last alone, and `exchange` none. */
void ct__memory_entries_remove(const ct_allocator *allocator, struct ct__memory_entries *entries,
                               const struct ct__memory_row *row, ct__memory_entry entry);
void ct__memory_entries_exchange(struct ct__memory_entries *entries,
                                 const struct ct__memory_row *row, ct__memory_entry entry,
                                 ct__memory_entry other);

/* All entries, in no particular order: from a walk of zeros on, 0 at the end. What was handed out may be
 * gone when the next is asked for. */
struct ct__memory_walk {
    struct ct__memory_place place;
    size_t next; /* of those that wait; 0: the tree is not done */
    bool has_begun;
};
ct__memory_entry ct__memory_entries_walk(const struct ct__memory_entries *entries,
                                         struct ct__memory_walk *walk);

/* What is looked for: what lies between the lower probe and what begins with the higher. */
struct ct__memory_range {
    const ct_value *first; /* with which all of it begins; NULL: there is no such value */
    struct ct__memory_probe low;
    struct ct__memory_probe high;
};

/* Where it is. */
struct ct__memory_sight {
    const struct ct__memory_group *group; /* the small one that they are; or NULL */
    bool is_tree;                         /* they are in the tree; else, without a group, there are none */
};
/* False: it can't be seen yet. */
bool ct__memory_entries_see(const struct ct__memory_entries *entries,
                            const struct ct__memory_range *range,
                            struct ct__memory_sight *ret_sight);
/* The same, and makes it so. */
ct_status ct__memory_entries_make_ready(const ct_allocator *allocator,
                                        struct ct__memory_entries *entries,
                                        const struct ct__memory_range *range,
                                        struct ct__memory_sight *ret_sight);
/* Sees to it that a record is in the tree. */
ct_status ct__memory_entries_end_waiting(const ct_allocator *allocator,
                                         struct ct__memory_entries *entries,
                                         const struct ct__memory_record *record);
