/* Sized structs of the public functions, with sizes and fields of all kinds. The memory behind each
 * is as large as it says, or holds only a size that must be refused before anything else is read.
 * What fails says why; the books are in order afterwards. Policies and templates are read too. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { SIZE_MAX_READ = 4096, TEXTS_MAX = 8, CALLS_MAX = 8 };

enum field_kind {
    FIELD_END,
    FIELD_TEXT,
    FIELD_STUDIO,
    FIELD_CLIENT,
    FIELD_PACK,
    FIELD_ID,
    FIELD_SIGNATORY,
    FIELD_CLIENTS,   /* an array of ids, its count behind it */
    FIELD_EMAILS,    /* an array of texts, its count behind it */
    FIELD_TEXTS,     /* an array of texts as long as the clients before it */
    FIELD_DOCUMENT,
    FIELD_DOCUMENTS, /* an array of documents, its count behind it */
    FIELD_WRITE,
    FIELD_SMALL      /* a number that would only take time */
};

struct field {
    enum field_kind kind;
    size_t offset;
};

struct function {
    size_t size;
    ct_status (*call)(ct_context *context, const void *request, const ct_call *call);
    struct field fields[10];
};

/* A size that no struct has is refused; unless the other struct, looked at first, is too new. */
static void
must_refuse_size(const void *sized, ct_status status)
{
    size_t size;

    memcpy(&size, sized, sizeof size);
    if (size > SIZE_MAX_READ || size < sizeof size)
        MUST(status == CT_ERR_INVALID_ARGUMENT || status == CT_ERR_STRUCT_TOO_NEW);
}

#define CHANGE(function, handle)                                                                  \
    static ct_status call_##function(ct_context *context, const void *request,                    \
                                     const ct_call *call)                                         \
    {                                                                                             \
        ct_##handle *answer = NULL;                                                               \
        ct_status status = ct_##function(context, request, call, &answer);                        \
        if (call)                                                                                 \
            must_refuse_size(call, status);                                                       \
        ct_##handle##_free(answer);                                                               \
        return status;                                                                            \
    }
#define QUERY(function, handle)                                                                   \
    static ct_status call_##function(ct_context *context, const void *request,                    \
                                     const ct_call *call)                                         \
    {                                                                                             \
        ct_##handle *answer = NULL;                                                               \
        ct_status status = ct_##function(context, request, &answer);                              \
        (void)call;                                                                               \
        ct_##handle##_free(answer);                                                               \
        return status;                                                                            \
    }
CHANGE(studio_add, studio)
CHANGE(client_register, client)
CHANGE(client_link, client)
CHANGE(pack_buy, pack)
CHANGE(migration_run, migration_answer)
CHANGE(migration_run_many, migration_answers)
CHANGE(migration_select, migration)
CHANGE(migration_authorise, migration)
CHANGE(migration_first_login, migration)
CHANGE(coupon_assign, assignment)
CHANGE(renewal_run_many, assignments)
CHANGE(coupon_register, assignment)
CHANGE(campaign_run, campaign_report)
CHANGE(cancellation_record, cancellation)
CHANGE(license_buy, license)
CHANGE(license_start_trial, license)
CHANGE(usage_add, usage)
CHANGE(lifecycle_run, lifecycle_report)
CHANGE(history_import, history_answer)
CHANGE(history_import_many, history_answers)
QUERY(client_list_get, client_list)
QUERY(coupon_list_get, coupon_list)
QUERY(eligibility_check, eligibility)
QUERY(renewal_plan_get, renewal_plan)
QUERY(migration_list_get, migration_list)
QUERY(document_list_get, document_list)
QUERY(event_list_get, event_list)
QUERY(access_check, access_decision)
QUERY(outbox_claim, message)
QUERY(check_run, check_report)
QUERY(reconcile, differences)

static ct_status
call_client_export(ct_context *context, const void *request, const ct_call *call)
{
    return ct_client_export(context, request, call);
}

