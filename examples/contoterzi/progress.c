#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double first_shown_after = 1.0, shown_every = 0.1;
enum { BAR_WIDTH = 30 };

static double
seconds_since(struct timespec then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then.tv_sec) + (double)(now.tv_nsec - then.tv_nsec) / 1e9;
}

bool
progress_is_wanted(void)
{
    const char *terminal = getenv("TERM");

    return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
}

void
progress_start(struct progress *progress, const struct app *app, uint64_t total)
{
    *progress = (struct progress){ .app = app, .total = total, .is_on = progress_is_wanted() };
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
    progress->shown = progress->started;
}

/* "1:02:03" or "2:03" */
static void
print_duration(double seconds)
{
    unsigned long left = seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 0;

    if (left >= 3600)
        fprintf(stderr, "%lu:%02lu:%02lu", left / 3600, left / 60 % 60, left % 60);
    else
        fprintf(stderr, "%lu:%02lu", left / 60, left % 60);
}

void
progress_update(struct progress *progress, uint64_t done, uint64_t items)
{
    double elapsed, share;

    if (!progress->is_on || !progress->total)
        return;
    elapsed = seconds_since(progress->started);
    if (elapsed < first_shown_after || seconds_since(progress->shown) < shown_every)
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->shown);
    share = done < progress->total ? (double)done / (double)progress->total : 1;
    fputs("\r[", stderr);
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < (int)(share * BAR_WIDTH) ? '#' : '.', stderr);
    fprintf(stderr, "] %3d%%  %llu  %.0f/s  ", (int)(share * 100), (unsigned long long)items,
            (double)items / elapsed);
    if (share > 0)
        print_duration(elapsed / share - elapsed);
    fputs(SAY(progress->app, " al termine\033[K", " left\033[K"), stderr);
    progress->is_visible = true;
}

void
progress_clear(struct progress *progress)
{
    if (!progress->is_visible)
        return;
    fputs("\r\033[K", stderr);
    progress->is_visible = false;
}
