#include "service/idempotency.h"

#include <stdio.h>
#include <string.h>
#include <uuid/uuid.h>

/* The namespace of digests: any constant will do, as long as it stays. */
static const uint8_t digest_namespace[16] = {0x63, 0x6f, 0x6e, 0x74, 0x6f, 0x74, 0x65, 0x72,
                                             0x7a, 0x69, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01};

ct_status
ct__digest_of(struct ct__run *run, const struct ct__bytes *bytes, ct_id *ret_digest)
{
    if (bytes->failed)
        return ct__fail(run->context, CT__REASON_NO_MEMORY);
    uuid_generate_sha1(ret_digest->bytes, digest_namespace, (const char *)bytes->data, bytes->size);
    return CT_OK;
}

static ct_status
digest_of(struct ct__run *run, const struct ct__operation *operation, const void *state,
          ct_id *ret_digest)
{
    struct ct__bytes bytes = {.arena = &run->context->arena};
    ct__bytes_add_text(&bytes, operation->name);
    operation->digest(&bytes, state);
    return ct__digest_of(run, &bytes, ret_digest);
}

static void
add_reasons(struct ct__bytes *bytes, const struct ct__verdict *verdict)
{
    for (size_t i = 0; i < verdict->count; i++) {
        struct ct__reason_text text;
        ct__render_reason(&verdict->reasons[i], &text);
        ct__bytes_add_text(bytes, text.rule);
        ct__bytes_add_text(bytes, text.field);
        ct__bytes_add_text(bytes, text.text[0]);
        ct__bytes_add_text(bytes, text.text[1]);
    }
}

static bool
read_text(struct ct__blob blob, size_t *position, char *text, size_t size)
{
    ct_value value;
    if (!ct__bytes_read_value(blob.data, blob.size, position, &value) ||
        value.type != CT_TYPE_TEXT || value.len >= size)
        return false;
    memcpy(text, value.data, value.len);
    text[value.len] = '\0';
    return true;
}

/* Into the context's own items, from where they go to the handle or to the caller. */
static ct_status
read_reasons(ct_context *context, struct ct__blob blob)
{
    size_t position = 0;
    size_t count = 0;
    while (position < blob.size && count < CT__REASONS_MAX) {
        struct ct__reason_text *text = &context->error_items[count++];
        if (!read_text(blob, &position, text->rule, sizeof text->rule) ||
            !read_text(blob, &position, text->field, sizeof text->field) ||
            !read_text(blob, &position, text->text[0], sizeof text->text[0]) ||
            !read_text(blob, &position, text->text[1], sizeof text->text[1]))
            return CT_ERR_CORRUPT;
    }
    context->error_reasons.count = count;
    return CT_OK;
}

/* An answer is kept with the name of its table, so that it can be read without its call. */
static const struct ct__table *
shape_named(const ct_value *name)
{
    static const struct ct__table *const shapes[] = {
        &ct__assignment_table,
        &ct__campaign_report_table,
        &ct__client_answer_table,
        &ct__history_answer_table,
        &ct__lifecycle_report_table,
        &ct__migration_answer_table,
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strlen(shapes[i]->name) == name->len &&
            memcmp(shapes[i]->name, name->data, name->len) == 0)
            return shapes[i];
    for (uint32_t i = 0; i < ct__schema.table_count; i++)
        if (strlen(ct__schema.tables[i]->name) == name->len &&
            memcmp(ct__schema.tables[i]->name, name->data, name->len) == 0)
            return ct__schema.tables[i];
    return NULL;
}

static ct_status
recall_answer(struct ct__run *run, struct ct__blob blob, struct ct__handle **ret_handle)
{
    ct_context *context = run->context;
    size_t position = 0;
    ct_value name;
    const struct ct__table *shape = NULL;
    if (ct__bytes_read_value(blob.data, blob.size, &position, &name) && name.type == CT_TYPE_TEXT)
        shape = shape_named(&name);
    void *record = shape ? ct__arena_take(&context->arena, shape->record_size) : NULL;
    if (!record)
        return shape ? CT_ERR_NO_MEMORY : CT_ERR_CORRUPT;
    const struct ct__blob rest = {(const unsigned char *)blob.data + position,
                                  blob.size - position};
    ct_status status = ct__record_read(shape, rest, record, &context->arena);
    if (status)
        return status;
    run->answer_shape = shape;
    return ct__handle_new(context, shape, record, &context->error_reasons, ret_handle);
}

static ct_status
recall(struct ct__run *run, const struct ct__idempotency *kept, struct ct__handle **ret_handle)
{
    ct_context *context = run->context;
    ct_status status = read_reasons(context, kept->reasons);
    if (!status && kept->status == CT_OK && kept->answer.size) {
        status = recall_answer(run, kept->answer, ret_handle);
        context->error_reasons.count = 0;
    }
    if (status == CT_ERR_CORRUPT)
        ct_diag_set(&context->session.diag, 0, "idempotency");
    return status ? ct__fail_storage(context, status) : (ct_status)kept->status;
}

ct_status
ct__idempotency_recall(struct ct__run *run, const char *key, const struct ct__operation *operation,
                       const void *state, struct ct__handle **ret_handle, bool *ret_known)
{
    struct ct__idempotency kept = {.key = key};
    ct_id digest;
    ct_status status = ct__load(run, CT__IDEMPOTENCY, &kept);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    *ret_known = true;
    status = digest_of(run, operation, state, &digest);
    if (status)
        return status;
    if (!ct__id_equal(digest, kept.request))
        return ct__fail(run->context, CT__REASON_KEY_REUSED);
    return recall(run, &kept, ret_handle);
}

ct_status
ct__idempotency_keep(struct ct__run *run, const char *key, const struct ct__operation *operation,
                     const void *state, ct_status outcome)
{
    ct_context *context = run->context;
    struct ct__idempotency kept = {.key = key, .status = outcome, .created_at = run->now};
    struct ct__bytes answer = {.arena = &context->arena};
    struct ct__bytes reasons = {.arena = &context->arena};
    ct_status status = digest_of(run, operation, state, &kept.request);
    if (status)
        return status;
    if (outcome == CT_OK && run->answer_shape) {
        ct__bytes_add_text(&answer, run->answer_shape->name);
        ct__bytes_add_record(&answer, run->answer_shape, run->answer);
    }
    add_reasons(&reasons, context->verdict.count ? &context->verdict : &context->warnings);
    if (answer.failed || reasons.failed)
        return ct__fail(context, CT__REASON_NO_MEMORY);
    kept.answer = (struct ct__blob){answer.data, answer.size};
    kept.reasons = (struct ct__blob){reasons.data, reasons.size};
    const struct ct__idempotency_age age = {run->now, key};
    status = ct__keep(run, CT__IDEMPOTENCY, &kept);
    return status ? status : ct__keep(run, CT__IDEMPOTENCY_AGE, &age);
}

