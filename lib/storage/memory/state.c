#include "storage/memory/state.h"

#include "storage/memory/report.h"

struct ct__memory_state *
ct__memory_state_new(const ct_allocator *allocator, struct ct__memory_schema *schema)
{
    size_t size = sizeof(struct ct__memory_state) +
                  (size_t)schema->root_count * sizeof(struct ct__memory_node *);
    struct ct__memory_state *state = ct__allocate(allocator, 1, size);
    if (!state)
        return NULL;
    atomic_init(&state->refs, 1);
    state->schema = ct__memory_schema_ref(schema);
    return state;
}

struct ct__memory_state *
ct__memory_state_copy(const ct_allocator *allocator, const struct ct__memory_state *state)
{
    struct ct__memory_state *copy = ct__memory_state_new(allocator, state->schema);
    for (uint32_t i = 0; copy && i < state->schema->root_count; i++)
        copy->roots[i] = ct__memory_tree_ref(state->roots[i]);
    return copy;
}

struct ct__memory_state *
ct__memory_state_ref(struct ct__memory_state *state)
{
    atomic_fetch_add_explicit(&state->refs, 1, memory_order_relaxed);
    return state;
}

void
ct__memory_state_unref(const ct_allocator *allocator, struct ct__memory_state *state)
{
    if (!state || atomic_fetch_sub_explicit(&state->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (uint32_t i = 0; i < state->schema->root_count; i++)
        ct__memory_tree_unref(allocator, state->roots[i]);
    ct__memory_schema_unref(state->schema);
    ct__release(allocator, state);
}

static ct_status
insert_into(const ct_allocator *allocator, struct ct__memory_state *state,
            const struct ct__memory_table *table, uint32_t index, struct ct__memory_row *row,
            ct_diag *diag)
{
    ct_status status = ct__memory_tree_insert(allocator, &table->indexes[index].order,
                                              &state->roots[table->first_root + index], row);
    if (status == CT_ERR_EXISTS)
        return ct__memory_report(diag, status, "index '%s' of table '%s' had such a row",
                                 table->indexes[index].name, table->name);
    return status;
}

ct_status
ct__memory_state_insert(const ct_allocator *allocator, struct ct__memory_state *state,
                        const struct ct__memory_table *table, struct ct__memory_row *row,
                        ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; i < table->index_count && !status; i++)
        status = insert_into(allocator, state, table, i, row, diag);
    return status;
}

ct_status
ct__memory_state_erase(const ct_allocator *allocator, struct ct__memory_state *state,
                       const struct ct__memory_table *table, struct ct__memory_row *row)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; i < table->index_count && !status; i++)
        status = ct__memory_tree_erase(allocator, &table->indexes[i].order,
                                       &state->roots[table->first_root + i], row);
    return status;
}

ct_status
ct__memory_state_replace(const ct_allocator *allocator, struct ct__memory_state *state,
                         const struct ct__memory_table *table, struct ct__memory_row *stored,
                         struct ct__memory_row *row, ct_diag *diag)
{
    ct_status status = CT_OK;
    for (uint32_t i = 0; i < table->index_count && !status; i++) {
        const struct ct__memory_order *order = &table->indexes[i].order;
        struct ct__memory_node **root = &state->roots[table->first_root + i];
        if (ct__memory_order_compare(order, stored, row) == 0) {
            status = ct__memory_tree_replace(allocator, order, root, row);
        } else {
            status = ct__memory_tree_erase(allocator, order, root, stored);
            if (!status)
                status = insert_into(allocator, state, table, i, row, diag);
        }
    }
    return status;
}

static bool
is_same_shape(const struct ct__memory_table *older, const struct ct__memory_table *newer)
{
    return older->column_count == newer->column_count && older->index_count == newer->index_count;
}

static void
share_table(const struct ct__memory_state *older, uint32_t number, struct ct__memory_state *state)
{
    const struct ct__memory_table *table = &state->schema->tables[number];
    uint32_t from = older->schema->tables[number].first_root;
    for (uint32_t i = 0; i < table->index_count; i++)
        state->roots[table->first_root + i] = ct__memory_tree_ref(older->roots[from + i]);
}

/* Padding every row once spares all readers the question how many columns a row has. */
static ct_status
rebuild_table(const ct_allocator *allocator, const struct ct__memory_state *older, uint32_t number,
              struct ct__memory_state *state, ct_diag *diag)
{
    const struct ct__memory_table *from = &older->schema->tables[number];
    const struct ct__memory_table *to = &state->schema->tables[number];
    const struct ct__memory_bound none = {0};
    struct ct__memory_walk walk;
    ct_status status = CT_OK;
    ct__memory_walk_start(&walk, &from->indexes[0].order, older->roots[from->first_root], false,
                          none, none);
    for (struct ct__memory_row *row; !status && (row = ct__memory_walk_next(&walk));) {
        struct ct__memory_row *padded =
            ct__memory_row_new(allocator, row->values, row->count, to->column_count);
        status = padded ? ct__memory_state_insert(allocator, state, to, padded, diag)
                        : CT_ERR_NO_MEMORY;
        ct__memory_row_unref(allocator, padded);
    }
    return status;
}

ct_status
ct__memory_state_upgrade(const ct_allocator *allocator, const struct ct__memory_state *older,
                         struct ct__memory_schema *schema, ct_diag *diag,
                         struct ct__memory_state **ret_state)
{
    struct ct__memory_state *state = ct__memory_state_new(allocator, schema);
    ct_status status = state ? CT_OK : CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; !status && i < older->schema->table_count; i++) {
        if (is_same_shape(&older->schema->tables[i], &schema->tables[i]))
            share_table(older, i, state);
        else
            status = rebuild_table(allocator, older, i, state, diag);
    }
    if (status) {
        ct__memory_state_unref(allocator, state);
        return status;
    }
    *ret_state = state;
    return CT_OK;
}
