/* Importing documents of before the migration, singly and in batches (section 10). */
#include "rules/history.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "rules/access.h"
#include "service/idempotency.h"
#include "service/ledger.h"

enum {
    BATCH_MAX = 1000,
    NUMBER_SIZE_MAX = CT__DOCUMENT_NUMBER_SIZE - 1,
    NAME_SIZE_MAX = 700,
    CODE_SIZE_MAX = 50,
    DIGEST_SIZE = sizeof ((ct_document_facts *)0)->digest
};

#define GETTER(name, type, member) \
    CT__GETTER(ct_history_answer_##name, ct_history_answer, ct__history_answer, type, member)

CT__FREE(ct_history_answer_free, ct_history_answer)
GETTER(status, ct_import_status, status)
CT__GETTER_OF(ct_history_answer_document_id, ct_history_answer, ct__history_answer, ct_id,
              document_id)
CT__LIST(ct_history_answers, ct_history_answer)

const ct_reasons *
ct_history_answer_reasons(const ct_history_answer *answer)
{
    return answer ? &((const struct ct__handle *)answer)->reasons : NULL;
}

ct_document_type
ct_document_type_of_code(const char *code)
{
    return ct__document_type_of(code);
}

/* Who imports into which account, and how much is there. */
struct import {
    ct_id studio_id; /* none: the client itself */
    ct_id client_id;
    uint32_t flags;
    struct ct__client client;
    struct ct__ledger ledger;
};

/* One document on its way in. */
struct item {
    struct import *import;
    ct_document_facts facts;
    struct ct__document_number number;
    unsigned char digest[DIGEST_SIZE + 4]; /* with the position behind it */
    struct ct__document document;
    struct ct__counterparty party;
    bool is_party_new;
    struct ct__history_answer answer;
};

static ct_status
check_import(ct_context *context, ct_id client, uint32_t flags, uint32_t reserved)
{
    ct_status status = ct__check_id(context, "client", client);
    if (!status && flags & ~(uint32_t)CT_HISTORY_WITH_REGISTRY)
        status = ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "flags",
                                ct__number_argument(flags));
    return status ? status : ct__check_range(context, "reserved", reserved, 0, 0);
}

/* R-MIG-08 and all that lets a studio into a client's account; of a client itself what lets it
 * write there (R-ACC-01). */
static ct_status
check_access(struct ct__run *run, const struct import *import)
{
    const struct ct__policy *policy = run->context->policy;
    struct ct__verdict *verdict = &run->context->verdict;
    struct ct__access_facts facts;
    ct_status status =
        ct__gather_access(run, &import->client, import->studio_id, run->today, &facts);
    if (status)
        return status;
    if (ct__id_is_none(import->studio_id)) {
        (void)ct__access_decide(policy, &facts, CT_ACCESS_CLIENT, CT_AREA_IMPORT_ISSUED_DOCUMENTS,
                                CT_LEVEL_WRITE, verdict);
        return ct__verdict_status(run->context);
    }
    status = ct__check_studio_account(run, import->studio_id, &facts);
    if (status)
        return status;
    ct__operation_check(&facts, verdict);
    return ct__verdict_status(run->context);
}

/* R-HIS-02: whoever acts may do so today, under a license in force. */
static ct_status
admit(struct ct__run *run, struct import *import, struct ct__license *ret_license)
{
    import->client = (struct ct__client){.id = import->client_id};
    ct_status status = ct__load(run, CT__CLIENT, &import->client);
    if (status == CT_ERR_NOT_FOUND) /* for a studio like another's client: not linked */
        status = ct__id_is_none(import->studio_id)
                     ? ct__fail(run->context, CT__REASON_CLIENT_NOT_FOUND)
                     : CT_OK;
    if (!status)
        status = check_access(run, import);
    if (status)
        return status;
    status = ct__license_in_force(run, import->client_id, run->today, ret_license);
    if (status != CT_ERR_NOT_FOUND)
        return status;
    return ct__fail_with(run->context, CT__REASON_NO_LICENSE_IN_FORCE,
                         ct__date_argument(run->today), (struct ct__argument){0});
}

