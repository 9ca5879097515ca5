#include <string.h>

#include "storage/sql/sql.h"

void
ct__sql_open(struct ct__sql_session *session, const ct_allocator *allocator, const char *schema,
             const char *mark)
{
    session->description.allocator = allocator;
    session->sql = (struct ct__sql_text){.allocator = allocator, .schema = schema, .mark = mark};
}

void
ct__sql_forget_schema(struct ct__sql_session *session)
{
    session->state = CT__SQL_UNUSED;
    ct__arena_free(&session->description);
    session->tables = NULL;
    session->table_count = 0;
}

void
ct__sql_close(struct ct__sql_session *session)
{
    ct__sql_forget_schema(session);
    ct__release(session->sql.allocator, session->sql.text);
}

/* What the caller's struct is too short for keeps its default. */
ct_status
ct__sql_check_begin(const struct ct__sql_session *session, const ct_transaction_options *options,
                    ct_transaction_options *ret_known, ct_diag *diag)
{
    *ret_known = (ct_transaction_options){.lock_timeout_ms = CT__SQL_SETUP_WAIT_MS};
    memcpy(ret_known, options,
           options->size < sizeof *ret_known ? options->size : sizeof *ret_known);
    if (ret_known->flags & ~(uint32_t)CT_TRANSACTION_READ_ONLY)
        return ct__sql_fail(diag, CT_ERR_UNSUPPORTED, "a transaction had the unknown flags '%u'",
                            (unsigned)ret_known->flags);
    if (!session->tables || session->state != CT__SQL_UNUSED)
        return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                            "a transaction was begun without a schema or in another one");
    return CT_OK;
}

void
ct__sql_set_begun(struct ct__sql_session *session, const ct_transaction_options *known)
{
    session->state = known->flags & CT_TRANSACTION_READ_ONLY ? CT__SQL_READING : CT__SQL_WRITING;
    session->transaction++;
}

ct_status
ct__sql_check_commit(const struct ct__sql_session *session, ct_diag *diag)
{
    if (session->state == CT__SQL_READING || session->state == CT__SQL_WRITING)
        return CT_OK;
    return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                        "a commit came without a transaction or after a failure in it");
}

ct_status
ct__sql_enter(const struct ct__sql_session *session, bool writes, uint32_t number,
              const struct ct__sql_table **ret_table, ct_diag *diag)
{
    bool is_fit =
        session->state == CT__SQL_WRITING || (session->state == CT__SQL_READING && !writes);
    if (!is_fit)
        return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                            "a call came outside a transaction, after a failure in it, or to write "
                            "in one that only reads");
    if (number >= session->table_count)
        return ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT, "there was no table '%u'",
                            (unsigned)number);
    *ret_table = &session->tables[number];
    return CT_OK;
}

ct_status
ct__sql_enter_scan(const struct ct__sql_session *session, const ct_scan *scan, ct_scan *ret_known,
                   const struct ct__sql_table **ret_table, ct_diag *diag)
{
    *ret_known = (ct_scan){0}; /* what the caller's struct is too short for is not asked */
    memcpy(ret_known, scan, scan->size < sizeof *ret_known ? scan->size : sizeof *ret_known);
    ct_status status = ct__sql_enter(session, false, ret_known->table, ret_table, diag);
    return status ? status : ct__sql_check_scan(*ret_table, ret_known, diag);
}

ct_status
ct__sql_enter_cursor(const struct ct__sql_session *session, uint64_t transaction, ct_diag *diag)
{
    const struct ct__sql_table *any;
    ct_status status = ct__sql_enter(session, false, 0, &any, diag);
    if (!status && transaction != session->transaction)
        status = ct__sql_fail(diag, CT_ERR_INVALID_ARGUMENT,
                              "a cursor was used after its transaction");
    return status;
}

ct_status
ct__sql_leave(struct ct__sql_session *session, ct_status status)
{
    if (status < 0 && status != CT_ERR_NOT_FOUND && session->state != CT__SQL_UNUSED)
        session->state = CT__SQL_DOOMED;
    return status;
}
