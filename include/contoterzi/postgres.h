/* Storage on PostgreSQL 14 or later, for those who outgrow one machine. A library of its own,
 * libcontoterzi-postgres, so that the core needs no libpq.
 *
 *     ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
 *     ct_storage *storage = NULL;
 *     options.connection = "host=db.example,standby.example dbname=studios "
 *                          "target_session_attrs=read-write";
 *     options.schema = "coupons";
 *     if (ct_storage_new_postgres(NULL, &options, &storage) != CT_OK)
 *         fputs("that is no connection string\n", stderr);
 *     ct_storage_unref(storage);
 */
#ifndef CONTOTERZI_POSTGRES_H
#define CONTOTERZI_POSTGRES_H

#include "storage.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where the store is. */
typedef struct ct_postgres_options {
    size_t size;
    const char *connection; /* a connection string of libpq: a URI or keywords; NULL or "": what the
                               environment says (PGHOST, ...). Several hosts with
                               target_session_attrs=read-write survive a failover. */
    const char *schema;     /* the database schema that holds the tables, at most 63 bytes;
                               NULL: contoterzi. It may hold other tables beside ours. */
    uint32_t flags;         /* enum ct_postgres_flags */
    uint32_t reserved;      /* 0 */
} ct_postgres_options;
#define CT_POSTGRES_OPTIONS_INIT {sizeof(ct_postgres_options), NULL, NULL, 0, 0}

/* Create nothing: ct_context_open answers CT_ERR_NOT_FOUND where the schema has no store yet. One of an
 * earlier version is brought up to date all the same. */
enum ct_postgres_flags { CT_POSTGRES_MUST_EXIST = 1 << 0 };

/* A storage on a PostgreSQL database. Nothing is connected before a context opens it; then each context
 * has one connection, which is made anew when it was lost. The role needs no more than the right to
 * create the schema, or to create tables in one that is there.
 *
 * Any number of hosts may use the store at once: transactions are SERIALIZABLE, and durable as the
 * server's synchronous_commit says, which is never less than its own disk. A connection lost in a
 * transaction is CT_ERR_IO, and nothing happened; one lost during a commit is CT_ERR_COMMIT_UNKNOWN for
 * the library, which looks and tells what happened as soon as it reaches a server again.
 *
 * Poolers that change the server's session between transactions won't do: statements are prepared.
 *
 * @param allocator  may be NULL: the C library's. libpq itself uses the C library's in any case.
 * @param options    may be NULL: the environment's server, schema contoterzi
 * Errors: CT_ERR_INVALID_ARGUMENT for a connection string that libpq can't read, or a schema name that
 * is too long, or for unknown flags; CT_ERR_STRUCT_TOO_NEW, CT_ERR_NO_MEMORY. */
CT_API ct_status ct_storage_new_postgres(const ct_allocator *allocator,
                                         const ct_postgres_options *options,
                                         ct_storage **ret_storage);

#ifdef __cplusplus
}
#endif

#endif
