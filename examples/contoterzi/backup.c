/* contoterzi backup: the store as it is at one moment, in a file, while others go on.
 *
 * The store isn't opened as for other commands: that would bring an older one up to date, and what is
 * wanted may well be a backup before that. */
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "memory.h"
#include "progress.h"
#include "values.h"
#include "view.h"

struct backup {
    const struct app *app;
    struct progress progress;
    uint64_t pages;
    char *detail; /* what the library says of a failure */
};

/* --- Breaking off ----------------------------------------------------------------------------- */

/* Ctrl-C leaves nothing half done beside the file. */
static volatile sig_atomic_t is_interrupted;

static void
on_signal(int number)
{
    (void)number;
    is_interrupted = 1;
}

static void
listen(void)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
    struct sigaction old;

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            (void)sigaction(signals[i], &action, NULL);
}

/* --- What the library tells ------------------------------------------------------------------- */

static ct_status
show_progress(void *user, uint64_t pages, uint64_t page_count)
{
    struct backup *backup = user;

    if (!backup->progress.total)
        progress_start(&backup->progress, backup->app, page_count);
    progress_update(&backup->progress, pages, pages);
    backup->pages = pages;
    return is_interrupted ? CT_ERR_CANCELLED : CT_OK;
}

static void
keep_detail(void *user, int64_t native_code, const char *message)
{
    struct backup *backup = user;

    (void)native_code;
    free(backup->detail);
    backup->detail = memory_text(message, strlen(message));
}

static int
tell_failure(const struct backup *backup, ct_status status)
{
    static const struct {
        ct_status status;
        const char *field;
        struct words text;
    } table[] = {
        { CT_ERR_EXISTS, "file",
          { "la copia non sostituisce un file che c'è già",
            "a backup does not replace a file that is there" } },
        { CT_ERR_NOT_A_STORE, "db",
          { "il database non è di contoterzi", "the database is not one of contoterzi" } },
        { CT_ERR_SCHEMA_NEWER, "db",
          { "il database è di una versione più nuova", "the database is of a newer version" } },
        { CT_ERR_CORRUPT, "db", { "il database è danneggiato", "the database is damaged" } },
        { CT_ERR_CALLBACK, NULL, { "copia interrotta", "the backup was interrupted" } },
    };
    const struct app *app = backup->app;
    struct words text = { "la copia non è riuscita", "the backup failed" };
    const char *field = NULL;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].status == status) {
            text = table[i].text;
            field = table[i].field;
        }
    return failure_status(app, status, field, "%s: %s", words_in(text, app->language),
                          backup->detail ? backup->detail : ct_status_name(status));
}

/* --- The command ------------------------------------------------------------------------------ */

static int
tell_done(const struct backup *backup, const char *file)
{
    static const struct column columns[] = {
        { "file", { "File", "File" }, 0 },
        { "bytes", { "Byte", "Bytes" }, 0 },
        { "pages", { "Pagine", "Pages" }, 0 },
    };
    struct stat found;

    if (stat(file, &found))
        return failure_output(backup->app, "file", "%s: %s", file, strerror(errno));
    return view_answer(backup->app,
                       value_checked(json_pack("{s:o, s:I, s:I}", "file", value_text(file), "bytes",
                                               (json_int_t)found.st_size, "pages",
                                               (json_int_t)backup->pages)),
                       COLUMNS(columns));
}

int
run_backup(struct app *app)
{
    struct backup backup = { .app = app };
    const char *file = app->arguments.items[0], *source;
    ct_sqlite_backup asked = CT_SQLITE_BACKUP_INIT;
    ct_status status;
    int failed = app_sqlite_file(app, &source);

    if (failed)
        return failed;
    if (!*file)
        return failure_usage(app, "file", SAY(app, "manca il nome del file",
                                              "the name of the file is missing"));
    asked.source = source;
    asked.destination = file;
    asked.progress = show_progress;
    asked.failed = keep_detail;
    asked.user = &backup;
    listen();
    status = ct_storage_backup_sqlite(NULL, &asked);
    progress_clear(&backup.progress);
    failed = status ? tell_failure(&backup, status) : tell_done(&backup, file);
    free(backup.detail);
    return failed;
}
