/* What the targets share. Each reads bytes as they come from outside, and demands more than not to
 * crash: MUST ends the run, which keeps the input. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <contoterzi/contoterzi.h>

#define MUST(condition) must(condition, #condition, __FILE__, __LINE__)
void must(bool holds, const char *condition, const char *file, int line);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes that are taken one piece after the other; zeros when there are no more. */
struct input {
    const uint8_t *data;
    size_t left;
};
unsigned take_byte(struct input *input);
uint32_t take_number(struct input *input); /* of four bytes */
void take_bytes(struct input *input, void *bytes, size_t count);
/* A text in memory of exactly its size. Free it. */
char *take_text(struct input *input, size_t length);
char *take_line(struct input *input); /* up to the next line end, or all */
char *take_rest(struct input *input);

/* A library on a storage of its own: a studio with coupons, and a client that can be migrated. */
struct world {
    ct_storage *storage;
    ct_context *context;
    uint64_t random;
    ct_id studio, pack, client;
};
/* A context on `storage`, of which it takes the reference. */
ct_status world_open(struct world *world, ct_storage *storage);
void world_fill(struct world *world);
void world_migrate(struct world *world); /* its client, and no further */
void world_log_in(struct world *world);  /* the client, whose account is operational then */
void world_close(struct world *world);

/* What failed must say why, and with what code. */
void must_explain(const struct world *world, ct_status status);
/* The books are in order (R-AUD-07). */
void must_be_sound(struct world *world);

/* A file of these bytes for what wants a path, which is valid until the next call. */
const char *file_of_bytes(const void *bytes, size_t size);
