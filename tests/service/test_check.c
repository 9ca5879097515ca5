/* The check: a healthy store has nothing to tell, and each damage is found alone (R-AUD-07). */
#include "fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of the scene that damages and findings speak of, by the names that SQL has for them. */
enum who {
    NOBODY,
    GHOST, /* of no table */
    STUDIO,
    OTHER_STUDIO,
    ACTIVE,   /* operational, on :license from :given by :migration */
    WAITING,  /* authorised, with :held reserved */
    LAPSED,   /* its license is over */
    BOUGHT,   /* two licenses by its own purchase, one after the other */
    PACK,     /* of :free */
    FREE,     /* an available coupon */
    GIVEN,
    HELD,
    LICENSE,
    MIGRATION,
    WAITING_MIGRATION,
    QUEUED, /* a message */
    WHO_COUNT
};
static const char *const names[WHO_COUNT] = {
    "", ":ghost", ":studio", ":other_studio", ":active", ":waiting", ":lapsed", ":bought", ":pack",
    ":free", ":given", ":held", ":license", ":migration", ":waiting_migration", ":queued",
};

struct damage {
    const char *check;
    const char *rule;
    const char *table;
    enum who rows[4];
    const char *sql;
};

static const struct damage damages[] = {
    {"reference", "R-AUD-07", "account", {GHOST},
     "INSERT INTO account VALUES (:ghost, 'a@b.example.it', '2026-09-01', 0, 0, NULL, NULL, NULL)"},
    {"reference", "R-AUD-07", "coupon", {FREE, GHOST},
     "UPDATE coupon SET client_id = :ghost WHERE id = :free"},
    {"value", "R-AUD-07", "license", {STUDIO, ACTIVE, LICENSE, GIVEN},
     "UPDATE license SET plan = 'enormous' WHERE id = :license"},
    {"value", "R-AUD-07", "client", {STUDIO, ACTIVE},
     "UPDATE client SET stage = 'somewhere' WHERE id = :active"},
    {"value", "R-AUD-07", "coupon", {STUDIO, PACK, FREE},
     "UPDATE coupon SET issued_on = '2026-02-30' WHERE id = :free"},
    {"value", "R-AUD-07", "studio", {OTHER_STUDIO},
     "UPDATE studio SET name = CAST(X'C328' AS TEXT) WHERE id = :other_studio"},
    {"value", "R-AUD-07", "message", {STUDIO}, /* which it is can't be told */
     "UPDATE message SET id = 'none of ours' WHERE id = :queued"},
    {"value", "R-AUD-07", "event", {STUDIO, ACTIVE},
     "UPDATE event SET kind = 'party' WHERE subject_id = :active AND kind = 'nickname_set'"},
    {"value", "R-AUD-07", "event", {OTHER_STUDIO},
     "UPDATE event SET instant = 'once' WHERE subject_id = :other_studio AND sequence = 2"},
    {"pack_count", "R-COU-07", "pack", {STUDIO, PACK}, "DELETE FROM coupon WHERE id = :free"},
    {"coupon_of_pack", "R-COU-01", "coupon", {PACK, FREE},
     "UPDATE coupon SET license_year = license_year + 1 WHERE id = :free"},
    {"coupon_assigned", "R-COU-07", "coupon", {PACK, FREE, LAPSED},
     "UPDATE coupon SET state = 'assigned', client_id = :lapsed WHERE id = :free"},
    {"coupon_twice", "R-COU-08", "coupon", {GIVEN, LAPSED, LICENSE},
     "UPDATE coupon SET client_id = :lapsed WHERE id = :given"},
    {"coupon_reserved", "R-COU-07", "coupon", {FREE, WAITING},
     "UPDATE coupon SET state = 'reserved', client_id = :waiting WHERE id = :free"},
    {"coupon_free", "R-COU-02", "coupon", {FREE, ACTIVE},
     "UPDATE coupon SET client_id = :active WHERE id = :free"},
    {"coupon_revoked", "R-COU-07", "coupon", {PACK, FREE},
     "UPDATE coupon SET state = 'revoked' WHERE id = :free"},
    {"license_source", "R-LIC-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE license SET source = 'client_purchase' WHERE id = :license;"
     "UPDATE event SET license_source = 'client_purchase'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"license_overlap", "R-LIC-08", "license", {BOUGHT},
     "UPDATE license SET first_day = '2027-06-01'"
     " WHERE client_id = :bought AND first_day > '2027-02-01';"
     "UPDATE event SET first_day = '2027-06-01'"
     " WHERE client_id = :bought AND first_day > '2027-02-01'"},
    {"license_studio", "R-CLI-05", "license", {STUDIO, ACTIVE, LICENSE},
     "UPDATE license SET studio_id = :other_studio WHERE id = :license"},
    {"client_last_day", "R-LIC-05", "client", {STUDIO, ACTIVE},
     "UPDATE client SET license_last_day = '2031-12-31' WHERE id = :active"},
    {"client_stage", "R-CLI-03", "client", {STUDIO, ACTIVE},
     "UPDATE client SET stage = 'not_migratable' WHERE id = :active"},
    {"migration_live", "R-MIG-02", "migration", {WAITING, WAITING_MIGRATION, HELD},
     "UPDATE migration SET live_client_id = NULL WHERE id = :waiting_migration"},
    {"migration_license", "R-MIG-02", "migration", {ACTIVE, MIGRATION, LICENSE, GIVEN},
     "DELETE FROM account WHERE client_id = :active"},
    {"migration_license", "R-MIG-02", "migration", {ACTIVE, MIGRATION, GIVEN},
     "UPDATE migration SET license_id = NULL WHERE id = :migration"},
    {"migration_coupon", "R-MIG-02", "migration", {ACTIVE, MIGRATION, FREE},
     "UPDATE migration SET coupon_id = :free WHERE id = :migration"},
    {"event_gap", "R-AUD-01", "event", {STUDIO, ACTIVE},
     "DELETE FROM event WHERE subject_id = :active AND kind = 'nickname_set'"},
    {"event_gap", "R-AUD-01", "event", {STUDIO},
     "DELETE FROM event WHERE subject_id = :studio AND kind = 'account_opened'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET plan = 'premium'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_migration", "R-AUD-01", "migration", {ACTIVE, MIGRATION},
     "UPDATE event SET kind = 'nickname_set'"
     " WHERE migration_id = :migration AND kind = 'migration_operational'"},
    {"event_studio", "R-AUD-01", "client", {OTHER_STUDIO, ACTIVE},
     "UPDATE client SET studio_id = :other_studio WHERE id = :active;"
     "UPDATE license SET studio_id = :other_studio WHERE client_id = :active"},
    {"event_usage", "R-LIC-04", "usage", {STUDIO, ACTIVE},
     "UPDATE usage SET used = used + 1 WHERE client_id = :active"},
    {"event_usage", "R-LIC-04", "usage", {STUDIO, ACTIVE},
     "DELETE FROM usage WHERE client_id = :active"},
    {"event_erasure", "R-AUD-04", "account", {STUDIO, ACTIVE},
     "UPDATE account SET erased_on = '2026-12-01' WHERE client_id = :active;"
     "UPDATE client SET stage = 'migratable' WHERE id = :active"},
    {"event_pack", "R-AUD-01", "pack", {STUDIO, PACK},
     "UPDATE event SET number = number + 1 WHERE pack_id = :pack AND kind = 'pack_bought'"},
    {"event_pack", "R-AUD-01", "pack", {STUDIO},
     "UPDATE event SET kind = 'account_opened', pack_id = NULL"
     " WHERE pack_id = :pack AND kind = 'pack_bought'"},
    {"campaign_quantity", "R-REN-02", "campaign_issue", {STUDIO},
     "INSERT INTO campaign_issue VALUES"
     " (:other_studio, 'conto_terzi', 2027, 0, '2026-11-15T10:00:00.000Z'),"
     " (:studio, 'conto_terzi', 2029, 5, '2026-11-15T10:00:00.000Z')"},
    {"coupon_of_pack", "R-COU-01", "coupon", {PACK, FREE},
     "UPDATE coupon SET plan = 'premium' WHERE id = :free"},
    {"coupon_of_pack", "R-COU-01", "coupon", {PACK, FREE},
     "UPDATE coupon SET kind = 'renewable' WHERE id = :free"},
    {"coupon_of_pack", "R-COU-01", "coupon", {PACK, FREE, OTHER_STUDIO},
     "UPDATE coupon SET studio_id = :other_studio WHERE id = :free"},
    {"coupon_assigned", "R-COU-07", "coupon", {PACK, GIVEN},
     "UPDATE coupon SET client_id = NULL WHERE id = :given"},
    {"coupon_free", "R-COU-02", "coupon", {GIVEN},
     "UPDATE coupon SET state = 'available', client_id = NULL WHERE id = :given"},
    {"coupon_reserved", "R-COU-07", "coupon", {GIVEN, ACTIVE},
     "UPDATE coupon SET state = 'reserved' WHERE id = :given"},
    {"license_source", "R-LIC-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE license SET coupon_kind = 'renewable' WHERE id = :license;"
     "UPDATE event SET coupon_kind = 'renewable'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"license_source", "R-LIC-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE license SET plan = 'premium' WHERE id = :license;"
     "UPDATE event SET plan = 'premium'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"license_source", "R-LIC-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE license SET last_day = '2029-12-31' WHERE id = :license;"
     "UPDATE client SET license_last_day = '2029-12-31' WHERE id = :active;"
     "UPDATE event SET last_day = '2029-12-31'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"license_source", "R-LIC-01", "license", {BOUGHT},
     "UPDATE license SET coupon_kind = 'flat_rate'"
     " WHERE client_id = :bought AND first_day > '2027-02-01';"
     "UPDATE event SET coupon_kind = 'flat_rate'"
     " WHERE client_id = :bought AND first_day > '2027-02-01'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET coupon_id = :free"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET coupon_kind = 'renewable'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET license_access = 'full'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET first_day = '2026-09-02'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET last_day = '2029-12-31'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN},
     "UPDATE event SET license_source = 'client_purchase'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {ACTIVE, LICENSE, GIVEN}, /* that was never told */
     "UPDATE event SET kind = 'nickname_set'"
     " WHERE license_id = :license AND kind = 'license_activated'"},
    {"event_license", "R-AUD-01", "license", {BOUGHT}, /* that isn't there */
     "DELETE FROM license WHERE client_id = :bought AND source = 'trial'"},
    {"event_license", "R-AUD-01", "license", {BOUGHT}, /* of another one that is superseded */
     "UPDATE event SET license_id = :ghost"
     " WHERE subject_id = :bought AND kind = 'license_superseded'"},
    {"event_migration", "R-AUD-01", "migration", {ACTIVE, MIGRATION}, /* that was never told */
     "UPDATE event SET kind = 'nickname_set'"
     " WHERE migration_id = :migration AND kind LIKE 'migration_%'"},
    {"migration_coupon", "R-MIG-02", "migration", {WAITING, WAITING_MIGRATION, HELD},
     "UPDATE coupon SET state = 'available', client_id = NULL WHERE id = :held"},
    {"migration_coupon", "R-MIG-02", "migration", {WAITING, WAITING_MIGRATION, FREE},
     "UPDATE coupon SET state = 'available', client_id = NULL WHERE id = :held;"
     "UPDATE migration SET coupon_id = :free WHERE id = :waiting_migration"},
    {"event_usage", "R-LIC-04", "usage", {STUDIO, ACTIVE}, /* that was never told */
     "INSERT INTO usage VALUES (:active, 'products', 2027, 3)"},
    {"event_pack", "R-AUD-01", "pack", {STUDIO, PACK},
     "UPDATE event SET coupon_kind = 'renewable' WHERE pack_id = :pack AND kind = 'pack_bought'"},
    {"event_pack", "R-AUD-01", "pack", {STUDIO, PACK},
     "UPDATE event SET year = year + 1 WHERE pack_id = :pack AND kind = 'pack_bought'"},
    {"campaign_quantity", "R-REN-02", "campaign_issue", {STUDIO, PACK}, /* of no campaign */
     "UPDATE pack SET source = 'tacit_renewal' WHERE id = :pack"},
    {"message_due", "R-OUT-01", "message", {STUDIO, QUEUED},
     "UPDATE message SET due_at = NULL WHERE id = :queued"},
};

