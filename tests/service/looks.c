#include "looks.h"

#include <string.h>

static ct_id
coupon_to_find(struct world *world, struct sight *sight, ct_coupon_kind kind)
{
    const ct_coupon_list *list = coupons_in(world, CT_COUPON_AVAILABLE);
    for (size_t i = 0; i < ct_coupon_list_count(list); i++) {
        const ct_coupon *coupon = ct_coupon_list_at(list, i);
        if (ct_coupon_kind_of(coupon) != kind)
            continue;
        *(kind == CT_COUPON_RENEWABLE ? &sight->link_code : &sight->coupon_code) =
            ct_coupon_code(coupon);
        return ct_coupon_id(coupon);
    }
    return no_id;
}

static void
add_records(struct world *world, const struct sight *sight)
{
    const ct_document_facts facts = document_facts(world, "1/A");
    ct_history_request history = CT_HISTORY_REQUEST_INIT;
    ct_usage_request usage = CT_USAGE_REQUEST_INIT;
    history.studio = world->studio;
    history.client = sight->client;
    history.document = &facts;
    assert_ok(world, ct_history_import(world->context, &history, NULL, NULL));
    usage.client = sight->client;
    usage.category = CT_CATEGORY_PRODUCTS;
    usage.quantity = 3;
    assert_ok(world, ct_usage_add(world->context, &usage, NULL, NULL));
}

void
set_up_sight(struct world *world, struct sight *sight)
{
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    sight->studio_vat_number = ct_studio_vat_number(keep_studio(world, studio));
    sight->client = add_operational(world, "Alfa");
    sight->client_vat_number = ct_client_vat_number(client_now(world, sight->client));
    add_records(world, sight);
    (void)add_client(world, "Alba");
    sight->done_client = add_client(world, "Beta");
    sight->pack = buy(world, 2026, 3);
    const ct_migration_answer *answer = migrate(world, sight->done_client);
    sight->migration = ct_migration_answer_migration_id(answer);
    sight->license = ct_migration_answer_license_id(answer);
    (void)migrate(world, add_client(world, "Gamma")); /* there is a message to claim for each */
    sight->coupon = coupon_to_find(world, sight, CT_COUPON_CONTO_TERZI);
    (void)buy_kind(world, CT_COUPON_RENEWABLE, 0, 2026, 1);
    (void)coupon_to_find(world, sight, CT_COUPON_RENEWABLE);
    sight->cancellation = ct_cancellation_id(cancel(world, no_id, "<1@pec.it>"));
}

#define LOOK(name, type, ...)                                                               \
    static ct_status look_##name(struct world *world, const struct sight *sight,            \
                                 void **ret_handle)                                         \
    {                                                                                       \
        ct_##type *handle = NULL;                                                           \
        ct_status status = ct_##name(world->context, __VA_ARGS__, &handle);                 \
        (void)sight;                                                                        \
        *ret_handle = handle;                                                               \
        return status;                                                                      \
    }
#define SIZED(type, ...) &(const type){.size = sizeof(type), __VA_ARGS__}

LOOK(studio_get, studio, world->studio)
LOOK(studio_find, studio, sight->studio_vat_number)
LOOK(studio_list_get, studio_list, NULL, 1)
LOOK(studio_overview_get, studio_overview, world->studio)
LOOK(client_get, client, sight->client)
LOOK(client_find, client, world->studio, sight->client_vat_number)
LOOK(client_list_get, client_list,
     SIZED(ct_client_query, .studio = world->studio, .search = "a", .limit = 1))
LOOK(client_as_of, client_record, sight->client, date_of(2026, 9, 1))
LOOK(client_actions_get, client_actions, world->studio, sight->client)
LOOK(account_get, account, sight->client)
LOOK(access_check, access_decision,
     SIZED(ct_access_request, .studio = world->studio, .client = sight->client,
           .actor = CT_ACCESS_STUDIO, .area = CT_AREA_EXPORT, .level = CT_LEVEL_READ))
LOOK(pack_get, pack, sight->pack)
LOOK(pack_list_get, pack_list, world->studio, NULL, 1)
LOOK(coupon_get, coupon, sight->coupon)
LOOK(coupon_find, coupon, sight->coupon_code)
LOOK(coupon_list_get, coupon_list, SIZED(ct_coupon_query, .studio = world->studio, .limit = 1))
LOOK(coupon_link_get, coupon_link, sight->link_code)
LOOK(eligibility_check, eligibility,
     SIZED(ct_eligibility_request, .studio = world->studio, .client = sight->done_client))
