#include "storage/memory/groups.h"

#include <string.h>

enum { SLOTS_AT_FIRST = 16 };

static uint64_t
mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

uint32_t
ct__memory_groups_hash(uint64_t seed, const ct_value *value)
{
    uint64_t hash = mix(seed, value->len);
    uint64_t word = (uint64_t)value->i64;
    if (value->type == CT_TYPE_TEXT || value->type == CT_TYPE_BLOB) {
        const unsigned char *bytes = value->data;
        size_t left = value->len;
        for (; left > sizeof word; left -= sizeof word, bytes += sizeof word) {
            memcpy(&word, bytes, sizeof word);
            hash = mix(hash, word);
        }
        word = 0;
        if (left)
            memcpy(&word, bytes, left);
    }
    return (uint32_t)mix(hash, word);
}

/* One of the entries in it, or the value of a large one. */
static ct_value
value_of(const struct ct__memory_group *group, const struct ct__memory_order *order)
{
    if (ct__memory_group_is_large(group))
        return ct__memory_row_value(group->has.value, 0);
    return ct__memory_row_value(ct__memory_entry_row(ct__memory_group_entries(group)[0]),
                                order->columns[0]);
}

/* The slot of the value's group, or else the free one where it would be. */
static struct ct__memory_group *
slot_of(const struct ct__memory_groups *groups, const struct ct__memory_order *order,
        const ct_value *value, uint32_t hash)
{
    for (size_t at = hash & groups->mask;; at = (at + 1) & groups->mask) {
        struct ct__memory_group *group = &groups->slots[at];
        if (!group->count)
            return group;
        if (group->hash != hash)
            continue;
        const ct_value own = value_of(group, order);
        if (ct__value_compare(&own, value) == 0)
            return group;
    }
}

const struct ct__memory_group *
ct__memory_groups_find(const struct ct__memory_groups *groups, const struct ct__memory_order *order,
                       const ct_value *value)
{
    if (!groups->slots)
        return NULL;
    const struct ct__memory_group *group =
        slot_of(groups, order, value, ct__memory_groups_hash(groups->seed, value));
    return group->count ? group : NULL;
}

static void
free_group(const ct_allocator *allocator, struct ct__memory_group *group)
{
    if (ct__memory_group_is_large(group))
        ct__memory_record_free(allocator, group->has.value->record);
    else if (group->count > 1)
        ct__release(allocator, group->has.several);
}

void
ct__memory_groups_free(const ct_allocator *allocator, struct ct__memory_groups *groups)
{
    for (size_t i = 0; groups->slots && i <= groups->mask; i++)
        free_group(allocator, &groups->slots[i]);
    ct__release(allocator, groups->slots);
    groups->slots = NULL;
    groups->mask = groups->used = 0;
}

/* A third of the slots stays free. */
static ct_status
make_room(const ct_allocator *allocator, struct ct__memory_groups *groups)
{
    size_t count = groups->slots ? groups->mask + 1 : 0;
    if (groups->used < count - count / 3)
        return CT_OK;
    const struct ct__memory_groups before = *groups;
    groups->mask = (count ? 2 * count : SLOTS_AT_FIRST) - 1;
    groups->slots = ct__allocate(allocator, groups->mask + 1, sizeof *groups->slots);
    if (!groups->slots) {
        *groups = before;
        return CT_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = before.slots[i].hash & groups->mask;
        if (!before.slots[i].count)
            continue;
        while (groups->slots[at].count)
            at = (at + 1) & groups->mask;
        groups->slots[at] = before.slots[i];
    }
    ct__release(allocator, before.slots);
    return CT_OK;
}

/* Behind those that do not come after it, the last of which may be in the same place. */
static uint32_t
place_in(const struct ct__memory_group *group, const struct ct__memory_order *order,
         const struct ct__memory_probe *probe, bool *ret_is_there)
{
    const ct__memory_entry *entries = ct__memory_group_entries(group);
    uint32_t at = group->count;
    int result = 1;
    while (at && (result = ct__memory_probe_compare(
                      order, ct__memory_entry_row(entries[at - 1]), probe)) > 0)
        at--;
    *ret_is_there = result == 0;
    return at;
}

/* Those that are the same to the order lie side by side. */
static bool
is_taken(const struct ct__memory_group *group, const struct ct__memory_order *order, uint32_t at,
         const struct ct__memory_probe *probe)
{
    const struct ct__memory_probe same = {probe->values, order->unique_count, false};
    const ct__memory_entry *entries = ct__memory_group_entries(group);
    bool is_same = true;
    for (uint32_t i = at; i && is_same; i--) {
        is_same = ct__memory_probe_compare(order, ct__memory_entry_row(entries[i - 1]), &same) == 0;
        if (is_same && ct__memory_entry_is_alive(entries[i - 1]))
            return true;
    }
    is_same = true;
    for (uint32_t i = at; i < group->count && is_same; i++) {
        is_same = ct__memory_probe_compare(order, ct__memory_entry_row(entries[i]), &same) == 0;
        if (is_same && ct__memory_entry_is_alive(entries[i]))
            return true;
    }
    return false;
}

