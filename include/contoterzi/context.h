/* The context: one open library, and what a call had to say.
 *
 *     ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
 *     ct_context *context = NULL;
 *     options.now = ct_clock_system;
 *     options.language = CT_LANGUAGE_ENGLISH;
 *     if (ct_context_new(&options, &context) != CT_OK)
 *         return CT_ERR;
 *     if (ct_context_open(context, storage) != CT_OK)
 *         fprintf(stderr, "%s\n", ct_error_text(context, 0));
 *     ct_context_free(context);
 */
#ifndef CONTOTERZI_CONTEXT_H
#define CONTOTERZI_CONTEXT_H

#include "base.h"
#include "policy.h"
#include "storage.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Storage, clock, random source, allocator, policy, language and actor in one handle. Serial: one
 * thread at a time. Any number of contexts, also on one storage, in any threads and processes.
 * Handles that calls give out are immutable, may be read by several threads at once, belong to the
 * caller and may outlive their context. */
typedef struct ct_context ct_context;

/* What a context is made from. Zero means default in every field but `now`. */
typedef struct ct_context_options {
    size_t size;
    /* Where "today" and every instant come from; required, so that no day is decided behind the
     * host's back. ct_clock_system is one. Another answer than CT_OK ends the call. */
    ct_status (*now)(void *user, ct_instant *ret_now);
    void *now_user; /* passed to `now`; may be NULL */
    /* Fills `bytes` with unpredictable bytes, for codes, passwords and ids. Default: the system's. */
    ct_status (*random)(void *user, void *bytes, size_t count);
    void *random_user;             /* passed to `random`; may be NULL */
    const ct_allocator *allocator; /* default: the C library's; copied */
    const ct_policy *policy;       /* default: that of ct_policy_new; copied */
    const char *actor;             /* who acts, for events: a word without personal data, up to 100
                                      bytes; default "host" */
    ct_language language;          /* of texts for people; default Italian */
    uint32_t lock_timeout_ms;      /* how long a call may wait for others; default 5000 */
} ct_context_options;
#define CT_CONTEXT_OPTIONS_INIT CT_SIZED(ct_context_options)

/* The machine's clock. `user` is ignored and may be NULL. */
CT_API ct_status ct_clock_system(void *user, ct_instant *ret_now);

/* Makes a context with no storage yet. Errors: CT_ERR_INVALID_ARGUMENT for options that make no
 * sense (there is no context yet that could say which), CT_ERR_STRUCT_TOO_NEW. */
CT_API ct_status ct_context_new(const ct_context_options *options, ct_context **ret_context);

/* Opens `storage`, creating or upgrading its tables, and keeps a reference. Errors:
 * CT_ERR_NOT_A_STORE, CT_ERR_SCHEMA_NEWER, CT_ERR_IO, CT_ERR_CORRUPT; CT_ERR_NOT_FOUND if there is no
 * store and the storage is to create none; CT_ERR_INVALID_ARGUMENT if one is open already. */
CT_API ct_status ct_context_open(ct_context *context, ct_storage *storage);

/* Closes and frees. NULL is ignored. */
CT_API void ct_context_free(ct_context *context);

/* Who acts from now on; the rules are those of ct_context_options.actor. */
CT_API ct_status ct_context_set_actor(ct_context *context, const char *actor);

/* The language of texts from now on. */
CT_API ct_status ct_context_set_language(ct_context *context, ct_language language);

/* Today in Rome by the host's clock. */
CT_API ct_status ct_context_today(ct_context *context, ct_date *ret_today);

/* From when on keys are kept (R-AUD-10): one that was last used before may be gone, and then counts as
 * new. The policy's idempotency_days ago. */
CT_API ct_status ct_context_keys_kept_since(ct_context *context, ct_instant *ret_since);

/* How to run a call that changes something. NULL in its place means all defaults. */
typedef struct ct_call {
    size_t size;
    /* R-AUD-02: the same key and request give the first answer again, refusals included; the same
     * key with another request is refused. 1 to 200 bytes, unique in the store; default: none. Kept for
     * the policy's idempotency_days: see ct_context_keys_kept_since. */
    const char *idempotency_key;
    uint32_t flags; /* CT_CALL_* */
    uint32_t reserved;
} ct_call;
#define CT_CALL_INIT CT_SIZED(ct_call)
/* R-AUD-05: answer as if, and change nothing. Identifiers and codes in the answer are examples. */
enum ct_call_flags { CT_CALL_PREVIEW = 1 << 0 };

/* R-AUD-05 for several calls that build on each other, such as a bulk in many pages: until
 * ct_preview_end every call on this context answers as if, sees what those before it would have
 * changed, and changes nothing. Other writers wait meanwhile. After a failure of the
 * storage every call answers CT_ERR_CANCELLED until ct_preview_end. Errors:
 * CT_ERR_INVALID_ARGUMENT if a preview is open. */
CT_API ct_status ct_preview_begin(ct_context *context);

/* Forgets the preview. Does nothing if none is open; NULL is ignored. */
CT_API void ct_preview_end(ct_context *context);

/* Why something is refused, or noteworthy: reasons with their rules. Borrowed from the handle, or
 * from the context, that answered them. */
typedef struct ct_reasons ct_reasons;

/* How many; 0 for NULL. */
CT_API size_t ct_reasons_count(const ct_reasons *reasons);
/* The rule of reason `index`, for example "R-ELIG-06"; "" where no rule applies; NULL
 * beyond the end. */
CT_API const char *ct_reasons_rule(const ct_reasons *reasons, size_t index);
/* The field of the request that it is about, for example "vat_number"; "" if none; NULL beyond the
 * end. */
CT_API const char *ct_reasons_field(const ct_reasons *reasons, size_t index);
/* One sentence for people; `language` 0 is that of the context at the time. NULL beyond the end. */
CT_API const char *ct_reasons_text(const ct_reasons *reasons, size_t index, ct_language language);

/* The detail of the last call on this context that failed; valid until the next call that takes the
 * context, other than the ct_error functions. A ..._free leaves it alone. */
CT_API ct_status ct_error_code(const ct_context *context);
/* The rule of the first reason, as ct_reasons_rule tells it. */
CT_API const char *ct_error_rule(const ct_context *context);
/* The field of the first reason, as ct_reasons_field tells it. */
CT_API const char *ct_error_field(const ct_context *context);
/* The text of the first reason; `language` 0 is the context's. */
CT_API const char *ct_error_text(const ct_context *context, ct_language language);
/* All the reasons; never NULL for a context. */
CT_API const ct_reasons *ct_error_reasons(const ct_context *context);
/* The storage engine's own code, 0 if it had no part in the failure. */
CT_API int64_t ct_error_native_code(const ct_context *context);

#ifdef __cplusplus
}
#endif

#endif
