/* Passwords from standard input. */
#ifndef SECRET_H
#define SECRET_H

/* One line of standard input without its end; NULL if there is none, or it holds a NUL. On a
 * terminal it prints `prompt` to standard error and switches the echo off meanwhile. */
char *secret_read(const char *prompt);

/* Wipes and frees. NULL is ignored. */
void secret_free(char *secret);

#endif