static ct_status
begin_import(struct ct__run *run, struct import *import, size_t count)
{
    struct ct__license license;
    ct_status status = admit(run, import, &license);
    return status ? status
                  : ct__ledger_open(run, &import->client, &license, count, &import->ledger);
}

static ct_status
check_currency(ct_context *context, const char *currency)
{
    if (!currency || (strlen(currency) == 3 &&
                      strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3))
        return CT_OK;
    return ct__fail_field(context, CT__REASON_UNKNOWN_VALUE, "currency",
                          ct__text_argument(currency));
}

static ct_status
check_facts(ct_context *context, const ct_document_facts *facts)
{
    ct_status status = ct__check_enum(context, "direction", CT_ENUM_DOCUMENT_DIRECTION,
                                      facts->direction, false);
    if (!status)
        status = ct__check_enum(context, "type", CT_ENUM_DOCUMENT_TYPE, facts->type, false);
    if (!status)
        status = ct__check_text(context, "number", facts->number, NUMBER_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "series", facts->series, NUMBER_SIZE_MAX);
    if (!status && !ct__date_is_valid(facts->date))
        status = ct__fail_field(context, CT__REASON_REQUIRED, "date", (struct ct__argument){0});
    if (!status)
        status = ct__check_optional_text(context, "counterparty_name", facts->counterparty_name,
                                         NAME_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "counterparty_tax_code",
                                         facts->counterparty_tax_code, CODE_SIZE_MAX);
    if (!status)
        status = ct__check_optional_text(context, "counterparty_vat_number",
                                         facts->counterparty_vat_number, CODE_SIZE_MAX);
    if (!status)
        status = check_currency(context, facts->currency);
    return status ? status : ct__check_range(context, "reserved", facts->reserved, 0, 0);
}

/* A copy without the spaces at its ends; NULL for nothing. */
static ct_status
trim(struct ct__run *run, const char *text, const char **ret_text)
{
    *ret_text = NULL;
    if (!text || !*(text += strspn(text, " ")))
        return CT_OK;
    size_t length = strlen(text);
    while (text[length - 1] == ' ')
        length--;
    *ret_text = ct__arena_text(&run->context->arena, text, length);
    return *ret_text ? CT_OK : ct__fail(run->context, CT__REASON_NO_MEMORY);
}

/* R-HIS-03: the same digest of these is the same document. */
static ct_status
identify(struct ct__run *run, struct ct__document *document, const char *party)
{
    struct ct__bytes bytes = {.arena = &run->context->arena};
    ct__bytes_add_number(&bytes, document->direction);
    ct__bytes_add_text(&bytes, party);
    ct__bytes_add_number(&bytes, document->type);
    ct__bytes_add_text(&bytes, document->series);
    ct__bytes_add_text(&bytes, document->number);
    ct__bytes_add_date(&bytes, document->date);
    return ct__digest_of(run, &bytes, &document->id);
}

static void
add_position(struct item *item)
{
    uint32_t position = item->facts.position;
    memcpy(item->digest, item->facts.digest, DIGEST_SIZE);
    for (int i = 0; i < 4; i++)
        item->digest[DIGEST_SIZE + i] = (unsigned char)(position >> 8 * (3 - i));
}

static ct_status
read_number(struct ct__run *run, struct item *item)
{
    struct ct__document *document = &item->document;
    const char *series = NULL;
    ct_status status = trim(run, item->facts.number, &document->number);
    if (!status)
        status = trim(run, item->facts.series, &series);
    if (status)
        return status;
    ct__document_number_read(document->number, document->date.year, &item->number);
    if (item->facts.series)
        (void)snprintf(item->number.series, sizeof item->number.series, "%s", series ? series : "");
    document->series = *item->number.series ? item->number.series : NULL;
    return CT_OK;
}

