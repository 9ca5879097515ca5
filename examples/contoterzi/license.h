/* What a license has limits of. */
#ifndef LICENSE_H
#define LICENSE_H

#include <contoterzi/contoterzi.h>

#include "words.h"

enum { LICENSE_CATEGORIES = 4 };

struct license_category {
    ct_category category;
    const char *key; /* in documents */
    struct words name;
};
extern const struct license_category license_categories[LICENSE_CATEGORIES];

#endif
