/* Tuples of values as bytes that compare (memcmp, shorter first) as the values do. Each value shows
 * where it ends, so that a tuple is the beginning of those alone that begin with its values.
 *
 *   NULL     01
 *   integer  02, 8 bytes from the highest, its sign turned round
 *   text     03, its bytes, 00
 *   blob     04, its bytes with 00 written as 00 ff, 00 00 */
#include <stdlib.h>
#include <string.h>

#include "tuple.h"

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

/* A row: how many values, the values as they are in memory, and their bytes. */
void
row_put(struct bytes *bytes, const ct_value *values, size_t count)
{
    const ct_value head = {.i64 = (int64_t)count}; /* keeps the values where they may lie */
    bytes->size = 0;
    bytes->failed = false;
    bytes_put(bytes, &head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        const ct_value own = {.type = values[i].type, .i64 = values[i].i64, .len = values[i].len};
        bytes_put(bytes, &own, sizeof own);
    }
    for (size_t i = 0; i < count; i++)
        bytes_put(bytes, values[i].data, values[i].len);
}

bool
row_read(const struct bytes *bytes, ct_value *values, size_t count)
{
    const ct_value *stored = (const ct_value *)(const void *)bytes->data;
    size_t stored_count = bytes->size >= sizeof *stored ? (size_t)stored->i64 : SIZE_MAX;
    size_t at = sizeof *stored * (stored_count + 1);
    if (bytes->failed || stored_count > count || at > bytes->size)
        return false;
    for (size_t i = 0; i < count; i++) { /* what was added since the row was written is NULL */
        values[i] = i < stored_count ? stored[i + 1] : (ct_value){.type = CT_TYPE_NULL};
        values[i].data = bytes->data + at;
        if (values[i].len > bytes->size - at)
            return false;
        at += values[i].len;
    }
    return true;
}