/* What has no code is known by its name, however that is written. */
static ct_status
read_party(struct ct__run *run, struct item *item)
{
    struct ct__document *document = &item->document;
    ct_status status = trim(run, item->facts.counterparty_tax_code, &document->counterparty_code);
    if (!status && !document->counterparty_code)
        status = trim(run, item->facts.counterparty_vat_number, &document->counterparty_code);
    if (!status)
        status = trim(run, item->facts.counterparty_name, &document->counterparty_name);
    if (status)
        return status;
    item->party = (struct ct__counterparty){
        .client_id = document->client_id,
        .category = ct__document_registry(document->direction, document->type),
        .code = document->counterparty_code,
        .name = document->counterparty_name ? document->counterparty_name
                                            : document->counterparty_code,
    };
    if (item->party.code || !item->party.name)
        return CT_OK;
    char folded[NAME_SIZE_MAX + 1];
    (void)ct__text_fold(item->party.name, folded, sizeof folded);
    return (item->party.code = ct__run_text(run, folded)) ? CT_OK : CT_ERR_NO_MEMORY;
}

/* Of what is too long for a key: its beginning, and a digest of the whole. */
static ct_status
shorten_code(struct ct__run *run, const char **code)
{
    struct ct__bytes whole = {.arena = &run->context->arena};
    char key[CT__COUNTERPARTY_CODE_MAX + 1];
    size_t length = CT__COUNTERPARTY_CODE_MAX - 1 - CT_ID_TEXT_LENGTH;
    ct_id digest;
    if (!*code || strlen(*code) <= CT__COUNTERPARTY_CODE_MAX)
        return CT_OK;
    ct__bytes_add_text(&whole, *code);
    ct_status status = ct__digest_of(run, &whole, &digest);
    if (status)
        return status;
    while (((unsigned char)(*code)[length] & 0xC0) == 0x80) /* in the midst of a character */
        length--;
    memcpy(key, *code, length);
    key[length] = ' ';
    ct_id_format(digest, key + length + 1);
    return (*code = ct__run_text(run, key)) ? CT_OK : CT_ERR_NO_MEMORY;
}

static ct_status
read_document(struct ct__run *run, struct item *item)
{
    const ct_document_facts *facts = &item->facts;
    item->document = (struct ct__document){
        .client_id = item->import->client_id,
        .direction = facts->direction,
        .type = facts->type,
        .date = facts->date,
        .total_cents = facts->total_cents,
        .currency = facts->currency ? facts->currency : "EUR",
        .digest = {item->digest, sizeof item->digest},
        .imported_at = run->now,
    };
    add_position(item);
    ct_status status = read_number(run, item);
    if (!status)
        status = read_party(run, item);
    if (!status)
        status = identify(run, &item->document, item->party.code);
    return status ? status : shorten_code(run, &item->party.code);
}

/* R-HIS-03 */
static ct_status
find_same(struct ct__run *run, struct item *item)
{
    struct ct__document found = {.client_id = item->document.client_id, .id = item->document.id};
    ct_status status = ct__load(run, CT__DOCUMENT, &found);
    if (status)
        return status == CT_ERR_NOT_FOUND ? CT_OK : status;
    if (found.digest.size != sizeof item->digest ||
        memcmp(found.digest.data, item->digest, sizeof item->digest) != 0)
        return ct__fail_with(run->context, CT__REASON_DOCUMENT_DIFFERS,
                             ct__text_argument(item->document.number), (struct ct__argument){0});
    item->answer.status = CT_IMPORT_ALREADY_THERE;
    return CT_OK;
}

static ct_status
find_party(struct ct__run *run, struct item *item)
{
    struct ct__counterparty found = item->party;
    item->is_party_new = false;
    if (!(item->import->flags & CT_HISTORY_WITH_REGISTRY) || !item->party.code)
        return CT_OK;
    ct_status status = ct__load(run, CT__COUNTERPARTY, &found);
    item->is_party_new = status == CT_ERR_NOT_FOUND;
    return item->is_party_new ? CT_OK : status;
}

