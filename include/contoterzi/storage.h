/* Storage for libcontoterzi: the two back ends inside the library, and the interface for writing
 * another. A back end stores described rows; it needs no word of the domain.
 *
 * The conformance kit, contoterzi/testkit.h, tells whether one keeps the contract below; an example of
 * one is examples/lmdb.
 *
 * The contract
 * - Ownership: arguments are borrowed for the call and may be overwritten right after it; results
 *   leave a back end only through ct_row_put and ct_diag_set, which copy. What `open` and
 *   `scan_open` hand out is not NULL, and is ended exactly once, by `close` and `scan_close`; on
 *   failure they hand out nothing.
 * - Transactions: at most one at a time in a session, never nested. Committed ones that wrote equal
 *   some serial order, or else a call answers CT_ERR_CONFLICT and the library runs the use case
 *   again. A session sees its own writes. Nothing is written while one of its cursors is open;
 *   reads go on beside cursors. A read-only transaction sees one committed state: that of its
 *   `begin` or of its first read. It may make writers wait, or wait for them, as long as that ends
 *   in an answer.
 * - Failure: every answer but CT_OK, CT_DONE and CT_ERR_NOT_FOUND dooms the transaction: only
 *   `scan_close` and `rollback` follow. It comes with a detail, through ct_diag_set. A back end may
 *   buffer writes and tell their failure with the next read, or with `commit` at the latest; that
 *   an update or erase met no row it then tells as CT_ERR_CONFLICT. CT_ERR_BUSY and CT_ERR_CONFLICT
 *   may come from any call of a transaction.
 * - Commit ends the transaction whatever it answers. CT_OK: the data survive a killed process and a
 *   power cut (where CT_STORAGE_DURABLE is promised). CT_ERR_COMMIT_UNKNOWN: the outcome cannot be
 *   known; the library looks, it never replays blindly. So it is wherever a transaction that nobody
 *   sees now may be there after a crash; any other failure means that it never will be.
 * - Order: NULL before integers before text before blobs; integers by value, text and blobs by
 *   unsigned bytes (memcmp, shorter first). Every index is completed by the primary key columns
 *   that it lacks, in the order of the key, so that its order is total. A unique index is unique in
 *   its own columns alone, and takes NULLs as distinct: rows with a NULL in it never clash.
 * - Values: text and blobs of 1 MiB are stored, in columns that no index has. The columns of an
 *   index and of the key take up to 400 bytes together; of more, a back end with a limit answers
 *   CT_ERR_UNSUPPORTED. A reference to a row that is not there is none of the back end's business.
 * - Threads: calls on one session and its cursors never overlap, and may come from one thread and
 *   then from another, in the midst of a transaction too; sessions run in parallel; `open` may
 *   overlap anything. A back end calls nothing of ours but ct_schema_*, ct_row_put and ct_diag_set.
 *   A session is not carried across fork.
 * - Mistakes of the library's: a call outside a transaction or in a doomed one, a `begin` in
 *   another one, a write in a read-only one, a table, column, index or bound that is not there, a
 *   count that is not the table's, a value that is not of its column answer
 *   CT_ERR_INVALID_ARGUMENT; an unknown flag or type CT_ERR_UNSUPPORTED; `commit` of a doomed
 *   transaction rolls back and answers CT_ERR_INVALID_ARGUMENT. `rollback` without a transaction
 *   does nothing. `scan_close` may follow `rollback`; it comes before the next `begin`, and before
 *   `commit` and `close`. A back end with CT_STORAGE_CHECKED among its promises need not look: the
 *   library then answers all this in its place.
 * - Growth: slots are only appended, are optional from `destroy` on, and never change meaning.
 *   Structs that we pass in are read only as far as their `size` covers; it is never less than in
 *   the first release that had them, and what lies behind the part that you know is to be ignored:
 *   a flag says what may not be.
 *
 *     ct_storage *storage = NULL;
 *     if (ct_storage_new_sqlite(NULL, "studios.db", &storage) != CT_OK)
 *         return CT_ERR;
 *     if (ct_context_open(context, storage) != CT_OK)
 *         fprintf(stderr, "%s\n", ct_error_text(context, 0));
 *     ct_storage_unref(storage);
 */
