#include "history_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

/* A signed invoice is larger than the XML in it, by a third if it is written in base64. */
enum { FILE_SIZE_MAX = 28 * 1024 * 1024, ENTRIES_MAX = 100000, FIRST_SIZE = 64 * 1024 };

/* What an archive of XML may expand to: past the first number of bytes so many times its size. */
static const uint64_t expansion_free = 32 * 1024 * 1024, expansion_max = 100,
                      unpacked_max = UINT64_C(4) << 30;

struct walk {
    history_visit visit;
    void *state;
    unsigned char *buffer;
    size_t room;
};

static int
give(const struct walk *walk, const char *file, const char *entry, size_t size)
{
    struct history_item item = {
        .file = file, .entry = entry, .bytes = walk->buffer, .size = size
    };

    if (size == 0)
        item.problem = HISTORY_EMPTY;
    return walk->visit(&item, walk->state);
}

static int
give_problem(const struct walk *walk, const char *file, const char *entry,
             enum history_problem problem, const char *detail)
{
    struct history_item item = { .file = file, .entry = entry, .problem = problem,
                                 .detail = detail };

    return walk->visit(&item, walk->state);
}

/* Makes room for one byte more than the largest file, so that a larger one is seen. */
static void
make_room(struct walk *walk, size_t used)
{
    size_t wanted = walk->room ? 2 * walk->room : FIRST_SIZE;

    if (used < walk->room)
        return;
    walk->room = wanted > FILE_SIZE_MAX ? FILE_SIZE_MAX + 1 : wanted;
    walk->buffer = memory_resize(walk->buffer, walk->room);
}

/* --- ZIP archives ----------------------------------------------------------------------------- */

static bool
is_zip(const unsigned char *bytes, size_t size)
{
    return size >= 4 && memcmp(bytes, "PK", 2) == 0 &&
           ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6) ||
            (bytes[2] == 7 && bytes[3] == 8));
}

/* Absolute, of another drive, or with a step upwards; on whatever system it was packed. */
static bool
leads_elsewhere(const char *name)
{
    if (*name == '/' || *name == '\\' || (*name && name[1] == ':'))
        return true;
    for (;;) {
        size_t length = strcspn(name, "/\\");

        if (length == 2 && memcmp(name, "..", 2) == 0)
            return true;
        if (!name[length])
            return false;
        name += length + 1;
    }
}

static const char *
name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);

    if (!name)
        name = archive_entry_pathname(entry);
    return name ? name : "?";
}

static enum history_problem
problem_of(struct archive_entry *entry, const char *name)
{
    if (leads_elsewhere(name))
        return HISTORY_ZIP_ELSEWHERE;
    if (archive_entry_symlink(entry) || archive_entry_hardlink(entry) ||
        archive_entry_filetype(entry) == AE_IFLNK)
        return HISTORY_LINK;
    if (archive_entry_filetype(entry) != AE_IFREG)
        return HISTORY_NO_FILE;
    if (archive_entry_is_encrypted(entry))
        return HISTORY_ZIP_ENCRYPTED;
    if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > FILE_SIZE_MAX)
        return HISTORY_TOO_LARGE;
    return HISTORY_FINE;
}

static enum history_problem
read_entry(struct walk *walk, struct archive *archive, size_t *ret_size)
{
    size_t size = 0;

    for (;;) {
        la_ssize_t count;

        make_room(walk, size);
        count = archive_read_data(archive, walk->buffer + size, walk->room - size);
        if (count < 0)
            return HISTORY_ZIP_BROKEN;
        size += (size_t)count;
        *ret_size = size;
        if (size > FILE_SIZE_MAX)
            return HISTORY_TOO_LARGE;
        if (count == 0)
            return is_zip(walk->buffer, size) ? HISTORY_ZIP_IN_ZIP : HISTORY_FINE;
    }
}

struct zip {
    struct walk *walk;
    const char *file;
    uint64_t size;     /* of the archive */
    uint64_t unpacked; /* so far */
    size_t entries;
    bool is_over;
};

static bool
is_bomb(const struct zip *zip)
{
    return zip->unpacked > unpacked_max ||
           (zip->unpacked > expansion_free && zip->unpacked / expansion_max > zip->size);
}

static int
take_entry(struct zip *zip, struct archive *archive, struct archive_entry *entry)
{
    const char *name = name_of(entry);
    enum history_problem problem = problem_of(entry, name);
    size_t size = 0;

    if (archive_entry_filetype(entry) == AE_IFDIR && problem != HISTORY_ZIP_ELSEWHERE)
        return EXIT_DONE;
    if (++zip->entries > ENTRIES_MAX)
        problem = HISTORY_ZIP_ENTRIES;
    if (problem == HISTORY_FINE)
        problem = read_entry(zip->walk, archive, &size);
    zip->unpacked += size;
    if (is_bomb(zip))
        problem = HISTORY_ZIP_BOMB;
    zip->is_over = problem == HISTORY_ZIP_BOMB || problem == HISTORY_ZIP_ENTRIES;
    if (problem == HISTORY_FINE)
        return give(zip->walk, zip->file, name, size);
    return give_problem(zip->walk, zip->file, name, problem,
                        problem == HISTORY_ZIP_BROKEN ? archive_error_string(archive) : NULL);
}