/* R-HIS-01, R-LIC-04 */
static ct_status
ask_rules(struct ct__run *run, const struct item *item)
{
    struct ct__verdict *verdict = &run->context->verdict;
    ct__history_check_date(item->document.date, run->today, verdict);
    if (!verdict->count)
        ct__ledger_check_document(run, &item->import->ledger, item->document.date.year);
    if (item->is_party_new)
        ct__ledger_check_entry(run, &item->import->ledger, item->party.category);
    return ct__verdict_status(run->context);
}

static ct_status
write_document(struct ct__run *run, struct item *item)
{
    struct ct__ledger *ledger = &item->import->ledger;
    ct_status status = item->is_party_new ? ct__insert(run, CT__COUNTERPARTY, &item->party) : CT_OK;
    if (!status)
        status = ct__insert(run, CT__DOCUMENT, &item->document);
    if (status)
        return status;
    if (item->is_party_new)
        ct__ledger_count_entry(ledger, item->party.category);
    ct__ledger_count_document(ledger, item->document.date.year);
    if (item->document.direction == CT_DOCUMENT_ISSUED)
        ct__ledger_count_number(ledger, item->document.date.year, &item->number);
    item->answer.status = CT_IMPORT_DONE;
    return CT_OK;
}

static ct_status
import_document(struct ct__run *run, struct item *item)
{
    item->answer = (struct ct__history_answer){.status = CT_IMPORT_REFUSED};
    ct__answer_shaped(run, &ct__history_answer_table, &item->answer);
    ct_status status = check_facts(run->context, &item->facts);
    if (!status)
        status = read_document(run, item);
    if (!status)
        status = find_same(run, item);
    if (!status && item->answer.status == CT_IMPORT_REFUSED)
        status = find_party(run, item);
    if (!status && item->answer.status == CT_IMPORT_REFUSED)
        status = ask_rules(run, item);
    if (!status && item->answer.status == CT_IMPORT_REFUSED)
        status = write_document(run, item);
    if (!status)
        item->answer.document_id = item->document.id;
    return status;
}

static void
digest_item(struct ct__bytes *bytes, const void *state)
{
    const struct item *item = state;
    const ct_document_facts *facts = &item->facts;
    ct__bytes_add_id(bytes, item->import->studio_id);
    ct__bytes_add_id(bytes, item->import->client_id);
    ct__bytes_add_number(bytes, item->import->flags);
    ct__bytes_add_number(bytes, facts->direction);
    ct__bytes_add_number(bytes, facts->type);
    ct__bytes_add_text(bytes, facts->number);
    ct__bytes_add_text(bytes, facts->series);
    ct__bytes_add_date(bytes, facts->date);
    ct__bytes_add_text(bytes, facts->counterparty_name);
    ct__bytes_add_text(bytes, facts->counterparty_tax_code);
    ct__bytes_add_text(bytes, facts->counterparty_vat_number);
    ct__bytes_add_number(bytes, facts->total_cents);
    ct__bytes_add_text(bytes, facts->currency);
    ct__bytes_add(bytes, facts->digest, sizeof facts->digest);
    ct__bytes_add_number(bytes, facts->position);
}

static ct_status
copy_facts(ct_context *context, ct_document_facts *own, const ct_document_facts *source)
{
    return ct__copy_request(context, own, sizeof *own, sizeof *own, source, "ct_document_facts");
}

struct one {
    const ct_history_request *source;
    struct import import;
    struct item item;
};

static ct_status
prepare_one(ct_context *context, void *state)
{
    struct one *one = state;
    ct_history_request request;
    ct_status status = ct__copy_request(context, &request, sizeof request, sizeof request,
                                        one->source, "ct_history_request");
    if (!status)
        status = check_import(context, request.client, request.flags, request.reserved);
    if (!status)
        status = copy_facts(context, &one->item.facts, request.document);
    if (status)
        return status;
    one->import = (struct import){.studio_id = request.studio, .client_id = request.client,
                                  .flags = request.flags};
    one->item.import = &one->import;
    return check_facts(context, &one->item.facts);
}

