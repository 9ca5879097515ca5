#include "storage/memory/node.h"

#include <string.h>

static struct ct__memory_leaf *
leaf_of(const struct ct__memory_node *node)
{
    return (struct ct__memory_leaf *)node;
}

static struct ct__memory_inner *
inner_of(const struct ct__memory_node *node)
{
    return (struct ct__memory_inner *)node;
}

/* 62 bits of a value, its type above them. */
uint64_t
ct__memory_rank(const ct_value *value, uint32_t skip)
{
    const int64_t most = INT64_C(1) << 61;
    uint64_t rank = 0;
    if (value->type == CT_TYPE_INT64) {
        int64_t number = value->i64 < -most ? -most : value->i64 >= most ? most - 1 : value->i64;
        return (uint64_t)CT_TYPE_INT64 << 62 | (uint64_t)(number + most);
    }
    if (value->len > skip) {
        size_t size = value->len - skip;
        unsigned char bytes[sizeof rank] = {0};
        memcpy(bytes, (const unsigned char *)value->data + skip,
               size < sizeof bytes ? size : sizeof bytes);
        rank = ct__bytes_word(bytes);
    }
    return (uint64_t)value->type << 62 | rank >> 2;
}

static ct_value
key_value(const struct ct__memory_order *order, const struct ct__memory_node *node, uint32_t at,
          uint32_t column)
{
    if (!node->is_leaf)
        return ct__memory_row_value(inner_of(node)->separators[at], column);
    return ct__memory_row_value(ct__memory_entry_row(leaf_of(node)->entries[at]),
                                order->columns[column]);
}

/* Does a key come before the probe's place? Of columns before the node's own all of its keys, and any
 * probe that leads to it, have the same. */
static bool
is_before(const struct ct__memory_order *order, const struct ct__memory_node *node, uint32_t at,
          const struct ct__memory_probe *probe)
{
    for (uint32_t i = node->column; i < probe->count; i++) {
        const ct_value value = key_value(order, node, at, i);
        int result = ct__value_compare(&value, &probe->values[i]);
        if (result)
            return result < 0;
    }
    return probe->is_after;
}

/* How many ranks are below `limit`. */
static uint32_t
count_below(const uint64_t *ranks, uint32_t count, uint64_t limit)
{
    const uint64_t *from = ranks;
    for (; count > 1; count -= count / 2)
        from += from[count / 2 - 1] < limit ? count / 2 : 0;
    return (uint32_t)(from - ranks) + (count && *from < limit);
}

/* Both cut off after `size` bytes, which the first has. */
static int
compare_starts(const ct_value *a, const ct_value *b, size_t size)
{
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    size_t common = b->len < size ? b->len : size;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what has a length has bytes */
    int result = common ? memcmp(a->data, b->data, common) : 0;
    return result ? result : b->len < size;
}

/* Below 0 if what all of the node's keys have in common comes before the probe, 0 if the probe begins with
 * it too. */
static int
compare_common(const struct ct__memory_order *order, const struct ct__memory_node *node,
               const struct ct__memory_probe *probe)
{
    uint32_t shared = node->column < probe->count ? node->column : probe->count;
    if (!node->count)
        return 0;
    for (uint32_t i = 0; i < shared; i++) {
        const ct_value value = key_value(order, node, 0, i);
        int result = ct__value_compare(&value, &probe->values[i]);
        if (result)
            return result;
    }
    if (!node->skip || node->column >= probe->count)
        return 0;
    const ct_value value = key_value(order, node, 0, node->column);
    return compare_starts(&value, &probe->values[node->column], node->skip);
}

uint32_t
ct__memory_node_seek(const struct ct__memory_order *order, const struct ct__memory_node *node,
                     const struct ct__memory_probe *probe)
{
    uint32_t low = 0;
    uint32_t high = node->count;
    bool has_common = node->column || node->skip;
    int place = node->is_open && has_common ? compare_common(order, node, probe) : 0;
    if (place)
        return place < 0 ? high : 0;
    if (probe->count <= node->column) /* all of them begin with the probe */
        return probe->is_after ? high : 0;
    uint64_t rank = ct__memory_rank(&probe->values[node->column], node->skip);
    low = count_below(node->ranks, node->count, rank);
    high = low < node->count && node->ranks[low] == rank
               ? low + count_below(node->ranks + low, node->count - low, rank + 1)
               : low;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(order, node, middle, probe))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
