#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ct_id nobody = {{0xEE}};

static const char *
tell(struct world *world, int64_t how, int64_t more, ct_id id, ct_id other)
{
    char *text = keep_memory(world, calloc(1, 160));
    char ids[2][CT_ID_TEXT_LENGTH + 1];
    ct_id_format(id, ids[0]);
    ct_id_format(other, ids[1]);
    (void)snprintf(text, 160, "%lld %lld|%s %s", (long long)how, (long long)more, ids[0], ids[1]);
    return text;
}

static void
set_up_clients(struct world *world, struct scene *scene)
{
    scene->client = add_client(world, "Alfa");
    scene->other_client = add_client(world, "Beta");
    scene->vat_number = new_vat_number(world);
}

/* The scene's client is a studio without an account. */
static void
set_up_studio(struct world *world, struct scene *scene)
{
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    scene->client = ct_studio_id(keep_studio(world, studio));
}

static void
set_up_coupons(struct world *world, struct scene *scene)
{
    set_up_clients(world, scene);
    scene->pack = buy(world, 2026, 2);
}

static void
set_up_selected(struct world *world, struct scene *scene)
{
    set_up_coupons(world, scene);
    scene->migration = select_client(world, scene->client);
}

static void
set_up_authorised(struct world *world, struct scene *scene)
{
    reopen(world, "provisioning", "host");
    set_up_selected(world, scene);
    assert_ok(world, authorise(world, scene->migration, NULL));
}

static void
set_up_migrated(struct world *world, struct scene *scene)
{
    set_up_coupons(world, scene);
    (void)migrate(world, scene->client);
}

static void
set_up_lapsed(struct world *world, struct scene *scene)
{
    set_up_migrated(world, scene);
    set_today(world, 2027, 1, 2);
}

/* Its last day of grace is over, and it was told in time. */
static void
set_up_erasable(struct world *world, struct scene *scene)
{
    set_up_migrated(world, scene);
    set_today(world, 2027, 12, 2);
    assert_ok(world, ct_lifecycle_run(world->context, NULL, NULL, NULL));
    set_today(world, 2028, 1, 1);
}

static void
set_up_claimed(struct world *world, struct scene *scene)
{
    set_up_migrated(world, scene);
    ct_message *message = claim(world);
    assert_non_null(message);
    scene->message = ct_message_id(message);
    scene->lease = ct_message_lease(message);
    scene->password = password_in(world, message);
}

static void
set_up_november(struct world *world, struct scene *scene)
{
    set_up_coupons(world, scene);
    set_today(world, 2026, 11, 20);
}

static void
set_up_notice(struct world *world, struct scene *scene)
{
    set_up_coupons(world, scene);
    scene->notice = cancellation_request(world, "<1@pec.it>");
}

static void
set_up_cancelled(struct world *world, struct scene *scene)
{
    set_up_coupons(world, scene);
    scene->cancellation = ct_cancellation_id(cancel(world, no_id, "<1@pec.it>"));
    scene->other_cancellation = ct_cancellation_id(cancel(world, no_id, "<2@pec.it>"));
}

static ct_first_login
login_of(const struct scene *scene, enum request request)
{
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = request == OTHER_REQUEST ? scene->other_client : scene->client;
    login.one_time_password = scene->password;
    login.new_password = request == BAD_REQUEST ? "weak" : "Segreta-2026";
    return login;
}

static void
set_up_logged_in(struct world *world, struct scene *scene)
{
    set_up_claimed(world, scene);
    const ct_first_login login = login_of(scene, REQUEST);
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
}

static void
set_up_unlinked(struct world *world, struct scene *scene)
{
    set_up_migrated(world, scene);
    scene->email = account_email(world, scene->client);
    assert_ok(world, ct_client_unlink(world->context, world->studio, scene->client, NULL, NULL));
}

static void
set_up_operational(struct world *world, struct scene *scene)
{
    set_up_coupons(world, scene);
    make_operational(world, scene->client);
}

#define RUN(name)                                                                              \
    static ct_status run_##name(struct world *world, const struct scene *scene,                \
                                enum request request, const ct_call *call,                     \
                                const char **ret_answer)
#define ID(of) (request == REQUEST ? scene->of : request == OTHER_REQUEST ? world->studio : nobody)
#define CLIENT \
    (request == REQUEST ? scene->client : request == OTHER_REQUEST ? scene->other_client : nobody)

