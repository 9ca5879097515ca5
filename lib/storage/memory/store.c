#include "storage/memory/store.h"

#include <time.h>

#include "storage/memory/report.h"

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

static ct_status
init_turn(struct ct__memory_store *store)
{
    ct_status status = init_condition(&store->turn_is_free);
    if (status)
        return status;
    if (pthread_mutex_init(&store->mutex, NULL)) {
        pthread_cond_destroy(&store->turn_is_free);
        return CT_ERR_NO_MEMORY;
    }
    return CT_OK;
}

static ct_status
init_committed(struct ct__memory_store *store)
{
    struct ct__memory_schema *schema = NULL;
    ct_status status = ct__memory_schema_new(&store->allocator, NULL, NULL, &schema);
    if (status)
        return status;
    store->committed = ct__memory_state_new(&store->allocator, schema);
    ct__memory_schema_unref(schema);
    return store->committed ? CT_OK : CT_ERR_NO_MEMORY;
}

ct_status
ct__memory_store_new(const ct_allocator *allocator, struct ct__memory_store **ret_store)
{
    struct ct__memory_store *store = ct__allocate(allocator, 1, sizeof *store);
    if (!store)
        return CT_ERR_NO_MEMORY;
    store->allocator = *allocator;
    ct_status status = init_turn(store);
    if (status) {
        ct__release(allocator, store);
        return status;
    }
    status = init_committed(store);
    if (status) {
        ct__memory_store_free(store);
        return status;
    }
    *ret_store = store;
    return CT_OK;
}

void
ct__memory_store_free(struct ct__memory_store *store)
{
    const ct_allocator allocator = store->allocator;
    ct__memory_state_unref(&store->allocator, store->committed);
    pthread_cond_destroy(&store->turn_is_free);
    pthread_mutex_destroy(&store->mutex);
    ct__release(&allocator, store);
}

struct ct__memory_state *
ct__memory_store_snapshot(struct ct__memory_store *store)
{
    pthread_mutex_lock(&store->mutex);
    struct ct__memory_state *state = ct__memory_state_ref(store->committed);
    pthread_mutex_unlock(&store->mutex);
    return state;
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

ct_status
ct__memory_store_enter(struct ct__memory_store *store, uint32_t timeout_ms, ct_diag *diag)
{
    const struct timespec until = deadline(timeout_ms);
    int error = 0;
    pthread_mutex_lock(&store->mutex);
    while (store->has_writer && !error)
        error = pthread_cond_timedwait(&store->turn_is_free, &store->mutex, &until);
    bool is_ours = !store->has_writer;
    store->has_writer = true;
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
ct__memory_store_publish(struct ct__memory_store *store, struct ct__memory_state *state)
{
    pthread_mutex_lock(&store->mutex);
    struct ct__memory_state *previous = store->committed;
    store->committed = state;
    pthread_mutex_unlock(&store->mutex);
    ct__memory_state_unref(&store->allocator, previous); /* may be long, so not under the mutex */
}