static const ct_id ghost = {{0xEE}};

static ct_client_request
request_of(struct world *world, const char *name, ct_choice is_on_ts_digital)
{
    ct_client_request request = client_request(world, name);
    request.is_on_ts_digital = is_on_ts_digital;
    return request;
}

static ct_id
migrate_client(struct world *world, const char *name, ct_id ids[WHO_COUNT])
{
    ct_id client = add_client(world, name);
    ct_migration *migration = NULL;
    ct_id id = select_client(world, client);
    assert_ok(world, authorise(world, id, NULL));
    assert_ok(world, ct_migration_provision(world->context, id, NULL, &migration));
    keep_migration(world, migration);
    ids[MIGRATION] = id;
    ids[LICENSE] = ct_migration_license_id(migration);
    ids[GIVEN] = ct_migration_coupon_id(migration);
    return client;
}

/* The client's message; those before it are claimed, and never heard of again. */
static ct_message *
claim_of(struct world *world, ct_id client)
{
    for (;;) {
        ct_message *message = claim(world);
        const ct_id about = ct_message_client_id(message);
        assert_non_null(message);
        if (memcmp(&about, &client, sizeof client) == 0)
            return message;
    }
}

static void
log_in(struct world *world, ct_id client)
{
    ct_message *message = claim_of(world, client);
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    assert_ok(world, ct_outbox_fail(world->context, ct_message_id(message),
                                    ct_message_lease(message), "no such host", NULL, NULL));
    pass_time(world, 3600);
    message = claim_of(world, client);
    assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                           ct_message_lease(message), NULL, NULL));
    login.client = client;
    login.one_time_password = password_in(world, message);
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
}

