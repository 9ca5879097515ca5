#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"

enum { DIRECTORY_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

struct maildir {
    int tmp, new; /* the two folders */
    unsigned long delivered;
    char host[64];
};

static int
make_folder(int parent, const char *name)
{
    return mkdirat(parent, name, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

/* The host's name with the two characters that a file name cannot have in a Maildir written as
 * octal numbers. */
static void
find_host(char *ret_host, size_t room)
{
    char name[256] = "localhost";
    size_t length = 0;

    (void)gethostname(name, sizeof name - 1);
    for (const char *p = name; *p && length + 5 < room; p++)
        if (*p == '/' || *p == ':')
            length += (size_t)sprintf(ret_host + length, "\\%03o", (unsigned)*p);
        else
            ret_host[length++] = *p;
    ret_host[length] = '\0';
}

int
maildir_open(const char *path, struct maildir **ret_maildir)
{
    struct maildir maildir = { .tmp = -1, .new = -1 };
    int top, reason;

    if (make_folder(AT_FDCWD, path))
        return -1;
    top = open(path, DIRECTORY_FLAGS);
    if (top < 0)
        return -1;
    if (make_folder(top, "tmp") == 0 && make_folder(top, "new") == 0 &&
        make_folder(top, "cur") == 0) {
        maildir.tmp = openat(top, "tmp", DIRECTORY_FLAGS);
        maildir.new = openat(top, "new", DIRECTORY_FLAGS);
    }
    reason = errno;
    close(top);
    if (maildir.new >= 0 && maildir.tmp >= 0) {
        find_host(maildir.host, sizeof maildir.host);
        *ret_maildir = memory_copy(&maildir, sizeof maildir);
        return 0;
    }
    if (maildir.tmp >= 0)
        close(maildir.tmp);
    if (maildir.new >= 0)
        close(maildir.new);
    errno = reason;
    return -1;
}

void
maildir_close(struct maildir *maildir)
{
    if (!maildir)
        return;
    close(maildir->tmp);
    close(maildir->new);
    free(maildir);
}

static int
write_all(int file, const char *text, size_t length)
{
    while (length) {
        ssize_t written = write(file, text, length);

        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return fsync(file);
}

int
maildir_deliver(struct maildir *maildir, const char *text, size_t length)
{
    struct timespec now;
    char name[160];
    int file, failed, reason;

    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(name, sizeof name, "%lld.M%06ldP%ldQ%lu.%s", (long long)now.tv_sec, now.tv_nsec / 1000,
             (long)getpid(), ++maildir->delivered, maildir->host);
    file = openat(maildir->tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return -1;
    failed = write_all(file, text, length);
    reason = errno;
    if (close(file) && !failed) {
        failed = -1;
        reason = errno;
    }
    if (!failed && renameat(maildir->tmp, name, maildir->new, name)) {
        failed = -1;
        reason = errno;
    }
    if (failed) {
        (void)unlinkat(maildir->tmp, name, 0);
        errno = reason;
        return -1;
    }
    return fsync(maildir->new);
}