static void
digest_one(struct ct__bytes *bytes, const void *state)
{
    digest_item(bytes, &((const struct one *)state)->item);
}

static ct_status
run_one(struct ct__run *run, void *state)
{
    struct one *one = state;
    ct_status status = begin_import(run, &one->import, 1);
    if (!status)
        status = import_document(run, &one->item);
    return status ? status : ct__ledger_close(run, &one->import.ledger);
}

ct_status
ct_history_import(ct_context *context, const ct_history_request *request, const ct_call *call,
                  ct_history_answer **ret_answer)
{
    static const struct ct__operation operation = {"history_import", prepare_one, digest_one,
                                                   run_one, false, 0};
    struct one state = {.source = request};
    return ct__change(context, call, &operation, &state, (void **)ret_answer);
}

struct batch {
    const ct_history_batch *source;
    ct_history_batch request;
    struct import import;
    struct ct__list *answers;
};

/* Every pointer is looked at before the first document is carried out, so that a mistake of the
 * caller's changes nothing. */
static ct_status
prepare_batch(ct_context *context, void *state)
{
    struct batch *batch = state;
    ct_history_batch *request = &batch->request;
    ct_document_facts facts;
    ct_status status = ct__copy_request(context, request, sizeof *request, sizeof *request,
                                        batch->source, "ct_history_batch");
    if (!status)
        status = check_import(context, request->client, request->flags, request->reserved);
    if (!status)
        status = ct__check_range(context, "count", (int64_t)request->count, 1, BATCH_MAX);
    if (!status)
        status = ct__check_pointer(context, "documents", request->documents);
    for (size_t i = 0; !status && i < request->count; i++)
        status = copy_facts(context, &facts, request->documents[i]);
    return status;
}

/* A refusal of an item is an answer; so is a malformed text in it, which came from a file. */
static ct_status
run_item(struct ct__run *run, void *state)
{
    ct_status status = import_document(run, state);
    return status == CT_ERR_REFUSED || status == CT_ERR_INVALID_ARGUMENT ? CT_OK : status;
}

static ct_status
run_batch_item(struct ct__run *run, struct batch *batch, size_t index)
{
    static const struct ct__operation operation = {"history_import", NULL, digest_item, run_item,
                                                   false, 0};
    const struct ct__arena_mark mark = ct__arena_mark(&run->context->arena);
    struct item item = {.import = &batch->import};
    char suffix[24];
    (void)snprintf(suffix, sizeof suffix, "%zu", index);
    ct_status status = copy_facts(run->context, &item.facts, batch->request.documents[index]);
    if (!status)
        status = ct__run_item(run, &operation, &item, suffix, batch->answers);
    if (!status)
        ct__arena_rewind(&run->context->arena, mark);
    return status;
}

static ct_status
run_batch(struct ct__run *run, void *state)
{
    struct batch *batch = state;
    const ct_history_batch *request = &batch->request;
    batch->import = (struct import){.studio_id = request->studio, .client_id = request->client,
                                    .flags = request->flags};
    ct_status status = begin_import(run, &batch->import, request->count);
    if (!status)
        status = ct__begin_answers(run, &batch->answers);
    for (size_t i = 0; !status && i < request->count; i++)
        status = run_batch_item(run, batch, i);
    return status ? status : ct__ledger_close(run, &batch->import.ledger);
}

ct_status
ct_history_import_many(ct_context *context, const ct_history_batch *batch, const ct_call *call,
                       ct_history_answers **ret_answers)
{
    static const struct ct__operation operation = {"history_import_many", prepare_batch, NULL,
                                                   run_batch, true, 0};
    struct batch state = {.source = batch};
    return ct__change_many(context, call, &operation, &state, &state.answers,
                           (void **)ret_answers);
}
