/* All that a verdict says, in one line that a test can hold against what it expects. */
#pragma once

#include "rules/reason.h"

/* `expected` names the reasons in their order as in reasons.def, parted by spaces, each with its own
 * field and its arguments: "LICENSE_OVER(2026-12-31, 2027-12-31)", "REQUIRED:name". */
#define assert_told(verdict, expected) assert_told_at(verdict, expected, __FILE__, __LINE__)
void assert_told_at(const struct ct__verdict *verdict, const char *expected, const char *file,
                    int line);

/* The rules of a verdict's reasons in their order, parted by spaces. */
const char *rules_of(const struct ct__verdict *verdict, char text[256]);
