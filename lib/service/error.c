/* What a call has to say when it fails. */
#include <stdio.h>
#include <string.h>

#include "service/context.h"

static const struct ct__argument none;

const char *
ct_status_name(ct_status status)
{
    static const struct {
        ct_status status;
        const char *name;
    } names[] = {
#define NAME(status) {status, #status}
        NAME(CT_OK),
        NAME(CT_DONE),
        NAME(CT_ERR_NO_MEMORY),
        NAME(CT_ERR_UNSUPPORTED),
        NAME(CT_ERR_CORRUPT),
        NAME(CT_ERR_INVALID_ARGUMENT),
        NAME(CT_ERR_STRUCT_TOO_NEW),
        NAME(CT_ERR_REFUSED),
        NAME(CT_ERR_CALLBACK),
        NAME(CT_ERR_NOT_OPEN),
        NAME(CT_ERR_NOT_FOUND),
        NAME(CT_ERR_EXISTS),
        NAME(CT_ERR_CONFLICT),
        NAME(CT_ERR_BUSY),
        NAME(CT_ERR_IO),
        NAME(CT_ERR_COMMIT_UNKNOWN),
        NAME(CT_ERR_CANCELLED),
        NAME(CT_ERR_SCHEMA_NEWER),
        NAME(CT_ERR_NOT_A_STORE),
#undef NAME
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].status == status)
            return names[i].name;
    return "CT_ERR";
}

ct_status
ct__fail(ct_context *context, enum ct__reason_id id)
{
    return ct__fail_with(context, id, none, none);
}

ct_status
ct__fail_with(ct_context *context, enum ct__reason_id id, struct ct__argument first,
              struct ct__argument second)
{
    ct__refuse_with(&context->verdict, id, first, second);
    return ct__reason_status(id);
}

ct_status
ct__fail_field(ct_context *context, enum ct__reason_id id, const char *field,
               struct ct__argument first)
{
    ct__refuse_field(&context->verdict, id, field, first);
    return ct__reason_status(id);
}

ct_status
ct__fail_storage(ct_context *context, ct_status status)
{
    static const struct {
        ct_status status;
        enum ct__reason_id reason;
    } reasons[] = {
        {CT_ERR_NO_MEMORY, CT__REASON_NO_MEMORY},
        {CT_ERR_UNSUPPORTED, CT__REASON_STORAGE_UNSUPPORTED},
        {CT_ERR_CORRUPT, CT__REASON_STORAGE_CORRUPT},
        {CT_ERR_INVALID_ARGUMENT, CT__REASON_STORAGE_INVALID},
        {CT_ERR_EXISTS, CT__REASON_STORAGE_TAKEN},
        {CT_ERR_CONFLICT, CT__REASON_STORAGE_CONFLICT},
        {CT_ERR_BUSY, CT__REASON_STORAGE_BUSY},
        {CT_ERR_IO, CT__REASON_STORAGE_FAILED},
        {CT_ERR_COMMIT_UNKNOWN, CT__REASON_COMMIT_UNKNOWN},
        {CT_ERR_CANCELLED, CT__REASON_CANCELLED},
        {CT_ERR_SCHEMA_NEWER, CT__REASON_SCHEMA_NEWER},
        {CT_ERR_NOT_A_STORE, CT__REASON_NOT_A_STORE},
    };
    if (status >= 0 || status == CT_ERR_NOT_FOUND)
        return status;
    enum ct__reason_id reason = CT__REASON_FAILED;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            reason = reasons[i].reason;
    /* Nothing that was found out before matters to a call that storage broke off. */
    context->verdict.count = 0;
    context->error_is_storage = true;
    context->error_native_code = context->session.diag.native_code;
    return ct__fail_with(context, reason, ct__text_argument(context->session.diag.message), none);
}

ct_status
ct__verdict_status(const ct_context *context)
{
    return context->verdict.count ? ct__reason_status(context->verdict.reasons[0].id) : CT_OK;
}

ct_status
ct__enter(ct_context *context)
{
    if (!context)
        return CT_ERR_INVALID_ARGUMENT;
    ct__arena_reset(&context->arena);
    context->verdict.count = 0;
    context->warnings.count = 0;
    context->error_code = CT_OK;
    context->error_is_storage = false;
    context->error_native_code = 0;
    context->error_reasons.count = 0;
    return CT_OK;
}

void
ct__render_reason(const struct ct__reason *reason, struct ct__reason_text *text)
{
    (void)snprintf(text->rule, sizeof text->rule, "%s", ct__reason_rule(reason->id));
    (void)snprintf(text->field, sizeof text->field, "%s", ct__reason_field(reason));
    ct__reason_text(reason, CT_LANGUAGE_ITALIAN, text->text[0]);
    ct__reason_text(reason, CT_LANGUAGE_ENGLISH, text->text[1]);
}

ct_status
ct__leave(ct_context *context, ct_status status)
{
    if (!context || status >= 0)
        return status;
    if (status == CT_ERR_NO_MEMORY || (context->verdict.count == 0 && !context->error_reasons.count)) {
        context->verdict.count = 0;
        ct__refuse_with(&context->verdict,
                        status == CT_ERR_NO_MEMORY ? CT__REASON_NO_MEMORY : CT__REASON_FAILED,
                        ct__text_argument(ct_status_name(status)), none);
    }
    context->error_code = status;
    for (size_t i = 0; i < context->verdict.count; i++)
        ct__render_reason(&context->verdict.reasons[i], &context->error_items[i]);
    if (context->verdict.count)
        context->error_reasons.count = context->verdict.count;
    return status;
}

ct_status
ct_error_code(const ct_context *context)
{
    return context ? context->error_code : CT_ERR_INVALID_ARGUMENT;
}

const ct_reasons *
ct_error_reasons(const ct_context *context)
{
    return context ? &context->error_reasons : NULL;
}

int64_t
ct_error_native_code(const ct_context *context)
{
    return context ? context->error_native_code : 0;
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

const char *
ct_error_rule(const ct_context *context)
{
    return or_empty(ct_reasons_rule(ct_error_reasons(context), 0));
}

const char *
ct_error_field(const ct_context *context)
{
    return or_empty(ct_reasons_field(ct_error_reasons(context), 0));
}

const char *
ct_error_text(const ct_context *context, ct_language language)
{
    return or_empty(ct_reasons_text(ct_error_reasons(context), 0, language));
}

size_t
ct_reasons_count(const ct_reasons *reasons)
{
    return reasons ? reasons->count : 0;
}

static const struct ct__reason_text *
reason_at(const ct_reasons *reasons, size_t index)
{
    return reasons && index < reasons->count ? &reasons->items[index] : NULL;
}

const char *
ct_reasons_rule(const ct_reasons *reasons, size_t index)
{
    const struct ct__reason_text *text = reason_at(reasons, index);
    return text ? text->rule : NULL;
}

const char *
ct_reasons_field(const ct_reasons *reasons, size_t index)
{
    const struct ct__reason_text *text = reason_at(reasons, index);
    return text ? text->field : NULL;
}

const char *
ct_reasons_text(const ct_reasons *reasons, size_t index, ct_language language)
{
    const struct ct__reason_text *text = reason_at(reasons, index);
    if (text && !language)
        language = reasons->language;
    return text ? text->text[language == CT_LANGUAGE_ENGLISH] : NULL;
}
