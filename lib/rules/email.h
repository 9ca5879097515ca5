/* E-mail addresses, and which of them are certified (PEC). */
#pragma once

#include <stdbool.h>

enum ct__email_problem { CT__EMAIL_OK = 0, CT__EMAIL_MALFORMED };
enum { CT__EMAIL_SIZE = 255 };

/* Reads an ASCII address, without quoted parts or a literal network address, into lower case. On
 * failure `ret_address` is untouched. */
enum ct__email_problem ct__email_read(const char *text, char ret_address[CT__EMAIL_SIZE]);

/* Is `address`, which comes from ct__email_read, a PEC address (R-STU-03)? The two texts are the
 * host's lists of domains, each with its subdomains, separated by spaces or commas; may be NULL.
 * What is in `not_domains` never is one; what is in `extra_domains` is. */
bool ct__email_is_certified(const char *address, const char *extra_domains,
                            const char *not_domains);

/* Is `domain`, in lower case, or one that it belongs to, in the library's list? */
bool ct__pec_domain_is_listed(const char *domain);
