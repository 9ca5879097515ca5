#include <stdlib.h>

int planted(const char *text);

int
planted(const char *text)
{
    /* told by: clang-tidy cert-err34-c */
    return atoi(text);
}