#ifndef CONTOTERZI_STORAGE_H
#define CONTOTERZI_STORAGE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ct_storage ct_storage;   /* a back end in use; counted references, any thread */
typedef struct ct_schema ct_schema;     /* what must be stored; immutable, the library's own */
typedef struct ct_row_sink ct_row_sink; /* receives one row and copies it */
typedef struct ct_diag ct_diag;         /* receives the detail of a failure */

/* A column value. Frozen: it travels in arrays; a new kind would be a new type number. */
typedef struct ct_value {
    int32_t type;     /* CT_TYPE_*; answer CT_ERR_UNSUPPORTED to one that you don't know */
    uint32_t reserved; /* 0 */
    int64_t i64;      /* of CT_TYPE_INT64, otherwise 0 */
    const void *data; /* of CT_TYPE_TEXT and CT_TYPE_BLOB: not NUL-terminated; NULL only if len is 0 */
    size_t len;       /* bytes in `data` */
} ct_value;
/* What a value is. */
enum ct_type_values {
    CT_TYPE_NULL = 0,
    CT_TYPE_INT64 = 1,
    CT_TYPE_TEXT = 2, /* UTF-8 without U+0000 */
    CT_TYPE_BLOB = 3
};

/* How a value can be shown to people who open the store with its own tools. A back end may store
 * the value in that form, or ignore it; order and round trip must hold either way. */
enum ct_format_values {
    CT_FORMAT_PLAIN = 0,
    CT_FORMAT_ID = 1,      /* blob of 16 bytes: a UUID */
    CT_FORMAT_DATE = 2,    /* int64: days since 1970-01-01, from 0000-01-01 to 9999-12-31 */
    CT_FORMAT_INSTANT = 3, /* int64: milliseconds since 1970-01-01T00:00:00Z, same years */
    CT_FORMAT_ENUM = 4,    /* int64: the number of one of the column's labels; those are not
                              ordered in any way that the library relies on: it asks an index on
                              an enum column for equality only */
    CT_FORMAT_BOOLEAN = 5  /* int64: 0 or 1 */
};

/* Answers about the schema. Set `size` before the call; the library fills what fits, and the names
 * and arrays live as long as the schema, which outlives the sessions that were given it. Names are
 * ASCII of at most 63 bytes and may be words of SQL, such as "order": quote them. The name of an index
 * is unique in its table; that of index 0 is of no importance, and may hold a space. Tables,
 * columns and indexes are numbered from 0, densely, and only ever appended; columns appended to a table
 * by a later schema are nullable. Which indexes are new is not told: a back end compares with what it
 * has stored. */
typedef struct ct_table_info {
    size_t size;
    const char *name;
    uint32_t column_count;
    uint32_t key_count;   /* the first so many columns are the primary key; never NULL */
    uint32_t index_count; /* index 0 is the primary key */
    uint32_t flags;       /* 0 so far; ignore unknown bits */
} ct_table_info;

/* One column, as ct_table_info tells a table. */
typedef struct ct_column_info {
    size_t size;
    const char *name;
    int32_t type;           /* CT_TYPE_INT64, _TEXT or _BLOB */
    uint32_t flags;         /* CT_COLUMN_*; ignore unknown bits */
    int32_t format;         /* CT_FORMAT_*; take an unknown one as CT_FORMAT_PLAIN */
    uint32_t since;         /* the schema version that added the column */
    uint32_t label_count;   /* of CT_FORMAT_ENUM, otherwise 0 */
    int32_t references;     /* the table whose primary key this column names, or -1; for readers of
                               the store, and not to be enforced */
} ct_column_info;
/* The column may hold NULL. */
enum ct_column_flags { CT_COLUMN_NULLABLE = 1 << 0 };

/* One index, likewise. */
typedef struct ct_index_info {
    size_t size;
    const char *name;
    const uint32_t *columns; /* the numbers of its columns, in its order */
    uint32_t column_count;
    uint32_t flags; /* CT_INDEX_*; ignore unknown bits */
} ct_index_info;
/* No two rows have the same values in its columns. */
enum ct_index_flags { CT_INDEX_UNIQUE = 1 << 0 };

