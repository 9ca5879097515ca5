#include "storage/memory/store.h"

#include <sys/random.h>
#include <time.h>

#include "storage/memory/change.h"
#include "storage/memory/report.h"

/* Room for more changes than this is not kept for the next transaction. */
enum { ROOM_KEPT = 4096 };

static ct_status
init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes))
        return CT_ERR_NO_MEMORY;
    /* People set the time of day; that must not shorten or stretch a wait. */
    int error = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (!error)
        error = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return error ? CT_ERR_NO_MEMORY : CT_OK;
}

/* Readers that come one after another don't keep a writer waiting. Other C libraries have no such kind. */
static int
prefer_writers(pthread_rwlockattr_t *attributes)
{
#ifdef __GLIBC__
    return pthread_rwlockattr_setkind_np(attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#else
    (void)attributes;
    return 0;
#endif
}

static ct_status
init_lock(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t attributes;
    if (pthread_rwlockattr_init(&attributes))
        return CT_ERR_NO_MEMORY;
    int error = prefer_writers(&attributes);
    if (!error)
        error = pthread_rwlock_init(lock, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    return error ? CT_ERR_NO_MEMORY : CT_OK;
}

static ct_status
init_locks(struct ct__memory_store *store)
{
    ct_status status = init_condition(&store->turn_is_free);
    if (status)
        return status;
    status = init_lock(&store->lock);
    if (!status && !pthread_mutex_init(&store->mutex, NULL))
        return CT_OK;
    if (!status)
        pthread_rwlock_destroy(&store->lock);
    pthread_cond_destroy(&store->turn_is_free);
    return CT_ERR_NO_MEMORY;
}

ct_status
ct__memory_store_new(const ct_allocator *allocator, struct ct__memory_store **ret_store)
{
    struct ct__memory_store *store = ct__allocate(allocator, 1, sizeof *store);
    if (!store)
        return CT_ERR_NO_MEMORY;
    store->allocator = *allocator;
    /* Without it, early in a system's life, the store works all the same. */
    (void)!getrandom(&store->seed, sizeof store->seed, GRND_NONBLOCK);
    ct_status status = init_locks(store);
    if (status) {
        ct__release(allocator, store);
        return status;
    }
    status = ct__memory_schema_new(&store->allocator, NULL, NULL, &store->schema);
    if (status) {
        ct__memory_store_free(store);
        return status;
    }
    *ret_store = store;
    return CT_OK;
}

void
ct__memory_changes_free(const ct_allocator *allocator, struct ct__memory_changes *changes)
{
    if (changes)
        ct__release(allocator, changes->items);
    ct__release(allocator, changes);
}

/* Clears away what is seen by nobody but readers before `number`. */
static void
clear(struct ct__memory_store *store, const struct ct__memory_changes *changes)
{
    pthread_rwlock_wrlock(&store->lock);
    for (size_t i = 0; i < changes->count; i++)
        ct__memory_change_clear(store, &changes->items[i]);
    pthread_rwlock_unlock(&store->lock);
}

static struct ct__memory_changes *
take_oldest(struct ct__memory_store *store)
{
    struct ct__memory_changes *changes = store->oldest;
    store->oldest = changes->next;
    if (!store->oldest)
        store->newest = NULL;
    changes->next = NULL;
    return changes;
}

static void
free_records(const ct_allocator *allocator, const struct ct__memory_entries *primary)
{
    struct ct__memory_walk walk = {.has_begun = false};
    for (ct__memory_entry entry; (entry = ct__memory_entries_walk(primary, &walk));)
        ct__memory_record_free(allocator, ct__memory_entry_row(entry)->record);
}

static void
free_index(const ct_allocator *allocator, struct ct__memory_entries *index)
{
    if (index)
        ct__memory_entries_free(allocator, index);
    ct__release(allocator, index);
}

void
ct__memory_store_free(struct ct__memory_store *store)
{
    const ct_allocator allocator = store->allocator;
    const struct ct__memory_schema *schema = store->schema;
    while (store->oldest) {
        struct ct__memory_changes *changes = take_oldest(store);
        clear(store, changes);
        ct__memory_changes_free(&allocator, changes);
    }
    for (uint32_t i = 0; schema && i < schema->table_count; i++)
        free_records(&allocator, store->indexes[schema->tables[i].first_index]);
    for (uint32_t i = 0; schema && i < schema->index_count; i++)
        free_index(&allocator, store->indexes[i]);
    ct__release(&allocator, store->indexes);
    ct__memory_schema_unref(store->schema);
    pthread_mutex_destroy(&store->mutex);
    pthread_rwlock_destroy(&store->lock);
    pthread_cond_destroy(&store->turn_is_free);
    ct__release(&allocator, store);
}

static struct timespec
deadline(uint32_t timeout_ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* With the mutex. */
static void
wait_for_turn(struct ct__memory_store *store, uint32_t timeout_ms)
{
    const struct timespec until = deadline(timeout_ms);
    int error = 0;
    while (store->has_writer && !error)
        error = pthread_cond_timedwait(&store->turn_is_free, &store->mutex, &until);
}

ct_status
ct__memory_store_enter(struct ct__memory_store *store, uint32_t timeout_ms, uint64_t *ret_number,
                       ct_diag *diag)
{
    pthread_mutex_lock(&store->mutex);
    if (store->has_writer)
        wait_for_turn(store, timeout_ms);
    bool is_ours = !store->has_writer;
    store->has_writer = true;
    *ret_number = store->committed + 1;
    pthread_mutex_unlock(&store->mutex);
    if (!is_ours)
        return ct__memory_report(diag, CT_ERR_BUSY, "another session wrote for more than %u ms",
                                 (unsigned)timeout_ms);
    return CT_OK;
}

void
ct__memory_store_leave(struct ct__memory_store *store)
{
    pthread_mutex_lock(&store->mutex);
    store->has_writer = false;
    pthread_mutex_unlock(&store->mutex);
    pthread_cond_signal(&store->turn_is_free);
}

void
ct__memory_store_start_reading(struct ct__memory_store *store, struct ct__memory_reader *reader)
{
    pthread_mutex_lock(&store->mutex);
    *reader = (struct ct__memory_reader){store->latest, NULL, store->committed};
    *(store->latest ? &store->latest->next : &store->earliest) = reader;
    store->latest = reader;
    pthread_mutex_unlock(&store->mutex);
}

void
ct__memory_store_stop_reading(struct ct__memory_store *store, struct ct__memory_reader *reader)
{
    pthread_mutex_lock(&store->mutex);
    *(reader->previous ? &reader->previous->next : &store->earliest) = reader->next;
    *(reader->next ? &reader->next->previous : &store->latest) = reader->previous;
    pthread_mutex_unlock(&store->mutex);
}

/* Publishes, and answers the number before which nobody reads any more. */
static uint64_t
publish(struct ct__memory_store *store, uint64_t number)
{
    pthread_mutex_lock(&store->mutex);
    store->committed = number;
    uint64_t seen = store->earliest ? store->earliest->number : number;
    pthread_mutex_unlock(&store->mutex);
    return seen;
}

static void
empty(const ct_allocator *allocator, struct ct__memory_changes *changes)
{
    changes->count = 0;
    if (changes->room <= ROOM_KEPT)
        return;
    ct__release(allocator, changes->items);
    changes->items = NULL;
    changes->room = 0;
}

/* Only what took the place of something leaves something. */
static void
forget_insertions(struct ct__memory_changes *changes)
{
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++)
        if (changes->items[i].kind != CT__MEMORY_INSERTED)
            changes->items[kept++] = changes->items[i];
    changes->count = kept;
}

struct ct__memory_changes *
ct__memory_store_commit(struct ct__memory_store *store, struct ct__memory_changes *changes)
{
    struct ct__memory_changes *spare = NULL;
    uint64_t seen = publish(store, changes->number);
    forget_insertions(changes);
    if (!changes->count) {
        empty(&store->allocator, changes);
        spare = changes;
    } else {
        *(store->newest ? &store->newest->next : &store->oldest) = changes;
        store->newest = changes;
    }
    while (store->oldest && store->oldest->number <= seen) {
        ct__memory_changes_free(&store->allocator, spare);
        spare = take_oldest(store);
        clear(store, spare);
        empty(&store->allocator, spare);
    }
    return spare;
}

void
ct__memory_store_undo(struct ct__memory_store *store, struct ct__memory_changes *changes)
{
    pthread_rwlock_wrlock(&store->lock);
    while (changes->count)
        ct__memory_change_undo(store, &changes->items[--changes->count]);
    pthread_rwlock_unlock(&store->lock);
    empty(&store->allocator, changes);
}

static bool
is_kept(const struct ct__memory_schema *older, uint32_t table, uint32_t index)
{
    return table < older->table_count && index < older->tables[table].index_count;
}

/* An empty one. */
static struct ct__memory_entries *
new_index(const struct ct__memory_store *store, const struct ct__memory_order *order)
{
    struct ct__memory_entries *index = ct__allocate(&store->allocator, 1, sizeof *index);
    if (!index)
        return NULL;
    index->is_grouped = order->is_unique;
    index->groups.seed = store->seed;
    index->tree.order = order;
    return index;
}

/* The indexes of a table: those that are there, and new ones. */
static ct_status
collect_indexes(struct ct__memory_store *store, const struct ct__memory_schema *schema,
                uint32_t table, struct ct__memory_entries **indexes, ct_diag *diag)
{
    const struct ct__memory_table *own = &schema->tables[table];
    ct_status status = CT_OK;
    for (uint32_t i = 0; i < own->index_count && !status; i++) {
        struct ct__memory_entries **index = &indexes[own->first_index + i];
        if (is_kept(store->schema, table, i)) {
            *index = store->indexes[store->schema->tables[table].first_index + i];
            continue;
        }
        *index = new_index(store, &own->indexes[i].order);
        if (!*index)
            return CT_ERR_NO_MEMORY;
        if (i)
            status = ct__memory_change_fill(store, indexes[own->first_index], *index);
        if (status == CT_ERR_EXISTS)
            (void)ct__memory_report(diag, status, "the rows of table '%s' clash in index '%s'",
                                    own->name, own->indexes[i].name);
    }
    return status;
}

static void
free_new_indexes(struct ct__memory_store *store, const struct ct__memory_schema *schema,
                 struct ct__memory_entries **indexes)
{
    for (uint32_t i = 0; i < schema->table_count; i++)
        for (uint32_t j = 0; j < schema->tables[i].index_count; j++)
            if (!is_kept(store->schema, i, j))
                free_index(&store->allocator, indexes[schema->tables[i].first_index + j]);
    ct__release(&store->allocator, indexes);
}

static void
put_in_place(struct ct__memory_store *store, struct ct__memory_schema *schema,
             struct ct__memory_entries **indexes)
{
    pthread_rwlock_wrlock(&store->lock);
    for (uint32_t i = 0; i < schema->table_count; i++)
        for (uint32_t j = 0; j < schema->tables[i].index_count; j++)
            indexes[schema->tables[i].first_index + j]->tree.order =
                &schema->tables[i].indexes[j].order;
    ct__memory_schema_unref(store->schema);
    ct__release(&store->allocator, store->indexes);
    store->schema = ct__memory_schema_ref(schema);
    store->indexes = indexes;
    pthread_rwlock_unlock(&store->lock);
}

ct_status
ct__memory_store_upgrade(struct ct__memory_store *store, struct ct__memory_schema *schema,
                         ct_diag *diag)
{
    struct ct__memory_entries **indexes =
        ct__allocate(&store->allocator, schema->index_count + 1, sizeof *indexes);
    ct_status status = indexes ? CT_OK : CT_ERR_NO_MEMORY;
    for (uint32_t i = 0; i < schema->table_count && !status; i++)
        status = collect_indexes(store, schema, i, indexes, diag);
    if (!status)
        put_in_place(store, schema, indexes);
    else if (indexes)
        free_new_indexes(store, schema, indexes);
    return status;
}
