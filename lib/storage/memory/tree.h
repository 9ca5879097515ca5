/* One index: a persistent AVL tree of rows. Trees share nodes; a change copies the nodes on its
 * path that somebody else holds too and works in place on the rest, so that whoever kept a
 * reference to an old root goes on seeing the old tree, without a lock. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/memory/row.h"

struct ct__memory_node;

/* How an index orders rows. Rows that agree in the first `unique_count` columns, none of them NULL,
 * are one and the same to the index; without uniqueness that takes all the columns. */
struct ct__memory_order {
    uint32_t *columns; /* the index's own, then those of the primary key that it lacks */
    uint32_t column_count;
    uint32_t unique_count;
};

int ct__memory_order_compare(const struct ct__memory_order *order, const struct ct__memory_row *a,
                             const struct ct__memory_row *b);

/* The empty tree is NULL. A tree is ended by unref of its root. */
struct ct__memory_node *ct__memory_tree_ref(struct ct__memory_node *root);
void ct__memory_tree_unref(const ct_allocator *allocator, struct ct__memory_node *root);

/* The three changes replace *root, and take their own references to rows. After any answer but
 * CT_OK the tree is good for nothing but unref.
 * CT_ERR_EXISTS: the index has such a row. */
ct_status ct__memory_tree_insert(const ct_allocator *allocator,
                                 const struct ct__memory_order *order,
                                 struct ct__memory_node **root, struct ct__memory_row *row);
/* CT_ERR_NOT_FOUND: the index has no row in the place of `row`; the same below. */
ct_status ct__memory_tree_replace(const ct_allocator *allocator,
                                  const struct ct__memory_order *order,
                                  struct ct__memory_node **root, struct ct__memory_row *row);
ct_status ct__memory_tree_erase(const ct_allocator *allocator, const struct ct__memory_order *order,
                                struct ct__memory_node **root, struct ct__memory_row *row);

/* A row that begins with the tuple `values`, borrowed from the tree, or NULL. */
struct ct__memory_row *ct__memory_tree_find(const struct ct__memory_order *order,
                                            const struct ct__memory_node *root,
                                            const ct_value *values, size_t count);

/* One end of a range; `count` 0 is no bound. */
struct ct__memory_bound {
    const ct_value *values;
    size_t count;
    bool is_open;
};

/* More than an AVL tree that fills 64 bits of address space can be high. */
enum { CT__MEMORY_HEIGHT_MAX = 92 };

/* A walk over a range in either direction. Borrows all it is given. */
struct ct__memory_walk {
    const struct ct__memory_order *order;
    struct ct__memory_bound last;
    int ahead; /* the side of a node's children that are yet to come */
    size_t depth;
    const struct ct__memory_node *path[CT__MEMORY_HEIGHT_MAX];
};

/* From the end `first` of the range to the end `last`; descending, `first` is the high one. */
void ct__memory_walk_start(struct ct__memory_walk *walk, const struct ct__memory_order *order,
                           const struct ct__memory_node *root, bool is_descending,
                           struct ct__memory_bound first, struct ct__memory_bound last);
struct ct__memory_row *ct__memory_walk_next(struct ct__memory_walk *walk); /* NULL at the end */