static ct_status
write_nothing(void *user, const char *bytes, size_t count)
{
    (void)user;
    (void)bytes;
    (void)count;
    return CT_OK;
}

#define FIELD(kind, type, name) {FIELD_##kind, offsetof(ct_##type, name)}
static const struct function functions[] = {
    {sizeof(ct_studio_request), call_studio_add,
     {FIELD(TEXT, studio_request, name), FIELD(TEXT, studio_request, vat_number),
      FIELD(TEXT, studio_request, tax_code), FIELD(TEXT, studio_request, email),
      FIELD(TEXT, studio_request, certified_email)}},
    {sizeof(ct_client_request), call_client_register,
     {FIELD(STUDIO, client_request, studio), FIELD(TEXT, client_request, name),
      FIELD(TEXT, client_request, vat_number), FIELD(TEXT, client_request, tax_code),
      FIELD(EMAILS, client_request, emails)}},
    {sizeof(ct_link_request), call_client_link,
     {FIELD(STUDIO, link_request, studio), FIELD(TEXT, link_request, email),
      FIELD(TEXT, link_request, code)}},
    {sizeof(ct_pack_request), call_pack_buy,
     {FIELD(STUDIO, pack_request, studio), FIELD(SMALL, pack_request, quantity)}},
    {sizeof(ct_migration_request), call_migration_run,
     {FIELD(STUDIO, migration_request, studio), FIELD(CLIENT, migration_request, client),
      FIELD(SIGNATORY, migration_request, signatory), FIELD(TEXT, migration_request, email),
      FIELD(TEXT, migration_request, coupon_code)}},
    {sizeof(ct_migration_request), call_migration_select,
     {FIELD(STUDIO, migration_request, studio), FIELD(CLIENT, migration_request, client),
      FIELD(SIGNATORY, migration_request, signatory), FIELD(TEXT, migration_request, email),
      FIELD(TEXT, migration_request, coupon_code)}},
    {sizeof(ct_migration_bulk), call_migration_run_many,
     {FIELD(STUDIO, migration_bulk, studio), FIELD(SIGNATORY, migration_bulk, signatory),
      FIELD(CLIENTS, migration_bulk, clients), FIELD(TEXTS, migration_bulk, emails)}},
    {sizeof(ct_authorisation), call_migration_authorise,
     {FIELD(ID, authorisation, migration), FIELD(SIGNATORY, authorisation, signatory),
      FIELD(TEXT, authorisation, coupon_code)}},
    {sizeof(ct_first_login), call_migration_first_login,
     {FIELD(CLIENT, first_login, client), FIELD(TEXT, first_login, one_time_password),
      FIELD(TEXT, first_login, new_password)}},
    {sizeof(ct_assignment_request), call_coupon_assign,
     {FIELD(STUDIO, assignment_request, studio), FIELD(CLIENT, assignment_request, client),
      FIELD(TEXT, assignment_request, coupon_code), FIELD(TEXT, assignment_request, email)}},
    {sizeof(ct_renewal_bulk), call_renewal_run_many,
     {FIELD(STUDIO, renewal_bulk, studio), FIELD(CLIENTS, renewal_bulk, clients)}},
    {sizeof(ct_registration_request), call_coupon_register,
     {FIELD(TEXT, registration_request, link_or_code), FIELD(TEXT, registration_request, name),
      FIELD(TEXT, registration_request, vat_number), FIELD(TEXT, registration_request, tax_code),
      FIELD(TEXT, registration_request, email)}},
    {sizeof(ct_campaign_request), call_campaign_run, {FIELD(TEXT, campaign_request, after)}},
    {sizeof(ct_cancellation_request), call_cancellation_record,
     {FIELD(STUDIO, cancellation_request, studio), FIELD(PACK, cancellation_request, pack),
      FIELD(TEXT, cancellation_request, sender), FIELD(TEXT, cancellation_request, recipient),
      FIELD(TEXT, cancellation_request, message_id)}},
    {sizeof(ct_purchase_request), call_license_buy,
     {FIELD(CLIENT, purchase_request, client), FIELD(STUDIO, purchase_request, studio),
      FIELD(TEXT, purchase_request, email)}},
    {sizeof(ct_trial_request), call_license_start_trial,
     {FIELD(CLIENT, trial_request, client), FIELD(TEXT, trial_request, email)}},
    {sizeof(ct_usage_request), call_usage_add, {FIELD(CLIENT, usage_request, client)}},
    {sizeof(ct_lifecycle_request), call_lifecycle_run, {{FIELD_END, 0}}},
    {sizeof(ct_history_request), call_history_import,
     {FIELD(STUDIO, history_request, studio), FIELD(CLIENT, history_request, client),
      FIELD(DOCUMENT, history_request, document)}},
    {sizeof(ct_history_batch), call_history_import_many,
     {FIELD(STUDIO, history_batch, studio), FIELD(CLIENT, history_batch, client),
      FIELD(DOCUMENTS, history_batch, documents)}},
    {sizeof(ct_client_query), call_client_list_get,
     {FIELD(STUDIO, client_query, studio), FIELD(TEXT, client_query, search),
      FIELD(TEXT, client_query, after)}},
    {sizeof(ct_coupon_query), call_coupon_list_get,
     {FIELD(STUDIO, coupon_query, studio), FIELD(TEXT, coupon_query, after)}},
    {sizeof(ct_eligibility_request), call_eligibility_check,
     {FIELD(STUDIO, eligibility_request, studio), FIELD(CLIENT, eligibility_request, client),
      FIELD(TEXT, eligibility_request, coupon_code)}},
    {sizeof(ct_renewal_plan_query), call_renewal_plan_get,
     {FIELD(STUDIO, renewal_plan_query, studio), FIELD(TEXT, renewal_plan_query, after)}},
    {sizeof(ct_migration_query), call_migration_list_get,
     {FIELD(STUDIO, migration_query, studio), FIELD(CLIENT, migration_query, client),
      FIELD(TEXT, migration_query, after)}},
    {sizeof(ct_document_query), call_document_list_get,
     {FIELD(CLIENT, document_query, client), FIELD(TEXT, document_query, after)}},
    {sizeof(ct_event_query), call_event_list_get,
     {FIELD(STUDIO, event_query, studio), FIELD(CLIENT, event_query, client),
      FIELD(TEXT, event_query, after)}},
    {sizeof(ct_access_request), call_access_check,
     {FIELD(STUDIO, access_request, studio), FIELD(CLIENT, access_request, client)}},
    {sizeof(ct_claim_request), call_outbox_claim, {{FIELD_END, 0}}},
    {sizeof(ct_check_request), call_check_run, {FIELD(TEXT, check_request, after)}},
    {sizeof(ct_company_snapshot), call_reconcile,
     {FIELD(STUDIO, company_snapshot, studio), FIELD(TEXT, company_snapshot, tax_code),
      FIELD(TEXT, company_snapshot, vat_number), FIELD(TEXT, company_snapshot, plan),
      FIELD(TEXT, company_snapshot, license_type)}},
    {sizeof(ct_export_request), call_client_export,
     {FIELD(CLIENT, export_request, client), FIELD(STUDIO, export_request, studio),
      FIELD(WRITE, export_request, write)}},
};
static const struct function signatory = {
    sizeof(ct_signatory), NULL,
    {FIELD(TEXT, signatory, name), FIELD(TEXT, signatory, surname),
     FIELD(TEXT, signatory, tax_code)}};