static void
use(struct world *world, ct_id client, ct_category category, int quantity)
{
    ct_usage_request request = CT_USAGE_REQUEST_INIT;
    request.client = client;
    request.category = category;
    request.quantity = quantity;
    request.date = date_of(2026, 3, 1);
    assert_ok(world, ct_usage_add(world->context, &request, NULL, NULL));
}

static void
buy_own(struct world *world, ct_id client, uint32_t flags)
{
    ct_purchase_request request = CT_PURCHASE_REQUEST_INIT;
    request.client = client;
    request.buyer = CT_LICENSE_FROM_CLIENT_PURCHASE;
    request.plan = CT_PLAN_PREMIUM;
    request.flags = flags;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, NULL));
}

static void
add_active(struct world *world, ct_id ids[WHO_COUNT])
{
    ids[ACTIVE] = migrate_client(world, "Attiva", ids);
    log_in(world, ids[ACTIVE]);
    assert_ok(world, ct_migration_complete(world->context, ids[ACTIVE], NULL, NULL));
    assert_ok(world, ct_client_set_nickname(world->context, world->studio, ids[ACTIVE], "Il bar",
                                            NULL, NULL));
    use(world, ids[ACTIVE], CT_CATEGORY_DOCUMENTS, 7);
}

/* One in each state of a migration that is not over. */
static void
add_under_way(struct world *world, ct_id ids[WHO_COUNT])
{
    ct_id own[WHO_COUNT];
    (void)select_client(world, add_client(world, "Scelta"));
    ids[WAITING] = add_client(world, "In attesa");
    ids[WAITING_MIGRATION] = select_client(world, ids[WAITING]);
    assert_ok(world, authorise(world, ids[WAITING_MIGRATION], NULL));
    ids[HELD] = ct_migration_coupon_id(migration_now(world, ids[WAITING_MIGRATION]));
    (void)migrate_client(world, "Avviata", own);
    log_in(world, migrate_client(world, "Entrata", own));
}

