#include "secret.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* For the signal handler: how the terminal was. */
static struct termios before;

/* Whoever gives up at the prompt gets a terminal with echo back. */
static void
on_signal(int number)
{
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    (void)raise(number); /* SA_RESETHAND: now with its default effect */
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { SIGNAL_COUNT = sizeof signals / sizeof *signals };

static char *
read_line(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = getline(&line, &room, stdin);

    while (length > 0 && strchr("\r\n", line[length - 1]) && line[length - 1])
        line[--length] = '\0';
    if (length >= 0 && strlen(line) == (size_t)length)
        return line;
    if (line)
        explicit_bzero(line, room);
    free(line);
    return NULL;
}

static char *
read_without_echo(const char *prompt)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
    struct sigaction old[SIGNAL_COUNT];
    struct termios silent = before;
    char *line;

    silent.c_lflag &= ~(tcflag_t)ECHO;
    silent.c_lflag |= ECHONL;
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        (void)sigaction(signals[i], &action, &old[i]);
    /* First: what is typed at the prompt must not show, nor be thrown away. */
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    fputs(prompt, stderr);
    line = read_line();
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        (void)sigaction(signals[i], &old[i], NULL);
    return line;
}

char *
secret_read(const char *prompt)
{
    static bool is_unbuffered;

    if (!is_unbuffered)
        setvbuf(stdin, NULL, _IONBF, 0); /* leaves no copy in a buffer */
    is_unbuffered = true;
    return tcgetattr(STDIN_FILENO, &before) == 0 ? read_without_echo(prompt) : read_line();
}

void
secret_free(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}
