#include "storage/memory/tree.h"

struct ct__memory_node {
    atomic_uint_least32_t refs;
    uint8_t height[2]; /* of the children; so a change need not visit those beside its path */
    uint64_t rank; /* of the first column of the row, so that most comparisons end here */
    struct ct__memory_node *child[2]; /* [0] before, [1] after */
    struct ct__memory_row *row;
};

/* What a change carries down the tree. */
struct change {
    const ct_allocator *allocator;
    const struct ct__memory_order *order;
    struct ct__memory_row *row;
    uint64_t rank;
};

int
ct__memory_order_compare(const struct ct__memory_order *order, const struct ct__memory_row *a,
                         const struct ct__memory_row *b)
{
    bool has_null = false;
    for (uint32_t i = 0; i < order->column_count; i++) {
        if (i == order->unique_count && !has_null)
            return 0;
        const ct_value *value = &a->values[order->columns[i]];
        int result = ct__memory_value_compare(value, &b->values[order->columns[i]]);
        if (result)
            return result;
        has_null |= value->type == CT_TYPE_NULL;
    }
    return 0;
}

/* The start of a value as a number, the type on top: a value of a lower rank comes first, and of
 * two with the same rank either may. */
static uint64_t
rank_of(const ct_value *value)
{
    uint64_t rank = 0;
    if (value->type == CT_TYPE_INT64)
        rank = (uint64_t)value->i64 ^ (UINT64_C(1) << 63);
    else
        for (size_t i = 0; i < sizeof rank && i < value->len; i++)
            rank |= (uint64_t)((const unsigned char *)value->data)[i] << (56 - 8 * i);
    return (uint64_t)value->type << 62 | rank >> 2;
}

/* 0 if the row begins with the tuple. */
static int
compare_prefix(const struct ct__memory_order *order, const struct ct__memory_row *row,
               const ct_value *values, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count && !result; i++)
        result = ct__memory_value_compare(&row->values[order->columns[i]], &values[i]);
    return result;
}

static struct ct__memory_node *
new_node(const ct_allocator *allocator, struct ct__memory_row *row, uint64_t rank)
{
    struct ct__memory_node *node = ct__allocate(allocator, 1, sizeof *node);
    if (!node)
        return NULL;
    atomic_init(&node->refs, 1);
    node->rank = rank;
    node->row = ct__memory_row_ref(row);
    return node;
}

struct ct__memory_node *
ct__memory_tree_ref(struct ct__memory_node *root)
{
    if (root)
        atomic_fetch_add_explicit(&root->refs, 1, memory_order_relaxed);
    return root;
}

void
ct__memory_tree_unref(const ct_allocator *allocator, struct ct__memory_node *root)
{
    while (root && atomic_fetch_sub_explicit(&root->refs, 1, memory_order_acq_rel) == 1) {
        struct ct__memory_node *after = root->child[1];
        ct__memory_tree_unref(allocator, root->child[0]); /* no deeper than the tree is high */
        ct__memory_row_unref(allocator, root->row);
        ct__release(allocator, root);
        root = after;
    }
}

/* Makes *slot a node that nobody else sees; the slot itself is in one. Where the only reference is
 * ours, nobody can take another meanwhile: they would have to come through our own nodes. */
static bool
own(const ct_allocator *allocator, struct ct__memory_node **slot)
{
    struct ct__memory_node *shared = *slot;
    if (atomic_load_explicit(&shared->refs, memory_order_acquire) == 1)
        return true;
    struct ct__memory_node *copy = new_node(allocator, shared->row, shared->rank);
    if (!copy)
        return false;
    copy->height[0] = shared->height[0];
    copy->height[1] = shared->height[1];
    copy->child[0] = ct__memory_tree_ref(shared->child[0]);
    copy->child[1] = ct__memory_tree_ref(shared->child[1]);
    *slot = copy;
    ct__memory_tree_unref(allocator, shared);
    return true;
}

