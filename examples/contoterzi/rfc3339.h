/* Instants as RFC 3339 writes them. */
#ifndef RFC3339_H
#define RFC3339_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>

/* Reads "2026-06-30T23:59:59.5+02:00" or "2026-06-30 21:59:59Z"; what is finer than a millisecond is
 * cut off. False for anything else, and for what no clock shows. */
bool rfc3339_read(const char *text, ct_instant *ret_instant);

#endif
