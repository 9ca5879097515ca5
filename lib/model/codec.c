#include "model/codec.h"

#include <string.h>

#include "base/date.h"

static bool
make_room(struct ct__bytes *bytes, size_t size)
{
    if (bytes->failed || size > SIZE_MAX / 4 - bytes->size)
        bytes->failed = true;
    if (bytes->failed || bytes->room - bytes->size >= size)
        return !bytes->failed;
    size_t room = 2 * (bytes->size + size);
    unsigned char *data = ct__arena_take(bytes->arena, room < 256 ? 256 : room);
    if (!data) {
        bytes->failed = true;
        return false;
    }
    if (bytes->size)
        memcpy(data, bytes->data, bytes->size);
    bytes->data = data;
    bytes->room = room < 256 ? 256 : room;
    return true;
}

void
ct__bytes_add(struct ct__bytes *bytes, const void *data, size_t size)
{
    if (!make_room(bytes, size) || !size)
        return;
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

/* A store moves between machines, so the order of bytes is fixed: least significant first. */
static void
add_word(struct ct__bytes *bytes, uint64_t word)
{
    unsigned char octets[8];
    for (int i = 0; i < 8; i++)
        octets[i] = (unsigned char)(word >> (8 * i));
    ct__bytes_add(bytes, octets, sizeof octets);
}

static bool
read_word(const unsigned char *data, size_t size, size_t *position, uint64_t *ret_word)
{
    if (size - *position < 8)
        return false;
    *ret_word = 0;
    for (int i = 0; i < 8; i++)
        *ret_word |= (uint64_t)data[*position + (size_t)i] << (8 * i);
    *position += 8;
    return true;
}

void
ct__bytes_add_value(struct ct__bytes *bytes, const ct_value *value)
{
    unsigned char type = (unsigned char)value->type;
    ct__bytes_add(bytes, &type, 1);
    if (value->type == CT_TYPE_INT64)
        add_word(bytes, (uint64_t)value->i64);
    else if (value->type != CT_TYPE_NULL) {
        add_word(bytes, value->len);
        ct__bytes_add(bytes, value->data, value->len);
    }
}

void
ct__bytes_add_text(struct ct__bytes *bytes, const char *text)
{
    ct__bytes_add_value(bytes, &(ct_value){.type = text ? CT_TYPE_TEXT : CT_TYPE_NULL,
                                           .data = text,
                                           .len = text ? strlen(text) : 0});
}

void
ct__bytes_add_number(struct ct__bytes *bytes, int64_t number)
{
    ct__bytes_add_value(bytes, &(ct_value){.type = CT_TYPE_INT64, .i64 = number});
}

void
ct__bytes_add_id(struct ct__bytes *bytes, ct_id id)
{
    ct__bytes_add_value(bytes, &(ct_value){.type = CT_TYPE_BLOB, .data = &id, .len = sizeof id});
}

void
ct__bytes_add_date(struct ct__bytes *bytes, ct_date date)
{
    ct__bytes_add_number(bytes, date.year * 10000 + date.month * 100 + date.day);
}

bool
ct__bytes_read_value(const void *data, size_t size, size_t *position, ct_value *ret_value)
{
    const unsigned char *bytes = data;
    uint64_t word;
    if (*position >= size)
        return false;
    *ret_value = (ct_value){.type = bytes[(*position)++]};
    if (ret_value->type == CT_TYPE_NULL)
        return true;
    if (ret_value->type > CT_TYPE_BLOB || !read_word(bytes, size, position, &word))
        return false;
    if (ret_value->type == CT_TYPE_INT64) {
        ret_value->i64 = (int64_t)word;
        return true;
    }
    if (word > size - *position)
        return false;
    ret_value->data = bytes + *position;
    ret_value->len = (size_t)word;
    *position += (size_t)word;
    return true;
}

void
ct__bytes_add_record(struct ct__bytes *bytes, const struct ct__table *table, const void *record)
{
    for (uint32_t i = 0; i < table->field_count + table->answer_field_count; i++) {
        ct_value value = ct__field_value(&table->fields[i], record);
        ct__bytes_add_text(bytes, table->fields[i].name);
        ct__bytes_add_value(bytes, &value);
    }
}

static const struct ct__field *
field_named(const struct ct__table *table, const ct_value *name)
{
    for (uint32_t i = 0; i < table->field_count + table->answer_field_count; i++)
        if (strlen(table->fields[i].name) == name->len &&
            /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a name has bytes */
            memcmp(table->fields[i].name, name->data, name->len) == 0)
            return &table->fields[i];
    return NULL;
}

ct_status
ct__record_read(const struct ct__table *table, struct ct__blob blob, void *record,
                struct ct__arena *arena)
{
    size_t position = 0;
    ct_value name;
    ct_value value;
    memset(record, 0, table->record_size);
    while (position < blob.size) {
        if (!ct__bytes_read_value(blob.data, blob.size, &position, &name) ||
            name.type != CT_TYPE_TEXT ||
            !ct__bytes_read_value(blob.data, blob.size, &position, &value))
            return CT_ERR_CORRUPT;
        const struct ct__field *field = field_named(table, &name);
        ct_status status = field ? ct__field_set(field, record, &value, arena) : CT_OK;
        if (status)
            return status;
    }
    return CT_OK;
}
