/* The clients that a command is about, page by page, so that memory doesn't grow with their number:
 * those of the command line, or with --all the studio's. */
#ifndef CLIENT_PAGES_H
#define CLIENT_PAGES_H

#include <contoterzi/contoterzi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app.h"

enum { CLIENT_PAGE = 500 };

struct client_pages {
    const struct app *app;
    ct_id studio;
    bool (*wants)(const ct_client *client); /* which of the studio's; NULL: all */
    ct_id *named;                           /* those of the command line; NULL with --all */
    size_t named_count, named_done;
    char *after; /* with --all: the cursor of the next page; NULL at first */
    bool is_last;
    ct_id page[CLIENT_PAGE];
    size_t page_count;
};

/* Reads the arguments for `studio`. Answers 0, or the exit status after telling why. */
int client_pages_read(struct client_pages *pages, const struct app *app, ct_id studio);
/* The next page, which may be empty; not after the last. */
ct_status client_pages_next(struct client_pages *pages);
/* How many there are, for a progress bar; 0 if nobody looks at one. */
uint64_t client_pages_total(const struct client_pages *pages);
void client_pages_free(struct client_pages *pages);

#endif
