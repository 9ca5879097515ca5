/* Why a file, or an entry of a ZIP archive, gives no document. */
#ifndef HISTORY_PROBLEM_H
#define HISTORY_PROBLEM_H

#include "words.h"

enum { HISTORY_XML_SIZE_MAX = 20 * 1024 * 1024 };

enum history_problem {
    HISTORY_FINE,
    HISTORY_UNREADABLE,
    HISTORY_LINK,
    HISTORY_NO_FILE,
    HISTORY_TOO_LARGE,
    HISTORY_EMPTY,
    HISTORY_UNKNOWN_FORM,
    HISTORY_ZIP_BROKEN,
    HISTORY_ZIP_ELSEWHERE,
    HISTORY_ZIP_ENCRYPTED,
    HISTORY_ZIP_IN_ZIP,
    HISTORY_ZIP_BOMB,
    HISTORY_ZIP_ENTRIES,
    HISTORY_SIGNED_BROKEN,
    HISTORY_SIGNED_NOT,
    HISTORY_SIGNED_DETACHED,
    HISTORY_SIGNATURE_WRONG,
    HISTORY_XML_MALFORMED,
    HISTORY_XML_DOCTYPE,
    HISTORY_XML_OTHER,
    HISTORY_XML_NAMESPACE,
    HISTORY_XML_VERSION,
    HISTORY_NO_BODY,
    HISTORY_BODIES,
    HISTORY_FIELD_MISSING,
    HISTORY_FIELD_BAD,
    HISTORY_OTHERS /* the invoice is neither from the client nor to it */
};

/* A sentence; what follows it in a message is the problem's detail. */
struct words history_problem_words(enum history_problem problem);

/* The rule that it is refused by. */
const char *history_problem_rule(enum history_problem problem);

#endif
