/* The building bricks of the fixture. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static char *
new_text(struct world *world, size_t size)
{
    return keep_memory(world, calloc(1, size));
}

const char *
new_vat_number(struct world *world)
{
    char *number = new_text(world, 32);
    int sum = 0;
    (void)snprintf(number, 32, "%010u", 1000000000U + ++world->serial);
    for (int i = 0; i < 10; i++) {
        int digit = (number[i] - '0') << i % 2;
        sum += digit > 9 ? digit - 9 : digit;
    }
    number[10] = (char)('0' + (10 - sum % 10) % 10);
    return number;
}

const char *
new_tax_code(struct world *world)
{
    static const char consonants[] = "BCDFGHJKLMNPQRSTVWXYZ";
    static const int odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18,
                              20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    char *code = new_text(world, 32);
    unsigned serial = ++world->serial;
    (void)snprintf(code, 32, "%c%c%cNNA70A01H501", consonants[serial / 441 % 21],
                   consonants[serial / 21 % 21], consonants[serial % 21]);
    int sum = 0;
    for (int i = 0; i < 15; i++) {
        int value = code[i] >= 'A' ? code[i] - 'A' : code[i] - '0';
        sum += i % 2 ? value : odd[value];
    }
    code[15] = (char)('A' + sum % 26);
    return code;
}

ct_studio_request
studio_request(struct world *world)
{
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    char *email = new_text(world, 64);
    char *certified_email = new_text(world, 64);
    request.name = "Studio Bianchi";
    request.vat_number = new_vat_number(world);
    (void)snprintf(email, 64, "studio%u@bianchi.example.it", world->serial);
    (void)snprintf(certified_email, 64, "studio%u@pec.bianchi.example.it", world->serial);
    request.email = email;
    request.certified_email = certified_email;
    return request;
}

ct_id
add_studio(struct world *world)
{
    const ct_studio_request request = studio_request(world);
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_add(world->context, &request, NULL, &studio));
    ct_id id = ct_studio_id(keep_studio(world, studio));
    assert_ok(world, ct_studio_open_account(world->context, id, NULL, NULL));
    return id;
}

ct_client_request
client_request(struct world *world, const char *name)
{
    ct_client_request request = CT_CLIENT_REQUEST_INIT;
    const char **emails = (const char **)(void *)new_text(world, sizeof *emails);
    char *email = new_text(world, 64);
    request.studio = world->studio;
    request.name = name;
    request.vat_number = new_vat_number(world);
    (void)snprintf(email, 64, "client%u@mail.example.it", world->serial);
    emails[0] = email;
    request.emails = emails;
    request.email_count = 1;
    return request;
}

ct_id
register_client(struct world *world, const ct_client_request *request)
{
    ct_client *client = NULL;
    assert_ok(world, ct_client_register(world->context, request, NULL, &client));
    return ct_client_id(keep_client(world, client));
}

ct_id
add_client(struct world *world, const char *name)
{
    const ct_client_request request = client_request(world, name);
    return register_client(world, &request);
}

ct_id
buy(struct world *world, int year, uint32_t quantity)
{
    return buy_kind(world, CT_COUPON_CONTO_TERZI, 0, year, quantity);
}

ct_id
buy_kind(struct world *world, ct_coupon_kind kind, ct_plan plan, int year, uint32_t quantity)
{
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    ct_pack *pack = NULL;
    request.studio = world->studio;
    request.kind = kind;
    request.plan = plan;
    request.license_year = year;
    request.quantity = quantity;
    request.unit_price_cents = 1500;
    assert_ok(world, ct_pack_buy(world->context, &request, NULL, &pack));
    return ct_pack_id(keep_pack(world, pack));
}

/* Of all packs of the world's studio, from its registered address, now. */
ct_cancellation_request
cancellation_request(struct world *world, const char *message_id)
{
    ct_cancellation_request request = CT_CANCELLATION_REQUEST_INIT;
    ct_studio *studio = NULL;
    assert_ok(world, ct_studio_get(world->context, world->studio, &studio));
    request.studio = world->studio;
    request.sender = ct_studio_certified_email(keep_studio(world, studio));
    request.message_id = message_id;
    request.sent_at = world->now;
    return request;
}

