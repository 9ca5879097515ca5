/* Clients from inside. */
#pragma once

#include "rules/tax_code.h"
#include "rules/vat_number.h"
#include "service/run.h"

/* Has the licenses of a client counted for this studio: the one that it is linked to; none: for nobody. */
ct_status ct__move_licenses(struct ct__run *run, const struct ct__client *client, ct_id studio);

/* Completes a loaded client for an answer: where it stands today. */
void ct__complete_client(struct ct__run *run, struct ct__client *client);

/* Reads what a client is identified by; what stands against it goes to the verdict (R-CLI-01,
 * R-CLI-02). */
void ct__read_codes(ct_context *context, const char *tax_code, const char *vat_number,
                    char ret_tax_code[CT__TAX_CODE_SIZE],
                    char ret_vat_number[CT__VAT_NUMBER_SIZE]);

/* R-CLI-01: the client with this tax code, else with this VAT number; each may be "".
 * CT_ERR_NOT_FOUND: a new one.
 * @param studio  the one that asks */
ct_status ct__find_same_client(struct ct__run *run, ct_id studio, const char *tax_code,
                               const char *vat_number, struct ct__client *ret_client);

/* Writes a client with a new identifier, and logs it. */
ct_status ct__insert_client(struct ct__run *run, const struct ct__client *client);

/* Hands a client over with its licenses, but without its nickname (R-CLI-06), and writes it.
 * @param studio  none: to nobody */
ct_status ct__hand_over_client(struct ct__run *run, struct ct__client *client, ct_id studio);
