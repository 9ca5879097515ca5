#include "utf8.h"

#include <string.h>
#include <wchar.h>

/* The shapes of a character by its first byte. */
static const struct shape {
    uint8_t mask, lead;
    uint8_t more;   /* bytes that follow */
    int32_t lowest; /* a smaller value was written too long */
} shapes[] = {
    { 0x80, 0x00, 0, 0 },
    { 0xe0, 0xc0, 1, 0x80 },
    { 0xf0, 0xe0, 2, 0x800 },
    { 0xf8, 0xf0, 3, 0x10000 },
};

static const struct shape *
shape_of(uint8_t lead)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if ((lead & shapes[i].mask) == shapes[i].lead)
            return &shapes[i];
    return NULL;
}

int32_t
utf8_next(const char **text, const char *end)
{
    const uint8_t *bytes = (const uint8_t *)*text;
    size_t left = (size_t)(end - *text);
    const struct shape *shape = shape_of(bytes[0]);
    int32_t character;

    (*text)++;
    if (!shape || shape->more >= left)
        return -1;
    character = bytes[0] & (uint8_t)~shape->mask;
    for (size_t i = 1; i <= shape->more; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return -1;
        character = (character << 6) | (bytes[i] & 0x3f);
    }
    if (character < shape->lowest || character > 0x10ffff ||
        (character >= 0xd800 && character <= 0xdfff))
        return -1;
    *text += shape->more;
    return character;
}

bool
utf8_is_valid(const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end)
        if (utf8_next(&text, end) < 0)
            return false;
    return true;
}

static bool
is_control(int32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

size_t
utf8_width(const char *text)
{
    const char *end = text + strlen(text);
    size_t width = 0;

    while (text < end) {
        int32_t character = utf8_next(&text, end);
        int columns = is_control(character) ? 1 : wcwidth((wchar_t)character);

        width += columns < 0 ? 1 : (size_t)columns;
    }
    return width;
}

void
utf8_print(FILE *stream, const char *text)
{
    const char *end = text + strlen(text);

    while (text < end) {
        const char *start = text;

        if (is_control(utf8_next(&text, end)))
            fputc('?', stream);
        else
            fwrite(start, 1, (size_t)(text - start), stream);
    }
}
