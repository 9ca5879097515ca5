/* A file of companies as the product's official API tells of them. */
#ifndef COMPANY_FILE_H
#define COMPANY_FILE_H

#include <contoterzi/contoterzi.h>
#include <jansson.h>
#include <stddef.h>

#include "app.h"

/* One company; its texts belong to the file's document. */
struct company {
    const char *name; /* NULL: not told */
    ct_company_snapshot snapshot;
};

struct company_file {
    json_t *document;
    struct company *items;
    size_t count;
};

/* Reads and checks all of it: one object, an array of them, each as it is or within {"data": ...}.
 * Answers 0, or the exit status after telling what is wrong and where. Free it whatever it answers. */
int company_file_read(const struct app *app, const char *path, struct company_file *ret_file);
void company_file_free(struct company_file *file);

#endif
