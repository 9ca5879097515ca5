#include "service/run.h"

#include <stdio.h>
#include <string.h>

#include "service/idempotency.h"

/* A conflict that lasts longer than this is the caller's to know. */
enum { ATTEMPTS_MAX = 20, KEY_SIZE_MAX = 200 };

static ct_status
check_open(ct_context *context)
{
    return context->session.storage ? CT_OK : ct__fail(context, CT__REASON_NOT_OPEN);
}

static void
start_run(struct ct__run *run, ct_context *context)
{
    *run = (struct ct__run){.context = context, .now = run->now, .today = run->today,
                            .key = run->key, .look_ahead = run->look_ahead,
                            .is_unsure = run->is_unsure};
    context->error_is_storage = false;
    context->verdict.count = 0;
    context->warnings.count = 0;
}

/* Within ct_preview_begin and ct_preview_end all calls share one transaction, which never commits. */
static ct_status
begin(ct_context *context, bool read_only)
{
    if (context->is_preview_broken)
        return ct__fail(context, CT__REASON_PREVIEW_BROKEN);
    if (context->is_previewing)
        return CT_OK;
    return ct__fail_storage(
        context, ct__session_begin(&context->session, read_only, context->lock_timeout_ms));
}

static ct_status
commit(ct_context *context)
{
    if (context->is_previewing)
        return CT_OK;
    return ct__fail_storage(context, ct__session_commit(&context->session));
}

/* Ends what was not committed; in a preview only after a failure that has doomed the transaction, or
 * left half a call in it. */
static void
end(ct_context *context, ct_status status, bool wrote)
{
    bool is_doomed = status < 0 && (context->error_is_storage || wrote);
    if (!context->is_previewing || is_doomed)
        ct__session_rollback(&context->session);
    context->is_preview_broken = context->is_preview_broken || (context->is_previewing && is_doomed);
}

void
ct__answer_shaped(struct ct__run *run, const struct ct__table *shape, const void *record)
{
    run->answer_shape = shape;
    run->answer = record;
}

void
ct__answer(struct ct__run *run, enum ct__table_number table, const void *record)
{
    ct__answer_shaped(run, ct__table_of(table), record);
}

ct_status
ct__read_call(ct_context *context, const ct_call *call, ct_call *own)
{
    *own = (ct_call){.size = sizeof *own};
    ct_status status =
        call ? ct__copy_request(context, own, sizeof *own, sizeof *own, call, "ct_call") : CT_OK;
    if (!status && own->flags & ~(uint32_t)CT_CALL_PREVIEW)
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                                ct__number_argument(own->flags));
    if (!status)
        status = ct__check_range(context, "reserved", own->reserved, 0, 0);
    if (!status && own->idempotency_key)
        status = ct__check_text(context, "idempotency_key", own->idempotency_key, KEY_SIZE_MAX);
    return status;
}

/* The answer as a handle, with what there is to tell about it: why not, or what to mind. */
static ct_status
make_handle(struct ct__run *run, struct ct__handle **ret_handle)
{
    ct_context *context = run->context;
    const struct ct__verdict *told =
        context->verdict.count ? &context->verdict : &context->warnings;
    /* The context's own items are free until the call ends. */
    for (size_t i = 0; i < told->count; i++)
        ct__render_reason(&told->reasons[i], &context->error_items[i]);
    const struct ct_reasons reasons = {told->count, context->language, context->error_items};
    return ct__handle_new(context, run->answer_shape, run->answer, &reasons, ret_handle);
}

/* What the call came to, as it is kept and handed out. */
static ct_status
settle(struct ct__run *run, const struct ct__operation *operation, const void *state,
       ct_status outcome, ct_id own_mark, struct ct__handle **ret_handle)
{
    ct_status status = CT_OK;
    if (outcome == CT_OK && run->answer_shape && !operation->is_batch)
        status = make_handle(run, ret_handle);
    if (!status && run->key && !operation->is_batch)
        status = ct__idempotency_keep(run, run->key, operation, state, outcome);
    else if (!status && run->wrote && !ct__session_knows_commits(&run->context->session))
        status = ct__keep(run, CT__COMMITTED,
                          &(struct ct__committed){.id = own_mark, .created_at = run->now});
    return status;
}

/* A key is new almost always, and that its answer can be kept but once shows it in the end. Where others
 * work at the same time, to look for what is not there is to stand in the way of all who write near it:
 * there the first attempt goes without. */
