/* Erasing a client's personal data, for a host that asks for it and for the daily lifecycle. */
#pragma once

#include "service/run.h"

/* A client with what an erasure has to know and to clear. */
struct ct__erasing {
    struct ct__client client;
    struct ct__account account;
    struct ct__migration migration; /* under way, or none */
    ct_date told; /* the day that the client was told since its last license; none: it was not */
};

/* Loads what there is of erasing->client.id: CT_ERR_NOT_FOUND if there is no client, or no account. */
ct_status ct__erasing_load(struct ct__run *run, struct ct__erasing *erasing);

/* What stands against it goes to `verdict` (R-LIC-06, R-ELIG-11). */
void ct__erasing_check(struct ct__run *run, const struct ct__erasing *erasing,
                       struct ct__verdict *verdict);

/* R-AUD-04, R-AUD-09: removes names, addresses, e-mails, codes, documents and messages; keeps the
 * licenses, the coupon and the events. The rules were asked. */
ct_status ct__erase_client(struct ct__run *run, struct ct__erasing *erasing);

/* The client that had this tax code, else this VAT number, when it was erased ("": none is given);
 * CT_ERR_NOT_FOUND. */
ct_status ct__find_erased(struct ct__run *run, const char *tax_code, const char *vat_number,
                          struct ct__client *ret_client);
