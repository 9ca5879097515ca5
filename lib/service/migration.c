/* Migrations as they are seen. */
#include "service/migration.h"
#include "service/page.h"

#define GETTER(name, type, member) \
    CT__GETTER(ct_migration_##name, ct_migration, ct__migration, type, member)
#define GETTER_OF(name, type, member) \
    CT__GETTER_OF(ct_migration_##name, ct_migration, ct__migration, type, member)

CT__FREE(ct_migration_free, ct_migration)
GETTER_OF(id, ct_id, id)
GETTER_OF(studio_id, ct_id, studio_id)
GETTER_OF(client_id, ct_id, client_id)
GETTER_OF(coupon_id, ct_id, coupon_id)
GETTER_OF(license_id, ct_id, license_id)
GETTER(state_of, ct_migration_state, state)
GETTER(email, const char *, email)
GETTER(signatory_name, const char *, signatory_name)
GETTER(signatory_surname, const char *, signatory_surname)
GETTER(signatory_tax_code, const char *, signatory_tax_code)
GETTER(created_at, ct_instant, created_at)
GETTER(changed_at, ct_instant, changed_at)
CT__PAGED_LIST(ct_migration_list, ct_migration)

static ct_status
look_at_one(struct ct__run *run, void *state)
{
    struct ct__migration *migration = state;
    ct__answer(run, CT__MIGRATION, migration);
    return ct__need(run, CT__MIGRATION, migration, CT__REASON_MIGRATION_NOT_FOUND);
}

ct_status
ct_migration_get(ct_context *context, ct_id migration, ct_migration **ret_migration)
{
    struct ct__migration state = {.id = migration};
    return ct__read(context, look_at_one, &state, (void **)ret_migration);
}

struct operation {
    ct_id studio;
    struct ct__client client;
};

static ct_status
look_at_operation(struct ct__run *run, void *state)
{
    struct operation *operation = state;
    struct ct__access_facts facts;
    ct_status status = ct__load(run, CT__CLIENT, &operation->client);
    if (!status || status == CT_ERR_NOT_FOUND) /* an unknown one is linked to nobody */
        status = ct__gather_access(run, &operation->client, operation->studio, run->today, &facts);
    if (!status)
        status = ct__check_studio_account(run, operation->studio, &facts);
    if (status)
        return status;
    ct__operation_check(&facts, &run->context->verdict);
    return ct__verdict_status(run->context);
}

ct_status
ct_migration_check_operation(ct_context *context, ct_id studio, ct_id client)
{
    struct operation state = {.studio = studio, .client = {.id = client}};
    return ct__read(context, look_at_operation, &state, NULL);
}

/* R-CLI-05: what became of a client that it has given up is no longer the studio's business. */
static bool
is_still_linked(struct ct__run *run, const struct ct__migration *migration)
{
    struct ct__client client = {.id = migration->client_id};
    return ct__load(run, CT__CLIENT, &client) == CT_OK &&
           ct__id_equal(client.studio_id, migration->studio_id);
}

static bool
accept(struct ct__run *run, void *record, const void *query)
{
    const struct ct__migration *migration = record;
    const ct_migration_query *own = query;
    if (own->state && migration->state != own->state)
        return false;
    return ct__id_is_none(own->studio) || (ct__id_equal(migration->studio_id, own->studio) &&
                                           is_still_linked(run, migration));
}

ct_status
ct_migration_list_get(ct_context *context, const ct_migration_query *query,
                      ct_migration_list **ret_list)
{
    ct_migration_query own;
    ct_status status = ct__enter(context);
    if (!status)
        status =
            ct__copy_request(context, &own, sizeof own, sizeof own, query, "ct_migration_query");
    if (!status)
        status = ct__check_enum(context, "state", CT_ENUM_MIGRATION_STATE, own.state, true);
    if (status)
        return ct__leave(context, status);
    const struct ct__migration prefix = {.client_id = own.client, .studio_id = own.studio};
    bool is_of_client = !ct__id_is_none(own.client);
    bool is_of_studio = !ct__id_is_none(own.studio);
    const struct ct__page page = {
        .table = CT__MIGRATION,
        .index = is_of_client   ? CT__MIGRATION_BY_CLIENT
                 : is_of_studio ? CT__MIGRATION_BY_STUDIO
                                : 0,
        .prefix = &prefix,
        .prefix_count = is_of_client || is_of_studio,
        .after = own.after,
        .limit = own.limit,
        .accept = accept,
        .query = &own,
    };
    return ct__page_get(context, &page, (void **)ret_list);
}
