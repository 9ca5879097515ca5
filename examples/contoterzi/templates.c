#include "templates.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"

enum { FILE_SIZE_MAX = 65536 };
static const char subject_key[] = "Subject: ";

/* NULL with errno for what is no file of a template's size; a pipe would keep the program waiting. */
static char *
read_file(const char *path)
{
    struct stat info;
    FILE *file;
    char *text;
    size_t length;
    bool is_read;

    if (stat(path, &info))
        return NULL;
    errno = S_ISREG(info.st_mode) ? EFBIG : EINVAL;
    if (!S_ISREG(info.st_mode) || info.st_size > FILE_SIZE_MAX || !(file = fopen(path, "rb")))
        return NULL;
    text = memory_resize(NULL, FILE_SIZE_MAX + 1);
    length = fread(text, 1, FILE_SIZE_MAX, file);
    is_read = !ferror(file);
    fclose(file);
    if (!is_read) {
        free(text);
        errno = EIO;
        return NULL;
    }
    text[length] = '\0';
    if (strlen(text) != length) /* a NUL: no text */
        text[0] = '\0';
    return text;
}

/* A file that was written on Windows has \r at its line ends. */
static void
unify_line_ends(char *text)
{
    char *out = text;

    for (const char *p = text; *p; p++)
        if (p[0] != '\r' || p[1] != '\n')
            *out++ = *p;
    *out = '\0';
}

/* Parts the file into subject and text, in place; false if it has another form. */
static bool
part(char *file, const char **ret_subject, const char **ret_text)
{
    char *end;

    if (strncmp(file, subject_key, sizeof subject_key - 1) != 0)
        return false;
    *ret_subject = file + sizeof subject_key - 1;
    end = strchr(file, '\n');
    if (!end || end[1] != '\n')
        return false;
    *end = '\0';
    *ret_text = end + 2;
    return true;
}

static int
load_one(const struct app *app, const char *path, ct_message_kind kind, ct_policy *policy)
{
    const char *subject = NULL, *text = NULL;
    char *file = read_file(path);
    int failed = EXIT_DONE;

    if (!file)
        return failure_output(app, "templates", "%s: %s", path, strerror(errno));
    unify_line_ends(file);
    if (!part(file, &subject, &text))
        failed = failure_usage(app, "templates",
                               SAY(app, "%s: servono \"Subject: ...\", una riga vuota e il testo",
                                   "%s: it takes \"Subject: ...\", an empty line, and the text"),
                               path);
    else if (ct_policy_set_template(policy, kind, subject, text))
        failed = failure_usage(
            app, "templates",
            SAY(app, "%s: una parola fra graffe che questo messaggio non ha, o un testo che non va",
                "%s: a word in braces that this message does not have, or no proper text"),
            path);
    free(file);
    return failed;
}

/* The kind that a file is named after; 0 if it is none. */
static ct_message_kind
kind_of(const char *name)
{
    size_t length = strlen(name);
    int32_t kind = 0;
    char *stem;

    if (length <= 4 || strcmp(name + length - 4, ".txt") != 0)
        return 0;
    stem = memory_text(name, length - 4);
    if (ct_enum_value(CT_ENUM_MESSAGE_KIND, stem, &kind))
        kind = 0;
    free(stem);
    return kind;
}

/* A .txt that is named after nothing is a slip of the pen, and would go unnoticed. */
static int
load_entry(const struct app *app, const char *folder, const char *name, ct_policy *policy)
{
    size_t length = strlen(name);
    ct_message_kind kind = kind_of(name);
    char *path;
    int failed;

    if (length <= 4 || strcmp(name + length - 4, ".txt") != 0)
        return EXIT_DONE;
    path = memory_print("%s/%s", folder, name);
    failed = kind ? load_one(app, path, kind, policy)
                  : failure_usage(app, "templates",
                                  SAY(app, "%s: nessun messaggio si chiama così",
                                      "%s: no message is called so"),
                                  path);
    free(path);
    return failed;
}

int
templates_load(const struct app *app, ct_policy *policy)
{
    const char *folder = app_text(app, OPTION_TEMPLATES);
    const struct dirent *entry;
    int failed = EXIT_DONE;
    DIR *directory;

    if (!folder)
        return EXIT_DONE;
    directory = opendir(folder);
    if (!directory)
        return failure_output(app, "templates", "%s: %s", folder, strerror(errno));
    while (!failed && (entry = readdir(directory)))
        failed = load_entry(app, folder, entry->d_name, policy);
    closedir(directory);
    return failed;
}
