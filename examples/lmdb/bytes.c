/* A key is a tuple of values, each of which shows where it ends: a tuple begins with another one's
 * bytes only if it begins with its values.
 *
 *   NULL        01
 *   integer     02, 8 bytes from the highest, its sign turned round
 *   text, blob  03 or 04, groups of 8 bytes, the last one filled up with 00; behind each how many
 *               of its bytes count, or 09 if another group follows
 *
 * A row is the number of its values, the values as they are in memory, and their bytes. */
#include "bytes.h"

#include <endian.h>
#include <string.h>

void
key_start(struct key *key, uint32_t table, uint32_t index)
{
    *key = (struct key){2, false, {(unsigned char)table, (unsigned char)index}};
}

void
key_append(struct key *key, const void *bytes, size_t size)
{
    key->is_too_long = key->is_too_long || size > sizeof key->data - key->size;
    if (!key->is_too_long && size)
        memcpy(key->data + key->size, bytes, size);
    key->size = key->is_too_long ? 0 : key->size + size;
}

static void
put_groups(struct key *key, const unsigned char *data, size_t size)
{
    for (; size > 8; data += 8, size -= 8) {
        key_append(key, data, 8);
        key_append(key, "\x09", 1);
    }
    unsigned char last[9] = {[8] = (unsigned char)size};
    if (size)
        memcpy(last, data, size);
    key_append(key, last, sizeof last);
}

void
key_put(struct key *key, const ct_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const unsigned char tag = (unsigned char)(values[i].type + 1);
        const uint64_t digits = htobe64((uint64_t)values[i].i64 ^ (UINT64_C(1) << 63));
        key_append(key, &tag, 1);
        if (values[i].type == CT_TYPE_INT64)
            key_append(key, &digits, sizeof digits);
        else if (values[i].type == CT_TYPE_TEXT || values[i].type == CT_TYPE_BLOB)
            put_groups(key, values[i].data, values[i].len);
    }
}

size_t
row_size(const ct_value *values, size_t count)
{
    size_t size = sizeof count + count * sizeof *values;
    for (size_t i = 0; i < count; i++)
        size += values[i].len;
    return size;
}

void
row_write(unsigned char *bytes, const ct_value *values, size_t count)
{
    memcpy(bytes, &count, sizeof count);
    memcpy(bytes + sizeof count, values, count * sizeof *values);
    bytes += sizeof count + count * sizeof *values;
    for (size_t i = 0; i < count; bytes += values[i++].len)
        if (values[i].len)
            memcpy(bytes, values[i].data, values[i].len);
}

bool
row_read(const unsigned char *bytes, size_t size, ct_value *values, size_t count)
{
    size_t stored = SIZE_MAX; /* and too large still if there are bytes of half a number */
    memcpy(&stored, bytes, size < sizeof stored ? size : sizeof stored);
    size_t at = sizeof stored + stored * sizeof *values;
    if (stored > count || at > size)
        return false;
    memset(values, 0, count * sizeof *values); /* columns that came after the row are NULL */
    memcpy(values, bytes + sizeof stored, stored * sizeof *values);
    for (size_t i = 0; i < stored; at += values[i++].len) {
        if (values[i].len > size - at)
            return false;
        values[i].data = bytes + at;
    }
    return true;
}
