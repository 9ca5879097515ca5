/* The two languages of everything that people read. */
#ifndef WORDS_H
#define WORDS_H

#include <contoterzi/contoterzi.h>

/* One text in both languages, for tables. */
struct words {
    const char *it;
    const char *en;
};

static inline const char *
words_in(struct words words, ct_language language)
{
    return language == CT_LANGUAGE_ENGLISH ? words.en : words.it;
}

/* The same for a text in place; a macro, so that the compiler checks both as printf formats. */
#define SAY(app, it, en) ((app)->language == CT_LANGUAGE_ENGLISH ? (en) : (it))

#endif
