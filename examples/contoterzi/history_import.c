/* contoterzi history import */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "history_document.h"
#include "history_report.h"
#include "history_signed.h"
#include "history_source.h"
#include "memory.h"
#include "values.h"

/* How many documents go to the library at once, those that were refused before it included. */
enum { BATCH = 500 };

struct import {
    const struct app *app;
    ct_id studio; /* none: the client itself imports */
    ct_id client;
    struct history_owner owner;
    struct history_report report;
    struct history_document *documents[BATCH];
    size_t count;
    size_t sent; /* in the batches before */
};

/* --- Sending ---------------------------------------------------------------------------------- */

static json_t *
problem_reasons(const struct import *import, const struct history_document *document)
{
    const char *sentence =
        words_in(history_problem_words(document->problem), import->app->language);
    bool is_named = document->problem == HISTORY_FIELD_MISSING ||
                    document->problem == HISTORY_FIELD_BAD;
    char *text = memory_print("%s%s%s", sentence, !*document->detail ? "" : is_named ? " " : ": ",
                              document->detail);
    json_t *reasons = value_checked(json_pack("[{s:s, s:o}]", "rule",
                                              history_problem_rule(document->problem), "text",
                                              value_text(text)));

    free(text);
    return reasons;
}

static void
report_document(struct import *import, const struct history_document *document,
                const ct_history_answer *answer)
{
    struct history_line line = {
        .file = document->file,
        .entry = document->entry,
        .status = answer ? ct_history_answer_status(answer) : CT_IMPORT_REFUSED,
        .number = document->number,
        .date = document->facts.date,
    };

    line.reasons = answer ? value_reasons(ct_history_answer_reasons(answer),
                                          import->app->language, false)
                          : problem_reasons(import, document);
    history_report_add(&import->report, &line);
    json_decref(line.reasons);
}

/* A key for each batch, so that the same import again does nothing twice. */
static char *
key_of_batch(const struct import *import)
{
    const char *key = app_text(import->app, OPTION_KEY);

    return key ? memory_print("%s/%zu", key, import->sent) : NULL;
}

static ct_status
call_library(struct import *import, const ct_document_facts *const *facts, size_t count,
             ct_history_answers **ret_answers)
{
    const struct app *app = import->app;
    ct_history_batch batch = CT_HISTORY_BATCH_INIT;
    ct_call call = app_call(app);
    char *key = key_of_batch(import);
    ct_status status;

    batch.studio = import->studio;
    batch.client = import->client;
    batch.documents = facts;
    batch.count = count;
    if (app_text(app, OPTION_WITH_REGISTRY))
        batch.flags = CT_HISTORY_WITH_REGISTRY;
    call.idempotency_key = key;
    status = ct_history_import_many(app->context, &batch, &call, ret_answers);
    free(key);
    return status;
}

static void
free_documents(struct import *import)
{
    for (size_t i = 0; i < import->count; i++) {
        free(import->documents[i]->file);
        free(import->documents[i]->entry);
        free(import->documents[i]);
    }
    import->sent += import->count;
    import->count = 0;
}

static int
send_documents(struct import *import)
{
    const ct_document_facts *facts[BATCH];
    ct_history_answers *answers = NULL;
    ct_status status = CT_OK;
    size_t count = 0;

    for (size_t i = 0; i < import->count; i++)
        if (import->documents[i]->problem == HISTORY_FINE)
            facts[count++] = &import->documents[i]->facts;
    if (count)
        status = call_library(import, facts, count, &answers);
    count = 0;
    for (size_t i = 0; !status && i < import->count; i++) {
        bool is_fine = import->documents[i]->problem == HISTORY_FINE;

        report_document(import, import->documents[i],
                        is_fine ? ct_history_answers_at(answers, count) : NULL);
        count += is_fine;
    }
    ct_history_answers_free(answers);
    free_documents(import);
    return status ? failure_of(import->app, status) : EXIT_DONE;
}

/* --- Collecting ------------------------------------------------------------------------------- */

/* Another document of the batch, of this file; NULL after a failure, which is answered. */
static struct history_document *
add_document(struct import *import, const struct history_item *item, int *ret_failed)
{
    struct history_document *document;

    if (import->count == BATCH)
        *ret_failed = send_documents(import);
    if (*ret_failed)
        return NULL;
    document = memory_resize(NULL, sizeof *document);
    memset(document, 0, sizeof *document);
    document->facts.size = sizeof document->facts;
    document->file = memory_text(item->file, strlen(item->file));
    if (item->entry)
        document->entry = memory_text(item->entry, strlen(item->entry));
    import->documents[import->count++] = document;
    return document;
}