RUN(studio_add)
{
    ct_studio *studio = NULL;
    ct_studio_request own = studio_request(world);
    own.name = request == OTHER_REQUEST ? "Studio Neri" : "Studio Verdi";
    own.vat_number = scene->vat_number;
    own.email = request == BAD_REQUEST ? "studio@pec.it" : "studio@verdi.example.it";
    own.certified_email = "studio@pec.it";
    ct_status status = ct_studio_add(world->context, &own, call, &studio);
    keep_studio(world, studio);
    *ret_answer = tell(world, status, 0, ct_studio_id(studio), no_id);
    return status;
}

RUN(studio_open_account)
{
    ct_studio *studio = NULL;
    ct_status status = ct_studio_open_account(world->context, ID(client), call, &studio);
    keep_studio(world, studio);
    *ret_answer = tell(world, ct_studio_account_opened_on(studio).day, 0, ct_studio_id(studio),
                       no_id);
    return status;
}

static ct_client_request
registration(struct world *world, const struct scene *scene, enum request request)
{
    ct_client_request own = client_request(world, request == OTHER_REQUEST ? "Altro" : "Nuovo");
    static const char *const emails[] = {"nuovo@mail.example.it"};
    own.vat_number = request == BAD_REQUEST ? "00743110158" : scene->vat_number;
    own.emails = emails;
    own.email_count = 1;
    return own;
}

RUN(client_register)
{
    const ct_client_request own = registration(world, scene, request);
    ct_client *client = NULL;
    ct_status status = ct_client_register(world->context, &own, call, &client);
    keep_client(world, client);
    *ret_answer = tell(world, ct_client_state_today(client), 0, ct_client_id(client), no_id);
    return status;
}

RUN(client_register_many)
{
    const ct_client_request own = registration(world, scene, request);
    const ct_client_request bad = registration(world, scene, BAD_REQUEST);
    const ct_client_request *const requests[] = {&own, &bad};
    ct_client_answers *answers = NULL;
    ct_status status = ct_client_register_many(world->context, requests,
                                               request == BAD_REQUEST ? 0 : 2, call, &answers);
    keep_client_answers(world, answers);
    *ret_answer = tell(world, ct_client_answers_status(answers, 0),
                       (int64_t)ct_reasons_count(ct_client_answers_reasons(answers, 1)),
                       ct_client_answers_client(answers, 0), no_id);
    return status;
}

RUN(client_set_nickname)
{
    ct_client *client = NULL;
    ct_status status =
        ct_client_set_nickname(world->context, world->studio,
                               request == BAD_REQUEST ? nobody : scene->client,
                               request == OTHER_REQUEST ? "Altro" : "Bar", call, &client);
    keep_client(world, client);
    *ret_answer = tell(world, ct_client_nickname(client) != NULL, 0, ct_client_id(client), no_id);
    return status;
}

RUN(client_erase)
{
    ct_client *client = NULL;
    ct_status status = ct_client_erase(world->context, CLIENT, call, &client);
    keep_client(world, client);
    *ret_answer = tell(world, ct_client_state_today(client), 0, ct_client_id(client), no_id);
    return status;
}

RUN(lifecycle_run)
{
    ct_lifecycle_request own = CT_LIFECYCLE_REQUEST_INIT;
    ct_lifecycle_report *report = NULL;
    (void)scene;
    own.limit = request == REQUEST ? 0 : request == OTHER_REQUEST ? 1 : 10001;
    ct_status status = ct_lifecycle_run(world->context, &own, call, &report);
    keep_lifecycle_report(world, report);
    *ret_answer = tell(world, ct_lifecycle_report_expired_notices(report),
                       ct_lifecycle_report_is_done(report), no_id, no_id);
    return status;
}

RUN(pack_buy)
{
    ct_pack_request own = CT_PACK_REQUEST_INIT;
    ct_pack *pack = NULL;
    (void)scene;
    own.studio = world->studio;
    own.kind = CT_COUPON_CONTO_TERZI;
    own.license_year = request == BAD_REQUEST ? 2025 : 2027;
    own.quantity = request == OTHER_REQUEST ? 3 : 2;
    ct_status status = ct_pack_buy(world->context, &own, call, &pack);
    keep_pack(world, pack);
    *ret_answer = tell(world, ct_pack_quantity(pack), 0, ct_pack_id(pack), no_id);
    return status;
}

