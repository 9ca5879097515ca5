#include "runner.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
begins_like_one(const char *name, const char *const *beginnings)
{
    for (; beginnings && *beginnings; beginnings++)
        if (strncmp(name, *beginnings, strlen(*beginnings)) == 0)
            return true;
    return false;
}

static bool
run_check(size_t check, const ct_testkit_subject *subject, const char *const *skipped)
{
    const char *name = ct_testkit_check_name(check);
    printf("[ RUN      ] %s\n", name);
    fflush(stdout);
    int32_t outcome = ct_testkit_check_run(check, subject);
    int32_t expected = begins_like_one(name, skipped) ? CT_TESTKIT_SKIP : CT_TESTKIT_PASS;
    bool is_right = outcome == expected;
    if (!is_right && outcome == CT_TESTKIT_SKIP)
        printf("skipped, and it must not be\n");
    printf(is_right ? "[       OK ] %s\n" : "[  FAILED  ] %s\n", name);
    fflush(stdout);
    return is_right;
}

int
run_checks(const char *back_end, const ct_testkit_subject *subject, const char *const *skipped,
           const char *only)
{
    int failures = 0;
    size_t count = ct_testkit_check_count();
    printf("[==========] the conformance kit on %s: %zu check(s).\n", back_end, count);
    for (size_t check = 0; check < count; check++)
        if (!only || strcmp(only, ct_testkit_check_name(check)) == 0)
            failures += !run_check(check, subject, skipped);
    printf("[==========] %d failed.\n", failures);
    return failures != 0;
}

void
print_note(void *user, const char *text)
{
    (void)user;
    printf("  %s\n", text);
}

int
make_place(struct place *place)
{
    strcpy(place->directory, "/tmp/test_conformance.XXXXXX");
    if (!mkdtemp(place->directory))
        return -1;
    snprintf(place->path, sizeof place->path, "%s/store", place->directory);
    return 0;
}

static void
visit(const struct place *place, void (*each)(const char *path, void *user), void *user)
{
    struct dirent **entries;
    int count = scandir(place->directory, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", place->directory, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            each(path, user);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void
remove_file(const char *path, void *user)
{
    (void)user;
    (void)unlink(path);
}

void
empty_place(const struct place *place)
{
    visit(place, remove_file, NULL);
}

void
remove_place(const struct place *place)
{
    empty_place(place);
    (void)rmdir(place->directory);
}

static void
add_byte(uint64_t *digest, unsigned char byte)
{
    *digest = (*digest ^ byte) * UINT64_C(1099511628211);
}

static void
add_file(const char *path, void *user)
{
    FILE *file = fopen(path, "rb");
    int byte;
    for (const char *at = path; *at; at++)
        add_byte(user, (unsigned char)*at);
    while (file && (byte = getc(file)) != EOF)
        add_byte(user, (unsigned char)byte);
    if (file)
        fclose(file);
}

uint64_t
digest_place(const struct place *place)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    visit(place, add_file, &digest);
    return digest;
}