rank_keys(const struct ct__memory_order *order, struct ct__memory_node *node)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const ct_value value = key_value(order, node, i, node->column);
        node->ranks[i] = ct__memory_rank(&value, node->skip);
    }
}

static uint32_t
place_in_parent(const struct ct__memory_node *node)
{
    uint32_t at = 0;
    while (node->parent->children[at] != node)
        at++;
    return at;
}

/* The nearest separators on either side. */
static void
find_sides(const struct ct__memory_node *node, const struct ct__memory_row **low,
           const struct ct__memory_row **high)
{
    *low = *high = NULL;
    for (; node->parent && !(*low && *high); node = &node->parent->node) {
        uint32_t at = place_in_parent(node);
        if (!*low && at)
            *low = node->parent->separators[at - 1];
        if (!*high && at < node->parent->node.count)
            *high = node->parent->separators[at];
    }
}

/* On a side of a node: the separator, or where there is none the key at the edge. */
static ct_value
side_value(const struct ct__memory_order *order, const struct ct__memory_node *node,
           const struct ct__memory_row *separator, uint32_t edge, uint32_t column)
{
    return separator ? ct__memory_row_value(separator, column)
                     : key_value(order, node, edge, column);
}

/* What lies between two keys has in common what they have. */
static void
find_common(const struct ct__memory_order *order, struct ct__memory_node *node)
{
    const struct ct__memory_row *low, *high;
    find_sides(node, &low, &high);
    node->is_open = !low || !high;
    node->column = 0;
    node->skip = 0;
    if (node->is_open && !node->count)
        return;
    for (; node->column < order->column_count; node->column++) {
        const ct_value a = side_value(order, node, low, 0, node->column);
        const ct_value b = side_value(order, node, high, node->count - 1U, node->column);
        if (ct__value_compare(&a, &b) == 0)
            continue;
        if (a.type == b.type && a.type != CT_TYPE_INT64)
            while (node->skip < a.len && node->skip < b.len &&
                   ((const char *)a.data)[node->skip] == ((const char *)b.data)[node->skip])
                node->skip++;
        return;
    }
    node->column = order->column_count - 1;
}

static void
fit(const struct ct__memory_order *order, struct ct__memory_node *node)
{
    uint32_t column = node->column;
    uint32_t skip = node->skip;
    find_common(order, node);
    if (node->column != column || node->skip != skip)
        rank_keys(order, node);
}

/* After what is beside a node has changed: it, and what is at its edges. */
static void
refit(const struct ct__memory_order *order, struct ct__memory_node *node)
{
    fit(order, node);
    if (node->is_leaf)
        return;
    refit(order, inner_of(node)->children[0]);
    if (node->count)
        refit(order, inner_of(node)->children[node->count]);
}

void
ct__memory_leaf_put(const struct ct__memory_order *order, struct ct__memory_leaf *leaf,
                    uint32_t at, const struct ct__memory_probe *probe, ct__memory_entry entry)
{
    struct ct__memory_node *node = &leaf->node;
    size_t moved = node->count - at;
    bool is_at_edge = node->is_open && (at == 0 || at == node->count);
    bool is_fitting = !is_at_edge || compare_common(order, node, probe) == 0;
    bool may_be_loose = node->is_open && (node->count & (node->count + 1U)) == 0;
    if (moved) {
        memmove(&leaf->entries[at + 1], &leaf->entries[at], moved * sizeof entry);
        memmove(&node->ranks[at + 1], &node->ranks[at], moved * sizeof *node->ranks);
    }
    leaf->entries[at] = entry;
    node->ranks[at] = ct__memory_rank(&probe->values[node->column], node->skip);
    node->count++;
    if (!is_fitting || may_be_loose) /* an open leaf is fitted anew now and then */
        fit(order, node);
}

