/* History: documents that were issued and received on TS Digital (section 10). They are history:
 * already sent, so never sendable; and no call takes an import back (R-HIS-02).
 *
 *     ct_document_facts invoice = CT_DOCUMENT_FACTS_INIT;
 *     ct_history_request request = CT_HISTORY_REQUEST_INIT;
 *     ct_history_answer *answer = NULL;
 *     invoice.direction = CT_DOCUMENT_ISSUED;
 *     invoice.type = ct_document_type_of_code("TD01");
 *     invoice.number = "12/A";
 *     invoice.date = (ct_date){2026, 3, 31};
 *     invoice.counterparty_name = "Forno Bianchi";
 *     invoice.counterparty_tax_code = "01234567897";
 *     invoice.total_cents = 12200;
 *     request.client = client;
 *     request.document = &invoice;
 *     if (ct_history_import(context, &request, NULL, &answer) == CT_OK)
 *         printf("%s\n", ct_enum_name(CT_ENUM_IMPORT_STATUS, ct_history_answer_status(answer)));
 *     ct_history_answer_free(answer);
 */
#ifndef CONTOTERZI_HISTORY_H
#define CONTOTERZI_HISTORY_H

#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Who drew a document up: the client, or its supplier. */
typedef int32_t ct_document_direction;
enum ct_document_direction_values { CT_DOCUMENT_ISSUED = 1, CT_DOCUMENT_RECEIVED = 2 };

/* What an electronic document is, by the TipoDocumento codes of FatturaPA. */
typedef int32_t ct_document_type;
enum ct_document_type_values {
    CT_DOCUMENT_INVOICE = 1,      /* TD01, TD02, TD03, TD06, TD24 to TD27 */
    CT_DOCUMENT_CREDIT_NOTE = 2,  /* TD04 */
    CT_DOCUMENT_DEBIT_NOTE = 3,   /* TD05 */
    CT_DOCUMENT_SELF_INVOICE = 4, /* TD16 to TD23, TD28, TD29 */
    CT_DOCUMENT_SIMPLIFIED = 5    /* TD07, TD08, TD09 */
};

/* The type for a TipoDocumento code such as "TD01", which may be NULL; 0 if there is no such code. */
CT_API ct_document_type ct_document_type_of_code(const char *code);

/* What became of a document that was to be imported (R-HIS-03). */
typedef int32_t ct_import_status;
enum ct_import_status_values {
    CT_IMPORT_DONE = 1,
    CT_IMPORT_REFUSED = 2,
    CT_IMPORT_ALREADY_THERE = 3 /* and nothing was added, a customer or supplier neither */
};

/* What is told of one document. Spaces at the ends of texts don't count. */
typedef struct ct_document_facts {
    size_t size;
    ct_document_direction direction; /* a self-invoice that the client drew up is issued */
    ct_document_type type;
    const char *number; /* as it is written, such as "12/A"; up to 100 bytes */
    const char *series; /* up to 100 bytes; "" is the series without a name; NULL: what is left of
                           the number without the part that counts up (R-HIS-04) */
    ct_date date;       /* of this year or the last, and not to come (R-HIS-01) */
    const char *counterparty_name;       /* the other party; up to 700 bytes, or NULL */
    const char *counterparty_tax_code;   /* up to 50 bytes, or NULL; unchecked: it may be foreign */
    const char *counterparty_vat_number; /* likewise; with its country if that is not Italy */
    int64_t total_cents;                 /* of `currency`; negative where the document says so */
    const char *currency;                /* three capital letters; NULL: EUR */
    uint8_t digest[32];                  /* SHA-256 of the document as XML, without its signature */
    uint32_t position;                   /* of the document among those of one file, from 0 */
    uint32_t reserved;                   /* 0 */
} ct_document_facts;
#define CT_DOCUMENT_FACTS_INIT CT_SIZED(ct_document_facts)

/* What else to import. */
enum ct_history_flags {
    CT_HISTORY_WITH_REGISTRY = 1 << 0 /* R-HIS-01: the customers and suppliers too */
};

/* One document to import. */
typedef struct ct_history_request {
    size_t size;
    ct_id studio; /* that acts; none: the client itself */
    ct_id client;
    const ct_document_facts *document;
    uint32_t flags; /* CT_HISTORY_* */
    uint32_t reserved;
} ct_history_request;
#define CT_HISTORY_REQUEST_INIT CT_SIZED(ct_history_request)

/* The answer for one document. */
typedef struct ct_history_answer ct_history_answer;
CT_API void ct_history_answer_free(ct_history_answer *answer);
CT_API ct_import_status ct_history_answer_status(const ct_history_answer *answer);
CT_API ct_id ct_history_answer_document_id(const ct_history_answer *answer); /* none: refused */
/* Why it was refused. Never NULL. */
CT_API const ct_reasons *ct_history_answer_reasons(const ct_history_answer *answer);

/* Imports one document. The same document is one with the same direction, other party, type,
 * series, number and date: imported again it is answered as already there, and with other content
 * refused (R-HIS-03). It counts in the year of its date, and in the registry a new customer or
 * supplier counts too; at a limit of the license in force the document is refused whole (R-LIC-04).
 * Errors: CT_ERR_NOT_FOUND (the studio, or the client that acts itself), CT_ERR_REFUSED: the
 * document (R-HIS-01, R-HIS-03, R-LIC-04); whoever acts (R-HIS-02: R-LIC-06 without a license in
 * force; the studio R-STU-01, R-ELIG-11, R-MIG-08; the client itself R-ACC-01, -04, -06, -07). */
