/* The nodes of a tree: leaves of entries, and above them nodes that part their children by separators.
 * A node knows what all of its keys have in common, from the separators on either side of it (at the
 * edges of the tree, from its first and last key), and keeps of each key the first bytes that differ:
 * mostly these are all that a search looks at. */
#pragma once

#include "storage/memory/tree.h"

enum { CT__MEMORY_WIDTH = 64 };

struct ct__memory_inner;

struct ct__memory_node {
    struct ct__memory_inner *parent; /* NULL: the root */
    bool is_leaf;
    bool is_open;    /* on a side: then a probe may have less in common with its keys than they have */
    uint16_t count;  /* entries, or separators */
    uint32_t column; /* the first of the order's in which keys differ */
    uint32_t skip;   /* and how many bytes of that don't */
    uint64_t ranks[CT__MEMORY_WIDTH];
};

struct ct__memory_leaf {
    struct ct__memory_node node;
    struct ct__memory_leaf *previous;
    struct ct__memory_leaf *next;
    ct__memory_entry entries[CT__MEMORY_WIDTH];
};

/* A separator is a row of the order's columns alone: keys on its left are not above it, those on its
 * right not below. There is one child more than separators. */
struct ct__memory_inner {
    struct ct__memory_node node;
    struct ct__memory_row *separators[CT__MEMORY_WIDTH];
    struct ct__memory_node *children[CT__MEMORY_WIDTH + 1];
};

/* The start of a value behind `skip` bytes as a number: a value of a lower rank comes first, and of two
 * with the same rank either may. */
uint64_t ct__memory_rank(const ct_value *value, uint32_t skip);

/* How many of the node's keys come before the probe's place. */
uint32_t ct__memory_node_seek(const struct ct__memory_order *order,
                              const struct ct__memory_node *node,
                              const struct ct__memory_probe *probe);

/* Adds an entry to a leaf that has room. */
void ct__memory_leaf_put(const struct ct__memory_order *order, struct ct__memory_leaf *leaf,
                         uint32_t at, const struct ct__memory_probe *probe,
                         ct__memory_entry entry);

struct ct__memory_leaf *ct__memory_leaf_new(const ct_allocator *allocator);

/* Parts a full leaf, and what is full above it. The last leaf keeps all it has where `row`, which is to
 * come, belongs behind: what is appended in order fills one leaf after another. */
ct_status ct__memory_leaf_split(const ct_allocator *allocator, struct ct__memory_tree *tree,
                                struct ct__memory_leaf *leaf, const struct ct__memory_row *row);

/* Takes an empty leaf out, and what becomes empty above it. */
void ct__memory_leaf_drop(const ct_allocator *allocator, struct ct__memory_tree *tree,
                          struct ct__memory_leaf *leaf);

void ct__memory_node_free(const ct_allocator *allocator, struct ct__memory_node *node);
