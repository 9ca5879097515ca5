#include "storage/memory/tree.h"

#include <string.h>

#include "storage/memory/node.h"

enum { LUCK = 8, HOPE = 16 };

struct ct__memory_probe
ct__memory_probe_row(const struct ct__memory_order *order, const struct ct__memory_row *row,
                     ct_value *values)
{
    for (uint32_t i = 0; i < order->column_count; i++)
        values[i] = ct__memory_row_value(row, order->columns[i]);
    return (struct ct__memory_probe){values, order->column_count, false};
}

int
ct__memory_probe_compare(const struct ct__memory_order *order, const struct ct__memory_row *row,
                         const struct ct__memory_probe *probe)
{
    for (uint32_t i = 0; i < probe->count; i++) {
        const ct_value value = ct__memory_row_value(row, order->columns[i]);
        int result = ct__value_compare(&value, &probe->values[i]);
        if (result)
            return result;
    }
    return 0;
}

int
ct__memory_row_compare(const struct ct__memory_order *order, const struct ct__memory_row *a,
                       const struct ct__memory_row *b)
{
    int result = 0;
    for (uint32_t i = 0; i < order->column_count && !result; i++) {
        const ct_value left = ct__memory_row_value(a, order->columns[i]);
        const ct_value right = ct__memory_row_value(b, order->columns[i]);
        result = ct__value_compare(&left, &right);
    }
    return result;
}

void
ct__memory_tree_free(const ct_allocator *allocator, struct ct__memory_tree *tree)
{
    if (tree->root)
        ct__memory_node_free(allocator, tree->root);
    tree->root = NULL;
}

struct ct__memory_place
ct__memory_tree_seek(const struct ct__memory_tree *tree, const struct ct__memory_probe *probe)
{
    struct ct__memory_node *node = tree->root;
    if (!node)
        return (struct ct__memory_place){NULL, 0};
    while (!node->is_leaf)
        node = ((struct ct__memory_inner *)node)
                   ->children[ct__memory_node_seek(tree->order, node, probe)];
    return (struct ct__memory_place){(struct ct__memory_leaf *)node,
                                     ct__memory_node_seek(tree->order, node, probe)};
}

ct__memory_entry
ct__memory_tree_next(struct ct__memory_place *place)
{
    while (place->leaf && place->at == place->leaf->node.count) {
        if (!place->leaf->next)
            return 0;
        *place = (struct ct__memory_place){place->leaf->next, 0};
    }
    return place->leaf ? place->leaf->entries[place->at++] : 0;
}

ct__memory_entry
ct__memory_tree_previous(struct ct__memory_place *place)
{
    while (place->leaf && !place->at) {
        if (!place->leaf->previous)
            return 0;
        place->leaf = place->leaf->previous;
        place->at = place->leaf->node.count;
    }
    return place->leaf ? place->leaf->entries[--place->at] : 0;
}

/* The column in which a row and the probe differ; all of them: none. */
static uint32_t
first_difference(const struct ct__memory_order *order, const struct ct__memory_row *row,
                 const struct ct__memory_probe *probe, int *ret_result)
{
    uint32_t i = 0;
    *ret_result = 0;
    for (; i < probe->count && !*ret_result; i += !*ret_result) {
        const ct_value value = ct__memory_row_value(row, order->columns[i]);
        *ret_result = ct__value_compare(&value, &probe->values[i]);
    }
    return i;
}

/* Of a probe that agrees with the finger's row up to the column in which the leaf's keys differ: is it sure,
 * without a look at its row, that the entry at `beside` lies on the other side of it? */
static bool
is_apart(const struct ct__memory_tree *tree, const struct ct__memory_probe *probe, uint32_t beside,
         bool is_behind)
{
    const struct ct__memory_leaf *leaf = tree->finger.leaf;
    const struct ct__memory_node *node = &leaf->node;
    const ct_value *value = &probe->values[node->column];
    const ct_value own = ct__memory_row_value(ct__memory_entry_row(leaf->entries[tree->finger.at]),
                                              tree->order->columns[node->column]);
    if (node->skip && (own.type != value->type || own.len < node->skip ||
                       value->len < node->skip || memcmp(own.data, value->data, node->skip) != 0))
        return false;
    uint64_t rank = ct__memory_rank(value, node->skip);
    return is_behind ? rank < node->ranks[beside] : rank > node->ranks[beside];
}

