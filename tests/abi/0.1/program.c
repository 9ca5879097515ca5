/* A program of the time of 0.1, compiled with the headers beside it: structs have the size that
 * they had then, enumerators their numbers. It goes on working, as it is, with every later library. */
#include <contoterzi/contoterzi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ct_context *context;
static ct_storage *storage;

static void
need(int holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "%s: %s, %s\n", what, ct_status_name(ct_error_code(context)),
                  context ? ct_error_text(context, CT_LANGUAGE_ENGLISH) : "no context");
    exit(1);
}
#define NEED(expression) need((expression), #expression)

/* 10 March 2026, at noon in Rome. */
static ct_status
noon(void *user, ct_instant *ret_now)
{
    (*(unsigned *)user)++;
    return ct_instant_in_rome((ct_date){2026, 3, 10}, 12 * 3600 * 1000, ret_now);
}

static size_t blocks;

static void *
allocate(void *user, size_t bytes)
{
    (void)user;
    blocks++;
    return malloc(bytes);
}

static void *
resize(void *user, void *block, size_t bytes)
{
    (void)user;
    blocks += !block;
    return realloc(block, bytes);
}

static void
release(void *user, void *block)
{
    (void)user;
    blocks--;
    free(block);
}

static void
look_at_basics(void)
{
    char text[CT_ID_TEXT_LENGTH + 1], day[CT_DATE_TEXT_LENGTH + 1];
    ct_id id;
    ct_date date;
    int32_t value = 0;
    NEED(ct_version() >= CT_VERSION_MAJOR * 1000000 + CT_VERSION_MINOR * 1000 + CT_VERSION_PATCH);
    NEED(ct_id_parse("0190A0B0-1111-7222-8333-444455556666", &id) == CT_OK);
    ct_id_format(id, text);
    NEED(strcmp(text, "0190a0b0-1111-7222-8333-444455556666") == 0);
    NEED(ct_date_parse("2026-02-29", &date) == CT_ERR_INVALID_ARGUMENT);
    NEED(ct_date_parse("2028-02-29", &date) == CT_OK && date.year == 2028 && date.day == 29);
    ct_date_format(date, day);
    NEED(strcmp(day, "2028-02-29") == 0);
    NEED(strcmp(ct_status_name(CT_ERR_NOT_A_STORE), "CT_ERR_NOT_A_STORE") == 0);
    NEED(strcmp(ct_enum_name(CT_ENUM_COUPON_KIND, CT_COUPON_RENEWABLE), "renewable") == 0);
    NEED(ct_enum_value(CT_ENUM_PLAN, "premium_plus", &value) == CT_OK);
    NEED(value == CT_PLAN_PREMIUM_PLUS);
}

static void
open_store(const ct_allocator *allocator, const char *path, unsigned *calls)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    options.now = noon;
    options.now_user = calls;
    options.allocator = allocator;
    options.actor = "program";
    options.language = CT_LANGUAGE_ENGLISH;
    options.lock_timeout_ms = 1000;
    NEED((path ? ct_storage_new_sqlite(allocator, path, &storage)
               : ct_storage_new_memory(allocator, &storage)) == CT_OK);
    NEED(ct_context_new(&options, &context) == CT_OK);
    NEED(ct_context_open(context, storage) == CT_OK);
}

static void
close_store(void)
{
    ct_context_free(context);
    ct_storage_unref(storage);
    context = NULL;
    storage = NULL;
}

static ct_id
add_studio(void)
{
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_studio *studio = NULL;
    request.name = "Studio Bianchi";
    request.vat_number = "IT 12345678903";
    request.email = "studio@bianchi.example.it";
    request.certified_email = "studio@pec.bianchi.example.it";
    NEED(ct_studio_add(context, &request, NULL, &studio) == CT_OK);
    ct_id id = ct_studio_id(studio);
    NEED(strcmp(ct_studio_vat_number(studio), "12345678903") == 0);
    NEED(ct_studio_tax_code(studio) == NULL && ct_studio_account_opened_on(studio).year == 0);
    ct_studio_free(studio);
    NEED(ct_studio_open_account(context, id, NULL, &studio) == CT_OK);
    NEED(ct_studio_account_opened_on(studio).day == 10);
    ct_studio_free(studio);
    return id;
}

