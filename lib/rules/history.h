/* History import: documents of before the migration (section 10). */
#pragma once

#include <stdbool.h>

#include "contoterzi/history.h"
#include "contoterzi/license.h"
#include "rules/reason.h"

/* A document's number within its series. */
enum { CT__DOCUMENT_NUMBER_SIZE = 101 };
struct ct__document_number {
    int64_t value;                         /* 0: nothing in it counts up */
    char series[CT__DOCUMENT_NUMBER_SIZE]; /* what is left of the text without it */
};

/* R-HIS-01: is it of this year or the last, and no later than today? */
void ct__history_check_date(ct_date date, ct_date today, struct ct__verdict *verdict);

/* R-HIS-04: which number of which series a text is. Runs of digits that tell the document's year,
 * in four digits or else in two, are set aside unless no other run is left; of the others the last
 * one counts up. The series is the text without that run and without spaces at its ends: "12/A" is
 * 12 of "/A", "FPA 3/26" of 2026 is 3 of "FPA /26". A run of more than 18 digits counts nothing.
 * @param text  shorter than CT__DOCUMENT_NUMBER_SIZE */
void ct__document_number_read(const char *text, int32_t year,
                              struct ct__document_number *ret_number);

/* The type for a TipoDocumento of FatturaPA, 0 if there is no such code. */
ct_document_type ct__document_type_of(const char *code);

/* The registry that the other party belongs to: a client's self-invoice is about a supplier. */
ct_category ct__document_registry(ct_document_direction direction, ct_document_type type);