struct ct__memory_leaf *
ct__memory_leaf_new(const ct_allocator *allocator)
{
    struct ct__memory_leaf *leaf = ct__allocate(allocator, 1, sizeof *leaf);
    if (leaf)
        leaf->node.is_leaf = leaf->node.is_open = true;
    return leaf;
}

/* Makes the root a child of a new one. */
static ct_status
raise_root(const ct_allocator *allocator, struct ct__memory_tree *tree)
{
    struct ct__memory_inner *root = ct__allocate(allocator, 1, sizeof *root);
    if (!root)
        return CT_ERR_NO_MEMORY;
    root->node.is_open = true;
    root->children[0] = tree->root;
    tree->root->parent = root;
    tree->root = &root->node;
    return CT_OK;
}

/* Puts `right` behind `left`, whose parent has room; both are fitted later. */
static void
adopt(const struct ct__memory_order *order, struct ct__memory_node *left,
      struct ct__memory_row *separator, struct ct__memory_node *right)
{
    struct ct__memory_inner *parent = left->parent;
    uint32_t at = place_in_parent(left);
    size_t moved = parent->node.count - at;
    const ct_value value = ct__memory_row_value(separator, parent->node.column);
    memmove(&parent->separators[at + 1], &parent->separators[at], moved * sizeof separator);
    memmove(&parent->node.ranks[at + 1], &parent->node.ranks[at],
            moved * sizeof *parent->node.ranks);
    memmove(&parent->children[at + 2], &parent->children[at + 1], moved * sizeof right);
    parent->separators[at] = separator;
    parent->node.ranks[at] = ct__memory_rank(&value, parent->node.skip);
    parent->children[at + 1] = right;
    parent->node.count++;
    right->parent = parent;
    if (parent->node.is_open)
        fit(order, &parent->node);
}

static ct_status split_inner(const ct_allocator *allocator, struct ct__memory_tree *tree,
                             struct ct__memory_inner *inner);

static ct_status
make_room_above(const ct_allocator *allocator, struct ct__memory_tree *tree,
                struct ct__memory_node *node)
{
    if (!node->parent)
        return raise_root(allocator, tree);
    return node->parent->node.count < CT__MEMORY_WIDTH
               ? CT_OK
               : split_inner(allocator, tree, node->parent);
}

static ct_status
split_inner(const ct_allocator *allocator, struct ct__memory_tree *tree,
            struct ct__memory_inner *inner)
{
    const uint32_t kept = CT__MEMORY_WIDTH / 2;
    const uint32_t given = CT__MEMORY_WIDTH - kept - 1;
    ct_status status = make_room_above(allocator, tree, &inner->node);
    if (status)
        return status;
    struct ct__memory_inner *right = ct__allocate(allocator, 1, sizeof *right);
    if (!right)
        return CT_ERR_NO_MEMORY;
    struct ct__memory_row *separator = inner->separators[kept];
    memcpy(right->separators, &inner->separators[kept + 1], given * sizeof separator);
    memcpy(right->children, &inner->children[kept + 1], (given + 1) * sizeof *right->children);
    for (uint32_t i = 0; i <= given; i++)
        right->children[i]->parent = right;
    right->node.count = (uint16_t)given;
    inner->node.count = (uint16_t)kept;
    adopt(tree->order, &inner->node, separator, &right->node);
    right->node.column = UINT32_MAX; /* no rank is right yet */
    refit(tree->order, &inner->node);
    refit(tree->order, &right->node);
    return CT_OK;
}

static void
free_separator(const ct_allocator *allocator, struct ct__memory_row *separator)
{
    if (separator)
        ct__memory_record_free(allocator, separator->record);
}

static struct ct__memory_row *
make_separator(const ct_allocator *allocator, const struct ct__memory_order *order,
               const struct ct__memory_row *row)
{
    ct_value values[CT__MEMORY_KEY_MAX];
    const struct ct__memory_probe probe = ct__memory_probe_row(order, row, values);
    return ct__memory_row_new(allocator, NULL, probe.values, probe.count);
}

