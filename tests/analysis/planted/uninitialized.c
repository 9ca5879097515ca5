#include <stddef.h>
#include <stdlib.h>

int planted(void);

int
planted(void)
{
    int *numbers = malloc(2 * sizeof *numbers);
    /* told by: gcc -Wanalyzer-use-of-uninitialized-value */
    int first = numbers ? numbers[0] : 0;
    free(numbers);
    return first;
}