static ct_status
make_large(const ct_allocator *allocator, struct ct__memory_group *group, const ct_value *value)
{
    struct ct__memory_row *row = ct__memory_row_new(allocator, NULL, value, 1);
    if (!row)
        return CT_ERR_NO_MEMORY;
    free_group(allocator, group);
    group->has.value = row;
    group->count = CT__MEMORY_GROUP_MAX + 1;
    return CT_OK;
}

/* The room is four, or the power of two that is not below the count. */
static ct_status
put(const ct_allocator *allocator, struct ct__memory_group *group, uint32_t at,
    ct__memory_entry entry)
{
    const size_t count = group->count;
    ct__memory_entry *entries = count > 1 ? group->has.several : NULL;
    if (!count) {
        group->has.only = entry;
    } else {
        if (!(count & (count - 1)) && count != 2)
            entries = ct__resize(allocator, entries, count == 1 ? 4 : 2 * count, sizeof *entries);
        if (!entries)
            return CT_ERR_NO_MEMORY;
        if (count == 1)
            entries[0] = group->has.only;
        memmove(&entries[at + 1], &entries[at], (count - at) * sizeof *entries);
        entries[at] = entry;
        group->has.several = entries;
    }
    group->count++;
    return CT_OK;
}

ct_status
ct__memory_groups_add(const ct_allocator *allocator, struct ct__memory_groups *groups,
                      const struct ct__memory_order *order, const struct ct__memory_probe *probe,
                      ct__memory_entry entry, bool *ret_is_large)
{
    ct_status status = make_room(allocator, groups);
    if (status)
        return status;
    const uint32_t hash = ct__memory_groups_hash(groups->seed, probe->values);
    struct ct__memory_group *group = slot_of(groups, order, probe->values, hash);
    bool is_large = ct__memory_group_is_large(group);
    bool may_clash = false;
    uint32_t at = is_large ? 0 : place_in(group, order, probe, &may_clash);
    may_clash = may_clash || order->unique_count < order->column_count;
    if (!is_large && may_clash && ct__memory_order_is_strict(order, probe) &&
        is_taken(group, order, at, probe))
        return CT_ERR_EXISTS;
    bool is_new = !group->count;
    if (group->count == CT__MEMORY_GROUP_MAX) {
        status = make_large(allocator, group, probe->values);
        is_large = true;
    } else if (!is_large) {
        status = put(allocator, group, at, entry);
    }
    if (!status) {
        group->hash = hash;
        groups->used += is_new;
        *ret_is_large = is_large;
    }
    return status;
}

/* Those behind a slot that becomes free move up to where a search would find them. */
static void
free_slot(struct ct__memory_groups *groups, const struct ct__memory_group *group)
{
    size_t hole = (size_t)(group - groups->slots);
    groups->used--;
    for (size_t at = (hole + 1) & groups->mask; groups->slots[at].count;
         at = (at + 1) & groups->mask) {
        size_t wanted = groups->slots[at].hash & groups->mask;
        if (((at - wanted) & groups->mask) < ((at - hole) & groups->mask))
            continue;
        groups->slots[hole] = groups->slots[at];
        hole = at;
    }
    groups->slots[hole].count = 0;
}

/* The small group in which an entry is; NULL: it is in none. */
static struct ct__memory_group *
find_entry(const struct ct__memory_groups *groups, const struct ct__memory_order *order,
           const struct ct__memory_row *row, ct__memory_entry entry, uint32_t *ret_at)
{
    const ct_value value = ct__memory_row_value(row, order->columns[0]);
    if (!groups->slots)
        return NULL;
    struct ct__memory_group *group =
        slot_of(groups, order, &value, ct__memory_groups_hash(groups->seed, &value));
    if (!group->count || ct__memory_group_is_large(group))
        return NULL;
    const ct__memory_entry *entries = ct__memory_group_entries(group);
    for (uint32_t i = 0; i < group->count; i++)
        if (entries[i] == entry) {
            *ret_at = i;
            return group;
        }
    return NULL;
}

void
ct__memory_groups_remove(const ct_allocator *allocator, struct ct__memory_groups *groups,
                         const struct ct__memory_order *order, const struct ct__memory_row *row,
                         ct__memory_entry entry)
{
    uint32_t at;
    struct ct__memory_group *group = find_entry(groups, order, row, entry, &at);
    if (!group)
        return;
    ct__memory_entry *entries = group->has.several;
    if (--group->count == 0) {
        free_slot(groups, group);
        return;
    }
    memmove(&entries[at], &entries[at + 1], (group->count - at) * sizeof *entries);
    if (group->count == 1) {
        group->has.only = entries[0];
        ct__release(allocator, entries);
    }
}

void
ct__memory_groups_exchange(struct ct__memory_groups *groups, const struct ct__memory_order *order,
                           const struct ct__memory_row *row, ct__memory_entry entry,
                           ct__memory_entry other)
{
    uint32_t at;
    struct ct__memory_group *group = find_entry(groups, order, row, entry, &at);
    if (group)
        *(group->count == 1 ? &group->has.only : &group->has.several[at]) = other;
}