ct_status
ct__memory_leaf_split(const ct_allocator *allocator, struct ct__memory_tree *tree,
                      struct ct__memory_leaf *leaf, const struct ct__memory_row *row)
{
    const struct ct__memory_order *order = tree->order;
    ct_value values[CT__MEMORY_KEY_MAX];
    const struct ct__memory_probe probe = ct__memory_probe_row(order, row, values);
    const struct ct__memory_row *last =
        ct__memory_entry_row(leaf->entries[CT__MEMORY_WIDTH - 1]);
    bool is_appended = !leaf->next && ct__memory_probe_compare(order, last, &probe) < 0;
    uint32_t kept = is_appended ? CT__MEMORY_WIDTH : CT__MEMORY_WIDTH / 2;
    ct_status status = make_room_above(allocator, tree, &leaf->node);
    if (status)
        return status;
    struct ct__memory_leaf *right = ct__memory_leaf_new(allocator);
    struct ct__memory_row *separator = make_separator(
        allocator, order, is_appended ? row : ct__memory_entry_row(leaf->entries[kept]));
    if (!right || !separator) {
        ct__release(allocator, right);
        free_separator(allocator, separator);
        return CT_ERR_NO_MEMORY;
    }
    right->node.count = (uint16_t)(CT__MEMORY_WIDTH - kept);
    leaf->node.count = (uint16_t)kept;
    memcpy(right->entries, &leaf->entries[kept], right->node.count * sizeof *right->entries);
    right->previous = leaf;
    right->next = leaf->next;
    if (right->next)
        right->next->previous = right;
    leaf->next = right;
    adopt(order, &leaf->node, separator, &right->node);
    right->node.column = UINT32_MAX;
    refit(order, &leaf->node);
    refit(order, &right->node);
    return CT_OK;
}

/* Gives the place of a child to the one beside it. The node above may be without children after this. */
static void
take_out_child(const ct_allocator *allocator, const struct ct__memory_order *order,
               struct ct__memory_inner *inner, uint32_t at)
{
    uint32_t separator = at ? at - 1 : 0;
    struct ct__memory_node *own = &inner->node;
    if (own->count) {
        size_t moved = own->count - separator - 1;
        free_separator(allocator, inner->separators[separator]);
        memmove(&inner->separators[separator], &inner->separators[separator + 1],
                moved * sizeof *inner->separators);
        memmove(&own->ranks[separator], &own->ranks[separator + 1], moved * sizeof *own->ranks);
        memmove(&inner->children[at], &inner->children[at + 1],
                (own->count - at) * sizeof *inner->children);
        own->count--;
        refit(order, inner->children[separator]);
    }
}

/* A root with one child gives way to it. */
static void
lower_root(const ct_allocator *allocator, struct ct__memory_tree *tree)
{
    while (tree->root && !tree->root->is_leaf && !tree->root->count) {
        struct ct__memory_node *only = inner_of(tree->root)->children[0];
        ct__release(allocator, tree->root);
        tree->root = only;
        only->parent = NULL;
    }
}

void
ct__memory_leaf_drop(const ct_allocator *allocator, struct ct__memory_tree *tree,
                     struct ct__memory_leaf *leaf)
{
    struct ct__memory_node *empty = &leaf->node;
    if (leaf->previous)
        leaf->previous->next = leaf->next;
    if (leaf->next)
        leaf->next->previous = leaf->previous;
    struct ct__memory_inner *parent = empty->parent;
    while (parent && !parent->node.count) { /* its only child */
        ct__release(allocator, empty);
        empty = &parent->node;
        parent = empty->parent;
    }
    if (parent)
        take_out_child(allocator, tree->order, parent, place_in_parent(empty));
    else
        tree->root = NULL;
    ct__release(allocator, empty);
    lower_root(allocator, tree);
}

void
ct__memory_node_free(const ct_allocator *allocator, struct ct__memory_node *node)
{
    if (!node->is_leaf) {
        struct ct__memory_inner *inner = inner_of(node);
        for (uint32_t i = 0; i < node->count; i++)
            free_separator(allocator, inner->separators[i]);
        for (uint32_t i = 0; i <= node->count; i++)
            ct__memory_node_free(allocator, inner->children[i]); /* no deeper than the tree is high */
    }
    ct__release(allocator, node);
}
