#include "storage/memory/row.h"

/* A row is packed first of all, to see how long it is: of most there is room for it at hand. */
enum { ROOM_AT_HAND = 768, NUMBER_ROOM = sizeof(uint64_t), LENGTH_ROOM = sizeof(uint32_t) };

/* The most bytes that the values may take, their heads included; 0: too many. */
static size_t
room_for(const ct_value *values, size_t count)
{
    size_t room = 1;
    for (size_t i = 0; i < count; i++)
        if (values[i].len > UINT32_MAX ||
            __builtin_add_overflow(room, values[i].len + sizeof(uint16_t) + NUMBER_ROOM, &room))
            return 0;
    return room;
}

/* The fewest bytes that tell the number; what is written behind them does not count. */
static size_t
pack_number(int64_t number, unsigned char *packed, unsigned *ret_form)
{
    const int64_t magnitude = number < 0 ? ~number : number;
    const unsigned form = magnitude <= INT8_MAX    ? CT__MEMORY_INT8
                          : magnitude <= INT16_MAX ? CT__MEMORY_INT16
                          : magnitude <= INT32_MAX ? CT__MEMORY_INT32
                                                   : CT__MEMORY_INT64;
    const size_t size = (size_t)1 << (form - CT__MEMORY_INT8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    number = (int64_t)((uint64_t)number << 8 * (sizeof number - size));
#endif
    memcpy(packed, &number, sizeof number);
    *ret_form = form;
    return size;
}

static size_t
pack_bytes(const ct_value *value, unsigned char *packed, unsigned *ret_form)
{
    const uint32_t length = (uint32_t)value->len;
    bool is_text = value->type == CT_TYPE_TEXT;
    bool is_long = length > UINT8_MAX;
    size_t before = is_long ? LENGTH_ROOM : 1;
    if (!is_text && length == sizeof(ct_id)) {
        memcpy(packed, value->data, sizeof(ct_id));
        *ret_form = CT__MEMORY_ID;
        return sizeof(ct_id);
    }
    if (is_long)
        memcpy(packed, &length, sizeof length);
    else
        packed[0] = (unsigned char)length;
    if (length)
        memcpy(packed + before, value->data, length);
    *ret_form = is_long ? (is_text ? CT__MEMORY_LONG_TEXT : CT__MEMORY_LONG_BLOB)
                        : (is_text ? CT__MEMORY_TEXT : CT__MEMORY_BLOB);
    return before + length;
}

/* Answers how many bytes it took, or 0 when there may be no room. */
static size_t
pack(const ct_value *values, size_t count, uint16_t *heads, size_t room)
{
    unsigned char *const first = (unsigned char *)(heads + count);
    unsigned char *packed = first;
    if (room / (sizeof *heads + NUMBER_ROOM) < count)
        return 0;
    room -= count * (sizeof *heads + NUMBER_ROOM);
    for (size_t i = 0; i < count; i++) {
        const ct_value *value = &values[i];
        const size_t at = (size_t)(packed - first);
        unsigned form = CT__MEMORY_NULL;
        if (value->type == CT_TYPE_INT64) {
            packed += pack_number(value->i64, packed, &form);
        } else if (value->type != CT_TYPE_NULL) {
            if (value->len > room)
                return 0;
            room -= value->len;
            packed += pack_bytes(value, packed, &form);
        }
        heads[i] = (uint16_t)((at < CT__MEMORY_FAR ? at : CT__MEMORY_FAR) << CT__MEMORY_FORM_BITS |
                              form);
    }
    return (size_t)(packed - (unsigned char *)heads);
}

static struct ct__memory_row *
make_row(const ct_allocator *allocator, struct ct__memory_record *record, size_t count,
         const uint16_t *heads, size_t size)
{
    size_t before = record ? 0 : sizeof *record;
    unsigned char *block = ct__resize(
        allocator, NULL, before + offsetof(struct ct__memory_row, heads) + size, 1);
    if (!block)
        return NULL;
    struct ct__memory_row *row = (struct ct__memory_row *)(void *)(block + before);
    if (!record) {
        record = (struct ct__memory_record *)(void *)block;
        *record = (struct ct__memory_record){row, CT__MEMORY_NEVER};
    }
    row->older = NULL;
    row->record = record;
    row->number = 0;
    row->count = (uint32_t)count;
    memcpy(row->heads, heads, size);
    return row;
}

static struct ct__memory_row *
make_large_row(const ct_allocator *allocator, struct ct__memory_record *record,
               const ct_value *values, size_t count)
{
    size_t room = room_for(values, count);
    uint16_t *heads = room ? ct__resize(allocator, NULL, room, 1) : NULL;
    if (!heads)
        return NULL;
    size_t size = pack(values, count, heads, room);
    struct ct__memory_row *row = make_row(allocator, record, count, heads, size);
    ct__release(allocator, heads);
    return row;
}

struct ct__memory_row *
ct__memory_row_new(const ct_allocator *allocator, struct ct__memory_record *record,
                   const ct_value *values, size_t given)
{
    uint16_t heads[ROOM_AT_HAND / sizeof(uint16_t)];
    while (given && values[given - 1].type == CT_TYPE_NULL) /* as which a missing one is read */
        given--;
    size_t size = pack(values, given, heads, sizeof heads);
    return size || !given ? make_row(allocator, record, given, heads, size)
                          : make_large_row(allocator, record, values, given);
}

void
ct__memory_row_free(const ct_allocator *allocator, struct ct__memory_row *row)
{
    if (row != (struct ct__memory_row *)(row->record + 1)) /* it goes with the record */
        ct__release(allocator, row);
}

void
ct__memory_record_free(const ct_allocator *allocator, struct ct__memory_record *record)
{
    ct__memory_row_free(allocator, record->newest);
    ct__release(allocator, record);
}

void
ct__memory_row_values(const struct ct__memory_row *row, uint32_t count, ct_value *values)
{
    const unsigned char *packed = (const unsigned char *)(row->heads + row->count);
    for (uint32_t i = 0; i < count; i++) {
        unsigned form = i < row->count ? ct__memory_form_of(row, i) : CT__MEMORY_NULL;
        values[i] = ct__memory_unpack(form, packed);
        packed += ct__memory_packed_size(form, packed);
    }
}
