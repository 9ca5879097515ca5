/* A Maildir: a message is a file that appears under new/ when it is complete. */
#ifndef MAILDIR_H
#define MAILDIR_H

#include <stddef.h>

struct maildir;

/* Makes what is missing of the folder `path` and opens it. Answers 0, or -1 with errno. */
int maildir_open(const char *path, struct maildir **ret_maildir);
void maildir_close(struct maildir *maildir);

/* Writes one message, durably. Answers 0, or -1 with errno and nothing left behind. */
int maildir_deliver(struct maildir *maildir, const char *text, size_t length);

#endif