static void
add_given_up(struct world *world)
{
    ct_id client = add_client(world, "Annullata");
    assert_ok(world, ct_migration_cancel(world->context, select_client(world, client), NULL, NULL));
    ct_id failed = select_client(world, client);
    assert_ok(world, authorise(world, failed, NULL));
    assert_ok(world, ct_migration_fail(world->context, failed, NULL, NULL));
}

/* Revoked while one of its coupons was reserved, which came back afterwards. */
static void
add_revoked(struct world *world)
{
    ct_id pack = buy(world, 2028, 2); /* the latest year goes first */
    ct_id migration = select_client(world, add_client(world, "Revocata"));
    assert_ok(world, authorise(world, migration, NULL));
    assert_ok(world, ct_pack_revoke(world->context, pack, NULL, NULL));
    assert_ok(world, ct_migration_cancel(world->context, migration, NULL, NULL));
}

static void
add_buyers(struct world *world, ct_id ids[WHO_COUNT])
{
    ct_trial_request trial = CT_TRIAL_REQUEST_INIT;
    ct_id own[WHO_COUNT];
    ids[BOUGHT] = add_client(world, "Comprata");
    trial.client = ids[BOUGHT];
    assert_ok(world, ct_license_start_trial(world->context, &trial, NULL, NULL));
    buy_own(world, ids[BOUGHT], 0);
    buy_own(world, ids[BOUGHT], CT_PURCHASE_AS_RENEWAL);
    buy_own(world, migrate_client(world, "Salita", own), 0); /* at once */
    trial.client = add_client(world, "In prova");
    assert_ok(world, ct_license_start_trial(world->context, &trial, NULL, NULL));
}

