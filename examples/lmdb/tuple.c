/* Tuples of values as bytes that compare (memcmp, shorter first) as the values do. Each value tells
 * where it ends, so that a tuple is the beginning of those alone that begin with its values.
 *
 *   NULL     01
 *   integer  02, 8 bytes from the highest, its sign turned round
 *   text     03, its bytes, 00
 *   blob     04, its bytes with 00 written as 00 ff, 00 00 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void
bytes_put(struct bytes *bytes, const void *data, size_t size)
{
    if (bytes->room - bytes->size < size) {
        size_t room = 2 * bytes->room + size + 64;
        unsigned char *larger = realloc(bytes->data, room);
        bytes->failed = bytes->failed || !larger;
        if (!larger)
            return;
        bytes->data = larger;
        bytes->room = room;
    }
    if (size)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

void
tuple_start(struct bytes *bytes, uint32_t table, uint32_t index)
{
    const unsigned char place[] = {(unsigned char)(table >> 8), (unsigned char)table,
                                   (unsigned char)index};
    bytes->size = 0;
    bytes->failed = false;
    bytes_put(bytes, place, sizeof place);
}

static void
put_integer(struct bytes *bytes, int64_t i64)
{
    uint64_t turned = (uint64_t)i64 ^ (UINT64_C(1) << 63);
    unsigned char digits[8];
    for (int i = 0; i < 8; i++)
        digits[i] = (unsigned char)(turned >> (56 - 8 * i));
    bytes_put(bytes, digits, sizeof digits);
}

static void
put_blob(struct bytes *bytes, const unsigned char *data, size_t size)
{
    for (size_t run; size; data += run, size -= run) {
        const unsigned char *zero = memchr(data, 0, size);
        run = zero ? (size_t)(zero - data) + 1 : size;
        bytes_put(bytes, data, run);
        bytes_put(bytes, "\xff", zero != NULL);
    }
    bytes_put(bytes, "\0\0", 2);
}

void
tuple_put(struct bytes *bytes, const ct_value *value)
{
    const unsigned char tag = (unsigned char)(value->type + 1);
    bytes_put(bytes, &tag, 1);
    if (value->type == CT_TYPE_INT64) {
        put_integer(bytes, value->i64);
    } else if (value->type == CT_TYPE_TEXT) {
        bytes_put(bytes, value->data, value->len);
        bytes_put(bytes, "", 1);
    } else if (value->type == CT_TYPE_BLOB) {
        put_blob(bytes, value->data, value->len);
    }
}

/* Each reader answers where the next value begins, or NULL. */
static const unsigned char *
read_integer(const unsigned char *at, const unsigned char *end, ct_value *value)
{
    uint64_t turned = 0;
    for (int i = 0; i < 8 && at < end; i++)
        turned = turned << 8 | *at++;
    value->i64 = (int64_t)(turned ^ (UINT64_C(1) << 63));
    return at;
}

static const unsigned char *
read_text(const unsigned char *at, const unsigned char *end, ct_value *value)
{
    const unsigned char *zero = memchr(at, 0, (size_t)(end - at));
    value->data = at;
    value->len = zero ? (size_t)(zero - at) : 0;
    return zero ? zero + 1 : NULL;
}

static const unsigned char *
read_blob(const unsigned char *at, const unsigned char *end, struct bytes *scratch, ct_value *value)
{
    const unsigned char *zero;
    size_t start = scratch->size;
    while ((zero = memchr(at, 0, (size_t)(end - at))) && zero + 1 < end && zero[1]) {
        bytes_put(scratch, at, (size_t)(zero - at) + 1);
        at = zero + 2;
    }
    if (!zero || zero + 1 >= end)
        return NULL;
    bytes_put(scratch, at, (size_t)(zero - at));
    value->data = scratch->data + start;
    value->len = scratch->size - start;
    return zero + 2;
}

int
tuple_read(MDB_val data, struct bytes *scratch, ct_value *values, int count)
{
    const unsigned char *at = data.mv_data;
    const unsigned char *end = at + data.mv_size;
    int read = 0;
    scratch->size = 0;
    bytes_put(scratch, data.mv_data, data.mv_size); /* room for all blobs: they will not move */
    scratch->size = 0;
    for (; at && at < end && read < count && !scratch->failed; read++) {
        values[read] = (ct_value){.type = *at++ - 1};
        if (values[read].type == CT_TYPE_INT64)
            at = read_integer(at, end, &values[read]);
        else if (values[read].type == CT_TYPE_TEXT)
            at = read_text(at, end, &values[read]);
        else if (values[read].type == CT_TYPE_BLOB)
            at = read_blob(at, end, scratch, &values[read]);
    }
    return at && !scratch->failed ? read : -1;
}
