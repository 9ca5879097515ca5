/* The order of values that storage.h asks for. */
#pragma once

#include <string.h>

#include "contoterzi/storage.h"

/* Eight bytes as a number of the same order. */
static inline uint64_t
ct__bytes_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Most are identifiers, of two words each. */
static inline int
ct__bytes_compare(const ct_value *a, const ct_value *b)
{
    if (a->len == 16 && b->len == 16) {
        uint64_t left = ct__bytes_word(a->data);
        uint64_t right = ct__bytes_word(b->data);
        if (left == right) {
            left = ct__bytes_word((const unsigned char *)a->data + 8);
            right = ct__bytes_word((const unsigned char *)b->data + 8);
        }
        return (left > right) - (left < right);
    }
    size_t common = a->len < b->len ? a->len : b->len;
    int order = common ? memcmp(a->data, b->data, common) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* The order of storage.h: NULL, integers, texts, blobs. Negative, 0 or positive. */
static inline int
ct__value_compare(const ct_value *a, const ct_value *b)
{
    /* The type numbers happen to be in the order that the contract asks for. */
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    switch (a->type) {
    case CT_TYPE_INT64:
        return (a->i64 > b->i64) - (a->i64 < b->i64);
    case CT_TYPE_TEXT:
    case CT_TYPE_BLOB:
        return ct__bytes_compare(a, b);
    default:
        return 0;
    }
}
