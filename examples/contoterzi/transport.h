/* How messages leave the program: to a Maildir, or to a server. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stddef.h>

#include "mail.h"

enum handed {
    HANDED_OVER,
    HANDED_BACK, /* this message can't be delivered now; the others may be */
    OUT_OF_REACH /* none can be */
};

struct transport {
    const char *name; /* for failures: the option that it comes from */
    const char *line_end;
    bool is_seven_bit;
    void *state;
    /* Takes one message. `ret_problem` tells why it was not taken, valid until the next message. */
    enum handed (*deliver)(void *state, const struct mail *mail, const char *text, size_t length,
                           const char **ret_problem);
};

#endif
