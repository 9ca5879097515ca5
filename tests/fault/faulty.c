#include "faulty.h"

#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "storage/storage.h"

static struct {
    ct_storage_ops real;
    _Atomic ct_status status; /* CT_OK: none */
    enum fault_mode mode;
    atomic_long until;
    atomic_bool was_hit;
    long dies_at;
    atomic_long calls;
} fault = {.dies_at = LONG_MAX};

void
fault_arm(ct_status status, enum fault_mode mode, long until)
{
    fault.status = status;
    fault.mode = mode;
    fault.until = until;
    fault.was_hit = false;
}

bool
fault_disarm(void)
{
    fault.status = CT_OK;
    return fault.was_hit;
}

void
fault_die_at(long call)
{
    fault.dies_at = call;
    fault.calls = 0;
}

long
fault_calls(void)
{
    return fault.calls;
}

static void
die_if_due(void)
{
    if (fault.calls++ == fault.dies_at)
        (void)kill(getpid(), SIGKILL);
}

/* CT_OK: go on. */
static ct_status
next_call(bool is_commit, ct_diag *diag)
{
    die_if_due();
    if (fault.status == CT_OK || (fault.status == CT_ERR_COMMIT_UNKNOWN && !is_commit))
        return CT_OK;
    if (fault.until-- > 0 || (fault.mode == FAULT_ONCE && fault.was_hit))
        return CT_OK;
    fault.was_hit = true;
    ct_diag_set(diag, 42, "a fault was wanted");
    return fault.status;
}

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.ensure_schema(session, schema, diag);
}

static ct_status
begin(void *session, const ct_transaction_options *options, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.begin(session, options, diag);
}

/* Ends the transaction whatever it answers; what is not known was committed, or not, in turn. */
static ct_status
commit(void *session, ct_diag *diag)
{
    static bool was_committed;
    ct_status status = next_call(true, diag);
    if (status == CT_OK) {
        status = fault.real.commit(session, diag);
        die_if_due();
        return status;
    }
    was_committed = !was_committed;
    if (status == CT_ERR_COMMIT_UNKNOWN && was_committed)
        return fault.real.commit(session, diag) ? CT_ERR_IO : status;
    fault.real.rollback(session);
    return status;
}

static ct_status
get(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_row_sink *sink,
    ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.get(session, table, key, key_count, sink, diag);
}

static ct_status
insert(void *session, uint32_t table, const ct_value *row, size_t column_count, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.insert(session, table, row, column_count, diag);
}

static ct_status
update(void *session, uint32_t table, const ct_value *key, size_t key_count,
       const uint32_t *columns, const ct_value *values, size_t value_count, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status
                  : fault.real.update(session, table, key, key_count, columns, values, value_count,
                                      diag);
}

static ct_status
erase(void *session, uint32_t table, const ct_value *key, size_t key_count, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.erase(session, table, key, key_count, diag);
}

static ct_status
scan_open(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.scan_open(session, scan, ret_cursor, diag);
}

static ct_status
scan_next(void *cursor, ct_row_sink *sink, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.scan_next(cursor, sink, diag);
}

static ct_status
look_ahead(void *session, const ct_scan *const *scans, size_t count, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.look_ahead(session, scans, count, diag);
}

static ct_status
expect_none(void *session, const ct_scan *scan, ct_diag *diag)
{
    ct_status status = next_call(false, diag);
    return status ? status : fault.real.expect_none(session, scan, diag);
}

/* The wrapper owns the reference to the real one. */
static void
destroy(void *impl)
{
    ct_storage_unref(impl);
}

static ct_status
open_real(void *impl, void **ret_session, ct_diag *diag)
{
    const ct_storage *real = impl;
    ct_status status = next_call(false, diag);
    return status ? status : real->ops.open(real->impl, ret_session, diag);
}

ct_status
fault_wrap(ct_storage *real, const ct_allocator *allocator, ct_storage **ret_storage)
{
    fault.real = real->ops;
    ct_storage_ops ops = fault.real;
    ops.promises &= ~CT_STORAGE_COMMIT_KNOWN;
    ops.open = open_real;
    ops.ensure_schema = ensure_schema;
    ops.begin = begin;
    ops.commit = commit;
    ops.get = get;
    ops.insert = insert;
    ops.update = update;
    ops.erase = erase;
    ops.scan_open = scan_open;
    ops.scan_next = scan_next;
    ops.destroy = destroy;
    ops.look_ahead = fault.real.look_ahead ? look_ahead : NULL;
    ops.expect_none = fault.real.expect_none ? expect_none : NULL;
    return ct_storage_new(allocator, &ops, real, ret_storage);
}

ct_status
wrap_in_faults(struct world *world)
{
    ct_storage *wrapped = NULL;
    ct_status status = fault_wrap(world->storage, &world->allocator, &wrapped);
    if (!status)
        world->storage = wrapped;
    return status;
}