ct_cancellation *
cancel(struct world *world, ct_id pack, const char *message_id)
{
    ct_cancellation_request request = cancellation_request(world, message_id);
    ct_cancellation *cancellation = NULL;
    request.pack = pack;
    assert_ok(world, ct_cancellation_record(world->context, &request, NULL, &cancellation));
    return keep_cancellation(world, cancellation);
}

ct_campaign_report *
run_campaign(struct world *world, int license_year)
{
    ct_campaign_request request = CT_CAMPAIGN_REQUEST_INIT;
    ct_campaign_report *report = NULL;
    request.license_year = license_year;
    request.limit = 1000;
    assert_ok(world, ct_campaign_run(world->context, &request, NULL, &report));
    return keep_campaign_report(world, report);
}

ct_migration_request
migration_request(struct world *world, ct_id client)
{
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
    request.studio = world->studio;
    request.client = client;
    request.signatory = &signatory;
    return request;
}

ct_migration_answer *
migrate(struct world *world, ct_id client)
{
    const ct_migration_request request = migration_request(world, client);
    ct_migration_answer *answer = NULL;
    assert_ok(world, ct_migration_run(world->context, &request, NULL, &answer));
    assert_int_equal(ct_migration_answer_status(answer), CT_MIGRATION_DONE);
    return keep_migration_answer(world, answer);
}

ct_id
select_client(struct world *world, ct_id client)
{
    const ct_migration_request request = migration_request(world, client);
    ct_migration *migration = NULL;
    assert_ok(world, ct_migration_select(world->context, &request, NULL, &migration));
    return ct_migration_id(keep_migration(world, migration));
}

ct_status
authorise(struct world *world, ct_id migration, ct_migration **ret_migration)
{
    ct_authorisation authorisation = CT_AUTHORISATION_INIT;
    authorisation.migration = migration;
    authorisation.signatory = &signatory;
    return ct_migration_authorise(world->context, &authorisation, NULL, ret_migration);
}

/* The next credentials message of the client; others that are due before it are delivered. */
static ct_message *
claim_credentials(struct world *world, ct_id client)
{
    for (;;) {
        ct_message *message = claim(world);
        assert_non_null(message);
        assert_ok(world, ct_outbox_acknowledge(world->context, ct_message_id(message),
                                               ct_message_lease(message), NULL, NULL));
        const ct_id of = ct_message_client_id(message);
        if (ct_message_kind_of(message) == CT_MESSAGE_CREDENTIALS &&
            memcmp(&of, &client, sizeof of) == 0)
            return message;
    }
}

void
make_logged_in(struct world *world, ct_id client)
{
    ct_first_login login = CT_FIRST_LOGIN_INIT;
    login.client = client;
    login.one_time_password = password_in(world, claim_credentials(world, client));
    login.new_password = "Segreta-2026";
    assert_ok(world, ct_migration_first_login(world->context, &login, NULL, NULL));
}

void
make_operational(struct world *world, ct_id client)
{
    (void)migrate(world, client);
    make_logged_in(world, client);
    assert_ok(world, ct_migration_complete(world->context, client, NULL, NULL));
}

ct_purchase_request
purchase_request(struct world *world, ct_id client, ct_license_source buyer, ct_plan plan)
{
    ct_purchase_request request = CT_PURCHASE_REQUEST_INIT;
    request.client = client;
    request.buyer = buyer;
    request.plan = plan;
    if (buyer == CT_LICENSE_FROM_STUDIO_PURCHASE)
        request.studio = world->studio;
    return request;
}

ct_license *
buy_license(struct world *world, ct_id client, ct_license_source buyer, ct_plan plan)
{
    const ct_purchase_request request = purchase_request(world, client, buyer, plan);
    ct_license *license = NULL;
    assert_ok(world, ct_license_buy(world->context, &request, NULL, &license));
    return keep_license(world, license);
}

ct_license *
start_trial(struct world *world, ct_id client)
{
    ct_trial_request request = CT_TRIAL_REQUEST_INIT;
    ct_license *license = NULL;
    request.client = client;
    assert_ok(world, ct_license_start_trial(world->context, &request, NULL, &license));
    return keep_license(world, license);
}

