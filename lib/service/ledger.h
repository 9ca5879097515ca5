/* What an import counts, in memory from the first document to the last, and written once. */
#pragma once

#include "rules/history.h"
#include "service/license.h"

enum { CT__LEDGER_YEARS = 2 }; /* this one and the last (R-HIS-01) */

/* The usage of one category, and of documents in one year. */
struct ct__counter {
    struct ct__usage usage;
    int64_t stored; /* what the store says is used */
    bool is_new;    /* it says nothing */
    int64_t limit;  /* of the license in force */
};

/* How far a series of issued documents has got in the documents of the import. */
struct ct__series_mark {
    int64_t year;
    int64_t last_number;
    char series[CT__DOCUMENT_NUMBER_SIZE];
};

struct ct__ledger {
    const struct ct__client *client;
    struct ct__counter documents[CT__LEDGER_YEARS]; /* this year's first */
    struct ct__counter registry[2];                 /* clients, suppliers */
    struct ct__series_mark *marks;
    size_t mark_count;
};

/* Starts a ledger for up to `count` documents of `client`, which outlives it. */
ct_status ct__ledger_open(struct ct__run *run, const struct ct__client *client,
                          const struct ct__license *license, size_t count,
                          struct ct__ledger *ledger);

/* R-LIC-04: what stands against a document of that year, and against a new entry of the registry,
 * goes to the verdict. */
void ct__ledger_check_document(struct ct__run *run, const struct ct__ledger *ledger, int32_t year);
void ct__ledger_check_entry(struct ct__run *run, const struct ct__ledger *ledger,
                            ct_category category);

/* Counts what was checked and has been written. */
void ct__ledger_count_document(struct ct__ledger *ledger, int32_t year);
void ct__ledger_count_entry(struct ct__ledger *ledger, ct_category category);
void ct__ledger_count_number(struct ct__ledger *ledger, int32_t year,
                             const struct ct__document_number *number);

/* Writes usage and numbering, and logs what was imported and counted: R-AUD-01, R-HIS-04. */
ct_status ct__ledger_close(struct ct__run *run, const struct ct__ledger *ledger);