/* Two years of two studios, with a client in every state. */
static void
live_two_years(struct world *world, ct_id ids[WHO_COUNT])
{
    ct_id own[WHO_COUNT];
    const ct_client_request elsewhere = request_of(world, "Altrove", CT_CHOICE_NO);
    memset(ids, 0, WHO_COUNT * sizeof *ids);
    reopen(world, "provisioning", "host");
    ids[GHOST] = ghost;
    ids[STUDIO] = world->studio;
    ids[OTHER_STUDIO] = add_studio(world);
    (void)buy(world, 2026, 2); /* one is left, and expires */
    ids[LAPSED] = migrate_client(world, "Scaduta", own);
    (void)buy(world, 2027, 12);
    add_active(world, ids);
    add_under_way(world, ids);
    add_given_up(world);
    add_buyers(world, ids);
    (void)register_client(world, &elsewhere);
    set_today(world, 2027, 3, 1);
    add_revoked(world);
    (void)add_client(world, "Migrabile");
    ids[FREE] = ct_coupon_id(ct_coupon_list_at(coupons_in(world, CT_COUPON_AVAILABLE), 0));
    ids[PACK] = ct_coupon_pack_id(coupon_now(world, ids[FREE]));
    ct_message *message = claim(world);
    assert_non_null(message);
    ids[QUEUED] = ct_message_id(message);
}

/* The two years take their time, so that one store that went through them is kept for all cases. */
static struct {
    unsigned char *store; /* NULL: nobody did yet */
    sqlite3_int64 size;
    ct_id ids[WHO_COUNT];
    ct_instant now;
    uint64_t random;
} lived;

static void
keep_years(const struct world *world, const ct_id ids[WHO_COUNT])
{
    sqlite3 *store = NULL;
    assert_int_equal(sqlite3_open(world->path, &store), SQLITE_OK);
    lived.store = sqlite3_serialize(store, "main", &lived.size, 0);
    assert_int_equal(sqlite3_close(store), SQLITE_OK);
    assert_non_null(lived.store);
    memcpy(lived.ids, ids, sizeof lived.ids);
    lived.now = world->now;
    lived.random = world->random;
}

static void
take_years(struct world *world, ct_id ids[WHO_COUNT])
{
    ct_context_free(world->context);
    world->context = NULL;
    ct_storage_unref(world->storage);
    world->storage = NULL;
    FILE *file = fopen(world->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(lived.store, 1, (size_t)lived.size, file), lived.size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ct_storage_new_sqlite(&world->allocator, world->path, &world->storage), CT_OK);
    memcpy(ids, lived.ids, sizeof lived.ids);
    world->studio = ids[STUDIO];
    world->now = lived.now;
    world->random = lived.random;
    reopen(world, "provisioning", "host");
}

