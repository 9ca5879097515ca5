/* The context from inside: what every use case works with. */
#pragma once

#include "contoterzi/contoterzi.h"
#include "rules/policy.h"
#include "rules/reason.h"
#include "rules/template.h"
#include "storage/session.h"

/* A reason as callers read it: rendered, so that it outlives what it speaks of. */
struct ct__reason_text {
    char rule[16];
    char field[32];
    char text[2][CT__REASON_TEXT_SIZE]; /* Italian, English */
};

struct ct_reasons {
    size_t count;
    ct_language language; /* of whoever asks for none */
    const struct ct__reason_text *items;
};

enum { CT__ACTOR_SIZE = 101 };

/* How far identifiers have got. */
struct ct__id_clock {
    ct_instant asked; /* the last instant that one was made for */
    ct_instant told;  /* and the one that it has */
    uint32_t count;
};

/* Random bytes of the system's fetched ahead: one system call for many identifiers. A forked child finds
 * zeros here, and thus none left: else two processes would make the same. */
struct ct__spare_random {
    size_t left;
    uint8_t bytes[1024];
};

struct ct_context {
    ct_allocator allocator;
    ct_status (*now)(void *user, ct_instant *ret_now);
    void *now_user;
    ct_status (*random)(void *user, void *bytes, size_t count);
    void *random_user;
    struct ct__spare_random *spare_random; /* NULL: none yet */
    struct ct__id_clock id_clock;
    ct_policy *own_policy;
    const struct ct__policy *policy;
    char actor[CT__ACTOR_SIZE];
    ct_language language;
    uint32_t lock_timeout_ms;

    struct ct__session session;
    bool is_previewing;     /* between ct_preview_begin and ct_preview_end */
    bool is_preview_broken; /* its transaction is gone, and nothing may happen until its end */
    struct ct__arena arena; /* of the call in progress */

    struct ct__verdict verdict;  /* what stands against the call in progress */
    struct ct__verdict warnings; /* what is worth telling though it is done */

    ct_status error_code;
    bool error_is_storage; /* the transaction in progress is doomed */
    int64_t error_native_code;
    struct ct_reasons error_reasons;
    /* Here and not allocated, so that telling of a failure can't fail. */
    struct ct__reason_text error_items[CT__REASONS_MAX];
};

/* Adds a reason to the verdict and answers its status. */
ct_status ct__fail(ct_context *context, enum ct__reason_id id);
ct_status ct__fail_with(ct_context *context, enum ct__reason_id id, struct ct__argument first,
                        struct ct__argument second);
/* With a field of the caller's naming; static storage. */
ct_status ct__fail_field(ct_context *context, enum ct__reason_id id, const char *field,
                         struct ct__argument first);
/* Tells of an answer of the storage. CT_ERR_NOT_FOUND passes as it is: its meaning is the caller's. */
ct_status ct__fail_storage(ct_context *context, ct_status status);
/* The status of the first reason of the verdict, CT_OK if there is none. */
ct_status ct__verdict_status(const ct_context *context);

/* Starts a public call, and ends it: writes its failure down for ct_error_*. `context` may be NULL. */
ct_status ct__enter(ct_context *context);
ct_status ct__leave(ct_context *context, ct_status status);

void ct__render_reason(const struct ct__reason *reason, struct ct__reason_text *text);

ct_status ct__now(ct_context *context, ct_instant *ret_now, ct_date *ret_today);
ct_status ct__random(ct_context *context, void *bytes, size_t count);
/* The same for what is no secret, some 16 bytes at a time: from a store of bytes in memory. */
ct_status ct__random_spare(ct_context *context, void *bytes, size_t count);
ct_status ct__new_id(ct_context *context, ct_instant now, ct_id *ret_id);

bool ct__id_is_none(ct_id id);
bool ct__id_equal(ct_id a, ct_id b);

/* The parsed form of a policy, and a copy of one; NULL for the defaults. */
const struct ct__policy *ct__policy_values(const ct_policy *policy);
/* The template of a kind of message: the host's, else the library's own. */
struct ct__template ct__policy_template(const ct_policy *policy, ct_message_kind kind);
ct_status ct__policy_copy(const ct_allocator *allocator, const ct_policy *policy,
                          ct_policy **ret_copy);