/* The place behind the last insertion or before it, if it is that for sure. Its row was just written; those
 * beside it may be far away, and are not looked at. */
static bool
is_beside_finger(const struct ct__memory_tree *tree, const struct ct__memory_probe *probe,
                 struct ct__memory_place *ret_place)
{
    const struct ct__memory_leaf *leaf = tree->finger.leaf;
    uint32_t at = tree->finger.at;
    int result;
    if (!leaf || (!tree->luck && tree->insertions % HOPE))
        return false;
    uint32_t column = first_difference(tree->order, ct__memory_entry_row(leaf->entries[at]), probe,
                                       &result);
    bool is_behind = result < 0;
    *ret_place = (struct ct__memory_place){tree->finger.leaf, at + is_behind};
    if (!result)
        return false;
    if (is_behind && at + 1 == leaf->node.count)
        return !leaf->next;
    if (!is_behind && !at)
        return !leaf->previous;
    return column >= leaf->node.column &&
           is_apart(tree, probe, is_behind ? at + 1 : at - 1, is_behind);
}

static struct ct__memory_place
seek_for_insertion(struct ct__memory_tree *tree, const struct ct__memory_probe *probe)
{
    struct ct__memory_place place;
    bool is_near = is_beside_finger(tree, probe, &place);
    tree->insertions++;
    tree->luck = is_near ? LUCK : tree->luck ? tree->luck - 1 : 0;
    return is_near ? place : ct__memory_tree_seek(tree, probe);
}

bool
ct__memory_place_is_other(struct ct__memory_place place, const struct ct__memory_probe *probe)
{
    const struct ct__memory_node *node = place.leaf ? &place.leaf->node : NULL;
    return node && place.at < node->count && node->column < probe->count &&
           node->ranks[place.at] !=
               ct__memory_rank(&probe->values[node->column], node->skip);
}

bool
ct__memory_order_is_strict(const struct ct__memory_order *order,
                           const struct ct__memory_probe *probe)
{
    if (!order->is_unique)
        return false;
    for (uint32_t i = 0; i < order->unique_count; i++)
        if (probe->values[i].type == CT_TYPE_NULL)
            return false;
    return true;
}

/* Rows that are the same to the index lie side by side. */
static bool
is_taken(const struct ct__memory_order *order, struct ct__memory_place place,
         const struct ct__memory_probe *probe)
{
    const struct ct__memory_probe same = {probe->values, order->unique_count, false};
    struct ct__memory_place back = place;
    const struct ct__memory_place before = {place.leaf, place.at - 1};
    ct__memory_entry entry;
    if (!ct__memory_order_is_strict(order, probe))
        return false;
    if (!ct__memory_place_is_other(place, &same))
        while ((entry = ct__memory_tree_next(&place)) &&
               ct__memory_probe_compare(order, ct__memory_entry_row(entry), &same) == 0)
            if (ct__memory_entry_is_alive(entry))
                return true;
    if (back.at && ct__memory_place_is_other(before, &same))
        return false;
    while ((entry = ct__memory_tree_previous(&back)) &&
           ct__memory_probe_compare(order, ct__memory_entry_row(entry), &same) == 0)
        if (ct__memory_entry_is_alive(entry))
            return true;
    return false;
}

/* Parts the full leaf; what is to come to the end of all of them finds the new one empty. */
static ct_status
make_room(const ct_allocator *allocator, struct ct__memory_tree *tree,
          const struct ct__memory_row *row, struct ct__memory_place *place)
{
    tree->finger.leaf = NULL;
    ct_status status = ct__memory_leaf_split(allocator, tree, place->leaf, row);
    uint32_t kept = place->leaf->node.count;
    if (!status && (place->at > kept || kept == CT__MEMORY_WIDTH))
        *place = (struct ct__memory_place){place->leaf->next, place->at - kept};
    return status;
}

