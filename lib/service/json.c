#include "service/json.h"

#include <stdio.h>
#include <string.h>

#include "rules/labels.h"
#include "service/context.h"

static void
flush(struct ct__json *json)
{
    if (json->used && !json->status)
        json->status = json->write(json->user, json->buffer, json->used);
    json->used = 0;
}

static void
put(struct ct__json *json, const char *bytes, size_t count)
{
    while (count) {
        size_t room = sizeof json->buffer - json->used;
        size_t piece = count < room ? count : room;
        memcpy(json->buffer + json->used, bytes, piece);
        json->used += piece;
        bytes += piece;
        count -= piece;
        if (json->used == sizeof json->buffer)
            flush(json);
    }
}

static void
put_string(struct ct__json *json, const char *text, size_t length)
{
    put(json, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        char escape[8];
        if (c == '"' || c == '\\')
            put(json, (char[]){'\\', (char)c}, 2);
        else if (c < 0x20)
            put(json, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
        else
            put(json, text + i, 1);
    }
    put(json, "\"", 1);
}

/* What stands before a value: the comma, and its key. */
static void
lead(struct ct__json *json, const char *key)
{
    if (json->has_sibling)
        put(json, ",\n", 2);
    json->has_sibling = true;
    if (!key)
        return;
    put_string(json, key, strlen(key));
    put(json, ": ", 2);
}

void
ct__json_begin(struct ct__json *json, const char *key, char bracket)
{
    lead(json, key);
    put(json, &bracket, 1);
    json->has_sibling = false;
}

void
ct__json_end(struct ct__json *json, char bracket)
{
    put(json, &bracket, 1);
    json->has_sibling = true;
}

void
ct__json_null(struct ct__json *json, const char *key)
{
    lead(json, key);
    put(json, "null", 4);
}

void
ct__json_text(struct ct__json *json, const char *key, const char *text)
{
    if (!text) {
        ct__json_null(json, key);
        return;
    }
    lead(json, key);
    put_string(json, text, strlen(text));
}

void
ct__json_number(struct ct__json *json, const char *key, int64_t number)
{
    char digits[24];
    lead(json, key);
    put(json, digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number));
}

void
ct__json_boolean(struct ct__json *json, const char *key, bool value)
{
    lead(json, key);
    put(json, value ? "true" : "false", value ? 4 : 5);
}

void
ct__json_id(struct ct__json *json, const char *key, ct_id id)
{
    char text[CT_ID_TEXT_LENGTH + 1];
    ct_id_format(id, text);
    ct__json_text(json, key, ct__id_is_none(id) ? NULL : text);
}

void
ct__json_date(struct ct__json *json, const char *key, ct_date date)
{
    char text[CT_DATE_TEXT_LENGTH + 1];
    ct_date_format(date, text);
    ct__json_text(json, key, *text ? text : NULL);
}

void
ct__json_instant(struct ct__json *json, const char *key, ct_instant instant)
{
    char text[CT_INSTANT_TEXT_LENGTH + 1];
    ct_instant_format(instant, text);
    ct__json_text(json, key, *text ? text : NULL);
}

void
ct__json_label(struct ct__json *json, const char *key, const struct ct__labels *labels,
               int32_t value)
{
    const struct ct__label *label = ct__label_of(labels, value);
    ct__json_text(json, key, label ? label->name : NULL);
}

void
ct__json_cents(struct ct__json *json, const char *key, int64_t cents)
{
    char text[32];
    const char *sign = cents < 0 ? "-" : "";
    uint64_t size = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    (void)snprintf(text, sizeof text, "%s%llu.%02u", sign, (unsigned long long)(size / 100),
                   (unsigned)(size % 100));
    ct__json_text(json, key, text);
}

void
ct__json_words(struct ct__json *json, const char *key, const char *words)
{
    ct__json_begin(json, key, '[');
    while (words && *words) {
        size_t length = strcspn(words, " ");
        lead(json, NULL);
        put_string(json, words, length);
        words += length + strspn(words + length, " ");
    }
    ct__json_end(json, ']');
}

ct_status
ct__json_finish(struct ct__json *json)
{
    put(json, "\n", 1);
    flush(json);
    return json->status;
}
