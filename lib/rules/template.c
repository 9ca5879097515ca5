#include "rules/template.h"

#include <string.h>

#include "base/text.h"

static const char *const names[CT__WORD_COUNT] = {
    "{client}", "{studio}", "{login}", "{password}", "{number}", "{year}", "{day}", "{giorno}",
};

#define HAS(word) (1U << CT__WORD_##word)
#define DAYS (HAS(DAY) | HAS(GIORNO))
/* A client may have no studio any more when its license ends, or is bought. */
static const unsigned words_of[CT__TEMPLATE_KINDS] = {
    [CT_MESSAGE_CREDENTIALS] = HAS(CLIENT) | HAS(STUDIO) | HAS(LOGIN) | HAS(PASSWORD) | DAYS,
    [CT_MESSAGE_LICENSE_ACTIVATED] = HAS(CLIENT) | HAS(LOGIN) | DAYS,
    [CT_MESSAGE_COUPONS_ISSUED] = HAS(STUDIO) | HAS(LOGIN) | HAS(NUMBER) | HAS(YEAR),
    [CT_MESSAGE_RENEWAL_REMINDER] = HAS(STUDIO) | HAS(LOGIN) | HAS(NUMBER) | DAYS,
    [CT_MESSAGE_LICENSE_EXPIRED] = HAS(CLIENT) | HAS(LOGIN) | DAYS,
    [CT_MESSAGE_ERASURE_NOTICE] = HAS(CLIENT) | HAS(LOGIN) | DAYS,
    [CT_MESSAGE_CANCELLATION_RECORDED] = HAS(STUDIO) | HAS(LOGIN) | HAS(YEAR) | DAYS,
};

/* The word that `text` begins with, or CT__WORD_COUNT. */
static size_t
word_at(const char *text)
{
    size_t word = 0;
    while (word < CT__WORD_COUNT && strncmp(text, names[word], strlen(names[word])) != 0)
        word++;
    return word;
}

static bool
is_control(unsigned char octet)
{
    return octet < 0x20 || octet == 0x7F;
}

static bool
is_clean(const char *pattern, size_t length_max, bool has_lines, unsigned words)
{
    size_t length = strnlen(pattern, length_max + 1);
    if (length > length_max || pattern[strspn(pattern, " \n")] == '\0' ||
        !ct__text_is_utf8(pattern, length))
        return false;
    for (const char *at = pattern; *at; at++) {
        size_t word = *at == '{' ? word_at(at) : CT__WORD_COUNT;
        if (is_control((unsigned char)*at) && !(has_lines && *at == '\n'))
            return false;
        if (word == CT__WORD_COUNT ? *at == '{' || *at == '}' : !(words & 1U << word))
            return false;
        if (word < CT__WORD_COUNT)
            at += strlen(names[word]) - 1;
    }
    return true;
}

static bool
has_password_alone(const char *text)
{
    const char *name = names[CT__WORD_PASSWORD];
    const char *at = strstr(text, name);
    return at && (at == text || at[-1] == '\n') &&
           (at[strlen(name)] == '\n' || at[strlen(name)] == '\0') && !strstr(at + 1, name);
}

bool
ct__template_is_good(ct_message_kind kind, const char *subject, const char *text)
{
    unsigned words = words_of[kind];
    return is_clean(subject, CT__TEMPLATE_SUBJECT_MAX, false, words & ~HAS(PASSWORD)) &&
           is_clean(text, CT__TEMPLATE_TEXT_MAX, true, words) &&
           (!(words & HAS(PASSWORD)) || has_password_alone(text));
}

size_t
ct__template_fill(const char *pattern, const struct ct__words *words, char *text, size_t room)
{
    size_t used = 0;
    while (*pattern) {
        size_t word = *pattern == '{' ? word_at(pattern) : CT__WORD_COUNT;
        const char *piece = word < CT__WORD_COUNT ? words->values[word] : pattern;
        size_t length = word < CT__WORD_COUNT ? strlen(piece ? piece : "") : 1;
        for (size_t i = 0; i < length; i++, used++)
            if (used < room)
                text[used] = piece[i];
        pattern += word < CT__WORD_COUNT ? strlen(names[word]) : 1;
    }
    return used;
}