static bool
looks_first(const struct ct__run *run, bool is_first)
{
    return !is_first || run->is_preview || !ct__session_is_far(&run->context->session);
}

/* One attempt: CT_OK or the refusal when it is over, CT_ERR_CONFLICT to try again. */
static ct_status
attempt(struct ct__run *run, const struct ct__operation *operation, void *state, uint32_t flags,
        ct_id own_mark, bool is_first, struct ct__handle **ret_handle)
{
    ct_context *context = run->context;
    bool is_kept = run->key && !operation->is_batch;
    start_run(run, context);
    run->is_preview = context->is_previewing || flags & CT_CALL_PREVIEW;
    run->is_repeated = !is_first;
    bool recalls = is_kept && looks_first(run, is_first);
    run->may_look_late = !operation->is_batch && !looks_first(run, is_first) &&
                         ct__session_can_expect(&context->session);
    ct_status outcome = begin(context, false);
    run->is_recalling = recalls;
    if (!outcome && run->look_ahead)
        outcome = run->look_ahead(run, state);
    run->is_recalling = false;
    if (outcome)
        return outcome;
    if (recalls) {
        bool is_known = false;
        outcome = ct__idempotency_recall(run, run->key, operation, state, ret_handle, &is_known);
        if (is_known || outcome)
            return outcome;
    }
    outcome = operation->run(run, state);
    if (run->late_look && outcome == CT_ERR_REFUSED) {
        ct_status late = run->late_look(run, true);
        if (late)
            return late;
    }
    bool is_refused = outcome == CT_ERR_REFUSED && !run->wrote;
    ct_status status = is_refused && operation->refusal ? ct__log_refusal(run, operation->refusal)
                                                        : CT_OK;
    if (status || (outcome && !(is_refused && (is_kept || run->logged)))) {
        bool may_be_known = is_kept && !recalls && !context->error_is_storage;
        return may_be_known ? CT_ERR_CONFLICT : status ? status : outcome;
    }
    if (run->wrote && !run->logged)
        return ct__fail_with(context, CT__REASON_FAILED, ct__text_argument(operation->name),
                             ct__text_argument("no event"));
    status = settle(run, operation, state, outcome, own_mark, ret_handle);
    if (!status && run->late_look && !outcome)
        status = run->late_look(run, false);
    if (!status && !(flags & CT_CALL_PREVIEW) && (run->wrote || run->kept))
        status = commit(context);
    run->is_unsure = run->is_unsure || status == CT_ERR_COMMIT_UNKNOWN;
    if (status == CT_ERR_COMMIT_UNKNOWN && outcome && !is_kept)
        return CT_ERR_CONFLICT; /* whether its event stayed or not, what was refused is refused again */
    return status ? status : outcome;
}

/* After CT_ERR_COMMIT_UNKNOWN: was it committed? CT_OK if so, and the answer at hand is good.
 * CT_ERR_CONFLICT to run again: because it was not, or because an answer that was kept, which may be a
 * refusal, is recalled that way. */
static ct_status
resolve_commit(struct ct__run *run, ct_id mark, bool is_kept)
{
    ct_context *context = run->context;
    struct ct__idempotency kept = {.key = run->key};
    struct ct__committed committed = {.id = mark};
    start_run(run, context);
    ct_status status = begin(context, true);
    if (!status)
        status = is_kept ? ct__load(run, CT__IDEMPOTENCY, &kept)
                         : ct__load(run, CT__COMMITTED, &committed);
    end(context, status, false);
    if (status == CT_ERR_NOT_FOUND || (!status && is_kept))
        return CT_ERR_CONFLICT;
    if (!status)
        return CT_OK;
    context->verdict.count = 0; /* that the look-up failed is not what the caller has to know */
    return ct__fail(context, CT__REASON_COMMIT_UNKNOWN);
}

/* What the look-up did not find may be in a log all the same, and come back after a crash, unless a
 * later commit has taken its place: so it is not said that nothing happened. */
static ct_status
tell_unsure(const struct ct__run *run, ct_status status)
{
    ct_context *context = run->context;
    bool is_decided = status != CT_ERR_CONFLICT && status != CT_ERR_NO_MEMORY &&
                      !context->error_is_storage;
    if (!run->is_unsure || status == CT_OK || is_decided)
        return status;
    context->verdict.count = 0;
    return ct__fail(context, CT__REASON_COMMIT_UNKNOWN);
}

