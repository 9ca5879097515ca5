/* Around a back end of ours, others who are faster time and again: the first attempts of a transaction
 * meet a conflict, each at some call. The library goes over them by itself, and whoever called it sees
 * nothing of it. */
#include "wrap.h"

#include "storage/storage.h"

enum {
    CONFLICTS_MAX = 8, /* in a row; the library goes over a call more often than that */
    CALLS = 40,
};

static struct {
    ct_storage_ops real;
    uint64_t seed;
    int conflicts; /* in a row */
    long until;    /* calls from now; below 0: none */
    bool was_hit;  /* in this transaction */
} rivals;

static ct_status
next_call(ct_diag *diag)
{
    if (rivals.until < 0 || rivals.until-- > 0)
        return CT_OK;
    rivals.was_hit = true;
    rivals.conflicts++;
    ct_diag_set(diag, 0, "another was faster");
    return CT_ERR_CONFLICT;
}

static void
end_transaction(void)
{
    rivals.until = -1;
    if (!rivals.was_hit)
        rivals.conflicts = 0;
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    uint64_t draw;
    (void)test_random(&rivals.seed, &draw, sizeof draw);
    rivals.was_hit = false;
    rivals.until = rivals.conflicts < CONFLICTS_MAX ? (long)(draw % CALLS) : -1;
    ct_status status = next_call(diag);
    return status ? status : rivals.real.begin(session, options, diag);
}

static ct_status
commit(void *session, ct_diag *diag)
{
    ct_status status = next_call(diag);
    end_transaction();
    if (!status)
        return rivals.real.commit(session, diag);
    rivals.real.rollback(session);
    return status;
}

static void
rollback(void *session)
{
    end_transaction();
    rivals.real.rollback(session);
}

static ct_status
get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
    ct_diag *diag)
{
    ct_status status = next_call(diag);
    return status ? status : rivals.real.get(session, table, key, key_count, sink, diag);
}

static ct_status
insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    ct_status status = next_call(diag);
    return status ? status : rivals.real.insert(session, table, row, column_count, diag);
}

static ct_status
update(void *session, uint32_t table, const ct_value *key, size_t key_count,
       const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    ct_status status = next_call(diag);
    return status ? status
                  : rivals.real.update(session, table, key, key_count, columns, values, value_count,
                                       diag);
}

static ct_status
erase(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    ct_status status = next_call(diag);
    return status ? status : rivals.real.erase(session, table, key, key_count, diag);
}

static ct_status
scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    ct_status status = next_call(diag);
    return status ? status : rivals.real.scan_open(session, scan, ret_cursor, diag);
}

static ct_status
scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    ct_status status = next_call(diag);
    return status ? status : rivals.real.scan_next(cursor, sink, diag);
}

ct_status
wrap_in_rivals(struct world *world)
{
    rivals.real = world->storage->ops;
    rivals.conflicts = 0;
    ct_storage_ops ops = rivals.real;
    ops.begin = begin;
    ops.commit = commit;
    ops.rollback = rollback;
    ops.get = get;
    ops.insert = insert;
    ops.update = update;
    ops.erase = erase;
    ops.scan_open = scan_open;
    ops.scan_next = scan_next;
    return wrap_in(world, &ops);
}