RUN(pack_revoke)
{
    ct_pack *pack = NULL;
    ct_status status = ct_pack_revoke(world->context, ID(pack), call, &pack);
    keep_pack(world, pack);
    *ret_answer = tell(world, ct_pack_revoked_on(pack).day, 0, ct_pack_id(pack), no_id);
    return status;
}

/* Both clients have a license that a coupon of next year can renew. */
static void
set_up_renewable(struct world *world, struct scene *scene)
{
    set_up_migrated(world, scene);
    (void)migrate(world, scene->other_client);
    (void)buy(world, 2027, 2);
}

RUN(coupon_assign)
{
    const ct_assignment_request own = assignment_request(world, CLIENT, CT_COUPON_CONTO_TERZI);
    ct_assignment *assignment = NULL;
    ct_status status = ct_coupon_assign(world->context, &own, call, &assignment);
    keep_assignment(world, assignment);
    *ret_answer = tell(world, ct_assignment_status_of(assignment), ct_assignment_action(assignment),
                       ct_assignment_license_id(assignment), ct_assignment_client_id(assignment));
    return status;
}

/* The scene's password is the code of a coupon with a link. */
static void
set_up_link(struct world *world, struct scene *scene)
{
    set_up_clients(world, scene);
    (void)buy_kind(world, CT_COUPON_RENEWABLE, 0, 2026, 1);
    scene->password = ct_coupon_code(ct_coupon_list_at(coupons_in(world, 0), 0));
}

RUN(coupon_register)
{
    ct_registration_request own = CT_REGISTRATION_REQUEST_INIT;
    ct_assignment *assignment = NULL;
    own.link_or_code = scene->password;
    own.name = request == OTHER_REQUEST ? "Altra" : "Nuova";
    own.vat_number = request == BAD_REQUEST ? "00743110158" : scene->vat_number;
    own.email = "nuova@mail.example.it";
    ct_status status = ct_coupon_register(world->context, &own, call, &assignment);
    keep_assignment(world, assignment);
    *ret_answer = tell(world, ct_assignment_status_of(assignment), ct_assignment_action(assignment),
                       ct_assignment_license_id(assignment), ct_assignment_client_id(assignment));
    return status;
}

RUN(renewal_run_many)
{
    const ct_id clients[] = {scene->client, nobody};
    ct_renewal_bulk own = CT_RENEWAL_BULK_INIT;
    ct_assignments *answers = NULL;
    own.studio = request == BAD_REQUEST ? nobody : world->studio;
    own.clients = clients;
    own.client_count = 2;
    own.license_year = request == OTHER_REQUEST ? 2027 : 0;
    ct_status status = ct_renewal_run_many(world->context, &own, call, &answers);
    const ct_assignment *first = ct_assignments_at(keep_assignments(world, answers), 0);
    const ct_assignment *second = ct_assignments_at(answers, 1);
    *ret_answer = tell(world, ct_assignment_status_of(first),
                       (int64_t)ct_reasons_count(ct_assignment_reasons(second)),
                       ct_assignment_license_id(first), ct_assignment_client_id(first));
    return status;
}

static ct_status
told_license(struct world *world, ct_status status, ct_license *license, const char **ret_answer)
{
    keep_license(world, license);
    *ret_answer = tell(world, ct_license_last_day(license).year, ct_license_price_cents(license),
                       ct_license_id(license), ct_license_client_id(license));
    return status;
}

RUN(license_buy)
{
    const ct_purchase_request own = purchase_request(
        world, CLIENT, CT_LICENSE_FROM_STUDIO_PURCHASE, CT_PLAN_PREMIUM);
    ct_license *license = NULL;
    ct_status status = ct_license_buy(world->context, &own, call, &license);
    return told_license(world, status, license, ret_answer);
}

RUN(license_start_trial)
{
    ct_trial_request own = CT_TRIAL_REQUEST_INIT;
    ct_license *license = NULL;
    own.client = CLIENT;
    ct_status status = ct_license_start_trial(world->context, &own, call, &license);
    return told_license(world, status, license, ret_answer);
}

