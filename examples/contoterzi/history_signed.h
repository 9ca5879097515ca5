/* Signed invoices: P7M files, which are CMS signed data as DER or in base64. */
#ifndef HISTORY_SIGNED_H
#define HISTORY_SIGNED_H

#include <stddef.h>

#include "history_problem.h"

/* The XML of an invoice: `bytes` itself if that is what it is, otherwise what the signature is
 * about, in memory to be freed. That the signature fits the content is checked, and not who signed:
 * that was for whoever received the invoice.
 * @param ret_bytes  borrows from `bytes`, or is *ret_owned */
enum history_problem history_signed_unwrap(const unsigned char *bytes, size_t size,
                                           const unsigned char **ret_bytes, size_t *ret_size,
                                           unsigned char **ret_owned);

#endif