static uint8_t
height(const struct ct__memory_node *node)
{
    if (!node)
        return 0;
    return (uint8_t)(1 + (node->height[0] > node->height[1] ? node->height[0] : node->height[1]));
}

/* Puts the child on `side` in its parent's place; both are owned. */
static void
lift(struct ct__memory_node **slot, int side)
{
    struct ct__memory_node *parent = *slot;
    struct ct__memory_node *child = parent->child[side];
    parent->child[side] = child->child[!side];
    parent->height[side] = child->height[!side];
    child->child[!side] = parent;
    child->height[!side] = height(parent);
    *slot = child;
}

/* After a change below *slot, on `side`. The slot's node is owned. */
static ct_status
balance(const ct_allocator *allocator, struct ct__memory_node **slot, int side)
{
    struct ct__memory_node *node = *slot;
    node->height[side] = height(node->child[side]);
    int lean = node->height[1] - node->height[0];
    if (lean >= -1 && lean <= 1)
        return CT_OK;
    int heavy = lean > 0;
    if (!own(allocator, &node->child[heavy]))
        return CT_ERR_NO_MEMORY;
    struct ct__memory_node *child = node->child[heavy];
    if (child->height[!heavy] > child->height[heavy]) {
        if (!own(allocator, &child->child[!heavy]))
            return CT_ERR_NO_MEMORY;
        lift(&node->child[heavy], !heavy);
    }
    lift(slot, heavy);
    return CT_OK;
}

static struct change
make_change(const ct_allocator *allocator, const struct ct__memory_order *order,
            struct ct__memory_row *row)
{
    return (struct change){allocator, order, row, rank_of(&row->values[order->columns[0]])};
}

/* Where the change's row belongs, seen from `node`. */
static int
place_beside(const struct change *change, const struct ct__memory_node *node)
{
    if (change->rank != node->rank)
        return change->rank < node->rank ? -1 : 1;
    return ct__memory_order_compare(change->order, change->row, node->row);
}

static ct_status
insert_below(const struct change *change, struct ct__memory_node **slot)
{
    if (!*slot) {
        *slot = new_node(change->allocator, change->row, change->rank);
        return *slot ? CT_OK : CT_ERR_NO_MEMORY;
    }
    if (!own(change->allocator, slot))
        return CT_ERR_NO_MEMORY;
    int place = place_beside(change, *slot);
    if (place == 0)
        return CT_ERR_EXISTS;
    ct_status status = insert_below(change, &(*slot)->child[place > 0]);
    return status ? status : balance(change->allocator, slot, place > 0);
}

ct_status
ct__memory_tree_insert(const ct_allocator *allocator, const struct ct__memory_order *order,
                       struct ct__memory_node **root, struct ct__memory_row *row)
{
    const struct change change = make_change(allocator, order, row);
    return insert_below(&change, root);
}

ct_status
ct__memory_tree_replace(const ct_allocator *allocator, const struct ct__memory_order *order,
                        struct ct__memory_node **root, struct ct__memory_row *row)
{
    const struct change change = make_change(allocator, order, row);
    struct ct__memory_node **slot = root;
    while (*slot) {
        if (!own(allocator, slot))
            return CT_ERR_NO_MEMORY;
        struct ct__memory_node *node = *slot;
        int place = place_beside(&change, node);
        if (place == 0) {
            struct ct__memory_row *replaced = node->row;
            node->row = ct__memory_row_ref(row);
            ct__memory_row_unref(allocator, replaced);
            return CT_OK;
        }
        slot = &node->child[place > 0];
    }
    return CT_ERR_NOT_FOUND;
}

/* Replaces *slot, which is owned and has a free side, by its only child. Gives its row away. */
static struct ct__memory_row *
detach(const ct_allocator *allocator, struct ct__memory_node **slot)
{
    struct ct__memory_node *node = *slot;
    struct ct__memory_row *row = node->row;
    *slot = node->child[node->child[0] == NULL];
    ct__release(allocator, node);
    return row;
}

