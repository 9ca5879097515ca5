#include "chores.h"

#include <stdio.h>
#include <string.h>

enum { EXPIRED = 6, STUDIOS = 4 };

/* The campaign's five studios, the world's among them, are three pages of two. */
static const enum kind kinds[STEPS] = {
    MIGRATIONS, MIGRATIONS, MIGRATIONS, MIGRATIONS, RENEWAL,   RENEWAL,   CAMPAIGN,
    CAMPAIGN,   CAMPAIGN,   LIFECYCLE,  LIFECYCLE,  LIFECYCLE, LIFECYCLE, LIFECYCLE,
};

uint64_t
draw(uint64_t *seed, uint64_t below)
{
    uint64_t value;
    (void)test_random(seed, &value, sizeof value);
    return value % below;
}

static void
note_code(char to[CODE_SIZE], const char *code)
{
    (void)snprintf(to, CODE_SIZE, "%s", code ? code : "");
}

static ct_status
run_migrations(struct world *world, struct scene *scene, size_t number, const ct_call *call,
               struct answer *told)
{
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *answers = NULL;
    bulk.studio = world->studio;
    bulk.signatory = &signatory;
    bulk.clients = scene->migrating + number * BULK;
    bulk.client_count = BULK;
    bulk.license_year = 2027;
    ct_status status = ct_migration_run_many(world->context, &bulk, call, &answers);
    for (size_t i = 0; i < ct_migration_answers_count(answers); i++) {
        const ct_migration_answer *answer = ct_migration_answers_at(answers, i);
        told->statuses[i] = ct_migration_answer_status(answer);
        note_code(told->codes[i], ct_migration_answer_coupon_code(answer));
    }
    ct_migration_answers_free(answers);
    return status;
}

static ct_status
run_renewal(struct world *world, struct scene *scene, size_t number, const ct_call *call,
            struct answer *told)
{
    ct_renewal_bulk bulk = CT_RENEWAL_BULK_INIT;
    ct_assignments *answers = NULL;
    bulk.studio = world->studio;
    bulk.clients = scene->renewing + number * BULK;
    bulk.client_count = BULK;
    bulk.license_year = 2028;
    ct_status status = ct_renewal_run_many(world->context, &bulk, call, &answers);
    for (size_t i = 0; i < ct_assignments_count(answers); i++) {
        const ct_assignment *answer = ct_assignments_at(answers, i);
        told->statuses[i] = ct_assignment_status_of(answer);
        note_code(told->codes[i], ct_assignment_coupon_code(answer));
    }
    ct_assignments_free(answers);
    return status;
}

/* The page after the one before. */
static ct_status
run_page(struct world *world, struct scene *scene, size_t number, const ct_call *call,
         struct answer *told)
{
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    ct_campaign_report *report = NULL;
    request.license_year = 2028;
    request.limit = 2;
    request.after = number ? scene->next_page : NULL;
    ct_status status = ct_campaign_run(world->context, &request, call, &report);
    const char *next = ct_campaign_report_next(report);
    told->done = ct_campaign_report_issued_to(report);
    told->other = (int64_t)ct_campaign_report_coupons(report);
    (void)snprintf(scene->next_page, sizeof scene->next_page, "%s", next ? next : "");
    ct_campaign_report_free(report);
    return status;
}

static ct_status
run_lifecycle(struct world *world, struct scene *scene, size_t number, const ct_call *call,
              struct answer *told)
{
    ct_lifecycle_request request = CT_LIFECYCLE_REQUEST_INIT;
    ct_lifecycle_report *report = NULL;
    (void)scene;
    (void)number;
    request.limit = 8;
    ct_status status = ct_lifecycle_run(world->context, &request, call, &report);
    told->done = ct_lifecycle_report_expired_notices(report) +
                 ct_lifecycle_report_erasure_notices(report) +
                 ct_lifecycle_report_erasures(report) + ct_lifecycle_report_reminders(report);
    told->other = ct_lifecycle_report_is_done(report);
    ct_lifecycle_report_free(report);
    return status;
}

void
take(struct world *world, struct scene *scene, size_t index, bool has_key, struct answer *ret_answer)
{
    static ct_status (*const runs[])(struct world *, struct scene *, size_t, const ct_call *,
                                     struct answer *) = {run_migrations, run_renewal, run_page,
                                                         run_lifecycle};
    const struct step step = scene->steps[index];
    char key[64];
    ct_call call = CT_CALL_INIT;
    (void)snprintf(key, sizeof key, "kind %d step %zu", (int)step.kind, step.number);
    call.idempotency_key = key;
    memset(ret_answer, 0, sizeof *ret_answer);
    ret_answer->status =
        runs[step.kind](world, scene, step.number, has_key ? &call : NULL, ret_answer);
}

static void
add_clients(struct world *world, const char *name, size_t count, int year, ct_id *clients)
{
    ct_client_request requests[BULKS * BULK];
    const ct_client_request *pointers[BULKS * BULK];
    ct_client_answers *answers = NULL;
    for (size_t i = 0; i < count; i++) {
        requests[i] = client_request(world, name);
        pointers[i] = &requests[i];
    }
    assert_ok(world, ct_client_register_many(world->context, pointers, count, NULL, &answers));
    keep_client_answers(world, answers);
    for (size_t i = 0; i < count; i++)
        clients[i] = ct_client_answers_client(answers, i);
    if (!year)
        return;
    ct_migration_bulk bulk = CT_MIGRATION_BULK_INIT;
    ct_migration_answers *migrated = NULL;
    bulk.studio = world->studio;
    bulk.signatory = &signatory;
    bulk.clients = clients;
    bulk.client_count = count;
    (void)buy(world, year, (uint32_t)count);
    assert_ok(world, ct_migration_run_many(world->context, &bulk, NULL, &migrated));
    keep_migration_answers(world, migrated);
}

void
set_up_chores(struct world *world, struct scene *scene)
{
    ct_id own = world->studio, clients[EXPIRED];
    memset(scene, 0, sizeof *scene);
    add_clients(world, "Scaduta", EXPIRED, 2026, clients);
    set_today(world, 2027, 2, 1);
    add_clients(world, "Alfa", COUNT(scene->renewing), 2027, scene->renewing);
    add_clients(world, "Sempre da rinnovare", 1, 2027, clients);
    (void)buy(world, 2027, COUNT(scene->migrating) + 3);
    for (size_t i = 0; i < STUDIOS; i++) {
        world->studio = add_studio(world);
        (void)buy(world, 2027, 2);
    }
    world->studio = own;
    set_today(world, 2027, 12, 5);
    (void)buy(world, 2028, COUNT(scene->renewing) + 3);
    add_clients(world, "Beta", COUNT(scene->migrating), 0, scene->migrating);
}

void
shuffle(struct scene *scene, uint64_t *seed)
{
    size_t numbers[LIFECYCLE + 1] = {0};
    for (size_t i = 0; i < STEPS; i++)
        scene->steps[i].kind = kinds[i];
    for (size_t i = STEPS - 1; seed && i > 0; i--) {
        size_t other = (size_t)draw(seed, i + 1);
        const struct step step = scene->steps[i];
        scene->steps[i] = scene->steps[other];
        scene->steps[other] = step;
    }
    for (size_t i = 0; i < STEPS; i++)
        scene->steps[i].number = numbers[scene->steps[i].kind]++;
}
