#include "storage/memory/session.h"

#include "storage/memory/report.h"

/* Nobody but whoever has the turn changes anything. */
void
ct__memory_session_look(struct ct__memory_session *session)
{
    if (!session->is_writing)
        pthread_rwlock_rdlock(&session->store->lock);
}

void
ct__memory_session_look_away(struct ct__memory_session *session)
{
    if (!session->is_writing)
        pthread_rwlock_unlock(&session->store->lock);
}

ct_status
ct__memory_session_read(const struct ct__memory_session *session, uint32_t table,
                        struct ct__memory_access *ret_access, ct_diag *diag)
{
    const struct ct__memory_store *store = session->store;
    if (!session->is_open)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "no transaction was open");
    if (session->is_doomed)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                 "the transaction had failed before");
    if (table >= session->schema->table_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "there was no table %u",
                                 (unsigned)table);
    ret_access->known = &session->schema->tables[table];
    ret_access->stored = &store->schema->tables[table];
    ret_access->trees = store->trees + ret_access->stored->first_tree;
    return CT_OK;
}

ct_status
ct__memory_session_write(const struct ct__memory_session *session, uint32_t table,
                         struct ct__memory_access *ret_access, ct_diag *diag)
{
    ct_status status = ct__memory_session_read(session, table, ret_access, diag);
    if (status)
        return status;
    if (!session->is_writing)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "the transaction was read-only");
    if (session->cursor_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "a cursor was open");
    return CT_OK;
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
        session->recent[table % CT__MEMORY_RECENT] =
            (struct ct__memory_recent){table, row->record};
    return ct_row_put(sink, values, count);
}

struct ct__memory_record *
ct__memory_session_recent(const struct ct__memory_session *session, uint32_t table)
{
    const struct ct__memory_recent *recent = &session->recent[table % CT__MEMORY_RECENT];
    bool is_there = session->is_writing && recent->table == table && recent->record &&
                    recent->record->gone == CT__MEMORY_NEVER;
    return is_there ? recent->record : NULL;
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
