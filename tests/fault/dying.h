/* A process that dies in the midst of a write of SQLite's: behind SQLite's own table of system calls. */
#pragma once

/* The process kills itself with SIGKILL at the write with this number, counting from 0 and from now,
 * after so many quarters of it. Once a process. */
void die_at_write(long number, int quarters);
long writes_so_far(void);