static ct_status
run_attempts(struct ct__run *run, const struct ct__operation *operation, void *state,
             uint32_t flags, struct ct__handle **ret_handle)
{
    bool is_kept = run->key && !operation->is_batch;
    ct_id mark = {{0}};
    ct_status status = ct__session_knows_commits(&run->context->session)
                           ? CT_OK
                           : ct__new_id(run->context, run->now, &mark);
    if (status)
        return status;
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
        ct__handle_free(*ret_handle);
        *ret_handle = NULL;
        status = attempt(run, operation, state, flags, mark, i == 0, ret_handle);
        end(run->context, status, run->wrote);
        if (status == CT_ERR_COMMIT_UNKNOWN)
            status = resolve_commit(run, mark, is_kept);
        if (status != CT_ERR_CONFLICT)
            break;
    }
    return tell_unsure(run, status);
}

ct_status
ct__change(ct_context *context, const ct_call *call, const struct ct__operation *operation,
           void *state, void **ret_handle)
{
    return ct__change_ahead(context, call, operation, NULL, state, ret_handle);
}

ct_status
ct__change_ahead(ct_context *context, const ct_call *call, const struct ct__operation *operation,
                 ct__look look_ahead, void *state, void **ret_handle)
{
    ct_call own;
    struct ct__run run = {.context = context, .look_ahead = look_ahead};
    struct ct__handle *handle = NULL;
    ct_status status = ct__enter(context);
    if (!status)
        status = check_open(context);
    if (!status)
        status = ct__read_call(context, call, &own);
    if (!status)
        status = operation->prepare(context, state);
    if (!status)
        status = ct__now(context, &run.now, &run.today);
    if (!status) {
        run.key = own.idempotency_key;
        status = run_attempts(&run, operation, state, own.flags, &handle);
    }
    if (!status && ret_handle)
        *ret_handle = handle;
    else
        ct__handle_free(handle);
    return ct__leave(context, status);
}

ct_status
ct__change_many(ct_context *context, const ct_call *call, const struct ct__operation *operation,
                void *state, struct ct__list **answers, void **ret_answers)
{
    ct_status status = ct__check_place(context, "ret_answers", ret_answers);
    if (status)
        return status;
    status = ct__change(context, call, operation, state, NULL);
    if (status)
        ct__list_free(*answers);
    else
        *ret_answers = *answers;
    return status;
}

ct_status
ct__begin_answers(struct ct__run *run, struct ct__list **answers)
{
    ct__list_free(*answers);
    *answers = NULL;
    return ct__list_new(run->context, answers);
}

ct_status
ct__run_item(struct ct__run *run, const struct ct__operation *item, void *state,
             const char *key_suffix, struct ct__list *answers)
{
    char key[KEY_SIZE_MAX + CT_ID_TEXT_LENGTH + 2];
    run->context->verdict.count = 0;
    run->context->warnings.count = 0;
    if (run->key) {
        struct ct__handle *handle = NULL;
        bool is_known = false;
        (void)snprintf(key, sizeof key, "%s/%s", run->key, key_suffix);
        ct_status recalled = ct__idempotency_recall(run, key, item, state, &handle, &is_known);
        if (is_known || recalled)
            return recalled ? recalled : ct__list_add(answers, handle);
    }
    run->about = (struct ct__event){0};
    ct_status status = item->run(run, state);
    if (!status && item->refusal && run->context->verdict.count)
        status = ct__log_refusal(run, item->refusal);
    if (!status && run->key)
        status = ct__idempotency_keep(run, key, item, state, CT_OK);
    struct ct__handle *handle = NULL;
    if (!status)
        status = make_handle(run, &handle);
    return status ? status : ct__list_add(answers, handle);
}

static ct_status
read_once(ct_context *context, ct__look look, void *state, void **ret_handle)
{
    struct ct__run run = {.context = context};
    struct ct__handle *handle = NULL;
    ct_status status = ct__enter(context);
    if (!status)
        status = check_open(context);
    if (!status)
        status = ct__now(context, &run.now, &run.today);
    if (!status)
        status = begin(context, true);
    if (!status)
        status = look(&run, state);
    if (!status && ret_handle && run.answer_shape)
        status = ct__handle_new(context, run.answer_shape, run.answer, NULL, &handle);
    if (context)
        end(context, status, false);
    if (!status && ret_handle)
        *ret_handle = handle;
    return ct__leave(context, status);
}

