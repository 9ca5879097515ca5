/* Running a use case: transaction, retry, idempotency, preview, events. A service function brings
 * only its steps; what every call must have it gets here. */
#pragma once

#include "model/codec.h"
#include "model/tables.h"
#include "rules/coupon_code.h"
#include "rules/email.h"
#include "service/arguments.h"
#include "service/context.h"
#include "service/handle.h"

/* One transaction of one public call. */
struct ct__run {
    ct_context *context;
    ct_instant now;
    ct_date today;
    const char *key;          /* the caller's idempotency key, or NULL */
    ct_status (*look_ahead)(struct ct__run *run, void *state); /* see ct__change_ahead; or NULL */
    bool is_recalling;        /* nothing was asked under it yet */
    const struct ct__table *answer_shape; /* of the answer; NULL: there is none */
    const void *answer;
    bool wrote;  /* a record of the domain */
    bool logged; /* an event about it */
    bool kept;   /* an answer, under its key */
    bool is_unsure; /* whether an attempt was committed could not be known */
    bool is_preview;          /* nothing of it will stay */
    bool is_repeated;         /* an attempt before this one met a conflict */
    struct ct__event about;   /* whom a refusal is about: studio, and the client if it is the studio's */
    char pool_code[CT__COUPON_CODE_SIZE]; /* drawn, and where the next choice from the pool will begin; or "" */
    bool may_look_late;  /* ct__expect_none may be called */
    /* Called after the writes, or after a refusal; CT_ERR_CONFLICT to run again. NULL: nothing to do. */
    ct_status (*late_look)(struct ct__run *run, bool is_refused);
    char late_email[CT__EMAIL_SIZE]; /* a login that must be free but for these: see account.c */
    ct_id late_client;
    ct_id late_migration;
    ct_id subject;    /* whose events were appended last */
    int64_t sequence; /* and how far they go */
};

/* What a changing call is made of. `state` is the service function's own. */
struct ct__operation {
    const char *name;
    /* Checks and copies the arguments; no storage yet. */
    ct_status (*prepare)(ct_context *context, void *state);
    /* What makes two requests the same, for R-AUD-02. */
    void (*digest)(struct ct__bytes *bytes, const void *state);
    /* Loads, asks the rules, writes, answers. Runs again after a conflict. All reads that can refuse
     * come before the first write. */
    ct_status (*run)(struct ct__run *run, void *state);
    /* The items of a batch have keys of their own; the batch as a whole has none. */
    bool is_batch;
    /* R-AUD-06: the event of its refusal, or 0. `run` then sets run->about before it refuses. */
    ct_event_kind refusal;
};

/* A changing call from beginning to end. `ret_handle` may be NULL for a batch. */
ct_status ct__change(ct_context *context, const ct_call *call,
                     const struct ct__operation *operation, void *state, void **ret_handle);

/* Checks a caller's ct_call, which may be NULL, and copies it; for a call that does something before
 * its change. */
ct_status ct__read_call(ct_context *context, const ct_call *call, ct_call *own);

/* The same, and before each attempt `look_ahead`, which says by ct__look_ahead what `run` will ask for
 * first. */
typedef ct_status (*ct__look)(struct ct__run *run, void *state);
ct_status ct__change_ahead(ct_context *context, const ct_call *call,
                           const struct ct__operation *operation, ct__look look_ahead, void *state,
                           void **ret_handle);

/* The same for a batch, whose `run` makes `*answers`: they go to `ret_answers`, which must be there. */
ct_status ct__change_many(ct_context *context, const ct_call *call,
                          const struct ct__operation *operation, void *state,
                          struct ct__list **answers, void **ret_answers);

/* Begins a list of answers, anew where the use case runs again. */
ct_status ct__begin_answers(struct ct__run *run, struct ct__list **answers);

/* One item of a batch: its verdict, reasons and key are its own. Its answer goes to `answers`; only a
 * failure that is no refusal is answered. */
ct_status ct__run_item(struct ct__run *run, const struct ct__operation *item, void *state,
                       const char *key_suffix, struct ct__list *answers);

