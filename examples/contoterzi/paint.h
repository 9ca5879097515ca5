/* Colours, on a terminal that wants them. */
#ifndef PAINT_H
#define PAINT_H

#include <stdio.h>

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_RED, PAINT_GREEN, PAINT_DIM };

/* What is printed between the two has that look if `stream` is a terminal, NO_COLOR is not set and
 * TERM is not "dumb". */
void paint_begin(FILE *stream, enum paint paint);
void paint_end(FILE *stream, enum paint paint);

#endif
