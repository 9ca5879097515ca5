#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

void
memory_failed(void)
{
    fputs("contoterzi: out of memory\n", stderr);
    exit(EXIT_STORAGE);
}

void *
memory_resize(void *block, size_t size)
{
    void *larger = realloc(block, size ? size : 1);

    if (!larger)
        memory_failed();
    return larger;
}

void *
memory_copy(const void *block, size_t size)
{
    return memcpy(memory_resize(NULL, size), block, size);
}

char *
memory_text(const char *text, size_t length)
{
    char *copy = memory_resize(NULL, length + 1);

    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *
memory_print(const char *format, ...)
{
    char *text = NULL;
    va_list values;
    int length;

    va_start(values, format);
    length = vasprintf(&text, format, values);
    va_end(values);
    if (length < 0)
        memory_failed();
    return text;
}
