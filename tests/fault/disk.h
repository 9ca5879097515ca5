/* SQLite's files, whose n-th call fails: its own, behind a VFS that counts. */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>

enum disk_operation { DISK_READ, DISK_WRITE, DISK_SYNC, DISK_OPEN, DISK_SHARE };

struct disk_way {
    const char *name;
    enum disk_operation operation;
    int code; /* SQLite's */
    bool lasts;
    bool is_half; /* half of what is read is there */
    long calls;   /* more than there are */
};

/* Once a process, before the first file is opened. */
void disk_install(void);

/* The call after `until` more of its operation fails in that way; so do those after it, if it says
 * so. */
void disk_arm(const struct disk_way *way, long until);
/* Whether one failed; from now on all succeed. */
bool disk_disarm(void);