/* The version of the schema; grows by one with each release that adds to it. */
CT_API uint32_t ct_schema_version(const ct_schema *schema);
/* How many tables it has. */
CT_API uint32_t ct_schema_table_count(const ct_schema *schema);
/* Tells a table. Errors: CT_ERR_INVALID_ARGUMENT for a number that is not there; so of the next three. */
CT_API ct_status ct_schema_table(const ct_schema *schema, uint32_t table, ct_table_info *ret_info);
/* Tells a column of a table. */
CT_API ct_status ct_schema_column(const ct_schema *schema, uint32_t table, uint32_t column,
                                  ct_column_info *ret_info);
/* One label of a CT_FORMAT_ENUM column, `label` counting from 0: the number that travels in
 * ct_value and the name that people read. Labels are only ever appended. */
CT_API ct_status ct_schema_label(const ct_schema *schema, uint32_t table, uint32_t column,
                                 uint32_t label, int64_t *ret_number, const char **ret_name);
/* Tells an index of a table. */
CT_API ct_status ct_schema_index(const ct_schema *schema, uint32_t table, uint32_t index,
                                 ct_index_info *ret_info);

/* Gives the sink its row: all the columns that the table has in the session's schema, in order. Once
 * in each call that answers CT_OK. Copies. A value that is stored in a form that its column can't have
 * is given as one of another type, so that the library can tell which it is. An answer other than CT_OK
 * is the answer of the call in progress, and dooms. */
CT_API ct_status ct_row_put(ct_row_sink *sink, const ct_value *columns, size_t column_count);

/* Says what went wrong: the engine's own code and words, of which the last are kept. Copies, never
 * fails, never allocates. `diag` and `message` may be NULL. */
CT_API void ct_diag_set(ct_diag *diag, int64_t native_code, const char *message);

/* How to begin a transaction. */
typedef struct ct_transaction_options {
    size_t size;
    uint32_t flags;                /* CT_TRANSACTION_* */
    uint32_t lock_timeout_ms;      /* how long `begin` and later calls may wait for others before
                                      they answer CT_ERR_BUSY */
} ct_transaction_options;
/* It will write nothing. */
enum ct_transaction_flags { CT_TRANSACTION_READ_ONLY = 1 << 0 };

/* A range of one index. A bound is a tuple over the index's columns followed by the primary key
 * columns that it lacks, each value of its column's type or NULL (nullable or not); a shorter tuple
 * bounds its prefix: with `low` = `high` = (a) all rows that begin with a. `low` is the lower bound in
 * either direction; one above `high` leaves nothing. */
typedef struct ct_scan {
    size_t size;
    uint64_t limit; /* the most rows to hand out; 0 is no limit */
    uint32_t table; /* its number */
    uint32_t index; /* its number in the table */
    uint32_t flags; /* CT_SCAN_* */
    uint32_t reserved;
    const ct_value *low;  /* NULL if low_count is 0 */
    const ct_value *high; /* NULL if high_count is 0 */
    size_t low_count;     /* 0 is no bound */
    size_t high_count;    /* likewise */
} ct_scan;
/* How to take the range. */
enum ct_scan_flags {
    CT_SCAN_DESCENDING = 1 << 0, /* from `high` to `low` */
    CT_SCAN_LOW_OPEN = 1 << 1,   /* leave out rows that begin with `low` */
    CT_SCAN_HIGH_OPEN = 1 << 2   /* leave out rows that begin with `high` */
};

/* What a back end promises, and asks for; unknown bits are ignored. */
#define CT_STORAGE_DURABLE (UINT64_C(1) << 0)      /* what commit answered CT_OK to survives a crash */
#define CT_STORAGE_MULTIPROCESS (UINT64_C(1) << 1) /* several processes may open the same data */
/* A wish: no mistake of the library's reaches the back end, nor anything but `scan_close` and
 * `rollback` after a failure; it may still give `close` a transaction to roll back. */
#define CT_STORAGE_CHECKED (UINT64_C(1) << 2)
/* `commit` never answers CT_ERR_COMMIT_UNKNOWN, so that the library keeps no row with each transaction
 * to find out by. */
#define CT_STORAGE_COMMIT_KNOWN (UINT64_C(1) << 3)

/* What a back end does. Frozen: a domain that grows needs no change of it, as it tells its tables
 * through ct_schema. */