RUN(campaign_run)
{
    ct_campaign_request own = CT_CAMPAIGN_REQUEST_INIT;
    ct_campaign_report *report = NULL;
    (void)scene;
    own.license_year = request == BAD_REQUEST ? 2028 : 2027;
    own.limit = request == OTHER_REQUEST ? 5 : 0;
    ct_status status = ct_campaign_run(world->context, &own, call, &report);
    keep_campaign_report(world, report);
    *ret_answer = tell(world, ct_campaign_report_issued_to(report),
                       (int64_t)ct_campaign_report_coupons(report), no_id, no_id);
    return status;
}

RUN(cancellation_record)
{
    ct_cancellation_request own = scene->notice;
    ct_cancellation *cancellation = NULL;
    own.sender = request == BAD_REQUEST ? "altro@pec.it" : own.sender;
    own.pack = request == OTHER_REQUEST ? scene->pack : no_id;
    ct_status status = ct_cancellation_record(world->context, &own, call, &cancellation);
    keep_cancellation(world, cancellation);
    *ret_answer = tell(world, ct_cancellation_campaign_year(cancellation), 0,
                       ct_cancellation_id(cancellation), no_id);
    return status;
}

RUN(cancellation_withdraw)
{
    ct_cancellation *cancellation = NULL;
    const ct_id own = request == REQUEST         ? scene->cancellation
                      : request == OTHER_REQUEST ? scene->other_cancellation
                                                 : nobody;
    ct_status status = ct_cancellation_withdraw(world->context, own, call, &cancellation);
    keep_cancellation(world, cancellation);
    *ret_answer = tell(world, ct_cancellation_withdrawn_at(cancellation) != 0, 0,
                       ct_cancellation_id(cancellation), no_id);
    return status;
}

RUN(usage_add)
{
    ct_usage_request own = CT_USAGE_REQUEST_INIT;
    ct_usage *usage = NULL;
    own.client = scene->client;
    own.category = CT_CATEGORY_PRODUCTS;
    own.quantity = request == REQUEST ? 3 : request == OTHER_REQUEST ? 4 : 5001;
    ct_status status = ct_usage_add(world->context, &own, call, &usage);
    keep_usage(world, usage);
    *ret_answer = tell(world, ct_usage_used(usage), 0, no_id, no_id);
    return status;
}

RUN(migration_run)
{
    ct_migration_request own = migration_request(world, CLIENT);
    ct_migration_answer *answer = NULL;
    ct_status status = ct_migration_run(world->context, &own, call, &answer);
    keep_migration_answer(world, answer);
    *ret_answer = tell(world, ct_migration_answer_status(answer),
                       ct_migration_answer_state(answer), ct_migration_answer_migration_id(answer),
                       ct_migration_answer_license_id(answer));
    return status;
}

RUN(migration_run_many)
{
    const ct_id clients[] = {scene->client, nobody};
    ct_migration_bulk own = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers = NULL;
    own.studio = request == BAD_REQUEST ? nobody : world->studio;
    own.signatory = &signatory;
    own.clients = clients;
    own.client_count = 2;
    own.license_year = request == OTHER_REQUEST ? 2026 : 0;
    ct_status status = ct_migration_run_many(world->context, &own, call, &answers);
    keep_migration_answers(world, answers);
    const ct_migration_answer *answer = ct_migration_answers_at(answers, 0);
    *ret_answer = tell(world, ct_migration_answer_status(answer),
                       ct_migration_answer_status(ct_migration_answers_at(answers, 1)),
                       ct_migration_answer_migration_id(answer),
                       ct_migration_answer_license_id(answer));
    return status;
}

static ct_status
told(struct world *world, ct_status status, ct_migration *migration, const char **ret_answer)
{
    keep_migration(world, migration);
    *ret_answer = tell(world, ct_migration_state_of(migration), 0, ct_migration_id(migration),
                       ct_migration_license_id(migration));
    return status;
}

RUN(migration_select)
{
    ct_migration_request own = migration_request(world, CLIENT);
    ct_migration *migration = NULL;
    ct_status status = ct_migration_select(world->context, &own, call, &migration);
    return told(world, status, migration, ret_answer);
}

RUN(migration_authorise)
{
    ct_authorisation own = CT_AUTHORISATION_INIT;
    ct_signatory other = signatory;
    ct_migration *migration = NULL;
    if (request == BAD_REQUEST)
        other.name = "Luigi";
    own.migration = scene->migration;
    own.signatory = &other;
    own.license_year = request == OTHER_REQUEST ? 2026 : 0;
    ct_status status = ct_migration_authorise(world->context, &own, call, &migration);
    return told(world, status, migration, ret_answer);
}

