/* Where invoices come from: files, folders of them, and ZIP archives, down to the bytes of each.
 * Nothing is ever unpacked to disk. */
#ifndef HISTORY_SOURCE_H
#define HISTORY_SOURCE_H

#include <stddef.h>

#include "app.h"
#include "history_problem.h"

struct history_item {
    const char *file;
    const char *entry;         /* its name in the ZIP archive; NULL: the file itself */
    const unsigned char *bytes; /* whatever they are; none if there is a problem */
    size_t size;
    enum history_problem problem;
    const char *detail; /* of the problem; may be NULL */
};

/* Takes one item, of which nothing is kept for it. Answers 0, or an exit status to end the walk. */
typedef int (*history_visit)(const struct history_item *item, void *state);

/* Every item at `path`, those of a folder in the order of their names. Answers 0, what `visit`
 * answered, or the exit status after telling that there is no such path. */
int history_source_walk(const struct app *app, const char *path, history_visit visit, void *state);

#endif
