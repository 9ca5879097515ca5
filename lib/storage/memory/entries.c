#include "storage/memory/entries.h"

#include <string.h>

enum { WAITING_AT_FIRST = 16 };

void
ct__memory_entries_free(const ct_allocator *allocator, struct ct__memory_entries *entries)
{
    ct__memory_groups_free(allocator, &entries->groups);
    ct__memory_tree_free(allocator, &entries->tree);
    ct__release(allocator, entries->waiting);
}

static bool
comes_before(const struct ct__memory_order *order, ct__memory_entry a, ct__memory_entry b)
{
    return ct__memory_row_compare(order, ct__memory_entry_row(a), ct__memory_entry_row(b)) < 0;
}

/* One is about to wait. */
static void
widen(struct ct__memory_entries *entries, ct__memory_entry entry)
{
    const struct ct__memory_order *order = entries->tree.order;
    if (!entries->waiting_count)
        entries->least = entries->greatest = entry;
    else if (entries->least && comes_before(order, entry, entries->least))
        entries->least = entry;
    else if (entries->greatest && comes_before(order, entries->greatest, entry))
        entries->greatest = entry;
}

static ct_status
wait_in_line(const ct_allocator *allocator, struct ct__memory_entries *entries,
             ct__memory_entry entry)
{
    if (entries->waiting_count == entries->waiting_room) {
        size_t room = entries->waiting_room ? 2 * entries->waiting_room : WAITING_AT_FIRST;
        ct__memory_entry *waiting =
            ct__resize(allocator, entries->waiting, room, sizeof *waiting);
        if (!waiting)
            return CT_ERR_NO_MEMORY;
        entries->waiting = waiting;
        entries->waiting_room = room;
    }
    if (entries->is_asked)
        widen(entries, entry);
    entries->waiting[entries->waiting_count++] = entry;
    return CT_OK;
}

static ct_status
group_one(const ct_allocator *allocator, struct ct__memory_entries *entries,
          ct__memory_entry entry)
{
    ct_value values[CT__MEMORY_KEY_MAX];
    const struct ct__memory_order *order = entries->tree.order;
    const struct ct__memory_probe probe =
        ct__memory_probe_row(order, ct__memory_entry_row(entry), values);
    bool is_large;
    return ct__memory_groups_add(allocator, &entries->groups, order, &probe, entry, &is_large);
}

/* Those that wait. */
static ct_status
group(const ct_allocator *allocator, struct ct__memory_entries *entries)
{
    ct_status status = CT_OK;
    while (entries->is_grouped && entries->grouped < entries->waiting_count && !status) {
        status = group_one(allocator, entries, entries->waiting[entries->grouped]);
        entries->grouped += !status;
    }
    return status;
}

/* All entries into the tree. */
static ct_status
sort(const ct_allocator *allocator, struct ct__memory_entries *entries)
{
    ct_status status = group(allocator, entries);
    size_t done = 0;
    for (; done < entries->waiting_count && !status; done += !status)
        status = ct__memory_tree_insert(allocator, &entries->tree,
                                        ct__memory_entry_row(entries->waiting[done])->record, false);
    entries->waiting_count -= done;
    entries->grouped -= entries->is_grouped ? done : 0;
    entries->least = entries->greatest = 0;
    entries->is_asked = true;
    if (status)
        memmove(entries->waiting, entries->waiting + done,
                entries->waiting_count * sizeof *entries->waiting);
    return status;
}

/* In a large group a clash is looked for in the tree. */
static ct_status
add_to_large(const ct_allocator *allocator, struct ct__memory_entries *entries,
             const struct ct__memory_record *record)
{
    ct_status status = sort(allocator, entries);
    return status ? status : ct__memory_tree_insert(allocator, &entries->tree, record, true);
}

/* Is the first value an identifier above all that were added, and thus new? */
static bool
is_highest(struct ct__memory_entries *entries, const struct ct__memory_record *record)
{
    const ct_value value =
        ct__memory_row_value(record->newest, entries->tree.order->columns[0]);
    if (value.type != CT_TYPE_BLOB || value.len != sizeof entries->highest ||
        (entries->has_highest &&
         memcmp(value.data, &entries->highest, sizeof entries->highest) <= 0))
        return false;
    memcpy(&entries->highest, value.data, sizeof entries->highest);
    bool was_known = entries->has_highest;
    entries->has_highest = true;
    return was_known;
}

/* Looks for a clash first. */
static ct_status
add_to_group(const ct_allocator *allocator, struct ct__memory_entries *entries,
             const struct ct__memory_record *record)
{
    const struct ct__memory_order *order = entries->tree.order;
    const ct__memory_entry entry = ct__memory_entry_of(record);
    ct_value values[CT__MEMORY_KEY_MAX];
    const struct ct__memory_probe probe = ct__memory_probe_row(order, record->newest, values);
    bool is_large = false;
    ct_status status = group(allocator, entries);
    if (!status)
        status = ct__memory_groups_add(allocator, &entries->groups, order, &probe, entry, &is_large);
    if (status)
        return status;
    if (is_large && ct__memory_order_is_strict(order, &probe))
        return add_to_large(allocator, entries, record);
    status = wait_in_line(allocator, entries, entry);
    entries->grouped += !status;
    return status;
}