#define RUN_STEP(name, id)                                                                    \
    RUN(name)                                                                                 \
    {                                                                                         \
        ct_migration *migration = NULL;                                                       \
        ct_status status = ct_##name(world->context, id, call, &migration);                   \
        return told(world, status, migration, ret_answer);                                    \
    }
RUN_STEP(migration_provision, ID(migration))
RUN_STEP(migration_fail, ID(migration))
RUN_STEP(migration_cancel, ID(migration))
RUN_STEP(migration_complete, CLIENT)
RUN_STEP(migration_resend_credentials, CLIENT)

RUN(migration_first_login)
{
    const ct_first_login own = login_of(scene, request);
    ct_migration *migration = NULL;
    ct_status status = ct_migration_first_login(world->context, &own, call, &migration);
    return told(world, status, migration, ret_answer);
}

RUN(outbox_acknowledge)
{
    ct_message *message = NULL;
    ct_status status = ct_outbox_acknowledge(world->context, scene->message, ID(lease), call,
                                             &message);
    keep_message(world, message);
    *ret_answer = tell(world, ct_message_state_of(message), 0, ct_message_id(message), no_id);
    return status;
}

RUN(history_import)
{
    ct_document_facts facts = document_facts(world, request == OTHER_REQUEST ? "2/A" : "1/A");
    ct_history_request own = CT_HISTORY_REQUEST_INIT;
    ct_history_answer *answer = NULL;
    memset(facts.digest, 1, sizeof facts.digest);
    own.studio = world->studio;
    own.client = request == BAD_REQUEST ? nobody : scene->client;
    own.document = &facts;
    own.flags = CT_HISTORY_WITH_REGISTRY;
    ct_status status = ct_history_import(world->context, &own, call, &answer);
    keep_history_answer(world, answer);
    *ret_answer = tell(world, ct_history_answer_status(answer), 0,
                       ct_history_answer_document_id(answer), no_id);
    return status;
}

RUN(history_import_many)
{
    ct_document_facts issued = document_facts(world, request == OTHER_REQUEST ? "2/A" : "1/A");
    ct_document_facts old = document_facts(world, "7");
    const ct_document_facts *const documents[] = {&issued, &old};
    ct_history_batch own = CT_HISTORY_BATCH_INIT;
    ct_history_answers *answers = NULL;
    memset(issued.digest, 1, sizeof issued.digest);
    memset(old.digest, 2, sizeof old.digest);
    old.date.year = 2020;
    own.studio = request == BAD_REQUEST ? nobody : world->studio;
    own.client = scene->client;
    own.documents = documents;
    own.count = 2;
    ct_status status = ct_history_import_many(world->context, &own, call, &answers);
    keep_history_answers(world, answers);
    const ct_history_answer *refused = ct_history_answers_at(answers, 1);
    *ret_answer = tell(world, ct_history_answer_status(ct_history_answers_at(answers, 0)),
                       (int64_t)ct_reasons_count(ct_history_answer_reasons(refused)),
                       ct_history_answer_document_id(ct_history_answers_at(answers, 0)), no_id);
    return status;
}

RUN(outbox_fail)
{
    ct_message *message = NULL;
    ct_status status = ct_outbox_fail(world->context, scene->message,
                                      request == BAD_REQUEST ? nobody : scene->lease,
                                      request == OTHER_REQUEST ? "other" : "no such host", call,
                                      &message);
    keep_message(world, message);
    *ret_answer = tell(world, ct_message_due_at(message) - world->now, 0, ct_message_id(message),
                       no_id);
    return status;
}

static ct_status
told_client(struct world *world, ct_status status, ct_client *client, const char **ret_answer)
{
    keep_client(world, client);
    *ret_answer = tell(world, ct_client_state_today(client), 0, ct_client_id(client),
                       ct_client_studio_id(client));
    return status;
}

RUN(client_unlink)
{
    ct_client *client = NULL;
    ct_status status = ct_client_unlink(world->context, world->studio, CLIENT, call, &client);
    return told_client(world, status, client, ret_answer);
}

