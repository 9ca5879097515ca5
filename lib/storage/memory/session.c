#include "storage/memory/session.h"

#include "storage/memory/report.h"

ct_status
ct__memory_session_check_read(const struct ct__memory_session *session, uint32_t table,
                              ct_diag *diag)
{
    if (!session->is_open)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "no transaction was open");
    if (session->is_doomed)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                 "the transaction had failed before");
    if (table >= session->schema->table_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "there was no table %u",
                                 (unsigned)table);
    return CT_OK;
}

ct_status
ct__memory_session_check_write(const struct ct__memory_session *session, uint32_t table,
                               ct_diag *diag)
{
    ct_status status = ct__memory_session_check_read(session, table, diag);
    if (status)
        return status;
    if (!session->is_writing)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was read-only");
    if (session->cursor_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "a cursor was open");
    return CT_OK;
}

/* Is it one record that is looked for, by its identifier? */
static bool
names_record(const struct ct__memory_entries *entries, const struct ct__memory_range *range)
{
    return entries->tree.order->column_count == 1 && range->first &&
           range->first->type == CT_TYPE_BLOB && range->first->len == sizeof(ct_id);
}

/* Much of what is looked for and written after a look at a record begins with its identifier. The slots
 * are far from one another: they are fetched side by side. */
static void
expect_identifier(const struct ct__memory_store *store, const ct_value *identifier)
{
    const uint32_t hash = ct__memory_groups_hash(store->seed, identifier);
    for (uint32_t i = 0; i < store->schema->index_count; i++)
        ct__memory_groups_expect(&store->indexes[i]->groups, hash);
}

ct_status
ct__memory_session_look(struct ct__memory_session *session, uint32_t table, uint32_t index,
                        const struct ct__memory_range *range,
                        struct ct__memory_entries **ret_entries,
                        struct ct__memory_sight *ret_sight)
{
    struct ct__memory_store *store = session->store;
    if (session->is_writing) /* what waits is mostly its own, and must be made ready */
        pthread_rwlock_wrlock(&store->lock);
    else
        pthread_rwlock_rdlock(&store->lock);
    *ret_entries = ct__memory_store_index(store, table, index);
    if (session->is_writing && names_record(*ret_entries, range))
        expect_identifier(store, range->first);
    if (ct__memory_entries_see(*ret_entries, range, ret_sight))
        return CT_OK;
    if (!session->is_writing) {
        /* The entries stay where they are: an index never goes away. */
        pthread_rwlock_unlock(&store->lock);
        pthread_rwlock_wrlock(&store->lock);
    }
    ct_status status =
        ct__memory_entries_make_ready(&store->allocator, *ret_entries, range, ret_sight);
    if (status)
        pthread_rwlock_unlock(&store->lock);
    return status;
}

void
ct__memory_session_look_away(struct ct__memory_session *session)
{
    pthread_rwlock_unlock(&session->store->lock);
}

ct_value *
ct__memory_session_values(struct ct__memory_session *session, uint32_t count)
{
    if (session->value_count < count) {
        ct_value *values =
            ct__resize(&session->store->allocator, session->values, count, sizeof *values);
        if (!values)
            return NULL;
        session->values = values;
        session->value_count = count;
    }
    return session->values;
}

ct_status
ct__memory_session_put(struct ct__memory_session *session, uint32_t table,
                       const struct ct__memory_row *row, ct_row_sink *sink)
{
    const uint32_t count = session->schema->tables[table].column_count;
    ct_value *values = ct__memory_session_values(session, count);
    if (!values)
        return CT_ERR_NO_MEMORY;
    ct__memory_row_values(row, count, values);
    if (session->is_writing)
        session->recent[session->read_count++ % CT__MEMORY_RECENT] =
            (struct ct__memory_recent){table, row->record};
    return ct_row_put(sink, values, count);
}

ct_status
ct__memory_session_end(struct ct__memory_session *session, ct_status status, ct_diag *diag)
{
    if (status != CT_OK && status != CT_DONE && status != CT_ERR_NOT_FOUND)
        session->is_doomed = session->is_open;
    if (status == CT_ERR_NO_MEMORY)
        ct_diag_set(diag, 0, "memory ran out");
    return status;
}
