/* The order of an index, and a B+tree of entries in it. Changed in place, while nobody reads. */
#pragma once

#include "storage/memory/row.h"

/* How an index orders rows. To a unique one rows that agree in the first `unique_count` columns, none
 * of them NULL, are one and the same. */
struct ct__memory_order {
    uint32_t *columns; /* the index's own, then those of the primary key that it lacks */
    uint32_t column_count;
    uint32_t unique_count;
    bool is_unique;
};

/* What an index holds: a record, in the place of its newest row, or an older row that has another place
 * than the one that followed it. They are told apart by the lowest bit. */
typedef uintptr_t ct__memory_entry;

static inline ct__memory_entry
ct__memory_entry_of(const struct ct__memory_record *record)
{
    return (ct__memory_entry)record;
}

static inline ct__memory_entry
ct__memory_entry_of_old(const struct ct__memory_row *row)
{
    return (ct__memory_entry)row | 1;
}

static inline bool
ct__memory_entry_is_old(ct__memory_entry entry)
{
    return entry & 1;
}

/* The row whose place it is. */
static inline struct ct__memory_row *
ct__memory_entry_row(ct__memory_entry entry)
{
    return ct__memory_entry_is_old(entry) ? (struct ct__memory_row *)(entry & ~(ct__memory_entry)1)
                                          : ((struct ct__memory_record *)entry)->newest;
}

/* Of a record that is not erased, in the place of its newest row. */
static inline bool
ct__memory_entry_is_alive(ct__memory_entry entry)
{
    return !ct__memory_entry_is_old(entry) &&
           ((const struct ct__memory_record *)entry)->gone == CT__MEMORY_NEVER;
}

struct ct__memory_leaf;
struct ct__memory_node;

/* A place between two entries. */
struct ct__memory_place {
    struct ct__memory_leaf *leaf; /* NULL: in an empty tree */
    uint32_t at;
};

struct ct__memory_tree {
    const struct ct__memory_order *order;
    struct ct__memory_node *root;   /* NULL: empty */
    struct ct__memory_place finger; /* of the last insertion: the next is often beside it */
    unsigned luck;                  /* how often it may fail before it is not asked any more */
    unsigned insertions;
    uint64_t changes; /* whoever has a place looks for it anew when this has grown */
    /* Before the entry that a writer came upon last, when there had been that many changes. */
    struct ct__memory_place recent;
    uint64_t recent_changes;
};


void ct__memory_tree_free(const ct_allocator *allocator, struct ct__memory_tree *tree);

/* Values of the first so many columns of an index: a place before all rows that begin with them, or
 * after. */
struct ct__memory_probe {
    const ct_value *values;
    uint32_t count;
    bool is_after;
};

/* The most columns that an order has. */
enum { CT__MEMORY_KEY_MAX = 64 };

/* The place of a row, its values in `values`. */
struct ct__memory_probe ct__memory_probe_row(const struct ct__memory_order *order,
                                             const struct ct__memory_row *row, ct_value *values);

/* Below 0 if the row comes before those that begin with the probe's values, 0 if it is one of them. */
int ct__memory_probe_compare(const struct ct__memory_order *order,
                             const struct ct__memory_row *row,
                             const struct ct__memory_probe *probe);

/* The order of two rows: negative, 0 or positive. */
int ct__memory_row_compare(const struct ct__memory_order *order, const struct ct__memory_row *a,
                           const struct ct__memory_row *b);

/* Does the order allow but one record that is not erased with the unique values of the probe? */
bool ct__memory_order_is_strict(const struct ct__memory_order *order,
                                const struct ct__memory_probe *probe);

struct ct__memory_place ct__memory_tree_seek(const struct ct__memory_tree *tree,
                                             const struct ct__memory_probe *probe);
/* Is it sure, without a look at its row, that the entry after the place does not begin with the probe's
 * values? */
bool ct__memory_place_is_other(struct ct__memory_place place,
                               const struct ct__memory_probe *probe);
/* The entry after the place, or before it, and beyond it; 0: there is none. */
ct__memory_entry ct__memory_tree_next(struct ct__memory_place *place);
ct__memory_entry ct__memory_tree_previous(struct ct__memory_place *place);

/* What will perhaps be removed or exchanged next: the entry after the place. With the turn to write. */
void ct__memory_tree_remember(struct ct__memory_tree *tree, struct ct__memory_place place);

/* Adds a record in the place of its newest row. CT_ERR_EXISTS: another record that is not erased is the
 * same to the order; not looked for unless it `may_clash`. After CT_ERR_NO_MEMORY the tree holds what it
 * held before. */
ct_status ct__memory_tree_insert(const ct_allocator *allocator, struct ct__memory_tree *tree,
                                 const struct ct__memory_record *record, bool may_clash);
/* Is there `entry` in the place of `row`? */
bool ct__memory_tree_has(struct ct__memory_tree *tree, const struct ct__memory_row *row,
                         ct__memory_entry entry);
/* The same for two that need no memory, and do nothing where there is no `entry` in the place of
 * `row`. */
void ct__memory_tree_remove(const ct_allocator *allocator, struct ct__memory_tree *tree,
                            const struct ct__memory_row *row, ct__memory_entry entry);
void ct__memory_tree_exchange(struct ct__memory_tree *tree, const struct ct__memory_row *row,
                              ct__memory_entry entry, ct__memory_entry other);
