/* Runs the kit on one back end and tells each check as cmocka does. */
#pragma once

#include "contoterzi/testkit.h"

/* Flushed line by line. 0 if every check passed but for those whose names begin as one in `skipped`,
 * which have to be skipped; `only` NULL runs all. */
int run_checks(const char *back_end, const ct_testkit_subject *subject,
               const char *const *skipped, const char *only);

/* A note callback that prints. */
void print_note(void *user, const char *text);

/* A directory of our own, made and removed with all that is in it. */
struct place {
    char directory[64];
    char path[96]; /* "store" in it */
};
int make_place(struct place *place);
void remove_place(const struct place *place);
void empty_place(const struct place *place);
/* Of every file in it: names and bytes. */
uint64_t digest_place(const struct place *place);