static const struct function document = {
    sizeof(ct_document_facts), NULL,
    {FIELD(TEXT, document_facts, number), FIELD(TEXT, document_facts, series),
     FIELD(TEXT, document_facts, counterparty_name),
     FIELD(TEXT, document_facts, counterparty_tax_code),
     FIELD(TEXT, document_facts, counterparty_vat_number),
     FIELD(TEXT, document_facts, currency)}};
static const struct function call_options = {
    sizeof(ct_call), NULL, {FIELD(TEXT, call, idempotency_key)}};

static void *blocks[4096];
static size_t block_count;

static void *
keep(void *block)
{
    MUST(block && block_count < sizeof blocks / sizeof *blocks);
    blocks[block_count++] = block;
    return block;
}

static void
release_blocks(void)
{
    while (block_count)
        free(blocks[--block_count]);
}

struct maker {
    struct input *input;
    const struct world *world;
    size_t clients; /* in the last array of them */
};

static void *make_struct(struct maker *maker, const struct function *of);

/* A text that is there already, or any; often a good one. */
static const char *
make_text(struct maker *maker)
{
    static const char *const good[] = {
        "Mario", "Rossi", "RSSMRA80A01H501U", "12345678903", "00000000018", "00000000026",
        "rossi@example.it", "studio@pec.it", "premium", "12/A", "EUR", ""};
    unsigned choice = take_byte(maker->input);

    if (choice < 64)
        return NULL;
    if (choice < 160)
        return good[choice % (sizeof good / sizeof *good)];
    return keep(take_text(maker->input, choice == 255 ? take_number(maker->input) % 30000
                                                      : choice - 160));
}

