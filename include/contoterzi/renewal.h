/* Renewal: coupons assigned outside a migration, the November campaign, its cancellation, and what a
 * studio can renew (sections 6 and 8). */
#ifndef CONTOTERZI_RENEWAL_H
#define CONTOTERZI_RENEWAL_H

#include "context.h"
#include "coupon.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a client that was to get a coupon. */
typedef int32_t ct_assignment_status;
enum ct_assignment_status_values {
    CT_ASSIGNMENT_DONE = 1,
    CT_ASSIGNMENT_REFUSED = 2,
    CT_ASSIGNMENT_ALREADY_DONE = 3 /* the year is covered already by a coupon of that kind */
};

/* How a client can go on after its license (R-REN-05). */
typedef int32_t ct_renewal_way;
enum ct_renewal_way_values {
    CT_RENEWAL_CONTO_TERZI = 1, /* the same kind for a later year */
    CT_RENEWAL_RENEWABLE = 2,
    CT_RENEWAL_FLAT_RATE = 3,
    CT_RENEWAL_OWN_PURCHASE = 4
};

#ifdef __cplusplus
}
#endif

#endif
