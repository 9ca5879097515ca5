/* Names of enumeration values: one table serves the store, programs and people. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ct__label {
    int32_t value;
    const char *name; /* for programs and stores */
    const char *italian;
    const char *english;
};

struct ct__labels {
    const struct ct__label *items;
    size_t count;
};
