/* Electronic invoices: what an import needs of the XML of FatturaPA. */
#ifndef INVOICE_H
#define INVOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history_problem.h"

/* Room for what the fields may hold, in bytes of UTF-8; longer is a bad value. */
enum {
    INVOICE_NAME_SIZE = 321, /* 80 characters */
    INVOICE_CODE_SIZE = 41,
    INVOICE_NUMBER_SIZE = 81, /* 20 characters */
    INVOICE_WORD_SIZE = 33
};

/* The seller or the buyer. Texts are "" where the invoice is silent. */
struct invoice_party {
    char country[INVOICE_WORD_SIZE]; /* of the VAT number */
    char vat_number[INVOICE_CODE_SIZE];
    char tax_code[INVOICE_CODE_SIZE];
    char name[INVOICE_NAME_SIZE]; /* of a company */
    char given_name[INVOICE_NAME_SIZE];
    char surname[INVOICE_NAME_SIZE];
};

/* A decimal number of the invoice in cents. */
struct invoice_amount {
    int64_t cents;
    bool is_there;
    bool is_bad; /* no number, or more than there is room for */
};

/* One document of a file, which may have several. */
struct invoice_body {
    char type[INVOICE_WORD_SIZE];
    char currency[INVOICE_WORD_SIZE];
    char date[INVOICE_WORD_SIZE];
    char number[INVOICE_NUMBER_SIZE];
    struct invoice_amount total; /* as it is told */
    struct invoice_amount sum;   /* of its parts, tax included */
    const char *bad_field;       /* a value that does not fit; NULL: none */
};

struct invoice {
    struct invoice_party seller; /* CedentePrestatore */
    struct invoice_party buyer;  /* CessionarioCommittente */
    struct invoice_body *bodies;
    size_t body_count;
    const char *bad_field; /* of the parties */
};

/* Reads the XML; entities of its own it may not have. The invoice is to be freed whatever the
 * answer is. */
enum history_problem invoice_read(const unsigned char *bytes, size_t size,
                                  struct invoice *ret_invoice);
void invoice_free(struct invoice *invoice);

/* The total of a body: as it is told, else the sum of its parts. false: it has a bad number. */
bool invoice_total(const struct invoice_body *body, int64_t *ret_cents);

/* Reads a decimal number such as "-12.5", rounded to cents; nothing is lost on the way. */
bool invoice_read_cents(const char *text, int64_t *ret_cents);

#endif