ct_assignment_request
assignment_request(struct world *world, ct_id client, ct_coupon_kind kind)
{
    ct_assignment_request request = CT_ASSIGNMENT_REQUEST_INIT;
    request.studio = world->studio;
    request.client = client;
    request.kind = kind;
    return request;
}

ct_assignment *
assign(struct world *world, ct_id client, ct_coupon_kind kind)
{
    const ct_assignment_request request = assignment_request(world, client, kind);
    ct_assignment *assignment = NULL;
    assert_ok(world, ct_coupon_assign(world->context, &request, NULL, &assignment));
    assert_int_equal(ct_assignment_status_of(assignment), CT_ASSIGNMENT_DONE);
    return keep_assignment(world, assignment);
}

size_t
visit_exported(void (*visit)(const char *name))
{
    char line[128];
    size_t exported = 0;
    FILE *map = fopen(VERSION_SCRIPT, "r");
    assert_non_null(map);
    while (fgets(line, sizeof line, map)) {
        const char *name = line + strspn(line, " \t");
        if (strncmp(name, "ct_", 3) != 0)
            continue;
        line[strcspn(line, ";")] = '\0';
        exported++;
        visit(name);
    }
    assert_int_equal(fclose(map), 0);
    return exported;
}

ct_client *
client_now(struct world *world, ct_id client)
{
    ct_client *now = NULL;
    assert_ok(world, ct_client_get(world->context, client, &now));
    return keep_client(world, now);
}

const char *
account_email(struct world *world, ct_id client)
{
    ct_account *account = NULL;
    assert_ok(world, ct_account_get(world->context, client, &account));
    return ct_account_email(keep_account(world, account));
}

ct_migration *
migration_now(struct world *world, ct_id migration)
{
    ct_migration *now = NULL;
    assert_ok(world, ct_migration_get(world->context, migration, &now));
    return keep_migration(world, now);
}

ct_coupon *
coupon_now(struct world *world, ct_id coupon)
{
    ct_coupon *now = NULL;
    assert_ok(world, ct_coupon_get(world->context, coupon, &now));
    return keep_coupon(world, now);
}

ct_coupon_list *
coupons_in(struct world *world, ct_coupon_state state)
{
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *list = NULL;
    query.studio = world->studio;
    query.state = state;
    query.limit = 1000;
    assert_ok(world, ct_coupon_list_get(world->context, &query, &list));
    keep_coupon_list(world, list);
    assert_null(ct_coupon_list_next(list));
    return list;
}

size_t
count_coupons(struct world *world, ct_coupon_state state)
{
    return ct_coupon_list_count(coupons_in(world, state));
}

ct_message *
claim(struct world *world)
{
    ct_message *message = NULL;
    ct_status status = ct_outbox_claim(world->context, NULL, &message);
    if (status == CT_DONE)
        return NULL;
    assert_ok(world, status);
    return keep_message(world, message);
}

/* Upper and lower case letters and digits of one length, alone on a line. */
const char *
password_in(struct world *world, const ct_message *message)
{
    const char *text = ct_message_text(message);
    char *password = new_text(world, 64);
    assert_non_null(text);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (length >= 8 && length < 64 && !memchr(line, ' ', length) &&
            !memchr(line, ',', length)) {
            assert_string_equal(password, ""); /* only one such line */
            memcpy(password, line, length);
        }
        line += length + (line[length] == '\n');
    }
    assert_string_not_equal(password, "");
    return password;
}

ct_id
add_operational(struct world *world, const char *name)
{
    ct_id client = add_client(world, name);
    (void)buy(world, 2026, 1);
    make_operational(world, client);
    return client;
}

ct_document_facts
document_facts(struct world *world, const char *number)
{
    ct_document_facts facts = CT_DOCUMENT_FACTS_INIT;
    unsigned serial = ++world->serial;
    facts.direction = CT_DOCUMENT_ISSUED;
    facts.type = CT_DOCUMENT_INVOICE;
    facts.number = number;
    assert_ok(world, ct_context_today(world->context, &facts.date));
    facts.counterparty_name = "Rossi & Figli";
    facts.counterparty_vat_number = "00743110157";
    facts.total_cents = 12200;
    memcpy(facts.digest, &serial, sizeof serial);
    return facts;
}