LOOK(license_get, license, sight->license)
LOOK(license_in_force, license, sight->client, date_of(2026, 9, 1))
LOOK(license_list_get, license_list, sight->client)
LOOK(usage_get, usage, sight->client, CT_CATEGORY_PRODUCTS, 2026)
LOOK(renewal_ways_get, renewal_ways, world->studio, sight->client, date_of(2026, 9, 1))
LOOK(renewal_plan_get, renewal_plan, SIZED(ct_renewal_plan_query, .studio = world->studio))
LOOK(migration_get, migration, sight->migration)
LOOK(migration_list_get, migration_list,
     SIZED(ct_migration_query, .studio = world->studio, .limit = 1))
LOOK(cancellation_get, cancellation, sight->cancellation)
LOOK(cancellation_list_get, cancellation_list, world->studio, NULL, 1)
LOOK(document_list_get, document_list, SIZED(ct_document_query, .client = sight->client))
LOOK(numbering_list_get, numbering_list, sight->client)
LOOK(event_list_get, event_list, SIZED(ct_event_query, .studio = world->studio, .limit = 3))
LOOK(message_list_get, message_list, 0, NULL, 1)
LOOK(outbox_claim, message, NULL)
LOOK(check_run, check_report, SIZED(ct_check_request, .limit = 1000))
LOOK(reconcile, differences,
     SIZED(ct_company_snapshot, .vat_number = sight->client_vat_number, .plan = "Premium Plus"))

static ct_status
look_migration_check_operation(struct world *world, const struct sight *sight, void **ret_handle)
{
    *ret_handle = NULL;
    return ct_migration_check_operation(world->context, world->studio, sight->client);
}

static ct_status
look_preview_begin(struct world *world, const struct sight *sight, void **ret_handle)
{
    (void)sight;
    *ret_handle = NULL;
    ct_status status = ct_preview_begin(world->context);
    ct_preview_end(world->context);
    return status;
}

#define ROW(name, handle) {#name, handle, look_##name}
const struct look looks[] = {
    ROW(studio_get, "studio"),
    ROW(studio_find, "studio"),
    ROW(studio_list_get, "studio_list"),
    ROW(studio_overview_get, "studio_overview"),
    ROW(client_get, "client"),
    ROW(client_find, "client"),
    ROW(client_list_get, "client_list"),
    ROW(client_as_of, "client_record"),
    ROW(client_actions_get, "client_actions"),
    ROW(account_get, "account"),
    ROW(access_check, "access_decision"),
    ROW(pack_get, "pack"),
    ROW(pack_list_get, "pack_list"),
    ROW(coupon_get, "coupon"),
    ROW(coupon_find, "coupon"),
    ROW(coupon_list_get, "coupon_list"),
    ROW(coupon_link_get, "coupon_link"),
    ROW(eligibility_check, "eligibility"),
    ROW(license_get, "license"),
    ROW(license_in_force, "license"),
    ROW(license_list_get, "license_list"),
    ROW(usage_get, "usage"),
    ROW(renewal_ways_get, "renewal_ways"),
    ROW(renewal_plan_get, "renewal_plan"),
    ROW(migration_get, "migration"),
    ROW(migration_list_get, "migration_list"),
    ROW(cancellation_get, "cancellation"),
    ROW(cancellation_list_get, "cancellation_list"),
    ROW(document_list_get, "document_list"),
    ROW(numbering_list_get, "numbering_list"),
    ROW(event_list_get, "event_list"),
    ROW(message_list_get, "message_list"),
    ROW(outbox_claim, "message"),
    ROW(check_run, "check_report"),
    ROW(reconcile, "differences"),
    ROW(migration_check_operation, NULL),
    ROW(preview_begin, NULL),
};
const size_t look_count = COUNT(looks);

#define KEEP(name)                           \
    static void release_##name(void *handle) \
    {                                        \
        ct_##name##_free(handle);            \
    }
KEPT_HANDLES(KEEP)
#undef KEEP

void
release_handle(const char *kind, void *handle)
{
    static const struct {
        const char *kind;
        void (*release)(void *handle);
    } kinds[] = {
#define KEEP(name) {#name, release_##name},
        KEPT_HANDLES(KEEP)
#undef KEEP
    };
    for (size_t i = 0; kind && i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            kinds[i].release(handle);
}
