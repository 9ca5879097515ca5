#include "paint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
has_colours(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return (!no_colour || !*no_colour) && terminal && strcmp(terminal, "dumb") != 0 &&
           isatty(fileno(stream));
}

void
paint_begin(FILE *stream, enum paint paint)
{
    static const char *const codes[] = {
        [PAINT_NONE] = "",          [PAINT_BOLD] = "\033[1m", [PAINT_RED] = "\033[31m",
        [PAINT_GREEN] = "\033[32m", [PAINT_DIM] = "\033[2m",
    };

    if (paint != PAINT_NONE && has_colours(stream))
        fputs(codes[paint], stream);
}

void
paint_end(FILE *stream, enum paint paint)
{
    if (paint != PAINT_NONE && has_colours(stream))
        fputs("\033[0m", stream);
}
