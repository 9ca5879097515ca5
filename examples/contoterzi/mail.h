/* Building one message after RFC 5322, whichever way it then goes. */
#ifndef MAIL_H
#define MAIL_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>
#include <stddef.h>

struct mail {
    const char *from; /* an address alone */
    const char *to;
    const char *subject;    /* any UTF-8 */
    const char *message_id; /* with its angle brackets */
    const char *text;       /* UTF-8, lines parted by \n */
    ct_instant date;
    const char *line_end; /* "\n" for a Maildir, "\r\n" for the wire */
    bool is_seven_bit;    /* for the wire: lines as long as it takes, in ASCII */
};

/* Writes the message. What was given can't add a header of its own: an address or Message-ID with
 * space or control characters answers NULL, and in the subject they become spaces. Free it.
 * `ret_problem`, one English sentence, is set when the answer is NULL. */
char *mail_build(const struct mail *mail, size_t *ret_length, const char **ret_problem);

#endif