RUN(client_link)
{
    ct_link_request own = CT_LINK_REQUEST_INIT;
    ct_client *client = NULL;
    own.studio = world->studio;
    own.email = request == BAD_REQUEST ? "nobody@mail.example.it" : scene->email;
    own.code = request == OTHER_REQUEST ? scene->vat_number : NULL;
    ct_status status = ct_client_link(world->context, &own, call, &client);
    return told_client(world, status, client, ret_answer);
}

static ct_status
count_bytes(void *user, const char *bytes, size_t count)
{
    (void)bytes;
    *(size_t *)user += count;
    return CT_OK;
}

RUN(client_export)
{
    ct_export_request own = CT_EXPORT_REQUEST_INIT;
    size_t size = 0;
    own.client = CLIENT;
    own.studio = world->studio;
    own.write = count_bytes;
    own.user = &size;
    ct_status status = ct_client_export(world->context, &own, call);
    *ret_answer = tell(world, size > 100, status, own.client, no_id);
    return status;
}

RUN(client_open)
{
    ct_client *client = NULL;
    ct_status status = ct_client_open(world->context, world->studio, CLIENT, call, &client);
    return told_client(world, status, client, ret_answer);
}

const struct change changes[] = {
    {"history_import", set_up_operational, run_history_import},
    {"history_import_many", set_up_operational, run_history_import_many},
    {"studio_add", set_up_clients, run_studio_add},
    {"studio_open_account", set_up_studio, run_studio_open_account},
    {"client_register", set_up_clients, run_client_register},
    {"client_register_many", set_up_clients, run_client_register_many},
    {"client_export", set_up_migrated, run_client_export},
    {"client_open", set_up_operational, run_client_open},
    {"client_unlink", set_up_clients, run_client_unlink},
    {"client_link", set_up_unlinked, run_client_link},
    {"client_set_nickname", set_up_clients, run_client_set_nickname},
    {"client_erase", set_up_erasable, run_client_erase},
    {"lifecycle_run", set_up_lapsed, run_lifecycle_run},
    {"pack_buy", set_up_clients, run_pack_buy},
    {"pack_revoke", set_up_coupons, run_pack_revoke},
    {"coupon_assign", set_up_renewable, run_coupon_assign},
    {"coupon_register", set_up_link, run_coupon_register},
    {"renewal_run_many", set_up_renewable, run_renewal_run_many},
    {"license_buy", set_up_migrated, run_license_buy},
    {"license_start_trial", set_up_clients, run_license_start_trial},
    {"campaign_run", set_up_november, run_campaign_run},
    {"cancellation_record", set_up_notice, run_cancellation_record},
    {"cancellation_withdraw", set_up_cancelled, run_cancellation_withdraw},
    {"usage_add", set_up_migrated, run_usage_add},
    {"migration_run", set_up_coupons, run_migration_run},
    {"migration_run_many", set_up_coupons, run_migration_run_many},
    {"migration_select", set_up_coupons, run_migration_select},
    {"migration_authorise", set_up_selected, run_migration_authorise},
    {"migration_provision", set_up_authorised, run_migration_provision},
    {"migration_fail", set_up_authorised, run_migration_fail},
    {"migration_cancel", set_up_authorised, run_migration_cancel},
    {"migration_first_login", set_up_claimed, run_migration_first_login},
    {"migration_complete", set_up_logged_in, run_migration_complete},
    {"migration_resend_credentials", set_up_migrated, run_migration_resend_credentials},
    {"outbox_acknowledge", set_up_claimed, run_outbox_acknowledge},
    {"outbox_fail", set_up_claimed, run_outbox_fail},
};
const size_t change_count = COUNT(changes);

ct_status
run_with_key(struct world *world, const struct change *change, const struct scene *scene)
{
    ct_call call = CT_CALL_INIT;
    const char *answer = NULL;
    call.idempotency_key = "a key";
    return change->run(world, scene, REQUEST, &call, &answer);
}

int
run_on_changes(char **arguments, const char *name, void (*function)(void **state))
{
    struct CMUnitTest cases[COUNT(changes)];
    char names[COUNT(changes)][96];
    for (size_t i = 0; i < COUNT(changes); i++) {
        (void)snprintf(names[i], sizeof names[i], "%s_of_%s", name, changes[i].name);
        cases[i] = CASE_OF(names[i], function, &changes[i]);
    }
    return RUN_ON_BACK_ENDS(arguments, cases);
}
