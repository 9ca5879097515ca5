#include <string.h>

void planted(char *text);

void
planted(char *text)
{
    /* told by: cppcheck memsetZeroBytes */
    memset(text, 8, 0);
}