static void
have_lived(struct world *world, ct_id ids[WHO_COUNT])
{
    if (lived.store) {
        take_years(world, ids);
        return;
    }
    live_two_years(world, ids);
    keep_years(world, ids);
}

struct found {
    const ct_finding *items[32];
    size_t count;
    uint64_t rows;
};

/* The whole walk, by pages of `limit` rows. */
static void
check_all(struct world *world, uint32_t limit, struct found *found)
{
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    const char *table;
    *found = (struct found){.count = 0};
    request.limit = limit;
    do {
        ct_check_report *report = NULL;
        uint64_t rows = 0;
        assert_ok(world, ct_check_run(world->context, &request, &report));
        keep_check_report(world, report);
        for (size_t i = 0; i < ct_check_report_count(report); i++) {
            assert_true(found->count < COUNT(found->items));
            found->items[found->count++] = ct_check_report_at(report, i);
        }
        for (size_t i = 0; (table = ct_check_table(i)); i++)
            rows += ct_check_report_rows(report, table);
        assert_int_equal(ct_check_report_rows(report, NULL), 0);
        assert_int_equal(ct_check_report_rows(report, "no such table"), 0);
        assert_true(rows <= limit);
        found->rows += rows;
        request.after = ct_check_report_next(report);
    } while (request.after);
}

static void
print_findings(const struct found *found)
{
    for (size_t i = 0; i < found->count; i++)
        print_error("%s: %s\n", ct_finding_check(found->items[i]),
                    ct_finding_text(found->items[i], CT_LANGUAGE_ENGLISH));
}

static void
r_aud_07_a_healthy_store_has_nothing_to_tell(void **state)
{
    struct world *world = *state;
    ct_id ids[WHO_COUNT];
    static const uint32_t limits[] = {1000, 1, 7};
    uint64_t rows = 0;
    live_two_years(world, ids);
    const char *before = dump(world);
    for (size_t i = 0; i < COUNT(limits); i++) {
        struct found found;
        check_all(world, limits[i], &found);
        print_findings(&found);
        assert_int_equal(found.count, 0);
        if (i == 0)
            rows = found.rows;
        assert_int_equal(found.rows, rows); /* each row once */
        assert_true(rows > 40);
    }
    assert_unchanged(world, before);
}

static void
run_sql(struct world *world, const char *sql, ct_id ids[WHO_COUNT])
{
    sqlite3 *file = NULL;
    assert_int_equal(sqlite3_open(world->path, &file), SQLITE_OK);
    while (*sql) {
        sqlite3_stmt *statement = NULL;
        if (sqlite3_prepare_v2(file, sql, -1, &statement, &sql) != SQLITE_OK)
            fail_msg("%s", sqlite3_errmsg(file));
        for (int who = 1; who < WHO_COUNT; who++) {
            char text[CT_ID_TEXT_LENGTH + 1];
            int place = sqlite3_bind_parameter_index(statement, names[who]);
            ct_id_format(ids[who], text);
            if (place)
                assert_int_equal(sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT),
                                 SQLITE_OK);
        }
        if (sqlite3_step(statement) != SQLITE_DONE)
            fail_msg("%s", sqlite3_errmsg(file));
        assert_true(sqlite3_changes(file) > 0);
        assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    }
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
}

