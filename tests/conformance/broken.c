/* The wrapper: every call goes on to the back end inside, and some go wrong. */
#include "broken_session.h"

#include <stdlib.h>
#include <unistd.h>

unsigned char *
room(struct session *session, size_t size)
{
    struct block *block = calloc(1, sizeof *block + size + 1);
    if (!block)
        abort();
    block->next = session->blocks;
    session->blocks = block;
    return block->bytes;
}

bool
broken_is_away(void)
{
    static pid_t home;
    if (!home)
        home = getpid();
    return getpid() != home;
}

ct_status
scripted(struct session *session, enum call call, ct_diag *diag)
{
    const struct script *script = &session->own->kind->script;
    if (script->call != call)
        return CT_OK;
    int number = atomic_fetch_add(&session->own->scripted, 1) + 1;
    if (number < script->at || number >= script->at + script->times)
        return CT_OK;
    return fail(diag, script->status, "it was in the script");
}

static ct_status
broken_open(void *impl, void **ret_session, ct_diag *diag)
{
    struct broken *own = impl;
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        abort();
    session->own = own;
    session->ops = &own->inner->ops;
    session->last_write = &session->writes;
    if ((has(session, FEW_SESSIONS) && own->sessions >= 8) || own->is_ended ||
        (has(session, OPENS_AT_HOME_ONLY) && broken_is_away())) {
        free(session);
        return fail(diag, CT_ERR_BUSY, "there were sessions enough");
    }
    ct_status status = session->ops->open(own->inner->impl, &session->handle, diag);
    if (status) {
        free(session);
        return status;
    }
    own->sessions++;
    *ret_session = session;
    return CT_OK;
}

static void
broken_close(void *opaque)
{
    struct session *session = opaque;
    let_go(session);
    if (has(session, ENDS_WITH_AN_UNUSED_SESSION) && !session->schema)
        session->own->is_ended = true;
    while (session->forgotten) {
        struct cursor *cursor = session->forgotten;
        session->forgotten = cursor->next;
        session->ops->scan_close(cursor->handle);
        free(cursor);
    }
    if (has(session, CLOSE_COMMITS) && session->is_open)
        (void)session->ops->commit(session->handle, NULL);
    session->ops->close(session->handle);
    if (session->own->writer == session)
        session->own->writer = NULL;
    session->own->sessions--;
    broken_forget_expected(&session->expected);
    drop_later_writes(session);
    while (session->blocks) {
        struct block *block = session->blocks;
        session->blocks = block->next;
        free(block);
    }
    free(session);
}

/* The schema, all of whose indexes but the primary keys are not unique. */
static const ct_schema *
opened(struct broken *own, const ct_schema *schema)
{
    own->schema = *schema;
    own->schema.tables = own->table_list;
    for (uint32_t i = 0; i < schema->table_count; i++) {
        own->tables[i] = *schema->tables[i];
        memcpy(own->indexes[i], own->tables[i].indexes,
               own->tables[i].index_count * sizeof(struct ct__index));
        for (uint32_t at = 1; at < own->tables[i].index_count; at++)
            own->indexes[i][at].unique = false;
        own->tables[i].indexes = own->indexes[i];
        own->table_list[i] = &own->tables[i];
    }
    return &own->schema;
}

static ct_status
broken_ensure_schema(void *opaque, const ct_schema *schema, ct_diag *diag)
{
    struct session *session = opaque;
    struct broken *own = session->own;
    session->schema = schema;
    if (has(session, REFUSES_UNKNOWN_FORMATS) && schema->tables[0]->fields[0].format)
        return fail(diag, CT_ERR_UNSUPPORTED, "a column had an unknown format");
    if (has(session, REFUSES_A_SECOND_MAKER) && own->version)
        return fail(diag, CT_ERR_EXISTS, "somebody had made the tables");
    own->version = schema->version > own->version ? schema->version : own->version;
    if (has(session, UNIQUE_NOT_ENFORCED))
        schema = opened(own, schema);
    if (has(session, NEVER_GROWS) && schema->version > 1)
        schema = &kit_schema_1;
    ct_status status =
        session->ops->ensure_schema(session->handle, schema, listener(session, diag));
    if (status == CT_ERR_SCHEMA_NEWER && has(session, TAKES_A_NEWER_SCHEMA))
        return session->ops->ensure_schema(session->handle, &kit_schema_2, diag);
    if (status == CT_ERR_EXISTS && has(session, TAKES_A_FAILED_UPGRADE))
        return CT_OK;
    if (status == CT_ERR_NOT_A_STORE && has(session, FOREIGN_IS_IO))
        return CT_ERR_IO;
    if (has(session, REFUSES_THE_SAME_SCHEMA) && own->has_schema)
        return fail(diag, CT_ERR_EXISTS, "the tables were there");
    own->has_schema = own->has_schema || (!status && own->sessions == KIT_SESSIONS);
    return status;
}

static void
broken_destroy(void *impl)
{
    struct broken *own = impl;
    ct_storage_unref(own->inner);
    (void)pthread_cond_destroy(&own->looked);
    (void)pthread_mutex_destroy(&own->lock);
    free(own);
}

ct_status
broken_new(ct_storage *inner, const struct broken_kind *kind, ct_storage **ret_storage)
{
    const ct_storage_ops ops = {
        .size = sizeof ops,
        .promises = inner->ops.promises,
        .name = "broken",
        .open = broken_open,
        .close = broken_close,
        .ensure_schema = broken_ensure_schema,
        .begin = broken_begin,
        .commit = broken_commit,
        .rollback = broken_rollback,
        .get = broken_get,
        .insert = broken_insert,
        .update = broken_update,
        .erase = broken_erase,
        .scan_open = broken_scan_open,
        .scan_next = broken_scan_next,
        .scan_close = broken_scan_close,
        .destroy = broken_destroy,
        .look_ahead = broken_look_ahead,
        .expect_none = broken_expect_none,
    };
    struct broken *own = calloc(1, sizeof *own);
    if (!own)
        abort();
    own->inner = inner;
    own->kind = kind;
    (void)broken_is_away();
    (void)pthread_mutex_init(&own->lock, NULL);
    (void)pthread_cond_init(&own->looked, NULL);
    return ct_storage_new(NULL, &ops, own, ret_storage);
}
