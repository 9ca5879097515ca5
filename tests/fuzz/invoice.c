/* Electronic invoices, signed or not, on their way into the library as `history import` takes them:
 * each gives documents or a problem with words for it; a document is imported or told why not; the
 * books are in order afterwards. */
#include "invoice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "history_document.h"
#include "history_signed.h"
#include "history_source.h"

static void
must_read_cents_again(int64_t cents)
{
    char text[32];
    int64_t again;
    uint64_t size = cents < 0 ? -(uint64_t)cents : (uint64_t)cents;

    snprintf(text, sizeof text, "%s%llu.%02u", cents < 0 ? "-" : "",
             (unsigned long long)(size / 100), (unsigned)(size % 100));
    MUST(invoice_read_cents(text, &again) && again == cents);
}

static void
must_have_words(enum history_problem problem)
{
    struct words words = history_problem_words(problem);

    MUST(*words_in(words, CT_LANGUAGE_ITALIAN) && *words_in(words, CT_LANGUAGE_ENGLISH));
    MUST(*history_problem_rule(problem));
}

static void
import(struct world *world, const struct history_document *document)
{
    ct_history_request request = CT_HISTORY_REQUEST_INIT;
    ct_history_answer *answer = NULL;
    ct_status status;

    must_read_cents_again(document->facts.total_cents);
    MUST(*document->number);
    request.studio = world->studio;
    request.client = world->client;
    request.document = &document->facts;
    request.flags = CT_HISTORY_WITH_REGISTRY;
    status = ct_history_import(world->context, &request, NULL, &answer);
    must_explain(world, status);
    MUST(status == CT_OK || status == CT_ERR_REFUSED || status == CT_ERR_INVALID_ARGUMENT);
    ct_history_answer_free(answer);
}

static void
try_body(struct world *world, const struct invoice *invoice, size_t index)
{
    struct history_document document = {.facts = CT_DOCUMENT_FACTS_INIT};
    struct history_owner owner = {"00000000018", ""};

    history_document_fill(&document, &owner, invoice, index);
    if (document.problem)
        must_have_words(document.problem);
    else
        import(world, &document);
    if (document.problem != HISTORY_OTHERS)
        return;
    /* Whoever it is from. */
    strcpy(owner.tax_code, invoice->seller.tax_code);
    document = (struct history_document){.facts = CT_DOCUMENT_FACTS_INIT};
    history_document_fill(&document, &owner, invoice, index);
    if (!document.problem)
        import(world, &document);
}

static int
try_item(const struct history_item *item, void *state)
{
    struct invoice invoice = {.body_count = 0};
    const unsigned char *xml = NULL;
    unsigned char *owned = NULL;
    size_t size = 0;
    enum history_problem problem = item->problem;

    if (!problem)
        problem = history_signed_unwrap(item->bytes, item->size, &xml, &size, &owned);
    if (!problem)
        problem = invoice_read(xml, size, &invoice);
    if (problem)
        must_have_words(problem);
    else
        for (size_t i = 0; i < invoice.body_count; i++)
            try_body(state, &invoice, i);
    invoice_free(&invoice);
    free(owned);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world world;
    struct app app = {.language = CT_LANGUAGE_ENGLISH};
    char *exact = NULL;

    if (!world.context) {
        ct_storage *storage = NULL;

        MUST(ct_storage_new_memory(NULL, &storage) == CT_OK);
        MUST(world_open(&world, storage) == CT_OK);
        world_fill(&world);
        world_migrate(&world);
        world_log_in(&world);
    }
    MUST(ct_preview_begin(world.context) == CT_OK);
    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        (void)history_source_walk(&app, file_of_bytes(data, size), try_item, &world);
    } else {
        struct history_item item = {.file = "input", .size = size};

        exact = malloc(size ? size : 1);
        MUST(exact);
        if (size)
            memcpy(exact, data, size);
        else
            item.problem = HISTORY_EMPTY;
        item.bytes = (const unsigned char *)exact;
        (void)try_item(&item, &world);
    }
    must_be_sound(&world);
    ct_preview_end(world.context);
    free(exact);
    return 0;
}