/* A call that only looks. After a conflict `look` runs again, and begins anew what it builds in `state`.
 * @param ret_handle  of the record that it answers; NULL: what `state` holds at the end is the answer */
ct_status ct__read(ct_context *context, ct__look look, void *state, void **ret_handle);

/* Says what the call answers: a record that lives as long as the call. */
void ct__answer(struct ct__run *run, enum ct__table_number table, const void *record);
void ct__answer_shaped(struct ct__run *run, const struct ct__table *shape, const void *record);

/* Says which ranges will be asked for, a few at most: by ct__load where they are a whole key, else by
 * scans with the same limit. A storage far away fetches them together; to others it is nothing. Before
 * anything else was asked, what is kept under the caller's key is looked for too. */
ct_status ct__look_ahead(struct ct__run *run, const struct ct__range *ranges, size_t count);
/* Where ct__log will look for the last event of a subject; `key` has room for it. */
struct ct__range ct__last_event(ct_id subject, struct ct__event *key);

/* There is no row in the range, or the call runs again. */
ct_status ct__expect_none(struct ct__run *run, const struct ct__range *range);

/* Records by key: CT_ERR_NOT_FOUND is passed on without a reason. */
ct_status ct__load(struct ct__run *run, enum ct__table_number table, void *record);
/* The same, but a missing one is told with `missing`. */
ct_status ct__need(struct ct__run *run, enum ct__table_number table, void *record,
                   enum ct__reason_id missing);
/* The rows of an index that begin with the first `count` of its fields in `key`. */
struct ct__range ct__rows_like(enum ct__table_number table, uint32_t index, const void *key,
                               uint32_t count);
/* The first row of a range; CT_ERR_NOT_FOUND if it is empty. */
ct_status ct__first(struct ct__run *run, const struct ct__range *range, void *record);
/* The first and the last row whose first index field is that of `key`; CT_ERR_NOT_FOUND. */
ct_status ct__find(struct ct__run *run, enum ct__table_number table, uint32_t index,
                   const void *key, void *record);
ct_status ct__find_last(struct ct__run *run, enum ct__table_number table, uint32_t index,
                        const void *key, void *record);
ct_status ct__insert(struct ct__run *run, enum ct__table_number table, const void *record);
ct_status ct__replace(struct ct__run *run, enum ct__table_number table, const void *before,
                      const void *after);
/* Removes a row, if it is there. */
ct_status ct__remove(struct ct__run *run, enum ct__table_number table, const void *record);
/* The same for the books of the runner itself and of the daily lifecycle, which are no change of the
 * domain's. */
ct_status ct__keep(struct ct__run *run, enum ct__table_number table, const void *record);
ct_status ct__keep_replace(struct ct__run *run, enum ct__table_number table, const void *before,
                           const void *after);
ct_status ct__keep_remove(struct ct__run *run, enum ct__table_number table, const void *record);

/* Every row of a range, as long as `visit` answers CT_OK; CT_DONE ends it early and well. The texts of
 * a row are gone after CT_OK, so that a long walk takes no more memory than a short one; after CT_DONE
 * they stay. `visit` may complete the record, and keeps nothing else in the call's arena. */
typedef ct_status (*ct__visit)(struct ct__run *run, void *record, void *state);
ct_status ct__each(struct ct__run *run, const struct ct__range *range, void *record,
                   ct__visit visit, void *state);

/* Says whom a refusal is about: the studio, and the client unless it is another studio's. */
void ct__set_about(struct ct__run *run, ct_id studio, const struct ct__client *client);

/* Appends an event (R-AUD-01) on `touched`'s client, else its studio. */
ct_status ct__log(struct ct__run *run, ct_event_kind kind, const struct ct__event *touched);

/* R-AUD-06: the event of a refusal, with the rules of the verdict, about run->about; nothing where the
 * policy wants none. */
ct_status ct__log_refusal(struct ct__run *run, ct_event_kind kind);

/* Text in the call's arena; a NULL answer is told as no memory. */
char *ct__run_text(struct ct__run *run, const char *text);
