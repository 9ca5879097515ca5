/* Memory for a program that cannot go on without it: none of these answers NULL. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/* Says that there is no more memory, and ends the program. */
_Noreturn void memory_failed(void);

void *memory_resize(void *block, size_t size);
void *memory_copy(const void *block, size_t size);
char *memory_text(const char *text, size_t length); /* a copy with a NUL behind it */
char *memory_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
