#include "storage/memory/session.h"

#include "storage/memory/report.h"

ct_status
ct__memory_session_read(const struct ct__memory_session *session, uint32_t table,
                        struct ct__memory_access *ret_access, ct_diag *diag)
{
    if (!session->state)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "no transaction was open");
    if (session->is_doomed)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT,
                                 "the transaction had failed before");
    if (table >= session->schema->table_count)
        return ct__memory_report(diag, CT_ERR_INVALID_ARGUMENT, "there was no table %u",
                                 (unsigned)table);
    ret_access->known = &session->schema->tables[table];
    ret_access->stored = &session->state->schema->tables[table];
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

ct_status
ct__memory_session_end(struct ct__memory_session *session, ct_status status, ct_diag *diag)
{
    if (status != CT_OK && status != CT_DONE && status != CT_ERR_NOT_FOUND)
        session->is_doomed = true;
    if (status == CT_ERR_NO_MEMORY)
        ct_diag_set(diag, 0, "memory ran out");
    return status;
}
