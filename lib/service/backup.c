/* A backup asked for by a client or its studio (R-AUD-03, R-LIC-06). */
#include "service/client.h"
#include "service/export.h"
#include "service/idempotency.h"

struct backup {
    const ct_export_request *source;
    ct_export_request request;
    const char *key; /* the caller's idempotency key, or NULL */
    struct ct__client client;
    bool is_begun; /* something was handed out */
    bool is_written;
};

static ct_status
prepare(ct_context *context, void *state)
{
    (void)context;
    (void)state; /* all was checked before anything was written out */
    return CT_OK;
}

static void
digest(struct ct__bytes *bytes, const void *state)
{
    const ct_export_request *request = &((const struct backup *)state)->request;
    ct__bytes_add_id(bytes, request->client);
    ct__bytes_add_id(bytes, request->studio);
}

/* Whether it may be; what stands against it goes to the verdict. */
static ct_status
ask_rules(struct ct__run *run, struct backup *backup)
{
    const ct_export_request *request = &backup->request;
    struct ct__account account = {.client_id = request->client};
    bool is_studio = !ct__id_is_none(request->studio);
    backup->client = (struct ct__client){.id = request->client};
    ct_status status = ct__need(run, CT__CLIENT, &backup->client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status && is_studio && !ct__id_equal(backup->client.studio_id, request->studio))
        status = ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND);
    if (status)
        return status;
    ct__set_about(run, backup->client.studio_id, &backup->client);
    run->about.area = CT_AREA_EXPORT;
    run->about.level = CT_LEVEL_READ;
    ct__complete_client(run, &backup->client);
    status = ct__load(run, CT__ACCOUNT, &account);
    if (!status && account.erased_on.year)
        ct__refuse(&run->context->verdict, CT__REASON_ACCESS_ERASED);
    return status == CT_ERR_NOT_FOUND ? CT_OK : status;
}

/* R-AUD-01: it was handed out. */
static ct_status
run_record(struct ct__run *run, void *state)
{
    struct backup *backup = state;
    ct_status status = ask_rules(run, backup);
    if (!status)
        status = ct__verdict_status(run->context);
    if (status)
        return status;
    if (!backup->is_written) /* it was refused a moment ago */
        return ct__fail(run->context, CT__REASON_STORAGE_CONFLICT);
    ct__answer(run, CT__CLIENT, &backup->client);
    return ct__log(run, CT_EVENT_CLIENT_EXPORTED,
                   &(struct ct__event){.studio_id = backup->client.studio_id,
                                       .client_id = backup->client.id});
}

static const struct ct__operation operation = {"client_export", prepare, digest, run_record, false,
                                               CT_EVENT_ACCESS_REFUSED};

/* R-AUD-02: a key that was for another request, or was refused, is told before anything goes out. */
static ct_status
recall(struct ct__run *run, struct backup *backup)
{
    struct ct__handle *handle = NULL;
    bool is_known = false;
    if (!backup->key)
        return CT_OK;
    ct_status status =
        ct__idempotency_recall(run, backup->key, &operation, backup, &handle, &is_known);
    ct__handle_free(handle);
    return status;
}

static ct_status
hand_out(void *user, const char *bytes, size_t count)
{
    struct backup *backup = user;
    backup->is_begun = true;
    return backup->request.write(backup->request.user, bytes, count);
}

/* Runs again after a conflict, but not once its first piece is gone: the document is one state of the
 * store. */
static ct_status
write_out(struct ct__run *run, void *state)
{
    struct backup *backup = state;
    struct ct__json json = {.write = hand_out, .user = backup};
    if (backup->is_begun)
        return ct__fail(run->context, CT__REASON_STORAGE_CONFLICT);
    ct_status status = recall(run, backup);
    if (!status)
        status = ask_rules(run, backup);
    if (status)
        return status;
    if (run->context->verdict.count) { /* a refusal is for the transaction that records it */
        run->context->verdict.count = 0;
        return CT_OK;
    }
    status = ct__export_write(run, &json, &backup->client, !ct__id_is_none(backup->request.studio));
    backup->is_written = status == CT_OK;
    return json.status ? ct__fail_with(run->context, CT__REASON_CALLBACK_FAILED,
                                       ct__text_argument("write"), (struct ct__argument){0})
                       : status;
}

static ct_status
check_request(ct_context *context, struct backup *backup, const ct_call *call)
{
    ct_export_request *request = &backup->request;
    ct_call own;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        backup->source, "ct_export_request");
    if (!status)
        status = ct__check_id(context, "client", request->client);
    if (!status && !request->write)
        status = ct__check_pointer(context, "write", NULL);
    if (!status)
        status = ct__read_call(context, call, &own);
    if (!status)
        backup->key = own.idempotency_key;
    return status;
}

ct_status
ct_client_export(ct_context *context, const ct_export_request *request, const ct_call *call)
{
    struct backup backup = {.source = request};
    ct_status status = ct__enter(context);
    if (!status)
        status = check_request(context, &backup, call);
    if (status)
        return ct__leave(context, status);
    status = ct__read(context, write_out, &backup, NULL);
    return status ? status : ct__change(context, call, &operation, &backup, NULL);
}