/* Takes out the first node and gives away its row, perhaps also where memory then runs out. */
static ct_status
take_first(const ct_allocator *allocator, struct ct__memory_node **slot,
           struct ct__memory_row **taken)
{
    if (!own(allocator, slot))
        return CT_ERR_NO_MEMORY;
    if (!(*slot)->child[0]) {
        *taken = detach(allocator, slot);
        return CT_OK;
    }
    ct_status status = take_first(allocator, &(*slot)->child[0], taken);
    return status ? status : balance(allocator, slot, 0);
}

static ct_status
erase_node(const struct change *change, struct ct__memory_node **slot)
{
    const ct_allocator *allocator = change->allocator;
    struct ct__memory_node *node = *slot;
    if (!node->child[0] || !node->child[1]) {
        ct__memory_row_unref(allocator, detach(allocator, slot));
        return CT_OK;
    }
    struct ct__memory_row *successor = NULL;
    ct_status status = take_first(allocator, &node->child[1], &successor);
    if (successor) {
        ct__memory_row_unref(allocator, node->row);
        node->row = successor;
        node->rank = rank_of(&successor->values[change->order->columns[0]]);
    }
    return status ? status : balance(allocator, slot, 1);
}

static ct_status
erase_below(const struct change *change, struct ct__memory_node **slot)
{
    if (!*slot)
        return CT_ERR_NOT_FOUND;
    if (!own(change->allocator, slot))
        return CT_ERR_NO_MEMORY;
    int place = place_beside(change, *slot);
    if (place == 0)
        return erase_node(change, slot);
    ct_status status = erase_below(change, &(*slot)->child[place > 0]);
    return status ? status : balance(change->allocator, slot, place > 0);
}

ct_status
ct__memory_tree_erase(const ct_allocator *allocator, const struct ct__memory_order *order,
                      struct ct__memory_node **root, struct ct__memory_row *row)
{
    const struct change change = make_change(allocator, order, row);
    return erase_below(&change, root);
}

static int
compare_node(const struct ct__memory_order *order, const struct ct__memory_node *node,
             const ct_value *values, size_t count, uint64_t rank)
{
    if (count && node->rank != rank)
        return node->rank < rank ? -1 : 1;
    return compare_prefix(order, node->row, values, count);
}

struct ct__memory_row *
ct__memory_tree_find(const struct ct__memory_order *order, const struct ct__memory_node *root,
                     const ct_value *values, size_t count)
{
    const uint64_t rank = count ? rank_of(&values[0]) : 0;
    while (root) {
        int place = compare_node(order, root, values, count, rank);
        if (place == 0)
            return root->row;
        root = root->child[place < 0];
    }
    return NULL;
}

void
ct__memory_walk_start(struct ct__memory_walk *walk, const struct ct__memory_order *order,
                      const struct ct__memory_node *root, bool is_descending,
                      struct ct__memory_bound first, struct ct__memory_bound last)
{
    const uint64_t rank = first.count ? rank_of(&first.values[0]) : 0;
    walk->order = order;
    walk->last = last;
    walk->ahead = !is_descending;
    walk->depth = 0;
    while (root) {
        int place = compare_node(order, root, first.values, first.count, rank);
        bool is_outside = place == 0 ? first.count && first.is_open : (place < 0) != is_descending;
        if (!is_outside)
            walk->path[walk->depth++] = root;
        root = root->child[is_outside ? walk->ahead : !walk->ahead];
    }
}

struct ct__memory_row *
ct__memory_walk_next(struct ct__memory_walk *walk)
{
    if (!walk->depth)
        return NULL;
    const struct ct__memory_node *node = walk->path[--walk->depth];
    const struct ct__memory_bound *last = &walk->last;
    int place = compare_prefix(walk->order, node->row, last->values, last->count);
    if (place == 0 ? last->count && last->is_open : (place > 0) == walk->ahead) {
        walk->depth = 0;
        return NULL;
    }
    const struct ct__memory_node *child = node->child[walk->ahead];
    for (; child; child = child->child[!walk->ahead])
        walk->path[walk->depth++] = child;
    return node->row;
}
