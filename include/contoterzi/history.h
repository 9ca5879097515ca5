/* History: documents that were issued and received on TS Digital (section 10). */
#ifndef CONTOTERZI_HISTORY_H
#define CONTOTERZI_HISTORY_H

#include "context.h"

#ifdef __cplusplus
extern "C" {
#endif

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

/* What became of a document that was to be imported (R-HIS-03). */
typedef int32_t ct_import_status;
enum ct_import_status_values {
    CT_IMPORT_DONE = 1,
    CT_IMPORT_REFUSED = 2,
    CT_IMPORT_ALREADY_THERE = 3
};

#ifdef __cplusplus
}
#endif

#endif
