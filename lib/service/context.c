#include "service/context.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

#include "model/tables.h"
#include "rules/lifecycle.h"
#include "service/arguments.h"

enum { DEFAULT_LOCK_TIMEOUT_MS = 5000 };

uint32_t
ct_version(void)
{
    return CT_VERSION_MAJOR * 1000000 + CT_VERSION_MINOR * 1000 + CT_VERSION_PATCH;
}

ct_status
ct_clock_system(void *user, ct_instant *ret_now)
{
    struct timespec now;
    (void)user;
    if (!ret_now || clock_gettime(CLOCK_REALTIME, &now))
        return CT_ERR_INVALID_ARGUMENT;
    *ret_now = (ct_instant)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    return CT_OK;
}

static ct_status
system_random(void *user, void *bytes, size_t count)
{
    (void)user;
    for (size_t filled = 0; filled < count;) {
        ssize_t got = getrandom((unsigned char *)bytes + filled, count - filled, 0);
        if (got < 0)
            return CT_ERR;
        filled += (size_t)got;
    }
    return CT_OK;
}

static bool
is_actor(const char *actor)
{
    return actor[strspn(actor, " ")] && ct__is_plain_text(actor, CT__ACTOR_SIZE - 1);
}

static bool
is_language(ct_language language)
{
    return language == CT_LANGUAGE_ITALIAN || language == CT_LANGUAGE_ENGLISH;
}

static ct_status
fill_context(ct_context *context, const ct_context_options *options)
{
    const char *actor = options->actor ? options->actor : "host";
    if (!options->now || !is_actor(actor) ||
        (options->language && !is_language(options->language)))
        return CT_ERR_INVALID_ARGUMENT;
    context->now = options->now;
    context->now_user = options->now_user;
    context->random = options->random ? options->random : system_random;
    context->random_user = options->random_user;
    memcpy(context->actor, actor, strlen(actor) + 1);
    context->language = options->language ? options->language : CT_LANGUAGE_ITALIAN;
    context->lock_timeout_ms =
        options->lock_timeout_ms ? options->lock_timeout_ms : DEFAULT_LOCK_TIMEOUT_MS;
    context->arena.allocator = &context->allocator;
    context->error_reasons.items = context->error_items;
    context->error_reasons.language = context->language;
    return ct__policy_copy(&context->allocator, options->policy, &context->own_policy);
}

ct_status
ct_context_new(const ct_context_options *options, ct_context **ret_context)
{
    ct_context_options own;
    ct_allocator allocator;
    if (!options || !ret_context)
        return CT_ERR_INVALID_ARGUMENT;
    ct_status status = ct__copy_sized(&own, sizeof own, sizeof own, options);
    if (!status)
        status = ct__allocator_init(&allocator, own.allocator);
    if (status)
        return status;
    ct_context *context = ct__allocate(&allocator, 1, sizeof *context);
    if (!context)
        return CT_ERR_NO_MEMORY;
    context->allocator = allocator;
    status = fill_context(context, &own);
    if (status) {
        ct_context_free(context);
        return status;
    }
    context->policy = ct__policy_values(context->own_policy);
    *ret_context = context;
    return CT_OK;
}

ct_status
ct_context_open(ct_context *context, ct_storage *storage)
{
    ct_status status = ct__enter(context);
    if (!status && !storage)
        status = ct__fail_field(context, CT__REASON_REQUIRED, "storage", (struct ct__argument){0});
    if (!status && context->session.storage)
        status = ct__fail(context, CT__REASON_ALREADY_OPEN);
    if (!status)
        status = ct__fail_storage(context, ct__session_open(&context->session, storage, &ct__schema));
    if (status == CT_ERR_NOT_FOUND)
        status = ct__fail_with(context, CT__REASON_NO_STORE,
                               ct__text_argument(context->session.diag.message),
                               (struct ct__argument){0});
    return ct__leave(context, status);
}

static void
free_spare(struct ct__spare_random *spare)
{
    if (spare)
        (void)munmap(spare, sizeof *spare);
}

void
ct_context_free(ct_context *context)
{
    if (!context)
        return;
    ct__session_close(&context->session);
    ct__arena_free(&context->arena);
    free_spare(context->spare_random);
    ct_policy_free(context->own_policy);
    ct_allocator allocator = context->allocator;
    ct__release(&allocator, context);
}

ct_status
ct_context_set_actor(ct_context *context, const char *actor)
{
    ct_status status = ct__enter(context);
    if (!status)
        status = ct__check_text(context, "actor", actor, CT__ACTOR_SIZE - 1);
    if (!status)
        memcpy(context->actor, actor, strlen(actor) + 1);
    return ct__leave(context, status);
}

