/* Pages: a piece of an index, and the cursor of the next one. */
#pragma once

#include "service/run.h"

enum { CT__PAGE_LIMIT_DEFAULT = 100, CT__PAGE_LIMIT_MAX = 1000 };

/* Decides whether a row is on the list, and completes it for the answer. When it can't, it leaves the
 * reason in the verdict. */
typedef bool (*ct__accept)(struct ct__run *run, void *record, const void *query);

struct ct__page {
    enum ct__table_number table;
    uint32_t index;
    const void *prefix; /* a record that gives so many leading fields of the index */
    uint32_t prefix_count;
    bool is_part; /* of those rows: a list of its own, with cursors of its own */
    const char *after; /* the caller's cursor, or NULL */
    uint32_t limit;    /* the caller's; 0 is the default */
    ct__accept accept; /* NULL: every row */
    const void *query;
    ct_status (*check)(struct ct__run *run, const void *query); /* first, may be NULL */
};

/* For a list of a studio's, whose query is the studio's id: it is there. */
ct_status ct__page_check_studio(struct ct__run *run, const void *query);

/* A public list call from the cursor to the list. */
ct_status ct__page_get(ct_context *context, const struct ct__page *page, void **ret_list);

/* The cursor that goes on after `last`, in the call's arena; a NULL answer is told as no memory. */
char *ct__cursor_after(struct ct__run *run, const struct ct__page *page, const void *last);
/* Puts the key of page->after into `low`, a copy of the prefix. */
ct_status ct__cursor_read(struct ct__run *run, const struct ct__page *page, void *low);
/* Whether page->after looks like a cursor of this page. */
bool ct__cursor_is_of(const struct ct__page *page);