ct_status
ct__memory_entries_add(const ct_allocator *allocator, struct ct__memory_entries *entries,
                       const struct ct__memory_record *record)
{
    if (entries->tree.order->is_unique && !is_highest(entries, record))
        return add_to_group(allocator, entries, record);
    return wait_in_line(allocator, entries, ct__memory_entry_of(record));
}

void
ct__memory_entries_remove(const ct_allocator *allocator, struct ct__memory_entries *entries,
                          const struct ct__memory_row *row, ct__memory_entry entry)
{
    bool is_last =
        entries->waiting_count && entries->waiting[entries->waiting_count - 1] == entry;
    if (!is_last || entries->grouped == entries->waiting_count)
        ct__memory_groups_remove(allocator, &entries->groups, entries->tree.order, row, entry);
    if (is_last) {
        entries->grouped -= entries->grouped == entries->waiting_count;
        entries->waiting_count--;
        entries->least = entries->greatest = 0;
    } else {
        ct__memory_tree_remove(allocator, &entries->tree, row, entry);
    }
}

void
ct__memory_entries_exchange(struct ct__memory_entries *entries, const struct ct__memory_row *row,
                            ct__memory_entry entry, ct__memory_entry other)
{
    ct__memory_groups_exchange(&entries->groups, entries->tree.order, row, entry, other);
    ct__memory_tree_exchange(&entries->tree, row, entry, other);
}

ct__memory_entry
ct__memory_entries_walk(const struct ct__memory_entries *entries, struct ct__memory_walk *walk)
{
    const struct ct__memory_probe all = {NULL, 0, false};
    if (!walk->has_begun)
        walk->place = ct__memory_tree_seek(&entries->tree, &all);
    walk->has_begun = true;
    ct__memory_entry entry = walk->next ? 0 : ct__memory_tree_next(&walk->place);
    if (entry || walk->next == entries->waiting_count)
        return entry;
    return entries->waiting[walk->next++];
}

/* Is it sure that none of what waits is looked for? */
static bool
is_apart(const struct ct__memory_entries *entries, const struct ct__memory_range *range)
{
    const struct ct__memory_order *order = entries->tree.order;
    if (!entries->waiting_count)
        return true;
    if (!entries->least)
        return false;
    return ct__memory_probe_compare(order, ct__memory_entry_row(entries->least), &range->high) > 0 ||
           ct__memory_probe_compare(order, ct__memory_entry_row(entries->greatest), &range->low) < 0;
}

bool
ct__memory_entries_see(const struct ct__memory_entries *entries,
                       const struct ct__memory_range *range, struct ct__memory_sight *ret_sight)
{
    const struct ct__memory_group *group = NULL;
    const ct_value *first = range->first;
    if (first && (!entries->is_grouped || entries->grouped < entries->waiting_count))
        return false;
    if (first)
        group = ct__memory_groups_find(&entries->groups, entries->tree.order, first);
    bool is_tree = !first || (group && ct__memory_group_is_large(group));
    *ret_sight = (struct ct__memory_sight){is_tree ? NULL : group, is_tree};
    return !is_tree || is_apart(entries, range);
}

static ct_status
group_all(const ct_allocator *allocator, struct ct__memory_entries *entries)
{
    struct ct__memory_walk walk = {.has_begun = false};
    ct_status status = CT_OK;
    for (ct__memory_entry entry; !status && (entry = ct__memory_entries_walk(entries, &walk));)
        status = group_one(allocator, entries, entry);
    entries->is_grouped = !status;
    entries->grouped = status ? 0 : entries->waiting_count;
    if (status)
        ct__memory_groups_free(allocator, &entries->groups);
    return status;
}

ct_status
ct__memory_entries_make_ready(const ct_allocator *allocator, struct ct__memory_entries *entries,
                              const struct ct__memory_range *range,
                              struct ct__memory_sight *ret_sight)
{
    ct_status status = CT_OK;
    if (range->first)
        status = entries->is_grouped ? group(allocator, entries) : group_all(allocator, entries);
    if (status || ct__memory_entries_see(entries, range, ret_sight))
        return status;
    return sort(allocator, entries);
}

ct_status
ct__memory_entries_end_waiting(const ct_allocator *allocator, struct ct__memory_entries *entries,
                               const struct ct__memory_record *record)
{
    bool is_waiting = entries->waiting_count &&
                      !ct__memory_tree_has(&entries->tree, record->newest,
                                           ct__memory_entry_of(record));
    return is_waiting ? sort(allocator, entries) : CT_OK;
}