typedef struct ct_storage_ops {
    size_t size;       /* sizeof(ct_storage_ops) when the back end was compiled */
    uint64_t promises; /* CT_STORAGE_* */
    const char *name;  /* for messages; static storage */

    /* Hands out a session; `impl` is that of ct_storage_new. */
    ct_status (*open)(void *impl, void **ret_session, ct_diag *diag);
    void (*close)(void *session); /* rolls back what is open */
    /* Once a session, before `begin`: creates or upgrades the tables, additively, by one version or
     * by several, all or nothing; does nothing when they are there. Other sessions may do the same at
     * the same time. It waits for others as long as it thinks fit, but not for ever.
     * CT_ERR_SCHEMA_NEWER if the stored version is greater, CT_ERR_NOT_A_STORE if the data are not
     * ours: both leave every byte alone. CT_ERR_EXISTS if rows clash in a new unique index.
     * CT_ERR_NOT_FOUND if there is nothing, and the storage was told to create nothing. After a failure
     * only `close` follows. */
    ct_status (*ensure_schema)(void *session, const ct_schema *schema, ct_diag *diag);
    /* A session whose schema another one has outgrown meanwhile goes on with the columns that it
     * knows, and new columns are NULL in what it inserts; a back end that can't do that answers
     * CT_ERR_SCHEMA_NEWER here. After a failure there is no transaction. */
    ct_status (*begin)(void *session, const ct_transaction_options *options, ct_diag *diag);
    /* Ends the transaction, and what it wrote stays: see the contract. */
    ct_status (*commit)(void *session, ct_diag *diag);
    void (*rollback)(void *session); /* ends the transaction, and nothing of it stays */
    /* CT_ERR_NOT_FOUND if no row has that primary key. */
    ct_status (*get)(void *session, uint32_t table, const ct_value *key, size_t key_count,
                     ct_row_sink *sink, ct_diag *diag);
    /* All the columns, in order. CT_ERR_EXISTS if the primary key or a unique index is taken; the
     * diagnostic names which. */
    ct_status (*insert)(void *session, uint32_t table, const ct_value *row, size_t column_count,
                        ct_diag *diag);
    /* Changes the named columns, at least one, each once, none of them of the key.
     * CT_ERR_NOT_FOUND, CT_ERR_EXISTS. */
    ct_status (*update)(void *session, uint32_t table, const ct_value *key, size_t key_count,
                        const uint32_t *columns, const ct_value *values, size_t value_count,
                        ct_diag *diag);
    /* CT_ERR_NOT_FOUND. */
    ct_status (*erase)(void *session, uint32_t table, const ct_value *key, size_t key_count,
                       ct_diag *diag);
    /* Begins to read a range; a cursor stands before its first row. */
    ct_status (*scan_open)(void *session, const ct_scan *scan, void **ret_cursor, ct_diag *diag);
    /* CT_DONE at the end, and from then on. */
    ct_status (*scan_next)(void *cursor, ct_row_sink *sink, ct_diag *diag);
    void (*scan_close)(void *cursor); /* ends the cursor, and no transaction */

    void (*destroy)(void *impl); /* optional: after the last session is closed and the last
                                    reference to the storage is gone */
    /* Optional: ranges that this transaction is about to ask for, so that a back end that is far away
     * can fetch them in one round trip. One that names a whole primary key will be asked for by
     * `get`, the others by `scan_open` with the same limit. A hint: what is read later is what would
     * have been read without it. Pointers, for ct_scan may grow. */
    ct_status (*look_ahead)(void *session, const ct_scan *const *scans, size_t count,
                            ct_diag *diag);
    /* Optional: says that the transaction counts on there being no row in the range. May be called
     * wherever `scan_open` may, beside cursors and in a read-only transaction too, and for as many
     * ranges as one likes, each of which counts; `limit` and CT_SCAN_DESCENDING are no matter.
     * The back end looks as if by a scan of the transaction's own, at a time of its choice between this
     * call and the commit. So what the transaction wrote there before counts, and what it writes there
     * later may: the library writes nothing there later. If there is a row, this, a later call or the
     * commit answers CT_ERR_CONFLICT, and nothing of the transaction stays; once the commit has
     * answered CT_OK there was none at the transaction's place in the serial order. A roll-back ends
     * it. To look for what is hardly ever there is to be in the way of all who write near it; a back
     * end where that matters looks as late as it can, and lets nobody wait. */
    ct_status (*expect_none)(void *session, const ct_scan *scan, ct_diag *diag);
} ct_storage_ops;

