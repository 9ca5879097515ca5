/* One session on a back end, in terms of records: what every use case reads and writes through. */
#pragma once

#include "model/record.h"
#include "storage/storage.h"

/* A value that its column can't have. */
struct ct__damage {
    const struct ct__table *table;
    const struct ct__field *field; /* the first such of the row; NULL: none */
};

struct ct__session {
    ct_storage *storage; /* NULL: not open */
    void *handle;
    const ct_schema *schema;
    struct ct_diag diag; /* of the last call that failed */
    bool in_transaction;
    /* A damaged row is answered with CT_ERR_CORRUPT, but does not end the transaction: for the check. */
    bool is_lenient;
    struct ct__damage damage; /* of the row that was read last; what is right of it is in the record */
};

/* Opens and makes the tables. On failure the session stays closed, with its diagnostic. */
ct_status ct__session_open(struct ct__session *session, ct_storage *storage,
                           const ct_schema *schema);
void ct__session_close(struct ct__session *session);

ct_status ct__session_begin(struct ct__session *session, bool read_only, uint32_t lock_timeout_ms);
ct_status ct__session_commit(struct ct__session *session);
/* Does a commit always tell what came of it? */
bool ct__session_knows_commits(const struct ct__session *session);
void ct__session_rollback(struct ct__session *session); /* nothing, if none is open */

/* `record` has its key fields set and receives the rest. */
ct_status ct__session_get(struct ct__session *session, uint32_t table, void *record,
                          struct ct__arena *arena);
ct_status ct__session_insert(struct ct__session *session, uint32_t table, const void *record);
/* Writes the columns in which the two records differ; nothing if they don't. */
ct_status ct__session_update(struct ct__session *session, uint32_t table, const void *before,
                             const void *after, bool *ret_differs);

/* CT_ERR_NOT_FOUND if there is no such row. */
ct_status ct__session_erase(struct ct__session *session, uint32_t table, const void *record);

/* Rows of one index between two records, each of which gives so many leading fields of the index
 * (continued by the primary key). */
struct ct__range {
    uint32_t table;
    uint32_t index;
    const void *low;
    const void *high;
    uint32_t low_count; /* 0: no bound */
    uint32_t high_count;
    uint32_t flags; /* CT_SCAN_* */
    uint64_t limit;
    bool has_damaged; /* damaged rows are visited too */
};

enum { CT__LOOK_AHEAD_MAX = 8 };
bool ct__session_is_far(const struct ct__session *session); /* are round trips worth sparing? */

/* Up to CT__LOOK_AHEAD_MAX ranges that will be asked for: by `get` where they are a whole key. A hint to back ends far away. */
ct_status ct__session_look_ahead(struct ct__session *session, const struct ct__range *ranges,
                                 size_t count);
/* Where it can, the commit answers CT_ERR_CONFLICT if a row is in the range. */
bool ct__session_can_expect(const struct ct__session *session);
ct_status ct__session_expect_none(struct ct__session *session, const struct ct__range *range);

struct ct__scan {
    struct ct__session *session;
    const struct ct__range *range; /* the caller's, until the scan is closed */
    const struct ct__table *table;
    void *cursor;
};

ct_status ct__scan_open(struct ct__scan *scan, struct ct__session *session,
                        const struct ct__range *range);
/* CT_DONE at the end. CT_ERR_CORRUPT, too, for a row that an open low bound leaves out. */
ct_status ct__scan_next(struct ct__scan *scan, void *record, struct ct__arena *arena);
void ct__scan_close(struct ct__scan *scan);

/* The column numbers of an index followed by those of the primary key that it lacks. */
uint32_t ct__index_columns(const struct ct__table *table, uint32_t index,
                           uint32_t columns[CT__COLUMNS_MAX]);
