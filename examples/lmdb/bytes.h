/* Values as bytes: keys, which compare (memcmp, shorter first) as their values do, and rows. */
#pragma once

#include <stdbool.h>

#include <contoterzi/storage.h>

struct key {
    size_t size;
    bool is_too_long; /* its size is 0, which LMDB refuses */
    unsigned char data[600]; /* LMDB takes 511, where it was built as usual */
};

/* Begins with the place of an index, so that its entries lie together. */
void key_start(struct key *key, uint32_t table, uint32_t index);
void key_put(struct key *key, const ct_value *values, size_t count);
void key_append(struct key *key, const void *bytes, size_t size);
/* Behind this byte lies no key that goes on with another value. */
#define KEY_END "\xff"

size_t row_size(const ct_value *values, size_t count);
void row_write(unsigned char *bytes, const ct_value *values, size_t count);
/* Text and blobs point into `bytes`. False: that is no row. */
bool row_read(const unsigned char *bytes, size_t size, ct_value *values, size_t count);
