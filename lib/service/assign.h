/* Giving a client a coupon outside a migration: what an assignment, a renewal and a registration by
 * link have in common. */
#pragma once

#include "rules/assignment.h"
#include "service/account.h"
#include "service/license.h"
#include "service/pool.h"

struct ct__assign {
    ct_assignment_request request; /* its kind is one of them */
    bool is_renewal;               /* R-REN-03: it has to be one */
    int32_t renewed_year;          /* of a renewal: whoever is covered so far has nothing to do */
    char code[CT__COUPON_CODE_SIZE];
    struct ct__studio studio;
    struct ct__client client;
    struct ct__client client_before;
    struct ct__client_facts facts;
    struct ct__login login;
    struct ct__coupon coupon;
    struct ct__license license;
    struct ct__assignment answer;
};

/* Copies nothing: checks the request's fields. */
ct_status ct__check_assignment(ct_context *context, ct_assignment_request *request);
void ct__digest_assignment(struct ct__bytes *bytes, const ct_assignment_request *request);

/* From loading to the answer, which is complete when this answers CT_OK; what stands against it is in
 * the verdict then. */
ct_status ct__assign_coupon(struct ct__run *run, struct ct__assign *assign);

/* Its parts, for a client that the caller has found: ask all the rules, then do it. */
ct_status ct__assign_ask(struct ct__run *run, struct ct__assign *assign);
ct_status ct__assign_carry_out(struct ct__run *run, struct ct__assign *assign);
/* An answer before anything is known. */
void ct__assign_start(struct ct__run *run, struct ct__assign *assign);