static ct_id
register_client(ct_id studio)
{
    static const char *const emails[] = {"rossi@mail.example.it", "mario@mail.example.it"};
    ct_client_request request = CT_CLIENT_REQUEST_INIT;
    ct_client *client = NULL;
    request.studio = studio;
    request.name = "Rossi Srl";
    request.vat_number = "00743110157";
    request.tax_code = "RSSMRA85T10A562S";
    request.emails = emails;
    request.email_count = 2;
    request.tax_regime = CT_TAX_REGIME_ORDINARY;
    request.is_on_ts_digital = CT_CHOICE_YES;
    NEED(ct_client_register(context, &request, NULL, &client) == CT_OK);
    ct_id id = ct_client_id(client);
    NEED(ct_client_tax_regime(client) == CT_TAX_REGIME_ORDINARY);
    NEED(ct_client_state_today(client) == CT_CLIENT_MIGRATABLE);
    NEED(strcmp(ct_client_emails(client), "rossi@mail.example.it mario@mail.example.it") == 0);
    ct_client_free(client);
    return id;
}

static void
be_refused(ct_id studio)
{
    ct_client_request request = CT_CLIENT_REQUEST_INIT;
    ct_client *client = NULL;
    request.studio = studio;
    request.name = "Verdi Srl";
    request.vat_number = "00743110158";
    NEED(ct_client_register(context, &request, NULL, &client) == CT_ERR_REFUSED);
    const ct_reasons *reasons = ct_error_reasons(context);
    NEED(client == NULL && ct_error_code(context) == CT_ERR_REFUSED);
    NEED(ct_reasons_count(reasons) == 1);
    NEED(strcmp(ct_reasons_rule(reasons, 0), "R-CLI-02") == 0);
    NEED(strcmp(ct_reasons_field(reasons, 0), "vat_number") == 0);
    NEED(ct_reasons_text(reasons, 0, CT_LANGUAGE_ITALIAN) && !ct_reasons_text(reasons, 1, 0));
    NEED(ct_client_get(context, (ct_id){{1}}, &client) == CT_ERR_NOT_FOUND);
}

/* Of a newer program: what the library does not know is refused if it asks for something. */
static void
be_too_new(ct_id studio)
{
    struct {
        ct_pack_request request;
        uint64_t newer[64];
    } grown = {.request = {.size = sizeof grown, .studio = studio, .kind = CT_COUPON_RENEWABLE,
                           .license_year = 2026, .quantity = 1}};
    ct_call preview = CT_CALL_INIT;
    ct_pack *pack = NULL;
    preview.flags = CT_CALL_PREVIEW;
    NEED(ct_pack_buy(context, &grown.request, &preview, &pack) == CT_OK);
    NEED(ct_pack_kind(pack) == CT_COUPON_RENEWABLE && ct_pack_quantity(pack) == 1);
    ct_pack_free(pack);
    pack = NULL;
    grown.newer[63] = 1;
    NEED(ct_pack_buy(context, &grown.request, &preview, &pack) == CT_ERR_STRUCT_TOO_NEW);
    NEED(pack == NULL);
}

static void
buy_coupons(ct_id studio)
{
    ct_pack_request request = CT_PACK_REQUEST_INIT;
    ct_call once = CT_CALL_INIT;
    ct_pack *pack = NULL, *again = NULL;
    request.studio = studio;
    request.kind = CT_COUPON_CONTO_TERZI;
    request.license_year = 2026;
    request.quantity = 3;
    request.unit_price_cents = 1500;
    once.idempotency_key = "order-1";
    NEED(ct_pack_buy(context, &request, &once, &pack) == CT_OK);
    NEED(ct_pack_buy(context, &request, &once, &again) == CT_OK);
    ct_id first = ct_pack_id(pack), second = ct_pack_id(again);
    NEED(memcmp(&first, &second, sizeof first) == 0);
    NEED(ct_pack_unit_price_cents(pack) == 1500 && ct_pack_source_of(pack) == CT_PACK_PURCHASE);
    ct_pack_free(pack);
    ct_pack_free(again);
}