ct_status
ct__memory_tree_insert(const ct_allocator *allocator, struct ct__memory_tree *tree,
                       const struct ct__memory_record *record, bool may_clash)
{
    ct_value values[CT__MEMORY_KEY_MAX];
    const struct ct__memory_probe probe =
        ct__memory_probe_row(tree->order, record->newest, values);
    struct ct__memory_place place = seek_for_insertion(tree, &probe);
    if (!place.leaf) {
        place.leaf = ct__memory_leaf_new(allocator);
        if (!place.leaf)
            return CT_ERR_NO_MEMORY;
        tree->root = &place.leaf->node;
    }
    if (may_clash && is_taken(tree->order, place, &probe))
        return CT_ERR_EXISTS;
    tree->changes++;
    ct_status status = place.leaf->node.count < CT__MEMORY_WIDTH
                           ? CT_OK
                           : make_room(allocator, tree, record->newest, &place);
    if (status)
        return status;
    ct__memory_leaf_put(tree->order, place.leaf, place.at, &probe, ct__memory_entry_of(record));
    tree->finger = place;
    return CT_OK;
}

void
ct__memory_tree_remember(struct ct__memory_tree *tree, struct ct__memory_place place)
{
    tree->recent = place;
    tree->recent_changes = tree->changes;
}

static bool
is_recent(const struct ct__memory_tree *tree, ct__memory_entry entry)
{
    const struct ct__memory_leaf *leaf = tree->recent.leaf;
    return leaf && tree->recent_changes == tree->changes && tree->recent.at < leaf->node.count &&
           leaf->entries[tree->recent.at] == entry;
}

/* Whether there is `entry` in the place of `row`; entries of rows with one key lie side by side. */
static bool
find_entry(struct ct__memory_tree *tree, const struct ct__memory_row *row, ct__memory_entry entry,
           struct ct__memory_place *ret_place)
{
    if (is_recent(tree, entry)) {
        *ret_place = tree->recent;
        return true;
    }
    ct_value values[CT__MEMORY_KEY_MAX];
    const struct ct__memory_probe probe = ct__memory_probe_row(tree->order, row, values);
    struct ct__memory_place place = ct__memory_tree_seek(tree, &probe);
    ct__memory_entry found;
    while ((found = ct__memory_tree_next(&place)) && found != entry)
        if (ct__memory_probe_compare(tree->order, ct__memory_entry_row(found), &probe) != 0)
            return false;
    *ret_place = (struct ct__memory_place){place.leaf, place.at - 1};
    if (found)
        ct__memory_tree_remember(tree, *ret_place);
    return found != 0;
}

bool
ct__memory_tree_has(struct ct__memory_tree *tree, const struct ct__memory_row *row,
                    ct__memory_entry entry)
{
    struct ct__memory_place place;
    return find_entry(tree, row, entry, &place);
}

void
ct__memory_tree_remove(const ct_allocator *allocator, struct ct__memory_tree *tree,
                       const struct ct__memory_row *row, ct__memory_entry entry)
{
    struct ct__memory_place place;
    if (!find_entry(tree, row, entry, &place))
        return;
    struct ct__memory_leaf *leaf = place.leaf;
    struct ct__memory_node *node = &leaf->node;
    size_t moved = node->count - place.at - 1;
    memmove(&leaf->entries[place.at], &leaf->entries[place.at + 1], moved * sizeof entry);
    memmove(&node->ranks[place.at], &node->ranks[place.at + 1], moved * sizeof *node->ranks);
    node->count--;
    tree->changes++;
    if (leaf == tree->finger.leaf && place.at <= tree->finger.at) {
        if (place.at == tree->finger.at)
            tree->finger.leaf = NULL;
        else
            tree->finger.at--;
    }
    if (!node->count)
        ct__memory_leaf_drop(allocator, tree, leaf);
}

void
ct__memory_tree_exchange(struct ct__memory_tree *tree, const struct ct__memory_row *row,
                         ct__memory_entry entry, ct__memory_entry other)
{
    struct ct__memory_place place;
    if (find_entry(tree, row, entry, &place))
        place.leaf->entries[place.at] = other;
}
