/* Tuples of values as bytes that compare as the values do, for keys; and rows. */
#pragma once

#include <stdbool.h>

#include <contoterzi/storage.h>

struct bytes {
    unsigned char *data;
    size_t size, room;
    bool failed; /* there was no memory */
};

void bytes_put(struct bytes *bytes, const void *data, size_t size);
/* Begins anew with the place of an index, whose entries lie together. */
void tuple_start(struct bytes *bytes, uint32_t table, uint32_t index);
void tuple_put(struct bytes *bytes, const ct_value *value);
/* The last byte of a bound that is to lie behind all tuples that begin so. */
#define TUPLE_END "\xff"

void row_put(struct bytes *bytes, const ct_value *values, size_t count);
/* Values point into `bytes`. False: that is no row. */
bool row_read(const struct bytes *bytes, ct_value *values, size_t count);
