/* Unlinking a client from its studio, and linking it to another (R-CLI-05). */
#include <string.h>

#include "rules/email.h"
#include "rules/link.h"
#include "rules/tax_code.h"
#include "rules/vat_number.h"
#include "service/client.h"
#include "service/facts.h"

enum { CODE_SIZE_MAX = 200 };

/* Licenses to be moved, by batches: a back end is not written to under an open scan. */
struct moving {
    ct_id studio;
    struct ct__license batch[8];
    size_t count;
};

static ct_status
collect_elsewhere(struct ct__run *run, void *record, void *state)
{
    const struct ct__license *license = record;
    struct moving *moving = state;
    (void)run;
    if (ct__id_equal(license->studio_id, moving->studio))
        return CT_OK;
    moving->batch[moving->count++] = *license;
    return moving->count == sizeof moving->batch / sizeof *moving->batch ? CT_DONE : CT_OK;
}

ct_status
ct__move_licenses(struct ct__run *run, const struct ct__client *client, ct_id studio)
{
    struct moving moving = {.studio = studio};
    ct_status status = CT_OK;
    if (client->license_last_day.year == 0) /* it never had one */
        return CT_OK;
    do {
        moving.count = 0;
        status = ct__each_license(run, client->id, collect_elsewhere, &moving);
        for (size_t i = 0; !status && i < moving.count; i++) {
            struct ct__license after = moving.batch[i];
            after.studio_id = studio;
            status = ct__replace(run, CT__LICENSE, &moving.batch[i], &after);
        }
    } while (!status && moving.count);
    return status;
}

ct_status
ct__hand_over_client(struct ct__run *run, struct ct__client *client, ct_id studio)
{
    const struct ct__client before = *client;
    client->studio_id = studio;
    client->nickname = NULL;
    ct_status status = ct__move_licenses(run, client, studio);
    return status ? status : ct__replace(run, CT__CLIENT, &before, client);
}

struct unlink {
    ct_id studio;
    ct_id id; /* of the client */
    struct ct__client client;
};

static ct_status
prepare_unlink(ct_context *context, void *state)
{
    const struct unlink *unlink = state;
    ct_status status = ct__check_id(context, "studio", unlink->studio);
    return status ? status : ct__check_id(context, "client", unlink->id);
}

static void
digest_unlink(struct ct__bytes *bytes, const void *state)
{
    const struct unlink *unlink = state;
    ct__bytes_add_id(bytes, unlink->studio);
    ct__bytes_add_id(bytes, unlink->id);
}

/* R-ELIG-11: what has not been provisioned holds a coupon, or is about to, and is the studio's to
 * cancel. */
static ct_status
check_migration(struct ct__run *run, const struct ct__client *client)
{
    struct ct__migration migration;
    if (client->stage != CT__STAGE_IN_MIGRATION)
        return CT_OK;
    ct_status status = ct__find_live_migration(run, client->id, &migration);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    ct__unlink_check(migration.state, &run->context->verdict);
    return ct__verdict_status(run->context);
}

static ct_status
run_unlink(struct ct__run *run, void *state)
{
    struct unlink *unlink = state;
    struct ct__client *client = &unlink->client;
    struct ct__studio studio = {.id = unlink->studio};
    *client = (struct ct__client){.id = unlink->id};
    ct__answer(run, CT__CLIENT, client);
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = ct__need(run, CT__CLIENT, client, CT__REASON_CLIENT_NOT_FOUND);
    if (!status && !ct__id_equal(client->studio_id, unlink->studio))
        status = ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND);
    if (!status)
        status = check_migration(run, client);
    if (!status)
        status = ct__hand_over_client(run, client, (ct_id){{0}});
    ct__complete_client(run, client);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_CLIENT_UNLINKED,
                   &(struct ct__event){.studio_id = unlink->studio, .client_id = client->id});
}

ct_status
ct_client_unlink(ct_context *context, ct_id studio, ct_id client, const ct_call *call,
                 ct_client **ret_client)
{
    static const struct ct__operation operation = {"client_unlink", prepare_unlink, digest_unlink,
                                                   run_unlink, false, 0};
    struct unlink state = {.studio = studio, .id = client};
    return ct__change(context, call, &operation, &state, (void **)ret_client);
}