CT_API ct_status ct_history_import(ct_context *context, const ct_history_request *request,
                                   const ct_call *call, ct_history_answer **ret_answer);

/* Many documents to import. */
typedef struct ct_history_batch {
    size_t size;
    ct_id studio; /* that acts; none: the client itself */
    ct_id client;
    const ct_document_facts *const *documents; /* pointers, none of them NULL */
    size_t count;                              /* 1 to 1000 */
    uint32_t flags;                            /* CT_HISTORY_*, for every document */
    uint32_t reserved;
} ct_history_batch;
#define CT_HISTORY_BATCH_INIT CT_SIZED(ct_history_batch)

/* The answers to a batch, in the order of its documents. */
typedef struct ct_history_answers ct_history_answers;

/* Does for each document what ct_history_import does, and answers for each: a refused one, or one
 * with a malformed text, stops no other. An idempotency key counts for each document on its own, by
 * its place in the batch. One event tells all the documents of a year. A failure of another kind
 * changes nothing. The files that the documents come in are the host's to read (R-HIS-05); the
 * program `contoterzi` does. Errors: CT_ERR_NOT_FOUND; CT_ERR_REFUSED as above, for whoever acts
 * (R-HIS-02); of a document R-HIS-01, R-HIS-03, R-LIC-04. */
CT_API ct_status ct_history_import_many(ct_context *context, const ct_history_batch *batch,
                                        const ct_call *call, ct_history_answers **ret_answers);
CT_API void ct_history_answers_free(ct_history_answers *answers);
CT_API size_t ct_history_answers_count(const ct_history_answers *answers);
CT_API const ct_history_answer *ct_history_answers_at(const ct_history_answers *answers,
                                                      size_t index);

/* An imported document. */
typedef struct ct_document ct_document;
/* A digest of what makes it the same document, unique within its client. */
CT_API ct_id ct_document_id(const ct_document *document);
CT_API ct_id ct_document_client_id(const ct_document *document);
CT_API ct_document_direction ct_document_direction_of(const ct_document *document);
CT_API ct_document_type ct_document_type_of(const ct_document *document);
CT_API const char *ct_document_number(const ct_document *document);
CT_API const char *ct_document_series(const ct_document *document); /* NULL: without a name */
CT_API ct_date ct_document_date(const ct_document *document);
CT_API const char *ct_document_counterparty_name(const ct_document *document);
/* Its tax code, else its VAT number. */
CT_API const char *ct_document_counterparty_code(const ct_document *document);
CT_API int64_t ct_document_total_cents(const ct_document *document);
CT_API const char *ct_document_currency(const ct_document *document);
CT_API ct_instant ct_document_imported_at(const ct_document *document);
/* R-HIS-02: 0, always: history was sent already. */
CT_API int32_t ct_document_is_sendable(const ct_document *document);
/* R-HIS-02: 0 for an issued one; 1 for a received one, which the account's user may delete there
 * (no call here does). */
CT_API int32_t ct_document_is_deletable(const ct_document *document);

/* Which imported documents to list. */
typedef struct ct_document_query {
    size_t size;
    ct_id client;
    const char *after; /* a cursor of ct_document_list_next, or NULL */
    uint32_t limit;    /* the most entries; 0 is 100, and 1000 the most */
    uint32_t reserved;
} ct_document_query;
#define CT_DOCUMENT_QUERY_INIT CT_SIZED(ct_document_query)

/* A page of documents. */
typedef struct ct_document_list ct_document_list;
/* A page of a client's imported documents by date, the oldest first. Errors: CT_ERR_NOT_FOUND (the
 * client). */
CT_API ct_status ct_document_list_get(ct_context *context, const ct_document_query *query,
                                      ct_document_list **ret_list);
CT_API void ct_document_list_free(ct_document_list *list);
CT_API size_t ct_document_list_count(const ct_document_list *list);
CT_API const ct_document *ct_document_list_at(const ct_document_list *list, size_t index);
CT_API const char *ct_document_list_next(const ct_document_list *list);

/* How the numbers of a series of issued documents go on in a year (R-HIS-04). */
typedef struct ct_numbering ct_numbering;
CT_API int32_t ct_numbering_year(const ct_numbering *numbering);
CT_API const char *ct_numbering_series(const ct_numbering *numbering); /* "": without a name */
/* The number that the next document gets: one more than the highest. */
CT_API int64_t ct_numbering_next(const ct_numbering *numbering);

/* The series of a client. */
typedef struct ct_numbering_list ct_numbering_list;
/* All series of a client's imported documents, by year and series. Errors: CT_ERR_NOT_FOUND (the
 * client). */
CT_API ct_status ct_numbering_list_get(ct_context *context, ct_id client,
                                       ct_numbering_list **ret_list);
CT_API void ct_numbering_list_free(ct_numbering_list *list);
CT_API size_t ct_numbering_list_count(const ct_numbering_list *list);
CT_API const ct_numbering *ct_numbering_list_at(const ct_numbering_list *list, size_t index);

#ifdef __cplusplus
}
#endif

#endif