/* Makes a storage of a back end. `ops` is copied; its name must outlive the storage.
 * @param allocator  may be NULL, here and below: the C library's; used from any thread
 * @param impl       passed to `open` and `destroy`; may be NULL. The storage owns it from success on.
 * Errors: CT_ERR_INVALID_ARGUMENT if a slot before `destroy` is missing. */
CT_API ct_status ct_storage_new(const ct_allocator *allocator, const ct_storage_ops *ops, void *impl,
                                ct_storage **ret_storage);

/* The in-memory back end: empty at first, shared by all contexts that open this storage, gone with
 * the last reference. Sessions of several threads; one writer at a time. */
CT_API ct_status ct_storage_new_memory(const ct_allocator *allocator, ct_storage **ret_storage);

/* The SQLite back end on the file `path`, which is created when a context first opens the storage, for
 * its owner alone (mode 0600) whatever the umask; what SQLite keeps beside it has the same mode.
 * Several processes may use it at once. Durable: write-ahead log, synchronous=FULL. A full disk and a
 * failed write are CT_ERR_IO during a commit too; a failed fsync, and what fails behind it, leave the
 * transaction whole in the log, where a crash would bring it back, until the next one is written over
 * it: CT_ERR_COMMIT_UNKNOWN, upon which the library looks for it, and runs the call again. */
CT_API ct_status ct_storage_new_sqlite(const ct_allocator *allocator, const char *path,
                                       ct_storage **ret_storage);

/* A backup to make. */
typedef struct ct_sqlite_backup {
    size_t size;
    const char *source;      /* the store's file */
    const char *destination; /* the backup's file, which must not be there yet */
    /* After each step, and at the end: how many pages of how many are copied. An answer other than
     * CT_OK breaks the backup off. May be NULL. */
    ct_status (*progress)(void *user, uint64_t pages, uint64_t page_count);
    /* Once, before a failure is answered: the code of SQLite or of the system, or 0, and what went
     * wrong in which file, in English; valid for the call. May be NULL. */
    void (*failed)(void *user, int64_t native_code, const char *message);
    void *user;          /* passed to both; may be NULL */
    uint32_t step_pages; /* pages in a step; 0: 256 */
    uint32_t reserved;   /* 0 */
} ct_sqlite_backup;
#define CT_SQLITE_BACKUP_INIT CT_SIZED(ct_sqlite_backup)

/* Copies an SQLite store while others use it: the backup holds what the store held at one moment near
 * the beginning. It always ends, however much is written meanwhile, and makes nobody wait; the
 * store's log grows until then. The store may be open in this process or in none, be of an older
 * schema, or be readable only. The backup is a store like any other: to restore it, open it, or put
 * it in the place of the store's file once nobody uses that, without the "-wal" and "-shm" files
 * that stand beside.
 *
 * The copy is written beside `destination` under that name with ".part-" and six more characters, and
 * gets its name when all of it is on the disk, and was read again and found sound (SQLite's
 * quick_check), which comes after the last call of `progress`. A failure leaves nothing; a killed
 * process leaves the ".part-" file, which may be removed. The file has the store's permissions.
 * @param allocator  may be NULL: the C library's. SQLite itself uses its own in any case.
 * Errors: CT_ERR_EXISTS if the destination is there, or a "-wal" or "-journal" file of its name;
 * CT_ERR_NOT_A_STORE, CT_ERR_SCHEMA_NEWER: of the source, left untouched; CT_ERR_IO if the source
 * can't be read or the copy can't be written; CT_ERR_CORRUPT if either is not sound; CT_ERR_CALLBACK if
 * `progress` broke off; CT_ERR_STRUCT_TOO_NEW. */
CT_API ct_status ct_storage_backup_sqlite(const ct_allocator *allocator,
                                          const ct_sqlite_backup *backup);

/* Takes another reference; answers `storage`. */
CT_API ct_storage *ct_storage_ref(ct_storage *storage);

/* Drops a reference. NULL is ignored. */
CT_API void ct_storage_unref(ct_storage *storage);

#ifdef __cplusplus
}
#endif

#endif