/* What is searched among the accounts with one login, and what was found. */
struct link {
    const ct_link_request *source;
    ct_link_request request;
    char email[CT__EMAIL_SIZE];
    char tax_code[CT__TAX_CODE_SIZE]; /* "": what was given is none */
    char vat_number[CT__VAT_NUMBER_SIZE];
    struct ct__link_found found;
    ct_id unlinked; /* the last of each sort */
    ct_id own;
    struct ct__client client;
};

static ct_status
prepare_link(ct_context *context, void *state)
{
    struct link *link = state;
    ct_link_request *request = &link->request;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        link->source, "ct_link_request");
    if (!status)
        status = ct__check_id(context, "studio", request->studio);
    if (!status)
        status = ct__check_text(context, "email", request->email, CT__EMAIL_SIZE - 1);
    if (!status)
        status = ct__check_optional_text(context, "code", request->code, CODE_SIZE_MAX);
    return status;
}

static void
digest_link(struct ct__bytes *bytes, const void *state)
{
    const ct_link_request *request = &((const struct link *)state)->request;
    ct__bytes_add_id(bytes, request->studio);
    ct__bytes_add_text(bytes, request->email);
    ct__bytes_add_text(bytes, request->code);
}

static bool
is_same(const char *own, const char *asked)
{
    return own && *asked && strcmp(own, asked) == 0;
}

static ct_status
look_at_account(struct ct__run *run, void *record, void *state)
{
    const struct ct__account *account = record;
    struct link *link = state;
    struct ct__client client = {.id = account->client_id};
    if (account->erased_on.year)
        return CT_OK;
    ct_status status = ct__need(run, CT__CLIENT, &client, CT__REASON_CLIENT_NOT_FOUND);
    if (status)
        return status;
    if (link->request.code && !is_same(client.tax_code, link->tax_code) &&
        !is_same(client.vat_number, link->vat_number))
        return CT_OK;
    if (ct__id_is_none(client.studio_id)) {
        link->found.unlinked++;
        link->unlinked = client.id;
    } else if (ct__id_equal(client.studio_id, link->request.studio)) {
        link->found.own++;
        link->own = client.id;
    } else {
        link->found.others++;
    }
    return CT_OK;
}

/* What is no address is nobody's login, and what is no code nobody's. */
static ct_status
search(struct ct__run *run, struct link *link)
{
    const struct ct__account key = {.email = link->email};
    const struct ct__range range = ct__rows_like(CT__ACCOUNT, CT__ACCOUNT_BY_EMAIL, &key, 1);
    struct ct__account account;
    link->found = (struct ct__link_found){0};
    if (ct__email_read(link->request.email, link->email))
        return CT_OK;
    if (link->request.code) {
        (void)ct__tax_code_read(link->request.code, link->tax_code);
        (void)ct__vat_number_read(link->request.code, link->vat_number);
    }
    return ct__each(run, &range, &account, look_at_account, link);
}

static ct_status
run_link(struct ct__run *run, void *state)
{
    struct link *link = state;
    struct ct__studio studio = {.id = link->request.studio};
    ct__answer(run, CT__CLIENT, &link->client);
    ct_status status = ct__need(run, CT__STUDIO, &studio, CT__REASON_STUDIO_NOT_FOUND);
    if (!status)
        status = search(run, link);
    if (status)
        return status;
    ct__link_check(studio.account_opened_on.year != 0, &link->found, &run->context->verdict);
    status = ct__verdict_status(run->context);
    if (status)
        return status;
    link->client = (struct ct__client){.id = link->found.unlinked ? link->unlinked : link->own};
    status = ct__need(run, CT__CLIENT, &link->client, CT__REASON_CLIENT_NOT_FOUND);
    ct__complete_client(run, &link->client);
    if (status || !link->found.unlinked)
        return status;
    status = ct__hand_over_client(run, &link->client, studio.id);
    if (status)
        return status;
    return ct__log(run, CT_EVENT_CLIENT_LINKED,
                   &(struct ct__event){.studio_id = studio.id, .client_id = link->client.id});
}

ct_status
ct_client_link(ct_context *context, const ct_link_request *request, const ct_call *call,
               ct_client **ret_client)
{
    static const struct ct__operation operation = {"client_link", prepare_link, digest_link,
                                                   run_link, false, 0};
    struct link state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_client);
}