ct_status
ct__read(ct_context *context, ct__look look, void *state, void **ret_handle)
{
    ct_status status = CT_ERR_CONFLICT;
    for (int i = 0; status == CT_ERR_CONFLICT && i < ATTEMPTS_MAX; i++)
        status = read_once(context, look, state, ret_handle);
    return status;
}

ct_status
ct_preview_begin(ct_context *context)
{
    ct_status status = ct__enter(context);
    if (!status)
        status = check_open(context);
    if (!status && context->is_previewing)
        status = ct__fail(context, CT__REASON_PREVIEW_OPEN);
    if (!status)
        status = begin(context, false);
    if (!status)
        context->is_previewing = true;
    return ct__leave(context, status);
}

void
ct_preview_end(ct_context *context)
{
    if (!context || !context->is_previewing)
        return;
    context->is_previewing = false;
    context->is_preview_broken = false;
    ct__session_rollback(&context->session);
}

ct_status
ct__look_ahead(struct ct__run *run, const struct ct__range *ranges, size_t count)
{
    struct ct__range all[CT__LOOK_AHEAD_MAX];
    const struct ct__idempotency kept = {.key = run->key};
    size_t used = 0;
    if (run->is_recalling)
        all[used++] = ct__rows_like(CT__IDEMPOTENCY, 0, &kept, 1);
    for (size_t i = 0; i < count && used < CT__LOOK_AHEAD_MAX; i++)
        all[used++] = ranges[i];
    return ct__fail_storage(run->context,
                            ct__session_look_ahead(&run->context->session, all, used));
}

ct_status
ct__expect_none(struct ct__run *run, const struct ct__range *range)
{
    return ct__fail_storage(run->context, ct__session_expect_none(&run->context->session, range));
}

ct_status
ct__load(struct ct__run *run, enum ct__table_number table, void *record)
{
    return ct__fail_storage(run->context, ct__session_get(&run->context->session, table, record,
                                                          &run->context->arena));
}

ct_status
ct__need(struct ct__run *run, enum ct__table_number table, void *record,
         enum ct__reason_id missing)
{
    ct_status status = ct__load(run, table, record);
    return status == CT_ERR_NOT_FOUND ? ct__fail(run->context, missing) : status;
}

/* Rules looked before the write, so what is taken now was taken by another in between. */
static ct_status
written(struct ct__run *run, ct_status status)
{
    run->wrote = true;
    return ct__fail_storage(run->context, status == CT_ERR_EXISTS ? CT_ERR_CONFLICT : status);
}

ct_status
ct__insert(struct ct__run *run, enum ct__table_number table, const void *record)
{
    return written(run, ct__session_insert(&run->context->session, table, record));
}

ct_status
ct__replace(struct ct__run *run, enum ct__table_number table, const void *before,
            const void *after)
{
    bool differs = false;
    ct_status status =
        ct__session_update(&run->context->session, table, before, after, &differs);
    return differs ? written(run, status) : CT_OK;
}

ct_status
ct__remove(struct ct__run *run, enum ct__table_number table, const void *record)
{
    ct_status status = ct__session_erase(&run->context->session, table, record);
    return status == CT_ERR_NOT_FOUND ? CT_OK : written(run, status);
}

/* What was written was no record of the domain. */
static ct_status
kept(struct ct__run *run, bool wrote, ct_status status)
{
    run->wrote = wrote;
    run->kept = true;
    return status;
}

ct_status
ct__keep(struct ct__run *run, enum ct__table_number table, const void *record)
{
    bool wrote = run->wrote;
    return kept(run, wrote, ct__insert(run, table, record));
}

ct_status
ct__keep_replace(struct ct__run *run, enum ct__table_number table, const void *before,
                 const void *after)
{
    bool wrote = run->wrote;
    return kept(run, wrote, ct__replace(run, table, before, after));
}

ct_status
ct__keep_remove(struct ct__run *run, enum ct__table_number table, const void *record)
{
    bool wrote = run->wrote;
    return kept(run, wrote, ct__remove(run, table, record));
}

struct ct__range
ct__rows_like(enum ct__table_number table, uint32_t index, const void *key, uint32_t count)
{
    return (struct ct__range){
        .table = table,
        .index = index,
        .low = key,
        .high = key,
        .low_count = count,
        .high_count = count,
    };
}

static ct_status
stop_at_first(struct ct__run *run, void *record, void *state)
{
    (void)run;
    (void)record;
    *(bool *)state = true;
    return CT_DONE;
}