ct_status
ct_context_set_language(ct_context *context, ct_language language)
{
    ct_status status = ct__enter(context);
    if (!status && !is_language(language))
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "language",
                                ct__number_argument(language));
    if (!status)
        context->language = context->error_reasons.language = language;
    return ct__leave(context, status);
}

ct_status
ct_context_today(ct_context *context, ct_date *ret_today)
{
    ct_instant now;
    ct_status status = ct__enter(context);
    if (!status && !ret_today)
        status = ct__fail_field(context, CT__REASON_REQUIRED, "ret_today", (struct ct__argument){0});
    if (!status)
        status = ct__now(context, &now, ret_today);
    return ct__leave(context, status);
}

ct_status
ct_context_keys_kept_since(ct_context *context, ct_instant *ret_since)
{
    ct_instant now;
    ct_date today;
    ct_status status = ct__enter(context);
    if (!status)
        status = ct__check_pointer(context, "ret_since", ret_since);
    if (!status)
        status = ct__now(context, &now, &today);
    if (!status)
        *ret_since = ct__kept_since(now, context->policy->idempotency_days);
    return ct__leave(context, status);
}

ct_status
ct__now(ct_context *context, ct_instant *ret_now, ct_date *ret_today)
{
    if (context->now(context->now_user, ret_now))
        return ct__fail_with(context, CT__REASON_CALLBACK_FAILED, ct__text_argument("now"),
                             (struct ct__argument){0});
    return ct_date_in_rome(*ret_now, ret_today) ? ct__fail(context, CT__REASON_BAD_CLOCK) : CT_OK;
}

ct_status
ct__random(ct_context *context, void *bytes, size_t count)
{
    if (context->random(context->random_user, bytes, count))
        return ct__fail_with(context, CT__REASON_CALLBACK_FAILED, ct__text_argument("random"),
                             (struct ct__argument){0});
    return CT_OK;
}

/* In pages of its own. NULL where a child's can't be wiped, which is nowhere since Linux 4.14. */
static struct ct__spare_random *
new_spare(void)
{
#ifdef MADV_WIPEONFORK
    struct ct__spare_random *spare = mmap(NULL, sizeof *spare, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (spare == MAP_FAILED)
        return NULL;
    if (!madvise(spare, sizeof *spare, MADV_WIPEONFORK))
        return spare;
    (void)munmap(spare, sizeof *spare);
#endif
    return NULL;
}

ct_status
ct__random_spare(ct_context *context, void *bytes, size_t count)
{
    bool is_own = context->random != system_random; /* the host's sees each request as it is */
    if (!is_own && !context->spare_random)
        context->spare_random = new_spare();
    struct ct__spare_random *spare = context->spare_random;
    if (!spare)
        return ct__random(context, bytes, count);
    if (spare->left < count) {
        ct_status status = ct__random(context, spare->bytes, sizeof spare->bytes);
        if (status)
            return status;
        spare->left = sizeof spare->bytes;
    }
    spare->left -= count;
    memcpy(bytes, spare->bytes + spare->left, count);
    return CT_OK;
}

/* Puts an instant and a count into an identifier's first eight bytes: every one is above the last, unless
 * the clock was set back. The count begins anywhere in the lower half of its twelve bits; when it is
 * used up, the next millisecond is begun. */
static void
number_id(struct ct__id_clock *clock, ct_instant now, ct_id *id)
{
    const uint32_t count_max = 0xFFF;
    const uint32_t start = (id->bytes[6] & 0x07U) << 8 | id->bytes[7];
    if (now > clock->told || now < clock->asked) {
        clock->told = now;
        clock->count = start;
    } else if (clock->count++ == count_max) {
        clock->told++;
        clock->count = start;
    }
    clock->asked = now;
    for (int i = 0; i < 6; i++)
        id->bytes[i] = (uint8_t)((uint64_t)clock->told >> (40 - 8 * i));
    id->bytes[6] = (uint8_t)(0x70 | clock->count >> 8);
    id->bytes[7] = (uint8_t)clock->count;
    id->bytes[8] = (uint8_t)(0x80 | (id->bytes[8] & 0x3F));
}

/* UUID version 7: records made one after another lie one behind the other in a B-tree. */
ct_status
ct__new_id(ct_context *context, ct_instant now, ct_id *ret_id)
{
    const size_t time_size = 6; /* random bytes are dear: none for those */
    ct_status status = ct__random_spare(context, ret_id->bytes + time_size,
                                        sizeof ret_id->bytes - time_size);
    if (!status)
        number_id(&context->id_clock, now, ret_id);
    return status;
}

bool
ct__id_is_none(ct_id id)
{
    return ct__id_equal(id, (ct_id){{0}});
}

bool
ct__id_equal(ct_id a, ct_id b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}
