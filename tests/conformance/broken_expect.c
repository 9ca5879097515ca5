/* What a transaction counts on, looked at before its commit, as a back end could do it. */
#include "broken.h"

#include <stdlib.h>

struct expectation {
    struct expectation *next;
    ct_scan scan;
    _Alignas(ct_value) unsigned char bytes[];
};

static size_t
size_of(const ct_value *values, size_t count)
{
    size_t size = count * sizeof *values;
    for (size_t i = 0; i < count; i++)
        size += values[i].len;
    return size + (size_t)-size % _Alignof(ct_value);
}

static const ct_value *
copied(unsigned char *room, const ct_value *values, size_t count)
{
    ct_value *own = (ct_value *)(void *)room;
    unsigned char *bytes = room + count * sizeof *values;
    for (size_t i = 0; i < count; i++) {
        own[i] = values[i];
        if (!values[i].len)
            continue;
        own[i].data = memcpy(bytes, values[i].data, values[i].len);
        bytes += values[i].len;
    }
    return own;
}

static struct expectation *
remembered(enum fault fault, const ct_scan *scan)
{
    size_t low_size = size_of(scan->low, scan->low_count);
    size_t high_size = size_of(scan->high, scan->high_count);
    struct expectation *own = calloc(1, sizeof *own + low_size + high_size);
    if (!own)
        abort();
    own->scan = *scan;
    own->scan.size = sizeof own->scan;
    own->scan.limit = 1;
    if (fault != KEEPS_EXPECTED_BOUNDS) {
        own->scan.low = copied(own->bytes, scan->low, scan->low_count);
        own->scan.high = copied(own->bytes + low_size, scan->high, scan->high_count);
    }
    if (fault == EXPECTS_ITS_LOW_BOUND && scan->low_count) {
        own->scan.high = own->scan.low;
        own->scan.high_count = own->scan.low_count;
    }
    return own;
}

void
broken_forget_expected(struct expectation **list)
{
    while (*list) {
        struct expectation *own = *list;
        *list = own->next;
        free(own);
    }
}

ct_status
broken_expect(struct expectation **list, enum fault fault, const ct_storage_ops *ops, void *handle,
              const ct_scan *scan, ct_diag *diag)
{
    void *cursor = NULL;
    if (fault == EXPECTS_NOTHING)
        return CT_OK;
    ct_status status = ops->scan_open(handle, scan, &cursor, diag); /* which refuses a mistake */
    if (status)
        return status;
    ops->scan_close(cursor);
    if (fault == EXPECTS_THE_LAST_ONLY)
        broken_forget_expected(list);
    struct expectation *own = remembered(fault, scan);
    own->next = *list;
    *list = own;
    return CT_OK;
}

static ct_status
take_nothing(ct_row_sink *base, const ct_value *columns, size_t count)
{
    (void)base, (void)columns, (void)count;
    return CT_OK;
}

ct_status
broken_look_at_expected(struct expectation *list, const ct_storage_ops *ops, void *handle,
                        ct_diag *diag)
{
    struct ct_row_sink nobody = {.take = take_nothing};
    ct_status status = CT_OK;
    for (; list && !status; list = list->next) {
        void *cursor = NULL;
        status = ops->scan_open(handle, &list->scan, &cursor, diag);
        if (status)
            return status;
        status = ops->scan_next(cursor, &nobody, diag);
        ops->scan_close(cursor);
        if (status == CT_OK) {
            ct_diag_set(diag, 0, "there was a row where there was to be none");
            return CT_ERR_CONFLICT;
        }
        status = status == CT_DONE ? CT_OK : status;
    }
    return status;
}
