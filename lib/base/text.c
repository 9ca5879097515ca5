#include "base/text.h"

#include <stdint.h>
#include <string.h>

enum { PIECE_SIZE = 4, FIRST_LATIN = 0xC0, LAST_LATIN = 0x17F };

/* The bytes of one code point; 0 if there is none at `text`. */
static size_t
decode(const char *text, size_t length, uint32_t *ret_point)
{
    static const struct {
        uint8_t mask, lead;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    const size_t count = sizeof forms / sizeof *forms;
    uint8_t lead = (uint8_t)text[0];
    size_t form = 0;
    while (form < count && (lead & forms[form].mask) != forms[form].lead)
        form++;
    if (form >= count || form >= length)
        return 0;
    uint32_t point = lead & (uint8_t)~forms[form].mask;
    for (size_t i = 1; i <= form; i++) {
        uint8_t next = (uint8_t)text[i];
        if ((next & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (next & 0x3F);
    }
    if (point < forms[form].least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return 0;
    *ret_point = point;
    return form + 1;
}

/* Eight bytes of ASCII, none of them NUL. */
static bool
is_plain_word(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return ((word | (word - ones)) & (ones << 7)) == 0;
}

bool
ct__text_is_utf8(const char *text, size_t length)
{
    const size_t word = sizeof(uint64_t);
    for (size_t at = 0, taken; at < length; at += taken) {
        uint32_t point = 0;
        if (length - at < word && length >= word && is_plain_word(text + length - word))
            return true; /* what is left, and some of what was looked at before */
        taken = word;
        if (length - at >= taken && is_plain_word(text + at)) /* most of it */
            continue;
        taken = 1;
        uint8_t byte = (uint8_t)text[at];
        if (byte > 0 && byte < 0x80)
            continue;
        taken = decode(text + at, length - at, &point);
        if (!taken || !point)
            return false;
    }
    return true;
}

/* Two places for each code point from U+00C0 to U+017F; two spaces: it stays as it is. */
static const char latin[] = "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"
                            "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
                            "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
                            "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
                            "l l l n n n n n n 'nn n o o o o o o oeoer r r r r r s s s s s s "
                            "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";

/* What a range of code points becomes; NUL: nothing. In order. */
static const struct range {
    uint32_t first, last;
    char becomes;
} ranges[] = {
    {'\t', '\r', ' '},        {0x0085, 0x0085, ' '},  {0x00A0, 0x00A0, ' '},
    {0x00AB, 0x00AB, '"'},    {0x00B4, 0x00B4, '\''}, {0x00BB, 0x00BB, '"'},
    {0x0218, 0x0219, 's'},    {0x021A, 0x021B, 't'}, /* Romanian, with a comma below */
    {0x02BC, 0x02BC, '\''},   {0x0300, 0x036F, '\0'}, {0x1680, 0x1680, ' '},
    {0x2000, 0x200A, ' '},    {0x2010, 0x2015, '-'},  {0x2018, 0x201B, '\''},
    {0x201C, 0x201F, '"'},    {0x2028, 0x2029, ' '},  {0x202F, 0x202F, ' '},
    {0x2032, 0x2032, '\''},   {0x2033, 0x2033, '"'},  {0x2039, 0x203A, '\''},
    {0x205F, 0x205F, ' '},    {0x2212, 0x2212, '-'},  {0x3000, 0x3000, ' '},
};

static const struct range *
range_of(uint32_t point)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (point <= ranges[i].last)
            return point >= ranges[i].first ? &ranges[i] : NULL;
    }
    return NULL;
}

/* Moves `*text` past one code point and writes what it folds to: white space is one space each
 * time, and a byte that belongs to no code point stays. Answers the length. */
static size_t
fold_next(const char **text, const char *end, char piece[PIECE_SIZE])
{
    uint32_t point = 0;
    size_t taken = decode(*text, (size_t)(end - *text), &point);
    size_t length = taken ? taken : 1;
    memcpy(piece, *text, length);
    *text += length;

    if (point >= 'A' && point <= 'Z') {
        piece[0] = (char)(point + 'a' - 'A');
    } else if (point >= FIRST_LATIN && point <= LAST_LATIN) {
        const char *letters = latin + (point - FIRST_LATIN) * 2;
        if (letters[0] != ' ') {
            memcpy(piece, letters, 2);
            length = letters[1] == ' ' ? 1 : 2;
        }
    } else {
        const struct range *range = taken ? range_of(point) : NULL;
        if (range) {
            piece[0] = range->becomes;
            length = range->becomes ? 1 : 0;
        }
    }
    return length;
}

struct output {
    char *bytes;
    size_t size;
    size_t used; /* reaches `size` when something did not fit */
};

static void
append(struct output *out, const char *bytes, size_t length)
{
    if (length >= out->size - out->used) { /* the NUL needs a place too */
        out->used = out->size;
        return;
    }
    memcpy(out->bytes + out->used, bytes, length);
    out->used += length;
}

static size_t
finish(struct output *out)
{
    if (out->size)
        out->bytes[out->used < out->size ? out->used : 0] = '\0';
    return out->used;
}

size_t
ct__text_fold(const char *text, char *folded, size_t size)
{
    struct output out = {folded, size, 0};
    const char *end = text + strlen(text);
    bool has_gap = false;
    while (text < end) {
        char piece[PIECE_SIZE];
        size_t length = fold_next(&text, end, piece);
        if (length == 1 && piece[0] == ' ') {
            has_gap = out.used > 0;
        } else if (length) {
            append(&out, " ", has_gap);
            append(&out, piece, length);
            has_gap = false;
        }
    }
    return finish(&out);
}

size_t
ct__text_plain_letters(const char *text, char *letters, size_t size)
{
    struct output out = {letters, size, 0};
    const char *end = text + strlen(text);
    while (text < end) {
        char piece[PIECE_SIZE];
        size_t length = fold_next(&text, end, piece);
        for (size_t i = 0; i < length; i++) {
            char c = piece[i];
            if (c >= 'a' && c <= 'z')
                c = (char)(c - 'a' + 'A');
            if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
                append(&out, &c, 1);
        }
    }
    return finish(&out);
}
