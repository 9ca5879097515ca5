/* A progress bar on standard error, for people who wait longer than a second. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "app.h"

struct progress {
    const struct app *app;
    uint64_t total;
    struct timespec started, shown;
    bool is_on;      /* standard error is a terminal */
    bool is_visible; /* the bar stands there */
};

/* Whether there is anybody to look at a bar. */
bool progress_is_wanted(void);

void progress_start(struct progress *progress, const struct app *app, uint64_t total);
/* `done` of `total`, and how many `items` that is in words for the rate. */
void progress_update(struct progress *progress, uint64_t done, uint64_t items);
/* Takes the bar away, before other output and at the end. */
void progress_clear(struct progress *progress);

#endif