static void
migrate(ct_id studio, ct_id client)
{
    ct_eligibility_request question = CT_ELIGIBILITY_REQUEST_INIT;
    ct_signatory mario = CT_SIGNATORY_INIT;
    ct_migration_request request = CT_MIGRATION_REQUEST_INIT;
    ct_eligibility *eligibility = NULL;
    ct_migration_answer *answer = NULL;
    question.studio = request.studio = studio;
    question.client = request.client = client;
    NEED(ct_eligibility_check(context, &question, &eligibility) == CT_OK);
    NEED(ct_eligibility_action(eligibility) == CT_ELIGIBLE_MIGRATE);
    NEED(ct_reasons_count(ct_eligibility_reasons(eligibility)) == 0);
    ct_eligibility_free(eligibility);

    mario.name = "Mario";
    mario.surname = "Rossi";
    mario.tax_code = "RSSMRA85T10A562S";
    request.signatory = &mario;
    NEED(ct_migration_run(context, &request, NULL, &answer) == CT_OK);
    NEED(ct_migration_answer_status(answer) == CT_MIGRATION_DONE);
    NEED(ct_migration_answer_first_day(answer).year == 2026);
    NEED(ct_migration_answer_access(answer) == CT_LICENSE_READ_ONLY);
    ct_migration_answer_free(answer);
}

/* What another call, or another process, finds. */
static void
read_back(ct_id studio, ct_id client)
{
    ct_client *found = NULL;
    ct_license *license = NULL;
    ct_account *account = NULL;
    ct_coupon_query query = CT_COUPON_QUERY_INIT;
    ct_coupon_list *coupons = NULL;
    ct_client_query wanted = CT_CLIENT_QUERY_INIT;
    ct_client_list *clients = NULL;
    ct_event_query asked = CT_EVENT_QUERY_INIT;
    ct_event_list *events = NULL;
    ct_studio_overview *overview = NULL;

    NEED(ct_client_find(context, studio, "00743110157", &found) == CT_OK);
    NEED(ct_client_state_today(found) == CT_CLIENT_IN_MIGRATION);
    ct_client_free(found);
    NEED(ct_license_in_force(context, client, (ct_date){2026, 3, 10}, &license) == CT_OK);
    NEED(ct_license_source_of(license) == CT_LICENSE_FROM_COUPON);
    NEED(ct_license_price_cents(license) == 0);
    ct_license_free(license);
    NEED(ct_account_get(context, client, &account) == CT_OK);
    NEED(strcmp(ct_account_email(account), "rossi@mail.example.it") == 0);
    NEED(ct_account_need_password_change(account) == 1);
    ct_account_free(account);

    query.studio = studio;
    query.state = CT_COUPON_AVAILABLE;
    query.limit = 1;
    NEED(ct_coupon_list_get(context, &query, &coupons) == CT_OK);
    NEED(ct_coupon_list_count(coupons) == 1 && ct_coupon_list_next(coupons));
    const ct_coupon *coupon = ct_coupon_list_at(coupons, 0);
    NEED(ct_coupon_kind_of(coupon) == CT_COUPON_CONTO_TERZI);
    NEED(ct_coupon_license_year(coupon) == 2026);
    ct_coupon_list_free(coupons);

    wanted.studio = studio;
    wanted.search = "ROSSI";
    NEED(ct_client_list_get(context, &wanted, &clients) == CT_OK);
    NEED(ct_client_list_count(clients) == 1 && !ct_client_list_next(clients));
    ct_client_list_free(clients);

    NEED(ct_event_list_get(context, &asked, &events) == CT_OK);
    NEED(ct_event_list_count(events) > 4);
    ct_event_list_free(events);
    NEED(ct_studio_overview_get(context, studio, &overview) == CT_OK);
    NEED(ct_studio_overview_clients(overview) == 1);
    NEED(ct_studio_overview_migratable(overview) == 0);
    ct_studio_overview_free(overview);
}

static void
work(ct_id *ret_studio, ct_id *ret_client)
{
    ct_date today;
    NEED(ct_context_today(context, &today) == CT_OK && today.month == 3);
    *ret_studio = add_studio();
    *ret_client = register_client(*ret_studio);
    be_refused(*ret_studio);
    be_too_new(*ret_studio);
    buy_coupons(*ret_studio);
    migrate(*ret_studio, *ret_client);
    read_back(*ret_studio, *ret_client);
}

int
main(int argc, char **argv) /* program STORE */
{
    ct_allocator allocator = {.size = sizeof allocator, .allocate = allocate, .resize = resize,
                              .release = release};
    unsigned calls = 0;
    ct_id studio, client;

    NEED(argc == 2);
    look_at_basics();
    open_store(&allocator, NULL, &calls);
    NEED(blocks > 0);
    work(&studio, &client);
    close_store();
    NEED(blocks == 0 && calls > 0);
    puts("memory");

    open_store(NULL, argv[1], &calls);
    work(&studio, &client);
    close_store();
    open_store(NULL, argv[1], &calls);
    read_back(studio, client);
    close_store();
    puts("sqlite");
    return 0;
}