static ct_id
make_id(struct maker *maker, ct_id usual)
{
    unsigned choice = take_byte(maker->input);
    ct_id id = {{0}};

    if (choice >= 32)
        return usual;
    if (choice >= 8)
        take_bytes(maker->input, &id, sizeof id);
    return id;
}

/* Writes `bytes` at a place of a struct as far as it reaches. */
static void
put(uint8_t *block, size_t size, size_t offset, const void *bytes, size_t count)
{
    if (offset >= size)
        return;
    memcpy(block + offset, bytes, count < size - offset ? count : size - offset);
}

static const char **
make_texts(struct maker *maker, size_t count)
{
    const char **texts = keep(malloc((count + !count) * sizeof *texts));

    for (size_t i = 0; i < count; i++)
        texts[i] = make_text(maker);
    return texts;
}

static void
fill_field(struct maker *maker, uint8_t *block, size_t size, struct field field)
{
    const struct world *world = maker->world;
    const void *pointer = NULL;
    size_t count = 0;
    ct_id id;
    uint32_t number;

    switch (field.kind) {
    case FIELD_STUDIO:
    case FIELD_CLIENT:
    case FIELD_PACK:
    case FIELD_ID:
        id = make_id(maker, field.kind == FIELD_STUDIO   ? world->studio
                            : field.kind == FIELD_CLIENT ? world->client
                                                         : world->pack);
        put(block, size, field.offset, &id, sizeof id);
        return;
    case FIELD_SMALL:
        number = take_byte(maker->input);
        put(block, size, field.offset, &number, sizeof number);
        return;
    case FIELD_WRITE: {
        ct_status (*write)(void *, const char *, size_t) = write_nothing;

        put(block, size, field.offset, &write, sizeof write);
        return;
    }
    case FIELD_TEXT:
        pointer = make_text(maker);
        break;
    case FIELD_SIGNATORY:
        pointer = take_byte(maker->input) % 8 ? make_struct(maker, &signatory) : NULL;
        break;
    case FIELD_DOCUMENT:
        pointer = take_byte(maker->input) % 8 ? make_struct(maker, &document) : NULL;
        break;
    case FIELD_TEXTS:
        pointer = take_byte(maker->input) % 2 ? make_texts(maker, maker->clients) : NULL;
        break;
    case FIELD_EMAILS:
        count = take_byte(maker->input) % 24;
        pointer = make_texts(maker, count);
        break;
    case FIELD_CLIENTS: {
        ct_id *ids;

        count = take_byte(maker->input) % 8;
        ids = keep(malloc((count + !count) * sizeof *ids));
        for (size_t i = 0; i < count; i++)
            ids[i] = make_id(maker, world->client);
        maker->clients = count;
        pointer = ids;
        break;
    }
    case FIELD_DOCUMENTS: {
        const void **documents;

        count = take_byte(maker->input) % 8;
        documents = keep(malloc((count + !count) * sizeof *documents));
        for (size_t i = 0; i < count; i++)
            documents[i] = make_struct(maker, &document);
        pointer = documents;
        break;
    }
    case FIELD_END:
        return;
    }
    put(block, size, field.offset, &pointer, sizeof pointer);
    if (field.kind == FIELD_EMAILS || field.kind == FIELD_CLIENTS || field.kind == FIELD_DOCUMENTS)
        put(block, size, field.offset + sizeof pointer, &count, sizeof count);
}