static int
take_entries(struct zip *zip, struct archive *archive)
{
    struct archive_entry *entry;
    int failed = EXIT_DONE;

    while (!failed && !zip->is_over) {
        int found = archive_read_next_header(archive, &entry);

        if (found == ARCHIVE_EOF)
            break;
        if (found != ARCHIVE_OK && found != ARCHIVE_WARN)
            return give_problem(zip->walk, zip->file, NULL, HISTORY_ZIP_BROKEN,
                                archive_error_string(archive));
        failed = take_entry(zip, archive, entry);
    }
    if (!failed && !zip->entries)
        failed = give_problem(zip->walk, zip->file, NULL, HISTORY_EMPTY, NULL);
    return failed;
}

static int
take_zip(struct walk *walk, const char *file, int descriptor, uint64_t size)
{
    enum { EMPTY_ZIP_SIZE = 22 }; /* which libarchive takes for no archive */
    struct zip zip = { .walk = walk, .file = file, .size = size };
    struct archive *archive;
    int failed;

    if (size == EMPTY_ZIP_SIZE)
        return give_problem(walk, file, NULL, HISTORY_EMPTY, NULL);
    archive = archive_read_new();
    if (!archive || archive_read_support_format_zip_seekable(archive) != ARCHIVE_OK)
        memory_failed();
    failed = archive_read_open_fd(archive, descriptor, FIRST_SIZE) == ARCHIVE_OK
                 ? take_entries(&zip, archive)
                 : give_problem(walk, file, NULL, HISTORY_ZIP_BROKEN,
                                archive_error_string(archive));
    archive_read_free(archive);
    return failed;
}

/* --- Files ------------------------------------------------------------------------------------ */

static ssize_t
read_on(int descriptor, unsigned char *to, size_t room)
{
    ssize_t count;

    do
        count = read(descriptor, to, room);
    while (count < 0 && errno == EINTR);
    return count;
}

static int
take_plain(struct walk *walk, const char *file, int descriptor)
{
    size_t size = 0;

    for (;;) {
        ssize_t count;

        make_room(walk, size);
        count = read_on(descriptor, walk->buffer + size, walk->room - size);
        if (count < 0)
            return give_problem(walk, file, NULL, HISTORY_UNREADABLE, strerror(errno));
        if (count == 0)
            return give(walk, file, NULL, size);
        size += (size_t)count;
        if (size > FILE_SIZE_MAX)
            return give_problem(walk, file, NULL, HISTORY_TOO_LARGE, NULL);
    }
}

static int
take_open_file(struct walk *walk, const char *file, int descriptor)
{
    unsigned char head[4];
    struct stat status;
    ssize_t count;

    if (fstat(descriptor, &status) != 0)
        return give_problem(walk, file, NULL, HISTORY_UNREADABLE, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return give_problem(walk, file, NULL, HISTORY_NO_FILE, NULL);
    count = pread(descriptor, head, sizeof head, 0);
    if (count > 0 && is_zip(head, (size_t)count))
        return take_zip(walk, file, descriptor, (uint64_t)status.st_size);
    if (status.st_size > FILE_SIZE_MAX)
        return give_problem(walk, file, NULL, HISTORY_TOO_LARGE, NULL);
    return take_plain(walk, file, descriptor);
}

/* A pipe in the way of a name does not stop the walk: it is opened without waiting. */
static int
take_file(struct walk *walk, const char *file)
{
    int descriptor = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int failed;

    if (descriptor < 0)
        return give_problem(walk, file, NULL, HISTORY_UNREADABLE, strerror(errno));
    failed = take_open_file(walk, file, descriptor);
    close(descriptor);
    return failed;
}

/* --- Folders ---------------------------------------------------------------------------------- */

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int
take_found(struct walk *walk, const FTSENT *found)
{
    switch (found->fts_info) {
    case FTS_D:
    case FTS_DP:
    case FTS_DOT:
        return EXIT_DONE;
    case FTS_F:
        return take_file(walk, found->fts_path);
    case FTS_SL:
    case FTS_SLNONE:
    case FTS_DC:
        return give_problem(walk, found->fts_path, NULL, HISTORY_LINK, NULL);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        return give_problem(walk, found->fts_path, NULL, HISTORY_UNREADABLE,
                            strerror(found->fts_errno));
    default:
        return give_problem(walk, found->fts_path, NULL, HISTORY_NO_FILE, NULL);
    }
}

static int
take_tree(const struct app *app, struct walk *walk, char *path)
{
    char *const paths[] = { path, NULL };
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    const FTSENT *found;
    int failed = EXIT_DONE;

    if (!tree)
        return failure_output(app, "file", "%s: %s", path, strerror(errno));
    while (!failed && (found = fts_read(tree)))
        failed = take_found(walk, found);
    if (!failed && errno)
        failed = failure_output(app, "file", "%s: %s", path, strerror(errno));
    fts_close(tree);
    return failed;
}

int
history_source_walk(const struct app *app, const char *path, history_visit visit, void *state)
{
    struct walk walk = { .visit = visit, .state = state };
    struct stat status;
    char *own;
    int failed;

    if (stat(path, &status) != 0)
        return failure_usage(app, "file", "%s: %s", path, strerror(errno));
    own = memory_text(path, strlen(path));
    failed = take_tree(app, &walk, own);
    free(own);
    free(walk.buffer);
    return failed;
}