static int
add_problem(struct import *import, const struct history_item *item, enum history_problem problem,
            const char *detail)
{
    int failed = EXIT_DONE;
    struct history_document *document = add_document(import, item, &failed);

    if (document) {
        document->problem = problem;
        history_document_set_detail(document, detail);
    }
    return failed;
}

static int
add_invoice(struct import *import, const struct history_item *item, const unsigned char *xml,
            size_t size, const struct invoice *invoice)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    int failed = EXIT_DONE;

    if (EVP_Digest(xml, size, digest, NULL, EVP_sha256(), NULL) != 1)
        memory_failed();
    for (size_t i = 0; !failed && i < invoice->body_count; i++) {
        struct history_document *document = add_document(import, item, &failed);

        if (!document)
            break;
        history_document_fill(document, &import->owner, invoice, i);
        memcpy(document->facts.digest, digest, sizeof document->facts.digest);
    }
    return failed;
}

static int
take_item(const struct history_item *item, void *state)
{
    struct import *import = state;
    struct invoice invoice = { .body_count = 0 };
    enum history_problem problem = item->problem;
    const unsigned char *xml = NULL;
    unsigned char *owned = NULL;
    size_t size = 0;
    int failed;

    if (problem == HISTORY_FINE)
        problem = history_signed_unwrap(item->bytes, item->size, &xml, &size, &owned);
    if (problem == HISTORY_FINE)
        problem = invoice_read(xml, size, &invoice);
    failed = problem == HISTORY_FINE ? add_invoice(import, item, xml, size, &invoice)
                                     : add_problem(import, item, problem, item->detail);
    invoice_free(&invoice);
    free(owned);
    return failed;
}

/* --- The command ------------------------------------------------------------------------------ */

/* Nothing is read for who may not import anyway. */
static int
read_owner(struct import *import)
{
    const struct app *app = import->app;
    ct_client *client = NULL;
    ct_status status = CT_OK;
    const char *code;

    if (!app_is_none(import->studio))
        status = ct_migration_check_operation(app->context, import->studio, import->client);
    if (!status)
        status = ct_client_get(app->context, import->client, &client);
    if (status)
        return failure_of(app, status);
    if ((code = ct_client_vat_number(client)) && strlen(code) < INVOICE_CODE_SIZE)
        /* NOLINTNEXTLINE(clang-analyzer-security.insecureAPI.strcpy): it fits */
        strcpy(import->owner.vat_number, code);
    if ((code = ct_client_tax_code(client)) && strlen(code) < INVOICE_CODE_SIZE)
        /* NOLINTNEXTLINE(clang-analyzer-security.insecureAPI.strcpy): it fits */
        strcpy(import->owner.tax_code, code);
    ct_client_free(client);
    return EXIT_DONE;
}

/* A failure midway still reports what is in. */
static int
import_paths(struct import *import)
{
    const struct app *app = import->app;
    json_t *numbers = NULL;
    int failed = EXIT_DONE;

    history_report_start(&import->report, app);
    for (size_t i = 0; !failed && i < app->arguments.count; i++)
        failed = history_source_walk(app, app->arguments.items[i], take_item, import);
    if (!failed)
        failed = send_documents(import);
    free_documents(import);
    if (!failed)
        failed = history_numbers(app, import->client, &numbers);
    if (!failed || import->report.is_begun)
        history_report_end(&import->report, numbers);
    json_decref(numbers);
    if (failed)
        return failed;
    return import->report.counts[CT_IMPORT_REFUSED] ? EXIT_REFUSED : EXIT_DONE;
}

int
run_history_import(struct app *app)
{
    struct import *import = memory_resize(NULL, sizeof *import);
    int failed = EXIT_DONE;

    memset(import, 0, sizeof *import);
    import->app = app;
    if (app_text(app, OPTION_STUDIO))
        failed = app_studio(app, &import->studio);
    if (!failed)
        failed = app_client(app, app_text(app, OPTION_CLIENT), &import->client);
    if (!failed)
        failed = read_owner(import);
    if (!failed)
        failed = import_paths(import);
    free(import);
    return failed;
}
