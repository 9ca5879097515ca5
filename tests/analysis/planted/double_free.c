#include <stdlib.h>

void planted(void);

void
planted(void)
{
    char *text = malloc(8);
    free(text);
    /* told by: gcc -Wanalyzer-double-free, clang-tidy clang-analyzer-unix.Malloc,
     * cppcheck doubleFree */
    free(text);
}
