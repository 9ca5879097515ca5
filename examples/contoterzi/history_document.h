/* A document on its way from an invoice into the library. */
#ifndef HISTORY_DOCUMENT_H
#define HISTORY_DOCUMENT_H

#include <contoterzi/contoterzi.h>

#include "history_problem.h"
#include "invoice.h"

/* Whose history it is: as the client's codes are, "" where it has none. */
struct history_owner {
    char vat_number[INVOICE_CODE_SIZE];
    char tax_code[INVOICE_CODE_SIZE];
};

/* One document, or one file that gives none; it owns its texts. */
struct history_document {
    char *file, *entry; /* `entry` may be NULL */
    enum history_problem problem;
    char detail[160]; /* of the problem; "": none */
    ct_document_facts facts; /* points to what follows */
    char number[INVOICE_NUMBER_SIZE];
    char name[2 * INVOICE_NAME_SIZE];
    char tax_code[INVOICE_CODE_SIZE];
    char vat_number[INVOICE_CODE_SIZE + INVOICE_WORD_SIZE];
    char currency[INVOICE_WORD_SIZE];
};

/* Fills in what body `index` of the invoice tells, or the problem with it. */
void history_document_fill(struct history_document *document, const struct history_owner *owner,
                           const struct invoice *invoice, size_t index);

/* For a problem's message, cut at a whole character. */
void history_document_set_detail(struct history_document *document, const char *detail);

#endif