/* A struct in memory that ends where the struct says, or behind its size if that is none. */
static void *
make_struct(struct maker *maker, const struct function *of)
{
    unsigned choice = take_byte(maker->input);
    size_t size = of->size, room;
    uint8_t *block;

    if (choice < 8) { /* nobody has so much to say */
        take_bytes(maker->input, &size, sizeof size);
        if (size <= SIZE_MAX_READ)
            size = ~size;
    } else if (choice < 24) {
        size = take_number(maker->input) % (SIZE_MAX_READ + 1);
    } else if (choice < 40) {
        size += choice - 23; /* of a newer library */
    }
    room = size > SIZE_MAX_READ || size < sizeof size ? sizeof size : size;
    block = keep(calloc(1, room));
    /* Numbers are mostly zero, or no struct would mean anything. */
    for (size_t tries = take_byte(maker->input) % 8; tries && room > sizeof size; tries--)
        block[sizeof size + take_byte(maker->input) % (room - sizeof size)] =
            (uint8_t)take_byte(maker->input);
    for (const struct field *field = of->fields; field->kind; field++)
        fill_field(maker, block, room, *field);
    memcpy(block, &size, sizeof size);
    return block;
}

static void
try_policy(struct maker *maker)
{
    ct_policy *policy = NULL;
    const char *name = ct_policy_name(take_byte(maker->input) % 64), *again;
    char *value = keep(take_line(maker->input)), *text = keep(take_rest(maker->input));
    ct_message_kind kind = (ct_message_kind)(strlen(value) % 16);

    MUST(ct_policy_new(NULL, &policy) == CT_OK);
    if (name && ct_policy_set(policy, name, value) == CT_OK) {
        again = keep(strdup(ct_policy_get(policy, name)));
        MUST(ct_policy_set(policy, name, again) == CT_OK);
        MUST(strcmp(ct_policy_get(policy, name), again) == 0);
    }
    if (ct_policy_set_template(policy, kind, value, text) == CT_OK) {
        MUST(strcmp(ct_policy_get_template_subject(policy, kind), value) == 0);
        MUST(strcmp(ct_policy_get_template_text(policy, kind), text) == 0);
    }
    ct_policy_free(policy);
}

static void
try_call(struct maker *maker)
{
    const struct function *function =
        &functions[take_byte(maker->input) % (sizeof functions / sizeof *functions)];
    const ct_call *call =
        take_byte(maker->input) % 4 ? NULL : make_struct(maker, &call_options);
    const void *request = make_struct(maker, function);
    ct_status status = function->call(maker->world->context, request, call);

    must_explain(maker->world, status);
    must_refuse_size(request, status);
    MUST(status != CT_ERR_CORRUPT && status != CT_ERR_UNSUPPORTED);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    struct maker maker = {.input = &input};
    ct_storage *storage = NULL;
    struct world world;
    unsigned way = take_byte(&input);

    if (way % 4 == 0) {
        try_policy(&maker);
        release_blocks();
        return 0;
    }
    MUST(ct_storage_new_memory(NULL, &storage) == CT_OK);
    MUST(world_open(&world, storage) == CT_OK);
    world_fill(&world);
    if (way % 4 == 1)
        world_migrate(&world);
    maker.world = &world;
    for (int calls = 0; input.left && calls < CALLS_MAX; calls++)
        try_call(&maker);
    must_be_sound(&world);
    world_close(&world);
    release_blocks();
    return 0;
}
