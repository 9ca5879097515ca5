#include "rules/email.h"

#include <stddef.h>
#include <string.h>

enum { LOCAL_LENGTH = 64, LABEL_LENGTH = 63 };

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* How many letters, digits and `others` the text begins with. */
static size_t
span(const char *text, const char *others)
{
    size_t length = 0;
    while (is_letter(text[length]) || (text[length] >= '0' && text[length] <= '9') ||
           (text[length] && strchr(others, text[length])))
        length++;
    return length;
}

static bool
is_local_part(const char *text, size_t length)
{
    if (length > LOCAL_LENGTH)
        return false;
    for (const char *end = text + length;; text++) {
        size_t atom = span(text, "!#$%&'*+-/=?^_`{|}~");
        text += atom;
        if (!atom || *text != '.')
            return atom && text == end;
    }
}

static bool
is_top_label(const char *label, size_t length)
{
    size_t letters = 0;
    while (is_letter(label[letters]))
        letters++;
    return strncmp(label, "xn--", 4) == 0 || (length >= 2 && letters == length);
}

static bool
is_domain(const char *text)
{
    for (int labels = 1;; labels++) {
        size_t length = span(text, "-");
        if (length == 0 || length > LABEL_LENGTH || text[0] == '-' || text[length - 1] == '-')
            return false;
        if (text[length] != '.')
            return text[length] == '\0' && labels >= 2 && is_top_label(text, length);
        text += length + 1;
    }
}

enum ct__email_problem
ct__email_read(const char *text, char ret_address[CT__EMAIL_SIZE])
{
    static const char blanks[] = " \t\n\v\f\r";
    char address[CT__EMAIL_SIZE];
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length && strchr(blanks, text[length - 1]))
        length--;
    if (length >= sizeof address)
        return CT__EMAIL_MALFORMED;
    for (size_t i = 0; i < length; i++)
        address[i] = lower(text[i]);
    address[length] = '\0';

    const char *at = strchr(address, '@');
    if (!at || !is_local_part(address, (size_t)(at - address)) || !is_domain(at + 1))
        return CT__EMAIL_MALFORMED;
    memcpy(ret_address, address, length + 1);
    return CT__EMAIL_OK;
}

/* Is `domain`, in lower case, the `length` bytes at `parent` in any case, or a subdomain of it? */
static bool
belongs_to(const char *domain, const char *parent, size_t length)
{
    size_t own = strlen(domain);
    if (own < length || (own > length && domain[own - length - 1] != '.'))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (domain[own - length + i] != lower(parent[i]))
            return false;
    }
    return true;
}

static bool
is_in_list(const char *domain, const char *list)
{
    static const char separators[] = " ,;@\t\n\v\f\r"; /* "@pec.example.it" is written as well */
    while (list && *list) {
        list += strspn(list, separators);
        size_t length = strcspn(list, separators);
        if (belongs_to(domain, list, length))
            return true;
        list += length;
    }
    return false;
}

static bool
is_one_of(const char *text, size_t length, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i][0] == text[0] && strlen(words[i]) == length &&
            memcmp(text, words[i], length) == 0)
            return true;
    }
    return false;
}

/* What people call the part of their domain that is for PEC, in a label or in a hyphenated piece of
 * it. A mere beginning or a part within a word is no sign: pecorino, peccioli, specialisti. */
static bool
has_pec_word(const char *label, size_t length)
{
    static const char *const words[] = {
        "certemail", "certmail", "emailcert", "legalmail", "legalpec", "mailcert",
        "mailpec",   "mypec",    "pcert",     "pec",       "pecmail",  "postacert",
        "postapec",  "postacertificata",      "postecert", "webpec",
    };
    for (const char *end = label + length; label < end; label++) {
        size_t piece = strcspn(label, "-.");
        size_t word = piece;
        while (word > 0 && label[word - 1] <= '9') /* else it is a letter */
            word--; /* pec2.example.it */
        if (is_one_of(label, word, words, sizeof words / sizeof *words))
            return true;
        label += piece;
    }
    return false;
}

/* Providers and companies like to put "pec" behind their name (informapec.it), under the suffixes
 * where Italians register. Three characters before it are asked for, because shorter ones are
 * acronyms of something else (opec.org, sipec.it), and "spec" is a word (openspec.it). */
static bool
has_pec_ending(const char *label, size_t length)
{
    static const char *const suffixes[] = {"com", "eu", "it", "net", "org"};
    const char *top = label + length + 1;
    return length >= 3 + 3 && memcmp(label + length - 3, "pec", 3) == 0 &&
           label[length - 4] != 's' &&
           is_one_of(top, strlen(top), suffixes, sizeof suffixes / sizeof *suffixes);
}

/* Most PEC addresses are on a company's own domain, which no list can have. "cert" and
 * "certificata" count only left of a whole name (cert.comune.example.it): as names they belong to
 * companies and to their security teams. A host that meets an exception has its own two lists. */
static bool
is_shaped_like_pec(const char *domain)
{
    static const char *const cert[] = {"cert", "certificata"};
    const char *dot;
    for (const char *label = domain; (dot = strchr(label, '.')) != NULL; label = dot + 1) {
        size_t length = (size_t)(dot - label);
        bool is_name = strchr(dot + 1, '.') == NULL; /* the label before the last one */
        if (has_pec_word(label, length) || (!is_name && is_one_of(label, length, cert, 2)) ||
            has_pec_ending(label, length))
            return true;
    }
    return false;
}

bool
ct__email_is_certified(const char *address, const char *extra_domains, const char *not_domains)
{
    const char *domain = strchr(address, '@') + 1;
    if (is_in_list(domain, not_domains))
        return false;
    return is_in_list(domain, extra_domains) || ct__pec_domain_is_listed(domain) ||
           is_shaped_like_pec(domain);
}