static bool
names_row(const ct_finding *finding, ct_id id)
{
    const ct_id rows[] = {
        ct_finding_studio_id(finding),  ct_finding_client_id(finding),
        ct_finding_pack_id(finding),    ct_finding_coupon_id(finding),
        ct_finding_license_id(finding), ct_finding_migration_id(finding),
        ct_finding_message_id(finding),
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (memcmp(&rows[i], &id, sizeof id) == 0)
            return true;
    return false;
}

/* The sentence tells the rows too, in both languages; and the repair is there. */
static void
check_texts(const ct_finding *finding, ct_id id)
{
    static const ct_language languages[] = {0, CT_LANGUAGE_ITALIAN, CT_LANGUAGE_ENGLISH};
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(id, text);
    for (size_t i = 0; i < COUNT(languages); i++) {
        const char *sentence = ct_finding_text(finding, languages[i]);
        assert_true(has_text(sentence, text));
        assert_false(has_text(sentence, "{"));
        assert_non_null(ct_finding_repair(finding, languages[i]));
    }
    assert_string_equal(ct_finding_repair(finding, 0),
                        ct_finding_repair(finding, CT_LANGUAGE_ENGLISH));
    assert_string_not_equal(ct_finding_repair(finding, CT_LANGUAGE_ITALIAN),
                            ct_finding_repair(finding, CT_LANGUAGE_ENGLISH));
}

static void
r_aud_07_finds(void **state)
{
    struct world *world = *state;
    const struct damage *damage = world->parameter;
    ct_id ids[WHO_COUNT];
    struct found found;
    if (!world->back_end->is_file)
        return;
    have_lived(world, ids);
    world->is_damaged = true;
    run_sql(world, damage->sql, ids);
    check_all(world, 1000, &found);
    if (found.count != 1)
        print_findings(&found);
    assert_int_equal(found.count, 1);
    const ct_finding *finding = found.items[0];
    assert_string_equal(ct_finding_check(finding), damage->check);
    assert_string_equal(ct_finding_rule(finding), damage->rule);
    assert_string_equal(ct_finding_table(finding), damage->table);
    assert_true(has_text(ct_finding_text(finding, 0), damage->table) ||
                strcmp(damage->check, "value") != 0);
    for (size_t i = 0; i < COUNT(damage->rows) && damage->rows[i]; i++) {
        if (!names_row(finding, ids[damage->rows[i]]))
            fail_msg("%s is not named", names[damage->rows[i]]);
        check_texts(finding, ids[damage->rows[i]]);
    }
    check_all(world, 1, &found); /* goes on behind every row */
    assert_int_equal(found.count, 1);
}

static void
r_aud_07_every_check_has_a_damage_that_it_finds(void **state)
{
    const char *name;
    (void)state;
    for (size_t i = 0; (name = ct_check_name(i)); i++) {
        bool has_damage = false;
        for (size_t j = 0; j < COUNT(damages); j++)
            has_damage = has_damage || strcmp(damages[j].check, name) == 0;
        if (!has_damage)
            fail_msg("%s has no damage", name);
    }
}

static void
bad_requests_are_told(void **state)
{
    struct world *world = *state;
    ct_check_request request = CT_CHECK_REQUEST_INIT;
    ct_check_report *report = NULL;
    request.limit = 1001;
    assert_invalid(world, "limit", ct_check_run(world->context, &request, &report));
    request.limit = 1;
    request.after = "";
    assert_invalid(world, "after", ct_check_run(world->context, &request, &report));
    request.after = "01000000zz";
    assert_invalid(world, "after", ct_check_run(world->context, &request, &report));
    request.after = "01090000"; /* events are no table that is walked by itself */
    assert_invalid(world, "after", ct_check_run(world->context, &request, &report));
    assert_null(report);
}

int
main(int argc, char **arguments)
{
    const struct CMUnitTest plain[] = {
        CASE(r_aud_07_a_healthy_store_has_nothing_to_tell),
        CASE(r_aud_07_every_check_has_a_damage_that_it_finds),
        CASE(bad_requests_are_told),
    };
    struct CMUnitTest cases[COUNT(plain) + COUNT(damages)];
    char titles[COUNT(damages)][64];
    (void)argc;
    memcpy(cases, plain, sizeof plain);
    for (size_t i = 0; i < COUNT(damages); i++) {
        (void)snprintf(titles[i], sizeof titles[i], "r_aud_07_finds_%s_%zu", damages[i].check, i);
        cases[COUNT(plain) + i] = CASE_OF(titles[i], r_aud_07_finds, &damages[i]);
    }
    return RUN_ON_BACK_ENDS(arguments, cases);
}