ct_status
ct__first(struct ct__run *run, const struct ct__range *range, void *record)
{
    struct ct__range one = *range;
    bool is_found = false;
    one.limit = 1;
    ct_status status = ct__each(run, &one, record, stop_at_first, &is_found);
    return status || is_found ? status : CT_ERR_NOT_FOUND;
}

ct_status
ct__find(struct ct__run *run, enum ct__table_number table, uint32_t index, const void *key,
         void *record)
{
    const struct ct__range range = ct__rows_like(table, index, key, 1);
    return ct__first(run, &range, record);
}

ct_status
ct__find_last(struct ct__run *run, enum ct__table_number table, uint32_t index, const void *key,
              void *record)
{
    struct ct__range range = ct__rows_like(table, index, key, 1);
    range.flags = CT_SCAN_DESCENDING;
    return ct__first(run, &range, record);
}

ct_status
ct__each(struct ct__run *run, const struct ct__range *range, void *record, ct__visit visit,
         void *state)
{
    struct ct__scan scan;
    ct_status status = ct__fail_storage(
        run->context, ct__scan_open(&scan, &run->context->session, range));
    if (status)
        return status;
    while (!status) {
        const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
        status = ct__scan_next(&scan, record, &run->context->arena);
        if (status == CT_ERR_CORRUPT && range->has_damaged && run->context->session.damage.field)
            status = CT_OK;
        if (status < 0)
            status = ct__fail_storage(run->context, status);
        else if (status == CT_OK)
            status = visit(run, record, state);
        if (status == CT_OK)
            ct__arena_rewind(&run->context->arena, mark);
    }
    ct__scan_close(&scan);
    return status == CT_DONE ? CT_OK : status;
}

struct ct__range
ct__last_event(ct_id subject, struct ct__event *key)
{
    *key = (struct ct__event){.subject_id = subject};
    struct ct__range range = ct__rows_like(CT__EVENT, 0, key, 1);
    range.flags = CT_SCAN_DESCENDING;
    range.limit = 1;
    return range;
}

/* Where the subject's events have got to: one look a transaction and subject. */
static ct_status
find_sequence(struct ct__run *run, ct_id subject)
{
    struct ct__event key;
    struct ct__event found = {.sequence = 0};
    if (ct__id_equal(run->subject, subject))
        return CT_OK;
    const struct ct__range range = ct__last_event(subject, &key);
    ct_status status = ct__first(run, &range, &found);
    if (status && status != CT_ERR_NOT_FOUND)
        return status;
    run->subject = subject;
    run->sequence = status ? 0 : found.sequence;
    return CT_OK;
}

ct_status
ct__log(struct ct__run *run, ct_event_kind kind, const struct ct__event *touched)
{
    struct ct__event event = *touched;
    event.subject_id = ct__id_is_none(touched->client_id) ? touched->studio_id : touched->client_id;
    ct_status status = find_sequence(run, event.subject_id);
    if (status)
        return status;
    event.sequence = ++run->sequence;
    event.instant = run->now;
    event.actor = run->context->actor;
    event.kind = kind;
    run->logged = true;
    return ct__insert(run, CT__EVENT, &event);
}

/* Each rule once, in the order of the reasons. */
static void
write_rules(const struct ct__verdict *verdict, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < verdict->count; i++) {
        const char *rule = ct__reason_rule(verdict->reasons[i].id);
        if (*rule && !strstr(text, rule))
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", rule);
    }
}

void
ct__set_about(struct ct__run *run, ct_id studio, const struct ct__client *client)
{
    bool is_own = ct__id_equal(client->studio_id, studio);
    run->about = (struct ct__event){
        .studio_id = studio,
        .client_id = is_own ? client->id : (ct_id){{0}},
    };
}

ct_status
ct__log_refusal(struct ct__run *run, ct_event_kind kind)
{
    enum { RULE_SIZE = 16 };
    char rules[CT__REASONS_MAX * RULE_SIZE];
    struct ct__event event = run->about;
    if (!run->context->policy->records_refusals || run->is_preview ||
        (ct__id_is_none(event.studio_id) && ct__id_is_none(event.client_id)))
        return CT_OK;
    write_rules(&run->context->verdict, rules, sizeof rules);
    event.rules = *rules ? rules : NULL;
    return ct__log(run, kind, &event);
}

char *
ct__run_text(struct ct__run *run, const char *text)
{
    char *copy = ct__arena_text(&run->context->arena, text, strlen(text));
    if (!copy)
        (void)ct__fail(run->context, CT__REASON_NO_MEMORY);
    return copy;
}
